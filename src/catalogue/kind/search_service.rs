//! An Azure AI Search service: the vector store.

use super::row::{DependencyRow, KindRow, no_references};
use crate::catalogue::fact::{FactRow, computed, flag, int, joined, text, word};
use crate::catalogue::facts::{
    BY_POLICY, DELETABLE, DESTROYABLE, GROUPED, LOCATED, LOCKABLE, NAME_IS_DISTINCTIVE, NAMED,
    STORE, WATCHED, WATCHED_STORE, WRITABLE, name_is_distinctive,
};
use crate::catalogue::read::{kind_reads, resource};
use crate::catalogue::{Body, regions};
use crate::model::FactType::{Bool, Int, Texts};
use crate::model::{Kind, Value, Why};

pub(super) static ROW: KindRow = KindRow {
    facts: &[
        NAMED,
        GROUPED,
        LOCATED,
        LOCKABLE,
        DELETABLE,
        BY_POLICY,
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
            "2025-05-01",
            "2023-11-01",
            resource!(
                "identity.principalId",
                "identity.userAssignedIdentities",
                "properties.publicNetworkAccess",
                "properties.endpoint",
                "properties.hostingMode",
            )
        ),
        endpoint: Some("properties.endpoint"),
        more_hosts: hosts_by_name,
        healthy: is_running,
        references: no_references,
        behind: &[],
        short: "AI Search",
        copies: None,
        // None is of availability; these show that it no longer keeps up.
        metrics: (&["SearchLatency", "ThrottledSearchQueriesPercentage"], "Greater"),
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
        "number of replicas (absent = 1); unknown for a tier that scales by itself",
    ),
    int("partitions", "properties.partitionCount", 1, "number of partitions (absent = 1)"),
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
        &["location"],
        region_zones,
        "AI Search is zone-redundant in this region with two replicas (Azure AI Search regions list, 2025-10-09); unknown for a region that the list doesn't name",
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

/// A serverless service has none to choose, so that it gives no number doesn't mean one.
fn replicas(body: &Body<'_>) -> Result<Value, Why> {
    match body.word("sku.name", SKUS)? {
        "serverless" => Err(Why::Unresolved("how a serverless service is spread".into())),
        _ => Ok(body.int("properties.replicaCount", 1)?.into()),
    }
}

fn region_zones(body: &Body<'_>) -> Result<Value, Why> {
    let region = body.region()?;
    let what = || {
        let date = regions::SEARCH_ZONES_DATE;
        Why::Unresolved(format!("{region} in the AI Search region list of {date}"))
    };
    Ok(regions::search_zones(&region).ok_or_else(what)?.into())
}
