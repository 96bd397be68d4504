//! The frame of the page: what was audited and how it stands, what couldn't be read, and the numbers at the end.

use super::options::TableOptions;
use super::page::{Look, TextPage};
use crate::audit::request;
use crate::audit::{GapRecord, Grade, Report, Score};
use crate::model::Severity;
use crate::render::plain;
use crate::snapshot::{ScopeEntry, SourceKind};
use crate::text::{count, first};
use std::collections::BTreeMap;

/// How many reads of one sort are listed without `-v`.
const LISTED: usize = 5;

/// The verdict, and what it is about.
pub(super) fn head(page: &mut TextPage, report: &Report) {
    page.boxes(&[
        (format!("Grade {:?}", report.score.grade), look(report.score.grade)),
        (describe_score(&report.score), Look::Strong),
        (format!("Coverage {} %", report.score.coverage), Look::Strong),
    ]);
    for note in notes(report) {
        page.paragraph(0, &note, Look::Warning);
    }
    page.paragraph(0, &audited(report), Look::Normal);
    page.paragraph(0, &origin(report), Look::Faint);
}

fn look(grade: Grade) -> Look {
    match grade {
        Grade::A | Grade::B => Look::Good,
        Grade::C | Grade::D => Look::Warning,
        Grade::F => Look::Bad,
    }
}

fn describe_score(score: &Score) -> String {
    match score.value {
        Some(value) => format!("Score {value} of 100"),
        None => "No score".to_owned(),
    }
}

/// What the reader would otherwise wonder about.
pub(in crate::render) fn notes(report: &Report) -> Vec<String> {
    let score = &report.score;
    let unread = report.source.scope.iter().any(|entry| !(entry.seen && entry.read));
    let hidden = report.findings.iter().any(|f| f.subject.is_placeholder());
    let critical = report
        .summary
        .open_by_severity
        .get(&Severity::Critical)
        .is_some_and(|open| open.fail + open.unknown > 0);
    let note = match score.value {
        None if unread || hidden => {
            "Not everything could be listed, so nobody knows how much there is to check."
        }
        None if report.estate.accounts.is_empty() => {
            "No Foundry account was found: there is nothing to score."
        }
        None => "Nothing was scored: no check with a weight applies.",
        Some(70..) if critical => {
            "The grade can't be better than D while a critical check is failed or undecided."
        }
        Some(_) => "",
    };
    let of = |wanted: fn(&ScopeEntry) -> bool, text: &str| {
        let names: Vec<&str> =
            report.source.scope.iter().filter(|e| wanted(e)).map(label).collect();
        (!names.is_empty()).then(|| plain(&format!("{text}: {}", names.join(", "))).into_owned())
    };
    Some(note.to_owned())
        .filter(|note| !note.is_empty())
        .into_iter()
        .chain(of(|entry| !entry.seen, "Not seen"))
        .chain(of(|entry| entry.seen && !entry.read, "Accounts not listed in full"))
        .chain(not_enabled(report))
        .collect()
}

/// `Not enabled: Contoso Dev (Disabled)`.
fn not_enabled(report: &Report) -> Option<String> {
    let of = |entry: &ScopeEntry| Some(format!("{} ({})", label(entry), entry.state.as_ref()?));
    let names: Vec<String> = report.source.scope.iter().filter_map(of).collect();
    (!names.is_empty()).then(|| plain(&format!("Not enabled: {}", names.join(", "))).into_owned())
}

fn label(entry: &ScopeEntry) -> &str {
    entry.name.as_deref().unwrap_or(&entry.subscription)
}

/// `2 Foundry accounts, 3 projects, 2 dependencies in 2 subscriptions: Prod, Test`.
fn audited(report: &Report) -> String {
    let estate = &report.estate;
    let projects = estate.accounts.iter().map(|account| account.projects.len()).sum();
    let names: Vec<&str> = report.source.scope.iter().map(label).collect();
    let mut text = format!(
        "{}, {}, {} in {}",
        count(estate.accounts.len(), "Foundry account"),
        count(projects, "project"),
        count(estate.dependencies.len(), "dependency"),
        count(names.len(), "subscription"),
    );
    if !names.is_empty() {
        text.push_str(&format!(": {}", first(names.iter(), LISTED)));
    }
    plain(&text).into_owned()
}

/// `audited live on 2026-11-23 08:00 UTC with foundry-dr 0.1.0`.
fn origin(report: &Report) -> String {
    let source = &report.source.info;
    let names: Vec<&str> = source.inputs.iter().map(|input| input.name.as_str()).collect();
    let from = match (source.kind, names.is_empty()) {
        (SourceKind::Arm, _) => "live from Azure".to_owned(),
        (SourceKind::Demo, _) => "from the embedded sample estate".to_owned(),
        (SourceKind::Snapshot | SourceKind::PublishedRegions, true) => "from a snapshot".to_owned(),
        (SourceKind::Snapshot | SourceKind::PublishedRegions, false) => {
            format!("from {}", names.join(", "))
        }
    };
    let at = report.generated_at.to_offset(time::UtcOffset::UTC);
    let text = format!(
        "audited {from} on {} {:02}:{:02} UTC, {} {}",
        at.date(),
        at.hour(),
        at.minute(),
        report.tool.name,
        report.tool.version
    );
    plain(&text).into_owned()
}

/// The reads that gave no evidence, those of one sort together.
pub(super) fn gaps(page: &mut TextPage, report: &Report, verbose: bool) {
    if report.gaps.is_empty() {
        return;
    }
    page.blank();
    page.paragraph(
        0,
        &format!("Evidence gaps · {} gave no answer", count(report.gaps.len(), "read")),
        Look::Strong,
    );
    let mut sorts: BTreeMap<GapGroup<'_>, Vec<&GapRecord>> = BTreeMap::new();
    for gap in &report.gaps {
        let sort = GapGroup {
            why: &gap.why,
            code: gap.code.as_deref(),
            permission: gap.permission.as_deref(),
        };
        sorts.entry(sort).or_default().push(gap);
    }
    for (sort, gaps) in sorts {
        gap_group(page, report, &sort, &gaps, verbose);
    }
}

/// Gaps that one remedy closes.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct GapGroup<'a> {
    why: &'a str,
    code: Option<&'a str>,
    permission: Option<&'a str>,
}

fn gap_group(
    page: &mut TextPage,
    report: &Report,
    sort: &GapGroup<'_>,
    gaps: &[&GapRecord],
    verbose: bool,
) {
    let code = sort.code.map_or_else(String::new, |code| format!(" ({code})"));
    let what = format!("{}{code}, {}", sort.why, affected(gaps));
    page.paragraph(2, &plain(&what), Look::Normal);
    let listed = if verbose { gaps.len() } else { LISTED };
    for gap in gaps.iter().take(listed) {
        let words = request::describe(&gap.request, &report.source.scope);
        page.paragraph(6, &plain(&words), Look::Normal);
        if verbose {
            page.paragraph(8, &plain(&gap.request), Look::Faint);
        }
    }
    if gaps.len() > listed {
        let more = format!("and {} more (-v lists them)", gaps.len() - listed);
        page.paragraph(6, &more, Look::Faint);
    }
    if let Some(permission) = sort.permission {
        page.paragraph(6, &plain(&format!("→ needs {permission}")), Look::Faint);
    }
}

fn affected(gaps: &[&GapRecord]) -> String {
    let mut rules: Vec<&str> =
        gaps.iter().flat_map(|gap| &gap.affects).map(String::as_str).collect();
    rules.sort_unstable();
    rules.dedup();
    match rules.len() {
        0 => "no rule of this run needs it".to_owned(),
        1 => format!("1 rule can't decide: {}", rules[0]),
        number => format!("{number} rules can't decide"),
    }
}

/// What no configuration changes, a sentence each.
pub(super) fn statements(page: &mut TextPage, report: &Report) {
    if report.statements.is_empty() {
        return;
    }
    page.blank();
    let number = count(report.statements.len(), "statement");
    let title = format!("Limits of the platform · {number}");
    page.paragraph(0, &title, Look::Strong);
    let rows = report.statements.iter().map(|one| {
        let rule = one.rule.strip_prefix("FDR-").unwrap_or(&one.rule);
        (plain(rule).into_owned(), plain(&one.text).into_owned())
    });
    page.listed(&rows.collect::<Vec<_>>());
}

/// The numbers, and where to go on.
pub(super) fn foot(page: &mut TextPage, report: &Report, options: &TableOptions) {
    let score = &report.score;
    page.blank();
    page.paragraph(
        0,
        &format!(
            "Grade {:?} · {} · coverage {} %",
            score.grade,
            describe_score(score).to_lowercase(),
            score.coverage
        ),
        look(score.grade),
    );
    open_numbers(page, report);
    page.paragraph(2, &closed_numbers(report, options.verbose), Look::Normal);
    if let Some(text) = hidden(report, options) {
        page.paragraph(2, &text, Look::Normal);
    }
    if !report.statements.is_empty() && !options.verbose {
        let number = count(report.statements.len(), "statement");
        let text = format!("{number} about the platform's own limits (-v lists them)");
        page.paragraph(2, &text, Look::Normal);
    }
    let by_status = &report.summary.by_status;
    if by_status.fail + by_status.unknown + by_status.manual > 0 {
        let text =
            "`foundry-dr explain RULE RESOURCE …` says why it matters, with commands to copy.";
        page.paragraph(2, text, Look::Faint);
    }
}

fn open_numbers(page: &mut TextPage, report: &Report) {
    let mut rows = vec![["", "failed", "undecided", "to sign"].map(str::to_owned).to_vec()];
    for (severity, open) in &report.summary.open_by_severity {
        if open.fail + open.unknown + open.manual > 0 {
            rows.push(vec![
                severity.to_string(),
                open.fail.to_string(),
                open.unknown.to_string(),
                open.manual.to_string(),
            ]);
        }
    }
    if rows.len() > 1 {
        page.numbers(&rows);
    }
}

fn closed_numbers(report: &Report, verbose: bool) -> String {
    let by_status = &report.summary.by_status;
    let mut parts = vec![
        format!("{} passed", by_status.pass),
        format!("{} not applicable", by_status.not_applicable),
    ];
    for (number, word) in [(by_status.waived, "waived"), (by_status.attested, "attested")] {
        if number > 0 {
            parts.push(format!("{number} {word}"));
        }
    }
    let hint = if verbose { "" } else { " (-v lists them)" };
    format!("{}{hint}", parts.join(" · "))
}

/// What `--min-severity` hides is said, so that nobody takes a short page for a clean one.
fn hidden(report: &Report, options: &TableOptions) -> Option<String> {
    let least = options.min_severity?;
    let hidden = report
        .findings
        .iter()
        .filter(|f| f.status.is_open() && !f.severity.at_least(least))
        .count();
    (hidden > 0).then(|| {
        format!("{} below {least} not shown (min-severity)", count(hidden, "open finding"))
    })
}
