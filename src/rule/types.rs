//! The parts of a rule and of its judgement.

use super::Example;
use super::later::Later;
use super::program::Program;
use super::remedy::Remedy;
use crate::condition::Reason;
use crate::model::{Kind, Severity, Value};
use crate::text::Diagnostic;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// What a rule yields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Judged on facts.
    Check,
    /// Shown once where it applies; never a finding.
    Statement,
    /// Signed by a person; `manual` until then.
    Attestation,
}

impl Class {
    /// The word in rule files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Who asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RuleProvenance {
    /// A cited page.
    Doc,
    /// Our inference, which protects a documented procedure.
    Derived,
}

/// One rule, loaded and checked.
#[derive(Debug)]
pub struct Rule {
    /// `FDR-DEL-001`.
    pub id: String,
    /// A sentence that is true when the rule passes.
    pub title: String,
    /// The kinds of subjects it judges.
    pub kinds: Vec<Kind>,
    /// `DEL`, `ZON`, …
    pub pillar: String,
    /// Check, statement or attestation.
    pub class: Class,
    /// Severity of its failure.
    pub severity: Severity,
    /// Asked for by a page, or derived.
    pub provenance: RuleProvenance,
    /// Addresses of the pages.
    pub cites: Vec<String>,
    /// Statements of the article (S…, N…).
    pub statements: Vec<String>,
    /// Ids of other catalogues.
    pub maps_to: Vec<String>,
    /// Section *What it checks*, Markdown.
    pub what: String,
    /// Section *Why it matters*, Markdown.
    pub why: String,
    /// Section *How to fix*, Markdown with its fences, placeholders unfilled.
    pub how: String,
    /// Section *Limits*, Markdown.
    pub limits: String,
    /// The version of the program that has it first.
    pub since: Option<String>,
    /// Path of the rule file, for messages.
    pub origin: String,
    /// True if it ships with the program.
    pub built_in: bool,
    /// The whole file.
    pub(super) text: String,
    /// Conditions and templates, compiled.
    pub(super) program: Later<Program>,
    /// Its own tests.
    pub(super) examples: Later<Vec<Example>>,
}

impl Rule {
    /// Its examples, in the order of the file.
    #[must_use]
    pub fn examples(&self) -> &[Example] {
        &self.examples
    }

    /// Names of the facts that its conditions read and its messages show; sorted, each once.
    pub fn facts(&self) -> impl Iterator<Item = &'static str> {
        let mut names = self.program.reads();
        names.extend(self.program.shows());
        names.into_iter()
    }

    /// The list that it judges element by element, and the field that names an element; none if it judges subjects whole.
    #[must_use]
    pub fn each(&self) -> Option<(&'static str, &'static str)> {
        self.program.each.map(|each| (each.list, each.key))
    }
}

#[cfg(test)]
impl Rule {
    /// A rule that judges nothing by itself, for tests of what is made of judgements.
    pub(crate) fn bare(id: &str, kinds: &[Kind], severity: Severity, class: Class) -> Self {
        Self {
            id: id.into(),
            title: format!("{id} holds"),
            kinds: kinds.to_vec(),
            pillar: id.split('-').nth(1).unwrap_or(id).into(),
            class,
            severity,
            provenance: RuleProvenance::Doc,
            cites: vec!["https://learn.microsoft.com/azure/foundry".into()],
            statements: vec![],
            maps_to: vec![],
            what: "What.".into(),
            why: "Why.".into(),
            how: "How.".into(),
            limits: "Limits.".into(),
            since: None,
            origin: format!("rules/{id}.md"),
            built_in: true,
            text: String::new(),
            program: super::later::ready(Program::default()),
            examples: super::later::ready(vec![]),
        }
    }
}

/// What a rule says about a subject.
#[derive(Clone, Debug, PartialEq)]
pub enum RuleVerdict {
    /// The condition holds.
    Pass,
    /// It doesn't.
    Fail,
    /// Evidence is missing.
    Unknown(Vec<Reason>),
    /// The rule has a mistake that only shows on this subject; counts as unknown and makes the run exit 2.
    Broken(String),
    /// An attestation that nobody has signed.
    Manual,
    /// The rule doesn't apply here.
    NotApplicable,
}

/// The verdict on one subject, or on one part of it.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The element's key, for rules with `each`.
    pub part: Option<String>,
    /// The verdict.
    pub verdict: RuleVerdict,
    /// One sentence without a final stop.
    pub message: String,
    /// The remedy; for fail, unknown and manual.
    pub remedy: Option<Remedy>,
    /// Names of the facts that the rule read, in the order of the catalogue: its evidence.
    pub facts: Vec<&'static str>,
    /// Of a part: the list that it is an element of, and the element. It is all of the list that the verdict rests on.
    pub element: Option<(&'static str, Value)>,
}

/// An error in a rule file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct RuleError(pub Diagnostic);

impl From<Diagnostic> for RuleError {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(diagnostic)
    }
}
