//! A connection of an account or a project: the address of a store, a vault, a model.

use super::row::KindRow;
use crate::catalogue::address::canonical_host;
use crate::catalogue::body::whole;
use crate::catalogue::fact::{FactRow, computed, flag, joined, local_facts, text};
use crate::catalogue::facts::{GROUPED, NAMED};
use crate::catalogue::{Body, LocalFacts, ReadKind, dependency_id, host_of};
use crate::model::FactType::Text;
use crate::model::{Fact, Kind, ResourceId, Value, Why};

pub(super) static ROW: KindRow = KindRow {
    facts: &[NAMED, GROUPED, FACTS],
    bodies: &[ReadKind::ACCOUNT_CONNECTIONS, ReadKind::PROJECT_CONNECTIONS],
    dependency: None,
};

const FACTS: &[FactRow] = &[
    text(
        "category",
        "properties.category",
        "what it connects to, e.g. `CosmosDB`; compare ignoring case",
    ),
    text("auth_type", "properties.authType", "how it signs in, e.g. `AAD`"),
    computed(
        "target_host",
        Text,
        &["properties.target"],
        target_host,
        "host name of the target, null if the target is no URL",
    )
    .nullable(),
    computed(
        "resource_id",
        Text,
        &["properties.metadata.ResourceId", "properties.target"],
        resource_id,
        "id of the resource that it leads to, null if it names none",
    )
    .nullable(),
    flag(
        "shared",
        "properties.isSharedToAll",
        false,
        "shared with all projects of the account (absent = false)",
    ),
    joined("scope", Text, "`account` or `project`"),
];

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
    /// Why the Agent Service can't keep threads by it, if it is a connection to Cosmos DB that it doesn't take.
    pub refused: Fact<Option<String>>,
    /// Facts of its own body.
    pub facts: LocalFacts,
}

impl Connection {
    /// Whether it leads to a resource of this kind.
    #[must_use]
    pub fn leads_to(&self, kind: Kind) -> Fact<bool> {
        self.target.clone().map(|target| match target {
            Target::Id(of, _) | Target::Host(of, _) | Target::Nowhere(of) => of == kind,
            Target::Other => false,
        })
    }
}

/// Reads a connection.
#[must_use]
pub fn connection(body: &Body<'_>) -> Option<Connection> {
    Some(Connection {
        id: body.id()?,
        target: body.fact(target(body)),
        refused: body.fact(refused(body)),
        facts: local_facts(ROW.facts, None, body),
    })
}

fn address(body: &Body<'_>) -> Result<Option<String>, Why> {
    body.opt_text("properties.target")
}

/// The id that it names.
///
/// # Errors
/// If it names something that isn't a whole id: what that means nobody knows.
fn named(body: &Body<'_>) -> Result<Option<String>, Why> {
    let text = body.opt_text("properties.metadata.ResourceId")?;
    let text = text.filter(|text| !text.trim().is_empty());
    text.map(|text| whole(text.trim()).map(|_| text)).transpose()
}

/// Where it leads: `metadata.ResourceId` says so, a target that is itself an id (Key Vault, Application Insights), or the
/// target's host.
fn target(body: &Body<'_>) -> Result<Target, Why> {
    let to_id = |text: Option<String>| {
        let (kind, id) = dependency_id(&text?)?;
        Some(Target::Id(kind, id))
    };
    // An id says enough: the address beside it may be redacted for a signature in its query.
    if let Some(target) = to_id(named(body)?) {
        return Ok(target);
    }
    let address = address(body)?;
    if let Some(target) = to_id(address.clone()) {
        return Ok(target);
    }
    let Some(kind) = kind_of_category(&body.text("properties.category")?) else {
        return Ok(Target::Other);
    };
    let host = address.as_deref().and_then(host_of);
    let target = |host: String| Target::Host(kind, canonical_host(kind, &host));
    Ok(host.map_or(Target::Nowhere(kind), target))
}

/// How a connection may sign in, by the published types and by what is seen on the wire.
const SIGN_INS: &[&str] = &[
    "AAD",
    "AccessKey",
    "AccountKey",
    "AccountManagedIdentity",
    "ApiKey",
    "CustomKeys",
    "ManagedIdentity",
    "None",
    "OAuth2",
    "PAT",
    "ProjectManagedIdentity",
    "SAS",
    "ServicePrincipal",
    "UsernamePassword",
];

/// The Agent Service takes a connection to Cosmos DB only with sign-in by AAD and with the id of the account in its metadata
/// (foundry-samples, pull request 663 of 2026-04-21). Of managed identities nothing is said.
fn refused(body: &Body<'_>) -> Result<Option<String>, Why> {
    if named(body)?.is_none() {
        return Ok(Some("it doesn't name the account in metadata.ResourceId".into()));
    }
    Ok(match body.word("properties.authType", SIGN_INS)? {
        "AAD" => None,
        "AccountManagedIdentity" | "ManagedIdentity" | "ProjectManagedIdentity" => {
            return Err(Why::Unresolved("whether agents can sign in by a managed identity".into()));
        }
        other => Some(format!("it signs in by {other}, not by AAD")),
    })
}

fn target_host(body: &Body<'_>) -> Result<Value, Why> {
    Ok(address(body)?.as_deref().and_then(host_of).into())
}

fn resource_id(body: &Body<'_>) -> Result<Value, Why> {
    let id = |text: Option<String>| text.filter(|text| ResourceId::looks_like_one(text));
    Ok(match id(named(body)?) {
        Some(found) => found.into(),
        None => id(address(body)?).into(),
    })
}

/// The categories of connections to audited resources. The schema's enum says `CosmosDb`, templates write `CosmosDB`.
const CATEGORIES: [(&str, Kind); 8] = [
    ("CosmosDB", Kind::CosmosAccount),
    ("CognitiveSearch", Kind::SearchService),
    ("AzureStorageAccount", Kind::StorageAccount),
    ("AzureBlob", Kind::StorageAccount),
    ("ADLSGen2", Kind::StorageAccount),
    ("AzureKeyVault", Kind::KeyVault),
    ("ContainerRegistry", Kind::ContainerRegistry),
    ("AppInsights", Kind::AppInsights),
];

/// The dependency kind of a connection category, written in any case.
#[must_use]
pub fn kind_of_category(category: &str) -> Option<Kind> {
    let mut categories = CATEGORIES.into_iter();
    categories.find(|(name, _)| name.eq_ignore_ascii_case(category)).map(|(_, kind)| kind)
}

/// The dependency kinds that connections lead to, each once.
#[must_use]
pub fn connectable_kinds() -> Vec<Kind> {
    let mut kinds: Vec<Kind> = CATEGORIES.iter().map(|(_, kind)| *kind).collect();
    kinds.dedup();
    kinds
}
