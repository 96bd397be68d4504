//! The end of a run: which absences can be believed, and what of the scope was seen.

use super::registrations;
use super::survey::{Survey, subscription_id};
use crate::catalogue::ReadKind;
use crate::model::ResourceId;
use crate::snapshot::{
    HEADER_SCHEMA, Header, Observation, Outcome, ScopeEntry, Snapshot, SourceKind, Tool,
};
use crate::source::arm::error::is_gone;
use crate::source::arm::subscriptions::{Scope, SubscriptionRef};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use time::OffsetDateTime;

/// The snapshot of a run.
pub(super) fn snapshot(survey: Survey<'_>, scope: &Scope, taken_at: OffsetDateTime) -> Snapshot {
    let entries = scope_entries(&survey, scope);
    let mut observations = survey.into_observations();
    doubt_absences(&mut observations);
    registrations::believe(&mut observations);
    Snapshot {
        header: Header {
            schema: HEADER_SCHEMA.to_owned(),
            tool: Tool {
                name: env!("CARGO_PKG_NAME").to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            },
            taken_at,
            source: SourceKind::Arm,
            scope: entries,
            observations: observations.len(),
        },
        observations,
        conflicts: Vec::new(),
    }
}

fn scope_entries(survey: &Survey<'_>, scope: &Scope) -> Vec<ScopeEntry> {
    let entry = |subscription: &SubscriptionRef| {
        let id = subscription_id(&subscription.id);
        let name = survey
            .one(ReadKind::SUBSCRIPTION, &id)
            .and_then(|body| body.get("displayName"))
            .and_then(Json::as_str)
            .map(str::to_owned);
        ScopeEntry {
            subscription: subscription.id.clone(),
            name: name.or_else(|| subscription.name.clone()),
            asked: subscription.asked,
            seen: survey.was_found(ReadKind::SUBSCRIPTION, &id) || survey.is_known_empty(&id),
            read: survey.was_found(ReadKind::ACCOUNTS, &id) || survey.is_known_empty(&id),
            // The estate takes it from the subscription's own read, as it does for older snapshots.
            state: None,
        }
    };
    scope.subscriptions.iter().map(entry).collect()
}

/// "Not found" is believed only where this run could read something else: without any access, ARM says the same.
fn doubt_absences(observations: &mut BTreeMap<String, Observation>) {
    let readable: BTreeSet<String> = observations
        .values()
        .filter(|seen| seen.outcome == Outcome::Found)
        .filter_map(|seen| subscription(&seen.key))
        .collect();
    for seen in observations.values_mut() {
        let provisional =
            seen.outcome == Outcome::Absent && seen.code.as_deref().is_some_and(is_gone);
        let believed = subscription(&seen.key).is_some_and(|s| readable.contains(&s));
        if provisional && !believed {
            seen.outcome = Outcome::Denied;
        }
    }
}

fn subscription(key: &str) -> Option<String> {
    ResourceId::new(key).subscription().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn observation(key: &str, outcome: Outcome, code: Option<&str>) -> (String, Observation) {
        let seen = Observation {
            key: key.to_owned(),
            method: "GET".to_owned(),
            api_version: "1".to_owned(),
            pages: 0,
            outcome,
            body: None,
            dropped: vec![],
            code: code.map(str::to_owned),
            message: None,
            correlation_id: None,
            read_at: datetime!(2026-01-01 0:00 UTC),
            exhaustive: true,
            origins: crate::snapshot::Origins::default(),
        };
        (key.to_owned(), seen)
    }

    fn settled(other: (String, Observation), code: &str) -> Outcome {
        let gone = "/subscriptions/s/resourcegroups/g/providers/x/y/z";
        let mut all = BTreeMap::from([observation(gone, Outcome::Absent, Some(code)), other]);
        doubt_absences(&mut all);
        all[gone].outcome
    }

    #[test]
    fn absence_is_believed_where_something_else_was_read() {
        let found = || observation("/subscriptions/s", Outcome::Found, None);
        let elsewhere = observation("/subscriptions/s2", Outcome::Found, None);
        let denied = observation("/subscriptions/s", Outcome::Denied, None);
        assert_eq!(settled(found(), "ResourceNotFound"), Outcome::Absent);
        assert_eq!(settled(elsewhere, "ResourceNotFound"), Outcome::Denied);
        assert_eq!(settled(denied.clone(), "ParentResourceNotFound"), Outcome::Denied);
        // A documented "not set" needs no second witness.
        assert_eq!(settled(denied, "NotSet"), Outcome::Absent);
    }
}
