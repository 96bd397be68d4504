//! Golden estates, and what the tests do with them.

use foundry_dr::audit::{self, Audit, Policy, SourceInfo};
use foundry_dr::config::{self, ConfigFile};
use foundry_dr::estate;
use foundry_dr::model::Workload;
use foundry_dr::rule::Library;
use foundry_dr::snapshot::{Snapshot, SnapshotReader};
use std::fs::{self, File};
use std::io::BufReader;
use std::path::PathBuf;
use std::sync::OnceLock;

/// The estates under `examples/estates`.
pub(crate) const ESTATES: &[&str] = &[
    "basic-mode",
    "contoso",
    "denied-reads",
    "ideal",
    "microsoft-standard-sample",
    "shared-stores",
    "two-regions",
];

pub(crate) fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("examples/estates")
        .join(format!("{name}.jsonl"))
}

pub(crate) fn load(name: &str) -> Snapshot {
    let file = File::open(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    SnapshotReader::new(BufReader::new(file))
        .and_then(SnapshotReader::read)
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

pub(crate) fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::embedded().unwrap_or_else(|errors| panic!("{errors:?}")))
}

/// What the config beside an estate declares; nothing if there is none.
pub(crate) fn workloads(name: &str) -> Vec<Workload> {
    let file = path(name).with_extension("toml");
    let Ok(text) = fs::read_to_string(&file) else {
        return vec![];
    };
    let file = ConfigFile {
        name: format!("{name}.toml"),
        text,
    };
    let now = load(name).header.taken_at;
    let config = config::load(&[file], library(), now);
    config
        .unwrap_or_else(|errors| panic!("{errors:?}"))
        .workloads
}

/// Audits a golden estate with the workloads that the config beside it declares.
pub(crate) fn judge_declared(name: &str, snapshot: &Snapshot) -> Audit {
    judge_for(snapshot, &Policy::default(), &workloads(name))
}

/// Audits a snapshot at the time it was taken, under the default policy.
pub(crate) fn judge(snapshot: &Snapshot) -> Audit {
    judge_under(snapshot, &Policy::default())
}

/// Audits a snapshot at the time it was taken.
pub(crate) fn judge_under(snapshot: &Snapshot, policy: &Policy) -> Audit {
    judge_for(snapshot, policy, &[])
}

fn judge_for(snapshot: &Snapshot, policy: &Policy, workloads: &[Workload]) -> Audit {
    let source = SourceInfo {
        kind: snapshot.header.source,
        inputs: vec![],
    };
    audit::audit(
        &estate::build_for(snapshot, workloads),
        library(),
        policy,
        source,
        snapshot.header.taken_at,
    )
    .expect("nothing is selected")
}

#[test]
fn the_list_of_estates_is_complete() {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/estates");
    let mut found: Vec<String> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "jsonl")
        })
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    found.sort();
    assert_eq!(found, ESTATES);
}
