//! Activity log alerts and action groups: what an alert would tell of, and whether anybody hears it.
//!
//! An alert is judged by the event that matters: it counts if it would fire on that event. Whatever narrows it in a way that
//! isn't understood makes it not count, so that no alert is believed to see more than it does.

use super::Body;
use super::body::any;
use crate::model::{ResourceId, Why};
use std::collections::BTreeSet;

/// An alert on the activity log.
#[derive(Clone, Debug)]
pub struct ActivityAlert {
    /// Its id.
    pub id: ResourceId,
    /// Its name.
    pub name: String,
    /// What it watches.
    pub scopes: Vec<ResourceId>,
    /// The action groups that it calls.
    pub action_groups: Vec<ResourceId>,
    enabled: bool,
    /// True if it watches the tenant instead of scopes (since 2026-01-01).
    tenant_wide: bool,
    /// All must match; in each, one leaf.
    clauses: Vec<Vec<Leaf>>,
}

/// A field and the values that match; both folded.
#[derive(Clone, Debug)]
struct Leaf {
    field: String,
    values: Vec<String>,
}

/// An event of the activity log, as far as alerts are compared with it.
#[derive(Clone, Debug)]
pub struct Event {
    at: ResourceId,
    fields: Vec<(&'static str, Vec<String>)>,
}

impl Event {
    /// An incident of Azure that hits a region of a subscription.
    #[must_use]
    pub fn incident(subscription: &ResourceId, region: &str) -> Self {
        Self::new(
            subscription,
            &[
                ("category", &["ServiceHealth"]),
                ("status", &["Active"]),
                ("properties.incidentType", &["Incident"]),
                ("properties.impactedServices[*].ImpactedRegions[*].RegionName", &[region]),
            ],
        )
    }

    /// A resource becomes unavailable through Azure's doing.
    #[must_use]
    pub fn outage(resource: &ResourceId) -> Self {
        let ty = resource.resource_type().unwrap_or_default();
        let mut event = Self::new(
            resource,
            &[
                ("category", &["ResourceHealth"]),
                ("status", &["Active"]),
                ("eventStatus", &["Active"]),
                ("properties.currentHealthStatus", &["Unavailable"]),
                ("properties.previousHealthStatus", &["Available"]),
                ("properties.cause", &["PlatformInitiated"]),
                ("resourceType", &[ty.as_str()]),
            ],
        );
        event.set_place(resource);
        event
    }

    /// An operation `<type>/delete` succeeds at a scope.
    #[must_use]
    pub fn deletion(operation: &str, at: &ResourceId) -> Self {
        let ty = operation.trim_end_matches("/delete");
        let mut event = Self::new(
            at,
            &[
                ("category", &["Administrative"]),
                ("operationName", &[operation]),
                ("status", &["Succeeded", "Started", "Accepted"]),
                ("level", &["Informational"]),
                ("resourceType", &[ty]),
            ],
        );
        event.set_place(at);
        event
    }

    fn new(at: &ResourceId, fields: &[(&'static str, &[&str])]) -> Self {
        let fold = |values: &[&str]| values.iter().map(|value| folded(value)).collect();
        Self {
            at: at.clone(),
            fields: fields.iter().map(|(name, values)| (*name, fold(values))).collect(),
        }
    }

    fn set_place(&mut self, at: &ResourceId) {
        self.fields.push(("resourceId", vec![folded(at.written())]));
        if let Some(group) = at.resource_group() {
            self.fields.push(("resourceGroup", vec![folded(group)]));
        }
    }

    fn matches(&self, leaf: &Leaf) -> bool {
        let own = self.fields.iter().find(|(name, _)| folded(name) == leaf.field);
        own.is_some_and(|(_, values)| leaf.values.iter().any(|value| values.contains(value)))
    }
}

impl ActivityAlert {
    /// True if it is on, calls somebody, and would fire on this event.
    #[must_use]
    pub fn tells_of(&self, event: &Event) -> bool {
        self.enabled
            && !self.action_groups.is_empty()
            && !self.clauses.is_empty()
            && (self.tenant_wide || self.scopes.iter().any(|scope| scope.covers(&event.at)))
            && self.clauses.iter().all(|clause| clause.iter().any(|leaf| event.matches(leaf)))
    }

    /// True if it is on and is about health or one of these operations: about what this audit counts on.
    #[must_use]
    pub fn is_about_recovery(&self, operations: &BTreeSet<String>) -> bool {
        let named = |value: &str| operations.iter().any(|name| name.eq_ignore_ascii_case(value));
        self.enabled
            && (self.is_about_service()
                || self.names("category", &|value| value == "resourcehealth")
                || self.names("operationname", &named))
    }

    /// True if it watches all of a subscription, or more.
    #[must_use]
    pub fn watches_all_of(&self, subscription: &ResourceId) -> bool {
        self.tenant_wide || self.scopes.iter().any(|scope| scope.covers(subscription))
    }

    /// True if it is about the health of Azure's services, which no single resource has.
    #[must_use]
    pub fn is_about_service(&self) -> bool {
        self.names("category", &|value| value == "servicehealth")
    }

    fn names(&self, field: &str, wanted: &dyn Fn(&str) -> bool) -> bool {
        let mut leaves = self.clauses.iter().flatten();
        leaves.any(|leaf| leaf.field == field && leaf.values.iter().any(|value| wanted(value)))
    }
}

/// Case and spaces don't tell values apart: `Sweden Central`, `swedencentral`.
fn folded(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase()
}

/// Reads an alert on the activity log. Absent `enabled` is true.
///
/// # Errors
/// If a part of it isn't known.
pub fn activity_alert(body: &Body<'_>) -> Result<ActivityAlert, Why> {
    let id = body.id().ok_or(Why::Malformed)?;
    let enabled = body.flag("properties.enabled", true)?;
    let scopes = body.resources("properties.scopes")?;
    let conditions = body.promised_list("properties.condition.allOf")?;
    let clauses = conditions.iter().map(clause).collect::<Result<_, _>>()?;
    let action_groups = groups(body, "properties.actions.actionGroups")?;
    Ok(ActivityAlert {
        name: id.name().to_owned(),
        id,
        action_groups,
        enabled,
        tenant_wide: body.opt_text("properties.tenantScope")?.is_some(),
        scopes,
        clauses,
    })
}

/// A condition stands for itself or holds alternatives.
fn clause(item: &Body<'_>) -> Result<Vec<Leaf>, Why> {
    let alternatives = item.list("anyOf")?;
    if alternatives.is_empty() {
        return Ok(vec![leaf(item)?]);
    }
    alternatives.iter().map(leaf).collect()
}

fn leaf(item: &Body<'_>) -> Result<Leaf, Why> {
    let field = item.text("field")?;
    let equals = item.opt_text("equals")?;
    let any = item.texts("containsAny")?;
    Ok(Leaf {
        field: folded(&field),
        values: equals.iter().chain(&any).map(|one| folded(one)).collect(),
    })
}

/// The action groups in a list of actions.
pub(super) fn groups(body: &Body<'_>, path: &str) -> Result<Vec<ResourceId>, Why> {
    let actions = body.list(path)?;
    let ids = actions.iter().map(|item| item.opt_resource("actionGroupId"));
    let ids = ids.collect::<Result<Vec<_>, _>>()?;
    Ok(ids.into_iter().flatten().collect())
}

/// An action group.
#[derive(Clone, Debug)]
pub struct ActionGroup {
    /// Its id.
    pub id: ResourceId,
    /// True if it is on and has a receiver that isn't turned off.
    pub reaches_somebody: bool,
}

const RECEIVERS: [&str; 11] = [
    "emailReceivers",
    "smsReceivers",
    "webhookReceivers",
    "itsmReceivers",
    "azureAppPushReceivers",
    "automationRunbookReceivers",
    "voiceReceivers",
    "logicAppReceivers",
    "azureFunctionReceivers",
    "armRoleReceivers",
    "eventHubReceivers",
];

/// Reads an action group.
///
/// # Errors
/// If it isn't known whether it is on, or whether it has a receiver that isn't turned off.
pub fn action_group(body: &Body<'_>) -> Result<ActionGroup, Why> {
    let id = body.id().ok_or(Why::Malformed)?;
    let enabled = body.flag("properties.enabled", true)?;
    let anyone = any(RECEIVERS.iter().map(|list| has_listener(body, list)))?;
    Ok(ActionGroup { id, reaches_somebody: enabled && anyone })
}

/// True if a list has a receiver that isn't turned off.
fn has_listener(body: &Body<'_>, list: &str) -> Result<bool, Why> {
    let receivers = body.list(&format!("properties.{list}"))?;
    any(receivers.iter().map(listens))
}

fn listens(receiver: &Body<'_>) -> Result<bool, Why> {
    let status = receiver.opt_word("status", &["Enabled", "Disabled", "NotSpecified"])?;
    Ok(status != Some("Disabled"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ReadId;
    use serde_json::{Value as Json, json};

    const SUBSCRIPTION: &str = "/subscriptions/s";
    const STORE: &str =
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/st";

    fn alert(scope: &str, conditions: &Json, more: &Json) -> ActivityAlert {
        let mut json = json!({
            "id": "/subscriptions/s/resourceGroups/m/providers/Microsoft.Insights/activityLogAlerts/a",
            "properties": {
                "scopes": [scope],
                "condition": {"allOf": conditions},
                "actions": {"actionGroups": [{"actionGroupId": "/subscriptions/s/resourceGroups/m/providers/Microsoft.Insights/actionGroups/g"}]},
            },
        });
        for (name, value) in more.as_object().into_iter().flatten() {
            json["properties"][name] = value.clone();
        }
        let body = Body::new(&json, &[], "2020-10-01", ReadId(0));
        activity_alert(&body).unwrap()
    }

    fn health(conditions: Json) -> bool {
        let mut all = vec![json!({"field": "category", "equals": "ServiceHealth"})];
        all.extend(conditions.as_array().unwrap().clone());
        let event = Event::incident(&ResourceId::new(SUBSCRIPTION), "swedencentral");
        alert(SUBSCRIPTION, &json!(all), &json!({})).tells_of(&event)
    }

    #[test]
    fn a_narrowed_service_health_alert_counts_only_if_it_sees_the_incident() {
        let kind = |kind: &str| json!({"field": "properties.incidentType", "equals": kind});
        let region = |names: &[&str]| json!({"field": "properties.impactedServices[*].ImpactedRegions[*].RegionName", "containsAny": names});
        assert!(health(json!([])));
        assert!(health(json!([kind("Incident")])));
        assert!(health(json!([{"anyOf": [kind("Security"), kind("Incident")]}])));
        assert!(health(json!([region(&["Global", "Sweden Central"])])));
        assert!(!health(json!([kind("Maintenance")])));
        assert!(!health(json!([kind("Incident"), kind("Security")])));
        assert!(!health(json!([region(&["West Europe"])])));
        assert!(!health(
            json!([{"field": "properties.impactedServices[*].ServiceName", "containsAny": ["Storage"]}])
        ));
    }

    #[test]
    fn an_alert_that_is_off_or_calls_nobody_or_looks_elsewhere_tells_nothing() {
        let conditions = json!([{"field": "category", "equals": "Administrative"}]);
        let event =
            Event::deletion("Microsoft.Storage/storageAccounts/delete", &ResourceId::new(STORE));
        let tells = |scope: &str, more: Json| alert(scope, &conditions, &more).tells_of(&event);
        assert!(tells(SUBSCRIPTION, json!({})));
        assert!(tells(STORE, json!({"enabled": true})));
        assert!(!tells(SUBSCRIPTION, json!({"enabled": false})));
        assert!(!tells(SUBSCRIPTION, json!({"actions": {}})));
        assert!(!tells("/subscriptions/s/resourceGroups/g2", json!({})));
        assert!(!alert(SUBSCRIPTION, &json!([]), &json!({})).tells_of(&event));
    }

    #[test]
    fn a_deletion_is_told_by_its_operation_whatever_its_case() {
        let tells = |conditions: Json| {
            let event = Event::deletion(
                "Microsoft.Storage/storageAccounts/delete",
                &ResourceId::new(STORE),
            );
            alert(SUBSCRIPTION, &conditions, &json!({})).tells_of(&event)
        };
        let operation = |name: &str| json!({"field": "operationName", "equals": name});
        assert!(tells(json!([operation("microsoft.storage/storageaccounts/delete")])));
        assert!(!tells(json!([operation("Microsoft.Storage/storageAccounts/write")])));
        assert!(!tells(json!([
            operation("Microsoft.Storage/storageAccounts/delete"),
            {"field": "caller", "equals": "somebody"}
        ])));
        assert!(!tells(json!([
            operation("Microsoft.Storage/storageAccounts/delete"),
            {"field": "status", "equals": "Failed"}
        ])));
    }

    #[test]
    fn a_group_reaches_somebody_if_it_is_on_and_has_a_receiver() {
        let reaches = |properties: Json| {
            let json = json!({"id": "/subscriptions/s/resourceGroups/m/providers/Microsoft.Insights/actionGroups/g", "properties": properties});
            let body = Body::new(&json, &[], "2023-01-01", ReadId(0));
            action_group(&body).unwrap().reaches_somebody
        };
        let mail = |status: &str| json!([{"name": "ops", "status": status}]);
        assert!(reaches(json!({"enabled": true, "emailReceivers": mail("Enabled")})));
        assert!(reaches(json!({"enabled": true, "armRoleReceivers": [{"name": "owner"}]})));
        assert!(!reaches(json!({"enabled": false, "emailReceivers": mail("Enabled")})));
        assert!(!reaches(json!({"enabled": true, "emailReceivers": mail("Disabled")})));
        assert!(!reaches(json!({"enabled": true, "emailReceivers": []})));
    }
}
