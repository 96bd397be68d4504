//! The kinds that rules judge, a file each: how it is read, what it refers to, and its facts.

mod app_insights;
mod application;
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
mod row;
mod search_service;
mod storage_account;
mod subscription;
mod user_assigned_identity;
mod workload;

pub use application::{AgentDeployment, Application, agent_deployment, application};
pub use capability_host::{CapabilityHost, capability_host};
pub use connection::{Connection, Target, connectable_kinds, connection, kind_of_category};
pub use foundry_account::{Account, account, is_foundry_account};
pub use foundry_project::{CapabilitySettings, Project, capability_settings, project};
pub use identity::Identity;
pub use model_deployment::{deployment, is_own_filter};
pub use row::{Availability, DependencyRow, KindRow};

use crate::model::Kind;

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
        Kind::Application => &application::ROW,
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

/// How metrics show whether resources of a kind answer, if they do.
#[must_use]
pub fn availability(kind: Kind) -> Option<&'static Availability> {
    row(kind).dependency.as_ref()?.availability.as_ref()
}
