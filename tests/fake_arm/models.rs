//! The models that a region offers, a few of the hundreds, with the shape of the real list: no ids, and the same model once for
//! each kind of account.

use super::address::Address;
use super::world::World;
use serde_json::{Value, json};

/// Name, version and lifecycle of the built-in models.
const BUILT_IN: &[(&str, &str, &str)] = &[
    ("gpt-4o", "2024-11-20", "GenerallyAvailable"),
    ("gpt-4o", "2024-08-06", "Deprecating"),
    ("gpt-4o", "2024-05-13", "Deprecated"),
    ("gpt-4o-mini", "2024-07-18", "GenerallyAvailable"),
    ("gpt-4.1", "2025-04-14", "GenerallyAvailable"),
    ("text-embedding-3-large", "1", "GenerallyAvailable"),
];

/// True if a request asks for a region's models.
pub(crate) fn is_list(address: &Address) -> bool {
    address.resource_type.eq_ignore_ascii_case("Microsoft.CognitiveServices/locations/models")
}

/// True if a request asks for a region's quota.
pub(crate) fn is_usages(address: &Address) -> bool {
    address.resource_type.eq_ignore_ascii_case("Microsoft.CognitiveServices/locations/usages")
}

/// The quota of a region: a part of it is used.
pub(crate) fn usages() -> Vec<Value> {
    let models: std::collections::BTreeSet<&str> = BUILT_IN.iter().map(|row| row.0).collect();
    let row = |sku: &str, model: &str| {
        let name = usage_name(sku, model);
        json!({
            "unit": "Count", "currentValue": 50.0, "limit": 1000.0,
            "name": {"value": name, "localizedValue": name},
        })
    };
    models.into_iter().flat_map(|model| SKUS.map(|sku| row(sku, model))).collect()
}

/// The deployment types of each model.
const SKUS: [&str; 3] = ["Standard", "GlobalStandard", "DataZoneStandard"];

fn usage_name(sku: &str, model: &str) -> String {
    format!("OpenAI.{sku}.{model}")
}

/// The models of a world.
pub(crate) fn of(world: &World) -> Vec<Value> {
    if !world.models.is_empty() {
        return world.models.clone();
    }
    let kinds = ["OpenAI", "AIServices"];
    let rows = BUILT_IN.iter();
    rows.flat_map(|(name, version, lifecycle)| {
        kinds.map(|kind| row(kind, name, version, lifecycle))
    })
    .collect()
}

fn row(kind: &str, name: &str, version: &str, lifecycle: &str) -> Value {
    json!({
        "kind": kind,
        "skuName": "S0",
        "model": {
            "format": "OpenAI",
            "name": name,
            "version": version,
            "maxCapacity": 3,
            "capabilities": {"inference": "true", "agentsV2": "true"},
            "deprecation": {"inference": "2027-03-01T00:00:00Z"},
            "lifecycleStatus": lifecycle,
            "skus": SKUS.map(|sku| json!({"name": sku, "usageName": usage_name(sku, name)})),
        },
    })
}
