//! What forbids and what permits: locks, policies, deny assignments, roles.

use crate::catalogue::read::{Per, ReadKind, ReadRow, reads, resource};
use crate::catalogue::scope::At;
use crate::model::Kind;

reads! {
    /// All locks of a subscription.
    LOCKS: list(At::Subscription, LOCKS, "2020-05-01")
        .oldest("2016-09-01")
        .needs("Microsoft.Authorization/locks/read")
        .per(Per::FoundrySubscription)
        .on_request()
        .keep(resource!("properties.level"))
        .title("locks of {}");

    /// The locks at and above one resource.
    LOCKS_AT: list(At::Below, LOCKS, "2020-05-01")
        .oldest("2016-09-01")
        .needs("Microsoft.Authorization/locks/read")
        .per(Per::Refused)
        .in_place_of(ReadKind::LOCKS)
        .keep(resource!("properties.level"))
        .title("locks of {}");

    /// The policies in force in a subscription, those of management groups and of what lies below among them.
    POLICY_ASSIGNMENTS: list(
        At::Subscription,
        "/providers/Microsoft.Authorization/policyAssignments",
        "2026-07-01",
    )
        .oldest("2023-04-01")
        .needs("Microsoft.Authorization/policyAssignments/read")
        .per(Per::FoundrySubscription)
        .where_needed()
        .on_request()
        .keep(resource!(
            "properties.policyDefinitionId",
            "properties.definitionVersion",
            "properties.scope",
            "properties.notScopes",
            "properties.parameters",
            "properties.enforcementMode",
            "properties.selfServeExemptionSettings",
            "properties.resourceSelectors",
            "properties.overrides",
        ))
        .title("policies of {}");

    /// The exemptions from policies, likewise.
    POLICY_EXEMPTIONS: list(
        At::Subscription,
        "/providers/Microsoft.Authorization/policyExemptions",
        "2026-01-01-preview",
    )
        .oldest("2022-07-01-preview")
        .needs("Microsoft.Authorization/policyExemptions/read")
        .per(Per::Reference)
        .on_request()
        .keep(resource!(
            "properties.policyAssignmentId",
            "properties.policyDefinitionReferenceIds",
            "properties.expiresOn",
            "properties.exemptionManagementMode",
            "properties.resourceSelectors",
        ))
        .title("policy exemptions of {}");

    /// What is enrolled in policies that are enforced only there; read where one is.
    POLICY_ENROLLMENTS: list(
        At::Subscription,
        "/providers/Microsoft.Authorization/policyEnrollments",
        "2026-01-01-preview",
    )
        .needs("Microsoft.Authorization/policyEnrollments/read")
        .per(Per::Reference)
        .on_request()
        .keep(resource!(
            "properties.policyAssignmentId",
            "properties.policyDefinitionReferenceIds",
            "properties.resourceSelectors",
        ))
        .title("policy enrollments of {}");

    /// One policy definition.
    POLICY_DEFINITION: one(
        At::PolicyDefinition("Microsoft.Authorization/policyDefinitions"),
        "",
        "2025-03-01",
    )
        .oldest("2023-04-01")
        .needs("Microsoft.Authorization/policyDefinitions/read")
        .per(Per::Reference)
        .on_request()
        .keep(resource!(
            "properties.policyType",
            "properties.mode",
            "properties.version",
            "properties.parameters",
            "properties.policyRule.if",
            "properties.policyRule.then.effect",
            "properties.policyRule.then.details.actionNames",
            "properties.policyRule.then.details.cascadeBehaviors",
        ))
        .title("policy definition {}");

    /// One policy initiative.
    POLICY_SET: one(
        At::PolicyDefinition("Microsoft.Authorization/policySetDefinitions"),
        "",
        "2025-03-01",
    )
        .oldest("2023-04-01")
        .needs("Microsoft.Authorization/policySetDefinitions/read")
        .per(Per::Reference)
        .on_request()
        .keep(resource!(
            "properties.policyType",
            "properties.version",
            "properties.parameters",
            "properties.policyDefinitions[].policyDefinitionId",
            "properties.policyDefinitions[].policyDefinitionReferenceId",
            "properties.policyDefinitions[].definitionVersion",
            "properties.policyDefinitions[].parameters",
        ))
        .title("policy initiative {}");

    /// The deny assignments of a subscription.
    DENY_ASSIGNMENTS: list(
        At::Subscription,
        "/providers/Microsoft.Authorization/denyAssignments",
        "2024-07-01-preview",
    )
        .oldest("2022-04-01")
        .needs("Microsoft.Authorization/denyAssignments/read")
        .per(Per::FoundrySubscription)
        .where_needed()
        .on_request()
        .keep(resource!(
            "properties.denyAssignmentName",
            "properties.denyAssignmentEffect",
            "properties.scope",
            "properties.doNotApplyToChildScopes",
            "properties.condition",
            "properties.permissions[].actions",
            "properties.permissions[].notActions",
            "properties.principals[].id",
            "properties.principals[].type",
            "properties.excludePrincipals[].id",
            "properties.excludePrincipals[].type",
        ))
        .title("deny assignments of {}");

    /// The deployment stacks of a subscription. Those of its resource groups are listed group by group, and not read.
    DEPLOYMENT_STACKS: list(At::Subscription, "/providers/Microsoft.Resources/deploymentStacks", "2025-07-01")
        .oldest("2024-03-01")
        .needs("Microsoft.Resources/deploymentStacks/read")
        .per(Per::FoundrySubscription)
        .where_needed()
        .on_request()
        .keep(resource!(
            "properties.actionOnUnmanage",
            "properties.denySettings.mode",
            "properties.resources[].id",
            "properties.resources[].status",
            "properties.resources[].denyStatus",
        ))
        .title("deployment stacks of {}");

    /// Role assignments at, above and below a subscription.
    ROLE_ASSIGNMENTS: list(At::Subscription, ROLE_ASSIGNMENTS, "2022-04-01")
        .needs("Microsoft.Authorization/roleAssignments/read")
        .per(Per::FoundrySubscription)
        .on_request()
        .keep(ROLE_ASSIGNMENT)
        .title("role assignments of {}");

    /// Role assignments at and above one resource.
    ROLE_ASSIGNMENTS_AT: list(At::Below, ROLE_ASSIGNMENTS, "2022-04-01")
        .needs("Microsoft.Authorization/roleAssignments/read")
        .per(Per::Refused)
        .in_place_of(ReadKind::ROLE_ASSIGNMENTS)
        .keep(ROLE_ASSIGNMENT)
        .title("role assignments of {}");

    /// Role assignments that a principal may activate (Privileged Identity Management).
    ELIGIBLE_ROLES: list(
        At::Subscription,
        "/providers/Microsoft.Authorization/roleEligibilityScheduleInstances",
        "2020-10-01",
    )
        .needs("Microsoft.Authorization/roleEligibilityScheduleInstances/read")
        .per(Per::FoundrySubscription)
        .on_request()
        .keep(ROLE_ASSIGNMENT)
        .title("eligible roles of {}");

    /// The definition of one role.
    ROLE_DEFINITION: one(
        At::Resource("Microsoft.Authorization/roleDefinitions"),
        "",
        "2022-04-01",
    )
        .needs("Microsoft.Authorization/roleDefinitions/read")
        .per(Per::Reference)
        .on_request()
        .keep(ROLE_DEFINITION)
        .title("role {}");

    /// Data roles that a Cosmos DB account has given.
    SQL_ROLE_ASSIGNMENTS: list(
        At::Resource("Microsoft.DocumentDB/databaseAccounts"),
        "/sqlRoleAssignments",
        "2025-10-15",
    )
        .oldest("2024-11-15")
        .needs("Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments/read")
        .per(Per::Dependency(Kind::CosmosAccount))
        .on_request()
        .keep(ROLE_ASSIGNMENT)
        .title("data role assignments of {}");

    /// Data roles that a Cosmos DB account knows.
    SQL_ROLE_DEFINITIONS: list(
        At::Resource("Microsoft.DocumentDB/databaseAccounts"),
        "/sqlRoleDefinitions",
        "2025-10-15",
    )
        .oldest("2024-11-15")
        .needs("Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions/read")
        .per(Per::Dependency(Kind::CosmosAccount))
        .on_request()
        .keep(ROLE_DEFINITION)
        .title("data roles of {}");
}

const LOCKS: &str = "/providers/Microsoft.Authorization/locks";
const ROLE_ASSIGNMENTS: &str = "/providers/Microsoft.Authorization/roleAssignments";
const ROLE_ASSIGNMENT: &[&str] = resource!(
    "properties.roleDefinitionId",
    "properties.principalId",
    "properties.principalType",
    "properties.scope",
    "properties.condition",
);
const ROLE_DEFINITION: &[&str] =
    resource!("properties.roleName", "properties.type", "properties.permissions",);
