//! What lies around the stores: locks, lists of the subscription, identities, and what an audit could not see.

use super::edit::{SUBSCRIPTION, drop_key};
use super::{Case, Edit, check};
use foundry_dr::audit::Decision;
use foundry_dr::audit::Status::{Fail, NotApplicable, Pass, Unknown};
use foundry_dr::snapshot::Outcome;
use serde_json::{Value as Json, json};

const ACCOUNT: &str = "/accounts/fabrikam-agents";
const DESK: &str = "/projects/service-desk";
const COSMOS: &str = "/databaseaccounts/cosmos-fabrikam-agents";
const LOCKS: &str = "/providers/microsoft.authorization/locks";
const ACCOUNTS: &str = "/providers/microsoft.cognitiveservices/accounts";
const DELETED: &str = "/deletedaccounts";
const PRICING: &str = "/pricings/ai";
const HERE: &str = "8000-000000000001";

/// Nothing but locks protects the resources.
fn no_policies(edit: &mut Edit) {
    edit.items("/policyassignments").clear();
}

/// The only lock of the subscription stands there.
fn lock(edit: &mut Edit, scope: &str, level: &str) {
    no_policies(edit);
    let id = format!("{SUBSCRIPTION}{scope}/providers/Microsoft.Authorization/locks/keep");
    *edit.items(LOCKS) = vec![json!({"id": id, "properties": {"level": level}})];
}

/// The subscription's locks were refused; the list at the account holds one that stands there.
fn locks_at_account(edit: &mut Edit, scope: Option<&str>) {
    no_policies(edit);
    edit.outcome(LOCKS, Outcome::Denied);
    let found = scope.map(|scope| json!({"id": format!("{SUBSCRIPTION}{scope}/providers/Microsoft.Authorization/locks/keep"), "properties": {"level": "CanNotDelete"}}));
    let items: Vec<Json> = found.into_iter().collect();
    edit.add(&format!("{SUBSCRIPTION}/resourceGroups/rg-agents/providers/Microsoft.CognitiveServices/accounts/fabrikam-agents{LOCKS}"), json!({"value": items}));
}

fn deleted<'a>(edit: &'a mut Edit, name: &str, kind: Json) -> &'a mut Json {
    edit.items(DELETED).push(json!({
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.CognitiveServices/locations/swedencentral/resourceGroups/RG-Agents/deletedAccounts/{name}"),
        "kind": kind, "location": "Sweden Central",
        "properties": {"deletionDate": "2026-11-22T15:31:09Z", "scheduledPurgeDate": "2026-11-24T15:31:09Z"},
    }));
    edit.items(DELETED).last_mut().expect("just pushed")
}

fn identity(edit: &mut Edit, ty: Json) {
    edit.item("/fabrikam-agents/projects", DESK)["identity"]["type"] = ty;
}

fn purview(edit: &mut Edit) -> &mut Json {
    let extensions = edit.properties(PRICING)["extensions"].as_array_mut().expect("extensions");
    let named = |one: &&mut Json| one["name"] == "AIPromptSharingWithPurview";
    extensions.iter_mut().find(named).expect("the extension")
}

const LOCK_CASES: &[Case<'_>] = &[
    (
        "on the subscription",
        |e| lock(e, "", "CanNotDelete"),
        &[("DEL-001", ACCOUNT, Pass), ("DEL-002", COSMOS, Pass)],
    ),
    (
        "on the group, in another case",
        |e| lock(e, "/resourcegroups/RG-AGENTS", "readonly"),
        &[("DEL-001", ACCOUNT, Pass), ("DEL-002", COSMOS, Pass)],
    ),
    (
        "on a group whose name begins the same",
        |e| lock(e, "/resourceGroups/rg-agent", "CanNotDelete"),
        &[("DEL-001", ACCOUNT, Fail)],
    ),
    (
        "on a group whose name goes on",
        |e| lock(e, "/resourceGroups/rg-agents-platform", "CanNotDelete"),
        &[("DEL-001", ACCOUNT, Fail)],
    ),
    (
        "on a project of the account",
        |e| {
            lock(
                e,
                "/resourceGroups/rg-agents/providers/Microsoft.CognitiveServices/accounts/fabrikam-agents/projects/service-desk",
                "CanNotDelete",
            )
        },
        &[("DEL-001", ACCOUNT, Fail)],
    ),
    (
        "of no level",
        |e| lock(e, "/resourceGroups/rg-agents", "NotSpecified"),
        &[("DEL-001", ACCOUNT, Fail)],
    ),
    (
        "of a level that is null",
        |e| {
            lock(e, "/resourceGroups/rg-agents", "");
            e.items(LOCKS)[0]["properties"]["level"] = Json::Null;
        },
        &[("DEL-001", ACCOUNT, Unknown)],
    ),
    (
        "in a cut list",
        |e| {
            lock(e, "/resourceGroups/rg-agents", "CanNotDelete");
            e.outcome(LOCKS, Outcome::Truncated);
        },
        &[("DEL-001", ACCOUNT, Pass)],
    ),
    (
        "not in a cut list",
        |e| {
            lock(e, "/resourceGroups/rg-other", "CanNotDelete");
            e.outcome(LOCKS, Outcome::Truncated);
        },
        &[("DEL-001", ACCOUNT, Unknown)],
    ),
    (
        "a list that doesn't exist",
        |e| {
            no_policies(e);
            e.outcome(LOCKS, Outcome::Absent);
        },
        &[("DEL-001", ACCOUNT, Unknown)],
    ),
    (
        "list refused, seen at the resource",
        |e| locks_at_account(e, Some("/resourceGroups/rg-agents")),
        &[("DEL-001", ACCOUNT, Pass), ("DEL-002", COSMOS, Unknown)],
    ),
    (
        "list refused, none seen at the resource",
        |e| locks_at_account(e, None),
        &[("DEL-001", ACCOUNT, Unknown)],
    ),
    (
        "list refused, another scope's seen at the resource",
        |e| locks_at_account(e, Some("/resourceGroups/rg-agent")),
        &[("DEL-001", ACCOUNT, Unknown)],
    ),
];

const SUBSCRIPTIONS: &[Case<'_>] = &[
    (
        "a deleted Foundry account",
        |e| {
            deleted(e, "pilot", "AIServices".into());
        },
        &[("REC-019", HERE, Fail)],
    ),
    (
        "a deleted account of another kind",
        |e| {
            deleted(e, "pilot", "SpeechServices".into());
        },
        &[("REC-019", HERE, Pass)],
    ),
    (
        "a deleted account without a kind",
        |e| {
            drop_key(deleted(e, "pilot", Json::Null), "kind");
        },
        &[("REC-019", HERE, Unknown)],
    ),
    (
        "a deleted account that is live again",
        |e| {
            deleted(e, "Fabrikam-Agents", "aiservices".into());
        },
        &[("REC-019", HERE, Pass)],
    ),
    (
        "its name is live, but as another kind",
        |e| {
            deleted(e, "speech", "AIServices".into());
            e.items(ACCOUNTS).push(json!({"id": format!("{SUBSCRIPTION}/resourceGroups/rg-agents/providers/Microsoft.CognitiveServices/accounts/speech"), "kind": "SpeechServices", "location": "swedencentral", "properties": {}}));
        },
        &[("REC-019", HERE, Fail)],
    ),
    (
        "its name is live, but in another region",
        |e| deleted(e, "fabrikam-agents", "AIServices".into())["location"] = "northeurope".into(),
        &[("REC-019", HERE, Fail)],
    ),
    (
        "a date that is no date",
        |e| deleted(e, "pilot", "AIServices".into())["properties"]["deletionDate"] = "soon".into(),
        &[("REC-019", HERE, Unknown)],
    ),
    (
        "the deleted ones were cut",
        |e| e.outcome(DELETED, Outcome::Truncated),
        &[("REC-019", HERE, Unknown)],
    ),
    (
        "sharing as lower-case text",
        |e| purview(e)["isEnabled"] = "true".into(),
        &[("CMP-001", HERE, Pass)],
    ),
    ("sharing as a flag", |e| purview(e)["isEnabled"] = true.into(), &[("CMP-001", HERE, Pass)]),
    ("sharing absent is off", |e| drop_key(purview(e), "isEnabled"), &[("CMP-001", HERE, Fail)]),
    (
        "extensions null are none",
        |e| e.properties(PRICING)["extensions"] = Json::Null,
        &[("CMP-001", HERE, Fail)],
    ),
    (
        "the free tier",
        |e| e.properties(PRICING)["pricingTier"] = "Free".into(),
        &[("CMP-001", HERE, Fail)],
    ),
    (
        "the tier in another case",
        |e| e.properties(PRICING)["pricingTier"] = "standard".into(),
        &[("CMP-001", HERE, Pass)],
    ),
    (
        "the plan doesn't answer",
        |e| e.outcome(PRICING, Outcome::Absent),
        &[("CMP-001", HERE, Unknown)],
    ),
];

const ACCOUNT_CASES: &[Case<'_>] = &[
    (
        "a kind in another case",
        |e| e.items(ACCOUNTS)[0]["kind"] = "aiservices".into(),
        &[("DEL-001", ACCOUNT, Pass)],
    ),
    (
        "no kind, but projects",
        |e| drop_key(&mut e.items(ACCOUNTS)[0], "kind"),
        &[("DEL-001", ACCOUNT, Pass)],
    ),
    (
        "a region by its display name",
        |e| e.items(ACCOUNTS)[0]["location"] = "Sweden Central".into(),
        &[("ZON-001", ACCOUNT, Pass)],
    ),
    (
        "a region without zones",
        |e| drop_key(e.item("/locations", "/swedencentral"), "availabilityZoneMappings"),
        &[("ZON-001", ACCOUNT, Fail)],
    ),
    (
        "a region with an empty list of zones",
        |e| e.item("/locations", "/swedencentral")["availabilityZoneMappings"] = json!([]),
        &[("ZON-001", ACCOUNT, Fail)],
    ),
    (
        "no region",
        |e| drop_key(&mut e.items(ACCOUNTS)[0], "location"),
        &[("ZON-001", ACCOUNT, Unknown)],
    ),
    (
        "projects cut",
        |e| {
            e.items("/fabrikam-agents/projects").pop();
            e.outcome("/fabrikam-agents/projects", Outcome::Truncated);
        },
        &[
            ("MOD-001", DESK, Pass),
            ("MOD-001", "/projects/foundry-project/*", Unknown),
            ("ZON-001", ACCOUNT, Unknown),
        ],
    ),
    (
        "accounts not there",
        |e| e.outcome(ACCOUNTS, Outcome::Absent),
        &[("DEL-001", "/accounts/foundry-account/*", Unknown), ("CMP-001", HERE, Unknown)],
    ),
];

const IDENTITIES: &[Case<'_>] = &[
    (
        "user-assigned in another case",
        |e| identity(e, "userassigned".into()),
        &[("IDN-001", DESK, Pass)],
    ),
    (
        "both, with a blank",
        |e| identity(e, "SystemAssigned, UserAssigned".into()),
        &[("IDN-001", DESK, Unknown)],
    ),
    (
        "both, without a blank",
        |e| identity(e, "SystemAssigned,UserAssigned".into()),
        &[("IDN-001", DESK, Unknown)],
    ),
    ("system-assigned", |e| identity(e, "SystemAssigned".into()), &[("IDN-001", DESK, Fail)]),
    (
        "none",
        |e| e.item("/fabrikam-agents/projects", DESK)["identity"] = json!({"type": "None"}),
        &[("IDN-001", DESK, Fail)],
    ),
    (
        "no identity at all",
        |e| drop_key(e.item("/fabrikam-agents/projects", DESK), "identity"),
        &[("IDN-001", DESK, Fail)],
    ),
    (
        "shared with the account",
        |e| {
            let map =
                e.item("/fabrikam-agents/projects", DESK)["identity"]["userAssignedIdentities"]
                    .clone();
            e.items(ACCOUNTS)[0]["identity"]["userAssignedIdentities"] = map;
        },
        &[("IDN-002", "/id-service-desk", Fail), ("IDN-002", "/id-field-guide", Pass)],
    ),
    (
        "its own read shows nothing",
        |e| e.outcome("/userassignedidentities", Outcome::Denied),
        &[("IDN-002", "/id-service-desk", Unknown), ("DEL-005", "/id-service-desk", Unknown)],
    ),
];

#[test]
fn locks() {
    check(LOCK_CASES);
}

#[test]
fn subscriptions() {
    check(SUBSCRIPTIONS);
}

#[test]
fn accounts() {
    check(ACCOUNT_CASES);
}

#[test]
fn identities() {
    check(IDENTITIES);
}

#[test]
fn an_account_without_projects_is_counted_and_nothing_is_not_green() {
    let mut edit = Edit::ideal();
    drop_key(&mut edit.items(ACCOUNTS)[0]["properties"], "allowProjectManagement");
    let audit = edit.audit();
    assert_eq!(foundry_dr::estate::build(&edit.0).other_accounts, 1);
    assert_eq!(audit.report.gate.decision, Decision::Undecided);
    assert_eq!(audit.exit_code(), 3);
    let pricing =
        audit.report.findings.iter().find(|f| f.rule == "FDR-CMP-001").expect("a finding");
    assert_eq!(pricing.status, NotApplicable);
}

#[test]
fn a_cut_listing_leaves_no_score() {
    let mut edit = Edit::ideal();
    edit.outcome("/fabrikam-agents/connections", Outcome::Truncated);
    let report = edit.audit().report;
    assert_eq!(report.score.value, None);
    assert_ne!(report.gate.decision, Decision::Pass);
}
