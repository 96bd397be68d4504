//! The holders of a right over a resource: one entry for each principal, with the roles, the scopes and the ways. What isn't
//! known of a principal, or of the lists, never makes anybody harmless.

use super::standing::{Bearers, Standing};
use super::{Lack, Roles, within};
use crate::kind::{self, Operation, RoleAssignment, UNSPECIFIED};
use crate::model::{Fact, Kind, Provenance, ResourceId, Value, Why};
use std::collections::{BTreeMap, BTreeSet};

/// One operation that counts, and the way in words.
pub(super) type Way = (Operation, &'static str);

/// A principal with a right.
struct Holder {
    principal_type: String,
    roles: BTreeSet<String>,
    scopes: BTreeSet<String>,
    paths: BTreeSet<&'static str>,
    expected: bool,
    project: Option<String>,
}

/// All principals with a right over one resource.
pub(super) struct Holders {
    holders: BTreeMap<String, Holder>,
    /// Principals of whom not everything is known.
    open: BTreeMap<String, Lack>,
    /// Why there may be more holders, and more rights of those that are known.
    lack: Option<Lack>,
    evidence: Provenance,
}

/// One right of one principal.
pub(super) struct Found<'f> {
    pub(super) principal: &'f str,
    pub(super) principal_type: &'f str,
    pub(super) role: &'f str,
    pub(super) scope: &'f ResourceId,
    pub(super) path: &'static str,
}

impl Holders {
    pub(super) fn new(lack: Option<Lack>, evidence: Provenance) -> Self {
        Self {
            holders: BTreeMap::new(),
            open: BTreeMap::new(),
            lack,
            evidence,
        }
    }

    /// One more right.
    pub(super) fn add(&mut self, found: &Found<'_>, standing: Standing) {
        let (expected, project) = match standing {
            Standing::Expected(project) => (true, Some(project)),
            Standing::Known(project) => (false, Some(project)),
            Standing::Stranger => (false, None),
            Standing::Open(lack) => return self.open(found.principal, lack),
        };
        let holder = self.holders.entry(found.principal.to_owned());
        let holder = holder.or_insert_with(|| Holder {
            principal_type: found.principal_type.to_owned(),
            roles: BTreeSet::new(),
            scopes: BTreeSet::new(),
            paths: BTreeSet::new(),
            expected: true,
            project,
        });
        if holder.principal_type == UNSPECIFIED {
            found.principal_type.clone_into(&mut holder.principal_type);
        }
        holder.roles.insert(found.role.to_owned());
        holder.scopes.insert(found.scope.written().to_owned());
        holder.paths.insert(found.path);
        holder.expected &= expected;
    }

    /// Whether a principal has the right isn't known.
    pub(super) fn open(&mut self, principal: &str, lack: Lack) {
        self.open.entry(principal.to_owned()).or_insert(lack);
    }

    /// More holders may be missing.
    pub(super) fn incomplete(&mut self, lack: Option<Lack>) {
        self.lack = self.lack.take().or(lack);
    }

    /// The list of those who aren't expected as a fact, and whether it is complete. A further right that isn't seen could
    /// make an expected holder an unexpected one, so where something is missing, nobody passes.
    pub(super) fn facts(mut self) -> (Fact, Fact) {
        self.holders.retain(|_, holder| !holder.expected);
        let lack = self.lack.or_else(|| self.open.into_values().next());
        let list: Vec<Value> = self.holders.iter().map(value).collect();
        match lack {
            None => (
                Fact::Known(Value::List(list.into()), self.evidence.clone()),
                Fact::Known(true.into(), self.evidence),
            ),
            Some((why, evidence)) => {
                let evidence = evidence.and(&self.evidence);
                let open = Fact::Missing(why, evidence);
                match list.is_empty() {
                    true => (open.clone(), open),
                    false => (Fact::Known(Value::List(list.into()), self.evidence), open),
                }
            }
        }
    }
}

fn value((principal, holder): (&String, &Holder)) -> Value {
    let joined = |texts: &BTreeSet<String>| {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        Value::from(texts.join(", "))
    };
    let paths: Vec<&str> = holder.paths.iter().copied().collect();
    Value::record([
        ("principal", principal.as_str().into()),
        ("principal_type", holder.principal_type.as_str().into()),
        ("role", joined(&holder.roles)),
        ("scope", joined(&holder.scopes)),
        ("path", paths.join(", ").into()),
        ("expected", holder.expected.into()),
        ("project", holder.project.as_deref().into()),
    ])
}

impl Roles<'_> {
    /// Who may do one of these things to a resource by a role of Azure.
    pub(super) fn holders(
        &self,
        id: &ResourceId,
        ways: &[Way],
        standing: impl Fn(&RoleAssignment) -> Standing,
    ) -> Holders {
        let reaching = self.assignments_at(id);
        let subscription = super::subscription_of(id);
        let mut holders = Holders::new(reaching.lack, reaching.evidence);
        for row in reaching.rows {
            let right = match self.right(row, &subscription) {
                Fact::Known(right, _) => right,
                Fact::Missing(why, evidence) => {
                    if !matches!(standing(row), Standing::Expected(_)) {
                        holders.open(&row.principal, (why, evidence));
                    }
                    continue;
                }
            };
            for (operation, path) in ways {
                if !within(*operation, &row.scope, id) {
                    continue;
                }
                let found = Found {
                    principal: &row.principal,
                    principal_type: &row.principal_type,
                    role: right.role,
                    scope: &row.scope,
                    path,
                };
                if right.sure.has(*operation) {
                    holders.add(&found, standing(row));
                } else if right.perhaps.has(*operation)
                    && !matches!(standing(row), Standing::Expected(_))
                {
                    holders.open(&row.principal, conditional(right.role));
                }
            }
        }
        holders
    }

    /// The facts about who may delete a Foundry account, and who may change or delete its agents.
    pub(in crate::estate) fn account_facts(
        &self,
        id: &ResourceId,
        projects: &Bearers,
    ) -> Vec<(&'static str, Fact)> {
        let destroyers = self.holders(id, ACCOUNT_WAYS, |_| Standing::Stranger);
        let writers = self.holders(id, AGENT_WAYS, |row| projects.whoever(row));
        let mut facts = destroyer_facts(destroyers);
        let (list, complete) = writers.facts();
        facts.extend([
            ("agent_writers", list),
            ("agent_writers_complete", complete),
        ]);
        facts
    }

    /// The facts about who may delete a store, and who may change what is in it.
    pub(in crate::estate) fn store_facts(
        &self,
        kind: Kind,
        id: &ResourceId,
        projects: &Bearers,
        local_auth_disabled: &Fact,
    ) -> Vec<(&'static str, Fact)> {
        let Some(ways) = StoreWays::of(kind) else {
            return vec![];
        };
        // The roles of Microsoft's set-up hold deletion too. Nobody but the project's identity needs them, nor any wider.
        let destroyers = self.holders(id, ways.delete, |row| {
            let given = kind::is_given_to_projects(&row.role, kind) && id.covers(&row.scope);
            projects.by_role(row, given)
        });
        let mut writers = self.holders(id, ways.write, |row| projects.whoever(row));
        match local_auth_disabled {
            Fact::Known(Value::Bool(true), _) => {}
            Fact::Known(..) => self.add_ways(&mut writers, id, ways.keys, projects),
            Fact::Missing(why, at) => writers.incomplete(Some((why.clone(), at.clone()))),
        }
        if kind == Kind::CosmosAccount {
            self.add_ways(&mut writers, id, GRANT_WAYS, projects);
            self.add_sql(&mut writers, id, projects);
        }
        let mut facts = destroyer_facts(destroyers);
        let (list, complete) = writers.facts();
        facts.extend([("data_writers", list), ("data_writers_complete", complete)]);
        facts
    }

    fn add_ways(&self, to: &mut Holders, id: &ResourceId, ways: &[Way], projects: &Bearers) {
        let more = self.holders(id, ways, |row| projects.whoever(row));
        for (principal, lack) in more.open {
            to.open(&principal, lack);
        }
        for (principal, holder) in more.holders {
            match to.holders.get_mut(&principal) {
                Some(known) => {
                    known.roles.extend(holder.roles);
                    known.scopes.extend(holder.scopes);
                    known.paths.extend(holder.paths);
                    known.expected &= holder.expected;
                }
                None => {
                    to.holders.insert(principal, holder);
                }
            }
        }
    }

    fn add_sql(&self, to: &mut Holders, id: &ResourceId, projects: &Bearers) {
        let (rows, lack, evidence) = self.sql_rows(id);
        to.evidence = to.evidence.and(&evidence);
        to.incomplete(lack);
        for row in &rows {
            let standing = projects.principal(&row.principal, UNSPECIFIED);
            match &row.role {
                Ok(role) if role.writes => to.add(
                    &Found {
                        principal: &row.principal,
                        principal_type: UNSPECIFIED,
                        role: &role.name,
                        scope: &row.scope,
                        path: "data role",
                    },
                    standing,
                ),
                Ok(_) => {}
                Err(lack) => to.open(&row.principal, lack.clone()),
            }
        }
    }
}

pub(super) fn conditional(role: &str) -> Lack {
    let what = format!("the condition under which the role {role} was given");
    (Why::Unresolved(what), Provenance::None)
}

/// The destroyers as facts, counted by type.
fn destroyer_facts(destroyers: Holders) -> Vec<(&'static str, Fact)> {
    let counts = ["User", "Group", "ServicePrincipal"].map(|wanted| {
        let of = destroyers
            .holders
            .values()
            .filter(|holder| !holder.expected);
        let of = of.filter(|holder| holder.principal_type.eq_ignore_ascii_case(wanted));
        i64::try_from(of.count()).unwrap_or(i64::MAX)
    });
    let (list, complete) = destroyers.facts();
    let count = |number: i64| complete.clone().map(|_| number.into());
    vec![
        ("destroying_users", count(counts[0])),
        ("destroying_groups", count(counts[1])),
        ("destroying_service_principals", count(counts[2])),
        ("destroyers", list),
        ("destroyers_complete", complete),
    ]
}

const ACCOUNT_WAYS: &[Way] = &[
    (Operation::DeleteAccount, "account"),
    (Operation::DeleteProject, "projects"),
    (Operation::DeleteAccountHost, "capability hosts"),
    (Operation::DeleteProjectHost, "capability hosts"),
    (Operation::DeleteAccountConnection, "connections"),
    (Operation::DeleteProjectConnection, "connections"),
    (Operation::DeleteDeployment, "model deployments"),
    (Operation::PurgeAccount, "purge"),
    (Operation::DeleteGroup, "resource group"),
];
const AGENT_WAYS: &[Way] = &[
    (Operation::WriteAgents, "write"),
    (Operation::DeleteAgents, "delete"),
    (Operation::ActOnAgents, "act"),
];
const GRANT_WAYS: &[Way] = &[(Operation::GrantSqlRole, "self-grant")];

/// The ways to destroy a store of one kind and what is in it.
struct StoreWays {
    delete: &'static [Way],
    write: &'static [Way],
    keys: &'static [Way],
}

impl StoreWays {
    fn of(kind: Kind) -> Option<Self> {
        Some(match kind {
            Kind::CosmosAccount => Self {
                delete: &[
                    (Operation::DeleteCosmos, "account"),
                    (Operation::DeleteDatabase, "databases"),
                    (Operation::DeleteContainer, "containers"),
                    (Operation::DeleteGroup, "resource group"),
                ],
                write: &[],
                keys: &[(Operation::CosmosKeys, "key")],
            },
            Kind::SearchService => Self {
                delete: &[
                    (Operation::DeleteSearch, "service"),
                    (Operation::DeleteGroup, "resource group"),
                ],
                write: &[
                    (Operation::WriteDocuments, "data role"),
                    (Operation::DeleteDocuments, "data role"),
                ],
                keys: &[(Operation::SearchKeys, "key")],
            },
            Kind::StorageAccount => Self {
                delete: &[
                    (Operation::DeleteStorage, "account"),
                    (Operation::DeleteBlobContainer, "containers"),
                    (Operation::DeleteGroup, "resource group"),
                ],
                write: &[
                    (Operation::WriteBlobs, "data role"),
                    (Operation::DeleteBlobs, "data role"),
                ],
                keys: &[(Operation::StorageKeys, "key")],
            },
            _ => return None,
        })
    }
}
