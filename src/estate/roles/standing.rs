//! Whether a principal is the identity of a project, and so may be expected to hold a right.

use super::super::index::Lack;
use crate::kind::{Identity, RoleAssignment};
use crate::model::Fact;
use std::collections::BTreeMap;

/// What a principal is to a resource.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Standing {
    /// The identity of this project, with a right that it needs.
    Expected(String),
    /// The identity of this project, with a right beyond that.
    Known(String),
    /// Somebody else.
    Stranger,
    /// Perhaps the identity of a project that nobody has seen.
    Open(Lack),
}

/// The identities of the projects that use one resource.
#[derive(Clone, Debug, Default)]
pub(in crate::estate) struct Bearers {
    projects: BTreeMap<String, String>,
    lack: Option<Lack>,
}

impl Bearers {
    /// From the projects' titles and identities, and why there may be more of them.
    pub(in crate::estate) fn new<'p>(
        projects: impl Iterator<Item = (String, &'p Identity)>,
        lack: Option<Lack>,
    ) -> Self {
        let mut bearers = Self {
            projects: BTreeMap::new(),
            lack,
        };
        for (title, identity) in projects {
            for principals in [
                identity
                    .system_principal
                    .clone()
                    .map(|id| id.into_iter().collect()),
                identity.user_principals.clone(),
            ] {
                match principals {
                    Fact::Known(ids, _) => {
                        let named = Vec::into_iter(ids).map(|id: String| (id, title.clone()));
                        bearers.projects.extend(named);
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
    pub(super) fn whoever(&self, row: &RoleAssignment) -> Standing {
        self.principal(&row.principal, &row.principal_type)
    }

    /// The same, where the right is due only by some roles.
    pub(super) fn by_role(&self, row: &RoleAssignment, due: bool) -> Standing {
        match self.whoever(row) {
            Standing::Expected(project) if !due => Standing::Known(project),
            Standing::Open(_) if !due => Standing::Stranger,
            other => other,
        }
    }

    /// A user or a group is nobody's identity; of the rest, only complete lists say that.
    pub(super) fn principal(&self, id: &str, principal_type: &str) -> Standing {
        if let Some(project) = self.projects.get(id) {
            return Standing::Expected(project.clone());
        }
        let a_person = ["User", "Group", "ForeignGroup", "Device"]
            .iter()
            .any(|ty| principal_type.eq_ignore_ascii_case(ty));
        match &self.lack {
            Some(lack) if !a_person => Standing::Open(lack.clone()),
            Some(_) | None => Standing::Stranger,
        }
    }
}
