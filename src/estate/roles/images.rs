//! Whether a project may pull the images of its hosted agents: its managed identity does it (Microsoft, Deploy a hosted
//! agent, 2026-06-15).

use super::Roles;
use super::holders::conditional;
use super::identities::members_of;
use crate::catalogue::{Connection, Dependency, Operation, Operations, Project, built_in};
use crate::estate::dependencies::{Dependencies, Existence};
use crate::estate::graph::{AccountNode, ProjectNode};
use crate::estate::index::Lack;
use crate::estate::pairs::local;
use crate::model::{Fact, Kind, Provenance, ResourceId, Value, Why};
use std::collections::BTreeMap;
use time::OffsetDateTime;
use time::macros::datetime;

/// Projects that were made before can't pull from a registry that is closed to public access (2026-06-15).
const PRIVATE_SINCE: OffsetDateTime = datetime!(2026-06-25 0:00 UTC);

/// The two roles that Microsoft gives for it: AcrPull and Container Registry Repository Reader.
const PULLERS: [&str; 2] =
    ["7f951dda-4ed3-4680-a7ca-43fe172d538d", "b93aa761-3e63-49ed-ac28-beffa264f7ac"];

const ACR_PULL: &str = "AcrPull";
const REPOSITORY_READER: &str = "Container Registry Repository Reader";

/// What keeps a project from a registry, and the role that it needs there.
struct ImageGap {
    gap: &'static str,
    role: &'static str,
}

impl Roles<'_> {
    /// The facts of a project about the registries that it is connected to.
    pub(in crate::estate) fn image_facts(
        &self,
        account: &AccountNode,
        project: &ProjectNode,
        dependencies: &Dependencies<'_>,
    ) -> Vec<(&'static str, Fact)> {
        let own =
            project.connections.items.iter().map(|one| (one, Fact::Known(true, Provenance::None)));
        let shared = account.connections.items.iter();
        let shared = shared.map(|one| (one, is_shared(one)));
        let connections: Vec<(&Connection, Fact<bool>)> = own.chain(shared).collect();
        let lacks = [&project.connections.lack, &account.connections.lack];
        let mut lacks: Vec<Lack> = lacks.into_iter().flatten().cloned().collect();
        let leads = |(one, usable): &(&Connection, Fact<bool>)| {
            Fact::all([usable.clone(), one.leads_to(Kind::ContainerRegistry)])
        };
        let uses: Vec<Fact<bool>> = connections.iter().map(leads).collect();
        let unread = lacks.iter().map(|(why, at)| Fact::Missing(why.clone(), at.clone()));
        let pulls = Fact::any(uses.iter().cloned().chain(unread));
        let mut rows = BTreeMap::new();
        let mut seen = Provenance::None;
        for ((connection, _), uses) in connections.iter().zip(uses) {
            let gap = uses.then(|uses| match uses {
                true => self.gap_behind(connection, project, dependencies),
                false => Fact::Known(None, Provenance::None),
            });
            seen = seen.and(gap.provenance());
            match gap {
                Fact::Known(Some((id, gap)), _) => drop(rows.insert(id, gap)),
                Fact::Known(None, _) => {}
                Fact::Missing(why, at) => lacks.push((why, at)),
            }
        }
        let principals = live_principals(&project.row, dependencies);
        let principal = principals.known().and_then(|all| all.first().cloned());
        let record = |(id, found): (ResourceId, ImageGap)| {
            Value::record([
                ("registry", id.name().into()),
                ("registry_id", id.written().into()),
                ("gap", found.gap.into()),
                ("role", found.role.into()),
                ("principal", principal.clone().into()),
            ])
        };
        let empty = rows.is_empty();
        let list: Vec<Value> = rows.into_iter().map(record).collect();
        let list = Fact::Known(Value::List(list.into()), seen.clone());
        let (list, complete) = match lacks.into_iter().next() {
            None => (list, Fact::Known(true.into(), seen)),
            Some((why, at)) => {
                let open = Fact::Missing(why, at);
                (if empty { open.clone() } else { list }, open)
            }
        };
        vec![
            ("pulls_images", pulls.erase()),
            ("image_gaps", list),
            ("image_gaps_complete", complete),
        ]
    }

    /// What keeps the project from the registry behind a connection. From one that is gone nothing can be pulled, and MOD-020
    /// says so: whether a right was missing stays open.
    fn gap_behind(
        &self,
        connection: &Connection,
        project: &ProjectNode,
        dependencies: &Dependencies<'_>,
    ) -> Fact<Option<(ResourceId, ImageGap)>> {
        dependencies.resolve(connection).then(|found| {
            let Some((kind, id)) = found else {
                return Fact::Known(None, Provenance::None);
            };
            match dependencies.lookup(kind, &id) {
                Existence::Found(row, _) => {
                    let gap = self.gap_at(row, &project.row, dependencies);
                    gap.map(|gap| gap.map(|gap| (row.id.clone(), gap)))
                }
                Existence::Absent(evidence) => Fact::Missing(Why::Gone, evidence),
                Existence::Lacking(why, evidence) => Fact::Missing(why, evidence),
            }
        })
    }

    fn gap_at(
        &self,
        registry: &Dependency,
        project: &Project,
        dependencies: &Dependencies<'_>,
    ) -> Fact<Option<ImageGap>> {
        let by_repository =
            local(&registry.facts, "abac_mode").map(|mode| mode == Value::Bool(true));
        let holds = |operations: &[Operation]| {
            let principals = live_principals(project, dependencies);
            principals.then(|principals: Vec<String>| {
                self.holds_one(&registry.id, &principals, operations)
            })
        };
        let by_data = holds(&[Operation::ReadRepositories]);
        let by_either = holds(&[Operation::ReadRepositories, Operation::PullImages]);
        // A role for repositories does in both modes, so where it is held the mode doesn't matter.
        let pulls =
            Fact::any([by_data, Fact::all([by_repository.clone().map(|on| !on), by_either])]);
        let closed = local(&registry.facts, "public_network_access");
        let closed = closed.map(|access| access.as_text().is_some_and(is_disabled));
        let old = project.created_at.clone().map(|at| at < PRIVATE_SINCE);
        pulls.then(|pulls| {
            if !pulls {
                return by_repository.map(|by_repository| Some(missing_role(by_repository)));
            }
            Fact::all([closed, old]).map(|shut| shut.then_some(TOO_OLD))
        })
    }

    /// Whether one of these principals holds a role with one of the operations at a registry or above it.
    fn holds_one(
        &self,
        id: &ResourceId,
        principals: &[String],
        operations: &[Operation],
    ) -> Fact<bool> {
        let reaching = self.assignments_at(id);
        let mut open = reaching.lack.clone();
        for row in reaching.rows.iter().filter(|row| row.scope.covers(id)) {
            let own = principals.contains(&row.principal);
            let by_group = row.principal_type.to_lowercase().ends_with("group");
            // A group of people that may read everything isn't where a project's identity is put.
            let for_pulls = PULLERS.contains(&row.role.as_str()) || built_in(&row.role).is_none();
            let counts = own || by_group && for_pulls;
            if !counts {
                continue;
            }
            let right = match self.right(row, &id.subscription_scope()) {
                Fact::Known(right, _) => right,
                Fact::Missing(why, at) => {
                    open.get_or_insert((why, at));
                    continue;
                }
            };
            let any = |of: Operations| operations.iter().any(|one| of.has(*one));
            if own && any(right.sure) {
                return Fact::Known(true, reaching.evidence);
            }
            if any(right.sure.and(right.perhaps)) {
                open.get_or_insert_with(|| match own {
                    true => conditional(right.role),
                    false => members_of(&row.principal),
                });
            }
        }
        match open {
            None => Fact::Known(false, reaching.evidence),
            Some((why, at)) => Fact::Missing(why, at.and(&reaching.evidence)),
        }
    }
}

const TOO_OLD: ImageGap = ImageGap {
    gap: "is closed to public access, and the project is older than 2026-06-25",
    role: REPOSITORY_READER,
};

fn missing_role(by_repository: bool) -> ImageGap {
    match by_repository {
        true => ImageGap {
            gap: "goes by repositories (ABAC), and no identity of the project holds Container Registry Repository Reader there",
            role: REPOSITORY_READER,
        },
        false => ImageGap {
            gap: "gives no identity of the project AcrPull or Container Registry Repository Reader",
            role: ACR_PULL,
        },
    }
}

fn is_disabled(access: &str) -> bool {
    access.eq_ignore_ascii_case("Disabled")
}

/// Whether all projects of the account may use a connection of the account.
fn is_shared(connection: &Connection) -> Fact<bool> {
    local(&connection.facts, "shared").map(|shared| shared == Value::Bool(true))
}

/// Object ids of the project's identities that exist.
fn live_principals(project: &Project, dependencies: &Dependencies<'_>) -> Fact<Vec<String>> {
    let exists = |id: &ResourceId| dependencies.exists(Kind::UserAssignedIdentity, id);
    project.identity.live_principals(exists)
}
