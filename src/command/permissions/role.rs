//! The least custom role: the actions of the reads that the enabled rules need, and no more.

use crate::catalogue::{Family, Per, ReadKind, ReadPlan};
use serde::Serialize;
use std::collections::BTreeSet;

/// A custom role as `az role definition create --role-definition` takes it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CustomRole {
    name: &'static str,
    is_custom: bool,
    description: &'static str,
    actions: BTreeSet<&'static str>,
    not_actions: [&'static str; 0],
    data_actions: [&'static str; 0],
    not_data_actions: [&'static str; 0],
    assignable_scopes: Vec<String>,
}

/// Where a role is to be assigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RoleReach {
    /// Subscriptions, by id.
    Subscriptions(Vec<String>),
    /// One resource group of a subscription.
    ResourceGroup(String, String),
    /// A management group.
    ManagementGroup(String),
}

impl CustomRole {
    /// The role that these reads need at that place.
    pub(super) fn of(plan: &ReadPlan, reach: &RoleReach) -> Self {
        let reads = plan.reads().filter(|read| matters(*read, reach));
        Self {
            name: "foundry-dr reader",
            is_custom: true,
            description: "Reads what foundry-dr needs to judge the resilience of Foundry. Changes nothing, reads no data.",
            actions: reads.map(|read| read.row().permission).collect(),
            not_actions: [],
            data_actions: [],
            not_data_actions: [],
            assignable_scopes: reach.scopes(),
        }
    }
}

impl RoleReach {
    fn scopes(&self) -> Vec<String> {
        match self {
            Self::Subscriptions(ids) => {
                ids.iter().map(|id| format!("/subscriptions/{id}")).collect()
            }
            Self::ResourceGroup(id, group) => {
                vec![format!("/subscriptions/{id}/resourceGroups/{group}")]
            }
            Self::ManagementGroup(id) => {
                vec![format!("/providers/Microsoft.Management/managementGroups/{id}")]
            }
        }
    }
}

/// An action that acts on a whole subscription grants nothing in a resource group. Accounts and dependencies are listed by
/// subscription, but the same action shows those of the group.
fn matters(read: ReadKind, reach: &RoleReach) -> bool {
    match reach {
        RoleReach::ManagementGroup(_) => true,
        RoleReach::Subscriptions(_) => read != ReadKind::DESCENDANTS,
        RoleReach::ResourceGroup(..) => match (read.row().per, read.row().family) {
            (_, Some(Family::List(_))) => true,
            (Per::FoundrySubscription, _) => read == ReadKind::ACCOUNTS,
            (Per::Run | Per::Subscription | Per::Region | Per::Reference, _) => false,
            (
                Per::Account
                | Per::Project
                | Per::Dependency(_)
                | Per::AccountAndStore
                | Per::Refused,
                _,
            ) => true,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one() -> RoleReach {
        RoleReach::Subscriptions(vec!["s".into()])
    }

    #[test]
    fn a_role_reads_and_nothing_else() {
        let role = CustomRole::of(&ReadPlan::full(), &one());
        assert!(role.actions.iter().all(|action| action.ends_with("/read")));
        assert!(role.actions.iter().all(|action| !action.contains('*')));
        assert!(role.actions.contains("Microsoft.Authorization/locks/read"));
        assert_eq!(role.assignable_scopes, ["/subscriptions/s"]);
    }

    #[test]
    fn a_rule_less_is_an_action_less() {
        let without = CustomRole::of(&ReadPlan::for_facts([]), &one());
        let action = "Microsoft.Security/pricings/read";
        assert!(!without.actions.contains(action));
        assert!(CustomRole::of(&ReadPlan::full(), &one()).actions.contains(action));
    }

    #[test]
    fn a_resource_group_has_no_actions_of_a_subscription() {
        let reach = RoleReach::ResourceGroup("s".into(), "g".into());
        let role = CustomRole::of(&ReadPlan::full(), &reach);
        assert_eq!(role.assignable_scopes, ["/subscriptions/s/resourceGroups/g"]);
        let subscription = "Microsoft.CognitiveServices/deletedAccounts/read";
        assert!(!role.actions.contains(subscription));
        assert!(role.actions.contains("Microsoft.CognitiveServices/accounts/read"));
        assert!(role.actions.contains("Microsoft.Authorization/locks/read"));
    }
}
