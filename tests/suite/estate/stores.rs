//! What the stores' own bodies tell, in the spellings and with the gaps that ARM has.

use super::edit::{SUBSCRIPTION, drop_key};
use super::{Case, Edit, check};
use foundry_dr::audit::Status::{self, Fail, NotApplicable, Pass, Unknown};
use foundry_dr::snapshot::Outcome;
use serde_json::{Value as Json, json};

const COSMOS: &str = "/databaseaccounts/cosmos-fabrikam-agents";
const SEARCH: &str = "/searchservices/srch-fabrikam-agents";
const STORAGE: &str = "/storageaccounts/stfabrikamagents";
const VAULT: &str = "/vaults/kv-fabrikam-agents";
const BLOBS: &str = "/blobservices/default";
const LOCATIONS: &str = "/locations";

fn region(edit: &mut Edit, at: usize) -> &mut Json {
    &mut edit.properties(COSMOS)["locations"][at]
}

fn location<'a>(edit: &'a mut Edit, name: &str) -> &'a mut Json {
    edit.item(LOCATIONS, &format!("/locations/{name}"))
}

fn no_zones(edit: &mut Edit, name: &str) {
    drop_key(location(edit, name), "availabilityZoneMappings");
}

fn backup(edit: &mut Edit, policy: Json) {
    edit.properties(COSMOS)["backupPolicy"] = policy;
}

/// A policy copies the blobs to an account in North Europe.
fn replicate(edit: &mut Edit) {
    let there = format!(
        "{SUBSCRIPTION}/resourceGroups/rg-agents/providers/Microsoft.Storage/storageAccounts/stcopy"
    );
    let here = edit.body(STORAGE)["id"].clone();
    edit.add(&there, json!({"id": there, "location": "northeurope", "sku": {"name": "Standard_LRS"}, "properties": {"provisioningState": "Succeeded"}}));
    let policies = format!("{}/objectReplicationPolicies", here.as_str().expect("an id"));
    edit.add(&policies, json!({"value": [{"id": format!("{policies}/p"), "properties": {"sourceAccount": here, "destinationAccount": there}}]}));
    edit.body(STORAGE)["sku"]["name"] = "Standard_LRS".into();
}

const REGIONS_OF_COSMOS: &[Case<'_>] = &[
    (
        "zone redundancy absent is off",
        |e| drop_key(region(e, 0), "isZoneRedundant"),
        &[("ZON-002", COSMOS, Fail), ("ZON-003", COSMOS, Pass)],
    ),
    (
        "zone redundancy null is off",
        |e| region(e, 1)["isZoneRedundant"] = Json::Null,
        &[("ZON-002", COSMOS, Pass), ("ZON-003", COSMOS, Fail)],
    ),
    (
        "the read region comes first in the array",
        |e| {
            region(e, 1)["isZoneRedundant"] = false.into();
            e.properties(COSMOS)["locations"].as_array_mut().expect("regions").reverse();
        },
        &[("ZON-002", COSMOS, Pass), ("ZON-003", COSMOS, Fail)],
    ),
    (
        "no failover priority",
        |e| drop_key(region(e, 1), "failoverPriority"),
        &[("ZON-002", COSMOS, Unknown), ("ZON-003", COSMOS, Unknown)],
    ),
    (
        "multi-region writes make every region one that takes writes",
        |e| {
            region(e, 1)["isZoneRedundant"] = false.into();
            let p = e.properties(COSMOS);
            p["enableMultipleWriteLocations"] = true.into();
            p["enableAutomaticFailover"] = false.into();
        },
        &[
            ("ZON-002", COSMOS, Fail),
            ("ZON-003", COSMOS, NotApplicable),
            ("REC-004", COSMOS, NotApplicable),
        ],
    ),
    (
        "one write region has no zones, the other one doesn't use its own",
        |e| {
            no_zones(e, "germanywestcentral");
            region(e, 0)["isZoneRedundant"] = false.into();
            e.properties(COSMOS)["enableMultipleWriteLocations"] = true.into();
        },
        &[("ZON-002", COSMOS, Fail)],
    ),
    (
        "no write region has zones",
        |e| {
            no_zones(e, "swedencentral");
            region(e, 0)["isZoneRedundant"] = false.into();
        },
        &[("ZON-002", COSMOS, NotApplicable), ("ZON-003", COSMOS, Pass)],
    ),
    (
        "one of two read regions has no zones, the other one doesn't use its own",
        |e| {
            no_zones(e, "germanywestcentral");
            region(e, 1)["isZoneRedundant"] = false.into();
            let third = json!({"locationName": "North Europe", "failoverPriority": 2, "isZoneRedundant": false, "provisioningState": "Succeeded"});
            e.properties(COSMOS)["locations"].as_array_mut().expect("regions").push(third);
        },
        &[("ZON-003", COSMOS, Fail)],
    ),
    (
        "a region that the subscription doesn't list",
        |e| region(e, 0)["locationName"] = "East US 2 (Stage)".into(),
        &[("ZON-002", COSMOS, Unknown)],
    ),
    (
        "the locations were refused",
        |e| e.outcome(LOCATIONS, Outcome::Denied),
        &[
            ("ZON-002", COSMOS, Unknown),
            ("ZON-003", COSMOS, Unknown),
            ("ZON-004", SEARCH, Unknown),
            ("ZON-001", "/accounts/fabrikam-agents", Unknown),
        ],
    ),
    (
        "an account without any region",
        |e| drop_key(e.properties(COSMOS), "locations"),
        &[("ZON-002", COSMOS, Unknown), ("REC-003", COSMOS, Unknown), ("REC-004", COSMOS, Unknown)],
    ),
    (
        "the second region isn't ready",
        |e| region(e, 1)["provisioningState"] = "Creating".into(),
        &[("REC-003", COSMOS, Fail), ("REC-004", COSMOS, Pass)],
    ),
    (
        "serverless, one region",
        |e| {
            let p = e.properties(COSMOS);
            p["capabilities"] = json!([{"name": "EnableServerless"}]);
            p["locations"].as_array_mut().expect("regions").pop();
        },
        &[("REC-003", COSMOS, Fail), ("REC-004", COSMOS, NotApplicable)],
    ),
    (
        "failover absent is off",
        |e| drop_key(e.properties(COSMOS), "enableAutomaticFailover"),
        &[("REC-004", COSMOS, Fail)],
    ),
];

const BACKUPS: &[Case<'_>] = &[
    (
        "continuous without a tier",
        |e| backup(e, json!({"type": "Continuous"})),
        &[("REC-001", COSMOS, Pass)],
    ),
    (
        "continuous in another case",
        |e| backup(e, json!({"type": "continuous"})),
        &[("REC-001", COSMOS, Pass)],
    ),
    (
        "periodic that is being migrated",
        |e| {
            backup(
                e,
                json!({"type": "Periodic", "migrationState": {"status": "InProgress", "targetType": "Continuous", "startTime": "2026-11-22T00:00:00Z"}}),
            )
        },
        &[("REC-001", COSMOS, Fail)],
    ),
    (
        "a policy of another shape",
        |e| backup(e, json!("Continuous")),
        &[("REC-001", COSMOS, Unknown)],
    ),
    (
        "a policy that was redacted",
        |e| backup(e, json!({"$redacted": "x"})),
        &[("REC-001", COSMOS, Unknown)],
    ),
];

const FILES: &[Case<'_>] = &[
    (
        "soft delete on without days",
        |e| {
            let p = e.properties(BLOBS);
            drop_key(&mut p["deleteRetentionPolicy"], "days");
            drop_key(&mut p["containerDeleteRetentionPolicy"], "days");
        },
        &[("REC-009", STORAGE, Unknown), ("REC-010", STORAGE, Unknown)],
    ),
    (
        "days of a policy that is off",
        |e| {
            let p = e.properties(BLOBS);
            p["deleteRetentionPolicy"] = json!({"enabled": false, "days": 30});
            p["containerDeleteRetentionPolicy"] = json!({"enabled": false, "days": 30});
        },
        &[("REC-009", STORAGE, Fail), ("REC-010", STORAGE, Fail)],
    ),
    (
        "days of a policy that doesn't say whether it is on",
        |e| e.properties(BLOBS)["containerDeleteRetentionPolicy"] = json!({"days": 30}),
        &[("REC-010", STORAGE, Unknown)],
    ),
    (
        "no policies",
        |e| *e.properties(BLOBS) = json!({}),
        &[("REC-009", STORAGE, Fail), ("REC-010", STORAGE, Fail)],
    ),
    (
        "six days",
        |e| e.properties(BLOBS)["deleteRetentionPolicy"]["days"] = 6.into(),
        &[("REC-009", STORAGE, Fail), ("REC-010", STORAGE, Pass)],
    ),
    (
        "permanent delete allowed",
        |e| e.properties(BLOBS)["deleteRetentionPolicy"]["allowPermanentDelete"] = true.into(),
        &[("REC-009", STORAGE, Fail)],
    ),
    (
        "the blob service doesn't answer",
        |e| e.outcome(BLOBS, Outcome::Absent),
        &[("REC-009", STORAGE, Unknown), ("REC-010", STORAGE, Unknown)],
    ),
    (
        "an unpaired region and a copy elsewhere",
        |e| {
            location(e, "swedencentral")["metadata"]["pairedRegion"] = Json::Null;
            replicate(e);
        },
        &[("REC-007", STORAGE, Pass), ("ZON-006", STORAGE, Fail)],
    ),
    (
        "an empty list of pairs, and no copy",
        |e| {
            location(e, "swedencentral")["metadata"]["pairedRegion"] = json!([]);
            replicate(e);
            e.items("/objectreplicationpolicies").clear();
        },
        &[("REC-007", STORAGE, Fail)],
    ),
    (
        "a pair without a name, and a copy elsewhere",
        |e| {
            location(e, "swedencentral")["metadata"]["pairedRegion"] = json!([{}]);
            replicate(e);
        },
        &[("REC-007", STORAGE, Unknown)],
    ),
    ("a paired region and a copy elsewhere", replicate, &[("REC-007", STORAGE, Fail)]),
    (
        "geo-redundant in a region without zones",
        |e| {
            no_zones(e, "swedencentral");
            e.body(STORAGE)["sku"]["name"] = "Standard_RAGRS".into();
        },
        &[("REC-007", STORAGE, Pass), ("ZON-006", STORAGE, NotApplicable)],
    ),
];

const SEARCH_AND_VAULT: &[Case<'_>] = &[
    (
        "replicas absent is one",
        |e| drop_key(e.properties(SEARCH), "replicaCount"),
        &[("ZON-004", SEARCH, Fail), ("ZON-005", SEARCH, NotApplicable)],
    ),
    (
        "two replicas",
        |e| e.properties(SEARCH)["replicaCount"] = 2.into(),
        &[("ZON-004", SEARCH, Pass), ("ZON-005", SEARCH, Fail)],
    ),
    (
        "free, in another case",
        |e| e.body(SEARCH)["sku"]["name"] = "Free".into(),
        &[("ZON-004", SEARCH, Fail)],
    ),
    (
        "a tier that isn't there",
        |e| drop_key(e.body(SEARCH), "sku"),
        &[("ZON-004", SEARCH, Unknown)],
    ),
    (
        "purge protection null is off",
        |e| e.properties(VAULT)["enablePurgeProtection"] = Json::Null,
        &[("REC-013", VAULT, Fail)],
    ),
    (
        "purge protection as text",
        |e| e.properties(VAULT)["enablePurgeProtection"] = "yes".into(),
        &[("REC-013", VAULT, Unknown)],
    ),
    (
        "a vault in a display name's region",
        |e| e.body(VAULT)["location"] = "Sweden Central".into(),
        &[("MRG-007", VAULT, Pass)],
    ),
    (
        "a vault in a region that no table names",
        |e| e.body(VAULT)["location"] = "atlantis".into(),
        &[("MRG-007", VAULT, Unknown)],
    ),
];

#[test]
fn regions_of_cosmos_db() {
    check(REGIONS_OF_COSMOS);
}

#[test]
fn backups() {
    check(BACKUPS);
}

#[test]
fn files() {
    check(FILES);
}

#[test]
fn search_and_vault() {
    check(SEARCH_AND_VAULT);
}

#[test]
fn storage_of_every_generation_and_case() {
    let cases: [(&str, Status, Status); 12] = [
        ("Standard_LRS", Fail, Fail),
        ("Standard_GRS", Fail, Fail),
        ("Standard_RAGRS", Fail, Fail),
        ("Standard_ZRS", Fail, Pass),
        ("Premium_ZRS", Fail, Pass),
        ("PremiumV2_ZRS", Fail, Pass),
        ("StandardV2_GRS", Fail, Fail),
        ("StandardV2_ZRS", Fail, Pass),
        ("Standard_GZRS", Pass, Pass),
        ("Standard_RAGZRS", Pass, Pass),
        ("StandardV2_GZRS", Pass, Pass),
        ("standard_ragzrs", Pass, Pass),
    ];
    for (sku, geo, zones) in cases {
        let mut edit = Edit::ideal();
        edit.body(STORAGE)["sku"]["name"] = sku.into();
        let report = edit.audit().report;
        for (rule, expected) in [("FDR-REC-007", geo), ("FDR-ZON-006", zones)] {
            let finding = report.findings.iter().find(|f| f.rule == rule).expect("a finding");
            assert_eq!(finding.status, expected, "{rule} on {sku}: {}", finding.message);
        }
    }
}
