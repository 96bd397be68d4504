//! How fast the core is, and that its cost grows with the estate and no faster: `cargo bench --bench audit`. Items are
//! subjects of the estate: accounts, projects, hosts, connections, deployments, stores.

mod estate;
#[path = "../tests/fake_arm/mod.rs"]
#[expect(dead_code, unused_imports, reason = "tests use more of the fake")]
mod fake_arm;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use foundry_dr::audit::{self, Audit, Policy, SourceInfo};
use foundry_dr::render;
use foundry_dr::rule::Library;
use foundry_dr::snapshot::{self, Snapshot};
use foundry_dr::source;
use std::collections::BTreeMap;

/// Accounts with ten projects each.
const ACCOUNTS: [usize; 3] = [10, 100, 1_000];

fn main() {
    the_estates_are_true_to_shape();
    divan::main();
}

fn library() -> Library {
    Library::embedded().expect("sound rules")
}

fn judge(snapshot: &Snapshot, library: &Library) -> Audit {
    let source = SourceInfo { kind: snapshot.header.source, inputs: vec![] };
    let estate = foundry_dr::estate::build(snapshot);
    let now = snapshot.header.taken_at;
    audit::audit(&estate, library, &Policy::default(), source, now).expect("nothing is selected")
}

/// A multiplied estate has the reads that a live run would have made, and no subject or finding more or less.
fn the_estates_are_true_to_shape() {
    let library = library();
    let (made, live) = (estate::of(3), estate::collected(3));
    let keys = |snapshot: &Snapshot| snapshot.observations.keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&made), keys(&live));
    let by_rule = |snapshot: &Snapshot| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for finding in judge(snapshot, &library).report.findings {
            *counts.entry(finding.rule).or_default() += 1;
        }
        counts
    };
    assert_eq!(by_rule(&made), by_rule(&live));
    let findings = |snapshot: &Snapshot| judge(snapshot, &library).report.findings.len();
    let (of_three, of_five) = (findings(&made), findings(&estate::of(5)));
    for accounts in [10, 100] {
        let snapshot = estate::of(accounts);
        let subjects = foundry_dr::estate::build(&snapshot).subjects;
        assert_eq!(subjects.len(), estate::subjects(accounts));
        let expected = of_three + (of_five - of_three) / 2 * (accounts - 3);
        assert_eq!(findings(&snapshot), expected);
    }
}

/// Reading a file: JSON to observations.
#[divan::bench(args = ACCOUNTS, sample_count = 10, sample_size = 1)]
fn a_read_file(bencher: Bencher<'_, '_>, accounts: usize) {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let snapshot = estate::of(accounts);
    let now = snapshot.header.taken_at;
    snapshot::write(&snapshot, &file).expect("written");
    let bytes = file.as_file().metadata().expect("its size").len();
    let paths = [file.path().to_path_buf()];
    bencher
        .counter(ItemsCount::new(estate::subjects(accounts)))
        .counter(BytesCount::new(bytes))
        .bench_local(|| source::open(&paths, now));
}

/// Observations to the graph with its facts.
#[divan::bench(args = ACCOUNTS, sample_count = 10, sample_size = 1)]
fn b_build(bencher: Bencher<'_, '_>, accounts: usize) {
    let snapshot = estate::of(accounts);
    bencher
        .counter(ItemsCount::new(estate::subjects(accounts)))
        .bench_local(|| foundry_dr::estate::build(&snapshot));
}

/// Observations to the report: the graph, every rule on every subject, score and gate.
#[divan::bench(args = ACCOUNTS, sample_count = 10, sample_size = 1)]
fn c_build_and_audit(bencher: Bencher<'_, '_>, accounts: usize) {
    let (snapshot, library) = (estate::of(accounts), library());
    bencher
        .counter(ItemsCount::new(estate::subjects(accounts)))
        .bench_local(|| judge(&snapshot, &library));
}

/// The report as JSON.
#[divan::bench(args = ACCOUNTS, sample_count = 10, sample_size = 1)]
fn d_render_json(bencher: Bencher<'_, '_>, accounts: usize) {
    let report = judge(&estate::of(accounts), &library()).report;
    bencher
        .counter(ItemsCount::new(estate::subjects(accounts)))
        .bench_local(|| render::json::render(&report));
}

/// The rules that ship with the program: parsed, compiled, checked. Every run pays this once.
#[divan::bench]
fn load_rules() -> Library {
    library()
}
