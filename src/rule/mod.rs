//! Rules: one Markdown file each, with metadata, conditions in CEL over facts, prose, remedies and runnable examples. This
//! module reads them, checks them against the fact catalogue, and judges one subject at a time. It knows nothing of scores,
//! waivers or output.

mod coverage;
mod example;
mod example_facts;
mod example_snapshot;
mod fixture;
mod front;
mod judge;
mod later;
mod library;
mod lint;
mod load;
mod message;
mod names;
mod objection;
mod patch;
mod program;
mod remedied;
mod remedy;
#[cfg(test)]
mod tests;
mod trial;
mod types;

pub use coverage::{Covered, PageStatement, coverage};
pub use example::{Example, Expected};
pub use library::Library;
pub use remedy::Remedy;
pub use trial::ExampleResult;
pub use types::{Class, Judgement, Rule, RuleError, RuleProvenance, RuleVerdict};
