//! What every built-in rule must have beyond being correct: examples of every outcome, one of them from ARM's answers, and
//! a place that its id leads to.

use super::example::Expected;
use super::front::{HOW, SECTIONS};
use super::{Class, Rule, RuleError, RuleProvenance};
use crate::condition::{FactScope, slips};
use crate::text::{Sections, SourceText, SpanError, halves};

/// Everything that a rule lacks.
pub(super) fn lint(rule: &Rule) -> Vec<RuleError> {
    let source = SourceText { origin: &rule.origin, text: &rule.text };
    let mut errors: Vec<RuleError> =
        lacks(rule).into_iter().map(|message| source.whole(message).into()).collect();
    errors.extend(slips_in_remedy(rule).into_iter().map(|slip| source.diagnose(slip).into()));
    errors
}

fn lacks(rule: &Rule) -> Vec<String> {
    let mut lacks = Vec::new();
    for expected in outcomes(rule) {
        let shown = rule.examples().iter().any(|example| example.expected == expected);
        if !shown {
            lacks.push(format!("no example of `{expected}`"));
        }
    }
    let from_arm = rule.examples().iter().any(super::Example::is_snapshot);
    if rule.class == Class::Check && !from_arm {
        lacks.push("no example with a `snapshot`".to_owned());
    }
    let pillar = rule.id.split('-').nth(1);
    if pillar != Some(rule.pillar.as_str()) {
        lacks.push(format!("the id `{}` isn't of the pillar `{}`", rule.id, rule.pillar));
    }
    let file = rule.origin.rsplit(['/', '\\']).next().unwrap_or_default();
    if !file.starts_with(&rule.id) {
        lacks.push(format!("the file's name doesn't start with `{}`", rule.id));
    }
    if rule.provenance == RuleProvenance::Doc && rule.cites.is_empty() {
        lacks.push("asked for by a page, but cites none".to_owned());
    }
    lacks
}

/// The outcomes that a rule can have.
fn outcomes(rule: &Rule) -> Vec<Expected> {
    use Expected::{Fail, Manual, NotApplicable, Pass, Unknown};
    let always: &[Expected] = match rule.class {
        Class::Check => &[Pass, Fail, Unknown],
        Class::Attestation => &[Manual],
        Class::Statement if rule.program.when.is_some() => &[Pass],
        Class::Statement => &[],
    };
    let mut outcomes = always.to_vec();
    outcomes.extend(rule.program.when.as_ref().map(|_| NotApplicable));
    outcomes.extend(rule.program.manual.as_ref().map(|_| Manual));
    outcomes
}

fn slips_in_remedy(rule: &Rule) -> Vec<SpanError> {
    let Ok(parts) = halves(&rule.text) else {
        return vec![];
    };
    let section = Sections::cut(parts.markdown, &SECTIONS, &mut Vec::new()).get(HOW);
    let mut found: Vec<SpanError> = Vec::new();
    for kind in &rule.kinds {
        let scope = FactScope { kind: *kind, element: None };
        for slip in slips(&section.text, scope) {
            let slip = slip.shifted(parts.markdown_start + section.start);
            if !found.contains(&slip) {
                found.push(slip);
            }
        }
    }
    found
}
