//! A golden estate to change by hand, and cases that say what must come of it.

use crate::world::{judge, judge_by, load, rules_ending_in};
use foundry_dr::audit::{Audit, Policy, Status};
use foundry_dr::model::Workload;
use foundry_dr::snapshot::{Observation, Outcome, Snapshot, key_of};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

pub(crate) const SUBSCRIPTION: &str = "/subscriptions/1dea1000-0000-4000-8000-000000000001";

/// What is changed, and for each (rule, end of the subject's id) what the rule says then.
pub(crate) type Case<'a> = (&'a str, fn(&mut Edit), &'a [(&'a str, &'a str, Status)]);

/// The estate `ideal`, which passes every rule, being changed. Reads are named by the end of their key.
#[derive(Clone)]
pub(crate) struct Edit(pub(crate) Snapshot);

impl Edit {
    pub(crate) fn ideal() -> Self {
        Self(load("ideal"))
    }

    fn read(&mut self, end: &str) -> &mut Observation {
        let mut found = self.0.observations.iter_mut().filter(|(key, _)| key.ends_with(end));
        let (_, observation) = found.next().unwrap_or_else(|| panic!("no read ends in {end}"));
        assert!(found.next().is_none(), "several reads end in {end}");
        observation
    }

    /// The body of a read.
    pub(crate) fn body(&mut self, end: &str) -> &mut Json {
        self.read(end).body.as_mut().expect("it has a body")
    }

    /// The items of a listing.
    pub(crate) fn items(&mut self, end: &str) -> &mut Vec<Json> {
        self.body(end)["value"].as_array_mut().expect("a listing")
    }

    /// The item of a listing whose id ends so.
    pub(crate) fn item(&mut self, end: &str, id: &str) -> &mut Json {
        let mut items = self.items(end).iter_mut();
        items
            .find(|item| item["id"].as_str().is_some_and(|text| text.ends_with(id)))
            .unwrap_or_else(|| panic!("no item of {end} ends in {id}"))
    }

    /// The properties of a read's body.
    pub(crate) fn properties(&mut self, end: &str) -> &mut Json {
        &mut self.body(end)["properties"]
    }

    /// The read ended otherwise; only a cut listing keeps its items.
    pub(crate) fn outcome(&mut self, end: &str, outcome: Outcome) {
        let read = self.read(end);
        read.outcome = outcome;
        if outcome != Outcome::Truncated {
            read.body = None;
        }
    }

    /// As if the read had been answered by this api-version.
    pub(crate) fn version(&mut self, end: &str, version: &str) {
        version.clone_into(&mut self.read(end).api_version);
    }

    /// The read was never made.
    pub(crate) fn forget(&mut self, end: &str) {
        let key = self.read(end).key.clone();
        self.0.observations.remove(&key);
    }

    /// One more read.
    pub(crate) fn add(&mut self, path: &str, body: Json) {
        let mut read = self.0.observations.values().next().expect("a read").clone();
        read.key = key_of(path);
        read.outcome = Outcome::Found;
        read.body = Some(body);
        read.dropped.clear();
        self.0.observations.insert(read.key.clone(), read);
    }

    pub(crate) fn audit(&self) -> Audit {
        judge(&self.0)
    }
}

/// Without the key, whatever it holds.
pub(crate) fn drop_key(json: &mut Json, key: &str) {
    json.as_object_mut().expect("an object").remove(key);
}

/// A connection of the project `service-desk`.
pub(crate) fn connection<'a>(edit: &'a mut Edit, name: &str) -> &'a mut Json {
    let end = format!("/connections/{name}");
    &mut edit.item("/service-desk/connections", &end)["properties"]
}

/// The capability host of the project `service-desk`.
pub(crate) fn host(edit: &mut Edit) -> &mut Json {
    &mut edit.items("/service-desk/capabilityhosts")[0]["properties"]
}

/// The host of the project names no stores of its own.
pub(crate) fn unbind(edit: &mut Edit) {
    let host = host(edit);
    host["threadStorageConnections"] = Json::Null;
    host["vectorStoreConnections"] = json!([]);
    drop_key(host, "storageConnections");
}

/// Runs the cases on the estate `ideal` and reports all that came out otherwise.
pub(crate) fn check(cases: &[Case<'_>]) {
    check_in(&Edit::ideal(), &[], cases);
}

/// The same on another estate. Only the rules that the cases name are judged.
pub(crate) fn check_in(start: &Edit, workloads: &[Workload], cases: &[Case<'_>]) {
    let expected = cases.iter().flat_map(|(_, _, expected)| *expected);
    let named: BTreeSet<&str> = expected.map(|(rule, _, _)| *rule).collect();
    let rules = rules_ending_in(&named);
    let mut wrong = Vec::new();
    for (what, change, expected) in cases {
        let mut edit = start.clone();
        change(&mut edit);
        let report = judge_by(&rules, &edit.0, &Policy::default(), workloads).report;
        for (rule, subject, status) in *expected {
            let of_rule = report.findings.iter().filter(|f| f.rule.ends_with(rule));
            let found: Vec<_> =
                of_rule.filter(|f| f.subject.id.to_lowercase().ends_with(subject)).collect();
            if found.is_empty() || found.iter().any(|f| f.status != *status) {
                let came: Vec<String> =
                    found.iter().map(|f| format!("{:?}: {}", f.status, f.message)).collect();
                wrong.push(format!("{what}: {rule} on {subject} isn't {status:?} but {came:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_estate_that_is_changed_passes_everything_before() {
    let report = Edit::ideal().audit().report;
    let open =
        report.findings.iter().filter(|f| matches!(f.status, Status::Fail | Status::Unknown));
    // It has one region, and so no standby.
    let open: Vec<&str> = open.map(|f| f.rule.as_str()).collect();
    assert_eq!(open, ["FDR-MRG-001"]);
}
