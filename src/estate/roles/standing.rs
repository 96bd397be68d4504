//! Whether a principal is the identity of a project, and so may be expected to hold a right.

use super::super::index::Lack;
use crate::catalogue::{Identity, RoleAssignment};
use crate::model::Fact;
use std::collections::{BTreeMap, BTreeSet};

/// What a principal is to a resource.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum HolderStanding {
    /// The identity of a project, with a right that it needs.
    Expected,
    /// The identity of these projects, with a right beyond that.
    Known(BTreeSet<String>),
    /// Somebody else.
    Stranger,
    /// Perhaps the identity of a project that nobody has seen.
    Open(Lack),
}

/// The identities of the projects that use one resource.
#[derive(Clone, Debug, Default)]
pub(in crate::estate) struct Bearers {
    /// Titles of projects by the object id of their identity, which several may share.
    projects: BTreeMap<String, BTreeSet<String>>,
    lack: Option<Lack>,
}

impl Bearers {
    /// From the projects' titles and identities, and why there may be more of them.
    pub(in crate::estate) fn new<'p>(
        projects: impl Iterator<Item = (String, &'p Identity)>,
        lack: Option<Lack>,
    ) -> Self {
        let mut bearers = Self { projects: BTreeMap::new(), lack };
        for (title, identity) in projects {
            for principals in [
                identity.system_principal.clone().map(|id| id.into_iter().collect()),
                identity
                    .user_principals
                    .clone()
                    .map(|all| all.into_iter().map(|(_, id)| id).collect()),
            ] {
                match principals {
                    Fact::Known(ids, _) => {
                        for id in Vec::into_iter(ids) {
                            let titles = bearers.projects.entry(id).or_default();
                            titles.insert(title.clone());
                        }
                    }
                    Fact::Missing(why, evidence) => {
                        bearers.lack.get_or_insert((why, evidence));
                    }
                }
            }
        }
        bearers
    }

    /// A holder to whom any such right is due if they are the identity of a project.
    pub(super) fn whoever(&self, row: &RoleAssignment) -> HolderStanding {
        self.principal(&row.principal, &row.principal_type)
    }

    /// The same, where the right is due only by some roles.
    pub(super) fn by_role(&self, row: &RoleAssignment, due: bool) -> HolderStanding {
        match (due, self.projects.get(&row.principal)) {
            (true, _) => self.whoever(row),
            (false, Some(projects)) => HolderStanding::Known(projects.clone()),
            (false, None) => HolderStanding::Stranger,
        }
    }

    /// A user or a group is nobody's identity; of the rest, only complete lists say that.
    pub(super) fn principal(&self, id: &str, principal_type: &str) -> HolderStanding {
        if self.projects.contains_key(id) {
            return HolderStanding::Expected;
        }
        let a_person = ["User", "Group", "ForeignGroup", "Device"]
            .iter()
            .any(|ty| principal_type.eq_ignore_ascii_case(ty));
        match &self.lack {
            Some(lack) if !a_person => HolderStanding::Open(lack.clone()),
            Some(_) | None => HolderStanding::Stranger,
        }
    }
}
