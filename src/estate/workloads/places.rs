//! Where the two accounts of a workload are.

use super::named::Named;
use super::setup::Setup;
use crate::catalogue::{self, Location};
use crate::estate::pairs::local;
use crate::estate::regions::Regions;
use crate::model::{Fact, Provenance, Region, Value, Why};

/// Where the two accounts are.
pub(super) fn places(setup: &Setup<'_>, regions: &mut Regions<'_>) -> Vec<(&'static str, Fact)> {
    let mut location = |named: &Named<'_>| {
        named.fact(|node| {
            let region = node.row.region.clone();
            region.then(|region| regions.location(&node.row.id, &region))
        })
    };
    let region = |named: &Named<'_>| named.fact(|node| node.row.region.clone());
    let name = |region: Region| region.name().to_owned();
    let here = region(&setup.primary);
    let home = location(&setup.primary);
    let mut facts = vec![
        ("primary_region", here.clone().map(name).erase()),
        ("primary_geography", home.clone().map(|l| l.geography).erase()),
        ("primary_pair", home.clone().map(|l| l.pair.map(name)).erase()),
    ];
    let Some(standby) = &setup.standby else {
        let none = || Fact::Known(Value::Null, Provenance::None);
        facts.extend([
            ("standby_region", none()),
            ("standby_geography", none()),
            ("in_several_regions", Fact::Known(false.into(), Provenance::None)),
        ]);
        return facts;
    };
    let there = region(standby);
    let away = location(standby);
    let differ = here.then(|here| there.clone().map(|there| here != there));
    let search = there.clone().then(|region| match catalogue::search_zones(&region) {
        Some(zones) => Fact::Known(zones, Provenance::None),
        None => Fact::Missing(
            Why::Unresolved(format!("region {region} in the list of AI Search regions")),
            Provenance::None,
        ),
    });
    let state = standby.fact(|node| local(&node.row.facts, "provisioning_state"));
    let ready = state.then(|state| match state.as_text() {
        Some("Succeeded") => Fact::Known(Value::Bool(true), Provenance::None),
        Some("Failed" | "Canceled" | "Deleting") => {
            Fact::Known(Value::Bool(false), Provenance::None)
        }
        Some(_) | None => Fact::Missing(Why::InProgress, Provenance::None),
    });
    let boundary = home.then(|home| away.clone().then(|away| in_one_boundary(&home, &away)));
    facts.extend([
        ("standby_region", there.map(name).erase()),
        ("standby_geography", away.clone().map(|l| l.geography).erase()),
        ("standby_has_zones", away.map(|l| l.zones).erase()),
        ("standby_zones_for_search", search.erase()),
        ("standby_ready", ready),
        ("in_several_regions", differ.erase()),
        ("in_one_data_boundary", boundary.erase()),
    ]);
    facts
}

/// Geographies whose regions are in member states of the European Union.
const EUROPEAN_UNION: [&str; 12] = [
    "Austria", "Belgium", "Denmark", "Europe", "Finland", "France", "Germany", "Greece", "Italy",
    "Poland", "Spain", "Sweden",
];

fn in_one_boundary(home: &Location, away: &Location) -> Fact<bool> {
    let (Some(one), Some(two)) = (&home.geography, &away.geography) else {
        let what = "the geography of one of the two regions".to_owned();
        return Fact::Missing(Why::Unresolved(what), Provenance::None);
    };
    let in_union = |name: &str| {
        let mut members = EUROPEAN_UNION.iter();
        members.any(|member| member.eq_ignore_ascii_case(name))
    };
    let same = one.eq_ignore_ascii_case(two) || (in_union(one) && in_union(two));
    Fact::Known(same, Provenance::None)
}
