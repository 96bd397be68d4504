//! Fixtures: what examples start from, named once. A fixture is a file of answers of ARM and of short names for the resources
//! in them; an example names the fixture and says what differs. A user's own rules may use them too.

use super::example_snapshot::{GivenAnswers, Step, answers};
use super::names::ShortNames;
use super::objection::Objection;
use crate::model::Workload;
use crate::text::{Diagnostic, SourceText, did_you_mean, json_error};
use serde::Deserialize;
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
    pub(super) names: ShortNames,
    /// What ARM answers.
    pub(super) answers: GivenAnswers,
    /// What the config declares, unless an example declares something else.
    pub(super) workloads: Vec<Workload>,
}

/// A fixture's file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FixtureFile {
    /// What it is, for those who read the file.
    #[serde(rename = "about")]
    _about: String,
    names: BTreeMap<String, String>,
    #[serde(default)]
    workloads: Vec<Workload>,
    reads: Vec<Step>,
}

/// All fixtures, and what is wrong with their files. They are read when an example first asks for one.
pub(super) fn all() -> &'static (Vec<Fixture>, Vec<Diagnostic>) {
    static READ: OnceLock<(Vec<Fixture>, Vec<Diagnostic>)> = OnceLock::new();
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
        let known = || format!("the fixtures are {}", names().collect::<Vec<_>>().join(", "));
        let hint = did_you_mean(name, names()).unwrap_or_else(known);
        Objection::at(name, format!("unknown fixture `{name}`")).hint(Some(hint))
    })
}

fn read(origin: &'static str, text: &str) -> Result<Fixture, Vec<Diagnostic>> {
    let source = SourceText { origin, text };
    let objections = |objections: Vec<Objection>| {
        let errors = objections.into_iter().map(|it| it.place(text));
        errors.map(|error| source.diagnose(error)).collect::<Vec<_>>()
    };
    let written: FixtureFile = serde_json::from_str(text)
        .map_err(|error| vec![source.diagnose(json_error(text, &error))])?;
    let names = ShortNames::new(written.names).map_err(|objection| objections(vec![objection]))?;
    let answers = answers(&GivenAnswers::new(), &names, &[], written.reads).map_err(objections)?;
    let file = origin.rsplit('/').next().unwrap_or(origin);
    Ok(Fixture {
        name: file.strip_suffix(".json").unwrap_or(file),
        names,
        answers,
        workloads: written.workloads,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The only error of a fixture's file.
    fn refused(text: &str) -> Diagnostic {
        let mut errors = read("rules/fixtures/made-up.json", text).expect_err("a mistake");
        assert_eq!(errors.len(), 1, "{errors:#?}");
        errors.remove(0)
    }

    #[test]
    fn the_fixtures_are_sound() {
        let (fixtures, errors) = all();
        assert!(errors.is_empty(), "{errors:#?}");
        assert_eq!(fixtures.len(), EMBEDDED.len());
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
