//! Which reads a run makes: the structure of the estate always, the rest as the enabled rules' facts need it.

use super::{ReadKind, Watch, recognise};
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
        Self::for_facts(FACT_READS.iter().map(|(name, _)| *name))
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
            Some((ReadKind::DeletedAccounts, _)) if witnesses.contains(key) => true,
            // The locks at a resource are read in place of the subscription's.
            Some((ReadKind::LocksAt, _)) => self.wants(ReadKind::Locks),
            Some((ReadKind::RoleAssignmentsAt, _)) => self.wants(ReadKind::RoleAssignments),
            Some((read, _)) => self.wants(read),
            None => false,
        });
    }

    /// True if the read is to be made. Reads of the structure always are.
    #[must_use]
    pub fn wants(&self, read: ReadKind) -> bool {
        !OPTIONAL.contains(&read) || self.reads.contains(&read)
    }
}

/// The lists of deleted accounts that stand for accounts: where Resource Graph was asked and the accounts weren't.
fn witnesses(snapshot: &Snapshot) -> BTreeSet<String> {
    let key = |read: ReadKind, scope: &str| key_of(&read.path(scope));
    let seen = |key: &str| snapshot.observations.contains_key(key);
    if !seen(&key(ReadKind::Inventory, "")) {
        return BTreeSet::new();
    }
    let keys = snapshot.observations.keys();
    keys.filter(|observed| match recognise(observed) {
        Some((ReadKind::DeletedAccounts, scope)) => !seen(&key(ReadKind::Accounts, scope.folded())),
        Some(_) | None => false,
    })
    .cloned()
    .collect()
}

/// The reads that are left out when no rule needs them.
const OPTIONAL: &[ReadKind] = &[
    ReadKind::Locations,
    ReadKind::Locks,
    ReadKind::DeletedAccounts,
    ReadKind::AiPricing,
    ReadKind::SqlDatabases,
    ReadKind::BlobService,
    ReadKind::Containers,
    ReadKind::ObjectReplication,
    ReadKind::RoleAssignments,
    ReadKind::RoleDefinition,
    ReadKind::EligibleRoles,
    ReadKind::SqlRoleAssignments,
    ReadKind::SqlRoleDefinitions,
    ACTIVITY_ALERTS,
    METRIC_ALERTS,
    ACTION_GROUPS,
    ReadKind::Watch(Watch::WebTests),
    ReadKind::Watch(Watch::Diagnostics),
    ReadKind::Watch(Watch::RestorePoints),
    ReadKind::Watch(Watch::GeoReplication),
    ReadKind::Watch(Watch::Models),
    ReadKind::PolicyAssignments,
    ReadKind::PolicyExemptions,
    ReadKind::PolicyDefinition,
    ReadKind::PolicySet,
    ReadKind::DenyAssignments,
];

/// Policies in force, with all that is needed to understand them.
const POLICIES: &[ReadKind] = &[
    ReadKind::PolicyAssignments,
    ReadKind::PolicyExemptions,
    ReadKind::PolicyDefinition,
    ReadKind::PolicySet,
];

/// All that can stop a deletion.
const PROTECTION: &[ReadKind] = &[
    ReadKind::Locks,
    ReadKind::PolicyAssignments,
    ReadKind::PolicyExemptions,
    ReadKind::PolicyDefinition,
    ReadKind::PolicySet,
    ReadKind::DenyAssignments,
];

/// Role assignments, and the roles that the embedded table doesn't hold.
const ROLES: &[ReadKind] = &[ReadKind::RoleAssignments, ReadKind::RoleDefinition];
/// The same, and the data roles of Cosmos DB.
const DATA_ROLES: &[ReadKind] = &[
    ReadKind::RoleAssignments,
    ReadKind::RoleDefinition,
    ReadKind::SqlRoleAssignments,
    ReadKind::SqlRoleDefinitions,
];

const ACTIVITY_ALERTS: ReadKind = ReadKind::Watch(Watch::ActivityAlerts);
const METRIC_ALERTS: ReadKind = ReadKind::Watch(Watch::MetricAlerts);
const ACTION_GROUPS: ReadKind = ReadKind::Watch(Watch::ActionGroups);

/// Facts that need more than the structure and the resource's own body; by name, since one name means the same for every kind).
const FACT_READS: &[(&str, &[ReadKind])] = &[
    ("region_has_zones", &[ReadKind::Locations]),
    ("region_pair", &[ReadKind::Locations]),
    ("primary_pair", &[ReadKind::Locations]),
    ("primary_geography", &[ReadKind::Locations]),
    ("standby_geography", &[ReadKind::Locations]),
    ("standby_has_zones", &[ReadKind::Locations]),
    ("in_one_data_boundary", &[ReadKind::Locations]),
    ("regions", &[ReadKind::Locations]),
    ("write_regions_with_zones", &[ReadKind::Locations]),
    ("read_regions_with_zones", &[ReadKind::Locations]),
    ("delete_locked", &[ReadKind::Locks]),
    ("locks", &[ReadKind::Locks]),
    ("directly_locked", &[ReadKind::Locks]),
    ("read_only_locked", &[ReadKind::Locks]),
    ("direct_delete_stopped", PROTECTION),
    ("group_delete_stopped", PROTECTION),
    ("parent_delete_stopped", PROTECTION),
    ("deletion_ways", PROTECTION),
    ("open_ways", PROTECTION),
    ("policy_stops_direct_delete", POLICIES),
    ("policy_stops_group_delete", POLICIES),
    ("open_ways_to_policies", POLICIES),
    ("deny_policies", POLICIES),
    ("deleted_foundry_accounts", &[ReadKind::DeletedAccounts]),
    ("ai_plan_tier", &[ReadKind::AiPricing]),
    ("purview_prompt_sharing", &[ReadKind::AiPricing]),
    ("sql_databases", &[ReadKind::SqlDatabases]),
    ("foreign_databases", &[ReadKind::SqlDatabases]),
    ("blob_soft_delete_days", &[ReadKind::BlobService]),
    ("blob_permanent_delete_allowed", &[ReadKind::BlobService]),
    ("container_soft_delete_days", &[ReadKind::BlobService]),
    ("blob_versioning", &[ReadKind::BlobService]),
    ("blob_restore_days", &[ReadKind::BlobService]),
    ("containers", &[ReadKind::Containers]),
    ("foreign_containers", &[ReadKind::Containers]),
    (
        "replicated_to_other_region",
        &[ReadKind::Locations, ReadKind::ObjectReplication],
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
            ReadKind::RoleAssignments,
            ReadKind::RoleDefinition,
            ReadKind::EligibleRoles,
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
    ("availability_tests", &[ReadKind::Watch(Watch::WebTests)]),
    ("probed_from_outside", &[ReadKind::Watch(Watch::WebTests)]),
    ("log_settings", &[ReadKind::Watch(Watch::Diagnostics)]),
    (
        "regions_without_restore_point",
        &[ReadKind::Watch(Watch::RestorePoints)],
    ),
    ("geo_copy_status", GEO),
    ("geo_copy_can_fail_over", GEO),
    ("geo_copy_last_sync", GEO),
    ("geo_copy_lag_minutes", GEO),
    ("geo_copy_current", GEO),
    ("model_lifecycle", &[ReadKind::Watch(Watch::Models)]),
];

const GEO: &[ReadKind] = &[ReadKind::Watch(Watch::GeoReplication)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_full_plan_wants_every_optional_read() {
        let plan = ReadPlan::full();
        assert!(OPTIONAL.iter().all(|read| plan.wants(*read)));
    }

    #[test]
    fn only_rules_about_roles_read_roles() {
        let locks = ReadPlan::for_facts(["delete_locked"]);
        let roles = ReadPlan::for_facts(["destroyers"]);
        assert!(!locks.wants(ReadKind::RoleAssignments));
        assert!(roles.wants(ReadKind::RoleAssignments) && roles.wants(ReadKind::RoleDefinition));
        assert!(
            !roles.wants(ReadKind::SqlRoleAssignments) && !roles.wants(ReadKind::EligibleRoles)
        );
    }

    #[test]
    fn a_lock_rule_needs_locks_and_no_more() {
        let plan = ReadPlan::for_facts(["delete_locked"]);
        assert!(plan.wants(ReadKind::Locks));
        assert!(plan.wants(ReadKind::Projects));
        assert!(!plan.wants(ReadKind::Containers));
    }
}
