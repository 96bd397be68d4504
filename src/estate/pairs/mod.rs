//! Primary and standby side by side: what the one has and the other hasn't. The differences are records, so that rules and a
//! comparison for people say the same; they become texts where facts are made of them. A difference is known only if both
//! sides are: one list that wasn't read in full leaves its whole area open.

mod connections;
mod difference;
mod facts;
mod insights;
mod models;
mod parts;
mod quota;
mod settings;
mod side;
mod user_roles;

pub use difference::{CapacityUnit, Compared, Difference, Differences, Model};
pub(super) use facts::facts;
pub(super) use side::{Side, local};

use super::dependencies::Dependencies;
use super::index::{Index, Lack};
use super::link::Links;
use super::roles::Roles;
use crate::model::{Fact, ResourceId, Value};
use insights::Insights;

/// The two accounts of a workload, compared.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The workload.
    pub workload: ResourceId,
    /// The account that runs it.
    pub primary: Fact<ResourceId>,
    /// The account that takes over.
    pub standby: Fact<ResourceId>,
    /// Whether each of them has an approved private endpoint: the primary, the standby.
    pub private_endpoints: [Fact<bool>; 2],
    /// Whether the primary has a deployment for real-time use.
    pub has_deployments: Fact<bool>,
    /// The models that the primary has in provisioned deployments.
    pub provisioned_models: Fact<Vec<Model>>,
    /// Whether the primary has a connection that agents can't do without.
    pub has_critical_connections: Fact<bool>,
    /// Whether the primary uses Application Insights.
    pub uses_app_insights: Fact<bool>,
    /// Whether a project of the primary is connected to a container registry.
    pub uses_hosted_agents: Fact<bool>,
    /// Whether a user or a group holds a role on the primary.
    pub has_user_roles: Fact<bool>,
    /// Projects that the config names and the standby hasn't.
    pub projects: Differences,
    /// Settings of the account.
    pub settings: Differences,
    /// Models that the standby hasn't.
    pub models: Differences,
    /// What the deployments hang on and is missing, in words.
    pub model_parts: Fact<Vec<String>>,
    /// Models on managed compute that the standby hasn't, in words.
    pub managed_models: Fact<Vec<String>>,
    /// Capacity that is lower on the standby.
    pub capacity: Differences,
    /// What the standby's region has too little quota left for, in words.
    pub quota: Fact<Vec<String>>,
    /// Provisioned models without a standard deployment on the standby.
    pub fallback: Differences,
    /// Critical connections without a counterpart.
    pub connections: Differences,
    /// What Application Insights doesn't cover.
    pub insights: Differences,
    /// Roles of users and groups that they don't hold on the standby.
    pub user_roles: Differences,
}

/// What a comparison is made from, beside the two accounts.
pub(super) struct Compare<'a> {
    pub(super) index: &'a Index<'a>,
    pub(super) links: &'a Links,
    pub(super) dependencies: &'a Dependencies<'a>,
    pub(super) roles: &'a Roles<'a>,
}

/// Both sides, or why one of them isn't known.
type Sides<'a> = Result<(Side<'a>, Side<'a>), Lack>;

impl Compare<'_> {
    /// Compares the two accounts of a workload; `wanted` are the projects that the standby needs.
    pub(super) fn pair(
        &self,
        workload: &ResourceId,
        [primary, standby]: [Fact<Side<'_>>; 2],
        wanted: &[String],
    ) -> Pair {
        let id = |side: &Fact<Side<'_>>| side.as_ref().map(|side| side.account.row.id.clone());
        let ids = [id(&primary), id(&standby)];
        let sides = match (primary, standby) {
            (Fact::Known(one, _), Fact::Known(other, _)) => Ok((one, other)),
            (Fact::Missing(why, at), _) | (_, Fact::Missing(why, at)) => Err((why, at)),
        };
        self.compared(workload, ids, &sides, wanted)
    }

    fn compared(
        &self,
        workload: &ResourceId,
        [primary, standby]: [Fact<ResourceId>; 2],
        sides: &Sides<'_>,
        wanted: &[String],
    ) -> Pair {
        let insights = Insights { links: self.links, dependencies: self.dependencies };
        let of = |side: fn(&Side<'_>, &Side<'_>) -> Fact<bool>| known(sides, side);
        Pair {
            workload: workload.clone(),
            primary,
            standby,
            private_endpoints: [
                of(|one, _| has_private_endpoint(one)),
                of(|_, other| has_private_endpoint(other)),
            ],
            has_deployments: of(|one, _| models::has_deployments(one)),
            provisioned_models: known(sides, |one, _| models::provisioned(one)),
            has_critical_connections: known(sides, |one, _| {
                connections::has_critical(one, self.links)
            }),
            uses_app_insights: known(sides, |one, _| insights.are_used(one)),
            uses_hosted_agents: of(|one, _| connections::has_registry(one)),
            has_user_roles: known(sides, |one, other| user_roles::are_held(self.roles, one, other)),
            projects: known(sides, |_, other| settings::projects(wanted, other)),
            settings: known(sides, settings::settings),
            models: known(sides, models::missing),
            model_parts: known(sides, |one, other| parts::missing(self.index, one, other)),
            managed_models: known(sides, |one, other| {
                parts::missing_managed(self.index, one, other)
            }),
            capacity: known(sides, models::shortfalls),
            quota: known(sides, |one, other| quota::shortfalls(self.index, one, other)),
            fallback: known(sides, models::without_fallback),
            connections: known(sides, |one, other| connections::missing(one, other, self.links)),
            insights: known(sides, |one, other| insights.gaps(one, other)),
            user_roles: known(sides, |one, other| user_roles::missing(self.roles, one, other)),
        }
    }
}

/// What two sides that are known make.
fn known<'a, T>(sides: &Sides<'a>, make: impl FnOnce(&Side<'a>, &Side<'a>) -> Fact<T>) -> Fact<T> {
    match sides {
        Ok((one, other)) => make(one, other),
        Err(lack) => lack.into(),
    }
}

fn has_private_endpoint(side: &Side<'_>) -> Fact<bool> {
    let count = local(&side.account.row.facts, "private_endpoints");
    count.map(|count| count != Value::Int(0))
}
