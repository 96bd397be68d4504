//! Groups of facts that several kinds have. What only one kind has is declared in the file of that kind.

mod protection;
mod recovery;
mod roles;
mod stores;

pub(super) use protection::{BY_POLICY, CHILD, DELETABLE, LOCKABLE};
pub(super) use recovery::{DATA, PROBED, WATCHED, WATCHED_STORE, WATCHED_SUBSCRIPTION};
pub(super) use roles::{AGENTS, BOUND, COSMOS_RESTORE, DESTROYABLE, GIVEN_ABOVE, ROLES, WRITABLE};
pub(super) use stores::{NAME_IS_DISTINCTIVE, STORE, name_is_distinctive};

use super::ReadKind;
use super::fact::{FactRow, joined};
use crate::model::FactType::{Bool, Text};
use crate::model::{FactType, Field};

/// A field of a record.
pub(super) const fn field(name: &'static str, ty: FactType) -> Field {
    Field {
        name,
        ty,
        nullable: false,
    }
}

/// A field of a record that is null where ARM says so.
pub(super) const fn nullable(name: &'static str, ty: FactType) -> Field {
    Field {
        name,
        ty,
        nullable: true,
    }
}

/// What an id says.
pub(super) const NAMED: &[FactRow] = &[
    joined("id", Text, "the resource's id as Azure writes it"),
    joined("name", Text, "the bare name: the last segment of the id"),
    joined("subscription", Text, "the subscription's id"),
];

/// What the id of a resource in a resource group says beside.
pub(super) const GROUPED: &[FactRow] =
    &[joined("resource_group", Text, "the resource group's name")];

/// What the region of a resource means.
pub(super) const LOCATED: &[FactRow] = &[
    joined(
        "region",
        Text,
        "the region's programmatic name, e.g. `swedencentral`",
    ),
    joined(
        "region_has_zones",
        Bool,
        "the region has availability zones for this subscription (live locations list)",
    )
    .from(&[ReadKind::LOCATIONS])
    .absent("its region has no availability zones: only a second region protects it (FDR-ZON-001)"),
    joined(
        "region_pair",
        Text,
        "the region's pair, null if Azure lists none",
    )
    .from(&[ReadKind::LOCATIONS])
    .nullable(),
];
