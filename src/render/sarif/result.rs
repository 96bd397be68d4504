//! A finding as a SARIF result.

use super::location::location;
use super::rule::level;
use crate::audit::{Finding, Status, Verdict, WaiverRecord};
use crate::render::plain;
use crate::render::ranking::{rank, resource};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// The result of a finding; `index` holds the place of each rule in the list of rules.
pub(super) fn result(finding: &Finding, index: &BTreeMap<&str, usize>) -> Json {
    // SARIF allows a level only for what fails.
    let (kind, level) = match finding.verdict {
        Verdict::Fail => ("fail", level(finding.severity)),
        Verdict::Unknown => ("open", "none"),
        Verdict::Manual => ("review", "none"),
        Verdict::Pass => ("pass", "none"),
        Verdict::NotApplicable => ("notApplicable", "none"),
    };
    let mut result = json!({
        "ruleId": finding.rule,
        "kind": kind,
        "level": level,
        "rank": f64::from(rank(finding)),
        "message": {"text": message(finding)},
        "locations": [location(finding)],
        "fingerprints": {"foundry-dr/v1": finding.fingerprint},
        // What GitHub tells alerts apart by: lines don't, since many findings share one and snapshots move them.
        "partialFingerprints": {"primaryLocationLineHash": finding.fingerprint},
        "properties": {
            "status": finding.status,
            "severity": finding.severity,
            "kind": finding.subject.kind,
        },
    });
    if let Some(at) = index.get(finding.rule.as_str()) {
        result["ruleIndex"] = (*at).into();
    }
    if finding.status == Status::Waived {
        result["suppressions"] = json!([suppression(finding.waiver.as_ref())]);
    }
    result
}

fn message(finding: &Finding) -> String {
    let undecided = if finding.status == Status::Unknown { "undecided: " } else { "" };
    let said = finding.message.strip_prefix("undecided: ").unwrap_or(&finding.message);
    let kind = finding.subject.kind.title();
    let mut message = format!("{kind} {}: {undecided}{said}.", resource(finding));
    if let Some(remedy) = &finding.remediation {
        message.push_str(&format!(" {}", remedy.summary));
    }
    text(&message)
}

fn suppression(waiver: Option<&WaiverRecord>) -> Json {
    let mut suppression = json!({"kind": "external", "status": "accepted"});
    if let Some(waiver) = waiver {
        let reason = format!("{} ({}, until {})", waiver.reason, waiver.owner, waiver.expires);
        suppression["justification"] = text(&reason).into();
    }
    suppression
}

/// A text as a SARIF message: one line, in which square brackets make no link.
pub(super) fn text(text: &str) -> String {
    plain(text).replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::sample_finding;
    use crate::model::Severity;

    #[test]
    fn brackets_make_no_link() {
        assert_eq!(text("[x](https://evil)\n"), "\\[x\\](https://evil) ");
    }

    #[test]
    fn a_waived_fault_is_a_suppressed_fault() {
        let waived = result(&sample_finding(Severity::Critical, Status::Waived), &BTreeMap::new());
        assert_eq!((&waived["kind"], &waived["level"]), (&"fail".into(), &"error".into()));
        assert_eq!(waived["suppressions"][0]["status"], "accepted");
        let open = result(&sample_finding(Severity::Critical, Status::Fail), &BTreeMap::new());
        assert_eq!(open.get("suppressions"), None);
    }
}
