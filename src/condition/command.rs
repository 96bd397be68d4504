//! Commands and templates of resources with placeholders: each value is quoted for the place where it lands.

use super::check::FactScope;
use super::placeholder::{Slot, slots};
use super::quoting::{Language, Quoting, attach, places, quote};
use super::view::View;
use crate::model::Value;
use crate::text::{Fence, SpanError};

/// A fence, cut at its placeholders.
#[derive(Clone, Debug)]
pub(crate) struct CommandTemplate {
    language: Language,
    /// Text, and the placeholder after it.
    parts: Vec<(String, Slot, Quoting)>,
    tail: String,
}

impl CommandTemplate {
    /// Reads a fence. The place of an error counts from the start of its text.
    ///
    /// # Errors
    /// At the first construct in which a value can't be quoted for sure.
    pub(crate) fn parse(
        language: Language,
        fence: &Fence,
        scope: FactScope,
    ) -> Result<Self, SpanError> {
        let text = fence.text.trim_end();
        let (slots, _) = slots(text, scope);
        let spans: Vec<_> = slots.iter().map(|(_, span)| span.clone()).collect();
        let places = places(language, text, &spans)?;
        let mut parts = Vec::new();
        let mut from = 0;
        for ((slot, span), place) in slots.into_iter().zip(places) {
            parts.push((text[from..span.start].to_owned(), slot, place));
            from = span.end;
        }
        Ok(Self { language, parts, tail: text[from..].to_owned() })
    }

    /// The language of its text.
    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// The text with values; none as soon as one is missing or can't be quoted.
    pub(crate) fn fill(&self, view: &View<'_>, element: Option<&Value>) -> Option<String> {
        let mut text = String::new();
        for (before, slot, place) in &self.parts {
            text.push_str(before);
            let value = slot.value(view, element)?;
            let quoted = quote(value, self.language, *place)?;
            attach(&mut text, value, &quoted, (self.language, *place))?;
        }
        text.push_str(&self.tail);
        Some(text)
    }
}
