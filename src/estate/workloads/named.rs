//! The accounts that a config names, by name or by id.

use crate::estate::graph::{AccountNode, Graph};
use crate::estate::index::Lack;
use crate::model::{Fact, Provenance, ResourceId, Why, Workload};
use std::collections::BTreeSet;

/// An account that a workload names.
#[derive(Clone, Debug)]
pub(in crate::estate) enum Named<'a> {
    Found(&'a AccountNode),
    /// No account, or not surely one only, has this name; why that can't be told.
    Unknown(Why, Provenance),
}

impl<'a> Named<'a> {
    pub(super) fn find(graph: &'a Graph, wanted: &str) -> Self {
        let matches = matching(graph, wanted);
        // There is one account of an id, but a second one of a name may be in a list that wasn't read.
        let only = wanted.contains('/') || graph.lacks.is_empty();
        if let ([one], true) = (&matches[..], only) {
            return Self::Found(one);
        }
        let id = ResourceId::new(wanted);
        let named = |lack: &&(ResourceId, Lack)| id.subscription().is_none() || lack.0.covers(&id);
        match graph.lacks.iter().find(named) {
            Some((_, (why, evidence))) => Self::Unknown(why.clone(), evidence.clone()),
            None => {
                let what = format!("the Foundry account {wanted}");
                Self::Unknown(Why::Unresolved(what), Provenance::None)
            }
        }
    }

    pub(in crate::estate) fn node(&self) -> Option<&'a AccountNode> {
        match self {
            Self::Found(node) => Some(node),
            Self::Unknown(..) => None,
        }
    }

    /// A fact of the account, missing as the account is.
    pub(super) fn fact<T>(&self, of: impl FnOnce(&'a AccountNode) -> Fact<T>) -> Fact<T> {
        match self {
            Self::Found(node) => of(node),
            Self::Unknown(why, evidence) => Fact::Missing(why.clone(), evidence.clone()),
        }
    }
}

fn matching<'a>(graph: &'a Graph, wanted: &str) -> Vec<&'a AccountNode> {
    let id = ResourceId::new(wanted);
    let by_id = wanted.contains('/');
    let same = |node: &&AccountNode| match by_id {
        true => node.row.id == id,
        false => node.row.id.name().eq_ignore_ascii_case(wanted.trim()),
    };
    graph.accounts.iter().filter(same).collect()
}

/// An account that a workload names and nobody has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchAccount {
    /// Where the workload is written.
    pub place: String,
    /// The workload.
    pub workload: String,
    /// `primary` or `standby`.
    pub role: &'static str,
    /// What is written.
    pub wanted: String,
    /// The ids that it fits; none or several.
    pub fits: Vec<String>,
    /// The names of all accounts.
    pub known: Vec<String>,
}

/// The accounts that can't be told from the names in a config, though every list that could hold them was read in full.
pub(in crate::estate) fn unknown_accounts(
    graph: &Graph,
    workloads: &[Workload],
) -> Vec<NoSuchAccount> {
    let named = workloads.iter().flat_map(|workload| {
        let standby = workload.standby.iter().map(|standby| ("standby", standby));
        let all = [("primary", &workload.primary)].into_iter().chain(standby);
        all.map(move |(role, wanted)| (workload, role, wanted))
    });
    let wrong = named.filter_map(|(workload, role, wanted)| {
        let fits = matching(graph, wanted);
        if fits.len() == 1 || (fits.is_empty() && may_be_unread(graph, wanted)) {
            return None;
        }
        let known: BTreeSet<&str> = graph.accounts.iter().map(|a| a.row.id.name()).collect();
        Some(NoSuchAccount {
            place: workload.place.clone(),
            workload: workload.name.clone(),
            role,
            wanted: wanted.clone(),
            fits: fits.iter().map(|a| a.row.id.written().to_owned()).collect(),
            known: known.into_iter().map(str::to_owned).collect(),
        })
    });
    wrong.collect()
}

/// A list that wasn't read in full, or a subscription that isn't in scope, may hold the account.
fn may_be_unread(graph: &Graph, wanted: &str) -> bool {
    let id = ResourceId::new(wanted);
    match id.subscription() {
        Some(_) => {
            let mut read = graph.subscriptions.iter();
            !read.any(|subscription| subscription.covers(&id))
                || graph.lacks.iter().any(|(lacking, _)| lacking.covers(&id))
        }
        None => !graph.lacks.is_empty(),
    }
}
