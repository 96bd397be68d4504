//! The law: losing evidence never helps. Any one observation of any golden estate is made worse in every way there is, and
//! no finding, no exit code and no grade may come out better for it.

use crate::world::{ESTATES, judge, judge_declared, load};
use foundry_dr::audit::{Audit, Finding, Status, Verdict};
use foundry_dr::snapshot::{Outcome, Snapshot};
use proptest::prelude::*;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// How an observation can get worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loss {
    Denied,
    Failed,
    NotRead,
    /// A listing loses its second half.
    Truncated,
    /// The source doesn't show everything that exists there.
    Partial,
    /// The observation isn't in the snapshot at all.
    Gone,
}

pub(crate) const LOSSES: [Loss; 6] =
    [Loss::Denied, Loss::Failed, Loss::NotRead, Loss::Truncated, Loss::Partial, Loss::Gone];

/// The snapshot without one piece of evidence; `None` if there was none to lose.
pub(crate) fn lose(snapshot: &Snapshot, key: &str, loss: Loss) -> Option<Snapshot> {
    let mut worse = snapshot.clone();
    let observation = worse.observations.get_mut(key)?;
    if !observation.outcome.is_evidence() && loss != Loss::Gone {
        return None;
    }
    let (outcome, keep) = match loss {
        Loss::Denied => (Outcome::Denied, false),
        Loss::Failed => (Outcome::Failed, false),
        Loss::NotRead => (Outcome::NotRead, false),
        Loss::Truncated => (Outcome::Truncated, true),
        Loss::Partial => {
            let was_exhaustive = std::mem::replace(&mut observation.exhaustive, false);
            return was_exhaustive.then_some(worse);
        }
        Loss::Gone => {
            worse.observations.remove(key);
            return Some(worse);
        }
    };
    observation.outcome = outcome;
    if keep {
        let items = observation
            .body
            .as_mut()
            .and_then(|body| body.get_mut("value"))
            .and_then(Json::as_array_mut)?;
        items.truncate(items.len() / 2);
    } else {
        observation.body = None;
    }
    Some(worse)
}

/// What is less known may become unknown, and counts as unknown unless a waiver covers that.
fn allowed(before: &Finding, after: &Finding) -> bool {
    let verdict = after.verdict == before.verdict || after.verdict == Verdict::Unknown;
    let covered = after.waiver.as_ref().is_some_and(|w| w.covers_unknown);
    let status = match after.verdict {
        Verdict::Unknown if covered => after.status == Status::Waived,
        Verdict::Unknown => after.status == Status::Unknown,
        Verdict::Pass | Verdict::Fail | Verdict::Manual | Verdict::NotApplicable => {
            after.status == before.status
        }
    };
    // Nothing that somebody has to look at may settle itself.
    verdict && status && (after.status.is_open() || !before.status.is_open())
}

/// What is against the law, in words.
pub(crate) fn violations(before: &Audit, after: &Audit) -> Vec<String> {
    let mut wrong = Vec::new();
    let now: BTreeMap<&str, &Finding> =
        after.report.findings.iter().map(|f| (f.fingerprint.as_str(), f)).collect();
    let stand_ins: BTreeSet<&str> = after
        .report
        .findings
        .iter()
        .filter(|f| f.subject.id.ends_with("/*") && f.status == Status::Unknown)
        .map(|f| f.rule.as_str())
        .collect();
    // A subject that is judged part by part is covered by the verdict on the whole, which a waiver may accept as unknown.
    let wholes: BTreeSet<(&str, String)> = after
        .report
        .findings
        .iter()
        .filter(|f| f.part.is_none() && f.verdict == Verdict::Unknown)
        .map(|f| (f.rule.as_str(), f.subject.id.to_lowercase()))
        .collect();
    for old in &before.report.findings {
        let covered = || {
            stand_ins.contains(old.rule.as_str())
                || wholes.contains(&(old.rule.as_str(), old.subject.id.to_lowercase()))
        };
        match now.get(old.fingerprint.as_str()) {
            Some(new) if allowed(old, new) => {}
            Some(new) => wrong.push(format!(
                "{} on {}: {:?} became {:?}",
                old.rule, old.subject.id, old.status, new.status
            )),
            None if covered() => {}
            None => wrong
                .push(format!("{} on {} ({:?}) vanished", old.rule, old.subject.id, old.status)),
        }
    }
    if before.exit_code() != 0 && after.exit_code() == 0 {
        wrong.push(format!("exit code {} became 0", before.exit_code()));
    }
    // Grades are ordered from A down, as letters are.
    let grade = |audit: &Audit| serde_json::to_string(&audit.report.score.grade).unwrap();
    if grade(after) < grade(before) {
        wrong.push(format!("grade {} became {}", grade(before), grade(after)));
    }
    wrong
}

/// Loses each observation in every way there is; none of it may help.
pub(crate) fn assert_no_loss_helps(snapshot: &Snapshot, judge: impl Fn(&Snapshot) -> Audit) {
    let before = judge(snapshot);
    let (mut tried, mut wrong) = (0, Vec::new());
    for key in snapshot.observations.keys() {
        for loss in LOSSES {
            let Some(worse) = lose(snapshot, key, loss) else {
                continue;
            };
            tried += 1;
            let found = violations(&before, &judge(&worse)).into_iter();
            wrong.extend(found.map(|what| format!("{key} {loss:?}: {what}")));
        }
    }
    assert!(tried > 100, "only {tried} losses tried");
    assert_eq!(tried, ways_to_lose(snapshot), "a loss wasn't tried");
    assert!(
        wrong.is_empty(),
        "{} of {tried} losses helped:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(20)].join("\n")
    );
}

/// How many losses a snapshot has: each observation may be gone, evidence may have been refused, have failed or not have
/// been read, a listing may be cut, and what shows everything may show a part.
fn ways_to_lose(snapshot: &Snapshot) -> usize {
    let observations = snapshot.observations.values();
    let evidence = observations.filter(|seen| seen.outcome.is_evidence());
    let listing = |body: &Json| body["value"].is_array();
    let ways = evidence.map(|seen| {
        let listing = seen.body.as_ref().is_some_and(listing);
        3 + usize::from(listing) + usize::from(seen.exhaustive)
    });
    snapshot.observations.len() + ways.sum::<usize>()
}

fn no_single_loss_helps(name: &str) {
    assert_no_loss_helps(&load(name), |worse| judge_declared(name, worse));
}

mod no_single_loss_helps {
    crate::world::per_estate!(super::no_single_loss_helps);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Losses add up: each further one is judged against the estate before it.
    #[test]
    fn several_losses_never_help(name in prop::sample::select(ESTATES), picks in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(&LOSSES[..])), 1..5)) {
        let mut snapshot = load(name);
        let mut before = judge_declared(name, &snapshot);
        for (index, loss) in picks {
            let keys: Vec<String> = snapshot.observations.keys().cloned().collect();
            let key = index.get(&keys);
            if let Some(worse) = lose(&snapshot, key, loss) {
                let after = judge_declared(name, &worse);
                let wrong = violations(&before, &after);
                prop_assert!(wrong.is_empty(), "{name}: {key} {loss:?}: {wrong:?}");
                (snapshot, before) = (worse, after);
            }
        }
    }
}

#[test]
fn a_violation_would_be_seen() {
    let before = judge(&load("microsoft-standard-sample"));
    let after = judge(&load("ideal"));
    assert!(!violations(&before, &after).is_empty());
    let mut better = before.clone();
    let failed = better
        .report
        .findings
        .iter_mut()
        .find(|f| f.status == Status::Fail)
        .expect("it fails something");
    failed.status = Status::Pass;
    assert_eq!(violations(&before, &better).len(), 1);
}
