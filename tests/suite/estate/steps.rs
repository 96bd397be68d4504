//! Values that remedies print: the region to add, the next redundancy, retentions, the lock to take off. A remedy that has no
//! value for a command must leave the command out, and never print a worse value than there is.

use super::edit::{Edit, SUBSCRIPTION};
use foundry_dr::estate::{Estate, build, build_for};
use foundry_dr::model::{Fact, Kind, Value, Workload};
use serde_json::{Value as Json, json};

const COSMOS: &str = "databaseaccounts/cosmos-fabrikam-agents";
const STORAGE: &str = "storageaccounts/stfabrikamagents";
const BLOBS: &str = "storageaccounts/stfabrikamagents/blobservices/default";
const LOCATIONS: &str = "/locations";

fn value(estate: &Estate, kind: Kind, name: &str) -> Option<Value> {
    let mut subjects = estate.subjects.iter();
    let subject = subjects.find(|one| one.kind == kind).expect("one of this kind");
    match subject.fact(name).expect("a fact") {
        Fact::Known(value, _) => Some(value.clone()),
        Fact::Missing(..) => None,
    }
}

fn text(text: &str) -> Option<Value> {
    Some(text.into())
}

/// One region, Sweden Central, whose pair only some subscriptions may use.
fn one_region() -> Edit {
    let mut edit = Edit::ideal();
    let locations = edit.properties(COSMOS)["locations"].as_array_mut().expect("regions");
    locations.truncate(1);
    edit
}

fn declared(region: Option<&str>) -> Vec<Workload> {
    let workload = json!({
        "name": "agents", "primary": "fabrikam-agents", "strategy": "none", "recovery_region": region,
    });
    vec![serde_json::from_value::<Workload>(workload).expect("a workload")]
}

fn second(edit: &Edit, region: Option<&str>) -> [Option<Value>; 2] {
    let estate = build_for(&edit.0, &declared(region));
    ["second_region", "second_region_has_zones"]
        .map(|name| value(&estate, Kind::CosmosAccount, name))
}

#[test]
fn the_region_to_add_is_the_declared_one_then_the_pair() {
    let none = [Some(Value::Null), Some(Value::Null)];
    let mut edit = one_region();
    assert_eq!(second(&edit, None), none, "Sweden South isn't open to all");
    // The subscription doesn't list North Europe, Microsoft's list does.
    let north = [text("northeurope"), Some(true.into())];
    assert_eq!(second(&edit, Some("North Europe")), north);
    assert_eq!(second(&edit, Some("westus")), [text("westus"), Some(false.into())]);
    assert_eq!(second(&edit, Some("Atlantis")), [text("atlantis"), None]);

    edit.properties(COSMOS)["locations"][0]["locationName"] = "North Europe".into();
    assert_eq!(second(&edit, Some("westus")), none, "its one region isn't where it says it is");
    edit.body(COSMOS)["location"] = "North Europe".into();
    edit.items(LOCATIONS).push(json!({
        "id": format!("{SUBSCRIPTION}/locations/northeurope"), "name": "northeurope",
        "metadata": {"pairedRegion": [{"name": "westeurope"}]}, "availabilityZoneMappings": [],
    }));
    assert_eq!(second(&edit, None)[0], text("westeurope"));
    edit.properties(COSMOS)["enableMultipleWriteLocations"] = true.into();
    assert_eq!(second(&edit, None), none);
    assert_eq!(second(&Edit::ideal(), Some("westus")), none, "it has two regions");
}

fn sku(sku: &str, change: fn(&mut Edit)) -> [Option<Value>; 3] {
    let mut edit = Edit::ideal();
    edit.body(STORAGE)["sku"]["name"] = sku.into();
    change(&mut edit);
    let estate = build(&edit.0);
    ["geo_update_sku", "conversion_sku", "target_sku"]
        .map(|name| value(&estate, Kind::StorageAccount, name))
}

fn home(edit: &mut Edit) -> &mut Json {
    let mut items = edit.items(LOCATIONS).iter_mut();
    items.find(|one| one["name"] == "swedencentral").expect("Sweden Central")
}

#[test]
fn redundancy_grows_by_steps_that_azure_takes() {
    let none = || Some(Value::Null);
    let as_is = |_: &mut Edit| {};
    let unpaired = |e: &mut Edit| home(e)["metadata"]["pairedRegion"] = json!([]);
    let unzoned = |e: &mut Edit| home(e)["availabilityZoneMappings"] = json!([]);
    let old_kind = |e: &mut Edit| e.body(STORAGE)["kind"] = "Storage".into();
    let (grs, gzrs, zrs) = ("Standard_GRS", "Standard_GZRS", "Standard_ZRS");
    assert_eq!(sku("Standard_LRS", as_is), [text(grs), text(gzrs), text(gzrs)]);
    assert_eq!(sku("standard_zrs", as_is), [text(gzrs), none(), text(gzrs)]);
    assert_eq!(
        sku("Standard_RAGRS", as_is),
        [none(), text("Standard_RAGZRS"), text("Standard_RAGZRS")]
    );
    assert_eq!(sku(gzrs, as_is), [none(), none(), none()]);
    assert_eq!(sku("Premium_LRS", as_is), [none(), none(), none()]);
    assert_eq!(sku("Standard_LRS", unpaired), [none(), text(zrs), text(zrs)]);
    assert_eq!(sku("Standard_LRS", unzoned), [text(grs), none(), text(grs)]);
    assert_eq!(sku("Standard_LRS", old_kind), [text(grs), none(), text(grs)]);
}

#[test]
fn a_longer_retention_is_never_shortened() {
    let mut edit = Edit::ideal();
    edit.properties(BLOBS)["deleteRetentionPolicy"]["days"] = 90.into();
    edit.properties(BLOBS)["containerDeleteRetentionPolicy"] =
        json!({"enabled": false, "days": 30});
    let estate = build(&edit.0);
    let of = |name| value(&estate, Kind::StorageAccount, name);
    assert_eq!(of("blob_soft_delete_target"), Some(90.into()));
    assert_eq!(of("blob_restore_target"), Some(89.into()));
    assert_eq!(of("container_soft_delete_target"), Some(14.into()));
}

#[test]
fn the_highest_read_only_lock_is_named() {
    let mut edit = Edit::ideal();
    let group = format!("{SUBSCRIPTION}/resourceGroups/rg-agents");
    let lock = format!("{group}/providers/Microsoft.Authorization/locks/frozen");
    edit.items("providers/microsoft.authorization/locks").push(json!({
        "id": lock, "name": "frozen", "type": "Microsoft.Authorization/locks",
        "properties": {"level": "ReadOnly"},
    }));
    let estate = build(&edit.0);
    assert_eq!(value(&estate, Kind::CosmosAccount, "read_only_lock"), text(&lock));
    assert_eq!(value(&estate, Kind::CosmosAccount, "read_only_lock_scope"), text(&group));
    let estate = build(&Edit::ideal().0);
    assert_eq!(value(&estate, Kind::CosmosAccount, "read_only_lock"), Some(Value::Null));
}

#[test]
fn an_alert_on_the_id_of_a_resource_does_not_see_what_is_below_it() {
    let mut edit = Edit::ideal();
    let account = "Microsoft.CognitiveServices/accounts/fabrikam-agents";
    let account = format!("{SUBSCRIPTION}/resourceGroups/rg-agents/providers/{account}");
    let alert = edit.item("/activitylogalerts", "/deletions");
    let clauses = alert["properties"]["condition"]["allOf"].as_array_mut().expect("clauses");
    clauses.push(json!({"field": "resourceId", "equals": account}));
    let open = value(&build(&edit.0), Kind::FoundryAccount, "unalerted_deletions");
    let open = open.as_ref().and_then(Value::as_list).expect("known");
    let has = |operation: &str| open.contains(&operation.into());
    assert!(has("Microsoft.CognitiveServices/accounts/projects/delete"));
    assert!(has("Microsoft.CognitiveServices/accounts/projects/capabilityHosts/delete"));
    assert!(!has("Microsoft.CognitiveServices/accounts/delete"));
}
