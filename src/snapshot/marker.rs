//! Markers: what a body holds in place of a value that can't be shown or isn't known yet. Whatever reads a body asks for
//! them first, so that a marker is never taken for an object without members.

use serde_json::Value as Json;

/// Key of the marker in place of a secret: `{"$redacted": "<keyed digest>"}`.
pub const REDACTED: &str = "$redacted";

/// Key of the marker in place of a value that a source couldn't compute: `{"$unresolved": "[expression]"}`.
pub const UNRESOLVED: &str = "$unresolved";

/// A marker in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker<'a> {
    /// A secret was here.
    Redacted,
    /// The value of this expression belongs here. It is source text, as the source gave it, and is never evaluated.
    Unresolved(&'a str),
}

impl<'a> Marker<'a> {
    /// The marker that a value is, whatever else is beside its key.
    #[must_use]
    pub fn of(json: &'a Json) -> Option<Self> {
        let map = json.as_object()?;
        if map.contains_key(REDACTED) {
            return Some(Self::Redacted);
        }
        let expression = map.get(UNRESOLVED)?;
        Some(Self::Unresolved(expression.as_str().unwrap_or("an expression")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_marker_is_one_whatever_it_holds_and_whatever_is_beside_it() {
        assert_eq!(
            Marker::of(&json!({"$unresolved": "[x]", "enabled": true})),
            Some(Marker::Unresolved("[x]"))
        );
        for odd in [json!(null), json!(7), json!({"a": 1}), json!([])] {
            let marker = json!({ "$unresolved": odd });
            assert_eq!(Marker::of(&marker), Some(Marker::Unresolved("an expression")), "{marker}");
        }
        assert_eq!(Marker::of(&json!({"$redacted": "00"})), Some(Marker::Redacted));
        for other in [json!("$unresolved"), json!(["$unresolved"]), json!({})] {
            assert_eq!(Marker::of(&other), None, "{other}");
        }
    }
}
