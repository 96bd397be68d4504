//! The catalogue of resource kinds: which reads exist, what is kept of their answers, and the facts of each kind that its
//! own body tells. What needs more than one body (locks, sharing, regions) is joined in `estate`.

mod plan;
mod read;
mod regions;

pub use plan::ReadPlan;
pub use read::{ReadKind, ReadSpec, Shape, recognise};
pub use regions::{KEY_VAULT_DATE, SEARCH_ZONES_DATE, key_vault_replicates, search_zones};
