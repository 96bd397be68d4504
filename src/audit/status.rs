//! Verdict, standing and status: what a rule said, what people said about that, and what counts. Only the status moves the
//! gate and the score.

use crate::rule;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a rule said about a subject.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The condition holds.
    Pass,
    /// It doesn't.
    Fail,
    /// Evidence is missing, or the rule itself is broken.
    Unknown,
    /// Only a person can tell.
    Manual,
    /// The rule doesn't apply here.
    NotApplicable,
}

impl From<&rule::Verdict> for Verdict {
    fn from(verdict: &rule::Verdict) -> Self {
        match verdict {
            rule::Verdict::Pass => Self::Pass,
            rule::Verdict::Fail => Self::Fail,
            rule::Verdict::Unknown(_) | rule::Verdict::Broken(_) => Self::Unknown,
            rule::Verdict::Manual => Self::Manual,
            rule::Verdict::NotApplicable => Self::NotApplicable,
        }
    }
}

/// What people said about a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nobody signed anything.
    Open,
    /// Somebody accepted the risk until a date.
    Waived,
    /// Somebody testified that it is done.
    Attested,
}

/// What a finding counts as. Worst first in order.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// An open fault.
    Fail,
    /// Evidence is missing.
    Unknown,
    /// Only a person can tell, and nobody has.
    Manual,
    /// A fault or an open question that somebody accepted.
    Waived,
    /// A person testified that it is done.
    Attested,
    /// In order.
    Pass,
    /// Doesn't apply.
    NotApplicable,
}

impl Status {
    /// The status of a verdict with a standing. A signature never makes a pass, and never hides an unknown.
    #[must_use]
    pub fn of(verdict: Verdict, standing: Standing) -> Self {
        match (verdict, standing) {
            (Verdict::Pass, _) => Self::Pass,
            (Verdict::Unknown, _) => Self::Unknown,
            (Verdict::NotApplicable, _) => Self::NotApplicable,
            (Verdict::Fail, Standing::Open | Standing::Attested) => Self::Fail,
            (Verdict::Manual, Standing::Open) => Self::Manual,
            (Verdict::Fail | Verdict::Manual, Standing::Waived) => Self::Waived,
            (Verdict::Manual, Standing::Attested) => Self::Attested,
        }
    }

    /// The word used in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Unknown => "unknown",
            Self::Manual => "manual",
            Self::Waived => "waived",
            Self::Attested => "attested",
            Self::Pass => "pass",
            Self::NotApplicable => "not_applicable",
        }
    }

    /// True if somebody has to look at it.
    #[must_use]
    pub fn is_open(self) -> bool {
        match self {
            Self::Fail | Self::Unknown | Self::Manual => true,
            Self::Waived | Self::Attested | Self::Pass | Self::NotApplicable => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Standing, Status, Verdict};

    #[test]
    fn an_attestation_settles_no_check_and_no_signature_settles_missing_evidence() {
        assert_eq!(Status::of(Verdict::Fail, Standing::Attested), Status::Fail);
        assert_eq!(Status::of(Verdict::Fail, Standing::Waived), Status::Waived);
        assert_eq!(
            Status::of(Verdict::Manual, Standing::Attested),
            Status::Attested
        );
        for standing in [Standing::Open, Standing::Waived, Standing::Attested] {
            assert_eq!(Status::of(Verdict::Unknown, standing), Status::Unknown);
            assert_eq!(Status::of(Verdict::Pass, standing), Status::Pass);
        }
    }

    #[test]
    fn the_words_are_those_of_the_json() {
        for status in [Status::Fail, Status::NotApplicable, Status::Attested] {
            assert_eq!(serde_json::to_value(status).expect("a word"), status.word());
        }
    }
}
