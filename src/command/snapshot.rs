//! `foundry-dr snapshot`: collect everything that any rule may need, and write it to a file.

use super::failure::{Failure, count};
use super::live;
use super::output::{note, write_file};
use crate::cli::{SnapshotArgs, Talk};
use crate::estate;
use crate::exit::Exit;
use crate::kind::ReadPlan;
use crate::snapshot;

pub(super) fn run(args: &SnapshotArgs, talk: Talk) -> Result<Exit, Failure> {
    let collected = live::collect(&args.live, &ReadPlan::full(), talk)?;
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
