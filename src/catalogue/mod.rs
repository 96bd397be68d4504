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
mod health;
mod inventory;
mod kind;
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
pub use dependency::{Dependency, dependency};
pub use fact::{Catalogue, FactRow, Origin, Take};
pub use health::{ModelRow, Restorable, WebTest, log_setting, model_row, restorable, web_test};
pub use inventory::empty_in;
pub use kind::{
    Account, CapabilityHost, CapabilitySettings, Connection, DependencyRow, Identity, KindRow,
    Project, Target, account, capability_host, capability_settings, connection, deployment,
    is_foundry_account, kind_of_category, project, row,
};
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
    DeletedAccount, Location, deleted_account, locations, projects_have_version,
};
pub use typed::{Lock, lock};

use crate::model::{Fact, Kind, LinkRole, Provenance, ResourceId, Why};
use std::sync::OnceLock;

/// Facts of one body, by name.
pub type LocalFacts = Vec<(&'static str, Fact)>;

/// The facts of a kind that are taken from this read (`None` for the subject's own body), as a body has them.
#[must_use]
pub fn facts_of(kind: Kind, read: Option<ReadKind>, body: &Body<'_>) -> LocalFacts {
    rows(kind)
        .filter_map(|row| Some((row.name, body.fact(row.value(read, body)?))))
        .collect()
}

/// The same facts, all missing: what is said of them when the read gave nothing.
#[must_use]
pub fn facts_missing(kind: Kind, read: ReadKind, why: &Why, evidence: &Provenance) -> LocalFacts {
    let missing = || Fact::Missing(why.clone(), evidence.clone());
    rows(kind)
        .filter(|row| row.taken_from(Some(read)).is_some())
        .map(|row| (row.name, missing()))
        .collect()
}

/// The facts of a kind, in the order in which subjects hold them.
fn rows(kind: Kind) -> impl Iterator<Item = &'static FactRow> {
    row(kind).facts.iter().copied().flatten()
}

/// All facts of all kinds.
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| {
        let mut catalogue = Catalogue::default();
        for kind in Kind::ALL {
            catalogue.register(kind, rows(kind).copied());
        }
        catalogue
    })
}

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
fn vault_reference(body: &Body<'_>, path: &str) -> Option<Reference> {
    let host = host_of(&body.opt_text(path).ok()??)?;
    (!host.contains(".managedhsm.")).then_some(Reference::Vault(host))
}
