//! Policy definitions and initiatives ("set definitions"): the rule, its parameters, its members.

use super::{Arguments, policy_definition_id};
use crate::catalogue::{Body, ReadKind};
use crate::model::{ResourceId, Why};
use serde_json::Value as Json;

/// A policy definition.
#[derive(Clone, Debug)]
pub struct PolicyDefinition {
    /// `All`, `Indexed`, or a resource provider's own.
    pub mode: String,
    /// Its version, if Azure gives one.
    pub version: Option<String>,
    /// Defaults of its parameters.
    pub defaults: Arguments,
    /// `policyRule.if`.
    pub condition: Json,
    /// `policyRule.then.effect`.
    pub effect: Json,
    /// `policyRule.then.details.actionNames`; null if there are none.
    pub actions: Json,
    /// `policyRule.then.details.cascadeBehaviors.resourceGroup`; null if it isn't set.
    pub on_group_delete: Json,
}

/// Reads a definition.
///
/// # Errors
/// If a part of it isn't known, or if its rule has no condition or no effect.
pub fn policy_definition(body: &Body<'_>) -> Result<PolicyDefinition, Why> {
    Ok(PolicyDefinition {
        mode: body.text("properties.mode")?,
        version: body.opt_text("properties.version")?,
        defaults: defaults(body)?,
        condition: required(body, "properties.policyRule.if")?,
        effect: required(body, "properties.policyRule.then.effect")?,
        actions: detail(body, "actionNames")?,
        on_group_delete: detail(body, "cascadeBehaviors.resourceGroup")?,
    })
}

fn defaults(body: &Body<'_>) -> Result<Arguments, Why> {
    let parameters = body.at("properties.parameters")?;
    Ok(Arguments::read(parameters, "defaultValue"))
}

fn required(body: &Body<'_>, path: &str) -> Result<Json, Why> {
    body.at(path)?.cloned().ok_or(Why::Malformed)
}

/// A value of the effect's details, null if it isn't there. `details` is a list with some effects; none of those denies an
/// action.
fn detail(body: &Body<'_>, path: &str) -> Result<Json, Why> {
    const DETAILS: &str = "properties.policyRule.then.details";
    Ok(match body.at(DETAILS)? {
        None | Some(Json::Array(_)) => Json::Null,
        Some(_) => body.at(&format!("{DETAILS}.{path}"))?.cloned().unwrap_or_default(),
    })
}

/// An initiative.
#[derive(Clone, Debug)]
pub struct PolicySet {
    /// Its version, if Azure gives one.
    pub version: Option<String>,
    /// Defaults of its parameters.
    pub defaults: Arguments,
    /// Its policies.
    pub members: Vec<PolicyMember>,
}

/// A policy of an initiative.
#[derive(Clone, Debug)]
pub struct PolicyMember {
    /// Its name within the initiative, folded.
    pub reference: Option<String>,
    /// The definition.
    pub definition: ResourceId,
    /// The version that it asks for.
    pub version: Option<String>,
    /// What it hands on, as Azure writes it.
    pub parameters: Json,
}

/// Reads an initiative.
///
/// # Errors
/// If a part of it isn't known: a member that isn't understood leaves all of it unknown.
pub fn policy_set(body: &Body<'_>) -> Result<PolicySet, Why> {
    let version = body.opt_text("properties.version")?;
    let defaults = defaults(body)?;
    let members = body.list("properties.policyDefinitions")?;
    let members = members.iter().map(policy_member).collect::<Result<_, _>>()?;
    Ok(PolicySet { version, defaults, members })
}

fn policy_member(body: &Body<'_>) -> Result<PolicyMember, Why> {
    let definition = match policy_definition_id(&body.text("policyDefinitionId")?) {
        Some((read, id)) if read == ReadKind::POLICY_DEFINITION => id,
        Some(_) | None => return Err(Why::Malformed),
    };
    let reference = body.opt_text("policyDefinitionReferenceId")?;
    Ok(PolicyMember {
        reference: reference.map(|name| name.to_lowercase()),
        definition,
        version: body.opt_text("definitionVersion")?,
        parameters: body.at("parameters")?.cloned().unwrap_or_default(),
    })
}
