//! Estates of any size for the benchmarks: what the binary collects of two accounts from the fake ARM, multiplied by
//! renaming. So the shape is what a live run brings, without its tens of thousands of requests.

use crate::fake_arm::{FakeArm, Server, World};
use foundry_dr::snapshot::{Observation, Snapshot, SnapshotReader};
use serde_json::Value as Json;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::process::{Command, Output};

/// Projects of each account.
pub(crate) const PROJECTS: usize = 10;

/// The program under test.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foundry-dr"));
    // 2026-11-23, so that a run doesn't depend on the day.
    command.env("SOURCE_DATE_EPOCH", "1795392000");
    command
}

/// Collects the world of a server into a file.
pub(crate) fn take(server: &Server, subscription: &str, out: &Path) -> Output {
    let mut command = program();
    command
        .args(["snapshot", "-s", subscription, "--credential", "token"])
        .args(["--arm-endpoint", server.url()])
        .arg("--out")
        .arg(out)
        .env("AZURE_ACCESS_TOKEN", "benchmark");
    let output = command.output().expect("the program runs");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    output
}

/// An estate with so many accounts of [`PROJECTS`] projects each.
pub(crate) fn of(accounts: usize) -> Snapshot {
    // Two: with one account its stores would be read one by one, with more they are listed.
    let template = collected(2);
    let mut estate = Snapshot::new(template.header);
    for observation in template.observations.into_values() {
        if observation.key.contains(&group(0)) {
            continue;
        }
        if observation.key.contains(&group(1)) {
            let copies = copies(&serde_json::to_value(&observation).expect("JSON"), accounts);
            for copy in copies {
                estate.insert(serde_json::from_value(copy).expect("an observation"));
            }
        } else {
            estate.insert(widened(observation, accounts));
        }
    }
    estate.header.observations = estate.observations.len();
    estate
}

/// How many subjects such an estate has: the estate itself and the subscription; of each account itself, the workload that it
/// runs, its host, its deployment and three stores; of each project itself, its host and three connections.
pub(crate) fn subjects(accounts: usize) -> usize {
    2 + 7 * accounts + 5 * accounts * PROJECTS
}

/// What the program collects from a world with so many accounts.
pub(crate) fn collected(accounts: usize) -> Snapshot {
    let world = World::synthetic(accounts, PROJECTS);
    let subscription = world.subscriptions[0].id.clone();
    let server = FakeArm::serve(world).start_blocking().expect("a port");
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("estate.jsonl");
    take(&server, &subscription, &path);
    SnapshotReader::new(BufReader::new(File::open(path).expect("a file")))
        .and_then(SnapshotReader::read)
        .expect("a snapshot")
}

/// A listing of the subscription with an item for each account where the template has one.
fn widened(mut observation: Observation, accounts: usize) -> Observation {
    let items = observation.body.as_mut().and_then(|body| body.get_mut("value"));
    if let Some(Json::Array(items)) = items {
        let each = std::mem::take(items).into_iter();
        *items = each
            .flat_map(|item| {
                let id = item["id"].as_str().unwrap_or_default();
                match (id.contains(&group(0)), id.contains(&group(1))) {
                    (true, _) => vec![],
                    (_, true) => copies(&item, accounts).collect(),
                    (false, false) => vec![item],
                }
            })
            .collect();
    }
    observation
}

/// The same for every account: names, principals and workspaces differ, nothing else.
fn copies(of: &Json, accounts: usize) -> impl Iterator<Item = Json> + use<> {
    let text = of.to_string();
    (0..accounts).map(move |number| {
        let mut copy = text.clone();
        for prefix in ["rg-team-", "foundry", "cosmos", "search", "storage"] {
            copy = copy.replace(&format!("{prefix}0001"), &format!("{prefix}{number:04}"));
        }
        copy = copy.replace("5f000000-0001-", &format!("5f000000-{number:04x}-"));
        copy = copy.replace("5f000000000140008000", &format!("5f000000{number:04x}40008000"));
        serde_json::from_str(&copy).expect("JSON")
    })
}

fn group(number: usize) -> String {
    format!("/rg-team-{number:04}/")
}
