//! What a remedy leads to: an example of fail may say what ARM answers once its rule's remedy was followed. The rule must
//! pass then, and no rule may fail that didn't before, but for those that the example names.

use super::Library;
use super::example::{Example, ExampleBody, Remedied};
use super::example_snapshot::as_read;
use super::trial::{self, ExampleResult, outcome};
use super::{Judgement, Rule, RuleVerdict};
use crate::condition::on_large_stack;
use crate::estate::{self, Estate};
use std::collections::BTreeSet;

/// Rule, subject and part of a failure.
type Failure = (String, String, Option<String>);

impl Library {
    /// Runs the examples of a rule, those that follow from them by taking facts away, and what its remedy leads to, which all
    /// rules of the library judge.
    #[must_use]
    pub fn run_examples(&self, rule: &Rule) -> Vec<ExampleResult> {
        let mut results = on_large_stack(|| trial::run(rule));
        results.extend(followed(self, rule));
        results
    }
}

/// Follows the remedy of each example that says where it leads.
fn followed(library: &Library, rule: &Rule) -> Vec<ExampleResult> {
    let followed = rule.examples().iter().filter_map(|example| match &example.body {
        ExampleBody::Snapshot { remedied: Some(remedied), .. } => {
            Some(follow(library, rule, example, remedied))
        }
        ExampleBody::Snapshot { remedied: None, .. } | ExampleBody::Facts { .. } => None,
    });
    followed.flatten().collect()
}

fn follow(
    library: &Library,
    rule: &Rule,
    example: &Example,
    remedied: &Remedied,
) -> Vec<ExampleResult> {
    let ExampleBody::Snapshot { snapshot, workloads, subject, .. } = &example.body else {
        return vec![];
    };
    let before = estate::build_for(&as_read(snapshot), workloads);
    let after = estate::build_for(&as_read(&remedied.snapshot), &remedied.workloads);
    let failed = failures(library, &before, example);
    let opened = failures(library, &after, example).into_iter();
    let (new, old) = (remedied.subject.folded(), subject.folded());
    // What failed of the resource, or of what is below it, and fails of its successor isn't opened by the remedy.
    let predecessor = |id: &str| match id.strip_prefix(new) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("{old}{rest}"),
        Some(_) | None => id.to_owned(),
    };
    let opened = opened.filter(|(rule, about, part)| {
        !failed.contains(&(rule.clone(), predecessor(about), part.clone()))
    });
    let opened: BTreeSet<String> = opened.map(|(rule, ..)| rule).collect();
    let result = |what: &str, expected: String, got: String| ExampleResult {
        example: format!("{}, {what}", example.name),
        line: example.line,
        generated: true,
        passed: got == expected,
        expected,
        got,
    };
    let judged = library.judge(&after.subjects, example.now).into_iter();
    let own = judged.filter(|(of, about, _)| of.id == rule.id && about.id == remedied.subject);
    let own: Vec<Judgement> = own.map(|(.., judgement)| judgement).collect();
    vec![
        result("remedied", "pass".into(), outcome(&own)),
        result("opened by the remedy", list(&remedied.opens), list(&opened)),
    ]
}

fn list(rules: &BTreeSet<String>) -> String {
    if rules.is_empty() {
        return "no other failure".into();
    }
    rules.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// All failures of an estate.
fn failures(library: &Library, estate: &Estate, example: &Example) -> BTreeSet<Failure> {
    let judged = library.judge(&estate.subjects, example.now).into_iter();
    let failed = judged.filter(|(.., judgement)| matches!(judgement.verdict, RuleVerdict::Fail));
    failed
        .map(|(rule, subject, found)| {
            (rule.id.clone(), subject.id.folded().to_owned(), found.part.clone())
        })
        .collect()
}
