//! All findings, worst first, each with its evidence and its remedy folded under it. A page of a hundred thousand would open in
//! no browser, so the list is cut from its harmless end, and says so.

use super::mark::Mark;
use super::prose;
use super::text::{self, bounded, grouped, line, short_id};
use crate::audit::request;
use crate::audit::{Evidence, Finding, Report, Status};
use crate::model::Severity;
use serde_json::Value as Json;

/// So many findings are listed: a browser opens them at once, and nobody reads more.
pub(super) const LISTED: usize = 3_000;

/// The list with what its filter offers.
pub(super) struct Findings {
    pub(super) groups: Vec<HtmlGroup>,
    pub(super) severities: [&'static str; 5],
    pub(super) pillars: Vec<(String, &'static str)>,
    pub(super) listed: String,
    /// What was cut, if anything was.
    pub(super) cut: Option<String>,
}

/// The findings of one status.
pub(super) struct HtmlGroup {
    pub(super) mark: Mark,
    pub(super) number: String,
    /// Open findings are unfolded, the others are there for who asks.
    pub(super) open: bool,
    pub(super) rows: Vec<HtmlRow>,
    pub(super) cut: Option<String>,
}

/// A finding.
pub(super) struct HtmlRow {
    pub(super) severity: &'static str,
    pub(super) pillar: String,
    pub(super) rule: String,
    pub(super) anchor: String,
    pub(super) title: String,
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) region: String,
    pub(super) id: String,
    pub(super) message: String,
    /// Where the subject stands in the inputs.
    pub(super) origin: Option<String>,
    pub(super) evidence: Vec<HtmlFact>,
    pub(super) remedy: Option<HtmlRemedy>,
    pub(super) signed: Option<String>,
    pub(super) fingerprint: String,
}

/// A fact that was judged.
pub(super) struct HtmlFact {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) missing: bool,
    pub(super) reads: Vec<HtmlSource>,
    pub(super) group: Option<String>,
}

/// Where a fact comes from.
pub(super) struct HtmlSource {
    pub(super) words: String,
    pub(super) number: u32,
    /// The list of reads has it.
    pub(super) listed: bool,
}

/// What to do.
pub(super) struct HtmlRemedy {
    pub(super) summary: String,
    pub(super) code: Vec<(&'static str, String)>,
    pub(super) side_effects: Option<String>,
    pub(super) destructive: bool,
}

impl Findings {
    pub(super) fn of(report: &Report) -> Self {
        let mut room = LISTED;
        let mut groups = Vec::new();
        for mark in STATUSES {
            let of_status = report.findings.iter().filter(|f| f.status == mark);
            let mut findings: Vec<&Finding> = of_status.collect();
            if findings.is_empty() {
                continue;
            }
            // The report has them by rule already.
            findings.sort_by_key(|finding| finding.severity);
            groups.push(group(mark, &findings, room, report));
            room = room.saturating_sub(findings.len());
        }
        let total = report.findings.len();
        let listed = total.min(LISTED);
        Self {
            groups,
            severities: Severity::ALL.map(Severity::as_str),
            pillars: report
                .summary
                .by_pillar
                .keys()
                .map(|code| (line(code), super::head::pillar_name(code)))
                .collect(),
            listed: grouped(listed),
            cut: (listed < total).then(|| {
                format!(
                    "{} of {} findings are listed here, worst first. All of them are in the JSON report (-o json=report.json); \
                     score, gate and numbers count all of them.",
                    grouped(listed),
                    grouped(total)
                )
            }),
        }
    }
}

/// Worst first.
pub(super) const STATUSES: [Status; 7] = [
    Status::Fail,
    Status::Unknown,
    Status::Manual,
    Status::Waived,
    Status::Attested,
    Status::Pass,
    Status::NotApplicable,
];

fn group(status: Status, findings: &[&Finding], room: usize, report: &Report) -> HtmlGroup {
    let rows: Vec<HtmlRow> =
        findings.iter().take(room).map(|finding| row(finding, report)).collect();
    let cut = (rows.len() < findings.len())
        .then(|| format!("{} more are in the JSON report.", grouped(findings.len() - rows.len())));
    HtmlGroup {
        mark: Mark::of(status),
        number: grouped(findings.len()),
        open: match status {
            Status::Fail | Status::Unknown | Status::Manual | Status::Waived | Status::Attested => {
                true
            }
            Status::Pass | Status::NotApplicable => false,
        },
        rows,
        cut,
    }
}

fn row(finding: &Finding, report: &Report) -> HtmlRow {
    let subject = &finding.subject;
    let info = report.rules.get(&finding.rule);
    HtmlRow {
        severity: finding.severity.as_str(),
        pillar: info.map_or_else(String::new, |info| line(&info.pillar)),
        rule: short_id(&finding.rule),
        anchor: text::anchor(&finding.rule),
        title: info.map_or_else(String::new, |info| line(&info.title)),
        name: text::subject(finding, &report.source.scope),
        kind: subject.kind.title(),
        region: subject.region.as_deref().map(line).unwrap_or_default(),
        id: line(&subject.id),
        message: line(&finding.message),
        origin: finding.subject.origin.as_ref().map(|from| {
            let pointer = from.pointer.as_deref().unwrap_or("no answer there");
            line(&format!("{}, line {}, {pointer}", from.input, from.line))
        }),
        evidence: finding.evidence.iter().map(|e| fact(e, report)).collect(),
        remedy: remedy(finding),
        signed: super::exceptions::sentence(finding),
        fingerprint: line(&finding.fingerprint),
    }
}

fn fact(evidence: &Evidence, report: &Report) -> HtmlFact {
    let reads = evidence.requests.iter().flatten();
    let group = evidence.group.and_then(|at| report.read_groups.get(at as usize));
    HtmlFact {
        name: line(&evidence.fact),
        value: match (&evidence.value, &evidence.missing) {
            (Some(value), _) => bounded(&describe(value)),
            (None, Some(why)) => bounded(why),
            (None, None) => "not known".to_owned(),
        },
        missing: evidence.value.is_none(),
        reads: reads.map(|number| source(*number, report)).collect(),
        group: group.map(|group| {
            line(&format!("{}: {} read, {} missing", group.title, group.read, group.missing.len()))
        }),
    }
}

fn source(number: u32, report: &Report) -> HtmlSource {
    let read = report.reads.get(number as usize);
    HtmlSource {
        words: read.map_or_else(
            || format!("read {number}"),
            |read| bounded(&request::describe(&read.request, &report.source.scope)),
        ),
        number,
        listed: read.is_some() && (number as usize) < super::provenance::READS,
    }
}

fn describe(value: &Json) -> String {
    match value {
        Json::Null => "none".to_owned(),
        Json::String(text) => text.clone(),
        Json::Bool(_) | Json::Number(_) => value.to_string(),
        Json::Array(items) if items.is_empty() => "empty list".to_owned(),
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(describe).collect();
            items.join("; ")
        }
        Json::Object(fields) => {
            let fields = fields.iter();
            let fields: Vec<String> =
                fields.map(|(name, value)| format!("{name} {}", describe(value))).collect();
            fields.join(", ")
        }
    }
}

fn remedy(finding: &Finding) -> Option<HtmlRemedy> {
    let remedy = finding.remediation.as_ref()?;
    let code =
        [("Azure CLI", &remedy.azcli), ("Bicep", &remedy.bicep), ("Terraform", &remedy.terraform)];
    Some(HtmlRemedy {
        summary: prose::sentence(&remedy.summary),
        code: code
            .into_iter()
            .filter_map(|(language, code)| Some((language, text::block(code.as_deref()?))))
            .collect(),
        side_effects: remedy.side_effects.as_deref().map(line),
        destructive: remedy.destructive,
    })
}
