//! Two questions about a few principals: who can take away what protects a subscription's resources, and whether anybody
//! can restore a Cosmos DB account.

use super::holders::conditional;
use super::{Roles, prefixes, subscription_of, within};
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
        let is_group = |ty: &str| ty.to_lowercase().ends_with("group");
        let single = holders.values().filter(|(ty, _)| !is_group(ty)).count();
        if let Some((group, _)) = holders.iter().find(|(_, (ty, _))| is_group(ty)) {
            open.get_or_insert_with(|| {
                let what = format!("how many are in group {group} (Microsoft Graph tells)");
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
            format!("{ty} {principal} ({})", roles.join(", "))
        });
        vec![
            ("few_lock_removers", few.erase()),
            (
                "lock_removers",
                Fact::Known(Value::texts(names), all.evidence),
            ),
        ]
    }

    /// Whether a principal may run a restore and write the restored account, standing or after activation.
    pub(in crate::estate) fn somebody_can_restore(&self, id: &ResourceId) -> Fact<bool> {
        const NEEDED: [Operation; 2] = [Operation::RestoreCosmos, Operation::WriteCosmos];
        let subscription = subscription_of(id);
        let (standing, eligible) = (self.assignments_at(id), self.eligible_at(id));
        let mut open = standing.lack.clone().or_else(|| eligible.lack.clone());
        let mut held: BTreeMap<&str, BTreeSet<Operation>> = BTreeMap::new();
        for row in standing.rows.iter().chain(&eligible.rows) {
            let right = match self.right(row, &subscription) {
                Fact::Known(right, _) => right,
                Fact::Missing(why, at) => {
                    open.get_or_insert((why, at));
                    continue;
                }
            };
            for operation in NEEDED {
                let reaches = within(operation, &row.scope, id);
                if reaches && right.sure.has(operation) {
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
