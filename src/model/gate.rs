//! What a person chooses of the gate: words that the command line, the config and the audit share.

use super::Severity;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The threshold of the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub enum FailOn {
    /// Critical findings.
    Critical,
    /// High findings or worse.
    High,
    /// Medium findings or worse.
    Medium,
    /// Low findings or worse.
    Low,
    /// No finding.
    Never,
}

impl FailOn {
    /// Every threshold, in the order of the help.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Never];

    /// The severity from which on findings fail the gate.
    #[must_use]
    pub fn threshold(self) -> Option<Severity> {
        match self {
            Self::Critical => Some(Severity::Critical),
            Self::High => Some(Severity::High),
            Self::Medium => Some(Severity::Medium),
            Self::Low => Some(Severity::Low),
            Self::Never => None,
        }
    }

    /// The word on the command line and in the config.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.threshold().map_or("never", Severity::as_str)
    }
}

/// What missing evidence at or above the threshold does to the gate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OnUnknown {
    /// The gate is undecided.
    #[default]
    Undecided,
    /// It is ignored, and the report says so. Never covers listings that weren't read in full.
    Ignore,
}

impl OnUnknown {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Undecided, Self::Ignore];

    /// The word on the command line and in the config.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Undecided => "undecided",
            Self::Ignore => "ignore",
        }
    }
}
