//! References: the links that are written in bodies. Every one is followed, those of dependencies included, until nothing new
//! appears; one that can't be followed hides a resource.

use super::dependencies::{Dependencies, Existence};
use super::graph::{AccountNode, Graph};
use super::link::{Link, LinkTarget, Node};
use super::serving::named_by_host;
use crate::catalogue::{self, Connection, Identity, Reference, Target};
use crate::model::{Fact, Kind, LinkRole, Provenance, ResourceId, Why};
use std::collections::BTreeSet;

/// All references of an estate.
pub(super) fn references(graph: &Graph, dependencies: &Dependencies<'_>) -> Vec<Link> {
    let mut found = References { dependencies, links: Vec::new() };
    for account in &graph.accounts {
        found.of_account(account);
    }
    found.of_dependencies();
    found.links
}

struct References<'a> {
    dependencies: &'a Dependencies<'a>,
    links: Vec<Link>,
}

impl References<'_> {
    fn of_account(&mut self, account: &AccountNode) {
        let node = Node::new(Kind::FoundryAccount, &account.row.id);
        let connections = &account.connections;
        self.of_connections(account, &connections.items, &connections.evidence);
        self.of_identity(&node, &account.row.identity, &account.evidence);
        for reference in &account.row.references {
            self.of_body(&node, reference, &account.evidence);
        }
        for project in &account.projects.items {
            let node = Node::new(Kind::FoundryProject, &project.row.id);
            let connections = &project.connections;
            self.of_connections(account, &connections.items, &connections.evidence);
            self.of_identity(&node, &project.row.identity, &project.evidence);
            if let Fact::Known(Some(settings), evidence) = &project.settings {
                let stores = [&settings.threads, &settings.vectors, &settings.files];
                for store in stores.into_iter().flatten() {
                    self.add(&node, LinkRole::Store, store, evidence);
                }
            }
        }
    }

    fn of_connections(
        &mut self,
        account: &AccountNode,
        connections: &[Connection],
        evidence: &Provenance,
    ) {
        for connection in connections {
            let from = Node::new(Kind::Connection, &connection.id);
            match self.dependencies.resolve(connection) {
                Fact::Known(Some((_, id)), at) => {
                    self.add(&from, LinkRole::Connection, &id, &evidence.and(&at));
                }
                Fact::Known(None, _) => {}
                Fact::Missing(why, at) => {
                    let evidence = at.and(evidence);
                    for kind in kinds_behind(account, connection, &why) {
                        let role = LinkRole::Connection;
                        self.hide(&from, (role, kind), &why, is_listed(&why), &evidence);
                    }
                }
            }
        }
    }

    fn of_identity(&mut self, from: &Node, identity: &Identity, evidence: &Provenance) {
        let role = LinkRole::Identity;
        match &identity.user_assigned {
            Fact::Known(ids, _) => {
                for id in ids {
                    self.add(from, role, id, evidence);
                }
            }
            Fact::Missing(why, at) => {
                self.hide(from, (role, Kind::UserAssignedIdentity), why, false, at);
            }
        }
    }

    /// A reference in the body of an account or a dependency.
    fn of_body(&mut self, from: &Node, reference: &Reference, evidence: &Provenance) {
        match reference {
            Reference::Id(_, id, role) => self.add(from, *role, id, evidence),
            Reference::Hidden(kind, role, why) => {
                self.hide(from, (*role, *kind), why, false, evidence);
            }
            Reference::Vault(host) => {
                let role = LinkRole::CustomerManagedKey;
                match self.dependencies.by_host(Kind::KeyVault, host) {
                    Fact::Known(id, at) => self.add(from, role, &id, &evidence.and(&at)),
                    Fact::Missing(why, at) => {
                        let in_listing = is_listed(&why);
                        let evidence = at.and(evidence);
                        self.hide(from, (role, Kind::KeyVault), &why, in_listing, &evidence);
                    }
                }
            }
        }
    }

    /// References of dependencies: a workspace behind Application Insights, the vault of a store's key. One that wasn't
    /// read may hide such a reference.
    fn of_dependencies(&mut self) {
        let mut done = BTreeSet::new();
        let mut at = 0;
        while let Some(link) = self.links.get(at) {
            at += 1;
            let Some(node) = link.target().cloned() else {
                continue;
            };
            if !done.insert(node.clone()) {
                continue;
            }
            match self.dependencies.lookup(node.kind, &node.id) {
                Existence::Found(row, evidence) => {
                    for reference in &row.references {
                        self.of_body(&node, reference, &evidence);
                    }
                }
                Existence::Absent(_) => {}
                Existence::Lacking(why, evidence) => {
                    for hidden in behind(node.kind) {
                        self.hide(&node, *hidden, &why, false, &evidence);
                    }
                }
            }
        }
    }

    /// A link to a resource, if that is of a kind that is audited.
    fn add(&mut self, from: &Node, role: LinkRole, id: &ResourceId, evidence: &Provenance) {
        let Some((kind, id)) = catalogue::dependency_id(id.written()) else {
            return;
        };
        let exists = self.dependencies.exists(kind, &id);
        self.links.push(Link {
            from: from.clone(),
            role,
            to: LinkTarget::Resource(Node { kind, id }, exists),
            through: vec![],
            evidence: evidence.clone(),
        });
    }

    /// A link that can't be followed: a resource of this kind may be behind it.
    fn hide(
        &mut self,
        from: &Node,
        (role, kind): (LinkRole, Kind),
        why: &Why,
        in_listing: bool,
        evidence: &Provenance,
    ) {
        self.links.push(Link {
            from: from.clone(),
            role,
            to: LinkTarget::Hidden { kind, why: why.clone(), in_listing },
            through: vec![],
            evidence: evidence.clone(),
        });
    }
}

/// Whether a listing would show what isn't known.
fn is_listed(why: &Why) -> bool {
    !matches!(why, Why::Unresolved(_))
}

/// What the body of a dependency of this kind may refer to.
fn behind(kind: Kind) -> &'static [(LinkRole, Kind)] {
    catalogue::row(kind).dependency.as_ref().map_or(&[], |row| row.behind)
}

/// These kinds, and those that resources of them may refer to in turn.
pub(super) fn with_behind(kinds: &[Kind]) -> Vec<Kind> {
    let mut all = kinds.to_vec();
    let mut at = 0;
    while let Some(kind) = all.get(at).copied() {
        let more = behind(kind).iter().map(|(_, kind)| *kind);
        let more: Vec<Kind> = more.filter(|kind| !all.contains(kind)).collect();
        all.extend(more);
        at += 1;
    }
    all
}

/// The dependency kinds that may be behind a connection, as far as its body says. What no list of the scope shows lies
/// outside of it; if no capability host names the connection, its own vaults and identities aren't needed by agents.
fn kinds_behind(account: &AccountNode, connection: &Connection, why: &Why) -> Vec<Kind> {
    match &connection.target {
        Fact::Known(Target::Host(kind, _), _) => {
            let apart = matches!(named_by_host(account, &connection.id), Fact::Known(false, _));
            match apart && !is_listed(why) {
                true => vec![*kind],
                false => with_behind(&[*kind]),
            }
        }
        Fact::Known(Target::Nowhere(kind), _) => with_behind(&[*kind]),
        Fact::Known(Target::Id(..) | Target::Other, _) => vec![],
        Fact::Missing(..) => with_behind(&catalogue::connectable_kinds()),
    }
}
