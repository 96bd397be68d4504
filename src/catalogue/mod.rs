//! The catalogue of resource kinds: which reads exist, what is kept of their answers, and the facts of each kind that its
//! own body tells. What needs more than one body (locks, sharing, regions) is joined in `estate`.

mod address;
mod alerts;
mod authorization;
mod body;
mod denial;
mod dependency;
mod fact;
mod facts;
mod grant_condition;
mod health;
mod inventory;
mod kind;
mod lookup;
mod metric_alerts;
mod naming;
mod permission;
mod plan;
mod policy;
mod read;
mod reads;
mod reference;
mod regions;
mod roles;
mod scope;
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
pub use dependency::{Dependency, dependency};
pub use fact::{Catalogue, FactOrigin, FactRow, LocalFacts, Take};
pub use grant_condition::GrantCondition;
pub use health::{
    LogSetting, ModelRow, Restorable, WebTest, log_setting, model_row, restorable, web_test,
};
pub use inventory::empty_in;
pub use kind::{
    Account, CapabilityHost, CapabilitySettings, Connection, DependencyRow, Identity, KindRow,
    Project, Target, account, capability_host, capability_settings, connectable_kinds, connection,
    deployment, is_foundry_account, kind_of_category, project, row,
};
pub use lookup::{catalogue, facts_missing, facts_of, reads_beside, recognise};
pub use metric_alerts::{MetricAlert, metric_alert};
pub use naming::is_agent_database;
pub use permission::{Operation, Operations};
pub use plan::ReadPlan;
pub use policy::{
    Arguments, DENY_ACTION, PolicyAssignment, PolicyDefinition, PolicyExemption, PolicyMember,
    PolicySet, can_deny, covers, is_management_group, policy_assignment, policy_definition,
    policy_definition_id, policy_exemption, policy_set,
};
pub use read::{Family, Per, ReadKind, ReadRow, Shape, Wanted};
pub use reads::{PREVIEW, blob_service_scope, model_scope};
pub use reference::Reference;
pub use regions::{
    KEY_VAULT_DATE, REGIONS_DATE, SEARCH_ZONES_DATE, is_restricted, key_vault_replicates,
    published_locations, published_table, published_zones, search_zones,
};
pub use roles::{ROLES_DATE, built_in, is_given_to_projects};
pub use scope::At;
pub use subscription::{
    DeletedAccount, Location, deleted_account, locations, projects_have_version,
};
pub use typed::{Lock, lock};
