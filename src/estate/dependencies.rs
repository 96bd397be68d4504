//! The resources behind the accounts: what was read of them, and which of them a connection or a host name leads to.

use super::index::{Index, Lack, Single};
use crate::catalogue::{self, Connection, Dependency, ReadKind, Target};
use crate::model::{Fact, Kind, Provenance, ResourceId, Why};
use std::collections::BTreeMap;

/// Whether a resource exists.
#[derive(Debug)]
pub(super) enum Existence<'a> {
    Found(&'a Dependency, Provenance),
    Absent(Provenance),
    Lacking(Why, Provenance),
}

/// All dependencies that were read, by kind and id, and by host.
pub(super) struct Dependencies<'a> {
    index: &'a Index<'a>,
    rows: BTreeMap<(Kind, ResourceId), (Dependency, Provenance)>,
    hosts: BTreeMap<(Kind, String), ResourceId>,
    /// Per kind: the first list in the scope's subscriptions that is incomplete.
    list_lacks: BTreeMap<Kind, Lack>,
}

impl<'a> Dependencies<'a> {
    pub(super) fn new(index: &'a Index<'a>, subscriptions: &[ResourceId]) -> Self {
        let mut all = Self {
            index,
            rows: BTreeMap::new(),
            hosts: BTreeMap::new(),
            list_lacks: BTreeMap::new(),
        };
        for kind in Kind::DEPENDENCIES {
            for subscription in index.scopes(ReadKind::list_of(kind)) {
                let listing = index
                    .list(ReadKind::list_of(kind), subscription)
                    .parse(|body| catalogue::dependency(kind, body));
                for row in listing.items {
                    all.insert(row, listing.evidence.clone());
                }
            }
            for id in index.scopes(ReadKind::one_of(kind)) {
                if let Single::Found(body) = index.one(ReadKind::one_of(kind), id)
                    && let Some(row) = catalogue::dependency(kind, &body)
                {
                    all.insert(row, body.evidence());
                }
            }
            let lacks =
                subscriptions.iter().filter_map(|s| index.list(ReadKind::list_of(kind), s).lack);
            // A list that was refused says more than one that nobody needed.
            if let Some(lack) = lacks.min_by_key(|(why, _)| *why == Why::NotRead) {
                all.list_lacks.insert(kind, lack);
            }
        }
        all
    }

    fn insert(&mut self, row: Dependency, evidence: Provenance) {
        for host in &row.hosts {
            self.hosts.entry((row.kind, host.clone())).or_insert_with(|| row.id.clone());
        }
        self.rows.insert((row.kind, row.id.clone()), (row, evidence));
    }

    /// Object ids of the identities that were read: user-assigned ones, and those of resources.
    pub(super) fn principals(&self) -> impl Iterator<Item = String> {
        self.rows.values().flat_map(|(row, _)| row.principals.iter().cloned())
    }

    /// Whether a resource exists; missing if no read gave an answer.
    pub(super) fn exists(&self, kind: Kind, id: &ResourceId) -> Fact<bool> {
        match self.lookup(kind, id) {
            Existence::Found(_, evidence) => Fact::Known(true, evidence),
            Existence::Absent(evidence) => Fact::Known(false, evidence),
            Existence::Lacking(why, evidence) => Fact::Missing(why, evidence),
        }
    }

    pub(super) fn lookup(&self, kind: Kind, id: &ResourceId) -> Existence<'_> {
        if let Some((row, evidence)) = self.rows.get(&(kind, id.clone())) {
            return Existence::Found(row, evidence.clone());
        }
        match self.index.one(ReadKind::one_of(kind), id) {
            Single::Absent(evidence) => Existence::Absent(evidence),
            Single::Lacking(why, evidence) => Existence::Lacking(why, evidence),
            Single::Found(body) => Existence::Lacking(body.not_understood(), body.evidence()),
            Single::NotAsked => {
                let subscription = id.subscription_scope();
                let listing = self.index.list(ReadKind::list_of(kind), &subscription);
                let (why, evidence) = listing.lack.unwrap_or((Why::NotRead, listing.evidence));
                Existence::Lacking(why, evidence)
            }
        }
    }

    /// The dependency that a connection leads to; known none if it leads to something that isn't audited.
    pub(super) fn resolve(&self, connection: &Connection) -> Fact<Option<(Kind, ResourceId)>> {
        connection.target.clone().then(|target| match target {
            Target::Id(kind, id) => Fact::Known(Some((kind, id)), Provenance::None),
            Target::Host(kind, host) => self.by_host(kind, &host).map(|id| Some((kind, id))),
            Target::Nowhere(kind) => Fact::Missing(
                Why::Unresolved(format!("the {} behind {}", kind.title(), connection.id.name())),
                Provenance::None,
            ),
            Target::Other => Fact::Known(None, Provenance::None),
        })
    }

    /// Whether a host may be an address of this resource: one of its own, one of another form (`name-region`), or of a
    /// domain that none of its known addresses is in. What wasn't read may have any.
    pub(super) fn may_answer_at(&self, kind: Kind, id: &ResourceId, host: &str) -> bool {
        let Some((row, _)) = self.rows.get(&(kind, id.clone())) else {
            return true;
        };
        let Some((label, domain)) = host.split_once('.') else {
            return true;
        };
        let own = row.id.name().to_lowercase();
        let named_after =
            label.strip_prefix(&own).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
        let same_domain =
            |known: &String| known.split_once('.').is_some_and(|(_, of_known)| of_known == domain);
        named_after || !row.hosts.iter().any(same_domain)
    }

    pub(super) fn by_host(&self, kind: Kind, host: &str) -> Fact<ResourceId> {
        if let Some(id) = self.hosts.get(&(kind, host.to_owned())) {
            return Fact::Known(id.clone(), Provenance::None);
        }
        match self.list_lacks.get(&kind) {
            Some(lack) => lack.into(),
            None => Fact::Missing(
                Why::Unresolved(format!("the {} at {host}", kind.title())),
                Provenance::None,
            ),
        }
    }
}
