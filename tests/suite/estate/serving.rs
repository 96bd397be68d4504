//! What a connection is for, what a store outside the audit means, and whose data roles count where.

use super::edit::{connection, drop_key, host};
use super::{Case, Edit, check};
use foundry_dr::audit::Status::{Fail, NotApplicable, Pass, Unknown};
use foundry_dr::model::Kind;
use foundry_dr::snapshot::Outcome;
use serde_json::{Value as Json, json};

const DESK: &str = "/projects/service-desk";
const HOST: &str = "/fabrikam-agents/capabilityhosts";
const SEARCH: &str = "/searchservices/srch-fabrikam-agents";
const COSMOS: &str = "/databaseaccounts/cosmos-fabrikam-agents";
const STORAGE: &str = "/storageaccounts/stfabrikamagents";
const DATA_ROLES: &str = "/sqlroleassignments";

/// A copy of the project's connection `of` in the account, under another name.
fn share<'a>(edit: &'a mut Edit, of: &str, name: &str) -> &'a mut Json {
    let list = "/fabrikam-agents/connections";
    let mut copy = edit.item("/service-desk/connections", &format!("/{of}")).clone();
    let id = copy["id"].as_str().expect("an id").replace("/projects/service-desk", "");
    copy["id"] = id.replace(&format!("/{of}"), &format!("/{name}")).into();
    edit.items(list).push(copy);
    &mut edit.item(list, &format!("/connections/{name}"))["properties"]
}

/// A connection of the account by an address only.
fn outside(edit: &mut Edit, category: &str, target: &str) {
    let connection = share(edit, "threads", "others");
    connection["category"] = category.into();
    connection["target"] = target.into();
    drop_key(&mut connection["metadata"], "ResourceId");
}

/// Every store is listed, so that what no list shows lies elsewhere.
fn list_stores(edit: &mut Edit) {
    for (ty, end) in [
        ("Microsoft.DocumentDB/databaseAccounts", COSMOS),
        ("Microsoft.Search/searchServices", SEARCH),
        ("Microsoft.Storage/storageAccounts", STORAGE),
    ] {
        let body = edit.body(end).clone();
        let list = format!("{}/providers/{ty}", super::edit::SUBSCRIPTION);
        edit.add(&list, json!({"value": [body]}));
    }
}

/// The data roles of the project's identity, moved to another scope of the account.
fn narrow(edit: &mut Edit, rest: &str) {
    for item in edit.items(DATA_ROLES) {
        let scope = item["properties"]["scope"].as_str().expect("a scope");
        let account = scope.split("/dbs/").next().expect("an account").to_owned();
        item["properties"]["scope"] = format!("{account}{rest}").into();
    }
}

const SERVING: &[Case<'_>] = &[
    (
        "the account's host names a connection that each project overrides",
        |e| {
            share(e, "vectors", "shared-vectors");
            let host = &mut e.items(HOST)[0]["properties"];
            host["vectorStoreConnections"] = json!(["shared-vectors"]);
        },
        &[("SRP-002", SEARCH, Pass)],
    ),
    (
        "no host names it",
        |e| {
            share(e, "vectors", "knowledge");
        },
        &[("SRP-002", SEARCH, Fail)],
    ),
    (
        "a project's host names it, but means its own connection of that name",
        |e| {
            share(e, "vectors", "vectors");
        },
        &[("SRP-002", SEARCH, Fail)],
    ),
    (
        "the account's hosts weren't read",
        |e| {
            share(e, "vectors", "knowledge");
            e.outcome(HOST, Outcome::Denied);
        },
        &[("SRP-002", SEARCH, Unknown)],
    ),
    (
        "an unnamed connection to an address that no list shows",
        |e| {
            list_stores(e);
            outside(e, "CosmosDB", "https://partner.documents.azure.com:443/");
        },
        &[("DEL-002", "cosmos-account/*", NotApplicable), ("SRP-001", COSMOS, Pass)],
    ),
    (
        "the same, to a regional address that may be the store's own",
        |e| {
            list_stores(e);
            outside(e, "CosmosDB", "https://cosmos-fabrikam-agents-mars.documents.azure.com/");
        },
        &[("DEL-002", "cosmos-account/*", NotApplicable)],
    ),
    (
        "a host names the connection",
        |e| {
            list_stores(e);
            outside(e, "CosmosDB", "https://partner.documents.azure.com:443/");
            host(e)["threadStorageConnections"] = json!(["others"]);
        },
        &[("DEL-002", "cosmos-account/*", Unknown)],
    ),
    (
        "the hosts that may name it weren't read",
        |e| {
            list_stores(e);
            outside(e, "CosmosDB", "https://partner.documents.azure.com:443/");
            e.outcome("/field-guide/capabilityhosts", Outcome::Denied);
        },
        &[("DEL-002", "cosmos-account/*", Unknown)],
    ),
    (
        "a Data Lake address of the bound Storage account",
        |e| outside(e, "ADLSGen2", "https://stfabrikamagents-secondary.dfs.core.windows.net/x"),
        &[("KNO-004", STORAGE, Fail)],
    ),
    (
        "a host that is being made names stores",
        |e| {
            host(e)["provisioningState"] = "Creating".into();
            host(e)["threadStorageConnections"] = json!(["nobody"]);
        },
        &[("MOD-003", DESK, Fail), ("MOD-004", "/accounts/fabrikam-agents", Pass)],
    ),
];

const ROLES: &[Case<'_>] = &[
    (
        "only another project of the audit holds a data role",
        |e| e.items(DATA_ROLES).truncate(1),
        &[("IDN-004", "s/field-guide", Fail), ("IDN-004", DESK, Pass)],
    ),
    (
        "a data role on another database",
        |e| narrow(e, "/dbs/telemetry"),
        &[("IDN-004", DESK, Fail)],
    ),
    (
        "a data role on one container",
        |e| narrow(e, "/dbs/enterprise_memory/colls/thread-message-store"),
        &[("IDN-004", DESK, Fail)],
    ),
    ("a data role on the account", |e| narrow(e, ""), &[("IDN-004", DESK, Pass)]),
    (
        "a definition without permissions",
        |e| {
            let role = e.item("/sqlroledefinitions", "-000000000002");
            drop_key(&mut role["properties"], "permissions");
        },
        &[("LPA-003", COSMOS, Unknown), ("IDN-004", DESK, Unknown)],
    ),
    (
        "the service's own identity holds a role on it",
        |e| {
            e.body(SEARCH)["identity"] = json!({"type": "SystemAssigned", "principalId": "1dea1000-0000-4000-8000-00000000aaaa"});
            let scope = e.body(STORAGE)["id"].as_str().expect("an id").to_owned();
            let (principal, reader) =
                ("1dea1000-0000-4000-8000-00000000aaaa", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1");
            let row = super::roles::assignment(principal, "ServicePrincipal", reader, &scope);
            e.items("/roleassignments").push(row);
        },
        &[("IDN-005", STORAGE, Pass)],
    ),
];

const SHAPES: &[Case<'_>] = &[
    (
        "an own test from two places",
        |e| {
            let test = &mut e.items("/webtests")[0]["properties"];
            test["Locations"].as_array_mut().expect("a list").truncate(2);
        },
        &[("OPS-004", "/accounts/fabrikam-agents", Fail)],
    ),
    (
        "the same beside a test of another site",
        |e| {
            let mut other = e.items("/webtests")[0].clone();
            other["properties"]["Request"]["RequestUrl"] =
                "https://gateway.fabrikam.example/".into();
            let test = &mut e.items("/webtests")[0]["properties"];
            test["Locations"].as_array_mut().expect("a list").truncate(2);
            e.items("/webtests").push(other);
        },
        &[("OPS-004", "/accounts/fabrikam-agents", Unknown)],
    ),
    (
        "logs go to a workspace that is gone",
        |e| e.outcome("/workspaces/log-fabrikam-agents", Outcome::Absent),
        &[("REC-016", COSMOS, Fail), ("MOD-020", "/components/appi-fabrikam-agents", Fail)],
    ),
    (
        "logs go to a workspace that wasn't read",
        |e| e.outcome("/workspaces/log-fabrikam-agents", Outcome::Denied),
        &[("REC-016", COSMOS, Unknown)],
    ),
    (
        "the action group of the alerts is gone",
        |e| e.items("/actiongroups").clear(),
        &[("OPS-005", super::edit::SUBSCRIPTION, Fail)],
    ),
    (
        "a vault without properties",
        |e| drop_key(e.body("/vaults/kv-fabrikam-agents"), "properties"),
        &[("REC-014", "/vaults/kv-fabrikam-agents", Unknown)],
    ),
    (
        "an account of Cosmos DB without properties",
        |e| drop_key(e.body(COSMOS), "properties"),
        &[("REC-017", COSMOS, Unknown), ("REC-001", COSMOS, Unknown)],
    ),
    (
        "an account of Cosmos DB without a backup policy",
        |e| drop_key(e.properties(COSMOS), "backupPolicy"),
        &[("REC-001", COSMOS, Unknown)],
    ),
    (
        "soft delete of a vault is off",
        |e| e.properties("/vaults/kv-fabrikam-agents")["enableSoftDelete"] = false.into(),
        &[("REC-014", "/vaults/kv-fabrikam-agents", Fail)],
    ),
    (
        "point-in-time restore of blobs without versions",
        |e| e.properties("/blobservices/default")["isVersioningEnabled"] = false.into(),
        &[("REC-012", STORAGE, Fail)],
    ),
    (
        "a tier of AI Search without replicas",
        |e| {
            e.body(SEARCH)["sku"]["name"] = "serverless".into();
            drop_key(e.properties(SEARCH), "replicaCount");
        },
        &[("ZON-004", SEARCH, Unknown), ("ZON-005", SEARCH, Unknown)],
    ),
    (
        "a backup tier of 35 days",
        |e| {
            e.properties(COSMOS)["backupPolicy"]["continuousModeProperties"]["tier"] =
                "Continuous35Days".into();
        },
        &[("REC-002", COSMOS, Pass)],
    ),
];

#[test]
fn connections_for_agents_state_are_no_knowledge() {
    check(SERVING);
}

#[test]
fn rights_are_judged_by_what_the_runtime_needs() {
    check(ROLES);
}

#[test]
fn nothing_said_is_no_default() {
    check(SHAPES);
}

#[test]
fn a_connection_made_for_capability_settings_is_no_knowledge() {
    let mut edit = Edit::ideal();
    let store = connection(&mut edit, "vectors")["metadata"]["ResourceId"].clone();
    super::edit::unbind(&mut edit);
    let project = edit.item("/fabrikam-agents/projects", "/service-desk").clone();
    let id = project["id"].as_str().expect("an id").to_owned();
    let mut body = project;
    body["properties"]["capabilitySettings"] = json!({"vectorStore": store});
    edit.add(&id, body);
    edit.version("/projects/service-desk", "2026-07-15-preview");
    let findings = edit.audit().report.findings;
    let search = findings
        .iter()
        .filter(|f| f.rule == "FDR-SRP-002" && f.subject.kind == Kind::SearchService);
    let statuses: Vec<_> = search.map(|f| f.status).collect();
    assert_eq!(statuses, [Pass]);
}
