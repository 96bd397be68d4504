//! One side of a pair, and how its lists and facts are looked into.

use crate::catalogue::LocalFacts;
use crate::estate::bindings::ProjectBindings;
use crate::estate::graph::AccountNode;
use crate::estate::index::Listing;
use crate::model::{Fact, Provenance, Why};

/// One side of a pair.
#[derive(Clone, Debug)]
pub(in crate::estate) struct Side<'a> {
    pub(in crate::estate) account: &'a AccountNode,
    /// The bindings of its projects.
    pub(in crate::estate) bindings: Vec<&'a ProjectBindings>,
}

/// A fact of a body by name.
pub(in crate::estate) fn local(facts: &LocalFacts, name: &str) -> Fact {
    let found = facts.iter().find(|(known, _)| *known == name);
    found.map_or(Fact::Missing(Why::NotRead, Provenance::None), |(_, fact)| fact.clone())
}

/// The fact, unless the list behind it is incomplete.
pub(super) fn complete<T, U>(fact: Fact<Vec<T>>, listing: &Listing<U>) -> Fact<Vec<T>> {
    listing.rest().unwrap_or_else(|| match fact {
        Fact::Known(values, evidence) => Fact::Known(values, evidence.and(&listing.evidence)),
        missing @ Fact::Missing(..) => missing,
    })
}
