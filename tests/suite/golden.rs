//! The reports of the golden estates, as a person reads them. A change here is a change of what the program says: read it.

use crate::process::{command, finish};
use crate::world::{ESTATES, judge, judge_declared, load, path};
use foundry_dr::audit::Status;
use foundry_dr::rule::Class;

/// The estates whose tables are kept: the demo, and the one where most reads are refused, which shows what the demo doesn't
/// (no score, subjects that can't be counted, gaps with what they cost). What is found in the others is in `findings`.
const KEPT_TABLES: [&str; 2] = ["contoso", "denied-reads"];

fn table_fits_and_is_the_kept_one(name: &str) {
    for width in [80, 160] {
        // A relative path: the report names its input, and must not depend on where the repository lies.
        let input = format!("examples/estates/{name}.jsonl");
        let mut args = vec!["audit", "-q", "-v", "-i", &input, "--fail-on", "never"];
        let config = format!("examples/estates/{name}.toml");
        if path(name).with_extension("toml").exists() {
            args.extend(["--config", &config]);
        }
        let mut command = command(&args);
        command
            .env("COLUMNS", width.to_string())
            .env("SOURCE_DATE_EPOCH", "1795392000")
            .current_dir(env!("CARGO_MANIFEST_DIR"));
        let text = finish(command).stdout;
        assert!(text.lines().count() > 50, "{name} at {width}: {text}");
        for line in text.lines() {
            assert!(line.chars().count() <= width, "{name} at {width}: {line}");
        }
        if KEPT_TABLES.contains(&name) {
            insta::with_settings!({snapshot_path => "../data", prepend_module_to_snapshot => false, omit_expression => true}, {
                insta::assert_snapshot!(format!("{name}-{width}"), text);
            });
        }
    }
}

mod tables {
    crate::world::per_estate!(super::table_fits_and_is_the_kept_one);
}

#[test]
fn findings() {
    for name in ESTATES {
        let report = judge_declared(name, &load(name)).report;
        let line = |f: &foundry_dr::audit::Finding| {
            let part = f.part.as_deref().map(|part| format!(" [{part}]")).unwrap_or_default();
            format!(
                "{:?} {} {} {}{part}: {}\n",
                f.status, f.rule, f.subject.kind, f.subject.id, f.message
            )
        };
        let text: String = report.findings.iter().map(line).collect();
        insta::with_settings!({snapshot_path => "../data", prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!(format!("{name}-findings"), text);
        });
    }
}

/// The rules that some finding of an estate has a status in.
fn rules_with(name: &str, status: Status) -> Vec<String> {
    let mut rules: Vec<String> = judge_declared(name, &load(name))
        .report
        .findings
        .into_iter()
        .filter(|f| f.status == status)
        .map(|f| f.rule)
        .collect();
    rules.dedup();
    rules
}

#[test]
fn the_ideal_estate_passes_every_rule_that_there_is() {
    // It has one region, so it has no standby: the rules on pairs have an estate of their own.
    assert_eq!(rules_with("ideal", Status::Fail), ["FDR-MRG-001"]);
    assert_eq!(rules_with("ideal", Status::Unknown), [""; 0]);
    let of_class = |class: Class| -> Vec<String> {
        let rules = crate::world::library().rules().iter();
        let rules = rules.filter(|rule| rule.class == class);
        rules.map(|rule| rule.id.clone()).collect()
    };
    let on_pairs = |id: &String| {
        let rule = crate::world::library().get(id).expect("a rule");
        rule.kinds == [foundry_dr::model::Kind::Workload]
    };
    let without_pairs = |mut ids: Vec<String>| {
        ids.retain(|id| !on_pairs(id));
        ids
    };
    let mut passes = rules_with("ideal", Status::Pass);
    // It keeps no datasets beside the files of its agents.
    passes.extend(["FDR-KNO-004", "FDR-KNO-005"].map(String::from));
    // A stable api-version doesn't show soft delete of Cosmos DB; its blobs can be restored to a point in time, which the
    // promise of a geo copy's age excludes.
    passes.extend(["FDR-REC-027", "FDR-REC-028"].map(String::from));
    passes.sort();
    assert_eq!(
        passes,
        without_pairs(of_class(Class::Check)),
        "every check has something to pass on"
    );
    // No configuration signs for a person; the estate has one region, and no identity that Azure makes and takes with its
    // project, so three of them don't apply.
    let mut manual = rules_with("ideal", Status::Manual);
    manual.extend(["FDR-IAC-006", "FDR-IDN-006", "FDR-MRG-011"].map(String::from));
    manual.sort();
    assert_eq!(manual, without_pairs(of_class(Class::Attestation)));
}

#[test]
fn statements_are_made_once_and_never_judged() {
    let report = judge(&load("ideal")).report;
    let mut made: Vec<&str> = report.statements.iter().map(|one| one.rule.as_str()).collect();
    let statements = crate::world::library().rules().iter();
    let statements = statements.filter(|rule| rule.class == Class::Statement);
    // Its account is open to public networks and has a key of Microsoft's.
    let silent = ["FDR-CMP-004", "FDR-REC-018"];
    let expected: Vec<&str> =
        statements.map(|rule| rule.id.as_str()).filter(|id| !silent.contains(id)).collect();
    assert_eq!(made, expected);
    made.dedup();
    assert_eq!(made.len(), report.statements.len(), "one entry each");
    assert!(report.findings.iter().all(|f| !made.contains(&f.rule.as_str())));
}

#[test]
fn without_v_signatures_are_one_line_and_statements_a_number() {
    let run = finish(command(&["audit", "--demo", "-q"]));
    let manual = run.stdout.lines().filter(|line| line.starts_with("  MAN "));
    // What is to be declared stands with the workload that lacks it.
    let signed = manual.filter(|line| !line.contains(" ~contoso"));
    assert_eq!(signed.count(), 1, "{}", run.stdout);
    assert!(run.stdout.contains("nobody has signed"), "{}", run.stdout);
    assert!(run.stdout.contains("limits (-v lists them)"), "{}", run.stdout);
    assert!(!run.stdout.contains("Limits of the platform"));
}

#[test]
fn what_a_person_signs_is_asked_once_per_run() {
    for name in ESTATES {
        let report = judge(&load(name)).report;
        let manual = report
            .findings
            .iter()
            .filter(|f| f.status == Status::Manual && f.rule != "FDR-MRG-001")
            .filter(|f| f.rule != "FDR-MDL-002");
        let mut rules: Vec<&str> = manual.map(|f| f.rule.as_str()).collect();
        let asked = rules.len();
        rules.dedup();
        assert_eq!(rules.len(), asked, "{name}");
    }
}

#[test]
fn microsofts_standard_sample_fails_what_is_known_of_it() {
    let failed = rules_with("microsoft-standard-sample", Status::Fail);
    for rule in [
        "DEL-001", "DEL-002", "DEL-003", "DEL-004", "ZON-002", "ZON-004", "REC-001", "REC-003",
        "REC-007",
    ] {
        assert!(failed.contains(&format!("FDR-{rule}")), "{rule} of {failed:?}");
    }
}

#[test]
fn the_demo_shows_every_status_that_this_release_gives() {
    for status in [Status::Fail, Status::Unknown, Status::Pass, Status::NotApplicable] {
        assert!(!rules_with("contoso", status).is_empty(), "{status:?}");
    }
}

/// Of a list that is judged element by element, a finding holds the one element that it is about: with the whole list in
/// each, a report would grow with the square of it.
#[test]
fn the_evidence_of_a_part_is_that_part() {
    let report = judge(&load("contoso")).report;
    let mut parts = 0;
    for finding in report.findings.iter().filter(|f| f.rule == "FDR-LPA-009") {
        let Some(part) = &finding.part else { continue };
        let list = finding.evidence.iter().find(|e| e.fact == "wide_holders");
        let list = list.and_then(|e| e.value.as_ref()).unwrap();
        let named: Vec<&str> = list
            .as_array()
            .unwrap()
            .iter()
            .map(|holder| holder["principal"].as_str().unwrap())
            .collect();
        assert_eq!(named, [part.as_str()]);
        parts += 1;
    }
    assert!(parts > 1, "{parts}");
}
