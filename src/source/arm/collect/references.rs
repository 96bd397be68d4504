//! What bodies refer to: dependencies by their ids, and hosts that only a list of their kind can resolve.

use crate::model::{Kind, ResourceId};
use serde_json::Value as Json;
use std::collections::BTreeSet;
use url::Url;

/// What was referred to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct References {
    /// Resources named by id.
    pub(super) ids: BTreeSet<(Kind, ResourceId)>,
    /// Resources named by host only; "" if not even that.
    pub(super) hosts: BTreeSet<(Kind, String)>,
}

impl References {
    /// A connection: its `metadata.ResourceId`, or a target that is an id, or the host of its target.
    pub(super) fn of_connection(&mut self, connection: &Json) {
        let properties = field(connection, "properties");
        let target = text(properties, "target");
        let resource_id = text(field(properties, "metadata"), "resourceid");
        let mut named = false;
        for id in [resource_id, target].into_iter().flatten() {
            named |= self.id(id);
        }
        let category = text(properties, "category").unwrap_or_default();
        if let Some(kind) = kind_of_category(category).filter(|_| !named) {
            self.hosts
                .insert((kind, target.and_then(host).unwrap_or_default()));
        }
    }

    /// An account: identities, its own storage, the vault of its key.
    pub(super) fn of_account(&mut self, account: &Json) {
        self.identities(account);
        let properties = field(account, "properties");
        for storage in items(field(properties, "userownedstorage")) {
            self.id(text(storage, "resourceid").unwrap_or_default());
        }
        let encryption = field(properties, "encryption");
        self.vault(text(field(encryption, "keyvaultproperties"), "keyvaulturi"));
    }

    /// A project: its identities.
    pub(super) fn of_project(&mut self, project: &Json) {
        self.identities(project);
    }

    /// A project's `capabilitySettings`: ids of its stores.
    pub(super) fn of_capability_settings(&mut self, project: &Json) {
        let settings = field(field(project, "properties"), "capabilitysettings");
        for id in settings
            .as_object()
            .into_iter()
            .flat_map(|map| map.values())
        {
            self.id(id.as_str().unwrap_or_default());
        }
    }

    /// A dependency's own body: the workspace of a component, the vault of a store's key.
    pub(super) fn of_dependency(&mut self, kind: Kind, body: &Json) {
        let properties = field(body, "properties");
        match kind {
            Kind::AppInsights => {
                self.id(text(properties, "workspaceresourceid").unwrap_or_default());
            }
            Kind::CosmosAccount => self.vault(text(properties, "keyvaultkeyuri")),
            Kind::StorageAccount => {
                let encryption = field(properties, "encryption");
                self.vault(text(field(encryption, "keyvaultproperties"), "keyvaulturi"));
            }
            Kind::SearchService
            | Kind::KeyVault
            | Kind::ContainerRegistry
            | Kind::LogAnalytics
            | Kind::UserAssignedIdentity
            | Kind::Subscription
            | Kind::FoundryAccount
            | Kind::FoundryProject
            | Kind::CapabilityHost
            | Kind::Connection
            | Kind::ModelDeployment => {}
        }
    }

    fn identities(&mut self, body: &Json) {
        let assigned = field(field(body, "identity"), "userassignedidentities");
        for id in assigned.as_object().into_iter().flat_map(|map| map.keys()) {
            self.id(id);
        }
    }

    fn vault(&mut self, uri: Option<&str>) {
        if let Some(host) = uri.and_then(host) {
            self.hosts.insert((Kind::KeyVault, host));
        }
    }

    /// Notes an id; true if it names a dependency.
    fn id(&mut self, text: &str) -> bool {
        match dependency(text) {
            Some(found) => {
                self.ids.insert(found);
                true
            }
            None => false,
        }
    }
}

/// The dependency that an id names, or that it lies in: a database's id names its account.
fn dependency(text: &str) -> Option<(Kind, ResourceId)> {
    if !ResourceId::looks_like_one(text) || !is_plain(text) {
        return None;
    }
    let segments: Vec<&str> = text.trim().trim_matches('/').split('/').collect();
    let resource = segments.get(..8)?;
    let shape = ["subscriptions", "resourcegroups", "providers"];
    let fits = shape
        .iter()
        .zip(resource.iter().step_by(2))
        .all(|(word, segment)| segment.eq_ignore_ascii_case(word));
    let filled = segments.iter().all(|segment| !segment.is_empty());
    let id = ResourceId::new(&format!("/{}", resource.join("/")));
    let kind = Kind::dependency_of_type(&id.resource_type()?)?;
    (fits && filled).then_some((kind, id))
}

/// True if nothing in an id can change which URL is asked: ids come from bodies, and users write some of them.
pub(super) fn is_plain(id: &str) -> bool {
    let plain = |c: char| !c.is_control() && !matches!(c, '?' | '#' | '%' | '\\' | '*');
    id.chars().all(plain) && id.split('/').all(|segment| !matches!(segment, "." | ".."))
}

/// The dependency kind of a connection's category. Spellings drift ("CosmosDb", "CosmosDB").
fn kind_of_category(category: &str) -> Option<Kind> {
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

/// The host of a URL, or of an address without a scheme.
fn host(text: &str) -> Option<String> {
    let text = text.trim();
    let url = if text.contains("://") {
        Url::parse(text)
    } else {
        Url::parse(&format!("https://{text}"))
    };
    url.ok()?.host_str().map(str::to_lowercase)
}

/// The host that a dependency answers at.
pub(super) fn endpoint_host(kind: Kind, body: &Json) -> Option<String> {
    let properties = field(body, "properties");
    let endpoint = match kind {
        Kind::CosmosAccount => text(properties, "documentendpoint"),
        Kind::SearchService => text(properties, "endpoint"),
        Kind::StorageAccount => text(field(properties, "primaryendpoints"), "blob"),
        Kind::KeyVault => text(properties, "vaulturi"),
        Kind::ContainerRegistry => text(properties, "loginserver"),
        // These have no host of their own.
        Kind::AppInsights
        | Kind::LogAnalytics
        | Kind::UserAssignedIdentity
        | Kind::Subscription
        | Kind::FoundryAccount
        | Kind::FoundryProject
        | Kind::CapabilityHost
        | Kind::Connection
        | Kind::ModelDeployment => None,
    };
    endpoint.and_then(host)
}

/// A field by its name in lower case: ARM's spelling of names drifts between versions and services.
pub(super) fn field<'a>(body: &'a Json, folded: &str) -> &'a Json {
    let found = body.as_object().and_then(|map| {
        map.iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(folded))
    });
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

    fn connection(properties: Json) -> References {
        let mut references = References::default();
        references.of_connection(&json!({ "properties": properties }));
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
        assert_eq!(
            by_host("CosmosDB", "https://C.documents.azure.com:443/"),
            BTreeSet::from([(Kind::CosmosAccount, "c.documents.azure.com".to_owned())])
        );
        assert_eq!(
            by_host("ContainerRegistry", "r.azurecr.io"),
            BTreeSet::from([(Kind::ContainerRegistry, "r.azurecr.io".to_owned())])
        );
        assert_eq!(
            by_host("ADLSGen2", ""),
            BTreeSet::from([(Kind::StorageAccount, String::new())])
        );
        assert!(by_host("AzureOpenAI", "https://a.openai.azure.com").is_empty());
    }

    #[test]
    fn ids_that_could_change_the_url_are_no_ids() {
        for id in [
            format!("{COSMOS}?x=1"),
            format!("{COSMOS}/../../x"),
            COSMOS.replace("/g/", "//"),
            COSMOS.replace("/g/", "/%2e%2e/"),
            COSMOS.replace("resourceGroups", "locations"),
            "/subscriptions/s/resourceGroups/g".to_owned(),
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Bing/accounts/b".to_owned(),
            "https://evil.example/".to_owned(),
        ] {
            assert_eq!(dependency(&id), None, "{id}");
        }
    }

    #[test]
    fn accounts_projects_and_dependencies_refer_to_others() {
        let identity = "/subscriptions/s/resourcegroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i";
        let storage =
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/st";
        let workspace = "/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w";
        let mut references = References::default();
        references.of_account(&json!({
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
            &json!({ "properties": { "WorkspaceResourceId": workspace } }),
        );
        references.of_dependency(
            Kind::StorageAccount,
            &json!({ "properties": { "encryption": { "keyvaultproperties": { "keyvaulturi": "https://w.vault.azure.net" } } } }),
        );
        let ids: Vec<&str> = references.ids.iter().map(|(_, id)| id.name()).collect();
        assert_eq!(ids, ["c", "st", "w", "i"]);
        let hosts: Vec<&str> = references.hosts.iter().map(|(_, host)| &**host).collect();
        assert_eq!(hosts, ["v.vault.azure.net", "w.vault.azure.net"]);
    }
}
