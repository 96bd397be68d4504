//! A workload: a primary Foundry account with its standby, and how the two differ.

use super::row::KindRow;
use crate::catalogue::ReadKind;
use crate::catalogue::fact::{FactRow, joined};
use crate::catalogue::facts::ROLES;
use crate::model::FactType::{Bool, Text, Texts};

pub(super) static ROW: KindRow = KindRow { facts: &[FACTS], bodies: &[], dependency: None };

const FACTS: &[FactRow] = &[
    joined("name", Text, "its name; `~` and the account if nobody declared it"),
    joined("declared", Bool, "a config declares it"),
    joined("strategy", Text, "`hot-hot`, `hot-warm`, `hot-cold` or `none`; null if nobody declared it").nullable(),
    joined("asks_about_workloads", Bool, "what people sign about workloads is asked here: for each declared one, else once for the estate").absent("no workload is declared: it is signed once, for the estate"),
    joined("has_standard_projects", Bool, "its primary account has a project in Standard mode"),
    joined("primary", Text, "name of the Foundry account that runs it"),
    joined("primary_region", Text, "the primary account's region"),
    joined("primary_geography", Text, "the geography of that region, null if Azure names none").from(&[ReadKind::LOCATIONS]).nullable(),
    joined("primary_pair", Text, "the pair of that region, null if Azure lists none").from(&[ReadKind::LOCATIONS]).nullable(),
    joined("has_standby", Bool, "a standby is declared").absent("no standby is declared"),
    joined("standby", Text, "name of the Foundry account that takes over, null without one").nullable(),
    joined("standby_region", Text, "the standby account's region, null without one").nullable(),
    joined("standby_geography", Text, "the geography of that region, null without a standby or if Azure names none").from(&[ReadKind::LOCATIONS]).nullable(),
    joined("standby_has_zones", Bool, "the standby's region has availability zones for its subscription").from(&[ReadKind::LOCATIONS]),
    joined("standby_zones_for_search", Bool, "AI Search is zone-redundant in the standby's region (Azure AI Search regions list, 2025-10-09); unknown for a region that the list doesn't name"),
    joined("standby_offers_hosted_agents", Bool, "Microsoft's list of 2026-04-03 names the standby's region for hosted agents; unknown for any other region, since the list grows"),
    joined("standby_ready", Bool, "the standby account's provisioning state is Succeeded"),
    joined("in_several_regions", Bool, "its accounts are in more than one region").absent("its accounts are in one region"),
    joined("in_one_data_boundary", Bool, "both regions are in one geography, or both in geographies of Microsoft's EU Data Boundary (Deployment types, 2026-05-08)").from(&[ReadKind::LOCATIONS]),
    joined("data_boundary", Text, "the bound that holds both regions, in words; null if the standby is outside that of the primary").from(&[ReadKind::LOCATIONS]).nullable(),
    joined("tenant_boundary", Text, "the data boundary that the tenant has chosen, as the primary's subscription shows it: `EU`, `Global` or `NotDefined`").from(&[ReadKind::DATA_BOUNDARY]),
    joined("standby_in_eu_boundary", Bool, "the standby's region is in a country of Microsoft's EU Data Boundary (Deployment types, 2026-05-08)").from(&[ReadKind::LOCATIONS]),
    joined("candidates", Texts, "other Foundry accounts in another region, with the region, if nobody declared the workload; unknown if a list of accounts is incomplete"),
    joined("essential_projects", Texts, "the projects that the config names"),
    joined("missing_projects", Texts, "those of `essential_projects` that the standby hasn't"),
    joined("setting_differences", Texts, "settings of the account that differ: the primary's value, the standby's"),
    joined("has_private_endpoints", Bool, "the primary account has an approved private endpoint").absent("the primary has no private endpoint"),
    joined("standby_has_private_endpoints", Bool, "the standby account has an approved private endpoint"),
    joined("has_deployments", Bool, "the primary account has a model deployment for real-time use").absent("the primary has no model deployment"),
    joined("missing_models", Texts, "models and versions that the primary has deployed for real-time use and the standby hasn't"),
    joined("missing_model_parts", Texts, "what the primary's deployments hang on and the standby hasn't, in words: content filters, models behind a router; and accounts that models of either come from and that are gone").from(&[ReadKind::RAI_POLICIES]),
    joined("missing_managed_models", Texts, "models that the primary has on managed compute and the standby hasn't").from(&[ReadKind::MANAGED_COMPUTE]),
    joined("capacity_shortfalls", Texts, "models of both accounts whose running capacity is lower on the standby; a paused deployment has none"),
    joined("quota_shortfalls", Texts, "quotas of the standby's region that are too small for the capacity of `missing_models` on the primary, with both numbers; those that are known").from(&[ReadKind::MODELS, ReadKind::USAGES]),
    joined("provisioned_models", Texts, "models that the primary has in provisioned deployments").absent("the primary has no provisioned deployment"),
    joined("provisioned_without_fallback", Texts, "those of `provisioned_models` without a running standard deployment on the standby"),
    joined("has_critical_connections", Bool, "the primary has a connection to models or to AI Search that no capability host names"),
    joined("missing_connections", Texts, "such connections of the primary without a counterpart on the standby that leads elsewhere"),
    joined("uses_app_insights", Bool, "the primary account or one of its projects has a connection to Application Insights").absent("the primary has no Application Insights connection"),
    joined("insights_gaps", Texts, "why Application Insights isn't there for both regions, in words"),
    joined("uses_hosted_agents", Bool, "the primary account or one of its projects has a connection to a container registry").absent("the primary has no connection to a container registry"),
    joined("has_user_roles", Bool, "a user or group holds a role that reaches the primary account or its projects").from(ROLES).absent("no user or group holds a role on the primary"),
    joined("missing_user_roles", Texts, "users and groups with a role on the primary account or its projects that they don't hold on the standby").from(ROLES),
];
