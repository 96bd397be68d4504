//! A workload: agents that belong together, the Foundry account that runs them, and the one that takes over when its region
//! is lost. No API tells which account stands by for which, so people declare it.

use schemars::JsonSchema;
use serde::Deserialize;
use strum::IntoStaticStr;

/// How a workload is meant to survive the loss of its region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Strategy {
    /// Both regions serve.
    HotHot,
    /// The standby is deployed and takes over.
    HotWarm,
    /// The standby is prepared and gets its projects when it is needed.
    HotCold,
    /// There is no standby, by decision.
    None,
}

impl Strategy {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::HotHot, Self::HotWarm, Self::HotCold, Self::None];

    /// The word in config files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A declared workload: agents that belong together, and where they run.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Workload {
    /// Its name.
    #[schemars(regex(pattern = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"))]
    pub name: String,
    /// Name or id of the Foundry account that runs it.
    pub primary: String,
    /// Name or id of the Foundry account that takes over; without one the strategy is `none`.
    #[serde(default)]
    pub standby: Option<String>,
    /// How it is meant to survive the loss of its region.
    pub strategy: Strategy,
    /// Names of the projects that must be there after a failover.
    #[serde(default)]
    pub projects: Vec<String>,
    /// The region in which stores must have a copy, as written.
    #[serde(default)]
    pub recovery_region: Option<String>,
    /// Where it is written: `foundry-dr.toml:12`.
    #[serde(default)]
    #[schemars(skip)]
    pub place: String,
}
