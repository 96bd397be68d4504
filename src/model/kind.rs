//! The kinds of things that rules judge.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a subject of a rule is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Everything in scope taken together: one subject per run.
    Estate,
    /// An Azure subscription in scope.
    Subscription,
    /// A primary Foundry account with its standby, declared or not.
    Workload,
    /// A Cognitive Services account of kind AIServices with project management on.
    FoundryAccount,
    /// A project of a Foundry account.
    FoundryProject,
    /// A capability host of an account or a project.
    CapabilityHost,
    /// A connection of an account or a project.
    Connection,
    /// A model deployment of a Foundry account.
    ModelDeployment,
    /// An Azure Cosmos DB account.
    CosmosAccount,
    /// An Azure AI Search service.
    SearchService,
    /// An Azure Storage account.
    StorageAccount,
    /// An Azure Key Vault.
    KeyVault,
    /// An Azure Container Registry.
    ContainerRegistry,
    /// An Application Insights component.
    AppInsights,
    /// A Log Analytics workspace.
    LogAnalytics,
    /// A user-assigned managed identity.
    UserAssignedIdentity,
}

impl Kind {
    /// Every kind, in the order of the reports.
    pub const ALL: [Self; 16] = [
        Self::Estate,
        Self::Subscription,
        Self::Workload,
        Self::FoundryAccount,
        Self::FoundryProject,
        Self::CapabilityHost,
        Self::Connection,
        Self::ModelDeployment,
        Self::CosmosAccount,
        Self::SearchService,
        Self::StorageAccount,
        Self::KeyVault,
        Self::ContainerRegistry,
        Self::AppInsights,
        Self::LogAnalytics,
        Self::UserAssignedIdentity,
    ];

    /// The kinds of resources that a project binds or an account refers to.
    pub const DEPENDENCIES: [Self; 8] = [
        Self::CosmosAccount,
        Self::SearchService,
        Self::StorageAccount,
        Self::KeyVault,
        Self::ContainerRegistry,
        Self::AppInsights,
        Self::LogAnalytics,
        Self::UserAssignedIdentity,
    ];

    /// The kinds of resources that agents' state is kept in.
    pub const STORES: [Self; 3] = [Self::CosmosAccount, Self::SearchService, Self::StorageAccount];

    /// Whether agents' state is kept in resources of this kind.
    #[must_use]
    pub fn is_store(self) -> bool {
        Self::STORES.contains(&self)
    }

    /// Whether Foundry accounts and projects depend on resources of this kind.
    #[must_use]
    pub fn is_dependency(self) -> bool {
        Self::DEPENDENCIES.contains(&self)
    }

    /// The word used in rule files and reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Estate => "estate",
            Self::Subscription => "subscription",
            Self::Workload => "workload",
            Self::FoundryAccount => "foundry-account",
            Self::FoundryProject => "foundry-project",
            Self::CapabilityHost => "capability-host",
            Self::Connection => "connection",
            Self::ModelDeployment => "model-deployment",
            Self::CosmosAccount => "cosmos-account",
            Self::SearchService => "search-service",
            Self::StorageAccount => "storage-account",
            Self::KeyVault => "key-vault",
            Self::ContainerRegistry => "container-registry",
            Self::AppInsights => "app-insights",
            Self::LogAnalytics => "log-analytics",
            Self::UserAssignedIdentity => "user-assigned-identity",
        }
    }

    /// The name a person reads: "Cosmos DB account".
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Estate => "whole estate",
            Self::Subscription => "subscription",
            Self::Workload => "workload",
            Self::FoundryAccount => "Foundry account",
            Self::FoundryProject => "project",
            Self::CapabilityHost => "capability host",
            Self::Connection => "connection",
            Self::ModelDeployment => "model deployment",
            Self::CosmosAccount => "Cosmos DB account",
            Self::SearchService => "AI Search service",
            Self::StorageAccount => "Storage account",
            Self::KeyVault => "Key Vault",
            Self::ContainerRegistry => "Container Registry",
            Self::AppInsights => "Application Insights",
            Self::LogAnalytics => "Log Analytics workspace",
            Self::UserAssignedIdentity => "user-assigned identity",
        }
    }

    /// The ARM type, folded, of the kinds that stand for one top-level resource type.
    #[must_use]
    pub fn arm_type(self) -> Option<&'static str> {
        match self {
            Self::FoundryAccount => Some("microsoft.cognitiveservices/accounts"),
            Self::FoundryProject => Some("microsoft.cognitiveservices/accounts/projects"),
            Self::ModelDeployment => Some("microsoft.cognitiveservices/accounts/deployments"),
            Self::CosmosAccount => Some("microsoft.documentdb/databaseaccounts"),
            Self::SearchService => Some("microsoft.search/searchservices"),
            Self::StorageAccount => Some("microsoft.storage/storageaccounts"),
            Self::KeyVault => Some("microsoft.keyvault/vaults"),
            Self::ContainerRegistry => Some("microsoft.containerregistry/registries"),
            Self::AppInsights => Some("microsoft.insights/components"),
            Self::LogAnalytics => Some("microsoft.operationalinsights/workspaces"),
            Self::UserAssignedIdentity => Some("microsoft.managedidentity/userassignedidentities"),
            Self::Estate
            | Self::Subscription
            | Self::Workload
            | Self::CapabilityHost
            | Self::Connection => None,
        }
    }

    /// The namespace of its resource provider, folded.
    #[must_use]
    pub fn namespace(self) -> Option<&'static str> {
        Some(self.arm_type()?.split_once('/')?.0)
    }

    /// The dependency kind of an ARM type.
    #[must_use]
    pub fn dependency_of_type(folded_type: &str) -> Option<Self> {
        Self::DEPENDENCIES.into_iter().find(|kind| kind.arm_type() == Some(folded_type))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
