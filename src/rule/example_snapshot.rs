//! Snapshots of examples: ARM's answers as the author wrote them, and as if they had been read, which is trimmed and
//! redacted. The first is made when a rule is loaded, so that every mistake is told; the second only when the example runs.

use crate::catalogue::{Shape, recognise};
use crate::snapshot::{
    HEADER_SCHEMA, Header, Line, Observation, Outcome, Redactor, ScopeEntry, Snapshot, SourceKind,
    Tool, key_of,
};
use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::BTreeSet;
use time::OffsetDateTime;

/// One read and what became of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    #[serde(rename = "GET")]
    get: String,
    found: Option<Json>,
    truncated: Option<Json>,
    denied: Option<Refusal>,
    absent: Option<True>,
    failed: Option<True>,
}

/// ARM's error.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Refusal {
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
        if value {
            Ok(Self)
        } else {
            Err("only `true` makes sense here")
        }
    }
}

/// The snapshot of an example.
///
/// # Errors
/// At the first step that makes no sense.
pub(super) fn build(steps: Vec<Step>, now: OffsetDateTime) -> Result<Snapshot, String> {
    let observations = steps
        .into_iter()
        .map(|step| observation(step, now))
        .collect::<Result<Vec<_>, _>>()?;
    let subscriptions: BTreeSet<&str> = observations
        .iter()
        .filter_map(|observation| observation.key.split('/').nth(2))
        .collect();
    let header = Header {
        schema: HEADER_SCHEMA.into(),
        tool: Tool {
            name: "foundry-dr".into(),
            version: env!("CARGO_PKG_VERSION").into(),
        },
        taken_at: now,
        source: SourceKind::Snapshot,
        scope: subscriptions.into_iter().map(in_scope).collect(),
        observations: observations.len(),
    };
    let mut snapshot = Snapshot::new(header);
    for observation in observations {
        snapshot.insert(observation);
    }
    Ok(snapshot)
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
    }
}

fn observation(step: Step, read_at: OffsetDateTime) -> Result<Observation, String> {
    let key = key_of(&step.get);
    let Some((read, _)) = recognise(&key) else {
        return Err(format!("the program never reads `{}`", step.get));
    };
    let spec = read.row();
    let Answer {
        outcome,
        body,
        refusal,
    } = answer(step)?;
    let (code, message) = refusal.map_or((None, None), |refusal| (refusal.code, refusal.message));
    Ok(Observation {
        key,
        method: "GET".into(),
        api_version: spec.api_version.into(),
        pages: 1,
        outcome,
        body,
        dropped: vec![],
        code,
        message,
        correlation_id: None,
        read_at,
        line: Line::default(),
    })
}

/// What became of a read.
struct Answer {
    outcome: Outcome,
    body: Option<Json>,
    refusal: Option<Refusal>,
}

/// The one answer of a step.
fn answer(step: Step) -> Result<Answer, String> {
    let answer = |outcome, body, refusal| Answer {
        outcome,
        body,
        refusal,
    };
    let given = [
        step.found
            .map(|body| answer(Outcome::Found, Some(body), None)),
        step.truncated
            .map(|body| answer(Outcome::Truncated, Some(body), None)),
        step.denied
            .map(|refusal| answer(Outcome::Denied, None, Some(refusal))),
        step.absent.map(|True| answer(Outcome::Absent, None, None)),
        step.failed.map(|True| answer(Outcome::Failed, None, None)),
    ];
    let mut given = given.into_iter().flatten();
    match (given.next(), given.next()) {
        (Some(only), None) => Ok(only),
        (Some(_) | None, Some(_) | None) => Err(format!(
            "`{}` needs exactly one of found, truncated, denied, absent, failed",
            step.get
        )),
    }
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
        let written = build(steps, datetime!(2026-01-01 0:00 UTC)).expect("a snapshot");
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
