//! Foundry accounts, and what lies in them: projects, capability hosts, connections and deployments.

use super::{Builder, flag};
use crate::catalogue::{CapabilityHost, Connection};
use crate::estate::accounts;
use crate::estate::bindings::Bound;
use crate::estate::dependencies::Existence;
use crate::estate::drafting::Facts;
use crate::estate::gone::{self, ModelAccounts};
use crate::estate::graph::{AccountNode, ProjectNode};
use crate::estate::index::Listing;
use crate::estate::perimeters::Perimeters;
use crate::estate::regions::{RegionRow, region_lists};
use crate::estate::subject::{Presence, Subject};
use crate::model::{Fact, Kind, ResourceId};

/// What protects an account, and so what lies in it, and the accounts beside it.
struct Guard {
    locked: Fact<bool>,
    stopped: Fact<bool>,
    models: ModelAccounts,
}

impl<'a> Builder<'a> {
    pub(super) fn account(&mut self, account: &'a AccountNode) {
        let id = &account.row.id;
        let mut facts = Facts::new(Kind::FoundryAccount, id, &account.evidence);
        facts.extend(account.row.facts.clone());
        facts.take_all(self.index);
        facts.extend(self.regions.facts(id, &account.row.region));
        self.protect(id, &account.row.region, &mut facts);
        facts.extend(self.watchers.of_resource(Kind::FoundryAccount, id));
        facts.extend(self.watchers.of_account(id, &account.row.hosts));
        facts.set("deleting_stacks", self.stacks.deleting(id));
        let projects = account.projects.items.iter();
        let bindings = projects.filter_map(|project| self.bindings.get(&project.row.id).copied());
        let perimeters = Perimeters { index: self.index, dependencies: self.dependencies };
        facts.extend(perimeters.facts(account, &bindings.collect::<Vec<_>>()));
        facts.set("projects", account.projects.count().erase());
        let modes = account.projects.items.iter();
        let modes = modes.filter_map(|project| {
            let bindings = self.bindings.get(&project.row.id)?;
            Some((bindings.mode(), bindings.names_stores()))
        });
        facts.extend(accounts::facts(account, modes.collect()));
        facts.extend(self.classic_facts(account));
        let models = ModelAccounts::beside(id, self.index);
        facts.extend(gone::of_account(self.links, account, &models));
        facts.extend((self.rights).of_account(self.roles, account, &mut self.wide));
        let protected = Guard {
            locked: flag(&facts.get("delete_locked")),
            stopped: flag(&facts.get("direct_delete_stopped")),
            models,
        };
        let rows = self.account_regions(account);
        facts.extend(region_lists(rows));
        let mut subject = facts.subject(Presence::Found, account.row.region.known().cloned());
        subject.accounts = vec![id.clone()];
        subject.account = Some(id.clone());
        self.subjects.push(subject);
        self.hosts(&account.hosts, id, None, "account");
        self.connections(&account.connections, id, None, "account");
        for (deployment, local) in &account.deployments.items {
            let mut facts =
                Facts::new(Kind::ModelDeployment, deployment, &account.deployments.evidence);
            facts.extend(local.clone());
            let model = ["model_format", "model", "model_version"].map(|name| facts.get(name));
            let region = &account.row.region;
            let models = self.watchers.models(id, region);
            facts.extend(models.of_deployment(model, &facts.get("sku")));
            facts.set("account", Fact::Known(id.name().into(), account.evidence.clone()));
            self.push_in(facts.subject(Presence::Found, None), id, None);
        }
        for project in &account.projects.items {
            self.project(account, project, &protected);
        }
    }

    /// What stops the deletion of a project: a lock on its account covers it too.
    fn protect_project(&mut self, project: &ProjectNode, account: &Guard, facts: &mut Facts) {
        let id = &project.row.id;
        let own = self.locks.facts(id).into_iter();
        let own = own.filter(|(name, _)| *name == "delete_locked");
        let locks = own.map(|(_, locked)| flag(&locked));
        let inherited = matches!(account.locked, Fact::Known(true, _));
        let inherited = inherited.then(|| account.locked.clone());
        let locked = Fact::any(locks.chain(inherited));
        let beside = self.locks.beside(id);
        facts.extend(self.protection.facts(
            id,
            &project.row.region,
            &locked,
            &beside,
            Some(&account.stopped),
        ));
    }

    /// The regions that an account's agents depend on: its own, and those of the stores that its projects bind.
    fn account_regions(&mut self, account: &AccountNode) -> Vec<RegionRow> {
        let mut rows = vec![self.regions.row(&account.row.id, &account.row.region)];
        if let Some((why, evidence)) = &account.projects.lack {
            rows.push(Fact::Missing(why.clone(), evidence.clone()));
        }
        for project in &account.projects.items {
            let Some(bindings) = self.bindings.get(&project.row.id) else {
                continue;
            };
            rows.push(bindings.complete().map(|_| None));
            for binding in &bindings.bindings {
                rows.push(match &binding.bound {
                    Fact::Known(Bound::Store(kind, id), _) => {
                        match self.dependencies.lookup(*kind, id) {
                            Existence::Found(row, _) => self.regions.row(id, &row.region),
                            // A store that doesn't exist has no region; MOD-003 reports it.
                            Existence::Absent(_) => continue,
                            Existence::Lacking(why, evidence) => Fact::Missing(why, evidence),
                        }
                    }
                    Fact::Known(Bound::Dead, _) => continue,
                    Fact::Missing(why, evidence) => Fact::Missing(why.clone(), evidence.clone()),
                });
            }
        }
        rows
    }

    fn project(&mut self, account: &'a AccountNode, project: &'a ProjectNode, guard: &Guard) {
        let id = &project.row.id;
        let mut facts = Facts::new(Kind::FoundryProject, id, &project.evidence);
        facts.extend(project.row.facts.clone());
        facts.take_all(self.index);
        let uses = project.row.uses_system_identity.clone();
        facts.set("uses_system_identity", uses.erase());
        facts.extend(self.regions.facts(id, &project.row.region));
        self.protect_project(project, guard, &mut facts);
        facts.set("account", Fact::Known(account.row.id.name().into(), project.evidence.clone()));
        if let Some(bindings) = self.bindings.get(id) {
            facts.extend(bindings.facts());
            facts.extend(self.runtime_facts(project, bindings));
            facts.extend(self.roles.image_facts(account, project, self.dependencies));
            facts.extend(self.rights.of_project(self.roles, project, bindings));
        }
        facts.extend(gone::of_project(self.links, account, project, &guard.models));
        self.push_in(
            facts.subject(Presence::Found, project.row.region.known().cloned()),
            &account.row.id,
            Some(id),
        );
        self.hosts(&project.hosts, &account.row.id, Some(id), "project");
        self.connections(&project.connections, &account.row.id, Some(id), "project");
        self.applications(project, &account.row.id);
    }

    fn hosts(
        &mut self,
        hosts: &Listing<CapabilityHost>,
        account: &ResourceId,
        project: Option<&ResourceId>,
        scope: &str,
    ) {
        for host in &hosts.items {
            let mut facts = Facts::new(Kind::CapabilityHost, &host.id, &hosts.evidence);
            facts.extend(host.facts.clone());
            facts.set("scope", Fact::Known(scope.into(), hosts.evidence.clone()));
            self.push_in(facts.subject(Presence::Found, None), account, project);
        }
    }

    fn connections(
        &mut self,
        connections: &Listing<Connection>,
        account: &ResourceId,
        project: Option<&ResourceId>,
        scope: &str,
    ) {
        for connection in &connections.items {
            let mut facts = Facts::new(Kind::Connection, &connection.id, &connections.evidence);
            facts.extend(connection.facts.clone());
            facts.set("scope", Fact::Known(scope.into(), connections.evidence.clone()));
            self.push_in(facts.subject(Presence::Found, None), account, project);
        }
    }

    pub(super) fn push_in(
        &mut self,
        mut subject: Subject,
        account: &ResourceId,
        project: Option<&ResourceId>,
    ) {
        subject.account = Some(account.clone());
        subject.accounts = vec![account.clone()];
        subject.projects = project.into_iter().cloned().collect();
        self.subjects.push(subject);
    }
}
