//! The catalogue of resource kinds: which reads exist, what is kept of their answers, and the facts of each kind that its
//! own body tells. What needs more than one body (locks, sharing, regions) is joined in `estate`.

mod plan;
mod read;

pub use plan::ReadPlan;
pub use read::{ReadKind, ReadSpec, Shape, recognise};
