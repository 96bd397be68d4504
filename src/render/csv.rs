//! Every finding as a line of CSV (RFC 4180), for spreadsheets: UTF-8 with a byte order mark, so that Excel takes it for what
//! it is, and no cell that a spreadsheet would run as a formula.

use super::terminal::plain;
use crate::audit::{Finding, Report};

/// Columns, in order. New ones are added at the end.
const COLUMNS: [&str; 18] = [
    "status",
    "severity",
    "rule",
    "title",
    "pillar",
    "kind",
    "resource",
    "part",
    "message",
    "remedy",
    "subscription",
    "resource_group",
    "region",
    "resource_id",
    "waived_by",
    "waived_until",
    "waiver_reason",
    "fingerprint",
];

/// The report's findings as CSV; passes included, in the report's order.
#[must_use]
pub fn render(report: &Report) -> String {
    let mut text = String::from('\u{feff}');
    line(&mut text, COLUMNS.into_iter());
    for finding in &report.findings {
        let cells = cells(finding, report);
        line(&mut text, cells.iter().map(String::as_str));
    }
    text
}

fn cells(finding: &Finding, report: &Report) -> [String; COLUMNS.len()] {
    let subject = &finding.subject;
    let rule = report.rules.get(&finding.rule);
    let waiver = finding.waiver.as_ref();
    let or_empty = |text: Option<&String>| text.cloned().unwrap_or_default();
    [
        finding.status.as_str().to_owned(),
        finding.severity.as_str().to_owned(),
        finding.rule.clone(),
        or_empty(rule.map(|rule| &rule.title)),
        or_empty(rule.map(|rule| &rule.pillar)),
        subject.kind.as_str().to_owned(),
        subject.name.clone(),
        or_empty(finding.part.as_ref()),
        finding.message.clone(),
        or_empty(finding.remediation.as_ref().map(|remedy| &remedy.summary)),
        or_empty(subject.subscription.as_ref()),
        or_empty(subject.resource_group.as_ref()),
        or_empty(subject.region.as_ref()),
        subject.id.clone(),
        or_empty(waiver.map(|waiver| &waiver.owner)),
        waiver.map(|waiver| waiver.expires.to_string()).unwrap_or_default(),
        or_empty(waiver.map(|waiver| &waiver.reason)),
        finding.fingerprint.clone(),
    ]
}

fn line<'a>(text: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (nth, cell) in cells.enumerate() {
        if nth > 0 {
            text.push(',');
        }
        text.push('"');
        text.push_str(&harmless(cell).replace('"', "\"\""));
        text.push('"');
    }
    text.push_str("\r\n");
}

/// One line that no spreadsheet takes for a formula. Excel trims blanks and knows full-width forms of the signs too.
fn harmless(cell: &str) -> String {
    let cell = plain(cell);
    let first = cell.trim_start().chars().next();
    let formula = matches!(first, Some('=' | '+' | '-' | '@' | '|' | '＝' | '＋' | '－' | '＠'));
    if formula { format!("'{cell}") } else { cell.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        let mut text = String::new();
        line(
            &mut text,
            ["=cmd()|'/c calc'!A0", "a \"b\", c", " +1", "two\r\nlines", "－1", "ok"].into_iter(),
        );
        assert_eq!(
            text,
            "\"'=cmd()|'/c calc'!A0\",\"a \"\"b\"\", c\",\"' +1\",\"two lines\",\"'－1\",\"ok\"\r\n"
        );
    }
}
