//! What was deleted never makes an estate look better: each resource behind the accounts of each golden estate answers 404,
//! something is open then that wasn't, nothing that was open settles itself, and the score doesn't rise. And whoever loses
//! that answer gains nothing by it either.

use crate::law::{Loss, lose, violations};
use crate::world::{judge_declared, load};
use foundry_dr::audit::{Audit, Finding, Status};
use foundry_dr::snapshot::{Outcome, Snapshot, key_of};
use std::collections::BTreeMap;

/// The ids of all dependencies that findings are about.
fn dependencies(audit: &Audit) -> Vec<String> {
    let findings = audit.report.findings.iter();
    let of = findings.filter(|f| f.subject.kind.is_dependency() && !f.subject.id.ends_with("/*"));
    let mut ids: Vec<String> = of.map(|f| f.subject.id.clone()).collect();
    ids.sort();
    ids.dedup();
    ids
}

/// The snapshot after the deletion of a resource: no list shows it, and its own read says that it is gone.
fn delete(snapshot: &Snapshot, id: &str) -> Snapshot {
    let mut after = snapshot.clone();
    let key = key_of(id);
    let is_it = |item: &serde_json::Value| {
        item["id"].as_str().is_some_and(|own| own.eq_ignore_ascii_case(id))
    };
    after.observations.retain(|known, _| !known.starts_with(&format!("{key}/")));
    for observation in after.observations.values_mut() {
        let body = observation.body.as_mut();
        if let Some(items) = body.and_then(|body| body["value"].as_array_mut()) {
            items.retain(|item| !is_it(item));
        }
    }
    let any = snapshot.observations.values().next().expect("a read").clone();
    let one = after.observations.entry(key.clone()).or_insert(any);
    (one.key, one.outcome, one.body) = (key, Outcome::Absent, None);
    one.exhaustive = true;
    one.dropped.clear();
    after
}

fn deleted_resources_are_told(name: &str) {
    let snapshot = load(name);
    let before = judge_declared(name, &snapshot);
    let was: BTreeMap<&str, _> =
        before.report.findings.iter().map(|f| (f.fingerprint.as_str(), f)).collect();
    let mut wrong = Vec::new();
    let is_gone = |id: &String| {
        let read = snapshot.observations.get(&key_of(id));
        read.is_some_and(|read| read.outcome == Outcome::Absent)
    };
    for id in dependencies(&before).into_iter().filter(|id| !is_gone(id)) {
        let deleted = delete(&snapshot, &id);
        let after = judge_declared(name, &deleted);
        let findings = &after.report.findings;
        let opened = findings.iter().any(|f| {
            let old = was.get(f.fingerprint.as_str());
            // What was unknown may be known to fail.
            let fails = f.status == Status::Fail;
            let was =
                |old: &&Finding| old.status.is_open() && (!fails || old.status == Status::Fail);
            f.status.is_open() && !old.is_some_and(was)
        });
        if !opened {
            wrong.push(format!("{id}: nothing new is open"));
        }
        let (old, new) = (before.report.score.value, after.report.score.value);
        if new > old {
            wrong.push(format!("{id}: the score rises from {old:?} to {new:?}"));
        }
        for loss in [Loss::Denied, Loss::Partial] {
            let lost = lose(&deleted, &key_of(&id), loss).expect("it was read");
            let found = violations(&after, &judge_declared(name, &lost)).into_iter();
            wrong.extend(found.map(|what| format!("{id}, 404 lost ({loss:?}): {what}")));
        }
        let here = |f: &&Finding| f.subject.id.eq_ignore_ascii_case(&id);
        if before.report.findings.iter().filter(here).count() > findings.iter().filter(here).count()
        {
            wrong.push(format!("{id}: findings vanished with it"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

crate::world::per_estate!(deleted_resources_are_told);
