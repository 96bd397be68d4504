//! Fixtures as rules use them: each is used, and no rule file says again what a fixture says.

use super::super::example;
use super::super::example_snapshot::GivenAnswers;
use super::super::fixture;
use super::super::front::{EXAMPLES, SECTIONS};
use super::super::library::embedded_files;
use super::super::names::ShortNames;
use super::*;
use crate::snapshot::{Outcome, key_of};
use crate::text::{Sections, fences, halves};
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// The examples of the built-in rules that start from ARM's answers, as written: the rule's path and the JSON.
fn written() -> Vec<(&'static str, Json)> {
    let mut found = Vec::new();
    for (origin, text) in embedded_files() {
        let markdown = halves(text).expect("a built-in rule").markdown;
        let section = Sections::cut(markdown, &SECTIONS, &mut Vec::new()).get(EXAMPLES);
        for fence in fences(&section.text).0 {
            let json: Json = serde_json::from_str(&fence.text).expect("JSON");
            if json.get("facts").is_none() {
                found.push((*origin, json));
            }
        }
    }
    found
}

fn names_of(example: &Json) -> Option<&'static ShortNames> {
    let name = example.get("fixture")?.as_str().expect("a name");
    Some(&fixture::find(name).expect("a fixture").names)
}

#[test]
fn no_rule_file_repeats_a_body_that_a_fixture_has() {
    let no_names = ShortNames::default();
    let (fixtures, _) = fixture::all();
    let mut compared = 0;
    for (origin, example) in written() {
        let names = names_of(&example).unwrap_or(&no_names);
        let steps = example.get("snapshot").and_then(Json::as_array);
        for step in steps.into_iter().flatten() {
            let Some(body) = step.get("found") else {
                continue;
            };
            let path = step["GET"].as_str().expect("a path");
            let key = key_of(&names.expand(path).expect("known names"));
            let body = names.expand_body(body.clone()).expect("known names");
            compared += 1;
            for fixture in fixtures {
                let its = fixture.answers.get(&key).and_then(|it| it.body.as_ref());
                assert_ne!(its, Some(&body), "{origin}: {path} is in {}", fixture.name);
            }
        }
    }
    assert!(compared > 50, "only {compared} bodies");
}

#[test]
fn every_fixture_and_every_name_of_one_is_used() {
    let examples = written();
    for fixture in &fixture::all().0 {
        let of_it: Vec<&Json> = examples
            .iter()
            .map(|(_, example)| example)
            .filter(|example| example["fixture"] == fixture.name)
            .collect();
        assert!(!of_it.is_empty(), "no example uses {}", fixture.name);
        let paths = fixture.answers.values().map(|answer| answer.path.clone());
        let texts = of_it.iter().map(ToString::to_string).chain(paths);
        let texts: String = texts.collect();
        for name in fixture.names.iter() {
            assert!(texts.contains(&format!("{{{name}}}")), "nobody uses {name}");
        }
    }
}

#[test]
fn the_guide_lists_every_fixture_with_its_names() {
    let guide = include_str!("../../../CONTRIBUTING.md");
    for fixture in &fixture::all().0 {
        let row = guide.lines().find(|line| line.starts_with(&format!("| `{}` |", fixture.name)));
        let row = row.unwrap_or_else(|| panic!("no row for {}", fixture.name));
        let named = row.rsplit(" | ").next().expect("a cell");
        let named: BTreeSet<&str> = named.split(['`', '{', '}', ',', ' ', '|']).collect();
        let named: Vec<&str> = named.into_iter().filter(|name| !name.is_empty()).collect();
        assert_eq!(named, fixture.names.iter().collect::<Vec<_>>());
    }
}

/// The sample with an example from a fixture in place of the one that fails.
pub(super) fn from_fixture(json: &str) -> String {
    let (before, after) = SAMPLE.split_once("```json fail").expect("there");
    let (_, after) = after.split_once("```\n").expect("its end");
    format!("{before}```json fail \"from a fixture\"\n{json}\n```\n{after}")
}

#[test]
fn a_rule_of_ones_own_may_use_a_fixture() {
    let text = from_fixture(
        r#"{"fixture": "standard-project", "subject": "{files}", "snapshot": [
  {"GET": "{files}", "with": {"sku": {"name": "Standard_LRS"}}},
  {"GET": "{threads}", "denied": {"code": "AuthorizationFailed"}}
], "without": ["{vault}"]}"#,
    );
    let library = load(&text).unwrap_or_else(|errors| panic!("{errors:#?}"));
    let rule = &library.rules()[0];
    let example::ExampleBody::Snapshot { snapshot, subject, .. } = &rule.examples()[1].body else {
        panic!("no snapshot");
    };
    let answers: &GivenAnswers = &fixture::find("standard-project").expect("there").answers;
    assert_eq!(snapshot.observations.len(), answers.len() - 1);
    let files = &snapshot.observations[subject.folded()];
    let body = files.body.as_ref().expect("a body");
    assert_eq!(body["sku"]["name"], "Standard_LRS");
    assert_eq!(body["name"], "contosoagentsfiles");
    let refused = |outcome: Outcome| {
        let all = snapshot.observations.values();
        all.filter(|it| it.outcome == outcome).count()
    };
    assert_eq!(refused(Outcome::Denied), 1);
    let results = library.run_examples(rule);
    let failed: Vec<_> = results.iter().filter(|result| !result.passed).collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn mistakes_in_what_differs_have_their_places() {
    let cases = [
        (
            r#"{"fixture": "standart-project", "subject": "{files}"}"#,
            "unknown fixture",
            "did you mean `standard-project`?",
        ),
        (
            r#"{"fixture": "standard-project", "subject": "{file}"}"#,
            "no name `file`",
            "did you mean `files`?",
        ),
        (
            r#"{"fixture": "standard-project", "subject": "{files}", "without": ["{files}/blobService/default"]}"#,
            "no answer to `{files}/blobService/default`",
            "did you mean `{files}/blobServices/default`?",
        ),
        (
            r#"{"fixture": "standard-project", "subject": "{files}", "snapshot": [{"GET": "{project}/connection", "absent": true}]}"#,
            "never reads",
            "",
        ),
        (
            r#"{"fixture": "standard-project", "subject": "{files}", "snapshot": [{"GET": "{project}/connections", "with": {"file": {"properties": {}}}}]}"#,
            "no element `file`",
            "did you mean `files`?",
        ),
        (
            r#"{"fixture": "standard-project", "subject": "{files}", "snapshot": [{"GET": "{files}", "with": {"kind": "StorageV2"}}]}"#,
            "changes nothing",
            "leave the read out",
        ),
        (
            r#"{"subject": "/subscriptions/s", "snapshot": [{"GET": "/subscriptions/s/locations", "with": {}}]}"#,
            "no answer to",
            "name a `fixture`",
        ),
        (
            r#"{"fixture": "standard-project", "subject": "{files}", "snapshot": [{"GET": "{vault}", "absent": true}, {"GET": "{vault}/", "absent": true}]}"#,
            "a second answer",
            "",
        ),
        (r#"{"fixture": "standard-project", "facts": {}}"#, "an example has `facts`, or", ""),
    ];
    for (json, message, hint) in cases {
        let errors = load(&from_fixture(json)).expect_err(json);
        let found = errors.iter().find(|error| error.0.message.contains(message));
        let Some(error) = found else {
            panic!("{json}: {errors:#?}");
        };
        assert_eq!(error.0.hint.as_deref().unwrap_or_default(), hint, "{json}");
        // The line of the JSON, or of the fence for what is about the whole example.
        let snippet = error.0.snippet.as_ref().expect("a snippet");
        assert!(
            snippet.contains("\"fixture\"")
                || snippet.contains("```json fail")
                || snippet.contains("\"GET\""),
            "{snippet}"
        );
    }
}

#[test]
fn all_mistakes_of_an_example_are_reported_at_once() {
    let json = r#"{"fixture": "standard-project", "subject": "{files}", "without": ["{vaults}"], "snapshot": [
  {"GET": "{files}/colours", "absent": true},
  {"GET": "{vectors}", "with": {"kind": null}}
]}"#;
    let errors = load(&from_fixture(json)).expect_err("three mistakes");
    let places: BTreeSet<_> =
        errors.iter().map(|error| (error.0.line - errors[0].0.line, error.0.column)).collect();
    assert_eq!(places, BTreeSet::from([(0, 67), (1, 11), (2, 11)]));
}
