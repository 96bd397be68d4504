//! The schema and the reader describe one contract.

use super::*;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

/// A key that no table has, and that no key resembles.
const STRANGER: &str = "zzzzzzzzzzzz";
/// Every table of a file, as it is headed.
const TABLES: [&str; 7] = [
    "",
    "[gate]",
    "[[workload]]",
    "[[waiver]]",
    "[[attestation]]",
    "[[rules.override]]",
    "[[rules.disable]]",
];

fn written() -> Json {
    serde_json::from_str(&schema()).expect("a schema is JSON")
}

fn follow<'a>(root: &'a Json, mut at: &'a Json) -> &'a Json {
    loop {
        at = match (at["$ref"].as_str(), at["items"].is_object()) {
            (Some(name), _) => root.pointer(name.trim_start_matches('#')).expect(name),
            (None, true) => &at["items"],
            (None, false) => return at,
        };
    }
}

/// The keys that the schema has for a table.
fn keys_of_schema(header: &str) -> BTreeSet<String> {
    let root = written();
    let path = header.trim_matches(['[', ']']).split('.');
    let mut at = &root;
    for name in path.filter(|name| !name.is_empty()) {
        at = follow(&root, &at["properties"][name]);
    }
    assert_eq!(at["additionalProperties"], false, "{header}");
    let keys = at["properties"].as_object().expect(header).keys();
    keys.cloned().collect()
}

/// The keys that the reader names when it refuses one.
fn keys_of_reader(header: &str) -> BTreeSet<String> {
    let text = format!("{header}\n{STRANGER} = 1\n");
    let found = mistakes(&[&text]);
    let refused = found.iter().find(|mistake| mistake.contains(STRANGER));
    let (_, keys) = refused.expect(header).rsplit_once(": ").expect(header);
    keys.split(", ").map(str::to_owned).collect()
}

#[test]
fn every_table_has_the_same_keys() {
    for header in TABLES {
        assert_eq!(keys_of_schema(header), keys_of_reader(header), "{header}");
    }
    let rules = ["override", "disable"].map(str::to_owned);
    assert_eq!(keys_of_schema("[rules]"), rules.into());
    assert_eq!(keys_of_reader("[rules]"), keys_of_schema("[rules]"));
}

#[test]
fn what_must_be_there_is_the_same() {
    let root = written();
    for header in &TABLES[2..] {
        let found = mistakes(&[&format!("{header}\n")]);
        let missing = found.iter().filter_map(|mistake| {
            let (key, _) = mistake.split_once("` is missing")?;
            key.rsplit_once('`').map(|(_, key)| key.to_owned())
        });
        let mut at = &root;
        for name in header.trim_matches(['[', ']']).split('.') {
            at = follow(&root, &at["properties"][name]);
        }
        let required: BTreeSet<String> =
            serde_json::from_value(at["required"].clone()).expect("names");
        assert_eq!(missing.collect::<BTreeSet<_>>(), required, "{header}");
    }
}

/// TOML as the JSON that an editor validates: a day is a text.
fn as_json(value: toml::Value) -> Json {
    match value {
        toml::Value::Datetime(day) => Json::String(day.to_string()),
        toml::Value::Array(list) => list.into_iter().map(as_json).collect(),
        toml::Value::Table(table) => {
            let entries = table.into_iter().map(|(key, value)| (key, as_json(value)));
            Json::Object(entries.collect())
        }
        other => json!(other),
    }
}

fn fits(text: &str) -> bool {
    let table: toml::Table = text.parse().expect("TOML");
    let validator = jsonschema::validator_for(&written()).expect("a schema");
    validator.is_valid(&as_json(toml::Value::Table(table)))
}

#[test]
fn both_take_the_examples_and_refuse_a_strange_key_in_any_table() {
    let examples = [
        include_str!("../../../examples/foundry-dr.toml"),
        include_str!("../../../examples/estates/two-regions.toml"),
    ];
    let mut tables = BTreeSet::new();
    for text in examples {
        assert!(fits(text));
        good(&[text]);
        for header in text.lines().filter(|line| line.starts_with('[')) {
            tables.insert(header);
            let strange = text.replacen(header, &format!("{header}\n{STRANGER} = 1"), 1);
            assert!(!fits(&strange), "{header}");
            assert!(mistakes(&[&strange])[0].contains(STRANGER), "{header}");
        }
    }
    assert!(tables.len() >= 5, "{tables:?}");
}

#[test]
fn both_take_the_same_words_and_numbers() {
    for (key, right, wrong) in [
        ("fail_on", "'never'", "'info'"),
        ("on_unknown", "'ignore'", "'maybe'"),
        ("min_score", "100", "101"),
        ("allow_empty", "true", "'true'"),
    ] {
        let gate = |value: &str| format!("[gate]\n{key} = {value}\n");
        assert!(fits(&gate(right)), "{key}");
        good(&[&gate(right)]);
        assert!(!fits(&gate(wrong)), "{key}");
        mistakes(&[&gate(wrong)]);
    }
    for (change, with) in [
        ("owner = 'o'", "owner = 7"),
        ("reason = 'r'\n", ""),
        ("expires = 2026-12-31", "expires = true"),
    ] {
        let wrong = waiver("").replace(change, with);
        assert!(fits(&waiver("")) && !fits(&wrong), "{change}");
        mistakes(&[&wrong]);
    }
}
