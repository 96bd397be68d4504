//! The parts of stores that have reads of their own.

use crate::catalogue::read::{Per, ReadKind, ReadRow, reads, resource};
use crate::catalogue::scope::At;
use crate::model::Kind;

reads! {
    /// SQL databases of a Cosmos DB account.
    SQL_DATABASES: list(At::Resource("Microsoft.DocumentDB/databaseAccounts"), "/sqlDatabases", "2025-10-15")
        .needs("Microsoft.DocumentDB/databaseAccounts/sqlDatabases/read")
        .per(Per::Dependency(Kind::CosmosAccount))
        .on_request()
        .keep(resource!())
        .title("SQL databases of {}");

    /// Containers of the database that the Agent Service keeps threads in; read only where the account has that database.
    /// Their names begin with a project's internal id and end in what they are for, which tells the runtimes that the
    /// project has used (Microsoft Learn, "Use your own resources", 2026-08-21).
    SQL_CONTAINERS: list(At::Resource("Microsoft.DocumentDB/databaseAccounts"), "/sqlDatabases/enterprise_memory/containers", "2026-03-15")
        .older("2025-10-15")
        .needs("Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/read")
        .per(Per::Dependency(Kind::CosmosAccount))
        .where_needed()
        .on_request()
        .keep(resource!())
        .title("agent containers of {}");

    /// Blob service settings of a Storage account.
    BLOB_SERVICE: one(At::Resource("Microsoft.Storage/storageAccounts"), "/blobServices/default", "2024-01-01")
        .needs("Microsoft.Storage/storageAccounts/blobServices/read")
        .per(Per::Dependency(Kind::StorageAccount))
        .on_request()
        .keep(resource!(
            "properties.changeFeed",
        ))
        .title("blob settings of {}");

    /// Blob containers of a Storage account.
    CONTAINERS: list(At::Resource("Microsoft.Storage/storageAccounts"), "/blobServices/default/containers", "2024-01-01")
        .needs("Microsoft.Storage/storageAccounts/blobServices/containers/read")
        .per(Per::Dependency(Kind::StorageAccount))
        .on_request()
        .keep(resource!())
        .title("containers of {}");

    /// Object replication policies of a Storage account; read only where its region has no pair.
    OBJECT_REPLICATION: list(At::Resource("Microsoft.Storage/storageAccounts"), "/objectReplicationPolicies", "2024-01-01")
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
    REPLICATIONS: list(At::Resource("Microsoft.ContainerRegistry/registries"), "/replications", "2023-07-01")
        .needs("Microsoft.ContainerRegistry/registries/replications/read")
        .per(Per::Dependency(Kind::ContainerRegistry))
        .keep(resource!(
            "properties.zoneRedundancy",
            "properties.regionEndpointEnabled",
            "properties.provisioningState",
        ))
        .title("replications of {}");
}
