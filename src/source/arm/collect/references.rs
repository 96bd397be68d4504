//! What bodies refer to: dependencies by their ids, and hosts that only a list of their kind can resolve. What a body means
//! is told by `catalogue`, the same way as the estate will read it.

use crate::catalogue::{self, Body, Identity, Reference, Target};
use crate::model::{Kind, ReadId, ResourceId};
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// What was referred to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ReferredIds {
    /// Resources named by id.
    pub(super) ids: BTreeSet<(Kind, ResourceId)>,
    /// Resources named by host only; "" if not even that.
    pub(super) hosts: BTreeSet<(Kind, String)>,
}

impl ReferredIds {
    /// A connection: where it leads.
    pub(super) fn of_connection(&mut self, connection: &Json) {
        let connection = catalogue::connection(&body(connection));
        match connection.and_then(|found| found.target.known().cloned()) {
            Some(Target::Id(kind, id)) => {
                self.ids.insert((kind, id));
            }
            Some(Target::Host(kind, host)) => {
                self.hosts.insert((kind, host));
            }
            Some(Target::Nowhere(kind)) => {
                self.hosts.insert((kind, String::new()));
            }
            Some(Target::Other) | None => {}
        }
    }

    /// An account: identities, its own storage, the vault of its key.
    pub(super) fn of_account(&mut self, account: &Json) {
        if let Some(account) = catalogue::account(&body(account)) {
            self.identities(&account.identity);
            self.all(account.references);
        }
    }

    /// A project: its identities.
    pub(super) fn of_project(&mut self, project: &Json) {
        if let Some(project) = catalogue::project(&body(project)) {
            self.identities(&project.identity);
        }
    }

    /// A project's `capabilitySettings`: ids of its stores.
    pub(super) fn of_capability_settings(&mut self, project: &Json) {
        let settings = catalogue::capability_settings(&body(project));
        if let Ok(Some(settings)) = settings {
            let stores = [&settings.threads, &settings.vectors, &settings.files];
            let stores = stores.into_iter().flatten();
            self.ids.extend(stores.filter_map(|id| catalogue::dependency_id(id.written())));
        }
    }

    /// A dependency's own body: the workspace of a component, the vault of a store's key, a store's identities.
    pub(super) fn of_dependency(&mut self, kind: Kind, json: &Json) {
        if let Some(dependency) = catalogue::dependency(kind, &body(json)) {
            self.all(dependency.references);
        }
    }

    fn identities(&mut self, identity: &Identity) {
        let ids = identity.user_assigned.known().into_iter().flatten();
        self.ids.extend(ids.filter_map(|id| catalogue::dependency_id(id.written())));
    }

    fn all(&mut self, references: Vec<Reference>) {
        for reference in references {
            match reference {
                Reference::Id(kind, id, _) => {
                    self.ids.insert((kind, id));
                }
                Reference::Vault(host) => {
                    self.hosts.insert((Kind::KeyVault, host));
                }
                // Nothing to ask for.
                Reference::Hidden(..) => {}
            }
        }
    }
}

/// A body whose evidence nobody asks for: planning needs no report.
fn body(json: &Json) -> Body<'_> {
    Body::new(json, &[], "", ReadId(0))
}

/// The hosts that a dependency answers at.
pub(super) fn endpoint_hosts(kind: Kind, json: &Json) -> Vec<String> {
    catalogue::dependency(kind, &body(json)).map_or_else(Vec::new, |found| found.hosts)
}

/// A field by its name in lower case: ARM's spelling of names drifts between versions and services.
pub(super) fn field<'a>(body: &'a Json, folded: &str) -> &'a Json {
    let found = body
        .as_object()
        .and_then(|map| map.iter().find(|(name, _)| name.eq_ignore_ascii_case(folded)));
    found.map_or(&Json::Null, |(_, value)| value)
}

/// A text field by its name in lower case.
pub(super) fn text<'a>(body: &'a Json, folded: &str) -> Option<&'a str> {
    field(body, folded).as_str().filter(|text| !text.is_empty())
}

/// The elements of a list; none if it is no list.
pub(super) fn items(body: &Json) -> impl Iterator<Item = &Json> {
    body.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const COSMOS: &str =
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.DocumentDB/databaseAccounts/c";
    const ACCOUNT: &str =
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a";

    fn connection(properties: Json) -> ReferredIds {
        let mut references = ReferredIds::default();
        let id = format!("{ACCOUNT}/connections/x");
        references.of_connection(&json!({ "id": id, "properties": properties }));
        references
    }

    #[test]
    fn a_connection_names_its_resource_by_id() {
        for properties in [
            json!({ "category": "CosmosDB", "metadata": { "ResourceId": COSMOS }, "target": "https://c.documents.azure.com:443/" }),
            json!({ "category": "CosmosDb", "metadata": { "resourceId": COSMOS.to_uppercase() } }),
            json!({ "category": "CosmosDb", "target": COSMOS }),
            json!({ "category": "Other", "metadata": { "resourceID": format!("{COSMOS}/sqlDatabases/d") } }),
        ] {
            let references = connection(properties.clone());
            let expected = BTreeSet::from([(Kind::CosmosAccount, ResourceId::new(COSMOS))]);
            assert_eq!(references.ids, expected, "{properties}");
            assert!(references.hosts.is_empty(), "{properties}");
        }
    }

    #[test]
    fn a_connection_without_an_id_wants_its_kind_listed() {
        let by_host = |category: &str, target: &str| {
            connection(json!({ "category": category, "target": target })).hosts
        };
        let expected = |kind, host: &str| BTreeSet::from([(kind, host.to_owned())]);
        assert_eq!(
            by_host("CosmosDB", "https://C.documents.azure.com:443/"),
            expected(Kind::CosmosAccount, "c.documents.azure.com")
        );
        assert_eq!(
            by_host("ContainerRegistry", "r.azurecr.io"),
            expected(Kind::ContainerRegistry, "r.azurecr.io")
        );
        assert_eq!(by_host("ADLSGen2", ""), expected(Kind::StorageAccount, ""));
        assert!(by_host("AzureOpenAI", "https://a.openai.azure.com").is_empty());
    }

    #[test]
    fn accounts_projects_and_dependencies_refer_to_others() {
        let resource = |ty: &str| format!("/subscriptions/s/resourceGroups/g/providers/{ty}");
        let identity = resource("Microsoft.ManagedIdentity/userAssignedIdentities/i");
        let storage = resource("Microsoft.Storage/storageAccounts/st");
        let component = resource("Microsoft.Insights/components/ai");
        let workspace = resource("Microsoft.OperationalInsights/workspaces/w");
        let mut references = ReferredIds::default();
        references.of_account(&json!({
            "id": ACCOUNT,
            "identity": { "userAssignedIdentities": { identity: {} } },
            "properties": {
                "userOwnedStorage": [{ "resourceId": storage }],
                "encryption": { "keyVaultProperties": { "keyVaultUri": "https://v.vault.azure.net/" } },
            },
        }));
        references.of_capability_settings(&json!({
            "properties": { "capabilitySettings": { "documentStore": COSMOS, "blobStore": null } },
        }));
        references.of_dependency(
            Kind::AppInsights,
            &json!({ "id": component, "properties": { "WorkspaceResourceId": workspace } }),
        );
        references.of_dependency(
            Kind::StorageAccount,
            &json!({ "id": storage, "properties": { "encryption": { "keyvaultproperties": { "keyvaulturi": "https://w.vault.azure.net" } } } }),
        );
        let ids: Vec<&str> = references.ids.iter().map(|(_, id)| id.name()).collect();
        assert_eq!(ids, ["c", "st", "w", "i"]);
        let hosts: Vec<&str> = references.hosts.iter().map(|(_, host)| &**host).collect();
        assert_eq!(hosts, ["v.vault.azure.net", "w.vault.azure.net"]);
    }
}
