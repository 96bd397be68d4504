//! JUnit XML for the test views of pipelines. A suite for each heading of the table, a case for each rule on each subject;
//! the gate is a case too, so that a view of tests can't be green while the gate isn't.

use super::gate_line::gate_line;
use super::place::{self, Names};
use super::ranking::resource;
use super::terminal::plain;
use crate::audit::{Decision, Finding, Report, Status};
use std::fmt::Write as _;
use time::format_description::well_known::Rfc3339;

/// The report as JUnit XML. A failed finding is a failure, missing evidence is an error; what a person has to tell, what
/// doesn't apply and what somebody accepted is skipped, with the reason.
#[must_use]
pub fn render(report: &Report) -> String {
    let names = Names::of(report);
    let mut suites = vec![gate(report)];
    for group in place::groups(report.findings.iter(), report) {
        let name = plain(&group.place.title(&names, &report.source.scope)).into_owned();
        let mut suite = Suite::new(name);
        for finding in &group.findings {
            suite.add(finding, report);
        }
        suites.push(suite);
    }
    let total = suites
        .iter()
        .fold(Counts::default(), |sum, suite| sum.plus(&suite.counts));
    let at = report.generated_at.format(&Rfc3339).unwrap_or_default();
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        xml,
        "<testsuites name=\"foundry-dr\"{}>",
        total.attributes()
    );
    for suite in suites {
        let name = quoted(&suite.name);
        let counts = suite.counts.attributes();
        let _ = writeln!(
            xml,
            "  <testsuite name=\"{name}\"{counts} timestamp=\"{at}\">"
        );
        xml.push_str(&suite.cases);
        xml.push_str("  </testsuite>\n");
    }
    xml.push_str("</testsuites>\n");
    xml
}

#[derive(Clone, Copy, Default)]
struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Counts {
    fn plus(self, other: &Self) -> Self {
        Self {
            tests: self.tests + other.tests,
            failures: self.failures + other.failures,
            errors: self.errors + other.errors,
            skipped: self.skipped + other.skipped,
        }
    }

    fn attributes(&self) -> String {
        format!(
            " tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"0\"",
            self.tests, self.failures, self.errors, self.skipped
        )
    }
}

struct Suite {
    name: String,
    counts: Counts,
    cases: String,
}

/// What a case ends in.
enum Ending {
    Passed,
    Failure { kind: &'static str, message: String },
    Error { kind: &'static str, message: String },
    Skipped { message: String },
}

impl Suite {
    fn new(name: String) -> Self {
        Self {
            name,
            counts: Counts::default(),
            cases: String::new(),
        }
    }

    /// Adds a case: one readable line in Azure DevOps and GitLab, the same from run to run.
    fn add(&mut self, finding: &Finding, report: &Report) {
        let title = report.rules.get(&finding.rule).map(|rule| &rule.title);
        let title = title.map_or("", String::as_str);
        let name = format!("{} {}: {title}", finding.rule, resource(finding));
        self.case(&name, ending(finding), &details(finding));
    }

    fn case(&mut self, name: &str, ending: Ending, details: &str) {
        self.counts.tests += 1;
        let (class, name) = (quoted(&self.name), quoted(name));
        let _ = write!(
            self.cases,
            "    <testcase classname=\"{class}\" name=\"{name}\" time=\"0\""
        );
        let body = lines(details);
        let written = match ending {
            Ending::Passed => writeln!(self.cases, "/>"),
            Ending::Failure { kind, message } => {
                self.counts.failures += 1;
                let message = quoted(&message);
                writeln!(
                    self.cases,
                    ">\n      <failure type=\"{kind}\" message=\"{message}\">{body}</failure>\n    </testcase>"
                )
            }
            Ending::Error { kind, message } => {
                self.counts.errors += 1;
                let message = quoted(&message);
                writeln!(
                    self.cases,
                    ">\n      <error type=\"{kind}\" message=\"{message}\">{body}</error>\n    </testcase>"
                )
            }
            Ending::Skipped { message } => {
                self.counts.skipped += 1;
                let message = quoted(&message);
                writeln!(
                    self.cases,
                    ">\n      <skipped message=\"{message}\"/>\n    </testcase>"
                )
            }
        };
        // Writing to a string can't fail.
        debug_assert!(written.is_ok());
    }
}

fn gate(report: &Report) -> Suite {
    let message = gate_line(report);
    let mut suite = Suite::new("gate".to_owned());
    let ending = match report.gate.decision {
        Decision::Pass => Ending::Passed,
        Decision::Fail => Ending::Failure {
            kind: "gate",
            message,
        },
        Decision::Undecided => Ending::Error {
            kind: "gate",
            message,
        },
    };
    suite.case("gate", ending, &report.gate.reasons.join("\n"));
    suite
}

fn ending(finding: &Finding) -> Ending {
    let kind = finding.severity.word();
    let message = finding.message.clone();
    match finding.status {
        Status::Fail => Ending::Failure { kind, message },
        Status::Unknown => Ending::Error { kind, message },
        Status::Manual => Ending::Skipped {
            message: format!("to sign: {message}"),
        },
        Status::NotApplicable => Ending::Skipped {
            message: format!("not applicable: {message}"),
        },
        Status::Waived => Ending::Skipped {
            message: finding.waiver.as_ref().map_or(message, |waiver| {
                format!(
                    "waived by {} until {}: {}",
                    waiver.owner, waiver.expires, waiver.reason
                )
            }),
        },
        Status::Attested | Status::Pass => Ending::Passed,
    }
}

/// What stands under a failure: where it is, what to do, where to read more.
fn details(finding: &Finding) -> String {
    if !finding.status.is_open() {
        return String::new();
    }
    let mut text = format!("{}\n{}", finding.message, finding.subject.id);
    if let Some(remedy) = &finding.remediation {
        let _ = write!(text, "\nfix: {}", remedy.summary);
        if let Some(command) = &remedy.azcli {
            let _ = write!(text, "\n{command}");
        }
    }
    let _ = write!(text, "\nmore: foundry-dr rules explain {}", finding.rule);
    text
}

/// A text as the value of an attribute: one line.
fn quoted(text: &str) -> String {
    escaped(&plain(text))
}

/// A text as content: several lines, each without what a terminal obeys. Further lines start with a bar: what stands at the
/// start of a line in a log may be a command to the service that runs the pipeline.
fn lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| escaped(&plain(line))).collect();
    lines.join("\n| ")
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            // No XML 1.0 document can hold them.
            '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            _ => safe.push(c),
        }
    }
    safe
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
            "<testsuites name=\"foundry-dr\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{skipped}\"",
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
        assert!(render(&report).contains("<error type=\"gate\""));
    }

    #[test]
    fn nothing_ends_its_element() {
        assert_eq!(
            quoted("</testcase>\u{1b}[2J\n\"'&\u{ffff}"),
            "&lt;/testcase&gt;\u{fffd}[2J &quot;&apos;&amp;\u{fffd}"
        );
    }
}
