//! The facts of a workload that a comparison makes: here records become texts.

use super::Pair;
use crate::model::Fact;

/// All of them.
pub(in crate::estate) fn facts(pair: &Pair) -> Vec<(&'static str, Fact)> {
    let [primary_endpoint, standby_endpoint] = pair.private_endpoints.clone();
    vec![
        ("missing_projects", listed(&pair.projects)),
        ("setting_differences", listed(&pair.settings)),
        ("has_private_endpoints", primary_endpoint.erase()),
        ("standby_has_private_endpoints", standby_endpoint.erase()),
        ("has_deployments", pair.has_deployments.clone().erase()),
        ("missing_models", listed(&pair.models)),
        ("missing_model_parts", listed(&pair.model_parts)),
        ("missing_managed_models", listed(&pair.managed_models)),
        ("capacity_shortfalls", listed(&pair.capacity)),
        ("quota_shortfalls", pair.quota.clone().erase()),
        ("provisioned_models", listed(&pair.provisioned_models)),
        ("provisioned_without_fallback", listed(&pair.fallback)),
        ("has_critical_connections", pair.has_critical_connections.clone().erase()),
        ("missing_connections", listed(&pair.connections)),
        ("uses_app_insights", pair.uses_app_insights.clone().erase()),
        ("insights_gaps", listed(&pair.insights)),
        ("uses_hosted_agents", pair.uses_hosted_agents.clone().erase()),
        ("has_user_roles", pair.has_user_roles.clone().erase()),
        ("missing_user_roles", listed(&pair.user_roles)),
    ]
}

fn listed<T: ToString>(fact: &Fact<Vec<T>>) -> Fact {
    let texts = |all: &Vec<T>| all.iter().map(ToString::to_string).collect::<Vec<_>>();
    fact.as_ref().map(texts).erase()
}
