//! The words of the house: ids, regions, severities, facts and what it means that one is missing.
//! Everything above this module speaks in these terms; this module knows nothing of ARM's wire, of rules or of output.

mod cloud;
mod fact;
mod gate;
mod id;
mod kind;
mod region;
mod role;
mod severity;
mod spec;
mod value;
mod workload;

pub use cloud::{Cloud, Credential};
pub use fact::{Fact, GroupId, Provenance, ReadId, Why};
pub use gate::{FailOn, OnUnknown};
pub use id::ResourceId;
pub use kind::{Kind, KindRole};
pub use region::Region;
pub use role::{LinkRole, StoreRole};
pub use severity::Severity;
pub use spec::{FactType, Field};
pub use value::Value;
pub use workload::{Strategy, Workload};
