//! Verdict, standing and status: what a rule said, what people said about that, and what counts. Only the status moves the
//! gate and the score.

use crate::rule;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

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

impl From<&rule::RuleVerdict> for Verdict {
    fn from(verdict: &rule::RuleVerdict) -> Self {
        match verdict {
            rule::RuleVerdict::Pass => Self::Pass,
            rule::RuleVerdict::Fail => Self::Fail,
            rule::RuleVerdict::Unknown(_) | rule::RuleVerdict::Broken(_) => Self::Unknown,
            rule::RuleVerdict::Manual => Self::Manual,
            rule::RuleVerdict::NotApplicable => Self::NotApplicable,
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
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
    IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
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
    /// The status of a verdict with a standing. A signature never makes a pass, and hides an unknown only if it is a waiver
    /// that says so.
    #[must_use]
    pub fn of(verdict: Verdict, standing: Standing, covers_unknown: bool) -> Self {
        match (verdict, standing) {
            (Verdict::Pass, _) => Self::Pass,
            (Verdict::Unknown, Standing::Waived) if covers_unknown => Self::Waived,
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
    pub fn as_str(self) -> &'static str {
        self.into()
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
    fn the_status_table() {
        use Standing::{Attested, Open, Waived};
        #[rustfmt::skip]
        let table = [
            (Verdict::Pass, [Status::Pass, Status::Pass, Status::Pass, Status::Pass]),
            (Verdict::Fail, [Status::Fail, Status::Waived, Status::Waived, Status::Fail]),
            (Verdict::Unknown, [Status::Unknown, Status::Unknown, Status::Waived, Status::Unknown]),
            (Verdict::Manual, [Status::Manual, Status::Waived, Status::Waived, Status::Attested]),
            (Verdict::NotApplicable, [Status::NotApplicable; 4]),
        ];
        for (verdict, row) in table {
            let got = [
                Status::of(verdict, Open, false),
                Status::of(verdict, Waived, false),
                Status::of(verdict, Waived, true),
                Status::of(verdict, Attested, false),
            ];
            assert_eq!(got, row, "{verdict:?}");
            for standing in [Open, Attested] {
                assert_eq!(
                    Status::of(verdict, standing, true),
                    Status::of(verdict, standing, false),
                    "only a waiver can cover an unknown"
                );
            }
        }
    }

    #[test]
    fn the_words_are_those_of_the_json() {
        for status in [Status::Fail, Status::NotApplicable, Status::Attested] {
            assert_eq!(serde_json::to_value(status).expect("a word"), status.as_str());
        }
    }
}
