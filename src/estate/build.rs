//! From a snapshot to the estate: structure first, then references and bindings, then the facts of every subject.

use super::Estate;
use super::bindings::{self, ProjectBindings};
use super::contents::contents;
use super::dependencies::Dependencies;
use super::graph;
use super::index::{self, Index};
use super::link::Links;
use super::locks::Locks;
use super::pairs::Compare;
use super::protection::Protection;
use super::references::references;
use super::regions::Regions;
use super::rights::Rights;
use super::roles::Roles;
use super::sharing::Sharing;
use super::subjects::Builder;
use super::watch::Watchers;
use super::workloads::{self, Bindings, Setup, WantedRegions, Workloads};
use crate::model::Workload;
use crate::snapshot::Snapshot;

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
        .flat_map(|account| account.projects.items.iter().map(move |project| (account, project)))
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
        compare: Compare { links: &links, dependencies: &dependencies, roles: &roles },
    };
    let sharing = Sharing::new(&graph, &bindings, &links, &dependencies);
    let group = sharing.group();
    let builder = Builder {
        regions: Regions::new(&index),
        locks: Locks::new(&index),
        roles: &roles,
        rights: Rights::new(&graph, &dependencies),
        watchers: Watchers::new(&index),
        protection: Protection::new(&index),
        wide: graph.subscriptions.iter().cloned().map(|id| (id, Default::default())).collect(),
        subjects: vec![],
        index: &index,
        graph: &graph,
        dependencies: &dependencies,
        bindings: &bindings,
        links: &links,
        sharing,
        wanted: WantedRegions::new(&setups),
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
