//! Which reads a run makes: the structure of the estate always, the rest as the enabled rules' facts need it.

use super::{ReadKind, Wanted, recognise};
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
        Self {
            reads: ReadKind::all().filter(on_request).collect(),
        }
    }

    /// These reads, besides the structure.
    pub fn for_reads(reads: impl IntoIterator<Item = ReadKind>) -> Self {
        Self {
            reads: reads.into_iter().collect(),
        }
    }

    /// What these facts need, besides the structure: accounts, projects, hosts, connections, deployments, dependencies.
    pub fn for_facts<'a>(facts: impl IntoIterator<Item = &'a str>) -> Self {
        let needs = |name| {
            FACT_READS
                .iter()
                .filter(move |(fact, _)| *fact == name)
                .flat_map(|(_, reads)| *reads)
        };
        Self {
            reads: facts.into_iter().flat_map(needs).copied().collect(),
        }
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

/// Policies in force, with all that is needed to understand them.
const POLICIES: &[ReadKind] = &[
    ReadKind::POLICY_ASSIGNMENTS,
    ReadKind::POLICY_EXEMPTIONS,
    ReadKind::POLICY_DEFINITION,
    ReadKind::POLICY_SET,
];

/// All that can stop a deletion.
const PROTECTION: &[ReadKind] = &[
    ReadKind::LOCKS,
    ReadKind::POLICY_ASSIGNMENTS,
    ReadKind::POLICY_EXEMPTIONS,
    ReadKind::POLICY_DEFINITION,
    ReadKind::POLICY_SET,
    ReadKind::DENY_ASSIGNMENTS,
];

/// Role assignments, and the roles that the embedded table doesn't hold.
const ROLES: &[ReadKind] = &[ReadKind::ROLE_ASSIGNMENTS, ReadKind::ROLE_DEFINITION];
/// The same, and the data roles of Cosmos DB.
const DATA_ROLES: &[ReadKind] = &[
    ReadKind::ROLE_ASSIGNMENTS,
    ReadKind::ROLE_DEFINITION,
    ReadKind::SQL_ROLE_ASSIGNMENTS,
    ReadKind::SQL_ROLE_DEFINITIONS,
];

const ACTIVITY_ALERTS: ReadKind = ReadKind::ACTIVITY_ALERTS;
const METRIC_ALERTS: ReadKind = ReadKind::METRIC_ALERTS;
const ACTION_GROUPS: ReadKind = ReadKind::ACTION_GROUPS;

/// Facts that need more than the structure and the resource's own body; by name, since one name means the same for every kind).
const FACT_READS: &[(&str, &[ReadKind])] = &[
    ("region_has_zones", &[ReadKind::LOCATIONS]),
    ("region_pair", &[ReadKind::LOCATIONS]),
    ("primary_pair", &[ReadKind::LOCATIONS]),
    ("primary_geography", &[ReadKind::LOCATIONS]),
    ("standby_geography", &[ReadKind::LOCATIONS]),
    ("standby_has_zones", &[ReadKind::LOCATIONS]),
    ("in_one_data_boundary", &[ReadKind::LOCATIONS]),
    ("regions", &[ReadKind::LOCATIONS]),
    ("write_regions_with_zones", &[ReadKind::LOCATIONS]),
    ("read_regions_with_zones", &[ReadKind::LOCATIONS]),
    ("delete_locked", &[ReadKind::LOCKS]),
    ("locks", &[ReadKind::LOCKS]),
    ("directly_locked", &[ReadKind::LOCKS]),
    ("read_only_locked", &[ReadKind::LOCKS]),
    ("direct_delete_stopped", PROTECTION),
    ("group_delete_stopped", PROTECTION),
    ("parent_delete_stopped", PROTECTION),
    ("deletion_ways", PROTECTION),
    ("open_ways", PROTECTION),
    ("policy_stops_direct_delete", POLICIES),
    ("policy_stops_group_delete", POLICIES),
    ("open_ways_to_policies", POLICIES),
    ("deny_policies", POLICIES),
    ("deleted_foundry_accounts", &[ReadKind::DELETED_ACCOUNTS]),
    ("ai_plan_tier", &[ReadKind::AI_PRICING]),
    ("purview_prompt_sharing", &[ReadKind::AI_PRICING]),
    ("sql_databases", &[ReadKind::SQL_DATABASES]),
    ("foreign_databases", &[ReadKind::SQL_DATABASES]),
    ("blob_soft_delete_days", &[ReadKind::BLOB_SERVICE]),
    ("blob_permanent_delete_allowed", &[ReadKind::BLOB_SERVICE]),
    ("container_soft_delete_days", &[ReadKind::BLOB_SERVICE]),
    ("blob_versioning", &[ReadKind::BLOB_SERVICE]),
    ("blob_restore_days", &[ReadKind::BLOB_SERVICE]),
    ("containers", &[ReadKind::CONTAINERS]),
    ("foreign_containers", &[ReadKind::CONTAINERS]),
    (
        "replicated_to_other_region",
        &[ReadKind::LOCATIONS, ReadKind::OBJECT_REPLICATION],
    ),
    ("has_user_roles", ROLES),
    ("missing_user_roles", ROLES),
    ("wide_holders", ROLES),
    ("wide_holders_complete", ROLES),
    ("wide_users", ROLES),
    ("wide_groups", ROLES),
    ("wide_service_principals", ROLES),
    ("destroyers", ROLES),
    ("destroyers_complete", ROLES),
    ("destroying_users", ROLES),
    ("destroying_groups", ROLES),
    ("destroying_service_principals", ROLES),
    ("agent_writers", ROLES),
    ("agent_writers_complete", ROLES),
    ("data_writers", DATA_ROLES),
    ("data_writers_complete", DATA_ROLES),
    ("lock_removers", ROLES),
    ("few_lock_removers", ROLES),
    ("missing_data_rights", DATA_ROLES),
    ("principals_resolve", DATA_ROLES),
    ("orphaned_principals", DATA_ROLES),
    ("uses_system_identity", ROLES),
    (
        "somebody_can_restore",
        &[
            ReadKind::ROLE_ASSIGNMENTS,
            ReadKind::ROLE_DEFINITION,
            ReadKind::ELIGIBLE_ROLES,
        ],
    ),
    ("service_health_alerts", &[ACTIVITY_ALERTS]),
    ("regions_without_health_alert", &[ACTIVITY_ALERTS]),
    ("resource_health_alerts", &[ACTIVITY_ALERTS]),
    ("unalerted_deletions", &[ACTIVITY_ALERTS]),
    ("availability_alerts", &[METRIC_ALERTS]),
    ("recovery_alerts", &[ACTIVITY_ALERTS, METRIC_ALERTS]),
    (
        "unheard_alerts",
        &[ACTIVITY_ALERTS, METRIC_ALERTS, ACTION_GROUPS],
    ),
    ("availability_tests", &[ReadKind::WEB_TESTS]),
    ("probed_from_outside", &[ReadKind::WEB_TESTS]),
    ("log_settings", &[ReadKind::DIAGNOSTICS]),
    ("regions_without_restore_point", &[ReadKind::RESTORE_POINTS]),
    ("geo_copy_status", GEO),
    ("geo_copy_can_fail_over", GEO),
    ("geo_copy_last_sync", GEO),
    ("geo_copy_lag_minutes", GEO),
    ("geo_copy_current", GEO),
    ("model_lifecycle", &[ReadKind::MODELS]),
];

const GEO: &[ReadKind] = &[ReadKind::GEO_REPLICATION];

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
