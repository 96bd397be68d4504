//! Deployment stacks: what becomes of a resource that leaves the template, and whether the stack's denial holds for it.

use super::Body;
use crate::model::{ResourceId, Why};
use std::collections::BTreeMap;

/// A deployment stack.
#[derive(Clone, Debug)]
pub struct Stack {
    /// Its name.
    pub name: String,
    /// What it does with resources and groups that leave its template.
    deletes_resources: Result<bool, Why>,
    deletes_groups: Result<bool, Why>,
    /// What it manages, and the state of its denial there.
    managed: BTreeMap<ResourceId, String>,
}

impl Stack {
    /// The state of its denial, if the stack deletes this resource, or its group, when the template no longer has it or
    /// when the stack itself is deleted.
    ///
    /// # Errors
    /// If it manages one of them and what it does then isn't known.
    pub fn deletes(&self, id: &ResourceId) -> Result<Option<&str>, Why> {
        let group = id.resource_group_scope().and_then(|group| self.managed.get(&group));
        let ways = [(self.managed.get(id), &self.deletes_resources), (group, &self.deletes_groups)];
        let mut open = None;
        for (status, deletes) in ways {
            match (status, deletes) {
                (Some(status), Ok(true)) => return Ok(Some(status)),
                (Some(_), Err(why)) => open = Some(why.clone()),
                (Some(_), Ok(false)) | (None, _) => {}
            }
        }
        open.map_or(Ok(None), Err)
    }
}

/// Reads a deployment stack. `resources` has to be said, `resourceGroups` may be left out: the stack detaches them then
/// (Microsoft's published types, Microsoft.Resources/deploymentStacks 2025-07-01, 2026-11-27).
///
/// # Errors
/// If a part of it isn't known; so if it deletes and doesn't say what it manages.
pub fn stack(body: &Body<'_>) -> Result<Stack, Why> {
    let name = body.id().ok_or(Why::Malformed)?.name().to_owned();
    let deletes = |mode: String| match mode.to_lowercase().as_str() {
        "delete" => Ok(true),
        "detach" => Ok(false),
        _ => Err(Why::Unresolved(format!("what {mode} does in the deployment stack {name}"))),
    };
    let action = "properties.actionOnUnmanage";
    let deletes_resources = body.text(&format!("{action}.resources")).and_then(deletes);
    let groups = format!("{action}.resourceGroups");
    let deletes_groups = body.text_or(&groups, "detach").and_then(deletes);
    let path = "properties.resources";
    let detaches = deletes_resources == Ok(false) && deletes_groups == Ok(false);
    if !detaches && body.at(path)?.is_none() {
        return Err(Why::Unresolved(format!("what the deployment stack {name} manages")));
    }
    let managed = |item: &Body<'_>| {
        let status = item.text_or("denyStatus", "none")?;
        Ok((item.resource("id")?, status))
    };
    let managed = body.list(path)?.iter().map(managed).collect::<Result<_, _>>()?;
    Ok(Stack { name, deletes_resources, deletes_groups, managed })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ReadId;
    use serde_json::{Value as Json, json};

    const GROUP: &str = "/subscriptions/s/resourceGroups/g";

    fn deletes(action: &Json, resources: &Json) -> Result<Option<String>, Why> {
        let json = json!({
            "id": "/subscriptions/s/providers/Microsoft.Resources/deploymentStacks/agents",
            "properties": {"actionOnUnmanage": action, "resources": resources},
        });
        let stack = stack(&Body::new(&json, &[], "2025-07-01", ReadId(0)))?;
        let id =
            ResourceId::new(&format!("{GROUP}/providers/Microsoft.Storage/storageAccounts/st"));
        Ok(stack.deletes(&id)?.map(str::to_owned))
    }

    #[test]
    fn a_stack_deletes_what_it_manages_or_the_group_around_it() {
        let own = format!("{GROUP}/providers/microsoft.storage/STORAGEACCOUNTS/st");
        let own = json!([{"id": own, "status": "managed", "denyStatus": "denyDelete"}]);
        let group = json!([{"id": GROUP, "status": "managed"}]);
        let other = json!([{"id": "/subscriptions/s/resourceGroups/h", "denyStatus": "none"}]);
        let said = |text: &str| Ok(Some(text.to_owned()));
        let both = json!({"resources": "Delete", "resourceGroups": "delete"});
        assert_eq!(deletes(&both, &own), said("denyDelete"));
        assert_eq!(deletes(&both, &group), said("none"));
        assert_eq!(deletes(&both, &other), Ok(None));
        assert_eq!(deletes(&json!({"resources": "delete"}), &group), Ok(None));
        assert_eq!(
            deletes(&json!({"resources": "detach", "resourceGroups": "delete"}), &own),
            Ok(None)
        );
        assert_eq!(deletes(&json!({"resources": "detach"}), &Json::Null), Ok(None));
        assert!(deletes(&json!({"resources": "delete"}), &Json::Null).is_err());
        assert!(deletes(&json!({"resources": "shelve"}), &own).is_err());
        assert_eq!(deletes(&json!({"resources": "shelve"}), &other), Ok(None));
        let group_only = json!({"resources": "detach", "resourceGroups": "shelve"});
        assert_eq!(deletes(&group_only, &own), Ok(None));
        assert!(deletes(&group_only, &group).is_err());
        assert!(deletes(&json!({}), &own).is_err());
    }
}
