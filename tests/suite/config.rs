//! `foundry-dr.toml` as a user meets it: what it changes in the report and in the exit code, what is told about it, and that
//! a bad one stops the run before anything is read or written.

use crate::law::assert_no_loss_helps;
use crate::process::{Run, command, finish};
use crate::world::{ESTATES, judge_under, load, path};
use foundry_dr::audit::{ConfigPlace, Finding, Pattern, Policy, Status, Waiver};
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use time::Duration;

/// 2026-11-23, the day after the sample estates were taken.
const NOW: &str = "1795420800";
const LAB: &str = "/subscriptions/c0117050-0000-4000-8000-000000000001/resourceGroups/rg-ai-lab";
const DELETED: &str = "/subscriptions/c0117050-0000-4000-8000-000000000001/providers/Microsoft.CognitiveServices/locations/swedencentral/resourceGroups/rg-claims-pilot/deletedAccounts/contoso-claims-pilot";

/// A directory of a user, where commands run.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn run(&self, args: &[&str]) -> Run {
        let mut command = command(args);
        command.current_dir(self.0.path()).env("SOURCE_DATE_EPOCH", NOW);
        finish(command)
    }

    /// Audits the sample estate under `foundry-dr.toml`.
    fn audit(&self, config: &str, more: &[&str]) -> (Run, Json) {
        self.file("foundry-dr.toml", config);
        let contoso = path("contoso").display().to_string();
        let args = ["audit", "-i", &contoso, "-o", "json"];
        let run = self.run(&[&args, more].concat());
        let report = serde_json::from_str(&run.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", run.stderr));
        (run, report)
    }
}

fn waiver(rule: &str, subject: &str, expires: &str, more: &str) -> String {
    format!(
        "[[waiver]]\nrule = '{rule}'\nsubject = '{subject}'\nreason = 'moves'\nowner = 'Ada'\nexpires = {expires}\n{more}\n"
    )
}

/// Waivers for every critical finding of the sample estate.
fn all_critical() -> String {
    ["FDR-DEL-001", "FDR-DEL-002", "FDR-MOD-001", "FDR-REC-001"]
        .map(|rule| waiver(rule, "/subscriptions/**", "2027-06-30", ""))
        .concat()
}

fn find<'r>(report: &'r Json, rule: &str, end: &str) -> &'r Json {
    let mut findings = report["findings"].as_array().unwrap().iter();
    let wanted =
        |f: &&Json| f["rule"] == rule && f["subject"]["id"].as_str().unwrap().ends_with(end);
    findings.find(wanted).unwrap_or_else(|| panic!("no finding of {rule} on {end}"))
}

#[test]
fn waivers_open_the_gate_and_stay_visible() {
    let desk = Desk::new();
    let (before, _) = desk.audit("", &[]);
    let (after, report) = desk.audit(&all_critical(), &[]);
    assert_eq!((before.code, after.code), (1, 0), "{}", after.stderr);
    let last = after.stderr.lines().last().unwrap();
    assert!(last.contains("6 critical findings waived"), "{last}");
    let finding = find(&report, "FDR-DEL-001", "/contoso-ai-lab");
    for (field, value) in [("status", "waived"), ("verdict", "fail"), ("standing", "waived")] {
        assert_eq!(finding[field], value);
    }
    let signed = &finding["waiver"];
    assert_eq!(signed["owner"], "Ada");
    assert_eq!(signed["reason"], "moves");
    assert_eq!(signed["expires"], "2027-06-30");
    assert_eq!((&signed["file"], &signed["line"]), (&"foundry-dr.toml".into(), &1.into()));
    assert_eq!(report["summary"]["by_status"]["waived"], 6);
    let contoso = path("contoso").display().to_string();
    let table = desk.run(&["audit", "-i", &contoso]).stdout;
    assert!(table.contains("6 waived") && !table.contains("WAIV"), "{table}");
    let table = desk.run(&["audit", "-i", &contoso, "-v"]).stdout;
    assert_eq!(table.matches("WAIV").count(), 6, "{table}");
    let words = table.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("(critical; waived by Ada until 2027-06-30: moves)"), "{words}");
}

#[test]
fn a_waiver_that_has_expired_opens_its_finding_and_never_breaks_the_run() {
    let desk = Desk::new();
    let config = all_critical()
        + &waiver("FDR-DEL-001", &format!("{LAB}/**"), "2026-11-22", "")
        + &waiver("FDR-DEL-005", "/no/such/thing", "2026-12-31", "")
        + &waiver("FDR-DEL-004", "/subscriptions/**", "2026-12-01", "");
    let (run, report) = desk.audit(&config, &[]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    for (list, rule, line) in [
        ("expired", "FDR-DEL-001", 29),
        ("unused", "FDR-DEL-005", 36),
        ("expiring", "FDR-DEL-004", 43),
        ("overlapping", "FDR-DEL-001", 1),
    ] {
        let entries = report["signatures"][list].as_array().unwrap();
        assert_eq!(entries.len(), 1, "{list}: {entries:?}");
        assert_eq!(entries[0]["rule"], rule, "{list}");
        assert_eq!(entries[0]["line"], line, "{list}");
        let note = format!("warning: foundry-dr.toml:{line}: waiver of {rule}");
        assert!(run.stderr.contains(&note), "{note}: {}", run.stderr);
    }
    let (quiet, _) = desk.audit(&config, &["-q"]);
    assert_eq!(quiet.stderr.lines().count(), 1, "{}", quiet.stderr);
}

#[test]
fn a_waiver_for_one_part_is_for_that_part() {
    let desk = Desk::new();
    for (part, status) in [(DELETED, "waived"), ("another", "fail")] {
        let config =
            waiver("FDR-REC-019", "/subscriptions/*", "2027-01-01", &format!("part = '{part}'"));
        let (_, report) = desk.audit(&config, &[]);
        let finding = find(&report, "FDR-REC-019", "000000000001");
        assert_eq!(finding["status"], status, "{part}");
    }
}

#[test]
fn the_gate_of_the_config_gives_way_to_the_command_line() {
    let desk = Desk::new();
    let never = "[gate]\nfail_on = 'never'\n";
    assert_eq!(desk.audit(never, &[]).0.code, 0);
    assert_eq!(desk.audit(never, &["--fail-on", "critical"]).0.code, 1);
    let strict = "[gate]\nfail_on = 'never'\nmin_score = 100\n";
    assert_ne!(desk.audit(strict, &[]).0.code, 0);
    assert_eq!(
        desk.audit(strict, &["--min-score", "0"]).0.code,
        desk.audit("[gate]\nfail_on = 'never'\nmin_score = 0\n", &[]).0.code
    );
}

#[test]
fn severities_and_disabled_rules_are_recorded() {
    let desk = Desk::new();
    let config = "\
        [[rules.override]]\nrule = 'FDR-DEL-001'\nseverity = 'info'\nreason = 'because'\n\
        [[rules.disable]]\nrule = 'FDR-DEL-002'\nreason = 'not ours'\n";
    let (run, report) = desk.audit(config, &[]);
    let policy = &report["policy"];
    assert_eq!(policy["disabled"][0]["rule"], "FDR-DEL-002");
    assert_eq!(policy["disabled"][0]["reason"], "not ours");
    assert_eq!(policy["overrides"][0]["from"], "critical");
    assert_eq!(policy["overrides"][0]["to"], "info");
    assert_eq!(policy["config_sha256"].as_str().map(str::len), Some(64));
    let rule = &report["rules"]["FDR-DEL-001"];
    assert_eq!(
        (&rule["severity"], &rule["severity_default"]),
        (&"info".into(), &"critical".into())
    );
    assert_eq!(find(&report, "FDR-DEL-001", "/contoso-ai-lab")["severity"], "info");
    assert!(report["rules"].get("FDR-DEL-002").is_none());
    assert!(run.stderr.contains("turned off by the config: FDR-DEL-002"), "{}", run.stderr);
    assert!(run.stderr.contains("FDR-DEL-001 is info instead of critical"), "{}", run.stderr);
    let (_, plain) = desk.audit("", &["--config", "foundry-dr.toml"]);
    assert_eq!(plain["policy"]["disabled"], Json::Array(vec![]));
}

#[test]
fn every_mistake_is_told_at_once_and_nothing_is_written() {
    let desk = Desk::new();
    let one = desk.file(
        "one.toml",
        "[gate]\nfail_onn = 'high'\nmin_score = 'much'\n[[waiver]]\nrule = 'FDR-DLE-001'\nsubject = '/s'\nreason = 'r'\nowner = 'o'\nexpires = 2029-01-01\n",
    );
    let two = desk.file(
        "two.toml",
        &(waiver("FDR-DEL-001", "/x", "2026-12-31", "")
            + &waiver("FDR-DEL-001", "/X/", "2026-12-30", "")
            + &waiver("FDR-REC-019", "/x", "2026-02-30", "")
            + "owner = \n"),
    );
    let out = desk.0.path().join("report.json");
    let run = desk.run(&[
        "audit",
        // Nothing answers there: a run that read anything would say so.
        "-s",
        "11111111-1111-1111-1111-111111111111",
        "--arm-endpoint",
        "http://127.0.0.1:1",
        "--config",
        &one.display().to_string(),
        "--config",
        &two.display().to_string(),
        "-o",
        &format!("json={}", out.display()),
    ]);
    assert_eq!(run.code, 2);
    assert_eq!(run.stdout, "");
    assert!(!out.exists());
    for part in [
        "one.toml:2:1: [gate] has no key `fail_onn`",
        "hint: did you mean `fail_on`?",
        "one.toml:3:13: `min_score` is a text, not a whole number",
        "one.toml:5:8: there is no rule `FDR-DLE-001`",
        "hint: did you mean `FDR-DEL-001`?",
        "one.toml:9:11: 2029-01-01 is more than 366 days ahead",
        "two.toml:8:1: a second waiver for the same rule, subject and part",
        "two.toml:15:1: `part` is missing",
        "two.toml:20:11:",
        "two.toml:22:",
        "5 | rule = 'FDR-DLE-001'",
        "^^^^^^^^^^^^^",
        "mistakes in 2 config files",
    ] {
        assert!(run.stderr.contains(part), "{part}\n{}", run.stderr);
    }
    assert!(!run.stderr.contains("sign"), "nobody signed in: {}", run.stderr);
}

#[test]
fn a_config_that_cannot_be_read_is_refused() {
    let desk = Desk::new();
    let directory = desk.0.path().display().to_string();
    std::fs::write(desk.0.path().join("binary.toml"), [0xff, 0xfe, 0x00]).unwrap();
    for name in ["/no/such/file.toml", directory.as_str(), "binary.toml"] {
        let run = desk.run(&["audit", "--demo", "--config", name]);
        assert_eq!(run.code, 2, "{name}");
        assert!(run.stderr.contains(name) && run.stderr.contains("hint: "), "{}", run.stderr);
    }
}

#[test]
fn the_demo_looks_for_no_config_but_takes_one() {
    let desk = Desk::new();
    desk.file("foundry-dr.toml", "[nonsense]\n");
    assert_eq!(desk.run(&["audit", "--demo"]).code, 0);
    desk.file("strict.toml", "[gate]\nfail_on = 'critical'\n");
    assert_eq!(desk.run(&["audit", "--demo", "--config", "strict.toml"]).code, 1);
    let contoso = path("contoso").display().to_string();
    assert_eq!(desk.run(&["audit", "-i", &contoso]).code, 2);
}

#[test]
fn the_example_loads_and_does_what_it_says() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/foundry-dr.toml");
    let run = Desk::new().run(&[
        "audit",
        "--demo",
        "--config",
        &example.display().to_string(),
        "-o",
        "json",
    ]);
    let report: Json =
        serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.stderr));
    assert_eq!(find(&report, "FDR-DEL-002", "/cosmos-ai-lab")["status"], "waived");
    assert_eq!(find(&report, "FDR-REC-019", "000000000001")["status"], "waived");
    assert_eq!(report["gate"]["fail_on"], "high");
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
}

const QUESTION: &str = "+++
id = \"ORG-OPS-001\"
title = \"The recovery was rehearsed within six months\"
kinds = [\"foundry-account\"]
pillar = \"OPS\"
class = \"attestation\"
severity = \"critical\"
provenance = \"derived\"
+++
## What it checks
A person has rehearsed the recovery of this estate, end to end.

## Why it matters
What was never rehearsed doesn't work.

## How to fix
Rehearse it.
";

#[test]
fn a_questionnaire_filled_in_is_a_config() {
    let desk = Desk::new();
    std::fs::create_dir(desk.0.path().join("own")).unwrap();
    desk.file("own/ops.md", QUESTION);
    let contoso = path("contoso").display().to_string();
    let own = ["-i", contoso.as_str(), "--rules", "own"];
    let ask =
        [&["questionnaire"], &own[..], &["--rule", "ORG-*", "--out", "answers.toml"]].concat();
    let run = desk.run(&ask);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let text = std::fs::read_to_string(desk.0.path().join("answers.toml")).unwrap();
    for part in [
        "# The recovery was rehearsed within six months.",
        "# A person has rehearsed the recovery of this estate, end to end.",
        "/accounts/contoso-ai-lab",
        "rule = \"ORG-OPS-001\"",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert_eq!(text.matches("\n[[attestation]]").count(), 1, "{text}");

    let again = desk.run(&ask);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("answers.toml is there already"), "{}", again.stderr);

    let audit = |more: &[&str]| {
        let args = [&["audit", "-o", "json", "--rule", "ORG-*"], &own[..], more].concat();
        desk.run(&args)
    };
    let blank = audit(&["--config", "answers.toml"]);
    assert_eq!(blank.code, 2, "an empty answer is none");
    assert_eq!(blank.stderr.matches("is empty").count(), 4, "{}", blank.stderr);

    let filled = text
        .replace("statement = \"\"", "statement = \"Done\"")
        .replace("owner = \"\"", "owner = \"Ada\"")
        .replace("evidence = \"\"", "evidence = \"https://wiki.example.com/1\"")
        .replace("date = \"\"", "date = \"2026-11-01\"");
    desk.file("answers.toml", &filled);
    let open = audit(&["--require-attestations"]);
    assert_eq!(open.code, 1, "{}", open.stderr);
    let signed = audit(&["--require-attestations", "--config", "answers.toml"]);
    assert_eq!(signed.code, 0, "{}", signed.stderr);
    let report: Json = serde_json::from_str(&signed.stdout).unwrap();
    let finding = find(&report, "ORG-OPS-001", "/contoso-ai-lab");
    assert_eq!(finding["status"], "attested");
    assert_eq!(finding["attestation"]["evidence"], "https://wiki.example.com/1");
    assert_eq!(finding["attestation"]["expires"], "2027-11-01");

    let late = filled.replace("valid_days = 365", "valid_days = 7");
    desk.file("answers.toml", &late);
    let late = audit(&["--require-attestations", "--config", "answers.toml"]);
    assert_eq!(late.code, 1, "{}", late.stderr);
    assert!(late.stderr.contains("expired on 2026-11-08"), "{}", late.stderr);
}

#[test]
fn an_estate_without_questions_gets_no_questionnaire() {
    let desk = Desk::new();
    let contoso = path("contoso").display().to_string();
    let run = desk.run(&[
        "questionnaire",
        "-i",
        &contoso,
        "--rule",
        "FDR-DEL-*",
        "--out",
        "answers.toml",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("no attestation applies"), "{}", run.stderr);
    assert!(!desk.0.path().join("answers.toml").exists());
}

#[test]
fn a_signed_report_is_valid_against_its_schema() {
    let desk = Desk::new();
    let schema: Json = serde_json::from_str(&desk.run(&["schema", "report"]).stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let config = all_critical() + &waiver("FDR-DEL-001", &format!("{LAB}/**"), "2026-11-22", "");
    let (_, report) = desk.audit(&config, &[]);
    let errors: Vec<String> = validator.iter_errors(&report).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert!(!report["signatures"]["expired"].as_array().unwrap().is_empty());
}

/// Waivers on everything, of every sort. A rule that judges parts takes none without a part: there is one for each part.
fn generous(name: &str) -> Policy {
    let snapshot = load(name);
    let today = snapshot.header.taken_at.date();
    let found = judge_under(&snapshot, &Policy::default()).report.findings;
    let rules = crate::world::library().rules().iter().enumerate();
    let waiver = |nth: usize, rule: &str, part: Option<String>| Waiver {
        rule: rule.to_owned(),
        subject: Pattern::everything(),
        part,
        reason: "r".into(),
        owner: "o".into(),
        expires: today + Duration::days(if nth.is_multiple_of(3) { -1 } else { 30 }),
        covers_unknown: nth.is_multiple_of(2),
        place: ConfigPlace { file: "foundry-dr.toml".into(), line: nth + 1 },
    };
    let waivers = rules.flat_map(|(nth, rule)| {
        let of_rule = found.iter().filter(|finding| finding.rule == rule.id);
        let parts: BTreeSet<String> = of_rule.filter_map(|finding| finding.part.clone()).collect();
        let whole = rule.each().is_none().then(|| waiver(nth, &rule.id, None));
        let parts = parts.into_iter().map(move |part| waiver(nth, &rule.id, Some(part)));
        whole.into_iter().chain(parts).collect::<Vec<_>>()
    });
    Policy { waivers: waivers.collect(), ..Policy::default() }
}

fn no_loss_of_evidence_helps(name: &str) {
    let policy = generous(name);
    let snapshot = load(name);
    let before = judge_under(&snapshot, &policy).report;
    assert!(before.summary.by_status.waived > 0, "{name}: none is waived");
    assert_no_loss_helps(&snapshot, |worse| judge_under(worse, &policy));
}

mod under_waivers {
    crate::world::per_estate!(super::no_loss_of_evidence_helps);
}

#[test]
fn a_waiver_never_makes_a_pass_in_any_golden_estate() {
    for name in ESTATES {
        let snapshot = load(name);
        let plain = judge_under(&snapshot, &Policy::default()).report;
        let signed = judge_under(&snapshot, &generous(name)).report;
        assert_eq!(plain.summary.by_status.pass, signed.summary.by_status.pass, "{name}");
        for (before, after) in plain.findings.iter().zip(&signed.findings) {
            let same = |f: &Finding| (f.fingerprint.clone(), f.verdict, f.message.clone());
            assert_eq!(same(before), same(after));
            let allowed = after.status == before.status
                || (after.status == Status::Waived && before.status.is_open());
            assert!(allowed, "{name}: {before:?} became {after:?}");
        }
    }
}
