//! Do the examples of a rule hold its conditions? Each condition is made wrong in every small way, one at a time: an operand
//! less, another operator, another number, the opposite. Some example must then have another outcome, or nobody would
//! notice that mistake in the rule.

mod expression;

use super::super::front::FrontMatter;
use super::super::library::embedded_files;
use super::super::load::{load, scope};
use super::super::trial::ExampleEstate;
use super::super::{Example, Rule};
use crate::condition::{Condition, environment, on_large_stack};
use crate::text::{halves, parse_toml};
use expression::{SyntaxNode, parse};
use std::cell::OnceCell;

/// Mistakes that change no outcome: rule, condition as printed, and why.
const EQUIVALENT: &[(&str, &str, &str)] = &[
    (
        "FDR-DEL-006",
        "policy_stops_group_delete",
        "a policy that stops the deletion of the group stops that of the resource too; the rule names both ways",
    ),
    ("FDR-REC-002", "(restore_days >= 29)", "Cosmos DB keeps 7 days or 30, nothing between"),
];

#[test]
fn no_mistake_in_a_condition_goes_unnoticed() {
    let (mutants, survivors) = on_large_stack(|| {
        let mut mutants = 0;
        let mut survivors = Vec::new();
        for (origin, text) in embedded_files() {
            let (tried, alive) = survivors_of(origin, text);
            mutants += tried;
            survivors.extend(alive);
        }
        (mutants, survivors)
    });
    assert!(mutants > 500, "only {mutants} mutants");
    let known = |(rule, condition): &(String, String)| {
        EQUIVALENT.iter().any(|(id, text, _)| id == rule && text == condition)
    };
    let unnoticed: Vec<_> = survivors
        .iter()
        .filter(|found| !known(found))
        .map(|(rule, condition)| format!("{rule}: {condition}"))
        .collect();
    assert!(
        unnoticed.is_empty(),
        "{} of {mutants} mistakes are noticed by no example:\n{}",
        unnoticed.len(),
        unnoticed.join("\n")
    );
    for (rule, condition, _) in EQUIVALENT {
        let survives = survivors.contains(&((*rule).to_owned(), (*condition).to_owned()));
        assert!(survives, "{rule}: `{condition}` is noticed, or is no mutant");
    }
}

/// How many mutants a rule has, and which of them no example notices.
fn survivors_of(origin: &str, text: &str) -> (usize, Vec<(String, String)>) {
    let env = environment();
    let mut rule = load(&env, origin, text, true).unwrap_or_else(|errors| panic!("{errors:#?}"));
    let toml = halves(text).expect("a built-in rule").toml;
    let front: FrontMatter = parse_toml(toml).expect("a built-in rule");
    // Conditions are put into the rule one by one; what examples start from stays.
    let examples = rule.examples().to_vec();
    let trials = Trials::new(&examples);
    let mut tried = 0;
    let mut survivors = Vec::new();
    for (place, written) in [(0, &front.when), (1, &front.manual), (2, &front.check)] {
        let Some(written) = written else { continue };
        let original = parse(written.as_ref());
        let compiled = |node: &SyntaxNode| {
            let each = rule.program.each.filter(|_| place == 2);
            let scopes: Vec<_> = rule.kinds.iter().map(|kind| scope(*kind, each)).collect();
            Condition::compile(&env, &node.print(), &scopes).ok()
        };
        let wrong: Vec<_> = original
            .mutants()
            .into_iter()
            .filter_map(|mutant| Some((mutant.print(), compiled(&mutant)?)))
            .collect();
        let again = compiled(&original).expect("the condition as printed");
        let before = put(&mut rule, place, again);
        assert!(!trials.notice(&rule), "{origin}: printed, it says something else");
        for (printed, mutant) in wrong {
            tried += 1;
            put(&mut rule, place, mutant);
            if !trials.notice(&rule) {
                survivors.push((rule.id.clone(), printed));
            }
        }
        put(&mut rule, place, before);
    }
    (tried, survivors)
}

/// Puts a condition into a rule, and takes out the one that was there.
fn put(rule: &mut Rule, place: usize, condition: Condition) -> Condition {
    let program = &mut *rule.program;
    let places = [&mut program.when, &mut program.manual, &mut program.check];
    let [when, manual, check] = places;
    let place = [when, manual, check].into_iter().nth(place).expect("one of three");
    place.replace(condition).expect("the rule has it")
}

/// A rule's examples, the quick ones first. An estate is built once, and only if they notice nothing.
struct Trials<'e>(Vec<(&'e Example, OnceCell<ExampleEstate>)>);

impl<'e> Trials<'e> {
    fn new(examples: &'e [Example]) -> Self {
        let mut examples: Vec<_> = examples.iter().map(|it| (it, OnceCell::new())).collect();
        examples.sort_by_key(|(example, _)| example.is_snapshot());
        Self(examples)
    }

    /// True if an example has another outcome than it should.
    fn notice(&self, rule: &Rule) -> bool {
        self.0.iter().any(|(example, estate)| {
            let estate = estate.get_or_init(|| ExampleEstate::of(example));
            estate.outcome(rule, example) != example.expected.as_str()
        })
    }
}
