//! The front matter of a rule file: its fields, and the sections that may follow.

use super::{Class, RuleProvenance};
use crate::model::{Kind, Severity};
use serde::Deserialize;
use toml::Spanned;

/// What the rule checks.
pub(super) const WHAT: &str = "What it checks";
/// Why the rule exists.
pub(super) const WHY: &str = "Why it matters";
/// The remedy.
pub(super) const HOW: &str = "How to fix";
/// What the rule can't see.
pub(super) const LIMITS: &str = "Limits";
/// The rule's own tests.
pub(super) const EXAMPLES: &str = "Examples";
/// The headings that a rule file may have.
pub(super) const SECTIONS: [&str; 5] = [WHAT, WHY, HOW, LIMITS, EXAMPLES];

/// The fields, with their places where an error may point to them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FrontMatter {
    pub(super) id: Spanned<String>,
    pub(super) title: Spanned<String>,
    pub(super) kinds: Spanned<Vec<Spanned<Kind>>>,
    pub(super) pillar: Spanned<String>,
    pub(super) class: Spanned<Class>,
    pub(super) severity: Severity,
    pub(super) when: Option<Spanned<String>>,
    pub(super) check: Option<Spanned<String>>,
    pub(super) manual: Option<Spanned<String>>,
    pub(super) each: Option<Spanned<String>>,
    pub(super) key: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) message: Messages,
    pub(super) provenance: RuleProvenance,
    #[serde(default)]
    pub(super) cites: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) statements: Vec<String>,
    #[serde(default)]
    pub(super) maps_to: Vec<String>,
    pub(super) since: Option<String>,
}

/// The table `[message]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Messages {
    pub(super) pass: Option<Spanned<String>>,
    pub(super) fail: Option<Spanned<String>>,
    pub(super) manual: Option<Spanned<String>>,
}
