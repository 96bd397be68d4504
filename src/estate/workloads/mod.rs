//! Workloads as subjects: those that a config declares, and one for each account with Standard projects that no declaration
//! names. For the latter nobody said what stands by, and an account elsewhere may be a sandbox: it is a candidate, never a
//! standby.

mod essential;
mod named;
mod places;
mod setup;
mod wanted;

pub(super) use essential::Essential;
pub use named::NoSuchAccount;
pub(super) use named::unknown_accounts;
pub(super) use setup::{Bindings, Setup, setups};
pub(super) use wanted::WantedRegions;

use super::drafting::Facts;
use super::graph::{AccountNode, Graph};
use super::pairs::{self, Compare, Pair, Side};
use super::regions::Regions;
use super::{Presence, Subject};
use crate::model::{Fact, Kind, Provenance, Value};
use named::Named;
use places::{places, tenant_boundary};
use setup::has_standard_projects;

/// What workloads are made of.
pub(super) struct Workloads<'a> {
    pub(super) graph: &'a Graph,
    pub(super) setups: &'a [Setup<'a>],
    pub(super) bindings: &'a Bindings<'a>,
    pub(super) compare: Compare<'a>,
}

impl<'a> Workloads<'a> {
    /// Those that have a standby, compared.
    pub(super) fn pairs(&self) -> Vec<Pair> {
        let pair = |setup: &Setup<'a>| {
            let standby = setup.standby.as_ref()?;
            let side = |named: &Named<'a>| {
                named.fact(|node| Fact::Known(self.side(node), Provenance::None))
            };
            let wanted = setup.declared.map_or(&[][..], |declared| &declared.projects);
            let sides = [side(&setup.primary), side(standby)];
            Some(self.compare.pair(&setup.id, sides, wanted))
        };
        self.setups.iter().filter_map(pair).collect()
    }

    /// All workloads as subjects. `pairs` are those of [`Self::pairs`].
    pub(super) fn subjects(&self, pairs: &[Pair], regions: &mut Regions<'_>) -> Vec<Subject> {
        let mut pairs = pairs.iter();
        let subject = |setup: &Setup<'a>| {
            let pair = setup.standby.as_ref().and_then(|_| pairs.next());
            self.subject(setup, pair, regions)
        };
        self.setups.iter().map(subject).collect()
    }

    fn subject(
        &self,
        setup: &Setup<'a>,
        pair: Option<&Pair>,
        regions: &mut Regions<'_>,
    ) -> Subject {
        let mut facts = Facts::new(Kind::Workload, &setup.id, &Provenance::None);
        facts.extend(declaration(setup));
        let standard = setup.primary.fact(|node| has_standard_projects(node, self.bindings));
        facts.set("has_standard_projects", standard.erase());
        facts.set("candidates", self.candidates(setup).erase());
        facts.extend(places(setup, regions));
        facts.set("tenant_boundary", tenant_boundary(self.compare.index, &setup.primary));
        // Without a standby there is nothing to compare.
        facts.extend(pair.into_iter().flat_map(pairs::facts));
        let region = setup.primary.node().and_then(|node| node.row.region.known().cloned());
        let mut subject = facts.subject(Presence::Found, region);
        setup.name.clone_into(&mut subject.name);
        subject.accounts = setup.accounts().cloned().collect();
        subject
    }

    /// The other accounts in another region: any of them may be the standby, and none is taken for it.
    fn candidates(&self, setup: &Setup<'_>) -> Fact<Vec<String>> {
        let (None, Named::Found(own)) = (setup.declared, &setup.primary) else {
            return Fact::Known(vec![], Provenance::None);
        };
        own.row.region.clone().then(|here| {
            let others = self.graph.accounts.iter().filter(|one| one.row.id != own.row.id);
            let elsewhere = others.map(|one| {
                let there = one.row.region.clone();
                there.map(|there| {
                    (there != here).then(|| format!("{} in {there}", one.row.id.name()))
                })
            });
            let lacks = self.graph.lacks.iter();
            let lacks = lacks.map(|(_, (why, at))| Fact::Missing(why.clone(), at.clone()));
            Fact::collect(elsewhere.chain(lacks)).map(|all| all.into_iter().flatten().collect())
        })
    }

    fn side(&self, node: &'a AccountNode) -> Side<'a> {
        let projects = node.projects.items.iter();
        Side {
            account: node,
            bindings: projects
                .filter_map(|project| self.bindings.get(&project.row.id).copied())
                .collect(),
        }
    }
}

/// What the config says, or that it says nothing.
fn declaration(setup: &Setup<'_>) -> Vec<(&'static str, Fact)> {
    let said = |value: Value| Fact::Known(value, Provenance::None);
    let workload = setup.declared;
    let as_named = |named: &Named<'_>, wanted: Option<&String>| match named {
        Named::Found(node) => node.row.id.name().to_owned(),
        Named::Unknown(..) => wanted.cloned().unwrap_or_default(),
    };
    let primary = as_named(&setup.primary, workload.map(|workload| &workload.primary));
    let standby = setup.standby.as_ref();
    let standby = standby.map(|named| as_named(named, workload.and_then(|w| w.standby.as_ref())));
    vec![
        ("name", said(setup.name.as_str().into())),
        ("declared", said(workload.is_some().into())),
        ("asks_about_workloads", said(workload.is_some().into())),
        ("strategy", said(workload.map(|one| one.strategy.as_str()).into())),
        ("has_standby", said(standby.is_some().into())),
        ("primary", said(primary.into())),
        ("standby", said(standby.into())),
        (
            "essential_projects",
            said(workload.map(|one| one.projects.clone()).unwrap_or_default().into()),
        ),
    ]
}
