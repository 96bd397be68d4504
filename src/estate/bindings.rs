//! Standard mode: which stores hold a project's threads, vectors and files. Two shapes exist and both count: capability
//! hosts that name connections (a project's host over its account's; names resolve in the project, then in the account),
//! and `capabilitySettings` (preview) with resource ids. A project is never "basic" for lack of a read.

use super::dependencies::{Dependencies, Existence};
use super::graph::{AccountNode, ProjectNode};
use super::index::Listing;
use crate::catalogue::{self, CapabilityHost, Connection};
use crate::model::{Fact, Kind, Provenance, ResourceId, Value, Why};

/// What agents keep in a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Threads,
    Vectors,
    Files,
}

impl Role {
    pub(super) const ALL: [Self; 3] = [Self::Threads, Self::Vectors, Self::Files];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Threads => "threads",
            Self::Vectors => "vectors",
            Self::Files => "files",
        }
    }
}

/// What a binding leads to.
#[derive(Clone, Debug)]
pub(super) enum Bound {
    Store(Kind, ResourceId),
    /// Nowhere; the binding's `trouble` says why.
    Dead,
}

/// One binding of a project.
#[derive(Clone, Debug)]
pub(super) struct Binding {
    pub(super) role: Role,
    pub(super) bound: Fact<Bound>,
    /// The connection that it goes through.
    pub(super) connection: Option<ResourceId>,
    /// Alive if the store exists and can serve.
    pub(super) alive: Fact<bool>,
    /// Whether it is there at all.
    pub(super) exists: Fact<bool>,
    /// What is wrong, for the message.
    pub(super) trouble: Option<String>,
}

/// The bindings of a project and what follows from them.
#[derive(Debug)]
pub(super) struct ProjectBindings {
    pub(super) project: ResourceId,
    pub(super) account: ResourceId,
    pub(super) title: String,
    pub(super) internal_id: Fact<Option<String>>,
    pub(super) bindings: Vec<Binding>,
    /// Per role: an own store is bound by a source that is ready.
    ready: [Fact<bool>; 3],
    /// Per role: something is named at all.
    named: [Fact<bool>; 3],
    /// The lists that bindings come from are complete.
    complete: Fact<bool>,
}

/// Connection names of a role, and whether the host that names them is provisioned.
type Named = Fact<(Vec<String>, Fact<bool>)>;

/// Resolves a project's bindings.
pub(super) fn of_project(
    account: &AccountNode,
    project: &ProjectNode,
    dependencies: &Dependencies<'_>,
) -> ProjectBindings {
    let mut bindings = Vec::new();
    let mut complete = vec![project.settings.clone().map(|_| true)];
    let mut states = Vec::new();
    for role in Role::ALL {
        let by_settings = project.settings.clone().map(|settings| {
            settings.and_then(|s| match role {
                Role::Threads => s.threads,
                Role::Vectors => s.vectors,
                Role::Files => s.files,
            })
        });
        if let Fact::Known(Some(id), evidence) = &by_settings {
            bindings.push(to_store(role, id, evidence, None, dependencies));
        }
        let named = names(role, &project.hosts, &account.hosts);
        for name in named
            .known()
            .map(|(names, _)| names.as_slice())
            .unwrap_or_default()
        {
            bindings.push(by_name(
                role,
                name,
                named.provenance(),
                (account, project),
                dependencies,
            ));
        }
        complete.push(named.clone().map(|_| true));
        states.push(state(&by_settings, &named));
    }
    let (ready, named): (Vec<_>, Vec<_>) = states.into_iter().unzip();
    ProjectBindings {
        project: project.row.id.clone(),
        account: account.row.id.clone(),
        title: project.title(),
        internal_id: project.row.internal_id.clone(),
        bindings,
        ready: ready.try_into().expect("internal: three roles"),
        named: named.try_into().expect("internal: three roles"),
        complete: Fact::all(complete),
    }
}

/// Whether a role is bound by a ready source, and whether it is named at all.
fn state(by_settings: &Fact<Option<ResourceId>>, named: &Named) -> (Fact<bool>, Fact<bool>) {
    let settings = by_settings.clone().map(|id| id.is_some());
    let host_ready = named.clone().then(|(names, provisioned)| {
        if names.is_empty() {
            Fact::Known(false, Provenance::None)
        } else {
            provisioned
        }
    });
    let host_named = named.clone().map(|(names, _)| !names.is_empty());
    (
        Fact::any([settings.clone(), host_ready]),
        Fact::any([settings, host_named]),
    )
}

/// The names of a role: those of the project's host if it has some, else the account's. The account's are of no use to a
/// project whose own host isn't provisioned. What isn't listed in full may override.
fn names(
    role: Role,
    project: &Listing<CapabilityHost>,
    account: &Listing<CapabilityHost>,
) -> Named {
    if let Some(own) = named_in(role, project) {
        return own;
    }
    let own = project.items.iter().map(|host| host.provisioned.clone());
    let ready = match project.items[..] {
        [] => Fact::Known(true, Provenance::None),
        [..] => Fact::any(own),
    };
    match named_in(role, account) {
        Some(shared) => shared.map(|(names, provisioned)| (names, Fact::all([ready, provisioned]))),
        None => Fact::Known(
            (vec![], Fact::Known(true, Provenance::None)),
            project.evidence.and(&account.evidence),
        ),
    }
}

/// The names of a role in a list of hosts; `None` if it is known that there are none. Azure lets one host be active, so of
/// several the provisioned one counts, and a broken one only if no host can have been cut off.
fn named_in(role: Role, hosts: &Listing<CapabilityHost>) -> Option<Named> {
    let named = |host: &CapabilityHost| {
        let names = host.names[role as usize].clone();
        names.map(|names| (names, host.provisioned.clone()))
    };
    let naming: Vec<Named> = hosts
        .items
        .iter()
        .map(named)
        .filter(|named| !matches!(named, Fact::Known((names, _), _) if names.is_empty()))
        .collect();
    let ready = naming
        .iter()
        .find(|named| matches!(named, Fact::Known((_, Fact::Known(true, _)), _)));
    let lack = hosts.lack.clone();
    ready
        .cloned()
        .or_else(|| lack.map(|(why, evidence)| Fact::Missing(why, evidence)))
        .or_else(|| naming.into_iter().next())
}

fn by_name(
    role: Role,
    name: &str,
    from: &Provenance,
    (account, project): (&AccountNode, &ProjectNode),
    dependencies: &Dependencies<'_>,
) -> Binding {
    let project_name = project.row.id.name();
    match find(name, project_name, &project.connections).then(|found| match found {
        Some(connection) => Fact::Known(Some(connection), Provenance::None),
        None => find(name, project_name, &account.connections),
    }) {
        Fact::Known(Some(connection), _) => through(role, name, connection, from, dependencies),
        Fact::Known(None, evidence) => {
            let reason = format!(
                "{}: connection {name} exists neither in the project nor in the account",
                role.as_str()
            );
            dead(role, reason, None, from.and(&evidence))
        }
        Fact::Missing(why, evidence) => unknown(role, why, evidence, None),
    }
}

/// A connection by name, ignoring case. Some templates write `project/name`.
fn find<'a>(
    name: &str,
    project: &str,
    connections: &'a Listing<Connection>,
) -> Fact<Option<&'a Connection>> {
    let bare = name
        .split_once('/')
        .filter(|(first, _)| first.eq_ignore_ascii_case(project))
        .map_or(name, |(_, rest)| rest);
    let found = connections
        .items
        .iter()
        .find(|connection| connection.id.name().eq_ignore_ascii_case(bare));
    match (found, &connections.lack) {
        (Some(connection), _) => Fact::Known(Some(connection), connections.evidence.clone()),
        (None, Some((why, evidence))) => Fact::Missing(why.clone(), evidence.clone()),
        (None, None) => Fact::Known(None, connections.evidence.clone()),
    }
}

fn through(
    role: Role,
    name: &str,
    connection: &Connection,
    from: &Provenance,
    dependencies: &Dependencies<'_>,
) -> Binding {
    let id = Some(connection.id.clone());
    match dependencies.resolve(connection) {
        Fact::Known(Some((_, store)), _) => to_store(role, &store, from, id, dependencies),
        Fact::Known(None, evidence) => dead(
            role,
            format!("{}: connection {name} leads to no store", role.as_str()),
            id,
            from.and(&evidence),
        ),
        Fact::Missing(why, evidence) => unknown(role, why, from.and(&evidence), id),
    }
}

fn to_store(
    role: Role,
    id: &ResourceId,
    from: &Provenance,
    connection: Option<ResourceId>,
    dependencies: &Dependencies<'_>,
) -> Binding {
    let found = catalogue::dependency_id(id.written()).filter(|(kind, _)| role.admits(*kind));
    let Some((kind, id)) = found else {
        let reason = format!("{}: {} is no store for them", role.as_str(), id.name());
        return dead(role, reason, connection, from.clone());
    };
    let id = &id;
    let said = |what: &str| format!("{}: {} {} {what}", role.as_str(), kind.title(), id.name());
    let (alive, exists, trouble) = match dependencies.lookup(kind, id) {
        Existence::Found(row, evidence) => {
            let sick = matches!(row.healthy, Fact::Known(false, _));
            let trouble = sick.then(|| said("can't serve (failed, stopped or disabled)"));
            let exists = Fact::Known(true, evidence.clone());
            (row.healthy.clone(), exists, trouble)
        }
        Existence::Absent(evidence) => {
            let gone = Fact::Known(false, evidence);
            (gone.clone(), gone, Some(said("doesn't exist")))
        }
        Existence::Lacking(why, evidence) => {
            let unread = Fact::Missing(why, evidence);
            (unread.clone(), unread, None)
        }
    };
    Binding {
        role,
        bound: Fact::Known(Bound::Store(kind, id.clone()), from.clone()),
        connection,
        alive,
        exists,
        trouble,
    }
}

impl Role {
    pub(super) fn admits(self, kind: Kind) -> bool {
        match self {
            Self::Threads => kind == Kind::CosmosAccount,
            Self::Vectors => kind == Kind::SearchService || kind == Kind::CosmosAccount,
            Self::Files => kind == Kind::StorageAccount,
        }
    }
}

fn dead(
    role: Role,
    reason: String,
    connection: Option<ResourceId>,
    evidence: Provenance,
) -> Binding {
    let bound = Fact::Known(Bound::Dead, evidence.clone());
    Binding {
        role,
        bound,
        connection,
        alive: Fact::Known(false, evidence.clone()),
        exists: Fact::Known(false, evidence),
        trouble: Some(reason),
    }
}

fn unknown(role: Role, why: Why, evidence: Provenance, connection: Option<ResourceId>) -> Binding {
    Binding {
        role,
        bound: Fact::Missing(why.clone(), evidence.clone()),
        connection,
        alive: Fact::Missing(why.clone(), evidence.clone()),
        exists: Fact::Missing(why, evidence),
        trouble: None,
    }
}

impl ProjectBindings {
    /// Known if every list that bindings come from is complete.
    pub(super) fn complete(&self) -> Fact<bool> {
        self.complete.clone()
    }

    /// The project's facts that follow from its bindings.
    pub(super) fn facts(&self) -> Vec<(&'static str, Fact)> {
        let alive = self.bindings.iter().map(|binding| binding.alive.clone());
        let resolved = Fact::all(alive.chain([self.complete.clone()]));
        let troubles: Vec<String> = self
            .bindings
            .iter()
            .filter_map(|binding| binding.trouble.clone())
            .collect();
        let stores = self
            .bindings
            .iter()
            .filter_map(|binding| match &binding.bound {
                Fact::Known(Bound::Store(_, id), _) => Some(Value::record([
                    ("role", binding.role.as_str().into()),
                    ("store", id.name().into()),
                ])),
                Fact::Known(Bound::Dead, _) | Fact::Missing(..) => None,
            });
        vec![
            ("mode", self.mode().erase()),
            ("mode_reason", self.mode_reason().erase()),
            (
                "bound_stores",
                self.as_far_as_known(Value::List(stores.collect())),
            ),
            (
                "dead_bindings",
                if troubles.is_empty() {
                    resolved.clone().map(|_| Vec::<String>::new()).erase()
                } else {
                    Fact::Known(troubles.into(), resolved.provenance().clone())
                },
            ),
            ("bindings_resolved", resolved.erase()),
        ]
    }

    fn as_far_as_known(&self, value: Value) -> Fact {
        Fact::Known(value, self.complete.provenance().clone())
    }

    /// `standard`, `partial` or `basic`.
    pub(super) fn mode(&self) -> Fact<String> {
        let standard = Fact::all(self.ready.iter().cloned());
        let any = Fact::any(self.named.iter().cloned());
        match (standard, any) {
            (Fact::Known(true, evidence), _) => Fact::Known("standard".into(), evidence),
            (Fact::Known(false, _), Fact::Known(true, evidence)) => {
                Fact::Known("partial".into(), evidence)
            }
            (Fact::Known(false, _), Fact::Known(false, evidence)) => {
                Fact::Known("basic".into(), evidence)
            }
            (Fact::Missing(why, evidence), _)
            | (Fact::Known(false, _), Fact::Missing(why, evidence)) => Fact::Missing(why, evidence),
        }
    }

    /// What keeps the mode from being standard.
    fn mode_reason(&self) -> Fact<String> {
        let roles = |facts: &[Fact<bool>; 3]| {
            let found = Role::ALL.into_iter().zip(facts.clone());
            Fact::collect(found.map(|(role, fact)| fact.map(|is| (role, is))))
        };
        roles(&self.named).then(|named| {
            roles(&self.ready).map(|ready| {
                let lacking = |roles: &[(Role, bool)]| -> Vec<&str> {
                    let lacking = roles.iter().filter(|(_, is)| !is);
                    lacking.map(|(role, _)| role.as_str()).collect()
                };
                match (&lacking(&named)[..], &lacking(&ready)[..]) {
                    ([], []) => "threads, vectors and files are in own stores".to_owned(),
                    ([], _) => {
                        "the capability host that binds its stores isn't Succeeded".to_owned()
                    }
                    (unbound, _) => format!("no own store for {}", unbound.join(", ")),
                }
            })
        })
    }
}
