//! Examples that start from what Azure answers have the same outcome however the answers are spelled.

use super::super::example::{Example, ExampleBody};
use super::super::trial::ExampleEstate;
use super::speller::{SPELLINGS, Speller, Spelling};
use super::*;
use crate::condition::on_large_stack;

fn spelled(example: &Example, spelling: Spelling) -> Option<Example> {
    let mut example = example.clone();
    let ExampleBody::Snapshot { snapshot, .. } = &mut example.body else {
        return None;
    };
    let mut speller = Speller::new(spelling);
    for observation in snapshot.observations.values_mut() {
        observation.body.iter_mut().for_each(|body| speller.value(body));
    }
    Some(example)
}

fn differing(rule: &Rule) -> Vec<String> {
    let mut differing = Vec::new();
    for example in rule.examples() {
        for spelling in SPELLINGS {
            let Some(other) = spelled(example, spelling) else {
                continue;
            };
            let got = ExampleEstate::of(&other).outcome(rule, &other);
            if got != example.expected.as_str() {
                let (id, name) = (&rule.id, &example.name);
                differing.push(format!("{id} \"{name}\" {spelling:?}: {got}"));
            }
        }
    }
    differing
}

#[test]
fn the_spelling_of_answers_changes_no_outcome() {
    let library = Library::embedded().expect("the built-in rules");
    let examples = library.rules().iter().flat_map(Rule::examples);
    assert!(examples.filter(|example| example.is_snapshot()).count() > 100);
    let differing: Vec<String> =
        on_large_stack(|| library.rules().iter().flat_map(differing).collect());
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n"));
}
