//! The regions that subscriptions list: zones, pairs, geography. A subset is enough; one logical "region" stands for those
//! that have neither zones nor a pair.

use super::world::Subscription;
use serde::Deserialize;
use serde_json::{Value, json};

/// Source: Microsoft, Azure regions list, 2025-09-23.
const TABLE: &str = include_str!("regions.json");

#[derive(Deserialize)]
struct Region {
    name: String,
    display: String,
    group: String,
    geography: String,
    place: String,
    zones: bool,
    pair: Option<String>,
}

/// The regions of a subscription, as `GET /subscriptions/{s}/locations` shows them.
pub(crate) fn of(subscription: &Subscription) -> Vec<Value> {
    let listed = |region: &Region| {
        let allowed = subscription.regions.as_ref();
        allowed.is_none_or(|names| names.contains(&region.name))
    };
    let regions = all().into_iter().filter(listed);
    let mut bodies: Vec<Value> = regions.map(|region| region.body(&subscription.id)).collect();
    bodies.push(logical("europe", "Europe", &subscription.id));
    bodies
}

/// Display names of all regions, as provider answers list them.
pub(crate) fn display_names() -> Vec<String> {
    all().into_iter().map(|region| region.display).collect()
}

fn all() -> Vec<Region> {
    serde_json::from_str(TABLE).expect("internal: the table is valid")
}

impl Region {
    fn body(&self, subscription: &str) -> Value {
        let id = |name: &str| format!("/subscriptions/{subscription}/locations/{name}");
        let pair: Vec<Value> =
            self.pair.iter().map(|name| json!({"name": name, "id": id(name)})).collect();
        let mut body = json!({
            "id": id(&self.name),
            "name": self.name,
            "type": "Region",
            "displayName": self.display,
            "regionalDisplayName": format!("({}) {}", self.group, self.display),
            "metadata": {
                "regionType": "Physical",
                "regionCategory": if self.zones { "Recommended" } else { "Other" },
                "geography": self.geography,
                "geographyGroup": self.group,
                "physicalLocation": self.place,
                "pairedRegion": pair,
            },
        });
        if self.zones {
            // Which physical zone is behind a logical one differs per subscription.
            let zone = |(logical, physical): (&str, u8)| {
                let physical = format!("{}-az{physical}", self.name);
                json!({"logicalZone": logical, "physicalZone": physical})
            };
            let zones = [("1", 2), ("2", 3), ("3", 1)].map(zone);
            body["availabilityZoneMappings"] = json!(zones);
        }
        body
    }
}

fn logical(name: &str, display: &str, subscription: &str) -> Value {
    json!({
        "id": format!("/subscriptions/{subscription}/locations/{name}"),
        "name": name,
        "type": "Region",
        "displayName": display,
        "regionalDisplayName": display,
        "metadata": {
            "regionType": "Logical",
            "regionCategory": "Other",
            "geography": display,
            "geographyGroup": display,
        },
    })
}
