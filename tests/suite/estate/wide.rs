//! Rights that were given above the resources: told once for each subscription, whatever is selected.

use super::edit::{SUBSCRIPTION, unbind};
use super::roles::{
    ACCOUNT, CONTRIBUTOR, COSMOS, FOUNDRY_USER, OWNER, ROLES, SERVICE_DESK, SOMEBODY, STORAGE,
    UNKNOWN_ROLE, account, assignment, give, group, part,
};
use super::{Case, Edit, check};
use crate::law::{Loss, lose, violations};
use crate::world::{judge, judge_under, load};
use foundry_dr::audit::Status::{Fail, NotApplicable, Pass, Unknown};
use foundry_dr::audit::{Audit, ConfigPlace, Finding, Pattern, Policy, Select, Status, Waiver};
use foundry_dr::model::Severity;
use foundry_dr::snapshot::{Outcome, Snapshot};
use time::macros::date;

const HERE: &str = "8000-000000000001";
const MANAGEMENT_GROUP: &str = "/providers/Microsoft.Management/managementGroups/all";
const KEY_OPERATOR: &str = "81a9662b-bebf-436f-a333-f67b29880f12";
const BLOB_CONTRIBUTOR: &str = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";

const WIDE: &[Case<'_>] = &[
    (
        "a management group's Owner",
        |e| give(e, "Group", OWNER, MANAGEMENT_GROUP),
        &[
            ("LPA-009", HERE, Fail),
            ("LPA-001", ACCOUNT, Pass),
            ("LPA-002", STORAGE, Pass),
            ("LPA-003", COSMOS, Pass),
        ],
    ),
    (
        "the root's Owner, ids in another case",
        |e| give(e, "user", &OWNER.to_uppercase(), "/"),
        &[("LPA-009", HERE, Fail)],
    ),
    (
        "an Owner of the group, in another case",
        |e| give(e, "User", OWNER, &group().to_uppercase()),
        &[("LPA-009", HERE, Fail), ("LPA-001", ACCOUNT, Pass)],
    ),
    (
        "an Owner of another group whose name begins the same",
        |e| give(e, "User", OWNER, &format!("{}-old", group())),
        &[("LPA-009", HERE, Pass), ("LPA-004", HERE, Pass)],
    ),
    (
        "agents of the whole group",
        |e| give(e, "Group", FOUNDRY_USER, &group()),
        &[("LPA-009", HERE, Fail), ("LPA-005", ACCOUNT, Pass)],
    ),
    (
        "blobs of the whole group",
        |e| give(e, "Group", BLOB_CONTRIBUTOR, &group()),
        &[("LPA-009", HERE, Fail), ("LPA-003", STORAGE, Pass)],
    ),
    (
        "blobs of the whole group, but no project keeps any there",
        |e| {
            give(e, "Group", BLOB_CONTRIBUTOR, &group());
            unbind(e);
            e.items("/field-guide/capabilityhosts").clear();
        },
        &[("LPA-009", HERE, Pass)],
    ),
    (
        "keys that are off are worth nothing",
        |e| give(e, "Group", KEY_OPERATOR, &group()),
        &[("LPA-009", HERE, Pass)],
    ),
    (
        "keys that work",
        |e| {
            give(e, "Group", KEY_OPERATOR, &group());
            e.properties(STORAGE)["allowSharedKeyAccess"] = true.into();
        },
        &[("LPA-009", HERE, Fail)],
    ),
    (
        "keys of a store that wasn't read",
        |e| {
            give(e, "Group", KEY_OPERATOR, &group());
            e.outcome(STORAGE, Outcome::Denied);
        },
        &[("LPA-009", HERE, Unknown)],
    ),
    (
        "a store that wasn't read, and nobody who may list its keys",
        |e| e.outcome(STORAGE, Outcome::Denied),
        &[("LPA-009", HERE, Pass)],
    ),
    (
        "a role that nobody has read",
        |e| give(e, "Group", UNKNOWN_ROLE, SUBSCRIPTION),
        &[("LPA-009", HERE, Unknown), ("LPA-001", ACCOUNT, Pass)],
    ),
    (
        "an Owner under a condition",
        |e| {
            give(e, "Group", OWNER, &group());
            e.items(ROLES).last_mut().expect("it")["properties"]["condition"] = "x".into();
        },
        &[("LPA-009", HERE, Unknown), ("LPA-001", ACCOUNT, Pass)],
    ),
    (
        "the role assignments were cut",
        |e| e.outcome(ROLES, Outcome::Truncated),
        &[("LPA-009", HERE, Unknown)],
    ),
    (
        "the bindings of a project weren't read",
        |e| e.outcome("/service-desk/connections", Outcome::Denied),
        &[("LPA-009", HERE, Unknown)],
    ),
    (
        "no account and no store",
        |e| {
            give(e, "Group", OWNER, SUBSCRIPTION);
            e.items("/providers/microsoft.cognitiveservices/accounts").clear();
        },
        &[("LPA-009", HERE, NotApplicable)],
    ),
];

#[test]
fn a_wide_right_is_told_by_its_subscription_and_not_by_what_it_reaches() {
    check(WIDE);
}

/// The findings about wide rights, with their subject's end and their part.
fn told(audit: &Audit) -> Vec<&Finding> {
    let findings = audit.report.findings.iter();
    findings.filter(|f| f.rule == "FDR-LPA-009").collect()
}

#[test]
fn one_fault_is_one_finding_that_says_what_is_in_reach() {
    let mut edit = Edit::ideal();
    give(&mut edit, "Group", OWNER, MANAGEMENT_GROUP);
    give(&mut edit, "Group", CONTRIBUTOR, &group());
    let audit = edit.audit();
    let failed: Vec<&Finding> = audit.report.findings.iter().filter(|f| f.part.is_some()).collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert_eq!(
        failed[0].message,
        "a group holds Contributor, Owner at management group all, resource group rg-agents and may delete 1 Foundry account and 3 stores, purge deleted Foundry accounts and change the data of 1 store"
    );
    let evidence = serde_json::to_string(&failed[0].evidence).expect("JSON");
    assert!(evidence.contains(MANAGEMENT_GROUP) && evidence.contains(&group()), "{evidence}");
    let remedy = &failed[0].remediation.as_ref().expect("a remedy").summary;
    assert!(remedy.starts_with("Take Contributor, Owner at management group all"), "{remedy}");
}

#[test]
fn who_holds_wide_and_narrow_rights_is_found_by_both() {
    let mut edit = Edit::ideal();
    give(&mut edit, "Group", OWNER, SUBSCRIPTION);
    give(&mut edit, "Group", OWNER, &account());
    assert_eq!(part(&edit, "LPA-009", HERE, Some(SOMEBODY)), ["Fail"]);
    assert_eq!(part(&edit, "LPA-001", ACCOUNT, Some(SOMEBODY)), ["Fail"]);
}

#[test]
fn the_identity_of_a_project_may_write_to_its_own_stores_and_nothing_else() {
    let mut edit = Edit::ideal();
    let give = |edit: &mut Edit, role: &str| {
        let row = assignment(SERVICE_DESK, "ServicePrincipal", role, &group());
        edit.items(ROLES).push(row);
    };
    give(&mut edit, FOUNDRY_USER);
    assert_eq!(part(&edit, "LPA-009", HERE, None), ["Pass"]);
    give(&mut edit, CONTRIBUTOR);
    let audit = edit.audit();
    let message = &told(&audit)[0].message;
    let who = "the identity of fabrikam-agents/service-desk holds Contributor at resource group";
    assert!(message.starts_with(who), "{message}");
}

#[test]
fn a_waiver_for_one_principal_hides_no_other() {
    let mut edit = Edit::ideal();
    give(&mut edit, "Group", OWNER, SUBSCRIPTION);
    let row = assignment("00000000-0000-0000-0000-0000000000e2", "User", OWNER, &group());
    edit.items(ROLES).push(row);
    let waiver = Waiver {
        rule: "FDR-LPA-009".into(),
        subject: Pattern::new("**"),
        part: Some(SOMEBODY.into()),
        reason: "break-glass".into(),
        owner: "platform".into(),
        expires: date!(2027 - 01 - 31),
        covers_unknown: false,
        place: ConfigPlace { file: "foundry-dr.toml".into(), line: 1 },
    };
    let policy = Policy { waivers: vec![waiver], ..Policy::default() };
    let audit = judge_under(&edit.0, &policy);
    let status: Vec<Status> = told(&audit).iter().map(|f| f.status).collect();
    assert_eq!(status, [Status::Waived, Status::Fail]);
}

#[test]
fn where_the_subscription_is_not_audited_the_store_tells_it() {
    let mut snapshot = load("contoso");
    let shared = "c0117050-0000-4000-8000-000000000002";
    snapshot.header.scope.retain(|entry| entry.subscription != shared);
    let accounts =
        format!("/subscriptions/{shared}/providers/microsoft.cognitiveservices/accounts");
    snapshot.observations.retain(|key, _| *key != accounts);
    let audit = judge(&snapshot);
    let owner = "c0117050-0000-4000-8000-b00000000001";
    let of_store = audit.report.findings.iter().filter(|f| {
        f.rule == "FDR-LPA-002" && f.part.as_deref() == Some(owner) && f.status == Fail
    });
    let stores: Vec<&str> = of_store.map(|f| f.subject.name.as_str()).collect();
    assert_eq!(stores, ["stcontososhared"]);
}

fn selecting(select: Select) -> Policy {
    Policy { select, fail_on: Some(Severity::High), ..Policy::default() }
}

fn of_account(name: &str) -> Policy {
    selecting(Select { account: vec![name.into()], ..Select::default() })
}

fn of_group(name: &str) -> Policy {
    selecting(Select { resource_group: vec![name.into()], ..Select::default() })
}

fn of_project(name: &str) -> Policy {
    selecting(Select { project: vec![name.into()], ..Select::default() })
}

/// Who fails in the estate `contoso`: the end of the subscription's id and that of the principal's.
fn failing(snapshot: &Snapshot, policy: &Policy) -> Vec<String> {
    let audit = judge_under(snapshot, policy);
    let failed = told(&audit).into_iter().filter(|f| f.status == Fail);
    let end = |text: &str| text[text.len() - 1..].to_owned();
    failed
        .map(|f| format!("{}:{}", end(&f.subject.id), end(f.part.as_deref().expect("a part"))))
        .collect()
}

#[test]
fn a_selection_keeps_those_who_reach_what_is_selected() {
    let contoso = load("contoso");
    assert_eq!(failing(&contoso, &Policy::default()), ["1:1", "1:2", "1:3", "1:6", "2:1"]);
    // 3 owns the group of contoso-hr-assist, which also binds a store in the second subscription; 6 another group.
    assert_eq!(failing(&contoso, &of_account("contoso-ai-lab")), ["1:1", "1:2"]);
    assert_eq!(failing(&contoso, &of_account("contoso-hr-assist")), ["1:1", "1:2", "1:3", "2:1"]);
    assert_eq!(failing(&contoso, &of_group("rg-claims-prod")), ["1:1", "1:2", "1:6"]);
    assert_eq!(failing(&contoso, &of_project("onboarding"))[..3], ["1:1", "1:2", "1:3"]);
}

#[test]
fn a_selection_that_cannot_be_seen_whole_leaves_the_others_open() {
    let mut contoso = load("contoso");
    let connections = contoso
        .observations
        .keys()
        .filter(|key| key.contains("/contoso-ai-lab/") && key.ends_with("/connections"));
    for key in connections.cloned().collect::<Vec<_>>() {
        let read = contoso.observations.get_mut(&key).expect("it");
        (read.outcome, read.body) = (Outcome::Denied, None);
    }
    let audit = judge_under(&contoso, &of_account("contoso-ai-lab"));
    let open = told(&audit).into_iter().filter(|f| f.status == Unknown);
    let message = |f: &Finding| f.message.clone();
    let open: Vec<String> = open.map(message).collect();
    assert!(
        open.contains(&"not known: whether it reaches what is selected".to_owned()),
        "{open:?}"
    );
    assert_eq!(failing(&contoso, &of_account("contoso-ai-lab")), ["1:1", "1:2"]);
}

#[test]
fn losing_evidence_never_helps_under_a_selection() {
    let contoso = load("contoso");
    let mut wrong = vec![];
    for policy in
        [of_account("contoso-hr-assist"), of_group("rg-hr-assist"), of_project("onboarding")]
    {
        let before = judge_under(&contoso, &policy);
        for key in contoso.observations.keys() {
            let Some(worse) = lose(&contoso, key, Loss::Denied) else {
                continue;
            };
            let found = violations(&before, &judge_under(&worse, &policy));
            wrong.extend(found.into_iter().map(|what| format!("{key}: {what}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
