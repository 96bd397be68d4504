//! The catalogue of resource kinds: which reads exist, what is kept of their answers, and the facts of each kind that its
//! own body tells. What needs more than one body (locks, sharing, regions) is joined in `estate`.

mod address;
mod body;
mod cost;
mod dependency;
mod foundry;
mod inventory;
mod keep;
mod naming;
mod plan;
mod read;
mod regions;
mod subscription;
mod typed;

pub use address::{dependency_id, host_of, is_plain};
pub use body::Body;
pub use cost::Per;
pub use dependency::{Dependency, blob_service, dependency};
pub use foundry::{
    Account, CapabilityHost, CapabilitySettings, Connection, Identity, Project, Target, account,
    capability_host, capability_settings, connection, deployment, is_foundry_account,
    kind_of_category, project,
};
pub use inventory::empty_in;
pub use plan::ReadPlan;
pub use read::{PREVIEW, ReadKind, ReadSpec, Shape, recognise};
pub use regions::{KEY_VAULT_DATE, SEARCH_ZONES_DATE, key_vault_replicates, search_zones};
pub use subscription::{
    DeletedAccount, Location, ai_plan, deleted_account, locations, projects_have_version,
};
pub use typed::{Lock, lock};

use crate::model::{Fact, Kind, ResourceId};

/// Facts that one body tells, by name.
pub type LocalFacts = Vec<(&'static str, Fact)>;

/// A resource that another one refers to.
#[derive(Clone, Debug, PartialEq)]
pub enum Reference {
    /// By id, and what for.
    Id(Kind, ResourceId, &'static str),
    /// A Key Vault by its host, for a customer-managed key.
    Vault(String),
}

impl Reference {
    /// A reference by id, if the text names a dependency.
    fn id(text: Option<&str>, what: &'static str) -> Option<Self> {
        dependency_id(text?).map(|(kind, id)| Self::Id(kind, id, what))
    }
}

/// The Key Vault behind a key's address; a managed HSM isn't a vault and is left out.
fn vault_reference(body: &Body<'_>, path: &str) -> Vec<Reference> {
    match body.opt_text(path) {
        Fact::Known(Some(uri), _) => host_of(&uri)
            .filter(|host| !host.contains(".managedhsm."))
            .map(Reference::Vault)
            .into_iter()
            .collect(),
        Fact::Known(None, _) | Fact::Missing(..) => vec![],
    }
}
