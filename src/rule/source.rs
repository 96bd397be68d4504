//! A rule file as text: from a place in it to an error that shows the line with carets. It knows nothing of what the file
//! says, so that the config is read by it too.

use super::RuleError;
use std::fmt::Write as _;
use std::ops::Range;

/// A rule file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'a> {
    /// Its path, for messages.
    pub(crate) origin: &'a str,
    /// Its text.
    pub(crate) text: &'a str,
}

/// A mistake at a place in a text: bytes, counted from where the text starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mistake {
    /// Where.
    pub(crate) span: Range<usize>,
    /// What is wrong.
    pub(crate) message: String,
    /// What to do.
    pub(crate) hint: Option<String>,
}

impl Mistake {
    /// A mistake without a hint.
    pub(crate) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
            hint: None,
        }
    }

    /// The same mistake with advice.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same mistake with advice, if there is one.
    pub(crate) fn maybe_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }

    /// The same mistake, counted from further ahead.
    pub(crate) fn shifted(mut self, by: usize) -> Self {
        self.span = self.span.start + by..self.span.end + by;
        self
    }
}

impl Source<'_> {
    /// The error for a mistake whose place counts from the start of the file.
    pub(crate) fn error(&self, mistake: Mistake) -> RuleError {
        let start = self.boundary(mistake.span.start);
        let end = self.boundary(mistake.span.end).max(start);
        let line_start = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line = self.text[..start].matches('\n').count() + 1;
        let column = self.text[line_start..start].chars().count() + 1;
        let shown = self.text[line_start..].lines().next().unwrap_or_default();
        let last = end.min(line_start + shown.len()).max(start);
        let width = self.text[start..last].chars().count().max(1);
        RuleError {
            origin: self.origin.to_owned(),
            line,
            column,
            message: mistake.message,
            hint: mistake.hint,
            snippet: Some(snippet(self.origin, (line, column), shown, width)),
        }
    }

    /// The error for all of a file.
    pub(crate) fn whole(&self, message: impl Into<String>) -> RuleError {
        self.error(Mistake::new(0..0, message))
    }

    /// The nearest character boundary at or before `at`.
    fn boundary(&self, at: usize) -> usize {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

/// The line with carets under the mistake. Control characters become blanks: a file must not steer the terminal of who
/// reads its errors.
fn snippet(origin: &str, (line, column): (usize, usize), shown: &str, width: usize) -> String {
    let shown: String = shown
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let number = line.to_string();
    let margin = " ".repeat(number.len());
    let mut text = format!("{margin}--> {origin}:{line}:{column}\n{margin} |\n");
    // Writing to a string can't fail.
    let _ = writeln!(text, "{number} | {shown}");
    let _ = write!(
        text,
        "{margin} | {}{}",
        " ".repeat(column - 1),
        "^".repeat(width)
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_shows_its_line_and_counts_characters() {
        let source = Source {
            origin: "a.md",
            text: "eins\nzwölf gräme\n",
        };
        let at = source.text.find("gräme").expect("there");
        let error = source.error(Mistake::new(at..at + 6, "kein Wort"));
        assert_eq!((error.line, error.column), (2, 7));
        assert_eq!(error.to_string(), "a.md:2:7: kein Wort");
        let snippet = error.snippet.expect("a snippet");
        assert_eq!(
            snippet,
            " --> a.md:2:7\n  |\n2 | zwölf gräme\n  |       ^^^^^"
        );
    }

    #[test]
    fn places_outside_or_between_bytes_are_harmless() {
        let source = Source {
            origin: "a.md",
            text: "ä\u{1b}[31m",
        };
        assert_eq!(source.error(Mistake::new(1..99, "x")).column, 1);
        let error = source.error(Mistake::new(500..999, "x"));
        assert!(!error.snippet.expect("a snippet").contains('\u{1b}'));
    }
}
