//! From a snapshot to the estate.

use super::Estate;
use crate::snapshot::Snapshot;

/// Builds the graph.
#[must_use]
pub fn build(_snapshot: &Snapshot) -> Estate {
    Estate::default()
}
