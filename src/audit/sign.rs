//! Lays signatures over findings. A signature never makes a pass, never reaches a resource that nobody has seen, and counts
//! only until its date. Where several are for one finding, the closest description wins, even if it has expired: a deadline
//! that somebody set for one resource isn't undone by a wider waiver.

use super::finding::Finding;
use super::pattern::Pattern;
use super::policy::Policy;
use super::signature::{Attestation, NOTICE, Place, Signature, SignatureKind, Signatures, Waiver};
use super::status::{Standing, Status, Verdict};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use time::Date;

/// Signs the findings, and tells which signatures need attention. `rules` says whether a rule was judged in this run, and
/// `elsewhere` whether the signature is for a subject that the run's selection left out: of neither anything can be said.
pub(super) fn sign(
    findings: &mut [Finding],
    policy: &Policy,
    today: Date,
    judged: impl Fn(&str) -> bool,
    elsewhere: &[(&str, &str)],
) -> Signatures {
    let mut desk = Desk::new(policy, today);
    for finding in findings.iter_mut() {
        if !finding.subject.is_placeholder() {
            desk.sign(finding);
        }
    }
    desk.entries.retain(|entry| judged(entry.rule()));
    for entry in &mut desk.entries {
        let is_for = |(rule, subject): &(&str, &str)| {
            *rule == entry.rule() && entry.subject().matches(subject)
        };
        entry.fate.elsewhere = entry.fate.is_idle() && elsewhere.iter().any(is_for);
    }
    desk.report()
}

#[derive(Clone, Copy)]
enum Signed<'p> {
    Waiver(&'p Waiver),
    Attestation(&'p Attestation),
}

/// What became of a signature.
#[derive(Default)]
struct Fate<'p> {
    /// It settled a finding.
    settles: bool,
    /// It is for a finding that no such signature can settle.
    powerless: Option<&'static str>,
    /// It is for a finding that another one describes more closely.
    beaten_by: Option<&'p Place>,
    /// It is for a subject outside of the selection.
    elsewhere: bool,
}

impl Fate<'_> {
    fn is_idle(&self) -> bool {
        !self.settles && self.powerless.is_none() && self.beaten_by.is_none()
    }
}

struct Entry<'p> {
    signed: Signed<'p>,
    fate: Fate<'p>,
}

impl<'p> Entry<'p> {
    fn rule(&self) -> &'p str {
        match self.signed {
            Signed::Waiver(waiver) => &waiver.rule,
            Signed::Attestation(attestation) => &attestation.rule,
        }
    }

    fn subject(&self) -> &'p Pattern {
        match self.signed {
            Signed::Waiver(waiver) => &waiver.subject,
            Signed::Attestation(attestation) => &attestation.subject,
        }
    }

    fn place(&self) -> &'p Place {
        match self.signed {
            Signed::Waiver(waiver) => &waiver.place,
            Signed::Attestation(attestation) => &attestation.place,
        }
    }

    fn kind(&self) -> SignatureKind {
        match self.signed {
            Signed::Waiver(_) => SignatureKind::Waiver,
            Signed::Attestation(_) => SignatureKind::Attestation,
        }
    }

    fn expires(&self) -> Date {
        match self.signed {
            Signed::Waiver(waiver) => waiver.expires,
            Signed::Attestation(attestation) => attestation.expires(),
        }
    }

    /// A waiver is for one part: the next part of the same subject stays open.
    fn is_for(&self, folded_subject: &str, part: Option<&str>) -> bool {
        let same_part = match self.signed {
            Signed::Waiver(waiver) => {
                let folded = |part: &str| part.to_lowercase();
                waiver.part.as_deref().map(folded) == part.map(folded)
            }
            Signed::Attestation(_) => true,
        };
        same_part && self.subject().matches(folded_subject)
    }

    fn signature(&self, why: String) -> Signature {
        let (part, owner) = match self.signed {
            Signed::Waiver(waiver) => (waiver.part.clone(), &waiver.owner),
            Signed::Attestation(attestation) => (None, &attestation.owner),
        };
        Signature {
            kind: self.kind(),
            rule: self.rule().to_owned(),
            subject: self.subject().written().to_owned(),
            part,
            owner: owner.clone(),
            expires: self.expires(),
            why,
            place: self.place().clone(),
        }
    }
}

struct Desk<'p> {
    /// In the order of the config.
    entries: Vec<Entry<'p>>,
    /// By rule, the closest description first.
    by_rule: BTreeMap<&'p str, Vec<usize>>,
    today: Date,
}

impl<'p> Desk<'p> {
    fn new(policy: &'p Policy, today: Date) -> Self {
        let waivers = policy.waivers.iter().map(Signed::Waiver);
        let attestations = policy.attestations.iter().map(Signed::Attestation);
        let entries: Vec<Entry<'p>> = waivers
            .chain(attestations)
            .map(|signed| Entry {
                signed,
                fate: Fate::default(),
            })
            .collect();
        let mut by_rule: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, entry) in entries.iter().enumerate() {
            by_rule.entry(entry.rule()).or_default().push(at);
        }
        for places in by_rule.values_mut() {
            places.sort_by_key(|at| Reverse(entries[*at].subject().closeness()));
        }
        Self {
            entries,
            by_rule,
            today,
        }
    }

    fn sign(&mut self, finding: &mut Finding) {
        if !self.by_rule.contains_key(finding.rule.as_str()) {
            return;
        }
        let waiver = self.winner(finding, SignatureKind::Waiver);
        let attestation = self.winner(finding, SignatureKind::Attestation);
        for at in [waiver, attestation].into_iter().flatten() {
            match self.entries[at].signed {
                Signed::Waiver(waiver) => finding.waiver = Some(waiver.into()),
                Signed::Attestation(attestation) => finding.attestation = Some(attestation.into()),
            }
        }
        finding.standing = match (finding.verdict, &finding.waiver, &finding.attestation) {
            (_, None, None) => Standing::Open,
            // Where both are allowed, "it is done" says more than "we live with it".
            (Verdict::Manual, _, Some(_)) | (_, None, Some(_)) => Standing::Attested,
            (_, Some(_), _) => Standing::Waived,
        };
        let covers_unknown = finding.waiver.as_ref().is_some_and(|w| w.covers_unknown);
        finding.status = Status::of(finding.verdict, finding.standing, covers_unknown);
        for at in [waiver, attestation].into_iter().flatten() {
            self.note_fate(at, finding);
        }
    }

    /// The signature of this kind that counts for a finding. None if the closest one has expired.
    fn winner(&mut self, finding: &Finding, kind: SignatureKind) -> Option<usize> {
        let subject = finding.subject.id.to_lowercase();
        let part = finding.part.as_deref();
        let candidates = self.by_rule.get(finding.rule.as_str())?;
        let mut matching = candidates.iter().copied().filter(|at| {
            let entry = &self.entries[*at];
            entry.kind() == kind && entry.is_for(&subject, part)
        });
        let first = matching.next()?;
        let others: Vec<usize> = matching.collect();
        if can_be_open(finding.verdict) {
            let place = self.entries[first].place();
            for at in others {
                self.entries[at].fate.beaten_by.get_or_insert(place);
            }
        }
        (self.entries[first].expires() >= self.today).then_some(first)
    }

    fn note_fate(&mut self, at: usize, finding: &Finding) {
        let entry = &mut self.entries[at];
        let settled = match entry.kind() {
            SignatureKind::Waiver => Status::Waived,
            SignatureKind::Attestation => Status::Attested,
        };
        if finding.status == settled {
            entry.fate.settles = true;
            return;
        }
        let powerless = match (entry.kind(), finding.verdict) {
            (SignatureKind::Waiver, Verdict::Unknown) => {
                "evidence is missing, which it doesn't cover; `covers_unknown = true` would"
            }
            (SignatureKind::Attestation, Verdict::Unknown) => {
                "evidence is missing, which no attestation can replace"
            }
            (SignatureKind::Attestation, Verdict::Fail) => {
                "the rule is a check, which no attestation can settle"
            }
            (
                SignatureKind::Waiver | SignatureKind::Attestation,
                Verdict::Pass | Verdict::Fail | Verdict::Manual | Verdict::NotApplicable,
            ) => return,
        };
        entry.fate.powerless = Some(powerless);
    }

    fn report(&self) -> Signatures {
        let mut signatures = Signatures::default();
        for entry in &self.entries {
            self.sort(entry, &mut signatures);
        }
        signatures
    }

    fn sort(&self, entry: &Entry<'_>, signatures: &mut Signatures) {
        let expires = entry.expires();
        if expires < self.today {
            let why = format!("expired on {expires}; what it was for is open again");
            signatures.expired.push(entry.signature(why));
            return;
        }
        if let Some(place) = entry.fate.beaten_by {
            let why = format!("{place} describes a finding of it more closely and counts instead");
            signatures.overlapping.push(entry.signature(why));
        }
        if let Some(why) = entry.fate.powerless {
            signatures.not_allowed.push(entry.signature(why.to_owned()));
        }
        if entry.fate.settles && expires - self.today <= NOTICE {
            let why = match (expires - self.today).whole_days() {
                0 => "expires today".to_owned(),
                1 => format!("expires on {expires}, in 1 day"),
                days => format!("expires on {expires}, in {days} days"),
            };
            signatures.expiring.push(entry.signature(why));
        }
        if entry.fate.is_idle() && !entry.fate.elsewhere {
            let why = "matches no open finding".to_owned();
            signatures.unused.push(entry.signature(why));
        }
    }
}

/// True if the finding is open unless somebody signs it.
fn can_be_open(verdict: Verdict) -> bool {
    match verdict {
        Verdict::Fail | Verdict::Unknown | Verdict::Manual => true,
        Verdict::Pass | Verdict::NotApplicable => false,
    }
}
