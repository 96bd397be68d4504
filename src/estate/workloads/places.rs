//! Where the two accounts of a workload are.

use super::named::Named;
use super::setup::Setup;
use crate::catalogue::{self, Body, Location, ReadKind};
use crate::estate::index::{Index, Single};
use crate::estate::pairs::local;
use crate::estate::regions::Regions;
use crate::model::{Fact, Provenance, Region, ResourceId, Value, Why};

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
    let hosted = there.clone().then(|region| match catalogue::hosted_agents(&region) {
        Some(offered) => Fact::Known(offered, Provenance::None),
        None => Fact::Missing(
            Why::Unresolved(format!(
                "whether {region} offers hosted agents (not in Microsoft's list of {})",
                catalogue::HOSTED_AGENTS_DATE
            )),
            Provenance::None,
        ),
    });
    let state = standby.fact(|node| local(&node.row.facts, "provisioning_state"));
    let ready = state.then(|state| match state.as_text() {
        Some("Succeeded") => Fact::Known(Value::Bool(true), Provenance::None),
        // One that is being made isn't ready; one that is being changed may be.
        Some("Failed" | "Canceled" | "Deleting" | "Creating" | "Accepted") => {
            Fact::Known(Value::Bool(false), Provenance::None)
        }
        Some(_) | None => Fact::Missing(Why::InProgress, Provenance::None),
    });
    let boundary = home.then(|home| away.clone().then(|away| data_boundary(&home, &away)));
    let inside = away.clone().then(|location| match location.geography {
        Some(name) => Fact::Known(catalogue::eu_data_boundary(&name).is_some(), Provenance::None),
        None => {
            let what = "the geography of the standby's region".to_owned();
            Fact::Missing(Why::Unresolved(what), Provenance::None)
        }
    });
    facts.extend([
        ("standby_in_eu_boundary", inside.erase()),
        ("standby_region", there.map(name).erase()),
        ("standby_geography", away.clone().map(|l| l.geography).erase()),
        ("standby_has_zones", away.map(|l| l.zones).erase()),
        ("standby_zones_for_search", search.erase()),
        ("standby_offers_hosted_agents", hosted.erase()),
        ("standby_ready", ready),
        ("in_several_regions", differ.erase()),
        ("in_one_data_boundary", boundary.as_ref().map(Option::is_some).erase()),
        ("data_boundary", boundary.erase()),
    ]);
    facts
}

/// The tenant's choice of data boundary.
pub(super) fn tenant_boundary(index: &Index<'_>, primary: &Named<'_>) -> Fact {
    let boundary = |body: &Body<'_>| {
        let said = body.text("properties.dataBoundary")?;
        let mut known = ["EU", "Global", "NotDefined"].into_iter();
        let known = known.find(|known| known.eq_ignore_ascii_case(&said));
        known.ok_or_else(|| Why::Unresolved(format!("the data boundary {said}")))
    };
    let of = |id: &ResourceId| match index.one(ReadKind::DATA_BOUNDARY, &id.subscription_scope()) {
        Single::Found(body) => body.fact(boundary(&body)),
        Single::Absent(evidence) => Fact::Missing(Why::Failed, evidence),
        Single::Lacking(why, evidence) => Fact::Missing(why, evidence),
        Single::NotAsked => Fact::Missing(Why::NotRead, Provenance::None),
    };
    primary.fact(|node| of(&node.row.id)).map(Value::from)
}

/// The bound that holds both, in words; none if the standby is outside that of the primary.
fn data_boundary(home: &Location, away: &Location) -> Fact<Option<String>> {
    let (Some(one), Some(two)) = (&home.geography, &away.geography) else {
        let what = "the geography of one of the two regions".to_owned();
        return Fact::Missing(Why::Unresolved(what), Provenance::None);
    };
    if one.eq_ignore_ascii_case(two) {
        return Fact::Known(Some(format!("the geography {one}")), Provenance::None);
    }
    let sides = [one, two].map(|name| catalogue::eu_data_boundary(name).map(|eu| (name, eu)));
    let bound = match sides {
        [Some((_, true)), Some((_, true))] => Some("the European Union".to_owned()),
        [Some(one), Some(two)] => {
            let outside = [one, two].into_iter().filter(|(_, eu)| !eu);
            let outside: Vec<&str> = outside.map(|(name, _)| name.as_str()).collect();
            Some(format!(
                "Microsoft's EU Data Boundary, not in the European Union: {}",
                outside.join(", ")
            ))
        }
        [None, _] | [_, None] => None,
    };
    Fact::Known(bound, Provenance::None)
}
