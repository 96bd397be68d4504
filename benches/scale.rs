//! Runs over one subscription, ten, and a tenant of a thousand, against the fake ARM: `cargo bench --bench scale`. Prints
//! Markdown tables: requests against the formula, 429s, wall time against what bounds it, peak memory (Linux only).

#[path = "../tests/fake_arm/mod.rs"]
#[expect(dead_code, unused_imports, reason = "tests use more of the fake")]
mod fake_arm;
#[path = "../tests/suite/formula.rs"]
mod formula;

use fake_arm::FakeArm;
use formula::{Formula, Size};
use foundry_dr::catalogue::ReadPlan;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const LATENCY: Duration = Duration::from_millis(40);

/// Subscriptions → accounts → projects → connections → stores → their children, after the list of subscriptions and the
/// query, page by page.
const CHAIN: usize = 5;

const SIZES: [Size; 3] = [
    Size { subscriptions: 1, inhabited: 1, accounts: 20, projects: 5 },
    Size { subscriptions: 10, inhabited: 10, accounts: 20, projects: 5 },
    Size { subscriptions: 1_000, inhabited: 100, accounts: 1, projects: 5 },
];

#[expect(clippy::print_stdout, reason = "the tables are the result")]
fn main() {
    let plan = ReadPlan::full();
    println!(
        "requests = run + a·subscriptions + b·with Foundry + c·accounts + d·projects + e·sets of stores\n"
    );
    println!("| accounts per subscription | a | b | c | d | e |\n|---|--:|--:|--:|--:|--:|");
    for (words, accounts) in [("one", 1), ("several", 2)] {
        let of = Formula::of(&plan, accounts);
        println!(
            "| {words} | {} | {} | {} | {} | {} |",
            of.subscription, of.inhabited, of.account, of.project, of.stores
        );
    }
    println!(
        "\n| subscriptions, of which with accounts × accounts × projects | the server | requests | ÷ least | 429s | wall time | ÷ chain | peak memory |"
    );
    println!("|---|---|--:|--:|--:|--:|--:|--:|");
    for size in SIZES {
        for enforced in [false, true] {
            println!("{}", row(size, enforced, &plan));
        }
    }
}

fn row(size: Size, enforced: bool, plan: &ReadPlan) -> String {
    let server = FakeArm::serve(size.world()).latency(LATENCY);
    let server = match enforced {
        true => server.limit(250, 25.0),
        false => server,
    };
    let server = server.start_blocking().expect("a port");
    let (wall, peak) = run(server.url());
    let requests = server.requests();
    let refused = requests.iter().filter(|one| one.status == 429).count();
    let chain = LATENCY * u32::try_from(CHAIN + size.run()).expect("a small number");
    let computed = size.requests(plan);
    #[expect(clippy::cast_precision_loss, reason = "thousands of requests")]
    let least = requests.len() as f64 / computed as f64;
    format!(
        "| {}, {} × {} × {} | {} | {} | {least:.2} | {refused} | {} ms | {:.1} | {} |",
        size.subscriptions,
        size.inhabited,
        size.accounts,
        size.projects,
        if enforced { "enforces 250 + 25/s" } else { "says that there is room" },
        requests.len(),
        wall.as_millis(),
        wall.as_secs_f64() / chain.as_secs_f64(),
        peak.map_or("?".to_owned(), |kib| format!("{} MB", kib / 1_000)),
    )
}

/// One run of the program over all subscriptions: how long it took and how much memory it held at most.
fn run(url: &str) -> (Duration, Option<u64>) {
    let directory = tempfile::tempdir().expect("a directory");
    let mut command = Command::new(env!("CARGO_BIN_EXE_foundry-dr"));
    command
        .args(["snapshot", "--all-subscriptions", "--credential", "token"])
        .args(["--arm-endpoint", url, "--out"])
        .arg(directory.path().join("estate.jsonl"))
        .env("AZURE_ACCESS_TOKEN", "benchmark")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn().expect("the program starts");
    let mut most = None;
    let status = loop {
        most = most.max(peak(child.id()));
        if let Some(status) = child.try_wait().expect("the program ends") {
            break status;
        }
        std::thread::park_timeout(Duration::from_millis(2));
    };
    assert_eq!(status.code(), Some(0), "the run is complete");
    (start.elapsed(), most)
}

/// The most memory that a process ever held, while it runs.
fn peak(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}
