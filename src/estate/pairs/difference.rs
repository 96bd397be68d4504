//! One thing that differs between primary and standby, as a record.

use crate::model::{Fact, Region, Value};
use std::fmt;

/// A model and its version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Model {
    /// Its name.
    pub name: String,
    /// Its version; without one Azure serves the default of the moment.
    pub version: Option<String>,
}

impl Model {
    /// Whether both may be the same model in the same version.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let same_version = match (&self.version, &other.version) {
            (Some(one), Some(two)) => one.eq_ignore_ascii_case(two),
            (None, _) | (_, None) => true,
        };
        self.name.eq_ignore_ascii_case(&other.name) && same_version
    }
}

/// `gpt-4o 2024-11-20`.
impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.version {
            Some(version) => write!(f, "{} {version}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// How a deployment's capacity is counted: units of different types can't be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CapacityUnit {
    /// Tokens per minute.
    Standard,
    /// Provisioned throughput.
    Provisioned,
}

/// What was compared. The value of a side is what this says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compared {
    /// A project, by name; its value is the name.
    Project(String),
    /// A setting of the account; its value is the fact's.
    Setting {
        /// The fact.
        fact: &'static str,
        /// As a person reads it.
        title: &'static str,
    },
    /// A deployed model; its value is the version, null if Azure chooses.
    Model(Model),
    /// The running capacity of a model; its value are the units.
    Capacity {
        /// The model, in lower case.
        model: String,
        /// What is counted.
        unit: CapacityUnit,
    },
    /// A standard deployment for a model that the primary has in a provisioned one; its value is the version.
    Fallback(Model),
    /// A connection; its value is the target.
    Connection {
        /// Its name.
        name: String,
        /// What it connects to.
        category: String,
    },
    /// A component of Application Insights that isn't in this region, the primary's.
    InsightsOutside(Region),
    /// The workspace of a component; its value is null where the component has none.
    InsightsWorkspace(String),
    /// A role of a user or a group; its value is the role's id.
    UserRole {
        /// The role's name, or its id if it isn't built in.
        role: String,
        /// The object id of the user or group.
        principal: String,
    },
}

/// One thing that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// What.
    pub what: Compared,
    /// How it is on the primary; none if the primary hasn't got it, or if it is only asked of the standby.
    pub primary: Option<Value>,
    /// How it is on the standby; none if the standby hasn't got it.
    pub standby: Option<Value>,
}

/// The differences of an area: missing as soon as one side isn't known.
pub type Differences = Fact<Vec<Difference>>;

impl Difference {
    /// What the primary has and the standby hasn't.
    pub(super) fn missing(what: Compared, primary: Value) -> Self {
        Self { what, primary: Some(primary), standby: None }
    }
}

/// `public network access: Disabled, standby Enabled`; of what is missing on the standby, its name.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = |side: &Option<Value>| side.clone().unwrap_or(Value::Null);
        let (primary, standby) = (value(&self.primary), value(&self.standby));
        match &self.what {
            Compared::Project(name) => f.write_str(name),
            Compared::Setting { title, .. } => write!(f, "{title}: {primary}, standby {standby}"),
            Compared::Model(model) | Compared::Fallback(model) => write!(f, "{model}"),
            Compared::Capacity { model, .. } => {
                write!(f, "capacity of {model}: {primary}, standby {standby}")
            }
            Compared::Connection { name, category } => write!(f, "{name} ({category})"),
            Compared::InsightsOutside(region) => {
                write!(f, "the standby uses none outside {region}")
            }
            Compared::InsightsWorkspace(component) => write!(f, "{component} has no workspace"),
            Compared::UserRole { role, principal } => write!(f, "{role} for {principal}"),
        }
    }
}
