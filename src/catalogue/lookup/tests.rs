//! The rows against each other: each read is found by its own key and by no other, and a new one needs its row only.

use super::{Recogniser, catalogue, kept_paths, recognise};
use crate::catalogue::dependency::read_by;
use crate::catalogue::fact::{Catalogue, FactRow, flag, local_facts};
use crate::catalogue::read::{Per, ReadKind, Shape, kind_reads, resource as resource_paths};
use crate::catalogue::scope::At;
use crate::catalogue::{Body, DependencyRow, KindRow, ReadPlan, row as kind_row};
use crate::model::{Fact, Kind, Provenance, ReadId, Region, ResourceId, Why};
use crate::snapshot::key_of;
use serde_json::json;
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
            assert_eq!(alone.recognise(&key), None, "{other:?} takes {key} of {read:?}");
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
    for scope in ["", "/subscriptions/s", "/providers/microsoft.management/managementgroups/mg"] {
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
        assert!(!row.kept().is_empty(), "{read:?} keeps nothing of its answer");
        // An answer for a listing at one scope of many could not be told from another's without the scope in the title.
        let has_owner = read.title("owner").contains("owner");
        assert_eq!(has_owner, row.at != At::Tenant, "{read:?}");
    }
}

#[test]
fn the_reads_of_a_resource_type_are_looked_up() {
    let of = ReadKind::of_arm_type;
    for (ty, reads) in [
        ("Microsoft.CognitiveServices/accounts", vec![ReadKind::ACCOUNTS]),
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
            vec![ReadKind::list_of(Kind::StorageAccount), ReadKind::one_of(Kind::StorageAccount)],
        ),
        ("Microsoft.Storage/storageAccounts/blobServices", vec![ReadKind::BLOB_SERVICE]),
        ("Microsoft.Storage/storageAccounts/blobServices/containers", vec![ReadKind::CONTAINERS]),
        ("Microsoft.Authorization/locks", vec![ReadKind::LOCKS, ReadKind::LOCKS_AT]),
        ("Microsoft.Authorization/policyDefinitions", vec![ReadKind::POLICY_DEFINITION]),
        ("Microsoft.Security/pricings", vec![ReadKind::AI_PRICING]),
        ("Microsoft.Insights/diagnosticSettings", vec![ReadKind::DIAGNOSTICS]),
        ("Microsoft.Resources/deployments", vec![]),
        ("Microsoft.CognitiveServices", vec![]),
    ] {
        assert_eq!(of(ty), reads, "{ty}");
    }
}

/// What would be declared and yet never made or never set.
#[test]
fn no_row_is_forgotten() {
    for read in ReadKind::all().filter(|read| !read.row().is_conditional) {
        let is_made = match read.row().per {
            Per::Subscription
            | Per::FoundrySubscription
            | Per::Account
            | Per::Project
            | Per::Dependency(_) => true,
            // Before a survey begins, and where a survey sees that something is referred to or was refused.
            Per::Run | Per::Reference | Per::Refused => true,
            Per::AccountAndStore | Per::Region => false,
        };
        assert!(is_made, "{read:?}: only a stage of the collection knows where: `where_needed`");
    }
    for kind in Kind::ALL {
        let row = kind_row(kind);
        assert_eq!(row.dependency.is_some(), kind.is_dependency(), "{kind}");
        for fact in catalogue().facts(kind) {
            if let Some((Some(read), _)) = fact.source() {
                assert_eq!(read.row().shape, Shape::One, "{kind}.{}: a list is joined", fact.name);
            }
            assert!(fact.source().is_none() || fact.reads().len() < 2, "{kind}.{}", fact.name);
        }
        if let Some(one) = row.dependency.as_ref() {
            let ty = ReadKind::one_of(kind).row().arm_type();
            assert_eq!(ty.as_deref(), kind.arm_type(), "the kind's row and its reads");
            assert!(one.behind.iter().all(|(_, kind)| kind.is_dependency()), "{kind}");
        }
    }
}

/// What a contributor adds for a new read: one row. Its key, plan, role, title and type follow from it.
mod made_up {
    use crate::catalogue::read::{Per, ReadKind, ReadRow, reads, resource};
    use crate::catalogue::scope::At;
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
    assert_eq!((row.shape, row.per), (Shape::List, Per::Dependency(Kind::SearchService)));
    assert!(!ReadPlan::for_reads([]).wants(read));
    assert!(ReadPlan::for_reads([read]).wants(read));
}

/// What a contributor adds for a new fact of one body: one row. Its value, its kept path, its plan follow from it.
const MADE_UP: FactRow = flag(
    "change_feed",
    "properties.changeFeed.enabled",
    false,
    "changeFeed.enabled (absent = false)",
)
.since("2025-01-01")
.from(&[ReadKind::BLOB_SERVICE]);

#[test]
fn a_new_fact_is_one_row() {
    let mut facts = Catalogue::default();
    facts.register(Kind::StorageAccount, [MADE_UP]);
    assert_eq!(facts.index(Kind::StorageAccount, MADE_UP.name), Some(0));
    let reads: Vec<ReadKind> = facts.reads([MADE_UP.name]).collect();
    assert_eq!(reads, [ReadKind::BLOB_SERVICE]);
    let kept = kept_paths([(ReadKind::BLOB_SERVICE, &MADE_UP)]);
    assert!(kept["BLOB_SERVICE"].contains(&"properties.changeFeed.enabled"));
    let on = json!({"properties": {"changeFeed": {"enabled": true}}});
    let none = json!({"properties": {}});
    let value = |json, version| {
        let body = Body::new(json, &[], version, ReadId(0));
        let mut values = local_facts(&[&[MADE_UP]], Some(ReadKind::BLOB_SERVICE), &body);
        assert!(local_facts(&[&[MADE_UP]], None, &body).is_empty());
        values.pop().map(|(_, fact)| fact)
    };
    let evidence = Provenance::One(ReadId(0));
    let known = |value: bool| Some(Fact::Known(value.into(), evidence.clone()));
    assert_eq!(value(&on, "2024-01-01"), known(true));
    assert_eq!(value(&none, "2025-01-01"), known(false));
    let old = Why::OldApi("2024-01-01".into());
    assert_eq!(value(&none, "2024-01-01"), Some(Fact::Missing(old, evidence.clone())));
}

/// What a contributor writes for a new kind of dependency: one row in a file of its own.
static MADE_UP_KIND: KindRow = KindRow {
    facts: &[&[MADE_UP]],
    bodies: &[],
    dependency: Some(DependencyRow {
        reads: kind_reads!(
            Kind::KeyVault,
            "Microsoft.App",
            "managedEnvironments",
            "2025-01-01",
            "2024-03-01",
            resource_paths!("properties.zoneRedundant")
        ),
        endpoint: Some("properties.defaultDomain"),
        more_hosts: |_| vec![],
        healthy: |body| body.flag("properties.isHealthy", true),
        references: |_| vec![],
        behind: &[],
        short: "Cache",
        copies: None,
        availability: None,
    }),
};

#[test]
fn a_new_kind_is_one_row() {
    let id = resource("Microsoft.App/managedEnvironments");
    let json = json!({"id": id, "location": "Sweden Central",
        "properties": {"defaultDomain": "https://Env.example/", "isHealthy": false}});
    let body = Body::new(&json, &[], "2025-01-01", ReadId(0));
    let found = read_by(Kind::KeyVault, &MADE_UP_KIND, &body).expect("it has an id");
    assert_eq!(found.hosts, ["env.example"]);
    assert_eq!(found.healthy.known(), Some(&false));
    assert_eq!(found.region.known(), Some(&Region::new("swedencentral")));
    let [list, one] = MADE_UP_KIND.bodies()[..] else { panic!("a list and a single read") };
    let table = Recogniser::new(ReadKind::all().chain([list, one]));
    let key = key_of(&list.path(SUBSCRIPTION));
    assert_eq!(table.recognise(&key), Some((list, ResourceId::new(SUBSCRIPTION))));
    assert_eq!(table.recognise(&key_of(&id)), Some((one, ResourceId::new(&id))));
    assert_eq!(one.row().permission, "Microsoft.App/managedEnvironments/read");
    let ty = "microsoft.app/managedenvironments";
    assert_eq!(one.row().arm_type().as_deref(), Some(ty));
    assert_eq!(list.row().arm_type().as_deref(), Some(ty));
}
