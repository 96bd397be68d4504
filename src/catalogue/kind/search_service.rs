//! An Azure AI Search service: the vector store.

use super::row::{Availability, DependencyRow, KindRow};
use crate::catalogue::fact::{FactRow, computed, flag, joined, text, word};
use crate::catalogue::facts::{
    BY_POLICY, DELETABLE, DESTROYABLE, GROUPED, LOCATED, LOCKABLE, NAME_IS_DISTINCTIVE, NAMED,
    SECURED_BY_PERIMETER, STACKED, STORE, WATCHED, WATCHED_STORE, WRITABLE, name_is_distinctive,
    secured_by_perimeter,
};
use crate::catalogue::read::{kind_reads, resource};
use crate::catalogue::{Body, Reference, reference::vault_reference, regions};
use crate::model::FactType::{Bool, Int, Texts};
use crate::model::{Kind, LinkRole, Value, Why};

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
        DESTROYABLE,
        WRITABLE,
        WATCHED,
        WATCHED_STORE,
    ],
    bodies: &[],
    dependency: Some(DependencyRow {
        reads: kind_reads!(
            Kind::SearchService,
            "Microsoft.Search",
            "searchServices",
            "2026-11-01",
            "2023-11-01",
            resource!(
                "identity.principalId",
                "identity.userAssignedIdentities",
                "properties.publicNetworkAccess",
                "properties.endpoint",
                "properties.hostingMode",
                "properties.encryptionWithCmk.serviceLevelEncryptionKey.keyVaultUri",
                "properties.encryptionWithCmk.serviceLevelEncryptionKey.keyVaultKeyName",
            )
        ),
        endpoint: Some("properties.endpoint"),
        more_hosts: hosts_by_name,
        healthy: is_running,
        references,
        behind: &[(LinkRole::CustomerManagedKey, Kind::KeyVault)],
        short: "AI Search",
        copies: None,
        // None is of availability; these show that it no longer keeps up.
        availability: Some(Availability {
            metrics: &["SearchLatency", "ThrottledSearchQueriesPercentage"],
            bad: "Greater",
            condition: "avg ThrottledSearchQueriesPercentage > 0",
            window: "5m",
        }),
    }),
};

const FACTS: &[FactRow] = &[
    text(
        "provisioning_state",
        "properties.provisioningState",
        "state of the last operation; compare ignoring case",
    ),
    word(
        "status",
        "properties.status",
        STATUSES,
        "`running`, `degraded`, `disabled`, `error`, `stopped`, `provisioning` or `deleting`",
    ),
    word("sku", "sku.name", SKUS, "pricing tier, e.g. `standard`, `free`, `serverless`"),
    computed(
        "replicas",
        Int,
        &["sku.name", "properties.replicaCount"],
        replicas,
        "number of replicas (absent = 1); unknown on the tier serverless, which scales by itself",
    ),
    computed(
        "partitions",
        Int,
        &["sku.name", "properties.partitionCount"],
        partitions,
        "number of partitions (absent = 1); unknown on the tier serverless",
    ),
    flag(
        "local_auth_disabled",
        "properties.disableLocalAuth",
        false,
        "keys are off (absent = false)",
    ),
    computed("name_is_distinctive", Bool, &["id"], name_is_distinctive, NAME_IS_DISTINCTIVE),
    computed(
        "region_zones_for_search",
        Bool,
        &["location", "sku.name"],
        region_zones,
        "AI Search is zone-redundant in this region with two replicas (Azure AI Search regions list, 2025-10-09); unknown for a region that the list doesn't name, and on the tier serverless, whose zones no page describes",
    ),
    computed(
        "secured_by_perimeter",
        Bool,
        &["properties.publicNetworkAccess"],
        secured_by_perimeter,
        SECURED_BY_PERIMETER,
    ),
    joined(
        "other_connections",
        Texts,
        "connections to it that no capability host names: knowledge or tools; those that are known",
    ),
    joined(
        "runtime_only",
        Bool,
        "only capability hosts use it: no other connection in this audit's subscriptions",
    ),
];

/// The vault of the service's own key (since 2026-03-01-preview; stable versions don't show it).
fn references(body: &Body<'_>) -> Vec<Reference> {
    let path = "properties.encryptionWithCmk.serviceLevelEncryptionKey.keyVaultUri";
    vault_reference(body, path).into_iter().collect()
}

/// Older versions give no endpoint: the documented pattern in each cloud.
fn hosts_by_name(body: &Body<'_>) -> Vec<String> {
    let Some(id) = body.id() else {
        return vec![];
    };
    let suffixes = ["search.windows.net", "search.azure.us", "search.azure.cn"];
    let host = |suffix| format!("{}.{suffix}", id.name().to_lowercase());
    suffixes.map(host).into()
}

/// It has a status beside the state of its last operation.
fn is_running(body: &Body<'_>) -> Result<bool, Why> {
    match body.word_or("properties.status", "running", STATUSES)? {
        "running" | "degraded" => Ok(true),
        "provisioning" => Err(Why::InProgress),
        _ => Ok(false),
    }
}

const STATUSES: &[&str] =
    &["running", "degraded", "provisioning", "deleting", "disabled", "error", "stopped"];

/// The tiers; `serverless` since 2026-11-01.
const SKUS: &[&str] = &[
    "free",
    "basic",
    "standard",
    "standard2",
    "standard3",
    "storage_optimized_l1",
    "storage_optimized_l2",
    "serverless",
];

/// The tier `serverless` (since 2026-11-01) has no replicas and partitions to choose, and no page says how it is spread over
/// zones: the defaults of the other tiers aren't its own.
fn not_serverless(body: &Body<'_>) -> Result<(), Why> {
    if body.word("sku.name", SKUS)? == "serverless" {
        let what = "the replicas and zones of the tier serverless, which scales by itself and has no SLA while it is a preview";
        return Err(Why::Unresolved(what.to_owned()));
    }
    Ok(())
}

fn replicas(body: &Body<'_>) -> Result<Value, Why> {
    not_serverless(body)?;
    Ok(body.int("properties.replicaCount", 1)?.into())
}

fn partitions(body: &Body<'_>) -> Result<Value, Why> {
    not_serverless(body)?;
    Ok(body.int("properties.partitionCount", 1)?.into())
}

fn region_zones(body: &Body<'_>) -> Result<Value, Why> {
    not_serverless(body)?;
    let region = body.region()?;
    let what = || {
        let date = regions::SEARCH_ZONES_DATE;
        Why::Unresolved(format!("{region} in the AI Search region list of {date}"))
    };
    Ok(regions::search_zones(&region).ok_or_else(what)?.into())
}
