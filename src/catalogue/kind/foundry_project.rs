//! A project of a Foundry account, and its capability settings.

use super::identity::{Identity, identity_types, user_assigned_identities};
use super::row::KindRow;
use crate::catalogue::fact::{FactRow, computed, field, joined, local_facts, nullable, text};
use crate::catalogue::facts::{
    BOUND, CHILD, DELETABLE, GROUPED, LOCATED, NAMED, REFERRING, ROLES, RUNTIMES,
};
use crate::catalogue::{Body, LocalFacts, ReadKind};
use crate::model::FactType::{Bool, Records, Text, Texts};
use crate::model::{Fact, Field, Region, ResourceId, Why};
use time::OffsetDateTime;

pub(super) static ROW: KindRow = KindRow {
    facts: &[NAMED, GROUPED, LOCATED, DELETABLE, CHILD, FACTS, BOUND, REFERRING],
    bodies: &[ReadKind::PROJECTS],
    dependency: None,
};

const FACTS: &[FactRow] = &[
    joined("account", Text, "name of its Foundry account"),
    text("provisioning_state", "properties.provisioningState", "state of the last operation, e.g. `Succeeded`"),
    joined("mode", Text, "`standard` (threads, vectors and files bound to own stores, host Succeeded), `partial` (some of them, or the host isn't Succeeded) or `basic`"),
    joined("mode_reason", Text, "why the mode isn't standard, in words: which roles no own store holds, or which host isn't Succeeded"),
    joined("mode_cure", Text, "what makes the mode standard, in words: mending the host that isn't Succeeded, or a new project with own stores"),
    joined("unbound_roles", Text, "roles that no own store holds, in words; null if each has one").nullable(),
    joined("names_stores", Bool, "a capability host or its capability settings name a store for its agents, whatever the state of the host: it isn't in Basic mode").absent("nothing names a store for its agents: it is in Basic mode"),
    joined("bound_stores", Records(&[field("role", Text), field("store", Text)]), "`role` and `store` name of each resolved binding; those that are known"),
    joined("bindings_resolved", Bool, "every bound connection exists and leads to a live resource"),
    joined("dead_bindings", Texts, "bindings that lead nowhere, with the reason; those that are known"),
    computed("identity_types", Texts, &["identity.type"], identity_types, "`SystemAssigned`, `UserAssigned`; empty if none"),
    computed("user_assigned_identities", Texts, &["identity.userAssignedIdentities", "identity.type"], user_assigned_identities, "names of the attached user-assigned identities"),
    joined("classic_containers", Texts, "its containers in its thread store that classic agents need; the Responses runtime uses them too").from(RUNTIMES),
    joined("responses_containers", Texts, "its containers there that only the Responses runtime makes, at the first call (Use your own resources, 2026-08-21)").from(RUNTIMES).absent("it has never been called by the Responses runtime"),
    joined("pulls_images", Bool, "it has a connection to a container registry, of its own or shared by its account").absent("it has no connection to a container registry"),
    joined("image_gaps", Records(IMAGE_GAP), "registries that it is connected to and can't pull from: `gap` says why, `role` is what its identity needs there; those that are known").from(ROLES),
    joined("image_gaps_complete", Bool, "`image_gaps` holds all there are; unknown where one may be missing").from(ROLES),
    joined("gone_identities", Texts, "attached user-assigned identities that were looked up and don't exist; those that are known").absent("no attached identity is gone"),
    joined("uses_system_identity", Bool, "its access to the stores hangs on a system-assigned identity; unknown if both kinds are attached (only role assignments tell)").from(ROLES),
];

const IMAGE_GAP: &[Field] = &[
    field("registry", Text),
    field("registry_id", Text),
    field("gap", Text),
    field("role", Text),
    nullable("principal", Text),
];

/// A project.
#[derive(Clone, Debug)]
pub struct Project {
    /// Its id.
    pub id: ResourceId,
    /// Its region.
    pub region: Fact<Region>,
    /// Its identities.
    pub identity: Identity,
    /// True if it has a system-assigned identity only; with both kinds attached only role assignments tell which one the
    /// capability host uses.
    pub uses_system_identity: Fact<bool>,
    /// The GUID that its containers' names begin with, 32 hex digits. Undocumented, so it may be absent.
    pub internal_id: Fact<Option<String>>,
    /// Object id in lower case of the agent identity that its older agents share. On the wire, not in the type (2026-07-01).
    pub agent_identity: Fact<Option<String>>,
    /// When it was made.
    pub created_at: Fact<OffsetDateTime>,
    /// Facts of its own body.
    pub facts: LocalFacts,
}

/// Reads a project.
#[must_use]
pub fn project(body: &Body<'_>) -> Option<Project> {
    let identity = Identity::of(body);
    Some(Project {
        id: body.id()?,
        region: body.fact(body.region()),
        uses_system_identity: uses_system_identity(&identity),
        identity,
        created_at: body
            .fact(body.instant("systemData.createdAt").and_then(|at| at.ok_or(Why::Malformed))),
        agent_identity: body.fact(agent_identity(body)),
        internal_id: body.fact(body.opt_id_text("properties.internalId")),
        facts: local_facts(ROW.facts, None, body),
    })
}

fn agent_identity(body: &Body<'_>) -> Result<Option<String>, Why> {
    let id = body.opt_text("properties.agentIdentity.agentIdentityId")?;
    Ok(id.map(|id| id.to_lowercase()))
}

fn uses_system_identity(identity: &Identity) -> Fact<bool> {
    identity.types.clone().then(|types| {
        let has = |word| types.iter().any(|ty| ty == word);
        let read = match (has("SystemAssigned"), has("UserAssigned")) {
            (true, true) => {
                let what = "which of the two identities it uses";
                Err(Why::Unresolved(what.to_owned()))
            }
            (system, _) => Ok(system),
        };
        Fact::of(read, identity.types.provenance())
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

/// Reads a project's capability settings; none if it has none.
///
/// # Errors
/// If one of them can't be read.
pub fn capability_settings(body: &Body<'_>) -> Result<Option<CapabilitySettings>, Why> {
    let store = |name: &str| body.opt_resource(&format!("properties.capabilitySettings.{name}"));
    let settings = CapabilitySettings {
        threads: store("documentStore")?,
        vectors: store("vectorStore")?,
        files: store("blobStore")?,
    };
    let any =
        [&settings.threads, &settings.vectors, &settings.files].iter().any(|store| store.is_some());
    Ok(any.then_some(settings))
}
