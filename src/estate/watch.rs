//! Who would notice: which alerts, tests and diagnostic settings really cover an account, a store or a subscription; which
//! restore points and geo copies are there, and which models are about to go.
//!
//! A list that wasn't read to its end leaves every fact open that is drawn from it.

use super::counting::{self, CountedAlert};
use super::deletions;
use super::index::{Index, Single};
use super::lifecycle::RegionModels;
use super::muting;
use crate::catalogue::{
    self, ActionGroup, ActivityAlert, Body, Event, LogSetting, MetricAlert, ModelRow, MutingRule,
    ReadKind, Restorable, WebTest,
};
use crate::model::{Fact, Kind, Provenance, Region, ResourceId, Value, Why};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The lists of each subscription, parsed once.
pub(super) struct Watchers<'a> {
    index: &'a Index<'a>,
    subscriptions: BTreeMap<ResourceId, Lists>,
    models: BTreeMap<ResourceId, Fact<Arc<Vec<ModelRow>>>>,
}

/// What watches over a subscription.
struct Lists {
    activity: Fact<Vec<ActivityAlert>>,
    metric: Fact<Vec<MetricAlert>>,
    muting: Fact<Vec<MutingRule>>,
    groups: Fact<Vec<ActionGroup>>,
    tests: Fact<Vec<WebTest>>,
    restorable: Fact<Vec<Restorable>>,
}

type WatchFacts = Vec<(&'static str, Fact)>;

/// A place that has as few tests as two can't tell an outage of the place from one of the agents.
const PLACES: usize = 3;

impl<'a> Watchers<'a> {
    pub(super) fn new(index: &'a Index<'a>) -> Self {
        Self { index, subscriptions: BTreeMap::new(), models: BTreeMap::new() }
    }

    fn lists(&mut self, id: &ResourceId) -> &Lists {
        let scope = id.subscription_scope();
        let index = self.index;
        self.subscriptions.entry(scope.clone()).or_insert_with(|| Lists {
            activity: parsed(index, ReadKind::ACTIVITY_ALERTS, &scope, catalogue::activity_alert),
            metric: parsed(index, ReadKind::METRIC_ALERTS, &scope, catalogue::metric_alert),
            muting: parsed(index, ReadKind::ALERT_PROCESSING_RULES, &scope, catalogue::muting_rule)
                .map(|rules| rules.into_iter().flatten().collect()),
            groups: parsed(index, ReadKind::ACTION_GROUPS, &scope, catalogue::action_group),
            tests: parsed(index, ReadKind::WEB_TESTS, &scope, catalogue::web_test),
            restorable: parsed(index, ReadKind::RESTORE_POINTS, &scope, catalogue::restorable)
                .map(|rows| rows.into_iter().flatten().collect()),
        })
    }

    /// Facts of a subscription; `regions` are those of its Foundry accounts and stores, `places` those themselves.
    pub(super) fn of_subscription(
        &mut self,
        id: &ResourceId,
        regions: &[Fact<Region>],
        places: &Fact<Vec<ResourceId>>,
    ) -> WatchFacts {
        let lists = self.lists(id);
        let operations = deletions::operations(id);
        let recovery = counting::counted(id, &operations, &lists.activity, &lists.metric, places);
        let unheard = recovery
            .clone()
            .then(|alerts| lists.groups.clone().then(|groups| unheard(id, &alerts, &groups)));
        let muted = muting::facts(&recovery, &lists.muting, places);
        let recovery = recovery.map(|alerts| names(alerts.iter().map(|one| one.id.name())));
        let mut facts = health(id, &lists.activity, regions);
        facts.extend(muted);
        facts.extend([("recovery_alerts", recovery), ("unheard_alerts", unheard)]);
        facts
    }

    /// Facts of a Foundry account or a store: health, deletions, logs.
    pub(super) fn of_resource(&mut self, kind: Kind, id: &ResourceId) -> WatchFacts {
        let scope = if kind == Kind::StorageAccount {
            catalogue::blob_service_scope(id)
        } else {
            id.clone()
        };
        let logs = parsed(self.index, ReadKind::DIAGNOSTICS, &scope, catalogue::log_setting);
        let activity = &self.lists(id).activity;
        let outage = Event::outage(id);
        let health = activity.as_ref().map(|alerts| {
            let tells = alerts.iter().filter(|alert| alert.tells_of(&outage));
            names(tells.map(|alert| &*alert.name))
        });
        let unalerted = activity.as_ref().map(|alerts| {
            let open = deletions::of(kind, id).into_iter().filter(|(operation, at)| {
                let event = Event::deletion(operation, at);
                !alerts.iter().any(|alert| alert.tells_of(&event))
            });
            Value::texts(open.map(|(operation, _)| operation))
        });
        vec![
            ("log_scope", Fact::Known(scope.written().into(), Provenance::None)),
            ("resource_health_alerts", health),
            ("unalerted_deletions", unalerted),
            ("log_settings", logs.then(|rows| self.arriving(rows.iter().flatten()))),
        ]
    }

    /// The settings whose logs arrive somewhere. A workspace or a Storage account that was looked up and is gone takes none.
    fn arriving<'s>(&self, settings: impl Iterator<Item = &'s LogSetting>) -> Fact {
        let stands = |id: &ResourceId| match catalogue::dependency_id(id.written()) {
            Some((kind, id)) => match self.index.one(ReadKind::one_of(kind), &id) {
                Single::Found(_) | Single::NotAsked => Fact::Known(true, Provenance::None),
                Single::Absent(evidence) => Fact::Known(false, evidence),
                Single::Lacking(why, evidence) => Fact::Missing(why, evidence),
            },
            None => Fact::Known(true, Provenance::None),
        };
        let (mut arriving, mut open) = (BTreeSet::new(), None);
        for setting in settings {
            match Fact::any(setting.destinations.iter().map(stands)) {
                Fact::Known(true, _) => drop(arriving.insert(setting.name.as_str())),
                Fact::Known(false, _) => {}
                Fact::Missing(why, at) => drop(open.get_or_insert(Fact::Missing(why, at))),
            }
        }
        match open {
            Some(open) if arriving.is_empty() => open,
            Some(_) | None => Fact::Known(Value::texts(arriving), Provenance::None),
        }
    }

    /// The metric alerts on a store.
    pub(super) fn of_store(
        &mut self,
        kind: Kind,
        id: &ResourceId,
        region: &Fact<Region>,
    ) -> WatchFacts {
        let alerts = self.lists(id).metric.as_ref().then(|alerts| {
            region.clone().then(|region| {
                let watches = alerts.iter().map(|one| {
                    let watches = one.watches(kind, id, &region)?;
                    Ok(watches.then_some(&*one.name))
                });
                some_names(watches)
            })
        });
        let known = |text: &str| Fact::Known(text.into(), Provenance::None);
        let mut facts = vec![("availability_alerts", alerts)];
        if let Some(own) = catalogue::availability(kind) {
            facts.push(("availability_condition", known(own.condition)));
            facts.push(("availability_window", known(own.window)));
        }
        facts
    }

    /// The tests that ask an account's own hosts.
    pub(super) fn of_account(&mut self, id: &ResourceId, hosts: &Fact<Vec<String>>) -> WatchFacts {
        let tests = self.lists(id).tests.as_ref().then(|tests| {
            hosts.clone().map(|hosts| {
                let enabled: Vec<&WebTest> = tests.iter().filter(|test| test.enabled).collect();
                let asks_it =
                    |test: &&WebTest| test.host.as_ref().is_some_and(|host| hosts.contains(host));
                let (own, others): (Vec<&WebTest>, Vec<&WebTest>) =
                    enabled.into_iter().partition(asks_it);
                let enough = own.iter().filter(|test| test.places >= PLACES);
                (names(enough.map(|test| &*test.name)), others.is_empty())
            })
        });
        let probed = tests.clone().then(|(own, no_others)| match (own, no_others) {
            (Value::List(own), _) if !own.is_empty() => Fact::Known(true, Provenance::None),
            (_, true) => Fact::Known(false, Provenance::None),
            (_, false) => {
                let what = format!("which availability test asks {}", id.name());
                Fact::Missing(Why::Unresolved(what), Provenance::None)
            }
        });
        vec![
            ("availability_tests", tests.map(|(own, _)| own)),
            ("probed_from_outside", probed.erase()),
        ]
    }

    /// The regions of a Cosmos DB account that no live restore point is kept in.
    pub(super) fn without_restore_point(
        &mut self,
        id: &ResourceId,
        instance: &Fact,
        regions: &Fact,
    ) -> Fact {
        let rows = self.lists(id).restorable.as_ref();
        instance.as_ref().then(|instance| {
            regions.as_ref().then(|regions| {
                rows.map(|rows| {
                    let own = rows.iter().filter(|row| {
                        instance.as_text().is_some_and(|id| id.eq_ignore_ascii_case(&row.instance))
                    });
                    let kept: BTreeSet<&str> =
                        own.flat_map(|row| &row.regions).map(Region::name).collect();
                    let all = region_names(regions);
                    Value::texts(all.into_iter().filter(|name| !kept.contains(&**name)))
                })
            })
        })
    }

    /// The models of the account's region.
    pub(super) fn models(&mut self, account: &ResourceId, region: &Fact<Region>) -> RegionModels {
        let subscription = account.subscription_scope();
        let index = self.index;
        let scope = region.clone().map(|region| catalogue::model_scope(&subscription, &region));
        let rows = scope.as_ref().then(|scope| {
            let rows = self.models.entry(scope.clone());
            let list = || parsed(index, ReadKind::MODELS, scope, catalogue::model_row);
            rows.or_insert_with(|| list().map(Arc::new)).clone()
        });
        RegionModels(rows)
    }
}

/// The alerts that tell of an incident in one of these regions, and the regions that none tells of. A region that is known
/// to be open is enough to say so; that none is open takes all of them.
fn health(
    subscription: &ResourceId,
    alerts: &Fact<Vec<ActivityAlert>>,
    regions: &[Fact<Region>],
) -> WatchFacts {
    let known: BTreeSet<&Region> = regions.iter().filter_map(Fact::known).collect();
    let lack = regions.iter().find_map(|region| match region {
        Fact::Known(..) => None,
        Fact::Missing(why, evidence) => Some((why.clone(), evidence.clone())),
    });
    let event = |region: &Region| Event::incident(subscription, region.name());
    let telling = alerts.as_ref().map(|alerts| {
        let tells = |one: &&ActivityAlert| known.iter().any(|region| one.tells_of(&event(region)));
        names(alerts.iter().filter(tells).map(|alert| &*alert.name))
    });
    let open = alerts.as_ref().then(|alerts| {
        let told = |region: &Region| alerts.iter().any(|alert| alert.tells_of(&event(region)));
        let open: Vec<&str> =
            known.iter().filter(|region| !told(region)).map(|region| region.name()).collect();
        match lack {
            Some((why, evidence)) if open.is_empty() => Fact::Missing(why, evidence),
            Some(_) | None => Fact::Known(names(open.into_iter()), Provenance::None),
        }
    });
    vec![("service_health_alerts", telling), ("regions_without_health_alert", open)]
}

/// The names, if none of them is open.
fn some_names<'n>(names: impl Iterator<Item = Result<Option<&'n str>, Why>>) -> Fact {
    let all: Vec<_> = names.collect();
    let sure: BTreeSet<&str> =
        all.iter().filter_map(|name| name.as_ref().ok().copied().flatten()).collect();
    match all.into_iter().find_map(Result::err) {
        Some(why) if sure.is_empty() => Fact::Missing(why, Provenance::None),
        Some(_) | None => Fact::Known(Value::set(sure), Provenance::None),
    }
}

/// The alerts none of whose action groups reaches anybody. A group of this subscription that the list doesn't hold was
/// deleted; one of another can't be judged.
fn unheard(subscription: &ResourceId, alerts: &[CountedAlert], groups: &[ActionGroup]) -> Fact {
    let reach: BTreeMap<&ResourceId, bool> =
        groups.iter().map(|group| (&group.id, group.reaches_somebody)).collect();
    let heard = |alert: &CountedAlert| {
        Fact::any(alert.action_groups.iter().map(|group| match reach.get(group) {
            Some(reaches) => Fact::Known(*reaches, Provenance::None),
            None if subscription.covers(group) => Fact::Known(false, Provenance::None),
            None => Fact::Missing(
                Why::Unresolved(format!("the action group {}", group.name())),
                Provenance::None,
            ),
        }))
        .map(|heard| (alert.id.name().to_owned(), heard))
    };
    Fact::collect(alerts.iter().map(heard)).map(|all| {
        let silent = all.iter().filter(|(_, heard)| !heard);
        names(silent.map(|(name, _)| &**name))
    })
}

/// A listing, read to its end and understood in every row.
pub(super) fn parsed<T>(
    index: &Index<'_>,
    read: ReadKind,
    scope: &ResourceId,
    row: impl Fn(&Body<'_>) -> Result<T, Why>,
) -> Fact<Vec<T>> {
    let listing = index.list(read, scope);
    listing
        .rest()
        .unwrap_or_else(|| Fact::of(listing.items.iter().map(row).collect(), &listing.evidence))
}

fn names<'n>(names: impl Iterator<Item = &'n str>) -> Value {
    let sorted: BTreeSet<&str> = names.collect();
    Value::set(sorted)
}

/// The names in a list of regions as Cosmos DB accounts have it.
fn region_names(regions: &Value) -> Vec<String> {
    let rows = regions.as_list().unwrap_or_default().iter();
    let name = |row: &Value| row.field("region")?.as_text().map(str::to_owned);
    rows.filter_map(name).collect()
}
