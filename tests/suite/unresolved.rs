//! Expressions that a source couldn't compute: whatever value one hides, no finding comes out better for it, and a finding
//! that needs the value says which expression it is.

use crate::law::violations;
use crate::process::run;
use crate::world::{ESTATES, judge, judge_declared, load};
use foundry_dr::audit::{Audit, Finding, Verdict};
use foundry_dr::model::Kind;
use foundry_dr::snapshot::{self, Snapshot, SnapshotReader};
use serde_json::{Value as Json, json};

const EXPRESSION: &str = "[reference(variables('main')).outputs.value]";
const ACCOUNTS: &str = "/subscriptions/1dea1000-0000-4000-8000-000000000001/providers/microsoft.cognitiveservices/accounts";
const COSMOS: &str = "/providers/microsoft.documentdb/databaseaccounts/cosmos-fabrikam-agents";

/// The places of all values in a body: leaves, objects and lists.
fn places(json: &Json, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    let mut below = |name: &str, value| {
        let name = name.replace('~', "~0").replace('/', "~1");
        places(value, &format!("{at}/{name}"), found);
    };
    match json {
        Json::Object(map) => map.iter().for_each(|(name, value)| below(name, value)),
        Json::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(at, value)| below(&at.to_string(), value));
        }
        Json::String(_) | Json::Number(_) | Json::Bool(_) | Json::Null => {}
    }
}

/// The snapshot with an expression in place of one value.
fn hide(snapshot: &Snapshot, key: &str, pointer: &str) -> Snapshot {
    let mut worse = snapshot.clone();
    let body = worse.observations.get_mut(key).unwrap().body.as_mut();
    *body.unwrap().pointer_mut(pointer).unwrap() = json!({ "$unresolved": EXPRESSION });
    worse
}

/// The key of the Cosmos DB account of the estate *ideal*.
fn cosmos(snapshot: &Snapshot) -> String {
    let mut keys = snapshot.observations.keys();
    keys.find(|key| key.ends_with(COSMOS)).unwrap().clone()
}

/// The findings on the Cosmos DB account whose message quotes the expression.
fn quoting(audit: &Audit) -> Vec<&Finding> {
    let findings = audit.report.findings.iter();
    findings
        .filter(|f| f.subject.kind == Kind::CosmosAccount && f.message.contains(EXPRESSION))
        .collect()
}

#[test]
fn a_finding_says_which_expression_it_waits_for() {
    let whole = load("ideal");
    let key = cosmos(&whole);
    for pointer in ["/properties/backupPolicy/type", "/properties/backupPolicy", "/properties"] {
        let worse = hide(&whole, &key, pointer);
        let audit = judge(&worse);
        let waiting = quoting(&audit);
        assert!(waiting.iter().all(|f| f.verdict == Verdict::Unknown));
        let backup = waiting.iter().find(|f| f.rule == "FDR-REC-001");
        let backup = backup.unwrap_or_else(|| panic!("{pointer}: no backup among {waiting:?}"));
        assert_eq!(backup.message, format!("cannot tell: {EXPRESSION} couldn't be resolved"));
    }
}

#[test]
fn an_expression_outlasts_the_file() {
    let worse = hide(&load("ideal"), &cosmos(&load("ideal")), "/properties");
    let mut file = tempfile::NamedTempFile::new().unwrap();
    snapshot::write(&worse, &mut file).unwrap();
    let text = std::fs::read(file.path()).unwrap();
    let again = SnapshotReader::new(&text[..]).and_then(SnapshotReader::read);
    assert_eq!(again.unwrap(), worse);
    let path = file.path().display().to_string();
    let report: Json =
        serde_json::from_str(&run(&["audit", "-i", &path, "-o", "json"]).stdout).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    let quoting = findings.filter(|f| f["message"].as_str().unwrap().contains(EXPRESSION));
    assert!(quoting.count() > 5);
}

#[test]
fn what_has_no_known_id_may_be_anything() {
    for pointer in ["/value/0/id", "/value/0", "/value", ""] {
        let audit = judge(&hide(&load("ideal"), ACCOUNTS, pointer));
        let accounts = audit.report.findings.iter();
        let accounts = accounts.filter(|f| f.subject.kind == Kind::FoundryAccount);
        let accounts: Vec<&Finding> = accounts.collect();
        assert!(accounts.len() > 5, "{pointer}");
        for finding in accounts {
            assert_eq!(finding.verdict, Verdict::Unknown, "{pointer}: {}", finding.rule);
            assert!(finding.subject.id.ends_with("/*"), "{pointer}: {}", finding.subject.id);
            assert!(finding.message.contains(EXPRESSION), "{}", finding.message);
        }
        assert_ne!(audit.exit_code(), 0);
    }
}

#[test]
fn no_user_of_a_store_hides_behind_an_expression() {
    let snapshot = load("contoso");
    let before = judge_declared("contoso", &snapshot);
    for (read, pointer) in [
        // Which connections a host names; which workspace, identity and vault are referred to.
        ("/contoso-ai-lab/capabilityhosts", "/value/0/properties/threadStorageConnections/0"),
        ("/projects/copilot-lab/capabilityhosts", "/value/0/properties"),
        ("/components/appi-contoso-ai", "/properties/WorkspaceResourceId"),
        ("/accounts/contoso-claims/projects", "/value/0/identity/userAssignedIdentities"),
    ] {
        let mut keys = snapshot.observations.keys();
        let key = keys.find(|key| key.ends_with(read)).unwrap();
        let after = judge_declared("contoso", &hide(&snapshot, key, pointer));
        let wrong = violations(&before, &after);
        assert!(wrong.is_empty(), "{key} {pointer}: {wrong:?}");
    }
}

/// Each connection may be the one that leads to a store, and each extension of the Defender plan the one for Purview.
#[test]
fn no_connection_and_no_extension_is_taken_for_another() {
    let snapshot = load("ideal");
    let before = judge(&snapshot);
    let mut cases = Vec::new();
    for (key, seen) in &snapshot.observations {
        let items = seen.body.as_ref().and_then(|body| body["value"].as_array());
        if key.ends_with("/connections") {
            for at in 0..items.map_or(0, Vec::len) {
                let parts = ["", "/properties", "/properties/metadata", "/properties/target"];
                cases.extend(parts.map(|part| (key, format!("/value/{at}{part}"))));
            }
        }
        if key.ends_with("/pricings/ai") {
            cases.extend([0, 1].map(|at| (key, format!("/properties/extensions/{at}/name"))));
        }
    }
    assert!(cases.len() > 20, "{cases:?}");
    for (key, pointer) in cases {
        let wrong = violations(&before, &judge(&hide(&snapshot, key, &pointer)));
        assert!(wrong.is_empty(), "{key} {pointer}: {wrong:?}");
    }
}

/// How many values are hidden in each estate, one at a time. They are the same in each run: spread over all, so that every
/// kind of read is among them. `HIDDEN_VALUES=all` hides each, but of a list the first two elements only.
const HIDDEN: usize = 14;

/// The values of a snapshot, by key and place in the body.
pub(crate) fn values(snapshot: &Snapshot) -> Vec<(&String, String)> {
    let is_early = |pointer: &String| {
        let mut indexes = pointer.split('/').filter_map(|part| part.parse::<usize>().ok());
        indexes.all(|index| index < 2)
    };
    let mut all = Vec::new();
    for (key, seen) in &snapshot.observations {
        let mut pointers = Vec::new();
        seen.body.iter().for_each(|body| places(body, "", &mut pointers));
        all.extend(pointers.into_iter().filter(is_early).map(|pointer| (key, pointer)));
    }
    all
}

#[test]
fn no_hidden_value_helps() {
    let every = std::env::var("HIDDEN_VALUES").is_ok_and(|value| value == "all");
    let mut helped = Vec::new();
    for name in ESTATES {
        let snapshot = load(name);
        let before = judge_declared(name, &snapshot);
        let all = values(&snapshot);
        let step = if every { 1 } else { all.len() / HIDDEN };
        for (key, pointer) in all.iter().step_by(step) {
            let after = judge_declared(name, &hide(&snapshot, key, pointer));
            let wrong = violations(&before, &after);
            helped.extend(wrong.first().map(|one| format!("{name}: {key} {pointer}: {one}")));
        }
    }
    assert!(helped.is_empty(), "{} hidden values helped:\n{}", helped.len(), helped.join("\n"));
}
