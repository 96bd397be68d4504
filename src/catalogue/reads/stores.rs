//! The parts of stores that have reads of their own.

use super::foundry::PERIMETER;
use crate::catalogue::read::{Per, ReadKind, ReadRow, reads, resource};
use crate::catalogue::scope::At;
use crate::model::Kind;

reads! {
    /// SQL databases of a Cosmos DB account.
    SQL_DATABASES: list(At::Resource("Microsoft.DocumentDB/databaseAccounts"), "/sqlDatabases", "2025-10-15")
        .oldest("2024-11-15")
        .needs("Microsoft.DocumentDB/databaseAccounts/sqlDatabases/read")
        .per(Per::Dependency(Kind::CosmosAccount))
        .on_request()
        .keep(resource!())
        .title("SQL databases of {}");

    /// Containers of the database that the Agent Service keeps threads in; read only where the account has that database.
    /// Their names begin with a project's internal id and end in what they are for, which tells the runtimes that the
    /// project has used (Microsoft Learn, "Use your own resources", 2026-08-21).
    SQL_CONTAINERS: list(At::Resource("Microsoft.DocumentDB/databaseAccounts"), "/sqlDatabases/enterprise_memory/containers", "2026-03-15")
        .oldest("2024-11-15")
        .needs("Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/read")
        .per(Per::Dependency(Kind::CosmosAccount))
        .where_needed()
        .on_request()
        .keep(resource!())
        .title("agent containers of {}");

    /// Blob service settings of a Storage account.
    BLOB_SERVICE: one(At::Resource("Microsoft.Storage/storageAccounts"), "/blobServices/default", "2026-09-01")
        .oldest("2023-01-01")
        .needs("Microsoft.Storage/storageAccounts/blobServices/read")
        .per(Per::Dependency(Kind::StorageAccount))
        .on_request()
        .keep(resource!(
            "properties.changeFeed",
        ))
        .title("blob settings of {}");

    /// Blob containers of a Storage account.
    CONTAINERS: list(At::Resource("Microsoft.Storage/storageAccounts"), "/blobServices/default/containers", "2026-09-01")
        .oldest("2023-01-01")
        .needs("Microsoft.Storage/storageAccounts/blobServices/containers/read")
        .per(Per::Dependency(Kind::StorageAccount))
        .on_request()
        .keep(resource!())
        .title("containers of {}");

    /// Object replication policies of a Storage account; read only where its region has no pair.
    OBJECT_REPLICATION: list(At::Resource("Microsoft.Storage/storageAccounts"), "/objectReplicationPolicies", "2026-09-01")
        .oldest("2023-01-01")
        .needs("Microsoft.Storage/storageAccounts/objectReplicationPolicies/read")
        .per(Per::Dependency(Kind::StorageAccount))
        .where_needed()
        .on_request()
        .keep(resource!(
            "properties.policyId",
            "properties.sourceAccount",
            "properties.destinationAccount",
            "properties.enabledTime",
        ))
        .title("object replication of {}");

    /// Replications of a Container Registry.
    REPLICATIONS: list(At::Resource("Microsoft.ContainerRegistry/registries"), "/replications", "2025-11-01")
        .oldest("2022-12-01")
        .needs("Microsoft.ContainerRegistry/registries/replications/read")
        .per(Per::Dependency(Kind::ContainerRegistry))
        .keep(resource!(
            "properties.zoneRedundancy",
            "properties.regionEndpointEnabled",
            "properties.provisioningState",
        ))
        .title("replications of {}");

    /// The perimeters that a Cosmos DB account is in; read where a store is secured by one.
    COSMOS_PERIMETERS: list(At::Resource("Microsoft.DocumentDB/databaseAccounts"), "/networkSecurityPerimeterConfigurations", "2026-04-01-preview")
        .oldest("2024-05-15-preview")
        .needs("Microsoft.DocumentDB/databaseAccounts/networkSecurityPerimeterConfigurations/read")
        .per(Per::Dependency(Kind::CosmosAccount))
        .where_needed()
        .on_request()
        .keep(PERIMETER)
        .title("perimeters of {}");

    /// The perimeters that a search service is in; read where a store is secured by one.
    SEARCH_PERIMETERS: list(At::Resource("Microsoft.Search/searchServices"), "/networkSecurityPerimeterConfigurations", "2026-11-01")
        .oldest("2025-05-01")
        .needs("Microsoft.Search/searchServices/networkSecurityPerimeterConfigurations/read")
        .per(Per::Dependency(Kind::SearchService))
        .where_needed()
        .on_request()
        .keep(PERIMETER)
        .title("perimeters of {}");

    /// The perimeters that a Storage account is in; read where a store is secured by one.
    STORAGE_PERIMETERS: list(At::Resource("Microsoft.Storage/storageAccounts"), "/networkSecurityPerimeterConfigurations", "2026-09-01")
        .oldest("2023-04-01")
        .needs("Microsoft.Storage/storageAccounts/networkSecurityPerimeterConfigurations/read")
        .per(Per::Dependency(Kind::StorageAccount))
        .where_needed()
        .on_request()
        .keep(PERIMETER)
        .title("perimeters of {}");

    /// The fleets of Cosmos DB of a subscription, whose accounts share throughput; read where an account that agents use
    /// has a limit.
    COSMOS_FLEETS: list(At::Subscription, "/providers/Microsoft.DocumentDB/fleets", "2026-03-15")
        .oldest("2025-10-15")
        .needs("Microsoft.DocumentDB/fleets/read")
        .per(Per::Reference)
        .on_request()
        .keep(resource!())
        .title("Cosmos DB fleets of {}");

    /// What a subscription may do with Cosmos DB in each region; read where an account that agents use has one region.
    COSMOS_LOCATIONS: list(At::Subscription, "/providers/Microsoft.DocumentDB/locations", "2025-10-15")
        .oldest("2023-03-15")
        .needs("Microsoft.DocumentDB/locations/read")
        .per(Per::Reference)
        .on_request()
        .keep(resource!(
            "properties.isSubscriptionRegionAccessAllowedForRegular",
            "properties.isSubscriptionRegionAccessAllowedForAz",
            "properties.supportsAvailabilityZone",
            "properties.status",
        ))
        .title("Cosmos DB regions of {}");
}
