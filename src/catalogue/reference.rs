//! What one resource says of another that it needs: by id, or a Key Vault by the address of a key.

use super::Body;
use super::address::{dependency_id, host_of};
use crate::model::{Kind, LinkRole, ResourceId};

/// A resource that another one refers to.
#[derive(Clone, Debug, PartialEq)]
pub enum Reference {
    /// By id, and what for.
    Id(Kind, ResourceId, LinkRole),
    /// A Key Vault by its host, for a customer-managed key.
    Vault(String),
}

impl Reference {
    /// A reference by id, if the text names a dependency.
    pub(super) fn id(text: Option<&str>, role: LinkRole) -> Option<Self> {
        dependency_id(text?).map(|(kind, id)| Self::Id(kind, id, role))
    }
}

/// The Key Vault behind a key's address; a managed HSM isn't a vault and is left out.
pub(super) fn vault_reference(body: &Body<'_>, path: &str) -> Option<Reference> {
    let host = host_of(&body.opt_text(path).ok()??)?;
    (!host.contains(".managedhsm.")).then_some(Reference::Vault(host))
}
