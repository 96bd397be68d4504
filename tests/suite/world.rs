//! Golden estates, and what the tests do with them.

use foundry_dr::audit::{self, Audit, Policy, SourceInfo};
use foundry_dr::config::{self, ConfigFile};
use foundry_dr::estate;
use foundry_dr::model::Workload;
use foundry_dr::rule::Library;
use foundry_dr::snapshot::{Snapshot, SnapshotReader};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::BufReader;
use std::path::PathBuf;
use std::sync::OnceLock;
use time::OffsetDateTime;

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

/// One test for each estate, named after it, so that they run side by side.
macro_rules! per_estate {
    ($check:path) => {
        crate::world::per_estate! { $check:
            basic_mode, contoso, denied_reads, ideal, microsoft_standard_sample, shared_stores, two_regions
        }
    };
    ($check:path: $($estate:ident),+) => {
        $(
            #[test]
            fn $estate() {
                $check(&stringify!($estate).replace('_', "-"));
            }
        )+

        #[test]
        fn no_estate_is_left_out() {
            let names = [$(stringify!($estate).replace('_', "-")),+];
            assert_eq!(names, crate::world::ESTATES);
        }
    };
}
pub(crate) use per_estate;

pub(crate) fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/estates").join(format!("{name}.jsonl"))
}

/// A golden estate, and the workloads that the config beside it declares.
struct Golden {
    snapshot: Snapshot,
    workloads: Vec<Workload>,
}

impl Golden {
    fn read(name: &str) -> Self {
        let file = File::open(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let snapshot = SnapshotReader::new(BufReader::new(file))
            .and_then(SnapshotReader::read)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let workloads = declared(name, snapshot.header.taken_at);
        Self { snapshot, workloads }
    }
}

/// What the config beside an estate declares; nothing if there is none.
fn declared(name: &str, now: OffsetDateTime) -> Vec<Workload> {
    let Ok(text) = fs::read_to_string(path(name).with_extension("toml")) else {
        return vec![];
    };
    let file = ConfigFile { name: format!("{name}.toml"), text };
    let config = config::load(&[file], library(), now);
    config.unwrap_or_else(|errors| panic!("{errors:?}")).workloads
}

/// The golden estates, each parsed once: the tests judge them some thousand times.
fn golden(name: &str) -> &'static Golden {
    static ALL: OnceLock<BTreeMap<&str, OnceLock<Golden>>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let empty = ESTATES.iter().map(|name| (*name, OnceLock::new()));
        empty.collect()
    });
    let one = all.get(name).unwrap_or_else(|| panic!("no estate is called {name}"));
    one.get_or_init(|| Golden::read(name))
}

/// The snapshot of a golden estate.
pub(crate) fn load(name: &str) -> Snapshot {
    golden(name).snapshot.clone()
}

pub(crate) fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::embedded().unwrap_or_else(|errors| panic!("{errors:?}")))
}

/// The workloads that the config beside a golden estate declares.
pub(crate) fn workloads(name: &str) -> &'static [Workload] {
    &golden(name).workloads
}

/// The built-in rules whose ids end in one of the names, such as `DEL-001`.
pub(crate) fn rules_ending_in(names: &BTreeSet<&str>) -> Library {
    let mut rules = Library::embedded().unwrap_or_else(|errors| panic!("{errors:?}"));
    rules.retain(|rule| names.iter().any(|name| rule.id.ends_with(name)));
    rules
}

/// Audits a golden estate with the workloads that the config beside it declares.
pub(crate) fn judge_declared(name: &str, snapshot: &Snapshot) -> Audit {
    judge_by(library(), snapshot, &Policy::default(), workloads(name))
}

/// Audits a snapshot at the time it was taken, under the default policy.
pub(crate) fn judge(snapshot: &Snapshot) -> Audit {
    judge_under(snapshot, &Policy::default())
}

/// Audits a snapshot at the time it was taken.
pub(crate) fn judge_under(snapshot: &Snapshot, policy: &Policy) -> Audit {
    judge_by(library(), snapshot, policy, &[])
}

/// Audits a snapshot at the time it was taken, by some rules and with some workloads declared.
pub(crate) fn judge_by(
    rules: &Library,
    snapshot: &Snapshot,
    policy: &Policy,
    workloads: &[Workload],
) -> Audit {
    let source = SourceInfo { kind: snapshot.header.source, inputs: vec![] };
    audit::audit(
        &estate::build_for(snapshot, workloads),
        rules,
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
        .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    found.sort();
    assert_eq!(found, ESTATES);
}
