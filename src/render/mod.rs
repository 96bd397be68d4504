//! A report in a format: one module per format, each a pure function from the report to text. No format decides anything:
//! what counts was settled in the audit.

pub mod csv;
pub mod diff;
pub mod explain;
mod gate_line;
mod harmless;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
mod place;
pub mod prose;
mod ranking;
pub mod sarif;
pub mod table;
mod terminal;

pub use gate_line::gate_line;
pub use harmless::Harmless;
pub use terminal::plain;
