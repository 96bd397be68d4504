//! Which reads a run makes: the structure of the estate always, the rest as the enabled rules' facts need it.

use super::{ReadKind, Wanted, catalogue, recognise};
use crate::snapshot::{Snapshot, key_of};
use std::collections::BTreeSet;

/// A set of reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadPlan {
    reads: BTreeSet<ReadKind>,
}

impl ReadPlan {
    /// Everything: what `snapshot` uses, so that any rule can be judged on the file later.
    #[must_use]
    pub fn full() -> Self {
        let on_request = |read: &ReadKind| read.row().wanted == Wanted::OnRequest;
        Self { reads: ReadKind::all().filter(on_request).collect() }
    }

    /// These reads, besides the structure.
    pub fn for_reads(reads: impl IntoIterator<Item = ReadKind>) -> Self {
        Self { reads: reads.into_iter().collect() }
    }

    /// What these facts need, besides the structure: accounts, projects, hosts, connections, deployments, dependencies.
    pub fn for_facts<'a>(facts: impl IntoIterator<Item = &'a str>) -> Self {
        Self::for_reads(catalogue().reads(facts))
    }

    /// Drops the observations that a live run with this plan would not have made, so that an audit of a file judges what
    /// the same audit would have judged live.
    pub fn narrow(&self, snapshot: &mut Snapshot) {
        let witnesses = witnesses(snapshot);
        snapshot.observations.retain(|key, _| match recognise(key) {
            // In place of the accounts, which such a run would have asked for.
            Some(_) if witnesses.contains(key) => true,
            Some((read, _)) => self.wants(read),
            None => false,
        });
    }

    /// The reads of the plan.
    pub fn reads(&self) -> impl Iterator<Item = ReadKind> {
        ReadKind::all().filter(|read| self.wants(*read))
    }

    /// True if the read is to be made. Reads of the structure always are.
    #[must_use]
    pub fn wants(&self, read: ReadKind) -> bool {
        match read.row().wanted {
            Wanted::Always => true,
            Wanted::OnRequest => self.reads.contains(&read),
            Wanted::With(other) => self.wants(other),
        }
    }
}

/// The lists of deleted accounts that stand for accounts: where Resource Graph was asked and the accounts weren't.
fn witnesses(snapshot: &Snapshot) -> BTreeSet<String> {
    let key = |read: ReadKind, scope: &str| key_of(&read.path(scope));
    let seen = |key: &str| snapshot.observations.contains_key(key);
    if !seen(&key(ReadKind::INVENTORY, "")) {
        return BTreeSet::new();
    }
    let keys = snapshot.observations.keys();
    keys.filter(|observed| match recognise(observed) {
        Some((read, scope)) => {
            read == ReadKind::DELETED_ACCOUNTS && !seen(&key(ReadKind::ACCOUNTS, scope.folded()))
        }
        None => false,
    })
    .cloned()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_full_plan_wants_every_optional_read() {
        let plan = ReadPlan::full();
        assert!(ReadKind::all().all(|read| plan.wants(read)));
    }

    #[test]
    fn only_rules_about_roles_read_roles() {
        let locks = ReadPlan::for_facts(["delete_locked"]);
        let roles = ReadPlan::for_facts(["destroyers"]);
        assert!(!locks.wants(ReadKind::ROLE_ASSIGNMENTS));
        assert!(roles.wants(ReadKind::ROLE_ASSIGNMENTS) && roles.wants(ReadKind::ROLE_DEFINITION));
        assert!(
            !roles.wants(ReadKind::SQL_ROLE_ASSIGNMENTS) && !roles.wants(ReadKind::ELIGIBLE_ROLES)
        );
    }

    #[test]
    fn a_lock_rule_needs_locks_and_no_more() {
        let plan = ReadPlan::for_facts(["delete_locked"]);
        assert!(plan.wants(ReadKind::LOCKS));
        assert!(plan.wants(ReadKind::PROJECTS));
        assert!(!plan.wants(ReadKind::CONTAINERS));
    }
}
