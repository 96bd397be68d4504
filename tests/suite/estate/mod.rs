//! One thing changed in a golden estate, and what a rule says then. Each case is a trap that ARM sets: a spelling, a null, a
//! state, a read that isn't there.

mod bindings;
mod edit;
mod links;
mod modes;
mod pairs;
mod policies;
mod roles;
mod scope;
mod serving;
mod steps;
mod stores;
mod wide;

pub(crate) use edit::{Case, Edit, check};
