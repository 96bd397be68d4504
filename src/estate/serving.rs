//! Which connections are there for agents' state, and so are no knowledge and no tool: those that a capability host names,
//! and those that the service makes for a project's capability settings. A host that isn't in effect for any project still
//! says what its connections are for.

use super::graph::{AccountNode, Graph, ProjectNode};
use super::index::Listing;
use super::link::{Links, Node};
use crate::catalogue::{CapabilityHost, Connection};
use crate::model::{Fact, Kind, LinkRole, Provenance, ResourceId};

/// Whether a connection is there for agents' state.
pub(super) fn serves_agents(
    account: &AccountNode,
    connection: &ResourceId,
    links: &Links,
) -> Fact<bool> {
    if made_for_settings(connection, links) {
        return Fact::Known(true, Provenance::None);
    }
    named_by_host(account, connection)
}

/// Whether a capability host of the account, or of the project that the connection belongs to, names it.
pub(super) fn named_by_host(account: &AccountNode, connection: &ResourceId) -> Fact<bool> {
    let project = connection.project();
    let own = account.project_of(connection);
    let mut named = vec![names(&account.hosts, own, connection)];
    for one in &account.projects.items {
        match &project {
            Some(id) if *id != one.row.id => {}
            Some(_) => named.push(names(&one.hosts, Some(one), connection)),
            None => named.push(shared_name(one, connection)),
        }
    }
    let unlisted = project.is_none().then_some(account.projects.lack.as_ref()).flatten();
    named.extend(unlisted.map(|(why, at)| Fact::Missing(why.clone(), at.clone())));
    Fact::any(named)
}

/// Whether a project's host names this connection of its account. A connection of the project's own comes first.
fn shared_name(project: &ProjectNode, connection: &ResourceId) -> Fact<bool> {
    let own = &project.connections;
    let hidden = own.items.iter().any(|one| is_named(one.id.name(), connection));
    if hidden {
        return Fact::Known(false, own.evidence.clone());
    }
    let named = names(&project.hosts, Some(project), connection);
    match (&named, &own.lack) {
        (Fact::Known(true, _), Some((why, at))) => Fact::Missing(why.clone(), at.clone()),
        _ => named,
    }
}

/// Whether a host of this list names the connection.
fn names(
    hosts: &Listing<CapabilityHost>,
    project: Option<&ProjectNode>,
    connection: &ResourceId,
) -> Fact<bool> {
    let lists = hosts.items.iter().flat_map(|host| &host.names);
    let bare = |name: &str| match (name.split_once('/'), project) {
        (Some((first, rest)), Some(project))
            if first.eq_ignore_ascii_case(project.row.id.name()) =>
        {
            rest.to_owned()
        }
        // An account's host may write the name of any of its projects.
        (Some((_, rest)), None) => rest.to_owned(),
        (Some(_) | None, _) => name.to_owned(),
    };
    let named = lists.map(|names| {
        names.as_ref().map(|names| names.iter().any(|name| is_named(&bare(name), connection)))
    });
    let lack = hosts.lack.iter().map(|(why, at)| Fact::Missing(why.clone(), at.clone()));
    Fact::any(named.chain(lack))
}

fn is_named(name: &str, connection: &ResourceId) -> bool {
    connection.name().eq_ignore_ascii_case(name)
}

/// True if the connection leads to a store that its project's capability settings name: the service makes such connections.
fn made_for_settings(connection: &ResourceId, links: &Links) -> bool {
    let Some(project) = connection.project() else {
        return false;
    };
    let of_connection = links.from(&Node::new(Kind::Connection, connection));
    let mut stores = of_connection.iter().filter_map(|link| link.target());
    let of_project = links.from(&Node::new(Kind::FoundryProject, &project));
    let named = |store: &Node| {
        let mut named = of_project.iter().filter(|link| link.role == LinkRole::Store);
        named.any(|link| link.target() == Some(store))
    };
    stores.any(named)
}

impl Graph {
    /// A connection with the account that it belongs to.
    pub(super) fn connection(&self, id: &ResourceId) -> Option<(&AccountNode, &Connection)> {
        let account = self.account_of(id)?;
        let project = account.project_of(id);
        let list = project.map_or(&account.connections, |project| &project.connections);
        let connection = list.items.iter().find(|one| one.id == *id)?;
        Some((account, connection))
    }
}
