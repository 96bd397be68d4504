//! Why a verb couldn't run: a title, its causes, and one hint.

use crate::audit::SelectError;
use crate::rule::RuleError;
use crate::snapshot::SnapshotError;
use crate::source::SourceError;
use crate::text::{Diagnostic, count};

/// An error as the user sees it.
#[derive(Debug)]
pub(super) struct Failure {
    /// What happened, to which resource or file.
    pub(super) title: String,
    /// Further lines: causes, or one line per mistake.
    pub(super) details: Vec<String>,
    /// What to do next.
    pub(super) hint: Option<String>,
}

/// Why nothing could be collected or read.
impl<E: Into<SourceError>> From<E> for Failure {
    fn from(error: E) -> Self {
        let error: SourceError = error.into();
        Self::new(error.to_string()).hint(error.hint())
    }
}

impl From<SelectError> for Failure {
    fn from(error: SelectError) -> Self {
        Self::new(error.to_string()).hint(error.hint())
    }
}

impl From<SnapshotError> for Failure {
    fn from(error: SnapshotError) -> Self {
        Self::new(error.to_string()).hint(error.hint())
    }
}

impl Failure {
    pub(super) fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), details: vec![], hint: None }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// All mistakes of all rule files.
    pub(super) fn of_rules(errors: &[RuleError]) -> Self {
        Self::of_diagnostics(
            errors.iter().map(|RuleError(error)| error),
            "rule file",
            "`foundry-dr rules facts KIND` lists what conditions can use; `foundry-dr rules test DIR` runs the examples",
        )
    }

    /// All errors of all files of a type.
    pub(super) fn of_diagnostics<'a>(
        errors: impl Iterator<Item = &'a Diagnostic>,
        file: &str,
        hint: &str,
    ) -> Self {
        let errors: Vec<&Diagnostic> = errors.collect();
        let files = errors
            .iter()
            .map(|error| error.origin.as_str())
            .collect::<std::collections::BTreeSet<_>>()
            .len();
        let mut failure =
            Self::new(format!("{} in {}", count(errors.len(), "mistake"), count(files, file)));
        for error in errors {
            failure.details.push(error.to_string());
            failure.details.extend(error.snippet.as_deref().map(|text| text.trim_end().to_owned()));
            failure.details.extend(error.hint.as_deref().map(|hint| format!("hint: {hint}")));
        }
        failure.hint(hint)
    }
}
