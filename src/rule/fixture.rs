//! Fixtures: what examples start from, named once. A fixture is a file of answers of ARM and of short names for the resources
//! in them; an example names the fixture and says what differs. A user's own rules may use them too.

use super::example_snapshot::{Answers, Objection, Step, answers};
use super::source::{Mistake, Source};
use super::suggest::did_you_mean;
use super::{RuleError, placeholder};
use crate::model::Workload;
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Path and text of every fixture, sorted by path.
const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/fixtures.rs"));

/// What examples start from.
#[derive(Debug)]
pub(super) struct Fixture {
    /// The name of its file, without the extension.
    pub(super) name: &'static str,
    /// Short names for its resources.
    pub(super) names: Names,
    /// What ARM answers.
    pub(super) answers: Answers,
    /// What the config declares, unless an example declares something else.
    pub(super) workloads: Vec<Workload>,
}

/// A fixture's file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    /// What it is, for those who read the file.
    #[serde(rename = "about")]
    _about: String,
    names: BTreeMap<String, String>,
    #[serde(default)]
    workloads: Vec<Workload>,
    reads: Vec<Step>,
}

/// All fixtures, and what is wrong with their files. They are read when an example first asks for one.
pub(super) fn all() -> &'static (Vec<Fixture>, Vec<RuleError>) {
    static READ: OnceLock<(Vec<Fixture>, Vec<RuleError>)> = OnceLock::new();
    READ.get_or_init(|| {
        let mut fixtures = Vec::new();
        let mut errors = Vec::new();
        for (origin, text) in EMBEDDED {
            match read(origin, text) {
                Ok(fixture) => fixtures.push(fixture),
                Err(mut mistakes) => errors.append(&mut mistakes),
            }
        }
        (fixtures, errors)
    })
}

/// A fixture by name.
///
/// # Errors
/// If there is none.
pub(super) fn find(name: &str) -> Result<&'static Fixture, Objection> {
    let (fixtures, _) = all();
    let names = || fixtures.iter().map(|fixture| fixture.name);
    let found = fixtures.iter().find(|fixture| fixture.name == name);
    found.ok_or_else(|| {
        let known = || {
            format!(
                "the fixtures are {}",
                names().collect::<Vec<_>>().join(", ")
            )
        };
        let hint = did_you_mean(name, names()).unwrap_or_else(known);
        Objection::at(name, format!("unknown fixture `{name}`")).hint(Some(hint))
    })
}

fn read(origin: &'static str, text: &str) -> Result<Fixture, Vec<RuleError>> {
    let source = Source { origin, text };
    let objections = |objections: Vec<Objection>| {
        let mistakes = objections
            .into_iter()
            .map(|objection| objection.place(text));
        mistakes
            .map(|mistake| source.error(mistake))
            .collect::<Vec<_>>()
    };
    let written: Written = serde_json::from_str(text).map_err(|error| {
        let lines = text.split_inclusive('\n').take(error.line() - 1);
        let at = lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
        vec![source.error(Mistake::new(at..at + 1, error.to_string()))]
    })?;
    let names = Names::new(written.names).map_err(|objection| objections(vec![objection]))?;
    let answers = answers(&Answers::new(), &names, &[], written.reads).map_err(objections)?;
    let file = origin.rsplit('/').next().unwrap_or(origin);
    Ok(Fixture {
        name: file.strip_suffix(".json").unwrap_or(file),
        names,
        answers,
        workloads: written.workloads,
    })
}

/// Short names for long paths: `{account}` in a text stands for the account's id.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    /// Names whose values may use other names.
    fn new(written: BTreeMap<String, String>) -> Result<Self, Objection> {
        let mut names = Self(written);
        // The longest chain uses each name once.
        for _ in 0..names.0.len() {
            let expanded = names.0.iter().map(|(name, value)| {
                let value = names.expand(value)?;
                Ok((name.clone(), value))
            });
            names.0 = expanded.collect::<Result<_, _>>()?;
        }
        let left = |value: &String| !placeholder::written(value).is_empty();
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
        for written in placeholder::written(text) {
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

    /// The only error of a fixture's file.
    fn refused(text: &str) -> RuleError {
        let mut errors = read("rules/fixtures/made-up.json", text).expect_err("a mistake");
        assert_eq!(errors.len(), 1, "{errors:#?}");
        errors.remove(0)
    }

    fn names(json: Json) -> Result<Names, Objection> {
        Names::new(serde_json::from_value(json).expect("texts"))
    }

    #[test]
    fn the_fixtures_are_sound() {
        let (fixtures, errors) = all();
        assert!(errors.is_empty(), "{errors:#?}");
        assert_eq!(fixtures.len(), EMBEDDED.len());
    }

    #[test]
    fn names_may_use_each_other_in_any_order() {
        let names = names(json!({"a": "{b}/a", "b": "{c}/b", "c": "/c"})).expect("names");
        assert_eq!(names.expand("{a} {b}").as_deref(), Ok("/c/b/a /c/b"));
        let body = json!({"{c}": ["{b}", {"x": "[{c}]"}], "rest": "${c} {C} {}"});
        let expected = json!({"/c": ["/c/b", {"x": "[/c]"}], "rest": "${c} {C} {}"});
        assert_eq!(names.expand_body(body), Ok(expected));
        assert_eq!(Names::default().expand("{a}").as_deref(), Ok("{a}"));
    }

    #[test]
    fn names_that_lead_nowhere_are_refused() {
        let circle = names(json!({"a": "{b}", "b": "{a}"})).expect_err("a circle");
        assert!(circle.message.contains("leads to itself"), "{circle:?}");
        let stranger = names(json!({"account": "{subs}", "sub": "/s"})).expect_err("unknown");
        assert_eq!(stranger.hint.as_deref(), Some("did you mean `sub`?"));
    }

    #[test]
    fn errors_of_a_fixture_have_their_place() {
        let error = refused("{\"about\": \"x\",\n \"names\": {}, \"raeds\": []}");
        assert_eq!((error.line, error.column), (2, 21));
        let error = refused(
            "{\"about\": \"x\", \"names\": {\"sub\": \"/subscriptions/s\"}, \"reads\": [\n  {\"GET\": \"{sub}/colours\", \"found\": {}}]}",
        );
        assert_eq!((error.line, error.column), (2, 11));
        assert!(error.message.contains("never reads"), "{error}");
    }

    #[test]
    fn a_misspelt_fixture_is_not_far() {
        let Err(objection) = find("standart-project") else {
            panic!("there is no such fixture");
        };
        let hint = objection.hint.expect("a hint");
        assert_eq!(hint, "did you mean `standard-project`?");
        let Err(objection) = find("moon") else {
            panic!("there is no such fixture");
        };
        assert!(objection.hint.expect("a hint").contains("two-regions"));
    }
}
