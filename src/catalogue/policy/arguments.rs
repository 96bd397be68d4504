//! Values of policy parameters: given by an assignment, handed on by an initiative, or the definition's default. A value
//! that takes more than naming a parameter (any other template expression, a marker) is not known.

use crate::catalogue::body::find;
use crate::snapshot::Marker;
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// Values by the parameter's folded name; none where the value isn't known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arguments(BTreeMap<String, Option<Json>>);

impl Arguments {
    /// From `{"name": {"value": …}}`, or `{"name": {"defaultValue": …}}`. Expressions aren't understood here.
    #[must_use]
    pub fn read(json: Option<&Json>, field: &str) -> Self {
        Self::default().handed_on(json, field)
    }

    /// The values that these hand on to what is inside: `{"inner": {"value": "[parameters('outer')]"}}`.
    #[must_use]
    pub fn handed_on(&self, json: Option<&Json>, field: &str) -> Self {
        let entries = json.and_then(Json::as_object).into_iter().flatten();
        let entries = entries.filter_map(|(name, entry)| {
            // What hides a parameter hides its value: a default would be a guess.
            let value = match Marker::of(entry) {
                Some(_) => entry,
                None => find(entry, field)?,
            };
            Some((name.to_lowercase(), self.resolve(value)))
        });
        Self(entries.collect())
    }

    /// These values, and the defaults of what isn't among them.
    #[must_use]
    pub fn or(mut self, defaults: &Self) -> Self {
        for (name, value) in &defaults.0 {
            self.0.entry(name.clone()).or_insert_with(|| value.clone());
        }
        self
    }

    /// A parameter's value.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.0.get(&name.to_lowercase())?.as_ref()
    }

    /// A value with its parameters put in; none if it can't be told.
    #[must_use]
    pub fn resolve(&self, value: &Json) -> Option<Json> {
        match value {
            Json::String(text) if text.trim_start().starts_with('[') => {
                self.get(parameter(text)?).cloned()
            }
            Json::Array(items) => {
                let items: Option<Vec<Json>> = items.iter().map(|one| self.resolve(one)).collect();
                items.map(Json::Array)
            }
            Json::Object(_) if Marker::of(value).is_some() => None,
            Json::Object(map) => {
                let entries =
                    map.iter().map(|(name, one)| Some((name.clone(), self.resolve(one)?)));
                entries.collect::<Option<Map<_, _>>>().map(Json::Object)
            }
            Json::String(_) | Json::Number(_) | Json::Bool(_) | Json::Null => Some(value.clone()),
        }
    }
}

/// The name in `[parameters('name')]`.
fn parameter(expression: &str) -> Option<&str> {
    let inside = expression.trim().strip_prefix('[')?.strip_suffix(']')?.trim();
    let (function, rest) = inside.split_once('(')?;
    let name = rest.trim_end().strip_suffix(')')?.trim();
    let name = name.strip_prefix('\'')?.strip_suffix('\'')?;
    let plain = !name.is_empty() && !name.contains(['\'', '(', ')', ',']);
    (plain && function.trim().eq_ignore_ascii_case("parameters")).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_value_goes_from_the_assignment_through_the_initiative_to_the_definition() {
        let assignment =
            Arguments::read(Some(&json!({"Effect": {"value": "denyAction"}})), "value");
        let set_defaults = Arguments::read(
            Some(
                &json!({"effect": {"defaultValue": "Disabled"}, "types": {"defaultValue": ["t"]}}),
            ),
            "defaultValue",
        );
        let set = assignment.or(&set_defaults);
        let handed = json!({"effect": {"value": "[ Parameters('EFFECT') ]"}, "kinds": {"value": ["[parameters('types')]"]}});
        let member = set.handed_on(Some(&handed), "value");
        assert_eq!(member.get("effect"), Some(&json!("denyAction")));
        assert_eq!(member.get("kinds"), Some(&json!([["t"]])));
    }

    #[test]
    fn what_takes_more_than_a_parameter_is_not_known() {
        let arguments = Arguments::read(Some(&json!({"a": {"value": "x"}})), "value");
        for value in [
            json!("[concat(parameters('a'), 'b')]"),
            json!("[[parameters('a')]"),
            json!("[parameters('missing')]"),
            json!("[field('type')]"),
            json!({"$redacted": "00"}),
            json!({"$unresolved": "[variables('x')]"}),
            json!({"in": {"$unresolved": "[variables('x')]"}}),
            json!(["ok", "[field('type')]"]),
        ] {
            assert_eq!(arguments.resolve(&value), None, "{value}");
        }
        let hidden = json!({"a": {"$unresolved": "[variables('x')]"}});
        let given = Arguments::read(Some(&hidden), "value").or(&arguments);
        assert_eq!(given.get("a"), None, "the default isn't what is given");
        assert_eq!(arguments.resolve(&json!("[parameters('a')]")), Some(json!("x")));
    }
}
