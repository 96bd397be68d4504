//! The projects that declared workloads name.

use super::setup::Setup;
use crate::estate::index::Lack;
use crate::model::{Fact, Provenance, ResourceId};
use std::collections::BTreeSet;

/// The projects that declared workloads name, and why there may be more.
#[derive(Debug, Default)]
pub(in crate::estate) struct Essential {
    projects: BTreeSet<ResourceId>,
    lack: Option<Lack>,
}

impl Essential {
    pub(in crate::estate) fn new(setups: &[Setup<'_>]) -> Self {
        let mut essential = Self::default();
        for setup in setups {
            let named = setup.declared.map_or(&[][..], |declared| &declared.projects);
            if named.is_empty() {
                continue;
            }
            for account in [Some(&setup.primary), setup.standby.as_ref()].into_iter().flatten() {
                match account.fact(|node| Fact::Known(node, Provenance::None)) {
                    Fact::Known(node, _) => {
                        let projects = node.projects.items.iter().map(|project| &project.row.id);
                        let wanted = projects.filter(|id| {
                            named.iter().any(|name| name.trim().eq_ignore_ascii_case(id.name()))
                        });
                        essential.projects.extend(wanted.cloned());
                    }
                    Fact::Missing(why, at) => essential.lack = Some((why, at)),
                }
            }
        }
        essential
    }

    /// Whether a project is one of them.
    pub(in crate::estate) fn of(&self, project: &ResourceId) -> Fact<bool> {
        match (self.projects.contains(project), &self.lack) {
            (true, _) => Fact::Known(true, Provenance::None),
            (false, None) => Fact::Known(false, Provenance::None),
            (false, Some((why, at))) => Fact::Missing(why.clone(), at.clone()),
        }
    }
}
