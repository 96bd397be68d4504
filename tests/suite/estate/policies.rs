//! What stops a deletion beside locks: each case is a trap that Azure Policy or a deny assignment sets.

use super::edit::SUBSCRIPTION;
use super::{Case, Edit, check};
use foundry_dr::audit::Status::{Fail, Pass, Unknown};
use foundry_dr::snapshot::Outcome;
use serde_json::{Value as Json, json};

const COSMOS: &str = "/databaseaccounts/cosmos-fabrikam-agents";
const SEARCH: &str = "/searchservices/srch-fabrikam-agents";
const LOCKS: &str = "/providers/microsoft.authorization/locks";
const ASSIGNMENTS: &str = "/policyassignments";
const EXEMPTIONS: &str = "/policyexemptions";
const DENIALS: &str = "/denyassignments";
const SET: &str = "/policysetdefinitions/keep-agents";
const DEFINITION: &str = "/policydefinitions/keep-state";
const GROUP: &str = "/resourceGroups/rg-agents";

/// The assignment of the initiative, which a management group hands down.
fn assigned(edit: &mut Edit) -> &mut Json {
    &mut edit.item(ASSIGNMENTS, "/keep-agents")["properties"]
}

fn rule(edit: &mut Edit) -> &mut Json {
    &mut edit.properties(DEFINITION)["policyRule"]
}

fn exempt(edit: &mut Edit, change: Json) {
    let id = format!("{SUBSCRIPTION}{GROUP}/providers/Microsoft.Authorization/policyExemptions/x");
    let assignment = edit.item(ASSIGNMENTS, "/keep-agents")["id"].clone();
    let mut exemption = json!({"id": id, "properties": {"policyAssignmentId": assignment}});
    for (name, value) in change.as_object().expect("an object") {
        exemption["properties"][name] = value.clone();
    }
    edit.items(EXEMPTIONS).push(exemption);
}

fn assigned_id(edit: &mut Edit) -> Json {
    edit.item(ASSIGNMENTS, "/keep-agents")["id"].clone()
}

/// The assignment holds only where something is enrolled; the enrollments, if they were read.
fn enroll(edit: &mut Edit, enrollments: Option<Json>) {
    assigned(edit)["enforcementMode"] = "Enroll".into();
    if let Some(all) = enrollments {
        let path = format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/policyEnrollments");
        edit.add(&path, json!({ "value": all }));
    }
}

/// Neither locks nor policies, but a deny assignment.
fn deny(edit: &mut Edit, scope: &str, change: Json) {
    edit.items(LOCKS).clear();
    edit.items(ASSIGNMENTS).clear();
    let mut properties = json!({
        "scope": format!("{SUBSCRIPTION}{scope}"),
        "permissions": [{"actions": ["*/delete"], "notActions": []}],
        "principals": [{"id": "00000000-0000-0000-0000-000000000000", "type": "SystemDefined"}],
        "excludePrincipals": [],
        "doNotApplyToChildScopes": false,
    });
    for (name, value) in change.as_object().expect("an object") {
        properties[name] = value.clone();
    }
    edit.items(DENIALS).push(json!({"id": "x", "properties": properties}));
}

const ASSIGNED: &[Case<'_>] = &[
    (
        "not enforced",
        |e| assigned(e)["enforcementMode"] = "DoNotEnforce".into(),
        &[("DEL-006", COSMOS, Fail)],
    ),
    (
        "only where enrolled, and the enrollments weren't read",
        |e| enroll(e, None),
        &[("DEL-006", COSMOS, Unknown)],
    ),
    ("nothing is enrolled", |e| enroll(e, Some(json!([]))), &[("DEL-006", COSMOS, Fail)]),
    (
        "the resource's group is enrolled",
        |e| {
            let id = assigned_id(e);
            enroll(
                e,
                Some(
                    json!([{"id": format!("{SUBSCRIPTION}/resourceGroups/rg-agents/providers/Microsoft.Authorization/policyEnrollments/x"),
                "properties": {"policyAssignmentId": id}}]),
                ),
            );
        },
        &[("DEL-006", COSMOS, Pass)],
    ),
    (
        "another group is enrolled",
        |e| {
            let id = assigned_id(e);
            enroll(
                e,
                Some(
                    json!([{"id": format!("{SUBSCRIPTION}/resourceGroups/other/providers/Microsoft.Authorization/policyEnrollments/x"),
                "properties": {"policyAssignmentId": id}}]),
                ),
            );
        },
        &[("DEL-006", COSMOS, Fail)],
    ),
    (
        "users may exempt themselves",
        |e| assigned(e)["selfServeExemptionSettings"] = json!({"enabled": true}),
        &[("DEL-006", COSMOS, Unknown)],
    ),
    (
        "users may exempt themselves from this member",
        |e| {
            assigned(e)["selfServeExemptionSettings"] =
                json!({"enabled": true, "policyDefinitionReferenceIds": ["NoDeletion"]})
        },
        &[("DEL-006", COSMOS, Unknown)],
    ),
    (
        "users may exempt themselves from another member",
        |e| {
            assigned(e)["selfServeExemptionSettings"] =
                json!({"enabled": true, "policyDefinitionReferenceIds": ["other"]})
        },
        &[("DEL-006", COSMOS, Pass)],
    ),
    (
        "self-serve exemptions are off",
        |e| {
            assigned(e)["selfServeExemptionSettings"] =
                json!({"enabled": false, "policyDefinitionReferenceIds": []})
        },
        &[("DEL-006", COSMOS, Pass)],
    ),
    (
        "rolled out to a share of the resources",
        |e| {
            assigned(e)["resourceSelectors"] = json!([{"selectors": [
                {"kind": "resourceRolloutPercentage", "in": ["50"]}
            ]}])
        },
        &[("DEL-006", COSMOS, Unknown)],
    ),
    (
        "enforcement null is Default",
        |e| assigned(e)["enforcementMode"] = Json::Null,
        &[("DEL-006", COSMOS, Pass)],
    ),
    (
        "the group left out, in another case",
        |e| assigned(e)["notScopes"] = json!([format!("{SUBSCRIPTION}/resourcegroups/RG-AGENTS")]),
        &[("DEL-006", COSMOS, Fail)],
    ),
    (
        "another group left out",
        |e| assigned(e)["notScopes"] = json!([format!("{SUBSCRIPTION}/resourceGroups/rg-agent")]),
        &[("DEL-006", COSMOS, Pass)],
    ),
    (
        "a management group left out",
        |e| {
            assigned(e)["notScopes"] =
                json!(["/providers/Microsoft.Management/managementGroups/child"])
        },
        &[("DEL-006", COSMOS, Unknown)],
    ),
    (
        "a selector of another region",
        |e| {
            assigned(e)["resourceSelectors"] =
                json!([{"selectors": [{"kind": "resourceLocation", "in": ["westus"]}]}])
        },
        &[("DEL-006", COSMOS, Fail)],
    ),
    (
        "a selector of one type",
        |e| assigned(e)["resourceSelectors"] = json!([{"selectors": [{"kind": "resourceType", "notIn": ["Microsoft.Search/searchServices"]}]}]),
        &[("DEL-006", COSMOS, Pass), ("DEL-006", SEARCH, Fail)],
    ),
    (
        "an override of the effect",
        |e| assigned(e)["overrides"] = json!([{"kind": "policyEffect", "value": "disabled", "selectors": [{"kind": "policyDefinitionReferenceId", "in": ["nodeletion"]}]}]),
        &[("DEL-006", COSMOS, Fail)],
    ),
    (
        "the parameter isn't given: the initiative's default",
        |e| assigned(e)["parameters"] = json!({}),
        &[("DEL-006", COSMOS, Fail)],
    ),
    (
        "the parameter is an expression",
        |e| {
            assigned(e)["parameters"]["deletionEffect"]["value"] =
                "[concat('deny', 'Action')]".into()
        },
        &[("DEL-006", COSMOS, Unknown)],
    ),
    (
        "another version is asked for",
        |e| assigned(e)["definitionVersion"] = "2.*.*".into(),
        &[("DEL-006", COSMOS, Unknown)],
    ),
    (
        "this version is asked for",
        |e| assigned(e)["definitionVersion"] = "1.*.*".into(),
        &[("DEL-006", COSMOS, Pass)],
    ),
    (
        "no policy at all",
        |e| e.items(ASSIGNMENTS).clear(),
        &[("DEL-006", COSMOS, Fail), ("DEL-002", COSMOS, Pass)],
    ),
    (
        "the list was refused",
        |e| e.outcome(ASSIGNMENTS, Outcome::Denied),
        &[("DEL-006", COSMOS, Unknown), ("DEL-002", COSMOS, Pass)],
    ),
    (
        "neither locks nor policies",
        |e| {
            e.items(LOCKS).clear();
            e.items(ASSIGNMENTS).clear();
        },
        &[("DEL-002", COSMOS, Fail)],
    ),
    (
        "no locks, and the policies were refused",
        |e| {
            e.items(LOCKS).clear();
            e.outcome(ASSIGNMENTS, Outcome::Denied);
        },
        &[("DEL-002", COSMOS, Unknown)],
    ),
    ("no locks, but a policy", |e| e.items(LOCKS).clear(), &[("DEL-002", COSMOS, Pass)]),
];

const DEFINED: &[Case<'_>] = &[
    (
        "mode All leaves the group open",
        |e| e.properties(DEFINITION)["mode"] = "All".into(),
        &[("DEL-006", COSMOS, Fail)],
    ),
    (
        "mode All is no lock",
        |e| {
            e.items(LOCKS).clear();
            e.properties(DEFINITION)["mode"] = "All".into();
        },
        &[("DEL-002", COSMOS, Fail)],
    ),
    (
        "a provider's mode",
        |e| e.properties(DEFINITION)["mode"] = "Microsoft.KeyVault.Data".into(),
        &[("DEL-006", COSMOS, Unknown)],
    ),
    (
        "the group may go",
        |e| rule(e)["then"]["details"]["cascadeBehaviors"]["resourceGroup"] = "allow".into(),
        &[("DEL-006", COSMOS, Fail)],
    ),
    (
        "nothing said of the group",
        |e| rule(e)["then"]["details"]["cascadeBehaviors"] = Json::Null,
        &[("DEL-006", COSMOS, Pass)],
    ),
    (
        "another action",
        |e| rule(e)["then"]["details"]["actionNames"] = json!(["write"]),
        &[("DEL-006", COSMOS, Fail)],
    ),
    (
        "a type that doesn't exist",
        |e| rule(e)["if"] = json!({"field": "type", "equals": "Microsoft.DocumentDb/accounts"}),
        &[("DEL-006", COSMOS, Fail)],
    ),
    (
        "a condition on tags",
        |e| rule(e)["if"] = json!({"field": "tags.keep", "equals": "yes"}),
        &[("DEL-006", COSMOS, Unknown)],
    ),
    (
        "a condition on tags of another type",
        |e| rule(e)["if"] = json!({"allOf": [{"field": "tags.keep", "equals": "yes"}, {"field": "type", "equals": "x/y"}]}),
        &[("DEL-006", COSMOS, Fail)],
    ),
    (
        "the definition was refused",
        |e| e.outcome(DEFINITION, Outcome::Denied),
        &[("DEL-006", COSMOS, Unknown)],
    ),
    (
        "the initiative was refused",
        |e| e.outcome(SET, Outcome::Denied),
        &[("DEL-006", COSMOS, Unknown)],
    ),
    (
        "an unread definition that isn't enforced",
        |e| {
            e.outcome(SET, Outcome::Denied);
            assigned(e)["enforcementMode"] = "DoNotEnforce".into();
        },
        &[("DEL-006", COSMOS, Fail)],
    ),
];

const EXEMPT: &[Case<'_>] = &[
    ("for good", |e| exempt(e, json!({})), &[("DEL-006", COSMOS, Fail)]),
    (
        "expired",
        |e| exempt(e, json!({"expiresOn": "2020-01-01T00:00:00Z"})),
        &[("DEL-006", COSMOS, Pass)],
    ),
    (
        "not yet expired",
        |e| exempt(e, json!({"expiresOn": "2999-01-01T00:00:00Z"})),
        &[("DEL-006", COSMOS, Fail)],
    ),
    (
        "of another member",
        |e| exempt(e, json!({"policyDefinitionReferenceIds": ["other"]})),
        &[("DEL-006", COSMOS, Pass)],
    ),
    (
        "of this member",
        |e| exempt(e, json!({"policyDefinitionReferenceIds": ["NODELETION"]})),
        &[("DEL-006", COSMOS, Fail)],
    ),
    (
        "of another assignment",
        |e| {
            exempt(
                e,
                json!({"policyAssignmentId": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/policyAssignments/x")}),
            )
        },
        &[("DEL-006", COSMOS, Pass)],
    ),
    (
        "a date that is none",
        |e| exempt(e, json!({"expiresOn": "soon"})),
        &[("DEL-006", COSMOS, Unknown)],
    ),
    ("refused", |e| e.outcome(EXEMPTIONS, Outcome::Denied), &[("DEL-006", COSMOS, Unknown)]),
];

const DENIED: &[Case<'_>] = &[
    (
        "everyone, on the group",
        |e| deny(e, GROUP, json!({})),
        &[("DEL-002", COSMOS, Pass), ("DEL-006", COSMOS, Fail)],
    ),
    (
        "somebody left out",
        |e| deny(e, GROUP, json!({"excludePrincipals": [{"id": "1", "type": "ServicePrincipal"}]})),
        &[("DEL-002", COSMOS, Fail)],
    ),
    (
        "only logged",
        |e| deny(e, GROUP, json!({"denyAssignmentEffect": "Audit"})),
        &[("DEL-002", COSMOS, Fail)],
    ),
    (
        "enforced by word",
        |e| deny(e, GROUP, json!({"denyAssignmentEffect": "enforced"})),
        &[("DEL-002", COSMOS, Pass)],
    ),
    (
        "an effect that isn't known",
        |e| deny(e, GROUP, json!({"denyAssignmentEffect": "dryRun"})),
        &[("DEL-002", COSMOS, Unknown)],
    ),
    (
        "an api-version that may list the ones that only log",
        |e| {
            deny(e, GROUP, json!({}));
            e.version(DENIALS, "2022-04-01");
        },
        &[("DEL-002", COSMOS, Unknown)],
    ),
    (
        "one person",
        |e| deny(e, GROUP, json!({"principals": [{"id": "1", "type": "User"}]})),
        &[("DEL-002", COSMOS, Fail)],
    ),
    (
        "not what lies below",
        |e| deny(e, GROUP, json!({"doNotApplyToChildScopes": true})),
        &[("DEL-002", COSMOS, Fail)],
    ),
    (
        "deletion taken out",
        |e| {
            deny(e, GROUP, json!({"permissions": [{"actions": ["*"], "notActions": ["*/delete"]}]}))
        },
        &[("DEL-002", COSMOS, Fail)],
    ),
    (
        "another action",
        |e| deny(e, GROUP, json!({"permissions": [{"actions": ["*/write"], "notActions": []}]})),
        &[("DEL-002", COSMOS, Fail)],
    ),
    (
        "under a condition",
        |e| deny(e, GROUP, json!({"condition": "@x"})),
        &[("DEL-002", COSMOS, Unknown)],
    ),
    (
        "another group",
        |e| deny(e, "/resourceGroups/rg-agent", json!({})),
        &[("DEL-002", COSMOS, Fail)],
    ),
    (
        "the resource alone",
        |e| {
            deny(
                e,
                "/resourceGroups/rg-agents/providers/Microsoft.DocumentDB/databaseAccounts/cosmos-fabrikam-agents",
                json!({}),
            )
        },
        &[("DEL-002", COSMOS, Unknown)],
    ),
    (
        "the list was refused",
        |e| {
            e.items(LOCKS).clear();
            e.items(ASSIGNMENTS).clear();
            e.outcome(DENIALS, Outcome::Denied);
        },
        &[("DEL-002", COSMOS, Unknown)],
    ),
];

#[test]
fn assignments_of_policies() {
    check(ASSIGNED);
}

#[test]
fn definitions_of_policies() {
    check(DEFINED);
}

#[test]
fn exemptions_from_policies() {
    check(EXEMPT);
}

#[test]
fn deny_assignments() {
    check(DENIED);
}
