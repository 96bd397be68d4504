//! What a user waits for, and how much memory it takes: the binary from start to end. `cargo bench --bench command`
//! prints a Markdown table; peak memory is known on Linux only.

#[expect(dead_code, reason = "other benchmarks use more of it")]
mod estate;
#[path = "../tests/fake_arm/mod.rs"]
#[expect(dead_code, unused_imports, reason = "tests use more of the fake")]
mod fake_arm;

use foundry_dr::snapshot;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::NamedTempFile;

#[expect(clippy::print_stdout, reason = "the table is the result")]
fn main() {
    println!("| command | runs | median | peak memory |\n|---|--:|--:|--:|");
    let row = |name: &str, args: &[&str], runs: usize| {
        let mut took: Vec<Run> = (0..runs).map(|_| run(args)).collect();
        took.sort_by_key(|run| run.wall);
        let peak = took.iter().filter_map(|run| run.peak_kib).max();
        let peak = peak.map_or("?".to_owned(), |kib| format!("{} MB", kib / 1_000));
        let median = took[runs / 2].wall.as_secs_f64() * 1_000.0;
        println!("| {name} | {runs} | {median:.1} ms | {peak} |");
    };
    row("`--help`", &["--help"], 21);
    row("`rules list`", &["rules", "list"], 21);
    row("`audit --demo`", &["audit", "--demo"], 21);
    for (accounts, runs) in [(100, 11), (1_000, 3)] {
        let file = NamedTempFile::new().expect("a file");
        snapshot::write(&estate::of(accounts), &file).expect("written");
        let path = file.path().to_str().expect("UTF-8");
        let megabytes = size(file.path()) / 1_000_000;
        let projects = accounts * estate::PROJECTS;
        for format in ["table", "json"] {
            let name = format!("`audit -i`, {projects} projects ({megabytes} MB), `-o {format}`");
            row(&name, &["audit", "-i", path, "-o", format], runs);
        }
    }
    let report = large_report();
    let path = report.path().to_str().expect("UTF-8");
    let megabytes = size(report.path()) / 1_000_000;
    for format in FORMATS {
        let name = format!("`render`, 100,000 findings ({megabytes} MB), `-o {format}`");
        row(&name, &["render", path, "-o", format], 3);
    }
}

const FORMATS: [&str; 7] = ["table", "json", "sarif", "junit", "markdown", "csv", "html"];

/// A saved report of at least 100,000 findings, and of no more than one account's findings above.
fn large_report() -> NamedTempFile {
    let report = NamedTempFile::new().expect("a file");
    let (few, more) = (findings(2, &report), findings(3, &report));
    let accounts = 2 + (100_000 - few).div_ceil(more - few);
    let findings = findings(accounts, &report);
    assert!((100_000..100_000 + more).contains(&findings), "{findings}");
    report
}

/// Audits an estate of so many accounts to a report; the number of its findings.
fn findings(accounts: usize, report: &NamedTempFile) -> usize {
    let file = NamedTempFile::new().expect("a file");
    snapshot::write(&estate::of(accounts), &file).expect("written");
    let output = format!("json={}", report.path().display());
    let path = file.path().to_str().expect("UTF-8");
    run(&["audit", "-i", path, "-o", &output]);
    let text = std::fs::read(report.path()).expect("a report");
    let report: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
    report["findings"].as_array().expect("a list").len()
}

fn size(path: &Path) -> u64 {
    path.metadata().expect("its size").len()
}

struct Run {
    wall: Duration,
    peak_kib: Option<u64>,
}

/// One run. Any exit code will do but that of a run that failed.
fn run(args: &[&str]) -> Run {
    let mut command: Command = estate::program();
    command.args(args).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn().expect("the program starts");
    let mut peak_kib = None;
    let status = loop {
        peak_kib = peak_kib.max(peak(child.id()));
        if let Some(status) = child.try_wait().expect("the program ends") {
            break status;
        }
        std::thread::park_timeout(Duration::from_micros(500));
    };
    let wall = start.elapsed();
    assert_ne!(status.code(), Some(2), "{args:?} could not run");
    Run { wall, peak_kib }
}

/// The most memory that a process ever held, while it runs.
fn peak(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}
