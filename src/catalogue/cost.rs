//! What each read is made once for: the table behind the number of requests of a run and behind the role that a run needs.

use super::{ReadKind, ReadPlan, Watch};
use crate::model::Kind;

/// What a read is made once for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Per {
    /// The run.
    Run,
    /// Every subscription in scope.
    Subscription,
    /// Every subscription that holds Foundry accounts.
    FoundrySubscription,
    /// Every Foundry account.
    Account,
    /// Every project.
    Project,
    /// Every dependency of this kind. Lists replace reads by id as soon as a subscription holds two.
    Dependency(Kind),
    /// Every Foundry account, and every store that agents keep state in.
    AccountAndStore,
    /// Every region with model deployments, in each subscription that holds Foundry accounts.
    Region,
    /// What assignments refer to or depend on, as far as it isn't known already: definitions, exemptions.
    Reference,
    /// Every protected resource, or every kind of dependency, but only where the subscription's own list is refused.
    Refused,
}

impl ReadKind {
    /// What it is made once for.
    #[must_use]
    pub fn per(self) -> Per {
        match self {
            Self::Subscriptions | Self::Descendants | Self::Inventory => Per::Run,
            Self::DeletedAccounts => Per::Subscription,
            Self::Subscription
            | Self::Provider
            | Self::Locations
            | Self::Locks
            | Self::Accounts
            | Self::AiPricing
            | Self::RoleAssignments
            | Self::EligibleRoles
            | Self::PolicyAssignments
            | Self::DenyAssignments
            | Self::Dependencies(_) => Per::FoundrySubscription,
            Self::Projects | Self::AccountHosts | Self::AccountConnections | Self::Deployments => {
                Per::Account
            }
            Self::ProjectPreview | Self::ProjectHosts | Self::ProjectConnections => Per::Project,
            Self::Dependency(kind) => Per::Dependency(kind),
            Self::SqlDatabases | Self::SqlRoleAssignments | Self::SqlRoleDefinitions => {
                Per::Dependency(Kind::CosmosAccount)
            }
            Self::RoleDefinition
            | Self::PolicyExemptions
            | Self::PolicyDefinition
            | Self::PolicySet => Per::Reference,
            Self::Watch(watch) => watch.per(),
            Self::BlobService | Self::Containers | Self::ObjectReplication => {
                Per::Dependency(Kind::StorageAccount)
            }
            Self::Replications => Per::Dependency(Kind::ContainerRegistry),
            Self::LocksAt | Self::RoleAssignmentsAt | Self::Registration(_) => Per::Refused,
        }
    }

    /// Every read that there is.
    pub fn all() -> impl Iterator<Item = Self> {
        let lists = Kind::DEPENDENCIES.into_iter().map(Self::Dependencies);
        let single = Kind::DEPENDENCIES.into_iter().map(Self::Dependency);
        let states = Kind::DEPENDENCIES.into_iter().map(Self::Registration);
        let watch = Watch::ALL.into_iter().map(Self::Watch);
        PLAIN
            .iter()
            .copied()
            .chain(lists)
            .chain(single)
            .chain(states)
            .chain(watch)
    }
}

impl Watch {
    fn per(self) -> Per {
        match self {
            Self::ActivityAlerts
            | Self::MetricAlerts
            | Self::ActionGroups
            | Self::WebTests
            | Self::RestorePoints => Per::FoundrySubscription,
            Self::Diagnostics => Per::AccountAndStore,
            Self::GeoReplication => Per::Dependency(Kind::StorageAccount),
            Self::Models => Per::Region,
        }
    }
}

impl ReadPlan {
    /// The reads of the plan.
    pub fn reads(&self) -> impl Iterator<Item = ReadKind> {
        ReadKind::all().filter(|read| match read {
            // Made in place of the subscription's list.
            ReadKind::LocksAt => self.wants(ReadKind::Locks),
            ReadKind::RoleAssignmentsAt => self.wants(ReadKind::RoleAssignments),
            read => self.wants(*read),
        })
    }
}

/// The reads that aren't made for a kind of dependency.
const PLAIN: &[ReadKind] = &[
    ReadKind::Subscriptions,
    ReadKind::Descendants,
    ReadKind::Inventory,
    ReadKind::Subscription,
    ReadKind::Provider,
    ReadKind::Locations,
    ReadKind::Locks,
    ReadKind::LocksAt,
    ReadKind::Accounts,
    ReadKind::DeletedAccounts,
    ReadKind::AiPricing,
    ReadKind::Projects,
    ReadKind::ProjectPreview,
    ReadKind::AccountHosts,
    ReadKind::ProjectHosts,
    ReadKind::AccountConnections,
    ReadKind::ProjectConnections,
    ReadKind::Deployments,
    ReadKind::SqlDatabases,
    ReadKind::BlobService,
    ReadKind::Containers,
    ReadKind::ObjectReplication,
    ReadKind::Replications,
    ReadKind::PolicyAssignments,
    ReadKind::PolicyExemptions,
    ReadKind::PolicyDefinition,
    ReadKind::PolicySet,
    ReadKind::DenyAssignments,
    ReadKind::RoleAssignments,
    ReadKind::RoleAssignmentsAt,
    ReadKind::EligibleRoles,
    ReadKind::RoleDefinition,
    ReadKind::SqlRoleAssignments,
    ReadKind::SqlRoleDefinitions,
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The compiler sees to it that `per` names every read; nothing but the source tells whether the list does.
    #[test]
    fn the_list_names_every_read() {
        let source = include_str!("read.rs");
        let (_, rest) = source.split_once("pub enum ReadKind {").expect("the enum");
        let (body, _) = rest.split_once("\n}").expect("its end");
        let names = body.lines().map(str::trim);
        let names = names.filter(|line| !line.is_empty() && !line.starts_with("//"));
        let name = |text: &str| text.split(['(', ',']).next().map(str::to_owned);
        let declared: BTreeSet<_> = names.filter_map(name).collect();
        let listed: BTreeSet<_> = ReadKind::all()
            .filter_map(|read| name(&format!("{read:?}")))
            .collect();
        assert!(declared.len() > 20, "{declared:?}");
        assert_eq!(listed, declared);
    }
}
