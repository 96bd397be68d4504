//! How much a finding matters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{Display, IntoStaticStr};

/// Severity of a rule, worst first in order.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    JsonSchema,
    Display,
    IntoStaticStr,
)]
#[strum(serialize_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// One ordinary mistake or outage loses all agent state beyond recovery.
    Critical,
    /// Loss or long outage of one store or project, or a precondition of a documented recovery procedure.
    High,
    /// Slower or less certain recovery.
    Medium,
    /// Hardening.
    Low,
    /// Nice to know; never scored.
    Info,
}

impl Severity {
    /// All severities, worst first.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Info];

    /// Weight in the score.
    #[must_use]
    pub fn weight(self) -> u64 {
        match self {
            Self::Critical => 10,
            Self::High => 5,
            Self::Medium => 2,
            Self::Low => 1,
            Self::Info => 0,
        }
    }

    /// True if this severity is as bad as `threshold` or worse.
    #[must_use]
    pub fn at_least(self, threshold: Self) -> bool {
        self <= threshold
    }

    /// The word used on the command line and in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}
