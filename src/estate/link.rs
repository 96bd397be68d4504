//! Links: how the subjects of an estate hang together. Every relation is found once, while the estate is built, with the
//! reads that show it; whoever asks what belongs to what, or what depends on what, reads them. A link that may exist but
//! can't be followed is a link too, so that a lost read never makes anything look independent.

use crate::model::{Fact, Kind, LinkRole, Provenance, ResourceId, StoreRole, Why};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// One end of a link.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    pub id: ResourceId,
}

impl Node {
    /// The end with this kind and id.
    #[must_use]
    pub fn new(kind: Kind, id: &ResourceId) -> Self {
        Self { kind, id: id.clone() }
    }
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq)]
pub enum LinkTarget {
    /// To a resource, and whether that exists: known from its own read or a listing, missing if neither gave an answer.
    Resource(Node, Fact<bool>),
    /// To nothing that could serve: what it names doesn't exist or is of another type.
    Nowhere,
    /// Not known: something of this kind may be behind it.
    Hidden {
        /// The kind.
        kind: Kind,
        /// Why it isn't known.
        why: Why,
        /// True if a listing would show it.
        in_listing: bool,
    },
}

/// One relation.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// What has the relation: the holder, the user, the one that refers.
    pub from: Node,
    /// What the relation is.
    pub role: LinkRole,
    /// What it leads to.
    pub to: LinkTarget,
    /// What a binding goes through, in order: the capability host that names it, the connection that the host names. Empty
    /// where `from` names the resource itself.
    pub through: Vec<Node>,
    /// The reads that show it.
    pub evidence: Provenance,
}

impl Link {
    /// The resource that it leads to.
    #[must_use]
    pub fn target(&self) -> Option<&Node> {
        match &self.to {
            LinkTarget::Resource(node, _) => Some(node),
            LinkTarget::Nowhere | LinkTarget::Hidden { .. } => None,
        }
    }

    /// The kind that may hide behind it, and why.
    #[must_use]
    pub fn hidden(&self) -> Option<(Kind, &Why)> {
        match &self.to {
            LinkTarget::Hidden { kind, why, .. } => Some((*kind, why)),
            LinkTarget::Resource(..) | LinkTarget::Nowhere => None,
        }
    }

    /// What agents keep there, if it is a binding.
    #[must_use]
    pub fn binds(&self) -> Option<StoreRole> {
        match self.role {
            LinkRole::Binds(role) => Some(role),
            LinkRole::Contains
            | LinkRole::Store
            | LinkRole::Connection
            | LinkRole::Identity
            | LinkRole::StoreIdentity
            | LinkRole::CustomerManagedKey
            | LinkRole::Workspace
            | LinkRole::UserOwnedStorage
            | LinkRole::Primary
            | LinkRole::Standby => None,
        }
    }

    fn order(&self, other: &Self) -> Ordering {
        (&self.from, self.role)
            .cmp(&(&other.from, other.role))
            .then_with(|| self.target().cmp(&other.target()))
            .then_with(|| self.hidden().cmp(&other.hidden()))
            .then_with(|| self.through.cmp(&other.through))
    }
}

/// All links of an estate, sorted by `from`, role and `to`.
#[derive(Clone, Debug, Default)]
pub struct Links {
    all: Vec<Link>,
    /// Indexes of `all` by the resource that the link leads to; of one resource in the order in which they were found.
    by_target: Vec<usize>,
    /// Indexes of `all` and of `through` by what the link goes through.
    by_means: Vec<(usize, usize)>,
}

impl Links {
    /// Sorts the links and drops those that say the same twice.
    #[must_use]
    pub fn new(links: Vec<Link>) -> Self {
        let mut found: Vec<(usize, Link)> = links.into_iter().enumerate().collect();
        found.sort_by(|(_, a), (_, b)| a.order(b));
        found.dedup_by(|(_, a), (_, b)| a.order(b) == Ordering::Equal);
        let (nth, all): (Vec<usize>, Vec<Link>) = found.into_iter().unzip();
        let mut by_target: Vec<usize> =
            (0..all.len()).filter(|at| all[*at].target().is_some()).collect();
        by_target.sort_by_key(|at| (all[*at].target(), nth[*at]));
        let means = |at: usize| (0..all[at].through.len()).map(move |nth| (at, nth));
        let mut by_means: Vec<(usize, usize)> = (0..all.len()).flat_map(means).collect();
        by_means.sort_by_key(|(at, nth)| &all[*at].through[*nth]);
        Self { all, by_target, by_means }
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Link] {
        &self.all
    }

    /// Those that come from a subject.
    #[must_use]
    pub fn from(&self, node: &Node) -> &[Link] {
        let start = self.all.partition_point(|link| link.from < *node);
        let rest = &self.all[start..];
        &rest[..rest.partition_point(|link| link.from == *node)]
    }

    /// Those that lead to a subject, in the order in which they were found: the first is shown as evidence.
    pub fn to<'a>(&'a self, node: &Node) -> impl Iterator<Item = &'a Link> + use<'a> {
        let target = |at: &usize| self.all[*at].target();
        let start = self.by_target.partition_point(|at| target(at) < Some(node));
        let rest = &self.by_target[start..];
        let here = &rest[..rest.partition_point(|at| target(at) == Some(node))];
        here.iter().map(|at| &self.all[*at])
    }

    /// The bindings that go through a capability host or a connection.
    pub fn through<'a>(&'a self, node: &Node) -> impl Iterator<Item = &'a Link> + use<'a> {
        let means = |(at, nth): &(usize, usize)| &self.all[*at].through[*nth];
        let start = self.by_means.partition_point(|one| means(one) < node);
        let rest = &self.by_means[start..];
        let here = &rest[..rest.partition_point(|one| means(one) == node)];
        here.iter().map(|(at, _)| &self.all[*at])
    }

    /// What holds a subject: an account or a project of its connections and capability hosts, an account of its projects.
    #[must_use]
    pub fn holder(&self, node: &Node) -> Option<&Node> {
        let mut links = self.to(node);
        let contains = links.find(|link| link.role == LinkRole::Contains)?;
        Some(&contains.from)
    }

    /// The accounts and projects that refer to a resource, directly or by way of other resources.
    #[must_use]
    pub fn referring(&self, node: &Node) -> BTreeSet<&Node> {
        let (mut seen, mut referring) = (BTreeSet::new(), BTreeSet::new());
        let mut open: Vec<&Link> = self.to(node).collect();
        while let Some(link) = open.pop() {
            if !link.role.is_reference() || !seen.insert(&link.from) {
                continue;
            }
            if link.from.kind.is_dependency() {
                open.extend(self.to(&link.from));
            } else if link.from.kind == Kind::Connection {
                referring.extend(self.holder(&link.from));
            } else {
                referring.insert(&link.from);
            }
        }
        referring
    }

    /// The accounts and projects that use a resource: those that refer to it, and the projects that bind it.
    #[must_use]
    pub fn users(&self, node: &Node) -> BTreeSet<&Node> {
        let binding = self.to(node).filter(|link| link.binds().is_some());
        binding.map(|link| &link.from).chain(self.referring(node)).collect()
    }
}
