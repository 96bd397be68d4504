//! Every read that the program knows, a row each, by subject. Versions and paths: Microsoft's REST specifications and
//! generated types as of August 2026. What is kept of an answer is named path by path: what isn't stored can't leak, and a
//! real account's 40 KB of rate-limit tables help no one.

mod foundry;
mod governance;
mod recovery;
mod scope;
mod stores;

pub use foundry::SETTINGS_SINCE;
pub use recovery::{blob_service_scope, model_scope};

use super::read::ReadKind;

/// The reads that don't belong to a kind of dependency.
pub(super) const ROWS: [&[ReadKind]; 5] =
    [scope::ROWS, governance::ROWS, foundry::ROWS, stores::ROWS, recovery::ROWS];
