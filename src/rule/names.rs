//! Short names for the long paths of a fixture's resources, in everything that its examples say.

use super::objection::Objection;
use crate::condition::placeholders;
use crate::text::did_you_mean;
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// Short names for long paths: `{account}` in a text stands for the account's id.
#[derive(Debug, Default)]
pub(super) struct ShortNames(BTreeMap<String, String>);

impl ShortNames {
    /// ShortNames whose values may use other names.
    ///
    /// # Errors
    /// At a name that doesn't exist or leads to itself.
    pub(super) fn new(written: BTreeMap<String, String>) -> Result<Self, Objection> {
        let mut names = Self(written);
        // The longest chain uses each name once.
        for _ in 0..names.0.len() {
            let expanded = names.0.iter().map(|(name, value)| {
                let value = names.expand(value)?;
                Ok((name.clone(), value))
            });
            names.0 = expanded.collect::<Result<_, _>>()?;
        }
        let left = |value: &String| !placeholders(value).is_empty();
        match names.0.iter().find(|(_, value)| left(value)) {
            Some((name, _)) => Err(Objection::at(name, format!("`{name}` leads to itself"))),
            None => Ok(names),
        }
    }

    /// The names, sorted.
    #[cfg(test)]
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// A text with its names filled in. Without names, braces are left alone.
    ///
    /// # Errors
    /// At a name that doesn't exist.
    pub(super) fn expand(&self, text: &str) -> Result<String, Objection> {
        if self.0.is_empty() {
            return Ok(text.to_owned());
        }
        let mut expanded = String::with_capacity(text.len());
        let mut from = 0;
        for written in placeholders(text) {
            let Some(value) = self.0.get(written.name) else {
                let hint = did_you_mean(written.name, self.0.keys().map(String::as_str));
                let message = format!("the fixture has no name `{}`", written.name);
                return Err(Objection::at(text, message).hint(hint));
            };
            expanded.push_str(&text[from..written.span.start]);
            expanded.push_str(value);
            from = written.span.end;
        }
        expanded.push_str(&text[from..]);
        Ok(expanded)
    }

    /// A body with the names in all its texts filled in.
    ///
    /// # Errors
    /// At a name that doesn't exist.
    pub(super) fn expand_body(&self, body: Json) -> Result<Json, Objection> {
        Ok(match body {
            Json::String(text) => Json::String(self.expand(&text)?),
            Json::Array(values) => {
                let values = values.into_iter().map(|value| self.expand_body(value));
                Json::Array(values.collect::<Result<_, _>>()?)
            }
            Json::Object(fields) => Json::Object(self.expand_fields(fields)?),
            Json::Null | Json::Bool(_) | Json::Number(_) => body,
        })
    }

    /// The same for the fields of an object.
    ///
    /// # Errors
    /// At a name that doesn't exist.
    pub(super) fn expand_fields(
        &self,
        fields: Map<String, Json>,
    ) -> Result<Map<String, Json>, Objection> {
        let field =
            |(name, value): (String, Json)| Ok((self.expand(&name)?, self.expand_body(value)?));
        fields.into_iter().map(field).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn names(json: Json) -> Result<ShortNames, Objection> {
        ShortNames::new(serde_json::from_value(json).expect("texts"))
    }

    #[test]
    fn names_may_use_each_other_in_any_order() {
        let names = names(json!({"a": "{b}/a", "b": "{c}/b", "c": "/c"})).expect("names");
        assert_eq!(names.expand("{a} {b}").as_deref(), Ok("/c/b/a /c/b"));
        let body = json!({"{c}": ["{b}", {"x": "[{c}]"}], "rest": "${c} {C} {}"});
        let expected = json!({"/c": ["/c/b", {"x": "[/c]"}], "rest": "${c} {C} {}"});
        assert_eq!(names.expand_body(body), Ok(expected));
        assert_eq!(ShortNames::default().expand("{a}").as_deref(), Ok("{a}"));
    }

    #[test]
    fn names_that_lead_nowhere_are_refused() {
        let circle = names(json!({"a": "{b}", "b": "{a}"})).expect_err("a circle");
        assert!(circle.message.contains("leads to itself"), "{circle:?}");
        let stranger = names(json!({"account": "{subs}", "sub": "/s"})).expect_err("unknown");
        assert_eq!(stranger.hint.as_deref(), Some("did you mean `sub`?"));
    }
}
