//! Who may destroy what agents keep: each way to a right, what is expected, and what stays unknown.

use super::edit::{SUBSCRIPTION, drop_key};
use super::{Case, Edit, check};
use foundry_dr::audit::Status::{Fail, NotApplicable, Pass, Unknown};
use foundry_dr::snapshot::Outcome;
use serde_json::{Value as Json, json};

pub(super) const ROLES: &str = "0001/providers/microsoft.authorization/roleassignments";
const SEARCH: &str = "/searchservices/srch-fabrikam-agents";
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const PROJECTS: &str = "/fabrikam-agents/projects";
const RESTORER: &str = "5432c526-bc82-444a-b7ba-57c5b0b5b34f";
const COSMOS_CONTRIBUTOR: &str = "5bd9cd88-fe45-4216-938b-f97437e15450";
const ELIGIBLE: &str = "/roleeligibilityscheduleinstances";
pub(super) const ACCOUNT: &str = "/accounts/fabrikam-agents";
pub(super) const COSMOS: &str = "/databaseaccounts/cosmos-fabrikam-agents";
pub(super) const STORAGE: &str = "/storageaccounts/stfabrikamagents";
pub(super) const PROJECT: &str = "/projects/service-desk";
pub(super) const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
pub(super) const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";
pub(super) const FOUNDRY_USER: &str = "53ca6127-db72-4b80-b1b0-d745d6d5456d";
pub(super) const UNKNOWN_ROLE: &str = "0c0ffee0-0000-4000-8000-000000000001";
pub(super) const SOMEBODY: &str = "00000000-0000-0000-0000-0000000000e1";
pub(super) const SERVICE_DESK: &str = "1dea1000-0000-4000-8000-000000000101";

pub(super) fn group() -> String {
    format!("{SUBSCRIPTION}/resourceGroups/rg-agents")
}

pub(super) fn assignment(principal: &str, ty: &str, role: &str, scope: &str) -> Json {
    json!({
        "id": format!("{}/providers/Microsoft.Authorization/roleAssignments/r", scope.trim_end_matches('/')),
        "properties": {
            "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{role}"),
            "principalId": principal,
            "principalType": ty,
            "scope": scope,
        },
    })
}

pub(super) fn give(edit: &mut Edit, ty: &str, role: &str, scope: &str) {
    let row = assignment(SOMEBODY, ty, role, scope);
    edit.items(ROLES).push(row);
}

/// The id of the account.
pub(super) fn account() -> String {
    format!("{}/providers/Microsoft.CognitiveServices/accounts/fabrikam-agents", group())
}

fn storage() -> String {
    format!("{}/providers/Microsoft.Storage/storageAccounts/stfabrikamagents", group())
}

fn cosmos() -> String {
    format!("{}/providers/Microsoft.DocumentDB/databaseAccounts/cosmos-fabrikam-agents", group())
}

/// Azure's id of the backups of an account.
fn backups(instance: &str) -> String {
    format!(
        "{SUBSCRIPTION}/providers/Microsoft.DocumentDB/locations/swedencentral/restorableDatabaseAccounts/{instance}"
    )
}

/// A group may restore by a role at these backups, and write an account by another.
fn restorer(edit: &mut Edit, instance: &str) {
    edit.items(ELIGIBLE).clear();
    give(edit, "Group", RESTORER, &backups(instance));
    give(edit, "Group", COSMOS_CONTRIBUTOR, &group());
}

/// Only somebody who can't do anything holds a role.
fn readers_only(edit: &mut Edit) {
    edit.items(ROLES).clear();
    give(edit, "User", READER, SUBSCRIPTION);
}

const WAYS: &[Case<'_>] = &[
    (
        "an Owner of the account",
        |e| give(e, "Group", OWNER, &account()),
        &[("LPA-001", ACCOUNT, Fail), ("LPA-009", "0001", Pass), ("LPA-002", STORAGE, Pass)],
    ),
    (
        "an Owner of a project, ids in another case",
        |e| {
            give(
                e,
                "user",
                &OWNER.to_uppercase(),
                &format!("{}/projects/service-desk", account()).to_uppercase(),
            )
        },
        &[("LPA-001", ACCOUNT, Fail)],
    ),
    (
        "an Owner of an account whose name begins the same",
        |e| give(e, "User", OWNER, &format!("{}-old", account())),
        &[("LPA-001", ACCOUNT, Pass), ("LPA-009", "0001", Pass)],
    ),
    (
        "Foundry User can delete agents but not the account",
        |e| give(e, "Group", FOUNDRY_USER, &account()),
        &[("LPA-005", ACCOUNT, Fail), ("LPA-001", ACCOUNT, Pass)],
    ),
    (
        "a role that nobody has read",
        |e| give(e, "Group", UNKNOWN_ROLE, &account()),
        &[("LPA-001", ACCOUNT, Unknown), ("LPA-009", "0001", Pass)],
    ),
    (
        "an Owner under a condition",
        |e| {
            give(e, "Group", OWNER, &account());
            e.items(ROLES).last_mut().expect("it")["properties"]["condition"] = "x".into();
        },
        &[("LPA-001", ACCOUNT, Unknown), ("LPA-009", "0001", Pass)],
    ),
    (
        "a group owns the subscription",
        |e| give(e, "Group", OWNER, SUBSCRIPTION),
        &[("LPA-004", "0001", Unknown)],
    ),
    (
        "only somebody who reads holds a role",
        readers_only,
        &[
            ("LPA-001", ACCOUNT, Pass),
            ("LPA-004", "0001", Pass),
            ("IDN-004", PROJECT, Fail),
            ("IDN-005", STORAGE, Pass),
        ],
    ),
    (
        "nobody holds any role: then nobody could have read that",
        |e| e.items(ROLES).clear(),
        &[
            ("LPA-001", ACCOUNT, Unknown),
            ("LPA-002", STORAGE, Unknown),
            ("LPA-003", COSMOS, Unknown),
            ("LPA-004", "0001", Unknown),
            ("LPA-009", "0001", Unknown),
            ("IDN-004", PROJECT, Unknown),
            ("IDN-005", STORAGE, Unknown),
            // Eligible roles may well be none: somebody may hold one all the same.
            ("REC-021", COSMOS, Pass),
        ],
    ),
    ("nobody may restore", |e| e.items(ELIGIBLE).clear(), &[("REC-021", COSMOS, Fail)]),
    (
        "somebody may restore from its backups",
        |e| {
            let instance = e.properties(COSMOS)["instanceId"].clone();
            restorer(e, instance.as_str().expect("an id"));
        },
        &[("REC-021", COSMOS, Pass)],
    ),
    (
        "somebody may restore from another account's backups",
        |e| restorer(e, "other"),
        &[("REC-021", COSMOS, Fail)],
    ),
    (
        "somebody may restore from backups, but nobody knows whose",
        |e| {
            drop_key(e.properties(COSMOS), "instanceId");
            restorer(e, "other");
        },
        &[("REC-021", COSMOS, Unknown)],
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
            ("LPA-009", "0001", Unknown),
            ("IDN-005", STORAGE, Unknown),
        ],
    ),
    (
        "a store is gone, and its roles with it",
        |e| {
            readers_only(e);
            e.outcome(STORAGE, Outcome::Absent);
            e.outcome(COSMOS, Outcome::Absent);
            e.outcome(SEARCH, Outcome::Absent);
        },
        &[("IDN-004", PROJECT, NotApplicable), ("MOD-003", PROJECT, Fail)],
    ),
    (
        "one store of three is gone, the roles on the others are there",
        |e| {
            e.items(ROLES).retain(|row| {
                !row["id"].as_str().is_some_and(|id| id.contains("stfabrikamagents"))
            });
            e.outcome(STORAGE, Outcome::Absent);
        },
        &[("IDN-004", PROJECT, Pass)],
    ),
    (
        "whether a store is there isn't known, and no role on it is",
        |e| {
            e.items(ROLES).retain(|row| {
                !row["id"].as_str().is_some_and(|id| id.contains("stfabrikamagents"))
            });
            e.outcome(STORAGE, Outcome::Denied);
        },
        &[("IDN-004", PROJECT, Unknown)],
    ),
];

#[test]
fn rights_are_found_whatever_way_they_come() {
    check(WAYS);
}

/// The status of one part of a rule.
pub(super) fn part(edit: &Edit, rule: &str, subject: &str, part: Option<&str>) -> Vec<String> {
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
    give(&mut edit, "Group", CONTRIBUTOR, &storage());
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
    give(&mut edit, "Group", CONTRIBUTOR, &storage());
    give(&mut edit, "Group", CONTRIBUTOR, &cosmos());
    edit.body(STORAGE)["properties"]["allowSharedKeyAccess"] = true.into();
    assert_eq!(part(&edit, "LPA-003", STORAGE, Some(SOMEBODY)), ["Fail"]);
    // Cosmos DB takes no keys, but Contributor may grant itself a data role there.
    assert_eq!(part(&edit, "LPA-003", COSMOS, Some(SOMEBODY)), ["Fail"]);
    // Where nobody knows whether keys work, only those who may list them are open.
    edit.outcome(STORAGE, Outcome::Denied);
    assert_eq!(part(&edit, "LPA-003", STORAGE, None), ["Unknown"]);
    assert_eq!(part(&edit, "LPA-003", COSMOS, Some(SOMEBODY)), ["Fail"]);
}

#[test]
fn a_project_identity_with_a_wider_role_is_no_exception() {
    let mut edit = Edit::ideal();
    let row = assignment(SERVICE_DESK, "ServicePrincipal", CONTRIBUTOR, &storage());
    edit.items(ROLES).push(row);
    let failed = ["Fail"];
    assert_eq!(part(&edit, "LPA-002", STORAGE, Some(SERVICE_DESK)), failed);
}

#[test]
fn all_projects_of_one_identity_are_named() {
    let mut edit = Edit::ideal();
    let shared = edit.item(PROJECTS, "/service-desk")["identity"].clone();
    edit.item(PROJECTS, "/field-guide")["identity"] = shared;
    let row = assignment(SERVICE_DESK, "ServicePrincipal", CONTRIBUTOR, &storage());
    edit.items(ROLES).push(row);
    let report = edit.audit().report;
    let mut found = report
        .findings
        .iter()
        .filter(|f| f.rule.ends_with("LPA-002") && f.part.as_deref() == Some(SERVICE_DESK));
    let message = &found.next().expect("a finding").message;
    let both = "the identity of fabrikam-agents/field-guide and fabrikam-agents/service-desk holds Contributor on stfabrikamagents";
    assert!(message.starts_with(both), "{message}");
}

#[test]
fn groups_that_may_take_locks_off_are_all_named_and_more_than_three_fail() {
    let mut edit = Edit::ideal();
    for id in ["a", "b"] {
        let row = assignment(id, "Group", OWNER, SUBSCRIPTION);
        edit.items(ROLES).push(row);
    }
    let says = |edit: &Edit| {
        let report = edit.audit().report;
        let mut of = report.findings.into_iter();
        of.find(|f| f.rule == "FDR-LPA-004").expect("it")
    };
    let open = says(&edit);
    assert_eq!(open.status, Unknown);
    assert!(open.message.contains("groups a and b (Microsoft"), "{}", open.message);
    for id in ["c", "d", "e", "f"] {
        let row = assignment(id, "User", OWNER, SUBSCRIPTION);
        edit.items(ROLES).push(row);
    }
    assert_eq!(says(&edit).status, Fail);
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
    edit.add(&at, json!({"value": [assignment(SOMEBODY, "User", OWNER, &account())]}));
    assert_eq!(part(&edit, "LPA-001", ACCOUNT, Some(SOMEBODY)), ["Fail"]);
    assert_eq!(part(&edit, "LPA-001", ACCOUNT, None), ["Unknown"]);
    edit.add(&at, json!({"value": [assignment(SOMEBODY, "User", OWNER, &group())]}));
    assert_eq!(part(&edit, "LPA-009", "0001", Some(SOMEBODY)), ["Fail"]);
    assert_eq!(part(&edit, "LPA-009", "0001", None), ["Unknown"]);
}
