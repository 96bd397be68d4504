//! `foundry-dr diff`: what changed between two reports. A snapshot is judged first, by the rules of this version, at the time
//! it was taken.

use super::audit::input;
use super::clock;
use super::failure::Failure;
use super::input::library;
use super::output::{note, print};
use super::render::{bytes, parse};
use crate::audit::{self, Decision, Policy, Report, SourceInfo};
use crate::cli::{DiffArgs, ListFormat};
use crate::estate;
use crate::exit::Exit;
use crate::render::{Harmless, diff};
use crate::rule::Library;
use crate::snapshot::SourceKind;
use crate::source;
use crate::text::Decoded;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

pub(super) fn run(args: &DiffArgs) -> Result<Exit, Failure> {
    if args.old == Path::new("-") && args.new == Path::new("-") {
        return Err(Failure::new("both reports are standard input (`-`)")
            .hint("standard input can be read once: name a file for one of them"));
    }
    let (old, new) = (load(&args.old)?, load(&args.new)?);
    let changes = audit::diff(&old, &new);
    print(&match args.output {
        ListFormat::Text => Harmless::from(&*diff::text(&changes)),
        ListFormat::Json => Harmless::json(&changes),
        ListFormat::Markdown => Harmless::from(&*diff::markdown(&changes)),
    })?;
    let Some(threshold) = args.fail_on_new else {
        return Ok(Exit::Passed);
    };
    let (decision, why) = changes.decide(threshold);
    let (verb, exit) = match decision {
        Decision::Pass => ("passed", Exit::Passed),
        Decision::Fail => ("failed", Exit::Failed),
        Decision::Undecided => ("undecided", Exit::Undecided),
    };
    note(&format!("gate {verb}: {why}"));
    Ok(exit)
}

fn load(path: &Path) -> Result<Report, Failure> {
    let bytes = bytes(path)?;
    if is_snapshot(&bytes) {
        return judge(path, &bytes, &library(&[])?);
    }
    parse(path, &bytes)
}

/// A snapshot's first line is its header; a report isn't one line of JSON with that schema.
fn is_snapshot(bytes: &[u8]) -> bool {
    let mut first = String::new();
    // What isn't text is no snapshot either.
    if BufReader::new(Decoded::new(bytes)).read_line(&mut first).is_err() {
        return false;
    }
    let header: serde_json::Value = serde_json::from_str(&first).unwrap_or_default();
    header["schema"].as_str().is_some_and(|schema| schema.starts_with("foundry-dr/snapshot/"))
}

fn judge(path: &Path, bytes: &[u8], library: &Library) -> Result<Report, Failure> {
    let name = path.display().to_string();
    let (mut snapshot, info) = source::read(&name, bytes)?;
    let now = snapshot.header.taken_at.min(clock::now()?);
    snapshot.distrust_future(clock::latest()?);
    let source = SourceInfo { kind: SourceKind::Snapshot, inputs: vec![input(info)] };
    let estate = estate::build(&snapshot);
    Ok(audit::audit(&estate, library, &Policy::default(), source, now)?.report)
}
