//! A rule's working parts: its conditions, and for each of its kinds the facts, messages and remedy.

use super::remedy::RemedyTemplate;
use crate::condition::{Condition, FactRef, Template};
use crate::model::{Kind, Value};
use std::collections::BTreeSet;

/// The working parts.
#[derive(Debug, Default)]
pub(super) struct Program {
    pub(super) when: Option<Condition>,
    /// Where it holds, only a person can tell.
    pub(super) manual: Option<Condition>,
    pub(super) check: Option<Condition>,
    pub(super) each: Option<Each>,
    pub(super) kinds: Vec<ForKind>,
}

/// The list that a rule judges element by element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Each {
    /// The list fact.
    pub(super) list: &'static str,
    /// The field that names an element.
    pub(super) key: &'static str,
}

/// What differs by kind.
#[derive(Debug)]
pub(super) struct ForKind {
    pub(super) kind: Kind,
    /// The facts of the conditions, in the order of the catalogue.
    pub(super) reads: Vec<FactRef>,
    pub(super) pass: Option<Template>,
    pub(super) fail: Option<Template>,
    pub(super) manual: Option<Template>,
    pub(super) remedy: Option<RemedyTemplate>,
}

impl Program {
    /// The parts for a kind.
    pub(super) fn of(&self, kind: Kind) -> Option<&ForKind> {
        self.kinds.iter().find(|part| part.kind == kind)
    }

    /// Names of the facts that the conditions read.
    pub(super) fn reads(&self) -> BTreeSet<&'static str> {
        let conditions = self.when.iter().chain(&self.manual).chain(&self.check);
        let read = conditions.flat_map(|condition| condition.reads.iter().copied());
        let of_kinds = self.kinds.iter().flat_map(|part| &part.reads);
        let of_kinds = of_kinds.map(|fact| fact.name);
        read.chain(self.each.map(|each| each.list)).chain(of_kinds).collect()
    }

    /// Names of the facts that the messages show.
    pub(super) fn shows(&self) -> BTreeSet<&'static str> {
        let templates = self
            .kinds
            .iter()
            .flat_map(|part| part.pass.iter().chain(&part.fail).chain(&part.manual));
        templates.flat_map(Template::facts).collect()
    }
}

impl Each {
    /// The name of an element.
    pub(super) fn part(&self, element: &Value) -> String {
        element.field(self.key).map(ToString::to_string).unwrap_or_default()
    }
}
