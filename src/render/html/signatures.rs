//! What people signed: accepted risks and testimonies in force, and signatures that need somebody's attention.

use super::text::{self, line, short_id};
use crate::audit::{Finding, Report, Signature, Status};

/// So many rows of each table are shown.
const SHOWN: usize = 500;

/// The signatures.
pub(super) struct Signed {
    pub(super) in_force: Vec<InForce>,
    pub(super) attention: Vec<Attention>,
    pub(super) more: usize,
}

/// A signature that settles a finding.
pub(super) struct InForce {
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

/// A signature that somebody should look at.
pub(super) struct Attention {
    pub(super) what: &'static str,
    pub(super) rule: String,
    pub(super) subject: String,
    pub(super) owner: String,
    pub(super) why: String,
    pub(super) place: String,
}

impl Signed {
    pub(super) fn of(report: &Report) -> Self {
        let findings = report.findings.iter();
        let in_force = findings.filter_map(|finding| in_force(finding, report));
        let settled = report.summary.by_status.waived + report.summary.by_status.attested;
        let attention = report.signatures.all().take(SHOWN).map(attention);
        Self {
            more: settled.saturating_sub(SHOWN),
            in_force: in_force.take(SHOWN).collect(),
            attention: attention.collect(),
        }
    }
}

fn in_force(finding: &Finding, report: &Report) -> Option<InForce> {
    let (owner, until, reason, place) = match finding.status {
        Status::Waived => {
            let waiver = finding.waiver.as_ref()?;
            (&waiver.owner, waiver.expires, &waiver.reason, &waiver.place)
        }
        Status::Attested => {
            let attestation = finding.attestation.as_ref()?;
            (
                &attestation.owner,
                attestation.expires,
                &attestation.statement,
                &attestation.place,
            )
        }
        Status::Fail | Status::Unknown | Status::Manual | Status::Pass | Status::NotApplicable => {
            return None;
        }
    };
    Some(InForce {
        mark: super::mark::Mark::of(finding.status),
        rule: short_id(&finding.rule),
        anchor: text::anchor(&finding.rule),
        severity: finding.severity.word(),
        name: text::subject(finding, &report.source.scope),
        owner: line(owner),
        until: until.to_string(),
        reason: line(reason),
        place: line(&place.to_string()),
    })
}

fn attention(signature: &Signature) -> Attention {
    Attention {
        what: signature.kind.word(),
        rule: short_id(&signature.rule),
        subject: line(&match &signature.part {
            Some(part) => format!("{} › {part}", signature.subject),
            None => signature.subject.clone(),
        }),
        owner: line(&signature.owner),
        why: line(&signature.why),
        place: line(&signature.place.to_string()),
    }
}

/// What was signed about a finding, in a sentence.
pub(super) fn words(finding: &Finding) -> Option<String> {
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
