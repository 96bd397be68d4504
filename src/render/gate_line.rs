//! The last line on stderr: what the gate says, in words for somebody who reads a pipeline's log.

use super::terminal::plain;
use crate::audit::{Decision, OnUnknown, Policy, Report, gate};
use crate::model::Severity;

/// One line without a final newline. Where the gate is off, it says what the default gate would have said.
#[must_use]
pub fn gate_line(report: &Report) -> String {
    let said = &report.gate;
    let line = match (said.decision, said.fail_on) {
        (Decision::Pass, None) => advice(report),
        (Decision::Pass, Some(_)) => format!("gate passed: {}", said.reasons.join("; ")),
        (Decision::Fail, _) => format!("gate failed: {}", said.reasons.join("; ")),
        (Decision::Undecided, _) => format!("gate undecided: {}", said.reasons.join("; ")),
    };
    plain(&line).into_owned()
}
