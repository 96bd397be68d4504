//! The report: the contract `foundry-dr/report/v1` that every output format and every later program reads. Fields may be
//! added, never renamed or removed.

use super::exception::Exceptions;
use super::finding::Finding;
use super::gate::{AuditReach, Gate, gate};
use super::outline::EstateOutline;
use super::policy::{DisabledRule, Policy, Select, SeverityOverride};
use super::score::Score;
use super::summary::Summary;
use crate::estate::{Read, ReadGroup};
use crate::model::{OnUnknown, Severity};
use crate::rule::{Class, Rule, RuleProvenance};
use crate::snapshot::{Outcome, ScopeEntry, SourceKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration as Elapsed;
use time::OffsetDateTime;

/// The schema of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ReportSchema {
    /// The first.
    #[default]
    #[serde(rename = "foundry-dr/report/v1")]
    V1,
}

/// An audit's result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "foundry-dr report")]
pub struct Report {
    /// `foundry-dr/report/v1`.
    pub schema: ReportSchema,
    /// Who wrote it, with which rules.
    pub tool: ToolInfo,
    /// When: the `now` of the audit.
    #[serde(with = "time::serde::rfc3339")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub generated_at: OffsetDateTime,
    /// What it was made from.
    pub source: Source,
    /// What was asked.
    pub policy: PolicyRecord,
    /// May a pipeline go on?
    pub gate: Gate,
    /// How well the estate is prepared.
    pub score: Score,
    /// Numbers.
    pub summary: Summary,
    /// The rules of the run by id.
    pub rules: BTreeMap<String, RuleInfo>,
    /// Accounts, projects and what they depend on.
    pub estate: EstateOutline,
    /// Every rule on every subject, passes included; sorted by rule, subject and part.
    pub findings: Vec<Finding>,
    /// What the platform can't do; true wherever it applies.
    pub statements: Vec<Statement>,
    /// All reads of the run; evidence refers to them by index.
    pub reads: Vec<ReadRecord>,
    /// Groups of reads; evidence refers to them by index.
    pub read_groups: Vec<ReadGroupRecord>,
    /// Reads that gave no evidence, and what hangs on them.
    pub gaps: Vec<GapRecord>,
    /// Signatures that need attention.
    #[serde(rename = "signatures")]
    pub exceptions: Exceptions,
}

impl Report {
    /// How far the audit could see, as far as the report says so.
    pub(super) fn reach(&self) -> AuditReach {
        let unread = self.source.scope.iter().filter(|entry| !(entry.seen && entry.read));
        let ages = self.reads.iter().map(|read| self.generated_at - read.read_at);
        AuditReach {
            accounts: self.estate.accounts.len(),
            subscriptions: self.source.scope.len(),
            unread_subscriptions: unread
                .map(|entry| entry.name.clone().unwrap_or_else(|| entry.subscription.clone()))
                .collect(),
            // Reports of older versions don't count the listings that no finding shows.
            open_listings: self.policy.gate.as_ref().map_or(0, |gate| gate.open_listings),
            // A read from the future is as fresh as can be.
            oldest: ages.map(|age| Elapsed::try_from(age).unwrap_or_default()).max(),
        }
    }
}

/// What the gate would say about a report under the default policy: advice where no gate was asked for.
#[must_use]
pub fn default_gate(report: &Report) -> Gate {
    let reach = AuditReach { open_listings: 0, oldest: None, ..report.reach() };
    gate(&report.findings, &report.score, &reach, &Policy::default())
}

/// Who wrote a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ToolInfo {
    /// `foundry-dr`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Digest of the rules of the run: hex SHA-256.
    pub ruleset: String,
}

impl ToolInfo {
    /// This program, with these rules.
    pub(super) fn this(ruleset: String) -> Self {
        Self {
            name: "foundry-dr".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            ruleset,
        }
    }
}

/// What a report was made from, as the caller knows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SourceInfo {
    /// The kind of the source.
    pub kind: SourceKind,
    /// Its files; none for a live audit.
    pub inputs: Vec<Input>,
}

/// A file that was audited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Input {
    /// Its name as given.
    pub name: String,
    /// What it is.
    pub kind: SourceKind,
    /// When it was taken, if it says so.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub taken_at: Option<OffsetDateTime>,
    /// Hex SHA-256 of its bytes.
    pub sha256: Option<String>,
}

/// What a report was made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// The kind of the source and its files.
    #[serde(flatten)]
    pub info: SourceInfo,
    /// The subscriptions in scope.
    pub scope: Vec<ScopeEntry>,
}

/// What was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PolicyRecord {
    /// Which subjects and rules.
    pub select: Select,
    /// Rules that the config turned off.
    pub disabled: Vec<DisabledRule>,
    /// Severities that the config changed.
    pub overrides: Vec<SeverityOverride>,
    /// Hex SHA-256 of the config file, or of several one after the other; null without one.
    pub config_sha256: Option<String>,
    /// What the gate was asked for; reports of versions before 0.2 don't say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<GateRecord>,
}

/// What the gate was asked for beside its threshold, and what it knew beside findings, reads and scope: with the rest of the
/// report it decides alike again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GateRecord {
    /// The least score; null without one.
    pub min_score: Option<u8>,
    /// What missing evidence does.
    pub on_unknown: OnUnknown,
    /// Attestations that nobody signed fail the gate.
    pub require_attestations: bool,
    /// An estate without a Foundry account is in order.
    pub allow_empty: bool,
    /// The greatest age of evidence in seconds; null without one.
    pub max_age_seconds: Option<u64>,
    /// Listings of accounts, projects, hosts or connections that weren't read in full.
    pub open_listings: usize,
}

impl PolicyRecord {
    pub(super) fn of(policy: &Policy, reach: &AuditReach) -> Self {
        Self {
            gate: Some(GateRecord {
                min_score: policy.min_score,
                on_unknown: policy.on_unknown,
                require_attestations: policy.require_attestations,
                allow_empty: policy.allow_empty,
                max_age_seconds: policy.max_age.map(|age| age.as_secs()),
                open_listings: reach.open_listings,
            }),
            select: policy.select.clone(),
            disabled: policy.disabled.clone(),
            overrides: policy.overrides.clone(),
            config_sha256: policy.config_sha256.clone(),
        }
    }
}

/// A rule of the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RuleInfo {
    /// A sentence that is true when the rule passes.
    pub title: String,
    /// `DEL`, `ZON`, …
    pub pillar: String,
    /// Check, statement or attestation.
    pub class: Class,
    /// Severity in this run.
    pub severity: Severity,
    /// Severity as shipped.
    pub severity_default: Severity,
    /// Asked for by a page, or derived.
    pub provenance: RuleProvenance,
    /// What it checks, Markdown.
    pub summary: String,
    /// Why it matters, Markdown.
    pub why: String,
    /// How to fix it, Markdown with unfilled placeholders.
    pub how: String,
    /// What it can't see, Markdown.
    pub limits: String,
    /// Addresses of the cited pages.
    pub references: Vec<String>,
    /// Ids of other catalogues.
    pub maps_to: Vec<String>,
}

impl From<&Rule> for RuleInfo {
    fn from(rule: &Rule) -> Self {
        Self {
            title: rule.title.clone(),
            pillar: rule.pillar.clone(),
            class: rule.class,
            severity: rule.severity,
            severity_default: rule.severity,
            provenance: rule.provenance,
            summary: rule.what.clone(),
            why: rule.why.clone(),
            how: rule.how.clone(),
            limits: rule.limits.clone(),
            references: rule.cites.clone(),
            maps_to: rule.maps_to.clone(),
        }
    }
}

/// Something that the platform can't do, or doesn't promise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Statement {
    /// The rule's id.
    pub rule: String,
    /// One sentence.
    pub text: String,
    /// Ids of the subjects it is true of.
    pub applies_to: Vec<String>,
}

/// A read of the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReadRecord {
    /// `GET <path>`.
    pub request: String,
    /// What became of it.
    pub outcome: Outcome,
    /// True if the answer shows only a part of what exists: what it doesn't show isn't absent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
    /// When the answer came.
    #[serde(with = "time::serde::rfc3339")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub read_at: OffsetDateTime,
}

impl From<&Read> for ReadRecord {
    fn from(read: &Read) -> Self {
        Self {
            request: read.request.clone(),
            outcome: read.outcome,
            partial: read.partial,
            read_at: read.read_at,
        }
    }
}

/// Many reads that one fact comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReadGroupRecord {
    /// What they are.
    pub title: String,
    /// How many were answered in full.
    pub read: usize,
    /// Indexes into `reads` of the others.
    pub missing: Vec<u32>,
}

impl From<&ReadGroup> for ReadGroupRecord {
    fn from(group: &ReadGroup) -> Self {
        Self {
            title: group.title.clone(),
            read: group.read,
            missing: group.missing.iter().map(|read| read.0).collect(),
        }
    }
}

/// A read that gave no evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GapRecord {
    /// `GET <path>`.
    pub request: String,
    /// Why there is no evidence.
    pub why: String,
    /// The error code of Azure.
    pub code: Option<String>,
    /// The error message of Azure, redacted.
    pub message: Option<String>,
    /// The permission whose lack may be the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<String>,
    /// Ids of the rules with findings that are unknown because of it.
    pub affects: Vec<String>,
}
