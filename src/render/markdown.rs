//! Markdown for a comment on a pull request or the summary of a job: the verdict, then what is open, worst first, then what
//! couldn't be read. Its size is capped, since GitHub refuses longer comments; what is cut is said.

use super::gate_line::gate_line;
use super::ranking::{resource, worst_first};
use super::terminal::plain;
use crate::audit::request;
use crate::audit::{Finding, Report, Status, by_severity};
use crate::model::Severity;
use crate::text::count;
use std::fmt::Write as _;

/// GitHub takes comments of up to 65,536 characters. Bytes are counted here, which are never fewer.
pub const LIMIT: usize = 60_000;

/// What the parts after the table of findings may take.
const TAIL: usize = 8_000;

/// The longest cell, in characters: one text can't push out all others.
const CELL: usize = 600;

/// The report as Markdown, at most [`LIMIT`] bytes.
#[must_use]
pub fn render(report: &Report) -> String {
    let mut text = head(report);
    open(&mut text, report);
    gaps(&mut text, report);
    foot(&mut text, report);
    text
}

fn head(report: &Report) -> String {
    let score = &report.score;
    let value = match score.value {
        Some(value) => format!("score {value} of 100"),
        None => "no score".to_owned(),
    };
    let mut text = format!(
        "## foundry-dr: grade {:?}, {value}, coverage {} %\n\n**{}**\n\n",
        score.grade,
        score.coverage,
        cell(&gate_line(report))
    );
    text.push_str("| | failed | undecided | to sign |\n|---|--:|--:|--:|\n");
    for severity in Severity::ALL {
        let open = report.summary.open_by_severity.get(&severity);
        let open = open.copied().unwrap_or_default();
        let _ =
            writeln!(text, "| {severity} | {} | {} | {} |", open.fail, open.unknown, open.manual);
    }
    let by = &report.summary.by_status;
    let _ = writeln!(
        text,
        "\n{} passed, {} waived, {} attested, {} not applicable.",
        by.pass, by.waived, by.attested, by.not_applicable
    );
    text
}

/// The open findings, as many as fit.
fn open(text: &mut String, report: &Report) {
    let open = worst_first(report.findings.iter().filter(|f| f.status.is_open()));
    if open.is_empty() {
        text.push_str("\nNothing is open.\n");
        return;
    }
    text.push_str("\n### Open findings\n\n| | rule | resource | finding | what to do |\n|---|---|---|---|---|\n");
    let mut written = 0;
    for finding in &open {
        let row = row(finding);
        if text.len() + row.len() > LIMIT - TAIL {
            break;
        }
        text.push_str(&row);
        written += 1;
    }
    let cut = &open[written..];
    if !cut.is_empty() {
        let _ = writeln!(
            text,
            "\n**{} of {} open findings are not shown here: {}.** The other formats have them.",
            cut.len(),
            open.len(),
            by_severity(cut).collect::<Vec<_>>().join(", ")
        );
    }
}

fn row(finding: &Finding) -> String {
    let label = match finding.status {
        Status::Fail => finding.severity.as_str().to_owned(),
        Status::Unknown => format!("undecided ({})", finding.severity),
        Status::Manual => format!("to sign ({})", finding.severity),
        Status::Waived | Status::Attested | Status::Pass | Status::NotApplicable => {
            finding.status.as_str().to_owned()
        }
    };
    let remedy = finding.remediation.as_ref();
    let remedy = remedy.map_or("", |remedy| &remedy.summary);
    format!(
        "| {label} | {} | {} | {} | {} |\n",
        cell(&finding.rule),
        cell(&resource(finding)),
        cell(&finding.message),
        cell(remedy)
    )
}

fn gaps(text: &mut String, report: &Report) {
    if report.gaps.is_empty() {
        return;
    }
    let _ = writeln!(
        text,
        "\n### Evidence gaps: {} gave no answer\n",
        count(report.gaps.len(), "read")
    );
    let end = text.len() + TAIL / 2;
    for (nth, gap) in report.gaps.iter().enumerate() {
        let what = request::describe(&gap.request, &report.source.scope);
        let needs = gap
            .permission
            .as_ref()
            .map(|permission| format!("; needs {}", cell(permission)))
            .unwrap_or_default();
        let line = format!("- {}: {}{needs}\n", cell(&what), cell(&gap.why));
        if text.len() + line.len() > end {
            let _ = writeln!(text, "- and {} more", report.gaps.len() - nth);
            break;
        }
        text.push_str(&line);
    }
}

fn foot(text: &mut String, report: &Report) {
    let day = report.generated_at.date();
    let _ = writeln!(
        text,
        "\n{} {}, {day}. `foundry-dr explain RULE RESOURCE …` says why it matters, with commands to copy.",
        cell(&report.tool.name),
        cell(&report.tool.version)
    );
}

/// A text in a cell: nothing in it is markup, a link, a mention or the end of the cell, and it isn't endless.
pub(super) fn cell(text: &str) -> String {
    let text = plain(text);
    let mut safe = String::with_capacity(text.len() + 16);
    for (nth, c) in text.trim().chars().enumerate() {
        if nth == CELL {
            safe.push('…');
            break;
        }
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            // Forges look for mentions, issues and addresses in what is shown. An empty comment breaks the word up.
            '@' | '#' => {
                safe.push('\\');
                safe.push(c);
                safe.push_str("<!-- -->");
            }
            ':' => safe.push_str(":<!-- -->"),
            '.' if ends_with_www(&safe) => safe.push_str("<!-- -->."),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '|' | '~' | '!' | '$'
            | '^' => {
                safe.push('\\');
                safe.push(c);
            }
            _ => safe.push(c),
        }
    }
    // A colon that starts no address needs nothing.
    safe.replace(":<!-- --> ", ": ")
}

fn ends_with_www(text: &str) -> bool {
    text.get(text.len().saturating_sub(3)..).is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Policy, sample::Sample};

    #[test]
    fn a_cell_is_a_cell_whatever_is_in_it() {
        let nasty = "a|b\n<script>`x` [l](https://evil.example) @team #1 **b** www.evil \u{202e}";
        assert_eq!(
            cell(nasty),
            "a\\|b &lt;script&gt;\\`x\\` \\[l\\]\\(https:<!-- -->//evil.example\\) \\@<!-- -->team \\#<!-- -->1 \\*\\*b\\*\\* www<!-- -->.evil \u{fffd}"
        );
        assert_eq!(cell("undecided: no lock"), "undecided: no lock");
        assert!(cell(&"x".repeat(10_000)).len() < 700);
    }

    #[test]
    fn too_many_findings_are_cut_worst_first_and_counted() {
        let audit = Sample::new().audit(&Policy::default()).expect("a report");
        let mut report = audit.report;
        let worst = report
            .findings
            .iter()
            .find(|f| f.status == Status::Fail && f.severity == Severity::Critical);
        let mut worst = worst.expect("a critical fault").clone();
        std::sync::Arc::make_mut(&mut worst.subject).name = "the-worst-of-all".into();
        let minor = crate::audit::sample_finding(Severity::Low, Status::Fail);
        report.findings = vec![minor; 5_000];
        report.findings.push(worst);
        let text = render(&report);
        assert!(text.len() <= LIMIT, "{}", text.len());
        assert!(text.contains("the-worst-of-all"));
        assert!(text.contains(" of 5001 open findings are not shown here: "));
    }
}
