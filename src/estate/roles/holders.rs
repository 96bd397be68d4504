//! The holders of a right over a resource: one entry for each principal, with the roles, the scopes and the ways. A right
//! given at the resource or below it is a fault of the resource; one given above it is a fault of the scope, told once for
//! the subscription. What isn't known of a principal, or of the lists, never makes anybody harmless.

use super::holder::{Found, Holders, counts};
use super::standing::{Bearers, HolderStanding};
use super::ways::{ACCOUNT_WAYS, AGENT_WAYS, StoreWays, Way};
use super::wide::{Over, Wide};
use super::{Lack, Right, Roles, within};
use crate::catalogue::{self, RoleAssignment, UNSPECIFIED};
use crate::model::{Fact, Kind, Provenance, ResourceId, Value, Why};

/// The holders of a right over one resource, by where they were given it.
pub(super) struct Split<'s> {
    id: &'s ResourceId,
    /// At the resource or below it; above it too if nothing else tells those.
    here: Holders,
    above: Option<Holders>,
}

impl Split<'_> {
    fn at(&mut self, scope: &ResourceId) -> &mut Holders {
        match &mut self.above {
            Some(above) if !self.id.covers(scope) => above,
            Some(_) | None => &mut self.here,
        }
    }

    /// Hands what was given above to the subscription's list.
    fn tell(self, wide: Option<&mut Wide>, over: Over) -> Holders {
        if let (Some(wide), Some(above)) = (wide, self.above) {
            wide.add(above, over);
        }
        self.here
    }
}

impl Roles<'_> {
    /// Nobody yet who has a right over a resource. `wide`: its subscription tells what was given above.
    fn split<'s>(&self, id: &'s ResourceId, wide: bool) -> Split<'s> {
        let reaching = self.assignments_at(id);
        let here = Holders::new(reaching.lack, reaching.evidence);
        let above = wide.then(|| here.clone());
        Split { id, here, above }
    }

    /// Adds who may do one of these things to the resource by a role of Azure. `doubt`: why the right may be worth nothing.
    fn gather(
        &self,
        split: &mut Split<'_>,
        ways: &[Way],
        doubt: Option<&Lack>,
        standing: impl Fn(&RoleAssignment) -> HolderStanding,
    ) {
        let id = split.id;
        let subscription = id.subscription_scope();
        for row in self.assignments_at(id).rows {
            let right = self.right(row, &subscription);
            let to = split.at(&row.scope);
            let standing = standing(row);
            if standing == HolderStanding::Expected {
                continue;
            }
            match right {
                Fact::Known(right, _) => weigh(to, row, &right, ways, doubt, id, &standing),
                Fact::Missing(why, evidence) => to.open(&row.principal, (why, evidence)),
            }
        }
    }

    /// The facts about who may delete a Foundry account, and who may change or delete its agents.
    pub(in crate::estate) fn account_facts(
        &self,
        id: &ResourceId,
        projects: &Bearers,
        mut wide: Option<&mut Wide>,
    ) -> Vec<(&'static str, Fact)> {
        let mut destroyers = self.split(id, wide.is_some());
        let mut writers = self.split(id, wide.is_some());
        self.gather(&mut destroyers, ACCOUNT_WAYS, None, |_| HolderStanding::Stranger);
        self.gather(&mut writers, AGENT_WAYS, None, |row| projects.whoever(row));
        let destroyers = destroyers.tell(wide.as_deref_mut(), Over::Account);
        let (list, complete) = writers.tell(wide, Over::Agents).facts();
        let mut facts = destroyer_facts(destroyers);
        facts.extend([("agent_writers", list), ("agent_writers_complete", complete)]);
        facts
    }

    /// The facts about who may delete a store, and who may change what is in it.
    pub(in crate::estate) fn store_facts(
        &self,
        kind: Kind,
        id: &ResourceId,
        projects: &Bearers,
        local_auth_disabled: &Fact,
        mut wide: Option<&mut Wide>,
    ) -> Vec<(&'static str, Fact)> {
        let Some(ways) = StoreWays::of(kind) else {
            return vec![];
        };
        let mut destroyers = self.split(id, wide.is_some());
        let mut writers = self.split(id, wide.is_some());
        // The roles of Microsoft's set-up hold deletion too. Nobody but the project's identity needs them, nor any wider.
        self.gather(&mut destroyers, ways.delete, None, |row| {
            let given = catalogue::is_given_to_projects(&row.role, kind) && id.covers(&row.scope);
            projects.by_role(row, given)
        });
        let whoever = |row: &RoleAssignment| projects.whoever(row);
        self.gather(&mut writers, ways.write, None, whoever);
        match local_auth_disabled {
            Fact::Known(Value::Bool(true), _) => {}
            Fact::Known(..) => self.gather(&mut writers, ways.keys, None, whoever),
            Fact::Missing(why, at) => {
                let doubt = (why.clone(), at.clone());
                self.gather(&mut writers, ways.keys, Some(&doubt), whoever);
            }
        }
        let destroyers = destroyers.tell(wide.as_deref_mut(), Over::Store);
        let mut writers = writers.tell(wide, Over::Data);
        if kind == Kind::CosmosAccount {
            self.add_sql(&mut writers, id, projects);
        }
        let mut facts = destroyer_facts(destroyers);
        let (list, complete) = writers.facts();
        facts.extend([("data_writers", list), ("data_writers_complete", complete)]);
        facts
    }

    /// Data roles of Cosmos DB are given in the account itself.
    fn add_sql(&self, to: &mut Holders, id: &ResourceId, projects: &Bearers) {
        let (rows, lack, evidence) = self.sql_rows(id);
        to.evidence = to.evidence.and(&evidence);
        to.lack = to.lack.take().or(lack);
        for row in &rows {
            let standing = projects.principal(&row.principal, UNSPECIFIED);
            match &row.role {
                Ok(role) if role.writes() => to.add(
                    &Found {
                        principal: &row.principal,
                        principal_type: UNSPECIFIED,
                        role: &role.name,
                        scope: &row.scope,
                        assignment: None,
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

/// What one assignment says about these ways.
fn weigh(
    to: &mut Holders,
    row: &RoleAssignment,
    right: &Right<'_>,
    ways: &[Way],
    doubt: Option<&Lack>,
    id: &ResourceId,
    standing: &HolderStanding,
) {
    for (operation, path) in ways {
        if !within(*operation, &row.scope, id) {
            continue;
        }
        let found = Found {
            principal: &row.principal,
            principal_type: &row.principal_type,
            role: right.role,
            scope: &row.scope,
            assignment: Some(&row.id),
            path,
        };
        match (right.sure.has(*operation), doubt) {
            (true, None) => to.add(&found, standing.clone()),
            (true, Some(doubt)) => to.open(&row.principal, doubt.clone()),
            (false, _) if right.perhaps.has(*operation) => {
                to.open(&row.principal, conditional(right.role));
            }
            (false, _) => {}
        }
    }
}

pub(super) fn conditional(role: &str) -> Lack {
    let what = format!("the condition under which the role {role} was given");
    (Why::Unresolved(what), Provenance::None)
}

/// The destroyers as facts, counted by type.
fn destroyer_facts(destroyers: Holders) -> Vec<(&'static str, Fact)> {
    let counts = counts(destroyers.holders.values());
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
