//! Facts about deletion: each way to delete a resource, and what stops it.

use super::{fact, field};
use crate::model::FactType::{Bool, Records, Text, Texts};
use crate::model::{FactSpec, Field};

const WAY: &[Field] = &[
    field("way", Text),
    field("stopped", Bool),
    field("by", Texts),
];

/// Of everything that can be deleted, children included.
pub(super) const DELETABLE: &[FactSpec] = &[
    fact(
        "direct_delete_stopped",
        Bool,
        "a delete lock on it or above it, a policy with the effect denyAction, or a deny assignment for everyone stops its deletion",
    ),
    fact(
        "group_delete_stopped",
        Bool,
        "a delete lock on it or above it, a denyAction policy of mode Indexed that doesn't allow it, or a deny assignment for everyone on the group stops the deletion of its resource group",
    ),
    fact(
        "subscription_delete_stopped",
        Bool,
        "always false: neither locks nor policies stop the cancellation of the subscription",
    ),
    fact(
        "data_plane_delete_stopped",
        Bool,
        "always false: neither locks nor policies stop deletions of agents, items, documents or blobs",
    ),
    fact(
        "open_ways",
        Texts,
        "`directly`, `with its resource group`: ways to delete it that nothing stops; those that are known",
    ),
    fact(
        "deletion_ways",
        Records(WAY),
        "`directly`, `by_resource_group`, `by_parent` (projects), `by_subscription`, `by_data_plane`: whether it is stopped, and by what of `lock`, `policy`, `deny assignment`; those that are known",
    ),
];

/// Of what lies in another resource.
pub(super) const CHILD: &[FactSpec] = &[fact(
    "parent_delete_stopped",
    Bool,
    "something stops the deletion of the account that it lies in (`direct_delete_stopped` of the account)",
)];

/// Of resources of their own.
pub(super) const BY_POLICY: &[FactSpec] = &[
    fact(
        "policy_stops_direct_delete",
        Bool,
        "a policy with the effect denyAction is in force on it: enforced, matching its type, not exempt when the exemptions were read",
    ),
    fact(
        "policy_stops_group_delete",
        Bool,
        "such a policy also stops the deletion of its resource group: mode Indexed, and cascadeBehaviors doesn't allow it (absent = deny)",
    ),
    fact(
        "open_ways_to_policies",
        Texts,
        "`directly`, `with its resource group`: ways to delete it that no policy stops; those that are known",
    ),
    fact(
        "deny_policies",
        Texts,
        "names of the assignments of such policies; those that are known",
    ),
];
