//! Findings of an audit of files say where their subject stands: input, line, and the place in the line.

use crate::process::run;
use crate::world;
use foundry_dr::audit::{Input, Report, SubjectOrigins};
use foundry_dr::estate;
use foundry_dr::render;
use foundry_dr::snapshot::{InputPlace, Origins as Places, Outcome, Snapshot, SourceKind};
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
            let (id, kind) = (subject["id"].as_str().unwrap(), subject["kind"].as_str().unwrap());
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
        let cosmos = findings.iter().find(|f| f["subject"]["kind"] == "cosmos-account").unwrap();
        assert_eq!(cosmos["subject"]["origin"]["input"], whole.as_str(), "{inputs:?}");
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
        .map(|f| (f["fingerprint"].as_str().unwrap(), &f["subject"]["origin"]["line"]))
        .collect();
    let mut pointed = 0;
    for result in sarif["runs"][0]["results"].as_array().unwrap() {
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        let line = lines[result["fingerprints"]["foundry-dr/v1"].as_str().unwrap()];
        if line.is_null() {
            assert!(uri.starts_with("azure/"), "{uri}");
        } else {
            assert!(uri.starts_with("file:///") && uri.ends_with("/contoso.jsonl"), "{uri}");
            assert_eq!(place["region"]["startLine"], *line);
            pointed += 1;
        }
    }
    assert!(pointed > 20, "{pointed}");
}

const ACCOUNTS: &str = "/subscriptions/1dea1000-0000-4000-8000-000000000001/providers/microsoft.cognitiveservices/accounts";
const PROJECTS: &str = "/subscriptions/1dea1000-0000-4000-8000-000000000001/resourcegroups/rg-agents/providers/microsoft.cognitiveservices/accounts/fabrikam-agents/projects";

/// An estate as two templates would show it: accounts and projects at places of their own, all else in no file.
fn of_templates() -> Snapshot {
    let place =
        |input, line, pointer: &str| InputPlace { input, line, pointer: Some(pointer.into()) };
    let mut snapshot = world::load("ideal");
    for (key, seen) in &mut snapshot.observations {
        seen.origins = Places::default();
        // So that something is to be said about each of them.
        if key.ends_with("/locks") || key.ends_with("/capabilityhosts") {
            (seen.outcome, seen.body) = (Outcome::Denied, None);
        }
    }
    let mut put = |key, origins| snapshot.observations.get_mut(key).unwrap().origins = origins;
    put(
        ACCOUNTS,
        Places::one(place(0, 1, "/resources")).with_items(vec![place(0, 12, "/resources/3")]),
    );
    put(
        PROJECTS,
        Places::one(place(0, 40, "/resources/7"))
            .with_items(vec![place(1, 9, "/resources/0"), place(1, 31, "/resources/1")]),
    );
    snapshot
}

fn located(snapshot: &Snapshot) -> Report {
    let input = |name: &str| Input {
        name: name.to_owned(),
        kind: SourceKind::Snapshot,
        taken_at: None,
        sha256: None,
    };
    let inputs = ["main.json", "modules/projects.json"].map(input);
    let origins = SubjectOrigins::of(&estate::build(snapshot), snapshot, &inputs);
    let mut report = world::judge(snapshot).report;
    report.locate(&origins);
    report
}

/// Places of findings, `file:line:pointer`, by the name of their subject.
fn places(report: &Report) -> BTreeMap<&str, BTreeSet<String>> {
    let mut places: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for finding in &report.findings {
        if let Some(at) = &finding.subject.origin {
            let pointer = at.pointer.as_deref().unwrap_or_default();
            let place = format!("{}:{}:{pointer}", at.input, at.line);
            let of_subject = places.entry(&finding.subject.name).or_default();
            of_subject.insert(place);
        }
    }
    places
}

fn expected() -> BTreeMap<&'static str, BTreeSet<String>> {
    let names = world::load("ideal").observations[PROJECTS].body.clone().unwrap();
    let first = names["value"][0]["id"].as_str().unwrap().ends_with("/field-guide");
    let (field_guide, service_desk) = match first {
        true => ("modules/projects.json:9:/resources/0", "modules/projects.json:31:/resources/1"),
        false => ("modules/projects.json:31:/resources/1", "modules/projects.json:9:/resources/0"),
    };
    [
        ("fabrikam-agents", "main.json:12:/resources/3"),
        ("field-guide", field_guide),
        ("service-desk", service_desk),
    ]
    .map(|(name, place)| (name, BTreeSet::from([place.to_owned()])))
    .into()
}

#[test]
fn each_item_of_a_listing_has_its_own_place() {
    let report = located(&of_templates());
    assert_eq!(places(&report), expected());
    let sarif: Json = serde_json::from_str(&render::sarif::render(&report)).unwrap();
    let mut lines = BTreeSet::new();
    for result in sarif["runs"][0]["results"].as_array().unwrap() {
        let at = &result["locations"][0]["physicalLocation"];
        let uri = at["artifactLocation"]["uri"].as_str().unwrap();
        if !uri.starts_with("azure/") {
            lines.insert(format!("{uri}:{}", at["region"]["startLine"]));
        }
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    assert_eq!(lines, ["main.json:12", "modules/projects.json:31", "modules/projects.json:9"]);
}

#[test]
fn what_can_not_be_seen_is_where_its_listing_is() {
    let mut snapshot = of_templates();
    snapshot.observations.get_mut(PROJECTS).unwrap().exhaustive = false;
    let report = located(&snapshot);
    let place = BTreeSet::from(["main.json:40:/resources/7".to_owned()]);
    assert_eq!(places(&report)["*"], place);
}

#[test]
fn places_outlast_a_merge() {
    let mut poor = world::load("ideal");
    for key in [ACCOUNTS, PROJECTS] {
        let seen = poor.observations.get_mut(key).unwrap();
        (seen.outcome, seen.body) = (Outcome::Denied, None);
    }
    for seen in poor.observations.values_mut() {
        seen.origins = Places::default();
    }
    for (mut one, other) in [(of_templates(), poor.clone()), (poor, of_templates())] {
        one.merge(other);
        assert_eq!(places(&located(&one)), expected());
    }
}
