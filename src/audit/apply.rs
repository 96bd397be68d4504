//! Applies waivers and attestations to findings. None of them ever makes a pass or reaches a resource that nobody has seen,
//! and each counts only until its date. Where several are for one finding, the closest description wins, even if it has
//! expired: a deadline that somebody set for one resource isn't undone by a wider waiver.

use super::exception::{
    Attestation, ConfigPlace, Exception, ExceptionKind, Exceptions, NOTICE, Waiver,
};
use super::finding::Finding;
use super::pattern::Pattern;
use super::policy::Policy;
use super::status::{Standing, Status, Verdict};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use time::Date;

/// Settles findings, and reports which entries need attention. `judged` says whether a rule was judged in this run, and
/// `elsewhere` which subjects the run's selection left out: of neither anything can be said.
pub(super) fn apply(
    findings: &mut [Finding],
    policy: &Policy,
    today: Date,
    judged: impl Fn(&str) -> bool,
    elsewhere: &[(&str, &str)],
) -> Exceptions {
    let mut index = ExceptionIndex::new(policy, today);
    for finding in findings.iter_mut() {
        if !finding.subject.is_placeholder() {
            index.apply(finding);
        }
    }
    index.entries.retain(|entry| judged(entry.rule()));
    for entry in &mut index.entries {
        let is_for = |(rule, subject): &(&str, &str)| {
            *rule == entry.rule() && entry.subject().matches(subject)
        };
        entry.effect.elsewhere = entry.effect.is_idle() && elsewhere.iter().any(is_for);
    }
    index.report()
}

#[derive(Clone, Copy)]
enum Declared<'p> {
    Waiver(&'p Waiver),
    Attestation(&'p Attestation),
}

/// What a waiver or an attestation does.
#[derive(Default)]
struct Effect<'p> {
    /// It settled a finding.
    settles: bool,
    /// It is for a finding that no such entry can settle.
    powerless: Option<&'static str>,
    /// It is for a finding that another one describes more closely.
    beaten_by: Option<&'p ConfigPlace>,
    /// It is for a subject outside of the selection.
    elsewhere: bool,
}

impl Effect<'_> {
    fn is_idle(&self) -> bool {
        !self.settles && self.powerless.is_none() && self.beaten_by.is_none()
    }
}

struct Entry<'p> {
    declared: Declared<'p>,
    effect: Effect<'p>,
}

impl<'p> Entry<'p> {
    fn rule(&self) -> &'p str {
        match self.declared {
            Declared::Waiver(waiver) => &waiver.rule,
            Declared::Attestation(attestation) => &attestation.rule,
        }
    }

    fn subject(&self) -> &'p Pattern {
        match self.declared {
            Declared::Waiver(waiver) => &waiver.subject,
            Declared::Attestation(attestation) => &attestation.subject,
        }
    }

    fn place(&self) -> &'p ConfigPlace {
        match self.declared {
            Declared::Waiver(waiver) => &waiver.place,
            Declared::Attestation(attestation) => &attestation.place,
        }
    }

    fn kind(&self) -> ExceptionKind {
        match self.declared {
            Declared::Waiver(_) => ExceptionKind::Waiver,
            Declared::Attestation(_) => ExceptionKind::Attestation,
        }
    }

    fn expires(&self) -> Date {
        match self.declared {
            Declared::Waiver(waiver) => waiver.expires,
            Declared::Attestation(attestation) => attestation.expires(),
        }
    }

    /// A waiver is for one part: the next part of the same subject stays open.
    fn is_for(&self, folded_subject: &str, part: Option<&str>) -> bool {
        let same_part = match self.declared {
            Declared::Waiver(waiver) => {
                let folded = |part: &str| part.to_lowercase();
                waiver.part.as_deref().map(folded) == part.map(folded)
            }
            Declared::Attestation(_) => true,
        };
        same_part && self.subject().matches(folded_subject)
    }

    fn exception(&self, why: String) -> Exception {
        let (part, owner) = match self.declared {
            Declared::Waiver(waiver) => (waiver.part.clone(), &waiver.owner),
            Declared::Attestation(attestation) => (None, &attestation.owner),
        };
        Exception {
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

struct ExceptionIndex<'p> {
    /// In the order of the config.
    entries: Vec<Entry<'p>>,
    /// By rule, the closest description first.
    by_rule: BTreeMap<&'p str, Vec<usize>>,
    today: Date,
}

impl<'p> ExceptionIndex<'p> {
    fn new(policy: &'p Policy, today: Date) -> Self {
        let waivers = policy.waivers.iter().map(Declared::Waiver);
        let attestations = policy.attestations.iter().map(Declared::Attestation);
        let entries: Vec<Entry<'p>> = waivers
            .chain(attestations)
            .map(|declared| Entry { declared, effect: Effect::default() })
            .collect();
        let mut by_rule: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, entry) in entries.iter().enumerate() {
            by_rule.entry(entry.rule()).or_default().push(at);
        }
        for places in by_rule.values_mut() {
            places.sort_by_key(|at| Reverse(entries[*at].subject().closeness()));
        }
        Self { entries, by_rule, today }
    }

    fn apply(&mut self, finding: &mut Finding) {
        if !self.by_rule.contains_key(finding.rule.as_str()) {
            return;
        }
        let waiver = self.winner(finding, ExceptionKind::Waiver);
        let attestation = self.winner(finding, ExceptionKind::Attestation);
        for at in [waiver, attestation].into_iter().flatten() {
            match self.entries[at].declared {
                Declared::Waiver(waiver) => finding.waiver = Some(waiver.into()),
                Declared::Attestation(attestation) => {
                    finding.attestation = Some(attestation.into())
                }
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
            self.note_effect(at, finding);
        }
    }

    /// The entry of this kind that counts for a finding. None if the closest one has expired.
    fn winner(&mut self, finding: &Finding, kind: ExceptionKind) -> Option<usize> {
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
                self.entries[at].effect.beaten_by.get_or_insert(place);
            }
        }
        (self.entries[first].expires() >= self.today).then_some(first)
    }

    fn note_effect(&mut self, at: usize, finding: &Finding) {
        let entry = &mut self.entries[at];
        let settled = match entry.kind() {
            ExceptionKind::Waiver => Status::Waived,
            ExceptionKind::Attestation => Status::Attested,
        };
        if finding.status == settled {
            entry.effect.settles = true;
            return;
        }
        let powerless = match (entry.kind(), finding.verdict) {
            (ExceptionKind::Waiver, Verdict::Unknown) => {
                "evidence is missing, which it doesn't cover; `covers_unknown = true` would"
            }
            (ExceptionKind::Attestation, Verdict::Unknown) => {
                "evidence is missing, which no attestation can replace"
            }
            (ExceptionKind::Attestation, Verdict::Fail) => {
                "the rule is a check, which no attestation can settle"
            }
            (
                ExceptionKind::Waiver | ExceptionKind::Attestation,
                Verdict::Pass | Verdict::Fail | Verdict::Manual | Verdict::NotApplicable,
            ) => return,
        };
        entry.effect.powerless = Some(powerless);
    }

    fn report(&self) -> Exceptions {
        let mut exceptions = Exceptions::default();
        for entry in &self.entries {
            self.sort(entry, &mut exceptions);
        }
        exceptions
    }

    fn sort(&self, entry: &Entry<'_>, exceptions: &mut Exceptions) {
        let expires = entry.expires();
        if expires < self.today {
            let why = format!("expired on {expires}; what it was for is open again");
            exceptions.expired.push(entry.exception(why));
            return;
        }
        if let Some(place) = entry.effect.beaten_by {
            let why = format!("{place} describes a finding of it more closely and counts instead");
            exceptions.overlapping.push(entry.exception(why));
        }
        if let Some(why) = entry.effect.powerless {
            exceptions.not_allowed.push(entry.exception(why.to_owned()));
        }
        if entry.effect.settles && expires - self.today <= NOTICE {
            let why = match (expires - self.today).whole_days() {
                0 => "expires today".to_owned(),
                1 => format!("expires on {expires}, in 1 day"),
                days => format!("expires on {expires}, in {days} days"),
            };
            exceptions.expiring.push(entry.exception(why));
        }
        if entry.effect.is_idle() && !entry.effect.elsewhere {
            let why = "matches no open finding".to_owned();
            exceptions.unused.push(entry.exception(why));
        }
    }
}

/// True if the finding is open unless an entry settles it.
fn can_be_open(verdict: Verdict) -> bool {
    match verdict {
        Verdict::Fail | Verdict::Unknown | Verdict::Manual => true,
        Verdict::Pass | Verdict::NotApplicable => false,
    }
}
