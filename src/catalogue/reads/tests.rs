//! The rows against each other: each read is found by its own key and by no other, and a new one needs its row only.

use super::{Recogniser, recognise};
use crate::catalogue::ReadPlan;
use crate::catalogue::read::{At, Per, ReadKind, Shape};
use crate::model::{Kind, ResourceId};
use crate::snapshot::key_of;
use std::collections::BTreeSet;

const SUBSCRIPTION: &str = "/subscriptions/s1";

/// A scope that a read may be made at.
fn scope_of(at: At) -> String {
    match at {
        At::Tenant => String::new(),
        At::ManagementGroup => "/providers/Microsoft.Management/managementGroups/mg".into(),
        At::Subscription => SUBSCRIPTION.into(),
        At::Region => {
            format!("{SUBSCRIPTION}/providers/Microsoft.CognitiveServices/locations/eastus2")
        }
        At::Resource("Microsoft.Authorization/roleDefinitions") => {
            format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/r")
        }
        At::Resource(ty) => resource(ty),
        At::AnyResource | At::Below => resource("Microsoft.Search/searchServices"),
        At::PolicyDefinition(ty) => format!("{SUBSCRIPTION}/providers/{ty}/d"),
    }
}

fn resource(ty: &str) -> String {
    let (namespace, types) = ty.split_once('/').unwrap();
    let names: String = types.split('/').map(|ty| format!("/{ty}/n")).collect();
    format!("{SUBSCRIPTION}/resourceGroups/g/providers/{namespace}{names}")
}

#[test]
fn every_read_is_recognised_by_its_own_key_and_nowhere_else() {
    for read in ReadKind::all() {
        let scope = scope_of(read.row().at);
        let key = key_of(&read.path(&scope));
        let found = recognise(&key);
        assert_eq!(found, Some((read, ResourceId::new(&scope))), "{key}");
        for other in ReadKind::all().filter(|other| *other != read) {
            let alone = Recogniser::new(std::iter::once(other));
            assert_eq!(
                alone.recognise(&key),
                None,
                "{other:?} takes {key} of {read:?}"
            );
        }
    }
}

#[test]
fn foreign_paths_are_not_recognised() {
    let cosmos = resource("Microsoft.DocumentDB/databaseAccounts");
    for key in [
        "",
        "/",
        "/tenants",
        "/subscriptions/s/resourcegroups",
        "/subscriptions//locations",
        "/subscriptions/s/providers/x.y/z",
        "/providers/microsoft.authorization/policydefinitions/",
        "/providers/microsoft.authorization/policydefinitions/a/b",
        "/subscriptions/s/providers/microsoft.authorization/policydefinitions/%2e",
        &key_of(&format!("{cosmos}/projects")),
        &key_of(&format!("{cosmos}/sqlDatabases/d")),
        &key_of(&format!("{cosmos}?$expand=geoReplicationStats")),
    ] {
        assert_eq!(recognise(key), None, "{key}");
    }
}

#[test]
fn policy_definitions_are_recognised_wherever_they_are_defined() {
    for scope in [
        "",
        "/subscriptions/s",
        "/providers/microsoft.management/managementgroups/mg",
    ] {
        let id = format!("{scope}/providers/microsoft.authorization/policydefinitions/d");
        let expected = (ReadKind::POLICY_DEFINITION, ResourceId::new(&id));
        assert_eq!(recognise(&id), Some(expected));
    }
}

#[test]
fn names_are_told_apart_and_rows_are_whole() {
    let mut names = BTreeSet::new();
    for read in ReadKind::all() {
        let row = read.row();
        assert!(names.insert(row.name), "two rows are called {}", row.name);
        assert!(row.permission.ends_with("/read"), "{read:?}");
        assert!(!read.title("x").contains('{'), "{read:?}");
        assert!(
            !row.kept().is_empty(),
            "{read:?} keeps nothing of its answer"
        );
        // An answer for a listing at one scope of many could not be told from another's without the scope in the title.
        let has_owner = read.title("owner").contains("owner");
        assert_eq!(has_owner, row.at != At::Tenant, "{read:?}");
    }
}

#[test]
fn the_reads_of_a_resource_type_are_looked_up() {
    let of = ReadKind::of_arm_type;
    for (ty, reads) in [
        (
            "Microsoft.CognitiveServices/accounts",
            vec![ReadKind::ACCOUNTS],
        ),
        (
            "microsoft.cognitiveservices/Accounts/projects",
            vec![ReadKind::PROJECTS, ReadKind::PROJECT_PREVIEW],
        ),
        (
            "Microsoft.CognitiveServices/accounts/projects/capabilityHosts",
            vec![ReadKind::PROJECT_HOSTS],
        ),
        (
            "Microsoft.Storage/storageAccounts",
            vec![
                ReadKind::list_of(Kind::StorageAccount),
                ReadKind::one_of(Kind::StorageAccount),
            ],
        ),
        (
            "Microsoft.Storage/storageAccounts/blobServices",
            vec![ReadKind::BLOB_SERVICE],
        ),
        (
            "Microsoft.Storage/storageAccounts/blobServices/containers",
            vec![ReadKind::CONTAINERS],
        ),
        (
            "Microsoft.Authorization/locks",
            vec![ReadKind::LOCKS, ReadKind::LOCKS_AT],
        ),
        (
            "Microsoft.Authorization/policyDefinitions",
            vec![ReadKind::POLICY_DEFINITION],
        ),
        ("Microsoft.Security/pricings", vec![ReadKind::AI_PRICING]),
        (
            "Microsoft.Insights/diagnosticSettings",
            vec![ReadKind::DIAGNOSTICS],
        ),
        ("Microsoft.Resources/deployments", vec![]),
        ("Microsoft.CognitiveServices", vec![]),
    ] {
        assert_eq!(of(ty), reads, "{ty}");
    }
}

/// What a contributor adds for a new read: one row. Its key, plan, role, title and type follow from it.
mod made_up {
    use crate::catalogue::read::{At, Per, ReadKind, ReadRow};
    use crate::catalogue::reads::{reads, resource};
    use crate::model::Kind;

    reads! {
        /// Shared private links of an AI Search service.
        SHARED_LINKS: list(
            At::Resource("Microsoft.Search/searchServices"),
            "/sharedPrivateLinkResources",
            "2025-05-01",
        )
            .needs("Microsoft.Search/searchServices/sharedPrivateLinkResources/read")
            .per(Per::Dependency(Kind::SearchService))
            .on_request()
            .keep(resource!("properties.status"))
            .title("shared private links of {}");
    }
}

#[test]
fn a_new_read_is_one_row() {
    let read = ReadKind::SHARED_LINKS;
    let scope = resource("Microsoft.Search/searchServices");
    let key = key_of(&read.path(&scope));
    assert_eq!(recognise(&key), None, "the program doesn't make it yet");
    let table = Recogniser::new(ReadKind::all().chain(made_up::ROWS.iter().copied()));
    assert_eq!(table.recognise(&key), Some((read, ResourceId::new(&scope))));
    assert_eq!(read.title("srch"), "shared private links of srch");
    let row = read.row();
    let ty = "microsoft.search/searchservices/sharedprivatelinkresources";
    assert_eq!(row.arm_type().as_deref(), Some(ty));
    assert_eq!(
        (row.shape, row.per),
        (Shape::List, Per::Dependency(Kind::SearchService))
    );
    assert!(!ReadPlan::for_reads([]).wants(read));
    assert!(ReadPlan::for_reads([read]).wants(read));
}
