//! Facts about who may destroy what agents keep.

use super::{fact, field, nullable};
use crate::model::FactType::{Bool, Int, Records, Text, Texts};
use crate::model::{FactSpec, Field};

const HOLDER: &[Field] = &[
    field("principal", Text),
    field("principal_type", Text),
    field("role", Text),
    field("scope", Text),
    field("path", Text),
    field("expected", Bool),
    nullable("project", Text),
];
/// Of Foundry accounts and stores.
pub(super) const DESTROYABLE: &[FactSpec] = &[
    fact(
        "destroyers",
        Records(HOLDER),
        "principals with a standing right to delete it, what is in it, or its resource group; one record each, with the roles, scopes and ways; but for those that are expected: the identity of a project that binds it, with roles of Microsoft's set-up on it; those that are known",
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
        "principals with a standing data role that may change or delete agents and threads; but for those that are expected: the identity of a project of the account; those that are known",
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
        "principals with standing write access to its data: by a data role, by listing its keys while they work, by granting themselves a data role of Cosmos DB; but for those that are expected: the identity of a project that binds it; those that are known",
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
pub(super) const PROJECT: &[FactSpec] = &[fact(
    "missing_data_rights",
    Texts,
    "bound stores whose data none of its identities may write and delete; those that are known",
)];
pub(super) const SUBSCRIPTION: &[FactSpec] = &[
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
