//! The connections that capability hosts name, and what is found under a name. A project's host goes over its account's.

use crate::catalogue::{CapabilityHost, Connection};
use crate::estate::index::Listing;
use crate::estate::link::Node;
use crate::model::{Fact, Kind, Provenance, StoreRole};

/// The names of a role.
#[derive(Clone)]
pub(super) struct Names {
    /// Names of connections.
    pub(super) names: Vec<String>,
    /// Whether the host that names them is provisioned.
    pub(super) provisioned: Fact<bool>,
    /// That host.
    pub(super) host: Option<Node>,
}

/// The names of a role: those of the project's host if it has some, else the account's. The account's are of no use to a
/// project whose own host isn't provisioned. What isn't listed in full may override.
pub(super) fn names(
    role: StoreRole,
    project: &Listing<CapabilityHost>,
    account: &Listing<CapabilityHost>,
) -> Fact<Names> {
    if let Some(own) = named_in(role, project) {
        return own;
    }
    let own = project.items.iter().map(|host| host.provisioned.clone());
    let ready = match project.items[..] {
        [] => Fact::Known(true, Provenance::None),
        [..] => Fact::any(own),
    };
    match named_in(role, account) {
        Some(shared) => shared
            .map(|shared| Names { provisioned: Fact::all([ready, shared.provisioned]), ..shared }),
        None => {
            let none = Names {
                names: vec![],
                provisioned: Fact::Known(true, Provenance::None),
                host: None,
            };
            Fact::Known(none, project.evidence.and(&account.evidence))
        }
    }
}

/// The names of a role in a list of hosts; `None` if it is known that there are none. Azure lets one host be active, so of
/// several the provisioned one counts, and a broken one only if no host can have been cut off.
fn named_in(role: StoreRole, hosts: &Listing<CapabilityHost>) -> Option<Fact<Names>> {
    let named = |host: &CapabilityHost| {
        let names = host.names[role as usize].clone();
        names.map(|names| Names {
            names,
            provisioned: host.provisioned.clone(),
            host: Some(Node::new(Kind::CapabilityHost, &host.id)),
        })
    };
    let naming: Vec<Fact<Names>> = hosts
        .items
        .iter()
        .map(named)
        .filter(|named| named.known().is_none_or(|named| !named.names.is_empty()))
        .collect();
    let is_ready = |named: &Names| named.provisioned.known() == Some(&true);
    let ready = naming.iter().find(|named| named.known().is_some_and(is_ready));
    let lack = hosts.lack.clone();
    ready.cloned().or_else(|| lack.map(Fact::from)).or_else(|| naming.into_iter().next())
}

/// A connection by name, ignoring case. Some templates write `project/name`.
pub(super) fn find<'a>(
    name: &str,
    project: &str,
    connections: &'a Listing<Connection>,
) -> Fact<Option<&'a Connection>> {
    let bare = name
        .split_once('/')
        .filter(|(first, _)| first.eq_ignore_ascii_case(project))
        .map_or(name, |(_, rest)| rest);
    let found =
        connections.items.iter().find(|connection| connection.id.name().eq_ignore_ascii_case(bare));
    match (found, &connections.lack) {
        (Some(connection), _) => Fact::Known(Some(connection), connections.evidence.clone()),
        (None, Some((why, evidence))) => Fact::Missing(why.clone(), evidence.clone()),
        (None, None) => Fact::Known(None, connections.evidence.clone()),
    }
}
