//! Findings of an audit of files say where their subject stands: input, line, and the place in the line.

use crate::process::run;
use crate::world;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

fn report(inputs: &[&str]) -> Json {
    let mut args = vec!["audit", "-o", "json"];
    args.extend(inputs.iter().flat_map(|input| ["-i", input]));
    serde_json::from_str(&run(&args).stdout).unwrap()
}

/// Follows an origin by hand: the id that stands there, or the key of the read that gave nothing.
fn what_stands_at(origin: &Json) -> String {
    let text = std::fs::read_to_string(origin["input"].as_str().unwrap()).unwrap();
    let number = usize::try_from(origin["line"].as_u64().unwrap()).unwrap();
    let line: Json = serde_json::from_str(text.lines().nth(number - 1).unwrap()).unwrap();
    let found = match origin["pointer"].as_str() {
        Some(pointer) => &line.pointer(pointer).unwrap()["id"],
        None => &line["key"],
    };
    found.as_str().unwrap().to_lowercase()
}

/// Kinds of subjects that are resources.
fn is_resource(kind: &str) -> bool {
    !matches!(kind, "estate" | "workload")
}

#[test]
fn an_origin_leads_to_the_resource() {
    for name in ["contoso", "denied-reads", "two-regions"] {
        let path = world::path(name).display().to_string();
        let report = report(&[&path]);
        let mut located = BTreeSet::new();
        for finding in report["findings"].as_array().unwrap() {
            let subject = &finding["subject"];
            let (id, kind) = (
                subject["id"].as_str().unwrap(),
                subject["kind"].as_str().unwrap(),
            );
            let origin = &subject["origin"];
            if !is_resource(kind) {
                assert_eq!(*origin, Json::Null, "{id}");
                continue;
            }
            assert!(origin.is_object(), "{name}: {kind} {id} stands nowhere");
            let there = what_stands_at(origin);
            let id = id.to_lowercase();
            let listing = id.strip_suffix("/*").and_then(|id| id.rsplit_once('/'));
            assert_eq!(there, listing.map_or(id.as_str(), |(listing, _)| listing));
            located.insert(id);
        }
        assert!(located.len() > 5, "{name}: {located:?}");
    }
}

#[test]
fn of_two_inputs_the_one_whose_answer_counts_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let whole = world::path("ideal").display().to_string();
    let text = std::fs::read_to_string(&whole).unwrap();
    // A second file in which the store was refused: the first one's answer counts.
    let lines = text.lines().map(|line| {
        let mut line: Json = serde_json::from_str(line).unwrap();
        let key = line["key"].as_str().unwrap_or_default();
        if key.contains("/databaseaccounts/") {
            line["outcome"] = "Denied".into();
            line.as_object_mut().unwrap().remove("body");
        }
        format!("{line}\n")
    });
    let poor = directory.path().join("poor.jsonl");
    std::fs::write(&poor, lines.collect::<String>()).unwrap();
    let poor = poor.display().to_string();
    for inputs in [[whole.as_str(), &poor], [&poor, &whole]] {
        let report = report(&inputs);
        let findings = report["findings"].as_array().unwrap();
        let cosmos = findings
            .iter()
            .find(|f| f["subject"]["kind"] == "cosmos-account")
            .unwrap();
        assert_eq!(
            cosmos["subject"]["origin"]["input"],
            whole.as_str(),
            "{inputs:?}"
        );
    }
}

#[test]
fn sarif_points_to_the_line() {
    let path = world::path("contoso").display().to_string();
    let report = report(&[&path]);
    let sarif: Json =
        serde_json::from_str(&run(&["audit", "-i", &path, "-o", "sarif"]).stdout).unwrap();
    let lines: BTreeMap<&str, &Json> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| {
            (
                f["fingerprint"].as_str().unwrap(),
                &f["subject"]["origin"]["line"],
            )
        })
        .collect();
    let mut pointed = 0;
    for result in sarif["runs"][0]["results"].as_array().unwrap() {
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        let line = lines[result["fingerprints"]["foundry-dr/v1"].as_str().unwrap()];
        if line.is_null() {
            assert!(uri.starts_with("azure/"), "{uri}");
        } else {
            assert!(
                uri.starts_with("file:///") && uri.ends_with("/contoso.jsonl"),
                "{uri}"
            );
            assert_eq!(place["region"]["startLine"], *line);
            pointed += 1;
        }
    }
    assert!(pointed > 20, "{pointed}");
}
