//! The gate: may a pipeline go on? Three answers, since "nobody knows" is neither yes nor no, each with its reasons in words.

use super::finding::Finding;
use super::policy::Policy;
use super::score::Score;
use super::status::Status;
use crate::model::{OnUnknown, Severity};
use crate::text::{count, plural};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// May a pipeline go on?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// Yes.
    Pass,
    /// No.
    Fail,
    /// Nobody knows: evidence is missing.
    Undecided,
}

impl Decision {
    /// The exit code of the process.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Pass => 0,
            Self::Fail => 1,
            Self::Undecided => 3,
        }
    }
}

/// The gate's decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Gate {
    /// The answer.
    pub decision: Decision,
    /// The threshold; null means that findings never move the gate.
    pub fail_on: Option<Severity>,
    /// Why, in words; what failed comes first.
    pub reasons: Vec<String>,
}

/// How far the audit could see: what the gate must know besides findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditReach {
    /// Foundry accounts that were judged.
    pub accounts: usize,
    /// Subscriptions in scope.
    pub subscriptions: usize,
    /// Subscriptions that weren't seen, or whose accounts weren't listed in full.
    pub unread_subscriptions: Vec<String>,
    /// How long ago the oldest of the reads was made.
    pub oldest: Option<Duration>,
    /// Listings of accounts, projects, hosts or connections that weren't read in full: what they hide can't be judged.
    pub open_listings: usize,
}

/// Decides. A failure beats missing evidence, which beats everything else.
#[must_use]
pub fn gate(findings: &[Finding], score: &Score, reach: &AuditReach, policy: &Policy) -> Gate {
    let mut reasons = Reasons::default();
    match policy.fail_on {
        Some(threshold) => {
            reasons.add_findings(findings, threshold, policy);
            reasons.add_gaps(reach);
        }
        None => reasons.notes.push("fail-on never: findings don't move the gate".to_owned()),
    }
    if let Some(least) = policy.min_score {
        reasons.add_score(score, least);
    }
    if !policy.allow_empty {
        reasons.add_emptiness(findings, reach);
    }
    if let Some(most) = policy.max_age {
        reasons.add_age(reach.oldest, most);
    }
    reasons.decide(policy.fail_on)
}

/// A time in its largest unit that leaves two digits or one: `90 min`, `26 h`, `3 days`.
fn describe_age(age: Duration) -> String {
    match age.as_secs() {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds @ 120..7_200 => format!("{} min", seconds / 60),
        seconds @ 7_200..172_800 => format!("{} h", seconds / 3_600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

#[derive(Default)]
struct Reasons {
    failed: Vec<String>,
    undecided: Vec<String>,
    notes: Vec<String>,
}

impl Reasons {
    fn add_findings(&mut self, findings: &[Finding], threshold: Severity, policy: &Policy) {
        let gated = || findings.iter().filter(|f| f.severity.at_least(threshold));
        let of = |status: Status| gated().filter(move |f| f.status == status);
        let failed = FindingTally::of(of(Status::Fail));
        if failed.total > 0 {
            self.failed.push(format!("{} open (fail-on {threshold})", failed.describe("finding")));
        }
        let manual = FindingTally::of(of(Status::Manual));
        if policy.require_attestations && manual.total > 0 {
            self.failed.push(format!("{} not signed", manual.describe("attestation")));
        }
        let waived = FindingTally::of(of(Status::Waived));
        if waived.total > 0 {
            self.notes.push(format!("{} waived", waived.describe("finding")));
        }
        let hidden = FindingTally::of(of(Status::Unknown).filter(|f| f.subject.is_placeholder()));
        let unknown = FindingTally::of(of(Status::Unknown).filter(|f| !f.subject.is_placeholder()));
        if unknown.total > 0 {
            let words = unknown.describe("check");
            match policy.on_unknown {
                OnUnknown::Undecided => self.undecided.push(format!("{words} undecided")),
                OnUnknown::Ignore => {
                    self.notes.push(format!("{words} undecided and ignored (on-unknown ignore)"))
                }
            }
        }
        if hidden.total > 0 {
            self.undecided.push(format!(
                "{} undecided on resources that couldn't be listed",
                hidden.describe("check")
            ));
        }
    }

    fn add_gaps(&mut self, reach: &AuditReach) {
        if !reach.unread_subscriptions.is_empty() {
            self.undecided.push(format!(
                "{} not read in full: {}",
                count(reach.unread_subscriptions.len(), "subscription"),
                reach.unread_subscriptions.join(", ")
            ));
        }
        if reach.open_listings > 0 {
            self.undecided.push(format!(
                "{} of accounts, projects, hosts or connections incomplete",
                count(reach.open_listings, "listing")
            ));
        }
    }

    fn add_score(&mut self, score: &Score, least: u8) {
        match score.value {
            Some(value) if score.coverage == 100 && value < least => {
                self.failed.push(format!("score {value} is below {least} (min-score)"))
            }
            Some(_) if score.coverage == 100 => {}
            Some(_) => self.undecided.push(format!(
                "min-score {least} needs full coverage, but {} % of the checks are decided",
                score.coverage
            )),
            None => {
                self.undecided.push(format!("min-score {least} needs a score, but there is none"))
            }
        }
    }

    /// The oldest read counts, not the time at which the run ended: a resumed snapshot keeps what an earlier run had read.
    fn add_age(&mut self, oldest: Option<Duration>, most: Duration) {
        match oldest {
            Some(age) if age <= most => {}
            Some(age) => self.undecided.push(format!(
                "the oldest evidence is {} old, max-age is {}",
                describe_age(age),
                describe_age(most)
            )),
            None => {
                self.undecided.push("nothing tells how old the evidence is (max-age)".to_owned())
            }
        }
    }

    fn add_emptiness(&mut self, findings: &[Finding], reach: &AuditReach) {
        if reach.accounts == 0 {
            self.undecided.push(format!(
                "nothing to audit: 0 Foundry accounts in {}",
                count(reach.subscriptions, "subscription")
            ));
        } else if findings.is_empty() {
            self.undecided
                .push("nothing was judged: no rule of this run applies to what is selected".into());
        }
    }

    fn decide(self, fail_on: Option<Severity>) -> Gate {
        let decision = if !self.failed.is_empty() {
            Decision::Fail
        } else if !self.undecided.is_empty() {
            Decision::Undecided
        } else {
            Decision::Pass
        };
        let mut reasons = self.failed;
        reasons.extend(self.undecided);
        if let (Decision::Pass, Some(threshold)) = (decision, fail_on) {
            reasons.push(match threshold {
                Severity::Critical => "no critical finding is open".into(),
                Severity::High | Severity::Medium | Severity::Low | Severity::Info => {
                    format!("no finding of severity {threshold} or worse is open")
                }
            });
        }
        reasons.extend(self.notes);
        Gate { decision, fail_on, reasons }
    }
}

/// Findings, counted.
struct FindingTally {
    /// `2 critical, 1 high`.
    by_severity: String,
    total: usize,
}

impl FindingTally {
    fn of<'a>(findings: impl Iterator<Item = &'a Finding>) -> Self {
        let findings: Vec<&Finding> = findings.collect();
        let parts: Vec<String> = by_severity(&findings).collect();
        Self { by_severity: parts.join(", "), total: findings.len() }
    }

    /// `2 critical, 1 high finding(s)` in proper words.
    fn describe(&self, noun: &str) -> String {
        format!("{} {}", self.by_severity, plural(self.total, noun))
    }
}

/// How many of the findings are of each severity, worst first: `2 critical`, `14 high`.
pub(crate) fn by_severity(findings: &[&Finding]) -> impl Iterator<Item = String> {
    let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
    let numbers = Severity::ALL.into_iter().map(move |severity| (count(severity), severity));
    numbers
        .filter(|(number, _)| *number > 0)
        .map(|(number, severity)| format!("{number} {severity}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::finding::sample;
    use crate::audit::score::score;

    fn one_account() -> AuditReach {
        AuditReach { accounts: 1, subscriptions: 1, ..AuditReach::default() }
    }

    fn decide(findings: &[(Severity, Status)], policy: &Policy) -> Gate {
        let findings: Vec<Finding> = findings.iter().map(|&(s, st)| sample(s, st)).collect();
        gate(&findings, &score(&findings, false), &one_account(), policy)
    }

    #[test]
    fn a_failure_beats_missing_evidence_and_both_are_named() {
        let gate = decide(
            &[
                (Severity::Critical, Status::Fail),
                (Severity::Critical, Status::Fail),
                (Severity::Critical, Status::Unknown),
                (Severity::High, Status::Fail),
            ],
            &Policy::default(),
        );
        assert_eq!(gate.decision, Decision::Fail);
        assert_eq!(
            gate.reasons,
            ["2 critical findings open (fail-on critical)", "1 critical check undecided"]
        );
    }

    #[test]
    fn the_threshold_takes_in_what_is_worse() {
        let findings = [
            (Severity::Critical, Status::Fail),
            (Severity::High, Status::Fail),
            (Severity::Medium, Status::Fail),
        ];
        let policy = Policy { fail_on: Some(Severity::High), ..Policy::default() };
        assert_eq!(
            decide(&findings, &policy).reasons,
            ["1 critical, 1 high findings open (fail-on high)"]
        );
        assert_eq!(
            decide(&findings[2..], &policy).decision,
            Decision::Pass,
            "a medium finding is below high"
        );
    }

    #[test]
    fn unknown_is_undecided_unless_ignored_and_then_named() {
        let findings = [(Severity::Critical, Status::Unknown)];
        assert_eq!(decide(&findings, &Policy::default()).decision, Decision::Undecided);
        let lenient = Policy { on_unknown: OnUnknown::Ignore, ..Policy::default() };
        let gate = decide(&findings, &lenient);
        assert_eq!(gate.decision, Decision::Pass);
        assert!(gate.reasons[1].contains("on-unknown ignore"), "{gate:?}");
    }

    #[test]
    fn ignoring_unknowns_never_covers_what_could_not_be_listed() {
        let mut hidden = sample(Severity::Critical, Status::Unknown);
        std::sync::Arc::make_mut(&mut hidden.subject).id += "/projects/*";
        let lenient = Policy { on_unknown: OnUnknown::Ignore, ..Policy::default() };
        let findings = [hidden];
        let score = score(&findings, true);
        let gate = gate(&findings, &score, &one_account(), &lenient);
        assert_eq!(gate.decision, Decision::Undecided);
    }

    #[test]
    fn an_unsigned_attestation_matters_only_if_asked_for() {
        let findings = [(Severity::Critical, Status::Manual)];
        assert_eq!(decide(&findings, &Policy::default()).decision, Decision::Pass);
        let strict = Policy { require_attestations: true, ..Policy::default() };
        assert_eq!(decide(&findings, &strict).decision, Decision::Fail);
    }

    #[test]
    fn nothing_found_is_not_green() {
        let score = score(&[], false);
        let empty = AuditReach { accounts: 0, subscriptions: 3, ..AuditReach::default() };
        let strict = gate(&[], &score, &empty, &Policy::default());
        assert_eq!(strict.decision, Decision::Undecided);
        assert_eq!(strict.reasons, ["nothing to audit: 0 Foundry accounts in 3 subscriptions"]);
        let lenient = Policy { allow_empty: true, ..Policy::default() };
        assert_eq!(gate(&[], &score, &empty, &lenient).decision, Decision::Pass);
    }

    #[test]
    fn a_minimum_score_is_met_only_with_full_coverage() {
        let policy = Policy { min_score: Some(80), ..Policy::default() };
        let mut findings = vec![(Severity::High, Status::Pass); 9];
        assert_eq!(decide(&findings, &policy).decision, Decision::Pass);
        findings.push((Severity::Low, Status::Unknown));
        assert_eq!(decide(&findings, &policy).decision, Decision::Undecided);
        findings.pop();
        findings.extend(vec![(Severity::High, Status::Fail); 5]);
        assert_eq!(decide(&findings, &policy).decision, Decision::Fail);
    }

    #[test]
    fn an_unread_subscription_or_a_cut_listing_is_undecided_even_without_findings_about_it() {
        let findings = [sample(Severity::Critical, Status::Pass)];
        let score = score(&findings, false);
        for reach in [
            AuditReach { unread_subscriptions: vec!["prod".into()], ..one_account() },
            AuditReach { open_listings: 1, ..one_account() },
        ] {
            let gate = gate(&findings, &score, &reach, &Policy::default());
            assert_eq!(gate.decision, Decision::Undecided, "{reach:?}");
        }
    }
}
