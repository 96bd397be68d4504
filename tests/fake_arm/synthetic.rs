//! Generated worlds of any size, for benchmarks: every account with projects in Standard mode and stores of its own.

mod governed;

use super::world::{Subscription, World};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const SUBSCRIPTION: &str = "5f000000-0000-4000-8000-000000000001";
const TENANT: &str = "5f000000-0000-4000-8000-00000000000f";
const REGION: &str = "swedencentral";

impl World {
    /// A world with so many subscriptions, of which the first so many hold so many Foundry accounts each. All lie below the
    /// management group `synthetic`.
    pub(crate) fn synthetic_tenant(
        subscriptions: usize,
        inhabited: usize,
        accounts: usize,
        projects_per_account: usize,
    ) -> Self {
        let ids: Vec<String> = (1..=subscriptions).map(subscription).collect();
        let holders = ids.iter().take(inhabited);
        let teams: Vec<Team> = holders
            .flat_map(|id| (0..accounts).map(move |_| id.clone()))
            .enumerate()
            .map(|(number, id)| Team::new(number, projects_per_account, &id))
            .collect();
        let subscriptions = ids.iter().enumerate().map(|(number, id)| Subscription {
            id: id.clone(),
            display_name: format!("Synthetic {number}"),
            state: "Enabled".to_owned(),
            tenant_id: TENANT.to_owned(),
            regions: None,
            unregistered: Vec::new(),
        });
        Self {
            about: format!(
                "{inhabited} of {} subscriptions with {accounts} accounts each",
                ids.len()
            ),
            subscriptions: subscriptions.collect(),
            resources: resources(&teams, &ids[..inhabited]),
            locks: teams.iter().map(Team::lock).collect(),
            role_assignments: role_assignments(&teams, &ids[..inhabited]),
            governance: governed::policies(&ids[..inhabited]),
            page_sizes: BTreeMap::from([("*".to_owned(), 100)]),
            management_groups: BTreeMap::from([("synthetic".to_owned(), ids)]),
            ..Self::default()
        }
    }

    /// A world with so many Foundry accounts, each with so many projects, one Cosmos DB account, one Search service and one
    /// Storage account. Pages are large, as real ones are.
    pub(crate) fn synthetic(accounts: usize, projects_per_account: usize) -> Self {
        let teams =
            (0..accounts).map(|number| Team::new(number, projects_per_account, SUBSCRIPTION));
        let teams: Vec<Team> = teams.collect();
        Self {
            about: format!("{accounts} accounts with {projects_per_account} projects each"),
            subscriptions: vec![Subscription {
                id: SUBSCRIPTION.to_owned(),
                display_name: "Synthetic".to_owned(),
                state: "Enabled".to_owned(),
                tenant_id: TENANT.to_owned(),
                regions: None,
                unregistered: Vec::new(),
            }],
            resources: resources(&teams, &[SUBSCRIPTION.to_owned()]),
            locks: teams.iter().map(Team::lock).collect(),
            role_assignments: role_assignments(&teams, &[SUBSCRIPTION.to_owned()]),
            governance: governed::policies(&[SUBSCRIPTION.to_owned()]),
            page_sizes: BTreeMap::from([("*".to_owned(), 100)]),
            ..Self::default()
        }
    }
}

/// What the teams have, and what their subscriptions have once.
fn resources(teams: &[Team], subscriptions: &[String]) -> Vec<Value> {
    let of_teams = teams.iter().flat_map(|team| team.resources().into_iter().chain(team.watched()));
    let alerts = subscriptions.iter().map(|id| governed::service_health(id));
    of_teams.chain(alerts).collect()
}

fn role_assignments(teams: &[Team], subscriptions: &[String]) -> Vec<Value> {
    let owners = subscriptions.iter().map(|id| governed::owners(id));
    let of_teams = teams.iter().flat_map(Team::role_assignments);
    owners.chain(of_teams).collect()
}

/// The id of the n-th subscription; the first is that of the smaller worlds.
fn subscription(number: usize) -> String {
    format!("5f000000-0000-4000-8000-{number:012x}")
}

/// One account with its projects and stores.
struct Team {
    number: usize,
    projects: usize,
    group: String,
}

impl Team {
    fn new(number: usize, projects: usize, subscription: &str) -> Self {
        Self {
            number,
            projects,
            group: format!("/subscriptions/{subscription}/resourceGroups/rg-team-{number:04}"),
        }
    }

    fn resources(&self) -> Vec<Value> {
        let mut resources = vec![self.account(), self.deployment(), self.account_host()];
        for project in 0..self.projects {
            resources.push(self.project(project));
            resources.push(self.project_host(project));
            resources.extend(self.connections(project));
        }
        resources.extend([self.cosmos(), self.database(), self.search(), self.storage()]);
        resources.push(self.blob_service());
        resources.extend((0..self.projects).map(|project| self.container(project)));
        resources
    }

    fn id(&self, resource_type: &str, name: &str) -> String {
        format!("{}/providers/{resource_type}/{name}", self.group)
    }

    fn name(&self, prefix: &str) -> String {
        format!("{prefix}{:04}", self.number)
    }

    fn account_id(&self) -> String {
        self.id("Microsoft.CognitiveServices/accounts", &self.name("foundry"))
    }

    fn cosmos_id(&self) -> String {
        self.id("Microsoft.DocumentDB/databaseAccounts", &self.name("cosmos"))
    }

    fn search_id(&self) -> String {
        self.id("Microsoft.Search/searchServices", &self.name("search"))
    }

    fn storage_id(&self) -> String {
        self.id("Microsoft.Storage/storageAccounts", &self.name("storage"))
    }

    fn project_id(&self, project: usize) -> String {
        format!("{}/projects/project{project:03}", self.account_id())
    }

    /// The project's workspace id: 32 hexadecimal digits.
    fn workspace(&self, project: usize) -> String {
        format!("5f000000{:04x}40008000{project:012x}", self.number)
    }

    fn account(&self) -> Value {
        let name = self.name("foundry");
        json!({
            "id": self.account_id(), "name": name, "type": "Microsoft.CognitiveServices/accounts",
            "location": REGION, "kind": "AIServices", "sku": {"name": "S0"},
            "identity": {"type": "SystemAssigned", "principalId": self.guid(0xa), "tenantId": TENANT},
            "properties": {
                "provisioningState": "Succeeded", "allowProjectManagement": true, "customSubDomainName": name,
                "endpoint": format!("https://{name}.cognitiveservices.azure.com/"),
                "publicNetworkAccess": "Enabled", "disableLocalAuth": true,
            },
        })
    }

    fn guid(&self, what: usize) -> String {
        format!("5f000000-{:04x}-4000-8000-{what:012x}", self.number)
    }

    fn deployment(&self) -> Value {
        json!({
            "id": format!("{}/deployments/chat", self.account_id()), "name": "chat",
            "type": "Microsoft.CognitiveServices/accounts/deployments",
            "sku": {"name": "GlobalStandard", "capacity": 50},
            "properties": {
                "provisioningState": "Succeeded",
                "model": {"format": "OpenAI", "name": "gpt-4o", "version": "2024-11-20"},
            },
        })
    }

    fn account_host(&self) -> Value {
        json!({
            "id": format!("{}/capabilityHosts/agents", self.account_id()), "name": "agents",
            "type": "Microsoft.CognitiveServices/accounts/capabilityHosts",
            "properties": {"capabilityHostKind": "Agents", "provisioningState": "Succeeded"},
        })
    }

    fn project(&self, project: usize) -> Value {
        let id = self.project_id(project);
        json!({
            "id": id, "name": format!("{}/project{project:03}", self.name("foundry")),
            "type": "Microsoft.CognitiveServices/accounts/projects", "location": REGION, "kind": "AIServices",
            "identity": {"type": "SystemAssigned", "principalId": self.guid(0x100 + project), "tenantId": TENANT},
            "properties": {
                "provisioningState": "Succeeded", "isDefault": project == 0, "internalId": self.workspace(project),
            },
        })
    }

    fn project_host(&self, project: usize) -> Value {
        json!({
            "id": format!("{}/capabilityHosts/agents", self.project_id(project)), "name": "agents",
            "type": "Microsoft.CognitiveServices/accounts/projects/capabilityHosts",
            "properties": {
                "provisioningState": "Succeeded", "threadStorageConnections": ["threads"],
                "vectorStoreConnections": ["vectors"], "storageConnections": ["files"],
            },
        })
    }

    fn connections(&self, project: usize) -> Vec<Value> {
        let project = self.project_id(project);
        let connection = |name: &str, category: &str, target: String, resource: String| {
            json!({
                "id": format!("{project}/connections/{name}"), "name": name, "tags": null, "location": null,
                "type": "Microsoft.CognitiveServices/accounts/projects/connections",
                "properties": {
                    "authType": "AAD", "category": category, "target": target, "isSharedToAll": false, "error": null,
                    "metadata": {"ApiType": "Azure", "ResourceId": resource, "location": REGION},
                },
            })
        };
        let host = |prefix, suffix| format!("https://{}.{suffix}", self.name(prefix));
        vec![
            connection(
                "threads",
                "CosmosDB",
                host("cosmos", "documents.azure.com:443/"),
                self.cosmos_id(),
            ),
            connection(
                "vectors",
                "CognitiveSearch",
                host("search", "search.windows.net"),
                self.search_id(),
            ),
            connection(
                "files",
                "AzureStorageAccount",
                host("storage", "blob.core.windows.net/"),
                self.storage_id(),
            ),
        ]
    }

    fn cosmos(&self) -> Value {
        let name = self.name("cosmos");
        let location = |region: &str, display: &str, priority: u8| {
            json!({
                "id": format!("{name}-{region}"), "locationName": display, "failoverPriority": priority,
                "provisioningState": "Succeeded", "isZoneRedundant": true,
                "documentEndpoint": format!("https://{name}-{region}.documents.azure.com:443/"),
            })
        };
        let write = location(REGION, "Sweden Central", 0);
        let read = location("germanywestcentral", "Germany West Central", 1);
        json!({
            "id": self.cosmos_id(), "name": name, "type": "Microsoft.DocumentDB/databaseAccounts",
            "location": "Sweden Central", "kind": "GlobalDocumentDB", "identity": {"type": "None"},
            "properties": {
                "provisioningState": "Succeeded", "enableAutomaticFailover": true,
                "documentEndpoint": format!("https://{name}.documents.azure.com:443/"),
                "writeLocations": [write], "readLocations": [write, read], "locations": [write, read],
                "backupPolicy": {"type": "Continuous", "continuousModeProperties": {"tier": "Continuous7Days"}},
                "capabilities": [], "consistencyPolicy": {"defaultConsistencyLevel": "Session"},
            },
        })
    }

    fn database(&self) -> Value {
        json!({
            "id": format!("{}/sqlDatabases/enterprise_memory", self.cosmos_id()), "name": "enterprise_memory",
            "type": "Microsoft.DocumentDB/databaseAccounts/sqlDatabases",
            "properties": {"resource": {"id": "enterprise_memory"}},
        })
    }

    fn search(&self) -> Value {
        let name = self.name("search");
        json!({
            "id": self.search_id(), "name": name, "type": "Microsoft.Search/searchServices",
            "location": "Sweden Central", "sku": {"name": "standard"},
            "properties": {
                "replicaCount": 1 + self.number % 3, "partitionCount": 1, "status": "running",
                "provisioningState": "succeeded", "hostingMode": "default",
                "endpoint": format!("https://{name}.search.windows.net/"),
            },
        })
    }

    fn storage(&self) -> Value {
        let name = self.name("storage");
        json!({
            "id": self.storage_id(), "name": name, "type": "Microsoft.Storage/storageAccounts", "location": REGION,
            "kind": "StorageV2", "sku": {"name": "Standard_GZRS", "tier": "Standard"}, "identity": {"type": "None"},
            "properties": {
                "provisioningState": "Succeeded", "primaryLocation": REGION, "statusOfPrimary": "available",
                "secondaryLocation": "swedensouth", "statusOfSecondary": "available", "allowSharedKeyAccess": false,
                "primaryEndpoints": {"blob": format!("https://{name}.blob.core.windows.net/")},
            },
        })
    }

    fn blob_service(&self) -> Value {
        json!({
            "id": format!("{}/blobServices/default", self.storage_id()), "name": "default",
            "type": "Microsoft.Storage/storageAccounts/blobServices",
            "properties": {
                "deleteRetentionPolicy": {"enabled": true, "days": 14, "allowPermanentDelete": false},
                "containerDeleteRetentionPolicy": {"enabled": true, "days": 14},
            },
        })
    }

    fn container(&self, project: usize) -> Value {
        let digits = self.workspace(project);
        let (a, b, c, d, e) =
            (&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]);
        let name = format!("{a}-{b}-{c}-{d}-{e}-agents-blobstore");
        json!({
            "id": format!("{}/blobServices/default/containers/{name}", self.storage_id()), "name": name,
            "type": "Microsoft.Storage/storageAccounts/blobServices/containers", "properties": {"publicAccess": "None"},
        })
    }

    /// Every team locks its Cosmos DB account, and nothing else.
    fn lock(&self) -> Value {
        json!({
            "id": format!("{}/providers/Microsoft.Authorization/locks/keep", self.cosmos_id()), "name": "keep",
            "type": "Microsoft.Authorization/locks", "properties": {"level": "CanNotDelete"},
        })
    }
}
