//! Facts of any resource: what its id says, and what its region means.

use crate::catalogue::ReadKind;
use crate::catalogue::fact::{FactRow, joined};
use crate::model::FactType::{Bool, Text, Texts};

/// What an id says.
pub(in crate::catalogue) const NAMED: &[FactRow] = &[
    joined("id", Text, "the resource's id as Azure writes it"),
    joined("name", Text, "the bare name: the last segment of the id"),
    joined("subscription", Text, "the subscription's id"),
];

/// What the id of a resource in a resource group says beside.
pub(in crate::catalogue) const GROUPED: &[FactRow] =
    &[joined("resource_group", Text, "the resource group's name")];

/// Of what refers to other resources.
pub(in crate::catalogue) const REFERRING: &[FactRow] = &[
    joined(
        "gone_references",
        Texts,
        "what it refers to, and its connections that no capability host names, though it was looked up and doesn't exist; those that are known",
    ),
    joined("audited", Bool, "it is in the scope, or an agent may keep its state in it")
        .absent("it lies outside the scope and keeps nothing of agents"),
];

/// What the region of a resource means.
pub(in crate::catalogue) const LOCATED: &[FactRow] = &[
    joined("region", Text, "the region's programmatic name, e.g. `swedencentral`"),
    joined(
        "region_has_zones",
        Bool,
        "the region has availability zones for this subscription (live locations list)",
    )
    .from(&[ReadKind::LOCATIONS])
    .absent("its region has no availability zones: only a second region protects it (FDR-ZON-001)"),
    joined("region_pair", Text, "the region's pair, null if Azure lists none")
        .from(&[ReadKind::LOCATIONS])
        .nullable(),
];
