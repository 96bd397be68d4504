//! The catalogue of resource kinds: which reads exist, what is kept of their answers, and the facts of each kind that its
//! own body tells. What needs more than one body (locks, sharing, regions) is joined in `estate`.

mod address;
mod alerts;
mod authorization;
mod body;
mod cost;
mod denial;
mod dependency;
mod foundry;
mod governance;
mod health;
mod inventory;
mod keep;
mod metric_alerts;
mod naming;
mod permission;
mod plan;
mod policy;
mod read;
mod read_roles;
mod recognise;
mod regions;
mod roles;
mod subscription;
mod typed;
mod watch;

pub use address::{dependency_id, host_of, is_plain};
pub use alerts::{ActionGroup, ActivityAlert, Event, action_group, activity_alert};
pub use authorization::{
    RoleAssignment, RoleDefinition, SqlRoleAssignment, SqlRoleDefinition, UNSPECIFIED,
    definition_id, is_above_subscriptions, role_assignment, role_definition, sql_role_assignment,
    sql_role_definition,
};
pub use body::Body;
pub use cost::Per;
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
pub use read::{PREVIEW, ReadKind, ReadSpec, Shape};
pub use recognise::recognise;
pub use regions::{
    KEY_VAULT_DATE, REGIONS_DATE, SEARCH_ZONES_DATE, key_vault_replicates, published_locations,
    published_table, search_zones,
};
pub use roles::{ROLES_DATE, built_in, is_given_to_projects};
pub use subscription::{
    DeletedAccount, Location, ai_plan, deleted_account, locations, projects_have_version,
};
pub use typed::{Lock, lock};
pub use watch::{Watch, blob_service_scope, model_scope};

use crate::model::{Fact, Kind, LinkRole, ResourceId};

/// Facts that one body tells, by name.
pub type LocalFacts = Vec<(&'static str, Fact)>;

/// A resource that another one refers to.
#[derive(Clone, Debug, PartialEq)]
pub enum Reference {
    /// By id, and what for.
    Id(Kind, ResourceId, LinkRole),
    /// A Key Vault by its host, for a customer-managed key.
    Vault(String),
}

impl Reference {
    /// A reference by id, if the text names a dependency.
    fn id(text: Option<&str>, role: LinkRole) -> Option<Self> {
        dependency_id(text?).map(|(kind, id)| Self::Id(kind, id, role))
    }
}

/// The Key Vault behind a key's address; a managed HSM isn't a vault and is left out.
fn vault_reference(body: &Body<'_>, path: &str) -> Vec<Reference> {
    match body.opt_text(path) {
        Fact::Known(Some(uri), _) => host_of(&uri)
            .filter(|host| !host.contains(".managedhsm."))
            .map(Reference::Vault)
            .into_iter()
            .collect(),
        Fact::Known(None, _) | Fact::Missing(..) => vec![],
    }
}
