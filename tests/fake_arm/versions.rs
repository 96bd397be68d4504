//! Which api-versions each type answers to, and which properties came with which version. Source: Microsoft's REST
//! specifications as of August 2026.

use super::world::World;
use serde_json::{Value, json};

/// The preview version that shows `capabilitySettings`.
pub(crate) const PREVIEW: &str = "2026-07-15-preview";

const COGNITIVE: &[&str] =
    &["2026-09-01", "2026-07-01", "2026-05-01", "2025-12-01", "2025-09-01", "2025-06-01"];
const COGNITIVE_LATE: &[&str] = &["2026-09-01", "2026-07-01", "2026-05-01", "2025-12-01"];
const COSMOS: &[&str] = &["2026-03-15", "2025-10-15", "2024-11-15"];
const SEARCH: &[&str] = &["2025-05-01", "2023-11-01"];
const STORAGE: &[&str] = &["2026-09-01", "2026-04-01", "2024-01-01", "2023-01-01"];
const VAULT: &[&str] = &["2026-02-01", "2024-11-01", "2023-07-01"];
const REGISTRY: &[&str] = &["2025-11-01", "2023-07-01", "2022-12-01"];
const POLICY: &[&str] = &["2026-07-01", "2025-03-01", "2023-04-01"];
const RESOURCES: &[&str] = &["2025-04-01", "2022-12-01", "2021-04-01"];
const SUBSCRIPTIONS: &[&str] = &["2022-12-01", "2021-01-01"];

/// Every type that the fake knows, as providers write it.
const TYPES: &[(&str, &[&str])] = &[
    ("Microsoft.Authorization/locks", &["2020-05-01", "2016-09-01"]),
    ("Microsoft.Authorization/roleAssignments", &["2022-04-01"]),
    ("Microsoft.Authorization/roleDefinitions", &["2022-04-01"]),
    ("Microsoft.Authorization/roleEligibilityScheduleInstances", &["2020-10-01"]),
    ("Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments", COSMOS),
    ("Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions", COSMOS),
    ("Microsoft.Authorization/policyAssignments", POLICY),
    ("Microsoft.Authorization/policyDefinitions", POLICY),
    ("Microsoft.Authorization/policySetDefinitions", POLICY),
    ("Microsoft.Authorization/policyExemptions", &["2022-07-01-preview"]),
    ("Microsoft.Authorization/denyAssignments", &["2022-04-01"]),
    ("Microsoft.CognitiveServices/accounts", COGNITIVE),
    ("Microsoft.CognitiveServices/accounts/projects", COGNITIVE),
    ("Microsoft.CognitiveServices/accounts/defenderForAISettings", COGNITIVE),
    ("Microsoft.CognitiveServices/accounts/capabilityhosts", COGNITIVE),
    ("Microsoft.CognitiveServices/accounts/projects/capabilityhosts", COGNITIVE),
    ("Microsoft.CognitiveServices/accounts/connections", COGNITIVE),
    ("Microsoft.CognitiveServices/accounts/projects/connections", COGNITIVE),
    ("Microsoft.CognitiveServices/accounts/projects/applications", COGNITIVE_LATE),
    ("Microsoft.CognitiveServices/accounts/deployments", COGNITIVE),
    ("Microsoft.CognitiveServices/accounts/managedNetworks", COGNITIVE_LATE),
    ("Microsoft.CognitiveServices/deletedAccounts", COGNITIVE),
    ("Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts", COGNITIVE),
    ("Microsoft.DocumentDB/databaseAccounts", COSMOS),
    ("Microsoft.DocumentDB/databaseAccounts/sqlDatabases", COSMOS),
    ("Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers", COSMOS),
    ("Microsoft.Search/searchServices", SEARCH),
    ("Microsoft.Storage/storageAccounts", STORAGE),
    ("Microsoft.Storage/storageAccounts/blobServices", STORAGE),
    ("Microsoft.Storage/storageAccounts/blobServices/containers", STORAGE),
    ("Microsoft.Storage/storageAccounts/objectReplicationPolicies", STORAGE),
    ("Microsoft.KeyVault/vaults", VAULT),
    ("Microsoft.ContainerRegistry/registries", REGISTRY),
    ("Microsoft.ContainerRegistry/registries/replications", REGISTRY),
    ("Microsoft.Insights/components", &["2020-02-02", "2015-05-01"]),
    ("Microsoft.OperationalInsights/workspaces", &["2026-03-01", "2025-07-01", "2023-09-01"]),
    ("Microsoft.ManagedIdentity/userAssignedIdentities", &["2024-11-30", "2023-01-31"]),
    ("Microsoft.Insights/activityLogAlerts", &["2020-10-01", "2017-04-01"]),
    ("Microsoft.Insights/metricAlerts", &["2018-03-01"]),
    ("Microsoft.Insights/actionGroups", &["2023-01-01"]),
    ("Microsoft.Insights/webtests", &["2022-06-15"]),
    ("Microsoft.Insights/diagnosticSettings", &["2021-05-01-preview"]),
    ("Microsoft.DocumentDB/restorableDatabaseAccounts", COSMOS),
    ("Microsoft.DocumentDB/locations/restorableDatabaseAccounts", COSMOS),
    ("Microsoft.CognitiveServices/locations/models", COGNITIVE),
    ("Microsoft.Security/pricings", &["2024-01-01", "2023-01-01"]),
    ("Microsoft.Resources/subscriptions", SUBSCRIPTIONS),
    ("Microsoft.Resources/subscriptions/locations", SUBSCRIPTIONS),
    ("Microsoft.Resources/subscriptions/resourceGroups", RESOURCES),
    ("Microsoft.Resources/subscriptions/providers", RESOURCES),
];

/// Properties that older versions don't return: type, property, the first version with it.
const SINCE: &[(&str, &str, &str)] = &[
    ("Microsoft.OperationalInsights/workspaces", "replication", "2025-07-01"),
    ("Microsoft.OperationalInsights/workspaces", "failover", "2025-07-01"),
];

/// The versions of a type in this world, newest first; `None` if ARM doesn't know the type.
pub(crate) fn of(world: &World, resource_type: &str) -> Option<Vec<String>> {
    let (known, built_in) =
        TYPES.iter().find(|(known, _)| known.eq_ignore_ascii_case(resource_type))?;
    let namespace = known.split('/').next().unwrap_or_default();
    let own = World::by_folded_key(&world.api_versions, known)
        .or_else(|| World::by_folded_key(&world.api_versions, namespace));
    let mut versions = own.cloned().unwrap_or_else(|| {
        let built_in = built_in.iter();
        built_in.map(|version| (*version).to_owned()).collect()
    });
    if world.preview && namespace == "Microsoft.CognitiveServices" && own.is_none() {
        versions.insert(0, PREVIEW.to_owned());
    }
    Some(versions)
}

/// The types of a namespace as a provider answer lists them; `None` if there is no such namespace.
pub(crate) fn resource_types(
    world: &World,
    namespace: &str,
    locations: &[String],
) -> Option<Vec<Value>> {
    let types: Vec<Value> = TYPES
        .iter()
        .filter_map(|(known, _)| {
            let (of, short) = known.split_once('/')?;
            let versions = self::of(world, known)?;
            of.eq_ignore_ascii_case(namespace).then(|| {
                json!({"resourceType": short, "locations": locations, "apiVersions": versions, "capabilities": "None"})
            })
        })
        .collect();
    (!types.is_empty()).then_some(types)
}

/// Removes what this version of the type doesn't return.
pub(crate) fn trim(resource_type: &str, version: &str, body: &mut Value) {
    for (of, property, since) in SINCE {
        let older = of.eq_ignore_ascii_case(resource_type) && version < *since;
        if let Some(properties) = body["properties"].as_object_mut().filter(|_| older) {
            properties.remove(*property);
        }
    }
}
