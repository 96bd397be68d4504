//! The last line on stderr: what the gate says, in words for somebody who reads a pipeline's log.

use super::terminal::plain;
use crate::audit::{Decision, Report, default_gate};

/// One line without a final newline. Where findings don't move the gate, it says what the default gate would have said.
#[must_use]
pub fn gate_line(report: &Report) -> String {
    let said = &report.gate;
    let (verb, reasons) = match (said.decision, said.fail_on) {
        (Decision::Pass, None) => {
            let advice = default_gate(report);
            let verb = match advice.decision {
                Decision::Pass => "would have passed",
                Decision::Fail => "would have failed",
                Decision::Undecided => "would have been undecided",
            };
            (verb, advice.reasons)
        }
        (Decision::Pass, Some(_)) => ("passed", said.reasons.clone()),
        (Decision::Fail, _) => ("failed", said.reasons.clone()),
        (Decision::Undecided, _) => ("undecided", said.reasons.clone()),
    };
    plain(&format!("gate {verb}: {}", reasons.join("; "))).into_owned()
}

#[cfg(test)]
mod tests {
    use super::gate_line;
    use crate::audit::Policy;
    use crate::audit::sample::Sample;

    fn line(policy: &Policy) -> String {
        let audit = Sample::new().audit(policy).expect("a report");
        gate_line(&audit.report)
    }

    #[test]
    fn the_line_says_what_and_why() {
        assert_eq!(
            line(&Policy::default()),
            "gate failed: 3 critical findings open (fail-on critical); 1 critical check undecided; \
             2 critical checks undecided on resources that couldn't be listed"
        );
    }

    #[test]
    fn without_a_gate_the_line_is_advice() {
        let line = line(&Policy { fail_on: None, ..Policy::default() });
        assert!(line.starts_with("gate would have failed: 3 critical findings open"), "{line}");
    }

    #[test]
    fn names_in_reasons_are_made_safe() {
        let mut sample = Sample::new();
        sample.estate.scope[0].read = false;
        sample.estate.scope[0].name = Some("x\n\u{1b}[2Jgate passed".into());
        let audit = sample.audit(&Policy::default()).expect("a report");
        let line = gate_line(&audit.report);
        assert!(!line.contains(['\n', '\u{1b}']), "{line:?}");
    }
}
