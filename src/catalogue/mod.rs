//! The catalogue of resource kinds: which reads exist, what is kept of their answers, and the facts of each kind that its
//! own body tells. What needs more than one body (locks, sharing, regions) is joined in `estate`.

mod address;
mod alerts;
mod authorization;
mod body;
mod denial;
mod dependency;
mod foundry;
mod health;
mod inventory;
mod metric_alerts;
mod naming;
mod permission;
mod plan;
mod policy;
mod read;
mod reads;
mod regions;
mod roles;
mod subscription;
mod typed;

pub use address::{dependency_id, host_of, is_plain};
pub use alerts::{ActionGroup, ActivityAlert, Event, action_group, activity_alert};
pub use authorization::{
    RoleAssignment, RoleDefinition, SqlRoleAssignment, SqlRoleDefinition, UNSPECIFIED,
    definition_id, is_above_subscriptions, role_assignment, role_definition, sql_role_assignment,
    sql_role_definition,
};
pub use body::Body;
pub use denial::{DenyAssignment, deny_assignment};
pub use dependency::{Dependency, blob_service, dependency};
pub use foundry::{
    Account, CapabilityHost, CapabilitySettings, Connection, Identity, Project, Target, account,
    capability_host, capability_settings, connection, deployment, is_foundry_account,
    kind_of_category, project,
};
pub use health::{
    ModelRow, Restorable, WebTest, geo_replication, log_setting, model_row, restorable, web_test,
};
pub use inventory::empty_in;
pub use metric_alerts::{MetricAlert, metric_alert};
pub use permission::{Operation, Operations};
pub use plan::ReadPlan;
pub use policy::{
    Arguments, DENY_ACTION, PolicyAssignment, PolicyDefinition, PolicyExemption, PolicyMember,
    PolicySet, can_deny, covers, is_management_group, policy_assignment, policy_definition,
    policy_definition_id, policy_exemption, policy_set,
};
pub use read::{At, Family, Per, ReadKind, ReadRow, Shape, Wanted};
pub use reads::{PREVIEW, blob_service_scope, model_scope, recognise};
pub use regions::{
    KEY_VAULT_DATE, REGIONS_DATE, SEARCH_ZONES_DATE, key_vault_replicates, published_locations,
    published_table, search_zones,
};
pub use roles::{ROLES_DATE, built_in, is_given_to_projects};
pub use subscription::{
    DeletedAccount, Location, ai_plan, deleted_account, locations, projects_have_version,
};
pub use typed::{Lock, lock};

use crate::model::{Fact, Kind, ResourceId, Why};

/// Facts that one body tells, by name.
pub type LocalFacts = Vec<(&'static str, Fact)>;

/// A resource that another one refers to.
#[derive(Clone, Debug, PartialEq)]
pub enum Reference {
    /// By id, and what for.
    Id(Kind, ResourceId, &'static str),
    /// A Key Vault by its host, for a customer-managed key.
    Vault(String),
    /// One of this kind perhaps: what would name it can't be read.
    Hidden(Kind, Why),
}

impl Reference {
    /// A reference by id, if the text names a dependency.
    fn id(text: Option<&str>, what: &'static str) -> Option<Self> {
        dependency_id(text?).map(|(kind, id)| Self::Id(kind, id, what))
    }

    /// The reference that a value which isn't known may be.
    fn hidden<T>(kind: Kind, value: &Fact<T>) -> Option<Self> {
        match value {
            Fact::Known(..) => None,
            Fact::Missing(why, _) => Some(Self::Hidden(kind, why.clone())),
        }
    }
}

/// The Key Vault behind a key's address; a managed HSM isn't a vault and is left out.
fn vault_reference(body: &Body<'_>, path: &str) -> Vec<Reference> {
    let uri = body.opt_text(path);
    let host = uri.known().and_then(|uri| host_of(uri.as_deref()?));
    host.filter(|host| !host.contains(".managedhsm."))
        .map(Reference::Vault)
        .into_iter()
        .chain(Reference::hidden(Kind::KeyVault, &uri))
        .collect()
}
