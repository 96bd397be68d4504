//! One binding of a project: the store that a role names, whether that serves, and the link that it makes.

use crate::catalogue;
use crate::estate::dependencies::{Dependencies, Existence};
use crate::estate::link::{Link, LinkTarget, Node};
use crate::model::{Fact, Kind, LinkRole, Provenance, ResourceId, StoreRole, Why};

/// What a binding leads to.
#[derive(Clone, Debug)]
pub(in crate::estate) enum Bound {
    Store(Kind, ResourceId),
    /// Nowhere; the binding's `trouble` says why.
    Dead,
}

/// One binding of a project.
#[derive(Clone, Debug)]
pub(in crate::estate) struct Binding {
    pub(in crate::estate) role: StoreRole,
    pub(in crate::estate) bound: Fact<Bound>,
    /// The capability host and the connection that it goes through; empty where settings name the store.
    pub(super) through: Vec<Node>,
    /// Alive if the store exists and can serve.
    pub(in crate::estate) alive: Fact<bool>,
    /// Whether it exists.
    pub(in crate::estate) exists: Fact<bool>,
    /// What is wrong, for the message.
    pub(in crate::estate) trouble: Option<String>,
    /// False if it leads to a resource of a type that can't keep what the role stands for.
    pub(super) fits: bool,
}

impl Binding {
    /// The binding of a store by its id.
    pub(super) fn to_store(
        role: StoreRole,
        id: &ResourceId,
        from: &Provenance,
        through: Vec<Node>,
        dependencies: &Dependencies<'_>,
    ) -> Self {
        let found = catalogue::dependency_id(id.written()).filter(|(kind, _)| role.admits(*kind));
        let Some((kind, id)) = found else {
            let reason = format!("{}: {} is no store for them", role.as_str(), id.name());
            return Self { fits: false, ..Self::dead(role, reason, through, from.clone()) };
        };
        let said = |what: &str| format!("{}: {} {} {what}", role.as_str(), kind.title(), id.name());
        let (alive, exists, trouble) = match dependencies.lookup(kind, &id) {
            Existence::Found(row, evidence) => {
                let sick = matches!(row.healthy, Fact::Known(false, _));
                let trouble = sick.then(|| match kind {
                    Kind::CosmosAccount => {
                        said("can't serve (failed, or of another API than NoSQL)")
                    }
                    _ => said("can't serve (failed, stopped or disabled)"),
                });
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
        Self {
            role,
            bound: Fact::Known(Bound::Store(kind, id), from.clone()),
            through,
            alive,
            exists,
            trouble,
            fits: true,
        }
    }

    /// The same, dead if the Agent Service doesn't take the connection that it goes through.
    pub(super) fn unless_refused(self, name: &str, refused: &Fact<Option<String>>) -> Self {
        match refused {
            Fact::Known(None, _) => self,
            Fact::Known(Some(reason), at) => {
                let reason = format!("{}: connection {name}: {reason}", self.role.as_str());
                let trouble = self.trouble.or(Some(reason));
                Self { alive: Fact::Known(false, at.clone()), trouble, ..self }
            }
            Fact::Missing(why, at) if self.alive.known() == Some(&true) => {
                Self { alive: Fact::Missing(why.clone(), at.clone()), ..self }
            }
            Fact::Missing(..) => self,
        }
    }

    /// A binding by a name that leads to no store: it can't serve, and what it was meant for may be any store that the role
    /// admits.
    pub(super) fn lost(
        role: StoreRole,
        reason: String,
        through: Vec<Node>,
        evidence: Provenance,
    ) -> Self {
        let meant = Why::Unresolved(format!("the store of {}", role.as_str()));
        let bound = Fact::Missing(meant, evidence.clone());
        Self { bound, ..Self::dead(role, reason, through, evidence) }
    }

    /// A binding of what can't keep the role's data.
    fn dead(role: StoreRole, reason: String, through: Vec<Node>, evidence: Provenance) -> Self {
        Self {
            role,
            bound: Fact::Known(Bound::Dead, evidence.clone()),
            through,
            alive: Fact::Known(false, evidence.clone()),
            exists: Fact::Known(false, evidence),
            trouble: Some(reason),
            fits: true,
        }
    }

    /// A binding whose store isn't known.
    pub(super) fn unknown(
        role: StoreRole,
        why: Why,
        evidence: Provenance,
        through: Vec<Node>,
    ) -> Self {
        Self {
            role,
            bound: Fact::Missing(why.clone(), evidence.clone()),
            through,
            alive: Fact::Missing(why.clone(), evidence.clone()),
            exists: Fact::Missing(why, evidence),
            trouble: None,
            fits: true,
        }
    }

    /// The store, if it is known.
    pub(in crate::estate) fn store(&self) -> Option<(Kind, &ResourceId)> {
        match &self.bound {
            Fact::Known(Bound::Store(kind, id), _) => Some((*kind, id)),
            Fact::Known(Bound::Dead, _) | Fact::Missing(..) => None,
        }
    }

    /// The link from the project; one for each kind of store that an unknown binding may hide.
    pub(super) fn links(&self, project: &Node) -> Vec<Link> {
        let targets = match &self.bound {
            Fact::Known(Bound::Store(kind, id), _) => {
                let node = Node::new(*kind, id);
                vec![LinkTarget::Resource(node, self.exists.clone())]
            }
            Fact::Known(Bound::Dead, _) => vec![LinkTarget::Nowhere],
            Fact::Missing(why, _) => hidden(self.role, why),
        };
        let link = |to| Link {
            from: project.clone(),
            role: LinkRole::Binds(self.role),
            to,
            through: self.through.clone(),
            evidence: self.bound.provenance().clone(),
        };
        targets.into_iter().map(link).collect()
    }
}

/// The stores that a binding may lead to while what names it isn't known.
pub(super) fn open_links(
    role: StoreRole,
    why: &Why,
    evidence: &Provenance,
    project: &Node,
) -> Vec<Link> {
    let link = |to| Link {
        from: project.clone(),
        role: LinkRole::Binds(role),
        to,
        through: vec![],
        evidence: evidence.clone(),
    };
    hidden(role, why).into_iter().map(link).collect()
}

fn hidden(role: StoreRole, why: &Why) -> Vec<LinkTarget> {
    let target = |kind: &Kind| LinkTarget::Hidden {
        kind: *kind,
        why: why.clone(),
        in_listing: !matches!(why, Why::Unresolved(_)),
    };
    role.kinds().iter().map(target).collect()
}
