//! Sources that show only a part of what exists, as a template lists what it makes: what they list counts, and what they
//! don't list isn't absent.

use crate::world::{judge, load};
use foundry_dr::audit::{Audit, Verdict};
use foundry_dr::estate;
use foundry_dr::model::{Fact, Kind, ResourceId, Why};
use foundry_dr::snapshot::{self, Outcome, Snapshot, SnapshotReader};
use serde_json::Value as Json;

const SUBSCRIPTION: &str = "/subscriptions/1dea1000-0000-4000-8000-000000000001";

/// The estate *ideal*, one listing or resource of which isn't all that there is.
fn in_part(suffix: &str, change: impl Fn(&mut Snapshot, &str)) -> (Snapshot, Snapshot) {
    let mut whole = load("ideal");
    let mut keys = whole.observations.keys();
    let key = keys.find(|key| key.ends_with(suffix)).unwrap().clone();
    change(&mut whole, &key);
    let mut part = whole.clone();
    part.observations.get_mut(&key).unwrap().exhaustive = false;
    (whole, part)
}

fn verdict(audit: &Audit, rule: &str, subject: &str) -> (Verdict, String) {
    let mut findings = audit.report.findings.iter();
    let found = findings.find(|f| f.rule == rule && f.subject.name == subject);
    let found = found.unwrap_or_else(|| panic!("{rule} on {subject}"));
    (found.verdict, found.message.clone())
}

#[test]
fn a_rule_passes_on_a_whole_list_only() {
    let (whole, part) = in_part("/deletedaccounts", |_, _| {});
    let on = |snapshot| verdict(&judge(snapshot), "FDR-REC-019", "Fabrikam Agents");
    assert_eq!(on(&whole).0, Verdict::Pass);
    let said =
        "cannot tell without deleted accounts of subscription Fabrikam Agents (shown in part)";
    assert_eq!(on(&part), (Verdict::Unknown, said.to_owned()));
    let report = judge(&part).report;
    let gap = report.gaps.iter().find(|gap| gap.affects == ["FDR-REC-019"]);
    assert_eq!(gap.unwrap().why, "the input shows only a part of what exists there");
    let partial = report.reads.iter().filter(|read| read.partial);
    assert_eq!(partial.count(), 1);
}

#[test]
fn what_a_part_lists_counts_and_the_rest_is_open() {
    let locks = "/providers/microsoft.authorization/locks";
    let is_on = |item: &Json, name: &str| item["id"].as_str().unwrap().contains(name);
    // Only one of the locks is left.
    let (_, part) = in_part(locks, |snapshot, key| {
        let body = snapshot.observations.get_mut(key).unwrap().body.as_mut();
        let items = body.unwrap()["value"].as_array_mut().unwrap();
        items.retain(|item| is_on(item, "/searchServices/"));
        assert_eq!(items.len(), 1);
    });
    let estate = estate::build(&part);
    let locked = |kind, id: &str| {
        let id = format!("{SUBSCRIPTION}/resourceGroups/rg-agents/providers/{id}");
        let subject = estate.subject(kind, &ResourceId::new(&id)).unwrap();
        subject.fact("delete_locked").unwrap().clone()
    };
    let search = "Microsoft.Search/searchServices/srch-fabrikam-agents";
    let cosmos = "Microsoft.DocumentDB/databaseAccounts/cosmos-fabrikam-agents";
    let known = locked(Kind::SearchService, search);
    assert!(matches!(known, Fact::Known(value, _) if value == true.into()));
    let open = locked(Kind::CosmosAccount, cosmos);
    assert!(matches!(open, Fact::Missing(Why::Partial, _)), "{open:?}");
}

#[test]
fn a_resource_that_is_missing_from_a_part_may_exist() {
    let cosmos = "/databaseaccounts/cosmos-fabrikam-agents";
    let (gone, part) = in_part(cosmos, |snapshot, key| {
        let seen = snapshot.observations.get_mut(key).unwrap();
        (seen.outcome, seen.body) = (Outcome::Absent, None);
    });
    let on = |snapshot| verdict(&judge(snapshot), "FDR-MOD-003", "service-desk");
    assert_eq!(on(&gone).0, Verdict::Fail);
    let (verdict, message) = on(&part);
    assert_eq!(verdict, Verdict::Unknown);
    assert!(message.ends_with("(not in the input)"), "{message}");
    // One that was found is there as a whole.
    let (whole, found) = in_part(cosmos, |_, _| {});
    assert_eq!(judge(&whole).report.findings, judge(&found).report.findings);
}

#[test]
fn only_what_is_not_exhaustive_says_so_in_a_file() {
    let (whole, part) = in_part("/deletedaccounts", |_, _| {});
    let text = |snapshot| {
        let mut bytes = Vec::new();
        snapshot::write(snapshot, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    assert!(!text(&whole).contains("exhaustive"));
    let text = text(&part);
    assert_eq!(text.matches("\"exhaustive\":false").count(), 1);
    let again = SnapshotReader::new(text.as_bytes()).and_then(SnapshotReader::read);
    assert_eq!(again.unwrap(), part);
}

#[test]
fn of_two_as_new_as_each_other_the_exhaustive_one_counts() {
    let (whole, mut part) = in_part("/deletedaccounts", |_, _| {});
    // So that its text alone would win.
    for seen in part.observations.values_mut().filter(|one| !one.exhaustive) {
        "PLAN".clone_into(&mut seen.method);
    }
    for (mut one, other) in [(whole.clone(), part.clone()), (part, whole.clone())] {
        one.merge(other);
        assert_eq!(one.observations, whole.observations);
    }
}
