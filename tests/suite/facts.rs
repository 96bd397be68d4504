//! Facts and the reads that they come from: a plan that is made for a fact alone must be enough to know it.

use crate::world::{ESTATES, load, workloads};
use foundry_dr::catalogue::{
    FactRow, ReadKind, ReadPlan, Shape, catalogue, recognise, row as row_of,
};
use foundry_dr::estate::{Estate, Presence, Subject, build_for};
use foundry_dr::model::{Fact, Kind};
use foundry_dr::snapshot::{Redactor, Snapshot};
use std::collections::{BTreeMap, BTreeSet};

/// The facts of all kinds, by the reads that their rows name.
fn rows_by_reads() -> BTreeMap<BTreeSet<ReadKind>, Vec<(Kind, usize, &'static FactRow)>> {
    let mut rows: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for kind in Kind::ALL {
        for (at, row) in catalogue().facts(kind).iter().enumerate() {
            let reads = row.reads().iter().copied().collect();
            rows.entry(reads).or_default().push((kind, at, row));
        }
    }
    rows
}

fn built(name: &str, snapshot: &Snapshot) -> Estate {
    build_for(snapshot, workloads(name))
}

fn found(estate: &Estate, kind: Kind) -> impl Iterator<Item = &Subject> {
    estate.subjects.iter().filter(move |one| one.kind == kind && one.presence == Presence::Found)
}

#[test]
fn a_plan_for_one_fact_is_enough_to_know_it() {
    let mut unknown = BTreeSet::new();
    for name in ESTATES {
        let snapshot = load(name);
        let full = built(name, &snapshot);
        for (reads, rows) in rows_by_reads() {
            let mut narrow = snapshot.clone();
            ReadPlan::for_reads(reads.clone()).narrow(&mut narrow);
            let alone = built(name, &narrow);
            for (kind, at, row) in rows {
                for subject in found(&full, kind) {
                    let Fact::Known(value, _) = &subject.facts()[at] else {
                        continue;
                    };
                    let same = alone.subject(kind, &subject.id);
                    let same = same.and_then(|same| same.facts()[at].known());
                    if same != Some(value) {
                        unknown.insert(format!("{kind} {} by {reads:?}", row.name));
                    }
                }
            }
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}

/// Facts that no golden estate knows, and why.
const NEVER_KNOWN: &[(&str, &str)] = &[(
    "replicated_to_other_region",
    "read only where a region has no pair, and no golden estate is in such a region",
)];

#[test]
fn each_fact_is_known_on_some_estate() {
    let mut open: BTreeSet<(Kind, &str)> = BTreeSet::new();
    for kind in Kind::ALL {
        open.extend(catalogue().facts(kind).iter().map(|row| (kind, row.name)));
    }
    for name in ESTATES {
        let estate = built(name, &load(name));
        for kind in Kind::ALL {
            for subject in found(&estate, kind) {
                for (row, fact) in catalogue().facts(kind).iter().zip(subject.facts()) {
                    if fact.known().is_some() {
                        open.remove(&(kind, row.name));
                    }
                }
            }
        }
    }
    let never: BTreeSet<&str> = open.iter().map(|(_, fact)| *fact).collect();
    let stale = NEVER_KNOWN.iter().find(|(fact, _)| !never.contains(fact));
    assert!(stale.is_none(), "an estate knows it now: {stale:?}");
    open.retain(|(_, fact)| NEVER_KNOWN.iter().all(|(known, _)| known != fact));
    assert!(open.is_empty(), "no code sets these, or no estate shows them: {open:?}");
}

/// The bodies that a fact is taken from, trimmed to the id and to the fact's paths.
fn trimmed_to(snapshot: &Snapshot, kind: Kind, row: &'static FactRow) -> Option<Snapshot> {
    let (from, take) = row.source()?;
    let redactor = Redactor::new([0; 32]);
    let mut trimmed = snapshot.clone();
    for (key, seen) in &mut trimmed.observations {
        let Some((read, _)) = recognise(key) else {
            continue;
        };
        let is_source =
            from.map_or_else(|| row_of(kind).bodies().contains(&read), |from| from == read);
        if let Some(body) = seen.body.take_if(|_| is_source) {
            let keep: Vec<&str> = ["id"].iter().chain(take.paths()).copied().collect();
            let is_list = read.row().shape == Shape::List;
            let (body, dropped) = redactor.trim(body, &keep, is_list);
            seen.body = Some(body);
            seen.dropped.extend(dropped);
        }
    }
    Some(trimmed)
}

/// A body trimmed to what a fact's row names has to give the same value: otherwise the fact would be lost as soon as no
/// other fact keeps its path.
#[test]
fn facts_are_taken_from_the_paths_that_they_name() {
    let mut tried = BTreeSet::new();
    for name in ESTATES {
        let whole = load(name);
        let full = built(name, &whole);
        for kind in Kind::ALL {
            for (at, row) in catalogue().facts(kind).iter().enumerate() {
                let is_known = |one: &Subject| one.facts()[at].known().is_some();
                if row.source().is_none() || !found(&full, kind).any(is_known) {
                    continue;
                }
                let trimmed = trimmed_to(&whole, kind, row).expect("a fact of one body");
                let alone = built(name, &trimmed);
                for subject in found(&full, kind) {
                    let Fact::Known(value, _) = &subject.facts()[at] else {
                        continue;
                    };
                    let same = alone.subject(kind, &subject.id).unwrap();
                    let same = same.facts()[at].known();
                    assert_eq!(same, Some(value), "{kind} {} of {}", row.name, subject.id);
                    tried.insert((kind, row.name));
                }
            }
        }
    }
    assert!(tried.len() > 60, "only {} facts of bodies were tried", tried.len());
}
