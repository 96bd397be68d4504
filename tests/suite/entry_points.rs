//! The entry points that the fuzz targets use, with random input and with every seed: they hold in a plain test run too.

use proptest::prelude::*;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

#[path = "../../fuzz/entry_points.rs"]
mod entry_point;

fn seeds(entry_point: &str) -> Vec<Vec<u8>> {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(entry_point);
    let files = fs::read_dir(directory).unwrap();
    files.map(|file| fs::read(file.unwrap().path()).unwrap()).collect()
}

fn texts(entry_point: &str) -> Vec<String> {
    let seeds = seeds(entry_point).into_iter();
    seeds.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).collect()
}

/// A seed with a stretch of it replaced.
fn damaged(seeds: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    (
        prop::sample::select(seeds),
        any::<prop::sample::Index>(),
        0..64_usize,
        prop::collection::vec(any::<u8>(), 0..32),
    )
        .prop_map(|(mut seed, at, length, with)| {
            let from = at.index(seed.len() + 1);
            let to = (from + length).min(seed.len());
            seed.splice(from..to, with);
            seed
        })
}

/// Every field of a report, changed in a few ways: it is refused, or it means the same.
#[test]
fn a_report_with_a_changed_field_is_refused_or_read() {
    let whole = |bytes: &Vec<u8>| serde_json::from_slice::<Value>(bytes).ok();
    let report = seeds("report").iter().find_map(whole).expect("a whole report");
    let (mut at, mut tried) = (0, 0);
    loop {
        let mut reached = false;
        for other in
            [json!(null), json!(true), json!(7), json!(""), json!("x"), json!([]), json!({})]
        {
            let mut changed = report.clone();
            let mut left = at;
            reached = replaced(&mut changed, &mut left, &other);
            if reached {
                entry_point::report_file(changed.to_string().as_bytes());
                tried += 1;
            }
        }
        if !reached {
            break;
        }
        at += 1;
    }
    assert!(tried > 500, "only {tried} changes");
}

/// Puts a value in the place of the n-th node, counted from the root; false if there are fewer.
fn replaced(node: &mut Value, left: &mut usize, value: &Value) -> bool {
    if *left == 0 {
        *node = value.clone();
        return true;
    }
    *left -= 1;
    match node {
        Value::Array(items) => items.iter_mut().any(|item| replaced(item, left, value)),
        Value::Object(fields) => fields.values_mut().any(|item| replaced(item, left, value)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// JSON as ARM might send it, and as it never would.
fn value() -> impl Strategy<Value = Vec<u8>> {
    let odd = [
        "null",
        "true",
        "{}",
        "[]",
        "[[]]",
        "[null]",
        "-1",
        "1e999",
        "9223372036854775808",
        "\"\"",
        "{\"value\":[{}]}",
        "{\"value\":{}}",
        "\"/subscriptions/../..\"",
        "\"2026-13-45T99:99:99Z\"",
        "{\"id\":\"/subscriptions/a/b\"}",
        "[{\"id\":7,\"name\":null,\"properties\":[]}]",
    ];
    prop_oneof![
        prop::sample::select(odd.map(|text| text.as_bytes().to_vec()).to_vec()),
        prop::collection::vec(any::<u8>(), 0..40),
    ]
}

#[test]
fn every_seed_passes_its_door() {
    for bytes in seeds("snapshot") {
        entry_point::snapshot_file(&bytes);
    }
    for bytes in seeds("report") {
        entry_point::report_file(&bytes);
    }
    for text in texts("rule_file") {
        entry_point::rule_file(&text);
    }
    for text in texts("config") {
        entry_point::config_file(&text);
    }
    for bytes in seeds("arm_body") {
        entry_point::arm_body(bytes[0], bytes[1], &bytes[2..]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_snapshot_is_refused_or_read(bytes in damaged(seeds("snapshot"))) {
        entry_point::snapshot_file(&bytes);
    }

    #[test]
    fn a_damaged_report_is_refused_or_read(bytes in damaged(seeds("report"))) {
        entry_point::report_file(&bytes);
    }

    #[test]
    fn a_damaged_rule_file_is_refused_or_read(bytes in damaged(seeds("rule_file"))) {
        entry_point::rule_file(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn a_damaged_config_is_refused_or_read(bytes in damaged(seeds("config"))) {
        entry_point::config_file(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_value_anywhere_in_an_answer_is_survived(which: u8, place: u8, value in value()) {
        entry_point::arm_body(which, place, &value);
    }
}
