//! References to what was deleted: an identity that is still attached, a vault whose key encrypts a store, a connection to a
//! resource that isn't there. Azure leaves them in the body of what refers to them.

use super::graph::{AccountNode, ProjectNode};
use super::index::{Index, Lack, Listing};
use super::link::{Link, LinkTarget, Links, Node};
use super::pairs::local;
use super::serving::named_by_host;
use crate::catalogue::{Body, Connection, ReadKind};
use crate::model::{Fact, Kind, LinkRole, Provenance, ResourceId, Value};
use std::collections::BTreeSet;

/// The Cognitive Services accounts of a subscription, of all kinds: what connections to models name.
pub(super) struct ModelAccounts {
    subscription: ResourceId,
    ids: BTreeSet<ResourceId>,
    lack: Option<Lack>,
    evidence: Provenance,
}

impl ModelAccounts {
    /// Those of the subscription that an account is in.
    pub(super) fn beside(account: &ResourceId, index: &Index<'_>) -> Self {
        let subscription = account.subscription_scope();
        let listing = index.list(ReadKind::ACCOUNTS, &subscription);
        let ids = listing.items.iter().filter_map(Body::id).collect();
        Self { subscription, ids, lack: listing.lack, evidence: listing.evidence }
    }

    /// The connections to accounts of this subscription that aren't there. In another one nobody looked.
    fn gone_behind(&self, list: &Listing<Connection>) -> Fact {
        let dead = list.items.iter().filter_map(|connection| {
            let named = match local(&connection.facts, "resource_id") {
                Fact::Known(named, _) => named,
                Fact::Missing(why, at) if leads_to_models(connection) => {
                    return Some(Fact::Missing(why, at));
                }
                Fact::Missing(..) => return None,
            };
            let id = ResourceId::new(named.as_text()?);
            let is_account = id.resource_type().as_deref() == Some(ACCOUNT);
            if !is_account || !self.subscription.covers(&id) || self.ids.contains(&id) {
                return None;
            }
            Some(match &self.lack {
                Some((why, at)) => Fact::Missing(why.clone(), at.clone()),
                None => {
                    let what = format!("Cognitive Services account {}", id.name());
                    let text = format!("connection {}: {what}", connection.id.name());
                    Fact::Known(Value::texts([text]), self.evidence.clone())
                }
            })
        });
        dead.fold(Fact::Known(Value::texts([""; 0]), Provenance::None), both)
    }
}

const ACCOUNT: &str = "microsoft.cognitiveservices/accounts";

/// Whether a connection is of a category that leads to a Cognitive Services account.
fn leads_to_models(connection: &Connection) -> bool {
    let category = local(&connection.facts, "category");
    let category = category.known().and_then(|text| text.as_text().map(str::to_lowercase));
    category.is_some_and(|text| {
        matches!(text.as_str(), "azureopenai" | "aiservices" | "cognitiveservice")
    })
}

/// The facts of an account: its own references, and those of its connections.
pub(super) fn of_account(
    links: &Links,
    account: &AccountNode,
    models: &ModelAccounts,
) -> Vec<(&'static str, Fact)> {
    let node = Node::new(Kind::FoundryAccount, &account.row.id);
    let own = decided(links.from(&node).iter());
    let unbound = of_connections(links, account, &account.connections);
    let models = models.gone_behind(&account.connections);
    vec![("gone_references", both(both(own, unbound), models)), audited()]
}

/// The facts of a project. The stores that it binds are told by its bindings.
pub(super) fn of_project(
    links: &Links,
    account: &AccountNode,
    project: &ProjectNode,
    models: &ModelAccounts,
) -> Vec<(&'static str, Fact)> {
    let node = Node::new(Kind::FoundryProject, &project.row.id);
    let own = links.from(&node).iter().filter(|link| link.role != LinkRole::Store);
    let identities = decided(own.clone().filter(|link| link.role == LinkRole::Identity));
    let unbound = of_connections(links, account, &project.connections);
    let models = models.gone_behind(&project.connections);
    let gone = both(both(decided(own), unbound), models);
    vec![("gone_identities", identities), ("gone_references", gone), audited()]
}

/// The facts of a dependency.
pub(super) fn of_dependency(
    links: &Links,
    kind: Kind,
    id: &ResourceId,
) -> Vec<(&'static str, Fact)> {
    vec![("gone_references", decided(links.from(&Node::new(kind, id)).iter())), audited()]
}

/// What was read is audited.
fn audited() -> (&'static str, Fact) {
    ("audited", Fact::Known(true.into(), Provenance::None))
}

/// Where connections lead that no capability host names. The list may hold more, and so may hosts that weren't read.
fn of_connections(links: &Links, account: &AccountNode, list: &Listing<Connection>) -> Fact {
    let of_list = match &list.lack {
        Some((why, at)) => Fact::Missing(why.clone(), at.clone()),
        None => Fact::Known(Value::texts([""; 0]), list.evidence.clone()),
    };
    list.items.iter().fold(of_list, |all, connection| {
        let node = Node::new(Kind::Connection, &connection.id);
        let found = decided(links.from(&node).iter());
        if matches!(&found, Fact::Known(Value::List(gone), _) if gone.is_empty()) {
            return all;
        }
        match named_by_host(account, &connection.id) {
            Fact::Known(true, _) => all,
            Fact::Known(false, _) => both(all, found),
            Fact::Missing(why, at) => both(all, Fact::Missing(why, at)),
        }
    })
}

/// What is gone by the one or the other: what is known counts, whatever else isn't.
fn both(one: Fact, other: Fact) -> Fact {
    match (one, other) {
        (Fact::Known(Value::List(a), at), Fact::Known(Value::List(b), too)) => {
            let all = a.iter().chain(b.iter()).cloned();
            Fact::Known(Value::List(all.collect()), at.and(&too))
        }
        (known @ Fact::Known(..), open) | (open, known @ Fact::Known(..)) => {
            match matches!(&known, Fact::Known(Value::List(gone), _) if gone.is_empty()) {
                true => open,
                false => known,
            }
        }
        (open, Fact::Missing(..)) => open,
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
