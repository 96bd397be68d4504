//! Who uses a store, and whether it is dedicated. Judged over every Foundry account in scope: one more account that is
//! known to use it settles the matter, one list that wasn't read leaves it open.

mod attached;
mod connections;
mod foreign;
mod runtimes;
mod stores;
mod throughput;

pub(super) use foreign::{same_guid, workspace_of};
pub(super) use runtimes::RuntimeContainers;

use super::bindings::ProjectBindings;
use super::dependencies::Dependencies;
use super::graph::{AccountNode, Graph};
use super::index::{Lack, Listing};
use super::link::{Link, LinkTarget, Links, Node};
use super::serving::named_by_host;
use super::subject::ReadGroup;
use crate::catalogue::{CapabilityHost, Target};
use crate::model::{Fact, GroupId, Kind, Provenance, ReadId, ResourceId, StoreRole, Why};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that is known about who uses what.
pub(super) struct Sharing<'a> {
    graph: &'a Graph,
    links: &'a Links,
    dependencies: &'a Dependencies<'a>,
    bindings: &'a BTreeMap<&'a ResourceId, &'a ProjectBindings>,
    /// References that couldn't be followed, by the kind that hides behind them.
    hidden: BTreeMap<Kind, Vec<&'a Link>>,
    /// Per role: the first binding whose store isn't known.
    unresolved: BTreeMap<StoreRole, &'a Link>,
    /// The stores that are known to be bound.
    bound: BTreeSet<&'a ResourceId>,
    /// Why bindings of the scope aren't all known.
    lack: Option<Why>,
    /// Why attachments of identities aren't all known.
    attachment_lack: Option<Why>,
}

/// The one group of reads that sharing is judged by.
pub(super) const GROUP: Provenance = Provenance::Group(GroupId(0));

impl<'a> Sharing<'a> {
    pub(super) fn new(
        graph: &'a Graph,
        bindings: &'a BTreeMap<&'a ResourceId, &'a ProjectBindings>,
        links: &'a Links,
        dependencies: &'a Dependencies<'a>,
    ) -> Self {
        let mut hidden: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut unresolved = BTreeMap::new();
        let mut bound = BTreeSet::new();
        for link in links.all() {
            match (link.binds(), link.hidden()) {
                (Some(role), Some(_)) => {
                    unresolved.entry(role).or_insert(link);
                }
                (Some(_), None) => bound.extend(link.target().map(|store| &store.id)),
                (None, Some((kind, _))) if link.role.is_reference() => {
                    hidden.entry(kind).or_default().push(link);
                }
                (None, _) => {}
            }
        }
        let lacks = lacks(graph);
        let attachment_lack =
            lacks.iter().find(|(structural, _)| *structural).map(|(_, (why, _))| why.clone());
        let lack = lacks.into_iter().map(|(_, (why, _))| why).min();
        Self {
            graph,
            links,
            dependencies,
            bindings,
            hidden,
            unresolved,
            bound,
            lack,
            attachment_lack,
        }
    }

    /// The group of reads behind [`GROUP`].
    pub(super) fn group(&self) -> ReadGroup {
        let mut missing: Vec<ReadId> = lacks(self.graph)
            .iter()
            .flat_map(|(_, (_, evidence))| evidence.reads().to_vec())
            .collect();
        missing.sort_unstable();
        missing.dedup();
        let accounts = self.graph.accounts.len();
        let projects = self.bindings.len();
        let all = self.graph.subscriptions.len() + accounts * 3 + projects * 2;
        let title =
            format!("projects, capability hosts and connections of {accounts} Foundry accounts");
        ReadGroup { title, read: all.saturating_sub(missing.len()), missing }
    }

    /// The accounts that use a dependency.
    pub(super) fn accounts_of(&self, kind: Kind, id: &ResourceId) -> BTreeSet<ResourceId> {
        let users = self.links.users(&Node::new(kind, id)).into_iter();
        users.filter_map(|user| user.id.account()).collect()
    }

    /// The projects that use a dependency; one may bind it by a connection of its account.
    pub(super) fn projects_of(&self, kind: Kind, id: &ResourceId) -> BTreeSet<ResourceId> {
        let users = self.links.users(&Node::new(kind, id)).into_iter();
        users.filter_map(|user| user.id.project()).collect()
    }

    /// The links that lead to a resource and are written in a body.
    fn references_to(
        &self,
        kind: Kind,
        id: &ResourceId,
    ) -> impl Iterator<Item = &'a Link> + use<'a> {
        let links = self.links.to(&Node::new(kind, id));
        links.filter(|link| link.role.is_reference())
    }

    /// The bindings of a store: by which project, for what, and by which reads.
    fn bound_by(
        &self,
        kind: Kind,
        id: &ResourceId,
    ) -> impl Iterator<Item = (&'a ProjectBindings, StoreRole, &'a Provenance)> + use<'a> {
        let bindings = self.bindings;
        let links = self.links.to(&Node::new(kind, id));
        links.filter_map(move |link| {
            let project = bindings.get(&link.from.id)?;
            Some((*project, link.binds()?, &link.evidence))
        })
    }

    /// The projects that are known to bind a store.
    pub(super) fn binding_projects(&self, kind: Kind, id: &ResourceId) -> BTreeSet<&'a ResourceId> {
        let bound = self.bound_by(kind, id);
        bound.map(|(project, _, _)| &project.project).collect()
    }

    /// All stores that are known to be bound.
    pub(super) fn bound_stores(&self) -> impl Iterator<Item = &'a ResourceId> {
        self.bound.iter().copied()
    }

    /// Why more projects may bind a store of this kind than are known; none if all bindings are known.
    pub(super) fn more_may_bind(&self, kind: Kind) -> Option<Lack> {
        if let Some(why) = &self.lack {
            return Some((why.clone(), GROUP));
        }
        let mut unresolved = self.unresolved.iter();
        let (_, link) = unresolved.find(|(role, _)| role.admits(kind))?;
        lack_of_link(link)
    }

    /// Why more projects may keep vectors in a store than are known; none if all such bindings are known.
    fn more_vectors(&self) -> Option<Why> {
        let unresolved = || lack_of_link(self.unresolved.get(&StoreRole::Vectors)?);
        self.lack.clone().or_else(|| unresolved().map(|(why, _)| why))
    }

    /// Why more accounts may use a resource than are known; none if every reference that may lead to it was followed.
    pub(super) fn more_may_use(&self, kind: Kind, id: &ResourceId) -> Option<Lack> {
        if let Some(why) = &self.lack {
            return Some((why.clone(), GROUP));
        }
        let hidden = self.hidden_at(kind, id).next();
        hidden.and_then(lack_of_link).or_else(|| self.more_may_bind(kind))
    }

    /// The references that couldn't be followed and may lead to this resource.
    fn hidden_at(&self, kind: Kind, id: &ResourceId) -> impl Iterator<Item = &'a Link> {
        let hidden = self.hidden.get(&kind).into_iter().flatten().copied();
        hidden.filter(move |link| match self.host_behind(link) {
            Some((of, host)) if of == kind => self.dependencies.may_answer_at(kind, id, host),
            Some(_) | None => true,
        })
    }

    /// The host that a connection leads to, if that is all that is known of its target.
    fn host_behind(&self, link: &Link) -> Option<(Kind, &'a str)> {
        let (_, connection) = self.graph.connection(&link.from.id)?;
        match connection.target.known()? {
            Target::Host(kind, host) => Some((*kind, host)),
            Target::Id(..) | Target::Nowhere(_) | Target::Other => None,
        }
    }

    /// True if what hides behind a reference is known to keep nothing of agents: no list of the scope shows it, no capability
    /// host names the connection, and every binding leads elsewhere.
    pub(super) fn is_no_store_of_agents(&self, link: &Link) -> bool {
        let LinkTarget::Hidden { kind, in_listing: false, .. } = &link.to else {
            return false;
        };
        let unnamed = || {
            let (account, connection) = self.graph.connection(&link.from.id)?;
            let leads = matches!(connection.target.known()?, Target::Host(of, _) if of == kind);
            Some(leads && matches!(named_by_host(account, &connection.id), Fact::Known(false, _)))
        };
        kind.is_store() && self.more_may_bind(*kind).is_none() && unnamed() == Some(true)
    }

    fn open<T>(&self, why: &Why) -> Fact<T> {
        Fact::Missing(why.clone(), GROUP)
    }
}

/// Why the resource behind a link isn't known.
fn lack_of_link(link: &Link) -> Option<Lack> {
    let (_, why) = link.hidden()?;
    Some((why.clone(), link.evidence.clone()))
}

/// `account/project/connection` or `account/connection`.
fn title_of(id: &ResourceId) -> String {
    let parts: Vec<&str> = id.written().split('/').skip(8).step_by(2).collect();
    parts.join("/")
}

/// The reads that bindings come from and that gave no evidence; `true` for those that identities come from too.
fn lacks(graph: &Graph) -> Vec<(bool, Lack)> {
    let structural = |lack: &Lack| (true, lack.clone());
    let mut lacks: Vec<(bool, Lack)> =
        graph.lacks.iter().map(|(_, lack)| structural(lack)).collect();
    for account in &graph.accounts {
        lacks.extend(account.projects.lack.iter().map(structural));
        lacks.extend(binding_lacks(account).map(|lack| (false, lack)));
    }
    lacks
}

fn binding_lacks(account: &AccountNode) -> impl Iterator<Item = Lack> + '_ {
    let of_account = names_lack(&account.hosts).into_iter().chain(account.connections.lack.clone());
    let of_projects = account.projects.items.iter().flat_map(|project| {
        let settings = match &project.settings {
            Fact::Missing(why, evidence) => Some((why.clone(), evidence.clone())),
            Fact::Known(..) => None,
        };
        names_lack(&project.hosts)
            .into_iter()
            .chain(project.connections.lack.clone())
            .chain(settings)
    });
    of_account.chain(of_projects)
}

/// Why not all connections are known that the hosts of a list name.
fn names_lack(hosts: &Listing<CapabilityHost>) -> Option<Lack> {
    let mut names = hosts.items.iter().flat_map(|host| &host.names);
    let unknown = |names: &Fact<Vec<String>>| match names {
        Fact::Known(..) => None,
        Fact::Missing(why, evidence) => Some((why.clone(), evidence.clone())),
    };
    hosts.lack.clone().or_else(|| names.find_map(unknown))
}
