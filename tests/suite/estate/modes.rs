//! Standard mode: two lists of hosts, names or none, states, and the preview that binds without any host.

use super::edit::{SUBSCRIPTION, drop_key, host, unbind};
use super::{Case, Edit, check};
use foundry_dr::audit::Status::{Fail, NotApplicable, Pass, Unknown};
use foundry_dr::snapshot::Outcome;
use serde_json::{Value as Json, json};

const DESK: &str = "/projects/service-desk";
const DESK_HOST: &str = "/service-desk/capabilityhosts/agents";
const DESK_HOSTS: &str = "/service-desk/capabilityhosts";
const ACCOUNT_HOSTS: &str = "/fabrikam-agents/capabilityhosts";
const PREVIEW: &str = "/projects/service-desk";

/// The account's host names the stores, through connections of the account.
fn bind_in_account(edit: &mut Edit) {
    let copies: Vec<Json> = edit
        .items("/service-desk/connections")
        .iter()
        .map(|item| {
            let mut copy = item.clone();
            let id = copy["id"].as_str().expect("an id").replace("/projects/service-desk", "");
            copy["id"] = id.into();
            copy
        })
        .collect();
    edit.items("/fabrikam-agents/connections").extend(copies);
    let names = &mut edit.items(ACCOUNT_HOSTS)[0]["properties"];
    names["threadStorageConnections"] = json!(["threads"]);
    names["vectorStoreConnections"] = json!(["vectors"]);
    names["storageConnections"] = json!(["files"]);
}

/// A second host of the project, made after the first.
fn second_host(edit: &mut Edit, state: &str) {
    let mut second = edit.items(DESK_HOSTS)[0].clone();
    let id = second["id"].as_str().expect("an id").replace("/agents", "/agents2");
    second["id"] = id.into();
    second["properties"]["provisioningState"] = state.into();
    edit.items(DESK_HOSTS).push(second);
}

fn settings(edit: &mut Edit, vectors: &str, files: Json) {
    let at = format!("{SUBSCRIPTION}/resourceGroups/rg-agents/providers");
    edit.properties(PREVIEW)["capabilitySettings"] = json!({
        "documentStore": format!("{at}/Microsoft.DocumentDB/databaseAccounts/cosmos-fabrikam-agents"),
        "vectorStore": format!("{at}/{vectors}"),
        "blobStore": files,
    });
}

fn files() -> Json {
    json!(format!(
        "{SUBSCRIPTION}/resourceGroups/rg-agents/providers/Microsoft.Storage/storageAccounts/stfabrikamagents/"
    ))
}

fn no_preview(edit: &mut Edit) {
    let provider = edit.body("/providers/microsoft.cognitiveservices");
    for ty in provider["resourceTypes"].as_array_mut().expect("types") {
        ty["apiVersions"] = json!(["2026-09-01", "2025-06-01"]);
    }
}

const HOSTS: &[Case<'_>] = &[
    (
        "null, empty and absent arrays are no names",
        unbind,
        &[("MOD-001", DESK, Fail), ("MOD-003", DESK, NotApplicable)],
    ),
    (
        "the account's host binds for the project",
        |e| {
            unbind(e);
            bind_in_account(e);
        },
        &[("MOD-001", DESK, Pass), ("MOD-003", DESK, Pass)],
    ),
    (
        "the account's host binds, the project has no host",
        |e| {
            e.items(DESK_HOSTS).clear();
            bind_in_account(e);
        },
        &[("MOD-001", DESK, Pass)],
    ),
    (
        "the account's host binds, the project's own host has failed",
        |e| {
            unbind(e);
            bind_in_account(e);
            host(e)["provisioningState"] = "Failed".into();
        },
        &[("MOD-001", DESK, Fail), ("MOD-002", DESK_HOST, Fail)],
    ),
    (
        "the account's host binds and has failed",
        |e| {
            unbind(e);
            bind_in_account(e);
            e.items(ACCOUNT_HOSTS)[0]["properties"]["provisioningState"] = "Failed".into();
        },
        &[("MOD-001", DESK, Fail)],
    ),
    (
        "the account's host binds, the project's hosts are denied",
        |e| {
            bind_in_account(e);
            e.outcome(DESK_HOSTS, Outcome::Denied);
        },
        &[("MOD-001", DESK, Unknown), ("MOD-003", DESK, Unknown)],
    ),
    (
        "only a connection to models",
        |e| {
            unbind(e);
            host(e)["aiServicesConnections"] = json!(["models"]);
        },
        &[("MOD-001", DESK, Fail)],
    ),
    (
        "one of three stores isn't named",
        |e| drop_key(host(e), "storageConnections"),
        &[("MOD-001", DESK, Fail), ("MOD-003", DESK, Pass)],
    ),
    (
        "failed",
        |e| host(e)["provisioningState"] = "Failed".into(),
        &[("MOD-001", DESK, Fail), ("MOD-002", DESK_HOST, Fail)],
    ),
    (
        "creating since March",
        |e| host(e)["provisioningState"] = "Creating".into(),
        &[("MOD-001", DESK, Unknown), ("MOD-002", DESK_HOST, Fail)],
    ),
    (
        "creating since this minute",
        |e| {
            let item = &mut e.items(DESK_HOSTS)[0];
            item["properties"]["provisioningState"] = "Creating".into();
            item["systemData"]["lastModifiedAt"] = "2026-11-22T23:59:30Z".into();
        },
        &[("MOD-001", DESK, Unknown), ("MOD-002", DESK_HOST, Unknown)],
    ),
    (
        "no state at all",
        |e| drop_key(host(e), "provisioningState"),
        &[("MOD-001", DESK, Unknown), ("MOD-002", DESK_HOST, Unknown)],
    ),
    (
        "a failed host beside one that works",
        |e| {
            second_host(e, "Succeeded");
            host(e)["provisioningState"] = "Failed".into();
        },
        &[("MOD-001", DESK, Pass), ("MOD-002", DESK_HOST, Fail)],
    ),
    (
        "a failed host in a cut listing",
        |e| {
            host(e)["provisioningState"] = "Failed".into();
            e.outcome(DESK_HOSTS, Outcome::Truncated);
        },
        &[("MOD-001", DESK, Unknown)],
    ),
    (
        "a working host in a cut listing",
        |e| e.outcome(DESK_HOSTS, Outcome::Truncated),
        &[("MOD-001", DESK, Pass)],
    ),
    (
        "the list of hosts doesn't exist",
        |e| e.outcome(DESK_HOSTS, Outcome::Absent),
        &[("MOD-001", DESK, Unknown), ("MOD-003", DESK, Unknown)],
    ),
    (
        "names of a shape that nobody documented",
        |e| host(e)["threadStorageConnections"] = "threads".into(),
        &[("MOD-001", DESK, Unknown)],
    ),
];

const SETTINGS: &[Case<'_>] = &[
    (
        "settings bind all three",
        |e| {
            e.items(DESK_HOSTS).clear();
            settings(e, "Microsoft.Search/searchServices/srch-fabrikam-agents", files());
        },
        &[("MOD-001", DESK, Pass), ("MOD-003", DESK, Pass)],
    ),
    (
        "vectors in Cosmos DB",
        |e| {
            e.items(DESK_HOSTS).clear();
            settings(e, "Microsoft.DocumentDB/databaseAccounts/cosmos-fabrikam-agents", files());
        },
        &[("MOD-001", DESK, Pass), ("MOD-003", DESK, Pass)],
    ),
    (
        "no store for files",
        |e| {
            e.items(DESK_HOSTS).clear();
            settings(e, "Microsoft.Search/searchServices/srch-fabrikam-agents", Json::Null);
        },
        &[("MOD-001", DESK, Fail)],
    ),
    (
        "vectors in a Storage account",
        |e| {
            e.items(DESK_HOSTS).clear();
            settings(e, "Microsoft.Storage/storageAccounts/stfabrikamagents", files());
        },
        &[("MOD-003", DESK, Fail)],
    ),
    (
        "the preview was denied",
        |e| {
            unbind(e);
            e.outcome(PREVIEW, Outcome::Denied);
        },
        &[("MOD-001", DESK, Unknown)],
    ),
    (
        "the preview wasn't read",
        |e| {
            unbind(e);
            e.forget(PREVIEW);
        },
        &[("MOD-001", DESK, Unknown)],
    ),
    (
        "the preview wasn't read, nor what the provider knows",
        |e| {
            unbind(e);
            e.forget(PREVIEW);
            e.outcome("/providers/microsoft.cognitiveservices", Outcome::Failed);
        },
        &[("MOD-001", DESK, Unknown)],
    ),
    (
        "the provider doesn't know the preview",
        |e| {
            unbind(e);
            no_preview(e);
            e.forget(PREVIEW);
        },
        &[("MOD-001", DESK, Fail)],
    ),
    (
        "a stable version answered for the preview",
        |e| {
            unbind(e);
            e.version(PREVIEW, "2026-09-01");
        },
        &[("MOD-001", DESK, Unknown)],
    ),
];

#[test]
fn hosts() {
    check(HOSTS);
}

#[test]
fn capability_settings() {
    check(SETTINGS);
}
