//! Every fault at every kind of read. Each cell is a run of its own: sign in, collect, judge. Whatever happens on the wire, it
//! ends in time, in a complete report, and nothing in that report is better than without the fault.
//!
//! The kinds of read are those that the faultless run is seen to make, so a new read is covered as soon as it is made.

mod graph;
pub(crate) mod run;
mod table;
mod true_size;

use crate::fake_arm::{Effect, FakeArm, Fault, World};
use crate::law::violations;
use crate::world::judge;
use foundry_dr::audit::{Audit, Status};
use foundry_dr::snapshot::{Outcome, Snapshot};
use foundry_dr::source::SourceError;
use futures::StreamExt;
use run::{Collected, collect, reads_of, shape_of};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};
use table::{Case, Expect, cases};

/// A fault at a kind of read in a world.
#[derive(Clone, Debug)]
struct Cell {
    world: &'static str,
    /// Path and api-version without names: what makes a kind of read.
    kind: String,
    /// Paths of that kind.
    paths: Vec<String>,
    case: Case,
}

/// The worlds, those with the fewest reads first: each kind of read is tried in the first that makes it.
const WORLDS: [&str; 6] = [
    "basic-mode",
    "microsoft-standard-sample",
    "ideal",
    "shared-stores",
    "denied-reads",
    "contoso",
];

/// Runs at once. They wait most of the time: for stalled answers, and for the server's `Retry-After`.
const AT_ONCE: usize = 32;

struct Baseline {
    snapshot: Snapshot,
    audit: Audit,
}

#[test]
fn every_fault_at_every_kind_of_read_ends_in_an_honest_report() {
    let started = Instant::now();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let thief = FakeArm::serve(World::named("basic-mode").unwrap()).start_blocking().unwrap();
    let (baselines, whole) = runtime.block_on(plan(thief.url()));
    let cells = chosen(&whole);
    let kinds: BTreeSet<&str> = whole.iter().map(|cell| cell.kind.as_str()).collect();
    let faults: BTreeSet<&str> = whole.iter().map(|cell| cell.case.name).collect();
    let runs = runtime.block_on(async {
        let runs = cells.iter().map(async |cell| {
            let run = tokio::spawn(strike(cell.clone()));
            (cell, run.await.unwrap_or_else(|error| panic!("{cell:?}: {error}")))
        });
        let runs = futures::stream::iter(runs).buffer_unordered(AT_ONCE);
        runs.collect::<Vec<_>>().await
    });
    let collected = started.elapsed();
    let mut judged = Judged::default();
    let mut wrong: Vec<String> = runs
        .iter()
        .flat_map(|(cell, run)| {
            let found = judged.check(&baselines[cell.world], cell, run);
            found.into_iter().map(|what| {
                format!("{} at {} of {}: {what}", cell.case.name, cell.kind, cell.world)
            })
        })
        .collect();
    wrong.sort();
    println!(
        "{} of {} cells: {} faults at {} kinds of read; {} reports judged; {:.1?} to collect, {:.1?} in all",
        cells.len(),
        whole.len(),
        faults.len(),
        kinds.len(),
        judged.reports.len(),
        collected,
        started.elapsed()
    );
    assert_eq!(thief.requests(), [], "something was sent to another host");
    assert!(
        wrong.is_empty(),
        "{} of {} cells are wrong:\n{}",
        wrong.len(),
        cells.len(),
        wrong[..wrong.len().min(60)].join("\n")
    );
    assert_eq!(whole.len(), faults.len() * kinds.len(), "a cell is missing");
    assert!(faults.len() >= 40, "only {} faults", faults.len());
    assert!(kinds.len() >= 28, "only {} kinds of read: {kinds:?}", kinds.len());
}

/// The cells to run: each fault and each kind of read several times, along diagonals. The whole matrix takes minutes in a
/// debug build; `FAULT_MATRIX=all` runs it, `FAULT_MATRIX="stalled body"` the rows of the faults of that name.
fn chosen(whole: &[Cell]) -> Vec<Cell> {
    const EACH: usize = 5;
    match std::env::var("FAULT_MATRIX").as_deref() {
        Ok("all") => return whole.to_vec(),
        Ok(name) => {
            let rows = whole.iter().filter(|cell| cell.case.name.contains(name));
            return rows.cloned().collect();
        }
        Err(_) => {}
    }
    let faults: BTreeSet<&str> = whole.iter().map(|cell| cell.case.name).collect();
    let on_diagonal = |nth: &usize| (nth % faults.len() + nth / faults.len()).is_multiple_of(EACH);
    let picked = (0..whole.len()).filter(on_diagonal);
    picked.map(|nth| whole[nth].clone()).collect()
}

/// The faultless runs, and a cell for each fault at each kind of read that they make.
async fn plan(thief: &str) -> (BTreeMap<&'static str, Baseline>, Vec<Cell>) {
    let mut baselines = BTreeMap::new();
    let mut cells = Vec::new();
    let mut seen = BTreeSet::new();
    for world in WORLDS {
        let (run, requests) = collect(world, None).await;
        let snapshot = run.unwrap_or_else(|error| panic!("{world}: {error}"));
        let mut fresh: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for request in reads_of(&requests) {
            let kind = shape_of(&request.path, &request.query);
            if !seen.contains(&kind) {
                fresh.entry(kind).or_default().push(request.path.clone());
            }
        }
        for (kind, paths) in fresh {
            cells.extend(cases(thief).into_iter().map(|case| Cell {
                world,
                kind: kind.clone(),
                paths: paths.clone(),
                case,
            }));
            seen.insert(kind);
        }
        let audit = judge(&snapshot);
        baselines.insert(world, Baseline { snapshot, audit });
    }
    (baselines, cells)
}

async fn strike(cell: Cell) -> Result<Snapshot, SourceError> {
    let faults = cell.paths.iter().map(|path| {
        let fault = Fault::at(path, cell.case.effect.clone());
        match cell.case.times {
            Some(times) => fault.times(times),
            None => fault,
        }
    });
    let (run, requests): Collected = collect(cell.world, Some(faults.collect())).await;
    assert!(
        requests.iter().all(|request| request.method == "GET"),
        "something else than GET was sent"
    );
    run
}

/// Reports by snapshot: many faults leave the same evidence, and judging is the slow part.
#[derive(Default)]
struct Judged {
    reports: BTreeMap<(&'static str, String), Arc<Audit>>,
}

impl Judged {
    fn check(
        &mut self,
        baseline: &Baseline,
        cell: &Cell,
        run: &Result<Snapshot, SourceError>,
    ) -> Vec<String> {
        let snapshot = match run {
            Ok(snapshot) => snapshot,
            Err(error) => return table::unexpected(cell.case.expect, &cell.kind, error),
        };
        let same = evidence(snapshot) == evidence(&baseline.snapshot);
        let audit = self.audit(cell.world, snapshot);
        let mut wrong: Vec<String> = match cell.case.expect {
            Expect::Recovers if !same => vec![format!(
                "it should have recovered, but {}",
                difference(&baseline.snapshot, snapshot)
            )],
            Expect::Recovers => vec![],
            Expect::Loses | Expect::Gone if same => vec!["the fault had no effect".to_owned()],
            Expect::Loses | Expect::Either => against_the_law(baseline, &audit),
            Expect::Gone => {
                let told = newly_fails(&baseline.audit, &audit);
                let wrong = against_the_law(baseline, &audit).into_iter();
                wrong.filter(|what| !may_be_gone(cell, what, told)).collect()
            }
            Expect::Odd => kept(baseline, &audit),
        };
        if serde_json::to_string(&audit.report).is_err() {
            wrong.push("the report can't be written".to_owned());
        }
        let lost = snapshot.observations.values();
        let lost = lost.filter(|seen| !seen.outcome.is_evidence()).count();
        if lost > audit.report.gaps.len() {
            wrong.push(format!(
                "{lost} reads gave no evidence, {} are told",
                audit.report.gaps.len()
            ));
        }
        if ![0, 1, 3].contains(&audit.exit_code()) {
            wrong.push(format!("exit code {}", audit.exit_code()));
        }
        wrong
    }

    fn audit(&mut self, world: &'static str, snapshot: &Snapshot) -> Arc<Audit> {
        let key = (world, evidence(snapshot));
        let judged = self.reports.entry(key);
        Arc::clone(judged.or_insert_with(|| Arc::new(judge(snapshot))))
    }
}

/// What a snapshot says, without times, ids and words.
fn evidence(snapshot: &Snapshot) -> String {
    let lines = snapshot.observations.values().map(|seen| {
        let body = seen.body.as_ref().map(ToString::to_string);
        let body = body.unwrap_or_default();
        format!("{} {:?} {} {body}\n", seen.key, seen.outcome, seen.api_version)
    });
    lines.collect()
}

/// The first read of which two snapshots tell something else.
fn difference(whole: &Snapshot, other: &Snapshot) -> String {
    let keys = whole.observations.keys().chain(other.observations.keys());
    let of = |snapshot: &Snapshot, key: &String| {
        let seen = snapshot.observations.get(key)?;
        Some((seen.outcome, seen.code.clone(), seen.body.clone()))
    };
    let told = |snapshot: &Snapshot, key: &String| match of(snapshot, key) {
        Some((outcome, code, _)) => format!("{outcome:?} {}", code.unwrap_or_default()),
        None => "nothing".to_owned(),
    };
    let mut keys = keys.filter(|key| of(whole, key) != of(other, key));
    let first = keys.next().map(|key| {
        let (was, is) = (told(whole, key), told(other, key));
        format!("{key} was {was}, is {is}")
    });
    first.unwrap_or_else(|| "only times differ".to_owned())
}

fn against_the_law(baseline: &Baseline, after: &Audit) -> Vec<String> {
    violations(&baseline.audit, after)
}

/// A store that ARM says is gone, and that is believed, isn't judged by itself: what refers to it is, and fails. What hangs
/// on it goes with it, but never accounts and projects, which are listed. Its own faults go with it too, so the grade may
/// get better, but only where the loss is `told` as a fault.
fn may_be_gone(cell: &Cell, what: &str, told: bool) -> bool {
    let of_a_store = !cell.kind.contains("/microsoft.cognitiveservices/");
    let grade = told && what.starts_with("grade ");
    let fails = what.ends_with("became Fail");
    let goes = what.ends_with("vanished") && !what.contains("Microsoft.CognitiveServices");
    of_a_store && (fails || goes || grade)
}

/// True if something fails that didn't fail before.
fn newly_fails(before: &Audit, after: &Audit) -> bool {
    let failed = |audit: &Audit| -> BTreeSet<String> {
        let findings = audit.report.findings.iter();
        let failed = findings.filter(|finding| finding.status == Status::Fail);
        failed.map(|finding| finding.fingerprint.clone()).collect()
    };
    !failed(after).is_subset(&failed(before))
}

/// Bodies that say something else make another estate. What can still be asked: every account and project is there, and no
/// rule that had something to say falls silent.
fn kept(baseline: &Baseline, after: &Audit) -> Vec<String> {
    let of = |audit: &Audit| -> BTreeSet<String> {
        let findings = audit.report.findings.iter();
        findings.map(|finding| finding.rule.to_string()).collect()
    };
    let now = of(after);
    let silent = of(&baseline.audit);
    let silent = silent.iter().filter(|rule| !now.contains(*rule));
    let mut wrong: Vec<String> = silent.map(|rule| format!("{rule} fell silent")).collect();
    let named: BTreeSet<String> =
        after.report.findings.iter().map(|finding| finding.subject.id.to_lowercase()).collect();
    let unread = after.report.findings.iter();
    let unread = unread.filter(|finding| finding.status == Status::Unknown).count();
    let dropped = baseline.audit.report.findings.iter().find(|finding| {
        let id = finding.subject.id.to_lowercase();
        id.contains("/microsoft.cognitiveservices/") && !named.contains(&id) && unread == 0
    });
    wrong.extend(dropped.map(|finding| format!("{} was dropped", finding.subject.id)));
    wrong.truncate(3);
    wrong
}

#[test]
fn the_matrix_would_see_a_dropped_subject_and_a_fault_without_effect() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (run, _) = runtime.block_on(collect("microsoft-standard-sample", None));
    let snapshot = run.unwrap();
    let audit = judge(&snapshot);
    let baseline = Baseline { snapshot, audit };
    let cell = |expect| Cell {
        world: "microsoft-standard-sample",
        kind: "none".to_owned(),
        paths: vec![],
        case: Case { name: "none", effect: Effect::Delay(Duration::ZERO), times: None, expect },
    };
    let mut judged = Judged::default();
    let same = Ok(baseline.snapshot.clone());
    let mut check = |expect, run| judged.check(&baseline, &cell(expect), run).len();
    assert_eq!(check(Expect::Recovers, &same), 0);
    assert_eq!(check(Expect::Loses, &same), 1);
    // A list of projects that is empty, rather than unread, drops them in silence.
    let mut emptied = baseline.snapshot.clone();
    let projects = emptied.observations.iter_mut();
    let (_, projects) = projects.into_iter().find(|(key, _)| key.ends_with("/projects")).unwrap();
    projects.body = Some(serde_json::json!({ "value": [] }));
    projects.outcome = Outcome::Found;
    assert!(check(Expect::Loses, &Ok(emptied)) > 0);
}
