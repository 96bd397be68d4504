//! The reports of the golden estates, as a person reads them. A change here is a change of what the program says: read it.

use crate::process::{command, finish};
use crate::world::{ESTATES, judge, load};
use foundry_dr::audit::Status;

#[test]
fn tables() {
    for name in ESTATES {
        for width in ["80", "160"] {
            let mut command = command(&[
                "audit",
                "-q",
                "-v",
                "-i",
                // A relative path: where the lines break must not depend on where the sources lie.
                &format!("examples/estates/{name}.jsonl"),
                "--fail-on",
                "never",
            ]);
            command
                .env("COLUMNS", width)
                .env("SOURCE_DATE_EPOCH", "1795392000")
                .current_dir(env!("CARGO_MANIFEST_DIR"));
            let run = finish(command);
            let text = run.stdout;
            let limit: usize = width.parse().unwrap();
            for line in text.lines() {
                assert!(line.chars().count() <= limit, "{name} at {width}: {line}");
            }
            insta::with_settings!({snapshot_path => "../data", prepend_module_to_snapshot => false, omit_expression => true}, {
                insta::assert_snapshot!(format!("{name}-{width}"), text);
            });
        }
    }
}

#[test]
fn findings() {
    for name in ESTATES {
        let report = judge(&load(name)).report;
        let line = |f: &foundry_dr::audit::Finding| {
            let part = f
                .part
                .as_deref()
                .map(|part| format!(" [{part}]"))
                .unwrap_or_default();
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
    let mut rules: Vec<String> = judge(&load(name))
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
    assert_eq!(rules_with("ideal", Status::Fail), [""; 0]);
    assert_eq!(rules_with("ideal", Status::Unknown), [""; 0]);
    let passed = rules_with("ideal", Status::Pass);
    let all: Vec<String> = crate::world::library()
        .rules()
        .iter()
        .map(|rule| rule.id.clone())
        .collect();
    assert_eq!(passed, all);
}

#[test]
fn microsofts_standard_sample_fails_what_is_known_of_it() {
    let failed = rules_with("microsoft-standard-sample", Status::Fail);
    for rule in [
        "DEL-001", "DEL-002", "DEL-003", "DEL-004", "ZON-002", "ZON-004", "REC-001", "REC-003",
        "REC-007",
    ] {
        assert!(
            failed.contains(&format!("FDR-{rule}")),
            "{rule} of {failed:?}"
        );
    }
}

#[test]
fn the_demo_shows_every_status_that_this_release_gives() {
    for status in [
        Status::Fail,
        Status::Unknown,
        Status::Pass,
        Status::NotApplicable,
    ] {
        assert!(!rules_with("contoso", status).is_empty(), "{status:?}");
    }
}
