//! Microsoft's published list of regions in place of lists of locations that a snapshot lacks: only on request, with its date,
//! and never against what a subscription says of itself.

use crate::process::{Run, run};
use crate::world;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// *contoso* with its lists of locations changed, audited by the rules of zones.
struct Estate {
    directory: tempfile::TempDir,
}

impl Estate {
    fn with_locations(change: impl Fn(&mut Json)) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let snapshot = std::fs::read_to_string(world::path("contoso")).unwrap();
        let lines = snapshot.lines().map(|line| {
            let mut line: Json = serde_json::from_str(line).unwrap();
            let key = line["key"].as_str().unwrap_or_default().to_owned();
            if key.ends_with("/locations") {
                change(&mut line);
            }
            // A region that Microsoft's list doesn't name.
            line.to_string().replace("\"swedencentral\"", "\"atlantis\"") + "\n"
        });
        std::fs::write(directory.path().join("e.jsonl"), lines.collect::<String>()).unwrap();
        Self { directory }
    }

    fn audit(&self, more: &[&str]) -> Run {
        let path = self.directory.path().join("e.jsonl").display().to_string();
        let mut args = vec!["audit", "-i", &path, "--rule", "FDR-ZON-001", "-o", "json"];
        args.extend(more);
        run(&args)
    }
}

fn denied(line: &mut Json) {
    line["outcome"] = "Denied".into();
    line["code"] = "AuthorizationFailed".into();
    line.as_object_mut().unwrap().remove("body");
}

/// Status of FDR-ZON-001 by the name of the account.
fn statuses(run: &Run) -> BTreeMap<String, String> {
    let report: Json = serde_json::from_str(&run.stdout).unwrap();
    let text = |value: &Json| value.as_str().unwrap().to_owned();
    let findings = report["findings"].as_array().unwrap();
    let status = |finding: &Json| (text(&finding["subject"]["name"]), text(&finding["status"]));
    findings.iter().map(status).collect()
}

fn expected(lab: &str, claims: &str, hr: &str) -> BTreeMap<String, String> {
    let names = ["contoso-ai-lab", "contoso-claims", "contoso-hr-assist"];
    let named = names.into_iter().zip([lab, claims, hr]);
    named.map(|(name, status)| (name.to_owned(), status.to_owned())).collect()
}

#[test]
fn stands_in_only_on_request_and_with_its_date() {
    let estate = Estate::with_locations(denied);
    let unasked = estate.audit(&[]);
    assert_eq!(statuses(&unasked), expected("unknown", "unknown", "unknown"));
    let asked = estate.audit(&["--published-regions"]);
    // West US has no zones, West Europe has; of a region that the list doesn't name nobody knows.
    assert_eq!(statuses(&asked), expected("fail", "unknown", "pass"));
    let report: Json = serde_json::from_str(&asked.stdout).unwrap();
    let input = &report["source"]["inputs"][1];
    assert_eq!(input["kind"], "published-regions");
    assert_eq!(input["taken_at"], "2026-07-28T00:00:00Z");
    let findings = report["findings"].as_array().unwrap();
    let lab = findings.iter().find(|f| f["status"] == "fail").unwrap();
    let zones = lab["evidence"].as_array().unwrap();
    let zones = zones.iter().find(|e| e["fact"] == "region_has_zones").unwrap();
    let requests = zones["requests"].as_array().unwrap();
    let requests = requests.iter().map(|at| &report["reads"][at.as_u64().unwrap() as usize]);
    let dates: Vec<&Json> = requests
        .filter(|read| read["request"].as_str().unwrap().starts_with("PUBLISHED 2026-07-28 "))
        .map(|read| &read["read_at"])
        .collect();
    assert_eq!(dates, [&json!("2026-07-28T00:00:00Z")]);
}

#[test]
fn the_subscriptions_own_list_wins() {
    // A subscription to which West Europe's zones are closed.
    let estate = Estate::with_locations(|line| {
        for region in line["body"]["value"].as_array_mut().unwrap() {
            region.as_object_mut().unwrap().remove("availabilityZoneMappings");
        }
    });
    let own = statuses(&estate.audit(&[]));
    assert_eq!(own["contoso-hr-assist"], "fail");
    assert_eq!(statuses(&estate.audit(&["--published-regions"])), own);
}

#[test]
fn is_old_evidence_for_max_age_and_for_inputs_only() {
    let estate = Estate::with_locations(denied);
    let old = estate.audit(&["--published-regions", "--max-age", "100d"]);
    assert_eq!(old.code, 3, "{}", old.stderr);
    assert!(old.stderr.contains("the oldest evidence is"), "{}", old.stderr);
    for source in [&["--demo"] as &[&str], &["-s", "x"], &["--all-subscriptions"], &[]] {
        let args = [&["audit", "--published-regions"], source].concat();
        let run = run(&args);
        assert_eq!(run.code, 2, "{source:?}: {}", run.stderr);
        assert!(
            run.stderr.contains("--published-regions") || run.stderr.contains("--input"),
            "{}",
            run.stderr
        );
    }
}
