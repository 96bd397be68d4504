//! An Azure Storage account: the file store.

use super::row::{Availability, DependencyRow, KindRow, is_provisioned, no_hosts};
use crate::catalogue::body::all;
use crate::catalogue::fact::{FactRow, computed, flag, joined, text, word};
use crate::catalogue::facts::{
    BY_POLICY, DATA, DELETABLE, DESTROYABLE, GROUPED, KEY_EXPIRES, KEY_TROUBLE, LOCATED, LOCKABLE,
    NAME_IS_DISTINCTIVE, NAMED, NO_OWN_KEY, OWN_KEY, REFERRING, SECURED_BY_PERIMETER, STACKED,
    STORE, WATCHED, WATCHED_STORE, WRITABLE, name_is_distinctive, secured_by_perimeter,
};
use crate::catalogue::read::{kind_reads, resource};
use crate::catalogue::{Body, ReadKind, Reference, reference::vault_reference};
use crate::model::FactType::{Bool, Instant, Int, Text, Texts};
use crate::model::{Kind, LinkRole, Region, Value, Why};
use time::{Duration, OffsetDateTime};

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
        WATCHED,
        WATCHED_STORE,
        GEO_COPY,
        DATA,
    ],
    bodies: &[],
    dependency: Some(DependencyRow {
        reads: kind_reads!(
            Kind::StorageAccount,
            "Microsoft.Storage",
            "storageAccounts",
            "2026-09-01",
            "2023-01-01",
            resource!(
                "identity.principalId",
                "identity.userAssignedIdentities",
                "properties.provisioningState",
                "properties.primaryLocation",
                "properties.statusOfPrimary",
                "properties.statusOfSecondary",
                "properties.publicNetworkAccess",
                "properties.primaryEndpoints.blob",
                "properties.encryption.keySource",
                "properties.encryption.keyvaultproperties.keyvaulturi",
            )
        ),
        endpoint: Some("properties.primaryEndpoints.blob"),
        more_hosts: no_hosts,
        healthy: is_provisioned,
        references,
        behind: &[(LinkRole::CustomerManagedKey, Kind::KeyVault)],
        short: "Storage",
        copies: Some(("secondary_region", None)),
        availability: Some(Availability {
            metrics: &["Availability"],
            bad: "Less",
            condition: "avg Availability < 100",
            window: "5m",
        }),
    }),
};

const KEY_PATHS: &[&str] =
    &["properties.allowSharedKeyAccess", "properties.allowSharedKeyAccessForServices.blob.enabled"];
const RESTORE: &[&str] = &[
    "properties.restorePolicy",
    "properties.isVersioningEnabled",
    "properties.changeFeed",
    "properties.deleteRetentionPolicy",
];

const FACTS: &[FactRow] = &[
    text("provisioning_state", "properties.provisioningState", "state of the last operation, e.g. `Succeeded`"),
    word("sku", "sku.name", SKUS, "redundancy, e.g. `Standard_GZRS`"),
    text("account_kind", "kind", "kind of account, e.g. `StorageV2`"),
    computed("zone_redundant", Bool, &["sku.name"], zone_redundant, "the SKU names ZRS (ZRS, GZRS, RAGZRS, any generation)"),
    computed("geo_redundant", Bool, &["sku.name"], geo_redundant, "the SKU names GRS or GZRS, with or without read access").absent("it has no geo-redundant copy"),
    computed("geo_zone_redundant", Bool, &["sku.name"], geo_zone_redundant, "the SKU names GZRS"),
    computed("secondary_region", Text, &["properties.secondaryLocation"], secondary_region, "region of the geo copy, null if there is none").nullable(),
    computed("shared_key_allowed", Bool, KEY_PATHS, shared_key_allowed, "account keys open blobs: by the account's switch (absent or null = true), unless the blob service's own switch turns them off (since 2025-08-01)"),
    computed("local_auth_disabled", Bool, KEY_PATHS, local_auth_disabled, "account keys and what is signed with them don't open blobs: the opposite of `shared_key_allowed`"),
    computed("name_is_distinctive", Bool, &["id"], name_is_distinctive, NAME_IS_DISTINCTIVE),
    flag("hierarchical_namespace", "properties.isHnsEnabled", false, "isHnsEnabled: a Data Lake account, without versioning and blob point-in-time restore (absent = false)"),
    computed("supports_blob_restore", Bool, &["kind", "sku.name", "properties.isHnsEnabled"], supports_blob_restore, "blob point-in-time restore exists for it: kind StorageV2, a Standard SKU, no hierarchical namespace"),
    flag("blob_versioning", "properties.isVersioningEnabled", false, "isVersioningEnabled (absent = false)").from(&[ReadKind::BLOB_SERVICE]),
    computed("blob_restore_days", Int, RESTORE, restore_days, "days that blob point-in-time restore reaches back, 0 if it or one of what it needs is off (versioning, change feed, soft delete)").from(&[ReadKind::BLOB_SERVICE]),
    computed("blob_soft_delete_days", Int, &["properties.deleteRetentionPolicy"], soft_delete_days, "days that deleted blobs are kept, 0 if soft delete is off").from(&[ReadKind::BLOB_SERVICE]),
    flag("blob_permanent_delete_allowed", "properties.deleteRetentionPolicy.allowPermanentDelete", false, "soft-deleted versions and snapshots may be purged (absent = false)").from(&[ReadKind::BLOB_SERVICE]),
    computed("container_soft_delete_days", Int, &["properties.containerDeleteRetentionPolicy"], container_soft_delete_days, "days that deleted containers are kept, 0 if soft delete is off").from(&[ReadKind::BLOB_SERVICE]),
    computed("blob_soft_delete_target", Int, &["properties.deleteRetentionPolicy"], soft_delete_target, "14, or `blob_soft_delete_days` if that is more: what a remedy sets").from(&[ReadKind::BLOB_SERVICE]),
    computed("container_soft_delete_target", Int, &["properties.containerDeleteRetentionPolicy"], container_soft_delete_target, "14, or `container_soft_delete_days` if that is more: what a remedy sets").from(&[ReadKind::BLOB_SERVICE]),
    computed("blob_restore_target", Int, &["properties.deleteRetentionPolicy"], restore_target, "a day less than `blob_soft_delete_target`").from(&[ReadKind::BLOB_SERVICE]),
    flag("blob_change_feed", "properties.changeFeed.enabled", false, "the change feed is on (absent = false)").from(&[ReadKind::BLOB_SERVICE]),
    flag("geo_priority_replication", "properties.geoPriorityReplicationStatus.isBlobEnabled", false, "geo priority replication of blobs is on (absent = false)").since("2025-08-01"),
    computed("customer_managed_key", Bool, &["properties.encryption.keySource"], customer_managed_key, OWN_KEY).absent(NO_OWN_KEY),
    computed("key_trouble", Text, &["properties.encryption.keySource"], key_trouble, KEY_TROUBLE).nullable(),
    computed("key_expires", Instant, &["properties.encryption.keySource", "properties.encryption.keyvaultproperties.currentVersionedKeyExpirationTimestamp"], key_expires, KEY_EXPIRES).nullable(),
    joined("geo_update_sku", Text, "the first step to copies in another region: the SKU to set, null if its SKU has a geo copy, its region no pair, or no such step is known").from(&[ReadKind::LOCATIONS]).nullable(),
    joined("conversion_sku", Text, "the step to zones: the SKU to ask for by a conversion, after `geo_update_sku` if there is one; null if its SKU names zones, its region has none, its kind isn't StorageV2, or no such step is known").from(&[ReadKind::LOCATIONS]).nullable(),
    computed(
        "secured_by_perimeter",
        Bool,
        &["properties.publicNetworkAccess"],
        secured_by_perimeter,
        SECURED_BY_PERIMETER,
    ),
    joined("target_sku", Text, "the SKU that these steps lead to, null without a step").from(&[ReadKind::LOCATIONS]).nullable(),
    joined("containers", Texts, "names of its blob containers").from(&[ReadKind::CONTAINERS]),
    joined("foreign_containers", Texts, "containers that belong to no project that binds it, other than system ones").from(&[ReadKind::CONTAINERS]),
    joined("replicated_to_other_region", Bool, "blob object replication copies to an account in another region; read only where the region has no pair").from(&[ReadKind::LOCATIONS, ReadKind::OBJECT_REPLICATION]),
];

const GEO_COPY: &[FactRow] = &[
    computed(
        "geo_copy_status",
        Text,
        &["properties.geoReplicationStats"],
        geo_copy_status,
        "state of the geo copy: `Live`, `Bootstrap`, `Unavailable`",
    )
    .from(&[ReadKind::GEO_REPLICATION]),
    computed(
        "geo_copy_can_fail_over",
        Bool,
        &["properties.geoReplicationStats"],
        geo_copy_can_fail_over,
        "Azure would take an unplanned failover now (absent = false)",
    )
    .from(&[ReadKind::GEO_REPLICATION]),
    computed(
        "geo_copy_last_sync",
        Instant,
        &["properties.geoReplicationStats"],
        geo_copy_last_sync,
        "all that was written before is in the copy; null if Azure gives none or a placeholder",
    )
    .from(&[ReadKind::GEO_REPLICATION])
    .nullable(),
    computed(
        "geo_copy_lag_minutes",
        Int,
        &["properties.geoReplicationStats"],
        geo_copy_lag_minutes,
        "minutes from `geo_copy_last_sync` to the read; null without it",
    )
    .from(&[ReadKind::GEO_REPLICATION])
    .nullable(),
    computed(
        "geo_copy_current",
        Bool,
        &["properties.geoReplicationStats"],
        geo_copy_current,
        "the copy is Live and was synchronised less than 15 minutes before it was read",
    )
    .from(&[ReadKind::GEO_REPLICATION]),
];

/// The vault of its key.
fn references(body: &Body<'_>) -> Vec<Reference> {
    let path = "properties.encryption.keyvaultproperties.keyvaulturi";
    vault_reference(body, path).into_iter().collect()
}

/// The SKUs of the published types (2026-09-01).
const SKUS: &[&str] = &[
    "Standard_LRS",
    "Standard_GRS",
    "Standard_RAGRS",
    "Standard_ZRS",
    "Standard_GZRS",
    "Standard_RAGZRS",
    "Premium_LRS",
    "Premium_ZRS",
    "StandardV2_LRS",
    "StandardV2_GRS",
    "StandardV2_ZRS",
    "StandardV2_GZRS",
    "PremiumV2_LRS",
    "PremiumV2_ZRS",
];

const KINDS: &[&str] = &["StorageV2", "Storage", "BlobStorage", "BlockBlobStorage", "FileStorage"];

fn upper_sku(body: &Body<'_>) -> Result<String, Why> {
    Ok(body.word("sku.name", SKUS)?.to_uppercase())
}

fn zone_redundant(body: &Body<'_>) -> Result<Value, Why> {
    Ok(upper_sku(body)?.contains("ZRS").into())
}

fn geo_redundant(body: &Body<'_>) -> Result<Value, Why> {
    let sku = upper_sku(body)?;
    Ok((sku.contains("GRS") || sku.contains("GZRS")).into())
}

fn geo_zone_redundant(body: &Body<'_>) -> Result<Value, Why> {
    Ok(upper_sku(body)?.contains("GZRS").into())
}

fn secondary_region(body: &Body<'_>) -> Result<Value, Why> {
    let region = body.opt_text("properties.secondaryLocation")?;
    Ok(region.map(|text| Region::new(&text).name().to_owned()).into())
}

/// Agents keep blobs, so the switch of the blob service decides where it is off. How it combines with an account whose own
/// switch is off isn't documented.
fn keys_open_blobs(body: &Body<'_>) -> Result<bool, Why> {
    let account = body.flag("properties.allowSharedKeyAccess", true);
    match body.opt_flag("properties.allowSharedKeyAccessForServices.blob.enabled")? {
        Some(false) => Ok(false),
        Some(true) if account == Ok(false) => {
            let what = "whether keys open blobs: the account turns them off, its blob service on";
            Err(Why::Unresolved(what.to_owned()))
        }
        Some(true) | None => account,
    }
}

fn shared_key_allowed(body: &Body<'_>) -> Result<Value, Why> {
    Ok(keys_open_blobs(body)?.into())
}

fn local_auth_disabled(body: &Body<'_>) -> Result<Value, Why> {
    Ok((!keys_open_blobs(body)?).into())
}

fn supports_blob_restore(body: &Body<'_>) -> Result<Value, Why> {
    let general = body.word("kind", KINDS).map(|kind| kind == "StorageV2");
    let standard = upper_sku(body).map(|sku| sku.starts_with("STANDARD"));
    let flat = body.flag("properties.isHnsEnabled", false).map(|on| !on);
    Ok(all([general, standard, flat])?.into())
}

/// The days of a policy of the blob service, 0 if it is off, as it is without a word of it. No default is documented for a
/// policy that is on, nor for the switch of one that says its days.
fn days(body: &Body<'_>, policy: &str) -> Result<Value, Why> {
    let days = body.opt_int(&format!("properties.{policy}.days"))?;
    match (body.opt_flag(&format!("properties.{policy}.enabled"))?, days) {
        (Some(true), Some(days)) => Ok(days.into()),
        (Some(true), None) | (None, Some(_)) => Err(Why::Malformed),
        (Some(false), _) | (None, None) => Ok(0.into()),
    }
}

/// Point-in-time restore goes by the change feed and by what soft delete and versioning keep: without one of them it has
/// nothing to go by, whatever its own policy says.
fn restore_days(body: &Body<'_>) -> Result<Value, Why> {
    let of_policy = days(body, "restorePolicy")?;
    if of_policy == Value::Int(0) {
        return Ok(of_policy);
    }
    let on = |path: &str| body.opt_flag(path)?.ok_or(Why::Malformed);
    let needed = ["isVersioningEnabled", "changeFeed.enabled", "deleteRetentionPolicy.enabled"];
    let all_on = all(needed.map(|path| on(&format!("properties.{path}"))))?;
    Ok(if all_on { of_policy } else { 0.into() })
}

fn soft_delete_days(body: &Body<'_>) -> Result<Value, Why> {
    days(body, "deleteRetentionPolicy")
}

/// What a remedy sets at least.
const KEPT_DAYS: i64 = 14;

/// A policy that keeps longer isn't shortened.
fn target(days: Value) -> Result<i64, Why> {
    Ok(days.as_int().ok_or(Why::Malformed)?.max(KEPT_DAYS))
}

fn soft_delete_target(body: &Body<'_>) -> Result<Value, Why> {
    Ok(target(soft_delete_days(body)?)?.into())
}

fn container_soft_delete_target(body: &Body<'_>) -> Result<Value, Why> {
    Ok(target(container_soft_delete_days(body)?)?.into())
}

fn restore_target(body: &Body<'_>) -> Result<Value, Why> {
    Ok((target(soft_delete_days(body)?)? - 1).into())
}

fn has_own_key(body: &Body<'_>) -> Result<bool, Why> {
    let known = &["Microsoft.Storage", "Microsoft.Keyvault"];
    let source = body.word_or("properties.encryption.keySource", "Microsoft.Storage", known)?;
    Ok(source == "Microsoft.Keyvault")
}

fn customer_managed_key(body: &Body<'_>) -> Result<Value, Why> {
    Ok(has_own_key(body)?.into())
}

/// Storage doesn't show it.
fn key_trouble(body: &Body<'_>) -> Result<Value, Why> {
    has_own_key(body).map(|_| Value::Null)
}

fn key_expires(body: &Body<'_>) -> Result<Value, Why> {
    let path = "properties.encryption.keyvaultproperties.currentVersionedKeyExpirationTimestamp";
    // For a key without an expiry Azure gives the first moment of 1970 (outputs of `az storage account show`).
    let is_date = |at: &OffsetDateTime| at.year() > 1970;
    Ok(match has_own_key(body)? {
        true => body.instant(path)?.filter(is_date).into(),
        false => Value::Null,
    })
}

fn container_soft_delete_days(body: &Body<'_>) -> Result<Value, Why> {
    days(body, "containerDeleteRetentionPolicy")
}

/// The lag that Microsoft calls usual (Azure Storage redundancy: the last sync is usually less than 15 minutes ago).
const USUAL_LAG: Duration = Duration::minutes(15);

const STATS: &str = "properties.geoReplicationStats";

/// A value of the geo copy. Without the block nothing was said about the copy, whatever the reason.
fn of_copy<T>(
    body: &Body<'_>,
    name: &str,
    read: impl FnOnce(&str) -> Result<T, Why>,
) -> Result<T, Why> {
    body.at(STATS)?.ok_or(Why::Malformed)?;
    read(&format!("{STATS}.{name}"))
}

fn copy_status(body: &Body<'_>) -> Result<&'static str, Why> {
    of_copy(body, "status", |path| body.word(path, &["Live", "Bootstrap", "Unavailable"]))
}

/// Before the first copy Azure gives none, or the first instant of a calendar.
fn last_sync(body: &Body<'_>) -> Result<Option<OffsetDateTime>, Why> {
    let at = of_copy(body, "lastSyncTime", |path| body.instant(path))?;
    Ok(at.filter(|at| at.year() > 1601))
}

fn geo_copy_status(body: &Body<'_>) -> Result<Value, Why> {
    Ok(copy_status(body)?.into())
}

fn geo_copy_can_fail_over(body: &Body<'_>) -> Result<Value, Why> {
    Ok(of_copy(body, "canFailover", |path| body.flag(path, false))?.into())
}

fn geo_copy_last_sync(body: &Body<'_>) -> Result<Value, Why> {
    Ok(last_sync(body)?.into())
}

/// By the time of the read: a lag grows in a file, but not in Azure.
fn geo_copy_lag_minutes(body: &Body<'_>) -> Result<Value, Why> {
    let read_at = body.read_at()?;
    Ok(last_sync(body)?.map(|at| (read_at - at).whole_minutes()).into())
}

fn geo_copy_current(body: &Body<'_>) -> Result<Value, Why> {
    let read_at = body.read_at()?;
    let (status, synced) = (copy_status(body)?, last_sync(body)?);
    let is_recent = synced.is_some_and(|at| read_at - at < USUAL_LAG);
    Ok((status == "Live" && is_recent).into())
}
