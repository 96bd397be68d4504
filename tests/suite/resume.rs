//! Runs that are cut short keep what they read, and go on from there; evidence has an age.

use crate::fake_arm::{Effect, FakeArm, Fault, World};
use crate::process::{Run, command, finish};
use crate::wire::against;
use crate::world;
use foundry_dr::snapshot::{Outcome, Snapshot, SnapshotReader};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn read(path: &Path) -> Snapshot {
    SnapshotReader::new(BufReader::new(File::open(path).unwrap()))
        .and_then(SnapshotReader::read)
        .unwrap()
}

fn lacking(snapshot: &Snapshot) -> usize {
    let seen = snapshot.observations.values();
    seen.filter(|one| !one.outcome.is_evidence()).count()
}

fn first_subscription(world: &str) -> String {
    World::named(world).unwrap().subscriptions[0].id.clone()
}

/// The ideal estate without what lies below this path.
fn ideal_without(gone: &str) -> World {
    let mut world = World::named("ideal").unwrap();
    let before = world.resources.len();
    world.resources.retain(|one| !one["id"].as_str().unwrap().contains(gone));
    assert!(world.resources.len() < before, "{gone}");
    world
}

#[test]
fn a_snapshot_is_complete_where_a_bound_store_no_longer_exists() {
    let id = first_subscription("ideal");
    let directory = tempfile::tempdir().unwrap();
    for (n, gone) in
        ["/cosmos-fabrikam-agents", "/stfabrikamagents", "/srch-fabrikam-agents"].iter().enumerate()
    {
        let server = FakeArm::serve(ideal_without(gone)).start_blocking().unwrap();
        let path = directory.path().join(format!("{n}.jsonl"));
        let run = against(&server, &["snapshot", "-s", &id, "--out", path.to_str().unwrap()]);
        assert_eq!(run.code, 0, "{gone}: {}", run.stderr);
        let audit = against(&server, &["audit", "-s", &id, "--fail-on", "high"]);
        assert_eq!(audit.code, 1, "{gone}: {}", audit.stderr);
    }
}

#[test]
fn a_store_is_gone_with_its_resource_group() {
    let id = first_subscription("ideal");
    let mut world = World::named("ideal").unwrap();
    for one in &mut world.resources {
        let id = one["id"].as_str().unwrap();
        if id.contains("/connections/threads") {
            let text = one.to_string().replace(
                "rg-agents/providers/Microsoft.DocumentDB",
                "rg-gone/providers/Microsoft.DocumentDB",
            );
            *one = serde_json::from_str(&text).unwrap();
        }
    }
    let server = FakeArm::serve(world).start_blocking().unwrap();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("estate.jsonl");
    let run = against(&server, &["snapshot", "-s", &id, "--out", path.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let snapshot = read(&path);
    let gone = snapshot.observations.values().find(|one| one.key.contains("/rg-gone/")).unwrap();
    assert_eq!(
        (gone.outcome, gone.code.as_deref()),
        (Outcome::Absent, Some("ResourceGroupNotFound"))
    );
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_was_read_and_exits_3() {
    let server = FakeArm::serve(World::synthetic(4, 3))
        .latency(Duration::from_millis(20))
        .fault(Fault::on("/connections", Effect::Delay(Duration::from_secs(120))))
        .start_blocking()
        .unwrap();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("estate.jsonl");
    let subscription = World::synthetic(1, 1).subscriptions[0].id.clone();
    let mut program = command(&["snapshot", "-s", &subscription, "--credential", "token"]);
    program
        .args(["--arm-endpoint", server.url(), "--out", path.to_str().unwrap()])
        .env("AZURE_ACCESS_TOKEN", "t")
        .stderr(Stdio::piped());
    let child = program.spawn().unwrap();
    let started = Instant::now();
    while server.count("/connections") == 0 {
        assert!(started.elapsed() < Duration::from_secs(60), "it never got there");
        std::thread::park_timeout(Duration::from_millis(10));
    }
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.unwrap().success());
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{stderr}");
    assert!(stderr.contains("interrupted"), "{stderr}");
    assert!(started.elapsed() < Duration::from_secs(60), "it ends at once");
    let snapshot = read(&path);
    let of = |outcome| snapshot.observations.values().filter(|one| one.outcome == outcome).count();
    assert!(of(Outcome::Found) >= 7, "{}", of(Outcome::Found));
    assert!(of(Outcome::NotRead) >= 1);
}

#[test]
fn a_resumed_snapshot_reads_only_what_is_missing_and_keeps_its_times() {
    let id = first_subscription("ideal");
    let directory = tempfile::tempdir().unwrap();
    let first = directory.path().join("first.jsonl");
    let second = directory.path().join("second.jsonl");
    let cut = FakeArm::serve(World::named("ideal").unwrap())
        .fault(Fault::on("/sqlDatabases", Effect::Deny))
        .fault(Fault::on("/deployments", Effect::Deny))
        .start_blocking()
        .unwrap();
    let ids: Vec<String> =
        World::named("ideal").unwrap().subscriptions.into_iter().map(|one| one.id).collect();
    let scope: Vec<&str> = ids.iter().flat_map(|id| ["-s", id.as_str()]).collect();
    let take = ["snapshot", "--out", first.to_str().unwrap()];
    let run = against(&cut, &[&take[..], &scope].concat());
    assert_eq!(run.code, 3, "{}", run.stderr);
    let before = read(&first);
    let missing = lacking(&before);
    assert!(missing >= 2, "{missing}");

    let whole = FakeArm::serve(World::named("ideal").unwrap()).start_blocking().unwrap();
    let mut again = command(&[
        "snapshot",
        "--resume",
        first.to_str().unwrap(),
        "--out",
        second.to_str().unwrap(),
    ]);
    again
        .args(["--credential", "token", "--arm-endpoint", whole.url()])
        .env("AZURE_ACCESS_TOKEN", "t")
        .env("SOURCE_DATE_EPOCH", "1795651200"); // three days later
    let run = finish(again);
    assert_eq!(run.code, 0, "{}", run.stderr);
    // What was missing is read, and what only that could show is to be read.
    let made = whole.requests();
    assert!(made.len() >= missing, "{made:?}");
    let kept = made.iter().filter(|request| {
        let key = request.path.to_lowercase();
        before.observations.get(&key).is_some_and(|seen| seen.outcome.is_evidence())
    });
    assert_eq!(kept.count(), 0, "{made:?}");
    let kept = before.observations.len() - missing;
    let told = format!(
        "{kept} reads of {} kept, 3 days old; {missing} are read again, and what follows from them",
        first.display()
    );
    assert!(run.stderr.contains(&told), "{}", run.stderr);
    let told = format!(
        "{} reads written to {}, {} of them now, complete",
        kept + made.len(),
        second.display(),
        made.len()
    );
    assert!(run.stderr.contains(&told), "{}", run.stderr);

    let after = read(&second);
    assert_eq!(lacking(&after), 0);
    assert_eq!(after.header.scope, before.header.scope);
    assert!(after.header.taken_at > before.header.taken_at);
    for (key, seen) in &before.observations {
        let now = &after.observations[key];
        if seen.outcome.is_evidence() {
            assert_eq!(now, seen, "{key}");
        } else {
            assert!(now.read_at > seen.read_at, "{key}");
        }
    }
    assert!(after.observations.keys().any(|key| key.contains(&id)));
}

#[test]
fn a_file_to_resume_is_the_scope() {
    let run = finish(command(&["snapshot", "--resume", "x.jsonl", "--out", "y", "-s", "z"]));
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("cannot be used with"), "{}", run.stderr);
    let run = finish(command(&["snapshot", "--resume", "/no/such.jsonl", "--out", "y"]));
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("/no/such.jsonl"), "{}", run.stderr);
}

#[test]
fn evidence_older_than_max_age_is_undecided() {
    let audit = |now: &str, age: &str| -> Run {
        let path = world::path("ideal");
        let mut command = command(&["audit", "-i", path.to_str().unwrap(), "--max-age", age]);
        command.env("SOURCE_DATE_EPOCH", now);
        finish(command)
    };
    let fresh = audit("1795392060", "1h");
    let stale = audit("1795651200", "2d");
    assert_eq!(stale.code, 3, "{}", stale.stderr);
    assert!(stale.stderr.contains("max-age is 2 days"), "{}", stale.stderr);
    assert!(!fresh.stderr.contains("max-age"), "{}", fresh.stderr);
    assert_eq!(audit("1795651200", "4d").code, fresh.code);
}
