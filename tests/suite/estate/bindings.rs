//! From a connection's name to a store: shadowing, spellings, hosts instead of ids, and stores that aren't there.

use super::edit::{connection, drop_key, host};
use super::{Case, Edit, check};
use foundry_dr::audit::Status::{Fail, Pass, Unknown};
use foundry_dr::snapshot::Outcome;
use serde_json::json;

const DESK: &str = "/projects/service-desk";
const COSMOS: &str = "/databaseaccounts/cosmos-fabrikam-agents";
const CONNECTIONS: &str = "/service-desk/connections";
const GONE: &str = "/subscriptions/1dea1000-0000-4000-8000-000000000001/resourceGroups/rg-agents/providers/Microsoft.DocumentDB/databaseAccounts/gone";

/// The connection leads to an account of Cosmos DB that ARM says doesn't exist.
fn dead(edit: &mut Edit, of: fn(&mut Edit) -> &mut serde_json::Value) {
    of(edit)["metadata"]["ResourceId"] = GONE.into();
    edit.add(GONE, json!({}));
    edit.outcome("/databaseaccounts/gone", Outcome::Absent);
}

/// A connection `threads` in the account.
fn in_account(edit: &mut Edit) -> &mut serde_json::Value {
    let mut copy = edit.item(CONNECTIONS, "/threads").clone();
    let id = copy["id"].as_str().expect("an id").replace("/projects/service-desk", "");
    copy["id"] = id.into();
    edit.items("/fabrikam-agents/connections").push(copy);
    &mut edit.item("/fabrikam-agents/connections", "/threads")["properties"]
}

fn threads(edit: &mut Edit) -> &mut serde_json::Value {
    connection(edit, "threads")
}

fn without_id(edit: &mut Edit, name: &str, target: &str) {
    let connection = connection(edit, name);
    drop_key(&mut connection["metadata"], "ResourceId");
    connection["target"] = target.into();
}

/// Takes the connection out of the project.
fn remove(edit: &mut Edit) {
    edit.items(CONNECTIONS)
        .retain(|item| !item["id"].as_str().is_some_and(|id| id.ends_with("/threads")));
}

const NAMES: &[Case<'_>] = &[
    (
        "another case",
        |e| host(e)["threadStorageConnections"] = json!(["THREADS"]),
        &[("MOD-003", DESK, Pass)],
    ),
    (
        "project/name",
        |e| host(e)["threadStorageConnections"] = json!(["Service-Desk/threads"]),
        &[("MOD-003", DESK, Pass)],
    ),
    (
        "a name that nobody has",
        |e| host(e)["threadStorageConnections"] = json!(["thread"]),
        &[("MOD-003", DESK, Fail)],
    ),
    (
        "two names, one of them dead",
        |e| host(e)["threadStorageConnections"] = json!(["threads", "more"]),
        &[("MOD-003", DESK, Fail)],
    ),
    (
        "the account has it",
        |e| {
            in_account(e);
            remove(e);
        },
        &[("MOD-003", DESK, Pass), ("MOD-001", DESK, Pass)],
    ),
    ("the project's shadows a dead one", |e| dead(e, in_account), &[("MOD-003", DESK, Pass)]),
    (
        "the project's is dead and shadows a live one",
        |e| {
            in_account(e);
            dead(e, threads);
        },
        &[("MOD-003", DESK, Fail)],
    ),
    (
        "the account has it, the project's list is cut",
        |e| {
            in_account(e);
            remove(e);
            e.outcome(CONNECTIONS, Outcome::Truncated);
        },
        &[("MOD-003", DESK, Unknown)],
    ),
    (
        "neither has it, and the account's list is denied",
        |e| {
            remove(e);
            e.outcome("/fabrikam-agents/connections", Outcome::Denied);
        },
        &[("MOD-003", DESK, Unknown)],
    ),
    (
        "a store of the wrong kind",
        |e| host(e)["threadStorageConnections"] = json!(["files"]),
        &[("MOD-003", DESK, Fail)],
    ),
];

const TARGETS: &[Case<'_>] = &[
    (
        "no id, a host in capitals without its port",
        |e| without_id(e, "threads", "https://COSMOS-Fabrikam-Agents.Documents.Azure.com/"),
        &[("MOD-003", DESK, Fail), ("SRP-001", COSMOS, Pass), ("IDN-004", DESK, Pass)],
    ),
    (
        "no id of the service, a host in capitals without its port",
        |e| without_id(e, "vectors", "https://SRCH-Fabrikam-Agents.Search.Windows.Net/"),
        &[("MOD-003", DESK, Pass)],
    ),
    (
        "no id, another cloud's host",
        |e| without_id(e, "vectors", "https://srch-fabrikam-agents.search.azure.cn"),
        &[("MOD-003", DESK, Pass)],
    ),
    (
        "no id, and a host that nobody has",
        |e| without_id(e, "threads", "https://elsewhere.documents.azure.com/"),
        &[("MOD-003", DESK, Unknown), ("SRP-001", COSMOS, Pass)],
    ),
    (
        "no id and no target",
        |e| {
            without_id(e, "threads", "");
            drop_key(connection(e, "threads"), "target");
        },
        &[("MOD-003", DESK, Unknown)],
    ),
    ("no metadata", |e| threads(e)["metadata"] = json!(null), &[("MOD-003", DESK, Fail)]),
    (
        "metadata of another shape",
        |e| threads(e)["metadata"] = json!("ResourceId"),
        &[("MOD-003", DESK, Unknown)],
    ),
    (
        "a key in another case",
        |e| {
            let m = &mut threads(e)["metadata"];
            m["resourceId"] = m["ResourceId"].take();
            drop_key(m, "ResourceId");
        },
        &[("MOD-003", DESK, Pass)],
    ),
    (
        "an id that ends in a slash, in lower case",
        |e| {
            let m = &mut threads(e)["metadata"];
            let id = m["ResourceId"].as_str().expect("an id").to_lowercase() + "/";
            m["ResourceId"] = id.into();
        },
        &[("MOD-003", DESK, Pass), ("SRP-001", COSMOS, Pass)],
    ),
    (
        "the id of a database",
        |e| {
            let m = &mut threads(e)["metadata"];
            let id = format!("{}/sqlDatabases/d", m["ResourceId"].as_str().expect("an id"));
            m["ResourceId"] = id.into();
        },
        &[("MOD-003", DESK, Pass)],
    ),
    (
        "the id of something else, the host of the store",
        |e| {
            threads(e)["metadata"]["ResourceId"] =
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.Cache/redis/r".into()
        },
        &[("MOD-003", DESK, Pass)],
    ),
    (
        "an id beside a target that was redacted",
        |e| threads(e)["target"] = json!({"$redacted": "x"}),
        &[("MOD-003", DESK, Pass), ("SRP-001", COSMOS, Pass)],
    ),
    (
        "a target beside an id that was redacted",
        |e| threads(e)["metadata"]["ResourceId"] = json!({"$redacted": "x"}),
        &[("MOD-003", DESK, Unknown)],
    ),
];

const STORES: &[Case<'_>] = &[
    ("gone", |e| dead(e, threads), &[("MOD-003", DESK, Fail), ("MOD-001", DESK, Pass)]),
    (
        "denied",
        |e| e.outcome(COSMOS, Outcome::Denied),
        &[("MOD-003", DESK, Unknown), ("REC-001", COSMOS, Unknown)],
    ),
    (
        "never read",
        |e| e.forget(COSMOS),
        &[("MOD-003", DESK, Unknown), ("REC-001", COSMOS, Unknown)],
    ),
    (
        "not in a complete list, and nobody asked for it",
        |e| {
            threads(e)["metadata"]["ResourceId"] = GONE.into();
            e.add("/subscriptions/1dea1000-0000-4000-8000-000000000001/providers/Microsoft.DocumentDB/databaseAccounts", json!({"value": []}));
        },
        &[
            ("MOD-003", DESK, Unknown),
            // Where it lies isn't known, and so whether the policy in force holds there.
            ("DEL-002", "/databaseaccounts/gone", Unknown),
            ("REC-001", "/databaseaccounts/gone", Unknown),
        ],
    ),
    (
        "in a subscription that nobody read",
        |e| threads(e)["metadata"]["ResourceId"] = GONE.replace("1dea1000-", "0dd00000-").into(),
        &[
            ("MOD-003", DESK, Unknown),
            ("DEL-002", "/databaseaccounts/gone", Unknown),
            ("REC-001", "/databaseaccounts/gone", Unknown),
        ],
    ),
    (
        "a search service that has stopped",
        |e| e.properties("/srch-fabrikam-agents")["status"] = "Error".into(),
        &[("MOD-003", DESK, Fail)],
    ),
    (
        "a degraded search service still serves",
        |e| e.properties("/srch-fabrikam-agents")["status"] = "degraded".into(),
        &[("MOD-003", DESK, Pass)],
    ),
];

#[test]
fn names() {
    check(NAMES);
}

#[test]
fn targets() {
    check(TARGETS);
}

#[test]
fn stores() {
    check(STORES);
}
