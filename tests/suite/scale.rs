//! Runs over many subscriptions: one query finds those that hold Foundry accounts, the others cost one request each, and
//! nothing that the query doesn't tell is taken for empty.

use crate::fake_arm::{Effect, FakeArm, Fault, Server, World};
use crate::formula::Size;
use crate::law::{LOSSES, lose, violations};
use crate::wire::against;
use crate::world::judge;
use foundry_dr::catalogue::ReadPlan;
use foundry_dr::rule::Library;
use foundry_dr::snapshot::{Snapshot, SnapshotReader};
use serde_json::Value as Json;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

const TENANT: Size = Size { subscriptions: 12, inhabited: 2, accounts: 2, projects: 2 };
const GRAPH: &str = "/providers/microsoft.resourcegraph/resources";

fn id(number: usize) -> String {
    TENANT.world().subscriptions[number].id.clone()
}

fn serve() -> Server {
    FakeArm::serve(TENANT.world()).start_blocking().unwrap()
}

fn read(path: &Path) -> Snapshot {
    SnapshotReader::new(BufReader::new(File::open(path).unwrap()))
        .and_then(SnapshotReader::read)
        .unwrap()
}

/// Takes a snapshot: exit code, notes, and what it holds.
fn take(server: &Server, scope: &[&str]) -> (i32, String, Snapshot) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("estate.jsonl");
    let out = ["snapshot", "--out", path.to_str().unwrap()];
    let run = against(server, &[&out, scope].concat());
    (run.code, run.stderr, read(&path))
}

fn report(server: &Server, scope: &[&str]) -> (i32, Json) {
    let run = against(server, &[&["audit", "-o", "json"], scope].concat());
    let report = serde_json::from_str(&run.stdout);
    (run.code, report.unwrap_or_else(|error| panic!("{error}: {}", run.stderr)))
}

/// Findings and gate: all that doesn't tell how the evidence was had.
fn verdicts(report: &Json) -> Vec<(String, String, String)> {
    let text = |json: &Json| json.as_str().unwrap_or_default().to_owned();
    let findings = report["findings"].as_array().unwrap();
    let verdict = |f: &Json| (text(&f["rule"]), text(&f["subject"]["id"]), text(&f["status"]));
    findings.iter().map(verdict).collect()
}

#[test]
fn measured_requests_are_the_computed_ones() {
    for accounts in [1, 2] {
        let size = Size { accounts, ..TENANT };
        let server = FakeArm::serve(size.world()).start_blocking().unwrap();
        let (code, stderr, _) = take(&server, &["--all-subscriptions"]);
        assert_eq!(code, 0, "{stderr}");
        let paths: Vec<String> = server.requests().into_iter().map(|one| one.path).collect();
        assert_eq!(paths.len(), size.requests(&ReadPlan::full()), "{size:?}: {paths:#?}");
        assert_eq!(server.duplicates(), []);
    }
}

/// The rules about what is lost and what comes back, without those of roles, policies and alerts.
const CORE: &[&str] = &[
    "CMP-001", "DEL-001", "DEL-002", "DEL-003", "DEL-004", "DEL-005", "IDN-001", "IDN-002",
    "MOD-001", "MOD-002", "MOD-003", "MRG-007", "REC-001", "REC-003", "REC-004", "REC-007",
    "REC-009", "REC-010", "REC-013", "REC-019", "SRP-001", "SRP-002", "SRP-003", "ZON-001",
    "ZON-002", "ZON-003", "ZON-004", "ZON-005", "ZON-006",
];

#[test]
fn a_tenant_of_a_thousand_subscriptions_takes_few_requests() {
    let tenant = Size { subscriptions: 1_000, inhabited: 100, accounts: 1, projects: 5 };
    let mut library = Library::embedded().unwrap();
    library.retain(|rule| CORE.iter().any(|id| rule.id.ends_with(id)));
    assert_eq!(library.rules().len(), CORE.len());
    let requests = tenant.requests(&ReadPlan::for_facts(library.facts()));
    assert!(requests < 5_000, "{requests} requests");
}

#[test]
fn one_query_finds_them_and_an_empty_subscription_costs_one_request() {
    for scope in [&["--all-subscriptions"][..], &["--management-group", "synthetic"]] {
        let server = serve();
        let (code, stderr, snapshot) = take(&server, scope);
        assert_eq!(code, 0, "{stderr}");
        let posts = server.requests().into_iter().filter(|one| one.method != "GET");
        let posts: Vec<(String, String)> =
            posts.map(|one| (one.method, one.path.to_lowercase())).collect();
        assert_eq!(posts, [("POST".to_owned(), GRAPH.to_owned())]);
        for number in 2..TENANT.subscriptions {
            assert_eq!(server.count(&id(number)), 1, "{scope:?} {number}");
        }
        let scope = &snapshot.header.scope;
        assert_eq!(scope.len(), TENANT.subscriptions);
        assert!(scope.iter().all(|entry| entry.seen && entry.read && entry.name.is_some()));
    }
}

#[test]
fn what_the_graph_says_changes_no_verdict() {
    let (code, with) = report(&serve(), &["--all-subscriptions"]);
    let denying = Fault::on(GRAPH, Effect::Deny);
    let server = FakeArm::serve(TENANT.world()).fault(denying).start_blocking().unwrap();
    let (other, without) = report(&server, &["--all-subscriptions"]);
    assert_eq!(code, other);
    assert_eq!(verdicts(&with), verdicts(&without));
    assert!(verdicts(&with).len() > 100);
    for number in 0..TENANT.subscriptions {
        let accounts = format!("{}/providers/microsoft.cognitiveservices/accounts", id(number));
        assert!(server.count(&accounts) > 0, "{number} has to be asked itself");
    }
}

#[test]
fn a_graph_that_lies_or_is_cut_is_not_believed() {
    // One subscription is hidden from the graph: Resource Manager is asked there, and its accounts are found.
    let mut world = TENANT.world();
    world.unseen_by_graph = vec![id(1)];
    let server = FakeArm::serve(world).start_blocking().unwrap();
    let (code, report) = report(&server, &["--all-subscriptions"]);
    assert_eq!(report["estate"]["accounts"].as_array().unwrap().len(), 4);
    assert_ne!(code, 2);
    for effect in [Effect::Html, Effect::TruncatedJson, Effect::Reset] {
        let server = FakeArm::serve(TENANT.world())
            .fault(Fault::on(GRAPH, effect.clone()))
            .start_blocking()
            .unwrap();
        let (code, stderr, snapshot) = take(&server, &["--all-subscriptions"]);
        assert_eq!(code, 0, "{effect:?}: {stderr}");
        assert!(stderr.contains("each is asked itself"), "{stderr}");
        assert!(!snapshot.observations.contains_key(GRAPH));
    }
}

/// The tenant's world, of which the graph shows three records at a time.
fn in_pages() -> World {
    let mut world = TENANT.world();
    let graph = "microsoft.resourcegraph/resources".to_owned();
    world.page_sizes.insert(graph, 3);
    world
}

#[test]
fn all_pages_of_the_graph_are_read() {
    let server = FakeArm::serve(in_pages()).start_blocking().unwrap();
    let (code, stderr, snapshot) = take(&server, &["--all-subscriptions"]);
    assert_eq!(code, 0, "{stderr}");
    let records = TENANT.subscriptions + TENANT.inhabited * TENANT.accounts;
    assert_eq!(server.count(GRAPH), records.div_ceil(3));
    assert_eq!(usize::try_from(snapshot.observations[GRAPH].pages), Ok(server.count(GRAPH)));
    assert_eq!(server.count(&id(9)), 1, "one request where no account is");
}

#[test]
fn a_trouble_of_the_graph_that_passes_costs_nothing() {
    let status = |status, code, retry_after| Effect::Status { status, code, retry_after };
    for effect in [
        Effect::Throttle { retry_after: "1" },
        Effect::ThrottleUntil(1),
        status(429, "RateLimiting", None),
        status(500, "InternalServerError", None),
        status(503, "ServiceUnavailable", Some("0")),
        Effect::Reset,
    ] {
        let once = Fault::on(GRAPH, effect.clone()).after(2).times(1);
        let server = FakeArm::serve(in_pages()).fault(once).start_blocking().unwrap();
        let (code, stderr, snapshot) = take(&server, &["--all-subscriptions"]);
        assert_eq!(code, 0, "{effect:?}: {stderr}");
        assert!(snapshot.observations.contains_key(GRAPH), "{effect:?}: {stderr}");
        assert_eq!(server.count(&id(9)), 1, "{effect:?}");
    }
}

#[test]
fn a_trouble_of_the_graph_that_lasts_costs_requests_and_no_verdict() {
    let (code, whole) = report(&serve(), &["--all-subscriptions"]);
    let mut cut = in_pages();
    cut.cut_by_graph = true;
    let status = |status, code| Effect::Status { status, code, retry_after: None };
    let lasting = |effect| Some(Fault::on(GRAPH, effect));
    for (world, fault, told) in [
        (cut, None, "its answer was cut"),
        (in_pages(), lasting(Effect::Deny), "authorization"),
        (in_pages(), lasting(status(500, "InternalServerError")), "could not answer"),
        (in_pages(), lasting(status(400, "BadRequest")), "could not answer"),
        (in_pages(), lasting(Effect::Throttle { retry_after: "0" }), "exceeded the limit"),
        // The second page never comes: the first is no list of all.
        (in_pages(), lasting(Effect::TruncatedJson).map(|fault| fault.after(1)), "no JSON"),
    ] {
        let mut fake = FakeArm::serve(world);
        if let Some(fault) = fault {
            fake = fake.fault(fault);
        }
        let server = fake.start_blocking().unwrap();
        let run = against(&server, &["audit", "--all-subscriptions", "-o", "json"]);
        assert_eq!(run.code, code, "{told}: {}", run.stderr);
        let doubt = "Resource Graph doesn't tell which subscriptions hold Foundry accounts (";
        assert!(run.stderr.contains(doubt) && run.stderr.contains(told), "{told}: {}", run.stderr);
        let report: Json = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(verdicts(&report), verdicts(&whole), "{told}");
        for number in 0..TENANT.subscriptions {
            let accounts = format!("{}/providers/microsoft.cognitiveservices/accounts", id(number));
            assert!(server.count(&accounts) > 0, "{told}: {number}");
        }
    }
}

#[test]
fn no_account_is_believed_only_where_the_subscription_can_be_read() {
    let empty = id(5);
    let deleted =
        format!("/subscriptions/{empty}/providers/Microsoft.CognitiveServices/deletedAccounts");
    let accounts = format!("/subscriptions/{empty}/providers/Microsoft.CognitiveServices/accounts");
    let mut world = TENANT.world();
    world.denied = vec![deleted.clone()];
    let server = FakeArm::serve(world).start_blocking().unwrap();
    let (_, _, snapshot) = take(&server, &["--all-subscriptions"]);
    assert!(
        snapshot.observations.contains_key(&accounts.to_lowercase()),
        "Resource Manager is asked"
    );
    assert!(snapshot.header.scope.iter().all(|entry| entry.read));

    let mut world = TENANT.world();
    world.denied = vec![deleted, accounts];
    let server = FakeArm::serve(world).start_blocking().unwrap();
    let (code, report) = report(&server, &["--all-subscriptions", "--fail-on", "low"]);
    let entry = |scope: &Json| scope["subscription"] == empty.as_str();
    let scope = report["source"]["scope"].as_array().unwrap();
    let entry = scope.iter().find(|one| entry(one)).unwrap();
    assert_eq!(entry["read"], false);
    assert_ne!(code, 0);
    let reasons = report["gate"]["reasons"].to_string();
    assert!(reasons.contains("not read in full"), "{reasons}");
}

#[test]
fn losing_the_query_or_a_witness_never_helps() {
    let (_, _, snapshot) = take(&serve(), &["--all-subscriptions"]);
    let before = judge(&snapshot);
    let empty = id(7);
    let keys = snapshot.observations.keys().filter(|key| key.contains(&empty) || *key == GRAPH);
    let keys: Vec<&String> = keys.collect();
    assert_eq!(keys.len(), 2);
    for key in keys {
        for loss in LOSSES {
            let worse = lose(&snapshot, key, loss).unwrap();
            let after = judge(&worse);
            assert_eq!(violations(&before, &after), Vec::<String>::new(), "{key} {loss:?}");
            let findings = after.report.findings.iter();
            let hidden =
                findings.filter(|f| f.subject.id.contains(&empty) && f.subject.id.ends_with("/*"));
            assert!(hidden.count() > 10, "{key} {loss:?}: accounts may be hidden there");
            assert!(
                after.report.summary.by_status.unknown > before.report.summary.by_status.unknown,
                "{key} {loss:?} must be missed"
            );
        }
    }
}

#[test]
fn a_narrow_audit_of_the_file_says_what_it_says_live() {
    let server = serve();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("estate.jsonl");
    let path = path.to_str().unwrap();
    against(&server, &["snapshot", "--all-subscriptions", "--out", path]);
    let only = ["--rule", "FDR-DEL-001"];
    let (code, live) = report(&server, &[&["--all-subscriptions"], &only[..]].concat());
    let mut command = crate::process::command(&["audit", "-o", "json", "-i", path]);
    command.args(only);
    let offline = crate::process::finish(command);
    let offline_report: Json = serde_json::from_str(&offline.stdout).unwrap();
    assert_eq!(code, offline.code, "{}", offline.stderr);
    assert_eq!(verdicts(&live), verdicts(&offline_report));
}

#[test]
fn a_management_group_that_cannot_be_listed_is_said_at_once() {
    let server = serve();
    for (group, says) in [("nowhere", "was not found"), ("a/b", "no id")] {
        let run = against(&server, &["audit", "--management-group", group]);
        assert_eq!(run.code, 2, "{}", run.stderr);
        assert!(run.stderr.contains(says), "{}", run.stderr);
        assert!(run.stderr.contains("hint: "), "{}", run.stderr);
    }
}

#[test]
fn many_named_subscriptions_are_looked_up_by_the_query_too() {
    let server = serve();
    let ids: Vec<String> = (0..TENANT.subscriptions).map(id).collect();
    let scope: Vec<&str> = ids.iter().flat_map(|id| ["-s", id.as_str()]).collect();
    let (code, stderr, _) = take(&server, &scope);
    assert_eq!(code, 0, "{stderr}");
    assert_eq!(server.count(GRAPH), 1);
    assert_eq!(server.count(&ids[9]), 1);
}

#[test]
fn a_world_of_one_subscription_is_the_tenant_of_one() {
    let one = World::synthetic(3, 2);
    let tenant = World::synthetic_tenant(1, 1, 3, 2);
    assert_eq!(one.resources, tenant.resources);
}
