//! The verdict: grade, score, coverage, gate, numbers, and what was audited. For somebody who reads one screen only.

use super::text::{count, grouped, line};
use crate::audit::{Decision, Grade, Report, StatusCounts, default_gate};
use crate::model::Severity;
use crate::render::table::summary::notes;
use crate::snapshot::SourceKind;
use crate::text::first;

/// Circumference of the ring around the grade: its radius is 52.
const RING: usize = 327;

/// The head of the page.
pub(super) struct Head {
    pub(super) title: String,
    pub(super) grade: String,
    /// Class of the grade's colour.
    pub(super) tone: &'static str,
    pub(super) score: String,
    /// How much of the ring is filled, and its whole length.
    pub(super) arc: (usize, usize),
    pub(super) coverage: u8,
    pub(super) gate: HtmlGate,
    pub(super) notes: Vec<String>,
    /// What was audited: a number and its noun.
    pub(super) audited: Vec<(String, &'static str)>,
    pub(super) scope: String,
    pub(super) origin: String,
    pub(super) date: String,
    pub(super) severities: Vec<SeverityRow>,
    pub(super) settled: String,
}

/// What the gate says.
pub(super) struct HtmlGate {
    pub(super) class: &'static str,
    pub(super) words: &'static str,
    pub(super) reasons: Vec<String>,
}

/// Open findings of one severity.
pub(super) struct SeverityRow {
    pub(super) word: &'static str,
    pub(super) fail: usize,
    pub(super) unknown: usize,
    pub(super) manual: usize,
}

impl Head {
    pub(super) fn of(report: &Report) -> Self {
        let score = &report.score;
        let filled = score.value.map_or(0, |value| usize::from(value) * RING / 100);
        let rows = Severity::ALL.into_iter().map(|severity| {
            let open = report.summary.open_by_severity.get(&severity);
            let open = open.copied().unwrap_or_default();
            SeverityRow {
                word: severity.as_str(),
                fail: open.fail,
                unknown: open.unknown,
                manual: open.manual,
            }
        });
        Self {
            title: format!("Foundry resilience report · {}", report.generated_at.date()),
            grade: format!("{:?}", score.grade),
            tone: match score.grade {
                Grade::A | Grade::B => "good",
                Grade::C | Grade::D => "fair",
                Grade::F => "poor",
            },
            score: score.value.map_or("no score".to_owned(), |value| format!("{value} of 100")),
            arc: (filled, RING),
            coverage: score.coverage,
            gate: gate(report),
            notes: notes(report),
            audited: audited(report),
            scope: scope(report),
            origin: origin(report),
            date: date(report),
            severities: rows.collect(),
            settled: settled(&report.summary.by_status),
        }
    }

    /// `12 findings`, for the sentence below the numbers.
    pub(super) fn open(&self) -> String {
        let open = self.severities.iter();
        count(open.map(|row| row.fail + row.unknown + row.manual).sum(), "open finding")
    }
}

fn gate(report: &Report) -> HtmlGate {
    // Where no gate was asked for, its advice still tells a manager more than "passed".
    let (said, advice) = match (report.gate.decision, report.gate.fail_on) {
        (Decision::Pass, None) => (default_gate(report), true),
        (Decision::Pass | Decision::Fail | Decision::Undecided, _) => (report.gate.clone(), false),
    };
    let (class, words) = match (said.decision, advice) {
        (Decision::Pass, false) => ("pass", "Gate passed"),
        (Decision::Fail, false) => ("fail", "Gate failed"),
        (Decision::Undecided, false) => ("unknown", "Gate undecided"),
        (Decision::Pass, true) => ("pass", "Gate would have passed"),
        (Decision::Fail, true) => ("fail", "Gate would have failed"),
        (Decision::Undecided, true) => ("unknown", "Gate would have been undecided"),
    };
    HtmlGate { class, words, reasons: said.reasons.iter().map(|reason| line(reason)).collect() }
}

fn audited(report: &Report) -> Vec<(String, &'static str)> {
    let estate = &report.estate;
    let projects: usize = estate.accounts.iter().map(|a| a.projects.len()).sum();
    let one = |number: usize, one, many| (grouped(number), if number == 1 { one } else { many });
    vec![
        one(estate.accounts.len(), "Foundry account", "Foundry accounts"),
        one(projects, "project", "projects"),
        one(
            estate.dependencies.len(),
            "store or service behind them",
            "stores and services behind them",
        ),
        one(report.source.scope.len(), "subscription", "subscriptions"),
    ]
}

fn scope(report: &Report) -> String {
    const NAMED: usize = 6;
    let scope = report.source.scope.iter();
    line(&first(scope.map(|entry| entry.name.as_deref().unwrap_or(&entry.subscription)), NAMED))
}

fn origin(report: &Report) -> String {
    let source = &report.source.info;
    let names: Vec<&str> = source.inputs.iter().map(|i| i.name.as_str()).collect();
    line(&match (source.kind, names.is_empty()) {
        (SourceKind::Arm, _) => "read live from Azure".to_owned(),
        (SourceKind::Demo, _) => "the built-in sample estate".to_owned(),
        (SourceKind::Snapshot | SourceKind::PublishedRegions, true) => "a snapshot".to_owned(),
        (SourceKind::Snapshot | SourceKind::PublishedRegions, false) => {
            format!("snapshot {}", names.join(", "))
        }
    })
}

fn date(report: &Report) -> String {
    let at = report.generated_at.to_offset(time::UtcOffset::UTC);
    format!("{} {:02}:{:02} UTC", at.date(), at.hour(), at.minute())
}

fn settled(counts: &StatusCounts) -> String {
    let numbers = [
        (counts.pass, "passed"),
        (counts.not_applicable, "not applicable"),
        (counts.waived, "waived"),
        (counts.attested, "attested"),
    ];
    let words: Vec<String> = numbers
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{} {word}", grouped(number)))
        .collect();
    words.join(" · ")
}

/// How a pillar stands.
pub(super) struct Pillar {
    pub(super) code: String,
    pub(super) name: &'static str,
    pub(super) open: String,
    pub(super) judged: usize,
    /// Pieces of a bar of 400: class, left end, length.
    pub(super) bar: Vec<(&'static str, usize, usize)>,
    pub(super) label: String,
}

/// The pillars in alphabetical order.
pub(super) fn pillars(report: &Report) -> Vec<Pillar> {
    let pillars = report.summary.by_pillar.iter();
    pillars.filter_map(|(code, counts)| pillar(code, counts)).collect()
}

fn pillar(code: &str, counts: &StatusCounts) -> Option<Pillar> {
    const WIDTH: usize = 400;
    let parts = [
        ("fail", "failed", counts.fail),
        ("unknown", "undecided", counts.unknown),
        ("manual", "to sign", counts.manual),
        ("waived", "waived", counts.waived),
        ("attested", "attested", counts.attested),
        ("pass", "passed", counts.pass),
    ];
    let parts = parts.into_iter().filter(|(_, _, number)| *number > 0);
    let judged: usize = parts.clone().map(|(_, _, number)| number).sum();
    if judged == 0 {
        return None;
    }
    let mut before = 0;
    let mut bar = Vec::new();
    for (class, _, number) in parts.clone() {
        // Ends are rounded, not lengths: so the pieces always fill the bar.
        let (left, right) = (before * WIDTH / judged, (before + number) * WIDTH / judged);
        bar.push((class, left, right - left));
        before += number;
    }
    let words: Vec<String> =
        parts.map(|(_, word, number)| format!("{} {word}", grouped(number))).collect();
    Some(Pillar {
        code: line(code),
        name: pillar_name(code),
        open: grouped(counts.fail + counts.unknown),
        judged,
        bar,
        label: words.join(", "),
    })
}

/// The pillars of the built-in rules in words.
pub(super) fn pillar_name(code: &str) -> &'static str {
    match code {
        "CMP" => "Compliance",
        "DEL" => "Deletion",
        "IAC" => "Infrastructure as code",
        "IDN" => "Identity",
        "KNO" => "Knowledge",
        "LPA" => "Least privilege",
        "MDL" => "Models",
        "MOD" => "Mode and bindings",
        "MRG" => "Several regions",
        "OPS" => "Operations",
        "REC" => "Recovery",
        "SRP" => "One purpose per store",
        "ZON" => "Zones",
        _ => "Own rules",
    }
}
