//! What is in scope: subscriptions, management groups, and what a subscription says of its regions and providers.

use crate::catalogue::read::{Per, ReadKind, ReadRow, reads, resource};
use crate::catalogue::scope::At;

reads! {
    /// The subscriptions that this identity sees.
    SUBSCRIPTIONS: list(At::Tenant, "/subscriptions", "2022-12-01")
        .needs("Microsoft.Resources/subscriptions/read")
        .per(Per::Run)
        .keep(SUBSCRIPTION)
        .title("subscriptions");

    /// What is below a management group; its names are ids.
    DESCENDANTS: list(At::ManagementGroup, "/descendants", "2020-05-01")
        .needs("Microsoft.Management/managementGroups/descendants/read")
        .per(Per::Run)
        .keep(&["id", "name", "type", "properties.displayName"])
        .title("subscriptions of management group {}");

    /// Resource Graph: which subscriptions hold Foundry accounts. A query, the only read that isn't a GET; the program makes
    /// the body itself, from the graph's rows.
    INVENTORY: list(At::Tenant, "/providers/Microsoft.ResourceGraph/resources", "2024-04-01")
        .needs("Microsoft.ResourceGraph/resources/read")
        .per(Per::Run)
        .keep(&["id", "displayName", "foundryAccounts"])
        .title("which subscriptions hold Foundry accounts (Resource Graph)");

    /// One subscription.
    SUBSCRIPTION: one(At::Subscription, "", "2022-12-01")
        .needs("Microsoft.Resources/subscriptions/read")
        .per(Per::FoundrySubscription)
        .keep(SUBSCRIPTION)
        .title("{}");

    /// Api-versions and registration of `Microsoft.CognitiveServices`.
    PROVIDER: one(At::Subscription, "/providers/Microsoft.CognitiveServices", "2021-04-01")
        .needs("Microsoft.Resources/subscriptions/providers/read")
        .per(Per::FoundrySubscription)
        .keep(&[
            "id",
            "namespace",
            "registrationState",
            "resourceTypes[].resourceType",
            "resourceTypes[].apiVersions",
        ])
        .title("Cognitive Services registration of {}");

    /// Regions with zones and pairs, as this subscription sees them.
    LOCATIONS: list(At::Subscription, "/locations", "2022-12-01")
        .needs("Microsoft.Resources/subscriptions/locations/read")
        .per(Per::FoundrySubscription)
        .on_request()
        .keep(&[
            "id",
            "name",
            "displayName",
            "type",
            "metadata.regionType",
            "metadata.geography",
            "metadata.pairedRegion[].name",
            "availabilityZoneMappings",
        ])
        .title("locations of {}");

    /// The tenant's choice of data boundary, as each of its subscriptions shows it; read where accounts are in several
    /// regions.
    DATA_BOUNDARY: one(At::Subscription, "/providers/Microsoft.Resources/dataBoundaries/default", "2024-08-01")
        .needs("Microsoft.Resources/dataBoundaries/read")
        .per(Per::Reference)
        .on_request()
        .keep(resource!(
            "properties.dataBoundary",
        ))
        .title("data boundary of {}");

    /// The Defender for Cloud plan "AI".
    AI_PRICING: one(At::Subscription, "/providers/Microsoft.Security/pricings/AI", "2024-01-01")
        .needs("Microsoft.Security/pricings/read")
        .per(Per::FoundrySubscription)
        .on_request()
        .keep(resource!())
        .title("Defender plan AI of {}");
}

const SUBSCRIPTION: &[&str] = &["id", "subscriptionId", "displayName", "state", "tenantId"];
