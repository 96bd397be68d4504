//! The assembled report: what selectors keep, what evidence refers to, what the outline says, and that nothing passes
//! without evidence.

mod apply;
mod law;
pub(crate) mod sample;

use super::*;
use crate::estate::{Link, Links, Presence};
use crate::model::{Provenance, Severity, Why};
use crate::rule::RuleVerdict as Said;
use sample::{NOW, S1, S2, Sample, account, judgement};

fn report(policy: &Policy) -> Report {
    Sample::new().audit(policy).expect("a report").report
}

fn select(change: impl FnOnce(&mut Select)) -> Policy {
    let mut policy = Policy::default();
    change(&mut policy.select);
    policy
}

fn keys(report: &Report) -> Vec<(String, String)> {
    let findings = report.findings.iter();
    findings
        .map(|f| {
            (
                f.rule[4..].to_owned(),
                f.subject.id.rsplit("providers/").next().expect("a tail").to_owned(),
            )
        })
        .collect()
}

#[test]
fn one_input_gives_one_report_to_the_byte_in_any_order_of_judgements() {
    let sample = Sample::new();
    let policy = Policy::default();
    let mut reversed = sample.judgements();
    reversed.reverse();
    let first = sample.audit(&policy).expect("a report").report;
    let second = sample.assemble(reversed, &policy).expect("a report").report;
    assert_eq!(
        serde_json::to_string(&first).expect("json"),
        serde_json::to_string(&second).expect("json")
    );
}

#[test]
fn a_report_survives_json() {
    let report = report(&Policy::default());
    let json = serde_json::to_string(&report).expect("json");
    assert!(json.contains(r#""value":null"#), "a null value is a value");
    let back: Report = serde_json::from_str(&json).expect("the same report");
    assert_eq!(back, report);
}

#[test]
fn findings_are_sorted_and_fingerprints_are_unique() {
    let report = report(&Policy::default());
    let order: Vec<_> =
        report.findings.iter().map(|f| (f.rule.clone(), f.subject.id.to_lowercase())).collect();
    let mut sorted = order.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(order, sorted);
    // printf 'FDR-REC-019\n/subscriptions/11111111-1111-1111-1111-111111111111\n' | sha256sum
    let one = report.findings.iter().find(|f| f.rule == "FDR-REC-019").expect("it");
    assert_eq!(one.fingerprint, "3f89aae01cc35ff6aebe503cdacd00021374660bb5cfc368ebd386e25907864c");
}

#[test]
fn gaps_name_the_rules_that_hang_on_them() {
    let report = report(&Policy::default());
    let affects: Vec<&[String]> = report.gaps.iter().map(|g| &g.affects[..]).collect();
    assert_eq!(
        affects,
        [
            &["FDR-BAK-001", "FDR-DEL-001", "FDR-STO-001", "FDR-STO-002"].map(String::from)[..],
            &["FDR-DEL-001".to_owned()],
        ]
    );
    assert_eq!(report.gaps[1].permission.as_deref(), Some("Microsoft.Authorization/locks/read"));
}

#[test]
fn a_statement_is_no_finding() {
    let report = report(&Policy::default());
    assert!(report.findings.iter().all(|f| f.rule != "FDR-PLT-001"));
    assert_eq!(report.statements.len(), 1);
    assert_eq!(report.statements[0].applies_to.len(), 2);
    assert_eq!(report.summary.by_status.pass, 3);
}

#[test]
fn the_outline_tells_empty_from_not_known() {
    let mut sample = Sample::new();
    let trial = sample.estate.subjects.iter_mut().find(|s| s.name == "trial");
    let trial = trial.expect("it");
    *trial = crate::estate::Subject::new(trial.kind, trial.id.clone(), Presence::Found, vec![]);
    let of_trial = |link: &&Link| link.from.id.name() == "trial";
    let others = sample.estate.links.all().iter().filter(|link| !of_trial(link));
    sample.estate.links = Links::new(others.cloned().collect());
    let outline = sample.audit(&Policy::default()).expect("a report").report.estate;
    let [prod, test] = &outline.accounts[..] else { panic!("two accounts") };
    assert_eq!((prod.mode, test.mode), (Mode::Partial, Mode::Unknown));
    assert_eq!(prod.worst_status, Some(Status::Fail));
    let shared = &outline.dependencies[0];
    assert_eq!(prod.projects[0].stores.threads, Some(vec![shared.id.clone()]));
    assert_eq!(prod.projects[0].stores.files, None, "unbound roles weren't read");
    assert_eq!(test.projects[0].stores.threads, None);
    assert_eq!(shared.used_by.len(), 2);
    assert_eq!(shared.zones, Some(true));
    assert_eq!(shared.secondary_regions, None);
    assert_eq!(outline.dependencies[1].secondary_regions, Some(vec![]));
}

#[test]
fn an_account_is_reported_with_all_that_it_uses() {
    let report = report(&select(|s| s.account = vec!["WEU-test".into()]));
    let subjects: Vec<&str> = report.findings.iter().map(|f| &*f.subject.name).collect();
    assert!(subjects.contains(&"weu-test") && subjects.contains(&"cosmos-shared"));
    assert!(!subjects.contains(&"weu-prod") && !subjects.contains(&"stagents"));
    assert!(
        !keys(&report).iter().any(|(_, id)| id.ends_with("support/connections/cosmos-account/*")),
        "a placeholder of the other account"
    );
    assert_eq!(report.estate.accounts.len(), 1);
}

#[test]
fn a_project_is_reported_with_its_account_and_without_its_siblings() {
    for name in ["support", "weu-prod/Support"] {
        let report = report(&select(|s| s.project = vec![name.into()]));
        let keys = keys(&report);
        let has = |end: &str| keys.iter().any(|(_, id)| id.ends_with(end));
        assert!(
            has("weu-prod")
                && has("projects/support")
                && has("support/connections/cosmos-account/*")
        );
        assert!(!has("projects/agents") && !has("weu-test"));
        // What `support` uses isn't settled, so its account's stores stay.
        assert!(has("stagents"));
    }
    let agents = report(&select(|s| s.project = vec!["agents".into()]));
    assert!(!keys(&agents).iter().any(|(_, id)| id.contains("support")));
}

#[test]
fn below_a_subscription_its_own_rules_dont_apply() {
    let report = report(&select(|s| s.resource_group = vec!["RG-AI".into()]));
    let of_subscription: Vec<&Finding> =
        report.findings.iter().filter(|f| f.subject.kind == Kind::Subscription).collect();
    assert!(!of_subscription.is_empty());
    for finding in of_subscription {
        assert_eq!(finding.status, Status::NotApplicable);
        assert_eq!(finding.message, "scope is a resource group");
    }
    assert!(
        keys(&report).iter().any(|(_, id)| id.ends_with("cosmos-shared")),
        "a store in another group that the group's account uses"
    );
}

#[test]
fn a_selector_that_matches_nothing_is_an_error_with_the_nearest_name() {
    let sample = Sample::new();
    let cases = [
        (select(|s| s.account = vec!["weu-prd".into()]), "did you mean `weu-prod`?"),
        (select(|s| s.resource_group = vec!["rg-dat".into()]), "did you mean `rg-data`?"),
        (
            select(|s| s.project = vec!["zzz".into()]),
            "there are: agents, support, trial, weu-prod/agents, weu-prod/support, weu-test/trial",
        ),
        (
            select(|s| {
                s.account = vec!["weu-test".into()];
                s.project = vec!["agents".into()];
            }),
            "there are: trial, weu-test/trial",
        ),
    ];
    for (policy, hint) in cases {
        let error = sample.audit(&policy).expect_err("no match");
        assert_eq!(error.hint(), hint);
    }
}

#[test]
fn a_selector_may_match_nothing_while_a_listing_is_incomplete() {
    let mut sample = Sample::new();
    let listing = format!("{S2}/providers/Microsoft.CognitiveServices/accounts");
    sample.estate.subjects.push(sample::placeholder(Kind::FoundryAccount, &listing, 1));
    let audit = sample.audit(&select(|s| s.account = vec!["elsewhere".into()]));
    let report = audit.expect("it may be in the listing").report;
    assert_eq!(report.gate.decision, Decision::Undecided);
    assert!(report.findings.iter().any(|f| f.subject.is_placeholder()));
    assert!(report.findings.iter().all(|f| f.subject.name != "weu-prod"));
}

#[test]
fn a_cut_listing_of_projects_stays_where_the_wanted_project_could_be() {
    let mut sample = Sample::new();
    let listing = account(S2, "rg-test", "weu-test").child("projects", "x");
    let listing = listing.parent().expect("the account").written().to_owned() + "/projects";
    // As the estate names them: the listing, and the kind of what it may have held.
    for kind in [Kind::FoundryProject, Kind::CosmosAccount] {
        let placeholder = sample::placeholder(kind, &listing, 1);
        sample.estate.subjects.push(placeholder);
    }
    let with = |policy: &Policy| {
        let report = sample.audit(policy).expect("a report").report;
        let keys = keys(&report);
        let has = |end: &str| keys.iter().any(|(_, id)| id.ends_with(end));
        let both = ["foundry-project", "cosmos-account"]
            .map(|kind| has(&format!("weu-test/projects/{kind}/*")));
        assert_eq!(both[0], both[1]);
        both[0]
    };
    assert!(with(&select(|s| s.project = vec!["agents".into()])));
    assert!(!with(&select(|s| s.account = vec!["weu-prod".into()])));
}

#[test]
fn nothing_passes_on_what_was_not_read() {
    let mut sample = Sample::new();
    let unread = sample.estate.subjects.iter_mut().find(|s| s.name == "stagents");
    unread.expect("it").presence = Presence::Unread(Why::Failed, Provenance::None);
    let judgements = sample
        .judgements()
        .into_iter()
        .map(|(rule, subject, _)| (rule, subject, judgement(Said::Pass, "in order", &[])))
        .collect();
    let report = sample.assemble(judgements, &Policy::default()).expect("a report").report;
    for finding in &report.findings {
        let dark = finding.subject.is_placeholder() || finding.subject.name == "stagents";
        let expected = if dark { Status::Unknown } else { Status::Pass };
        assert_eq!(finding.status, expected, "{finding:?}");
    }
}

#[test]
fn a_broken_rule_ends_the_run_with_2_whatever_is_selected() {
    let sample = Sample::new();
    let mut judgements = sample.judgements();
    for (rule, _, judgement) in &mut judgements {
        if rule.id == "FDR-STO-001" {
            judgement.verdict = Said::Broken("no such overload".into());
        }
    }
    let audit = sample
        .assemble(judgements, &select(|s| s.account = vec!["weu-test".into()]))
        .expect("a report");
    assert!(audit.report_has_broken_rule());
    assert_eq!(audit.exit_code(), 2);
}

#[test]
fn a_subscription_that_was_not_seen_leaves_no_score_and_no_green() {
    let mut sample = Sample::new();
    sample.estate.subjects.retain(|s| !matches!(s.presence, Presence::Placeholder(..)));
    sample.estate.scope[1].seen = false;
    let policy = Policy { fail_on: Some(Severity::Critical), ..Policy::default() };
    let passes = sample
        .judgements()
        .into_iter()
        .map(|(rule, subject, _)| (rule, subject, judgement(Said::Pass, "in order", &[])))
        .collect();
    let audit = sample.assemble(passes, &policy).expect("a report");
    assert_eq!(audit.report.score.value, None);
    assert_eq!(audit.report.gate.decision, Decision::Undecided);
    assert!(audit.report.gate.reasons[0].contains("Test"));
    assert_eq!(audit.exit_code(), 3);
}

#[test]
fn the_report_says_when_and_where() {
    let report = report(&Policy::default());
    let json = serde_json::to_value(&report).expect("json");
    assert_eq!(report.generated_at, NOW);
    assert_eq!(json["generated_at"], "2026-11-23T08:00:00Z");
    assert_eq!(json["source"]["kind"], "demo");
    assert_eq!(json["source"]["scope"][0]["subscription"], S1[15..]);
}
