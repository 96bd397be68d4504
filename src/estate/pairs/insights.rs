//! Application Insights on both sides: it has to outlive the primary's region, and to keep its data in a workspace.

use super::difference::{Compared, Difference, Differences};
use super::side::{Side, local};
use crate::estate::dependencies::{Dependencies, Existence};
use crate::estate::link::{Link, Links, Node};
use crate::model::{Fact, Kind, Region, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What components are found by.
pub(super) struct Insights<'a> {
    pub(super) links: &'a Links,
    pub(super) dependencies: &'a Dependencies<'a>,
}

struct Component {
    name: String,
    region: Region,
    has_workspace: bool,
}

impl Insights<'_> {
    /// Whether an account or one of its projects uses Application Insights.
    pub(super) fn are_used(&self, side: &Side<'_>) -> Fact<bool> {
        self.components(side).map(|all| !all.is_empty())
    }

    /// Why it doesn't cover both regions.
    pub(super) fn gaps(&self, primary: &Side<'_>, standby: &Side<'_>) -> Differences {
        self.components(primary).then(|ours| {
            self.components(standby).then(|theirs| {
                let region = primary.account.row.region.clone();
                region.map(|here| gaps(&here, &ours, &theirs))
            })
        })
    }

    /// The components that an account and its projects are connected to.
    fn components(&self, side: &Side<'_>) -> Fact<Vec<Component>> {
        let projects = &side.account.projects;
        let lists = projects.items.iter().map(|p| &p.connections);
        let lack = lists
            .chain([&side.account.connections])
            .filter_map(|list| list.lack.as_ref())
            .chain(projects.lack.as_ref())
            .map(Fact::from);
        let links = self.links_of(side);
        let hidden = links.iter().filter_map(|link| {
            let (_, why) = link.hidden().filter(|(kind, _)| *kind == Kind::AppInsights)?;
            Some(Fact::Missing(why.clone(), link.evidence.clone()))
        });
        let targets = links.iter().filter_map(|link| link.target());
        let targets: BTreeSet<&Node> =
            targets.filter(|node| node.kind == Kind::AppInsights).collect();
        let found = targets.into_iter().map(|node| self.component(node));
        Fact::collect(found.chain(hidden).chain(lack))
            .map(|all| all.into_iter().flatten().collect())
    }

    /// What an account, its projects and their connections refer to.
    fn links_of(&self, side: &Side<'_>) -> Vec<&Link> {
        let account = side.account;
        let projects = &account.projects.items;
        let connections = projects.iter().flat_map(|project| &project.connections.items);
        let connections = connections.chain(&account.connections.items);
        let nodes = projects
            .iter()
            .map(|project| Node::new(Kind::FoundryProject, &project.row.id))
            .chain(connections.map(|one| Node::new(Kind::Connection, &one.id)))
            .chain([Node::new(Kind::FoundryAccount, &account.row.id)]);
        let links = nodes.flat_map(|node| self.links.from(&node));
        links.filter(|link| link.role.is_reference()).collect()
    }

    fn component(&self, node: &Node) -> Fact<Option<Component>> {
        match self.dependencies.lookup(node.kind, &node.id) {
            Existence::Found(row, evidence) => row.region.clone().then(|region| {
                local(&row.facts, "workspace").then(|workspace| {
                    let component = Component {
                        name: node.id.name().to_owned(),
                        region,
                        has_workspace: workspace != Value::Null,
                    };
                    Fact::Known(Some(component), evidence.clone())
                })
            }),
            // What doesn't exist serves nobody.
            Existence::Absent(evidence) => Fact::Known(None, evidence),
            Existence::Lacking(why, evidence) => Fact::Missing(why, evidence),
        }
    }
}

fn gaps(here: &Region, ours: &[Component], theirs: &[Component]) -> Vec<Difference> {
    let mut gaps = Vec::new();
    if !theirs.iter().any(|component| component.region != *here) {
        let what = Compared::InsightsOutside(here.clone());
        gaps.push(Difference::missing(what, here.name().into()));
    }
    let mut classic: BTreeMap<&str, [Option<Value>; 2]> = BTreeMap::new();
    for (side, components) in [ours, theirs].into_iter().enumerate() {
        for component in components.iter().filter(|one| !one.has_workspace) {
            classic.entry(&component.name).or_default()[side] = Some(Value::Null);
        }
    }
    gaps.extend(classic.into_iter().map(|(name, [primary, standby])| Difference {
        what: Compared::InsightsWorkspace(name.to_owned()),
        primary,
        standby,
    }));
    gaps
}
