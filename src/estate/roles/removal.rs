//! Who can take away what protects a subscription's resources, and whether they are few.

use super::holders::conditional;
use super::words::{listed, may_be_group, who};
use super::{Roles, prefixes};
use crate::catalogue::{Operation, RoleAssignment};
use crate::estate::index::Lack;
use crate::model::{Fact, Provenance, ResourceId, Value, Why};
use std::collections::{BTreeMap, BTreeSet};

/// So many single principals may hold the right. Our number: Microsoft names none.
const FEW: usize = 3;

/// What takes a protection away: the lock, the policy, or a role that allows either.
const REMOVAL: [Operation; 3] =
    [Operation::DeleteLock, Operation::DeletePolicy, Operation::AssignRole];

/// Those who can, by object id: type and roles; and why there may be more.
#[derive(Default)]
struct Removers<'r> {
    holders: BTreeMap<&'r str, (&'r str, BTreeSet<&'r str>)>,
    open: Option<Lack>,
}

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
        let mut removers = Removers { open: all.lack.clone().or(lack), ..Removers::default() };
        for row in &all.rows {
            let reaches = row.is_above_subscriptions()
                || row.scope == *subscription
                || scopes.contains(row.scope.folded());
            if reaches {
                self.add_remover(&mut removers, row, subscription);
            }
        }
        let names = removers.names();
        let few = removers.few(&all.evidence);
        vec![
            ("few_lock_removers", few.erase()),
            ("lock_removers", Fact::Known(names, all.evidence)),
        ]
    }

    fn add_remover<'r>(
        &'r self,
        removers: &mut Removers<'r>,
        row: &'r RoleAssignment,
        subscription: &ResourceId,
    ) {
        match self.right(row, subscription) {
            Fact::Known(right, _) if REMOVAL.iter().any(|op| right.sure.has(*op)) => {
                let holder = removers.holders.entry(&row.principal);
                let holder = holder.or_insert((&row.principal_type, BTreeSet::new()));
                holder.1.insert(right.role);
            }
            Fact::Known(right, _) if row.conditional => {
                if REMOVAL.iter().any(|op| right.perhaps.has(*op)) {
                    let open = &mut removers.open;
                    open.get_or_insert_with(|| conditional(right.role));
                }
            }
            // A role that may assign only some other roles takes nothing away.
            Fact::Known(..) => {}
            Fact::Missing(why, at) => {
                removers.open.get_or_insert((why, at));
            }
        }
    }
}

impl Removers<'_> {
    fn names(&self) -> Value {
        Value::set(self.holders.iter().map(|(principal, (ty, roles))| {
            let roles: Vec<&str> = roles.iter().copied().collect();
            let who = who(ty, &BTreeSet::new());
            format!("{who} {principal} ({})", roles.join(", "))
        }))
    }

    /// Too many that are listed singly settle it; a group leaves it open.
    fn few(self, evidence: &Provenance) -> Fact<bool> {
        let groups = self.holders.iter().filter(|(_, (ty, _))| may_be_group(ty));
        let groups: Vec<&str> = groups.map(|(group, _)| *group).collect();
        let single = self.holders.len() - groups.len();
        let members = || (!groups.is_empty()).then(|| (members(&groups, single), evidence.clone()));
        match self.open.or_else(members) {
            _ if single > FEW => Fact::Known(false, evidence.clone()),
            Some((why, at)) => Fact::Missing(why, at.and(evidence)),
            None => Fact::Known(true, evidence.clone()),
        }
    }
}

/// What groups leave open.
fn members(groups: &[&str], single: usize) -> Why {
    let noun = match groups {
        [_] => "group",
        _ => "groups",
    };
    let besides = match single {
        0 => String::new(),
        some => format!(" besides {some} listed singly"),
    };
    let groups = listed(groups);
    let what = format!("how many are in {noun} {groups}{besides} (Microsoft Graph tells)");
    Why::Unresolved(what)
}
