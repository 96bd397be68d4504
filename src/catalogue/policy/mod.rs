//! Azure Policy as far as it stops deletion (the effect `denyAction`): assignments, exemptions, definitions, initiatives.
//!
//! What is read, per subscription with something to protect: one list of assignments (it holds those that management groups
//! hand down, too). If a definition has to be looked at, one list of exemptions more, and by id each initiative and each
//! definition that [`can_deny`] leaves open and whose assignment covers something that is to be protected. A definition that
//! several subscriptions use is read once. So a run takes at most
//!
//! `2 × subscriptions + initiatives + definitions left open`
//!
//! requests for policies, and collection bounds the last two by a number of its own; what it leaves out is not read, and so
//! not known. The list of all definitions isn't used: it holds some thousands of Microsoft's own.

mod arguments;
mod definition;

pub use arguments::Arguments;
pub use definition::{PolicyDefinition, PolicyMember, PolicySet, policy_definition, policy_set};

use super::body::whole;
use super::typed::assignment_view;
use super::{Body, ReadKind};
use crate::model::{ResourceId, Why};
use serde_json::Value as Json;
use time::OffsetDateTime;

/// The effect that denies deletion.
pub const DENY_ACTION: &str = "denyAction";

/// A policy or an initiative in force somewhere.
#[derive(Clone, Debug)]
pub struct PolicyAssignment {
    /// Its id: a management group's doesn't begin with a subscription.
    pub id: ResourceId,
    /// Where it holds.
    pub scope: ResourceId,
    /// What is left out.
    pub not_scopes: Vec<ResourceId>,
    /// The definition or initiative, and which of the two.
    pub definition: (ReadKind, ResourceId),
    /// The version that it asks for, e.g. `1.*.*`.
    pub version: Option<String>,
    /// Whether Azure enforces it.
    pub enforcement: Enforcement,
    /// Whether users may exempt themselves (since 2025-11-01): from these members of the initiative, folded, or from
    /// everything if the list is empty. None if they may not.
    pub self_exemptions: Option<Vec<String>>,
    /// Values of parameters.
    pub arguments: Arguments,
    /// `resourceSelectors`, as Azure writes them.
    pub selectors: Vec<Json>,
    /// `overrides`, as Azure writes them.
    pub overrides: Vec<Json>,
}

/// Whether Azure enforces an assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enforcement {
    /// `Default`, or absent.
    Everywhere,
    /// `DoNotEnforce`.
    Nowhere,
    /// `Enroll`: where an enrollment takes a resource in (Azure Policy enrollment structure, read 2026-11-28).
    WhereEnrolled,
    /// Any other word.
    Unknown,
}

impl PolicyAssignment {
    /// True if the assignment may hold for a resource. Management groups only hand down to what lies below them.
    #[must_use]
    pub fn may_concern(&self, id: &ResourceId) -> bool {
        self.enforcement != Enforcement::Nowhere
            && covers(&self.scope, id)
            && !self.not_scopes.iter().any(|out| out.covers(id))
    }
}

/// True if a scope of a subscription's list covers a resource of that subscription.
#[must_use]
pub fn covers(scope: &ResourceId, id: &ResourceId) -> bool {
    is_management_group(scope) || scope.covers(id)
}

/// True for a management group's id.
#[must_use]
pub fn is_management_group(scope: &ResourceId) -> bool {
    scope.folded().starts_with("/providers/microsoft.management/managementgroups/")
}

/// Reads an assignment.
///
/// # Errors
/// If it isn't one, or if a part of it isn't known.
pub fn policy_assignment(body: &Body<'_>) -> Result<PolicyAssignment, Why> {
    let view = assignment_view(body).ok_or_else(|| body.not_understood())?;
    let definition = view.definition.as_deref().and_then(policy_definition_id);
    let definition = definition.ok_or(Why::Malformed)?;
    let scope = whole(&view.scope.ok_or(Why::Malformed)?)?;
    let enforcement = match view.enforcement.map(|mode| mode.to_lowercase()).as_deref() {
        None | Some("default") => Enforcement::Everywhere,
        Some("donotenforce") => Enforcement::Nowhere,
        Some("enroll") => Enforcement::WhereEnrolled,
        Some(_) => Enforcement::Unknown,
    };
    let not_scopes = view.not_scopes.iter().map(|scope| whole(scope));
    Ok(PolicyAssignment {
        id: body.id_of(&["microsoft.authorization/policyassignments"])?,
        scope,
        not_scopes: not_scopes.collect::<Result<_, _>>()?,
        definition,
        version: body.opt_text("properties.definitionVersion")?,
        enforcement,
        self_exemptions: self_exemptions(body)?,
        arguments: Arguments::read(body.at("properties.parameters")?, "value"),
        selectors: raw_list(body, "properties.resourceSelectors")?,
        overrides: raw_list(body, "properties.overrides")?,
    })
}

fn self_exemptions(body: &Body<'_>) -> Result<Option<Vec<String>>, Why> {
    const SETTINGS: &str = "properties.selfServeExemptionSettings";
    if body.at(SETTINGS)?.is_none() || !body.flag(&format!("{SETTINGS}.enabled"), false)? {
        return Ok(None);
    }
    let members = body.texts(&format!("{SETTINGS}.policyDefinitionReferenceIds"))?;
    Ok(Some(members.iter().map(|one| one.to_lowercase()).collect()))
}

/// Resources that are taken out of an assignment, for a time or for good (an exemption), or into one that asks for it (an
/// enrollment, which has no end).
#[derive(Clone, Debug)]
pub struct PolicyExemption {
    /// Where it holds.
    pub scope: ResourceId,
    /// The assignment that it is about.
    pub assignment: ResourceId,
    /// The members of the initiative that it is about, folded; all if empty.
    pub members: Vec<String>,
    /// Until when; for good if none.
    pub expires: Option<OffsetDateTime>,
    /// `resourceSelectors`, as Azure writes them.
    pub selectors: Vec<Json>,
}

/// Reads an exemption or an enrollment.
///
/// # Errors
/// If a part of it isn't known.
pub fn policy_exemption(body: &Body<'_>) -> Result<PolicyExemption, Why> {
    const TYPES: [&str; 2] =
        ["microsoft.authorization/policyexemptions", "microsoft.authorization/policyenrollments"];
    let id = body.id_of(&TYPES)?;
    let scope = id.parent().ok_or(Why::Malformed)?;
    let assignment = body.resource("properties.policyAssignmentId")?;
    let members = body.texts("properties.policyDefinitionReferenceIds")?;
    Ok(PolicyExemption {
        scope,
        assignment,
        members: members.iter().map(|one| one.to_lowercase()).collect(),
        expires: body.instant("properties.expiresOn")?,
        selectors: raw_list(body, "properties.resourceSelectors")?,
    })
}

/// The read that shows a definition or an initiative. None for text that is no such id, or that could change the URL.
#[must_use]
pub fn policy_definition_id(text: &str) -> Option<(ReadKind, ResourceId)> {
    let id = ResourceId::parse(text)?;
    let reads = [ReadKind::POLICY_DEFINITION, ReadKind::POLICY_SET];
    let read = reads.into_iter().find(|read| read.row().at.scope(id.folded()).is_some())?;
    Some((read, id))
}

/// False if a definition can't deny deletion, so that there is no need to read it: it is one of Microsoft's own, and its
/// parameter `effect` gets another value. That Microsoft's definitions take their effect from a parameter of that name is
/// their convention; a definition of the customer's may do otherwise.
#[must_use]
pub fn can_deny(definition: &ResourceId, arguments: &Arguments, overridden: bool) -> bool {
    let built_in = definition.folded().starts_with("/providers/microsoft.authorization/");
    let other = |effect: &Json| {
        effect.as_str().is_some_and(|effect| !effect.eq_ignore_ascii_case(DENY_ACTION))
    };
    overridden || !(built_in && arguments.get("effect").is_some_and(other))
}

/// The elements of a list, raw.
fn raw_list(body: &Body<'_>, path: &str) -> Result<Vec<Json>, Why> {
    let items = body.list(path)?;
    let raw = |item: &Body<'_>| item.hidden().map_or_else(|| Ok(item.json().clone()), Err);
    items.iter().map(raw).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ReadId;
    use serde_json::json;

    #[test]
    fn what_an_expression_hides_is_neither_unset_nor_empty() {
        let x = json!({"$unresolved": "[variables('x')]"});
        let said = Some(Why::Unresolved("[variables('x')]".to_owned()));
        let definition = |details: Json| {
            let rule = json!({"if": {}, "then": {"effect": "denyAction", "details": details}});
            let json = json!({"properties": {"mode": "Indexed", "policyRule": rule}});
            let body = Body::new(&json, &[], "1", ReadId(0));
            policy_definition(&body).err()
        };
        assert_eq!(definition(json!({"actionNames": ["delete"]})), None);
        assert_eq!(definition(json!([{"field": "type"}])), None);
        for details in [
            x.clone(),
            json!({ "actionNames": x }),
            json!({ "cascadeBehaviors": x }),
            json!({"cascadeBehaviors": {"resourceGroup": x}}),
        ] {
            assert_eq!(definition(details.clone()), said, "{details}");
        }
        let exemption = |selectors: Json| {
            let json = json!({"id": "/subscriptions/s/providers/Microsoft.Authorization/policyExemptions/e",
                "properties": {"policyAssignmentId": "/subscriptions/s/providers/Microsoft.Authorization/policyAssignments/a", "resourceSelectors": selectors}});
            let body = Body::new(&json, &[], "1", ReadId(0));
            policy_exemption(&body).err()
        };
        assert_eq!(exemption(json!([{"selectors": []}])), None);
        assert_eq!(exemption(json!([x])), said);
    }

    #[test]
    fn ids_of_definitions_have_three_forms() {
        let read = |id: &str| policy_definition_id(id).map(|(read, _)| read);
        let tail = "providers/Microsoft.Authorization/policyDefinitions/d";
        for id in [
            format!("/{tail}"),
            format!("/subscriptions/s/{tail}"),
            format!("/providers/Microsoft.Management/managementGroups/m/{tail}"),
        ] {
            assert_eq!(read(&id), Some(ReadKind::POLICY_DEFINITION), "{id}");
            let set = id.replace("policyDefinitions", "policySetDefinitions");
            assert_eq!(read(&set), Some(ReadKind::POLICY_SET), "{set}");
        }
        for id in [
            "",
            "/providers/Microsoft.Authorization/policyDefinitions/",
            "/providers/Microsoft.Authorization/policyDefinitions/a?b",
            "/providers/Microsoft.Authorization/roleDefinitions/d",
            "/subscriptions/s/../providers/Microsoft.Authorization/policyDefinitions/d",
            "https://evil.example/providers/Microsoft.Authorization/policyDefinitions/d",
        ] {
            assert_eq!(read(id), None, "{id}");
        }
    }

    #[test]
    fn microsofts_own_policies_tell_by_their_effect() {
        let own = ResourceId::new("/providers/Microsoft.Authorization/policyDefinitions/d");
        let custom = own.folded().replacen("/providers", "/subscriptions/s/providers", 1);
        let custom = ResourceId::new(&custom);
        let with = |effect: &str| {
            let json = serde_json::json!({"effect": {"value": effect}});
            Arguments::read(Some(&json), "value")
        };
        assert!(!can_deny(&own, &with("Audit"), false));
        assert!(can_deny(&own, &with("Audit"), true));
        assert!(can_deny(&own, &with("denyaction"), false));
        assert!(can_deny(&own, &with("[parameters('x')]"), false));
        assert!(can_deny(&own, &Arguments::default(), false));
        assert!(can_deny(&custom, &with("Audit"), false));
    }
}
