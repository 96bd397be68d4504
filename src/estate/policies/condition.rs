//! The part of the policy language that a condition on a resource's type takes: `allOf`, `anyOf`, `not`, and the fields type,
//! name, id and location. Anything else is undecided, unless the rest decides. Texts are compared ignoring case, as Azure
//! does.

use super::target::PolicyTarget;
use crate::catalogue::Arguments;
use crate::model::Region;
use crate::text::{Glob, Star};
use serde_json::Value as Json;

/// Kleene's "all".
pub(super) fn all(parts: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = Some(true);
    for part in parts {
        match part {
            Some(false) => return Some(false),
            Some(true) => {}
            None => known = None,
        }
    }
    known
}

/// Kleene's "any".
pub(super) fn any(parts: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    all(parts.into_iter().map(|part| part.map(|part| !part))).map(|none| !none)
}

/// Whether a condition holds for a resource; none if it isn't understood.
pub(super) fn holds(
    condition: &Json,
    arguments: &Arguments,
    target: &PolicyTarget<'_>,
) -> Option<bool> {
    let members: Vec<(String, &Json)> =
        condition.as_object()?.iter().map(|(name, value)| (name.to_lowercase(), value)).collect();
    let each = |parts: &Json| -> Option<Vec<Option<bool>>> {
        let parts = parts.as_array()?.iter();
        Some(parts.map(|part| holds(part, arguments, target)).collect())
    };
    match &members[..] {
        [(name, parts)] if name == "allof" => all(each(parts)?),
        [(name, parts)] if name == "anyof" => any(each(parts)?),
        [(name, part)] if name == "not" => holds(part, arguments, target).map(|held| !held),
        [(a, field), (operator, value)] | [(operator, value), (a, field)] if a == "field" => {
            compare(field.as_str()?, operator, &arguments.resolve(value)?, target)
        }
        _ => None,
    }
}

/// The value of a field, in the form in which values are compared.
fn value_of(field: &str, target: &PolicyTarget<'_>) -> Option<String> {
    match field.to_lowercase().as_str() {
        "type" => Some(target.ty.clone()),
        "name" => Some(target.id.name().to_lowercase()),
        "id" => Some(target.id.folded().to_owned()),
        "location" => target.region.map(|region| region.name().to_lowercase()),
        _ => None,
    }
}

fn compare(field: &str, operator: &str, value: &Json, target: &PolicyTarget<'_>) -> Option<bool> {
    let here = value_of(field, target)?;
    let wanted = |value: &Json| {
        let text = value.as_str()?;
        Some(if field.eq_ignore_ascii_case("location") {
            Region::new(text).name().to_lowercase()
        } else {
            text.to_lowercase()
        })
    };
    let among = |values: &Json| {
        let values: Option<Vec<String>> = values.as_array()?.iter().map(wanted).collect();
        Some(values?.contains(&here))
    };
    match operator {
        "equals" => Some(wanted(value)? == here),
        "notequals" => Some(wanted(value)? != here),
        "in" => among(value),
        "notin" => among(value).map(|found| !found),
        "like" => is_like(&here, value.as_str()?),
        "notlike" => is_like(&here, value.as_str()?).map(|like| !like),
        // Every resource that is judged here has all of these fields.
        "exists" => match value {
            Json::Bool(exists) => Some(*exists),
            Json::String(text) => text.to_lowercase().parse().ok(),
            _ => None,
        },
        _ => None,
    }
}

/// A pattern with one `*` at most; Azure allows no more.
fn is_like(text: &str, pattern: &str) -> Option<bool> {
    let stars = pattern.matches('*').count();
    (stars < 2).then(|| Glob::new(pattern, Star::Any).matches(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Fact, Provenance, ResourceId};
    use serde_json::json;

    const COSMOS: &str =
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.DocumentDB/databaseAccounts/C1";

    fn judged(condition: &Json) -> Option<bool> {
        let id = ResourceId::new(COSMOS);
        let region = Fact::Known(Region::new("Sweden Central"), Provenance::None);
        let arguments = json!({"types": {"value": ["microsoft.documentdb/databaseaccounts"]}});
        let arguments = Arguments::read(Some(&arguments), "value");
        holds(condition, &arguments, &PolicyTarget::new(&id, &region))
    }

    #[test]
    fn what_is_understood() {
        const TYPE: &str = "Microsoft.DocumentDB/databaseAccounts";
        for (condition, expected) in [
            (json!({"field": "type", "equals": TYPE}), true),
            (json!({"equals": "microsoft.DocumentDb/accounts", "field": "Type"}), false),
            (json!({"field": "type", "notEquals": TYPE}), false),
            (json!({"field": "type", "in": ["x/y", TYPE]}), true),
            (json!({"field": "type", "in": "[parameters('types')]"}), true),
            (json!({"field": "type", "notIn": [TYPE]}), false),
            (json!({"field": "type", "like": "Microsoft.DocumentDB/*"}), true),
            (json!({"field": "type", "notLike": "*/accounts"}), true),
            (json!({"field": "location", "equals": "sweden central"}), true),
            (json!({"field": "location", "in": ["westeurope"]}), false),
            (json!({"field": "name", "like": "c*"}), true),
            (json!({"field": "type", "exists": "false"}), false),
            (json!({"not": {"field": "type", "equals": "x/y"}}), true),
            (json!({"allOf": []}), true),
            (json!({"anyOf": []}), false),
            (
                json!({"allOf": [{"field": "type", "equals": "x/y"}, {"field": "tags.env", "equals": "prod"}]}),
                false,
            ),
            (
                json!({"anyOf": [{"field": "type", "equals": TYPE}, {"value": "[field('type')]", "equals": 1}]}),
                true,
            ),
        ] {
            assert_eq!(judged(&condition), Some(expected), "{condition}");
        }
    }

    #[test]
    fn what_is_not_understood_decides_nothing() {
        for condition in [
            json!({}),
            json!("x"),
            json!({"field": "tags.env", "equals": "prod"}),
            json!({"field": "kind", "equals": "GlobalDocumentDB"}),
            json!({"field": "type", "match": "Microsoft.*"}),
            json!({"field": "type", "like": "*DB*"}),
            json!({"field": "type", "equals": "[concat('a', 'b')]"}),
            json!({"field": "Microsoft.DocumentDB/databaseAccounts/isVirtualNetworkFilterEnabled", "equals": true}),
            json!({"value": "[resourceGroup().name]", "equals": "g"}),
            json!({"count": {"field": "x[*]"}, "greater": 0}),
            json!({"not": {"field": "tags.env", "exists": true}}),
        ] {
            assert_eq!(judged(&condition), None, "{condition}");
        }
    }
}
