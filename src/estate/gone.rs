//! References to what was deleted: an identity that is still attached, a vault whose key encrypts a store, a connection to a
//! resource that isn't there. Azure leaves them in the body of what refers to them.

use super::graph::{AccountNode, ProjectNode};
use super::index::Listing;
use super::link::{Link, LinkTarget, Links, Node};
use crate::catalogue::Connection;
use crate::model::{Fact, Kind, LinkRole, Provenance, ResourceId, Value};

/// The facts of an account: its own references, and those of its connections.
pub(super) fn of_account(links: &Links, account: &AccountNode) -> Vec<(&'static str, Fact)> {
    let node = Node::new(Kind::FoundryAccount, &account.row.id);
    let own = links.from(&node).iter().chain(unbound(links, &account.connections));
    vec![("gone_references", gone(own, account.connections.lack.is_some(), &account.connections))]
}

/// The facts of a project. The stores that it binds are told by its bindings.
pub(super) fn of_project(links: &Links, project: &ProjectNode) -> Vec<(&'static str, Fact)> {
    let node = Node::new(Kind::FoundryProject, &project.row.id);
    let own = links.from(&node).iter().filter(|link| link.role != LinkRole::Store);
    let identities = own.clone().filter(|link| link.role == LinkRole::Identity);
    let all = own.chain(unbound(links, &project.connections));
    vec![
        ("gone_identities", gone(identities, false, &project.connections)),
        ("gone_references", gone(all, project.connections.lack.is_some(), &project.connections)),
    ]
}

/// The facts of a dependency.
pub(super) fn of_dependency(links: &Links, kind: Kind, id: &ResourceId) -> Fact {
    decided(links.from(&Node::new(kind, id)).iter())
}

/// Where connections lead that no capability host names.
fn unbound<'a>(
    links: &'a Links,
    connections: &'a Listing<Connection>,
) -> impl Iterator<Item = &'a Link> {
    let nodes = connections.items.iter().map(|one| Node::new(Kind::Connection, &one.id));
    let unbound = nodes.filter(|node| links.through(node).next().is_none());
    unbound.flat_map(|node| links.from(&node))
}

/// The same, where a list of connections may hold more.
fn gone<'a>(links: impl Iterator<Item = &'a Link>, open: bool, list: &Listing<Connection>) -> Fact {
    let fact = decided(links);
    match (&fact, &list.lack) {
        (Fact::Known(Value::List(none), _), Some((why, at))) if open && none.is_empty() => {
            Fact::Missing(why.clone(), at.clone())
        }
        _ => fact,
    }
}

/// What is known to be gone; missing if nothing is, and something couldn't be looked up. What no list of the scope shows
/// isn't a reference into it.
fn decided<'a>(links: impl Iterator<Item = &'a Link>) -> Fact {
    let (mut gone, mut open, mut evidence) = (Vec::new(), None, Provenance::None);
    for link in links.filter(|link| link.role.is_reference()) {
        match &link.to {
            LinkTarget::Resource(node, Fact::Known(exists, at)) => {
                evidence = evidence.and(at);
                if !exists {
                    gone.push(title(link, node));
                }
            }
            LinkTarget::Resource(_, Fact::Missing(why, at)) => {
                open.get_or_insert_with(|| Fact::Missing(why.clone(), at.clone()));
            }
            LinkTarget::Hidden { why, in_listing: true, .. } => {
                open.get_or_insert_with(|| Fact::Missing(why.clone(), link.evidence.clone()));
            }
            LinkTarget::Hidden { .. } | LinkTarget::Nowhere => {}
        }
    }
    gone.sort();
    gone.dedup();
    match open {
        Some(open) if gone.is_empty() => open,
        Some(_) | None => Fact::Known(Value::texts(gone), evidence),
    }
}

/// `identity: user-assigned identity id-support`, `connection images: Container Registry cr`.
fn title(link: &Link, gone: &Node) -> String {
    let what = format!("{} {}", gone.kind.title(), gone.id.name());
    match link.from.kind {
        Kind::Connection => format!("connection {}: {what}", link.from.id.name()),
        _ => format!("{}: {what}", link.role.label()),
    }
}
