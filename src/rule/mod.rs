//! Rules: one Markdown file each, with metadata, conditions in CEL over facts, prose, remedies and runnable examples. This
//! module reads them, checks them against the fact catalogue, and judges one subject at a time. It knows nothing of scores,
//! waivers or output.

mod library;
mod types;

pub use library::Library;
pub use types::{Class, Judgement, Reason, Remedy, Rule, RuleError, RuleProvenance, Verdict};
