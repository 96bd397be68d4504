//! The reads of each kind of dependency: the list of a subscription, one resource, the registration of its provider.

use super::{At, Family, ReadKind, ReadRow, resource};
use crate::catalogue::read::Per;
use crate::model::Kind;

/// The reads of a kind of dependency.
#[derive(Debug)]
pub(super) struct KindReads {
    /// All of a subscription.
    pub(super) list: ReadRow,
    /// One.
    pub(super) one: ReadRow,
    /// Registration of the resource provider.
    pub(super) registration: ReadRow,
}

macro_rules! kind_reads {
    ($kind:expr, $namespace:literal, $ty:literal, $version:literal, $older:literal, $keep:expr) => {
        KindReads {
            list: ReadRow::list(
                concat!($ty, "/list"),
                At::Subscription,
                concat!("/providers/", $namespace, "/", $ty),
                $version,
            )
            .older($older)
            .needs(concat!($namespace, "/", $ty, "/read"))
            .per(Per::FoundrySubscription)
            .where_needed()
            .keep($keep)
            .family(Family::List($kind)),
            one: ReadRow::one(
                concat!($ty, "/one"),
                At::Resource(concat!($namespace, "/", $ty)),
                "",
                $version,
            )
            .older($older)
            .needs(concat!($namespace, "/", $ty, "/read"))
            .per(Per::Dependency($kind))
            .where_needed()
            .keep($keep)
            .family(Family::One($kind)),
            registration: ReadRow::one(
                concat!($ty, "/registration"),
                At::Subscription,
                concat!("/providers/", $namespace),
                "2021-04-01",
            )
            .needs("Microsoft.Resources/subscriptions/providers/read")
            .per(Per::Refused)
            .where_needed()
            .keep(&["id", "namespace", "registrationState"])
            .family(Family::Registration($kind)),
        }
    };
}

static COSMOS_ACCOUNT: KindReads = kind_reads!(
    Kind::CosmosAccount,
    "Microsoft.DocumentDB",
    "databaseAccounts",
    "2025-10-15",
    "2024-11-15",
    resource!(
        "identity.type",
        "identity.userAssignedIdentities",
        "properties.provisioningState",
        "properties.documentEndpoint",
        "properties.locations",
        "properties.writeLocations",
        "properties.enableAutomaticFailover",
        "properties.enableMultipleWriteLocations",
        "properties.backupPolicy",
        "properties.capabilities",
        "properties.consistencyPolicy.defaultConsistencyLevel",
        "properties.disableLocalAuth",
        "properties.publicNetworkAccess",
        "properties.keyVaultKeyUri",
        "properties.instanceId",
        "properties.capacity.totalThroughputLimit",
    )
);
static SEARCH_SERVICE: KindReads = kind_reads!(
    Kind::SearchService,
    "Microsoft.Search",
    "searchServices",
    "2025-05-01",
    "2023-11-01",
    resource!(
        "sku.name",
        "properties.replicaCount",
        "properties.partitionCount",
        "properties.status",
        "properties.provisioningState",
        "properties.disableLocalAuth",
        "properties.publicNetworkAccess",
        "properties.endpoint",
        "properties.hostingMode",
    )
);
static STORAGE_ACCOUNT: KindReads = kind_reads!(
    Kind::StorageAccount,
    "Microsoft.Storage",
    "storageAccounts",
    "2024-01-01",
    "2023-01-01",
    resource!(
        "sku.name",
        "properties.provisioningState",
        "properties.primaryLocation",
        "properties.secondaryLocation",
        "properties.statusOfPrimary",
        "properties.statusOfSecondary",
        "properties.isHnsEnabled",
        "properties.allowSharedKeyAccess",
        "properties.publicNetworkAccess",
        "properties.primaryEndpoints.blob",
        "properties.encryption.keySource",
        "properties.encryption.keyvaultproperties.keyvaulturi",
    )
);
static KEY_VAULT: KindReads = kind_reads!(
    Kind::KeyVault,
    "Microsoft.KeyVault",
    "vaults",
    "2024-11-01",
    "2023-07-01",
    resource!(
        "properties.vaultUri",
        "properties.enableSoftDelete",
        "properties.softDeleteRetentionInDays",
        "properties.enablePurgeProtection",
        "properties.enableRbacAuthorization",
        "properties.provisioningState",
        "properties.publicNetworkAccess",
    )
);
static CONTAINER_REGISTRY: KindReads = kind_reads!(
    Kind::ContainerRegistry,
    "Microsoft.ContainerRegistry",
    "registries",
    "2023-07-01",
    "2022-12-01",
    resource!(
        "sku.name",
        "properties.loginServer",
        "properties.zoneRedundancy",
        "properties.provisioningState",
        "properties.publicNetworkAccess",
    )
);
static APP_INSIGHTS: KindReads = kind_reads!(
    Kind::AppInsights,
    "Microsoft.Insights",
    "components",
    "2020-02-02",
    "2015-05-01",
    resource!(
        "properties.WorkspaceResourceId",
        "properties.IngestionMode",
        "properties.RetentionInDays",
        "properties.provisioningState",
    )
);
static LOG_ANALYTICS: KindReads = kind_reads!(
    Kind::LogAnalytics,
    "Microsoft.OperationalInsights",
    "workspaces",
    "2025-07-01",
    "2023-09-01",
    resource!(
        "properties.replication",
        "properties.failover.state",
        "properties.retentionInDays",
        "properties.provisioningState",
    )
);
static USER_ASSIGNED_IDENTITY: KindReads = kind_reads!(
    Kind::UserAssignedIdentity,
    "Microsoft.ManagedIdentity",
    "userAssignedIdentities",
    "2024-11-30",
    "2023-01-31",
    resource!(
        "properties.principalId",
        "properties.clientId",
        "properties.isolationScope",
    )
);

/// All of them.
pub(super) fn all() -> impl Iterator<Item = ReadKind> + Clone {
    let each = |kind| {
        let reads = of(kind);
        [&reads.list, &reads.one, &reads.registration].map(ReadKind)
    };
    Kind::DEPENDENCIES.into_iter().flat_map(each)
}

/// Those of a kind.
///
/// # Panics
/// For a kind that is no dependency: an internal error.
pub(super) fn of(kind: Kind) -> &'static KindReads {
    match kind {
        Kind::CosmosAccount => &COSMOS_ACCOUNT,
        Kind::SearchService => &SEARCH_SERVICE,
        Kind::StorageAccount => &STORAGE_ACCOUNT,
        Kind::KeyVault => &KEY_VAULT,
        Kind::ContainerRegistry => &CONTAINER_REGISTRY,
        Kind::AppInsights => &APP_INSIGHTS,
        Kind::LogAnalytics => &LOG_ANALYTICS,
        Kind::UserAssignedIdentity => &USER_ASSIGNED_IDENTITY,
        Kind::Estate
        | Kind::Subscription
        | Kind::Workload
        | Kind::FoundryAccount
        | Kind::FoundryProject
        | Kind::CapabilityHost
        | Kind::Connection
        | Kind::ModelDeployment => unreachable!("internal: {kind} is no dependency"),
    }
}
