//! Snapshots of examples: ARM's answers as the author wrote them, and as if they had been read, which is trimmed and
//! redacted. The first is made when the example is read, so that every mistake is reported; the second only when it runs.

use super::names::ShortNames;
use super::objection::Objection;
use super::patch::{patched, patched_list};
use crate::catalogue::{Shape, recognise};
use crate::snapshot::{
    HEADER_SCHEMA, Header, Observation, Origins, Outcome, Redactor, ScopeEntry, Snapshot,
    SourceKind, Tool, key_of,
};
use crate::text::did_you_mean;
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, BTreeSet};
use time::OffsetDateTime;

/// One read and its outcome.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    #[serde(rename = "GET")]
    get: String,
    /// What the fixture's answer is changed by.
    with: Option<Map<String, Json>>,
    found: Option<Json>,
    truncated: Option<Json>,
    denied: Option<GivenRefusal>,
    absent: Option<True>,
    failed: Option<True>,
}

/// ARM's error.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GivenRefusal {
    code: Option<String>,
    message: Option<String>,
}

/// The literal `true`.
#[derive(Debug, Deserialize)]
#[serde(try_from = "bool")]
struct True;

impl TryFrom<bool> for True {
    type Error = &'static str;
    fn try_from(value: bool) -> Result<Self, Self::Error> {
        if value { Ok(Self) } else { Err("only `true` makes sense here") }
    }
}

/// What ARM answers to reads, by their keys.
pub(super) type GivenAnswers = BTreeMap<String, GivenAnswer>;

/// The answer to a read.
#[derive(Clone, Debug)]
pub(super) struct GivenAnswer {
    /// The read's path as written.
    pub(super) path: String,
    pub(super) outcome: Outcome,
    pub(super) body: Option<Json>,
    refusal: GivenRefusal,
    api_version: &'static str,
}

/// The answers of a fixture, without those that an example leaves out and with its own: one that the fixture has too
/// replaces the fixture's.
///
/// # Errors
/// All steps that make no sense.
pub(super) fn answers(
    fixture: &GivenAnswers,
    names: &ShortNames,
    without: &[String],
    steps: Vec<Step>,
) -> Result<GivenAnswers, Vec<Objection>> {
    let mut answers = fixture.clone();
    let mut objections = Vec::new();
    for path in without {
        let removed = names.expand(path).map(|path| answers.remove(&key_of(&path)));
        match removed {
            Ok(Some(_)) => {}
            Ok(None) => objections.push(not_in_fixture(fixture, path)),
            Err(objection) => objections.push(objection),
        }
    }
    let mut own = BTreeSet::new();
    for step in steps {
        let path = step.get.clone();
        match answer(step, names, fixture) {
            Ok((key, _)) if !own.insert(key.clone()) => {
                objections.push(Objection::at(&path, format!("a second answer to `{path}`")));
            }
            Ok((key, answer)) => {
                answers.insert(key, answer);
            }
            Err(objection) => objections.push(objection),
        }
    }
    if objections.is_empty() { Ok(answers) } else { Err(objections) }
}

/// The snapshot of an example.
pub(super) fn build(answers: GivenAnswers, now: OffsetDateTime) -> Snapshot {
    let subscriptions: BTreeSet<&str> =
        answers.keys().filter_map(|key| key.split('/').nth(2)).collect();
    let header = Header {
        schema: HEADER_SCHEMA.into(),
        tool: Tool { name: "foundry-dr".into(), version: env!("CARGO_PKG_VERSION").into() },
        taken_at: now,
        source: SourceKind::Snapshot,
        scope: subscriptions.into_iter().map(in_scope).collect(),
        observations: answers.len(),
    };
    let mut snapshot = Snapshot::new(header);
    for (key, answer) in answers {
        snapshot.insert(answer.observation(key, now));
    }
    snapshot
}

/// The snapshot as if the answers had been read.
pub(super) fn as_read(written: &Snapshot) -> Snapshot {
    // The key of the digests is of no use to anyone: nothing in a rule file is secret.
    let redactor = Redactor::new([0; 32]);
    let mut snapshot = written.clone();
    for (key, observation) in &mut snapshot.observations {
        let spec = recognise(key).map(|(read, _)| read.row());
        if let (Some(spec), Some(body)) = (spec, observation.body.take()) {
            let (body, dropped) = redactor.trim(body, spec.kept(), spec.shape == Shape::List);
            observation.body = Some(body);
            observation.dropped = dropped;
        }
    }
    snapshot
}

fn in_scope(subscription: &str) -> ScopeEntry {
    ScopeEntry {
        subscription: subscription.to_owned(),
        name: None,
        asked: true,
        seen: true,
        read: true,
        state: None,
    }
}

impl GivenAnswer {
    fn observation(self, key: String, read_at: OffsetDateTime) -> Observation {
        Observation {
            key,
            method: "GET".into(),
            api_version: self.api_version.into(),
            pages: 1,
            outcome: self.outcome,
            body: self.body,
            dropped: vec![],
            code: self.refusal.code,
            message: self.refusal.message,
            correlation_id: None,
            read_at,
            exhaustive: true,
            origins: Origins::default(),
        }
    }
}

/// The one answer of a step, and the key of its read.
fn answer(
    step: Step,
    names: &ShortNames,
    fixture: &GivenAnswers,
) -> Result<(String, GivenAnswer), Objection> {
    let path = step.get;
    let key = key_of(&names.expand(&path)?);
    let Some((read, _)) = recognise(&key) else {
        let message = format!("the program never reads `{path}`");
        return Err(Objection::at(&path, message));
    };
    let spec = read.row();
    let body = |body| Ok(Some(names.expand_body(body)?));
    let changed = |patch| {
        let patch = names.expand_fields(patch)?;
        changed(fixture, &key, &path, patch, spec.shape).map(Some)
    };
    let given = [
        step.with.map(|patch| (Outcome::Found, changed(patch), GivenRefusal::default())),
        step.found.map(|found| (Outcome::Found, body(found), GivenRefusal::default())),
        step.truncated.map(|cut| (Outcome::Truncated, body(cut), GivenRefusal::default())),
        step.denied.map(|refusal| (Outcome::Denied, Ok(None), refusal)),
        step.absent.map(|True| (Outcome::Absent, Ok(None), GivenRefusal::default())),
        step.failed.map(|True| (Outcome::Failed, Ok(None), GivenRefusal::default())),
    ];
    let mut given = given.into_iter().flatten();
    let (Some((outcome, body, refusal)), None) = (given.next(), given.next()) else {
        let message =
            format!("`{path}` needs exactly one of with, found, truncated, denied, absent, failed");
        return Err(Objection::at(&path, message));
    };
    let answer = GivenAnswer { body: body?, path, outcome, refusal, api_version: spec.api_version };
    Ok((key, answer))
}

/// The fixture's body for a read with changes.
fn changed(
    fixture: &GivenAnswers,
    key: &str,
    path: &str,
    patch: Map<String, Json>,
    shape: Shape,
) -> Result<Json, Objection> {
    let body = fixture.get(key).and_then(|answer| answer.body.as_ref());
    let body = body.ok_or_else(|| not_in_fixture(fixture, path))?;
    let changed = match shape {
        Shape::One => patched(body, patch),
        Shape::List => patched_list(body, patch).map_err(|(message, hint)| {
            Objection::at(path, format!("`{path}`: {message}")).hint(hint)
        })?,
    };
    if changed == *body {
        let message = format!("`with` changes nothing of `{path}`");
        return Err(Objection::at(path, message).hint(Some("leave the read out".into())));
    }
    Ok(changed)
}

/// The objection to a path that only a fixture's read could have.
fn not_in_fixture(fixture: &GivenAnswers, path: &str) -> Objection {
    let hint = if fixture.is_empty() {
        Some("name a `fixture`".to_owned())
    } else {
        did_you_mean(path, fixture.values().map(|answer| answer.path.as_str()))
    };
    Objection::at(path, format!("the fixture has no answer to `{path}`")).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use time::macros::datetime;

    #[test]
    fn answers_are_trimmed_as_they_are_when_read() {
        let steps = json!([{
            "GET": "/subscriptions/s/providers/Microsoft.Authorization/locks",
            "found": {"value": [{"id": "/subscriptions/s/l", "name": "l", "properties": {"level": "CanNotDelete", "made": "up"}}]}
        }]);
        let steps: Vec<Step> = serde_json::from_value(steps).expect("steps");
        let answers =
            answers(&GivenAnswers::new(), &ShortNames::default(), &[], steps).expect("answers");
        let written = build(answers, datetime!(2026-01-01 0:00 UTC));
        let key = "/subscriptions/s/providers/microsoft.authorization/locks";
        let properties = |snapshot: &Snapshot| {
            snapshot.observations[key].body.as_ref().expect("a body")["value"][0]["properties"]
                .clone()
        };
        assert_eq!(properties(&written)["made"], "up");
        let read = as_read(&written);
        assert_eq!(properties(&read), json!({"level": "CanNotDelete"}));
        assert_ne!(read.observations[key].dropped, Vec::<String>::new());
    }
}
