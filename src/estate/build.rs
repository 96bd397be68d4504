//! From a snapshot to the estate: structure first, then references and bindings, then the facts of every subject.

use super::Estate;
use super::bindings::{self, ProjectBindings};
use super::contents::contents;
use super::dependencies::Dependencies;
use super::graph;
use super::index::{self, Index, Single};
use super::link::Links;
use super::locks::Locks;
use super::pairs::Compare;
use super::protection::Protection;
use super::references::references;
use super::regions::Regions;
use super::rights::Rights;
use super::roles::Roles;
use super::sharing::Sharing;
use super::stacks::Stacks;
use super::subjects::Builder;
use super::watch::Watchers;
use super::workloads::{self, Bindings, Essential, Setup, WantedRegions, Workloads};
use crate::catalogue::ReadKind;
use crate::model::{ResourceId, Workload};
use crate::snapshot::{ScopeEntry, Snapshot};

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
        compare: Compare {
            index: &index,
            links: &links,
            dependencies: &dependencies,
            roles: &roles,
        },
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
        stacks: Stacks::new(&index),
        wide: graph.subscriptions.iter().cloned().map(|id| (id, Default::default())).collect(),
        subjects: vec![],
        index: &index,
        graph: &graph,
        dependencies: &dependencies,
        bindings: &bindings,
        links: &links,
        sharing,
        wanted: WantedRegions::new(&setups),
        essential: Essential::new(&setups),
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
        scope: scope(snapshot, &index),
        other_accounts: graph.other_accounts,
        links,
    }
}

/// The subscriptions in scope, each with its state where that isn't the usual one.
fn scope(snapshot: &Snapshot, index: &Index<'_>) -> Vec<ScopeEntry> {
    let state = |entry: &ScopeEntry| {
        let id = ResourceId::new(&format!("/subscriptions/{}", entry.subscription));
        let Single::Found(body) = index.one(ReadKind::SUBSCRIPTION, &id) else {
            return None;
        };
        let state = body.opt_text("state").ok().flatten();
        state.filter(|state| !state.eq_ignore_ascii_case("Enabled"))
    };
    let entries = snapshot.header.scope.iter();
    entries.map(|entry| ScopeEntry { state: state(entry), ..entry.clone() }).collect()
}
