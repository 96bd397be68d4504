//! A live run against the fake ARM, and what bounds it: `cargo bench --bench live`. Prints a Markdown table.

#[expect(dead_code, reason = "other benchmarks use more of it")]
mod estate;
#[path = "../tests/fake_arm/mod.rs"]
#[expect(dead_code, unused_imports, reason = "tests use more of the fake")]
mod fake_arm;

use fake_arm::{FakeArm, World};
use std::time::{Duration, Instant};

const ACCOUNTS: usize = 20;
const PROJECTS: usize = 5;
const LATENCY: Duration = Duration::from_millis(40);
const RUNS: usize = 5;

/// The longest chain of reads of which each needs what the one before it showed, as parts of their paths.
const CHAIN: [&str; 5] = [
    "/Microsoft.CognitiveServices/accounts",
    "/projects",
    "/connections",
    "/Microsoft.DocumentDB/databaseAccounts",
    "/sqlDatabases",
];

/// What the server makes of ARM's bucket of 250 reads that refills by 25 a second.
#[derive(Clone, Copy)]
enum Bucket {
    Roomy,
    Silent,
    Enforced,
}

impl Bucket {
    fn words(self) -> &'static str {
        match self {
            Self::Roomy => "says that there is room",
            Self::Silent => "says nothing: paced by ARM's documented bucket",
            Self::Enforced => "enforces ARM's documented bucket",
        }
    }

    fn server(self) -> FakeArm {
        let server = FakeArm::serve(World::synthetic(ACCOUNTS, PROJECTS)).latency(LATENCY);
        match self {
            Self::Roomy => server,
            Self::Silent => server.without_counts(),
            Self::Enforced => server.limit(250, 25.0),
        }
    }
}

#[expect(clippy::print_stdout, reason = "the table is the result")]
fn main() {
    let chain = LATENCY * u32::try_from(CHAIN.len()).expect("a small number");
    println!(
        "{ACCOUNTS} accounts × {PROJECTS} projects, {} ms latency, longest chain {} × {0} ms = {} ms, median of {RUNS} runs\n",
        LATENCY.as_millis(),
        CHAIN.len(),
        chain.as_millis()
    );
    println!("| the server | requests | twice | refused | at once | wall time | ÷ chain |");
    println!("|---|--:|--:|--:|--:|--:|--:|");
    for bucket in [Bucket::Roomy, Bucket::Silent, Bucket::Enforced] {
        let mut runs: Vec<Run> = (0..RUNS).map(|_| run(bucket)).collect();
        runs.sort_by_key(|run| run.wall);
        let run = &runs[RUNS / 2];
        println!(
            "| {} | {} | {} | {} | {} | {} ms | {:.2} |",
            bucket.words(),
            run.requests,
            run.twice,
            run.refused,
            run.at_once,
            run.wall.as_millis(),
            run.wall.as_secs_f64() / chain.as_secs_f64()
        );
    }
}

struct Run {
    wall: Duration,
    requests: usize,
    twice: usize,
    refused: usize,
    at_once: usize,
}

/// One run of the program, from its start to its end.
fn run(bucket: Bucket) -> Run {
    let server = bucket.server().start_blocking().expect("a port");
    let directory = tempfile::tempdir().expect("a directory");
    let subscription = &World::synthetic(1, 1).subscriptions[0].id;
    let start = Instant::now();
    estate::take(&server, subscription, &directory.path().join("estate.jsonl"));
    let wall = start.elapsed();
    for part in CHAIN {
        assert!(server.count(part) > 0, "{part} is not read any more");
    }
    let requests = server.requests();
    Run {
        wall,
        requests: requests.len(),
        twice: server.duplicates().len(),
        refused: requests.iter().filter(|one| one.status == 429).count(),
        at_once: server.peak_concurrency(),
    }
}
