//! What rules judge: subjects with facts, and the reads those facts come from.

use crate::catalogue::catalogue;
use crate::model::{Fact, Kind, Provenance, ReadId, Region, ResourceId, Why};
use crate::snapshot::Outcome;
use time::OffsetDateTime;

/// Whether a subject's own body was read.
#[derive(Clone, Debug, PartialEq)]
pub enum Presence {
    /// Its body was read.
    Found,
    /// Something refers to it, but its own read gave nothing. A rule can't pass on such a subject.
    Unread(Why, Provenance),
    /// Not a resource: the placeholder of all subjects of its kind that an incomplete listing may have held.
    Placeholder(Why, Provenance),
}

/// One thing that rules judge.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Its kind.
    pub kind: Kind,
    /// Its id; for a placeholder the listing's path, the kind and `/*`.
    pub id: ResourceId,
    /// Its name, for people: bare, never `account/project`.
    pub name: String,
    /// Its region.
    pub region: Option<Region>,
    /// The Foundry account that it belongs to: itself, its parent, or the only account that uses it.
    pub account: Option<ResourceId>,
    /// All Foundry accounts that use it (for a store with several: shared).
    pub accounts: Vec<ResourceId>,
    /// The projects that it belongs to or that use it.
    pub projects: Vec<ResourceId>,
    /// Whether its own body was read.
    pub presence: Presence,
    facts: Box<[Fact]>,
}

impl Subject {
    /// A subject with facts in the order of `catalogue().facts(kind)`; those that aren't given count as not read. The name
    /// is the id's last segment; region and owners are for the caller to fill.
    #[must_use]
    pub fn new(kind: Kind, id: ResourceId, presence: Presence, facts: Vec<Fact>) -> Self {
        let mut facts = facts;
        facts.resize(catalogue().facts(kind).len(), Fact::Missing(Why::NotRead, Provenance::None));
        Self {
            kind,
            name: id.name().to_owned(),
            id,
            region: None,
            account: None,
            accounts: Vec::new(),
            projects: Vec::new(),
            presence,
            facts: facts.into(),
        }
    }

    /// The facts in the order of `catalogue().facts(kind)`.
    #[must_use]
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// A fact by name.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<&Fact> {
        catalogue().index(self.kind, name).map(|at| &self.facts[at])
    }

    /// Whether it is the placeholder of what an incomplete listing may have held.
    #[must_use]
    pub fn is_placeholder(&self) -> bool {
        match self.presence {
            Presence::Placeholder(..) => true,
            Presence::Found | Presence::Unread(..) => false,
        }
    }
}

/// A read of the run, as the report shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// `GET <key>`.
    pub request: String,
    /// What became of it.
    pub outcome: Outcome,
    /// True if the answer shows only a part of what exists, so that what it doesn't show isn't absent.
    pub partial: bool,
    /// When.
    pub read_at: OffsetDateTime,
}

/// Many reads that one fact comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadGroup {
    /// What they are: "connections of all accounts in scope".
    pub title: String,
    /// How many were answered in full.
    pub read: usize,
    /// The others.
    pub missing: Vec<ReadId>,
}

/// A read that gave no evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// Which read.
    pub read: ReadId,
    /// Why there is no evidence.
    pub why: Why,
    /// ARM's error code.
    pub code: Option<String>,
    /// ARM's message, redacted.
    pub message: Option<String>,
    /// The permission whose lack may be the reason.
    pub permission: Option<&'static str>,
}
