//! The kinds of things that rules judge, a row each.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a kind is to the agents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KindRole {
    /// Something that resources are taken together by.
    Scope,
    /// A Foundry account, or a part of one that leads to other things.
    Foundry,
    /// A part of a Foundry account that leads to nothing else.
    Part,
    /// A resource that agents' state is kept in.
    Store,
    /// Another resource that a project binds or an account refers to.
    Support,
}

/// Declares the kinds: role, the word of rule files and reports, the name that a person reads, and the folded ARM type of
/// those that stand for one.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident: $role:ident, $word:literal, $title:literal, $ty:expr;)+) => {
        /// What a subject of a rule is.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
        )]
        #[serde(rename_all = "kebab-case")]
        pub enum Kind {
            $($(#[$doc])* $kind,)+
        }

        impl Kind {
            /// Every kind, in the order of the reports.
            pub const ALL: [Self; [$(Self::$kind),+].len()] = [$(Self::$kind),+];

            /// What it is to the agents.
            #[must_use]
            pub const fn role(self) -> KindRole {
                match self { $(Self::$kind => KindRole::$role,)+ }
            }

            /// The word used in rule files and reports.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$kind => $word,)+ }
            }

            /// The name a person reads: "Cosmos DB account".
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$kind => $title,)+ }
            }

            /// The ARM type, folded, of the kinds that stand for one.
            #[must_use]
            pub fn arm_type(self) -> Option<&'static str> {
                match self { $(Self::$kind => $ty,)+ }
            }
        }
    };
}

kinds! {
    /// Everything in scope taken together: one subject per run.
    Estate: Scope, "estate", "whole estate", None;
    /// An Azure subscription in scope.
    Subscription: Scope, "subscription", "subscription", None;
    /// A primary Foundry account with its standby, declared or not.
    Workload: Scope, "workload", "workload", None;
    /// A Cognitive Services account of kind AIServices with project management on.
    FoundryAccount: Foundry, "foundry-account", "Foundry account", Some("microsoft.cognitiveservices/accounts");
    /// A project of a Foundry account.
    FoundryProject: Foundry, "foundry-project", "project", Some("microsoft.cognitiveservices/accounts/projects");
    /// A capability host of an account or a project.
    CapabilityHost: Foundry, "capability-host", "capability host", None;
    /// A connection of an account or a project.
    Connection: Foundry, "connection", "connection", None;
    /// A model deployment of a Foundry account.
    ModelDeployment: Part, "model-deployment", "model deployment", Some("microsoft.cognitiveservices/accounts/deployments");
    /// An Azure Cosmos DB account.
    CosmosAccount: Store, "cosmos-account", "Cosmos DB account", Some("microsoft.documentdb/databaseaccounts");
    /// An Azure AI Search service.
    SearchService: Store, "search-service", "AI Search service", Some("microsoft.search/searchservices");
    /// An Azure Storage account.
    StorageAccount: Store, "storage-account", "Storage account", Some("microsoft.storage/storageaccounts");
    /// An Azure Key Vault.
    KeyVault: Support, "key-vault", "Key Vault", Some("microsoft.keyvault/vaults");
    /// An Azure Container Registry.
    ContainerRegistry: Support, "container-registry", "Container Registry", Some("microsoft.containerregistry/registries");
    /// An Application Insights component.
    AppInsights: Support, "app-insights", "Application Insights", Some("microsoft.insights/components");
    /// A Log Analytics workspace.
    LogAnalytics: Support, "log-analytics", "Log Analytics workspace", Some("microsoft.operationalinsights/workspaces");
    /// A user-assigned managed identity.
    UserAssignedIdentity: Support, "user-assigned-identity", "user-assigned identity", Some("microsoft.managedidentity/userassignedidentities");
}

impl Kind {
    /// The kinds of resources that a project binds or an account refers to.
    pub const DEPENDENCIES: [Self; Self::count(false)] = Self::of_role(false);

    /// The kinds of resources that agents' state is kept in.
    pub const STORES: [Self; Self::count(true)] = Self::of_role(true);

    /// Whether agents' state is kept in resources of this kind.
    #[must_use]
    pub const fn is_store(self) -> bool {
        matches!(self.role(), KindRole::Store)
    }

    /// Whether Foundry accounts and projects depend on resources of this kind.
    #[must_use]
    pub const fn is_dependency(self) -> bool {
        matches!(self.role(), KindRole::Store | KindRole::Support)
    }

    /// The number of stores, or of all dependencies.
    const fn count(stores_only: bool) -> usize {
        let (mut at, mut count) = (0, 0);
        while at < Self::ALL.len() {
            let kind = Self::ALL[at];
            count += (kind.is_store() || kind.is_dependency() && !stores_only) as usize;
            at += 1;
        }
        count
    }

    /// The stores, or all dependencies, in the order of [`Self::ALL`].
    const fn of_role<const N: usize>(stores_only: bool) -> [Self; N] {
        let (mut at, mut found, mut kinds) = (0, 0, [Self::ALL[0]; N]);
        while at < Self::ALL.len() {
            let kind = Self::ALL[at];
            if kind.is_store() || kind.is_dependency() && !stores_only {
                kinds[found] = kind;
                found += 1;
            }
            at += 1;
        }
        kinds
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

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn stores_and_dependencies_follow_from_the_rows() {
        let stores = [Kind::CosmosAccount, Kind::SearchService, Kind::StorageAccount];
        assert_eq!(Kind::STORES, stores);
        assert_eq!(Kind::DEPENDENCIES[..3], stores);
        assert_eq!(Kind::DEPENDENCIES.len(), 8);
        assert!(!Kind::KeyVault.is_store() && !Kind::Connection.is_dependency());
    }

    #[test]
    fn words_are_those_of_files() {
        for kind in Kind::ALL {
            let word = serde_json::to_value(kind).unwrap();
            assert_eq!(word, kind.as_str(), "a rule file and a report name a kind alike");
        }
    }
}
