//! Where copies of a resource must be, by what the config declares.

use super::named::Named;
use super::setup::Setup;
use crate::estate::index::Lack;
use crate::model::{Fact, Provenance, Region, ResourceId};
use std::collections::BTreeSet;

/// A region, and the account whose workload needs the copy.
type WantedRegion<'a> = (Fact<Region>, Named<'a>);

/// The regions that copies must be in.
pub(in crate::estate) struct WantedRegions<'a> {
    /// The recovery regions that workloads name.
    recovery: Vec<WantedRegion<'a>>,
    /// The regions of the standbys.
    standby: Vec<WantedRegion<'a>>,
}

impl<'a> WantedRegions<'a> {
    pub(in crate::estate) fn new(setups: &[Setup<'a>]) -> Self {
        let declared = setups.iter().filter_map(|setup| Some((setup, setup.declared?)));
        let recovery = declared.clone().filter_map(|(setup, declared)| {
            let region = Region::new(declared.recovery_region.as_ref()?);
            Some((Fact::Known(region, Provenance::None), setup.primary.clone()))
        });
        let standby = declared.filter_map(|(setup, _)| {
            let region = setup.standby.as_ref()?.fact(|node| node.row.region.clone());
            Some((region, setup.primary.clone()))
        });
        Self { recovery: recovery.collect(), standby: standby.collect() }
    }

    /// The recovery regions of the workloads whose primary is one of these accounts. `open` says why more may use it.
    pub(in crate::estate) fn recovery(
        &self,
        users: &BTreeSet<ResourceId>,
        open: Option<&Lack>,
    ) -> Fact<Vec<String>> {
        regions(&self.recovery, users, open)
    }

    /// The same of the regions of the standbys.
    pub(in crate::estate) fn standby(
        &self,
        users: &BTreeSet<ResourceId>,
        open: Option<&Lack>,
    ) -> Fact<Vec<String>> {
        regions(&self.standby, users, open)
    }
}

fn regions(
    rows: &[WantedRegion<'_>],
    users: &BTreeSet<ResourceId>,
    open: Option<&Lack>,
) -> Fact<Vec<String>> {
    let rows = rows.iter().filter_map(|(region, account)| {
        let region = region.clone().map(|region| region.name().to_owned());
        match (account, open) {
            (Named::Found(node), _) if users.contains(&node.row.id) => Some(region),
            (_, Some((why, at))) | (Named::Unknown(why, at), None) => {
                Some(Fact::Missing(why.clone(), at.clone()))
            }
            (Named::Found(_), None) => None,
        }
    });
    Fact::collect(rows).map(|names| {
        let names: BTreeSet<String> = names.into_iter().collect();
        names.into_iter().collect()
    })
}
