//! What is refused when a rule is loaded, and how it is told.

use super::*;
use std::sync::LazyLock;

/// The errors of a rule file.
fn errors(text: &str) -> Vec<RuleError> {
    match load(text) {
        Ok(_) => panic!("loaded: {text}"),
        Err(errors) => errors,
    }
}

/// The only error of the sample with this condition.
fn refused(check: &str) -> RuleError {
    let mut errors = errors(&checking(check));
    assert_eq!(errors.len(), 1, "{check}: {errors:#?}");
    errors.remove(0)
}

#[test]
fn the_sample_loads() {
    let library = load(SAMPLE).unwrap_or_else(|errors| panic!("{errors:#?}"));
    let rule = &library.rules()[0];
    assert_eq!(rule.what, "The redundancy of the account.");
    assert!(rule.how.starts_with("Convert {name}"));
    assert_eq!(rule.limits, "It sees the SKU only.");
    assert_eq!(rule.examples().len(), 4);
    let facts: Vec<&str> = library.facts().collect();
    assert_eq!(facts, ["holds_agent_state", "region", "region_has_zones", "sku", "zone_redundant"]);
}

#[test]
fn a_misspelt_fact_is_shown_with_its_place_in_the_file() {
    let error = refused("!zone_redundnat");
    assert_eq!(error.0.hint.as_deref(), Some("did you mean `zone_redundant`?"));
    assert_eq!((error.0.line, error.0.column), (9, 11));
    assert_eq!(error.0.message, "storage-account has no fact `zone_redundnat`");
    let snippet = error.0.snippet.expect("a snippet");
    assert!(snippet.ends_with(&format!("{}{}", " ".repeat(10), "^".repeat(14))), "{snippet}");
}

#[test]
fn places_within_several_lines_and_after_other_scripts_are_right() {
    let text = with("check =", "check = '''\nsku != 'größe' &&\n  zone_redundnat'''");
    let error = &errors(&text)[0];
    assert_eq!((error.0.line, error.0.column), (11, 3));
    let same_line = &errors(&with("check =", "check = '''sku != 'größe' && oops'''"))[0];
    assert_eq!((same_line.0.line, same_line.0.column), (9, 30));
    let syntax =
        &errors(&with("check =", "check = '''\nzone_redundant &&\n  sku == == 'ö' '''"))[0];
    assert_eq!((syntax.0.line, syntax.0.column), (11, 10));
}

#[test]
fn conditions_are_checked_before_they_run() {
    let cases = [
        ("locks.exists(l, l.nmae == 'x')", "no field `nmae`"),
        ("zone_redundant == 'yes'", "bool can't be compared with text"),
        ("blob_soft_delete_days > '7'", "int can't be compared with text"),
        ("sku == null", "text can't be compared with null"),
        ("sku in [1, 2]", "can't be compared"),
        ("sku in sku", "`in` needs a list"),
        ("sku", "yields text, not bool"),
        ("blob_soft_delete_days", "yields int, not bool"),
        ("zone_redundant && sku", "expected bool, found text"),
        ("!sku", "expected bool, found text"),
        ("sku + 1 == 'x'", "`+` isn't defined for text and int"),
        ("has(locks.x)", "has()"),
        ("sku.startWith('x')", "no function `startWith`"),
        ("sku.matches('(')", "regex"),
        ("now > timestamp('soon')", "timestamp"),
        ("roles.contains('threads')", "`x in list`"),
        ("locks.exists(l)", "with a variable and a condition"),
        ("locks[0].name == 'x'", "indexing"),
        ("{'a': sku}.a == 'x'", "maps"),
        ("now > now", "reads no fact"),
        ("true", "reads no fact"),
        ("type(sku) == string", "no function `type`"),
        ("it.name == 'x'", "no fact `it`"),
        ("locks.exists(sku, sku.name == 'x')", "hides another name"),
        ("locks.exists(l, locks.exists(m, m.name == l.name))", "inside another iteration"),
        ("sku.exists(s, s == 'x')", "only lists can be iterated"),
        ("zone_redundant ? sku : 1", "one branch is text"),
        ("blob_soft_delete_days > 7u", "without `u`"),
        ("zone_redundant &&", "Syntax error"),
        ("", "is empty"),
        ("locks.?name == 'x'", "unsupported syntax"),
    ];
    for (check, expected) in cases {
        let found = errors(&checking(check));
        let told = found.iter().any(|error| error.0.message.contains(expected));
        assert!(told, "{check}: {found:#?}");
    }
}

#[test]
fn a_rule_of_two_kinds_needs_its_facts_in_both() {
    let both = |check: &str| {
        checking(check)
            .replace("[\"storage-account\"]", "[\"storage-account\", \"key-vault\"]")
            .replace("when =", "#")
            .replace("{sku} ", "")
            .replace("\"holds_agent_state\": true, ", "")
            .replace("\"holds_agent_state\": false, ", "")
    };
    assert!(load(&both("delete_locked")).is_ok());
    let errors = errors(&both("zone_redundant"));
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert!(errors[0].0.message.starts_with("key-vault has no fact"));
}

#[test]
fn sizes_are_limited() {
    let long = format!("sku == '{}'", "x".repeat(1_024));
    assert!(refused(&long).0.message.contains("at most 1024"));
    let many = vec!["dedicated"; 66].join("||");
    assert!(refused(&many).0.message.contains("operators"), "65 operators");
    assert!(load(&checking(&vec!["dedicated"; 65].join("||"))).is_ok());
    let list = format!("sku in [{}]", vec!["'x'"; 65].join(","));
    assert!(refused(&list).0.message.contains("at most 64"));
    let deep = "[1].exists(a,[1].exists(b,[1].exists(c,a+b+c>1||zone_redundant)))";
    assert!(refused(deep).0.message.contains("nested more than"));
    let file = SAMPLE.replace("It sees", &"x".repeat(300_000));
    assert!(errors(&file)[0].0.message.contains("at most"));
}

/// None of these may overflow the stack or panic, and none is ever run: what the limits bound is refused before.
#[test]
fn hostile_expressions_are_refused() {
    let nested =
        |open: &str, close: &str, n: usize| format!("{}sku{}", open.repeat(n), close.repeat(n));
    let hostile = [
        vec!["1"; 50_000].join("+"),
        format!("sku{}", ".a".repeat(50_000)),
        vec!["1"; 500].join("+"),
        format!("sku{}", ".a".repeat(500)),
        format!("sku{}", ".f()".repeat(250)),
        format!("sku{}", "[0]".repeat(330)),
        nested("(", ")", 20_000),
        nested("(", ")", 500),
        nested("[", "]", 500),
        nested("{1:", "}", 250),
        nested("!(", ")", 300),
        "-".repeat(1_000) + "1",
        "(".repeat(1_000),
        "[".repeat(1_000),
        "{".repeat(1_000),
        "\"".repeat(1_001),
        "a?b:".repeat(200) + "c",
        "a?".repeat(400),
        nested("locks.map(x,", ")", 70),
        "locks.map(a,locks.map(b,locks.map(c,a.name+b.name+c.name))).size()>1".into(),
        "\u{0}\u{1b}[31m".into(),
    ];
    for expression in &hostile {
        assert!(load(&checking(expression)).is_err(), "{expression:.60}");
    }
}

#[test]
fn front_matter_mistakes_have_their_place() {
    let cases = [
        ("severity =", "severity = \"dire\"", "unknown variant"),
        ("pillar =", "pilar = \"ZON\"", "unknown field"),
        ("kinds =", "kinds = [\"storage\"]", "unknown variant"),
        ("kinds =", "kinds = []", "for no kind"),
        ("kinds =", "kinds = [\"storage-account\", \"storage-account\"]", "twice"),
        ("id =", "id = \"FDR-ZON-001\"", "for built-in rules"),
        ("id =", "id = \"zone\"", "no rule id"),
        ("id =", "id = ACME", "string values must be quoted"),
        ("check =", "", "a check needs `check`"),
        ("fail =", "", "needs `message.fail`"),
        ("fail =", "fail = \"It burns.\"", "without a final stop"),
        ("fail =", "fail = \"SKU {skuu}\"", "no fact `skuu`"),
        ("fail =", "fail = \"SKU {it.name}\"", "only in rules with `each`"),
        ("fail =", "fail = \"SKU {\"", "belongs to no placeholder"),
        ("class =", "class = \"statement\"", "for checks only"),
        ("when =", "each = \"locks\"", "go together"),
        ("when =", "each = \"lock\"\nkey = \"name\"", "no fact `lock`"),
        ("when =", "each = \"roles\"\nkey = \"name\"", "not a list of records"),
        ("when =", "each = \"locks\"\nkey = \"inherited\"", "no text field"),
        ("## Why", "## Why it maters", "no section is called"),
        ("## Why", "", "`## Why it matters` is missing"),
        ("```json fail", "```json fial \"LRS\"", "no outcome"),
        ("```azcli", "```azcli dangerous", "means nothing"),
        ("sku: {", "a: '''{name}'''", "can be quoted"),
    ];
    for (start, line, expected) in cases {
        let found = errors(&with(start, line));
        let told = found.iter().any(|error| error.0.message.contains(expected));
        assert!(told, "{line}: {found:#?}");
    }
    let severity = &errors(&with("severity =", "severity = \"dire\""))[0];
    assert_eq!((severity.0.line, severity.0.column), (7, 12));
}

#[test]
fn all_mistakes_of_all_files_are_told_at_once() {
    let two = with("check =", "check = \"zone_redundnat && oops\"");
    let one = with("severity =", "severity = \"dire\"");
    let files = [("a.md".to_owned(), two), ("b.md".to_owned(), one)];
    let mut library = Library::default();
    let errors = library.add(&files).expect_err("both are wrong");
    let places: Vec<_> = errors.iter().map(|e| (e.0.origin.as_str(), e.0.line)).collect();
    assert_eq!(places, [("a.md", 9), ("a.md", 9), ("b.md", 7)]);
    assert!(library.rules().is_empty());
}

#[test]
fn no_id_is_taken_twice() {
    let file = |name: &str| (name.to_owned(), SAMPLE.to_owned());
    let mut library = Library::default();
    let errors = library.add(&[file("a.md"), file("b.md")]).expect_err("the same id");
    assert_eq!(errors[0].0.message, "the id `ACME-ZON-001` is taken by a.md");
    library.add(&[file("a.md")]).expect("once is fine");
    assert!(library.add(&[file("b.md")]).is_err());
}

#[test]
fn the_digest_follows_the_files_and_not_their_order() {
    let other = SAMPLE.replace("ACME-ZON-001", "ACME-ZON-002");
    let a = ("a.md".to_owned(), SAMPLE.to_owned());
    let b = ("b.md".to_owned(), other.clone());
    let digest = |files: &[(String, String)]| {
        let mut library = Library::default();
        library.add(files).expect("good rules");
        library.digest()
    };
    let both = digest(&[a.clone(), b.clone()]);
    assert_eq!(both.len(), 64);
    assert_eq!(both, digest(&[b.clone(), a.clone()]));
    let changed = ("b.md".to_owned(), other.replace("burns", "floods"));
    assert_ne!(both, digest(&[a, changed]));
}

#[test]
fn built_in_rules_load_and_lack_nothing() {
    let library = Library::embedded_whole().unwrap_or_else(|errors| panic!("{errors:#?}"));
    let lacks = library.lint();
    assert!(lacks.is_empty(), "{lacks:#?}");
    for rule in library.rules() {
        let results = library.run_examples(rule);
        let failed: Vec<_> = results.iter().filter(|result| !result.passed).collect();
        assert!(failed.is_empty(), "{}: {failed:#?}", rule.origin);
    }
}

#[test]
fn built_in_rules_are_compiled_when_they_are_asked_for() {
    let library = Library::embedded().expect("sound rules");
    let rule = &library.rules()[0];
    let made = |rule: &Rule| {
        (LazyLock::get(&rule.program).is_some(), LazyLock::get(&rule.examples).is_some())
    };
    assert!(library.rules().iter().all(|rule| made(rule) == (false, false)));
    assert_ne!(rule.facts().count(), 0);
    assert_eq!(made(rule), (true, false));
    assert_ne!(rule.examples().len(), 0);
    assert_eq!(made(rule), (true, true));
}

#[test]
fn what_a_rule_cites_is_the_address_of_a_page() {
    let cites =
        |page: &str| with("cites =", &format!("cites = [{}]", serde_json::Value::from(page)));
    for page in ["https://learn.microsoft.com/azure/foundry?x=1#y", "http://intra.example/page"] {
        assert!(load(&cites(page)).is_ok(), "{page}");
    }
    for page in [
        "",
        "javascript:alert(1)",
        "ftp://e.example/x",
        "learn.microsoft.com",
        "https://",
        "https://e.example/x y",
        "https://e.example/\u{9b}2J",
        "https://e.example/\n::error::x",
        "https://e.example/<b>",
        " https://e.example/",
    ] {
        let errors = errors(&cites(page));
        assert!(errors[0].0.message.ends_with("is no address of a page"), "{page}: {errors:?}");
    }
}
