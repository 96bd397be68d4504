//! A capability host of an account or a project: what binds agents to stores.

use super::row::KindRow;
use crate::catalogue::fact::{FactRow, computed, joined, local_facts, text, texts};
use crate::catalogue::facts::{GROUPED, NAMED};
use crate::catalogue::{Body, LocalFacts, ReadKind};
use crate::model::FactType::{Bool, Instant, Text};
use crate::model::{Fact, ResourceId, Value, Why};

pub(super) static ROW: KindRow = KindRow {
    facts: &[NAMED, GROUPED, FACTS],
    bodies: &[ReadKind::ACCOUNT_HOSTS, ReadKind::PROJECT_HOSTS],
    dependency: None,
};

const FACTS: &[FactRow] = &[
    joined("scope", Text, "`account` or `project`"),
    text(
        "provisioning_state",
        "properties.provisioningState",
        "`Succeeded`, `Failed`, `Canceled`, `Creating`, `Updating` or `Deleting`",
    ),
    computed(
        "provisioned",
        Bool,
        &["properties.provisioningState"],
        provisioned,
        "true if Succeeded, false if Failed or Canceled, unknown while an operation runs",
    ),
    computed(
        "in_progress_since",
        Instant,
        &["properties.provisioningState", "systemData.lastModifiedAt"],
        in_progress_since,
        "when the running operation began (systemData.lastModifiedAt), null if none runs",
    )
    .nullable(),
    texts(
        "thread_storage_connections",
        "properties.threadStorageConnections",
        "names of the connections for threads (Cosmos DB)",
    ),
    texts(
        "vector_store_connections",
        "properties.vectorStoreConnections",
        "names of the connections for vectors (AI Search or Cosmos DB)",
    ),
    texts(
        "storage_connections",
        "properties.storageConnections",
        "names of the connections for files (Storage)",
    ),
    texts(
        "ai_services_connections",
        "properties.aiServicesConnections",
        "names of the connections to own model accounts",
    ),
];

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
    let lists = ["threadStorageConnections", "vectorStoreConnections", "storageConnections"];
    Some(CapabilityHost {
        id: body.id()?,
        provisioned: body.fact(is_provisioned(body)),
        names: lists.map(|list| body.fact(body.texts(&format!("properties.{list}")))),
        facts: local_facts(ROW.facts, None, body),
    })
}

fn is_provisioned(body: &Body<'_>) -> Result<bool, Why> {
    let state = body.text("properties.provisioningState")?;
    match state.to_lowercase().as_str() {
        "succeeded" => Ok(true),
        "failed" | "canceled" => Ok(false),
        "creating" | "updating" | "deleting" | "accepted" => Err(Why::InProgress),
        _ => Err(Why::Malformed),
    }
}

fn provisioned(body: &Body<'_>) -> Result<Value, Why> {
    Ok(is_provisioned(body)?.into())
}

fn in_progress_since(body: &Body<'_>) -> Result<Value, Why> {
    match is_provisioned(body) {
        Ok(_) => Ok(Value::Null),
        Err(Why::InProgress) => {
            let at = body.instant("systemData.lastModifiedAt")?;
            Ok(at.ok_or(Why::Malformed)?.into())
        }
        Err(why) => Err(why),
    }
}
