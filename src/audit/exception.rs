//! What settles a finding without a pass: waivers (the risk is accepted until a date) and attestations (it is done, and here is the evidence).
//! Each has an owner, an end, and the place where it is written.

use super::pattern::Pattern;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use time::{Date, Duration};

time::serde::format_description!(day, Date, "[year]-[month]-[day]");

/// How long before its end a waiver or an attestation is reported as expiring.
pub const NOTICE: Duration = Duration::days(14);

/// Where something is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Place")]
pub struct ConfigPlace {
    /// The config file as named on the command line.
    pub file: String,
    /// 1-based line.
    pub line: usize,
}

impl fmt::Display for ConfigPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// Somebody accepts a risk until a date.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct Waiver {
    /// The rule's exact id.
    pub rule: String,
    /// The subject's id, or a glob: `*` within a segment, `**` across.
    #[schemars(with = "String")]
    pub subject: Pattern,
    /// Which part of it, for rules that judge each element of a list.
    pub part: Option<String>,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day on which it holds, in UTC; at most 366 days ahead.
    #[schemars(with = "String", extend("format" = "date"))]
    pub expires: Date,
    /// It holds although nobody could see how things are.
    #[schemars(default)]
    pub covers_unknown: bool,
    /// Where it is written.
    #[schemars(skip)]
    pub place: ConfigPlace,
}

/// Somebody testifies that it is done.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct Attestation {
    /// The rule's exact id.
    pub rule: String,
    /// The subject's id or a glob; without it all of them.
    #[schemars(with = "Option<String>")]
    pub subject: Pattern,
    /// What is testified.
    pub statement: String,
    /// Who answers for it.
    pub owner: String,
    /// Address of the evidence.
    #[schemars(extend("format" = "uri"))]
    pub evidence: String,
    /// The day on which it was so.
    #[schemars(with = "String", extend("format" = "date"))]
    pub date: Date,
    /// For how many days after that it holds.
    #[schemars(range(min = 1, max = 366))]
    pub valid_days: u16,
    /// Where it is written.
    #[schemars(skip)]
    pub place: ConfigPlace,
}

impl Attestation {
    /// The last day on which it holds, in UTC.
    #[must_use]
    pub fn expires(&self) -> Date {
        self.date.saturating_add(Duration::days(i64::from(self.valid_days)))
    }
}

/// The waiver of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WaiverRecord {
    /// Which subjects it is for, as written.
    pub subject: String,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day on which it holds, in UTC.
    #[serde(with = "day")]
    #[schemars(with = "String", extend("format" = "date"))]
    pub expires: Date,
    /// It holds although nobody could see how things are.
    pub covers_unknown: bool,
    /// Where it is written.
    #[serde(flatten)]
    pub place: ConfigPlace,
}

impl From<&Waiver> for WaiverRecord {
    fn from(waiver: &Waiver) -> Self {
        Self {
            subject: waiver.subject.written().to_owned(),
            reason: waiver.reason.clone(),
            owner: waiver.owner.clone(),
            expires: waiver.expires,
            covers_unknown: waiver.covers_unknown,
            place: waiver.place.clone(),
        }
    }
}

/// The attestation of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AttestationRecord {
    /// Which subjects it is for, as written.
    pub subject: String,
    /// What is testified.
    pub statement: String,
    /// Who answers for it.
    pub owner: String,
    /// Address of the evidence.
    pub evidence: String,
    /// When it was so.
    #[serde(with = "day")]
    #[schemars(with = "String", extend("format" = "date"))]
    pub date: Date,
    /// The last day on which it holds, in UTC.
    #[serde(with = "day")]
    #[schemars(with = "String", extend("format" = "date"))]
    pub expires: Date,
    /// Where it is written.
    #[serde(flatten)]
    pub place: ConfigPlace,
}

impl From<&Attestation> for AttestationRecord {
    fn from(attestation: &Attestation) -> Self {
        Self {
            subject: attestation.subject.written().to_owned(),
            statement: attestation.statement.clone(),
            owner: attestation.owner.clone(),
            evidence: attestation.evidence.clone(),
            date: attestation.date,
            expires: attestation.expires(),
            place: attestation.place.clone(),
        }
    }
}

/// Signatures that need attention.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Signatures")]
pub struct Exceptions {
    /// They match no open finding.
    pub unused: Vec<Exception>,
    /// Their date has passed; what they signed is open again.
    pub expired: Vec<Exception>,
    /// Their date is near.
    pub expiring: Vec<Exception>,
    /// They can't settle what they sign.
    pub not_allowed: Vec<Exception>,
    /// Another signature is for the same finding, describes it more closely, and so counts instead.
    #[serde(default)]
    pub overlapping: Vec<Exception>,
}

impl Exceptions {
    /// All entries with a word for what is wrong with them: the heaviest first.
    pub fn all(&self) -> impl Iterator<Item = &Exception> {
        let lists =
            [&self.not_allowed, &self.expired, &self.expiring, &self.unused, &self.overlapping];
        lists.into_iter().flatten()
    }
}

/// What sort of signature it is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "SignatureKind")]
pub enum ExceptionKind {
    /// The risk is accepted.
    Waiver,
    /// It is done.
    Attestation,
}

impl ExceptionKind {
    /// The word used in reports and in the config.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiver => "waiver",
            Self::Attestation => "attestation",
        }
    }
}

/// A waiver or an attestation that needs attention.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Signature")]
pub struct Exception {
    /// Waiver or attestation.
    pub kind: ExceptionKind,
    /// The rule's id.
    pub rule: String,
    /// The subject as written in the config.
    pub subject: String,
    /// The part as written in the config.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// Who answers for it.
    pub owner: String,
    /// The last day on which it holds, in UTC.
    #[serde(with = "day")]
    #[schemars(with = "String", extend("format" = "date"))]
    pub expires: Date,
    /// What is wrong with it, in words.
    pub why: String,
    /// Where it is written.
    #[serde(flatten)]
    pub place: ConfigPlace,
}
