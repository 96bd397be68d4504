//! Facts about who may destroy what agents keep.

use crate::catalogue::ReadKind;
use crate::catalogue::fact::{FactRow, field, joined};
use crate::model::FactType::{Bool, Int, Records, Text, Texts};
use crate::model::Field;

/// Role assignments, and the roles that the embedded table doesn't hold.
pub(in crate::catalogue) const ROLES: &[ReadKind] =
    &[ReadKind::ROLE_ASSIGNMENTS, ReadKind::ROLE_DEFINITION];

/// The same, and the data roles of Cosmos DB.
pub(in crate::catalogue) const DATA_ROLES: &[ReadKind] = &[
    ReadKind::ROLE_ASSIGNMENTS,
    ReadKind::ROLE_DEFINITION,
    ReadKind::SQL_ROLE_ASSIGNMENTS,
    ReadKind::SQL_ROLE_DEFINITIONS,
];

const HOLDER: &[Field] = &[
    field("principal", Text),
    field("principal_type", Text),
    field("who", Text),
    field("role", Text),
    field("scope", Text),
    field("scopes", Texts),
    field("assignments", Texts),
    field("instead", Text),
    field("path", Text),
    field("projects", Texts),
];
const WIDE_HOLDER: &[Field] = &[
    field("principal", Text),
    field("principal_type", Text),
    field("who", Text),
    field("role", Text),
    field("scope", Text),
    field("scopes", Texts),
    field("assignments", Texts),
    field("instead", Text),
    field("reach", Text),
];

/// Of Foundry accounts and stores.
pub(in crate::catalogue) const DESTROYABLE: &[FactRow] = &[
    joined("destroyers", Records(HOLDER), "principals who were given, on it or below it, a standing right to delete it or what is in it; one record each: `who` and `scope` are in words, `scopes` and `assignments` are ids, `instead` is what such a principal can have in place of a standing right, `path` is what may be deleted, `projects` are those whose identity it is. Not the identity of a project that binds it, with roles of Microsoft's set-up. Rights given above it are in `wide_holders` of its subscription, or here if that isn't audited; those that are known").from(ROLES),
    joined("destroyers_complete", Bool, "`destroyers` holds all there are; unknown where one may be missing").from(ROLES),
    joined("destroying_users", Int, "number of users among `destroyers`").from(ROLES),
    joined("destroying_groups", Int, "number of groups among `destroyers`; who is in them only Microsoft Graph tells").from(ROLES),
    joined("destroying_service_principals", Int, "number of service principals and managed identities among `destroyers`").from(ROLES),
];

/// Of Foundry accounts.
pub(in crate::catalogue) const AGENTS: &[FactRow] = &[
    joined("agent_writers", Records(HOLDER), "principals who were given, on it or below it, a standing data role that may change or delete agents and threads; not the identity of a project of the account. Rights given above it are in `wide_holders` of its subscription, or here if that isn't audited; those that are known").from(ROLES),
    joined("somebody_can_deploy_agents", Bool, "one principal other than its projects' identities may write agents at it or above it, standing or after activation").from(&[ReadKind::ROLE_ASSIGNMENTS, ReadKind::ROLE_DEFINITION, ReadKind::ELIGIBLE_ROLES]),
    joined("agent_writers_complete", Bool, "`agent_writers` holds all there are; unknown where one may be missing").from(ROLES),
];

/// Of stores.
pub(in crate::catalogue) const WRITABLE: &[FactRow] = &[
    joined("data_writers", Records(HOLDER), "principals who were given, on it or below it, standing write access to its data: by a data role, by listing its keys while they work, by granting themselves a data role of Cosmos DB; not the identity of a project that binds it. Access given above it is in `wide_holders` of its subscription, or here if that isn't audited; those that are known").from(DATA_ROLES),
    joined("data_writers_complete", Bool, "`data_writers` holds all there are; unknown where one may be missing").from(DATA_ROLES),
    joined("principals_resolve", Bool, "every role given on it or in it leads to an identity of this audit; false if Azure calls a principal Unknown or its user-assigned identity was deleted, unknown for users, groups and identities from elsewhere").from(DATA_ROLES),
    joined("orphaned_principals", Texts, "object ids that Azure calls Unknown, or of user-assigned identities that were deleted, in roles given on it or in it; those that are known").from(DATA_ROLES),
];

/// Of Cosmos DB accounts.
pub(in crate::catalogue) const COSMOS_RESTORE: &[FactRow] = &[
    joined("somebody_can_restore", Bool, "one principal, standing or after activation, may restore it and write an account in its resource group").from(&[ReadKind::ROLE_ASSIGNMENTS, ReadKind::ROLE_DEFINITION, ReadKind::ELIGIBLE_ROLES]),
];

/// Of projects that bind stores.
pub(in crate::catalogue) const BOUND: &[FactRow] = &[
    joined("missing_data_rights", Texts, "bound stores where no identity of it that exists holds the roles that agents need, each with the roles that are missing, but for stores that are gone; those that are known").from(DATA_ROLES),
    joined("has_live_store", Bool, "a store that it binds exists"),
];

/// Of subscriptions: rights that were given above the resources.
pub(in crate::catalogue) const GIVEN_ABOVE: &[FactRow] = &[
    joined("wide_holders", Records(WIDE_HOLDER), "principals who were given, at a resource group, the subscription or above, a standing right to delete Foundry accounts, stores of agents or what is in them, to change the data of such stores, or to change agents; one record each: `who`, `scope` and `reach` (what follows \"may\") and `instead` are in words, `scopes` and `assignments` are ids. Not the identity of a project for the data of its own stores and agents; those that are known").from(ROLES),
    joined("wide_holders_complete", Bool, "`wide_holders` holds all there are; unknown where one may be missing").from(ROLES),
    joined("wide_users", Int, "number of users among `wide_holders`").from(ROLES),
    joined("wide_groups", Int, "number of groups among `wide_holders`; who is in them only Microsoft Graph tells").from(ROLES),
    joined("wide_service_principals", Int, "number of service principals and managed identities among `wide_holders`").from(ROLES),
    joined("holds_agent_stores", Bool, "a Standard-mode project binds a thread, vector or file store that lies in it"),
    joined("lock_removers", Texts, "principals that may delete locks or policy assignments, or assign any role, over an account or a store of agents; those that are known").from(ROLES),
    joined("few_lock_removers", Bool, "at most three of `lock_removers`, none of them a group; unknown for a group, whose members only Microsoft Graph tells").from(ROLES),
];
