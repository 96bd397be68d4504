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
        // Of a line that is wider than a screen, what stands around the place.
        let from = shown_from(&self.text[line_start..start]);
        let window: String = self.text[line_start + from..]
            .lines()
            .next()
            .unwrap_or_default()
            .chars()
            .take(WIDTH)
            .collect();
        let before = self.text[line_start + from..start].chars().count();
        let width = self.text[start..last].chars().take(WIDTH - before).count().max(1);
        Diagnostic {
            origin: self.origin.to_owned(),
            line,
            column,
            message: clipped(error.message),
            hint: error.hint.map(clipped),
            snippet: Some(snippet(self.origin, (line, column), &window, (before, width))),
        }
    }

    /// The diagnostics for the first errors; of the rest one that says how many there are.
    pub(crate) fn diagnose_all(&self, mut errors: Vec<SpanError>) -> Vec<Diagnostic> {
        let rest = errors.len().saturating_sub(MOST_MISTAKES);
        errors.truncate(MOST_MISTAKES + 1);
        if let Some(last) = errors.get_mut(MOST_MISTAKES) {
            let message = format!("{rest} more mistakes from here on (limit mistakes)");
            *last = SpanError::new(last.span.clone(), message);
        }
        errors.into_iter().map(|error| self.diagnose(error)).collect()
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

/// So many mistakes of a file are told: nobody reads more.
pub(crate) const MOST_MISTAKES: usize = 100;

/// Characters of a line that are shown.
const WIDTH: usize = 160;

/// Characters of a message: it may quote what the file holds.
const LONGEST: usize = 600;

fn clipped(text: String) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Where the part of a line begins that is shown, given what stands before the place.
fn shown_from(before: &str) -> usize {
    let cut = before.char_indices().rev().nth(WIDTH / 2);
    cut.map_or(0, |(at, _)| at)
}

/// Where the lines of a text begin, so that a place's line is found without reading all before it.
#[derive(Clone, Debug, Default)]
pub(crate) struct LineStarts(Vec<usize>);

impl LineStarts {
    pub(crate) fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at + 1).collect())
    }

    /// The line of a place, counted from 1.
    pub(crate) fn line(&self, at: usize) -> usize {
        self.0.partition_point(|start| *start <= at) + 1
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
fn snippet(
    origin: &str,
    (line, column): (usize, usize),
    shown: &str,
    (before, width): (usize, usize),
) -> String {
    let shown: String = shown.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let number = line.to_string();
    let margin = " ".repeat(number.len());
    let mut text = format!("{margin}--> {origin}:{line}:{column}\n{margin} |\n");
    // Writing to a string can't fail.
    let _ = writeln!(text, "{number} | {shown}");
    let _ = write!(text, "{margin} | {}{}", " ".repeat(before), "^".repeat(width));
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
    fn a_wide_line_is_shown_around_the_place_and_many_mistakes_are_counted() {
        let text = "ä = 1; ".repeat(20_000);
        let source = SourceText { origin: "a", text: &text };
        let places = (0..20_000).map(|nth| nth * 8..nth * 8 + 2);
        let errors: Vec<SpanError> =
            places.map(|place| SpanError::new(place, "x".repeat(9_999))).collect();
        let told = source.diagnose_all(errors);
        assert_eq!(told.len(), MOST_MISTAKES + 1);
        assert_eq!(
            told[MOST_MISTAKES].message,
            "19900 more mistakes from here on (limit mistakes)"
        );
        for one in &told {
            let snippet = one.snippet.as_ref().expect("a snippet");
            assert!(snippet.len() < 600 && one.message.chars().count() <= LONGEST + 1);
            let lines: Vec<&str> = snippet.lines().collect();
            let caret = lines[3].chars().position(|c| c == '^').expect("a caret");
            assert_eq!(lines[2].chars().nth(caret), Some('ä'), "{snippet}");
        }
    }

    #[test]
    fn a_place_is_on_the_line_that_counting_gives() {
        let text = "a\n\nbc\nd";
        let source = SourceText { origin: "a", text };
        let starts = LineStarts::of(text);
        for at in 0..=text.len() {
            assert_eq!(starts.line(at), source.line(at), "{at}");
        }
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
