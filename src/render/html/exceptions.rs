//! Waivers and attestations: those in force, and those that need attention.

use super::text::{self, line, short_id};
use crate::audit::{Exception, Finding, Report, Status};

/// So many rows of each table are shown.
const SHOWN: usize = 500;

/// Both lists.
pub(super) struct HtmlExceptions {
    pub(super) in_force: Vec<HtmlException>,
    pub(super) attention: Vec<Attention>,
    pub(super) more: usize,
}

/// A waiver or an attestation that settles a finding.
pub(super) struct HtmlException {
    pub(super) mark: super::mark::Mark,
    pub(super) rule: String,
    pub(super) anchor: String,
    pub(super) severity: &'static str,
    pub(super) name: String,
    pub(super) owner: String,
    pub(super) until: String,
    pub(super) reason: String,
    pub(super) place: String,
}

/// A waiver or an attestation that somebody should look at.
pub(super) struct Attention {
    pub(super) what: &'static str,
    pub(super) rule: String,
    pub(super) subject: String,
    pub(super) owner: String,
    pub(super) why: String,
    pub(super) place: String,
}

impl HtmlExceptions {
    pub(super) fn of(report: &Report) -> Self {
        let findings = report.findings.iter();
        let in_force = findings.filter_map(|finding| in_force(finding, report));
        let settled = report.summary.by_status.waived + report.summary.by_status.attested;
        let attention = report.exceptions.all().take(SHOWN).map(attention);
        Self {
            more: settled.saturating_sub(SHOWN),
            in_force: in_force.take(SHOWN).collect(),
            attention: attention.collect(),
        }
    }
}

fn in_force(finding: &Finding, report: &Report) -> Option<HtmlException> {
    let (owner, until, reason, place) = match finding.status {
        Status::Waived => {
            let waiver = finding.waiver.as_ref()?;
            (&waiver.owner, waiver.expires, &waiver.reason, &waiver.place)
        }
        Status::Attested => {
            let attestation = finding.attestation.as_ref()?;
            (&attestation.owner, attestation.expires, &attestation.statement, &attestation.place)
        }
        Status::Fail | Status::Unknown | Status::Manual | Status::Pass | Status::NotApplicable => {
            return None;
        }
    };
    Some(HtmlException {
        mark: super::mark::Mark::of(finding.status),
        rule: short_id(&finding.rule),
        anchor: text::anchor(&finding.rule),
        severity: finding.severity.as_str(),
        name: text::subject(finding, &report.source.scope),
        owner: line(owner),
        until: until.to_string(),
        reason: line(reason),
        place: line(&place.to_string()),
    })
}

fn attention(exception: &Exception) -> Attention {
    Attention {
        what: exception.kind.as_str(),
        rule: short_id(&exception.rule),
        subject: line(&match &exception.part {
            Some(part) => format!("{} › {part}", exception.subject),
            None => exception.subject.clone(),
        }),
        owner: line(&exception.owner),
        why: line(&exception.why),
        place: line(&exception.place.to_string()),
    }
}

/// The waiver and the attestation of a finding, in a sentence.
pub(super) fn sentence(finding: &Finding) -> Option<String> {
    let waiver = finding.waiver.as_ref().map(|waiver| {
        format!(
            "Waived by {} until {} ({}): {}",
            waiver.owner, waiver.expires, waiver.place, waiver.reason
        )
    });
    let attestation = finding.attestation.as_ref().map(|attestation| {
        format!(
            "Attested by {} on {}, good until {} ({}): {}. Evidence: {}",
            attestation.owner,
            attestation.date,
            attestation.expires,
            attestation.place,
            attestation.statement,
            attestation.evidence
        )
    });
    let words: Vec<String> = waiver.into_iter().chain(attestation).collect();
    (!words.is_empty()).then(|| line(&words.join(" ")))
}
