//! What the bodies of the resources behind a project tell, one function per kind. Defaults are Microsoft's documented ones.

use super::{Body, LocalFacts, Reference, host_of, naming, regions, vault_reference};
use crate::model::{Fact, Kind, LinkRole, Region, ResourceId, Value, Why};
use time::OffsetDateTime;

/// A resource that a project binds or an account refers to.
#[derive(Clone, Debug)]
pub struct Dependency {
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    pub id: ResourceId,
    /// Its region.
    pub region: Fact<Region>,
    /// Host names of its endpoints, folded: what a connection without an id is matched with.
    pub hosts: Vec<String>,
    /// False if it exists but can't serve (failed, stopped, disabled).
    pub healthy: Fact<bool>,
    /// Resources that it refers to.
    pub references: Vec<Reference>,
    /// Object id in lower case, if it is a user-assigned identity.
    pub principal: Option<String>,
    /// Facts of its own body.
    pub facts: LocalFacts,
}

/// Reads a dependency's body.
#[must_use]
pub fn dependency(kind: Kind, body: &Body<'_>) -> Option<Dependency> {
    let facts = match kind {
        Kind::CosmosAccount => named(cosmos(body), body),
        Kind::SearchService => named(search(body), body),
        Kind::StorageAccount => named(storage(body), body),
        Kind::KeyVault => vault(body),
        Kind::ContainerRegistry => vec![("sku", body.text("sku.name").erase())],
        Kind::AppInsights => vec![(
            "workspace",
            body.opt_text("properties.WorkspaceResourceId").erase(),
        )],
        Kind::LogAnalytics => workspace(body),
        Kind::UserAssignedIdentity => vec![(
            "isolation_scope",
            body.text_or("properties.isolationScope", "None").erase(),
        )],
        Kind::Estate
        | Kind::Subscription
        | Kind::Workload
        | Kind::FoundryAccount
        | Kind::FoundryProject
        | Kind::CapabilityHost
        | Kind::Connection
        | Kind::ModelDeployment => return None,
    };
    let id = body.id()?;
    Some(Dependency {
        kind,
        hosts: hosts(kind, &id, body),
        id,
        region: body.region(),
        healthy: healthy(kind, body),
        references: references(kind, body),
        principal: (kind == Kind::UserAssignedIdentity)
            .then(|| {
                body.text("properties.principalId")
                    .known()
                    .map(|id| id.to_lowercase())
            })
            .flatten(),
        facts,
    })
}

/// The facts of a store, and what its name tells.
fn named(mut facts: LocalFacts, body: &Body<'_>) -> LocalFacts {
    let distinctive = match body.id() {
        Some(id) => body.known(naming::is_distinctive(id.name())),
        None => body.missing(Why::Malformed),
    };
    facts.push(("name_is_distinctive", distinctive.erase()));
    facts
}

/// Endpoint hosts from the body where it has them; otherwise from the documented pattern `<name>.<suffix>` of any cloud.
fn hosts(kind: Kind, id: &ResourceId, body: &Body<'_>) -> Vec<String> {
    let path = match kind {
        Kind::CosmosAccount => "properties.documentEndpoint",
        Kind::SearchService => "properties.endpoint",
        Kind::StorageAccount => "properties.primaryEndpoints.blob",
        Kind::KeyVault => "properties.vaultUri",
        Kind::ContainerRegistry => "properties.loginServer",
        Kind::AppInsights
        | Kind::LogAnalytics
        | Kind::UserAssignedIdentity
        | Kind::Estate
        | Kind::Subscription
        | Kind::Workload
        | Kind::FoundryAccount
        | Kind::FoundryProject
        | Kind::CapabilityHost
        | Kind::Connection
        | Kind::ModelDeployment => return vec![],
    };
    let found = body.opt_text(path).known().cloned().flatten();
    // A registry's login server is a bare host; older Search versions give no endpoint at all.
    let host = found.map(|text| host_of(&text).unwrap_or_else(|| text.to_lowercase()));
    let by_name = (kind == Kind::SearchService).then(|| {
        ["search.windows.net", "search.azure.us", "search.azure.cn"]
            .map(|suffix| format!("{}.{suffix}", id.name().to_lowercase()))
    });
    host.into_iter()
        .chain(by_name.into_iter().flatten())
        .collect()
}

/// Cosmos DB, Storage and the rest say `Succeeded`; Search says `succeeded` and has a status of its own.
fn healthy(kind: Kind, body: &Body<'_>) -> Fact<bool> {
    match kind {
        Kind::SearchService => body.text_or("properties.status", "running").map(|status| {
            !["error", "disabled", "stopped", "deleting"]
                .iter()
                .any(|bad| status.eq_ignore_ascii_case(bad))
        }),
        _ => body
            .text_or("properties.provisioningState", "Succeeded")
            .map(|state| {
                !["failed", "canceled", "deleting"]
                    .iter()
                    .any(|bad| state.eq_ignore_ascii_case(bad))
            }),
    }
}

fn references(kind: Kind, body: &Body<'_>) -> Vec<Reference> {
    match kind {
        Kind::CosmosAccount => {
            let identities = body.keys("identity.userAssignedIdentities");
            let ids = identities.known().into_iter().flatten();
            let identities = ids.filter_map(|id| Reference::id(Some(id), LinkRole::StoreIdentity));
            let vault = vault_reference(body, "properties.keyVaultKeyUri");
            vault.into_iter().chain(identities).collect()
        }
        Kind::StorageAccount => {
            vault_reference(body, "properties.encryption.keyvaultproperties.keyvaulturi")
        }
        Kind::AppInsights => {
            let workspace = body.opt_text("properties.WorkspaceResourceId");
            let id = workspace.known().cloned().flatten();
            Reference::id(id.as_deref(), LinkRole::Workspace)
                .into_iter()
                .collect()
        }
        _ => vec![],
    }
}

fn cosmos(body: &Body<'_>) -> LocalFacts {
    let regions = body.list("properties.locations").then(|list| {
        // Every account is somewhere; to take "not said" for "nowhere" would hide its regions from every rule.
        if list.is_empty() {
            return body.missing(Why::Malformed);
        }
        let mut rows: Vec<Fact<CosmosRegion>> = list.iter().map(cosmos_region).collect();
        // The order of the array isn't promised; the failover priority is.
        rows.sort_by_key(|row| row.known().map(|row| row.priority));
        Fact::collect(rows)
    });
    let multi = body.flag("properties.enableMultipleWriteLocations", false);
    let part = |wanted: fn(i64, bool) -> bool| {
        multi.clone().then(|multi| {
            regions.clone().map(|rows| {
                rows.into_iter()
                    .filter(|row| wanted(row.priority, multi))
                    .map(Value::from)
                    .collect::<Vec<_>>()
            })
        })
    };
    let policy = body.text_or("properties.backupPolicy.type", "Periodic");
    let serverless = body.list("properties.capabilities").then(|list| {
        let names = Fact::collect(list.iter().map(|item| item.text("name")));
        names.map(|names| {
            names
                .iter()
                .any(|name| name.eq_ignore_ascii_case("EnableServerless"))
        })
    });
    vec![
        (
            "provisioning_state",
            body.text("properties.provisioningState").erase(),
        ),
        (
            "continuous_backup",
            policy
                .clone()
                .map(|policy| policy.eq_ignore_ascii_case("Continuous"))
                .erase(),
        ),
        ("restore_days", restore_days(body, &policy).erase()),
        ("backup_policy", policy.erase()),
        ("backup_migration_since", backup_migration(body).erase()),
        ("regions", part(|_, _| true).erase()),
        ("ready_regions", ready_regions(&regions).erase()),
        (
            "write_regions",
            part(|priority, multi| priority == 0 || multi).erase(),
        ),
        (
            "read_regions",
            part(|priority, multi| priority > 0 && !multi).erase(),
        ),
        (
            "service_managed_failover",
            body.flag("properties.enableAutomaticFailover", false)
                .erase(),
        ),
        ("multi_region_writes", multi.clone().erase()),
        ("serverless", serverless.erase()),
        ("instance_id", body.text("properties.instanceId").erase()),
        (
            "consistency",
            body.opt_text("properties.consistencyPolicy.defaultConsistencyLevel")
                .erase(),
        ),
        (
            "local_auth_disabled",
            body.flag("properties.disableLocalAuth", false).erase(),
        ),
        (
            "throughput_limit",
            body.int("properties.capacity.totalThroughputLimit", -1)
                .erase(),
        ),
    ]
}

/// Without a tier a continuous backup keeps 30 days: the tiers came later, and accounts from before have none.
fn restore_days(body: &Body<'_>, policy: &Fact<String>) -> Fact<i64> {
    policy.clone().then(|policy| {
        if !policy.eq_ignore_ascii_case("Continuous") {
            return body.known(0);
        }
        let tier = "properties.backupPolicy.continuousModeProperties.tier";
        body.text_or(tier, "Continuous30Days")
            .then(|tier| match tier.to_lowercase().as_str() {
                "continuous7days" => body.known(7),
                "continuous30days" => body.known(30),
                _ => body.missing(Why::Unresolved(format!("the backup tier {tier}"))),
            })
    })
}

fn ready_regions(regions: &Fact<Vec<CosmosRegion>>) -> Fact<Vec<String>> {
    regions.clone().map(|rows| {
        let ready = rows.into_iter().filter(|row| row.ready);
        ready.map(|row| row.region.name().to_owned()).collect()
    })
}

#[derive(Clone, Debug)]
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

fn cosmos_region(item: &Body<'_>) -> Fact<CosmosRegion> {
    item.text("locationName").then(|name| {
        let priority = item.opt_int("failoverPriority");
        let priority = priority.then(|found| match found {
            Some(priority) => item.known(priority),
            None => item.missing(Why::Malformed),
        });
        priority.then(|priority| {
            item.flag("isZoneRedundant", false).then(|zone_redundant| {
                item.text_or("provisioningState", "Succeeded")
                    .map(|state| CosmosRegion {
                        region: Region::new(&name),
                        priority,
                        zone_redundant,
                        ready: state.eq_ignore_ascii_case("Succeeded"),
                    })
            })
        })
    })
}

/// A migration that runs isn't point-in-time restore yet; its start goes into the message.
fn backup_migration(body: &Body<'_>) -> Fact<Option<OffsetDateTime>> {
    body.opt_text("properties.backupPolicy.migrationState.status")
        .then(|status| match status {
            Some(status) if status.eq_ignore_ascii_case("InProgress") => {
                body.instant("properties.backupPolicy.migrationState.startTime")
            }
            Some(_) | None => body.known(None),
        })
}

fn search(body: &Body<'_>) -> LocalFacts {
    let zones = body
        .region()
        .then(|region| match regions::search_zones(&region) {
            Some(zones) => body.known(zones),
            None => body.missing(Why::Unresolved(format!(
                "{region} in the AI Search region list of {}",
                regions::SEARCH_ZONES_DATE
            ))),
        });
    vec![
        (
            "provisioning_state",
            body.text("properties.provisioningState").erase(),
        ),
        ("status", body.text("properties.status").erase()),
        (
            "sku",
            body.text("sku.name").map(|sku| sku.to_lowercase()).erase(),
        ),
        ("replicas", body.int("properties.replicaCount", 1).erase()),
        (
            "partitions",
            body.int("properties.partitionCount", 1).erase(),
        ),
        ("region_zones_for_search", zones.erase()),
        (
            "local_auth_disabled",
            body.flag("properties.disableLocalAuth", false).erase(),
        ),
    ]
}

fn storage(body: &Body<'_>) -> LocalFacts {
    let sku = body.text("sku.name");
    let names = |part: &'static str| sku.clone().map(|sku| sku.to_uppercase().contains(part));
    let geo = sku.clone().map(|sku| {
        let sku = sku.to_uppercase();
        sku.contains("GRS") || sku.contains("GZRS")
    });
    let shared_key = body.flag("properties.allowSharedKeyAccess", true);
    let hierarchical = body.flag("properties.isHnsEnabled", false);
    let general = body
        .text("kind")
        .map(|kind| kind.eq_ignore_ascii_case("StorageV2"));
    let standard = sku
        .clone()
        .map(|sku| sku.to_uppercase().starts_with("STANDARD"));
    let flat = hierarchical.clone().map(|on| !on);
    let restorable = Fact::all([general, standard, flat]);
    vec![
        (
            "provisioning_state",
            body.text("properties.provisioningState").erase(),
        ),
        ("sku", sku.clone().erase()),
        ("zone_redundant", names("ZRS").erase()),
        ("geo_redundant", geo.erase()),
        ("geo_zone_redundant", names("GZRS").erase()),
        (
            "secondary_region",
            body.opt_text("properties.secondaryLocation")
                .map(|text| text.map(|text| Region::new(&text).name().to_owned()))
                .erase(),
        ),
        ("shared_key_allowed", shared_key.clone().erase()),
        (
            "local_auth_disabled",
            shared_key.map(|allowed| !allowed).erase(),
        ),
        ("supports_blob_restore", restorable.erase()),
        ("hierarchical_namespace", hierarchical.erase()),
    ]
}

fn vault(body: &Body<'_>) -> LocalFacts {
    let replicates = body
        .region()
        .then(|region| match regions::key_vault_replicates(&region) {
            Some(replicates) => body.known(replicates),
            None => body.missing(Why::Unresolved(format!(
                "{region} in the Key Vault table of {}",
                regions::KEY_VAULT_DATE
            ))),
        });
    let soft_delete = body
        .opt_flag("properties.enableSoftDelete")
        .then(|found| match found {
            Some(on) => body.known(on),
            None => body.missing(Why::Malformed),
        });
    vec![
        (
            "purge_protection",
            body.flag("properties.enablePurgeProtection", false).erase(),
        ),
        ("soft_delete", soft_delete.erase()),
        (
            "soft_delete_days",
            body.int("properties.softDeleteRetentionInDays", 90).erase(),
        ),
        ("region_replicates", replicates.erase()),
    ]
}

fn workspace(body: &Body<'_>) -> LocalFacts {
    let path = "properties.replication.enabled";
    vec![(
        "replication_enabled",
        body.since("2025-07-01", path, body.flag(path, false))
            .erase(),
    )]
}

/// Facts of a Storage account's blob service.
#[must_use]
pub fn blob_service(body: &Body<'_>) -> LocalFacts {
    let days = |policy: &str| {
        body.flag(&format!("properties.{policy}.enabled"), false)
            .then(|on| {
                if !on {
                    return body.known(0);
                }
                // No default is documented for a policy that is on.
                let days = body.opt_int(&format!("properties.{policy}.days"));
                days.then(|days| {
                    days.map_or_else(|| body.missing(Why::Malformed), |days| body.known(days))
                })
            })
    };
    vec![
        (
            "blob_soft_delete_days",
            days("deleteRetentionPolicy").erase(),
        ),
        (
            "blob_permanent_delete_allowed",
            body.flag(
                "properties.deleteRetentionPolicy.allowPermanentDelete",
                false,
            )
            .erase(),
        ),
        (
            "container_soft_delete_days",
            days("containerDeleteRetentionPolicy").erase(),
        ),
        (
            "blob_versioning",
            body.flag("properties.isVersioningEnabled", false).erase(),
        ),
        ("blob_restore_days", days("restorePolicy").erase()),
    ]
}
