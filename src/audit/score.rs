//! One number, one letter and how much of it is known. Missing evidence counts like a failure, so that nobody gains by
//! seeing less.

use super::finding::Finding;
use super::status::Status;
use crate::model::Severity;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A letter for the score, best first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub enum Grade {
    /// 90 and more.
    A,
    /// 80 and more.
    B,
    /// 70 and more.
    C,
    /// 50 and more, or a critical check is failed or undecided.
    D,
    /// Less, or there is no value.
    F,
}

impl Grade {
    fn of(value: u8) -> Self {
        match value {
            90.. => Self::A,
            80.. => Self::B,
            70.. => Self::C,
            50.. => Self::D,
            _ => Self::F,
        }
    }
}

/// How well the estate is prepared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Score {
    /// Weighted share of passed checks in percent, rounded down; null if nothing was scored or a listing is incomplete.
    #[schemars(range(min = 0, max = 100))]
    pub value: Option<u8>,
    /// The letter.
    pub grade: Grade,
    /// Share of scored checks that could be decided, in percent, rounded down; 0 if there is none.
    #[schemars(range(min = 0, max = 100))]
    pub coverage: u8,
}

/// What one rule says of one subject, all parts together.
struct Check {
    severity: Severity,
    passed: bool,
    decided: bool,
}

/// The checks that count. One that judges a resource part by part counts once, by its worst part: a list that is lost leaves
/// one unknown, which must not weigh less than the failures that were on it.
fn checks(findings: &[Finding]) -> BTreeMap<(&str, &str), Check> {
    let mut checks: BTreeMap<(&str, &str), Check> = BTreeMap::new();
    for finding in findings {
        let (passed, decided) = match finding.status {
            Status::Pass => (true, true),
            Status::Fail => (false, true),
            Status::Unknown => (false, false),
            Status::Manual | Status::Waived | Status::Attested | Status::NotApplicable => continue,
        };
        let check = checks.entry((&finding.rule, &finding.subject.id));
        let check = check.or_insert(Check { severity: finding.severity, passed, decided });
        check.passed &= passed;
        check.decided &= decided;
    }
    checks
}

/// Scores findings. `incomplete` if a listing was not read in full: then nobody knows how many checks there should be.
#[must_use]
pub fn score(findings: &[Finding], incomplete: bool) -> Score {
    let (mut passed, mut scored) = (0, 0);
    let (mut decided, mut counted) = (0, 0);
    let mut critical_open = false;
    for check in checks(findings).values() {
        let weight = check.severity.weight();
        passed += weight * u64::from(check.passed);
        scored += weight;
        decided += u64::from(check.decided && weight > 0);
        counted += u64::from(weight > 0);
        critical_open |= !check.passed && check.severity == Severity::Critical;
    }
    let value = percent(passed, scored).filter(|_| !incomplete);
    // Without a value the share isn't known, and an unknown share may not look better than the worst one.
    let grade = value.map_or(Grade::F, Grade::of);
    Score {
        value,
        grade: if critical_open { grade.max(Grade::D) } else { grade },
        coverage: percent(decided, counted).unwrap_or(0),
    }
}

fn percent(part: u64, whole: u64) -> Option<u8> {
    (100 * part).checked_div(whole).and_then(|share| u8::try_from(share).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::finding::sample;

    fn scored(findings: &[(Severity, Status)], incomplete: bool) -> Score {
        let findings = findings.iter().enumerate().map(|(number, &(severity, status))| {
            let mut finding = sample(severity, status);
            std::sync::Arc::make_mut(&mut finding.subject).id += &number.to_string();
            finding
        });
        score(&findings.collect::<Vec<_>>(), incomplete)
    }

    #[test]
    fn the_parts_of_a_resource_are_one_check() {
        use Severity::{High, Low};
        let parts = |statuses: &[Status]| {
            let of_parts = statuses.iter().map(|&status| sample(High, status));
            let mut other = sample(Low, Status::Pass);
            std::sync::Arc::make_mut(&mut other.subject).id += "-other";
            score(&of_parts.chain([other]).collect::<Vec<_>>(), false)
        };
        let three = parts(&[Status::Fail, Status::Fail, Status::Waived]);
        assert_eq!((three.value, three.coverage), (Some(16), 100));
        // The list is lost: no better than before.
        let lost = parts(&[Status::Unknown]);
        assert_eq!((lost.value, lost.coverage), (Some(16), 50));
        assert_eq!(parts(&[Status::Fail, Status::Unknown]).coverage, 50);
        assert_eq!(parts(&[Status::Pass, Status::Pass]).value, Some(100));
        assert_eq!(parts(&[Status::Waived, Status::Waived]).value, Some(100));
        assert_eq!(parts(&[Status::Waived, Status::Pass, Status::Fail]).value, Some(16));
    }

    #[test]
    fn unknown_weighs_like_fail_and_shares_are_rounded_down() {
        use Severity::{Critical, High, Info, Low};
        let all = [
            (Critical, Status::Pass),
            (High, Status::Fail),
            (High, Status::Unknown),
            (Low, Status::Pass),
            (Info, Status::Fail),
            (Critical, Status::Waived),
            (Critical, Status::Manual),
            (Critical, Status::NotApplicable),
        ];
        // 11 of 21, 3 of 4 decided.
        assert_eq!(scored(&all, false), Score { value: Some(52), grade: Grade::D, coverage: 75 });
    }

    #[test]
    fn an_open_critical_caps_the_grade_but_not_the_value() {
        let mut many = vec![(Severity::Critical, Status::Pass); 30];
        assert_eq!(scored(&many, false).grade, Grade::A);
        for bad in [Status::Fail, Status::Unknown] {
            many[0].1 = bad;
            let score = scored(&many, false);
            assert_eq!((score.value, score.grade), (Some(96), Grade::D));
        }
    }

    #[test]
    fn an_incomplete_listing_or_nothing_to_score_leaves_no_value_and_the_worst_grade() {
        let pass = [(Severity::High, Status::Pass)];
        let score = scored(&pass, true);
        assert_eq!((score.value, score.grade, score.coverage), (None, Grade::F, 100));
        for nothing in
            [&[][..], &[(Severity::Info, Status::Fail)], &[(Severity::High, Status::Manual)]]
        {
            let score = scored(nothing, false);
            assert_eq!((score.value, score.grade, score.coverage), (None, Grade::F, 0));
        }
    }
}
