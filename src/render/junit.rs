//! JUnit XML for the test views of pipelines. A suite for each heading of the table, a case for each rule on each subject;
//! the gate is a case too, so that a view of tests can't be green while the gate isn't.

use super::gate_line::gate_line;
use super::place::{self, AccountNames};
use super::ranking::resource;
use super::terminal::plain;
use crate::audit::{Decision, Finding, Report, Status};
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use std::fmt::Write as _;
use std::time::Duration;

/// The report as JUnit XML. A failed finding is a failure, missing evidence is an error; what a person has to tell, what
/// doesn't apply and what somebody accepted is skipped, with the reason.
///
/// # Panics
/// Never: writing to memory can't fail.
#[must_use]
pub fn render(report: &Report) -> String {
    let names = AccountNames::of(report);
    let mut suites = quick_junit::Report::new("foundry-dr");
    suites.set_time(Duration::ZERO);
    suites.add_test_suite(suite("gate", report, [("gate".to_owned(), gate(report))]));
    for group in place::groups(report.findings.iter(), report) {
        let name = line(&group.place.title(&names, &report.source.scope));
        let cases = group.findings.iter();
        let cases = cases.map(|finding| (name_of(finding, report), ending(finding)));
        suites.add_test_suite(suite(&name, report, cases));
    }
    suites.to_string().expect("internal: writing to memory can't fail")
}

/// A suite with its cases. Nothing here takes time: what is shown is when the audit was made.
fn suite(
    name: &str,
    report: &Report,
    cases: impl IntoIterator<Item = (String, TestCaseStatus)>,
) -> TestSuite {
    let mut suite = TestSuite::new(name);
    let at = report.generated_at;
    if let Some(at) = chrono::DateTime::from_timestamp(at.unix_timestamp(), at.nanosecond()) {
        suite.set_timestamp(at);
    }
    suite.set_time(Duration::ZERO);
    for (title, status) in cases {
        let mut case = TestCase::new(line(&title), status);
        case.set_classname(name).set_time(Duration::ZERO);
        suite.add_test_case(case);
    }
    suite
}

/// A case's name: one readable line in Azure DevOps and GitLab, the same from run to run.
fn name_of(finding: &Finding, report: &Report) -> String {
    let title = report.rules.get(&finding.rule).map(|rule| &rule.title);
    let title = title.map_or("", String::as_str);
    format!("{} {}: {title}", finding.rule, resource(finding))
}

fn gate(report: &Report) -> TestCaseStatus {
    let open = |kind| open(kind, "gate", &gate_line(report), &report.gate.reasons.join("\n"));
    match report.gate.decision {
        Decision::Pass => TestCaseStatus::success(),
        Decision::Fail => open(NonSuccessKind::Failure),
        Decision::Undecided => open(NonSuccessKind::Error),
    }
}

/// What a case ends in.
fn ending(finding: &Finding) -> TestCaseStatus {
    let message = &finding.message;
    let open = |kind| open(kind, finding.severity.as_str(), message, &details(finding));
    match finding.status {
        Status::Fail => open(NonSuccessKind::Failure),
        Status::Unknown => open(NonSuccessKind::Error),
        Status::Manual => skipped(&format!("to sign: {message}")),
        Status::NotApplicable => skipped(&format!("not applicable: {message}")),
        Status::Waived => match &finding.waiver {
            Some(waiver) => skipped(&format!(
                "waived by {} until {}: {}",
                waiver.owner, waiver.expires, waiver.reason
            )),
            None => skipped(message),
        },
        Status::Attested | Status::Pass => TestCaseStatus::success(),
    }
}

fn open(kind: NonSuccessKind, ty: &str, message: &str, details: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(ty).set_message(line(message));
    status.set_description(lines(details));
    status
}

fn skipped(message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(line(message));
    status
}

/// What stands under a failure: where it is, what to do, where to read more.
fn details(finding: &Finding) -> String {
    let mut text = format!("{}\n{}", finding.message, finding.subject.id);
    if let Some(remedy) = &finding.remediation {
        let _ = write!(text, "\nfix: {}", remedy.summary);
        if let Some(command) = &remedy.azcli {
            let _ = write!(text, "\n{command}");
        }
    }
    let _ = write!(text, "\nmore: foundry-dr explain {}", finding.rule);
    text
}

/// A text on one line, without what a terminal obeys and what no XML 1.0 document can hold. The markup is the crate's to
/// escape.
fn line(text: &str) -> String {
    plain(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

/// A text of several lines, each without what a terminal obeys. Further lines start with a bar: what stands at the start of
/// a line in a log may be a command to the service that runs the pipeline.
fn lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(line).collect();
    lines.join("\n| ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Policy;
    use crate::audit::sample::Sample;

    fn sample() -> Report {
        let audit = Sample::new().audit(&Policy::default()).expect("a report");
        audit.report
    }

    #[test]
    fn the_counts_are_those_of_the_report() {
        let report = sample();
        let xml = render(&report);
        let by = report.summary.by_status;
        let skipped = by.manual + by.not_applicable + by.waived;
        let head = format!(
            "<testsuites name=\"foundry-dr\" tests=\"{}\" skipped=\"{skipped}\" failures=\"{}\" errors=\"{}\"",
            report.findings.len() + 1,
            by.fail + 1,
            by.unknown
        );
        assert!(xml.contains(&head), "{head}\n{xml}");
        assert_eq!(xml.matches("<error ").count(), by.unknown);
        assert_eq!(xml.matches("<skipped ").count(), skipped);
    }

    #[test]
    fn an_undecided_gate_is_an_error_even_if_no_case_is() {
        let mut report = sample();
        report.findings.clear();
        report.gate.decision = Decision::Undecided;
        let xml = render(&report);
        assert!(xml.contains("<error message=\"gate undecided"), "{xml}");
        assert!(xml.contains("errors=\"1\""), "{xml}");
    }

    #[test]
    fn nothing_ends_its_element() {
        let mut report = sample();
        let nasty = "</testcase>\u{1b}[2J\n\"'&\u{ffff}";
        report.findings.truncate(1);
        report.findings[0].status = Status::Fail;
        report.findings[0].message = nasty.to_owned();
        let xml = render(&report);
        let safe = "&lt;/testcase&gt;\u{fffd}[2J &quot;&apos;&amp;\u{fffd}";
        assert!(xml.contains(&format!("message=\"{safe}\"")), "{xml}");
        let text = "&lt;/testcase&gt;\u{fffd}[2J\n| &quot;&apos;&amp;\u{fffd}\n| ";
        assert!(xml.contains(text), "{xml}");
    }
}
