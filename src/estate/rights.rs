//! Joins roles to the graph: whose identities count as expected for an account or a store, and which facts follow.

use super::bindings::ProjectBindings;
use super::dependencies::Dependencies;
use super::drafting::Facts;
use super::graph::{AccountNode, Graph, ProjectNode};
use super::index::Lack;
use super::roles::{Bearers, Holder, Identities, Roles, Wide};
use super::sharing::{GROUP, Sharing};
use crate::model::{Fact, Kind, ResourceId};
use std::collections::BTreeMap;

type NamedFacts = Vec<(&'static str, Fact)>;

/// By subscription of the audit, who was given rights above its resources.
pub(super) type Wides = BTreeMap<ResourceId, Wide>;

/// The identities of the estate.
pub(super) struct Rights<'a> {
    graph: &'a Graph,
    projects: BTreeMap<&'a ResourceId, &'a ProjectNode>,
    known: Identities,
    /// Those of user-assigned identities that don't exist any more.
    gone: Identities,
    dependencies: &'a Dependencies<'a>,
}

impl<'a> Rights<'a> {
    pub(super) fn new(graph: &'a Graph, dependencies: &'a Dependencies<'a>) -> Self {
        let accounts = graph.accounts.iter();
        let projects = accounts.clone().flat_map(|account| &account.projects.items);
        let identities = accounts.map(|account| &account.row.identity);
        let identities = identities.chain(projects.clone().map(|project| &project.row.identity));
        let others = graph.other_identities.iter();
        let mut known: Identities = dependencies.principals().collect();
        let mut gone = Identities::new();
        for identity in identities.chain(others) {
            known.extend(identity.system_principal.known().cloned().flatten());
            // One that was deleted stays attached.
            for (id, principal) in identity.user_principals.known().into_iter().flatten() {
                let exists = dependencies.exists(Kind::UserAssignedIdentity, id);
                match exists.known() {
                    Some(true) => known.insert(principal.clone()),
                    Some(false) => gone.insert(principal.clone()),
                    None => continue,
                };
            }
        }
        Self {
            graph,
            projects: projects.map(|project| (&project.row.id, project)).collect(),
            known,
            gone,
            dependencies,
        }
    }

    pub(super) fn of_subscription(
        &self,
        roles: &Roles<'_>,
        id: &ResourceId,
        sharing: &Sharing<'_>,
        wide: Wide,
    ) -> NamedFacts {
        let accounts = self.graph.accounts.iter().map(|account| &account.row.id);
        let protected = accounts.chain(sharing.bound_stores());
        let lacks = self.graph.lacks.iter().find(|(of, _)| of == id);
        let lack = lacks.map(|(_, lack)| lack.clone());
        let lack =
            lack.or_else(|| Kind::STORES.into_iter().find_map(|kind| sharing.more_may_bind(kind)));
        let holds = match (sharing.bound_stores().any(|one| id.covers(one)), &lack) {
            (true, _) => Fact::Known(true.into(), GROUP),
            (false, Some((why, at))) => Fact::Missing(why.clone(), at.clone()),
            (false, None) => Fact::Known(false.into(), GROUP),
        };
        let protected = protected.filter(|one| id.covers(one));
        let mut facts = roles.removal_facts(id, protected, lack.clone());
        facts.extend(wide.facts(lack));
        facts.push(("holds_agent_stores", holds));
        facts
    }

    pub(super) fn of_account(
        &self,
        roles: &Roles<'_>,
        account: &AccountNode,
        wide: &mut Wides,
    ) -> NamedFacts {
        let projects = account.projects.items.iter();
        let projects = projects.map(|project| (project.title(), &project.row.identity));
        let bearers = Bearers::new(projects, account.projects.lack.clone());
        let id = &account.row.id;
        let mut facts = roles.account_facts(id, &bearers, wide.get_mut(&id.subscription_scope()));
        let deploys = roles.somebody_can_deploy(id, &bearers).erase();
        facts.push(("somebody_can_deploy_agents", deploys));
        facts
    }

    pub(super) fn of_project(
        &self,
        roles: &Roles<'_>,
        project: &ProjectNode,
        bindings: &ProjectBindings,
    ) -> NamedFacts {
        let identity = &project.row.identity;
        let exists = |id: &ResourceId| self.dependencies.exists(Kind::UserAssignedIdentity, id);
        let holder = Holder {
            principals: identity.live_principals(exists),
            internal_id: &project.row.internal_id,
            known: &self.known,
        };
        let mut facts = roles.project_facts(&holder, bindings);
        let both = identity.types.known().is_some_and(|types| types.len() > 1);
        let system = both.then(|| roles.uses_system_identity(identity, bindings));
        facts.extend(system.flatten().map(|uses| ("uses_system_identity", uses.erase())));
        facts
    }

    pub(super) fn of_dependency(
        &self,
        roles: &Roles<'_>,
        kind: Kind,
        id: &ResourceId,
        sharing: &Sharing<'_>,
        facts: &Facts,
        wide: &mut Wides,
    ) -> NamedFacts {
        if !kind.is_store() {
            return vec![];
        }
        let (bearers, bound) = self.bearers(kind, id, sharing);
        let local_auth = facts.get("local_auth_disabled");
        let wide = wide.get_mut(&id.subscription_scope()).filter(|_| bound);
        let mut named = roles.store_facts(kind, id, &bearers, &local_auth, wide);
        named.extend(roles.orphan_facts(kind, id, &self.known, &self.gone));
        if kind == Kind::CosmosAccount {
            named.push((
                "somebody_can_restore",
                roles.somebody_can_restore(id, &facts.get("instance_id")).erase(),
            ));
        }
        named
    }

    /// Who may have rights over a store that is gone or wasn't read.
    pub(super) fn of_unseen(
        &self,
        roles: &Roles<'_>,
        (kind, id): (Kind, &ResourceId),
        sharing: &Sharing<'_>,
        lack: &Lack,
        wide: &mut Wides,
    ) {
        let (bearers, bound) = self.bearers(kind, id, sharing);
        let Some(wide) = wide.get_mut(&id.subscription_scope()).filter(|_| bound) else {
            return;
        };
        let mut perhaps = Wide::default();
        drop(roles.store_facts(kind, id, &bearers, &lack.into(), Some(&mut perhaps)));
        wide.add_perhaps(perhaps, lack);
    }

    /// The identities of the projects that bind a store, and whether one does: of a store that keeps nothing of agents nobody
    /// asks.
    fn bearers(&self, kind: Kind, id: &ResourceId, sharing: &Sharing<'_>) -> (Bearers, bool) {
        let projects = sharing.binding_projects(kind, id);
        let bound = !projects.is_empty();
        let projects = projects.into_iter();
        let projects = projects.filter_map(|project| self.projects.get(project));
        let projects = projects.map(|project| (project.title(), &project.row.identity));
        (Bearers::new(projects, sharing.more_may_bind(kind)), bound)
    }
}
