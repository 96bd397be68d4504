//! SARIF 2.1.0 for GitHub code scanning and other viewers of static analysis. What fails, what is undecided and what is
//! waived is a result; a pass is none. The limits are those that GitHub documents for an upload.

mod location;
mod result;
mod rule;

use super::ranking::worst_first;
use super::terminal::plain;
use crate::audit::request;
use crate::audit::{Finding, Report, Status};
use crate::model::Severity;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use time::format_description::well_known::Rfc3339;

/// Most results that GitHub shows of one upload.
pub const MOST_RESULTS: usize = 5_000;

/// Most gaps that get a notification of their own.
const MOST_GAPS: usize = 100;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The report as SARIF, worst results first.
#[must_use]
pub fn render(report: &Report) -> String {
    let findings = worst_first(report.findings.iter().filter(|f| is_result(f)));
    let (kept, cut) = findings.split_at(findings.len().min(MOST_RESULTS));
    let index: BTreeMap<&str, usize> =
        report.rules.keys().enumerate().map(|(at, id)| (id.as_str(), at)).collect();
    let results: Vec<Json> = kept.iter().map(|finding| result::result(finding, &index)).collect();
    super::json::render(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": driver(report)},
            "automationDetails": {"id": "foundry-dr/"},
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": true,
                "endTimeUtc": report.generated_at.to_utc().format(&Rfc3339).unwrap_or_default(),
                "toolExecutionNotifications": notifications(report, kept.len(), cut),
            }],
            "results": results,
            "properties": {
                "gate": report.gate,
                "score": report.score,
            },
        }],
    }))
}

fn is_result(finding: &Finding) -> bool {
    match finding.status {
        Status::Fail | Status::Unknown | Status::Waived => true,
        // Nothing that an analysis saw: the other formats ask for the signature.
        Status::Manual | Status::Attested | Status::Pass | Status::NotApplicable => false,
    }
}

fn driver(report: &Report) -> Json {
    let rules: Vec<Json> =
        report.rules.iter().map(|(id, info)| rule::descriptor(id, info)).collect();
    json!({
        "name": report.tool.name,
        "semanticVersion": report.tool.version,
        "rules": rules,
        "notifications": [
            {"id": "results-cut", "shortDescription": {"text": "Results were left out"}},
            {"id": "to-sign", "shortDescription": {"text": "Attestations wait for a signature"}},
            {"id": "evidence-gap", "shortDescription": {"text": "A read gave no answer"}},
        ],
        "properties": {"ruleset": report.tool.ruleset},
    })
}

/// What a reader must know besides the results: what was cut, what waits for a signature, what wasn't read.
fn notifications(report: &Report, kept: usize, cut: &[&Finding]) -> Vec<Json> {
    let mut notifications = Vec::new();
    if !cut.is_empty() {
        notifications.push(notification(
            "results-cut",
            &format!(
                "{} of {} results are left out, since at most {MOST_RESULTS} are shown; the worst are here. Left out: {}",
                cut.len(),
                kept + cut.len(),
                describe(cut)
            ),
        ));
    }
    let unsigned = report.summary.by_status.manual;
    if unsigned > 0 {
        notifications.push(notification(
            "to-sign",
            &format!("{unsigned} attestations wait for a signature; they are no results here"),
        ));
    }
    for gap in report.gaps.iter().take(MOST_GAPS) {
        let what = request::describe(&gap.request, &report.source.scope);
        notifications.push(notification("evidence-gap", &plain(&format!("{what}: {}", gap.why))));
    }
    if let Some(more) = report.gaps.len().checked_sub(MOST_GAPS).filter(|n| *n > 0) {
        notifications
            .push(notification("evidence-gap", &format!("{more} more reads gave no answer")));
    }
    notifications
}

fn notification(id: &str, text: &str) -> Json {
    json!({
        "descriptor": {"id": id},
        "level": "warning",
        "message": {"text": result::text(text)},
    })
}

/// `3 low fail, 120 critical waived`.
fn describe(findings: &[&Finding]) -> String {
    let mut numbers: BTreeMap<(Severity, Status), usize> = BTreeMap::new();
    for finding in findings {
        *numbers.entry((finding.severity, finding.status)).or_default() += 1;
    }
    let words: Vec<String> = numbers
        .into_iter()
        .map(|((severity, status), number)| format!("{number} {severity} {}", status.as_str()))
        .collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::sample::Sample;
    use crate::audit::{Policy, sample_finding};

    fn sample() -> Report {
        let audit = Sample::new().audit(&Policy::default()).expect("a report");
        audit.report
    }

    fn run(report: &Report) -> Json {
        let log: Json = serde_json::from_str(&render(report)).expect("JSON");
        log["runs"][0].clone()
    }

    #[test]
    fn the_worst_5000_stay_and_a_notification_counts_the_rest() {
        let mut report = sample();
        report.findings = vec![sample_finding(Severity::Low, Status::Waived); 20];
        report.findings.extend(vec![sample_finding(Severity::Medium, Status::Fail); 5_005]);
        report.findings.push(sample_finding(Severity::Critical, Status::Unknown));
        let run = run(&report);
        let results = run["results"].as_array().expect("results");
        assert_eq!(results.len(), MOST_RESULTS);
        assert_eq!(results[0]["kind"], "open");
        let text = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
        assert_eq!(
            text,
            "26 of 5026 results are left out, since at most 5000 are shown; the worst are here. Left out: 6 medium fail, 20 low waived"
        );
    }

    #[test]
    fn results_refer_to_their_rules_and_rules_have_few_tags() {
        let run = run(&sample());
        let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
        for result in run["results"].as_array().expect("results") {
            let at = result["ruleIndex"].as_u64().expect("an index");
            let rule = &rules[usize::try_from(at).expect("small")];
            assert_eq!(rule["id"], result["ruleId"]);
            assert!(rule["properties"]["tags"].as_array().expect("tags").len() <= 10);
            let fails = result["kind"] == "fail";
            assert_eq!(fails, result["level"] != "none", "{result}");
            assert_eq!(
                result["locations"][0]["logicalLocations"].as_array().map(Vec::len),
                Some(1)
            );
        }
    }

    #[test]
    fn what_passed_or_waits_for_a_signature_is_no_result() {
        let mut report = sample();
        report.findings = [Status::Pass, Status::Manual, Status::NotApplicable]
            .map(|status| sample_finding(Severity::Critical, status))
            .into();
        assert_eq!(run(&report)["results"], json!([]));
    }
}
