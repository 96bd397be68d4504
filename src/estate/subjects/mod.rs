//! The subjects of an estate: each with the facts of its own body and those that are joined from other reads.

mod accounts;
mod applications;
mod dependencies;
mod redundancy;
mod runtimes;
mod subscriptions;

use super::dependencies::Dependencies;
use super::drafting::Facts;
use super::graph::Graph;
use super::index::Index;
use super::link::{Link, Links, Node};
use super::locks::Locks;
use super::pairs::Pair;
use super::placeholders;
use super::protection::Protection;
use super::regions::Regions;
use super::rights::{Rights, Wides};
use super::roles::Roles;
use super::sharing::Sharing;
use super::stacks::Stacks;
use super::subject::Subject;
use super::watch::Watchers;
use super::whole;
use super::workloads::{Bindings, Essential, WantedRegions, Workloads};
use crate::model::{Fact, Region, ResourceId, Value};
use std::collections::BTreeSet;

/// Makes the subjects of an estate, with what their facts are joined from.
pub(super) struct Builder<'a> {
    pub(super) index: &'a Index<'a>,
    pub(super) graph: &'a Graph,
    pub(super) dependencies: &'a Dependencies<'a>,
    pub(super) bindings: &'a Bindings<'a>,
    pub(super) links: &'a Links,
    pub(super) sharing: Sharing<'a>,
    pub(super) regions: Regions<'a>,
    pub(super) locks: Locks<'a>,
    pub(super) roles: &'a Roles<'a>,
    pub(super) rights: Rights<'a>,
    pub(super) wanted: WantedRegions<'a>,
    pub(super) essential: Essential,
    pub(super) watchers: Watchers<'a>,
    pub(super) protection: Protection<'a>,
    pub(super) stacks: Stacks<'a>,
    pub(super) wide: Wides,
    pub(super) subjects: Vec<Subject>,
}

impl<'a> Builder<'a> {
    /// All subjects, sorted by kind and id.
    pub(super) fn subjects(
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
        let referenced: BTreeSet<&Node> =
            referenced.filter(|node| node.kind.is_dependency()).collect();
        for node in referenced {
            self.dependency(node.kind, &node.id);
        }
        // Last, since they tell what was given above the resources.
        for subscription in &self.graph.subscriptions {
            self.subscription(subscription);
        }
        self.subjects.extend(placeholders::of(self.graph, self.links, &self.sharing));
        self.subjects.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
        self.subjects.dedup_by(|a, b| (a.kind, &a.id) == (b.kind, &b.id));
        self.subjects
    }

    /// What stops the deletion of a resource of its own.
    fn protect(&mut self, id: &ResourceId, region: &Fact<Region>, facts: &mut Facts) {
        facts.extend(self.locks.facts(id));
        let locked = flag(&facts.get("delete_locked"));
        let beside = self.locks.beside(id);
        facts.extend(self.protection.facts(id, region, &locked, &beside, None));
    }
}

/// A fact that is yes or no.
fn flag(fact: &Fact) -> Fact<bool> {
    fact.clone().map(|value| value == Value::Bool(true))
}
