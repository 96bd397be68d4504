//! Two questions about a few principals: who can take away what protects a subscription's resources, and whether anybody
//! can restore a Cosmos DB account.

use super::holders::conditional;
use super::words::{is_group, listed, who};
use super::{Assigned, Roles, prefixes, subscription_of, within};
use crate::estate::index::Lack;
use crate::kind::{Operation, RoleAssignment};
use crate::model::{Fact, ResourceId, Value, Why};
use std::collections::{BTreeMap, BTreeSet};

/// So many single principals may hold the right. Our number: Microsoft names none.
const FEW: usize = 3;

/// What takes a protection away: the lock, the policy, or a role that allows either.
const REMOVAL: [Operation; 3] = [
    Operation::DeleteLock,
    Operation::DeletePolicy,
    Operation::AssignRole,
];

impl Roles<'_> {
    /// Who can take locks and policies off the protected resources of a subscription. `lack`: why there may be more of
    /// those resources.
    pub(in crate::estate) fn removal_facts<'p>(
        &self,
        subscription: &ResourceId,
        protected: impl Iterator<Item = &'p ResourceId>,
        lack: Option<Lack>,
    ) -> Vec<(&'static str, Fact)> {
        let scopes: BTreeSet<&str> = protected.flat_map(|id| prefixes(id.folded())).collect();
        let all = self.assignments_at(subscription);
        let reaches = |row: &&&RoleAssignment| {
            row.is_above_subscriptions()
                || row.scope == *subscription
                || scopes.contains(row.scope.folded())
        };
        let mut holders: BTreeMap<&str, (&str, BTreeSet<&str>)> = BTreeMap::new();
        let mut open = all.lack.clone().or(lack);
        for row in all.rows.iter().filter(reaches) {
            match self.right(row, subscription) {
                Fact::Known(right, _) if REMOVAL.iter().any(|op| right.sure.has(*op)) => {
                    let holder = holders.entry(&row.principal);
                    let holder = holder.or_insert((&row.principal_type, BTreeSet::new()));
                    holder.1.insert(right.role);
                }
                Fact::Known(right, _) if row.conditional => {
                    if REMOVAL.iter().any(|op| right.perhaps.has(*op)) {
                        open.get_or_insert_with(|| conditional(right.role));
                    }
                }
                // A role that may assign only some other roles takes nothing away.
                Fact::Known(..) => {}
                Fact::Missing(why, at) => {
                    open.get_or_insert((why, at));
                }
            }
        }
        let groups = holders.iter().filter(|(_, (ty, _))| is_group(ty));
        let groups: Vec<&str> = groups.map(|(group, _)| *group).collect();
        let single = holders.len() - groups.len();
        if !groups.is_empty() {
            open.get_or_insert_with(|| {
                let groups = in_groups(&groups);
                let besides = match single {
                    0 => String::new(),
                    some => format!(" besides {some} listed singly"),
                };
                let what = format!("how many are in {groups}{besides} (Microsoft Graph tells)");
                (Why::Unresolved(what), all.evidence.clone())
            });
        }
        let few = match open {
            _ if single > FEW => Fact::Known(false, all.evidence.clone()),
            Some((why, at)) => Fact::Missing(why, at.and(&all.evidence)),
            None => Fact::Known(true, all.evidence.clone()),
        };
        let names = holders.iter().map(|(principal, (ty, roles))| {
            let roles: Vec<&str> = roles.iter().copied().collect();
            let who = who(ty, &BTreeSet::new());
            format!("{who} {principal} ({})", roles.join(", "))
        });
        vec![
            ("few_lock_removers", few.erase()),
            (
                "lock_removers",
                Fact::Known(Value::texts(names), all.evidence),
            ),
        ]
    }

    /// Whether a principal may run a restore and write the restored account, standing or after activation. `instance`:
    /// the name under which Azure keeps the account's backups.
    pub(in crate::estate) fn somebody_can_restore(
        &self,
        id: &ResourceId,
        instance: &Fact,
    ) -> Fact<bool> {
        const NEEDED: [Operation; 2] = [Operation::RestoreCosmos, Operation::WriteCosmos];
        let subscription = subscription_of(id);
        let (standing, eligible) = (self.assignments_at(id), self.eligible_at(id));
        let mut open = standing.lack.clone().or_else(|| eligible.lack.clone());
        let mut held: BTreeMap<&str, BTreeSet<Operation>> = BTreeMap::new();
        let lists = [&self.standing, &self.eligible].map(|lists| lists.get(&subscription));
        let backups = lists.into_iter().flatten();
        let backups = backups.flat_map(|list| list.of_backups(&subscription));
        let rows = standing.rows.iter().chain(&eligible.rows).copied();
        for row in rows.chain(backups) {
            let here = match of_backup(&row.scope) {
                false => Some(true),
                true => keeps(&row.scope, instance),
            };
            if here == Some(false) {
                continue;
            }
            let right = match self.right(row, &subscription) {
                Fact::Known(right, _) => right,
                Fact::Missing(why, at) => {
                    open.get_or_insert((why, at));
                    continue;
                }
            };
            for operation in NEEDED {
                let reaches = match of_backup(&row.scope) {
                    true => operation == Operation::RestoreCosmos,
                    false => within(operation, &row.scope, id),
                };
                if reaches && here.is_none() && right.sure.has(operation) {
                    open.get_or_insert_with(|| {
                        let what = format!("whose backups {} are", row.scope.name());
                        (Why::Unresolved(what), instance.provenance().clone())
                    });
                } else if reaches && right.sure.has(operation) {
                    held.entry(&row.principal).or_default().insert(operation);
                } else if reaches && right.perhaps.has(operation) {
                    open.get_or_insert_with(|| conditional(right.role));
                }
            }
        }
        let evidence = standing.evidence.and(&eligible.evidence);
        match (held.values().any(|all| all.len() == NEEDED.len()), open) {
            (true, _) => Fact::Known(true, evidence),
            (false, None) => Fact::Known(false, evidence),
            (false, Some((why, at))) => Fact::Missing(why, at.and(&evidence)),
        }
    }
}

impl Assigned {
    /// The assignments at the backups that Azure keeps of Cosmos DB accounts, which lie in no resource group.
    fn of_backups<'s>(
        &'s self,
        subscription: &ResourceId,
    ) -> impl Iterator<Item = &'s RoleAssignment> + use<'s> {
        let below = format!("{}{BACKUPS}", subscription.folded());
        let all = self.by_scope.range(below.clone()..);
        let all = all.take_while(move |(scope, _)| scope.starts_with(&below));
        all.flat_map(|(_, rows)| rows)
            .filter(|row| of_backup(&row.scope))
    }
}

/// Where a subscription's backups of Cosmos DB lie, by region.
const BACKUPS: &str = "/providers/microsoft.documentdb/locations/";

/// True for `…/locations/{region}/restorableDatabaseAccounts/{instance}`.
fn of_backup(scope: &ResourceId) -> bool {
    let ty = scope.resource_type();
    ty.is_some_and(|ty| ty == "microsoft.documentdb/locations/restorabledatabaseaccounts")
}

/// Whether these are the backups of the account with this instance id; `None` if that isn't known.
fn keeps(backup: &ResourceId, instance: &Fact) -> Option<bool> {
    let instance = instance.known()?.as_text()?;
    Some(backup.name().eq_ignore_ascii_case(instance))
}

fn in_groups(groups: &[&str]) -> String {
    match groups {
        [one] => format!("group {one}"),
        several => format!("groups {}", listed(several)),
    }
}
