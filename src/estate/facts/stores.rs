//! Facts of the stores that agents keep their state in.

use super::{fact, field};
use crate::model::FactType::{Bool, Instant, Int, Records, Text, Texts};
use crate::model::{FactSpec, Field};

const NAME_IS_DISTINCTIVE: &str = "a heuristic: without generic words (cosmos, agents, prod, …), regions and digits at least four characters of the name are left";
pub(super) const STORE: &[FactSpec] = &[
    fact(
        "recovery_regions",
        Texts,
        "recovery regions of the declared workloads whose primary account uses it; unknown if it isn't known which accounts do",
    ),
    fact(
        "holds_agent_state",
        Bool,
        "a Standard-mode project binds it as thread, vector or file store",
    )
    .absent("it holds no agent state"),
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
    fact(
        "shared_by_projects",
        Bool,
        "more than one project binds it as thread, vector or file store",
    )
    .absent("one project uses it"),
];
const COSMOS_REGION: &[Field] = &[
    field("region", Text),
    field("priority", Int),
    field("zone_redundant", Bool),
    field("ready", Bool),
];
pub(super) const COSMOS: &[FactSpec] = &[
    fact(
        "provisioning_state",
        Text,
        "state of the last operation, e.g. `Succeeded`",
    ),
    fact(
        "continuous_backup",
        Bool,
        "backup policy is Continuous: point-in-time restore is possible (absent policy = false)",
    )
    .absent("its backup is not continuous"),
    fact(
        "backup_policy",
        Text,
        "`Periodic` or `Continuous` (absent = Periodic)",
    ),
    fact(
        "restore_days",
        Int,
        "days that point-in-time restore reaches back: 7 or 30 by the tier (absent = 30), 0 without continuous backup",
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
    )
    .absent(
        "no write region has availability zones: only a second region protects it (FDR-ZON-001)",
    ),
    fact(
        "read_regions_with_zones",
        Records(COSMOS_REGION),
        "those of `read_regions` that have availability zones for this subscription",
    )
    .absent("it has no read region with availability zones"),
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
    fact(
        "throughput_limit",
        Int,
        "capacity.totalThroughputLimit in RU/s, -1 if there is none (absent = -1)",
    ),
    fact(
        "throughput_suffices",
        Bool,
        "no throughput limit, or at least 3,000 RU/s for each project that binds it",
    ),
    fact("name_is_distinctive", Bool, NAME_IS_DISTINCTIVE),
    fact("sql_databases", Texts, "names of its SQL databases"),
    fact(
        "foreign_databases",
        Texts,
        "SQL databases other than enterprise_memory; unknown if vectors are kept here too, since their database's name isn't documented",
    ),
];
pub(super) const SEARCH: &[FactSpec] = &[
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
    fact("local_auth_disabled", Bool, "keys are off (absent = false)"),
    fact("name_is_distinctive", Bool, NAME_IS_DISTINCTIVE),
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
pub(super) const STORAGE: &[FactSpec] = &[
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
    )
    .absent("it has no geo-redundant copy"),
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
        "local_auth_disabled",
        Bool,
        "account keys and what is signed with them are off: the opposite of `shared_key_allowed`",
    ),
    fact("name_is_distinctive", Bool, NAME_IS_DISTINCTIVE),
    fact(
        "hierarchical_namespace",
        Bool,
        "isHnsEnabled: a Data Lake account, without versioning and blob point-in-time restore (absent = false)",
    ),
    fact(
        "supports_blob_restore",
        Bool,
        "blob point-in-time restore exists for it: kind StorageV2, a Standard SKU, no hierarchical namespace",
    ),
    fact(
        "blob_versioning",
        Bool,
        "isVersioningEnabled (absent = false)",
    ),
    fact(
        "blob_restore_days",
        Int,
        "days that blob point-in-time restore reaches back, 0 if it is off",
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
