//! The estate: a graph of Foundry accounts, projects, capability hosts, connections and the resources behind them, with
//! facts. It is built from a snapshot and holds no JSON; rules read its facts and nothing else.

mod accounts;
mod bindings;
mod build;
mod contents;
mod counting;
mod deletions;
mod denials;
mod dependencies;
mod drafting;
mod gone;
mod graph;
mod index;
mod lifecycle;
mod link;
mod locks;
mod muting;
mod pairs;
mod perimeters;
mod placeholders;
mod policies;
mod protection;
mod reach;
mod references;
mod regions;
mod rights;
mod roles;
mod serving;
mod sharing;
mod stacks;
mod subject;
mod subjects;
mod watch;
mod whole;
mod workloads;

pub use build::{build, build_for};
pub use link::{Link, LinkTarget, Links, Node};
pub use pairs::{CapacityUnit, Compared, Difference, Differences, Model, Pair};
pub use reach::Dependent;
pub use subject::{Gap, Presence, Read, ReadGroup, Subject};
pub use workloads::NoSuchAccount;

use crate::model::{GroupId, Kind, ReadId, ResourceId};
use crate::snapshot::ScopeEntry;

/// The graph that rules judge.
#[derive(Clone, Debug, Default)]
pub struct Estate {
    /// All subjects, sorted by kind and id.
    pub subjects: Vec<Subject>,
    /// All reads, in the order of their keys; [`ReadId`] indexes them.
    pub reads: Vec<Read>,
    /// Groups of reads; [`GroupId`] indexes them.
    pub groups: Vec<ReadGroup>,
    /// Reads that gave no evidence.
    pub gaps: Vec<Gap>,
    /// The subscriptions in scope.
    pub scope: Vec<ScopeEntry>,
    /// Cognitive Services accounts that aren't Foundry accounts (OpenAI, Speech, AIServices without projects).
    pub other_accounts: usize,
    /// How the subjects hang together.
    pub links: Links,
    /// The workloads that have a standby, primary and standby compared.
    pub pairs: Vec<Pair>,
    /// Accounts that declared workloads name and that aren't there, though every list that could hold them was read.
    pub unknown_accounts: Vec<NoSuchAccount>,
}

impl Estate {
    /// The group of a provenance.
    #[must_use]
    pub fn group(&self, id: GroupId) -> &ReadGroup {
        &self.groups[id.0 as usize]
    }

    /// The read of a provenance.
    #[must_use]
    pub fn read(&self, id: ReadId) -> &Read {
        &self.reads[id.0 as usize]
    }

    /// The subject with this kind and id.
    #[must_use]
    pub fn subject(&self, kind: Kind, id: &ResourceId) -> Option<&Subject> {
        let at =
            self.subjects.binary_search_by(|subject| (subject.kind, &subject.id).cmp(&(kind, id)));
        at.ok().map(|at| &self.subjects[at])
    }
}
