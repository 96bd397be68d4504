//! Accounts, projects, capability hosts and connections as they were read, before anything is resolved.

use super::index::{Index, Lack, Listing, Single};
use crate::catalogue::{
    self, Account, Application, Body, CapabilityHost, CapabilitySettings, Connection, Identity,
    LocalFacts, Project, ReadKind, SETTINGS_SINCE,
};
use crate::model::{Fact, Provenance, Region, ResourceId, Why};
use crate::snapshot::Snapshot;
use std::collections::BTreeSet;

/// A Foundry account with what lies in it.
#[derive(Debug)]
pub(super) struct AccountNode {
    pub(super) row: Account,
    pub(super) evidence: Provenance,
    pub(super) projects: Listing<ProjectNode>,
    pub(super) hosts: Listing<CapabilityHost>,
    pub(super) connections: Listing<Connection>,
    pub(super) deployments: Listing<(ResourceId, LocalFacts)>,
}

/// A project with what lies in it.
#[derive(Debug)]
pub(super) struct ProjectNode {
    pub(super) row: Project,
    pub(super) evidence: Provenance,
    pub(super) hosts: Listing<CapabilityHost>,
    pub(super) connections: Listing<Connection>,
    pub(super) applications: Listing<Application>,
    pub(super) settings: Fact<Option<CapabilitySettings>>,
}

impl ProjectNode {
    /// `account/project`.
    pub(super) fn title(&self) -> String {
        let account = self.row.id.parent().map(|id| id.name().to_owned()).unwrap_or_default();
        format!("{account}/{}", self.row.id.name())
    }
}

/// All Foundry accounts of the subscriptions in scope.
#[derive(Debug)]
pub(super) struct Graph {
    pub(super) subscriptions: Vec<ResourceId>,
    pub(super) accounts: Vec<AccountNode>,
    /// Account listings that are incomplete, by subscription.
    pub(super) lacks: Vec<(ResourceId, Lack)>,
    pub(super) other_accounts: usize,
    /// The identities of those other accounts.
    pub(super) other_identities: Vec<Identity>,
}

/// Reads the structure of the estate.
pub(super) fn graph(snapshot: &Snapshot, index: &Index<'_>) -> Graph {
    let asked = snapshot
        .header
        .scope
        .iter()
        .map(|entry| ResourceId::new(&format!("/subscriptions/{}", entry.subscription)));
    let subscriptions: BTreeSet<ResourceId> =
        asked.chain(index.scopes(ReadKind::ACCOUNTS).cloned()).collect();
    let mut graph = Graph {
        subscriptions: subscriptions.into_iter().collect(),
        accounts: vec![],
        lacks: vec![],
        other_accounts: 0,
        other_identities: vec![],
    };
    let mut seen = BTreeSet::new();
    for subscription in graph.subscriptions.clone() {
        let listing = index.list(ReadKind::ACCOUNTS, &subscription);
        let (foundry, others): (Vec<Body<'_>>, Vec<Body<'_>>) =
            listing.items.into_iter().partition(catalogue::is_foundry_account);
        graph.other_accounts += others.len();
        graph.other_identities.extend(others.iter().map(Identity::of));
        let listing = Listing {
            items: foundry,
            ..Listing { items: vec![], lack: listing.lack, evidence: listing.evidence }
        };
        let rows = listing.parse(catalogue::account);
        let preview = preview_exists(index, &subscription);
        let fresh = rows.items.into_iter().filter(|row| seen.insert(row.id.clone()));
        graph
            .accounts
            .extend(fresh.map(|row| account_node(index, row, rows.evidence.clone(), &preview)));
        graph.lacks.extend(rows.lack.map(|lack| (subscription, lack)));
    }
    graph.accounts.sort_by(|a, b| a.row.id.cmp(&b.row.id));
    graph
}

fn account_node(
    index: &Index<'_>,
    row: Account,
    evidence: Provenance,
    preview: &Fact<bool>,
) -> AccountNode {
    let id = row.id.clone();
    let projects = index.list(ReadKind::PROJECTS, &id).parse(catalogue::project);
    let mut seen = BTreeSet::new();
    let nodes = projects.items.into_iter().filter(|row| seen.insert(row.id.clone())).map(|row| {
        ProjectNode {
            hosts: index.list(ReadKind::PROJECT_HOSTS, &row.id).parse(catalogue::capability_host),
            connections: index
                .list(ReadKind::PROJECT_CONNECTIONS, &row.id)
                .parse(catalogue::connection),
            applications: index.list(ReadKind::APPLICATIONS, &row.id).parse(catalogue::application),
            settings: settings(index, &row.id, preview),
            evidence: projects.evidence.clone(),
            row,
        }
    });
    let nodes = nodes.collect();
    AccountNode {
        row,
        evidence,
        projects: Listing { items: nodes, lack: projects.lack, evidence: projects.evidence },
        hosts: index.list(ReadKind::ACCOUNT_HOSTS, &id).parse(catalogue::capability_host),
        connections: index.list(ReadKind::ACCOUNT_CONNECTIONS, &id).parse(catalogue::connection),
        deployments: index.list(ReadKind::DEPLOYMENTS, &id).parse(catalogue::deployment),
    }
}

/// Whether this subscription's provider knows a version that carries capability settings.
fn preview_exists(index: &Index<'_>, subscription: &ResourceId) -> Fact<bool> {
    let provider = index.one(ReadKind::PROVIDER, subscription);
    provider.fact(|body| Ok(catalogue::settings_version(body)?.is_some()))
}

/// The project's own preview read decides; without one, the feature can't be there if the provider doesn't know it.
fn settings(
    index: &Index<'_>,
    project: &ResourceId,
    preview: &Fact<bool>,
) -> Fact<Option<CapabilitySettings>> {
    match index.one(ReadKind::PROJECT_PREVIEW, project) {
        Single::Found(body) => body.fact(body.since(
            SETTINGS_SINCE,
            "properties.capabilitySettings",
            catalogue::capability_settings(&body),
        )),
        Single::Absent(evidence) => Fact::Missing(Why::Failed, evidence),
        Single::Lacking(why, evidence) => match preview {
            Fact::Known(false, evidence) => Fact::Known(None, evidence.clone()),
            Fact::Known(true, _) | Fact::Missing(..) => Fact::Missing(why, evidence),
        },
        Single::NotAsked => preview.clone().then(|exists| match exists {
            false => Fact::Known(None, Provenance::None),
            true => Fact::Missing(Why::NotRead, Provenance::None),
        }),
    }
}

impl Graph {
    /// The regions of a subscription's Foundry accounts; one more is missing if the list is incomplete.
    pub(super) fn regions_in(&self, subscription: &ResourceId) -> Vec<Fact<Region>> {
        let lacks = self.lacks.iter().filter(|(id, _)| id == subscription);
        let lacks = lacks.map(|(_, lack)| lack.into());
        let here = self.accounts.iter();
        here.filter(|account| subscription.covers(&account.row.id))
            .map(|account| account.row.region.clone())
            .chain(lacks)
            .collect()
    }

    /// The account that a resource is or lies in.
    pub(super) fn account_of(&self, id: &ResourceId) -> Option<&AccountNode> {
        let account = id.account()?;
        let at = self.accounts.binary_search_by(|node| node.row.id.cmp(&account)).ok()?;
        Some(&self.accounts[at])
    }
}

impl AccountNode {
    /// The project that a resource is or lies in.
    pub(super) fn project_of(&self, id: &ResourceId) -> Option<&ProjectNode> {
        let project = id.project()?;
        self.projects.items.iter().find(|node| node.row.id == project)
    }
}
