//! The resources behind the accounts: what was read of them, who refers to them, and which references lead nowhere.

use super::graph::{AccountNode, Graph};
use super::index::{Index, Lack, Single};
use crate::catalogue::{self, Connection, Dependency, ReadKind, Reference, Target};
use crate::model::{Fact, Kind, Provenance, ResourceId, Why};
use std::collections::{BTreeMap, BTreeSet};

/// Whether a resource exists.
#[derive(Debug)]
pub(super) enum Existence<'a> {
    Found(&'a Dependency, Provenance),
    Absent(Provenance),
    Lacking(Why, Provenance),
}

/// All dependencies that were read, by kind and id, and by host.
pub(super) struct Dependencies<'a> {
    index: &'a Index<'a>,
    rows: BTreeMap<(Kind, ResourceId), (Dependency, Provenance)>,
    hosts: BTreeMap<(Kind, String), ResourceId>,
    /// Per kind: the first list in the scope's subscriptions that is incomplete.
    list_lacks: BTreeMap<Kind, Lack>,
}

impl<'a> Dependencies<'a> {
    pub(super) fn new(index: &'a Index<'a>, subscriptions: &[ResourceId]) -> Self {
        let mut all = Self {
            index,
            rows: BTreeMap::new(),
            hosts: BTreeMap::new(),
            list_lacks: BTreeMap::new(),
        };
        for kind in Kind::DEPENDENCIES {
            for subscription in index.scopes(ReadKind::Dependencies(kind)) {
                let listing = index
                    .list(ReadKind::Dependencies(kind), subscription)
                    .parse(|body| catalogue::dependency(kind, body));
                for row in listing.items {
                    all.insert(row, listing.evidence.clone());
                }
            }
            for id in index.scopes(ReadKind::Dependency(kind)) {
                if let Single::Found(body) = index.one(ReadKind::Dependency(kind), id)
                    && let Some(row) = catalogue::dependency(kind, &body)
                {
                    all.insert(row, body.evidence());
                }
            }
            let lacks = subscriptions
                .iter()
                .filter_map(|s| index.list(ReadKind::Dependencies(kind), s).lack);
            // A list that was refused says more than one that nobody needed.
            if let Some(lack) = lacks.min_by_key(|(why, _)| *why == Why::NotRead) {
                all.list_lacks.insert(kind, lack);
            }
        }
        all
    }

    fn insert(&mut self, row: Dependency, evidence: Provenance) {
        for host in &row.hosts {
            self.hosts
                .entry((row.kind, host.clone()))
                .or_insert_with(|| row.id.clone());
        }
        self.rows
            .insert((row.kind, row.id.clone()), (row, evidence));
    }

    /// Object ids of the user-assigned identities that were read.
    pub(super) fn principals(&self) -> impl Iterator<Item = String> {
        self.rows
            .values()
            .filter_map(|(row, _)| row.principal.clone())
    }

    pub(super) fn lookup(&self, kind: Kind, id: &ResourceId) -> Existence<'_> {
        if let Some((row, evidence)) = self.rows.get(&(kind, id.clone())) {
            return Existence::Found(row, evidence.clone());
        }
        match self.index.one(ReadKind::Dependency(kind), id) {
            Single::Absent(evidence) => Existence::Absent(evidence),
            Single::Lacking(why, evidence) => Existence::Lacking(why, evidence),
            Single::Found(body) => Existence::Lacking(Why::Malformed, body.evidence()),
            Single::NotAsked => {
                let subscription = id.subscription_scope();
                let listing = self.index.list(ReadKind::Dependencies(kind), &subscription);
                let (why, evidence) = listing.lack.unwrap_or((Why::NotRead, listing.evidence));
                Existence::Lacking(why, evidence)
            }
        }
    }

    /// The dependency that a connection leads to; known none if it leads to something that isn't audited.
    pub(super) fn resolve(&self, connection: &Connection) -> Fact<Option<(Kind, ResourceId)>> {
        connection.target.clone().then(|target| match target {
            Target::Id(kind, id) => Fact::Known(Some((kind, id)), Provenance::None),
            Target::Host(kind, host) => self.by_host(kind, &host).map(|id| Some((kind, id))),
            Target::Nowhere(kind) => Fact::Missing(
                Why::Unresolved(format!(
                    "the {} behind {}",
                    kind.title(),
                    connection.id.name()
                )),
                Provenance::None,
            ),
            Target::Other => Fact::Known(None, Provenance::None),
        })
    }

    fn by_host(&self, kind: Kind, host: &str) -> Fact<ResourceId> {
        if let Some(id) = self.hosts.get(&(kind, host.to_owned())) {
            return Fact::Known(id.clone(), Provenance::None);
        }
        match self.list_lacks.get(&kind) {
            Some((why, evidence)) => Fact::Missing(why.clone(), evidence.clone()),
            None => Fact::Missing(
                Why::Unresolved(format!("the {} at {host}", kind.title())),
                Provenance::None,
            ),
        }
    }
}

/// One account or project refers to one dependency.
#[derive(Clone, Debug)]
pub(super) struct Use {
    pub(super) kind: Kind,
    pub(super) id: ResourceId,
    pub(super) account: ResourceId,
    pub(super) project: Option<ResourceId>,
    /// `connection`, `identity`, `customer-managed key`, `workspace`, `store`, `user-owned storage`,
    /// `store identity`.
    pub(super) what: &'static str,
    /// What refers to it: a connection, a project, an account, another dependency.
    pub(super) from: ResourceId,
}

/// A reference that could not be followed: a dependency of this kind may hide behind it.
#[derive(Clone, Debug)]
pub(super) struct Hidden {
    pub(super) kind: Kind,
    /// What refers to it.
    pub(super) from: ResourceId,
    pub(super) lack: Lack,
    /// True if a list would have held it.
    pub(super) listing: bool,
}

/// All references of an estate.
#[derive(Debug, Default)]
pub(super) struct Uses {
    pub(super) uses: Vec<Use>,
    pub(super) hidden: Vec<Hidden>,
}

/// Follows every reference, those of dependencies included, until nothing new appears.
pub(super) fn uses(graph: &Graph, dependencies: &Dependencies<'_>) -> Uses {
    let mut all = Uses::default();
    for account in &graph.accounts {
        all.of_account(account, dependencies);
    }
    all.follow(dependencies);
    all
}

impl Uses {
    fn of_account(&mut self, account: &AccountNode, dependencies: &Dependencies<'_>) {
        let id = &account.row.id;
        self.of_connections(
            &account.connections.items,
            (id, None),
            &account.connections.evidence,
            dependencies,
        );
        self.of_identity(&account.row.identity, (id, None));
        for reference in &account.row.references {
            self.of_reference(reference, id, (id, None), &account.evidence, dependencies);
        }
        for project in &account.projects.items {
            let of = (id, Some(&project.row.id));
            self.of_connections(
                &project.connections.items,
                of,
                &project.connections.evidence,
                dependencies,
            );
            self.of_identity(&project.row.identity, of);
            if let Fact::Known(Some(settings), _) = &project.settings {
                for store in [&settings.threads, &settings.vectors, &settings.files]
                    .into_iter()
                    .flatten()
                {
                    self.add(store, of, ("store", &project.row.id));
                }
            }
        }
    }

    fn of_connections(
        &mut self,
        connections: &[Connection],
        of: (&ResourceId, Option<&ResourceId>),
        evidence: &Provenance,
        dependencies: &Dependencies<'_>,
    ) {
        for connection in connections {
            match dependencies.resolve(connection) {
                Fact::Known(Some((_, id)), _) => self.add(&id, of, ("connection", &connection.id)),
                Fact::Known(None, _) => {}
                Fact::Missing(why, at) => {
                    let listing = !matches!(why, Why::Unresolved(_));
                    let lack = (why, at.and(evidence));
                    let hide = |kind| Hidden {
                        kind,
                        from: connection.id.clone(),
                        lack: lack.clone(),
                        listing,
                    };
                    self.hidden
                        .extend(kinds_behind(connection).into_iter().map(hide));
                }
            }
        }
    }

    fn of_identity(
        &mut self,
        identity: &catalogue::Identity,
        of: (&ResourceId, Option<&ResourceId>),
    ) {
        for id in identity.user_assigned.known().into_iter().flatten() {
            self.add(id, of, ("identity", of.1.unwrap_or(of.0)));
        }
    }

    fn of_reference(
        &mut self,
        reference: &Reference,
        from: &ResourceId,
        of: (&ResourceId, Option<&ResourceId>),
        evidence: &Provenance,
        dependencies: &Dependencies<'_>,
    ) {
        match reference {
            Reference::Id(_, id, what) => self.add(id, of, (what, from)),
            Reference::Vault(host) => match dependencies.by_host(Kind::KeyVault, host) {
                Fact::Known(id, _) => self.add(&id, of, ("customer-managed key", from)),
                Fact::Missing(why, at) => {
                    let listing = !matches!(why, Why::Unresolved(_));
                    self.hidden.push(Hidden {
                        kind: Kind::KeyVault,
                        from: from.clone(),
                        lack: (why, at.and(evidence)),
                        listing,
                    });
                }
            },
        }
    }

    fn add(
        &mut self,
        id: &ResourceId,
        (account, project): (&ResourceId, Option<&ResourceId>),
        (what, from): (&'static str, &ResourceId),
    ) {
        let Some((kind, id)) = catalogue::dependency_id(id.written()) else {
            return;
        };
        self.uses.push(Use {
            kind,
            id,
            account: account.clone(),
            project: project.cloned(),
            what,
            from: from.clone(),
        });
    }

    /// References of dependencies: a workspace behind Application Insights, the vault of a store's key. One that wasn't
    /// read may hide such a reference.
    fn follow(&mut self, dependencies: &Dependencies<'_>) {
        let mut done = BTreeSet::new();
        let mut at = 0;
        while at < self.uses.len() {
            let user = self.uses[at].clone();
            at += 1;
            if !done.insert((user.id.clone(), user.account.clone(), user.project.clone())) {
                continue;
            }
            let of = (&user.account, user.project.as_ref());
            match dependencies.lookup(user.kind, &user.id) {
                Existence::Found(row, evidence) => {
                    for reference in &row.references {
                        self.of_reference(reference, &user.id, of, &evidence, dependencies);
                    }
                }
                Existence::Absent(_) => {}
                Existence::Lacking(why, evidence) => {
                    for kind in behind(user.kind) {
                        self.hidden.push(Hidden {
                            kind: *kind,
                            from: user.id.clone(),
                            lack: (why.clone(), evidence.clone()),
                            listing: false,
                        });
                    }
                }
            }
        }
    }
}

/// The kinds that a dependency of this kind may refer to.
fn behind(kind: Kind) -> &'static [Kind] {
    match kind {
        Kind::CosmosAccount => &[Kind::KeyVault, Kind::UserAssignedIdentity],
        Kind::StorageAccount => &[Kind::KeyVault],
        Kind::AppInsights => &[Kind::LogAnalytics],
        _ => &[],
    }
}

/// The dependency kinds that a connection may lead to, as far as its body tells.
fn kinds_behind(connection: &Connection) -> Vec<Kind> {
    match &connection.target {
        Fact::Known(Target::Host(kind, _) | Target::Nowhere(kind), _) => vec![*kind],
        Fact::Known(Target::Id(..) | Target::Other, _) => vec![],
        Fact::Missing(..) => CONNECTABLE.to_vec(),
    }
}

/// The dependency kinds that connections lead to.
pub(super) const CONNECTABLE: [Kind; 6] = [
    Kind::CosmosAccount,
    Kind::SearchService,
    Kind::StorageAccount,
    Kind::KeyVault,
    Kind::ContainerRegistry,
    Kind::AppInsights,
];
