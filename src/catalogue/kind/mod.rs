//! The kinds that rules judge, a file each: how it is read, what it refers to, and its facts.

mod app_insights;
mod capability_host;
mod connection;
mod container_registry;
mod cosmos_account;
mod estate;
mod foundry_account;
mod foundry_project;
mod identity;
mod key_vault;
mod log_analytics;
mod model_deployment;
mod search_service;
mod storage_account;
mod subscription;
mod user_assigned_identity;
mod workload;

pub use capability_host::{CapabilityHost, capability_host};
pub use connection::{Connection, Target, connection, kind_of_category};
pub use foundry_account::{Account, account, is_foundry_account};
pub use foundry_project::{CapabilitySettings, Project, capability_settings, project};
pub use identity::Identity;
pub use model_deployment::deployment;

use super::fact::FactRow;
use super::reads::KindReads;
use super::{Body, ReadKind, Reference};
use crate::model::{Kind, ResourceId, Why};

/// What is to know about a kind.
#[derive(Debug)]
pub struct KindRow {
    /// Its facts, in groups; subjects hold them in this order.
    pub facts: &'static [&'static [FactRow]],
    /// The reads whose answers hold its own body; a dependency's are in its `reads`.
    pub(super) bodies: &'static [ReadKind],
    /// How it is read and what hangs on it, if it is a resource behind accounts and projects.
    pub dependency: Option<DependencyRow>,
}

/// What is to know about a kind of resource that a project binds or an account refers to.
#[derive(Debug)]
pub struct DependencyRow {
    /// Its reads: the list of a subscription, one resource, the registration of the provider.
    pub(super) reads: KindReads,
    /// Where its body has the address of its endpoint, if it has one.
    pub(super) endpoint: Option<&'static str>,
    /// Host names that follow from the name, for versions that give no endpoint.
    pub(super) hosts_by_name: fn(&ResourceId) -> Vec<String>,
    /// False if it exists but can't serve (failed, stopped, disabled).
    pub(super) healthy: fn(&Body<'_>) -> Result<bool, Why>,
    /// The resources that it refers to.
    pub(super) references: fn(&Body<'_>) -> Vec<Reference>,
    /// The kinds that it may refer to: what may hide behind one that wasn't read.
    pub behind: &'static [Kind],
}

impl KindRow {
    /// The reads whose answers hold its own body.
    #[must_use]
    pub fn bodies(&'static self) -> Vec<ReadKind> {
        let own = self.dependency.iter();
        let own = own.flat_map(|one| [&one.reads.list, &one.reads.one].map(ReadKind));
        own.chain(self.bodies.iter().copied()).collect()
    }
}

/// What is to know about a kind.
#[must_use]
pub fn row(kind: Kind) -> &'static KindRow {
    match kind {
        Kind::Estate => &estate::ROW,
        Kind::Subscription => &subscription::ROW,
        Kind::Workload => &workload::ROW,
        Kind::FoundryAccount => &foundry_account::ROW,
        Kind::FoundryProject => &foundry_project::ROW,
        Kind::CapabilityHost => &capability_host::ROW,
        Kind::Connection => &connection::ROW,
        Kind::ModelDeployment => &model_deployment::ROW,
        Kind::CosmosAccount => &cosmos_account::ROW,
        Kind::SearchService => &search_service::ROW,
        Kind::StorageAccount => &storage_account::ROW,
        Kind::KeyVault => &key_vault::ROW,
        Kind::ContainerRegistry => &container_registry::ROW,
        Kind::AppInsights => &app_insights::ROW,
        Kind::LogAnalytics => &log_analytics::ROW,
        Kind::UserAssignedIdentity => &user_assigned_identity::ROW,
    }
}

/// Most services say `Succeeded` where the last operation did.
fn is_provisioned(body: &Body<'_>) -> Result<bool, Why> {
    let state = body.text_or("properties.provisioningState", "Succeeded")?;
    let mut bad = ["failed", "canceled", "deleting"].iter();
    Ok(!bad.any(|bad| state.eq_ignore_ascii_case(bad)))
}

fn no_hosts(_: &ResourceId) -> Vec<String> {
    vec![]
}

fn no_references(_: &Body<'_>) -> Vec<Reference> {
    vec![]
}
