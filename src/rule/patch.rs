//! How an example says what differs: a JSON merge patch (RFC 7386) of a fixture's body. In a listing it goes by the names
//! of the elements, so that a change of one property is one line and not the list again.

use crate::text::did_you_mean;
use serde_json::{Map, Value as Json};

/// What is wrong with a patch, and what to do.
type Refused = (String, Option<String>);

/// A body with a patch applied: `null` takes a property out.
pub(super) fn patched(body: &Json, patch: Map<String, Json>) -> Json {
    let mut body = body.clone();
    merge(&mut body, Json::Object(patch));
    body
}

/// A listing with patches applied, each by the name of an element: `null` takes the element out, and an element with an `id`
/// that the listing doesn't have is added.
///
/// # Errors
/// At a name that no element has.
pub(super) fn patched_list(body: &Json, patches: Map<String, Json>) -> Result<Json, Refused> {
    let mut body = body.clone();
    let Some(Json::Array(elements)) = body.get_mut("value") else {
        return Err(("the fixture's answer has no list `value`".into(), None));
    };
    for (name, patch) in patches {
        let at = elements.iter().position(|element| name_of(element) == Some(name.as_str()));
        match (at, patch) {
            (Some(at), Json::Null) => {
                elements.remove(at);
            }
            (Some(at), patch) => merge(&mut elements[at], patch),
            (None, patch) if patch.get("id").is_some() => elements.push(patch),
            (None, _) => {
                let hint = did_you_mean(&name, elements.iter().filter_map(name_of));
                let hint = hint.unwrap_or_else(|| "an element to add needs its `id`".into());
                return Err((format!("the listing has no element `{name}`"), Some(hint)));
            }
        }
    }
    Ok(body)
}

/// The name of a resource; of a child's `parent/child` the last part.
fn name_of(element: &Json) -> Option<&str> {
    element.get("name")?.as_str()?.rsplit('/').next()
}

fn merge(target: &mut Json, patch: Json) {
    let Json::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Json::Object(Map::new());
    }
    if let Json::Object(target) = target {
        for (name, patch) in patch {
            if patch.is_null() {
                target.remove(&name);
            } else {
                merge(target.entry(name).or_insert(Json::Null), patch);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn object(json: Json) -> Map<String, Json> {
        let Json::Object(map) = json else {
            panic!("no object: {json}");
        };
        map
    }

    /// The test cases of RFC 7386, appendix A, whose patch is an object.
    #[test]
    fn patches_are_those_of_the_rfc() {
        for (body, patch, expected) in [
            (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "b"}), json!({"b": "c"}), json!({"a": "b", "b": "c"})),
            (json!({"a": "b"}), json!({"a": null}), json!({})),
            (json!({"a": "b", "b": "c"}), json!({"a": null}), json!({"b": "c"})),
            (json!({"a": ["b"]}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "c"}), json!({"a": ["b"]}), json!({"a": ["b"]})),
            (
                json!({"a": {"b": "c"}}),
                json!({"a": {"b": "d", "c": null}}),
                json!({"a": {"b": "d"}}),
            ),
            (json!({"a": [{"b": "c"}]}), json!({"a": [1]}), json!({"a": [1]})),
            (json!({"e": null}), json!({"a": 1}), json!({"e": null, "a": 1})),
            (json!([1, 2]), json!({"a": "b", "c": null}), json!({"a": "b"})),
            (json!({}), json!({"a": {"bb": {"ccc": null}}}), json!({"a": {"bb": {}}})),
        ] {
            assert_eq!(patched(&body, object(patch.clone())), expected, "{patch}");
        }
    }

    #[test]
    fn elements_go_by_their_names() {
        let body = json!({"value": [
            {"id": "/a", "name": "a", "sku": {"name": "S0"}},
            {"id": "/a/b", "name": "a/b", "sku": {"name": "S0"}},
        ]});
        let patches = json!({"a": null, "b": {"sku": {"name": "S1"}}, "c": {"id": "/c"}});
        let after = patched_list(&body, object(patches)).expect("all are known");
        let expected = json!({"value": [
            {"id": "/a/b", "name": "a/b", "sku": {"name": "S1"}}, {"id": "/c"}
        ]});
        assert_eq!(after, expected);
    }

    #[test]
    fn an_element_that_is_missing_is_refused() {
        let body = json!({"value": [{"name": "support"}]});
        let refused = |name: &str| {
            let patches = object(json!({name: {"location": "westus"}}));
            patched_list(&body, patches).expect_err("no such element")
        };
        let hint = |name: &str| refused(name).1.expect("a hint");
        assert_eq!(hint("suport"), "did you mean `support`?");
        assert_eq!(hint("sales"), "an element to add needs its `id`");
        assert!(patched_list(&json!({}), Map::new()).is_err());
    }
}
