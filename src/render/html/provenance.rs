//! What the report rests on: scope, inputs, settings, every read; and the reads that gave no answer.

use super::text::{self, bounded, line, short_id};
use crate::audit::request;
use crate::audit::{GapRecord, Report};
use crate::snapshot::{Outcome, ScopeEntry};
use time::{OffsetDateTime, UtcOffset};

/// So many reads are listed.
pub(super) const READS: usize = 2_000;
const GAPS: usize = 200;

/// A read without an answer.
pub(super) struct HtmlGap {
    pub(super) what: String,
    pub(super) request: String,
    pub(super) why: String,
    pub(super) message: String,
    pub(super) permission: String,
    pub(super) affects: Vec<(String, String)>,
}

/// The first gaps, and how many more there are.
pub(super) fn gaps(report: &Report) -> (Vec<HtmlGap>, usize) {
    let gaps = report.gaps.iter().take(GAPS).map(|gap| of_gap(gap, report));
    (gaps.collect(), report.gaps.len().saturating_sub(GAPS))
}

fn of_gap(gap: &GapRecord, report: &Report) -> HtmlGap {
    HtmlGap {
        what: bounded(&request::describe(&gap.request, &report.source.scope)),
        request: bounded(&gap.request),
        why: match &gap.code {
            Some(code) => bounded(&format!("{} ({code})", gap.why)),
            None => bounded(&gap.why),
        },
        message: gap.message.as_deref().map(bounded).unwrap_or_default(),
        permission: gap.permission.as_deref().map(line).unwrap_or_default(),
        affects: gap.affects.iter().map(|rule| (short_id(rule), text::anchor(rule))).collect(),
    }
}

/// What the report rests on.
pub(super) struct HtmlProvenance {
    /// A word and what it is.
    pub(super) settings: Vec<(&'static str, String)>,
    pub(super) scope: Vec<HtmlScope>,
    pub(super) inputs: Vec<HtmlInput>,
    pub(super) changed: Vec<(String, String)>,
    pub(super) reads: Vec<HtmlRead>,
    pub(super) reads_total: usize,
    pub(super) more_reads: usize,
}

/// A subscription.
pub(super) struct HtmlScope {
    pub(super) name: String,
    pub(super) id: String,
    pub(super) state: String,
}

/// A file.
pub(super) struct HtmlInput {
    pub(super) name: String,
    pub(super) taken_at: String,
    pub(super) sha256: String,
}

/// A read.
pub(super) struct HtmlRead {
    pub(super) number: usize,
    pub(super) request: String,
    pub(super) outcome: &'static str,
    pub(super) evidence: bool,
    pub(super) at: String,
}

impl HtmlProvenance {
    pub(super) fn of(report: &Report) -> Self {
        let reads = report.reads.iter().enumerate().take(READS);
        Self {
            settings: settings(report),
            scope: report.source.scope.iter().map(scope).collect(),
            inputs: inputs(report),
            changed: changed(report),
            reads: reads
                .map(|(number, read)| HtmlRead {
                    number,
                    request: bounded(&read.request),
                    outcome: match read.partial {
                        true => "shown in part",
                        false => outcome(read.outcome),
                    },
                    evidence: read.outcome.is_evidence() && !read.partial,
                    at: instant(read.read_at),
                })
                .collect(),
            reads_total: report.reads.len(),
            more_reads: report.reads.len().saturating_sub(READS),
        }
    }
}

fn settings(report: &Report) -> Vec<(&'static str, String)> {
    let (tool, policy) = (&report.tool, &report.policy);
    let threshold = report.gate.fail_on;
    let mut settings = vec![
        ("Made by", line(&format!("{} {}", tool.name, tool.version))),
        ("Made at", instant(report.generated_at)),
        ("Rules", line(&format!("{}, digest {}", report.rules.len(), tool.ruleset))),
        (
            "Gate",
            threshold.map_or("advice only (fail-on never)".to_owned(), |severity| {
                format!("fails on {severity}")
            }),
        ),
        (
            "Config",
            policy
                .config_sha256
                .as_ref()
                .map_or("none".to_owned(), |digest| line(&format!("SHA-256 {digest}"))),
        ),
    ];
    let select = &policy.select;
    let lists = [
        ("Only resource groups", &select.resource_group),
        ("Only accounts", &select.account),
        ("Only projects", &select.project),
        ("Only pillars", &select.pillar),
        ("Only rules", &select.rule),
        ("Without rules", &select.exclude_rule),
    ];
    let lists = lists.into_iter().filter(|(_, values)| !values.is_empty());
    settings.extend(lists.map(|(name, values)| (name, bounded(&values.join(", ")))));
    settings
}

fn scope(entry: &ScopeEntry) -> HtmlScope {
    HtmlScope {
        name: line(entry.name.as_deref().unwrap_or("name not read")),
        id: line(&entry.subscription),
        state: {
            let seen = match (entry.seen, entry.read) {
                (false, _) => "not seen",
                (true, false) => "accounts not listed in full",
                (true, true) => "accounts listed in full",
            };
            let state = entry.state.iter().map(|state| line(&format!("{state}, ")));
            state.chain([seen.to_owned()]).collect()
        },
    }
}

fn inputs(report: &Report) -> Vec<HtmlInput> {
    let inputs = report.source.info.inputs.iter();
    inputs
        .map(|input| HtmlInput {
            name: line(&input.name),
            taken_at: input.taken_at.map_or("not said".to_owned(), instant),
            sha256: input.sha256.as_deref().map(line).unwrap_or_default(),
        })
        .collect()
}

/// Rules that the config turned off or weighs otherwise: an auditor wants to know.
fn changed(report: &Report) -> Vec<(String, String)> {
    let disabled = report.policy.disabled.iter();
    let disabled = disabled.map(|rule| (short_id(&rule.rule), format!("off: {}", rule.reason)));
    let overrides = report.policy.overrides.iter().map(|change| {
        let words = format!("{} instead of {}: {}", change.to, change.from, change.reason);
        (short_id(&change.rule), words)
    });
    disabled.chain(overrides).map(|(rule, words)| (rule, line(&words))).collect()
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Found => "found",
        Outcome::Absent => "absent",
        Outcome::Denied => "denied",
        Outcome::Failed => "failed",
        Outcome::Truncated => "cut short",
        Outcome::NotRead => "not read",
    }
}

fn instant(at: OffsetDateTime) -> String {
    let at = at.to_offset(UtcOffset::UTC);
    let (hour, minute, second) = at.to_hms();
    format!("{} {hour:02}:{minute:02}:{second:02} UTC", at.date())
}
