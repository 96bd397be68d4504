//! Microsoft's published list of regions, in place of a subscription's own list of locations that a snapshot lacks. The
//! subscription's list is the better witness, since zones are offered per subscription: what it says always wins, and the
//! published list is taken only where the user asks for it. Otherwise a refused read would turn into a pass.

use super::InputInfo;
use crate::catalogue::{REGIONS_DATE, ReadKind, ReadPlan, published_locations, published_table};
use crate::snapshot::{Observation, Origins, Outcome, Snapshot, SourceKind, key_of};
use std::collections::BTreeSet;
use time::OffsetDateTime;

/// Puts the published list where a subscription of the snapshot has no complete list of locations, if the plan asks for
/// one. The input as the report names it; none if nothing was replaced.
pub fn fill_regions(snapshot: &mut Snapshot, plan: &ReadPlan) -> Option<InputInfo> {
    if !plan.wants(ReadKind::LOCATIONS) {
        return None;
    }
    let read_at = REGIONS_DATE.midnight().assume_utc();
    let body = published_locations();
    let mut filled = false;
    for subscription in subscriptions(snapshot) {
        let key = key_of(&ReadKind::LOCATIONS.path(&format!("/subscriptions/{subscription}")));
        let own = snapshot.observations.get(&key);
        if own.is_some_and(Observation::is_complete) {
            continue;
        }
        filled = true;
        snapshot.insert(Observation {
            key,
            method: format!("PUBLISHED {REGIONS_DATE}"),
            api_version: ReadKind::LOCATIONS.row().api_version.to_owned(),
            pages: 1,
            outcome: Outcome::Found,
            body: Some(body.clone()),
            dropped: vec![],
            code: None,
            message: None,
            correlation_id: None,
            read_at,
            exhaustive: true,
            origins: Origins::default(),
        });
    }
    filled.then(|| input(read_at))
}

/// Every subscription that the snapshot names: those in scope, and those of which anything was read.
fn subscriptions(snapshot: &Snapshot) -> BTreeSet<String> {
    let scope = snapshot.header.scope.iter();
    let scope = scope.map(|entry| entry.subscription.to_lowercase());
    let read = snapshot.observations.keys().filter_map(|key| {
        let rest = key.strip_prefix("/subscriptions/")?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        Some(rest[..end].to_owned())
    });
    scope.chain(read).filter(|id| !id.is_empty()).collect()
}

fn input(taken_at: OffsetDateTime) -> InputInfo {
    InputInfo {
        name: format!("Microsoft's list of regions of {REGIONS_DATE}"),
        kind: SourceKind::PublishedRegions,
        taken_at,
        sha256: super::file::digest(published_table()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = r#"{"schema":"foundry-dr/snapshot/v1","tool":{"name":"foundry-dr","version":"0"},"taken_at":"2026-01-02T03:04:05Z","source":"arm","scope":[{"subscription":"AAAA","asked":true,"seen":true,"read":true}],"observations":1}"#;

    fn snapshot(outcome: &str, body: &str) -> Snapshot {
        let line = format!(
            r#"{{"key":"/subscriptions/bbbb/locations","method":"GET","api_version":"2022-12-01","pages":1,"outcome":"{outcome}",{body}"read_at":"2026-01-02T03:04:05Z"}}"#
        );
        let text = format!("{HEADER}\n{line}\n");
        super::super::read("test", text.as_bytes()).expect("a snapshot").0
    }

    fn all() -> ReadPlan {
        ReadPlan::full()
    }

    #[test]
    fn fills_what_was_refused_cut_or_never_read() {
        for (outcome, body) in [
            ("Denied", ""),
            ("Failed", ""),
            ("NotRead", ""),
            ("Truncated", r#""body":{"value":[]},"#),
        ] {
            let mut snapshot = snapshot(outcome, body);
            let input = fill_regions(&mut snapshot, &all()).expect("an input");
            assert_eq!(input.name, "Microsoft's list of regions of 2025-09-23");
            for subscription in ["aaaa", "bbbb"] {
                let key = format!("/subscriptions/{subscription}/locations");
                let now = &snapshot.observations[&key];
                assert_eq!(now.outcome, Outcome::Found, "{outcome} {key}");
                assert_eq!(now.method, "PUBLISHED 2025-09-23");
                assert_eq!(now.read_at, time::macros::datetime!(2025-09-23 0:00 UTC));
            }
            assert!(snapshot.conflicts.is_empty());
        }
    }

    #[test]
    fn the_subscriptions_own_list_wins() {
        let mut snapshot = snapshot("Found", r#""body":{"value":[]},"#);
        let own = snapshot.observations.get_mut("/subscriptions/bbbb/locations");
        let own = own.expect("its list");
        // Also one that is older than the published list.
        own.read_at = time::macros::datetime!(2024-01-02 0:00 UTC);
        let before = own.clone();
        fill_regions(&mut snapshot, &all());
        let after = &snapshot.observations["/subscriptions/bbbb/locations"];
        assert_eq!(*after, before);
        assert!(snapshot.conflicts.is_empty(), "nothing was weighed");
    }

    #[test]
    fn adds_nothing_that_no_rule_asks_for() {
        let mut snapshot = snapshot("Denied", "");
        let before = snapshot.clone();
        let nothing = ReadPlan::for_facts(std::iter::empty());
        assert_eq!(fill_regions(&mut snapshot, &nothing), None);
        assert_eq!(snapshot, before);
    }
}
