//! Metric alerts: which of them would tell that a store doesn't answer any more.

use super::Body;
use super::alerts::groups;
use super::body::{all, any};
use super::kind;
use crate::model::{Kind, Region, ResourceId, Why};

/// An alert on metrics.
#[derive(Clone, Debug)]
pub struct MetricAlert {
    /// Its id.
    pub id: ResourceId,
    /// Its name.
    pub name: String,
    /// What it watches.
    pub scopes: Vec<ResourceId>,
    /// The action groups that it calls.
    pub action_groups: Vec<ResourceId>,
    enabled: bool,
    target_type: Option<String>,
    target_region: Option<Region>,
    /// All must be met.
    criteria: Vec<Criterion>,
}

#[derive(Clone, Debug)]
struct Criterion {
    metric: String,
    operator: String,
    /// True if it looks at some values of a dimension only.
    narrowed: bool,
}

/// The operators of static and dynamic thresholds (Microsoft's published types of metricAlerts, 2026-01-01).
const OPERATORS: &[&str] = &[
    "Equals",
    "GreaterThan",
    "GreaterThanOrEqual",
    "LessThan",
    "LessThanOrEqual",
    "GreaterOrLessThan",
];

impl Criterion {
    fn shows(&self, kind: Kind) -> Result<bool, Why> {
        let Some(own) = kind::availability(kind) else {
            return Ok(false);
        };
        let (names, direction) = (own.metrics, own.bad);
        let named = names.iter().any(|name| name.eq_ignore_ascii_case(&self.metric));
        if !named || self.narrowed {
            return Ok(false);
        }
        let known = OPERATORS.iter().find(|known| known.eq_ignore_ascii_case(&self.operator));
        let operator = known.ok_or_else(|| {
            Why::Unresolved(format!("the operator {} of a metric alert", self.operator))
        })?;
        Ok(operator.starts_with(direction) || *operator == "GreaterOrLessThan")
    }
}

impl MetricAlert {
    /// Whether it is on, calls somebody, and tells when this store stops answering.
    ///
    /// # Errors
    /// If that hangs on an operator that isn't known.
    pub fn watches(&self, kind: Kind, id: &ResourceId, region: &Region) -> Result<bool, Why> {
        let calls = self.enabled && !self.action_groups.is_empty();
        if !calls || !self.scopes.iter().any(|scope| self.reaches(scope, kind, id, region)) {
            return Ok(false);
        }
        self.is_about(kind)
    }

    /// Whether it is on and is about one of the stores' metrics.
    ///
    /// # Errors
    /// If that hangs on an operator that isn't known.
    pub fn is_about_recovery(&self) -> Result<bool, Why> {
        match self.enabled {
            true => any(Kind::STORES.into_iter().map(|kind| self.is_about(kind))),
            false => Ok(false),
        }
    }

    fn is_about(&self, kind: Kind) -> Result<bool, Why> {
        match self.criteria[..] {
            [] => Ok(false),
            _ => all(self.criteria.iter().map(|one| one.shows(kind))),
        }
    }

    /// A scope is the store, its blob service, or a group or subscription for one type in one region.
    fn reaches(&self, scope: &ResourceId, kind: Kind, id: &ResourceId, region: &Region) -> bool {
        let blobs = super::blob_service_scope(id);
        if scope == id || kind == Kind::StorageAccount && *scope == blobs {
            return true;
        }
        let ty = id.resource_type();
        let of_type = self.target_type.as_ref().zip(ty);
        let in_region = self.target_region.as_ref().is_none_or(|target| region == target);
        scope.covers(id)
            && in_region
            && of_type.is_some_and(|(target, ty)| target.eq_ignore_ascii_case(&ty))
    }
}

/// Reads a metric alert.
///
/// # Errors
/// If a part of it isn't known.
pub fn metric_alert(body: &Body<'_>) -> Result<MetricAlert, Why> {
    let id = body.id().ok_or(Why::Malformed)?;
    let enabled = body.flag("properties.enabled", true)?;
    let scopes = body.resources("properties.scopes")?;
    let target_type = body.opt_text("properties.targetResourceType")?;
    let target_region = body.opt_text("properties.targetResourceRegion")?;
    let criteria = body.list("properties.criteria.allOf")?;
    let criteria = criteria.iter().map(criterion).collect::<Result<_, _>>()?;
    let action_groups = groups(body, "properties.actions")?;
    Ok(MetricAlert {
        name: id.name().to_owned(),
        id,
        action_groups,
        enabled,
        scopes,
        target_type: target_type.filter(|text| !text.is_empty()),
        target_region: target_region.filter(|text| !text.is_empty()).map(|text| Region::new(&text)),
        criteria,
    })
}

fn criterion(item: &Body<'_>) -> Result<Criterion, Why> {
    Ok(Criterion {
        metric: item.opt_text("metricName")?.unwrap_or_default(),
        operator: item.opt_text("operator")?.unwrap_or_default(),
        narrowed: any(item.list("dimensions")?.iter().map(is_narrowed))?,
    })
}

/// True if not all values of a dimension are looked at.
fn is_narrowed(dimension: &Body<'_>) -> Result<bool, Why> {
    let values = dimension.texts("values")?;
    Ok(!values.iter().any(|value| value == "*"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ReadId;
    use serde_json::{Value as Json, json};

    const COSMOS: &str =
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.DocumentDB/databaseAccounts/c";

    fn watches(change: impl FnOnce(&mut Json)) -> bool {
        judged(change).unwrap()
    }

    fn judged(change: impl FnOnce(&mut Json)) -> Result<bool, Why> {
        let mut json = json!({
            "id": "/subscriptions/s/resourceGroups/m/providers/Microsoft.Insights/metricAlerts/a",
            "properties": {
                "enabled": true,
                "scopes": [COSMOS],
                "criteria": {"allOf": [{"metricName": "ServiceAvailability", "operator": "LessThan", "dimensions": []}]},
                "actions": [{"actionGroupId": "/subscriptions/s/resourceGroups/m/providers/Microsoft.Insights/actionGroups/g"}],
            },
        });
        change(&mut json["properties"]);
        let body = Body::new(&json, &[], "2018-03-01", ReadId(0));
        let region = Region::new("swedencentral");
        metric_alert(&body).unwrap().watches(Kind::CosmosAccount, &ResourceId::new(COSMOS), &region)
    }

    #[test]
    fn only_an_alert_that_would_fire_counts() {
        let first = |json: &mut Json, name: &str, value: Json| {
            json["criteria"]["allOf"][0][name] = value;
        };
        assert!(watches(|_| {}));
        assert!(!watches(|json| json["enabled"] = json!(false)));
        assert!(!watches(|json| json["actions"] = json!([])));
        assert!(!watches(|json| first(json, "metricName", json!("TotalRequests"))));
        assert!(!watches(|json| first(json, "operator", json!("GreaterThan"))));
        assert!(watches(|json| first(json, "operator", json!("lessthanorequal"))));
        assert!(watches(|json| first(json, "operator", json!("GreaterOrLessThan"))));
        assert!(judged(|json| first(json, "operator", json!("Around"))).is_err());
        assert!(!watches(|json| {
            first(json, "operator", json!("Around"));
            json["scopes"] = json!(["/subscriptions/s/resourceGroups/g/providers/a/b/c"]);
        }));
        assert!(!watches(|json| first(
            json,
            "dimensions",
            json!([{"name": "Region", "values": ["West US"]}])
        )));
        assert!(watches(|json| first(
            json,
            "dimensions",
            json!([{"name": "Region", "values": ["*"]}])
        )));
    }

    #[test]
    fn an_alert_on_a_group_needs_type_and_region() {
        let on_group = |ty: &str, region: &str| {
            watches(|json| {
                json["scopes"] = json!(["/subscriptions/s/resourceGroups/g"]);
                json["targetResourceType"] = json!(ty);
                json["targetResourceRegion"] = json!(region);
            })
        };
        let ty = "Microsoft.DocumentDB/databaseAccounts";
        assert!(on_group(ty, "Sweden Central"));
        assert!(!on_group(ty, "westeurope"));
        assert!(!on_group("Microsoft.Storage/storageAccounts", "swedencentral"));
        assert!(!on_group("", "swedencentral"));
    }
}
