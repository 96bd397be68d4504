//! Which workloads there are: those that a config declares, and one for each account with Standard projects that no
//! declaration names.

use super::named::Named;
use crate::estate::bindings::ProjectBindings;
use crate::estate::graph::{AccountNode, Graph};
use crate::estate::link::{Link, LinkTarget, Node};
use crate::model::{Fact, Kind, LinkRole, Provenance, ResourceId, Workload};
use std::collections::{BTreeMap, BTreeSet};

/// The bindings of each project.
pub(in crate::estate) type Bindings<'a> = BTreeMap<&'a ResourceId, &'a ProjectBindings>;

/// One workload with its accounts.
#[derive(Clone, Debug)]
pub(in crate::estate) struct Setup<'a> {
    pub(super) id: ResourceId,
    pub(super) name: String,
    /// None if no config declares it.
    pub(super) declared: Option<&'a Workload>,
    pub(super) primary: Named<'a>,
    pub(super) standby: Option<Named<'a>>,
}

/// All workloads: the declared ones first.
pub(in crate::estate) fn setups<'a>(
    graph: &'a Graph,
    declared: &'a [Workload],
    bindings: &Bindings<'_>,
) -> Vec<Setup<'a>> {
    let find = |wanted: &String| Named::find(graph, wanted);
    let named = declared.iter().map(|workload| Setup {
        id: id_of(&workload.name),
        name: workload.name.clone(),
        declared: Some(workload),
        primary: find(&workload.primary),
        standby: workload.standby.as_ref().map(find),
    });
    let mut setups: Vec<Setup<'_>> = named.collect();
    let covered: BTreeSet<&ResourceId> = setups.iter().flat_map(Setup::accounts).collect();
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for account in &graph.accounts {
        let name = account.row.id.name().to_lowercase();
        *names.entry(name).or_default() += 1;
    }
    let others = graph.accounts.iter().filter(|account| {
        let standard = has_standard_projects(account, bindings);
        !covered.contains(&account.row.id) && standard.known() != Some(&false)
    });
    let others = others.map(|account| {
        let bare = account.row.id.name();
        // Two accounts of one name are two workloads.
        let name = match names.get(&bare.to_lowercase()) {
            Some(1) | None => format!("~{bare}"),
            Some(_) => format!("~{}", account.row.id.written().trim_start_matches('/')),
        };
        Setup {
            id: id_of(&name),
            name,
            declared: None,
            primary: Named::Found(account),
            standby: None,
        }
    });
    let others: Vec<Setup<'_>> = others.collect();
    setups.extend(others);
    setups
}

fn id_of(name: &str) -> ResourceId {
    ResourceId::new(&format!("workload:{name}"))
}

/// Whether an account has a project in Standard mode.
pub(super) fn has_standard_projects(account: &AccountNode, bindings: &Bindings<'_>) -> Fact<bool> {
    let projects = account.projects.items.iter();
    let modes = projects.filter_map(|project| bindings.get(&project.row.id));
    let standard = modes.map(|project| project.mode().map(|mode| mode == "standard"));
    Fact::any(standard.chain(account.projects.rest()))
}

impl<'a> Setup<'a> {
    /// Its accounts, as far as they are known: the primary first.
    pub(super) fn accounts(&self) -> impl Iterator<Item = &'a ResourceId> + use<'a> {
        let standby = self.standby.as_ref().and_then(Named::node);
        let nodes = self.primary.node().into_iter().chain(standby);
        nodes.map(|node| &node.row.id)
    }

    /// The links to its accounts.
    pub(in crate::estate) fn links(&self) -> impl Iterator<Item = Link> {
        let primary = [(LinkRole::Primary, &self.primary)];
        let standby = self.standby.iter().map(|named| (LinkRole::Standby, named));
        let all = primary.into_iter().chain(standby);
        all.map(|(role, named)| {
            let (to, evidence) = match named {
                Named::Found(node) => {
                    let exists = Fact::Known(true, node.evidence.clone());
                    let node = Node::new(Kind::FoundryAccount, &node.row.id);
                    (LinkTarget::Resource(node, exists), Provenance::None)
                }
                Named::Unknown(why, evidence) => {
                    let hidden = LinkTarget::Hidden {
                        kind: Kind::FoundryAccount,
                        why: why.clone(),
                        in_listing: true,
                    };
                    (hidden, evidence.clone())
                }
            };
            Link { from: Node::new(Kind::Workload, &self.id), role, to, through: vec![], evidence }
        })
    }
}
