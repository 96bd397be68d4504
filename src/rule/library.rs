//! All rules of a run.

use super::load::{load, load_later};
use super::{Judgement, Rule, RuleError, fixture, lint};
use crate::condition::{FactRef, View, bind, environment, on_large_stack, root};
use crate::estate::Subject;
use crate::model::Kind;
use crate::text::{SourceText, hex};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use time::OffsetDateTime;

/// Path and text of every rule that ships with the program, sorted by path.
const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// Path and text of every rule that ships with the program.
#[cfg(test)]
pub(super) fn embedded_files() -> &'static [(&'static str, &'static str)] {
    EMBEDDED
}

/// The rules of a run, sorted by id.
#[derive(Debug, Default)]
pub struct Library {
    rules: Vec<Rule>,
}

impl Library {
    /// The rules that ship with the program. Their conditions are compiled and their examples are read when they are first
    /// asked for.
    ///
    /// # Errors
    /// If one of them is broken, which a test excludes.
    pub fn embedded() -> Result<Self, Vec<RuleError>> {
        let env = environment();
        let load = |(origin, text): &(&'static str, &'static str)| load_later(&env, origin, text);
        let mut library = Self::default();
        library.extend(EMBEDDED.iter().map(load))?;
        Ok(library)
    }

    /// The rules that ship with the program, with all that is in their files.
    ///
    /// # Errors
    /// All mistakes of all files at once.
    pub fn embedded_whole() -> Result<Self, Vec<RuleError>> {
        let mut library = Self::default();
        library.add_whole(EMBEDDED, true)?;
        Ok(library)
    }

    /// Adds a user's rules: path and text of each file. After an error none is added.
    ///
    /// # Errors
    /// All mistakes of all files at once.
    pub fn add(&mut self, files: &[(String, String)]) -> Result<(), Vec<RuleError>> {
        self.add_whole(files, false)
    }

    fn add_whole<S: AsRef<str> + Sync>(
        &mut self,
        files: &[(S, S)],
        built_in: bool,
    ) -> Result<(), Vec<RuleError>> {
        let loaded = on_large_stack(|| {
            let env = environment();
            let load =
                |(origin, text): &(S, S)| load(&env, origin.as_ref(), text.as_ref(), built_in);
            files.iter().map(load).collect::<Vec<_>>()
        });
        self.extend(loaded)
    }

    fn extend(
        &mut self,
        loaded: impl IntoIterator<Item = Result<Rule, Vec<RuleError>>>,
    ) -> Result<(), Vec<RuleError>> {
        let mut rules: Vec<Rule> = Vec::new();
        let mut errors = Vec::new();
        for result in loaded {
            match result {
                Ok(rule) => match self.rules.iter().chain(&rules).find(|other| other.id == rule.id)
                {
                    Some(other) => errors.push(taken(&rule, other)),
                    None => rules.push(rule),
                },
                Err(mut mistakes) => errors.append(&mut mistakes),
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        self.rules.append(&mut rules);
        self.rules.sort_by(|one, two| one.id.cmp(&two.id));
        Ok(())
    }

    /// The rules, sorted by id.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// A rule by id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// Keeps the rules that the filter wants.
    pub fn retain(&mut self, keep: impl FnMut(&Rule) -> bool) {
        self.rules.retain(keep);
    }

    /// Names of all facts that the rules read or show: what the read plan is made of. Sorted, each once.
    pub fn facts(&self) -> impl Iterator<Item = &str> {
        // Rules that are compiled now need the stack for it.
        on_large_stack(|| {
            for rule in &self.rules {
                LazyLock::force(&rule.program);
            }
        });
        let names: BTreeSet<_> = self.rules.iter().flat_map(Rule::facts).collect();
        names.into_iter()
    }

    /// Digest of the rules' files: hex SHA-256. Fixtures don't count: a report names by it which conditions it was judged
    /// by, and a fixture changes only what the rules are tested with.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hasher = Sha256::new();
        for rule in &self.rules {
            for part in [&rule.id, &rule.text] {
                hasher.update((part.len() as u64).to_be_bytes());
                hasher.update(part);
            }
        }
        hex(&hasher.finalize())
    }

    /// Judges many subjects: for each subject and each rule of its kind, in order. Runs on a thread with a large stack,
    /// since CEL recurses.
    pub fn judge<'a>(
        &self,
        subjects: &'a [Subject],
        now: OffsetDateTime,
    ) -> Vec<(&Rule, &'a Subject, Judgement)> {
        on_large_stack(|| {
            let plans = self.plans();
            let root = root(now);
            let mut judgements = Vec::new();
            for subject in subjects {
                let Some(plan) = plans.get(&subject.kind) else {
                    continue;
                };
                let view = View::from(subject);
                let scope = bind(&root, &view, plan.facts.iter().copied());
                for rule in &plan.rules {
                    let found = rule.judge(&scope, &view);
                    judgements.extend(found.into_iter().map(|found| (*rule, subject, found)));
                }
            }
            judgements
        })
    }

    /// The rules of each kind, and all facts that they read: bound once per subject.
    fn plans(&self) -> BTreeMap<Kind, KindPlan<'_>> {
        let mut plans: BTreeMap<Kind, KindPlan<'_>> = BTreeMap::new();
        for rule in &self.rules {
            for part in &rule.program.kinds {
                let plan = plans.entry(part.kind).or_default();
                plan.rules.push(rule);
                plan.facts.extend(&part.reads);
            }
        }
        plans
    }

    /// What the built-in rules lack beyond being correct: examples of each outcome, a file name that fits the id, fixtures
    /// that can be read.
    #[must_use]
    pub fn lint(&self) -> Vec<RuleError> {
        let built_in = self.rules.iter().filter(|rule| rule.built_in);
        let (_, of_fixtures) = fixture::all();
        let errors = of_fixtures.iter().cloned().map(RuleError);
        errors.chain(built_in.flat_map(lint::lint)).collect()
    }
}

/// The work for subjects of a kind.
#[derive(Default)]
struct KindPlan<'r> {
    rules: Vec<&'r Rule>,
    facts: BTreeSet<FactRef>,
}

/// The error for an id that another rule has.
fn taken(rule: &Rule, other: &Rule) -> RuleError {
    let source = SourceText { origin: &rule.origin, text: &rule.text };
    let message = format!("the id `{}` is taken by {}", rule.id, other.origin);
    source.whole(message).into()
}
