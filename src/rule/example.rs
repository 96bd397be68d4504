//! Examples of a rule file: fenced JSON that says which facts, or which answers of ARM, lead to which outcome.

use super::example_facts;
use super::example_snapshot::{self, GivenAnswers, Step};
use super::fixture;
use super::names::ShortNames;
use super::objection::Objection;
use crate::model::{Fact, Kind, ResourceId, Workload};
use crate::snapshot::Snapshot;
use crate::text::{Fence, Section, SpanError, did_you_mean, fences, json_error};
use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use strum::{Display, IntoStaticStr};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use time::macros::datetime;

/// The moment at which examples are judged, unless they say another.
const NOW: OffsetDateTime = datetime!(2026-01-01 0:00 UTC);

/// What an example expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Display, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Expected {
    /// Every part passes.
    Pass,
    /// At least one part fails.
    Fail,
    /// Nothing fails, and evidence is missing.
    Unknown,
    /// The rule doesn't apply.
    NotApplicable,
    /// A person has to attest it.
    Manual,
}

impl Expected {
    const ALL: [Self; 5] =
        [Self::Pass, Self::Fail, Self::Unknown, Self::NotApplicable, Self::Manual];

    /// The word on the fence.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// One example.
#[derive(Clone, Debug)]
pub struct Example {
    /// Its name; the expected outcome and a number if it has none.
    pub name: String,
    /// What it expects.
    pub expected: Expected,
    /// Line of the rule file where it starts.
    pub line: usize,
    pub(super) now: OffsetDateTime,
    pub(super) body: ExampleBody,
}

impl Example {
    /// True if it starts from ARM's answers and not from facts.
    #[must_use]
    pub fn is_snapshot(&self) -> bool {
        match self.body {
            ExampleBody::Snapshot { .. } => true,
            ExampleBody::Facts { .. } => false,
        }
    }
}

/// What an example starts from.
#[derive(Clone, Debug)]
pub(super) enum ExampleBody {
    /// The facts of a subject; those that aren't given are missing.
    Facts { kind: Kind, facts: Vec<Fact> },
    /// ARM's answers, from which the estate is built.
    Snapshot {
        snapshot: Box<Snapshot>,
        /// What it is once the remedy was followed.
        remedied: Option<Box<Remedied>>,
        /// What the config declares.
        workloads: Vec<Workload>,
        subject: ResourceId,
        kind: Option<Kind>,
    },
}

/// The end that a remedy leads to, after all waiting.
#[derive(Clone, Debug)]
pub(super) struct Remedied {
    /// What ARM answers then.
    pub(super) snapshot: Snapshot,
    /// What the config declares then.
    pub(super) workloads: Vec<Workload>,
    /// What the rule is about then: the resource itself, or the one that takes its place.
    pub(super) subject: ResourceId,
    /// The rules that fail then and didn't before: the text of the remedy says so.
    pub(super) opens: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    facts: Option<BTreeMap<String, Json>>,
    fixture: Option<String>,
    snapshot: Option<Vec<Step>>,
    #[serde(default)]
    without: Vec<String>,
    remedied: Option<Vec<Step>>,
    #[serde(default)]
    opens: BTreeSet<String>,
    successor: Option<String>,
    redeclared: Option<Vec<Workload>>,
    subject: Option<String>,
    kind: Option<Kind>,
    now: Option<String>,
    workloads: Option<Vec<Workload>>,
}

/// Reads the section *Examples*, which starts at `start` of the file's `text`. Places of mistakes count from the start of the
/// section.
pub(super) fn parse(
    section: &Section,
    kinds: &[Kind],
    (text, start): (&str, usize),
) -> (Vec<Example>, Vec<SpanError>) {
    let mut examples: Vec<Example> = Vec::new();
    let mut mistakes = Vec::new();
    for fence in fences(&section.text).0 {
        let line = text[..start + fence.span.start].matches('\n').count() + 1;
        match example(&fence, kinds).map(|example| Example { line, ..example }) {
            Ok(mut example) if example.name == example.expected.as_str() => {
                let same = examples.iter().filter(|other| other.expected == example.expected);
                let number = same.count() + 1;
                if number > 1 {
                    example.name = format!("{} {number}", example.name);
                }
                examples.push(example);
            }
            Ok(example) if examples.iter().any(|other| other.name == example.name) => {
                let message = format!("a second example called `{}`", example.name);
                mistakes
                    .push(SpanError::new(fence.span, message).hint("give it a name of its own"));
            }
            Ok(example) => examples.push(example),
            Err(mut found) => mistakes.append(&mut found),
        }
    }
    (examples, mistakes)
}

fn example(fence: &Fence, kinds: &[Kind]) -> Result<Example, Vec<SpanError>> {
    let whole = |message: String| SpanError::new(fence.span.clone(), message);
    let (expected, name) = info(&fence.info).map_err(|(message, hint)| {
        vec![whole(message).hint(hint.unwrap_or_else(|| INFO_HINT.to_owned()))]
    })?;
    let mut written: Written = serde_json::from_str(&fence.text).map_err(|error| {
        let error = json_error(&fence.text, &error).shifted(fence.start);
        let message = format!("the example can't be read: {}", error.message);
        vec![SpanError { message, ..error }]
    })?;
    if let Some(kind) = written.kind
        && !kinds.contains(&kind)
    {
        return Err(vec![whole(format!("the rule isn't for {kind}"))]);
    }
    let now = match &written.now {
        None => NOW,
        Some(text) => OffsetDateTime::parse(text, &Rfc3339)
            .map_err(|_| vec![whole(format!("`now` is no RFC 3339 instant: {text}"))])?,
    };
    let facts = written.facts.take();
    let from_arm = written.fixture.is_some() || written.snapshot.is_some();
    let may_be_remedied = match written.remedied {
        Some(_) => from_arm && expected == Expected::Fail,
        None => {
            written.opens.is_empty() && written.successor.is_none() && written.redeclared.is_none()
        }
    };
    if !may_be_remedied {
        let message = "`remedied` belongs to an example of fail that starts from ARM's answers, and `opens`, `successor` and `redeclared` to `remedied`";
        return Err(vec![whole(message.into())]);
    }
    let body = match (facts, from_arm, written.subject.take()) {
        (Some(facts), false, None) => {
            let kind = written.kind.or(kinds.first().copied());
            let kind = kind.ok_or_else(|| vec![whole("the rule is for no kind".into())])?;
            let facts = example_facts::facts(kind, &facts)
                .map_err(|mistake| vec![whole(mistake.message).maybe_hint(mistake.hint)])?;
            ExampleBody::Facts { kind, facts }
        }
        (None, true, Some(subject)) => snapshot(written, &subject, now).map_err(|objections| {
            let place = |objection: Objection| place(fence, objection);
            objections.into_iter().map(place).collect::<Vec<_>>()
        })?,
        (Some(_) | None, true | false, Some(_) | None) => {
            let message = "an example has `facts`, or `fixture` or `snapshot` and `subject`";
            return Err(vec![whole(message.into())]);
        }
    };
    Ok(Example { name, expected, line: 0, now, body })
}

/// The body of an example that starts from ARM's answers.
fn snapshot(
    written: Written,
    subject: &str,
    now: OffsetDateTime,
) -> Result<ExampleBody, Vec<Objection>> {
    let fixture = written.fixture.as_deref().map(fixture::find).transpose();
    let fixture = fixture.map_err(|objection| vec![objection])?;
    let (no_answers, no_names) = (GivenAnswers::new(), ShortNames::default());
    let (answers, names) =
        fixture.map_or((&no_answers, &no_names), |fixture| (&fixture.answers, &fixture.names));
    let steps = written.snapshot.unwrap_or_default();
    let answers = example_snapshot::answers(answers, names, &written.without, steps)?;
    let declared = || fixture.map_or_else(Vec::new, |fixture| fixture.workloads.clone());
    let workloads = written.workloads.unwrap_or_else(declared);
    let id = |text: &str| {
        let id = names.expand(text).map(|id| ResourceId::new(&id));
        id.map_err(|objection| vec![objection])
    };
    let remedied = match written.remedied {
        None => None,
        Some(steps) => {
            let answers = example_snapshot::answers(&answers, names, &[], steps)?;
            Some(Box::new(Remedied {
                snapshot: example_snapshot::build(answers, now),
                workloads: written.redeclared.unwrap_or_else(|| workloads.clone()),
                subject: id(written.successor.as_deref().unwrap_or(subject))?,
                opens: written.opens,
            }))
        }
    };
    Ok(ExampleBody::Snapshot {
        snapshot: Box::new(example_snapshot::build(answers, now)),
        remedied,
        workloads,
        subject: id(subject)?,
        kind: written.kind,
    })
}

/// The mistake for an objection; what has no place is about the whole example.
fn place(fence: &Fence, objection: Objection) -> SpanError {
    let mistake = objection.place(&fence.text);
    if mistake.span.is_empty() {
        let span = fence.span.clone();
        SpanError { span, ..mistake }
    } else {
        mistake.shifted(fence.start)
    }
}

const INFO_HINT: &str = "write ```json fail \"LRS\"";

/// Outcome and name on a fence: `json fail "LRS"`.
fn info(info: &str) -> Result<(Expected, String), (String, Option<String>)> {
    let Some(rest) = info.strip_prefix("json") else {
        return Err(("an example is a fence of JSON".into(), None));
    };
    let rest = rest.trim();
    let (word, name) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let Some(expected) = Expected::ALL.into_iter().find(|known| known.as_str() == word) else {
        let hint = did_you_mean(word, Expected::ALL.map(Expected::as_str));
        return Err((format!("`{word}` is no outcome"), hint));
    };
    let name = name.trim();
    if name.is_empty() {
        return Ok((expected, word.to_owned()));
    }
    match name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
        Some(name) if !name.is_empty() => Ok((expected, name.to_owned())),
        Some(_) | None => Err(("the name of an example stands in quotes".into(), None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(section: &Section, kinds: &[Kind]) -> (Vec<Example>, Vec<SpanError>) {
        parse(section, kinds, (&section.text, 0))
    }

    #[test]
    fn the_fence_tells_outcome_and_name() {
        assert_eq!(info("json fail \"LRS\""), Ok((Expected::Fail, "LRS".into())));
        assert_eq!(
            info("json not-applicable"),
            Ok((Expected::NotApplicable, "not-applicable".into()))
        );
        assert!(info("yaml fail").is_err());
        assert!(info("json fail LRS").is_err());
        let (_, hint) = info("json fial").expect_err("no outcome");
        assert_eq!(hint.as_deref(), Some("did you mean `fail`?"));
    }

    #[test]
    fn mistakes_in_the_json_have_their_place() {
        let section =
            Section { start: 0, text: "```json pass\n{\"facts\": {},\n \"fact\": 1}\n```".into() };
        let (examples, mistakes) = read(&section, &[Kind::StorageAccount]);
        assert!(examples.is_empty());
        assert!(section.text[..mistakes[0].span.start].ends_with("\"fact"), "{mistakes:?}");
    }

    #[test]
    fn snapshots_are_built_when_the_rule_is_loaded() {
        let section = Section {
            start: 0,
            text: r#"```json fail "LRS"
{"snapshot": [
  {"GET": "/subscriptions/S1", "found": {}},
  {"GET": "/subscriptions/S1/locations", "denied": {"code": "AuthorizationFailed"}},
  {"GET": "/subscriptions/s1/providers/Microsoft.CognitiveServices/accounts", "truncated": {"value": []}},
  {"GET": "/subscriptions/s2/locations", "failed": true}
 ], "subject": "/subscriptions/s1", "now": "2026-02-03T00:00:00Z"}
```"#
                .into(),
        };
        let (examples, mistakes) = read(&section, &[Kind::StorageAccount]);
        assert_eq!(mistakes, []);
        let ExampleBody::Snapshot { snapshot, .. } = &examples[0].body else {
            panic!("no snapshot");
        };
        use crate::snapshot::Outcome;
        let outcome = |key: &str| snapshot.observations[key].outcome;
        assert_eq!(outcome("/subscriptions/s1"), Outcome::Found);
        assert_eq!(outcome("/subscriptions/s1/locations"), Outcome::Denied);
        assert_eq!(outcome("/subscriptions/s2/locations"), Outcome::Failed);
        let version = &snapshot.observations["/subscriptions/s1"].api_version;
        assert_eq!(version, "2022-12-01");
        let scope = &snapshot.header.scope;
        let ids: Vec<&str> = scope.iter().map(|entry| entry.subscription.as_str()).collect();
        assert_eq!(ids, ["s1", "s2"]);
        assert_eq!(snapshot.header.taken_at, datetime!(2026-02-03 0:00 UTC));
    }

    #[test]
    fn a_read_that_the_program_never_makes_is_no_example() {
        for step in [
            r#"{"GET": "/subscriptions/s/foo", "found": {}}"#,
            r#"{"GET": "/subscriptions/s/locations"}"#,
            r#"{"GET": "/subscriptions/s/locations", "found": {}, "absent": true}"#,
        ] {
            let text = format!("```json pass\n{{\"snapshot\": [{step}], \"subject\": \"x\"}}\n```");
            let section = Section { start: 0, text };
            assert_eq!(read(&section, &[]).1.len(), 1, "{step}");
        }
    }
}
