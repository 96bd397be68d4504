//! Primary and standby: from a pair that is even, one thing is changed, and the rule on pairs says so. What can't be read
//! on either side leaves the rule open.

use super::edit::{check_in, drop_key};
use super::{Case, Edit};
use crate::law::assert_no_loss_helps;
use crate::world::{judge, judge_declared, load, workloads};
use foundry_dr::audit::Status::{Fail, Manual, NotApplicable, Pass, Unknown};
use foundry_dr::snapshot::Outcome;
use serde_json::{Value as Json, json};

const ESTATE: &str = "two-regions";
const TRAVEL: &str = "workload:travel";
const REGISTRY: &str = "/registries/cradventureagents";

const ACCOUNTS: &str = "0001/providers/microsoft.cognitiveservices/accounts";
const ROLES: &str = "0001/providers/microsoft.authorization/roleassignments";
const COMPONENTS: &str = "/providers/microsoft.insights/components";
const REPLICAS: &str = "/cradventureagents/replications";
const HERE: &str = "/adventure-agents/deployments";
const THERE: &str = "/adventure-agents-gwc/deployments";
const LINKS_HERE: &str = "/adventure-agents/connections";
const LINKS_THERE: &str = "/adventure-agents-gwc/connections";
const TOURS_THERE: &str = "/adventure-agents-gwc/projects/tours/connections";
const PROJECTS_THERE: &str = "/adventure-agents-gwc/projects";

const PRIMARY_SCOPE: &str = "/subscriptions/2e610000-0000-4000-8000-000000000001/resourceGroups/rg-agents/providers/Microsoft.CognitiveServices/accounts/adventure-agents";
const STANDBY_GROUP: &str =
    "/subscriptions/2e610000-0000-4000-8000-000000000001/resourceGroups/rg-agents-gwc";
const FOUNDRY_USER: &str = "53ca6127-db72-4b80-b1b0-d745d6d5456d";
const ADA: &str = "00000000-0000-0000-0000-0000000000e1";

fn clone(edit: &mut Edit, list: &str, from: &str, to: &str) {
    let mut item = edit.item(list, from).clone();
    let id = item["id"].as_str().expect("an id").replace(from, to);
    item["id"] = id.into();
    item["name"] = to.trim_start_matches('/').into();
    edit.items(list).push(item);
}

fn give(edit: &mut Edit, ty: &str, scope: &str) {
    edit.items(ROLES).push(json!({
        "id": format!("{}/providers/Microsoft.Authorization/roleAssignments/{ty}", scope.trim_end_matches('/')),
        "properties": {
            "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{FOUNDRY_USER}"),
            "principalId": ADA,
            "principalType": ty,
            "scope": scope,
        },
    }));
}

fn standby(edit: &mut Edit) -> &mut Json {
    edit.item(ACCOUNTS, "/adventure-agents-gwc")
}

fn deployed<'a>(edit: &'a mut Edit, list: &str, name: &str) -> &'a mut Json {
    edit.item(list, &format!("/{name}"))
}

fn endpoint(status: &str) -> Json {
    json!([{"properties": {"privateLinkServiceConnectionState": {"status": status}}}])
}

/// The estate with a standby that lacks nothing: each rule on the pair passes.
fn even() -> Edit {
    let mut edit = Edit(load(ESTATE));
    let e = &mut edit;
    clone(e, THERE, "/chat", "/embed");
    let embed = &mut deployed(e, THERE, "embed")["properties"];
    embed["model"]["name"] = "text-embedding-3-large".into();
    embed["model"]["version"] = "1".into();
    for name in ["chat", "embed"] {
        deployed(e, THERE, name)["sku"]["capacity"] = 50.into();
    }
    clone(e, HERE, "/chat", "/reserved");
    deployed(e, HERE, "reserved")["sku"]["name"] = "ProvisionedManaged".into();
    let mut link = e.item(LINKS_HERE, "/translate").clone();
    link["id"] = format!("{STANDBY_GROUP}/providers/Microsoft.CognitiveServices/accounts/adventure-agents-gwc/connections/translate").into();
    link["properties"]["target"] = "https://adventure-translate-gwc.openai.azure.com/".into();
    e.items(LINKS_THERE).push(link);
    clone(e, REPLICAS, "/northeurope", "/germanywestcentral");
    e.item(REPLICAS, "/germanywestcentral")["location"] = "germanywestcentral".into();
    // The sample's own drift: a group that has its role on the primary only.
    e.items(ROLES)
        .retain(|row| row["properties"]["principalId"] != "2e610000-0000-4000-8000-b00000000004");
    give(e, "User", PRIMARY_SCOPE);
    give(e, "User", STANDBY_GROUP);
    for account in ["/adventure-agents", "/adventure-agents-gwc"] {
        e.item(ACCOUNTS, account)["properties"]["privateEndpointConnections"] =
            endpoint("Approved");
    }
    edit
}

/// Every rule on the pair.
const EVEN: &[Case<'_>] = &[(
    "nothing is changed",
    |_| {},
    &[
        ("MRG-001", TRAVEL, Pass),
        ("MRG-002", TRAVEL, Pass),
        ("MRG-003", TRAVEL, Fail),
        ("MRG-005", TRAVEL, Pass),
        ("MRG-006", TRAVEL, Pass),
        ("MRG-008", REGISTRY, Pass),
        ("MRG-009", TRAVEL, Pass),
        ("MRG-010", TRAVEL, Pass),
        ("MRG-012", TRAVEL, Pass),
        ("MRG-013", TRAVEL, Manual),
        ("MRG-016", TRAVEL, Pass),
        ("MDL-002", TRAVEL, Pass),
        ("MDL-003", TRAVEL, Pass),
        ("MDL-004", TRAVEL, Pass),
    ],
)];

const MODELS: &[Case<'_>] = &[
    (
        "a model isn't deployed there",
        |e| e.items(THERE).retain(|one| one["name"] != "embed"),
        &[("MDL-002", TRAVEL, Fail), ("MDL-003", TRAVEL, Pass)],
    ),
    (
        "another version",
        |e| deployed(e, THERE, "chat")["properties"]["model"]["version"] = "2024-08-06".into(),
        &[("MDL-002", TRAVEL, Fail), ("MDL-004", TRAVEL, Fail)],
    ),
    (
        "no version, and the name in another case",
        |e| {
            let model = &mut deployed(e, THERE, "chat")["properties"]["model"];
            drop_key(model, "version");
            model["name"] = "GPT-4o".into();
        },
        &[("MDL-002", TRAVEL, Pass), ("MDL-003", TRAVEL, Pass)],
    ),
    (
        "for batches only",
        |e| deployed(e, THERE, "embed")["sku"]["name"] = "GlobalBatch".into(),
        &[("MDL-002", TRAVEL, Fail)],
    ),
    (
        "a type that nobody knows",
        |e| deployed(e, THERE, "embed")["sku"]["name"] = "Hyper".into(),
        &[("MDL-002", TRAVEL, Unknown), ("MDL-003", TRAVEL, Unknown)],
    ),
    (
        "one unit less",
        |e| deployed(e, THERE, "chat")["sku"]["capacity"] = 49.into(),
        &[("MDL-002", TRAVEL, Pass), ("MDL-003", TRAVEL, Fail)],
    ),
    (
        "two halves",
        |e| {
            deployed(e, THERE, "chat")["sku"]["capacity"] = 25.into();
            clone(e, THERE, "/chat", "/second");
        },
        &[("MDL-003", TRAVEL, Pass)],
    ),
    (
        "no capacity is told",
        |e| drop_key(&mut deployed(e, THERE, "chat")["sku"], "capacity"),
        &[("MDL-003", TRAVEL, Unknown)],
    ),
    (
        "paused on the standby: no capacity and no fallback",
        |e| deployed(e, THERE, "chat")["properties"]["deploymentState"] = "Paused".into(),
        &[("MDL-002", TRAVEL, Pass), ("MDL-003", TRAVEL, Fail), ("MDL-004", TRAVEL, Fail)],
    ),
    (
        "being created on the standby",
        |e| deployed(e, THERE, "chat")["properties"]["provisioningState"] = "Creating".into(),
        &[("MDL-003", TRAVEL, Fail), ("MDL-004", TRAVEL, Fail)],
    ),
    (
        "paused on the primary: nothing to take over",
        |e| {
            deployed(e, HERE, "chat")["properties"]["deploymentState"] = "Paused".into();
            deployed(e, THERE, "chat")["sku"]["capacity"] = 1.into();
        },
        &[("MDL-003", TRAVEL, Pass)],
    ),
    (
        "provisioned there too is no standard fallback",
        |e| deployed(e, THERE, "chat")["sku"]["name"] = "GlobalProvisionedManaged".into(),
        &[("MDL-002", TRAVEL, Pass), ("MDL-004", TRAVEL, Fail)],
    ),
    (
        "the standby's deployments can't be read",
        |e| e.outcome(THERE, Outcome::Denied),
        &[("MDL-002", TRAVEL, Unknown), ("MDL-003", TRAVEL, Unknown), ("MDL-004", TRAVEL, Unknown)],
    ),
    (
        "the primary's deployments are cut",
        |e| e.outcome(HERE, Outcome::Truncated),
        &[("MDL-002", TRAVEL, Unknown), ("MDL-003", TRAVEL, Unknown), ("MDL-004", TRAVEL, Unknown)],
    ),
];

const ACCOUNT: &[Case<'_>] = &[
    (
        "open to the internet here only",
        |e| standby(e)["properties"]["publicNetworkAccess"] = "Disabled".into(),
        &[("MRG-006", TRAVEL, Fail)],
    ),
    (
        "network rules there only",
        |e| standby(e)["properties"]["networkAcls"] = json!({"defaultAction": "Deny"}),
        &[("MRG-006", TRAVEL, Fail)],
    ),
    (
        "in a network there only",
        |e| standby(e)["properties"]["networkInjections"] = json!([{"scenario": "agent"}]),
        &[("MRG-006", TRAVEL, Fail)],
    ),
    (
        "keys work there",
        |e| standby(e)["properties"]["disableLocalAuth"] = false.into(),
        &[("MRG-006", TRAVEL, Fail)],
    ),
    (
        "another pricing tier",
        |e| standby(e)["sku"]["name"] = "F0".into(),
        &[("MRG-006", TRAVEL, Fail)],
    ),
    (
        "another identity",
        |e| standby(e)["identity"] = json!({"type": "None"}),
        &[("MRG-006", TRAVEL, Fail)],
    ),
    (
        "an endpoint that nobody has approved",
        |e| standby(e)["properties"]["privateEndpointConnections"] = endpoint("Pending"),
        &[("MRG-005", TRAVEL, Fail)],
    ),
    (
        "no endpoint on the primary",
        |e| {
            e.item(ACCOUNTS, "/adventure-agents")["properties"]["privateEndpointConnections"] =
                json!([]);
        },
        &[("MRG-005", TRAVEL, NotApplicable)],
    ),
    (
        "outside the data boundary",
        |e| standby(e)["location"] = "eastus".into(),
        &[("MRG-002", TRAVEL, Fail), ("MRG-003", TRAVEL, Fail)],
    ),
    (
        "in the paired region, which has no zones",
        |e| standby(e)["location"] = "swedensouth".into(),
        &[("MRG-002", TRAVEL, Pass), ("MRG-003", TRAVEL, Pass), ("MRG-016", TRAVEL, Fail)],
    ),
    (
        "the accounts can't be read",
        |e| e.outcome(ACCOUNTS, Outcome::Failed),
        &[
            ("MRG-001", TRAVEL, Unknown),
            ("MRG-002", TRAVEL, Unknown),
            ("MRG-003", TRAVEL, Unknown),
            ("MRG-005", TRAVEL, Unknown),
            ("MRG-006", TRAVEL, Unknown),
            ("MRG-009", TRAVEL, Unknown),
            ("MRG-010", TRAVEL, Unknown),
            ("MRG-012", TRAVEL, Unknown),
            ("MRG-016", TRAVEL, Unknown),
            ("MDL-002", TRAVEL, Unknown),
            ("MDL-003", TRAVEL, Unknown),
            ("MDL-004", TRAVEL, Unknown),
        ],
    ),
];

const PROJECTS: &[Case<'_>] = &[
    (
        "all essential projects are there",
        |e| clone(e, PROJECTS_THERE, "/tours", "/Guides"),
        &[("MRG-013", TRAVEL, NotApplicable)],
    ),
    ("one is missing", |e| e.items(PROJECTS_THERE).clear(), &[("MRG-013", TRAVEL, Manual)]),
    (
        "the missing one may be behind the cut",
        |e| e.outcome(PROJECTS_THERE, Outcome::Truncated),
        &[("MRG-013", TRAVEL, Unknown), ("MRG-012", TRAVEL, Unknown)],
    ),
];

const CONNECTIONS: &[Case<'_>] = &[
    (
        "no counterpart",
        |e| e.items(LINKS_THERE).retain(|one| one["name"] != "translate"),
        &[("MRG-012", TRAVEL, Fail)],
    ),
    (
        "the same resource is no counterpart",
        |e| {
            e.item(LINKS_THERE, "/translate")["properties"]["target"] =
                "https://adventure-translate.openai.azure.com/".into();
        },
        &[("MRG-012", TRAVEL, Fail)],
    ),
    (
        "another name, its category in another case",
        |e| {
            clone(e, LINKS_THERE, "/translate", "/words");
            e.items(LINKS_THERE).retain(|one| one["name"] != "translate");
            e.item(LINKS_THERE, "/words")["properties"]["category"] = "azureopenai".into();
        },
        &[("MRG-012", TRAVEL, Pass)],
    ),
    (
        "one counterpart for two",
        |e| {
            clone(e, LINKS_HERE, "/translate", "/second");
        },
        &[("MRG-012", TRAVEL, Fail)],
    ),
    (
        "the standby's connections can't be read",
        |e| e.outcome(LINKS_THERE, Outcome::Denied),
        &[("MRG-012", TRAVEL, Unknown), ("MRG-009", TRAVEL, Unknown)],
    ),
    (
        "the connections of a project of the standby can't be read",
        |e| e.outcome(TOURS_THERE, Outcome::Failed),
        &[("MRG-012", TRAVEL, Unknown), ("MRG-009", TRAVEL, Unknown)],
    ),
    (
        "the primary's connections are cut",
        |e| e.outcome(LINKS_HERE, Outcome::Truncated),
        &[("MRG-012", TRAVEL, Unknown), ("MRG-009", TRAVEL, Unknown)],
    ),
    (
        "no Application Insights on the standby",
        |e| e.items(LINKS_THERE).retain(|one| one["name"] != "insights"),
        &[("MRG-009", TRAVEL, Fail)],
    ),
    (
        "a component without a workspace",
        |e| {
            let component = e.item(COMPONENTS, "/appi-adventure-agents-gwc");
            drop_key(&mut component["properties"], "WorkspaceResourceId");
        },
        &[("MRG-009", TRAVEL, Fail)],
    ),
    (
        "the components can't be read",
        |e| e.outcome(COMPONENTS, Outcome::Denied),
        &[("MRG-009", TRAVEL, Unknown)],
    ),
];

const REGISTRIES: &[Case<'_>] = &[
    (
        "no replica there",
        |e| e.items(REPLICAS).retain(|one| one["name"] != "germanywestcentral"),
        &[("MRG-008", REGISTRY, Fail)],
    ),
    (
        "a replica that is being created",
        |e| {
            e.item(REPLICAS, "/germanywestcentral")["properties"]["provisioningState"] =
                "Creating".into();
        },
        &[("MRG-008", REGISTRY, Fail)],
    ),
    (
        "a replica that serves nobody",
        |e| {
            e.item(REPLICAS, "/germanywestcentral")["properties"]["regionEndpointEnabled"] =
                false.into();
        },
        &[("MRG-008", REGISTRY, Fail)],
    ),
    (
        "the replicas can't be read",
        |e| e.outcome(REPLICAS, Outcome::Denied),
        &[("MRG-008", REGISTRY, Unknown)],
    ),
];

const RIGHTS: &[Case<'_>] = &[
    (
        "a user's role on the primary only",
        |e| {
            e.items(ROLES).clear();
            give(e, "User", PRIMARY_SCOPE);
        },
        &[("MRG-010", TRAVEL, Fail)],
    ),
    (
        "a group's",
        |e| {
            e.items(ROLES).clear();
            give(e, "Group", PRIMARY_SCOPE);
        },
        &[("MRG-010", TRAVEL, Fail)],
    ),
    (
        "that of a service is none of a user",
        |e| {
            e.items(ROLES).clear();
            give(e, "ServicePrincipal", PRIMARY_SCOPE);
        },
        &[("MRG-010", TRAVEL, NotApplicable)],
    ),
    (
        "one for both, far above",
        |e| {
            e.items(ROLES).clear();
            give(e, "User", "/");
        },
        &[("MRG-010", TRAVEL, Pass)],
    ),
    (
        "another role on the standby",
        |e| {
            let role = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7";
            let there = e.items(ROLES).last_mut().expect("the standby's");
            there["properties"]["roleDefinitionId"] = role.into();
        },
        &[("MRG-010", TRAVEL, Fail)],
    ),
    (
        "the assignments can't be read",
        |e| e.outcome(ROLES, Outcome::Denied),
        &[("MRG-010", TRAVEL, Unknown)],
    ),
    (
        "the assignments are cut",
        |e| e.outcome(ROLES, Outcome::Truncated),
        &[("MRG-010", TRAVEL, Unknown)],
    ),
];

#[test]
fn one_change_of_an_even_pair_is_seen() {
    for cases in [EVEN, MODELS, ACCOUNT, PROJECTS, CONNECTIONS, REGISTRIES, RIGHTS] {
        check_in(&even(), workloads(ESTATE), cases);
    }
}

/// The sample is judged with its workload in the law itself. Here is the pair where every rule passes.
#[test]
fn no_single_loss_helps_an_even_pair() {
    assert_no_loss_helps(&even().0, |worse| judge_declared(ESTATE, worse));
}

/// Without a declaration, accounts elsewhere are candidates.
#[test]
fn no_single_loss_helps_an_undeclared_pair() {
    assert_no_loss_helps(&load(ESTATE), judge);
}
