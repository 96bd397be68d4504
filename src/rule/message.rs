//! The sentence of a judgement: the author's template for pass and fail, a generated one for what the author can't know.

use super::Reason;
use super::check::Scope;
use super::placeholder::{Slot, written};
use super::view::{FactRef, View};
use crate::model::Value;
use crate::text::SpanError;

/// A text with placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template {
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
    pub(super) fn strict(text: &str, scope: Scope) -> Result<Self, Vec<SpanError>> {
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
            Err(mut mistakes) => {
                mistakes.append(&mut stray);
                Err(mistakes)
            }
        }
    }

    /// Prose: braces around anything else stay as they are.
    pub(super) fn lenient(text: &str, scope: Scope) -> Self {
        let known: Vec<_> = written(text)
            .into_iter()
            .filter_map(|found| Some((Slot::find(scope, &found).ok()?, found.span)))
            .collect();
        Self::cut(text, known)
    }

    fn parse(text: &str, scope: Scope) -> Result<Self, Vec<SpanError>> {
        let mut slots = Vec::new();
        let mut mistakes = Vec::new();
        for found in written(text) {
            match Slot::find(scope, &found) {
                Ok(slot) => slots.push((slot, found.span)),
                Err(mistake) => mistakes.push(mistake),
            }
        }
        if mistakes.is_empty() {
            Ok(Self::cut(text, slots))
        } else {
            Err(mistakes)
        }
    }

    fn cut(text: &str, slots: Vec<(Slot, std::ops::Range<usize>)>) -> Self {
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
    pub(super) fn fill(&self, view: &View<'_>, element: Option<&Value>) -> String {
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
    pub(super) fn facts(&self) -> impl Iterator<Item = &'static str> {
        self.slots().filter_map(|slot| match slot {
            Slot::Fact(fact) => Some(fact.name),
            Slot::Element(_) => None,
        })
    }

    /// True if it shows a field of the element.
    pub(super) fn needs_element(&self) -> bool {
        self.slots().any(|slot| matches!(slot, Slot::Element(_)))
    }

    fn slots(&self) -> impl Iterator<Item = Slot> {
        self.parts.iter().filter_map(|part| match part {
            Part::Slot(slot) => Some(*slot),
            Part::Text(_) => None,
        })
    }
}

/// `cannot tell: sku, zone_redundant (the read was denied); locks (the listing was cut short)`: as much as a rule can say. An
/// audit knows the reads behind the facts, and names those.
pub(super) fn unknown(reasons: &[Reason]) -> String {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for reason in reasons {
        let why = reason.why.to_string();
        match groups.iter_mut().find(|(other, _)| *other == why) {
            Some((_, facts)) => facts.push(reason.fact),
            None => groups.push((why, vec![reason.fact])),
        }
    }
    let groups: Vec<String> = groups
        .into_iter()
        .map(|(why, facts)| format!("{} ({why})", facts.join(", ")))
        .collect();
    format!("cannot tell: {}", groups.join("; "))
}

/// `does not apply: it holds no agent state`, or in the terms of the rule: `does not apply: mode is basic`.
pub(super) fn not_applicable(facts: &[FactRef], view: &View<'_>) -> String {
    let reason = |fact: &FactRef| {
        let value = view.value_at(fact.at)?;
        Some(match fact.absent {
            Some(words) if is_absence(value) => words.to_owned(),
            Some(_) | None => format!("{} is {}", fact.name, brief(value)),
        })
    };
    let reasons: Vec<String> = facts.iter().filter_map(reason).collect();
    format!("does not apply: {}", reasons.join("; "))
}

/// True if the value tells that something isn't there.
fn is_absence(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) | Value::Int(0) => true,
        Value::List(values) => values.is_empty(),
        Value::Bool(_) | Value::Int(_) | Value::Text(_) | Value::Instant(_) | Value::Record(_) => {
            false
        }
    }
}

/// A value in a few words.
fn brief(value: &Value) -> String {
    match value {
        Value::List(values) if values.len() > 3 => format!("a list of {}", values.len()),
        Value::List(values) if matches!(values.first(), Some(Value::Record(_))) => {
            format!("a list of {}", values.len())
        }
        Value::Null
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Text(_)
        | Value::Instant(_)
        | Value::List(_)
        | Value::Record(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Why;

    #[test]
    fn reasons_with_one_cause_stand_together() {
        let reason = |fact, why| Reason { fact, why };
        let text = unknown(&[
            reason("sku", Why::Denied),
            reason("locks", Why::Truncated),
            reason("region", Why::Denied),
        ]);
        assert_eq!(
            text,
            "cannot tell: sku, region (the read was denied); locks (the listing was cut short)"
        );
    }
}
