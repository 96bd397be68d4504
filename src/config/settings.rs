//! What a config says, in the shape of its file: the schema is derived from these types.

use crate::audit::{Attestation, DisabledRule, SeverityOverride, Waiver};
use crate::model::{FailOn, OnUnknown, Severity, Workload};
use schemars::JsonSchema;

/// What the config files say. It has the shape of a file: the schema is derived from it.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema)]
#[schemars(title = "foundry-dr.toml", description = "Settings of foundry-dr.", default)]
pub struct Config {
    /// Defaults of the gate; the command line beats them.
    pub gate: GateDefaults,
    /// Which account stands by for which.
    #[schemars(rename = "workload")]
    pub workloads: Vec<Workload>,
    /// Risks that somebody accepts until a day.
    #[schemars(rename = "waiver")]
    pub waivers: Vec<Waiver>,
    /// What somebody testifies.
    #[schemars(rename = "attestation")]
    pub attestations: Vec<Attestation>,
    /// Severities that differ, and rules that are turned off.
    pub rules: RuleSettings,
    /// Hex SHA-256 of the files, one after the other; none without a file.
    #[schemars(skip)]
    pub sha256: Option<String>,
}

/// Gate settings where the command line has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, JsonSchema)]
#[schemars(rename = "Gate")]
pub struct GateDefaults {
    /// The gate fails on findings of this severity or worse.
    pub fail_on: Option<FailOn>,
    /// The least score.
    #[schemars(range(min = 0, max = 100))]
    pub min_score: Option<u8>,
    /// What missing evidence does.
    pub on_unknown: Option<OnUnknown>,
    /// An attestation that nobody signed fails the gate.
    pub require_attestations: Option<bool>,
    /// An estate without a Foundry account is in order.
    pub allow_empty: Option<bool>,
}

/// Severities that differ, and rules that are turned off.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema)]
#[schemars(default)]
pub struct RuleSettings {
    /// Severities that differ here.
    #[schemars(rename = "override", with = "Vec<Override>")]
    pub overrides: Vec<SeverityOverride>,
    /// Rules that don't judge here.
    #[schemars(rename = "disable")]
    pub disabled: Vec<DisabledRule>,
}

/// A severity that differs here.
// As written: the one that is shipped isn't.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the schema is derived from it, and nothing else is made of it")]
struct Override {
    /// The rule's exact id.
    rule: String,
    /// Its severity here.
    severity: Severity,
    /// Why.
    reason: String,
}
