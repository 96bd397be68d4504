//! An Azure Cosmos DB account: thread storage, and for some projects the vector store.

use super::row::{Availability, DependencyRow, KindRow, is_provisioned};
use crate::catalogue::body::all;
use crate::catalogue::fact::{
    FactRow, computed, field, flag, int, joined, opt_int, opt_word, text, word,
};
use crate::catalogue::facts::{
    BY_POLICY, COSMOS_RESTORE, DELETABLE, DESTROYABLE, GROUPED, KEY_EXPIRES, KEY_TROUBLE, LOCATED,
    LOCKABLE, NAME_IS_DISTINCTIVE, NAMED, NO_OWN_KEY, OWN_KEY, REFERRING, SECURED_BY_PERIMETER,
    STACKED, STORE, WATCHED, WATCHED_STORE, WRITABLE, name_is_distinctive, secured_by_perimeter,
};
use crate::catalogue::read::{kind_reads, resource};
use crate::catalogue::{Body, ReadKind, Reference, host_of, reference::vault_reference};
use crate::model::FactType::{Bool, Instant, Int, Records, Text, Texts};
use crate::model::{Field, Kind, LinkRole, Region, Value, Why};

pub(super) static ROW: KindRow = KindRow {
    facts: &[
        NAMED,
        GROUPED,
        LOCATED,
        LOCKABLE,
        DELETABLE,
        BY_POLICY,
        STACKED,
        STORE,
        FACTS,
        REFERRING,
        DESTROYABLE,
        WRITABLE,
        COSMOS_RESTORE,
        WATCHED,
        WATCHED_STORE,
        RESTORABLE,
    ],
    bodies: &[],
    dependency: Some(DependencyRow {
        reads: kind_reads!(
            Kind::CosmosAccount,
            "Microsoft.DocumentDB",
            "databaseAccounts",
            "2025-10-15",
            "2024-11-15",
            resource!(
                "identity.principalId",
                "identity.type",
                "identity.userAssignedIdentities",
                "properties.provisioningState",
                "properties.documentEndpoint",
                "properties.writeLocations",
                "properties.publicNetworkAccess",
                "properties.keyVaultKeyUri",
            )
        ),
        endpoint: Some("properties.documentEndpoint"),
        more_hosts: regional_hosts,
        healthy: serves_nosql,
        references,
        behind: &[
            (LinkRole::CustomerManagedKey, Kind::KeyVault),
            (LinkRole::StoreIdentity, Kind::UserAssignedIdentity),
        ],
        short: "Cosmos DB",
        copies: Some(("regions", Some("region"))),
        // Its finest grain is an hour.
        availability: Some(Availability {
            metrics: &["ServiceAvailability"],
            bad: "Less",
            condition: "avg ServiceAvailability < 100",
            window: "1h",
        }),
    }),
};

const COSMOS_REGION: &[Field] = &[
    field("region", Text),
    field("priority", Int),
    field("zone_redundant", Bool),
    field("ready", Bool),
];
const REGION_PATHS: &[&str] = &["properties.locations", "properties.enableMultipleWriteLocations"];

const FACTS: &[FactRow] = &[
    text("provisioning_state", "properties.provisioningState", "state of the last operation, e.g. `Succeeded`"),
    computed("continuous_backup", Bool, &["properties.backupPolicy"], continuous_backup, "backup policy is Continuous: point-in-time restore is possible; unknown without a policy, as in old api-versions").absent("its backup is not continuous"),
    word("backup_policy", "properties.backupPolicy.type", BACKUPS, "`Periodic` or `Continuous`; unknown if absent, as in old api-versions"),
    computed("restore_days", Int, &["properties.backupPolicy"], restore_days, "days that point-in-time restore reaches back: 7, 30 or 35 by the tier (absent = 30), 0 without continuous backup"),
    computed("backup_migration_since", Instant, &["properties.backupPolicy"], backup_migration, "start of a running migration to Continuous, null if none runs").nullable(),
    computed("regions", Records(COSMOS_REGION), REGION_PATHS, all_regions, "all regions by failover priority; `ready` if provisioningState is Succeeded; zone_redundant absent = false"),
    computed("ready_regions", Texts, REGION_PATHS, ready_regions, "names of its regions whose provisioningState is Succeeded"),
    computed("write_regions", Records(COSMOS_REGION), REGION_PATHS, write_regions, "priority 0, or all regions with multi-region writes"),
    computed("read_regions", Records(COSMOS_REGION), REGION_PATHS, read_regions, "regions with priority above 0, unless multi-region writes are on"),
    joined("write_regions_with_zones", Records(COSMOS_REGION), "those of `write_regions` that have availability zones for this subscription").from(&[ReadKind::LOCATIONS]).absent("no write region has availability zones: only a second region protects it (FDR-ZON-001)"),
    joined("single_zone_write_regions", Texts, "names of those of `write_regions_with_zones` that aren't zone-redundant").from(&[ReadKind::LOCATIONS]),
    joined("single_zone_read_regions", Texts, "names of those of `read_regions_with_zones` that aren't zone-redundant").from(&[ReadKind::LOCATIONS]),
    joined("read_regions_with_zones", Records(COSMOS_REGION), "those of `read_regions` that have availability zones for this subscription").from(&[ReadKind::LOCATIONS]).absent("it has no read region with availability zones"),
    flag("service_managed_failover", "properties.enableAutomaticFailover", false, "enableAutomaticFailover (absent = false)"),
    flag("multi_region_writes", "properties.enableMultipleWriteLocations", false, "enableMultipleWriteLocations (absent = false)"),
    computed("serverless", Bool, &["properties.capabilities", "properties.capacityMode"], serverless, "capability EnableServerless, or capacityMode Serverless (previews since 2024-05-15): cannot have a second region"),
    opt_word("consistency", "properties.consistencyPolicy.defaultConsistencyLevel", CONSISTENCY, "default consistency level, null if Azure gives none"),
    computed("read_region_loss_keeps_writes", Bool, &["properties.consistencyPolicy.defaultConsistencyLevel"], read_region_loss_keeps_writes, "its default consistency lets writes go on without a second region: Session, ConsistentPrefix or Eventual, not Strong or BoundedStaleness"),
    flag("local_auth_disabled", "properties.disableLocalAuth", false, "keys are off (absent = false)"),
    flag("key_metadata_writes_disabled", "properties.disableKeyBasedMetadataWriteAccess", false, "keys can't create, change or delete databases and containers (absent = false)"),
    computed("soft_delete_offered", Bool, &["properties.softDeleteConfiguration"], soft_delete_offered, "the answer shows whether soft delete (preview) is on: it has the property, or comes from api-version 2026-04-01-preview or a later preview").absent("its answer doesn't show soft delete, a preview of api-version 2026-04-01-preview"),
    flag("soft_delete", "properties.softDeleteConfiguration.softDeletionEnabled", false, "deleted databases, containers and the account itself are kept for a while (preview; absent = false)"),
    opt_int("soft_delete_minutes", "properties.softDeleteConfiguration.softDeleteRetentionPeriodInMinutes", "minutes that they are kept, null if Azure gives none"),
    computed("customer_managed_key", Bool, &["properties.keyVaultKeyUri"], customer_managed_key, OWN_KEY).absent(NO_OWN_KEY),
    computed("key_trouble", Text, &["properties.keyVaultKeyUri", "properties.customerManagedKeyStatus"], key_trouble, KEY_TROUBLE).nullable(),
    computed("key_expires", Instant, &["properties.keyVaultKeyUri"], key_expires, KEY_EXPIRES).nullable(),
    opt_int("soft_delete_purge_minutes", "properties.softDeleteConfiguration.minMinutesBeforePermanentDeletionAllowed", "minutes before which not even an admin can purge what was deleted, null if Azure gives none (preview of 2026-04-01)"),
    joined("second_region", Text, "the region to add to an account with one region: the declared recovery region, else the pair, unless access to that is restricted; null if none is known, or if it already has more regions, takes writes in several or is serverless, or if the subscription may not use Cosmos DB there").from(&[ReadKind::LOCATIONS, ReadKind::COSMOS_LOCATIONS]).nullable(),
    joined("second_region_has_zones", Bool, "`second_region` has availability zones, by the subscription's list of locations or else by Microsoft's, and the subscription may use Cosmos DB in them").from(&[ReadKind::LOCATIONS, ReadKind::COSMOS_LOCATIONS]).nullable(),
    int("throughput_limit", "properties.capacity.totalThroughputLimit", -1, "capacity.totalThroughputLimit in RU/s, -1 if there is none (absent = -1)"),
    joined("throughput_suffices", Bool, "no throughput limit, or at least 5,000 RU/s for each project that binds it; unknown below that where the subscription has a fleet of Cosmos DB, whose members share throughput").from(&[ReadKind::COSMOS_FLEETS]),
    joined("throughput_needed", Int, "RU/s that the projects that are known to bind it need once all of them use the Responses runtime: 5,000 each"),
    joined("throughput_gap", Text, "what the throughput limit leaves no room for, in words that follow \"a limit of … RU/s\"; null if it suffices for the projects that are known").from(&[ReadKind::SQL_DATABASES, ReadKind::SQL_CONTAINERS]).nullable(),
    computed("name_is_distinctive", Bool, &["id"], name_is_distinctive, NAME_IS_DISTINCTIVE),
    computed(
        "secured_by_perimeter",
        Bool,
        &["properties.publicNetworkAccess"],
        secured_by_perimeter,
        SECURED_BY_PERIMETER,
    ),
    joined("sql_databases", Texts, "names of its SQL databases").from(&[ReadKind::SQL_DATABASES]),
    joined("foreign_databases", Texts, "SQL databases other than enterprise_memory; unknown if vectors are kept here too, since their database's name isn't documented").from(&[ReadKind::SQL_DATABASES]),
    joined("agent_containers", Texts, "names of the containers of enterprise_memory; empty if there is no such database").from(&[ReadKind::SQL_DATABASES, ReadKind::SQL_CONTAINERS]),
];

const RESTORABLE: &[FactRow] = &[
    text("instance_id", "properties.instanceId", "the id that its restore points are kept under"),
    joined(
        "regions_without_restore_point",
        Texts,
        "those of `regions` for which Azure lists no live restorable copy",
    )
    .from(&[ReadKind::RESTORE_POINTS]),
];

/// Agents keep threads by the NoSQL API (Standard agent setup, 2026-03-19): an account of another one can't serve them.
fn serves_nosql(body: &Body<'_>) -> Result<bool, Why> {
    const OTHERS: [&str; 4] = ["EnableMongo", "EnableCassandra", "EnableGremlin", "EnableTable"];
    let kind = body.opt_word("kind", &["GlobalDocumentDB", "MongoDB", "Parse"]);
    let of_kind = kind.map(|kind| matches!(kind, Some("GlobalDocumentDB") | None));
    let other = |name: &String| OTHERS.iter().any(|other| name.eq_ignore_ascii_case(other));
    let by_capability = capabilities(body).map(|names| !names.iter().any(other));
    all([is_provisioned(body), of_kind, by_capability])
}

/// Each region has an endpoint of its own (`name-region.documents.azure.com`).
fn regional_hosts(body: &Body<'_>) -> Vec<String> {
    let regions = body.list("properties.locations").unwrap_or_default();
    let endpoints = regions.iter().filter_map(|one| one.opt_text("documentEndpoint").ok()?);
    endpoints.filter_map(|endpoint| host_of(&endpoint)).collect()
}

/// The vault of its key, and the identities that it opens the vault with.
fn references(body: &Body<'_>) -> Vec<Reference> {
    let identities: Vec<Reference> = match body.keys("identity.userAssignedIdentities") {
        Ok(ids) => {
            ids.iter().filter_map(|id| Reference::id(Some(id), LinkRole::StoreIdentity)).collect()
        }
        Err(why) => {
            let (kind, role) = (Kind::UserAssignedIdentity, LinkRole::StoreIdentity);
            vec![Reference::Hidden(kind, role, why)]
        }
    };
    let vault = vault_reference(body, "properties.keyVaultKeyUri");
    vault.into_iter().chain(identities).collect()
}

const CONSISTENCY: &[&str] =
    &["Strong", "BoundedStaleness", "Session", "ConsistentPrefix", "Eventual"];

const BACKUPS: &[&str] = &["Periodic", "Continuous"];

/// Every account has a policy; old api-versions don't show it, and no default is published.
fn is_continuous(body: &Body<'_>) -> Result<bool, Why> {
    Ok(body.word("properties.backupPolicy.type", BACKUPS)? == "Continuous")
}

fn continuous_backup(body: &Body<'_>) -> Result<Value, Why> {
    Ok(is_continuous(body)?.into())
}

const TIERS: &[&str] = &["Continuous7Days", "Continuous30Days", "Continuous35Days"];

/// Without a tier a continuous backup keeps 30 days: the tiers came later, and accounts from before have none.
fn restore_days(body: &Body<'_>) -> Result<Value, Why> {
    if !is_continuous(body)? {
        return Ok(0.into());
    }
    let tier = "properties.backupPolicy.continuousModeProperties.tier";
    match body.word_or(tier, "Continuous30Days", TIERS)? {
        "Continuous7Days" => Ok(7.into()),
        "Continuous35Days" => Ok(35.into()),
        _ => Ok(30.into()),
    }
}

const MIGRATIONS: &[&str] = &["InProgress", "Completed", "Failed", "Invalid"];

/// A migration that runs isn't point-in-time restore yet; its start goes into the message.
fn backup_migration(body: &Body<'_>) -> Result<Value, Why> {
    match body.opt_word("properties.backupPolicy.migrationState.status", MIGRATIONS)? {
        Some("InProgress") => {
            Ok(body.instant("properties.backupPolicy.migrationState.startTime")?.into())
        }
        Some(_) | None => Ok(Value::Null),
    }
}

fn capabilities(body: &Body<'_>) -> Result<Vec<String>, Why> {
    body.list("properties.capabilities")?.iter().map(|one| one.text("name")).collect()
}

/// With Strong or BoundedStaleness an account of two regions stops writes when it loses the one that only reads (Reliability
/// in Azure Cosmos DB, 2026-05-06).
fn read_region_loss_keeps_writes(body: &Body<'_>) -> Result<Value, Why> {
    let level = body.opt_text("properties.consistencyPolicy.defaultConsistencyLevel")?;
    let level = level.ok_or_else(|| Why::Unresolved("the consistency level".to_owned()))?;
    match level.to_lowercase().as_str() {
        "strong" | "boundedstaleness" => Ok(false.into()),
        "session" | "consistentprefix" | "eventual" => Ok(true.into()),
        _ => Err(Why::Unresolved(format!("the consistency level {level}"))),
    }
}

fn soft_delete_offered(body: &Body<'_>) -> Result<Value, Why> {
    let path = "properties.softDeleteConfiguration";
    match body.since("2026-04-01-preview", path, body.at(path)) {
        Ok(_) => Ok(true.into()),
        Err(Why::OldApi(_)) => Ok(false.into()),
        Err(why) => Err(why),
    }
}

fn has_own_key(body: &Body<'_>) -> Result<bool, Why> {
    let key = body.opt_text("properties.keyVaultKeyUri")?;
    Ok(key.is_some_and(|key| !key.trim().is_empty()))
}

fn customer_managed_key(body: &Body<'_>) -> Result<Value, Why> {
    Ok(has_own_key(body)?.into())
}

/// The texts of Azure's REST specification (Microsoft.DocumentDB, 2023-09-15, `CustomerManagedKeyStatus`): one says that
/// all is well, the others begin with the revocation and name the cause.
fn key_trouble(body: &Body<'_>) -> Result<Value, Why> {
    const CONFIRMED: &str = "access to the configured customer managed key confirmed";
    const REVOKED: &str = "access to your account is currently revoked";
    if !has_own_key(body)? {
        return Ok(Value::Null);
    }
    let status = body.opt_text("properties.customerManagedKeyStatus")?;
    let status = status.ok_or_else(|| Why::Unresolved("the state of its key".to_owned()))?;
    let folded = status.to_lowercase();
    if folded.starts_with(CONFIRMED) {
        Ok(Value::Null)
    } else if folded.starts_with(REVOKED) {
        let cause = status.split(';').next().unwrap_or_default();
        Ok(cause.trim().into())
    } else {
        Err(Why::Unresolved(format!("the state of its key: {status}")))
    }
}

/// Cosmos DB doesn't show it.
fn key_expires(body: &Body<'_>) -> Result<Value, Why> {
    has_own_key(body).map(|_| Value::Null)
}

fn serverless(body: &Body<'_>) -> Result<Value, Why> {
    let by_capability = capabilities(body).map(|names| {
        let is_serverless = |name: &String| name.eq_ignore_ascii_case("EnableServerless");
        names.iter().any(is_serverless)
    });
    Ok(match body.opt_text("properties.capacityMode")?.map(|mode| mode.to_lowercase()).as_deref() {
        // The mode can change after the account was made; the capability stays what it was.
        Some("serverless") => true,
        Some("provisioned") => false,
        Some(other) => return Err(Why::Unresolved(format!("the capacity mode {other}"))),
        None => by_capability?,
    }
    .into())
}

/// The states of an account in a region.
const REGION_STATES: &[&str] = &[
    "Succeeded",
    "Creating",
    "Updating",
    "Deleting",
    "Failed",
    "DeletionFailed",
    "Canceled",
    "Uninitialized",
    "Initializing",
    "InternallyReady",
];

/// A region of an account.
struct CosmosRegion {
    region: Region,
    priority: i64,
    zone_redundant: bool,
    ready: bool,
}

impl From<CosmosRegion> for Value {
    fn from(row: CosmosRegion) -> Self {
        Self::record([
            ("region", row.region.name().into()),
            ("priority", row.priority.into()),
            ("zone_redundant", row.zone_redundant.into()),
            ("ready", row.ready.into()),
        ])
    }
}

/// Its regions by failover priority: the order of the array isn't promised.
fn regions(body: &Body<'_>) -> Result<Vec<CosmosRegion>, Why> {
    let region = |item: &Body<'_>| {
        Ok(CosmosRegion {
            region: Region::new(&item.text("locationName")?),
            priority: item.opt_int("failoverPriority")?.ok_or(Why::Malformed)?,
            zone_redundant: item.flag("isZoneRedundant", false)?,
            ready: item.word_or("provisioningState", "Succeeded", REGION_STATES)? == "Succeeded",
        })
    };
    let list = body.list("properties.locations")?;
    // Every account is somewhere; to take "not said" for "nowhere" would hide its regions from every rule.
    if list.is_empty() {
        return Err(Why::Malformed);
    }
    let mut rows = list.iter().map(region).collect::<Result<Vec<_>, _>>()?;
    rows.sort_by_key(|row| row.priority);
    Ok(rows)
}

/// The regions that are wanted, given their priority and whether all of them take writes.
fn regions_where(body: &Body<'_>, wanted: fn(i64, bool) -> bool) -> Result<Value, Why> {
    let multi = body.flag("properties.enableMultipleWriteLocations", false)?;
    let mut rows = regions(body)?;
    rows.retain(|row| wanted(row.priority, multi));
    Ok(rows.into())
}

fn all_regions(body: &Body<'_>) -> Result<Value, Why> {
    regions_where(body, |_, _| true)
}

fn write_regions(body: &Body<'_>) -> Result<Value, Why> {
    regions_where(body, |priority, multi| priority == 0 || multi)
}

fn read_regions(body: &Body<'_>) -> Result<Value, Why> {
    regions_where(body, |priority, multi| priority > 0 && !multi)
}

fn ready_regions(body: &Body<'_>) -> Result<Value, Why> {
    let rows = regions(body)?;
    let ready = rows.iter().filter(|row| row.ready);
    Ok(Value::texts(ready.map(|row| row.region.name())))
}
