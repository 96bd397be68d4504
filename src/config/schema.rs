//! The JSON Schema of `foundry-dr.toml`, for editors. It says what may stand where; what only the reader can know (that a
//! rule exists, that a day isn't too far ahead) it can't say.

use schemars::JsonSchema;

/// The schema, as text.
///
/// # Panics
/// Never: a schema is JSON.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(File);
    let mut text = serde_json::to_string_pretty(&schema).expect("internal: a schema is JSON");
    text.push('\n');
    text
}

/// Settings of foundry-dr.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "foundry-dr.toml")]
#[expect(dead_code, reason = "these types are there for their schema")]
struct File {
    /// Defaults of the gate; the command line beats them.
    gate: Option<Gate>,
    /// Which account stands by for which.
    workload: Option<Vec<Workload>>,
    /// Risks that somebody accepts until a day.
    waiver: Option<Vec<Waiver>>,
    /// What somebody testifies.
    attestation: Option<Vec<Attestation>>,
    /// Severities that differ, and rules that are turned off.
    rules: Option<Rules>,
}

/// Defaults of the gate.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "these types are there for their schema")]
struct Gate {
    /// The gate fails on findings of this severity or worse.
    fail_on: Option<FailOn>,
    /// What missing evidence does.
    on_unknown: Option<OnUnknown>,
    /// An attestation that nobody signed fails the gate.
    require_attestations: Option<bool>,
    /// An estate without a Foundry account passes.
    allow_empty: Option<bool>,
    /// The least score.
    #[schemars(range(min = 0, max = 100))]
    min_score: Option<u8>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[expect(dead_code, reason = "these types are there for their schema")]
enum FailOn {
    Critical,
    High,
    Medium,
    Low,
    Never,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[expect(dead_code, reason = "these types are there for their schema")]
enum OnUnknown {
    Undecided,
    Ignore,
}

/// Agents that belong together, and where they run.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "these types are there for their schema")]
struct Workload {
    /// Its name.
    #[schemars(regex(pattern = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"))]
    name: String,
    /// Name or id of the Foundry account that runs it.
    primary: String,
    /// Name or id of the Foundry account that takes over; without one the strategy is `none`.
    standby: Option<String>,
    /// How it is meant to survive the loss of its region.
    strategy: Strategy,
    /// Names of the projects that must be there after a failover.
    projects: Option<Vec<String>>,
    /// The region in which stores must have a copy.
    recovery_region: Option<String>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
#[expect(dead_code, reason = "these types are there for their schema")]
enum Strategy {
    HotHot,
    HotWarm,
    HotCold,
    None,
}

/// Somebody accepts a risk until a day.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "these types are there for their schema")]
struct Waiver {
    /// The rule's exact id.
    rule: String,
    /// The subject's id, or a glob: `*` within a segment, `**` across.
    subject: String,
    /// Which part of it, for rules that judge the elements of a list.
    part: Option<String>,
    /// Why.
    reason: String,
    /// Who answers for it.
    owner: String,
    /// The last day on which it holds, in UTC; at most 366 days ahead.
    #[schemars(extend("format" = "date"))]
    expires: String,
    /// It holds although nobody could see how things are.
    covers_unknown: Option<bool>,
}

/// Somebody testifies that it is done.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "these types are there for their schema")]
struct Attestation {
    /// The rule's exact id.
    rule: String,
    /// The subject's id or a glob; without it all of them.
    subject: Option<String>,
    /// What is so.
    statement: String,
    /// Who answers for it.
    owner: String,
    /// Address of the evidence.
    #[schemars(extend("format" = "uri"))]
    evidence: String,
    /// The day on which it was so.
    #[schemars(extend("format" = "date"))]
    date: String,
    /// For how many days it holds.
    #[schemars(range(min = 1, max = 366))]
    valid_days: u16,
}

/// Severities that differ, and rules that are turned off.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "these types are there for their schema")]
struct Rules {
    /// Severities that differ here.
    #[schemars(rename = "override")]
    overrides: Option<Vec<Override>>,
    /// Rules that don't judge here.
    disable: Option<Vec<Disable>>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "these types are there for their schema")]
struct Override {
    /// The rule's exact id.
    rule: String,
    /// Its severity here.
    severity: Severity,
    /// Why.
    reason: String,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[expect(dead_code, reason = "these types are there for their schema")]
enum Severity {
    Critical,
    High,
    Medium,
    Low,
    Info,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "these types are there for their schema")]
struct Disable {
    /// The rule's exact id.
    rule: String,
    /// Why.
    reason: String,
}
