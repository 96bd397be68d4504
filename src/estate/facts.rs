//! The fact catalogue of every kind: name, type, meaning, documented default. `foundry-dr rules facts` prints it, rules are
//! checked against it, and [`super::build()`] fills subjects in exactly this order.

use crate::model::FactType::{Bool, Instant, Int, Records, Text, Texts};
use crate::model::{Catalogue, FactSpec, Field, Kind};

const fn field(name: &'static str, ty: crate::model::FactType) -> Field {
    Field {
        name,
        ty,
        nullable: false,
    }
}
const fn nullable(name: &'static str, ty: crate::model::FactType) -> Field {
    Field {
        name,
        ty,
        nullable: true,
    }
}
const fn fact(name: &'static str, ty: crate::model::FactType, doc: &'static str) -> FactSpec {
    FactSpec::new(name, ty, doc)
}

const NAMED: &[FactSpec] = &[
    fact("id", Text, "the resource's id as Azure writes it"),
    fact("name", Text, "the bare name: the last segment of the id"),
    fact("subscription", Text, "the subscription's id"),
];
const GROUPED: &[FactSpec] = &[fact("resource_group", Text, "the resource group's name")];
const LOCATED: &[FactSpec] = &[
    fact(
        "region",
        Text,
        "the region's programmatic name, e.g. `swedencentral`",
    ),
    fact(
        "region_has_zones",
        Bool,
        "the region has availability zones for this subscription (live locations list)",
    ),
    fact(
        "region_pair",
        Text,
        "the region's pair, null if Azure lists none",
    )
    .nullable(),
];
const LOCK: &[Field] = &[
    field("name", Text),
    field("level", Text),
    field("scope", Text),
    field("inherited", Bool),
];
const LOCKABLE: &[FactSpec] = &[
    fact(
        "delete_locked",
        Bool,
        "a CanNotDelete or ReadOnly lock stands on it or on a scope above it (resource group, subscription)",
    ),
    fact(
        "locks",
        Records(LOCK),
        "the locks on it and above it; `inherited` is false for a lock directly on it",
    ),
];
const STORE: &[FactSpec] = &[
    fact(
        "holds_agent_state",
        Bool,
        "a Standard-mode project binds it as thread, vector or file store",
    ),
    fact(
        "roles",
        Texts,
        "what agents keep there: `threads`, `vectors`, `files`; those that are known",
    ),
    fact(
        "bound_projects",
        Texts,
        "`account/project` of each project that binds it; those that are known",
    ),
    fact(
        "bound_accounts",
        Texts,
        "names of the Foundry accounts whose projects bind it; those that are known",
    ),
    fact(
        "dedicated",
        Bool,
        "one Foundry account only, in all subscriptions of this audit, binds or connects to it",
    ),
];
const SUBSCRIPTION: &[FactSpec] = &[
    fact("foundry_accounts", Int, "number of Foundry accounts in it"),
    fact(
        "deleted_foundry_accounts",
        Records(&[
            field("id", Text),
            field("name", Text),
            nullable("region", Text),
            nullable("resource_group", Text),
            nullable("deleted_at", Instant),
            nullable("purge_at", Instant),
            field("live_again", Bool),
        ]),
        "soft-deleted accounts of kind AIServices (unless project management is known to be off); `live_again` if an account of this name and resource group exists; `purge_at` is null if Azure doesn't say",
    ),
    fact(
        "ai_plan_tier",
        Text,
        "tier of the Defender for Cloud plan AI: `Free` or `Standard`",
    ),
    fact(
        "purview_prompt_sharing",
        Bool,
        "the plan's extension AIPromptSharingWithPurview is on (absent = off); the Azure-side switch only",
    ),
];
const ACCOUNT: &[FactSpec] = &[
    fact(
        "provisioning_state",
        Text,
        "state of the last operation, e.g. `Succeeded`",
    ),
    fact(
        "identity_types",
        Texts,
        "`SystemAssigned`, `UserAssigned`; empty if none",
    ),
    fact("local_auth_disabled", Bool, "keys are off (absent = false)"),
    fact(
        "public_network_access",
        Text,
        "`Enabled` or `Disabled` (absent = Enabled)",
    ),
    fact(
        "customer_managed_key",
        Bool,
        "encrypted with a key of the customer's Key Vault (absent = no)",
    ),
    fact("projects", Int, "number of its projects"),
    fact(
        "regions",
        Records(&[field("region", Text), field("has_zones", Bool)]),
        "its own region and those of the stores that its projects bind",
    ),
    fact(
        "regions_without_zones",
        Texts,
        "those of `regions` that have no availability zones; those that are known",
    ),
];
const PROJECT: &[FactSpec] = &[
    fact("account", Text, "name of its Foundry account"),
    fact(
        "provisioning_state",
        Text,
        "state of the last operation, e.g. `Succeeded`",
    ),
    fact(
        "mode",
        Text,
        "`standard` (threads, vectors and files bound to own stores, host Succeeded), `partial` (some of them, or the host isn't Succeeded) or `basic`",
    ),
    fact(
        "mode_reason",
        Text,
        "why the mode isn't standard, in words: which roles no own store holds, or which host isn't Succeeded",
    ),
    fact(
        "bound_stores",
        Records(&[field("role", Text), field("store", Text)]),
        "`role` and `store` name of each resolved binding; those that are known",
    ),
    fact(
        "bindings_resolved",
        Bool,
        "every bound connection exists and leads to a live resource",
    ),
    fact(
        "dead_bindings",
        Texts,
        "bindings that lead nowhere, with the reason; those that are known",
    ),
    fact(
        "identity_types",
        Texts,
        "`SystemAssigned`, `UserAssigned`; empty if none",
    ),
    fact(
        "user_assigned_identities",
        Texts,
        "names of the attached user-assigned identities",
    ),
    fact(
        "uses_system_identity",
        Bool,
        "its access to the stores hangs on a system-assigned identity; unknown if both kinds are attached (only role assignments tell)",
    ),
];
const HOST: &[FactSpec] = &[
    fact("scope", Text, "`account` or `project`"),
    fact(
        "provisioning_state",
        Text,
        "`Succeeded`, `Failed`, `Canceled`, `Creating`, `Updating` or `Deleting`",
    ),
    fact(
        "provisioned",
        Bool,
        "true if Succeeded, false if Failed or Canceled, unknown while an operation runs",
    ),
    fact(
        "in_progress_since",
        Instant,
        "when the running operation began (systemData.lastModifiedAt), null if none runs",
    )
    .nullable(),
    fact(
        "thread_storage_connections",
        Texts,
        "names of the connections for threads (Cosmos DB)",
    ),
    fact(
        "vector_store_connections",
        Texts,
        "names of the connections for vectors (AI Search or Cosmos DB)",
    ),
    fact(
        "storage_connections",
        Texts,
        "names of the connections for files (Storage)",
    ),
    fact(
        "ai_services_connections",
        Texts,
        "names of the connections to own model accounts",
    ),
];
const CONNECTION: &[FactSpec] = &[
    fact(
        "category",
        Text,
        "what it connects to, e.g. `CosmosDB`; compare ignoring case",
    ),
    fact("auth_type", Text, "how it signs in, e.g. `AAD`"),
    fact(
        "target_host",
        Text,
        "host name of the target, null if the target is no URL",
    )
    .nullable(),
    fact(
        "resource_id",
        Text,
        "id of the resource that it leads to, null if it names none",
    )
    .nullable(),
    fact(
        "shared",
        Bool,
        "shared with all projects of the account (absent = false)",
    ),
    fact("scope", Text, "`account` or `project`"),
];
const DEPLOYMENT: &[FactSpec] = &[
    fact("sku", Text, "deployment type, e.g. `GlobalStandard`"),
    fact(
        "capacity",
        Int,
        "units of capacity, null if Azure gives none",
    )
    .nullable(),
    fact("model", Text, "model name"),
    fact(
        "model_version",
        Text,
        "model version, null if Azure gives none",
    )
    .nullable(),
    fact(
        "provisioning_state",
        Text,
        "state of the last operation, e.g. `Succeeded`",
    ),
];
const COSMOS_REGION: &[Field] = &[
    field("region", Text),
    field("priority", Int),
    field("zone_redundant", Bool),
    field("ready", Bool),
];
const COSMOS: &[FactSpec] = &[
    fact(
        "provisioning_state",
        Text,
        "state of the last operation, e.g. `Succeeded`",
    ),
    fact(
        "continuous_backup",
        Bool,
        "backup policy is Continuous: point-in-time restore is possible (absent policy = false)",
    ),
    fact(
        "backup_policy",
        Text,
        "`Periodic` or `Continuous` (absent = Periodic)",
    ),
    fact(
        "backup_migration_since",
        Instant,
        "start of a running migration to Continuous, null if none runs",
    )
    .nullable(),
    fact(
        "regions",
        Records(COSMOS_REGION),
        "all regions by failover priority; `ready` if provisioningState is Succeeded; zone_redundant absent = false",
    ),
    fact(
        "ready_regions",
        Texts,
        "names of its regions whose provisioningState is Succeeded",
    ),
    fact(
        "write_regions",
        Records(COSMOS_REGION),
        "priority 0, or all regions with multi-region writes",
    ),
    fact(
        "read_regions",
        Records(COSMOS_REGION),
        "regions with priority above 0, unless multi-region writes are on",
    ),
    fact(
        "write_regions_with_zones",
        Records(COSMOS_REGION),
        "those of `write_regions` that have availability zones for this subscription",
    ),
    fact(
        "read_regions_with_zones",
        Records(COSMOS_REGION),
        "those of `read_regions` that have availability zones for this subscription",
    ),
    fact(
        "service_managed_failover",
        Bool,
        "enableAutomaticFailover (absent = false)",
    ),
    fact(
        "multi_region_writes",
        Bool,
        "enableMultipleWriteLocations (absent = false)",
    ),
    fact(
        "serverless",
        Bool,
        "capability EnableServerless: cannot have a second region",
    ),
    fact(
        "consistency",
        Text,
        "default consistency level, null if Azure gives none",
    )
    .nullable(),
    fact("local_auth_disabled", Bool, "keys are off (absent = false)"),
    fact("sql_databases", Texts, "names of its SQL databases"),
    fact(
        "foreign_databases",
        Texts,
        "SQL databases other than enterprise_memory; unknown if vectors are kept here too, since their database's name isn't documented",
    ),
];
const SEARCH: &[FactSpec] = &[
    fact(
        "provisioning_state",
        Text,
        "state of the last operation; compare ignoring case",
    ),
    fact(
        "status",
        Text,
        "`running`, `degraded`, `disabled`, `error`, `stopped`, …",
    ),
    fact("sku", Text, "pricing tier, e.g. `standard`, `free`"),
    fact("replicas", Int, "number of replicas (absent = 1)"),
    fact("partitions", Int, "number of partitions (absent = 1)"),
    fact(
        "region_zones_for_search",
        Bool,
        "AI Search is zone-redundant in this region with two replicas (Azure AI Search regions list, 2025-10-09); unknown for a region that the list doesn't name",
    ),
    fact(
        "other_connections",
        Texts,
        "connections to it that no capability host names: knowledge or tools; those that are known",
    ),
    fact(
        "runtime_only",
        Bool,
        "only capability hosts use it: no other connection in this audit's subscriptions",
    ),
];
const STORAGE: &[FactSpec] = &[
    fact(
        "provisioning_state",
        Text,
        "state of the last operation, e.g. `Succeeded`",
    ),
    fact("sku", Text, "redundancy, e.g. `Standard_GZRS`"),
    fact(
        "zone_redundant",
        Bool,
        "the SKU names ZRS (ZRS, GZRS, RAGZRS, any generation)",
    ),
    fact(
        "geo_redundant",
        Bool,
        "the SKU names GRS or GZRS, with or without read access",
    ),
    fact("geo_zone_redundant", Bool, "the SKU names GZRS"),
    fact(
        "secondary_region",
        Text,
        "region of the geo copy, null if there is none",
    )
    .nullable(),
    fact(
        "shared_key_allowed",
        Bool,
        "account keys work (absent or null = true)",
    ),
    fact(
        "blob_soft_delete_days",
        Int,
        "days that deleted blobs are kept, 0 if soft delete is off",
    ),
    fact(
        "blob_permanent_delete_allowed",
        Bool,
        "soft-deleted versions and snapshots may be purged (absent = false)",
    ),
    fact(
        "container_soft_delete_days",
        Int,
        "days that deleted containers are kept, 0 if soft delete is off",
    ),
    fact("containers", Texts, "names of its blob containers"),
    fact(
        "foreign_containers",
        Texts,
        "containers that belong to no project that binds it, other than system ones",
    ),
    fact(
        "replicated_to_other_region",
        Bool,
        "blob object replication copies to an account in another region; read only where the region has no pair",
    ),
];
const VAULT: &[FactSpec] = &[
    fact(
        "purge_protection",
        Bool,
        "enablePurgeProtection (absent = false)",
    ),
    fact(
        "soft_delete",
        Bool,
        "enableSoftDelete; unknown if absent, as on very old vaults",
    ),
    fact(
        "soft_delete_days",
        Int,
        "retention of deleted vaults and objects in days (absent = 90)",
    ),
    fact(
        "uses",
        Texts,
        "`connection` and `customer-managed key`; those that are known",
    ),
    fact(
        "region_replicates",
        Bool,
        "Key Vault replicates to the paired region (Reliability in Azure Key Vault, 2024-11-12); unknown for a region that the table doesn't name",
    ),
];
const REGISTRY: &[FactSpec] = &[
    fact("sku", Text, "`Basic`, `Standard` or `Premium`"),
    fact("replica_regions", Texts, "regions of its replications"),
];
const COMPONENT: &[FactSpec] = &[fact(
    "workspace",
    Text,
    "id of its Log Analytics workspace, null if classic",
)
.nullable()];
const WORKSPACE: &[FactSpec] = &[fact(
    "replication_enabled",
    Bool,
    "workspace replication to a second region is on (absent = false)",
)
.since("2025-07-01")];
const IDENTITY: &[FactSpec] = &[
    fact(
        "isolation_scope",
        Text,
        "`None` or `Regional` (absent = None)",
    ),
    fact(
        "attached_projects",
        Texts,
        "`account/project` of each project that it is attached to; those that are known",
    ),
    fact(
        "attached_elsewhere",
        Texts,
        "other audited resources that it is attached to; those that are known",
    ),
    fact(
        "attached_to_project",
        Bool,
        "at least one project of this audit uses it",
    ),
    fact(
        "dedicated",
        Bool,
        "exactly one of the audited projects and resources uses it",
    ),
];

/// The facts of a kind, in order.
pub(super) fn groups_of(kind: Kind) -> Vec<&'static [FactSpec]> {
    match kind {
        Kind::Subscription => vec![NAMED, SUBSCRIPTION],
        Kind::FoundryAccount => vec![NAMED, GROUPED, LOCATED, LOCKABLE, ACCOUNT],
        Kind::FoundryProject => vec![NAMED, GROUPED, LOCATED, PROJECT],
        Kind::CapabilityHost => vec![NAMED, GROUPED, HOST],
        Kind::Connection => vec![NAMED, GROUPED, CONNECTION],
        Kind::ModelDeployment => vec![NAMED, GROUPED, DEPLOYMENT],
        Kind::CosmosAccount => vec![NAMED, GROUPED, LOCATED, LOCKABLE, STORE, COSMOS],
        Kind::SearchService => vec![NAMED, GROUPED, LOCATED, LOCKABLE, STORE, SEARCH],
        Kind::StorageAccount => vec![NAMED, GROUPED, LOCATED, LOCKABLE, STORE, STORAGE],
        Kind::KeyVault => vec![NAMED, GROUPED, LOCATED, LOCKABLE, VAULT],
        Kind::ContainerRegistry => vec![NAMED, GROUPED, LOCATED, LOCKABLE, REGISTRY],
        Kind::AppInsights => vec![NAMED, GROUPED, LOCATED, LOCKABLE, COMPONENT],
        Kind::LogAnalytics => vec![NAMED, GROUPED, LOCATED, LOCKABLE, WORKSPACE],
        Kind::UserAssignedIdentity => vec![NAMED, GROUPED, LOCATED, LOCKABLE, IDENTITY],
    }
}

/// Registers everything.
pub(super) fn register_all() -> Catalogue {
    let mut catalogue = Catalogue::default();
    for kind in Kind::ALL {
        for specs in groups_of(kind) {
            catalogue.register(kind, specs);
        }
    }
    catalogue
}
