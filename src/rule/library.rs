//! All rules of a run.

use super::{Judgement, Rule, RuleError};
use crate::estate::Subject;
use time::OffsetDateTime;

/// The rules of a run, sorted by id.
#[derive(Debug, Default)]
pub struct Library {
    rules: Vec<Rule>,
}

impl Library {
    /// The rules that ship with the program.
    ///
    /// # Errors
    /// If one of them is broken, which a test excludes.
    pub fn embedded() -> Result<Self, Vec<RuleError>> {
        Ok(Self::default())
    }

    /// Adds a user's rules: path and text of each file.
    ///
    /// # Errors
    /// All mistakes of all files at once.
    pub fn add(&mut self, _files: &[(String, String)]) -> Result<(), Vec<RuleError>> {
        Ok(())
    }

    /// The rules, sorted by id.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// A rule by id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// Keeps the rules that the filter wants.
    pub fn retain(&mut self, keep: impl FnMut(&Rule) -> bool) {
        self.rules.retain(keep);
    }

    /// Names of all facts that the rules read: what the read plan is made of.
    pub fn facts(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().flat_map(|_| [])
    }

    /// Digest of the rules' files: hex SHA-256.
    #[must_use]
    pub fn digest(&self) -> String {
        String::new()
    }

    /// Judges many subjects: for each subject and each rule of its kind, in order. Runs on a thread with a large stack,
    /// since CEL recurses.
    pub fn judge<'a>(
        &self,
        _subjects: &'a [Subject],
        _now: OffsetDateTime,
    ) -> Vec<(&Rule, &'a Subject, Judgement)> {
        vec![]
    }
}
