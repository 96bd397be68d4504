//! Groups of facts that several kinds have. What only one kind has is declared in the file of that kind.

mod protection;
mod recovery;
mod resource;
mod roles;
mod stores;

pub(super) use protection::{BY_POLICY, CHILD, DELETABLE, LOCKABLE, STACKED};
pub(super) use recovery::{DATA, PROBED, WATCHED, WATCHED_STORE, WATCHED_SUBSCRIPTION};
pub(super) use resource::{GROUPED, LOCATED, NAMED, REFERRING};
pub(super) use roles::{AGENTS, BOUND, COSMOS_RESTORE, DESTROYABLE, GIVEN_ABOVE, ROLES, WRITABLE};
pub(super) use stores::{
    KEY_EXPIRES, KEY_TROUBLE, NAME_IS_DISTINCTIVE, NO_OWN_KEY, OWN_KEY, RUNTIMES,
    SECURED_BY_PERIMETER, STORE, name_is_distinctive, secured_by_perimeter,
};
