//! A text with placeholders, filled with the facts of a subject.

use super::check::FactScope;
use super::placeholder::{Slot, slots, written};
use super::view::View;
use crate::model::Value;
use crate::text::SpanError;
use std::ops::Range;

/// A text with placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Slot(Slot),
}

impl Template {
    /// A message: each brace must be part of a placeholder.
    ///
    /// # Errors
    /// All placeholders that stand for nothing.
    pub(crate) fn strict(text: &str, scope: FactScope) -> Result<Self, Vec<SpanError>> {
        let (slots, mut errors) = slots(text, scope);
        let inside = |at: usize| written(text).iter().any(|found| found.span.contains(&at));
        let stray = text.match_indices(['{', '}']).filter(|(at, _)| !inside(*at));
        errors.extend(stray.map(|(at, _)| {
            SpanError::new(at..at + 1, "this brace belongs to no placeholder")
                .hint("a placeholder is a fact's name in braces: `{sku}`")
        }));
        if errors.is_empty() { Ok(Self::cut(text, slots)) } else { Err(errors) }
    }

    /// Prose: braces around anything else stay as they are.
    pub(crate) fn lenient(text: &str, scope: FactScope) -> Self {
        Self::cut(text, slots(text, scope).0)
    }

    fn cut(text: &str, slots: Vec<(Slot, Range<usize>)>) -> Self {
        let mut parts = Vec::new();
        let mut from = 0;
        for (slot, span) in slots {
            parts.push(Part::Text(text[from..span.start].to_owned()));
            parts.push(Part::Slot(slot));
            from = span.end;
        }
        parts.push(Part::Text(text[from..].to_owned()));
        Self { parts }
    }

    /// The text with values; what is missing is "unknown".
    pub(crate) fn fill(&self, view: &View<'_>, element: Option<&Value>) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(plain) => text.push_str(plain),
                Part::Slot(slot) => {
                    let value = slot.value(view, element).map(Value::to_string);
                    text.push_str(value.as_deref().unwrap_or("unknown"));
                }
            }
        }
        text
    }

    /// The facts that it shows.
    pub(crate) fn facts(&self) -> impl Iterator<Item = &'static str> {
        self.slots().filter_map(|slot| match slot {
            Slot::Fact(fact) => Some(fact.name),
            Slot::Element(_) => None,
        })
    }

    /// True if it shows a field of the element.
    pub(crate) fn needs_element(&self) -> bool {
        self.slots().any(|slot| matches!(slot, Slot::Element(_)))
    }

    fn slots(&self) -> impl Iterator<Item = Slot> {
        self.parts.iter().filter_map(|part| match part {
            Part::Slot(slot) => Some(*slot),
            Part::Text(_) => None,
        })
    }
}
