//! Remedies followed to their end: what an example says of it is held, and checks say it.

use super::super::trial::ExampleResult;
use super::fixtures::from_fixture;
use super::{Library, load, with};

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
