//! Whether what came is what was asked for: an item of another type, subscription or account in a list, or another resource in
//! place of one, tells nothing of what was asked, and takes the place of something that is missing.

use crate::catalogue::{At, ReadRow, Shape};
use crate::model::ResourceId;
use serde_json::Value as Json;

/// What belongs to an answer.
#[derive(Clone, Debug)]
pub(super) struct Belonging {
    /// Namespace and last word of the type, folded; none for answers that are no resources.
    ty: Option<(String, String)>,
    /// The subscription that was asked, folded.
    subscription: Option<String>,
    /// The resource in whose path was asked, if only what lies in it is listed.
    owner: Option<ResourceId>,
    /// The resource that was asked for, if it was one.
    one: Option<ResourceId>,
}

impl Belonging {
    /// What belongs to the answer of a read at a path.
    pub(super) fn new(row: &ReadRow, path: &str) -> Self {
        let asked = ResourceId::new(path);
        let is_below = matches!(row.at, At::Resource(_)) && !row.suffix.starts_with("/providers/");
        let is_one = row.shape == Shape::One && matches!(row.at, At::Resource(_));
        let ends = |ty: String| {
            let (namespace, rest) = ty.split_once('/')?;
            Some((namespace.to_owned(), rest.rsplit('/').next()?.to_owned()))
        };
        Self {
            ty: row.arm_type().and_then(ends),
            subscription: asked.subscription().map(str::to_owned),
            owner: asked.ancestor(8).filter(|_| is_below),
            one: Some(asked).filter(|_| is_one),
        }
    }

    /// True if an item of a listing is one of those that were asked for, as far as the listing is one of resources.
    pub(super) fn holds(&self, item: &Json) -> bool {
        let Some(ty) = &self.ty else {
            return true;
        };
        let Some(id) = item.get("id").and_then(Json::as_str).and_then(ResourceId::parse) else {
            return false;
        };
        let is_of_type = id.resource_type().is_some_and(|own| is_like(&own, ty));
        // A deleted account calls itself an account: the id tells what it is, the type may only not contradict it.
        let said = item.get("type").and_then(Json::as_str).and_then(|said| said.split_once('/'));
        let says_so = said.is_none_or(|(namespace, _)| namespace.eq_ignore_ascii_case(&ty.0));
        // What a management group or the tenant hands down lies in no subscription.
        let elsewhere = id
            .subscription()
            .is_some_and(|own| self.subscription.as_ref().is_some_and(|asked| asked != own));
        let is_outside = self.owner.as_ref().is_some_and(|owner| !owner.covers(&id));
        is_of_type && says_so && !elsewhere && !is_outside
    }

    /// True if a body is that of the resource that was asked for.
    pub(super) fn is_it(&self, body: &Json) -> bool {
        let id = body.get("id").and_then(Json::as_str).and_then(ResourceId::parse);
        id.is_some_and(|id| self.one.as_ref().is_none_or(|asked| *asked == id))
    }
}

/// Types of one resource are written in two ways where it hangs on a region or a group: the ends agree.
fn is_like(ty: &str, (namespace, last): &(String, String)) -> bool {
    let mut words = ty.split('/');
    words.next().is_some_and(|own| own == namespace)
        && words.next_back().is_some_and(|own| own == last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::ReadKind;
    use crate::model::Kind;
    use serde_json::json;

    const ACCOUNT: &str =
        "/subscriptions/S/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a";

    fn holds(read: ReadKind, scope: &str, id: &str) -> bool {
        Belonging::new(read.row(), &read.path(scope)).holds(&json!({ "id": id }))
    }

    #[test]
    fn an_item_is_of_the_type_and_the_place_that_were_asked_for() {
        let locks = |id: &str| holds(ReadKind::LOCKS, "/subscriptions/S", id);
        for id in [
            "/subscriptions/s/providers/microsoft.authorization/LOCKS/l",
            &format!("{ACCOUNT}/providers/Microsoft.Authorization/locks/my lock"),
        ] {
            assert!(locks(id), "{id}");
        }
        for id in [
            "/subscriptions/T/providers/Microsoft.Authorization/locks/l",
            "/subscriptions//providers/Microsoft.Authorization/locks/l",
            "/subscriptions/S/resourceGroups//providers/Microsoft.Authorization/locks/l",
            "/subscriptions/S/resourceGroups/ g/providers/Microsoft.Authorization/locks/l",
            "/subscriptions/S/providers/Microsoft.Authorization/roleAssignments/l",
            ACCOUNT,
            "locks/l",
            "",
        ] {
            assert!(!locks(id), "{id}");
        }
        let belonging = Belonging::new(ReadKind::LOCKS.row(), "/subscriptions/S");
        let id = "/subscriptions/S/providers/Microsoft.Authorization/locks/l";
        for (item, expected) in [
            (json!({ "id": id, "type": "Microsoft.Authorization/locks" }), true),
            (json!({ "id": id, "type": null }), true),
            (json!({ "id": id, "type": "Microsoft.Storage/storageAccounts" }), false),
            (json!({ "id": null }), false),
            (json!({}), false),
            (json!(7), false),
        ] {
            assert_eq!(belonging.holds(&item), expected, "{item}");
        }
    }

    #[test]
    fn what_is_handed_down_or_has_no_type_belongs() {
        let roles = "/providers/Microsoft.Management/managementGroups/m/providers/Microsoft.Authorization/policyAssignments/p";
        assert!(holds(ReadKind::POLICY_ASSIGNMENTS, "/subscriptions/s", roles));
        let models = ReadKind::MODELS;
        assert!(holds(
            models,
            "/subscriptions/s/providers/Microsoft.CognitiveServices/locations/l",
            "x"
        ));
        let projects = |id: &str| holds(ReadKind::PROJECTS, ACCOUNT, id);
        assert!(projects(&format!("{ACCOUNT}/projects/p")));
        assert!(!projects(&format!("{ACCOUNT}b/projects/p")), "another account's");
    }

    #[test]
    fn one_resource_is_no_other() {
        let read = ReadKind::one_of(Kind::CosmosAccount);
        let id =
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.DocumentDB/databaseAccounts/c";
        let belonging = Belonging::new(read.row(), &read.path(id));
        assert!(belonging.is_it(&json!({ "id": id.to_uppercase() })));
        for other in [json!(format!("{id}2")), json!(""), json!(null)] {
            assert!(!belonging.is_it(&json!({ "id": other })));
        }
    }
}
