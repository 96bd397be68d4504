//! A world: the subscriptions, resources, locks and refusals that the fake serves. Worlds are JSON files beside this one,
//! or are generated. The bodies are what the services return, quirks included. Knows nothing of HTTP.

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Everything that one fake ARM knows.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct World {
    /// What this world is an example of, for people.
    #[serde(default)]
    pub(crate) about: String,
    /// The only bearer token that is accepted; without it, any.
    #[serde(default)]
    pub(crate) token: Option<String>,
    /// The identity that refusals name.
    #[serde(default)]
    pub(crate) caller: Caller,
    /// The subscriptions that the identity sees; all others answer 404.
    pub(crate) subscriptions: Vec<Subscription>,
    /// Subscriptions by id of the management group above them.
    #[serde(default)]
    pub(crate) management_groups: BTreeMap<String, Vec<String>>,
    /// Subscriptions that Resource Graph doesn't show, though the caller sees them.
    #[serde(default)]
    pub(crate) unseen_by_graph: Vec<String>,
    /// Resource Graph gives the first page and says that it cut the rest.
    #[serde(default)]
    pub(crate) cut_by_graph: bool,
    /// Ids of resource groups that hold no resource. The others follow from the resources.
    #[serde(default)]
    pub(crate) resource_groups: Vec<String>,
    /// Resources of every type, parents and children, in the order in which lists show them.
    pub(crate) resources: Vec<Value>,
    /// Management locks, at any scope.
    #[serde(default)]
    pub(crate) locks: Vec<Value>,
    /// Role assignments, at any scope; those of management groups reach every subscription.
    #[serde(default)]
    pub(crate) role_assignments: Vec<Value>,
    /// Role assignments that somebody may activate.
    #[serde(default)]
    pub(crate) eligible_roles: Vec<Value>,
    /// Policy assignments, exemptions, definitions, initiatives and deny assignments, at any scope.
    #[serde(default)]
    pub(crate) governance: Vec<Value>,
    /// Soft-deleted Cognitive Services accounts.
    #[serde(default)]
    pub(crate) deleted: Vec<Value>,
    /// Restorable Cosmos DB accounts, live and deleted.
    #[serde(default)]
    pub(crate) restorable: Vec<Value>,
    /// `geoReplicationStats` by id of the Storage account.
    #[serde(default)]
    pub(crate) geo_copies: BTreeMap<String, Value>,
    /// The models of every region; the built-in ones if none are given.
    #[serde(default)]
    pub(crate) models: Vec<Value>,
    /// `properties` of the Defender for Cloud plan AI by subscription id; `Free` where none is given.
    #[serde(default)]
    pub(crate) pricings: BTreeMap<String, Value>,
    /// `capabilitySettings` by id of the account or project they are set on.
    #[serde(default)]
    pub(crate) capability_settings: BTreeMap<String, Value>,
    /// Paths that answer 403, with all below them. A resource named here also vanishes from the lists above it, as ARM
    /// filters lists by what the caller may see.
    #[serde(default)]
    pub(crate) denied: Vec<String>,
    /// Api-versions by type or namespace, where they differ from the built-in ones.
    #[serde(default)]
    pub(crate) api_versions: BTreeMap<String, Vec<String>>,
    /// True if `Microsoft.CognitiveServices` offers the preview versions with `capabilitySettings`.
    #[serde(default)]
    pub(crate) preview: bool,
    /// Items per page by type; `*` for all others.
    #[serde(default)]
    pub(crate) page_sizes: BTreeMap<String, usize>,
    /// Strings planted in the bodies that no output of the program may ever contain.
    #[serde(default)]
    pub(crate) secrets: Vec<String>,
}

/// The identity behind the token.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Caller {
    /// Its name or application id.
    pub(crate) name: String,
    /// Its object id.
    pub(crate) object_id: String,
}

impl Default for Caller {
    fn default() -> Self {
        Self {
            name: "auditor@example.com".to_owned(),
            object_id: "00000000-0000-4000-8000-0000000a0d17".to_owned(),
        }
    }
}

/// One subscription that the identity sees.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Subscription {
    /// Its id.
    pub(crate) id: String,
    /// Its name.
    pub(crate) display_name: String,
    /// `Enabled`, `Warned`, `Disabled` …
    #[serde(default = "enabled")]
    pub(crate) state: String,
    /// The tenant it trusts.
    pub(crate) tenant_id: String,
    /// Programmatic names of the regions it may use; all built-in ones if absent.
    #[serde(default)]
    pub(crate) regions: Option<Vec<String>>,
    /// Namespaces that aren't registered there.
    #[serde(default)]
    pub(crate) unregistered: Vec<String>,
}

fn enabled() -> String {
    "Enabled".to_owned()
}

/// The worlds that come with the fake.
const NAMED: &[(&str, &str)] = &[
    ("contoso", include_str!("worlds/contoso.json")),
    ("ideal", include_str!("worlds/ideal.json")),
    ("microsoft-standard-sample", include_str!("worlds/microsoft-standard-sample.json")),
    ("basic-mode", include_str!("worlds/basic-mode.json")),
    ("shared-stores", include_str!("worlds/shared-stores.json")),
    ("two-regions", include_str!("worlds/two-regions.json")),
    ("denied-reads", include_str!("worlds/denied-reads.json")),
];

impl World {
    /// The names of the worlds that come with the fake.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        NAMED.iter().map(|(name, _)| *name)
    }

    /// A world that comes with the fake; `None` if none has that name.
    ///
    /// # Panics
    /// If the world's file isn't a valid world.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let (_, text) = NAMED.iter().find(|(known, _)| *known == name)?;
        Some(Self::from_json(text).unwrap_or_else(|error| panic!("world {name}: {error}")))
    }

    /// A world from the text of its file.
    pub(crate) fn from_json(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }

    /// The subscription with this id, in any case.
    pub(crate) fn subscription(&self, id: &str) -> Option<&Subscription> {
        let same = |subscription: &&Subscription| subscription.id.eq_ignore_ascii_case(id);
        self.subscriptions.iter().find(same)
    }

    /// True if the path, or one above it, answers 403. `folded` is in lower case.
    pub(crate) fn denies(&self, folded: &str) -> bool {
        self.denied.iter().any(|denied| {
            let denied = denied.to_ascii_lowercase();
            folded
                .strip_prefix(denied.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// The value of a map whose keys are ids or types, in any case.
    pub(crate) fn by_folded_key<'a, V>(map: &'a BTreeMap<String, V>, key: &str) -> Option<&'a V> {
        map.iter().find(|(known, _)| known.eq_ignore_ascii_case(key)).map(|(_, value)| value)
    }
}
