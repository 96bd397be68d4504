//! Small reads about recovery: tests from outside, diagnostic settings, restore points, models of a region.

use super::body::{all, any};
use super::{Body, host_of};
use crate::model::{Region, ResourceId, Why};
use time::OffsetDateTime;

/// An availability test.
#[derive(Clone, Debug)]
pub struct WebTest {
    /// Its name.
    pub name: String,
    /// True if it runs.
    pub enabled: bool,
    /// The host that it asks; none if the test doesn't tell, as the old ones whose address is in a text of their own.
    pub host: Option<String>,
    /// The number of places that it asks from.
    pub places: usize,
}

/// Reads an availability test.
///
/// # Errors
/// If a part of it isn't known; so, too, if it doesn't say whether it is on.
pub fn web_test(body: &Body<'_>) -> Result<WebTest, Why> {
    let id = body.id().ok_or(Why::Malformed)?;
    let enabled = body.opt_flag("properties.Enabled")?.ok_or(Why::Malformed)?;
    let url = body.opt_text("properties.Request.RequestUrl")?;
    Ok(WebTest {
        name: id.name().to_owned(),
        enabled,
        host: url.as_deref().and_then(host_of),
        places: body.list("properties.Locations")?.len(),
    })
}

/// A diagnostic setting that sends at least one log somewhere.
#[derive(Clone, Debug)]
pub struct LogSetting {
    /// Its name.
    pub name: String,
    /// Ids of where it sends them; those that are known.
    pub destinations: Vec<ResourceId>,
}

const DESTINATIONS: [&str; 4] = [
    "properties.workspaceId",
    "properties.storageAccountId",
    "properties.eventHubAuthorizationRuleId",
    "properties.marketplacePartnerId",
];

/// Reads a diagnostic setting; `None` for one that sends no log anywhere.
///
/// # Errors
/// If it has no name, or if it isn't known whether it sends one.
pub fn log_setting(body: &Body<'_>) -> Result<Option<LogSetting>, Why> {
    let name = body.text("name")?;
    let ids = DESTINATIONS.map(|path| body.opt_resource(path));
    let named = any(ids.iter().map(|id| match id {
        Ok(id) => Ok(id.is_some()),
        Err(why) => Err(why.clone()),
    }));
    let sends = all([named, has_log(body)])?;
    let known = ids.into_iter().flatten().flatten();
    let setting = || LogSetting { name, destinations: known.collect() };
    Ok(sends.then(setting))
}

/// True if a log is on.
fn has_log(body: &Body<'_>) -> Result<bool, Why> {
    let logs = body.list("properties.logs")?;
    any(logs.iter().map(|log| log.flag("enabled", false)))
}

/// A Cosmos DB account that can be restored.
#[derive(Clone, Debug)]
pub struct Restorable {
    /// The instance that the restore points belong to; a deleted namesake has another.
    pub instance: String,
    /// The regions that hold live restore points.
    pub regions: Vec<Region>,
}

/// Reads an item of `restorableDatabaseAccounts`; `None` if its account was deleted.
///
/// # Errors
/// If a part of it isn't known.
pub fn restorable(body: &Body<'_>) -> Result<Option<Restorable>, Why> {
    let instance = body.text("name")?;
    let gone = body.opt_text("properties.deletionTime")?;
    let places = body.list("properties.restorableLocations")?;
    let regions = places.iter().map(live_region);
    let regions = regions.collect::<Result<Vec<_>, _>>()?;
    Ok(gone
        .is_none()
        .then(|| Restorable { instance, regions: regions.into_iter().flatten().collect() }))
}

/// The region of a place; `None` if the account was deleted there.
fn live_region(place: &Body<'_>) -> Result<Option<Region>, Why> {
    let gone = place.opt_text("deletionTime")?;
    let name = place.text("locationName")?;
    Ok(gone.is_none().then(|| Region::new(&name)))
}

/// A model that a region offers.
#[derive(Clone, Debug)]
pub struct ModelRow {
    /// `OpenAI`, `Meta`, …
    pub format: Option<String>,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
    /// The kind of account that it is offered to.
    pub account_kind: Option<String>,
    /// `GenerallyAvailable`, `Deprecated`, …; none if Azure doesn't say.
    pub lifecycle: Option<String>,
    /// When calls end for every deployment of it (`deprecation.inference`), if Azure gives a date.
    retires: Result<Option<OffsetDateTime>, Why>,
    /// When they end for one deployment type, if Azure gives a date for it.
    skus: Result<Vec<(String, Option<OffsetDateTime>)>, Why>,
}

impl ModelRow {
    /// True if a deployment of this model and version runs this row.
    #[must_use]
    pub fn is(&self, name: &str, version: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
            && self.version.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(version))
    }

    /// The first date on which calls to a deployment of this type end; none if Azure gives none.
    ///
    /// # Errors
    /// If a date isn't known.
    pub fn retires_at(&self, sku: &str) -> Result<Option<OffsetDateTime>, Why> {
        let skus = self.skus.as_ref().map_err(Why::clone)?.iter();
        let of_sku = skus.filter(|(name, _)| name.eq_ignore_ascii_case(sku)).map(|(_, at)| *at);
        Ok(of_sku.chain([self.retires.clone()?]).flatten().min())
    }

    /// True if it is offered to Foundry accounts.
    #[must_use]
    pub fn is_for_foundry(&self) -> bool {
        self.account_kind.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("AIServices"))
    }
}

/// Reads an item of a region's models.
///
/// # Errors
/// If a part of it isn't known.
pub fn model_row(body: &Body<'_>) -> Result<ModelRow, Why> {
    Ok(ModelRow {
        name: body.text("model.name")?,
        format: body.opt_text("model.format")?,
        version: body.opt_text("model.version")?,
        account_kind: body.opt_text("kind")?,
        lifecycle: body.opt_text("model.lifecycleStatus")?,
        retires: body.instant("model.deprecation.inference"),
        skus: skus(body),
    })
}

fn skus(body: &Body<'_>) -> Result<Vec<(String, Option<OffsetDateTime>)>, Why> {
    let row = |sku: &Body<'_>| Ok((sku.text("name")?, sku.instant("deprecationDate")?));
    body.list("model.skus")?.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{ReadKind, facts_of};
    use crate::model::{Kind, ReadId};
    use serde_json::{Value as Json, json};
    use time::macros::datetime;

    fn body(json: &Json) -> Body<'_> {
        Body::new(json, &[], "1", ReadId(0))
    }

    const WORKSPACE: &str =
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w";

    #[test]
    fn a_setting_that_sends_no_log_anywhere_is_none() {
        let sends = |properties: Json| {
            let json = json!({"name": "all", "properties": properties});
            log_setting(&body(&json)).unwrap().is_some()
        };
        let on = json!([{"category": "a", "enabled": false}, {"categoryGroup": "allLogs", "enabled": true}]);
        let off = json!([{"categoryGroup": "allLogs", "enabled": false}]);
        assert!(sends(json!({"workspaceId": WORKSPACE, "logs": on})));
        assert!(sends(json!({"eventHubAuthorizationRuleId": WORKSPACE, "logs": on})));
        assert!(!sends(json!({"workspaceId": WORKSPACE, "logs": off})));
        assert!(!sends(json!({"workspaceId": WORKSPACE})));
        assert!(!sends(json!({"workspaceId": null, "logs": on})));
    }

    #[test]
    fn a_copy_is_current_by_the_time_of_its_read() {
        let read_at = datetime!(2026-01-01 12:00 UTC);
        let current = |stats: Json| {
            let json = json!({"properties": {"geoReplicationStats": stats}});
            let body = body(&json).at_time(read_at);
            let read = Some(ReadKind::GEO_REPLICATION);
            let facts = facts_of(Kind::StorageAccount, read, &body);
            let (_, fact) =
                facts.into_iter().find(|(name, _)| *name == "geo_copy_current").unwrap();
            fact.known().cloned()
        };
        let stats = |status: &str, at: &str| json!({"status": status, "lastSyncTime": at});
        assert_eq!(current(stats("Live", "2026-01-01T11:50:00Z")), Some(true.into()));
        assert_eq!(current(stats("Live", "2026-01-01T11:40:00Z")), Some(false.into()));
        assert_eq!(current(stats("Bootstrap", "2026-01-01T11:50:00Z")), Some(false.into()));
        assert_eq!(current(stats("Live", "0001-01-01T00:00:00Z")), Some(false.into()));
        assert_eq!(current(json!({"status": "Live"})), Some(false.into()));
        assert_eq!(current(Json::Null), None);
    }

    #[test]
    fn a_deleted_namesake_or_region_has_no_live_restore_point() {
        let regions = |properties: Json| {
            let json = json!({"name": "guid", "properties": properties});
            let found = restorable(&body(&json)).unwrap();
            found.map(|found| found.regions.len())
        };
        let places = json!([{"locationName": "Sweden Central"}, {"locationName": "North Europe", "deletionTime": "2026-01-01T00:00:00Z"}]);
        assert_eq!(regions(json!({"restorableLocations": places})), Some(1));
        assert_eq!(
            regions(json!({"restorableLocations": places, "deletionTime": "2026-01-01T00:00:00Z"})),
            None
        );
    }
}
