//! `foundry-dr render`: a saved report in other formats. It judges nothing, so the exit code says only whether it could be
//! written; the gate's line is the one of the audit.

use super::destination;
use super::failure::Failure;
use super::formats;
use super::output::{complain, note};
use crate::audit::Report;
use crate::cli::{RenderArgs, Verbosity};
use crate::exit::Exit;
use crate::render;
use std::io::Read;
use std::path::Path;

pub(super) fn run(args: &RenderArgs, verbosity: Verbosity) -> Result<Exit, Failure> {
    let outputs = destination::check(&args.output, std::slice::from_ref(&args.report))?;
    let report = parse(&args.report, &bytes(&args.report)?)?;
    let failed = formats::write_all(&outputs, &report, args.min_severity, verbosity);
    for failure in &failed {
        complain(failure);
    }
    note(&format!("as audited: {}", render::gate_line(&report)));
    Ok(if failed.is_empty() { Exit::Passed } else { Exit::CouldNotRun })
}

/// The bytes of a file, or of standard input.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let read = || {
        if path == Path::new("-") {
            let mut bytes = Vec::new();
            std::io::stdin().lock().read_to_end(&mut bytes)?;
            return Ok(bytes);
        }
        std::fs::read(path)
    };
    read().map_err(|error: std::io::Error| {
        Failure::new(format!("failed to read {}: {error}", path.display()))
            .hint("check the path and your rights to it")
    })
}

/// The report that the bytes of a file are.
pub(super) fn parse(path: &Path, bytes: &[u8]) -> Result<Report, Failure> {
    Report::from_json(bytes).map_err(|error| {
        Failure::new(format!("failed to read {}: {error}", path.display())).hint(error.hint())
    })
}
