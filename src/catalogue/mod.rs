//! The catalogue of resource kinds: which reads exist, what is kept of their answers, and the facts of each kind that its
//! own body tells. What needs more than one body (locks, sharing, regions) is joined in `estate`.

mod address;
mod alerts;
mod authorization;
mod body;
mod deleted;
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
mod perimeter;
mod permission;
mod plan;
mod policy;
mod processing;
mod quota;
mod read;
mod reads;
mod reference;
mod regions;
mod roles;
mod scope;
mod stack;
mod subscription;
mod typed;
mod version;

pub use address::{dependency_id, host_of, is_plain};
pub use alerts::{ActionGroup, ActivityAlert, Event, action_group, activity_alert};
pub use authorization::{
    RoleAssignment, RoleDefinition, SqlRoleAssignment, SqlRoleDefinition, UNSPECIFIED,
    definition_id, is_above_subscriptions, role_assignment, role_definition, sql_role_assignment,
    sql_role_definition,
};
pub use body::Body;
pub use deleted::{DeletedStorage, deleted_storage};
pub use denial::{DenyAssignment, deny_assignment};
pub use dependency::{Dependency, dependency};
pub use fact::{Catalogue, FactOrigin, FactRow, LocalFacts, Take};
pub use grant_condition::GrantCondition;
pub use health::{
    LogSetting, ModelRow, Restorable, WebTest, log_setting, model_row, restorable, web_test,
};
pub use inventory::empty_in;
pub use kind::{
    Account, AgentDeployment, Application, Availability, CapabilityHost, CapabilitySettings,
    Connection, DependencyRow, Identity, KindRow, Project, Target, account, agent_deployment,
    application, availability, capability_host, capability_settings, connectable_kinds, connection,
    deployment, is_foundry_account, is_own_filter, kind_of_category, project, row,
};
pub use lookup::{catalogue, facts_missing, facts_of, reads_beside, recognise};
pub use metric_alerts::{MetricAlert, metric_alert};
pub use naming::is_agent_database;
pub use perimeter::{Perimeter, perimeter, perimeters_of};
pub use permission::{Operation, Operations};
pub use plan::ReadPlan;
pub use policy::{
    Arguments, DENY_ACTION, Enforcement, PolicyAssignment, PolicyDefinition, PolicyExemption,
    PolicyMember, PolicySet, can_deny, covers, is_management_group, policy_assignment,
    policy_definition, policy_definition_id, policy_exemption, policy_set,
};
pub use processing::{MutingRule, Reach, muting_rule};
pub use quota::{ModelSkus, QuotaLeft, model_skus, quota_left};
pub use read::{Family, Per, ReadKind, ReadRow, Shape, Wanted};
pub use reads::{SETTINGS_SINCE, blob_service_scope, model_scope};
pub use reference::Reference;
pub use regions::{
    HOSTED_AGENTS_DATE, KEY_VAULT_DATE, REGIONS_DATE, SEARCH_ZONES_DATE, eu_data_boundary,
    hosted_agents, is_restricted, key_vault_replicates, published_locations, published_table,
    published_zones, search_zones,
};
pub use roles::{ROLES_DATE, built_in, is_given_to_projects};
pub use scope::At;
pub use stack::{Stack, stack};
pub use subscription::{
    DeletedAccount, Location, deleted_account, lists_managed_compute, locations, settings_version,
};
pub use typed::{Lock, lock};
pub use version::{is_preview, listed_versions};
