//! Signatures over the sample estate: who wins, what counts, what is named; and that no signature makes a pass.

use super::sample::{NOW, S1, Sample};
use super::*;
use crate::model::{Provenance, ReadId, Severity, Why};
use crate::rule::RuleVerdict as Said;
use proptest::prelude::*;
use time::{Date, Duration};

const LOCK: &str = "FDR-DEL-001";
const PROD: &str = "/providers/microsoft.cognitiveservices/accounts/weu-prod";

fn today() -> Date {
    NOW.date()
}

fn prod() -> String {
    format!("{S1}/resourceGroups/rg-ai{PROD}")
}

fn waiver(rule: &str, subject: &str, days: i64) -> Waiver {
    Waiver {
        rule: rule.into(),
        subject: Pattern::new(subject),
        part: None,
        reason: "moves in January".into(),
        owner: "Ada".into(),
        expires: today() + Duration::days(days),
        covers_unknown: false,
        place: ConfigPlace { file: "foundry-dr.toml".into(), line: 1 },
    }
}

fn attestation(rule: &str, days: u16) -> Attestation {
    Attestation {
        rule: rule.into(),
        subject: Pattern::everything(),
        statement: "rehearsed".into(),
        owner: "Ada".into(),
        evidence: "https://wiki.example.com/1".into(),
        date: today() - Duration::days(30),
        valid_days: days,
        place: ConfigPlace { file: "foundry-dr.toml".into(), line: 99 },
    }
}

/// A report under these waivers; each is on a line of its own.
fn report(waivers: Vec<Waiver>, attestations: Vec<Attestation>) -> Report {
    let mut policy = Policy { waivers, attestations, ..Policy::default() };
    for (nth, waiver) in policy.waivers.iter_mut().enumerate() {
        waiver.place.line = nth + 1;
    }
    Sample::new().audit(&policy).expect("a report").report
}

fn of<'r>(report: &'r Report, rule: &str, name: &str) -> &'r Finding {
    let mut findings = report.findings.iter();
    findings.find(|f| f.rule == rule && f.subject.name == name).expect("the finding")
}

fn lines(exceptions: &[Exception]) -> Vec<usize> {
    exceptions.iter().map(|one| one.place.line).collect()
}

#[test]
fn a_waiver_settles_a_fault_until_its_day_and_is_shown() {
    for (days, status) in [(0, Status::Waived), (-1, Status::Fail), (366, Status::Waived)] {
        let report = report(vec![waiver(LOCK, &prod(), days)], vec![]);
        let finding = of(&report, LOCK, "weu-prod");
        assert_eq!(finding.status, status, "{days}");
        assert_eq!(finding.verdict, Verdict::Fail);
        assert_eq!(finding.waiver.is_some(), status == Status::Waived);
        assert_eq!(lines(&report.exceptions.expired).len(), usize::from(days < 0));
        assert_eq!(lines(&report.exceptions.expiring).len(), usize::from(days == 0));
        assert_eq!(lines(&report.exceptions.unused), [0_usize; 0]);
    }
    let report = report(vec![waiver(LOCK, &prod(), 15)], vec![]);
    assert_eq!(report.exceptions, Exceptions::default(), "two weeks and a day");
    let record = of(&report, LOCK, "weu-prod").waiver.as_ref().expect("it");
    assert_eq!((record.owner.as_str(), record.place.line), ("Ada", 1));
}

#[test]
fn notice_is_given_for_two_weeks() {
    let at = |days| report(vec![waiver(LOCK, &prod(), days)], vec![]).exceptions;
    assert_eq!(at(14).expiring[0].why, "expires on 2026-12-07, in 14 days");
    assert_eq!(at(0).expiring[0].why, "expires today");
}

#[test]
fn missing_evidence_is_covered_only_if_the_waiver_says_so() {
    let blind = waiver(LOCK, "**/weu-test", 30);
    let told = Waiver { covers_unknown: true, ..blind.clone() };
    let without = report(vec![blind], vec![]);
    assert_eq!(of(&without, LOCK, "weu-test").status, Status::Unknown);
    assert_eq!(of(&without, LOCK, "weu-test").standing, Standing::Waived);
    assert_eq!(lines(&without.exceptions.not_allowed), [1]);
    let with = report(vec![told], vec![]);
    assert_eq!(of(&with, LOCK, "weu-test").status, Status::Waived);
    assert_eq!(with.exceptions, Exceptions::default());
}

#[test]
fn no_waiver_reaches_what_nobody_has_seen() {
    let all = ["FDR-DEL-001", "FDR-BAK-001", "FDR-STO-001", "FDR-STO-002", "FDR-REC-019"];
    let waivers = all.map(|rule| Waiver { covers_unknown: true, ..waiver(rule, "**", 30) });
    let report = report(waivers.to_vec(), vec![]);
    let hidden: Vec<&Finding> =
        report.findings.iter().filter(|f| f.subject.is_placeholder()).collect();
    assert!(hidden.len() > 2);
    assert!(hidden.iter().all(|f| f.status == Status::Unknown && f.waiver.is_none()));
    assert_eq!(report.gate.decision, Decision::Undecided);
    assert_eq!(report.score.value, None);
}

#[test]
fn a_waiver_on_what_passes_is_unused() {
    let unused = [
        waiver("FDR-STO-001", "**/stagents", 30),
        waiver("FDR-STO-002", "**/stagents", 30),
        waiver(LOCK, "/no/such/thing", 30),
        waiver("FDR-PLT-001", "**", 30),
    ];
    let report = report(unused.to_vec(), vec![]);
    assert_eq!(lines(&report.exceptions.unused), [1, 2, 3, 4]);
    assert_eq!(of(&report, "FDR-STO-001", "stagents").status, Status::Pass);
    assert_eq!(of(&report, "FDR-STO-002", "stagents").status, Status::NotApplicable);
}

#[test]
fn the_closest_of_several_counts_and_the_others_are_named() {
    let wide = waiver(LOCK, "/subscriptions/**", 300);
    let close = waiver(LOCK, &prod(), 20);
    for order in [[wide.clone(), close.clone()], [close.clone(), wide.clone()]] {
        let close_first = order[0] == close;
        let report = report(order.to_vec(), vec![]);
        let record = of(&report, LOCK, "weu-prod").waiver.as_ref().expect("it");
        assert_eq!(record.expires, close.expires);
        let loser = if close_first { 2 } else { 1 };
        assert_eq!(lines(&report.exceptions.overlapping), [loser]);
        assert!(report.exceptions.unused.is_empty());
        let other = of(&report, LOCK, "cosmos-shared").waiver.as_ref().expect("it");
        assert_eq!(other.expires, wide.expires);
    }
}

#[test]
fn a_deadline_for_one_resource_is_not_undone_by_a_wider_waiver() {
    let report =
        report(vec![waiver(LOCK, "/subscriptions/**", 300), waiver(LOCK, &prod(), -1)], vec![]);
    assert_eq!(of(&report, LOCK, "weu-prod").status, Status::Fail);
    assert_eq!(of(&report, LOCK, "cosmos-shared").status, Status::Waived);
    assert_eq!(lines(&report.exceptions.expired), [2]);
}

#[test]
fn an_attestation_settles_what_only_people_know_and_nothing_else() {
    let signed = report(vec![], vec![attestation("FDR-ORG-001", 60), attestation(LOCK, 60)]);
    for name in ["agents", "support", "trial"] {
        assert_eq!(of(&signed, "FDR-ORG-001", name).status, Status::Attested);
    }
    assert_eq!(of(&signed, LOCK, "weu-prod").status, Status::Fail);
    assert_eq!(of(&signed, LOCK, "weu-test").status, Status::Unknown);
    assert_eq!(signed.exceptions.not_allowed.len(), 1);
    assert_eq!(signed.exceptions.not_allowed[0].rule, LOCK);
    let late = report(vec![], vec![attestation("FDR-ORG-001", 29)]);
    assert_eq!(of(&late, "FDR-ORG-001", "trial").status, Status::Manual);
    assert_eq!(late.exceptions.expired.len(), 1);
}

#[test]
fn done_says_more_than_accepted() {
    let report =
        report(vec![waiver("FDR-ORG-001", "**", 30)], vec![attestation("FDR-ORG-001", 60)]);
    assert_eq!(of(&report, "FDR-ORG-001", "trial").status, Status::Attested);
    assert_eq!(lines(&report.exceptions.unused), [1]);
}

#[test]
fn a_waiver_is_for_one_part() {
    let sample = Sample::new();
    let judge = |policy: &Policy| {
        let mut judgements = sample.judgements();
        for (rule, subject, judgement) in &mut judgements {
            if rule.id == LOCK && subject.name == "weu-prod" {
                judgement.part = Some("Principal-A".into());
            }
        }
        sample.assemble(judgements, policy).expect("a report").report
    };
    for (part, status) in [
        (Some("principal-a"), Status::Waived),
        (Some("principal-b"), Status::Fail),
        (None, Status::Fail),
    ] {
        let policy = Policy {
            waivers: vec![Waiver { part: part.map(str::to_owned), ..waiver(LOCK, &prod(), 30) }],
            ..Policy::default()
        };
        assert_eq!(of(&judge(&policy), LOCK, "weu-prod").status, status, "{part:?}");
    }
}

#[test]
fn what_is_not_part_of_the_run_is_not_called_unused() {
    let mut policy = Policy {
        waivers: vec![
            waiver(LOCK, &prod(), 30),
            waiver("FDR-XXX-001", "**", 30),
            waiver(LOCK, "/gone", 30),
        ],
        ..Policy::default()
    };
    policy.waivers[2].place.line = 3;
    policy.select.account = vec!["weu-test".into()];
    let report = Sample::new().audit(&policy).expect("a report").report;
    assert_eq!(lines(&report.exceptions.unused), [3]);
}

#[test]
fn severities_and_rules_follow_the_config() {
    let policy = Policy {
        overrides: vec![SeverityOverride {
            rule: LOCK.into(),
            from: Severity::Critical,
            to: Severity::Low,
            reason: "r".into(),
        }],
        disabled: vec![DisabledRule { rule: "FDR-BAK-001".into(), reason: "r".into() }],
        config_sha256: Some("0".repeat(64)),
        ..Policy::default()
    };
    let report = Sample::new().audit(&policy).expect("a report").report;
    assert_eq!(of(&report, LOCK, "weu-prod").severity, Severity::Low);
    let info = &report.rules[LOCK];
    assert_eq!((info.severity, info.severity_default), (Severity::Low, Severity::Critical));
    assert!(!report.rules.contains_key("FDR-BAK-001"));
    assert!(report.findings.iter().all(|f| f.rule != "FDR-BAK-001"));
    assert_eq!(report.policy.overrides, policy.overrides);
    assert_eq!(report.policy.disabled, policy.disabled);
    assert_eq!(report.policy.config_sha256, policy.config_sha256);
}

#[test]
fn a_rule_that_is_turned_off_cant_break_the_run() {
    let sample = Sample::new();
    let mut judgements = sample.judgements();
    for (rule, _, judgement) in &mut judgements {
        if rule.id == "FDR-STO-001" {
            judgement.verdict = Said::Broken("no such overload".into());
        }
    }
    let policy = Policy {
        disabled: vec![DisabledRule { rule: "FDR-STO-001".into(), reason: "r".into() }],
        ..Policy::default()
    };
    let audit = sample.assemble(judgements, &policy).expect("a report");
    assert!(!audit.report_has_broken_rule());
}

#[test]
fn the_gate_names_what_was_waived() {
    let mut sample = Sample::new();
    sample
        .estate
        .subjects
        .retain(|s| !matches!(s.presence, crate::estate::Presence::Placeholder(..)));
    let policy = Policy {
        waivers: vec![Waiver { covers_unknown: true, ..waiver(LOCK, "**", 30) }],
        ..Policy::default()
    };
    let report = sample.audit(&policy).expect("a report").report;
    assert_eq!(report.gate.decision, Decision::Pass, "{:?}", report.gate);
    assert_eq!(report.gate.reasons, ["no critical finding is open", "4 critical findings waived"]);
}

#[test]
fn a_signed_report_survives_json() {
    let report = report(
        vec![waiver(LOCK, &prod(), 3), waiver(LOCK, "**", -3)],
        vec![attestation("FDR-ORG-001", 60)],
    );
    let json = serde_json::to_value(&report).expect("json");
    assert_eq!(json["signatures"]["expiring"][0]["expires"], "2026-11-26");
    assert_eq!(json["signatures"]["expiring"][0]["file"], "foundry-dr.toml");
    assert_eq!(json["signatures"]["expiring"][0]["kind"], "waiver");
    let back: Report = serde_json::from_value(json).expect("the same report");
    assert_eq!(back, report);
}

fn any_waiver() -> impl Strategy<Value = Waiver> {
    let rules = ["FDR-DEL-001", "FDR-BAK-001", "FDR-ORG-001", "FDR-STO-001", "FDR-REC-019"];
    let subjects =
        ["**", "/subscriptions/**", "**/weu-*", "**/projects/*", "*", "**/cosmos-shared"];
    (
        proptest::sample::select(rules.to_vec()),
        proptest::sample::select(subjects.to_vec()),
        -20_i64..=366,
        any::<bool>(),
    )
        .prop_map(|(rule, subject, days, covers_unknown)| Waiver {
            covers_unknown,
            ..waiver(rule, subject, days)
        })
}

proptest! {
    /// A waiver changes nothing but the findings it is for, and those only to "waived". So it can open the gate only by
    /// findings that it names, with a reason, an owner and a day that hasn't passed.
    #[test]
    fn a_waiver_changes_only_what_it_names(
        first in proptest::option::of(any_waiver()),
        added in any_waiver(),
        complete in any::<bool>(),
    ) {
        let mut sample = Sample::new();
        if complete {
            sample.estate.subjects.retain(|s| !matches!(s.presence, crate::estate::Presence::Placeholder(..)));
        }
        let mut policy = Policy { waivers: first.into_iter().collect(), ..Policy::default() };
        let before = sample.audit(&policy).expect("a report");
        policy.waivers.push(added.clone());
        let after = sample.audit(&policy).expect("a report");
        let mut newly_waived = 0;
        for (old, new) in before.report.findings.iter().zip(&after.report.findings) {
            prop_assert_eq!(&old.fingerprint, &new.fingerprint);
            prop_assert_eq!(old.verdict, new.verdict);
            if new.status == Status::Waived {
                let record = new.waiver.as_ref().expect("a waived finding names its waiver");
                prop_assert!(record.expires >= today() && !record.owner.is_empty() && !record.reason.is_empty());
            }
            if old.status == new.status {
                continue;
            }
            prop_assert_eq!(&new.rule, &added.rule);
            prop_assert!(added.subject.matches(&new.subject.id.to_lowercase()) && !new.subject.is_placeholder());
            prop_assert!(new.status != Status::Pass && new.status != Status::Attested);
            newly_waived += usize::from(new.status == Status::Waived);
        }
        if before.exit_code() != 0 && after.exit_code() == 0 {
            prop_assert!(newly_waived > 0);
        }
        let passes = |audit: &Audit| audit.report.summary.by_status.pass;
        prop_assert_eq!(passes(&before), passes(&after));
    }

    /// Losing evidence never helps, waivers or not: what wasn't read is judged unknown.
    #[test]
    fn losing_evidence_never_helps_under_waivers(
        waivers in prop::collection::vec(any_waiver(), 0..4),
        lost in any::<prop::sample::Index>(),
    ) {
        let policy = Policy { waivers, ..Policy::default() };
        let sample = Sample::new();
        let before = sample.audit(&policy).expect("a report");
        let mut worse = Sample::new();
        let at = lost.index(worse.estate.subjects.len());
        let subject = &mut worse.estate.subjects[at];
        if let crate::estate::Presence::Found = subject.presence {
            subject.presence = crate::estate::Presence::Unread(Why::Denied, Provenance::One(ReadId(1)));
        }
        let id = subject.id.clone();
        let judgements = worse.judgements().into_iter().map(|(rule, subject, mut judgement)| {
            if subject.id == id && judgement.verdict != Said::Manual {
                judgement.verdict = Said::Unknown(vec![]);
            }
            (rule, subject, judgement)
        });
        let after = worse.assemble(judgements.collect(), &policy).expect("a report");
        prop_assert!(after.report.score.grade >= before.report.score.grade);
        prop_assert!(after.report.score.coverage <= before.report.score.coverage);
        if before.exit_code() != 0 {
            prop_assert_ne!(after.exit_code(), 0);
        }
        for (old, new) in before.report.findings.iter().zip(&after.report.findings) {
            if old.status.is_open() {
                prop_assert!(new.status.is_open(), "{:?} became {:?}", old.status, new.status);
            }
        }
    }
}
