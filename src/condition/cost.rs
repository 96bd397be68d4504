//! What a condition costs on a subject: the product of the lengths of the lists that it iterates, known before it runs.

use super::view::View;
use crate::model::Value;

/// A list that is iterated.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Range {
    /// A list fact.
    Fact(&'static str),
    /// A field of the element that an outer loop is at.
    Field(&'static str),
    /// A field of the element that the rule judges, `it`: a list fact and its field.
    Element(&'static str, &'static str),
    /// A literal of this length.
    Literal(usize),
}

impl Range {
    /// The list fact that is iterated, if it is one.
    pub(super) fn fact(&self) -> Option<&'static str> {
        match self {
            Self::Fact(list) | Self::Element(list, _) => Some(list),
            Self::Field(_) | Self::Literal(_) => None,
        }
    }
}

/// A loop of a condition, with the loops that run for each of its elements.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Loop {
    pub(super) range: Range,
    pub(super) inner: Vec<Loop>,
}

/// Elements visited by all loops together; an upper bound, since a field counts with its longest list.
pub(super) fn visits(loops: &[Loop], view: &View<'_>, outer: &[Value]) -> usize {
    loops.iter().map(|each| visits_of(each, view, outer)).fold(0, usize::saturating_add)
}

fn visits_of(each: &Loop, view: &View<'_>, outer: &[Value]) -> usize {
    let (length, elements) = match each.range {
        Range::Literal(length) => (length, &[][..]),
        Range::Fact(name) => with_length(view.elements(name)),
        Range::Field(name) => with_length(longest(outer, name)),
        Range::Element(list, name) => with_length(longest(view.elements(list), name)),
    };
    let inner = visits(&each.inner, view, elements);
    length.saturating_mul(inner.saturating_add(1))
}

fn with_length(list: &[Value]) -> (usize, &[Value]) {
    (list.len(), list)
}

/// The longest list that a field holds in any of the records.
fn longest<'a>(records: &'a [Value], name: &str) -> &'a [Value] {
    let lists = records.iter().filter_map(|record| record.field(name)?.as_list());
    lists.max_by_key(|list| list.len()).unwrap_or_default()
}
