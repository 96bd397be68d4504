//! Zones and pairs, from the list of locations of the subscription that a resource lies in. Nothing here falls back to a
//! table: one that says "zones" where this subscription has none would turn a refused read into a pass. Where the user
//! wants Microsoft's published list instead, `source` puts it into the snapshot.

use super::index::Index;
use crate::catalogue::{self, Location, ReadKind};
use crate::model::{Fact, Provenance, Region, ResourceId, Value, Why};
use std::collections::BTreeMap;

/// A region and whether it has zones; none where a part of the list is known to hold no region.
pub(super) type RegionRow = Fact<Option<(Region, bool)>>;

/// The locations of each subscription.
pub(super) struct Regions<'a> {
    index: &'a Index<'a>,
    subscriptions: BTreeMap<ResourceId, Fact<BTreeMap<Region, Location>>>,
}

impl<'a> Regions<'a> {
    pub(super) fn new(index: &'a Index<'a>) -> Self {
        Self { index, subscriptions: BTreeMap::new() }
    }

    /// What the subscription of `id` says of a region.
    pub(super) fn location(&mut self, id: &ResourceId, region: &Region) -> Fact<Location> {
        let subscription = id.subscription_scope();
        let index = self.index;
        let all = self.subscriptions.entry(subscription.clone()).or_insert_with(|| {
            let listing = index.list(ReadKind::LOCATIONS, &subscription);
            let found = catalogue::locations(&listing.items);
            listing.fact(found)
        });
        match all {
            Fact::Known(regions, evidence) => match regions.get(region) {
                Some(location) => Fact::Known(location.clone(), evidence.clone()),
                None => Fact::Missing(
                    Why::Unresolved(format!("region {region} in the subscription's locations")),
                    evidence.clone(),
                ),
            },
            Fact::Missing(why, evidence) => Fact::Missing(why.clone(), evidence.clone()),
        }
    }

    /// `region`, `region_has_zones` and `region_pair` of a resource.
    pub(super) fn facts(
        &mut self,
        id: &ResourceId,
        region: &Fact<Region>,
    ) -> Vec<(&'static str, Fact)> {
        let location = region.clone().then(|region| self.location(id, &region));
        vec![
            ("region", region.clone().map(|region| region.name().to_owned()).erase()),
            ("region_has_zones", location.clone().map(|location| location.zones).erase()),
            (
                "region_pair",
                location.map(|location| location.pair.map(|pair| pair.name().to_owned())).erase(),
            ),
        ]
    }

    /// `second_region` and `second_region_has_zones` of an account with one region: the declared recovery region, else the
    /// pair, unless only some subscriptions may use that.
    pub(super) fn second(
        &mut self,
        id: &ResourceId,
        home: &Fact<Region>,
        declared: &Fact<Vec<String>>,
    ) -> Vec<(&'static str, Fact)> {
        let second = home.clone().then(|home| {
            declared.clone().then(|declared| {
                let mut declared = declared.iter().map(|name| Region::new(name));
                match declared.find(|region| *region != home) {
                    Some(region) => Fact::Known(Some(region), Provenance::None),
                    None => self.location(id, &home).map(|location| {
                        location.pair.filter(|pair| !catalogue::is_restricted(pair))
                    }),
                }
            })
        });
        let zones = second.clone().then(|second| match second {
            Some(region) => self.zones(id, &region).map(Value::from),
            None => Fact::Known(Value::Null, Provenance::None),
        });
        let name = second.map(|region| region.map(|region| region.name().to_owned()));
        vec![("second_region", name.erase()), ("second_region_has_zones", zones)]
    }

    /// Whether a region has zones for the subscription, or by Microsoft's list if it doesn't say.
    fn zones(&mut self, id: &ResourceId, region: &Region) -> Fact<bool> {
        match (self.location(id, region), catalogue::published_zones(region)) {
            (Fact::Known(location, evidence), _) => Fact::Known(location.zones, evidence),
            (Fact::Missing(..), Some(zones)) => Fact::Known(zones, Provenance::None),
            (Fact::Missing(why, evidence), None) => Fact::Missing(why, evidence),
        }
    }

    /// Those of a list of records (field `region`) whose region has zones. Missing as soon as one region isn't known.
    pub(super) fn with_zones(&mut self, id: &ResourceId, rows: Fact) -> Fact {
        rows.then(|rows| match rows.as_list() {
            Some(rows) => {
                let kept = rows.iter().map(|row| self.if_zoned(id, row));
                Fact::collect(kept).map(|rows| Value::List(rows.into_iter().flatten().collect()))
            }
            None => Fact::Missing(Why::Malformed, Provenance::None),
        })
    }

    /// The record, if its region has zones.
    fn if_zoned(&mut self, id: &ResourceId, row: &Value) -> Fact<Option<Value>> {
        match region_of(row) {
            Some(region) => {
                let location = self.location(id, &region);
                location.map(|location| location.zones.then(|| row.clone()))
            }
            None => Fact::Missing(Why::Malformed, Provenance::None),
        }
    }

    /// The element of the `regions` fact for one resource's region.
    pub(super) fn row(&mut self, id: &ResourceId, region: &Fact<Region>) -> RegionRow {
        region.clone().then(|region| {
            let location = self.location(id, &region);
            location.map(|location| Some((region, location.zones)))
        })
    }
}

fn region_of(row: &Value) -> Option<Region> {
    row.field("region").and_then(Value::as_text).map(Region::new)
}

/// `regions` and `regions_without_zones`: known when complete, or as soon as one region is known to have no zones, since
/// one is enough to judge.
pub(super) fn region_lists(rows: Vec<RegionRow>) -> Vec<(&'static str, Fact)> {
    let known: BTreeMap<Region, bool> =
        rows.iter().filter_map(|row| row.known().cloned().flatten()).collect();
    let record = |(region, zones): (&Region, &bool)| {
        Value::record([("region", region.name().into()), ("has_zones", (*zones).into())])
    };
    let all = Value::List(known.iter().map(record).collect());
    let without = known.iter().filter(|(_, zones)| !**zones);
    let without = Value::texts(without.map(|(region, _)| region.name()));
    let seen = |all: Provenance, row: &RegionRow| all.and(row.provenance());
    let evidence = rows.iter().fold(Provenance::None, seen);
    let lack = match Fact::collect(rows) {
        Fact::Missing(why, evidence) if known.values().all(|zones| *zones) => Some((why, evidence)),
        Fact::Missing(..) | Fact::Known(..) => None,
    };
    let fact = |value| {
        let lack = lack.as_ref().map(Fact::from);
        lack.unwrap_or_else(|| Fact::Known(value, evidence.clone()))
    };
    vec![("regions", fact(all)), ("regions_without_zones", fact(without))]
}
