//! A resource provider that isn't registered in a subscription: ARM answers 409 to every read of its types, and nothing of
//! them can exist there. The refusal alone proves nothing, so the registration is read, and only that is believed.

use super::survey::{PlannedRead, Survey};
use crate::catalogue::{Shape, recognise};
use crate::snapshot::{Observation, Outcome};
use crate::source::arm::error::is_unregistered;
use serde_json::json;
use std::collections::BTreeMap;

impl Survey<'_> {
    /// The registrations behind the refusals so far.
    pub(super) fn of_registrations(&self) -> Vec<PlannedRead> {
        let refused = self.observations().values().filter(|seen| is_refused(seen));
        let wanted = refused.filter_map(|seen| recognise(&registration_key(&seen.key)?));
        wanted.map(|(read, at)| PlannedRead::new(read, &at)).collect()
    }
}

/// Turns refusals into answers where the provider's own state confirms them: an empty list, or an absent resource. ARM's
/// code stays with the observation.
pub(super) fn believe(observations: &mut BTreeMap<String, Observation>) {
    let confirmed: Vec<String> = observations
        .values()
        .filter(|seen| is_refused(seen) && is_confirmed(seen, observations))
        .map(|seen| seen.key.clone())
        .collect();
    for key in confirmed {
        let shape = recognise(&key).map(|(read, _)| read.row().shape);
        if let (Some(seen), Some(shape)) = (observations.get_mut(&key), shape) {
            match shape {
                Shape::List => {
                    seen.outcome = Outcome::Found;
                    seen.body = Some(json!({ "value": [] }));
                }
                Shape::One => seen.outcome = Outcome::Absent,
            }
        }
    }
}

fn is_refused(seen: &Observation) -> bool {
    seen.outcome == Outcome::Failed && seen.code.as_deref().is_some_and(is_unregistered)
}

fn is_confirmed(seen: &Observation, observations: &BTreeMap<String, Observation>) -> bool {
    let registration = registration_key(&seen.key).and_then(|key| observations.get(&key));
    registration.is_some_and(|registration| {
        let body = registration.body.as_ref();
        let state = body.and_then(|body| body["registrationState"].as_str());
        registration.outcome == Outcome::Found && state.is_some_and(is_off)
    })
}

/// A provider that is being registered or unregistered may have resources.
fn is_off(state: &str) -> bool {
    ["NotRegistered", "Unregistered"].iter().any(|off| state.eq_ignore_ascii_case(off))
}

/// The key of the registration that a read depends on: that of the last provider in its path.
fn registration_key(key: &str) -> Option<String> {
    let segments: Vec<&str> = key.split('/').collect();
    let at = segments.iter().rposition(|segment| *segment == "providers")?;
    let [_, "subscriptions", subscription, ..] = segments[..] else {
        return None;
    };
    let namespace = segments.get(at + 1).filter(|text| !text.is_empty())?;
    Some(format!("/subscriptions/{subscription}/providers/{namespace}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value as Json;
    use time::macros::datetime;

    const LIST: &str = "/subscriptions/s/providers/microsoft.documentdb/databaseaccounts";
    const ONE: &str =
        "/subscriptions/s/resourcegroups/g/providers/microsoft.documentdb/databaseaccounts/c";
    const PROVIDER: &str = "/subscriptions/s/providers/microsoft.documentdb";

    fn observation(key: &str, outcome: Outcome, code: Option<&str>) -> Observation {
        Observation {
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
        }
    }

    fn provider(state: &str) -> Json {
        json!({ "id": PROVIDER, "registrationState": state })
    }

    /// What becomes of a refused list and a refused resource under a registration.
    fn believed(outcome: Outcome, state: &str) -> (Outcome, Outcome) {
        let code = Some("MissingSubscriptionRegistration");
        let mut registration = observation(PROVIDER, outcome, None);
        registration.body = Some(provider(state));
        let all = [
            registration,
            observation(LIST, Outcome::Failed, code),
            observation(ONE, Outcome::Failed, code),
        ];
        let mut all: BTreeMap<_, _> = all.map(|seen| (seen.key.clone(), seen)).into();
        believe(&mut all);
        (all[LIST].outcome, all[ONE].outcome)
    }

    #[test]
    fn a_refusal_is_believed_where_the_provider_is_not_registered() {
        let nothing = (Outcome::Found, Outcome::Absent);
        let unclear = (Outcome::Failed, Outcome::Failed);
        assert_eq!(believed(Outcome::Found, "NotRegistered"), nothing);
        assert_eq!(believed(Outcome::Found, "unregistered"), nothing);
        for state in ["Registered", "Registering", "Unregistering", ""] {
            assert_eq!(believed(Outcome::Found, state), unclear, "{state}");
        }
        assert_eq!(believed(Outcome::Denied, "NotRegistered"), unclear);
    }

    #[test]
    fn only_that_refusal_is_believed() {
        let mut registration = observation(PROVIDER, Outcome::Found, None);
        registration.body = Some(provider("NotRegistered"));
        let other = observation(LIST, Outcome::Failed, Some("InternalServerError"));
        let all = [registration, other];
        let mut all: BTreeMap<_, _> = all.map(|seen| (seen.key.clone(), seen)).into();
        believe(&mut all);
        assert_eq!(all[LIST].outcome, Outcome::Failed);
    }

    #[test]
    fn the_last_provider_of_a_path_decides() {
        let locks = format!("{ONE}/providers/microsoft.authorization/locks");
        assert_eq!(registration_key(ONE).as_deref(), Some(PROVIDER));
        assert_eq!(
            registration_key(&locks).as_deref(),
            Some("/subscriptions/s/providers/microsoft.authorization")
        );
        assert_eq!(registration_key("/subscriptions/s"), None);
        assert_eq!(registration_key("/providers/x.y/z"), None);
    }
}
