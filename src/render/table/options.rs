//! What may be chosen about the table.

use crate::model::Severity;

/// How the table is to look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableOptions {
    /// Columns of the terminal.
    pub width: u16,
    /// Colours are wanted. Words say the same.
    pub color: bool,
    /// Also what is in order, and each undecided check by itself.
    pub verbose: bool,
    /// Hides findings that matter less; the score and the gate count them all the same.
    pub min_severity: Option<Severity>,
}

impl Default for TableOptions {
    fn default() -> Self {
        Self { width: 80, color: false, verbose: false, min_severity: None }
    }
}
