//! Small reads about recovery: tests from outside, diagnostic settings, restore points, geo copies, models of a region.

use super::{Body, LocalFacts, host_of};
use crate::model::{Fact, Region, Why};
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
#[must_use]
pub fn web_test(body: &Body<'_>) -> Fact<WebTest> {
    let Some(id) = body.id() else {
        return body.missing(Why::Malformed);
    };
    body.opt_flag("properties.Enabled").then(|enabled| {
        let Some(enabled) = enabled else {
            return body.missing(Why::Malformed);
        };
        body.opt_text("properties.Request.RequestUrl").then(|url| {
            body.list("properties.Locations").map(|places| WebTest {
                name: id.name().to_owned(),
                enabled,
                host: url.as_deref().and_then(host_of),
                places: places.len(),
            })
        })
    })
}

/// The name of a diagnostic setting that sends at least one log somewhere; `None` for one that sends none.
#[must_use]
pub fn log_setting(body: &Body<'_>) -> Fact<Option<String>> {
    const DESTINATIONS: [&str; 4] = [
        "workspaceId",
        "storageAccountId",
        "eventHubAuthorizationRuleId",
        "marketplacePartnerId",
    ];
    let destination = Fact::any(DESTINATIONS.iter().map(|name| {
        body.opt_text(&format!("properties.{name}"))
            .map(|text| text.is_some_and(|text| !text.is_empty()))
    }));
    let logs = body
        .list("properties.logs")
        .then(|logs| Fact::any(logs.iter().map(|log| log.flag("enabled", false))));
    body.text("name")
        .then(|name| Fact::all([destination, logs]).map(|sends| sends.then_some(name)))
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
#[must_use]
pub fn restorable(body: &Body<'_>) -> Fact<Option<Restorable>> {
    let regions = body.list("properties.restorableLocations").then(|list| {
        Fact::collect(list.iter().map(|place| {
            place.opt_text("deletionTime").then(|gone| {
                place
                    .text("locationName")
                    .map(|name| gone.is_none().then(|| Region::new(&name)))
            })
        }))
    });
    body.text("name").then(|instance| {
        body.opt_text("properties.deletionTime").then(|gone| {
            regions.map(|regions| {
                gone.is_none().then(|| Restorable {
                    instance,
                    regions: regions.into_iter().flatten().collect(),
                })
            })
        })
    })
}

/// A copy older than this at the time of the read is late: Microsoft gives no promise, but less than 15 minutes as usual.
const USUAL_LAG: time::Duration = time::Duration::minutes(15);

/// Facts of a Storage account's geo copy. `read_at` is when Azure was asked: a lag grows in a file, but not in Azure.
#[must_use]
pub fn geo_replication(body: &Body<'_>, read_at: OffsetDateTime) -> LocalFacts {
    const STATS: &str = "properties.geoReplicationStats";
    let at = |name: &str| format!("{STATS}.{name}");
    // Without the block nothing was said about the copy, whatever the reason.
    let said = body.at(STATS).then(|stats| match stats {
        Some(_) => body.known(()),
        None => body.missing(Why::Malformed),
    });
    let status = said.clone().then(|()| body.text(&at("status")));
    let can = said.clone().then(|()| body.flag(&at("canFailover"), false));
    let synced = said.then(|()| body.instant(&at("lastSyncTime")));
    // Before the first copy Azure gives none, or the first instant of a calendar.
    let synced = synced.map(|at| at.filter(|at| at.year() > 1601));
    let current = status.clone().then(|status| {
        synced.clone().map(|at| {
            status.eq_ignore_ascii_case("Live") && at.is_some_and(|at| read_at - at < USUAL_LAG)
        })
    });
    let lag = synced
        .clone()
        .map(|at| at.map(|at| (read_at - at).whole_minutes()));
    vec![
        ("geo_copy_lag_minutes", lag.erase()),
        ("geo_copy_status", status.erase()),
        ("geo_copy_can_fail_over", can.erase()),
        ("geo_copy_last_sync", synced.erase()),
        ("geo_copy_current", current.erase()),
    ]
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
}

impl ModelRow {
    /// True if a deployment of this model and version runs this row.
    #[must_use]
    pub fn is(&self, name: &str, version: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
            && self
                .version
                .as_deref()
                .is_some_and(|own| own.eq_ignore_ascii_case(version))
    }

    /// True if it is offered to Foundry accounts.
    #[must_use]
    pub fn is_for_foundry(&self) -> bool {
        self.account_kind
            .as_deref()
            .is_some_and(|kind| kind.eq_ignore_ascii_case("AIServices"))
    }
}

/// Reads an item of a region's models.
#[must_use]
pub fn model_row(body: &Body<'_>) -> Fact<ModelRow> {
    body.text("model.name").then(|name| {
        body.opt_text("model.format").then(|format| {
            body.opt_text("model.version").then(|version| {
                body.opt_text("kind").then(|account_kind| {
                    body.opt_text("model.lifecycleStatus")
                        .map(|lifecycle| ModelRow {
                            format,
                            name,
                            version,
                            account_kind,
                            lifecycle,
                        })
                })
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ReadId;
    use serde_json::{Value as Json, json};
    use time::macros::datetime;

    fn body(json: &Json) -> Body<'_> {
        Body::new(json, &[], "1", ReadId(0))
    }

    #[test]
    fn a_setting_that_sends_no_log_anywhere_is_none() {
        let sends = |properties: Json| {
            let json = json!({"name": "all", "properties": properties});
            log_setting(&body(&json)).known().unwrap().is_some()
        };
        let on = json!([{"category": "a", "enabled": false}, {"categoryGroup": "allLogs", "enabled": true}]);
        let off = json!([{"categoryGroup": "allLogs", "enabled": false}]);
        assert!(sends(json!({"workspaceId": "/w", "logs": on})));
        assert!(sends(
            json!({"eventHubAuthorizationRuleId": "/e", "logs": on})
        ));
        assert!(!sends(json!({"workspaceId": "/w", "logs": off})));
        assert!(!sends(json!({"workspaceId": "/w"})));
        assert!(!sends(json!({"workspaceId": null, "logs": on})));
    }

    #[test]
    fn a_copy_is_current_by_the_time_of_its_read() {
        let read_at = datetime!(2026-01-01 12:00 UTC);
        let current = |stats: Json| {
            let json = json!({"properties": {"geoReplicationStats": stats}});
            let facts = geo_replication(&body(&json), read_at);
            let (_, fact) = facts
                .into_iter()
                .find(|(name, _)| *name == "geo_copy_current")
                .unwrap();
            fact.known().cloned()
        };
        let stats = |status: &str, at: &str| json!({"status": status, "lastSyncTime": at});
        assert_eq!(
            current(stats("Live", "2026-01-01T11:50:00Z")),
            Some(true.into())
        );
        assert_eq!(
            current(stats("Live", "2026-01-01T11:40:00Z")),
            Some(false.into())
        );
        assert_eq!(
            current(stats("Bootstrap", "2026-01-01T11:50:00Z")),
            Some(false.into())
        );
        assert_eq!(
            current(stats("Live", "0001-01-01T00:00:00Z")),
            Some(false.into())
        );
        assert_eq!(current(json!({"status": "Live"})), Some(false.into()));
        assert_eq!(current(Json::Null), None);
    }

    #[test]
    fn a_deleted_namesake_or_region_has_no_live_restore_point() {
        let regions = |properties: Json| {
            let json = json!({"name": "guid", "properties": properties});
            let found = restorable(&body(&json)).known().cloned().unwrap();
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
