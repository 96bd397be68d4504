//! Typed views over raw JSON by the models of `azure_mgmt_resources`. This is the only file that names that crate: its
//! client can't read ARM's own subscription list and prints tokens, so only the models are used, and only as views. A view
//! that doesn't parse is malformed, never a crash. When an official Azure Resource Manager crate exists, this file changes.

use super::Body;
use crate::model::{ResourceId, Why};
use azure_mgmt_resources::package_locks_2020_05::models::{
    ManagementLockObject, management_lock_properties::Level,
};
use azure_mgmt_resources::package_policy_2021_06::models::{
    PolicyAssignment, policy_assignment_properties::EnforcementMode,
};
use serde::Deserialize;

/// A management lock.
#[derive(Clone, Debug, PartialEq)]
pub struct Lock {
    /// Its name.
    pub name: String,
    /// What it covers: its id without the lock's own part.
    pub scope: ResourceId,
    /// The level as Azure writes it.
    pub level: String,
    /// True if it stops deletion: CanNotDelete or ReadOnly (which stops more).
    pub stops_delete: bool,
}

/// Reads a lock.
///
/// # Errors
/// If it isn't one.
pub fn lock(body: &Body<'_>) -> Result<Lock, Why> {
    // The model knows no markers.
    let view = ManagementLockObject::deserialize(body.json()).map_err(|_| body.not_understood())?;
    let id = body.id_of(&["microsoft.authorization/locks"])?;
    let scope = id.parent().ok_or(Why::Malformed)?;
    let (level, stops_delete) = match view.properties.level {
        Level::CanNotDelete => ("CanNotDelete".to_owned(), true),
        Level::ReadOnly => ("ReadOnly".to_owned(), true),
        Level::NotSpecified => ("NotSpecified".to_owned(), false),
        Level::UnknownValue(other) => match other.to_lowercase().as_str() {
            "cannotdelete" | "readonly" => (other, true),
            "notspecified" => (other, false),
            _ => return Err(Why::Malformed),
        },
    };
    Ok(Lock { name: id.name().to_owned(), scope, level, stops_delete })
}

/// What the model of a policy assignment holds. It knows neither selectors nor overrides nor versions, and leaves out the
/// values of parameters: those come from the raw body.
pub(super) struct AssignmentView {
    pub(super) definition: Option<String>,
    pub(super) scope: Option<String>,
    pub(super) not_scopes: Vec<String>,
    pub(super) enforcement: Option<String>,
}

/// Views a policy assignment; none if it isn't one.
pub(super) fn assignment_view(body: &Body<'_>) -> Option<AssignmentView> {
    let properties = PolicyAssignment::deserialize(body.json()).ok()?.properties?;
    let enforcement = properties.enforcement_mode.map(|mode| match mode {
        EnforcementMode::Default => "Default".to_owned(),
        EnforcementMode::DoNotEnforce => "DoNotEnforce".to_owned(),
        EnforcementMode::UnknownValue(other) => other,
    });
    Some(AssignmentView {
        definition: properties.policy_definition_id,
        scope: properties.scope,
        not_scopes: properties.not_scopes,
        enforcement,
    })
}
