//! What the bodies of a Foundry account and what lies in it tell: projects, capability hosts, connections, deployments.

use super::{Body, LocalFacts, Reference, dependency_id, host_of};
use crate::model::{Fact, Kind, LinkRole, Region, ResourceId, Value, Why};
use serde_json::Value as Json;

/// The managed identities of an account or a project.
#[derive(Clone, Debug)]
pub struct Identity {
    /// `SystemAssigned`, `UserAssigned`; empty if none.
    pub types: Fact<Vec<String>>,
    /// The attached user-assigned identities.
    pub user_assigned: Fact<Vec<ResourceId>>,
    /// Object id of the system-assigned identity in lower case, if there is one.
    pub system_principal: Fact<Option<String>>,
    /// Object ids of the user-assigned identities in lower case.
    pub user_principals: Fact<Vec<String>>,
}

impl Identity {
    fn of(body: &Body<'_>) -> Self {
        // "SystemAssigned, UserAssigned" with or without the blank, "None", or no identity at all.
        let types = body.text_or("identity.type", "None").map(|text| {
            let types = text
                .split(',')
                .map(str::trim)
                .filter(|ty| !ty.is_empty() && !ty.eq_ignore_ascii_case("none"));
            types.map(canonical_identity).collect()
        });
        let keys = body.keys("identity.userAssignedIdentities");
        let user_assigned = keys.map(|keys| {
            let mut ids: Vec<ResourceId> = keys.iter().map(|key| ResourceId::new(key)).collect();
            ids.sort();
            ids
        });
        Self {
            types,
            user_assigned,
            system_principal: body
                .opt_text("identity.principalId")
                .map(|id| id.map(|id| id.to_lowercase())),
            user_principals: user_principals(body),
        }
    }

    /// Object ids of all its identities.
    #[must_use]
    pub fn principals(&self) -> Fact<Vec<String>> {
        self.system_principal.clone().then(|system| {
            let user = self.user_principals.clone();
            user.map(|user| system.into_iter().chain(user).collect())
        })
    }
}

/// The object ids in the map of user-assigned identities. Its keys are resource ids, so no path leads there.
fn user_principals(body: &Body<'_>) -> Fact<Vec<String>> {
    body.at("identity.userAssignedIdentities")
        .then(|found| match found {
            None => body.known(vec![]),
            Some(Json::Object(map)) => Fact::collect(map.values().map(|identity| {
                let mut fields = identity.as_object().into_iter().flatten();
                let id = fields.find(|(name, _)| name.eq_ignore_ascii_case("principalId"));
                match id.and_then(|(_, id)| id.as_str()) {
                    Some(id) => body.known(id.to_lowercase()),
                    None => body.missing(Why::Malformed),
                }
            })),
            Some(_) => body.missing(Why::Malformed),
        })
}

fn canonical_identity(word: &str) -> String {
    ["SystemAssigned", "UserAssigned"]
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(word))
        .unwrap_or(word)
        .to_owned()
}

/// An account of Cognitive Services.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its id.
    pub id: ResourceId,
    /// Its region.
    pub region: Fact<Region>,
    /// Its identities.
    pub identity: Identity,
    /// Resources that it refers to: key vault of its key, own storage.
    pub references: Vec<Reference>,
    /// The hosts that agents are called at.
    pub hosts: Fact<Vec<String>>,
    /// Facts of its own body.
    pub facts: LocalFacts,
}

/// The first stable api-version that has `allowProjectManagement`; an older one leaves it out on Foundry accounts too.
const PROJECT_MANAGEMENT_SINCE: &str = "2025-06-01";

/// True for a Foundry account: kind AIServices with project management on. The flag is absent on others.
#[must_use]
pub fn is_foundry_account(body: &Body<'_>) -> bool {
    const FLAG: &str = "properties.allowProjectManagement";
    let flag = body.since(PROJECT_MANAGEMENT_SINCE, FLAG, body.flag(FLAG, false));
    // What isn't known of either counts as yes: hiding the account would hide its findings. No other kind has projects, so
    // an account without a kind tells by its flag.
    let kind = match body.opt_text("kind") {
        Fact::Known(Some(kind), _) => kind.eq_ignore_ascii_case("AIServices"),
        Fact::Known(None, _) | Fact::Missing(..) => true,
    };
    kind && !matches!(flag, Fact::Known(false, _))
}

/// Reads an account.
#[must_use]
pub fn account(body: &Body<'_>) -> Option<Account> {
    let identity = Identity::of(body);
    let key_source = body.text_or(
        "properties.encryption.keySource",
        "Microsoft.CognitiveServices",
    );
    let mut references =
        super::vault_reference(body, "properties.encryption.keyVaultProperties.keyVaultUri");
    for storage in body
        .list("properties.userOwnedStorage")
        .known()
        .into_iter()
        .flatten()
    {
        let id = storage.opt_text("resourceId").known().cloned().flatten();
        references.extend(Reference::id(id.as_deref(), LinkRole::UserOwnedStorage));
    }
    let facts = vec![
        (
            "provisioning_state",
            body.text("properties.provisioningState").erase(),
        ),
        ("identity_types", identity.types.clone().erase()),
        (
            "local_auth_disabled",
            body.flag("properties.disableLocalAuth", false).erase(),
        ),
        (
            "public_network_access",
            body.text_or("properties.publicNetworkAccess", "Enabled")
                .erase(),
        ),
        (
            "customer_managed_key",
            key_source
                .map(|source| source.eq_ignore_ascii_case("Microsoft.KeyVault"))
                .erase(),
        ),
    ];
    let facts = facts.into_iter().chain(network(body)).collect();
    Some(Account {
        id: body.id()?,
        region: body.region(),
        identity,
        references,
        hosts: hosts(body),
        facts,
    })
}

/// What must be alike on an account that stands by for another: tier and network.
fn network(body: &Body<'_>) -> LocalFacts {
    let scenarios = body.list("properties.networkInjections").then(|all| {
        let mut names = Fact::collect(all.iter().map(|one| one.text("scenario")));
        if let Fact::Known(names, _) = &mut names {
            names.sort();
        }
        names
    });
    let approved = body
        .list("properties.privateEndpointConnections")
        .then(|all| {
            let path = "properties.privateLinkServiceConnectionState.status";
            let states = Fact::collect(all.iter().map(|one| one.opt_text(path)));
            let is_approved = |state: &&Option<String>| {
                let text = state.as_deref().unwrap_or_default();
                text.eq_ignore_ascii_case("Approved")
            };
            states.map(|states| {
                i64::try_from(states.iter().filter(is_approved).count()).unwrap_or(i64::MAX)
            })
        });
    vec![
        ("sku", body.opt_text("sku.name").erase()),
        (
            "default_network_action",
            body.opt_text("properties.networkAcls.defaultAction")
                .erase(),
        ),
        ("network_injections", scenarios.erase()),
        ("private_endpoints", approved.erase()),
    ]
}

/// A project.
#[derive(Clone, Debug)]
pub struct Project {
    /// Its id.
    pub id: ResourceId,
    /// Its region.
    pub region: Fact<Region>,
    /// Its identities.
    pub identity: Identity,
    /// The GUID that its containers' names begin with, 32 hex digits. Undocumented, so it may be absent.
    pub internal_id: Fact<Option<String>>,
    /// Facts of its own body.
    pub facts: LocalFacts,
}

/// Reads a project.
#[must_use]
pub fn project(body: &Body<'_>) -> Option<Project> {
    let identity = Identity::of(body);
    let names = identity.user_assigned.clone().map(|ids| {
        ids.iter()
            .map(|id| id.name().to_owned())
            .collect::<Vec<_>>()
    });
    let facts = vec![
        (
            "provisioning_state",
            body.text("properties.provisioningState").erase(),
        ),
        ("identity_types", identity.types.clone().erase()),
        ("user_assigned_identities", names.erase()),
        (
            "uses_system_identity",
            uses_system_identity(&identity).erase(),
        ),
    ];
    let internal_id = body.opt_text("properties.internalId");
    Some(Project {
        id: body.id()?,
        region: body.region(),
        identity,
        internal_id,
        facts,
    })
}

/// With both kinds attached only role assignments tell which one the capability host uses: unknown.
fn uses_system_identity(identity: &Identity) -> Fact<bool> {
    identity.types.clone().then(|types| {
        let has = |word| types.iter().any(|ty| ty == word);
        let evidence = identity.types.provenance().clone();
        match (has("SystemAssigned"), has("UserAssigned")) {
            (true, true) => Fact::Missing(
                Why::Unresolved("which of the two identities it uses".into()),
                evidence,
            ),
            (system, _) => Fact::Known(system, evidence),
        }
    })
}

/// The stores of `capabilitySettings` (preview): the effective values that a project's GET returns.
#[derive(Clone, Debug, Default)]
pub struct CapabilitySettings {
    /// Cosmos DB account for threads.
    pub threads: Option<ResourceId>,
    /// AI Search service or Cosmos DB account for vectors.
    pub vectors: Option<ResourceId>,
    /// Storage account for files.
    pub files: Option<ResourceId>,
}

/// Reads a project's capability settings; `None` if it has none.
#[must_use]
pub fn capability_settings(body: &Body<'_>) -> Fact<Option<CapabilitySettings>> {
    let store = |name: &str| {
        let text = body.opt_text(&format!("properties.capabilitySettings.{name}"));
        text.map(|text| {
            text.filter(|id| !id.trim().is_empty())
                .map(|id| ResourceId::new(&id))
        })
    };
    store("documentStore").then(|threads| {
        store("vectorStore").then(|vectors| {
            store("blobStore").map(|files| {
                let any = threads.is_some() || vectors.is_some() || files.is_some();
                any.then_some(CapabilitySettings {
                    threads,
                    vectors,
                    files,
                })
            })
        })
    })
}

/// A capability host.
#[derive(Clone, Debug)]
pub struct CapabilityHost {
    /// Its id.
    pub id: ResourceId,
    /// True if Succeeded, false if Failed or Canceled, missing while an operation runs.
    pub provisioned: Fact<bool>,
    /// Connection names for threads, vectors and files.
    pub names: [Fact<Vec<String>>; 3],
    /// Facts of its own body.
    pub facts: LocalFacts,
}

/// Reads a capability host.
#[must_use]
pub fn capability_host(body: &Body<'_>) -> Option<CapabilityHost> {
    let state = body.text("properties.provisioningState");
    let provisioned = state
        .clone()
        .then(|state| match state.to_lowercase().as_str() {
            "succeeded" => body.known(true),
            "failed" | "canceled" => body.known(false),
            "creating" | "updating" | "deleting" | "accepted" => body.missing(Why::InProgress),
            _ => body.missing(Why::Malformed),
        });
    let in_progress_since = match &provisioned {
        Fact::Missing(Why::InProgress, _) => {
            body.instant("systemData.lastModifiedAt")
                .then(|at| match at {
                    Some(at) => body.known(Some(at)),
                    None => body.missing(Why::Malformed),
                })
        }
        Fact::Missing(why, from) => Fact::Missing(why.clone(), from.clone()),
        Fact::Known(_, from) => Fact::Known(None, from.clone()),
    };
    let names = [
        "threadStorageConnections",
        "vectorStoreConnections",
        "storageConnections",
    ]
    .map(|list| body.texts(&format!("properties.{list}")));
    let [threads, vectors, files] = names.clone();
    let facts = vec![
        ("provisioning_state", state.erase()),
        ("provisioned", provisioned.clone().erase()),
        ("in_progress_since", in_progress_since.erase()),
        ("thread_storage_connections", threads.erase()),
        ("vector_store_connections", vectors.erase()),
        ("storage_connections", files.erase()),
        (
            "ai_services_connections",
            body.texts("properties.aiServicesConnections").erase(),
        ),
    ];
    Some(CapabilityHost {
        id: body.id()?,
        provisioned,
        names,
        facts,
    })
}

/// Where a connection leads.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// To the dependency with this id.
    Id(Kind, ResourceId),
    /// To a dependency of this kind with this host name; the id is to be found.
    Host(Kind, String),
    /// To a dependency of this kind, but nothing says which.
    Nowhere(Kind),
    /// To something that isn't audited (a model endpoint, an API key).
    Other,
}

/// A connection.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Its id.
    pub id: ResourceId,
    /// Where it leads.
    pub target: Fact<Target>,
    /// Facts of its own body.
    pub facts: LocalFacts,
}

/// Reads a connection. Where it leads is told by `metadata.ResourceId`, by a target that is itself an id (Key Vault, App
/// Insights), or by the target's host.
#[must_use]
pub fn connection(body: &Body<'_>) -> Option<Connection> {
    let category = body.text("properties.category");
    let address = body.opt_text("properties.target");
    let named = body.opt_text("properties.metadata.ResourceId");
    let to_id = |text: Option<&str>| {
        let (kind, id) = dependency_id(text?)?;
        Some(body.known(Target::Id(kind, id)))
    };
    let target = named.clone().then(|named| {
        // An id says enough: the address beside it may be redacted for a signature in its query.
        to_id(named.as_deref()).unwrap_or_else(|| {
            address.clone().then(|address| {
                to_id(address.as_deref()).unwrap_or_else(|| {
                    let category = category.clone();
                    category.map(|category| by_address(&category, address.as_deref()))
                })
            })
        })
    });
    let id = |text: Option<String>| text.filter(|text| ResourceId::looks_like_one(text));
    let resource_id = named.map(id).then(|found| match found {
        Some(found) => body.known(Some(found)),
        None => address.clone().map(id),
    });
    let facts = vec![
        ("category", category.erase()),
        ("auth_type", body.text("properties.authType").erase()),
        (
            "target_host",
            address
                .map(|address| address.as_deref().and_then(host_of))
                .erase(),
        ),
        ("resource_id", resource_id.erase()),
        (
            "shared",
            body.flag("properties.isSharedToAll", false).erase(),
        ),
    ];
    Some(Connection {
        id: body.id()?,
        target,
        facts,
    })
}

fn by_address(category: &str, address: Option<&str>) -> Target {
    let Some(kind) = kind_of_category(category) else {
        return Target::Other;
    };
    let host = address.and_then(host_of);
    host.map_or(Target::Nowhere(kind), |host| Target::Host(kind, host))
}

/// The dependency kind of a connection category. The schema's enum says `CosmosDb`, templates write `CosmosDB`.
#[must_use]
pub fn kind_of_category(category: &str) -> Option<Kind> {
    match category.to_lowercase().as_str() {
        "cosmosdb" => Some(Kind::CosmosAccount),
        "cognitivesearch" => Some(Kind::SearchService),
        "azurestorageaccount" | "azureblob" | "adlsgen2" => Some(Kind::StorageAccount),
        "azurekeyvault" => Some(Kind::KeyVault),
        "containerregistry" => Some(Kind::ContainerRegistry),
        "appinsights" => Some(Kind::AppInsights),
        _ => None,
    }
}

/// Reads the facts of a model deployment.
#[must_use]
pub fn deployment(body: &Body<'_>) -> Option<(ResourceId, LocalFacts)> {
    let sku = body.text("sku.name");
    let facts: Vec<(&'static str, Fact<Value>)> = vec![
        ("sku", sku.clone().erase()),
        ("routing", routing(&sku).erase()),
        ("capacity", body.opt_int("sku.capacity").erase()),
        ("model", body.text("properties.model.name").erase()),
        (
            "model_format",
            body.opt_text("properties.model.format").erase(),
        ),
        (
            "model_version",
            body.opt_text("properties.model.version").erase(),
        ),
        (
            "provisioning_state",
            body.text("properties.provisioningState").erase(),
        ),
        ("running_capacity", running_capacity(body).erase()),
        (
            "upgrade_option",
            body.opt_text("properties.versionUpgradeOption").erase(),
        ),
    ];
    Some((body.id()?, facts))
}

/// The capacity that serves requests: none of a paused deployment, and none unless the last operation succeeded.
fn running_capacity(body: &Body<'_>) -> Fact<i64> {
    let state = body.text_or("properties.deploymentState", "Running");
    state.then(|state| {
        body.text("properties.provisioningState").then(|done| {
            if state.eq_ignore_ascii_case("Paused") || !done.eq_ignore_ascii_case("Succeeded") {
                return body.known(0);
            }
            body.opt_int("sku.capacity").then(|units| match units {
                Some(units) => body.known(units),
                None => body.missing(Why::Unresolved("the capacity of the deployment".into())),
            })
        })
    })
}

/// The hosts of an account: that of its endpoint, and those that its subdomain has with each service of Foundry.
fn hosts(body: &Body<'_>) -> Fact<Vec<String>> {
    const SERVICES: [&str; 3] = ["services.ai", "cognitiveservices", "openai"];
    body.opt_text("properties.endpoint").map(|endpoint| {
        let host = endpoint.as_deref().and_then(super::host_of);
        let siblings = host.as_ref().and_then(|host| {
            let (name, rest) = host.split_once('.')?;
            let service = SERVICES.iter().find(|one| rest.starts_with(**one))?;
            let cloud = rest.strip_prefix(service)?;
            Some(SERVICES.map(|service| format!("{name}.{service}{cloud}")))
        });
        host.into_iter()
            .chain(siblings.into_iter().flatten())
            .collect()
    })
}

/// Where a deployment's requests are served. The schema leaves the names of the types open, so one that Microsoft's page
/// of deployment types doesn't list is unknown.
fn routing(sku: &Fact<String>) -> Fact<String> {
    sku.clone().then(|name| {
        let word = match name.to_lowercase().as_str() {
            "globalstandard" | "globalprovisionedmanaged" => "global",
            "datazonestandard" | "datazoneprovisionedmanaged" => "data-zone",
            "standard" | "provisionedmanaged" => "region",
            "globalbatch" | "datazonebatch" => "batch",
            "developertier" => "developer",
            _ => {
                let what = format!("the deployment type {name}");
                return Fact::Missing(Why::Unresolved(what), sku.provenance().clone());
            }
        };
        Fact::Known(word.to_owned(), sku.provenance().clone())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ReadId;
    use serde_json::json;

    fn is_foundry(api_version: &str, json: &serde_json::Value) -> bool {
        is_foundry_account(&Body::new(json, &[], api_version, ReadId(0)))
    }

    #[test]
    fn an_account_counts_unless_it_is_known_to_hold_no_projects() {
        let bare = json!({"kind": "AIServices", "properties": {"isMigrated": false}});
        assert!(!is_foundry("2025-06-01", &bare));
        // Versions before the flag leave it out whether projects are on or not.
        assert!(is_foundry("2017-04-18", &bare));
        assert!(is_foundry("2024-10-01", &bare));
        let off = json!({"kind": "AIServices", "properties": {"allowProjectManagement": false}});
        assert!(!is_foundry("2017-04-18", &off));
        let speech = json!({"kind": "SpeechServices", "properties": {}});
        assert!(!is_foundry("2017-04-18", &speech));
    }
}
