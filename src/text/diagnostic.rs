//! From a place in a file to an error that shows the line with carets. It knows nothing of what the file says.

use std::fmt::Write as _;
use std::ops::Range;

/// An error in a file, at its place, ready to print.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{origin}:{line}:{column}: {message}")]
pub struct Diagnostic {
    /// Path of the file.
    pub origin: String,
    /// 1-based line.
    pub line: usize,
    /// 1-based column.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// The lines around it with carets, ready to print.
    pub snippet: Option<String>,
}

/// A file that is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SourceText<'a> {
    /// Its path, for messages.
    pub(crate) origin: &'a str,
    /// Its text.
    pub(crate) text: &'a str,
}

/// An error at a place in a text: bytes, counted from where the text starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SpanError {
    /// Where.
    pub(crate) span: Range<usize>,
    /// What is wrong.
    pub(crate) message: String,
    /// What to do.
    pub(crate) hint: Option<String>,
}

impl SpanError {
    /// An error without a hint.
    pub(crate) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), hint: None }
    }

    /// The same error with advice.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same error with advice, if there is one.
    pub(crate) fn maybe_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }

    /// The same error, counted from further ahead.
    pub(crate) fn shifted(mut self, by: usize) -> Self {
        self.span = self.span.start + by..self.span.end + by;
        self
    }
}

impl SourceText<'_> {
    /// The diagnostic for an error whose place counts from the start of the file.
    pub(crate) fn diagnose(&self, error: SpanError) -> Diagnostic {
        let start = self.boundary(error.span.start);
        let end = self.boundary(error.span.end).max(start);
        let line_start = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line = self.line(start);
        let column = self.text[line_start..start].chars().count() + 1;
        let shown = self.text[line_start..].lines().next().unwrap_or_default();
        let last = end.min(line_start + shown.len()).max(start);
        let width = self.text[start..last].chars().count().max(1);
        Diagnostic {
            origin: self.origin.to_owned(),
            line,
            column,
            message: error.message,
            hint: error.hint,
            snippet: Some(snippet(self.origin, (line, column), shown, width)),
        }
    }

    /// The diagnostic for all of a file.
    pub(crate) fn whole(&self, message: impl Into<String>) -> Diagnostic {
        self.diagnose(SpanError::new(0..0, message))
    }

    /// The line of a place, counted from 1.
    pub(crate) fn line(&self, at: usize) -> usize {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        before.iter().filter(|byte| **byte == b'\n').count() + 1
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

/// Where a line and a column lie in a text: bytes from its start. Both are counted from 1, the column in characters.
pub(crate) fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let before = text.split_inclusive('\n').take(line.saturating_sub(1));
    let start: usize = before.map(str::len).sum();
    let row = text[start..].lines().next().unwrap_or_default();
    let mut characters = row.char_indices();
    let within = characters.nth(column.saturating_sub(1));
    start + within.map_or(row.len(), |(at, _)| at)
}

/// An error of a text of JSON, at its place.
pub(crate) fn json_error(text: &str, error: &serde_json::Error) -> SpanError {
    // Its columns count bytes.
    let at = offset_of(text, error.line(), 1) + error.column().saturating_sub(1);
    SpanError::new(at..at + 1, error.to_string())
}

/// The line with carets under the error. Control characters become blanks: a file must not steer the terminal of who
/// reads its errors.
fn snippet(origin: &str, (line, column): (usize, usize), shown: &str, width: usize) -> String {
    let shown: String = shown.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let number = line.to_string();
    let margin = " ".repeat(number.len());
    let mut text = format!("{margin}--> {origin}:{line}:{column}\n{margin} |\n");
    // Writing to a string can't fail.
    let _ = writeln!(text, "{number} | {shown}");
    let _ = write!(text, "{margin} | {}{}", " ".repeat(column - 1), "^".repeat(width));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_shows_its_line_and_counts_characters() {
        let source = SourceText { origin: "a.md", text: "eins\nzwölf gräme\n" };
        let at = source.text.find("gräme").expect("there");
        let error = source.diagnose(SpanError::new(at..at + 6, "kein Wort"));
        assert_eq!((error.line, error.column), (2, 7));
        assert_eq!(error.to_string(), "a.md:2:7: kein Wort");
        let snippet = error.snippet.expect("a snippet");
        assert_eq!(snippet, " --> a.md:2:7\n  |\n2 | zwölf gräme\n  |       ^^^^^");
    }

    #[test]
    fn places_outside_or_between_bytes_are_harmless() {
        let source = SourceText { origin: "a.md", text: "ä\u{1b}[31m" };
        assert_eq!(source.diagnose(SpanError::new(1..99, "x")).column, 1);
        let error = source.diagnose(SpanError::new(500..999, "x"));
        assert!(!error.snippet.expect("a snippet").contains('\u{1b}'));
    }

    #[test]
    fn a_line_and_a_column_lead_to_their_byte() {
        let text = "eins\nzwölf gräme\n";
        for (line, column, expected) in
            [(1, 1, "eins"), (2, 7, "gräme"), (2, 99, "\n"), (3, 1, ""), (99, 1, "")]
        {
            let at = offset_of(text, line, column);
            assert!(text[at..].starts_with(expected), "{line}:{column} {at}");
        }
    }
}
