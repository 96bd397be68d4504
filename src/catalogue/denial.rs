//! Deny assignments, which deployment stacks and managed applications make: actions that a principal can't take, whatever
//! its roles.

use super::Body;
use super::body::any;
use crate::model::{ResourceId, Why};
use crate::text::{Glob, Star};

/// A deny assignment.
#[derive(Clone, Debug)]
pub struct DenyAssignment {
    /// Where it holds.
    pub scope: ResourceId,
    /// True if it holds at its scope only, not below.
    pub not_below: bool,
    /// Its name.
    pub name: String,
    /// How many principals it leaves out, if it is for everyone; none if it isn't.
    pub left_out: Option<usize>,
    /// False if it only logs: its effect is `audit` (absent = enforced). Not known from api-versions before the effect,
    /// since whether those list the ones that only log isn't documented.
    pub enforced: Result<bool, Why>,
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
    let permissions = body.promised_list("properties.permissions")?;
    let permissions = permissions.iter().map(permission);
    let permissions = permissions.collect::<Result<_, _>>()?;
    let left_out = left_out(body)?;
    let not_below = body.opt_flag("properties.doNotApplyToChildScopes")?.ok_or(Why::Malformed)?;
    let condition = body.at("properties.condition")?;
    Ok(DenyAssignment {
        scope: body.resource("properties.scope")?,
        not_below,
        name: name(body)?,
        left_out,
        enforced: enforced(body),
        conditional: condition.is_some(),
        permissions,
    })
}

/// The actions of a permission and those left out.
fn permission(body: &Body<'_>) -> Result<(Vec<Glob>, Vec<Glob>), Why> {
    let globs = |name| {
        let texts = body.promised_texts(name)?;
        Ok(texts.iter().map(|text| Glob::new(text, Star::Any)).collect())
    };
    Ok((globs("actions")?, globs("notActions")?))
}

/// The first api-version with an effect.
const EFFECT_SINCE: &str = "2024-07-01-preview";

fn enforced(body: &Body<'_>) -> Result<bool, Why> {
    const PATH: &str = "properties.denyAssignmentEffect";
    let effect = body.since(EFFECT_SINCE, PATH, body.text_or(PATH, "enforced"))?;
    match effect.to_lowercase().as_str() {
        "enforced" => Ok(true),
        "audit" => Ok(false),
        _ => Err(Why::Unresolved(format!("the effect {effect} of a deny assignment"))),
    }
}

/// How it is called; its id ends in a GUID.
fn name(body: &Body<'_>) -> Result<String, Why> {
    let given = body.opt_text("properties.denyAssignmentName")?;
    Ok(given.unwrap_or_else(|| body.id().map_or_else(String::new, |id| id.name().to_owned())))
}

/// The number of principals left out of one for everyone.
fn left_out(body: &Body<'_>) -> Result<Option<usize>, Why> {
    if !names_everyone(body)? {
        return Ok(None);
    }
    Ok(Some(body.promised_list("properties.excludePrincipals")?.len()))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ReadId;
    use serde_json::{Value as Json, json};

    fn read(properties: &Json) -> Result<DenyAssignment, Why> {
        let json = json!({"id": "/subscriptions/s/providers/Microsoft.Authorization/denyAssignments/d", "properties": properties});
        deny_assignment(&Body::new(&json, &[], "2024-07-01-preview", ReadId(0)))
    }

    fn whole() -> Json {
        json!({
            "denyAssignmentName": "d",
            "scope": "/subscriptions/s/resourceGroups/g",
            "doNotApplyToChildScopes": false,
            "permissions": [{"actions": ["*/delete"], "notActions": []}],
            "principals": [{"id": EVERYONE, "type": "SystemDefined"}],
            "excludePrincipals": [],
        })
    }

    #[test]
    fn what_would_narrow_it_has_to_be_said() {
        assert!(read(&whole()).is_ok_and(|one| one.left_out == Some(0)));
        for pointer in
            ["/doNotApplyToChildScopes", "/permissions/0/notActions", "/excludePrincipals"]
        {
            let mut without = whole();
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            without.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name);
            assert_eq!(read(&without).err(), Some(Why::Malformed), "{pointer}");
        }
    }

    #[test]
    fn a_scope_that_is_not_whole_covers_nothing() {
        for scope in
            ["", "  ", "/", "/subscriptions", "/subscriptions//", "/subscriptions/s/resourceGroups"]
        {
            let mut broken = whole();
            broken["scope"] = scope.into();
            let read = read(&broken);
            let covers =
                |one: DenyAssignment| one.denies("x/delete", &ResourceId::new("/subscriptions/s"));
            assert!(!read.is_ok_and(covers), "{scope:?}");
        }
    }
}
