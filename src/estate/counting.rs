//! Which alerts this audit counts on: somebody has to hear them, and no alert processing rule may mute them.

use crate::catalogue::{ActivityAlert, MetricAlert};
use crate::model::{Fact, Provenance, ResourceId};
use std::collections::BTreeSet;

/// An alert that this audit counts on.
#[derive(Clone, Debug)]
pub(super) struct CountedAlert {
    pub(super) id: ResourceId,
    pub(super) watched: Vec<ResourceId>,
    pub(super) action_groups: Vec<ResourceId>,
    /// True if it tells of the service as a whole: a part of its scope is nothing to it.
    pub(super) of_service: bool,
}

/// The alerts that this audit counts on: about health, deletions or the availability of stores, of the subscription as a
/// whole or of one of these places. An alert on something else is nobody's concern here.
pub(super) fn counted(
    subscription: &ResourceId,
    operations: &BTreeSet<String>,
    activity: &Fact<Vec<ActivityAlert>>,
    metric: &Fact<Vec<MetricAlert>>,
    places: &Fact<Vec<ResourceId>>,
) -> Fact<Vec<CountedAlert>> {
    let activity = activity.clone().then(|alerts| {
        let about = alerts.into_iter().filter(|one| one.is_about_recovery(operations));
        Fact::collect(about.map(|alert| {
            let whole = alert.watches_all_of(subscription);
            let one = CountedAlert {
                of_service: alert.is_about_service(),
                id: alert.id,
                watched: alert.scopes,
                action_groups: alert.action_groups,
            };
            concerned(one, whole, places)
        }))
    });
    let metric = metric.clone().then(|alerts| {
        Fact::collect(alerts.into_iter().map(|alert| {
            let about = Fact::of(alert.is_about_recovery(), &Provenance::None);
            let whole = alert.scopes.iter().any(|scope| scope.covers(subscription));
            let one = CountedAlert {
                of_service: false,
                id: alert.id,
                watched: alert.scopes,
                action_groups: alert.action_groups,
            };
            let concerned = concerned(one, whole, places);
            match concerned {
                Fact::Known(Some(one), _) => about.map(|about| about.then_some(one)),
                other => match about {
                    Fact::Known(false, _) => Fact::Known(None, Provenance::None),
                    Fact::Known(true, _) | Fact::Missing(..) => other,
                },
            }
        }))
    });
    activity.then(|activity| {
        metric.map(|metric| activity.into_iter().chain(metric).flatten().collect())
    })
}

/// The alert, if what it watches has to do with one of the places.
fn concerned(
    alert: CountedAlert,
    whole: bool,
    places: &Fact<Vec<ResourceId>>,
) -> Fact<Option<CountedAlert>> {
    if whole {
        return Fact::Known(Some(alert), Provenance::None);
    }
    places.as_ref().map(|places| {
        let touches = |place: &ResourceId| {
            alert.watched.iter().any(|scope| scope.covers(place) || place.covers(scope))
        };
        places.iter().any(touches).then_some(alert)
    })
}
