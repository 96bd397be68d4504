//! The only way in: Azure Resource Manager live, or saved snapshots. Whatever the source, the result is a
//! [`Snapshot`](crate::snapshot::Snapshot), so that everything behind it can be tested offline.
//!
//! This module does I/O and knows which reads exist (`catalogue`). It must not know rules, the estate graph or any output.

pub mod arm;
mod error;
mod file;
mod published;
mod regular;

pub use error::SourceError;
pub use file::{InputError, InputInfo, Opened, open, read};
pub use published::fill_regions;
pub(crate) use regular::regular_file;
