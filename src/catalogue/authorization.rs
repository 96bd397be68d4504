//! Who was given what: role assignments of Azure, eligible ones included, definitions of roles, and the data roles that
//! Cosmos DB keeps beside them.

use super::Body;
use super::grant_condition::GrantCondition;
use super::permission::{Operations, Permission, covers};
use crate::model::{ResourceId, Why};

/// The type of a principal that an answer doesn't name.
pub const UNSPECIFIED: &str = "unspecified";

/// A role given to a principal at a scope.
#[derive(Clone, Debug, PartialEq)]
pub struct RoleAssignment {
    /// Its own id.
    pub id: ResourceId,
    /// Object id of the user, group or service principal, in lower case.
    pub principal: String,
    /// `User`, `Group`, `ServicePrincipal`, …; [`UNSPECIFIED`] if Azure doesn't say.
    pub principal_type: String,
    /// GUID of the role in lower case.
    pub role: String,
    /// Where it holds: `/`, a management group, or a scope in a subscription.
    pub scope: ResourceId,
    /// It holds only where a condition does.
    pub conditional: bool,
    /// That condition, if it is of a known form.
    pub condition: Option<GrantCondition>,
}

impl RoleAssignment {
    /// True if it comes from above all subscriptions. A list of a subscription shows only those that reach it.
    #[must_use]
    pub fn is_above_subscriptions(&self) -> bool {
        is_above_subscriptions(&self.scope)
    }
}

/// True for the root and for management groups.
#[must_use]
pub fn is_above_subscriptions(scope: &ResourceId) -> bool {
    scope.written() == "/"
        || scope.folded().starts_with("/providers/microsoft.management/managementgroups/")
}

/// Reads a role assignment, or an eligible one.
#[must_use]
pub fn role_assignment(body: &Body<'_>) -> Option<RoleAssignment> {
    let text = |path: &str| body.text(path).ok();
    let role = text("properties.roleDefinitionId")?;
    let scope = body.resource("properties.scope").ok()?;
    let known_scope = is_above_subscriptions(&scope) || ResourceId::looks_like_one(scope.written());
    let condition = body.opt_text("properties.condition");
    Some(RoleAssignment {
        // From above the subscriptions it is no resource's id.
        id: body.resource("id").ok()?,
        principal: text("properties.principalId")?.to_lowercase(),
        principal_type: body.text_or("properties.principalType", UNSPECIFIED).ok()?,
        role: last_segment(&role),
        scope: known_scope.then_some(scope)?,
        // A condition that isn't understood is a condition.
        conditional: !matches!(condition, Ok(None)),
        condition: condition.ok().flatten().and_then(|text| GrantCondition::parse(&text)),
    })
}

/// What a role may do.
#[derive(Clone, Debug, PartialEq)]
pub struct RoleDefinition {
    /// Its name.
    pub name: String,
    /// The operations that it grants.
    pub grants: Operations,
    /// Operations that it grants under a condition of its own.
    pub perhaps: Operations,
}

/// Reads the definition of a role.
///
/// # Errors
/// If its name or one of its permissions isn't known, or if it has none.
pub fn role_definition(body: &Body<'_>) -> Result<RoleDefinition, Why> {
    let name = body.text("properties.roleName")?;
    let sets = body.list("properties.permissions")?;
    if sets.is_empty() {
        return Err(Why::Malformed);
    }
    let (mut always, mut conditional) = (Operations::default(), Operations::default());
    for set in &sets {
        let all = match set.opt_text("condition")? {
            Some(_) => &mut conditional,
            None => &mut always,
        };
        *all = all.and(permission(set)?.grants());
    }
    Ok(RoleDefinition { name, grants: always, perhaps: conditional.without(always) })
}

fn permission(set: &Body<'_>) -> Result<Permission, Why> {
    // All four are always sent: a permission without one grants more or less than it shows.
    Ok(Permission {
        actions: set.promised_texts("actions")?,
        not_actions: set.promised_texts("notActions")?,
        data_actions: set.promised_texts("dataActions")?,
        not_data_actions: set.promised_texts("notDataActions")?,
    })
}

/// A data role of Cosmos DB given to a principal.
#[derive(Clone, Debug, PartialEq)]
pub struct SqlRoleAssignment {
    /// Object id in lower case.
    pub principal: String,
    /// Last segment of the role's id in lower case.
    pub role: String,
    /// The account, or a database or container in it.
    pub scope: ResourceId,
}

/// Reads an item of `sqlRoleAssignments`.
#[must_use]
pub fn sql_role_assignment(body: &Body<'_>) -> Option<SqlRoleAssignment> {
    let text = |path: &str| body.text(path).ok();
    Some(SqlRoleAssignment {
        principal: text("properties.principalId")?.to_lowercase(),
        role: last_segment(&text("properties.roleDefinitionId")?),
        scope: body.resource("properties.scope").ok()?,
    })
}

/// A data role of Cosmos DB.
#[derive(Clone, Debug, PartialEq)]
pub struct SqlRoleDefinition {
    /// Last segment of its id in lower case.
    pub id: String,
    /// Its name.
    pub name: String,
    /// A bit for each way to create, replace or delete items.
    pub verbs: u8,
}

impl SqlRoleDefinition {
    /// All of `verbs`, as agents need them.
    pub const ALL_VERBS: u8 = (1 << SQL_WRITES.len()) - 1;

    /// True if it can create, replace or delete items.
    #[must_use]
    pub fn writes(&self) -> bool {
        self.verbs != 0
    }
}

/// What writes or deletes an item of a container.
const SQL_WRITES: [&str; 4] = ["create", "replace", "upsert", "delete"];

/// Reads an item of `sqlRoleDefinitions`.
#[must_use]
pub fn sql_role_definition(body: &Body<'_>) -> Option<SqlRoleDefinition> {
    let mut verbs = 0;
    let sets = body.list("properties.permissions").ok()?;
    // A role that allows nothing can't be made: what isn't said isn't "nothing".
    if sets.is_empty() {
        return None;
    }
    for set in sets {
        set.at("dataActions").ok()??;
        let grants = set.texts("dataActions").ok()?;
        let takes = set.texts("notDataActions").ok()?;
        for (nth, verb) in SQL_WRITES.iter().enumerate() {
            let action = format!(
                "microsoft.documentdb/databaseaccounts/sqldatabases/containers/items/{verb}"
            );
            let any = |patterns: &[String]| patterns.iter().any(|p| covers(p, &action));
            verbs |= u8::from(any(&grants) && !any(&takes)) << nth;
        }
    }
    Some(SqlRoleDefinition {
        id: last_segment(&body.text("id").ok()?),
        name: body.text("properties.roleName").ok()?,
        verbs,
    })
}

fn last_segment(id: &str) -> String {
    id.trim_end_matches('/').rsplit('/').next().unwrap_or(id).to_lowercase()
}

/// The path of a role's definition as a subscription shows it; `None` for an id that could change the URL.
#[must_use]
pub fn definition_id(subscription: &ResourceId, role: &str) -> Option<ResourceId> {
    let plain = !role.is_empty() && role.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    plain.then(|| {
        let subscription = subscription.written();
        ResourceId::new(&format!(
            "{subscription}/providers/Microsoft.Authorization/roleDefinitions/{role}"
        ))
    })
}
