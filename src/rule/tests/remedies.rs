//! Remedies followed to their end: what an example says of it is held, each check says it, and what is printed can be run.

use super::super::example::ExampleBody;
use super::super::trial::ExampleResult;
use super::fixtures::from_fixture;
use super::{Library, Rule, load, with};
use crate::rule::Class;
use crate::text::{Section, fences};

/// Checks whose remedy nobody can follow to its end in Resource Manager, and why.
const NO_END: [(&str, &str); 3] = [
    ("FDR-MRG-007", "a second vault stands beside the first, whose region goes on without a copy"),
    ("FDR-MRG-019", "Azure's answers never fail it: a region that the list lacks is unknown"),
    ("FDR-ZON-001", "an account can't leave its region: a second one stands by for it"),
];

fn results(json: &str) -> Vec<ExampleResult> {
    let library = load(&from_fixture(json)).unwrap_or_else(|errors| panic!("{errors:#?}"));
    library.run_examples(&library.rules()[0])
}

fn failed(json: &str) -> Vec<(String, String)> {
    let failed = results(json).into_iter().filter(|result| !result.passed);
    failed.map(|result| (result.example, result.got)).collect()
}

const LRS: &str = r#""fixture": "standard-project", "subject": "{files}",
  "snapshot": [{"GET": "{files}", "with": {"sku": {"name": "Standard_LRS"}}}]"#;

#[test]
fn a_remedy_that_cures_is_told_from_one_that_does_not() {
    let to = |sku: &str| {
        format!(
            r#"{{{LRS}, "remedied": [{{"GET": "{{files}}", "with": {{"sku": {{"name": "{sku}"}}}}}}]}}"#
        )
    };
    assert_eq!(failed(&to("Standard_ZRS")), []);
    let useless = failed(&to("Standard_GRS"));
    assert_eq!(useless, [("from a fixture, remedied".to_owned(), "fail".to_owned())]);
}

/// A second rule asks for what the remedy gives up.
#[test]
fn what_a_remedy_opens_has_to_be_said() {
    let opened = |opens: &str| {
        let json = format!(
            r#"{{{LRS}, "remedied": [{{"GET": "{{files}}", "with": {{"sku": {{"name": "Standard_ZRS"}}}}}}]{opens}}}"#
        );
        let other = with("id =", "id = \"ACME-COST-001\"")
            .replace("check = \"zone_redundant\"", "check = \"sku == 'Standard_LRS'\"");
        let files = [("my/a.md", from_fixture(&json)), ("my/b.md", other)];
        let mut library = Library::default();
        library.add(&files.map(|(path, text)| (path.to_owned(), text))).expect("both load");
        let rule = library.get("ACME-ZON-001").expect("there");
        let results = library.run_examples(rule).into_iter();
        let failed = results.filter(|result| !result.passed);
        failed.map(|result| (result.example, result.got)).collect::<Vec<_>>()
    };
    let example = || "from a fixture, opened by the remedy".to_owned();
    assert_eq!(opened(""), [(example(), "ACME-COST-001".to_owned())]);
    assert_eq!(opened(r#", "opens": ["ACME-COST-001"]"#), []);
    let said = opened(r#", "opens": ["ACME-COST-001", "ACME-COST-002"]"#);
    assert_eq!(said, [(example(), "ACME-COST-001".to_owned())], "what it doesn't open isn't said");
}

#[test]
fn only_a_failure_has_a_remedy_to_follow() {
    for json in [
        r#"{"facts": {"zone_redundant": false}, "remedied": []}"#,
        r#"{"fixture": "standard-project", "subject": "{files}", "opens": ["ACME-ZON-001"]}"#,
    ] {
        let errors = load(&from_fixture(json)).expect_err("refused");
        assert!(format!("{errors:?}").contains("`remedied`"), "{errors:?}");
    }
}

/// What one example says of the end of its remedy: the rules that it opens.
fn opened(rule: &Rule) -> impl Iterator<Item = &String> {
    rule.examples().iter().flat_map(|example| match &example.body {
        ExampleBody::Snapshot { remedied: Some(remedied), .. } => remedied.opens.iter().collect(),
        ExampleBody::Snapshot { remedied: None, .. } | ExampleBody::Facts { .. } => vec![],
    })
}

fn says_its_end(rule: &Rule) -> bool {
    rule.examples().iter().any(|example| match &example.body {
        ExampleBody::Snapshot { remedied, .. } => remedied.is_some(),
        ExampleBody::Facts { .. } => false,
    })
}

fn checks(library: &Library) -> impl Iterator<Item = &Rule> {
    library.rules().iter().filter(|rule| rule.class == Class::Check)
}

#[test]
fn each_check_says_where_its_remedy_leads() {
    let library = Library::embedded_whole().expect("the built-in rules");
    let silent = checks(&library).filter(|rule| !says_its_end(rule));
    let silent: Vec<&str> = silent.map(|rule| rule.id.as_str()).collect();
    assert_eq!(silent, NO_END.map(|(id, _)| id), "`remedied`, or a reason why there is none");
}

#[test]
fn a_remedy_names_the_rules_that_it_opens() {
    let library = Library::embedded_whole().expect("the built-in rules");
    for rule in checks(&library) {
        let unsaid: Vec<_> = opened(rule).filter(|id| !rule.how.contains(*id)).collect();
        assert!(unsaid.is_empty(), "{} doesn't say that it opens {unsaid:?}", rule.id);
    }
}

/// `--name <rule>` would read a file called `rule` and write one called after the next word.
fn outside_quotes(command: &str) -> Option<char> {
    let mut quote = None;
    for sign in command.chars() {
        match (quote, sign) {
            (None, '\'' | '"' | '#') => quote = Some(sign),
            (Some('#'), '\n') => quote = None,
            (Some(open), _) if open == sign => quote = None,
            (None, '<' | '>') => return Some(sign),
            (Some(_) | None, _) => {}
        }
    }
    None
}

#[test]
fn what_the_reader_fills_in_stands_in_quotes() {
    assert_eq!(outside_quotes("az group show --name <group> --output tsv"), Some('<'));
    assert_eq!(outside_quotes("az group show --name \"<group>\" # <x>\n"), None);
    let library = Library::embedded_whole().expect("the built-in rules");
    for rule in library.rules() {
        let section = Section { start: 0, text: rule.how.clone() };
        for fence in fences(&section.text).0.iter().filter(|fence| fence.info == "azcli") {
            // What a loop reads and what a command doesn't.
            let text = fence.text.replace("</dev/null", "");
            assert_eq!(outside_quotes(&text), None, "{}:\n{}", rule.id, fence.text);
        }
    }
}
