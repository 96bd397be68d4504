//! Every read that the program knows: path, api-version, what is kept of the answer, and the permission it needs.
//! Versions and paths: Microsoft's REST specifications and generated types as of August 2026.

use super::{Watch, keep, read_roles};
use crate::model::Kind;

/// A logical read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReadKind {
    /// The subscriptions that this identity sees.
    Subscriptions,
    /// What is below a management group.
    Descendants,
    /// Resource Graph: which subscriptions hold Foundry accounts. A query, the only read that isn't a GET.
    Inventory,
    /// One subscription.
    Subscription,
    /// Api-versions and registration of `Microsoft.CognitiveServices`.
    Provider,
    /// Regions with zones and pairs, as this subscription sees them.
    Locations,
    /// All locks of a subscription.
    Locks,
    /// The locks at and above one resource.
    LocksAt,
    /// The policies in force in a subscription, those of management groups and of what lies below among them.
    PolicyAssignments,
    /// The exemptions from policies, likewise.
    PolicyExemptions,
    /// One policy definition.
    PolicyDefinition,
    /// One policy initiative.
    PolicySet,
    /// The deny assignments of a subscription.
    DenyAssignments,
    /// Cognitive Services accounts of a subscription.
    Accounts,
    /// Soft-deleted Cognitive Services accounts of a subscription.
    DeletedAccounts,
    /// The Defender for Cloud plan "AI".
    AiPricing,
    /// Projects of an account.
    Projects,
    /// One project by the preview version that knows `capabilitySettings`.
    ProjectPreview,
    /// Capability hosts of an account.
    AccountHosts,
    /// Capability hosts of a project.
    ProjectHosts,
    /// Connections of an account.
    AccountConnections,
    /// Connections of a project.
    ProjectConnections,
    /// Model deployments of an account.
    Deployments,
    /// All resources of a dependency's type in a subscription.
    Dependencies(Kind),
    /// One dependency.
    Dependency(Kind),
    /// SQL databases of a Cosmos DB account.
    SqlDatabases,
    /// Blob service settings of a Storage account.
    BlobService,
    /// Blob containers of a Storage account.
    Containers,
    /// Object replication policies of a Storage account.
    ObjectReplication,
    /// Replications of a Container Registry.
    Replications,
    /// Role assignments at, above and below a subscription.
    RoleAssignments,
    /// Role assignments at and above one resource.
    RoleAssignmentsAt,
    /// Role assignments that somebody may activate (Privileged Identity Management).
    EligibleRoles,
    /// The definition of one role.
    RoleDefinition,
    /// Data roles that a Cosmos DB account has given.
    SqlRoleAssignments,
    /// Data roles that a Cosmos DB account knows.
    SqlRoleDefinitions,
    /// Alerts, diagnostic settings and what else tells whether a loss would be noticed and mended.
    Watch(Watch),
    /// Registration of the resource provider of a dependency, read when ARM says that it isn't registered.
    Registration(Kind),
}

/// One body or a listing of pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `{…}`
    One,
    /// `{"value": […], "nextLink": …}`
    List,
}

/// What is to know about a read.
#[derive(Clone, Copy, Debug)]
pub struct ReadSpec {
    /// Which read.
    pub kind: ReadKind,
    /// One body or a listing.
    pub shape: Shape,
    /// What is appended to the scope's path.
    pub suffix: &'static str,
    /// The api-version to ask for.
    pub api_version: &'static str,
    /// An older version that carries what is read, for clouds that don't know the first.
    pub older: Option<&'static str>,
    /// The permission that it needs.
    pub permission: &'static str,
    /// Paths of a resource that are kept; a path keeps all below it.
    pub keep: &'static [&'static str],
    /// Codes of a 404 that mean "not set" for a documented optional singleton.
    pub unset_codes: &'static [&'static str],
}

impl ReadKind {
    /// The read's description.
    #[must_use]
    pub fn spec(self) -> ReadSpec {
        use ReadKind as R;
        match self {
            R::Subscriptions => one(
                self,
                Shape::List,
                "/subscriptions",
                "2022-12-01",
                "Microsoft.Resources/subscriptions/read",
                keep::SUBSCRIPTION,
            ),
            R::Descendants => one(
                self,
                Shape::List,
                "/descendants",
                "2020-05-01",
                "Microsoft.Management/managementGroups/descendants/read",
                keep::DESCENDANT,
            ),
            R::Inventory => one(
                self,
                Shape::List,
                "/providers/Microsoft.ResourceGraph/resources",
                "2024-04-01",
                "Microsoft.ResourceGraph/resources/read",
                keep::INVENTORY,
            ),
            R::Subscription => one(
                self,
                Shape::One,
                "",
                "2022-12-01",
                "Microsoft.Resources/subscriptions/read",
                keep::SUBSCRIPTION,
            ),
            R::Provider => one(
                self,
                Shape::One,
                "/providers/Microsoft.CognitiveServices",
                "2021-04-01",
                "Microsoft.Resources/subscriptions/providers/read",
                keep::PROVIDER,
            ),
            R::Locations => one(
                self,
                Shape::List,
                "/locations",
                "2022-12-01",
                "Microsoft.Resources/subscriptions/locations/read",
                keep::LOCATION,
            ),
            R::Locks | R::LocksAt => one(
                self,
                Shape::List,
                "/providers/Microsoft.Authorization/locks",
                "2020-05-01",
                "Microsoft.Authorization/locks/read",
                keep::LOCK,
            )
            .older("2016-09-01"),
            R::PolicyAssignments
            | R::PolicyExemptions
            | R::PolicyDefinition
            | R::PolicySet
            | R::DenyAssignments => super::governance::spec(self),
            R::Accounts => cognitive(
                self,
                Shape::List,
                "/providers/Microsoft.CognitiveServices/accounts",
                "Microsoft.CognitiveServices/accounts/read",
                keep::ACCOUNT,
            ),
            R::DeletedAccounts => cognitive(
                self,
                Shape::List,
                "/providers/Microsoft.CognitiveServices/deletedAccounts",
                "Microsoft.CognitiveServices/deletedAccounts/read",
                keep::DELETED_ACCOUNT,
            ),
            R::AiPricing => one(
                self,
                Shape::One,
                "/providers/Microsoft.Security/pricings/AI",
                "2024-01-01",
                "Microsoft.Security/pricings/read",
                keep::PRICING,
            ),
            R::Projects => cognitive(
                self,
                Shape::List,
                "/projects",
                "Microsoft.CognitiveServices/accounts/projects/read",
                keep::PROJECT,
            ),
            R::ProjectPreview => one(
                self,
                Shape::One,
                "",
                PREVIEW,
                "Microsoft.CognitiveServices/accounts/projects/read",
                keep::PROJECT_PREVIEW,
            ),
            R::AccountHosts => cognitive(
                self,
                Shape::List,
                "/capabilityHosts",
                "Microsoft.CognitiveServices/accounts/capabilityHosts/read",
                keep::HOST,
            ),
            R::ProjectHosts => cognitive(
                self,
                Shape::List,
                "/capabilityHosts",
                "Microsoft.CognitiveServices/accounts/projects/capabilityHosts/read",
                keep::HOST,
            ),
            R::AccountConnections => cognitive(
                self,
                Shape::List,
                "/connections",
                "Microsoft.CognitiveServices/accounts/connections/read",
                keep::CONNECTION,
            ),
            R::ProjectConnections => cognitive(
                self,
                Shape::List,
                "/connections",
                "Microsoft.CognitiveServices/accounts/projects/connections/read",
                keep::CONNECTION,
            ),
            R::Deployments => cognitive(
                self,
                Shape::List,
                "/deployments",
                "Microsoft.CognitiveServices/accounts/deployments/read",
                keep::DEPLOYMENT,
            ),
            R::Dependencies(kind) => dependency(self, kind, Shape::List),
            R::Dependency(kind) => dependency(self, kind, Shape::One),
            R::SqlDatabases => one(
                self,
                Shape::List,
                "/sqlDatabases",
                "2025-10-15",
                "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/read",
                keep::NAME,
            ),
            R::BlobService => one(
                self,
                Shape::One,
                "/blobServices/default",
                "2024-01-01",
                "Microsoft.Storage/storageAccounts/blobServices/read",
                keep::BLOB_SERVICE,
            ),
            R::Containers => one(
                self,
                Shape::List,
                "/blobServices/default/containers",
                "2024-01-01",
                "Microsoft.Storage/storageAccounts/blobServices/containers/read",
                keep::NAME,
            ),
            R::ObjectReplication => one(
                self,
                Shape::List,
                "/objectReplicationPolicies",
                "2024-01-01",
                "Microsoft.Storage/storageAccounts/objectReplicationPolicies/read",
                keep::OBJECT_REPLICATION,
            ),
            R::Replications => one(
                self,
                Shape::List,
                "/replications",
                "2023-07-01",
                "Microsoft.ContainerRegistry/registries/replications/read",
                keep::REPLICATION,
            ),
            R::RoleAssignments
            | R::RoleAssignmentsAt
            | R::EligibleRoles
            | R::RoleDefinition
            | R::SqlRoleAssignments
            | R::SqlRoleDefinitions => read_roles::spec(self),
            R::Watch(watch) => watch.spec(),
            R::Registration(kind) => {
                let list = dependency(self, kind, Shape::List).suffix;
                one(
                    self,
                    Shape::One,
                    list.rsplit_once('/')
                        .map_or(list, |(namespace, _)| namespace),
                    "2021-04-01",
                    "Microsoft.Resources/subscriptions/providers/read",
                    keep::REGISTRATION,
                )
            }
        }
    }

    /// The path of this read at a scope: a subscription, an account, a project, a store, a resource. Tenant reads take "".
    #[must_use]
    pub fn path(self, scope: &str) -> String {
        format!("{}{}", scope.trim_end_matches('/'), self.spec().suffix)
    }
}

/// The first api-version with `capabilitySettings` (Microsoft, Configure agent capability settings, 2026-09-22).
pub const PREVIEW: &str = "2026-07-15-preview";

pub(super) fn one(
    kind: ReadKind,
    shape: Shape,
    suffix: &'static str,
    api_version: &'static str,
    permission: &'static str,
    keep: &'static [&'static str],
) -> ReadSpec {
    ReadSpec {
        kind,
        shape,
        suffix,
        api_version,
        older: None,
        permission,
        keep,
        unset_codes: &[],
    }
}

pub(super) fn cognitive(
    kind: ReadKind,
    shape: Shape,
    suffix: &'static str,
    permission: &'static str,
    keep: &'static [&'static str],
) -> ReadSpec {
    one(kind, shape, suffix, "2026-09-01", permission, keep).older("2025-06-01")
}

impl ReadSpec {
    pub(super) fn older(mut self, version: &'static str) -> Self {
        self.older = Some(version);
        self
    }
}

fn dependency(read: ReadKind, kind: Kind, shape: Shape) -> ReadSpec {
    let (list, version, older, permission, keep): (_, _, _, _, &[&str]) = match kind {
        Kind::CosmosAccount => (
            "/providers/Microsoft.DocumentDB/databaseAccounts",
            "2025-10-15",
            "2024-11-15",
            "Microsoft.DocumentDB/databaseAccounts/read",
            keep::COSMOS,
        ),
        Kind::SearchService => (
            "/providers/Microsoft.Search/searchServices",
            "2025-05-01",
            "2023-11-01",
            "Microsoft.Search/searchServices/read",
            keep::SEARCH,
        ),
        Kind::StorageAccount => (
            "/providers/Microsoft.Storage/storageAccounts",
            "2024-01-01",
            "2023-01-01",
            "Microsoft.Storage/storageAccounts/read",
            keep::STORAGE,
        ),
        Kind::KeyVault => (
            "/providers/Microsoft.KeyVault/vaults",
            "2024-11-01",
            "2023-07-01",
            "Microsoft.KeyVault/vaults/read",
            keep::VAULT,
        ),
        Kind::ContainerRegistry => (
            "/providers/Microsoft.ContainerRegistry/registries",
            "2023-07-01",
            "2022-12-01",
            "Microsoft.ContainerRegistry/registries/read",
            keep::REGISTRY,
        ),
        Kind::AppInsights => (
            "/providers/Microsoft.Insights/components",
            "2020-02-02",
            "2015-05-01",
            "Microsoft.Insights/components/read",
            keep::COMPONENT,
        ),
        Kind::LogAnalytics => (
            "/providers/Microsoft.OperationalInsights/workspaces",
            "2025-07-01",
            "2023-09-01",
            "Microsoft.OperationalInsights/workspaces/read",
            keep::WORKSPACE,
        ),
        Kind::UserAssignedIdentity => (
            "/providers/Microsoft.ManagedIdentity/userAssignedIdentities",
            "2024-11-30",
            "2023-01-31",
            "Microsoft.ManagedIdentity/userAssignedIdentities/read",
            keep::IDENTITY,
        ),
        Kind::Estate
        | Kind::Subscription
        | Kind::Workload
        | Kind::FoundryAccount
        | Kind::FoundryProject
        | Kind::CapabilityHost
        | Kind::Connection
        | Kind::ModelDeployment => {
            unreachable!("internal: {kind} is no dependency")
        }
    };
    let suffix = if shape == Shape::List { list } else { "" };
    one(read, shape, suffix, version, permission, keep).older(older)
}
