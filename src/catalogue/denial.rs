//! Deny assignments, which deployment stacks and managed applications make: actions that a principal can't take, whatever
//! its roles.

use super::Body;
use super::body::{all, any};
use crate::model::{ResourceId, Why};
use crate::text::{Glob, Star};

/// A deny assignment.
#[derive(Clone, Debug)]
pub struct DenyAssignment {
    /// Where it holds.
    pub scope: ResourceId,
    /// True if it holds at its scope only, not below.
    pub not_below: bool,
    /// True if it is for everyone, without exception.
    pub for_all: bool,
    /// True if a condition narrows it.
    pub conditional: bool,
    /// What it denies: actions and those left out, by permission.
    permissions: Vec<(Vec<Glob>, Vec<Glob>)>,
}

/// "Everyone" as a principal.
const EVERYONE: &str = "00000000-0000-0000-0000-000000000000";

impl DenyAssignment {
    /// True if it denies this action, given in lower case, at this scope.
    #[must_use]
    pub fn denies(&self, action: &str, at: &ResourceId) -> bool {
        let holds = if self.not_below { self.scope == *at } else { self.scope.covers(at) };
        let named = |patterns: &[Glob]| patterns.iter().any(|pattern| pattern.matches(action));
        let denied = |(actions, not): &(Vec<Glob>, Vec<Glob>)| named(actions) && !named(not);
        holds && self.permissions.iter().any(denied)
    }
}

/// Reads a deny assignment.
///
/// # Errors
/// If a part of it isn't known.
pub fn deny_assignment(body: &Body<'_>) -> Result<DenyAssignment, Why> {
    let scope = body.text("properties.scope")?;
    let permissions = body.list("properties.permissions")?;
    let permissions = permissions.iter().map(permission);
    let permissions = permissions.collect::<Result<_, _>>()?;
    let for_all = is_for_all(body)?;
    let not_below = body.flag("properties.doNotApplyToChildScopes", false)?;
    let condition = body.at("properties.condition")?;
    Ok(DenyAssignment {
        scope: ResourceId::new(&scope),
        not_below,
        for_all,
        conditional: condition.is_some(),
        permissions,
    })
}

/// The actions of a permission and those left out.
fn permission(body: &Body<'_>) -> Result<(Vec<Glob>, Vec<Glob>), Why> {
    let globs = |name| {
        let texts = body.texts(name)?;
        Ok(texts.iter().map(|text| Glob::new(text, Star::Any)).collect())
    };
    Ok((globs("actions")?, globs("notActions")?))
}

/// True if it is for everyone and leaves nobody out.
fn is_for_all(body: &Body<'_>) -> Result<bool, Why> {
    let left_out = body.list("properties.excludePrincipals");
    all([names_everyone(body), left_out.map(|list| list.is_empty())])
}

fn names_everyone(body: &Body<'_>) -> Result<bool, Why> {
    let principals = body.list("properties.principals")?;
    if principals.is_empty() {
        return Err(Why::Malformed);
    }
    any(principals.iter().map(is_everyone))
}

fn is_everyone(principal: &Body<'_>) -> Result<bool, Why> {
    let (id, ty) = (principal.text("id")?, principal.text("type")?);
    Ok(id == EVERYONE && ty.eq_ignore_ascii_case("SystemDefined"))
}
