//! Reads about recovery that a rule may ask for and the structure of the estate doesn't need: alerts and who they reach,
//! tests from outside, diagnostic settings, restore points, geo copies, and the models that a region offers.

use super::read::{ReadSpec, Shape, cognitive, one};
use super::{ReadKind, keep};
use crate::model::ResourceId;
use crate::snapshot::key_of;

/// Such a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Watch {
    /// Activity log alerts of a subscription: service health, resource health, deletions.
    ActivityAlerts,
    /// Metric alerts of a subscription.
    MetricAlerts,
    /// Action groups of a subscription.
    ActionGroups,
    /// Availability tests of a subscription.
    WebTests,
    /// Diagnostic settings of a resource; for Storage, of its blob service.
    Diagnostics,
    /// Cosmos DB accounts of a subscription that can be restored, live ones and deleted ones.
    RestorePoints,
    /// A Storage account with the state of its geo copy, which no list tells.
    GeoReplication,
    /// The models that a region offers; the scope is the region.
    Models,
}

impl Watch {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::ActivityAlerts,
        Self::MetricAlerts,
        Self::ActionGroups,
        Self::WebTests,
        Self::Diagnostics,
        Self::RestorePoints,
        Self::GeoReplication,
        Self::Models,
    ];

    /// The read's description.
    pub(super) fn spec(self) -> ReadSpec {
        let read = ReadKind::Watch(self);
        let insights = |suffix, version, permission, keep| {
            one(read, Shape::List, suffix, version, permission, keep)
        };
        match self {
            Self::ActivityAlerts => insights(
                "/providers/Microsoft.Insights/activityLogAlerts",
                "2020-10-01",
                "Microsoft.Insights/activityLogAlerts/read",
                keep::ACTIVITY_ALERT,
            ),
            Self::MetricAlerts => insights(
                "/providers/Microsoft.Insights/metricAlerts",
                "2018-03-01",
                "Microsoft.Insights/metricAlerts/read",
                keep::METRIC_ALERT,
            ),
            Self::ActionGroups => insights(
                "/providers/Microsoft.Insights/actionGroups",
                "2023-01-01",
                "Microsoft.Insights/actionGroups/read",
                keep::ACTION_GROUP,
            ),
            Self::WebTests => insights(
                "/providers/Microsoft.Insights/webtests",
                "2022-06-15",
                "Microsoft.Insights/webtests/read",
                keep::WEB_TEST,
            ),
            Self::Diagnostics => insights(
                "/providers/Microsoft.Insights/diagnosticSettings",
                "2021-05-01-preview",
                "Microsoft.Insights/diagnosticSettings/read",
                keep::DIAGNOSTIC_SETTING,
            ),
            Self::RestorePoints => insights(
                "/providers/Microsoft.DocumentDB/restorableDatabaseAccounts",
                "2025-10-15",
                "Microsoft.DocumentDB/restorableDatabaseAccounts/read",
                keep::RESTORABLE,
            ),
            Self::GeoReplication => one(
                read,
                Shape::One,
                "?$expand=geoReplicationStats",
                "2024-01-01",
                "Microsoft.Storage/storageAccounts/read",
                keep::GEO_REPLICATION,
            ),
            Self::Models => cognitive(
                read,
                Shape::List,
                "/models",
                "Microsoft.CognitiveServices/locations/models/read",
                keep::MODEL,
            ),
        }
    }

    /// Which of these reads a key stands for, and at which scope.
    pub(super) fn recognise(key: &str) -> Option<(Self, ResourceId)> {
        Self::ALL.into_iter().find_map(|watch| {
            let scope = key.strip_suffix(&key_of(watch.spec().suffix))?;
            watch
                .has_scope(scope)
                .then(|| (watch, ResourceId::new(scope)))
        })
    }

    /// True if this folded path is one that the read is made at.
    fn has_scope(self, scope: &str) -> bool {
        let segments: Vec<&str> = scope.split('/').skip(1).collect();
        let below = segments.first() == Some(&"subscriptions")
            && segments.iter().all(|segment| !segment.is_empty());
        below
            && match self {
                Self::ActivityAlerts
                | Self::MetricAlerts
                | Self::ActionGroups
                | Self::WebTests
                | Self::RestorePoints => segments.len() == 2,
                Self::Models => {
                    segments.len() == 6
                        && segments[2..5]
                            == ["providers", "microsoft.cognitiveservices", "locations"]
                }
                Self::GeoReplication => {
                    segments.len() == 8
                        && segments[5..7] == ["microsoft.storage", "storageaccounts"]
                }
                Self::Diagnostics => segments.len() >= 8 && segments.len().is_multiple_of(2),
            }
    }
}

/// The scope of [`Watch::Models`]: a region as a subscription sees it.
#[must_use]
pub fn model_scope(subscription: &ResourceId, region: &crate::model::Region) -> ResourceId {
    ResourceId::new(&format!(
        "{}/providers/Microsoft.CognitiveServices/locations/{}",
        subscription.written(),
        region.name()
    ))
}

/// The scope of [`Watch::Diagnostics`] for a Storage account: logs are a matter of its blob service, not of the account.
#[must_use]
pub fn blob_service_scope(account: &ResourceId) -> ResourceId {
    ResourceId::new(&format!("{}/blobServices/default", account.written()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_read_is_recognised_at_its_scope_and_nowhere_else() {
        let subscription = "/subscriptions/s";
        let store =
            "/subscriptions/s/resourcegroups/g/providers/microsoft.storage/storageaccounts/a";
        let region = "/subscriptions/s/providers/microsoft.cognitiveservices/locations/eastus2";
        for watch in Watch::ALL {
            let (right, wrong) = match watch {
                Watch::Diagnostics | Watch::GeoReplication => (store, subscription),
                Watch::Models => (region, store),
                Watch::ActivityAlerts
                | Watch::MetricAlerts
                | Watch::ActionGroups
                | Watch::WebTests
                | Watch::RestorePoints => (subscription, region),
            };
            let key = |scope: &str| key_of(&ReadKind::Watch(watch).path(scope));
            let known = Some((watch, ResourceId::new(right)));
            assert_eq!(Watch::recognise(&key(right)), known);
            assert_eq!(Watch::recognise(&key(wrong)), None, "{}", key(wrong));
        }
    }
}
