//! Reads about recovery that a rule may ask for and the structure of the estate doesn't need: alerts and whom they reach,
//! tests from outside, diagnostic settings, restore points, geo copies, and the models that a region offers.

use crate::catalogue::read::{Per, ReadKind, ReadRow, reads, resource};
use crate::catalogue::scope::At;
use crate::model::{Kind, Region, ResourceId};

reads! {
    /// Activity log alerts of a subscription: service health, resource health, deletions.
    ACTIVITY_ALERTS: list(At::Subscription, "/providers/Microsoft.Insights/activityLogAlerts", "2026-01-01")
        .oldest("2020-10-01")
        .needs("Microsoft.Insights/activityLogAlerts/read")
        .per(Per::FoundrySubscription)
        .where_needed()
        .on_request()
        .keep(resource!(
            "properties.enabled",
            "properties.scopes",
            "properties.tenantScope",
            "properties.condition",
            "properties.actions.actionGroups[].actionGroupId",
        ))
        .title("activity log alerts of {}");

    /// Metric alerts of a subscription.
    METRIC_ALERTS: list(At::Subscription, "/providers/Microsoft.Insights/metricAlerts", "2018-03-01")
        .needs("Microsoft.Insights/metricAlerts/read")
        .per(Per::FoundrySubscription)
        .where_needed()
        .on_request()
        .keep(resource!(
            "properties.enabled",
            "properties.scopes",
            "properties.targetResourceType",
            "properties.targetResourceRegion",
            "properties.criteria.allOf[].metricName",
            "properties.criteria.allOf[].operator",
            "properties.criteria.allOf[].dimensions",
            "properties.actions[].actionGroupId",
        ))
        .title("metric alerts of {}");

    /// Action groups of a subscription. Names only: addresses and telephone numbers of people are not kept.
    ACTION_GROUPS: list(At::Subscription, "/providers/Microsoft.Insights/actionGroups", "2023-01-01")
        .needs("Microsoft.Insights/actionGroups/read")
        .per(Per::FoundrySubscription)
        .where_needed()
        .on_request()
        .keep(resource!(
            "properties.enabled",
            "properties.emailReceivers[].name",
            "properties.emailReceivers[].status",
            "properties.smsReceivers[].name",
            "properties.smsReceivers[].status",
            "properties.webhookReceivers[].name",
            "properties.itsmReceivers[].name",
            "properties.azureAppPushReceivers[].name",
            "properties.automationRunbookReceivers[].name",
            "properties.voiceReceivers[].name",
            "properties.logicAppReceivers[].name",
            "properties.azureFunctionReceivers[].name",
            "properties.armRoleReceivers[].name",
            "properties.eventHubReceivers[].name",
        ))
        .title("action groups of {}");

    /// Alert processing rules of a subscription, read where it has alerts: they can take every action group away.
    ALERT_PROCESSING_RULES: list(At::Subscription, "/providers/Microsoft.AlertsManagement/actionRules", "2021-08-08")
        .needs("Microsoft.AlertsManagement/actionRules/read")
        .per(Per::FoundrySubscription)
        .where_needed()
        .on_request()
        .keep(resource!(
            "properties.enabled",
            "properties.scopes",
            "properties.conditions",
            "properties.schedule",
            "properties.actions[].actionType",
        ))
        .title("alert processing rules of {}");

    /// Availability tests of a subscription. Not `Configuration`: the text of a test may carry keys.
    WEB_TESTS: list(At::Subscription, "/providers/Microsoft.Insights/webtests", "2022-06-15")
        .needs("Microsoft.Insights/webtests/read")
        .per(Per::FoundrySubscription)
        .where_needed()
        .on_request()
        .keep(resource!(
            "properties.Enabled",
            "properties.Kind",
            "properties.Locations[].Id",
            "properties.Request.RequestUrl",
        ))
        .title("availability tests of {}");

    /// Diagnostic settings of a resource; for Storage, of its blob service.
    DIAGNOSTICS: list(At::AnyResource, "/providers/Microsoft.Insights/diagnosticSettings", "2021-05-01-preview")
        .needs("Microsoft.Insights/diagnosticSettings/read")
        .per(Per::AccountAndStore)
        .where_needed()
        .on_request()
        .keep(resource!(
            "properties.workspaceId",
            "properties.storageAccountId",
            "properties.eventHubAuthorizationRuleId",
            "properties.marketplacePartnerId",
            "properties.logs[].category",
            "properties.logs[].categoryGroup",
            "properties.logs[].enabled",
        ))
        .title("diagnostic settings of {}");

    /// Cosmos DB accounts of a subscription that can be restored, live ones and deleted ones.
    RESTORE_POINTS: list(At::Subscription, "/providers/Microsoft.DocumentDB/restorableDatabaseAccounts", "2025-10-15")
        .oldest("2024-11-15")
        .needs("Microsoft.DocumentDB/restorableDatabaseAccounts/read")
        .per(Per::FoundrySubscription)
        .where_needed()
        .on_request()
        .keep(resource!(
            "properties.accountName",
            "properties.deletionTime",
            "properties.oldestRestorableTime",
            "properties.restorableLocations[].locationName",
            "properties.restorableLocations[].deletionTime",
        ))
        .title("restorable Cosmos DB accounts of {}");

    /// Deleted Storage accounts of a subscription that Azure still keeps; read where one that is named doesn't exist.
    DELETED_STORAGE: list(At::Subscription, "/providers/Microsoft.Storage/deletedAccounts", "2026-09-01")
        .oldest("2021-01-01")
        .needs("Microsoft.Storage/deletedAccounts/read")
        .per(Per::Reference)
        .on_request()
        .keep(resource!(
            "properties.storageAccountResourceId",
            "properties.location",
            "properties.deletionTime",
        ))
        .title("deleted Storage accounts of {}");

    /// A Storage account with the state of its geo copy, which no list shows.
    GEO_REPLICATION: one(At::Resource("Microsoft.Storage/storageAccounts"), "?$expand=geoReplicationStats", "2026-09-01")
        .oldest("2023-01-01")
        .needs("Microsoft.Storage/storageAccounts/read")
        .per(Per::Dependency(Kind::StorageAccount))
        .where_needed()
        .on_request()
        .keep(resource!(
            "sku.name",
        ))
        .title("geo copy of {}");

    /// The models that a region offers. A region offers hundreds: all but name, version, state and dates would be bulk.
    MODELS: list(At::Region, "/models", "2026-09-01")
        .oldest("2025-06-01")
        .needs("Microsoft.CognitiveServices/locations/models/read")
        .per(Per::Region)
        .where_needed()
        .on_request()
        .keep(&[
            "kind",
            "model.format",
            "model.name",
            "model.version",
            "model.lifecycleStatus",
            "model.deprecation.inference",
            "model.skus[].name",
            "model.skus[].usageName",
            "model.skus[].deprecationDate",
        ])
        .title("models of {}");

    /// The quota of a region and what is used of it.
    USAGES: list(At::Region, "/usages", "2026-09-01")
        .oldest("2025-06-01")
        .needs("Microsoft.CognitiveServices/locations/usages/read")
        .per(Per::Region)
        .where_needed()
        .on_request()
        .keep(&["name.value", "currentValue", "limit"])
        .title("quota of {}");
}

/// The scope of [`ReadKind::MODELS`]: a region as a subscription sees it.
#[must_use]
pub fn model_scope(subscription: &ResourceId, region: &Region) -> ResourceId {
    ResourceId::new(&format!(
        "{}/providers/Microsoft.CognitiveServices/locations/{}",
        subscription.written(),
        region.name()
    ))
}

/// The scope of [`ReadKind::DIAGNOSTICS`] for a Storage account: logs are a matter of its blob service, not of the account.
#[must_use]
pub fn blob_service_scope(account: &ResourceId) -> ResourceId {
    ResourceId::new(&format!("{}/blobServices/default", account.written()))
}
