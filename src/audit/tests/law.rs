//! The law, over score and gate: losing evidence never helps.

use crate::audit::finding::{Finding, sample};
use crate::audit::{AuditReach, Decision, Policy, Status, gate, score};
use crate::model::Severity;
use proptest::prelude::*;

fn one_account() -> AuditReach {
    AuditReach { accounts: 1, subscriptions: 1, ..AuditReach::default() }
}

fn any_status() -> impl Strategy<Value = Status> {
    prop_oneof![
        Just(Status::Pass),
        Just(Status::Fail),
        Just(Status::Unknown),
        Just(Status::Manual),
        Just(Status::NotApplicable),
    ]
}

fn any_severity() -> impl Strategy<Value = Severity> {
    proptest::sample::select(&Severity::ALL[..])
}

/// What a rule says of one subject: once, or part by part.
fn any_parts() -> impl Strategy<Value = Vec<Status>> {
    prop::collection::vec(any_status(), 1..4)
}

fn of_subject(number: usize, severity: Severity, status: Status) -> Finding {
    let mut finding = sample(severity, status);
    std::sync::Arc::make_mut(&mut finding.subject).id += &number.to_string();
    finding
}

fn any_policy() -> impl Strategy<Value = Policy> {
    let threshold = proptest::option::of(any_severity());
    (threshold, proptest::option::of(0_u8..=100), any::<bool>(), any::<bool>()).prop_map(
        |(fail_on, min_score, require_attestations, allow_empty)| Policy {
            fail_on,
            min_score,
            require_attestations,
            allow_empty,
            ..Policy::default()
        },
    )
}

proptest! {
    /// Losing evidence never helps: with some findings turned to unknown, and with listings cut, an exit code that
    /// wasn't zero doesn't become zero, and the grade gets no better.
    #[test]
    fn losing_evidence_never_helps(
        cases in prop::collection::vec((any_severity(), any_parts(), any::<bool>()), 0..12),
        policy in any_policy(),
        cut in any::<bool>(),
    ) {
        let findings = |seen: bool| -> Vec<Finding> {
            let of_case = |(number, (severity, parts, lost)): (usize, &(Severity, Vec<Status>, bool))| {
                let lost = *lost && !seen;
                let statuses = if lost { vec![Status::Unknown] } else { parts.clone() };
                statuses.into_iter().map(|status| of_subject(number, *severity, status)).collect::<Vec<_>>()
            };
            cases.iter().enumerate().flat_map(of_case).collect()
        };
        let (before, after) = (findings(true), findings(false));
        let reach = AuditReach { open_listings: usize::from(cut), ..one_account() };
        let (score_before, score_after) = (score(&before, false), score(&after, cut));
        let gate_before = gate(&before, &score_before, &one_account(), &policy);
        let gate_after = gate(&after, &score_after, &reach, &policy);
        prop_assert!(score_after.grade >= score_before.grade);
        prop_assert!(score_after.coverage <= score_before.coverage || score_before.coverage == 0);
        prop_assert!(score_after.value <= score_before.value || score_before.value.is_none());
        if gate_before.decision != Decision::Pass {
            prop_assert_ne!(gate_after.decision, Decision::Pass);
        }
    }
}
