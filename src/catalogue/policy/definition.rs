//! Policy definitions and initiatives ("set definitions"): the rule, its parameters, its members.

use super::{Arguments, policy_definition_id};
use crate::catalogue::{Body, ReadKind};
use crate::model::{Fact, ResourceId, Why};
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
#[must_use]
pub fn policy_definition(body: &Body<'_>) -> Fact<PolicyDefinition> {
    let raw = |path: &str| body.at(path).map(|json| json.cloned().unwrap_or_default());
    let required = |path| {
        body.at(path).then(|json| match json {
            Some(json) => body.known(json.clone()),
            None => body.missing(Why::Malformed),
        })
    };
    // `details` is a list with some effects; none of those denies an action.
    let detail = |path: &str| match body.at("properties.policyRule.then.details") {
        Fact::Known(Some(Json::Array(_)), _) => body.known(Json::Null),
        Fact::Known(..) | Fact::Missing(..) => {
            raw(&format!("properties.policyRule.then.details.{path}"))
        }
    };
    body.text("properties.mode").then(|mode| {
        body.opt_text("properties.version").then(|version| {
            raw("properties.parameters").then(|parameters| {
                required("properties.policyRule.if").then(|condition| {
                    required("properties.policyRule.then.effect").then(|effect| {
                        detail("actionNames").then(|actions| {
                            detail("cascadeBehaviors.resourceGroup").map(|on_group_delete| {
                                PolicyDefinition {
                                    mode,
                                    version,
                                    defaults: Arguments::read(Some(&parameters), "defaultValue"),
                                    condition,
                                    effect,
                                    actions,
                                    on_group_delete,
                                }
                            })
                        })
                    })
                })
            })
        })
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

/// Reads an initiative. A member that isn't understood leaves all of it unknown.
#[must_use]
pub fn policy_set(body: &Body<'_>) -> Fact<PolicySet> {
    body.opt_text("properties.version").then(|version| {
        body.at("properties.parameters").then(|parameters| {
            let defaults = Arguments::read(parameters, "defaultValue");
            body.list("properties.policyDefinitions").then(|members| {
                Fact::collect(members.iter().map(policy_member)).map(|members| PolicySet {
                    version,
                    defaults,
                    members,
                })
            })
        })
    })
}

fn policy_member(body: &Body<'_>) -> Fact<PolicyMember> {
    body.text("policyDefinitionId").then(|id| {
        let found = policy_definition_id(&id);
        let Some((_, definition)) = found.filter(|(read, _)| *read == ReadKind::POLICY_DEFINITION)
        else {
            return body.missing(Why::Malformed);
        };
        body.opt_text("policyDefinitionReferenceId")
            .then(|reference| {
                body.opt_text("definitionVersion").then(|version| {
                    body.at("parameters").map(|parameters| PolicyMember {
                        reference: reference.map(|name| name.to_lowercase()),
                        definition,
                        version,
                        parameters: parameters.cloned().unwrap_or_default(),
                    })
                })
            })
    })
}
