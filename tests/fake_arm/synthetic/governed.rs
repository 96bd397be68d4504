//! What governs a generated team: who holds which role, which logs go where, what watches its stores; and, once for each
//! subscription that holds teams, its owners, a policy against deletion, and an alert. As much of it as a well-kept
//! subscription has, so that the rules that read it have their work in a benchmark.

use super::Team;
use serde_json::{Value, json};

/// Roles of a project's identity by store: Cosmos DB Operator, Search Index Data Contributor, Search Service Contributor,
/// Storage Blob Data Contributor.
const COSMOS_OPERATOR: &str = "230815da-be43-4aae-9cb4-875f7bd000aa";
const SEARCH_DATA: &str = "8ebe5a00-799e-43f5-93ac-243d3dce84a7";
const SEARCH_SERVICE: &str = "7ca78c08-252a-4471-8644-bb5ff32d4ba0";
const BLOB_DATA: &str = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
/// The built-in data role of Cosmos DB for reading and writing.
const DATA_CONTRIBUTOR: &str = "00000000-0000-0000-0000-000000000002";

impl Team {
    /// The roles of its projects on its stores, and that of its people on its resource group.
    pub(super) fn role_assignments(&self) -> Vec<Value> {
        let due = [
            (self.cosmos_id(), COSMOS_OPERATOR),
            (self.search_id(), SEARCH_DATA),
            (self.search_id(), SEARCH_SERVICE),
            (self.storage_id(), BLOB_DATA),
        ];
        let mut roles = Vec::new();
        for project in 0..self.projects {
            for (number, (scope, role)) in due.iter().enumerate() {
                roles.push(Role {
                    name: self.guid(0x10_000 + project * due.len() + number),
                    principal: self.guid(0x100 + project),
                    principal_type: "ServicePrincipal",
                    role,
                    scope: scope.clone(),
                });
            }
        }
        roles.push(Role {
            name: self.guid(0xf0),
            principal: self.guid(0xf1),
            principal_type: "Group",
            role: CONTRIBUTOR,
            scope: self.group.clone(),
        });
        roles.iter().map(Role::body).collect()
    }

    /// The data role of each project in Cosmos DB, an alert on its availability, and where logs go.
    pub(super) fn watched(&self) -> Vec<Value> {
        let mut resources = vec![self.data_role(), self.availability_alert()];
        resources.extend((0..self.projects).map(|project| self.data_role_of(project)));
        let logged = [
            self.account_id(),
            self.cosmos_id(),
            self.search_id(),
            format!("{}/blobServices/default", self.storage_id()),
        ];
        resources.extend(logged.iter().map(|id| logs_of(id)));
        resources
    }

    fn data_role(&self) -> Value {
        let id = self.cosmos_id();
        json!({
            "id": format!("{id}/sqlRoleDefinitions/{DATA_CONTRIBUTOR}"), "name": DATA_CONTRIBUTOR,
            "type": "Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions",
            "properties": {
                "roleName": "Cosmos DB Built-in Data Contributor", "type": "BuiltInRole", "assignableScopes": [id],
                "permissions": [{"notDataActions": [], "dataActions": [
                    "Microsoft.DocumentDB/databaseAccounts/readMetadata",
                    "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/*",
                    "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/*",
                ]}],
            },
        })
    }

    fn data_role_of(&self, project: usize) -> Value {
        let (id, name) = (self.cosmos_id(), self.guid(0x20_000 + project));
        json!({
            "id": format!("{id}/sqlRoleAssignments/{name}"), "name": name,
            "type": "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments",
            "properties": {
                "roleDefinitionId": format!("{id}/sqlRoleDefinitions/{DATA_CONTRIBUTOR}"),
                "principalId": self.guid(0x100 + project), "scope": format!("{id}/dbs/enterprise_memory"),
            },
        })
    }

    fn availability_alert(&self) -> Value {
        json!({
            "id": self.id("Microsoft.Insights/metricAlerts", "threads-available"), "name": "threads-available",
            "type": "Microsoft.Insights/metricAlerts", "location": "global",
            "properties": {
                "severity": 1, "enabled": true, "scopes": [self.cosmos_id()], "evaluationFrequency": "PT5M",
                "windowSize": "PT1H", "actions": [],
                "criteria": {
                    "odata.type": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
                    "allOf": [{
                        "name": "c", "criterionType": "StaticThresholdCriterion", "metricName": "ServiceAvailability",
                        "operator": "LessThan", "threshold": 100, "timeAggregation": "Average", "dimensions": [],
                    }],
                },
            },
        })
    }
}

/// One assignment of a role.
struct Role<'r> {
    name: String,
    principal: String,
    principal_type: &'r str,
    role: &'r str,
    scope: String,
}

impl Role<'_> {
    fn body(&self) -> Value {
        let mut segments = self.scope.split('/');
        let subscription = segments.nth(2).unwrap_or_default();
        let of = format!("/subscriptions/{subscription}/providers/Microsoft.Authorization");
        json!({
            "id": format!("{}/providers/Microsoft.Authorization/roleAssignments/{}", self.scope, self.name),
            "name": self.name, "type": "Microsoft.Authorization/roleAssignments",
            "properties": {
                "roleDefinitionId": format!("{of}/roleDefinitions/{}", self.role), "principalId": self.principal,
                "principalType": self.principal_type, "scope": self.scope, "condition": null,
            },
        })
    }
}

/// Its owners.
pub(super) fn owners(subscription: &str) -> Value {
    let role = Role {
        name: format!("0{}", &subscription[1..]),
        principal: "5f00ffff-0000-4000-8000-000000000001".to_owned(),
        principal_type: "Group",
        role: OWNER,
        scope: format!("/subscriptions/{subscription}"),
    };
    role.body()
}

/// The policy of the management group, assigned to each subscription by itself.
const DEFINITION: &str = "/providers/Microsoft.Management/managementGroups/synthetic/providers/Microsoft.Authorization/policyDefinitions/keep-state";

/// A policy that denies the deletion of Search services and Storage accounts, and its assignments.
pub(super) fn policies(subscriptions: &[String]) -> Vec<Value> {
    let assignment = |subscription: &String| {
        json!({
            "id": format!("/subscriptions/{subscription}/providers/Microsoft.Authorization/policyAssignments/keep-state"),
            "name": "keep-state", "type": "Microsoft.Authorization/policyAssignments",
            "properties": {
                "displayName": "Keep state", "policyDefinitionId": DEFINITION, "enforcementMode": "Default",
                "scope": format!("/subscriptions/{subscription}"), "notScopes": [], "parameters": {},
            },
        })
    };
    let assignments = subscriptions.iter().map(assignment);
    assignments.chain([definition()]).collect()
}

fn definition() -> Value {
    json!({
        "id": DEFINITION, "name": "keep-state", "type": "Microsoft.Authorization/policyDefinitions",
        "properties": {
            "displayName": "keep-state", "policyType": "Custom", "mode": "Indexed", "version": "1.0.0",
            "parameters": {},
            "policyRule": {
                "if": {"field": "type", "in": ["Microsoft.Search/searchServices", "Microsoft.Storage/storageAccounts"]},
                "then": {"effect": "denyAction", "details": {
                    "actionNames": ["delete"], "cascadeBehaviors": {"resourceGroup": "deny"},
                }},
            },
        },
    })
}

/// An alert about service health.
pub(super) fn service_health(subscription: &str) -> Value {
    let scope = format!("/subscriptions/{subscription}");
    let group = format!("{scope}/resourceGroups/rg-platform/providers/Microsoft.Insights");
    json!({
        "id": format!("{group}/activityLogAlerts/service-health"), "name": "service-health",
        "type": "Microsoft.Insights/ActivityLogAlerts", "location": "Global",
        "properties": {
            "scopes": [scope], "enabled": true, "actions": {"actionGroups": []},
            "condition": {"allOf": [{"field": "category", "equals": "ServiceHealth"}]},
        },
    })
}

/// All logs of a resource go to a storage account elsewhere.
fn logs_of(id: &str) -> Value {
    json!({
        "id": format!("{id}/providers/Microsoft.Insights/diagnosticSettings/all-logs"), "name": "all-logs",
        "type": "Microsoft.Insights/diagnosticSettings", "location": null,
        "properties": {
            "workspaceId": null, "metrics": [],
            "storageAccountId": "/subscriptions/5f000000-0000-4000-8000-0000000000ff/resourceGroups/rg-logs/providers/Microsoft.Storage/storageAccounts/logs",
            "logs": [{"category": null, "categoryGroup": "allLogs", "enabled": true}],
        },
    })
}
