//! Facts about who may destroy what agents keep.

use super::{fact, field};
use crate::model::FactType::{Bool, Int, Records, Text, Texts};
use crate::model::{FactSpec, Field};

const HOLDER: &[Field] = &[
    field("principal", Text),
    field("principal_type", Text),
    field("who", Text),
    field("role", Text),
    field("scope", Text),
    field("scopes", Texts),
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
    field("reach", Text),
];
/// Of Foundry accounts and stores.
pub(super) const DESTROYABLE: &[FactSpec] = &[
    fact(
        "destroyers",
        Records(HOLDER),
        "principals who were given, on it or below it, a standing right to delete it or what is in it; one record each: `who` and `scope` are in words, `scopes` are ids, `path` is what may be deleted, `projects` are those whose identity it is. Not the identity of a project that binds it, with roles of Microsoft's set-up. Rights given above it are in `wide_holders` of its subscription, or here if that isn't audited; those that are known",
    ),
    fact(
        "destroyers_complete",
        Bool,
        "`destroyers` holds all there are; unknown where one may be missing",
    ),
    fact(
        "destroying_users",
        Int,
        "number of users among `destroyers`",
    ),
    fact(
        "destroying_groups",
        Int,
        "number of groups among `destroyers`; who is in them only Microsoft Graph tells",
    ),
    fact(
        "destroying_service_principals",
        Int,
        "number of service principals and managed identities among `destroyers`",
    ),
];
pub(super) const ACCOUNT: &[FactSpec] = &[
    fact(
        "agent_writers",
        Records(HOLDER),
        "principals who were given, on it or below it, a standing data role that may change or delete agents and threads; not the identity of a project of the account. Rights given above it are in `wide_holders` of its subscription, or here if that isn't audited; those that are known",
    ),
    fact(
        "agent_writers_complete",
        Bool,
        "`agent_writers` holds all there are; unknown where one may be missing",
    ),
];
pub(super) const STORE: &[FactSpec] = &[
    fact(
        "data_writers",
        Records(HOLDER),
        "principals who were given, on it or below it, standing write access to its data: by a data role, by listing its keys while they work, by granting themselves a data role of Cosmos DB; not the identity of a project that binds it. Access given above it is in `wide_holders` of its subscription, or here if that isn't audited; those that are known",
    ),
    fact(
        "data_writers_complete",
        Bool,
        "`data_writers` holds all there are; unknown where one may be missing",
    ),
    fact(
        "principals_resolve",
        Bool,
        "every role given on it or in it leads to an identity of this audit; false if Azure calls a principal Unknown, unknown for users, groups and identities from elsewhere",
    ),
    fact(
        "orphaned_principals",
        Texts,
        "object ids that Azure calls Unknown in roles given on it or in it; those that are known",
    ),
];
pub(super) const COSMOS: &[FactSpec] = &[fact(
    "somebody_can_restore",
    Bool,
    "one principal, standing or after activation, may restore it and write an account in its resource group",
)];
pub(super) const PROJECT: &[FactSpec] = &[
    fact(
        "missing_data_rights",
        Texts,
        "bound stores whose data none of its identities may write and delete, but for stores that are gone; those that are known",
    ),
    fact("has_live_store", Bool, "a store that it binds exists"),
];
pub(super) const SUBSCRIPTION: &[FactSpec] = &[
    fact(
        "wide_holders",
        Records(WIDE_HOLDER),
        "principals who were given, at a resource group, the subscription or above, a standing right to delete Foundry accounts, stores of agents or what is in them, to change the data of such stores, or to change agents; one record each: `who`, `scope` and `reach` (what follows \"may\") are in words, `scopes` are ids. Not the identity of a project for the data of its own stores and agents; those that are known",
    ),
    fact(
        "wide_holders_complete",
        Bool,
        "`wide_holders` holds all there are; unknown where one may be missing",
    ),
    fact("wide_users", Int, "number of users among `wide_holders`"),
    fact(
        "wide_groups",
        Int,
        "number of groups among `wide_holders`; who is in them only Microsoft Graph tells",
    ),
    fact(
        "wide_service_principals",
        Int,
        "number of service principals and managed identities among `wide_holders`",
    ),
    fact(
        "holds_agent_stores",
        Bool,
        "a Standard-mode project binds a thread, vector or file store that lies in it",
    ),
    fact(
        "lock_removers",
        Texts,
        "principals that may delete locks or policy assignments, or assign any role, over an account or a store of agents; those that are known",
    ),
    fact(
        "few_lock_removers",
        Bool,
        "at most three of `lock_removers`, none of them a group; unknown for a group, whose members only Microsoft Graph tells",
    ),
];
