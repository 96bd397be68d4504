//! Why a verb couldn't run: a title, its causes, and one hint.

use crate::rule::RuleError;

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

impl Failure {
    pub(super) fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            details: vec![],
            hint: None,
        }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// All mistakes of all rule files.
    pub(super) fn of_rules(errors: &[RuleError]) -> Self {
        Self::of_mistakes(
            errors,
            "rule file",
            "`foundry-dr rules facts KIND` lists what conditions can use; `foundry-dr rules test DIR` runs the examples",
        )
    }

    /// All mistakes of all files of a sort.
    pub(super) fn of_mistakes(errors: &[RuleError], sort: &str, hint: &str) -> Self {
        let files = errors
            .iter()
            .map(|error| error.origin.as_str())
            .collect::<std::collections::BTreeSet<_>>()
            .len();
        let mut failure = Self::new(format!(
            "{} in {}",
            count(errors.len(), "mistake"),
            count(files, sort)
        ));
        for error in errors {
            failure.details.push(error.to_string());
            failure.details.extend(
                error
                    .snippet
                    .as_deref()
                    .map(|text| text.trim_end().to_owned()),
            );
            failure
                .details
                .extend(error.hint.as_deref().map(|hint| format!("hint: {hint}")));
        }
        failure.hint(hint)
    }
}

/// `1 mistake`, `2 mistakes`.
pub(super) fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}
