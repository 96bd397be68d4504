//! Who may destroy what agents keep: each way to a right, what is expected, and what stays unknown.

use super::edit::SUBSCRIPTION;
use super::{Case, Edit, check};
use foundry_dr::audit::Status::{Fail, Pass, Unknown};
use foundry_dr::snapshot::Outcome;
use serde_json::{Value as Json, json};

const ROLES: &str = "0001/providers/microsoft.authorization/roleassignments";
const ELIGIBLE: &str = "/roleeligibilityscheduleinstances";
const ACCOUNT: &str = "/accounts/fabrikam-agents";
const COSMOS: &str = "/databaseaccounts/cosmos-fabrikam-agents";
const STORAGE: &str = "/storageaccounts/stfabrikamagents";
const PROJECT: &str = "/projects/service-desk";
const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const FOUNDRY_USER: &str = "53ca6127-db72-4b80-b1b0-d745d6d5456d";
const UNKNOWN_ROLE: &str = "0c0ffee0-0000-4000-8000-000000000001";
const SOMEBODY: &str = "00000000-0000-0000-0000-0000000000e1";
const SERVICE_DESK: &str = "1dea1000-0000-4000-8000-000000000101";

fn group() -> String {
    format!("{SUBSCRIPTION}/resourceGroups/rg-agents")
}

fn assignment(principal: &str, ty: &str, role: &str, scope: &str) -> Json {
    json!({
        "id": format!("{scope}/providers/Microsoft.Authorization/roleAssignments/r"),
        "properties": {
            "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{role}"),
            "principalId": principal,
            "principalType": ty,
            "scope": scope,
        },
    })
}

fn give(edit: &mut Edit, ty: &str, role: &str, scope: &str) {
    let row = assignment(SOMEBODY, ty, role, scope);
    edit.items(ROLES).push(row);
}

const WAYS: &[Case<'_>] = &[
    (
        "a management group's Owner",
        |e| {
            give(
                e,
                "Group",
                OWNER,
                "/providers/Microsoft.Management/managementGroups/all",
            )
        },
        &[("LPA-001", ACCOUNT, Fail)],
    ),
    (
        "the root's Owner, ids in another case",
        |e| give(e, "user", &OWNER.to_uppercase(), "/"),
        &[("LPA-001", ACCOUNT, Fail)],
    ),
    (
        "an Owner of another group whose name begins the same",
        |e| give(e, "User", OWNER, &format!("{}-old", group())),
        &[("LPA-004", "0001", Pass)],
    ),
    (
        "Foundry User can delete agents but not the account",
        |e| give(e, "Group", FOUNDRY_USER, &group()),
        &[("LPA-005", ACCOUNT, Fail)],
    ),
    (
        "a role that nobody has read",
        |e| give(e, "Group", UNKNOWN_ROLE, &group()),
        &[("LPA-001", ACCOUNT, Unknown)],
    ),
    (
        "an Owner under a condition",
        |e| {
            give(e, "Group", OWNER, &group());
            e.items(ROLES).last_mut().expect("it")["properties"]["condition"] = "x".into();
        },
        &[("LPA-001", ACCOUNT, Unknown)],
    ),
    (
        "a group owns the subscription",
        |e| give(e, "Group", OWNER, SUBSCRIPTION),
        &[("LPA-004", "0001", Unknown)],
    ),
    (
        "nobody holds any role",
        |e| e.items(ROLES).clear(),
        &[
            ("LPA-001", ACCOUNT, Pass),
            ("LPA-004", "0001", Pass),
            ("IDN-004", PROJECT, Fail),
        ],
    ),
    (
        "nobody may restore",
        |e| e.items(ELIGIBLE).clear(),
        &[("REC-021", COSMOS, Fail)],
    ),
    (
        "eligible roles can't be read",
        |e| e.outcome(ELIGIBLE, Outcome::Failed),
        &[("REC-021", COSMOS, Unknown)],
    ),
    (
        "role assignments can't be read",
        |e| e.outcome(ROLES, Outcome::Denied),
        &[
            ("LPA-001", ACCOUNT, Unknown),
            ("LPA-002", COSMOS, Unknown),
            ("LPA-003", STORAGE, Unknown),
            ("IDN-005", STORAGE, Unknown),
        ],
    ),
];

#[test]
fn rights_are_found_whatever_way_they_come() {
    check(WAYS);
}

/// The status of one part of a rule.
fn part(edit: &Edit, rule: &str, subject: &str, part: Option<&str>) -> Vec<String> {
    let report = edit.audit().report;
    let of = report.findings.iter().filter(|f| {
        f.rule.ends_with(rule)
            && f.subject.id.to_lowercase().ends_with(subject)
            && f.part.as_deref() == part
    });
    of.map(|f| format!("{:?}", f.status)).collect()
}

#[test]
fn each_principal_is_a_finding_of_its_own() {
    let mut edit = Edit::ideal();
    give(&mut edit, "Group", CONTRIBUTOR, &group());
    assert_eq!(part(&edit, "LPA-002", STORAGE, Some(SOMEBODY)), ["Fail"]);
    // The project's own identity is expected there: that is neither a fault nor a merit.
    assert!(part(&edit, "LPA-002", STORAGE, Some(SERVICE_DESK)).is_empty());
    assert_eq!(part(&Edit::ideal(), "LPA-002", STORAGE, None), ["Pass"]);
    // The keys are off, so Contributor reaches no data.
    assert!(part(&edit, "LPA-003", STORAGE, Some(SOMEBODY)).is_empty());
}

#[test]
fn keys_that_work_are_a_path() {
    let mut edit = Edit::ideal();
    give(&mut edit, "Group", CONTRIBUTOR, &group());
    edit.body(STORAGE)["properties"]["allowSharedKeyAccess"] = true.into();
    assert_eq!(part(&edit, "LPA-003", STORAGE, Some(SOMEBODY)), ["Fail"]);
    // Cosmos DB takes no keys, but Contributor may grant itself a data role there.
    assert_eq!(part(&edit, "LPA-003", COSMOS, Some(SOMEBODY)), ["Fail"]);
}

#[test]
fn a_project_identity_with_a_wider_role_is_no_exception() {
    let mut edit = Edit::ideal();
    let row = assignment(SERVICE_DESK, "ServicePrincipal", CONTRIBUTOR, &group());
    edit.items(ROLES).push(row);
    assert_eq!(
        part(&edit, "LPA-002", STORAGE, Some(SERVICE_DESK)),
        ["Fail"]
    );
}

#[test]
fn the_list_at_a_resource_proves_a_holder_but_never_that_there_is_no_other() {
    let mut edit = Edit::ideal();
    edit.outcome(ROLES, Outcome::Denied);
    let at = format!(
        "{}/providers/Microsoft.CognitiveServices/accounts/fabrikam-agents/providers/Microsoft.Authorization/roleAssignments",
        group()
    );
    edit.add(&at, json!({"value": []}));
    assert_eq!(part(&edit, "LPA-001", ACCOUNT, None), ["Unknown"]);
    edit.add(
        &at,
        json!({"value": [assignment(SOMEBODY, "User", OWNER, &group())]}),
    );
    assert_eq!(part(&edit, "LPA-001", ACCOUNT, Some(SOMEBODY)), ["Fail"]);
    assert_eq!(part(&edit, "LPA-001", ACCOUNT, None), ["Unknown"]);
}
