//! `foundry-dr snapshot`: collect everything that any rule may need, and write it to a file.

use super::clock::{self, age};
use super::failure::{Failure, count};
use super::live;
use super::output::{note, write_file};
use crate::cli::{SnapshotArgs, Talk};
use crate::estate;
use crate::exit::Exit;
use crate::kind::ReadPlan;
use crate::snapshot::{self, Snapshot};
use crate::source;
use crate::source::arm::Wanted;
use std::path::Path;

pub(super) fn run(args: &SnapshotArgs, talk: Talk) -> Result<Exit, Failure> {
    let plan = ReadPlan::full();
    let collected = match &args.resume.resume {
        None => live::collect(&args.live, &plan, talk)?,
        Some(file) => {
            let earlier = earlier(file, talk)?;
            let wanted = Wanted::Resumed(Box::new(earlier));
            live::collect_from(&args.live, &wanted, &plan, talk)?
        }
    };
    write_file(&args.out, |out| snapshot::write(&collected.snapshot, out))?;
    let reads = collected.snapshot.observations.len();
    let gaps = estate::build(&collected.snapshot).gaps.len();
    let what = format!("{} written to {}", count(reads, "read"), args.out.display());
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

/// The snapshot to go on from. What is kept keeps the time at which it was read, and its age is told.
fn earlier(file: &Path, talk: Talk) -> Result<Snapshot, Failure> {
    let opened = source::open(&[file.to_owned()]).map_err(|error| live::of_source(&error))?;
    let snapshot = opened.snapshot;
    if snapshot.header.scope.is_empty() {
        let title = format!("{} names no subscription", file.display());
        return Err(Failure::new(title).hint("resume a file that `foundry-dr snapshot` wrote"));
    }
    let kept = snapshot.observations.values();
    let kept: Vec<_> = kept.filter(|seen| seen.outcome.is_evidence()).collect();
    if !talk.quiet {
        let oldest = kept.iter().map(|seen| seen.read_at).min();
        let age = match oldest {
            None => String::new(),
            Some(at) => format!(", the oldest {} old", age(clock::now()? - at)),
        };
        note(&format!(
            "{} of {} kept{age}; the rest is read now",
            count(kept.len(), "read"),
            file.display()
        ));
    }
    Ok(snapshot)
}
