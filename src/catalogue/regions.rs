//! What no API tells about a region: whether AI Search runs there with zones, and whether Key Vault copies its vaults to the
//! pair. Microsoft publishes both as lists; the embedded table holds them with source and date.
//!
//! A region that the lists don't name is unknown, never "no". Zones and pairs come from the subscription's own list of
//! locations; what Microsoft publishes of them stands in for that list only where the user says so, see
//! [`published_locations`].

use crate::model::Region;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use std::sync::OnceLock;
use time::Date;

/// Date of Microsoft's list behind [`search_zones`].
pub const SEARCH_ZONES_DATE: &str = "2025-10-09";

/// Date of Microsoft's page behind [`key_vault_replicates`].
pub const KEY_VAULT_DATE: &str = "2024-11-12";

/// Date of Microsoft's list behind [`published_locations`].
pub const REGIONS_DATE: Date = time::macros::date!(2025 - 09 - 23);

/// The embedded table: its bytes are evidence where it stands in for a list that wasn't read.
#[must_use]
pub fn published_table() -> &'static [u8] {
    TABLE.as_bytes()
}

/// Zones and pairs as Microsoft publishes them, in the shape of a subscription's list of locations. Regions of which the
/// list doesn't know the one or the other are left out, and so stay unknown: the sovereign clouds, and those on which
/// Microsoft's lists disagree.
///
/// # Panics
/// Never: the table is embedded, and a test reads it.
#[must_use]
pub fn published_locations() -> Json {
    let table: RegionTable = serde_json::from_str(TABLE).expect("internal: regions.json is valid");
    let rows = table.regions.iter().filter(|row| row.cloud == PUBLIC);
    let items: Vec<Json> = rows
        .filter_map(|row| {
            let zones = if row.zones? { json!([{"logicalZone": "1"}]) } else { json!([]) };
            let pairs: Vec<Json> = row.pair.iter().map(|pair| json!({"name": pair})).collect();
            Some(json!({
                "name": row.name,
                "metadata": {"geography": row.geography, "pairedRegion": pairs},
                "availabilityZoneMappings": zones,
            }))
        })
        .collect();
    json!({"value": items})
}

/// The one cloud whose pairs are in the table.
const PUBLIC: &str = "AzurePublic";

/// AI Search has availability zones in this region: `None` if the list doesn't name it.
#[must_use]
pub fn search_zones(region: &Region) -> Option<bool> {
    row(region)?.search_zones
}

/// A region has availability zones by Microsoft's list: `None` if it doesn't name the region.
#[must_use]
pub fn published_zones(region: &Region) -> Option<bool> {
    row(region)?.zones
}

/// True for the regions that a subscription may only use after a request: "Restricted" in Microsoft's list of regions
/// (table of 2026-07-28).
#[must_use]
pub fn is_restricted(region: &Region) -> bool {
    const RESTRICTED: [&str; 9] = [
        "australiacentral2",
        "brazilsoutheast",
        "francesouth",
        "germanynorth",
        "norwaywest",
        "southafricawest",
        "swedensouth",
        "switzerlandwest",
        "uaecentral",
    ];
    RESTRICTED.contains(&region.name())
}

/// Key Vault replicates to the pair of this region: `None` if the table doesn't name it.
#[must_use]
pub fn key_vault_replicates(region: &Region) -> Option<bool> {
    row(region)?.key_vault_replicates
}

/// True if the table names this region, whatever it says of it.
#[must_use]
pub(super) fn is_region(name: &str) -> bool {
    row(&Region::new(name)).is_some()
}

#[derive(Deserialize)]
struct RegionTable {
    regions: Vec<LocationRow>,
}

/// The part of a row that is used; the file says more.
#[derive(Deserialize)]
struct LocationRow {
    name: String,
    cloud: String,
    geography: Option<String>,
    zones: Option<bool>,
    pair: Option<String>,
    search_zones: Option<bool>,
    key_vault_replicates: Option<bool>,
}

const TABLE: &str = include_str!("../../rules/data/regions.json");

fn row(region: &Region) -> Option<&'static LocationRow> {
    static ROWS: OnceLock<HashMap<String, LocationRow>> = OnceLock::new();
    let parse = || {
        let table: RegionTable =
            serde_json::from_str(TABLE).expect("internal: regions.json is valid");
        let named = |row: LocationRow| (row.name.clone(), row);
        table.regions.into_iter().map(named).collect()
    };
    ROWS.get_or_init(parse).get(region.name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value as Json;
    use std::collections::BTreeSet;

    fn table() -> Json {
        serde_json::from_str(TABLE).expect("JSON")
    }

    fn rows() -> Vec<Json> {
        table()["regions"].as_array().expect("a list").clone()
    }

    #[test]
    fn rows_say_what_the_lists_say() {
        for (region, search, vault) in [
            ("Sweden Central", Some(true), Some(true)),
            ("italynorth", Some(true), Some(false)),
            ("polandcentral", Some(false), Some(false)),
            ("westus3", Some(true), Some(false)),
            ("brazilsouth", Some(false), Some(false)),
            ("westus", Some(false), Some(true)),
            ("austriaeast", None, Some(false)),
            ("usgovvirginia", Some(true), None),
            ("usgovarizona", Some(false), None),
            ("chinanorth3", Some(true), None),
        ] {
            let name = Region::new(region);
            assert_eq!(search_zones(&name), search, "AI Search in {region}");
            assert_eq!(key_vault_replicates(&name), vault, "Key Vault in {region}");
        }
    }

    #[test]
    fn a_region_that_the_table_does_not_name_is_unknown() {
        for region in ["", "global", "eastus2(stage)", "atlantis"] {
            assert_eq!(search_zones(&Region::new(region)), None);
            assert_eq!(key_vault_replicates(&Region::new(region)), None);
        }
    }

    #[test]
    fn thirty_five_regions_have_zones_for_search() {
        let with = rows().iter().filter(|row| row["search_zones"] == true).count();
        assert_eq!(with, 35, "33 public ones, Virginia and China North 3");
    }

    #[test]
    fn regions_of_sovereign_clouds_are_named_with_their_cloud() {
        let rows = rows();
        let of = |cloud: &str| -> Vec<&str> {
            let here = rows.iter().filter(|row| row["cloud"] == cloud);
            here.filter_map(|row| row["name"].as_str()).collect()
        };
        let gov = ["usgovarizona", "usgovtexas", "usgovvirginia"];
        assert_eq!(of("AzureUSGovernment"), gov);
        assert_eq!(of("AzureChina"), ["chinanorth3"]);
        // What Microsoft's lists don't say of them stays unknown.
        assert_eq!(search_zones(&Region::new("US Gov Virginia")), Some(true));
        assert_eq!(search_zones(&Region::new("USGov Iowa")), None);
        assert_eq!(key_vault_replicates(&Region::new("chinanorth3")), None);
    }

    #[test]
    fn a_vault_replicates_only_where_there_is_a_pair() {
        for row in rows() {
            if row["key_vault_replicates"] == true {
                assert!(row["pair"].is_string(), "{}", row["name"]);
            }
        }
    }

    #[test]
    fn names_are_programmatic_sorted_and_unique_and_pairs_are_named() {
        let rows = rows();
        let names: Vec<&str> =
            rows.iter().map(|row| row["name"].as_str().expect("a name")).collect();
        assert!(names.is_sorted_by(|a, b| a < b));
        let known: BTreeSet<&str> = names.iter().copied().collect();
        for row in &rows {
            let display = row["display"].as_str().expect("a display name");
            assert_eq!(Region::new(display).name(), row["name"], "{display}");
            if let Some(pair) = row["pair"].as_str() {
                assert!(known.contains(pair), "{pair}");
            }
        }
    }

    #[test]
    fn published_locations_read_like_a_subscriptions_own_list() {
        let list = published_locations();
        let body = crate::catalogue::Body::new(&list, &[], "2022-12-01", crate::model::ReadId(0));
        let items = body.list("value").expect("a list");
        let found = crate::catalogue::locations(&items);
        let of = |name: &str| found.get(&Region::new(name));
        let sweden = of("swedencentral").expect("Sweden Central");
        assert!(sweden.zones);
        assert_eq!(sweden.pair, Some(Region::new("swedensouth")));
        let west = of("westus").expect("West US");
        assert!(!west.zones);
        let italy = of("italynorth").expect("Italy North");
        assert!(italy.zones && italy.pair.is_none(), "it has no pair");
        for unknown in ["southindia", "switzerlandwest", "usgovvirginia", "chinanorth3"] {
            assert_eq!(of(unknown), None, "{unknown}");
        }
        let sure = |row: &&Json| row["cloud"] == "AzurePublic" && row["zones"].is_boolean();
        assert_eq!(found.len(), rows().iter().filter(sure).count());
    }

    #[test]
    fn dates_are_those_of_the_file() {
        let sources = &table()["sources"];
        assert_eq!(sources["regions"]["date"], REGIONS_DATE.to_string());
        assert_eq!(sources["search"]["date"], SEARCH_ZONES_DATE);
        assert_eq!(sources["key_vault"]["date"], KEY_VAULT_DATE);
    }
}
