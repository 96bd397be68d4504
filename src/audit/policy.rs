//! What the user asked of an audit: which subjects and rules, and when the gate is to fail. The policy narrows what is
//! reported and gated; it never changes what a rule says.

use super::exception::{Attestation, Waiver};
use crate::model::{OnUnknown, Severity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Which subjects are reported and gated, and which rules were kept. Collection isn't narrowed by it, so that sharing stays
/// visible. Selectors of one sort widen each other, selectors of different sorts narrow each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Select {
    /// Names of resource groups.
    pub resource_group: Vec<String>,
    /// Names or ids of Foundry accounts.
    pub account: Vec<String>,
    /// Projects: name, `account/project` or id.
    pub project: Vec<String>,
    /// Pillars that the caller kept; empty means all.
    pub pillar: Vec<String>,
    /// Globs of rules that the caller kept; empty means all.
    pub rule: Vec<String>,
    /// Globs of rules that the caller left out.
    pub exclude_rule: Vec<String>,
}

/// A rule that the config turned off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DisabledRule {
    /// Its id.
    pub rule: String,
    /// Why.
    pub reason: String,
}

/// A severity that the config changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SeverityOverride {
    /// The rule's id.
    pub rule: String,
    /// As shipped.
    pub from: Severity,
    /// In this run.
    pub to: Severity,
    /// Why.
    pub reason: String,
}

/// What the user asked of an audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Which subjects and rules.
    pub select: Select,
    /// The gate fails on findings of this severity or worse; `None` means never.
    pub fail_on: Option<Severity>,
    /// The gate fails below this score.
    pub min_score: Option<u8>,
    /// What missing evidence does.
    pub on_unknown: OnUnknown,
    /// Attestations that nobody signed fail the gate.
    pub require_attestations: bool,
    /// An estate without a Foundry account is in order.
    pub allow_empty: bool,
    /// Evidence older than this leaves the gate undecided.
    pub max_age: Option<Duration>,
    /// Risks that somebody accepted.
    pub waivers: Vec<Waiver>,
    /// What somebody testified.
    pub attestations: Vec<Attestation>,
    /// Severities that differ from those shipped.
    pub overrides: Vec<SeverityOverride>,
    /// Rules that don't judge.
    pub disabled: Vec<DisabledRule>,
    /// Hex SHA-256 of the config; of several files, of their bytes one after the other.
    pub config_sha256: Option<String>,
}

impl Policy {
    /// True if the policy turns the rule off.
    #[must_use]
    pub fn disables(&self, rule: &str) -> bool {
        self.disabled.iter().any(|disabled| disabled.rule == rule)
    }

    /// The severity that the policy gives to a rule instead of its own.
    pub(super) fn severity_of(&self, rule: &str) -> Option<Severity> {
        let mut overrides = self.overrides.iter();
        overrides.find(|one| one.rule == rule).map(|one| one.to)
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            select: Select::default(),
            fail_on: Some(Severity::Critical),
            min_score: None,
            on_unknown: OnUnknown::default(),
            require_attestations: false,
            allow_empty: false,
            max_age: None,
            waivers: vec![],
            attestations: vec![],
            overrides: vec![],
            disabled: vec![],
            config_sha256: None,
        }
    }
}
