//! A snapshot is what was observed: one redacted observation per logical read. Every source ends in one, and the estate is
//! built from nothing else, so whatever can be audited live can be audited from a file.

mod file;
mod marker;
mod observation;
mod origin;
mod redact;
mod secret;

pub use file::{HEADER_SCHEMA, SnapshotError, SnapshotReader, write};
pub use marker::{Marker, REDACTED, UNRESOLVED};
#[cfg(test)]
pub(crate) use observation::CLOCK_SKEW;
pub use observation::{
    Header, Observation, Outcome, ScopeEntry, Snapshot, SourceKind, Tool, key_of,
};
pub use origin::{InputPlace, Origins};
pub use redact::Redactor;
pub(crate) use secret::clean_text;
