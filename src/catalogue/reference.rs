//! What one resource says of another that it needs: by id, or a Key Vault by the address of a key.

use super::Body;
use super::address::{dependency_id, host_of};
use crate::model::{Kind, LinkRole, ResourceId, Why};

/// A resource that another one refers to.
#[derive(Clone, Debug, PartialEq)]
pub enum Reference {
    /// By id, and what for.
    Id(Kind, ResourceId, LinkRole),
    /// A Key Vault by its host, for a customer-managed key.
    Vault(String),
    /// One of this kind perhaps: what would name it can't be read.
    Hidden(Kind, LinkRole, Why),
}

impl Reference {
    /// A reference by id, if the text names a dependency.
    pub(super) fn id(text: Option<&str>, role: LinkRole) -> Option<Self> {
        dependency_id(text?).map(|(kind, id)| Self::Id(kind, id, role))
    }

    /// A reference by the id at a path of a body; a hidden one of this kind if it can't be read.
    pub(super) fn at(body: &Body<'_>, path: &str, kind: Kind, role: LinkRole) -> Option<Self> {
        match body.opt_text(path) {
            Ok(text) => Self::id(text.as_deref(), role),
            Err(why) => Some(Self::Hidden(kind, role, why)),
        }
    }
}

/// The Key Vault behind a key's address; a managed HSM isn't a vault and is left out.
pub(super) fn vault_reference(body: &Body<'_>, path: &str) -> Option<Reference> {
    match body.opt_text(path) {
        Ok(uri) => {
            host_of(&uri?).filter(|host| !host.contains(".managedhsm.")).map(Reference::Vault)
        }
        Err(why) => Some(Reference::Hidden(Kind::KeyVault, LinkRole::CustomerManagedKey, why)),
    }
}
