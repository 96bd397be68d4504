//! What `[[workload]]` may say, and where and how each of its mistakes is told.

use super::{good, mistakes};
use crate::model::{Strategy, Workload};

const ID: &str =
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/b";
const NO_ID: &str = "write the account's name, or its id: /subscriptions/…/resourceGroups/…/providers/Microsoft.CognitiveServices/accounts/…";
const NAME: &str =
    "letters, digits, `-`, `_` and `.`, at most 64, beginning with a letter or digit";

/// A workload with some of its lines replaced; line 1 is `[[workload]]`, line 6 is free.
fn workload(changes: &[(usize, &str)]) -> String {
    let mut lines = [
        "[[workload]]",
        "name = 'travel'",
        "primary = 'a'",
        "standby = 'b'",
        "strategy = 'hot-warm'",
        "",
    ];
    for (line, text) in changes {
        lines[line - 1] = text;
    }
    lines.join("\n")
}

/// The only workload of a config without mistakes.
fn read(changes: &[(usize, &str)]) -> Workload {
    let mut config = good(&[&workload(changes)]);
    assert_eq!(config.workloads.len(), 1);
    config.workloads.remove(0)
}

#[test]
fn everything_that_a_workload_can_say() {
    let standby = format!("standby = '{ID}'");
    let all = "projects = ['tours', ' guides ']\nrecovery_region = 'germanywestcentral'";
    let found = read(&[(4, &standby), (6, all)]);
    let expected = Workload {
        name: "travel".into(),
        primary: "a".into(),
        standby: Some(ID.into()),
        strategy: Strategy::HotWarm,
        projects: vec!["tours".into(), "guides".into()],
        recovery_region: Some("germanywestcentral".into()),
        place: "a.toml:1".into(),
    };
    assert_eq!(found, expected);
}

#[test]
fn every_strategy_has_its_word() {
    for (word, strategy) in [
        ("hot-hot", Strategy::HotHot),
        ("hot-warm", Strategy::HotWarm),
        ("hot-cold", Strategy::HotCold),
    ] {
        let line = format!("strategy = '{word}'");
        assert_eq!(read(&[(5, &line)]).strategy, strategy);
    }
    let none = read(&[(4, ""), (5, "strategy = 'none'")]);
    assert_eq!((none.strategy, none.standby), (Strategy::None, None));
}

#[test]
fn names_that_can_stand_in_an_id() {
    let longest = "x".repeat(64);
    for name in ["7", "A.b_c-d", &longest] {
        assert_eq!(read(&[(2, &format!("name = '{name}'"))]).name, name);
    }
    let too_long = "x".repeat(65);
    for name in ["-x", ".x", "~x", "my app", "a/b", "a*", "ä", &too_long] {
        assert_eq!(
            mistakes(&[&workload(&[(2, &format!("name = '{name}'"))])]),
            [format!("a.toml:2:8: `{name}` can't name a workload | {NAME}")]
        );
    }
}

/// A changed line, and the one mistake that it makes.
const MISTAKES: &[(usize, &str, &str)] = &[
    (
        2,
        "",
        "1:1: `name` is missing | letters, digits, `-`, `_` and `.`, at most 64, beginning with a letter or digit",
    ),
    (2, "name = ''", "2:8: `name` is empty | fill it in"),
    (3, "", "1:1: `primary` is missing | name or id of the Foundry account that runs it"),
    (
        3,
        "primary = 7",
        "3:11: `primary` is a whole number, not a text in quotes | write a text in quotes",
    ),
    (
        4,
        "",
        "1:1: `standby` is missing | name the Foundry account that takes over; if there is none by decision, write strategy = \"none\" and sign a waiver for FDR-MRG-001",
    ),
    // What is written and wrong isn't missing as well.
    (4, "standby = ' '", "4:11: `standby` is empty | fill it in"),
    (
        4,
        "standby = 'A'",
        "4:11: primary and standby are the same account | name an account in another region",
    ),
    (
        5,
        "",
        "1:1: `strategy` is missing | hot-hot, hot-warm, hot-cold, or none if there is no standby by decision",
    ),
    (5, "strategy = 'hot-wram'", "5:12: `strategy` can't be `hot-wram` | did you mean `hot-warm`?"),
    (
        5,
        "strategy = 'geo'",
        "5:12: `strategy` can't be `geo` | one of: hot-hot, hot-warm, hot-cold, none",
    ),
    (
        5,
        "strategy = 'none'",
        "4:11: a workload with strategy `none` has no `standby` | take one of the two out",
    ),
    (6, "projects = 'tours'", "6:12: `projects` is a text, not a list | write projects = [\"…\"]"),
    (
        6,
        "projects = ['tours', 7]",
        "6:22: an element of `projects` is a whole number that says nothing | write a text in quotes",
    ),
    (
        6,
        "projects = ['tours', ' ']",
        "6:22: an element of `projects` is a text that says nothing | write a text in quotes",
    ),
    (6, "projects = ['tours', 'Tours']", "6:22: project `Tours` is there twice | take it out"),
    (6, "recovery_region = ''", "6:19: `recovery_region` is empty | fill it in"),
    (
        6,
        "recovery_region = ['x']",
        "6:19: `recovery_region` is a list, not a text in quotes | write a text in quotes",
    ),
    (6, "project = ['tours']", "6:1: [[workload]] has no key `project` | did you mean `projects`?"),
    (
        6,
        "zone = 1",
        "6:1: [[workload]] has no key `zone` | keys of [[workload]]: name, primary, standby, strategy, projects, recovery_region",
    ),
];

#[test]
fn every_mistake_is_told_at_its_place() {
    for (line, text, expected) in MISTAKES {
        let found = mistakes(&[&workload(&[(*line, text)])]);
        assert_eq!(found, [format!("a.toml:{expected}")], "{text}");
    }
}

#[test]
fn an_address_that_is_no_foundry_account_is_refused() {
    for id in [
        "a/b",
        "/subscriptions/s/resourceGroups/g",
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices/b",
        &format!("{ID}/projects/p"),
    ] {
        for (line, key) in [(3, "primary"), (4, "standby")] {
            let text = workload(&[(line, &format!("{key} = '{id}'"))]);
            let place = format!("a.toml:{line}:11: ");
            let told = format!("{place}`{key}` is no id of a Foundry account | {NO_ID}");
            assert!(mistakes(&[&text]).contains(&told), "{id}");
        }
    }
    let same = workload(&[
        (3, &format!("primary = '{ID}'")),
        (4, &format!("standby = '{}'", ID.to_uppercase())),
    ]);
    assert_eq!(mistakes(&[&same]).len(), 1, "ids in another case");
}

#[test]
fn a_name_is_taken_once_in_all_files() {
    let other = workload(&[(2, "name = 'Travel'")]);
    assert_eq!(
        mistakes(&[&workload(&[]), &other]),
        ["b.toml:2:8: a second workload `Travel`, after a.toml:2 | give it a name of its own"]
    );
    let both = good(&[&workload(&[]), &workload(&[(2, "name = 'tours'")])]);
    let places = both.workloads.iter().map(|one| one.place.as_str());
    assert_eq!(places.collect::<Vec<_>>(), ["a.toml:1", "b.toml:1"]);
}

#[test]
fn all_mistakes_of_a_workload_are_told_at_once() {
    let text = workload(&[
        (2, "nmae = 'travel'"),
        (3, "primary = 'x/y'"),
        (5, "strategy = true"),
        (6, "projects = 1"),
    ]);
    let found = mistakes(&[&text]);
    for (place, word) in [
        ("a.toml:1:1: ", "`name` is missing"),
        ("a.toml:2:1: ", "did you mean `name`?"),
        ("a.toml:3:11: ", "`primary` is no id"),
        ("a.toml:5:12: ", "`strategy` is a boolean"),
        ("a.toml:6:12: ", "`projects` is a whole number"),
    ] {
        let there = |m: &&String| m.starts_with(place) && m.contains(word);
        assert_eq!(found.iter().filter(there).count(), 1, "{word}: {found:#?}");
    }
}

#[test]
fn a_workload_stands_in_double_brackets() {
    let single = workload(&[(1, "[workload]")]);
    let found = mistakes(&[&single]);
    assert!(
        found.len() == 1 && found[0].ends_with("write [[workload]] above each entry"),
        "{found:?}"
    );
}
