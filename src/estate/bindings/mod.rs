//! Standard mode: which stores hold a project's threads, vectors and files. Two shapes exist and both count: capability
//! hosts that name connections (a project's host over its account's; names resolve in the project, then in the account),
//! and `capabilitySettings` (preview) with resource ids. A project is never "basic" for lack of a read.

mod binding;
mod names;

pub(super) use binding::{Binding, Bound};

use super::dependencies::Dependencies;
use super::graph::{AccountNode, ProjectNode};
use super::link::{Link, Node};
use crate::catalogue::Connection;
use crate::model::{Fact, Kind, Provenance, ResourceId, StoreRole, Value};
use binding::open_links;
use names::{Names, find, names};

/// The bindings of a project and what follows from them.
#[derive(Debug)]
pub(super) struct ProjectBindings {
    pub(super) project: ResourceId,
    pub(super) account: ResourceId,
    pub(super) title: String,
    pub(super) internal_id: Fact<Option<String>>,
    pub(super) bindings: Vec<Binding>,
    /// Links to the stores that a role may have while what names them isn't known.
    open: Vec<Link>,
    /// Per role: an own store is bound by a source that is ready.
    ready: [Fact<bool>; 3],
    /// Per role: something is named at all.
    named: [Fact<bool>; 3],
    /// The lists that bindings come from are complete.
    complete: Fact<bool>,
}

/// Resolves a project's bindings.
pub(super) fn of_project(
    account: &AccountNode,
    project: &ProjectNode,
    dependencies: &Dependencies<'_>,
) -> ProjectBindings {
    let node = Node::new(Kind::FoundryProject, &project.row.id);
    let mut bindings = Vec::new();
    let mut open = Vec::new();
    let mut complete = vec![project.settings.clone().map(|_| true)];
    let mut states = Vec::new();
    for role in StoreRole::ALL {
        let by_settings = project.settings.clone().map(|settings| {
            settings.and_then(|s| match role {
                StoreRole::Threads => s.threads,
                StoreRole::Vectors => s.vectors,
                StoreRole::Files => s.files,
            })
        });
        match &by_settings {
            Fact::Known(Some(id), evidence) => {
                let through = vec![];
                bindings.push(Binding::to_store(role, id, evidence, through, dependencies));
            }
            Fact::Known(None, _) => {}
            Fact::Missing(why, at) => open.extend(open_links(role, why, at, &node)),
        }
        let named = names(role, &project.hosts, &account.hosts);
        match &named {
            Fact::Known(named, from) => {
                let bound = named.names.iter();
                let bind =
                    |name| by_name((role, name), named, from, (account, project), dependencies);
                bindings.extend(bound.map(bind));
            }
            Fact::Missing(why, at) => open.extend(open_links(role, why, at, &node)),
        }
        complete.push(named.as_ref().map(|_| true));
        // A store of another type keeps nothing of the role: that is as if nothing were named.
        let misfits = bindings.iter().filter(|one| one.role == role).all(|one| !one.fits);
        let is_misfit = misfits && bindings.iter().any(|one| one.role == role);
        let no = || Fact::Known(false, Provenance::None);
        states.push(if is_misfit { (no(), no()) } else { state(&by_settings, &named) });
    }
    let (ready, named): (Vec<_>, Vec<_>) = states.into_iter().unzip();
    ProjectBindings {
        project: project.row.id.clone(),
        account: account.row.id.clone(),
        title: project.title(),
        internal_id: project.row.internal_id.clone(),
        bindings,
        open,
        ready: ready.try_into().expect("internal: three roles"),
        named: named.try_into().expect("internal: three roles"),
        complete: Fact::all(complete),
    }
}

/// Whether a role is bound by a ready source, and whether it is named at all.
fn state(by_settings: &Fact<Option<ResourceId>>, named: &Fact<Names>) -> (Fact<bool>, Fact<bool>) {
    let settings = by_settings.clone().map(|id| id.is_some());
    let host_ready = named.clone().then(|named| {
        if named.names.is_empty() {
            Fact::Known(false, Provenance::None)
        } else {
            named.provisioned
        }
    });
    let host_named = named.as_ref().map(|named| !named.names.is_empty());
    (Fact::any([settings.clone(), host_ready]), Fact::any([settings, host_named]))
}

/// The binding that a capability host makes by the name of a connection.
fn by_name(
    (role, name): (StoreRole, &String),
    names: &Names,
    from: &Provenance,
    (account, project): (&AccountNode, &ProjectNode),
    dependencies: &Dependencies<'_>,
) -> Binding {
    let mut through: Vec<Node> = names.host.iter().cloned().collect();
    let project_name = project.row.id.name();
    let found = find(name, project_name, &project.connections).then(|found| match found {
        Some(connection) => Fact::Known(Some(connection), Provenance::None),
        None => find(name, project_name, &account.connections),
    });
    match found {
        Fact::Known(Some(connection), _) => {
            through.push(Node::new(Kind::Connection, &connection.id));
            by_connection((role, name), connection, from, through, dependencies)
        }
        Fact::Known(None, evidence) => {
            let reason = format!(
                "{}: connection {name} exists neither in the project nor in the account",
                role.as_str()
            );
            Binding::lost(role, reason, through, from.and(&evidence))
        }
        Fact::Missing(why, evidence) => Binding::unknown(role, why, evidence, through),
    }
}

fn by_connection(
    (role, name): (StoreRole, &str),
    connection: &Connection,
    from: &Provenance,
    through: Vec<Node>,
    dependencies: &Dependencies<'_>,
) -> Binding {
    match dependencies.resolve(connection) {
        Fact::Known(Some((kind, store)), _) => {
            let bound = Binding::to_store(role, &store, from, through, dependencies);
            match kind {
                Kind::CosmosAccount => bound.unless_refused(name, &connection.refused),
                _ => bound,
            }
        }
        Fact::Known(None, evidence) => {
            let reason = format!("{}: connection {name} leads to no store", role.as_str());
            Binding::lost(role, reason, through, from.and(&evidence))
        }
        Fact::Missing(why, evidence) => Binding::unknown(role, why, from.and(&evidence), through),
    }
}

impl ProjectBindings {
    /// The links of the project to what it binds and may bind.
    pub(super) fn links(&self) -> Vec<Link> {
        let project = Node::new(Kind::FoundryProject, &self.project);
        let bindings = self.bindings.iter();
        let bound = bindings.flat_map(|binding| binding.links(&project));
        bound.chain(self.open.iter().cloned()).collect()
    }

    /// Known if every list that bindings come from is complete.
    pub(super) fn complete(&self) -> Fact<bool> {
        self.complete.clone()
    }

    /// The project's facts that follow from its bindings.
    pub(super) fn facts(&self) -> Vec<(&'static str, Fact)> {
        let alive = self.bindings.iter().map(|binding| binding.alive.clone());
        let resolved = Fact::all(alive.chain([self.complete.clone()]));
        let troubles: Vec<String> =
            self.bindings.iter().filter_map(|binding| binding.trouble.clone()).collect();
        let stores = self.bindings.iter().filter_map(|binding| {
            let (_, id) = binding.store()?;
            Some(Value::record([
                ("role", binding.role.as_str().into()),
                ("store", id.name().into()),
            ]))
        });
        vec![
            ("mode", self.mode().erase()),
            ("mode_reason", self.gap().map(|gap| gap.reason()).erase()),
            ("mode_cure", self.gap().map(|gap| gap.cure().to_owned()).erase()),
            ("unbound_roles", self.gap().map(Gap::unbound).erase()),
            ("names_stores", self.names_stores().erase()),
            ("bound_stores", self.as_far_as_known(Value::List(stores.collect()))),
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

    /// Whether something names a store for agents. Then the project isn't Basic, whatever the state of its host.
    pub(super) fn names_stores(&self) -> Fact<bool> {
        Fact::any(self.named.iter().cloned())
    }

    /// `standard`, `partial` or `basic`.
    pub(super) fn mode(&self) -> Fact<String> {
        let standard = Fact::all(self.ready.iter().cloned());
        match (standard, self.names_stores()) {
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
    fn gap(&self) -> Fact<Gap> {
        let roles = |facts: &[Fact<bool>; 3]| {
            let found = StoreRole::ALL.into_iter().zip(facts.clone());
            let lacking = found.map(|(role, fact)| fact.map(|is| (!is).then_some(role.as_str())));
            Fact::collect(lacking).map(|all| all.into_iter().flatten().collect::<Vec<_>>())
        };
        roles(&self.named).then(|unnamed| {
            roles(&self.ready).map(|unready| match (unnamed.is_empty(), unready.is_empty()) {
                (true, true) => Gap::None,
                (true, false) => Gap::Host,
                (false, _) => Gap::Stores(unnamed.join(", ")),
            })
        })
    }
}

/// What keeps a project's mode from being standard.
enum Gap {
    None,
    /// Each role has a store, but the host that binds them isn't Succeeded.
    Host,
    /// Roles without an own store.
    Stores(String),
}

impl Gap {
    fn reason(&self) -> String {
        match self {
            Self::None => "threads, vectors and files are in own stores".to_owned(),
            Self::Host => {
                "the capability host that binds its stores isn't Succeeded (FDR-MOD-002)".to_owned()
            }
            Self::Stores(roles) => format!("no own store for {roles}"),
        }
    }

    /// What to do about it. A broken host is no reason to build stores or to reset anything.
    fn cure(&self) -> &'static str {
        match self {
            Self::None => "nothing",
            Self::Host => {
                "mend its capability host as FDR-MOD-002 says; build no store for this, and reset nothing, since a reset loses all agent state"
            }
            Self::Stores(_) => {
                "deploy a new project in Standard mode with own stores for threads, vectors and files, and deploy the agents anew in it"
            }
        }
    }

    fn unbound(self) -> Option<String> {
        match self {
            Self::None | Self::Host => None,
            Self::Stores(roles) => Some(roles),
        }
    }
}
