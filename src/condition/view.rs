//! What a condition sees of a subject: its kind, its facts and whether it was read. Subjects of an estate and the facts of an
//! example look the same from here.

use crate::catalogue::catalogue;
use crate::estate::{Presence, Subject};
use crate::model::{Fact, Kind, Value, Why};

/// One reason why nothing could be decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// The fact.
    pub fact: &'static str,
    /// Why it is missing.
    pub why: Why,
}

/// A subject as conditions see it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    pub(crate) kind: Kind,
    pub(crate) facts: &'a [Fact],
    pub(crate) presence: &'a Presence,
}

impl<'a> From<&'a Subject> for View<'a> {
    fn from(subject: &'a Subject) -> Self {
        Self { kind: subject.kind, facts: subject.facts(), presence: &subject.presence }
    }
}

impl<'a> View<'a> {
    /// A known fact's value, by its place in the catalogue. A placeholder has none.
    pub(crate) fn value_at(&self, at: usize) -> Option<&'a Value> {
        match self.presence {
            Presence::Placeholder(..) => None,
            Presence::Found | Presence::Unread(..) => self.facts.get(at)?.known(),
        }
    }

    /// A known fact's value, by name.
    pub(crate) fn value(&self, name: &str) -> Option<&'a Value> {
        self.value_at(catalogue().index(self.kind, name)?)
    }

    /// The elements of a list; none if it isn't known.
    pub(crate) fn elements(&self, list: &str) -> &'a [Value] {
        self.value(list).map_or(&[], Value::elements)
    }

    /// Why a fact isn't known; none if it is.
    pub(crate) fn missing_at(&self, at: usize) -> Option<Why> {
        if let Presence::Placeholder(why, _) = self.presence {
            return Some(why.clone());
        }
        match self.facts.get(at) {
            Some(Fact::Known(..)) => None,
            Some(Fact::Missing(why, _)) => Some(why.clone()),
            None => Some(Why::NotRead),
        }
    }

    /// The missing ones among these facts.
    pub(crate) fn reasons(&self, facts: &[FactRef]) -> Vec<Reason> {
        facts
            .iter()
            .filter_map(|fact| {
                let why = self.missing_at(fact.at)?;
                Some(Reason { fact: fact.name, why })
            })
            .collect()
    }
}

/// A fact of a kind: its name and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FactRef {
    /// Place in the catalogue's list of the kind; first, so that references sort in the catalogue's order.
    pub(crate) at: usize,
    /// Its name.
    pub(crate) name: &'static str,
    /// What it means that it is false, null, 0 or empty, if the catalogue has words for it.
    pub(crate) absent: Option<&'static str>,
}

impl FactRef {
    /// The fact of a kind with this name.
    pub(crate) fn find(kind: Kind, name: &str) -> Option<Self> {
        let at = catalogue().index(kind, name)?;
        let spec = catalogue().facts(kind)[at];
        Some(Self { at, name: spec.name, absent: spec.absent })
    }
}
