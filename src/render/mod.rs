//! A report in a format: one file per format, each a pure function from the report to text. No format decides anything: what
//! counts was settled in the audit.

mod gate_line;
mod json;
mod table;
mod terminal;

pub use gate_line::gate_line;
pub use json::{json, schema};
pub use table::{TableOptions, table};
pub use terminal::plain;
