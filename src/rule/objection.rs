//! What is wrong with the JSON of an example or a fixture once it is parsed and its places are lost.

use crate::text::SpanError;
use serde_json::Value as Json;

/// A mistake in a text of JSON: it is placed by what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Objection {
    /// A string of the JSON, as written.
    about: String,
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

impl Objection {
    /// An objection to a string of the JSON.
    pub(super) fn at(about: &str, message: String) -> Self {
        Self { about: about.to_owned(), message, hint: None }
    }

    /// The same with advice, if there is one.
    pub(super) fn hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }

    /// The mistake at the first place where the string occurs; places count from the start of `text`.
    pub(super) fn place(self, text: &str) -> SpanError {
        let quoted = Json::String(self.about).to_string();
        let span = text.find(&quoted).map_or(0..0, |at| at..at + quoted.len());
        SpanError::new(span, self.message).maybe_hint(self.hint)
    }
}
