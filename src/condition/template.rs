//! A text with placeholders, filled with the facts of a subject.

use super::check::FactScope;
use super::placeholder::{Slot, written};
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
        let template = Self::parse(text, scope);
        let inside = |at: usize| written(text).iter().any(|found| found.span.contains(&at));
        let mut stray: Vec<SpanError> = text
            .match_indices(['{', '}'])
            .filter(|(at, _)| !inside(*at))
            .map(|(at, _)| {
                SpanError::new(at..at + 1, "this brace belongs to no placeholder")
                    .hint("a placeholder is a fact's name in braces: `{sku}`")
            })
            .collect();
        match template {
            Ok(template) if stray.is_empty() => Ok(template),
            Ok(_) => Err(stray),
            Err(mut errors) => {
                errors.append(&mut stray);
                Err(errors)
            }
        }
    }

    /// Prose: braces around anything else stay as they are.
    pub(crate) fn lenient(text: &str, scope: FactScope) -> Self {
        let known: Vec<_> = written(text)
            .into_iter()
            .filter_map(|found| Some((Slot::find(scope, &found).ok()?, found.span)))
            .collect();
        Self::cut(text, known)
    }

    fn parse(text: &str, scope: FactScope) -> Result<Self, Vec<SpanError>> {
        let mut slots = Vec::new();
        let mut errors = Vec::new();
        for found in written(text) {
            match Slot::find(scope, &found) {
                Ok(slot) => slots.push((slot, found.span)),
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() { Ok(Self::cut(text, slots)) } else { Err(errors) }
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
                Part::Slot(slot) => match slot.value(view, element) {
                    Some(value) => text.push_str(&value.to_string()),
                    None => text.push_str("unknown"),
                },
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
