//! A value of an enumeration that this program doesn't know: each such value of each golden estate becomes one that nobody
//! has heard of, and nothing that was open settles itself, nor does anything pass that didn't.

use crate::world::{judge_declared, load};
use foundry_dr::audit::Status;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// The properties whose values are words of a list. A connection's category isn't among them: the schema leaves it open, and
/// an unknown one leads to something that isn't audited. Neither are what a model is called by, and the states that an alert
/// names, which say what it fires on.
const WORDS: [&str; 22] = [
    "/provisioningState",
    "/backupPolicy/type",
    "/continuousModeProperties/tier",
    "/migrationState/status",
    "/defaultConsistencyLevel",
    "/sku/name",
    "/kind",
    "/identity/type",
    "/publicNetworkAccess",
    "/networkAcls/defaultAction",
    "/encryption/keySource",
    "/privateLinkServiceConnectionState/status",
    "/lifecycleStatus",
    "/deploymentState",
    "/properties/status",
    "/geoReplicationStats/status",
    "/level",
    "/principalType",
    "/enforcementMode",
    "/policyRule/then/effect",
    "/pricingTier",
    "/receivers/status",
];

/// The places of such values in a body.
fn places(json: &Json, at: &str, found: &mut Vec<String>) {
    match json {
        Json::String(_) => {
            let names: Vec<&str> =
                at.split('/').filter(|part| part.parse::<usize>().is_err()).collect();
            let path = names.join("/").replace("Receivers/status", "/receivers/status");
            let is_word = WORDS.iter().any(|word| path.ends_with(word));
            // Of an account only one kind has projects; a resource of another says so by its type.
            found.extend(is_word.then(|| at.to_owned()));
        }
        Json::Object(map) => {
            for (name, value) in map {
                let name = name.replace('~', "~0").replace('/', "~1");
                places(value, &format!("{at}/{name}"), found);
            }
        }
        Json::Array(items) => {
            for (nth, value) in items.iter().enumerate() {
                places(value, &format!("{at}/{nth}"), found);
            }
        }
        Json::Number(_) | Json::Bool(_) | Json::Null => {}
    }
}

/// The types in a key, without names.
fn kind_of(key: &str) -> String {
    let below = key.rsplit("/providers/").next().unwrap_or_default();
    below.split('/').skip(1).step_by(2).collect::<Vec<_>>().join("/")
}

fn unheard_of_words_settle_nothing(name: &str) {
    let snapshot = load(name);
    let before = judge_declared(name, &snapshot);
    let was: BTreeMap<&str, Status> =
        before.report.findings.iter().map(|f| (f.fingerprint.as_str(), f.status)).collect();
    let (mut wrong, mut tried) = (BTreeSet::new(), BTreeSet::new());
    for (key, observation) in &snapshot.observations {
        let mut found = Vec::new();
        observation.body.iter().for_each(|body| places(body, "", &mut found));
        for pointer in found {
            // One of each value of each property of each kind of read.
            let words: Vec<&str> =
                pointer.split('/').filter(|part| part.parse::<usize>().is_err()).collect();
            let value = observation.body.as_ref().and_then(|body| body.pointer(&pointer));
            let read = kind_of(key);
            if !tried.insert((
                read.to_owned(),
                words.join("/"),
                value.cloned().map(|v| v.to_string()),
            )) {
                continue;
            }
            let mut strange = snapshot.clone();
            let body = strange.observations.get_mut(key).unwrap().body.as_mut();
            *body.unwrap().pointer_mut(&pointer).unwrap() = "Zzz".into();
            for finding in judge_declared(name, &strange).report.findings {
                let old = was.get(finding.fingerprint.as_str());
                let passes =
                    finding.status == Status::Pass && old.is_some_and(|s| *s != Status::Pass);
                let settles = old.is_some_and(|old| old.is_open()) && !finding.status.is_open();
                if passes || settles {
                    let (rule, id) = (&finding.rule, &finding.subject.name);
                    wrong.insert(format!("{key} {pointer}: {rule} on {id}: {}", finding.message));
                }
            }
        }
    }
    assert!(tried.len() > 10, "{name}: {}", tried.len());
    assert!(wrong.is_empty(), "{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

crate::world::per_estate!(unheard_of_words_settle_nothing);
