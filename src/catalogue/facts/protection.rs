//! Facts about deletion: locks, each path to delete a resource, and what blocks it.

use crate::catalogue::ReadKind;
use crate::catalogue::fact::{FactRow, field, joined};
use crate::model::FactType::{Bool, Records, Text, Texts};
use crate::model::Field;

/// Policies in force, with all that is needed to understand them.
const POLICIES: &[ReadKind] = &[
    ReadKind::POLICY_ASSIGNMENTS,
    ReadKind::POLICY_EXEMPTIONS,
    ReadKind::POLICY_ENROLLMENTS,
    ReadKind::POLICY_DEFINITION,
    ReadKind::POLICY_SET,
];

/// All that can block a deletion.
const PROTECTION: &[ReadKind] = &[
    ReadKind::LOCKS,
    ReadKind::POLICY_ASSIGNMENTS,
    ReadKind::POLICY_EXEMPTIONS,
    ReadKind::POLICY_ENROLLMENTS,
    ReadKind::POLICY_DEFINITION,
    ReadKind::POLICY_SET,
    ReadKind::DENY_ASSIGNMENTS,
];

const LOCK: &[Field] =
    &[field("name", Text), field("level", Text), field("scope", Text), field("inherited", Bool)];

const WAY: &[Field] = &[field("way", Text), field("stopped", Bool), field("by", Texts)];

/// Of resources that a lock can be set on.
pub(in crate::catalogue) const LOCKABLE: &[FactRow] = &[
    joined("delete_locked", Bool, "a CanNotDelete or ReadOnly lock stands on it or on a scope above it (resource group, subscription)").from(&[ReadKind::LOCKS]).absent("no delete lock stands on it"),
    joined("locks", Records(LOCK), "the locks on it and above it; `inherited` is false for a lock directly on it").from(&[ReadKind::LOCKS]),
    joined("directly_locked", Bool, "a CanNotDelete or ReadOnly lock stands on the resource itself").from(&[ReadKind::LOCKS]),
    joined("read_only_locked", Bool, "a ReadOnly lock stands on it or on a scope above it").from(&[ReadKind::LOCKS]),
    joined("read_only_lock", Text, "id of such a lock, the one highest up; null if there is none").from(&[ReadKind::LOCKS]).nullable(),
    joined("read_only_lock_scope", Text, "id of what it stands on; null if there is none").from(&[ReadKind::LOCKS]).nullable(),
];

/// Of everything that can be deleted, children included.
pub(in crate::catalogue) const DELETABLE: &[FactRow] = &[
    joined("direct_delete_stopped", Bool, "a delete lock on it or above it, a policy with the effect denyAction, or a deny assignment for everyone stops its deletion").from(PROTECTION),
    joined("group_delete_stopped", Bool, "a delete lock on it, above it or on another resource of its group, a denyAction policy of mode Indexed that doesn't allow it, or a deny assignment for everyone on the group stops the deletion of its resource group").from(PROTECTION),
    joined("group_delete_note", Text, "what follows \"its resource group is stopped\": the other resources whose locks alone stop it, empty if something of its own does").from(PROTECTION),
    joined("subscription_delete_stopped", Bool, "always false: neither locks nor policies stop the cancellation of the subscription"),
    joined("data_plane_delete_stopped", Bool, "always false: neither locks nor policies stop deletions of agents, items, documents or blobs"),
    joined("open_ways", Texts, "`directly`, `with its resource group`: ways to delete it that nothing stops; those that are known").from(PROTECTION),
    joined("deletion_ways", Records(WAY), "`directly`, `by_resource_group`, `by_parent` (projects), `by_subscription`, `by_data_plane`: whether it is stopped, and by what of `lock`, `lock beside it` (on another resource of the group), `policy`, `deny assignment`; those that are known").from(PROTECTION),
];

/// Of Foundry accounts and stores.
pub(in crate::catalogue) const STACKED: &[FactRow] = &[
    joined("deleting_stacks", Records(&[field("name", Text), field("deny_status", Text)]), "deployment stacks of its subscription that delete it, or its resource group, when it leaves their template or when they are deleted; `deny_status` is the state of the stack's denial on it").from(&[ReadKind::DEPLOYMENT_STACKS]),
];

/// Of what is part of another resource.
pub(in crate::catalogue) const CHILD: &[FactRow] = &[
    joined("parent_delete_stopped", Bool, "something stops the deletion of the account that it lies in (`direct_delete_stopped` of the account)").from(PROTECTION),
];

/// Of top-level resources.
pub(in crate::catalogue) const BY_POLICY: &[FactRow] = &[
    joined("policy_stops_direct_delete", Bool, "a policy with the effect denyAction is in force on it: enforced, matching its type, not exempt when the exemptions were read").from(POLICIES),
    joined("policy_stops_group_delete", Bool, "such a policy also stops the deletion of its resource group: mode Indexed, and cascadeBehaviors doesn't allow it (absent = deny)").from(POLICIES),
    joined("open_ways_to_policies", Texts, "`directly`, `with its resource group`: ways to delete it that no policy stops; those that are known").from(POLICIES),
    joined("deny_policies", Texts, "names of the assignments of such policies; those that are known").from(POLICIES),
];
