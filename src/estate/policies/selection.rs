//! What narrows an assignment or changes its effect: `resourceSelectors` and `overrides`.

use super::condition::{all, any};
use super::target::PolicyTarget;
use crate::model::Region;
use serde_json::Value as Json;

/// Whether selectors let a resource in; none if that isn't understood. All selectors of an entry count. How several entries
/// work together isn't known here, so they must agree.
pub(super) fn selected(
    entries: &[Json],
    target: &PolicyTarget<'_>,
    member: Option<&str>,
) -> Option<bool> {
    let each = || entries.iter().map(|entry| let_in(entry, target, member));
    let (every, some) = (all(each()), any(each()));
    if entries.is_empty() || every == Some(true) {
        Some(true)
    } else if some == Some(false) {
        Some(false)
    } else {
        None
    }
}

/// Whether the `selectors` of an entry all let a resource in.
fn let_in(entry: &Json, target: &PolicyTarget<'_>, member: Option<&str>) -> Option<bool> {
    match entry.get("selectors") {
        None | Some(Json::Null) => Some(true),
        Some(selectors) => all(selectors.as_array()?.iter().map(|one| fits(one, target, member))),
    }
}

fn fits(selector: &Json, target: &PolicyTarget<'_>, member: Option<&str>) -> Option<bool> {
    let kind = selector.get("kind")?.as_str()?.to_lowercase();
    let here = match kind.as_str() {
        "resourcetype" => target.ty.clone(),
        "resourcelocation" => target.region?.name().to_lowercase(),
        "policydefinitionreferenceid" => member?.to_owned(),
        _ => return None,
    };
    let wanted = |value: &Json| {
        let text = value.as_str()?;
        Some(match kind.as_str() {
            "resourcelocation" => Region::new(text).name().to_lowercase(),
            _ => text.to_lowercase(),
        })
    };
    let list = |name: &str| match selector.get(name) {
        None | Some(Json::Null) => Some(None),
        Some(values) => {
            let values: Option<Vec<String>> = values.as_array()?.iter().map(wanted).collect();
            Some(Some(values?.contains(&here)))
        }
    };
    match (list("in")?, list("notIn")?) {
        (Some(found), None) => Some(found),
        (None, Some(found)) => Some(!found),
        // ARM takes one of the two.
        (Some(_), Some(_)) | (None, None) => None,
    }
}

/// The effect in force: the one that is set, unless an override of this resource or member puts another in its place.
pub(super) fn effect(
    overrides: &[Json],
    set: Option<Json>,
    target: &PolicyTarget<'_>,
    member: Option<&str>,
) -> Option<String> {
    let mut effects: Vec<&str> = Vec::new();
    for one in overrides {
        if let_in(one, target, member)? {
            let kind = one.get("kind")?.as_str()?;
            if !kind.eq_ignore_ascii_case("policyEffect") {
                // Another version of the definition than the one that was read.
                return None;
            }
            effects.push(one.get("value")?.as_str()?);
        }
    }
    match effects[..] {
        [] => set?.as_str().map(str::to_owned),
        [first, ref rest @ ..] => {
            rest.iter().all(|other| other.eq_ignore_ascii_case(first)).then(|| first.to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Fact, Provenance, ResourceId};
    use serde_json::json;

    const ACCOUNT: &str =
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a";

    fn with_target<T>(test: impl Fn(&PolicyTarget<'_>) -> T) -> T {
        let region = Fact::Known(Region::new("uksouth"), Provenance::None);
        test(&PolicyTarget::new(&ResourceId::new(ACCOUNT), &region))
    }

    #[test]
    fn selectors_let_in_or_keep_out_or_are_not_understood() {
        let by = |kind: &str, list: &str, values: Json| json!({"selectors": [{"kind": kind, list: values}]});
        let here = by("resourceLocation", "in", json!(["UK South"]));
        let elsewhere = by("resourceLocation", "in", json!(["westeurope"]));
        for (entries, expected) in [
            (json!([]), Some(true)),
            (json!([here]), Some(true)),
            (json!([elsewhere]), Some(false)),
            (json!([here, elsewhere]), None),
            (
                json!([by(
                    "resourceType",
                    "notIn",
                    json!(["microsoft.cognitiveservices/ACCOUNTS"])
                )]),
                Some(false),
            ),
            (json!([by("resourceWithoutLocation", "in", json!(["true"]))]), None),
            (json!([by("policyDefinitionReferenceId", "in", json!(["Keep"]))]), Some(true)),
            (json!([by("policyDefinitionReferenceId", "in", json!(["other"]))]), Some(false)),
            (json!([by("resourceType", "in", json!("x"))]), None),
        ] {
            let found =
                with_target(|t| selected(entries.as_array().expect("a list"), t, Some("keep")));
            assert_eq!(found, expected, "{entries}");
        }
    }

    #[test]
    fn an_override_goes_before_the_effect_that_is_set() {
        let of = |overrides: Json| {
            let list = overrides.as_array().expect("a list").clone();
            with_target(|t| effect(&list, Some("denyAction".into()), t, Some("keep")))
        };
        let other = |selectors: Json| json!({"kind": "policyEffect", "value": "disabled", "selectors": selectors});
        let member = |name: &str| json!([{"kind": "policyDefinitionReferenceId", "in": [name]}]);
        assert_eq!(of(json!([])).as_deref(), Some("denyAction"));
        assert_eq!(of(json!([other(json!([]))])).as_deref(), Some("disabled"));
        assert_eq!(of(json!([other(member("KEEP"))])).as_deref(), Some("disabled"));
        assert_eq!(of(json!([other(member("x"))])).as_deref(), Some("denyAction"));
        assert_eq!(of(json!([other(json!([{"kind": "new"}]))])), None);
        assert_eq!(of(json!([{"kind": "definitionVersion", "value": "1.*.*"}])), None);
    }
}
