//! What to fix first: failed checks by rule, the heaviest first. One fix often repairs many resources, so it is shown once.

use super::prose;
use super::text::{self, grouped, short_id};
use crate::audit::{Finding, Report, Status};
use crate::model::Severity;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// More is a list of findings, not of priorities.
const SHOWN: usize = 8;
const NAMED: usize = 6;

/// A rule that failed, and where.
pub(super) struct Priority {
    pub(super) severity: &'static str,
    pub(super) rule: String,
    pub(super) anchor: String,
    pub(super) title: String,
    pub(super) number: String,
    pub(super) names: String,
    pub(super) why: String,
    pub(super) what: String,
    pub(super) destructive: bool,
}

/// The first of them, and how many rules more have failed.
pub(super) fn priorities(report: &Report) -> (Vec<Priority>, usize) {
    let mut by_rule: BTreeMap<(Severity, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|f| f.status == Status::Fail) {
        let key = (finding.severity, finding.rule.as_str());
        by_rule.entry(key).or_default().push(finding);
    }
    let mut ranked: Vec<_> = by_rule.into_iter().collect();
    ranked.sort_by_key(|((severity, _), findings)| (*severity, Reverse(findings.len())));
    let more = ranked.len().saturating_sub(SHOWN);
    let shown = ranked.into_iter().take(SHOWN);
    let priorities = shown.map(|((severity, rule), findings)| {
        let info = report.rules.get(rule);
        let remedy = findings[0].remediation.as_ref();
        Priority {
            severity: severity.as_str(),
            rule: short_id(rule),
            anchor: text::anchor(rule),
            title: info.map_or_else(|| text::line(rule), |info| text::line(&info.title)),
            number: text::count(findings.len(), "resource"),
            names: names(&findings, report),
            why: info.map_or_else(String::new, |info| prose::html(first(&info.why))),
            what: what(&findings),
            destructive: remedy.is_some_and(|remedy| remedy.destructive),
        }
    });
    (priorities.collect(), more)
}

fn first(markdown: &str) -> &str {
    markdown.split("\n\n").next().unwrap_or_default()
}

fn names(findings: &[&Finding], report: &Report) -> String {
    let named = findings.iter().take(NAMED);
    let names: Vec<String> =
        named.map(|finding| text::subject(finding, &report.source.scope)).collect();
    match findings.len().saturating_sub(NAMED) {
        0 => names.join(", "),
        more => format!("{} and {} more", names.join(", "), grouped(more)),
    }
}

/// The remedy of the first, which stands for those of the others.
fn what(findings: &[&Finding]) -> String {
    let remedy = findings[0].remediation.as_ref();
    let summary = remedy.map_or(String::new(), |remedy| prose::sentence(&remedy.summary));
    if findings.len() > 1 && !summary.is_empty() {
        format!(
            "{summary}<p class=\"faint\">Said of the first; each finding below has its own commands.</p>"
        )
    } else {
        summary
    }
}
