//! Runs the examples of a rule, and from each one the examples that nobody writes: with any fact taken away the verdict
//! must stay the same or become unknown. Losing evidence never helps.

use super::example::{Example, ExampleBody};
use super::example_snapshot::as_read;
use super::{Class, Judgement, Rule, RuleVerdict};
use crate::condition::{View, bind, root};
use crate::estate::{self, Estate, Presence};
use crate::model::{Fact, Provenance, Why};
use std::mem::discriminant;
use time::OffsetDateTime;

/// What became of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleResult {
    /// The example's name; for a generated one with what was taken away.
    pub example: String,
    /// Line of the rule file.
    pub line: usize,
    /// True if it follows from another one.
    pub generated: bool,
    /// The outcome that was expected.
    pub expected: String,
    /// The outcome.
    pub got: String,
    /// True if the two agree.
    pub passed: bool,
}

/// Runs everything. Must run on the large stack.
pub(super) fn run(rule: &Rule) -> Vec<ExampleResult> {
    let mut results: Vec<ExampleResult> =
        rule.examples().iter().map(|example| run_one(rule, example)).collect();
    let mut taken = Taken::default();
    for example in rule.examples() {
        taken.run(rule, example);
    }
    if taken.decided_before && !taken.became_unknown && rule.class == Class::Check {
        taken.results.push(ExampleResult {
            example: "some fact decides".into(),
            line: 1,
            generated: true,
            expected: "unknown without some fact".into(),
            got: "the same without any single one".into(),
            passed: false,
        });
    }
    results.append(&mut taken.results);
    results
}

fn run_one(rule: &Rule, example: &Example) -> ExampleResult {
    let expected = example.expected.as_str().to_owned();
    let got = ExampleEstate::of(example).outcome(rule, example);
    ExampleResult {
        example: example.name.clone(),
        line: example.line,
        generated: false,
        passed: got == expected,
        expected,
        got,
    }
}

/// What an example has to be given before a rule can judge it: the estate, if it starts from ARM's answers.
pub(super) struct ExampleEstate(Option<Estate>);

impl ExampleEstate {
    pub(super) fn of(example: &Example) -> Self {
        Self(match &example.body {
            ExampleBody::Facts { .. } => None,
            ExampleBody::Snapshot { snapshot, workloads, .. } => {
                Some(estate::build_for(&as_read(snapshot), workloads))
            }
        })
    }

    /// The outcome. Must run on the large stack.
    pub(super) fn outcome(&self, rule: &Rule, example: &Example) -> String {
        let view = match (&example.body, &self.0) {
            (ExampleBody::Facts { kind, facts }, _) => {
                Some(View { kind: *kind, facts, presence: &Presence::Found })
            }
            (ExampleBody::Snapshot { subject, kind, .. }, Some(estate)) => {
                let mut kinds =
                    rule.kinds.iter().filter(|known| kind.is_none_or(|kind| kind == **known));
                let found = kinds.find_map(|kind| estate.subject(*kind, subject));
                found.map(View::from)
            }
            (ExampleBody::Snapshot { .. }, None) => None,
        };
        match view {
            Some(view) => outcome(&judge(rule, &view, example.now)),
            None => "no such subject in the estate".into(),
        }
    }
}

fn judge(rule: &Rule, view: &View<'_>, now: OffsetDateTime) -> Vec<Judgement> {
    let root = root(now);
    let facts = rule.program.of(view.kind).map_or(&[][..], |part| &part.reads);
    let scope = bind(&root, view, facts.iter().copied());
    rule.judge(&scope, view)
}

/// The outcome of all parts together.
pub(super) fn outcome(judgements: &[Judgement]) -> String {
    // What matters most decides for all.
    let decisive = judgements.iter().map(|judgement| match &judgement.verdict {
        RuleVerdict::Broken(error) => (0, format!("rule error: {error}")),
        RuleVerdict::Fail => (1, "fail".to_owned()),
        RuleVerdict::Unknown(_) => (2, "unknown".to_owned()),
        RuleVerdict::Manual => (3, "manual".to_owned()),
        RuleVerdict::Pass => (4, "pass".to_owned()),
        RuleVerdict::NotApplicable => (5, "not-applicable".to_owned()),
    });
    decisive.min_by_key(|(rank, _)| *rank).map_or("nothing".to_owned(), |(_, word)| word)
}

/// Examples with a fact taken away.
#[derive(Default)]
struct Taken {
    results: Vec<ExampleResult>,
    decided_before: bool,
    became_unknown: bool,
}

impl Taken {
    fn run(&mut self, rule: &Rule, example: &Example) {
        let ExampleBody::Facts { kind, facts } = &example.body else {
            return;
        };
        let Some(part) = rule.program.of(*kind) else {
            return;
        };
        let judge_facts = |facts: &[Fact]| {
            let view = View { kind: *kind, facts, presence: &Presence::Found };
            judge(rule, &view, example.now)
        };
        let before = judge_facts(facts);
        self.decided_before |= before
            .iter()
            .any(|judgement| matches!(judgement.verdict, RuleVerdict::Pass | RuleVerdict::Fail));
        for fact in &part.reads {
            let mut fewer = facts.clone();
            fewer[fact.at] = Fact::Missing(Why::NotRead, Provenance::None);
            let after = judge_facts(&fewer);
            let word = outcome(&after);
            self.became_unknown |= word == "unknown" && outcome(&before) != "unknown";
            self.results.push(ExampleResult {
                example: format!("{} without {}", example.name, fact.name),
                line: example.line,
                generated: true,
                expected: format!("{} or unknown", outcome(&before)),
                got: word,
                passed: after.iter().all(|after| is_no_better(after, &before)),
            });
        }
    }
}

/// True if a judgement is what it was for the same part, or unknown.
fn is_no_better(after: &Judgement, before: &[Judgement]) -> bool {
    matches!(after.verdict, RuleVerdict::Unknown(_))
        || before.iter().any(|before| {
            before.part == after.part
                && discriminant(&before.verdict) == discriminant(&after.verdict)
        })
}
