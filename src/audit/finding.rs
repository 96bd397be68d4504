//! One rule's word on one subject, with its evidence and its remedy.

use super::exception::{AttestationRecord, WaiverRecord};
use super::select::Selection;
use super::status::{Standing, Status, Verdict};
use super::undecided::Undecided;
use crate::estate::{Presence, Subject};
use crate::model::{Fact, Kind, Provenance, ResourceId, Severity, Value, Why};
use crate::rule::{Judgement, Remedy, Rule, RuleVerdict};
use crate::text::hex;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// One rule's word on one subject, or on one part of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// The rule's severity in this run.
    pub severity: Severity,
    /// What it counts as.
    pub status: Status,
    /// What the rule said.
    pub verdict: Verdict,
    /// What people said about it.
    pub standing: Standing,
    /// What was judged.
    pub subject: Arc<SubjectRef>,
    /// The part of the subject, for rules that judge each element of a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// One sentence without a final stop.
    pub message: String,
    /// The facts that the rule read.
    pub evidence: Vec<Evidence>,
    /// What to do; for fail, unknown and manual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remediation: Option<Remedy>,
    /// The waiver that is for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<WaiverRecord>,
    /// The attestation that is for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attestation: Option<AttestationRecord>,
    /// Hex SHA-256 of rule, folded subject id and folded part: stays the same from run to run.
    pub fingerprint: String,
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SubjectRef {
    /// Its id as Azure writes it; ends in `/*` if it stands for what an incomplete listing may have held.
    pub id: String,
    /// Its kind.
    pub kind: Kind,
    /// Its bare name.
    pub name: String,
    /// Its region's programmatic name.
    pub region: Option<String>,
    /// Its subscription's id.
    pub subscription: Option<String>,
    /// Its resource group's name.
    pub resource_group: Option<String>,
    /// The only Foundry account that it belongs to.
    pub account: Option<String>,
    /// The projects that it belongs to or that use it.
    pub projects: Vec<String>,
    /// Where it stands in the files that were audited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
}

impl SubjectRef {
    /// How a subject is named in the report.
    #[must_use]
    pub fn of(subject: &Subject) -> Self {
        let written = |id: &crate::model::ResourceId| id.written().to_owned();
        Self {
            id: written(&subject.id),
            kind: subject.kind,
            name: subject.name.clone(),
            region: subject.region.as_ref().map(ToString::to_string),
            subscription: subject.id.subscription().map(str::to_owned),
            resource_group: subject.id.resource_group().map(str::to_owned),
            account: subject.account.as_ref().map(written),
            projects: subject.projects.iter().map(written).collect(),
            origin: None,
        }
    }

    /// True for a placeholder of what an incomplete listing may have held.
    #[must_use]
    pub fn is_placeholder(&self) -> bool {
        ResourceId::listing_of(&self.id).is_some()
    }
}

/// A place in an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Origin {
    /// The input's name, as in `source.inputs`.
    pub input: String,
    /// The line, counted from 1.
    pub line: u32,
    /// Where in the line: a JSON pointer (RFC 6901). None where the line tells only that the read gave nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
}

/// One fact that a rule read: a value, or why there is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// The fact's name.
    pub fact: String,
    /// Its value; null is a value.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub value: Option<Json>,
    /// Why it isn't known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
    /// Indexes into the report's `reads`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests: Option<Vec<u32>>,
    /// Index into the report's `read_groups`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<u32>,
}

/// A value that is there is some value, even if it is null.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Json>, D::Error> {
    Json::deserialize(deserializer).map(Some)
}

impl Evidence {
    /// Of a list that is judged element by element, the element alone: the others are no evidence of this finding, and a
    /// long list told with each of its elements would be a report as long as its square.
    fn of(fact: &str, held: Option<&Fact>, element: Option<&Value>) -> Self {
        let (value, missing) = match held {
            Some(Fact::Known(..)) if element.is_some() => {
                (Some(serde_json::json!([element])), None)
            }
            Some(Fact::Known(value, _)) => (Some(serde_json::json!(value)), None),
            Some(Fact::Missing(why, _)) => (None, Some(why.to_string())),
            None => (None, Some(Why::NotRead.to_string())),
        };
        let (requests, group) = match held.map_or(&Provenance::None, Fact::provenance) {
            Provenance::Group(group) => (None, Some(group.0)),
            some @ (Provenance::None | Provenance::One(_) | Provenance::Few(_)) => {
                let reads = some.reads().iter().map(|read| read.0).collect();
                (Some(reads), None)
            }
        };
        Self { fact: fact.to_owned(), value, missing, requests, group }
    }
}

/// Makes the finding of a judgement, with the rule's own severity and unsigned.
pub(super) fn finding(
    rule: &Rule,
    subject: &Subject,
    judgement: Judgement,
    selection: &Selection<'_>,
    undecided: &Undecided<'_>,
    named: Arc<SubjectRef>,
) -> Finding {
    let concern = concern(rule, subject, &judgement, selection);
    // What isn't judged has no parts.
    let part = match concern {
        Concern::Elsewhere(_) => None,
        Concern::Selected | Concern::Open => judgement.part.clone(),
    };
    let (verdict, message) = match concern {
        Concern::Selected => lawful(subject, &judgement, undecided),
        Concern::Open => (Verdict::Unknown, OPEN.to_owned()),
        Concern::Elsewhere(reason) => (Verdict::NotApplicable, reason.to_owned()),
    };
    let facts = match concern {
        Concern::Elsewhere(_) => &[][..],
        Concern::Selected | Concern::Open => &judgement.facts,
    };
    let status = Status::of(verdict, Standing::Open, false);
    Finding {
        rule: rule.id.clone(),
        severity: rule.severity,
        status,
        verdict,
        standing: Standing::Open,
        message,
        evidence: facts
            .iter()
            .map(|name| {
                let element = judgement.element.as_ref();
                let element = element.filter(|(list, _)| list == name);
                Evidence::of(name, subject.fact(name), element.map(|(_, element)| element))
            })
            .collect(),
        remediation: judgement.remedy.filter(|_| status.is_open()),
        waiver: None,
        attestation: None,
        fingerprint: fingerprint(&rule.id, subject.id.folded(), part.as_deref()),
        part,
        subject: named,
    }
}

/// Whether a judgement is about what is selected.
enum Concern {
    Selected,
    /// Perhaps: what is selected isn't all known.
    Open,
    /// No, for this reason.
    Elsewhere(&'static str),
}

const OPEN: &str = "not known: whether it reaches what is selected";

/// With a narrower selection, a rule about whole subscriptions has nothing to say, unless it says from which scopes each
/// of its findings comes: those that reach something selected are about it.
fn concern(
    rule: &Rule,
    subject: &Subject,
    judgement: &Judgement,
    selection: &Selection<'_>,
) -> Concern {
    let narrower = selection
        .narrower_than_subscription()
        .filter(|_| subject.kind == Kind::Subscription && !subject.is_placeholder());
    let Some(reason) = narrower else {
        return Concern::Selected;
    };
    let scopes = rule.scopes(subject, judgement.part.as_deref());
    match scopes.map(|scopes| selection.reaches(&subject.id, &scopes)) {
        Some(Some(true)) => Concern::Selected,
        Some(None) => Concern::Open,
        Some(Some(false)) | None => Concern::Elsewhere(reason),
    }
}

/// The last line of defence of the law that losing evidence never helps: nothing passes on a subject whose body wasn't read,
/// and a placeholder is unknown for every rule.
fn lawful(
    subject: &Subject,
    judgement: &Judgement,
    undecided: &Undecided<'_>,
) -> (Verdict, String) {
    let verdict = Verdict::from(&judgement.verdict);
    match (&subject.presence, verdict) {
        (Presence::Found, _)
        | (_, Verdict::Unknown)
        | (Presence::Unread(..), Verdict::Fail | Verdict::Manual | Verdict::NotApplicable) => {
            if let RuleVerdict::Unknown(reasons) = &judgement.verdict {
                return (verdict, undecided.text(subject, reasons));
            }
            (verdict, judgement.message.clone())
        }
        (Presence::Unread(..), Verdict::Pass)
        | (
            Presence::Placeholder(..),
            Verdict::Pass | Verdict::Fail | Verdict::Manual | Verdict::NotApplicable,
        ) => (Verdict::Unknown, undecided.text(subject, &[])),
    }
}

/// What identifies a finding from run to run: hex SHA-256 of `rule\nsubject\npart`, all in lower case but the rule; without
/// a part the last line is empty.
pub(super) fn fingerprint(rule: &str, folded_subject: &str, part: Option<&str>) -> String {
    let part = part.unwrap_or_default().to_lowercase();
    hex(&Sha256::digest(format!("{rule}\n{folded_subject}\n{part}")))
}

/// Sorts findings by rule, subject and part. Of several with one fingerprint (one cut listing may stand in for several kinds)
/// the worst stays.
pub(super) fn sort(findings: &mut Vec<Finding>) {
    findings.sort_by_cached_key(|finding| {
        (
            finding.rule.clone(),
            finding.subject.id.to_lowercase(),
            finding.part.as_ref().map(|part| part.to_lowercase()),
            finding.status,
            finding.subject.kind,
        )
    });
    findings.dedup_by(|later, earlier| later.fingerprint == earlier.fingerprint);
}

/// A finding for tests.
#[cfg(test)]
pub(crate) fn sample(severity: Severity, status: Status) -> Finding {
    let verdict = match status {
        Status::Fail | Status::Waived => Verdict::Fail,
        Status::Unknown => Verdict::Unknown,
        Status::Manual | Status::Attested => Verdict::Manual,
        Status::Pass => Verdict::Pass,
        Status::NotApplicable => Verdict::NotApplicable,
    };
    let id = crate::model::ResourceId::new(
        "/subscriptions/s1/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/a",
    );
    let subject = Subject::new(Kind::FoundryAccount, id, Presence::Found, vec![]);
    Finding {
        rule: "FDR-DEL-001".into(),
        severity,
        status,
        verdict,
        standing: Standing::Open,
        subject: Arc::new(SubjectRef::of(&subject)),
        part: None,
        message: "no delete lock".into(),
        evidence: vec![],
        remediation: None,
        waiver: None,
        attestation: None,
        fingerprint: fingerprint("FDR-DEL-001", subject.id.folded(), None),
    }
}
