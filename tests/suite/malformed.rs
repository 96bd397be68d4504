//! The law for malformed evidence: whatever value of an answer is replaced by one of another type, left out or spelled in
//! another case, nothing comes out better for it. `MUTATIONS=all` tries every place of every golden estate, of a list the
//! first two elements only; `MUTATIONS=<n>` every n-th.

use crate::unresolved::values;
use crate::world::{judge_declared, load};
use foundry_dr::audit::{Audit, Status};
use foundry_dr::catalogue::{Take, catalogue, recognise, row};
use foundry_dr::model::Kind;
use foundry_dr::snapshot::Snapshot;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// What a value becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mutation {
    Null,
    Number,
    Text,
    EmptyText,
    List,
    Object,
    Missing,
    /// Its key in capitals.
    OtherCase,
}

const MUTATIONS: [Mutation; 8] = [
    Mutation::Null,
    Mutation::Number,
    Mutation::Text,
    Mutation::EmptyText,
    Mutation::List,
    Mutation::Object,
    Mutation::Missing,
    Mutation::OtherCase,
];

impl Mutation {
    /// The value in place of this one; none if it would be of the same type, and so another honest answer.
    fn of(self, old: &Json) -> Option<Json> {
        match self {
            Self::Null => (!old.is_null()).then_some(Json::Null),
            Self::Number => (!old.is_number()).then(|| json!(7)),
            Self::Text => (!old.is_string()).then(|| json!("x")),
            Self::EmptyText => (old != "").then(|| json!("")),
            Self::List => (!old.is_array()).then(|| json!([])),
            Self::Object => (old != &json!({})).then(|| json!({})),
            Self::Missing | Self::OtherCase => None,
        }
    }

    /// True if it leaves a property out, which may have a documented meaning.
    fn leaves_out(self) -> bool {
        matches!(self, Self::Null | Self::Missing | Self::Object)
    }
}

/// The snapshot with one value changed; none if that changes nothing.
fn mutate(snapshot: &Snapshot, key: &str, pointer: &str, mutation: Mutation) -> Option<Snapshot> {
    let mut worse = snapshot.clone();
    let body = worse.observations.get_mut(key)?.body.as_mut()?;
    match mutation {
        Mutation::Missing | Mutation::OtherCase => {
            let (parent, name) = pointer.rsplit_once('/')?;
            let name = name.replace("~1", "/").replace("~0", "~");
            let parent = body.pointer_mut(parent)?.as_object_mut()?;
            let value = parent.remove(&name)?;
            if mutation == Mutation::OtherCase {
                let other = name.to_uppercase();
                if other == name {
                    return None;
                }
                parent.insert(other, value);
            }
        }
        Mutation::Null
        | Mutation::Number
        | Mutation::Text
        | Mutation::EmptyText
        | Mutation::List
        | Mutation::Object => {
            let value = body.pointer_mut(pointer)?;
            *value = mutation.of(value)?;
        }
    }
    Some(worse)
}

/// What came out better: a finding that had to be looked at and is settled, or gone without a placeholder; a new pass or
/// not-applicable; the exit code; the grade.
fn gains(before: &Audit, after: &Audit) -> Vec<String> {
    let now: BTreeMap<&str, Status> =
        after.report.findings.iter().map(|f| (f.fingerprint.as_str(), f.status)).collect();
    let open: BTreeSet<&str> = after
        .report
        .findings
        .iter()
        .filter(|f| f.subject.id.ends_with("/*") && f.status == Status::Unknown)
        .map(|f| f.rule.as_str())
        .collect();
    let whole: BTreeSet<(&str, String)> = after
        .report
        .findings
        .iter()
        .filter(|f| f.part.is_none() && f.status.is_open())
        .map(|f| (f.rule.as_str(), f.subject.id.to_lowercase()))
        .collect();
    let settled = |status: Status| matches!(status, Status::Pass | Status::NotApplicable);
    let mut gains = Vec::new();
    for old in &before.report.findings {
        let what = || format!("{} on {}: {:?}", old.rule, old.subject.id, old.status);
        match now.get(old.fingerprint.as_str()) {
            Some(new) if settled(*new) && *new != old.status => {
                gains.push(format!("{} became {new:?}", what()));
            }
            Some(_) => {}
            None if settled(old.status) || open.contains(old.rule.as_str()) => {}
            None if whole.contains(&(old.rule.as_str(), old.subject.id.to_lowercase())) => {}
            None => gains.push(format!("{} vanished", what())),
        }
    }
    if before.exit_code() != 0 && after.exit_code() == 0 {
        gains.push(format!("exit code {} became 0", before.exit_code()));
    }
    if after.report.score.grade < before.report.score.grade {
        gains.push("the grade is better".to_owned());
    }
    gains
}

/// The path of a place as the rows of facts write it: without numbers, `value[].` and what a list's element is in.
fn path_of(pointer: &str) -> String {
    let parts = pointer.split('/').skip(1).filter(|part| part.parse::<usize>().is_err());
    let parts: Vec<&str> = parts.skip_while(|part| *part == "value").collect();
    parts.join(".").to_lowercase()
}

/// Properties whose absence says something without being a fact, and what.
const STRUCTURE: &[(&str, &str)] = &[
    ("properties.allowprojectmanagement", "an account without projects"),
    ("properties.capabilitysettings", "a project without stores of its own"),
];

/// True if a fact of this read has a documented value for the absence of what is at this place, above or below it.
fn has_default(key: &str, pointer: &str) -> bool {
    let Some((read, _)) = recognise(key) else {
        return false;
    };
    let place = path_of(pointer);
    let touches = |path: &str| {
        let path = path.replace("[]", "").to_lowercase();
        let below = |a: &str, b: &str| a == b || a.starts_with(&format!("{b}."));
        below(&path, &place) || below(&place, &path)
    };
    let rows = Kind::ALL.into_iter().flat_map(|kind| {
        let own = row(kind).bodies().contains(&read);
        let facts = catalogue().facts(kind).iter();
        facts.filter(move |fact| match fact.source() {
            Some((None, _)) => own,
            Some((Some(from), _)) => from == read,
            None => false,
        })
    });
    if STRUCTURE.iter().any(|(path, _)| touches(path)) {
        return true;
    }
    rows.filter_map(|fact| Some((fact, fact.source()?.1))).any(|(fact, take)| {
        let declared = match take {
            Take::Flag(..)
            | Take::Int(..)
            | Take::OptInt(_)
            | Take::TextOr(..)
            | Take::OptText(_)
            | Take::WordOr(..)
            | Take::OptWord(..)
            | Take::Texts(_) => true,
            Take::With(..) => fact.nullable || fact.absent.is_some() || fact.doc.contains("absent"),
            Take::Text(_) | Take::Word(..) => false,
        };
        declared && take.paths().iter().any(|path| touches(path))
    })
}

/// How many mutations are tried in each estate: the same in each run, spread over all.
const TRIED: usize = 16;

fn nothing_malformed_helps(name: &str) {
    let snapshot = load(name);
    let before = judge_declared(name, &snapshot);
    let places = values(&snapshot);
    let all: Vec<_> = places
        .iter()
        .flat_map(|(key, pointer)| MUTATIONS.map(|mutation| (*key, pointer, mutation)))
        .filter(|(key, pointer, mutation)| !(mutation.leaves_out() && has_default(key, pointer)))
        .collect();
    let step = match std::env::var("MUTATIONS").as_deref() {
        Ok("all") => 1,
        Ok(number) => number.parse().expect("a number or `all`"),
        Err(_) => all.len() / TRIED,
    };
    let (mut tried, mut helped) = (0, Vec::new());
    for (key, pointer, mutation) in all.iter().step_by(step) {
        let Some(worse) = mutate(&snapshot, key, pointer, *mutation) else {
            continue;
        };
        tried += 1;
        let gains = gains(&before, &judge_declared(name, &worse));
        helped.extend(gains.first().map(|one| format!("{mutation:?} {key} {pointer}: {one}")));
    }
    assert!(tried > TRIED / 3, "only {tried} tried");
    assert!(
        helped.is_empty(),
        "{} of {tried} mutations of {name} helped:\n{}",
        helped.len(),
        helped.join("\n")
    );
}

crate::world::per_estate!(nothing_malformed_helps);
