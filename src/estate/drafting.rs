//! The facts of one subject while it is being built: set by name, checked against the catalogue, put into its order.

use super::index::{Index, Single};
use super::{Presence, Subject};
use crate::catalogue::{ReadKind, catalogue, facts_missing, facts_of, reads_beside};
use crate::model::{Fact, Kind, Provenance, Region, ResourceId, Value, Why};

/// The facts of one subject while it is being built.
pub(super) struct Facts {
    kind: Kind,
    id: ResourceId,
    values: Vec<Option<Fact>>,
    default: (Why, Provenance),
}

impl Facts {
    /// Starts with what the id tells; those of the estate and of workloads tell nothing.
    pub(super) fn new(kind: Kind, id: &ResourceId, evidence: &Provenance) -> Self {
        let values = vec![None; catalogue().facts(kind).len()];
        let mut facts =
            Self { kind, id: id.clone(), values, default: (Why::NotRead, Provenance::None) };
        if matches!(kind, Kind::Estate | Kind::Workload) {
            return facts;
        }
        let known = |text: &str| Fact::Known(Value::text(text), evidence.clone());
        facts.set("id", known(id.written()));
        facts.set("name", known(id.name()));
        facts.set("subscription", known(id.subscription().unwrap_or_default()));
        if kind != Kind::Subscription {
            facts.set("resource_group", known(id.resource_group().unwrap_or_default()));
        }
        facts
    }

    /// What facts are that nobody sets.
    pub(super) fn default_to(&mut self, why: &Why, evidence: &Provenance) {
        self.default = (why.clone(), evidence.clone());
    }

    /// Sets a fact.
    pub(super) fn set(&mut self, name: &str, fact: Fact) {
        let at = catalogue().index(self.kind, name);
        let at = at.unwrap_or_else(|| unreachable!("internal: {} has no fact {name}", self.kind));
        self.values[at] = Some(fact);
    }

    /// Sets several facts.
    pub(super) fn extend(&mut self, facts: impl IntoIterator<Item = (&'static str, Fact)>) {
        for (name, fact) in facts {
            self.set(name, fact);
        }
    }

    /// Sets the facts of all other single reads at the subject.
    pub(super) fn take_all(&mut self, index: &Index<'_>) {
        for read in reads_beside(self.kind) {
            self.take(read, &index.one(read, &self.id.clone()));
        }
    }

    /// Sets the facts that another read at the subject brings. A part of a resource that is there can't be absent: such an
    /// answer is a failure.
    fn take(&mut self, read: ReadKind, answer: &Single<'_>) {
        let missing = |why: &Why, evidence| facts_missing(self.kind, read, why, evidence);
        let facts = match answer {
            Single::Found(body) => facts_of(self.kind, Some(read), body),
            Single::Absent(evidence) => missing(&Why::Failed, evidence),
            Single::Lacking(why, evidence) => missing(why, evidence),
            // Asked for only where an account that was read has a copy, so that an unread one says nothing of its own.
            Single::NotAsked if read == ReadKind::GEO_REPLICATION => {
                missing(&Why::NotRead, &Provenance::None)
            }
            Single::NotAsked => return,
        };
        self.extend(facts);
    }

    /// True if subjects of this kind have the fact.
    pub(super) fn has(&self, name: &str) -> bool {
        catalogue().index(self.kind, name).is_some()
    }

    /// A fact that was set before.
    pub(super) fn get(&self, name: &str) -> Fact {
        let at = catalogue().index(self.kind, name);
        let (why, evidence) = self.default.clone();
        at.and_then(|at| self.values[at].clone()).unwrap_or(Fact::Missing(why, evidence))
    }

    /// The finished subject.
    pub(super) fn subject(self, presence: Presence, region: Option<Region>) -> Subject {
        let (why, evidence) = self.default;
        let facts = self
            .values
            .into_iter()
            .map(|fact| fact.unwrap_or_else(|| Fact::Missing(why.clone(), evidence.clone())));
        let mut subject = Subject::new(self.kind, self.id, presence, facts.collect());
        subject.region = region;
        subject
    }
}
