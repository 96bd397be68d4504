//! Placeholders: `{fact}`, and `{it.field}` in rules with `each`, as messages and remedies use them.

use super::check::{FactScope, unknown_fact, unknown_field};
use super::view::{FactRef, View};
use crate::catalogue::catalogue;
use crate::model::Value;
use crate::text::{SpanError, nearest};
use std::ops::Range;

/// A placeholder as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WrittenSlot<'a> {
    /// Where, with its braces.
    pub(crate) span: Range<usize>,
    /// What stands between the braces.
    pub(crate) name: &'a str,
}

/// What a placeholder stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// A fact of the subject.
    Fact(FactRef),
    /// A field of the element that the rule judges.
    Element(&'static str),
}

/// Everything that has the form of a placeholder. `${name}` is none: that is how shells, Bicep and Terraform interpolate.
pub(crate) fn written(text: &str) -> Vec<WrittenSlot<'_>> {
    let mut found = Vec::new();
    for (open, _) in text.match_indices('{') {
        let rest = &text[open + 1..];
        let Some(length) = rest.find('}') else {
            break;
        };
        let name = &rest[..length];
        if is_name(name) && !text[..open].ends_with(['$', '%']) {
            let span = open..open + length + 2;
            found.push(WrittenSlot { span, name });
        }
    }
    found
}

/// `name` or `it.name`, in lower case.
fn is_name(text: &str) -> bool {
    let word = text.strip_prefix("it.").unwrap_or(text);
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// The placeholders of a text with what they stand for, and the errors of those that stand for nothing.
pub(super) fn slots(text: &str, scope: FactScope) -> (Vec<(Slot, Range<usize>)>, Vec<SpanError>) {
    let (mut slots, mut errors) = (Vec::new(), Vec::new());
    for found in written(text) {
        match Slot::find(scope, &found) {
            Ok(slot) => slots.push((slot, found.span)),
            Err(error) => errors.push(error),
        }
    }
    (slots, errors)
}

impl Slot {
    /// What a name stands for in this scope.
    ///
    /// # Errors
    /// If there is no such fact or field.
    pub(super) fn find(scope: FactScope, written: &WrittenSlot<'_>) -> Result<Self, SpanError> {
        let span = written.span.clone();
        let Some(field) = written.name.strip_prefix("it.") else {
            return FactRef::find(scope.kind, written.name)
                .map(Self::Fact)
                .ok_or_else(|| unknown_fact(scope.kind, written.name, span));
        };
        let Some((_, fields)) = scope.element else {
            return Err(SpanError::new(span, "`it` exists only in rules with `each`"));
        };
        fields
            .iter()
            .find(|known| known.name == field)
            .map(|known| Self::Element(known.name))
            .ok_or_else(|| unknown_field(fields, field, span))
    }

    /// Its value; none if the fact is missing, or if there is no element.
    pub(super) fn value<'a>(
        self,
        view: &View<'a>,
        element: Option<&'a Value>,
    ) -> Option<&'a Value> {
        match self {
            Self::Fact(fact) => view.value_at(fact.at),
            Self::Element(name) => element?.field(name),
        }
    }
}

/// Names in braces that are nearly, but not quite, facts: a slip that would go into a command as it is.
pub(crate) fn slips(text: &str, scope: FactScope) -> Vec<SpanError> {
    let facts = catalogue().facts(scope.kind);
    written(text)
        .iter()
        .filter(|found| Slot::find(scope, found).is_err())
        .filter_map(|found| {
            let other = nearest(found.name, facts.iter().map(|spec| spec.name))?;
            let message = format!("`{{{}}}` is no placeholder", found.name);
            let error = SpanError::new(found.span.clone(), message);
            Some(error.hint(format!("did you mean `{{{other}}}`?")))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&str> {
        written(text).into_iter().map(|found| found.name).collect()
    }

    #[test]
    fn only_plain_names_in_braces_are_placeholders() {
        assert_eq!(names("az {name} -g {resource_group}"), ["name", "resource_group"]);
        assert_eq!(names("{it.name} {it.a.b} {a b} {A} {} {1a}"), ["it.name"]);
        assert_eq!(names("{ \"sku\": { \"name\": \"{sku}\" } }"), ["sku"]);
        assert_eq!(names("'${name}-lock' %{name} {name"), [] as [&str; 0]);
        assert_eq!(names("{{name}}"), ["name"]);
    }
}
