//! `foundry-dr snapshot`: collect everything that any rule may need, and write it to a file.

use super::clock::{self, age};
use super::failure::Failure;
use super::live::{self, Extent};
use super::output::{note, write_file};
use crate::catalogue::ReadPlan;
use crate::cli::{SnapshotArgs, Verbosity};
use crate::estate;
use crate::exit::Exit;
use crate::snapshot::{self, Snapshot};
use crate::source;
use crate::text::count;
use std::collections::BTreeMap;
use std::path::Path;
use time::OffsetDateTime;

pub(super) fn run(args: &SnapshotArgs, verbosity: Verbosity) -> Result<Exit, Failure> {
    let plan = ReadPlan::full();
    let (collected, kept) = match &args.resume.resume {
        None => (live::collect(&args.live, Extent::Whole, &plan, verbosity)?, None),
        Some(file) => {
            let earlier = earlier(file, verbosity)?;
            let kept = times(&earlier);
            let rest = Extent::Rest(Box::new(earlier));
            (live::collect(&args.live, rest, &plan, verbosity)?, Some(kept))
        }
    };
    write_file(&args.out, |out| snapshot::write(&collected.snapshot, out))?;
    let reads = collected.snapshot.observations.len();
    let gaps = estate::build(&collected.snapshot).gaps.len();
    let now = kept.map(|kept| read_now(&collected.snapshot, &kept));
    let now = now.map(|now| format!(", {now} of them now"));
    let what = format!(
        "{} written to {}{}",
        count(reads, "read"),
        args.out.display(),
        now.unwrap_or_default()
    );
    let next = format!("audit it with `foundry-dr audit -i {}`", args.out.display());
    match (collected.cut_short, gaps) {
        (None, 0) => {
            note(&format!("{what}, complete; {next}"));
            Ok(Exit::Passed)
        }
        (cut_short, gaps) => {
            let why = cut_short.map(|why| format!("; {why}")).unwrap_or_default();
            note(&format!(
                "{what}, {} without an answer{why}; {next} to see what that leaves open",
                count(gaps, "read")
            ));
            Ok(Exit::Undecided)
        }
    }
}

/// When each complete answer was read.
fn times(earlier: &Snapshot) -> BTreeMap<String, OffsetDateTime> {
    let complete = earlier.observations.values();
    let complete = complete.filter(|seen| seen.is_complete());
    complete.map(|seen| (seen.key.clone(), seen.read_at)).collect()
}

/// How many answers aren't those of the earlier run.
fn read_now(snapshot: &Snapshot, kept: &BTreeMap<String, OffsetDateTime>) -> usize {
    let keys = snapshot.observations.keys();
    keys.filter(|key| !kept.contains_key(*key)).count()
}

/// The snapshot to go on from. What is kept keeps the time at which it was read; its age and what is read again are told.
fn earlier(file: &Path, verbosity: Verbosity) -> Result<Snapshot, Failure> {
    let snapshot = source::open(&[file.to_owned()], clock::latest()?)?.snapshot;
    if snapshot.header.scope.is_empty() {
        let title = format!("{} names no subscription", file.display());
        return Err(Failure::new(title).hint("resume a file that `foundry-dr snapshot` wrote"));
    }
    if !verbosity.quiet {
        let kept = times(&snapshot);
        let again = match snapshot.observations.len() - kept.len() {
            0 => "nothing is missing".to_owned(),
            1 => "1 is read again, and what follows from it".to_owned(),
            many => format!("{many} are read again, and what follows from them"),
        };
        note(&format!(
            "{} of {} kept{}; {again}",
            count(kept.len(), "read"),
            file.display(),
            ages(&kept, clock::now()?),
        ));
    }
    Ok(snapshot)
}

/// How old the kept answers are: one age, or the oldest and the newest.
fn ages(kept: &BTreeMap<String, OffsetDateTime>, now: OffsetDateTime) -> String {
    let (Some(oldest), Some(newest)) = (kept.values().min(), kept.values().max()) else {
        return String::new();
    };
    let (oldest, newest) = (age(now - *oldest), age(now - *newest));
    if oldest == newest {
        format!(", {oldest} old")
    } else {
        format!(", the oldest {oldest} old, the newest {newest}")
    }
}
