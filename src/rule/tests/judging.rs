//! What rules say about subjects.

use super::*;
use crate::condition::Reason;
use crate::rule::RuleVerdict;

const YES: Value = Value::Bool(true);
const NO: Value = Value::Bool(false);

fn applies(more: &[(&'static str, Value)]) -> Vec<(&'static str, Value)> {
    let mut facts = vec![("holds_agent_state", YES), ("region_has_zones", YES)];
    facts.extend_from_slice(more);
    facts
}

fn verdict(text: &str, known: &[(&str, Value)]) -> RuleVerdict {
    let mut judgements = judge(text, known);
    assert_eq!(judgements.len(), 1, "{judgements:?}");
    judgements.remove(0).verdict
}

fn denied(fact: &'static str) -> Reason {
    Reason { fact, why: Why::Denied }
}

#[test]
fn the_sample_passes_fails_and_says_why() {
    let passed =
        judge(SAMPLE, &applies(&[("zone_redundant", YES), ("sku", "Standard_ZRS".into())]));
    assert_eq!(passed[0].verdict, RuleVerdict::Pass);
    assert_eq!(passed[0].message, "SKU Standard_ZRS spans the zones of unknown");
    assert_eq!(passed[0].remedy, None);
    assert_eq!(passed[0].facts, ["region_has_zones", "holds_agent_state", "zone_redundant"]);

    let known = [("zone_redundant", NO), ("sku", "LRS".into()), ("region", "x".into())];
    let failed = judge(SAMPLE, &applies(&known));
    assert_eq!(failed[0].verdict, RuleVerdict::Fail);
    assert_eq!(failed[0].message, "SKU LRS keeps all copies in one zone of x");
}

#[test]
fn a_missing_fact_is_never_false() {
    let missing = judge(SAMPLE, &applies(&[]));
    assert_eq!(missing[0].verdict, RuleVerdict::Unknown(vec![denied("zone_redundant")]));
    assert_eq!(missing[0].message, "cannot tell: zone_redundant (the read was denied)");
    // An undecided `when` is unknown, and all missing facts are named, also those of the check.
    assert_eq!(
        verdict(SAMPLE, &[("holds_agent_state", YES)]),
        RuleVerdict::Unknown(vec![denied("region_has_zones"), denied("zone_redundant")])
    );
}

#[test]
fn a_false_part_of_when_decides_and_is_named() {
    let judgements = judge(SAMPLE, &[("holds_agent_state", NO)]);
    assert_eq!(judgements[0].verdict, RuleVerdict::NotApplicable);
    assert_eq!(judgements[0].message, "does not apply: it holds no agent state");
    let both = judge(SAMPLE, &[("holds_agent_state", NO), ("region_has_zones", NO)]);
    assert_eq!(
        both[0].message,
        "does not apply: its region has no availability zones: only a second region protects it (FDR-ZON-001); it holds no agent state"
    );
    let half = judge(SAMPLE, &[("holds_agent_state", YES), ("region_has_zones", NO)]);
    assert_eq!(
        half[0].message,
        "does not apply: its region has no availability zones: only a second region protects it (FDR-ZON-001)"
    );
}

#[test]
fn logic_is_kleenes() {
    let locks: Value = vec![lock("a", "ReadOnly"), lock("b", "CanNotDelete")].into();
    let unknown = |facts: &[&'static str]| {
        RuleVerdict::Unknown(facts.iter().map(|fact| denied(fact)).collect())
    };
    let with_locks = applies(&[("locks", locks)]);
    let cases: [(&str, RuleVerdict); 10] = [
        ("dedicated || region_has_zones", RuleVerdict::Pass),
        ("region_has_zones || dedicated", RuleVerdict::Pass),
        ("dedicated && !region_has_zones", RuleVerdict::Fail),
        ("!region_has_zones && dedicated", RuleVerdict::Fail),
        ("dedicated && region_has_zones", unknown(&["dedicated"])),
        ("!dedicated", unknown(&["dedicated"])),
        ("sku == 'x' || dedicated", unknown(&["dedicated", "sku"])),
        ("locks.exists(l, dedicated || l.level == 'ReadOnly')", RuleVerdict::Pass),
        ("locks.all(l, dedicated && l.level == 'ReadOnly')", RuleVerdict::Fail),
        ("locks.all(l, dedicated || l.level == 'ReadOnly')", unknown(&["dedicated"])),
    ];
    for (check, expected) in cases {
        assert_eq!(verdict(&checking(check), &with_locks), expected, "{check}");
    }
}

#[test]
fn null_is_a_value_and_instants_compare_with_now() {
    let null = applies(&[("secondary_region", Value::Null)]);
    assert_eq!(verdict(&checking("secondary_region != null"), &null), RuleVerdict::Fail);
    assert_eq!(
        verdict(
            &checking("secondary_region == null"),
            &applies(&[("secondary_region", "x".into())])
        ),
        RuleVerdict::Fail
    );
    let guarded = checking("secondary_region != null && secondary_region.startsWith('west')");
    assert_eq!(verdict(&guarded, &null), RuleVerdict::Fail);
    let numbers =
        checking("blob_soft_delete_days + 1 > 7 && now > timestamp('2025-12-31T00:00:00Z')");
    assert_eq!(
        verdict(&numbers, &applies(&[("blob_soft_delete_days", Value::Int(7))])),
        RuleVerdict::Pass
    );
}

#[test]
fn a_mistake_that_only_a_subject_shows_is_no_lack_of_evidence() {
    let divides = checking("10 / blob_soft_delete_days > 1");
    let zero = applies(&[("blob_soft_delete_days", Value::Int(0))]);
    let RuleVerdict::Broken(error) = verdict(&divides, &zero) else {
        panic!("not broken");
    };
    assert!(error.contains("zero"), "{error}");
    // With a missing fact beside it, the mistake stays one.
    let beside = checking("dedicated && 10 / blob_soft_delete_days > 1");
    assert!(matches!(verdict(&beside, &zero), RuleVerdict::Broken(_)));
}

#[test]
fn a_subject_that_nobody_saw_passes_nothing() {
    let library = load(SAMPLE).expect("the sample");
    let rule = &library.rules()[0];
    let unread = Presence::Unread(Why::Failed, Provenance::None);
    let good = applies(&[("zone_redundant", YES)]);
    let reason = |fact, why: &Why| Reason { fact, why: why.clone() };
    assert_eq!(
        judge_as(rule, &good, &unread)[0].verdict,
        RuleVerdict::Unknown(vec![reason("id", &Why::Failed)])
    );
    let bad = applies(&[("zone_redundant", NO)]);
    assert_eq!(judge_as(rule, &bad, &unread)[0].verdict, RuleVerdict::Fail);
    let placeholder = Presence::Placeholder(Why::Truncated, Provenance::None);
    for facts in [good, bad, vec![("holds_agent_state", NO)]] {
        let names = ["region_has_zones", "holds_agent_state", "zone_redundant"];
        assert_eq!(
            judge_as(rule, &facts, &placeholder)[0].verdict,
            RuleVerdict::Unknown(names.map(|name| reason(name, &Why::Truncated)).to_vec())
        );
    }
}

#[test]
fn each_element_is_judged_by_itself() {
    let rule = each_rule();
    let locks: Value =
        vec![lock("a", "ReadOnly"), lock("b", "CanNotDelete"), lock("a", "CanNotDelete")].into();
    let judgements = judge(
        &rule,
        &[
            ("locks", locks),
            ("zone_redundant", NO),
            ("name", "st".into()),
            ("resource_group", "rg".into()),
        ],
    );
    let parts: Vec<_> =
        judgements.iter().map(|j| (j.part.as_deref(), j.message.as_str())).collect();
    assert_eq!(
        parts,
        [
            (Some("a"), "lock a on st is ReadOnly"),
            (Some("b"), "lock b is fine"),
            (Some("a #2"), "lock a is fine"),
        ]
    );
    assert_eq!(judgements[0].verdict, RuleVerdict::Fail);
    let remedy = judgements[0].remedy.clone().expect("a remedy");
    assert!(remedy.azcli.expect("a command").contains("--lock a "));
    // Another fact that is missing makes only the elements unknown that need it.
    let mixed =
        judge(&rule, &[("locks", vec![lock("a", "ReadOnly"), lock("b", "CanNotDelete")].into())]);
    assert_eq!(mixed[0].verdict, RuleVerdict::Unknown(vec![denied("zone_redundant")]));
    assert_eq!(mixed[1].verdict, RuleVerdict::Pass);
}

#[test]
fn an_empty_list_passes_once_and_a_missing_one_is_unknown_once() {
    let rule = each_rule();
    let empty = judge(&rule, &[("locks", Value::List([].into()))]);
    assert_eq!(empty.len(), 1);
    assert_eq!((&empty[0].part, &empty[0].verdict), (&None, &RuleVerdict::Pass));
    assert_eq!(empty[0].message, "nothing to object to: locks is empty");
    let missing = judge(&rule, &[("zone_redundant", YES)]);
    assert_eq!(missing.len(), 1);
    assert_eq!(
        (&missing[0].part, &missing[0].verdict),
        (&None, &RuleVerdict::Unknown(vec![denied("locks")]))
    );
}

#[test]
fn without_a_condition_to_be_on_the_list_is_the_fault() {
    let rule = each_rule()
        .lines()
        .filter(|line| !line.starts_with("check ="))
        .collect::<Vec<_>>()
        .join("\n");
    let listed = vec![lock("a", "ReadOnly"), lock("b", "CanNotDelete")];
    let judgements = judge(&rule, &[("locks", listed.into())]);
    let failed: Vec<_> =
        judgements.iter().map(|j| (j.part.as_deref(), j.verdict == RuleVerdict::Fail)).collect();
    assert_eq!(failed, [(Some("a"), true), (Some("b"), true)]);
    let empty = judge(&rule, &[("locks", Value::List([].into()))]);
    assert_eq!((empty.len(), &empty[0].verdict), (1, &RuleVerdict::Pass));
    assert_eq!(verdict(&rule, &[]), RuleVerdict::Unknown(vec![denied("locks")]));
}

#[test]
fn lists_that_are_too_large_are_not_iterated() {
    let rule = each_rule().replace("|| zone_redundant", "|| roles.exists(r, r == it.name)");
    let locks: Vec<Value> = (0..400).map(|n| lock(&n.to_string(), "ReadOnly")).collect();
    let roles: Vec<Value> = (0..400).map(|n| Value::from(n.to_string())).collect();
    let judgements = judge(&rule, &[("locks", locks.into()), ("roles", roles.into())]);
    assert_eq!(judgements.len(), 400);
    for judgement in judgements {
        let RuleVerdict::Unknown(reasons) = judgement.verdict else {
            panic!("{judgement:?}");
        };
        assert_eq!(reasons[0].fact, "roles");
        assert!(judgement.message.contains("too large"), "{}", judgement.message);
    }
}

#[test]
fn remedies_quote_names_that_mean_harm() {
    let remedy = |name: &str| {
        let known = applies(&[
            ("zone_redundant", NO),
            ("name", name.into()),
            ("resource_group", "rg a".into()),
            ("sku", "LRS".into()),
        ]);
        judge(SAMPLE, &known)[0].remedy.clone().expect("a remedy")
    };
    let hostile = remedy("x'; rm -rf /");
    assert_eq!(hostile.summary, "Convert x'; rm -rf / to a SKU that names ZRS.");
    assert_eq!(
        hostile.azcli.as_deref(),
        Some(
            r"az storage account migration start --account-name 'x'\''; rm -rf /' -g 'rg a' --sku Standard_ZRS --no-wait"
        )
    );
    assert_eq!(
        hostile.bicep.as_deref(),
        Some("sku: { name: 'Standard_ZRS' } // x'; rm -rf / is now LRS")
    );
    let newline = remedy("x\nrm -rf /");
    assert_eq!((newline.azcli, newline.bicep), (None, None));
    assert!(!newline.destructive);
}

#[test]
fn a_missing_fact_drops_its_block_only() {
    let known = applies(&[("zone_redundant", NO), ("name", "st".into()), ("sku", "LRS".into())]);
    let text = SAMPLE.replace("```bicep", "```bicep destructive");
    let remedy = judge(&text, &known)[0].remedy.clone().expect("a remedy");
    assert_eq!(remedy.azcli, None, "the resource group is missing");
    assert!(remedy.bicep.is_some());
    assert!(remedy.destructive);
}

#[test]
fn attestations_are_manual_and_statements_are_made_where_they_apply() {
    let attestation = SAMPLE
        .replace("check = \"zone_redundant\"\n", "")
        .replace("class = \"check\"", "class = \"attestation\"");
    let judgements = judge(&attestation, &applies(&[]));
    assert_eq!(judgements[0].verdict, RuleVerdict::Manual);
    assert_eq!(
        judgements[0].message,
        "to be attested: Storage account survives the loss of a zone"
    );
    assert!(judgements[0].remedy.is_some());
    assert_eq!(verdict(&attestation, &[("region_has_zones", NO)]), RuleVerdict::NotApplicable);
    assert!(matches!(verdict(&attestation, &[]), RuleVerdict::Unknown(_)));
    let library = load(&attestation).expect("loads");
    let placeholder = Presence::Placeholder(Why::Denied, Provenance::None);
    let judged = judge_as(&library.rules()[0], &[], &placeholder);
    assert_eq!(judged[0].verdict, RuleVerdict::Manual);
    let statement = attestation.replace("\"attestation\"", "\"statement\"");
    assert_eq!(
        judge(&statement, &applies(&[("sku", "ZRS".into()), ("region", "x".into())]))[0].message,
        "SKU ZRS spans the zones of x"
    );
    assert_eq!(verdict(&statement, &[("region_has_zones", NO)]), RuleVerdict::NotApplicable);
    let library = load(&statement).expect("loads");
    let judged = judge_as(&library.rules()[0], &[], &placeholder);
    assert!(judged.is_empty(), "nothing is stated of what nobody has seen");
}

#[test]
fn examples_run_with_each_fact_taken_away() {
    let library = load(SAMPLE).expect("the sample");
    let results = library.run_examples(&library.rules()[0]);
    let failed: Vec<_> = results.iter().filter(|result| !result.passed).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    assert_eq!(results.iter().filter(|result| !result.generated).count(), 4);
    let taken = results.iter().find(|result| result.example == "ZRS without zone_redundant");
    assert_eq!(taken.expect("generated").got, "unknown");
    assert_eq!(SAMPLE.lines().nth(results[0].line - 1), Some("```json pass \"ZRS\""));
}

#[test]
fn an_example_that_is_wrong_is_told() {
    let text = SAMPLE.replace("```json fail \"LRS\"", "```json pass \"LRS\"");
    let library = load(&text).expect("loads");
    let results = library.run_examples(&library.rules()[0]);
    let wrong: Vec<_> = results.iter().filter(|result| !result.passed).collect();
    assert_eq!(wrong.len(), 1);
    assert_eq!((wrong[0].example.as_str(), wrong[0].got.as_str()), ("LRS", "fail"));
}

#[test]
fn a_rule_that_no_single_fact_decides_is_told() {
    let text = checking("zone_redundant || !zone_redundant").replace("when =", "#");
    let text = text.replace("false}}", "false, \"sku\": \"x\"}}");
    let decided = load(&text).expect("loads");
    assert!(decided.run_examples(&decided.rules()[0]).iter().any(|result| result.got == "unknown"));
    let either = checking("zone_redundant || geo_redundant").replace("when =", "#");
    let either = either
        .replace("\"zone_redundant\": true", "\"zone_redundant\": true, \"geo_redundant\": true");
    let either =
        either.replace("fail \"LRS\"", "unknown \"LRS\"").replace("not-applicable", "unknown");
    let library = load(&either).expect("loads");
    let results = library.run_examples(&library.rules()[0]);
    let failed: Vec<_> = results
        .iter()
        .filter(|result| !result.passed)
        .map(|result| result.example.as_str())
        .collect();
    assert_eq!(failed, ["some fact decides"]);
}

/// A fact named like a type of CEL would be bound to that type when it is missing.
#[test]
fn no_missing_fact_resolves_to_anything() {
    let root = root(datetime!(2026-01-01 0:00 UTC));
    for kind in Kind::ALL {
        for spec in catalogue().facts(kind) {
            assert!(!["now", "it"].contains(&spec.name), "{kind}");
            let program = cel::Program::compile(spec.name).expect("a name");
            assert_eq!(
                program.execute(&root),
                Err(cel::ExecutionError::undeclared_reference(spec.name)),
                "{kind}"
            );
        }
    }
}
