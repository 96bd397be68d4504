//! The managed identities of a Foundry account or a project.

use crate::catalogue::Body;
use crate::catalogue::body::first_hidden;
use crate::catalogue::body::whole;
use crate::model::{Fact, ResourceId, Value, Why};
use serde_json::Value as Json;

/// The managed identities of an account or a project.
#[derive(Clone, Debug)]
pub struct Identity {
    /// `SystemAssigned`, `UserAssigned`; empty if none.
    pub types: Fact<Vec<String>>,
    /// The attached user-assigned identities.
    pub user_assigned: Fact<Vec<ResourceId>>,
    /// Object id of the system-assigned identity in lower case, if there is one.
    pub system_principal: Fact<Option<String>>,
    /// The user-assigned identities with their object ids in lower case.
    pub user_principals: Fact<Vec<(ResourceId, String)>>,
}

impl Identity {
    /// Reads them from the body of what they belong to.
    #[must_use]
    pub fn of(body: &Body<'_>) -> Self {
        let system = body.opt_id_text("identity.principalId");
        Self {
            types: body.fact(types(body)),
            user_assigned: body.fact(user_assigned(body)),
            system_principal: body.fact(system.map(|id| id.map(|id| id.to_lowercase()))),
            user_principals: body.fact(user_principals(body)),
        }
    }

    /// Object ids of those of its identities that exist. A user-assigned identity that was deleted stays attached.
    #[must_use]
    pub fn live_principals(&self, exists: impl Fn(&ResourceId) -> Fact<bool>) -> Fact<Vec<String>> {
        let live = |(id, principal): &(ResourceId, String)| {
            exists(id).map(|exists| exists.then(|| principal.clone()))
        };
        self.system_principal.clone().then(|system| {
            let user = self.user_principals.as_ref();
            let user = user.then(|user| Fact::collect(user.iter().map(live)));
            user.map(|user| system.into_iter().chain(user.into_iter().flatten()).collect())
        })
    }

    /// Object ids of the user-assigned identities in lower case; none if they aren't known.
    pub fn user_principal_ids(&self) -> impl Iterator<Item = &str> {
        let known = self.user_principals.known().into_iter().flatten();
        known.map(|(_, principal)| principal.as_str())
    }
}

/// "SystemAssigned, UserAssigned" with or without the blank, "None", or no identity at all.
fn types(body: &Body<'_>) -> Result<Vec<String>, Why> {
    let text = match body.at("identity")? {
        None => "None".to_owned(),
        // One that doesn't say its type isn't known to be none.
        Some(_) => body.text("identity.type")?,
    };
    let types = text
        .split(',')
        .map(str::trim)
        .filter(|ty| !ty.is_empty() && !ty.eq_ignore_ascii_case("none"));
    types.map(canonical).collect()
}

fn canonical(word: &str) -> Result<String, Why> {
    let mut known = ["SystemAssigned", "UserAssigned"].into_iter();
    let known = known.find(|known| known.eq_ignore_ascii_case(word)).map(str::to_owned);
    known.ok_or_else(|| Why::Unresolved(format!("the meaning of identity {word}")))
}

const USER_ASSIGNED: &str = "identity.userAssignedIdentities";

/// Whether its type says that it has some: then the map names them.
fn has_user_assigned(body: &Body<'_>) -> Result<bool, Why> {
    Ok(types(body)?.iter().any(|ty| ty == "UserAssigned"))
}

fn user_assigned(body: &Body<'_>) -> Result<Vec<ResourceId>, Why> {
    let keys = body.keys(USER_ASSIGNED)?;
    if keys.is_empty() && has_user_assigned(body)? {
        return Err(Why::Malformed);
    }
    let mut ids: Vec<ResourceId> = keys.iter().map(|key| whole(key)).collect::<Result<_, _>>()?;
    ids.sort();
    Ok(ids)
}

/// The object ids in the map of user-assigned identities. Its keys are resource ids, so no path leads there.
fn user_principals(body: &Body<'_>) -> Result<Vec<(ResourceId, String)>, Why> {
    let principal = |(key, identity): (&String, &Json)| {
        let mut fields = identity.as_object().into_iter().flatten();
        let id = fields.find(|(name, _)| name.eq_ignore_ascii_case("principalId"));
        let id = id.and_then(|(_, id)| id.as_str());
        let id = id.ok_or_else(|| first_hidden(identity).unwrap_or(Why::Malformed))?;
        Ok((whole(key)?, id.to_lowercase()))
    };
    match body.at(USER_ASSIGNED)? {
        None if has_user_assigned(body)? => Err(Why::Malformed),
        None => Ok(vec![]),
        Some(Json::Object(map)) => map.iter().map(principal).collect(),
        Some(_) => Err(Why::Malformed),
    }
}

/// As a fact: the types.
pub(super) fn identity_types(body: &Body<'_>) -> Result<Value, Why> {
    Ok(Value::set(types(body)?))
}

/// As a fact: the names of the user-assigned ones.
pub(super) fn user_assigned_identities(body: &Body<'_>) -> Result<Value, Why> {
    let ids = user_assigned(body)?;
    Ok(Value::set(ids.iter().map(ResourceId::name)))
}
