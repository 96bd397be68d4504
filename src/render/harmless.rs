//! The only text that standard output takes besides a report: nothing in it is obeyed by a terminal or a pipeline's log, and no
//! name from outside begins a line of its own.

use super::terminal::plain;
use serde::Serialize;
use std::fmt::Display;

/// Text that may be printed. It is made line by line: whatever a line is made of, it stays one line that nobody obeys. It has
/// no other constructor that takes text from outside, and can't be formatted into another text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Harmless(String);

impl Harmless {
    /// No line yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The words of this program and nothing else: a manual page, completions of a shell.
    #[must_use]
    pub fn own(text: String) -> Self {
        Self(text)
    }

    /// A value as indented JSON: what would be obeyed is escaped in it.
    #[must_use]
    pub fn json(value: &impl Serialize) -> Self {
        Self(super::json::render(value))
    }

    /// Adds one line, whatever stands in it.
    pub fn line(&mut self, text: impl Display) {
        let text = text.to_string();
        self.0.push_str(plain(&text).trim_end());
        self.0.push('\n');
    }

    /// Adds a text of several lines, as prose of rule files is: each stays a line, none is obeyed.
    pub fn lines(&mut self, text: &str) {
        for line in text.lines() {
            self.line(line);
        }
    }

    /// The text, for the one who writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Lines of a text that was put together from harmless parts.
impl From<&str> for Harmless {
    fn from(text: &str) -> Self {
        let mut lines = Self::new();
        lines.lines(text);
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_neither_begins_a_line_nor_is_obeyed() {
        let mut text = Harmless::new();
        text.line(format_args!("reads of {}", "x\n::error::no\u{1b}[2J"));
        text.lines("  a\n##teamcity[x]\n");
        assert_eq!(
            text.as_str(),
            "reads of x \u{fffd}:error\u{fffd}:no\u{fffd}[2J\n  a\n\u{fffd}#teamcity[x]\n"
        );
    }

    #[test]
    fn json_means_the_same() {
        let nasty = "##vso[x] ##teamcity[y] ##[z]\u{1b}\u{9b}";
        let text = Harmless::json(&nasty);
        assert!(!text.as_str().contains("##") && !text.as_str().contains('\u{9b}'));
        assert_eq!(serde_json::from_str::<String>(text.as_str()).expect("JSON"), nasty);
    }
}
