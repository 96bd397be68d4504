//! Placeholders: an incomplete listing may have held subjects, and a subject that nobody saw must not vanish from the report.
//! One placeholder per listing and kind takes its place; every rule of that kind is unknown on it.

use super::drafting::Facts;
use super::graph::{AccountNode, Graph, ProjectNode};
use super::index::Lack;
use super::link::{Link, LinkTarget, Links};
use super::references::with_behind;
use super::sharing::{GROUP, Sharing};
use super::{Presence, Subject};
use crate::catalogue::{self, ReadKind};
use crate::model::{Fact, Kind, Provenance, ResourceId};

/// An incomplete listing: which one, of what, why, and what it may have held.
type Incomplete = (ReadKind, ResourceId, Option<Lack>, Vec<Kind>);

/// All placeholders of an estate.
pub(super) fn of(graph: &Graph, links: &Links, sharing: &Sharing<'_>) -> Vec<Subject> {
    let below_account =
        || Kind::ALL.into_iter().filter(|kind| !matches!(kind, Kind::Estate | Kind::Subscription));
    let accounts = graph.lacks.iter().map(|(subscription, lack)| {
        let kinds = below_account().collect();
        (ReadKind::ACCOUNTS, subscription.clone(), Some(lack.clone()), kinds)
    });
    let listings = accounts.chain(graph.accounts.iter().flat_map(of_account));
    let mut all: Vec<Subject> = listings.flat_map(of_listing).collect();
    all.extend(links.all().iter().filter_map(|link| behind(link, sharing)));
    for one in &mut all {
        place(one, graph);
    }
    all
}

fn of_account(account: &AccountNode) -> Vec<Incomplete> {
    let id = &account.row.id;
    let in_projects =
        [Kind::FoundryProject, Kind::CapabilityHost, Kind::Connection, Kind::Application];
    let in_projects = in_projects.into_iter().chain(Kind::DEPENDENCIES).collect();
    let hosts = vec![Kind::CapabilityHost];
    let deployments = vec![Kind::ModelDeployment];
    let mut listings = vec![
        (ReadKind::PROJECTS, id.clone(), account.projects.lack.clone(), in_projects),
        (ReadKind::ACCOUNT_HOSTS, id.clone(), account.hosts.lack.clone(), hosts),
        (ReadKind::ACCOUNT_CONNECTIONS, id.clone(), account.connections.lack.clone(), connected()),
        (ReadKind::DEPLOYMENTS, id.clone(), account.deployments.lack.clone(), deployments),
    ];
    listings.extend(account.projects.items.iter().flat_map(of_project));
    listings
}

fn of_project(project: &ProjectNode) -> Vec<Incomplete> {
    let id = &project.row.id;
    let settings = match &project.settings {
        Fact::Missing(why, evidence) => Some((why.clone(), evidence.clone())),
        Fact::Known(..) => None,
    };
    // The stores, and the vaults and identities that those refer to.
    let stores = with_behind(&Kind::STORES);
    let (hosts, applications) = (vec![Kind::CapabilityHost], vec![Kind::Application]);
    vec![
        (ReadKind::PROJECT_HOSTS, id.clone(), project.hosts.lack.clone(), hosts),
        (ReadKind::PROJECT_CONNECTIONS, id.clone(), project.connections.lack.clone(), connected()),
        (ReadKind::PROJECT_PREVIEW, id.clone(), settings, stores),
        (ReadKind::APPLICATIONS, id.clone(), project.applications.lack.clone(), applications),
    ]
}

/// What a list of connections holds and leads to.
fn connected() -> Vec<Kind> {
    let behind = with_behind(&catalogue::connectable_kinds());
    [Kind::Connection].into_iter().chain(behind).collect()
}

fn of_listing((read, scope, lack, kinds): Incomplete) -> Vec<Subject> {
    let Some((why, evidence)) = lack else {
        return vec![];
    };
    let listing = ResourceId::new(&read.path(scope.written()));
    let presence = Presence::Placeholder(why, evidence);
    kinds
        .into_iter()
        .map(|kind| facts_of(kind, &listing, &presence).subject(presence.clone(), None))
        .collect()
}

fn facts_of(kind: Kind, from: &ResourceId, presence: &Presence) -> Facts {
    let id = ResourceId::placeholder(from, kind);
    let mut facts = Facts::new(kind, &id, &Provenance::None);
    if let Presence::Unread(why, evidence) | Presence::Placeholder(why, evidence) = presence {
        facts.default_to(why, evidence);
    }
    facts
}

/// The placeholder of what hides behind a reference.
fn behind(link: &Link, sharing: &Sharing<'_>) -> Option<Subject> {
    let LinkTarget::Hidden { kind, why, in_listing } = &link.to else {
        return None;
    };
    let presence = match in_listing {
        true => Presence::Placeholder(why.clone(), link.evidence.clone()),
        false => Presence::Unread(why.clone(), link.evidence.clone()),
    };
    let hides = link.role.is_reference();
    hides.then(|| {
        let mut facts = facts_of(*kind, &link.from.id, &presence);
        if sharing.is_no_store_of_agents(link) {
            facts.set("holds_agent_state", Fact::Known(false.into(), GROUP));
            // Not every store refers to something.
            if catalogue::catalogue().index(*kind, "audited").is_some() {
                facts.set("audited", Fact::Known(false.into(), GROUP));
            }
        }
        facts.subject(presence, None)
    })
}

/// Puts a placeholder under the account and project that its listing belongs to.
fn place(subject: &mut Subject, graph: &Graph) {
    let Some(account) = graph.account_of(&subject.id) else {
        return;
    };
    subject.account = Some(account.row.id.clone());
    subject.accounts = vec![account.row.id.clone()];
    let project = account.project_of(&subject.id);
    subject.projects = project.map(|project| project.row.id.clone()).into_iter().collect();
}
