//! Whether anybody can restore a Cosmos DB account: it takes a right over its backups, which lie in no resource group, and
//! one in the group of the account.

use super::holders::conditional;
use super::{Assigned, Right, Roles, within};
use crate::catalogue::{Operation, RoleAssignment};
use crate::estate::index::Lack;
use crate::model::{Fact, ResourceId, Why};
use std::collections::{BTreeMap, BTreeSet};

/// What one principal has to hold.
const NEEDED: [Operation; 2] = [Operation::RestoreCosmos, Operation::WriteCosmos];

/// What is held, by object id, and why there may be more.
struct Held<'r> {
    held: BTreeMap<&'r str, BTreeSet<Operation>>,
    open: Option<Lack>,
}

impl Roles<'_> {
    /// Whether a principal may run a restore and write the restored account, standing or after activation. `instance`:
    /// the name under which Azure keeps the account's backups.
    pub(in crate::estate) fn somebody_can_restore(
        &self,
        id: &ResourceId,
        instance: &Fact,
    ) -> Fact<bool> {
        let subscription = id.subscription_scope();
        let (standing, eligible) = (self.assignments_at(id), self.eligible_at(id));
        let lists = [&self.standing, &self.eligible].map(|lists| lists.get(&subscription));
        let backups = lists.into_iter().flatten();
        let backups = backups.flat_map(|list| list.of_backups(&subscription));
        let mut all = Held {
            held: BTreeMap::new(),
            open: standing.lack.clone().or_else(|| eligible.lack.clone()),
        };
        let rows = standing.rows.iter().chain(&eligible.rows).copied();
        for row in rows.chain(backups) {
            let backups = is_backup(&row.scope).then(|| keeps(&row.scope, instance));
            if backups == Some(Some(false)) {
                continue;
            }
            match self.right(row, &subscription) {
                Fact::Known(right, _) if backups == Some(None) => {
                    all.doubt(row, &right, instance);
                }
                Fact::Known(right, _) => all.weigh(row, &right, id),
                Fact::Missing(why, at) => {
                    all.open.get_or_insert((why, at));
                }
            }
        }
        let evidence = standing.evidence.and(&eligible.evidence);
        let somebody = all.held.values().any(|all| all.len() == NEEDED.len());
        match (somebody, all.open) {
            (true, _) => Fact::Known(true, evidence),
            (false, None) => Fact::Known(false, evidence),
            (false, Some((why, at))) => Fact::Missing(why, at.and(&evidence)),
        }
    }
}

impl<'r> Held<'r> {
    /// What one assignment allows.
    fn weigh(&mut self, row: &'r RoleAssignment, right: &Right<'_>, id: &ResourceId) {
        for operation in NEEDED {
            let reaches = match is_backup(&row.scope) {
                true => operation == Operation::RestoreCosmos,
                false => within(operation, &row.scope, id),
            };
            if reaches && right.sure.has(operation) {
                let held = self.held.entry(&row.principal).or_default();
                held.insert(operation);
            } else if reaches && right.perhaps.has(operation) {
                self.open.get_or_insert_with(|| conditional(right.role));
            }
        }
    }

    /// An assignment at backups of which nobody knows whose they are.
    fn doubt(&mut self, row: &RoleAssignment, right: &Right<'_>, instance: &Fact) {
        if right.sure.and(right.perhaps).has(Operation::RestoreCosmos) {
            self.open.get_or_insert_with(|| {
                let what = format!("which account the backups {} are of", row.scope.name());
                (Why::Unresolved(what), instance.provenance().clone())
            });
        }
    }
}

impl Assigned {
    /// The assignments at backups of Cosmos DB accounts.
    fn of_backups<'s>(
        &'s self,
        subscription: &ResourceId,
    ) -> impl Iterator<Item = &'s RoleAssignment> + use<'s> {
        let below = format!("{}{BACKUPS}", subscription.folded());
        let all = self.by_scope.range(below.clone()..);
        let all = all.take_while(move |(scope, _)| scope.starts_with(&below));
        let all = all.flat_map(|(_, rows)| rows);
        all.filter(|row| is_backup(&row.scope))
    }
}

/// Where a subscription's backups of Cosmos DB lie, by region.
const BACKUPS: &str = "/providers/microsoft.documentdb/locations/";

/// True for `…/locations/{region}/restorableDatabaseAccounts/{instance}`.
fn is_backup(scope: &ResourceId) -> bool {
    let ty = scope.resource_type();
    ty.is_some_and(|ty| ty == "microsoft.documentdb/locations/restorabledatabaseaccounts")
}

/// Whether these are the backups of the account with this instance id; `None` if that isn't known.
fn keeps(backups: &ResourceId, instance: &Fact) -> Option<bool> {
    let instance = instance.known()?.as_text()?;
    Some(backups.name().eq_ignore_ascii_case(instance))
}
