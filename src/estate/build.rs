//! From a snapshot to the estate: structure first, then references and bindings, then the facts of every subject.

mod joined;

use super::accounts;
use super::bindings::{self, ProjectBindings};
use super::contents::contents;
use super::dependencies::{Dependencies, Existence};
use super::drafting::Facts;
use super::graph::{self, AccountNode, Graph, ProjectNode};
use super::index::{self, Index, Listing, Single};
use super::link::{Link, Links, Node};
use super::locks::Locks;
use super::pairs::{Compare, Pair};
use super::placeholders;
use super::protection::Protection;
use super::references::references;
use super::regions::{self, RegionRow, Regions};
use super::rights::{Rights, Wides};
use super::roles::Roles;
use super::sharing::Sharing;
use super::watch::Watchers;
use super::whole;
use super::workloads::{self, Bindings, Setup, Wanted, Workloads};
use super::{Estate, Presence, Subject};
use crate::catalogue::{self, CapabilityHost, Connection, ReadKind};
use crate::model::{Fact, Kind, Provenance, Region, ResourceId, Value, Why, Workload};
use crate::snapshot::Snapshot;
use std::collections::BTreeSet;

/// Builds the estate of a snapshot of which nothing is declared.
#[must_use]
pub fn build(snapshot: &Snapshot) -> Estate {
    build_for(snapshot, &[])
}

/// Builds the estate of a snapshot and the workloads that a config declares.
#[must_use]
pub fn build_for(snapshot: &Snapshot, declared: &[Workload]) -> Estate {
    let index = Index::new(snapshot);
    let graph = graph::graph(snapshot, &index);
    let dependencies = Dependencies::new(&index, &graph.subscriptions);
    let of_projects: Vec<ProjectBindings> = graph
        .accounts
        .iter()
        .flat_map(|account| {
            account
                .projects
                .items
                .iter()
                .map(move |project| (account, project))
        })
        .map(|(account, project)| bindings::of_project(account, project, &dependencies))
        .collect();
    let bindings: Bindings<'_> = of_projects.iter().map(|one| (&one.project, one)).collect();
    let setups = workloads::setups(&graph, declared, &bindings);
    let mut links = contents(&graph);
    links.extend(references(&graph, &dependencies));
    links.extend(of_projects.iter().flat_map(ProjectBindings::links));
    links.extend(setups.iter().flat_map(Setup::links));
    let links = Links::new(links);
    let roles = Roles::new(&index);
    let workloads = Workloads {
        graph: &graph,
        setups: &setups,
        bindings: &bindings,
        compare: Compare {
            links: &links,
            dependencies: &dependencies,
            roles: &roles,
        },
    };
    let sharing = Sharing::new(&graph, &bindings, &links);
    let group = sharing.group();
    let builder = Builder {
        regions: Regions::new(&index),
        locks: Locks::new(&index),
        roles: &roles,
        rights: Rights::new(&graph, &dependencies),
        watchers: Watchers::new(&index),
        protection: Protection::new(&index),
        wide: graph
            .subscriptions
            .iter()
            .cloned()
            .map(|id| (id, Default::default()))
            .collect(),
        subjects: vec![],
        index: &index,
        graph: &graph,
        dependencies: &dependencies,
        bindings: &bindings,
        links: &links,
        sharing,
        wanted: Wanted::new(&setups),
    };
    let pairs = workloads.pairs();
    let subjects = builder.subjects(&workloads, &pairs, !declared.is_empty());
    Estate {
        unknown_accounts: workloads::unknown_accounts(&graph, declared),
        subjects,
        pairs,
        reads: index::reads(snapshot),
        groups: vec![group],
        gaps: index::gaps(snapshot),
        scope: snapshot.header.scope.clone(),
        other_accounts: graph.other_accounts,
        links,
    }
}

/// What protects an account, and so what lies in it.
struct Guard {
    locked: Fact<bool>,
    stopped: Fact<bool>,
}

/// A fact that is yes or no.
fn flag(fact: &Fact) -> Fact<bool> {
    fact.clone().map(|value| value == Value::Bool(true))
}

struct Builder<'a> {
    index: &'a Index<'a>,
    graph: &'a Graph,
    dependencies: &'a Dependencies<'a>,
    bindings: &'a Bindings<'a>,
    links: &'a Links,
    sharing: Sharing<'a>,
    regions: Regions<'a>,
    locks: Locks<'a>,
    roles: &'a Roles<'a>,
    rights: Rights<'a>,
    wanted: Wanted<'a>,
    watchers: Watchers<'a>,
    protection: Protection<'a>,
    wide: Wides,
    subjects: Vec<Subject>,
}

impl<'a> Builder<'a> {
    fn subjects(
        mut self,
        workloads: &Workloads<'_>,
        pairs: &[Pair],
        declares_workloads: bool,
    ) -> Vec<Subject> {
        self.subjects.push(whole::subject(
            self.graph,
            self.bindings.values().copied(),
            declares_workloads,
        ));
        let of_workloads = workloads.subjects(pairs, &mut self.regions);
        self.subjects.extend(of_workloads);
        for account in &self.graph.accounts {
            self.account(account);
        }
        let referenced = self.links.all().iter().filter_map(Link::target);
        let referenced: BTreeSet<&Node> = referenced
            .filter(|node| node.kind.is_dependency())
            .collect();
        for node in referenced {
            self.dependency(node.kind, &node.id);
        }
        // Last, since they tell what was given above the resources.
        for subscription in &self.graph.subscriptions {
            self.subscription(subscription);
        }
        self.subjects
            .extend(placeholders::of(self.graph, self.links));
        self.subjects
            .sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
        self.subjects
            .dedup_by(|a, b| (a.kind, &a.id) == (b.kind, &b.id));
        self.subjects
    }

    fn subscription(&mut self, id: &ResourceId) {
        let mut facts = Facts::new(Kind::Subscription, id, &Provenance::None);
        let lack = self
            .graph
            .lacks
            .iter()
            .find(|(subscription, _)| subscription == id)
            .map(|(_, lack)| lack.clone());
        let here = self
            .graph
            .accounts
            .iter()
            .filter(|account| id.covers(&account.row.id));
        let count = i64::try_from(here.count()).unwrap_or(i64::MAX);
        facts.set(
            "foundry_accounts",
            match lack {
                // Some are enough to know that the subscription matters.
                Some((why, evidence)) if count == 0 => Fact::Missing(why, evidence),
                Some((_, evidence)) => Fact::Known(count.into(), evidence),
                None => Fact::Known(
                    count.into(),
                    self.index.list(ReadKind::ACCOUNTS, id).evidence,
                ),
            },
        );
        facts.set("deleted_foundry_accounts", self.deleted(id).erase());
        // Every subscription has a tier, the free one at least: an answer that there is none is no answer.
        facts.take(
            ReadKind::AI_PRICING,
            &self.index.one(ReadKind::AI_PRICING, id),
        );
        let wide = self.wide.remove(id).unwrap_or_default();
        let of_roles = (self.rights).of_subscription(self.roles, id, &self.sharing, wide);
        facts.extend(of_roles);
        let regions = self.regions_in(id);
        facts.extend(self.watchers.of_subscription(id, &regions));
        let (presence, name) = match self.index.one(ReadKind::SUBSCRIPTION, id) {
            Single::Found(body) => (Presence::Found, body.opt_text("displayName").ok().flatten()),
            Single::Absent(evidence) => (Presence::Unread(Why::Denied, evidence), None),
            Single::Lacking(why, evidence) => (Presence::Unread(why, evidence), None),
            // Its lists were read; that it wasn't asked for by itself takes nothing away.
            Single::NotAsked => (Presence::Found, None),
        };
        let mut subject = facts.subject(presence, None);
        subject.name = name.unwrap_or(subject.name);
        self.subjects.push(subject);
    }

    fn deleted(&self, subscription: &ResourceId) -> Fact<Vec<Value>> {
        let listing = self.index.list(ReadKind::DELETED_ACCOUNTS, subscription);
        if let Some((why, evidence)) = listing.lack {
            return Fact::Missing(why, evidence);
        }
        let live = self.index.list(ReadKind::ACCOUNTS, subscription);
        let entries = Fact::collect(
            listing
                .items
                .iter()
                .map(|item| item.fact(catalogue::deleted_account(item))),
        );
        entries.then(|entries| {
            let entries: Vec<_> = entries.into_iter().flatten().collect();
            if let (Some((why, evidence)), false) = (&live.lack, entries.is_empty()) {
                return Fact::Missing(why.clone(), evidence.clone());
            }
            let accounts = live
                .items
                .iter()
                .filter(|body| catalogue::is_foundry_account(body));
            let accounts: Vec<_> = accounts
                .filter_map(|body| Some((body.id()?, body.region())))
                .collect();
            let again = |entry: &catalogue::DeletedAccount| {
                accounts
                    .iter()
                    .any(|(id, region)| entry.is_restored_as(id, region.as_ref().ok()))
            };
            let values = entries
                .iter()
                .map(|entry| entry.value(again(entry)))
                .collect();
            Fact::Known(values, listing.evidence.and(&live.evidence))
        })
    }

    fn account(&mut self, account: &'a AccountNode) {
        let id = &account.row.id;
        let mut facts = Facts::new(Kind::FoundryAccount, id, &account.evidence);
        facts.extend(account.row.facts.clone());
        facts.extend(self.regions.facts(id, &account.row.region));
        self.protect(id, &account.row.region, &mut facts);
        facts.extend(self.watchers.of_resource(Kind::FoundryAccount, id));
        facts.extend(self.watchers.of_account(id, &account.row.hosts));
        let count = i64::try_from(account.projects.items.len()).unwrap_or(i64::MAX);
        facts.set(
            "projects",
            match &account.projects.lack {
                Some((why, evidence)) => Fact::Missing(why.clone(), evidence.clone()),
                None => Fact::Known(count.into(), account.projects.evidence.clone()),
            },
        );
        let modes = account.projects.items.iter();
        let modes = modes.filter_map(|project| Some(self.bindings.get(&project.row.id)?.mode()));
        facts.extend(accounts::facts(account, modes.collect()));
        facts.extend((self.rights).of_account(self.roles, account, &mut self.wide));
        let protected = Guard {
            locked: flag(&facts.get("delete_locked")),
            stopped: flag(&facts.get("direct_delete_stopped")),
        };
        let rows = self.account_regions(account);
        facts.extend(regions::region_lists(rows));
        let mut subject = facts.subject(Presence::Found, account.row.region.known().cloned());
        subject.accounts = vec![id.clone()];
        subject.account = Some(id.clone());
        self.subjects.push(subject);
        self.hosts(&account.hosts, id, None, "account");
        self.connections(&account.connections, id, None, "account");
        for (deployment, local) in &account.deployments.items {
            let mut facts = Facts::new(
                Kind::ModelDeployment,
                deployment,
                &account.deployments.evidence,
            );
            facts.extend(local.clone());
            let model = ["model_format", "model", "model_version"].map(|name| facts.get(name));
            let region = &account.row.region;
            let lifecycle = self.watchers.model_lifecycle(id, region, model);
            facts.set("model_lifecycle", lifecycle);
            self.push_in(facts.subject(Presence::Found, None), id, None);
        }
        for project in &account.projects.items {
            self.project(account, project, &protected);
        }
    }

    /// What stops the deletion of a resource of its own.
    fn protect(&mut self, id: &ResourceId, region: &Fact<Region>, facts: &mut Facts) {
        facts.extend(self.locks.facts(id));
        let locked = flag(&facts.get("delete_locked"));
        facts.extend(self.protection.facts(id, region, &locked, None));
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
        facts.extend(self.protection.facts(
            id,
            &project.row.region,
            &locked,
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
                    Fact::Known(bindings::Bound::Store(kind, id), _) => {
                        match self.dependencies.lookup(*kind, id) {
                            Existence::Found(row, _) => self.regions.row(id, &row.region),
                            // A store that doesn't exist has no region; MOD-003 reports it.
                            Existence::Absent(_) => continue,
                            Existence::Lacking(why, evidence) => Fact::Missing(why, evidence),
                        }
                    }
                    Fact::Known(bindings::Bound::Dead, _) => continue,
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
        let uses = project.row.uses_system_identity.clone();
        facts.set("uses_system_identity", uses.erase());
        facts.extend(self.regions.facts(id, &project.row.region));
        self.protect_project(project, guard, &mut facts);
        facts.set(
            "account",
            Fact::Known(account.row.id.name().into(), project.evidence.clone()),
        );
        if let Some(bindings) = self.bindings.get(id) {
            facts.extend(bindings.facts());
            facts.extend(self.rights.of_project(self.roles, project, bindings));
        }
        self.push_in(
            facts.subject(Presence::Found, project.row.region.known().cloned()),
            &account.row.id,
            Some(id),
        );
        self.hosts(&project.hosts, &account.row.id, Some(id), "project");
        self.connections(&project.connections, &account.row.id, Some(id), "project");
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
            facts.set(
                "scope",
                Fact::Known(scope.into(), connections.evidence.clone()),
            );
            self.push_in(facts.subject(Presence::Found, None), account, project);
        }
    }

    fn push_in(
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

    fn dependency(&mut self, kind: Kind, id: &ResourceId) {
        let (id, presence, region, local, evidence) = match self.dependencies.lookup(kind, id) {
            // A connection may spell the id in another case than the resource itself.
            Existence::Found(row, evidence) => (
                &row.id,
                Presence::Found,
                row.region.clone(),
                row.facts.clone(),
                evidence,
            ),
            Existence::Lacking(why, evidence) => {
                let region = Fact::Missing(why.clone(), evidence.clone());
                (
                    id,
                    Presence::Unread(why, evidence.clone()),
                    region,
                    vec![],
                    evidence,
                )
            }
            // What doesn't exist can't be judged; the binding that leads there is a finding of its own.
            Existence::Absent(_) => return,
        };
        let mut facts = Facts::new(kind, id, &evidence);
        if let Presence::Unread(why, evidence) = &presence {
            facts.default_to(why, evidence);
        }
        facts.extend(local);
        facts.extend(self.regions.facts(id, &region));
        self.protect(id, &region, &mut facts);
        self.recovery(kind, id, &mut facts);
        self.joined(kind, id, &region, &mut facts);
        let mut subject = facts.subject(presence, region.known().cloned());
        let (accounts, projects) = (
            self.sharing.accounts_of(kind, id),
            self.sharing.projects_of(kind, id),
        );
        subject.accounts = accounts.into_iter().collect();
        subject.projects = projects.into_iter().collect();
        subject.account = if let [one] = &subject.accounts[..] {
            Some(one.clone())
        } else {
            None
        };
        self.subjects.push(subject);
    }
}

fn complete<T>(fact: Fact<Vec<T>>, lack: Option<index::Lack>) -> Fact<Vec<T>> {
    match lack {
        Some((why, evidence)) => Fact::Missing(why, evidence),
        None => fact,
    }
}
