//! Contents: the links from what holds to what is held. A listing that wasn't read in full hides some.

use super::graph::{AccountNode, Graph};
use super::index::{Lack, Listing};
use super::link::{Link, LinkTarget, Node};
use crate::model::{Fact, Kind, LinkRole, Provenance, ResourceId};

/// What subscriptions, accounts and projects hold.
pub(super) fn contents(graph: &Graph) -> Vec<Link> {
    let mut links = Vec::new();
    for (subscription, lack) in &graph.lacks {
        let from = Node::new(Kind::Subscription, subscription);
        links.push(unlisted(&from, Kind::FoundryAccount, lack));
    }
    for account in &graph.accounts {
        let id = &account.row.id;
        let from = Node::new(Kind::Subscription, &id.subscription_scope());
        links.push(listed(&from, Kind::FoundryAccount, id, &account.evidence));
        of_account(account, &mut links);
    }
    links
}

fn of_account(account: &AccountNode, links: &mut Vec<Link>) {
    let from = Node::new(Kind::FoundryAccount, &account.row.id);
    let projects = &account.projects;
    let deployments = &account.deployments;
    links.extend(held(&from, Kind::FoundryProject, projects, |it| &it.row.id));
    links.extend(held(&from, Kind::CapabilityHost, &account.hosts, |it| &it.id));
    links.extend(held(&from, Kind::Connection, &account.connections, |it| &it.id));
    links.extend(held(&from, Kind::ModelDeployment, deployments, |it| &it.0));
    for project in &projects.items {
        let from = Node::new(Kind::FoundryProject, &project.row.id);
        links.extend(held(&from, Kind::CapabilityHost, &project.hosts, |it| &it.id));
        links.extend(held(&from, Kind::Connection, &project.connections, |it| &it.id));
        links.extend(held(&from, Kind::Application, &project.applications, |it| &it.id));
    }
}

fn held<'a, T>(
    from: &'a Node,
    kind: Kind,
    listing: &'a Listing<T>,
    id: impl Fn(&T) -> &ResourceId + 'a,
) -> impl Iterator<Item = Link> + 'a {
    let items = listing.items.iter();
    let items = items.map(move |item| listed(from, kind, id(item), &listing.evidence));
    let lack = listing.lack.iter();
    items.chain(lack.map(move |lack| unlisted(from, kind, lack)))
}

fn listed(from: &Node, kind: Kind, id: &ResourceId, evidence: &Provenance) -> Link {
    let exists = Fact::Known(true, evidence.clone());
    contains(from, LinkTarget::Resource(Node::new(kind, id), exists), evidence)
}

fn unlisted(from: &Node, kind: Kind, (why, evidence): &Lack) -> Link {
    let to = LinkTarget::Hidden { kind, why: why.clone(), in_listing: true };
    contains(from, to, evidence)
}

fn contains(from: &Node, to: LinkTarget, evidence: &Provenance) -> Link {
    Link {
        from: from.clone(),
        role: LinkRole::Contains,
        to,
        through: vec![],
        evidence: evidence.clone(),
    }
}
