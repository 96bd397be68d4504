//! The regions that subscriptions list: zones, pairs, geography. Source: Microsoft's Azure regions list (2025-09-23). A
//! subset is enough; one logical "region" stands for those that have neither zones nor a pair.

use super::world::Subscription;
use serde_json::{Value, json};

struct Region {
    name: &'static str,
    display: &'static str,
    prefix: &'static str,
    geography: &'static str,
    place: &'static str,
    zones: bool,
    pair: Option<&'static str>,
}

/// Name, display name, prefix of the regional display name, geography, place, zones, pair.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    bool,
    &'static str,
);

const ROWS: &[Row] = &[
    (
        "brazilsouth",
        "Brazil South",
        "South America",
        "Brazil",
        "Sao Paulo State",
        true,
        "southcentralus",
    ),
    (
        "canadacentral",
        "Canada Central",
        "Canada",
        "Canada",
        "Toronto",
        true,
        "canadaeast",
    ),
    (
        "canadaeast",
        "Canada East",
        "Canada",
        "Canada",
        "Quebec",
        false,
        "canadacentral",
    ),
    (
        "centralus",
        "Central US",
        "US",
        "United States",
        "Iowa",
        true,
        "eastus2",
    ),
    (
        "eastus",
        "East US",
        "US",
        "United States",
        "Virginia",
        true,
        "westus",
    ),
    (
        "eastus2",
        "East US 2",
        "US",
        "United States",
        "Virginia",
        true,
        "centralus",
    ),
    (
        "francecentral",
        "France Central",
        "Europe",
        "France",
        "Paris",
        true,
        "francesouth",
    ),
    (
        "germanynorth",
        "Germany North",
        "Europe",
        "Germany",
        "Berlin",
        false,
        "germanywestcentral",
    ),
    (
        "germanywestcentral",
        "Germany West Central",
        "Europe",
        "Germany",
        "Frankfurt",
        true,
        "germanynorth",
    ),
    (
        "italynorth",
        "Italy North",
        "Europe",
        "Italy",
        "Milan",
        true,
        "",
    ),
    (
        "northcentralus",
        "North Central US",
        "US",
        "United States",
        "Illinois",
        false,
        "southcentralus",
    ),
    (
        "northeurope",
        "North Europe",
        "Europe",
        "Europe",
        "Ireland",
        true,
        "westeurope",
    ),
    (
        "polandcentral",
        "Poland Central",
        "Europe",
        "Poland",
        "Warsaw",
        true,
        "",
    ),
    (
        "southcentralus",
        "South Central US",
        "US",
        "United States",
        "Texas",
        true,
        "northcentralus",
    ),
    (
        "spaincentral",
        "Spain Central",
        "Europe",
        "Spain",
        "Madrid",
        true,
        "",
    ),
    (
        "swedencentral",
        "Sweden Central",
        "Europe",
        "Sweden",
        "Gavle",
        true,
        "swedensouth",
    ),
    (
        "swedensouth",
        "Sweden South",
        "Europe",
        "Sweden",
        "",
        false,
        "swedencentral",
    ),
    (
        "switzerlandnorth",
        "Switzerland North",
        "Europe",
        "Switzerland",
        "Zurich",
        true,
        "switzerlandwest",
    ),
    (
        "uksouth",
        "UK South",
        "Europe",
        "United Kingdom",
        "London",
        true,
        "ukwest",
    ),
    (
        "ukwest",
        "UK West",
        "Europe",
        "United Kingdom",
        "Cardiff",
        false,
        "uksouth",
    ),
    (
        "westeurope",
        "West Europe",
        "Europe",
        "Europe",
        "Netherlands",
        true,
        "northeurope",
    ),
    (
        "westus",
        "West US",
        "US",
        "United States",
        "California",
        false,
        "eastus",
    ),
    (
        "westus2",
        "West US 2",
        "US",
        "United States",
        "Washington",
        true,
        "westcentralus",
    ),
    (
        "westus3",
        "West US 3",
        "US",
        "United States",
        "Phoenix",
        true,
        "eastus",
    ),
];

/// The regions of a subscription, as `GET /subscriptions/{s}/locations` shows them.
pub(crate) fn of(subscription: &Subscription) -> Vec<Value> {
    let listed = |region: &Region| {
        subscription
            .regions
            .as_ref()
            .is_none_or(|names| names.iter().any(|name| name == region.name))
    };
    let regions = ROWS.iter().map(Region::from).filter(listed);
    let mut bodies: Vec<Value> = regions
        .map(|region| region.body(&subscription.id))
        .collect();
    bodies.push(logical("europe", "Europe", &subscription.id));
    bodies
}

/// Display names of all regions, as provider answers list them.
pub(crate) fn display_names() -> Vec<&'static str> {
    ROWS.iter().map(|row| row.1).collect()
}

impl From<&Row> for Region {
    fn from(row: &Row) -> Self {
        Self {
            name: row.0,
            display: row.1,
            prefix: row.2,
            geography: row.3,
            place: row.4,
            zones: row.5,
            pair: (!row.6.is_empty()).then_some(row.6),
        }
    }
}

impl Region {
    fn body(&self, subscription: &str) -> Value {
        let id = |name: &str| format!("/subscriptions/{subscription}/locations/{name}");
        let pair: Vec<Value> = self
            .pair
            .iter()
            .map(|name| json!({"name": name, "id": id(name)}))
            .collect();
        let mut body = json!({
            "id": id(self.name),
            "name": self.name,
            "type": "Region",
            "displayName": self.display,
            "regionalDisplayName": format!("({}) {}", self.prefix, self.display),
            "metadata": {
                "regionType": "Physical",
                "regionCategory": if self.zones { "Recommended" } else { "Other" },
                "geography": self.geography,
                "geographyGroup": self.prefix,
                "physicalLocation": self.place,
                "pairedRegion": pair,
            },
        });
        if self.zones {
            // The physical zone behind a logical one differs per subscription.
            let zones: Vec<Value> = [("1", 2), ("2", 3), ("3", 1)]
                .iter()
                .map(|(logical, physical)| {
                    json!({"logicalZone": logical, "physicalZone": format!("{}-az{physical}", self.name)})
                })
                .collect();
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
        "metadata": {"regionType": "Logical", "regionCategory": "Other", "geography": display, "geographyGroup": display},
    })
}
