//! Saved reports: written again in other formats, and compared.

use crate::process::{Run, command, finish, run};
use crate::world;
use serde_json::Value as Json;
use std::path::{Path, PathBuf};

fn saved(directory: &Path, estate: &str) -> PathBuf {
    let path = directory.join(format!("{estate}.json"));
    let input = world::path(estate).display().to_string();
    let mut command = command(&["audit", "-q", "-i", &input, "-o"]);
    command.arg(format!("json={}", path.display())).env("SOURCE_DATE_EPOCH", "1795392000");
    finish(command);
    path
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_saved_report_renders_as_the_audit_did() {
    let directory = tempfile::tempdir().unwrap();
    let report = saved(directory.path(), "contoso");
    let input = world::path("contoso").display().to_string();
    for format in ["table", "json", "sarif", "junit", "markdown", "csv"] {
        let mut audit = command(&["audit", "-q", "-i", &input, "-o", format]);
        audit.env("SOURCE_DATE_EPOCH", "1795392000");
        let rendered = run(&["render", text(&report), "-o", format]);
        assert_eq!(rendered.code, 0, "{format}: {}", rendered.stderr);
        assert_eq!(rendered.stdout, finish(audit).stdout, "{format}");
        let last = rendered.stderr.lines().last().unwrap();
        assert!(last.starts_with("as audited: gate failed: "), "{last}");
    }
}

fn refused(run: &Run, title: &str) {
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert_eq!(run.stdout, "");
    assert!(run.stderr.contains(title), "{}", run.stderr);
    assert!(run.stderr.lines().last().unwrap().starts_with("hint: "));
}

#[test]
fn newer_and_broken_reports_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    let good = std::fs::read_to_string(saved(directory.path(), "ideal")).unwrap();
    let path = directory.path().join("report.json");
    for (bad, title) in [
        (good.replace("foundry-dr/report/v1", "foundry-dr/report/v2"), "foundry-dr/report/v2"),
        (good[..good.len() / 2].to_owned(), "truncated"),
        (String::new(), "it is empty"),
        ("{}".into(), "no report of foundry-dr"),
        ("\u{0}\u{1}binary".into(), "failed to read"),
        ("hello".into(), "isn't JSON"),
        (good.replacen("\"status\": \"pass\"", "\"status\": \"fail\"", 1), "contradicts itself"),
        (good.replacen("\"coverage\"", "\"cover\"", 1), "breaks the report's schema"),
    ] {
        std::fs::write(&path, bad).unwrap();
        refused(&run(&["render", text(&path)]), title);
        refused(&run(&["diff", text(&path), text(&path)]), title);
    }
    refused(&run(&["render", "/no/such/report.json"]), "failed to read");
    refused(&run(&["diff", "-", "-"]), "standard input");
}

/// A text as PowerShell's `>` writes it.
fn of_powershell(text: &str) -> Vec<u8> {
    let text = format!("\u{feff}{}\r\n", text.replace('\n', "\r\n"));
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn every_file_is_read_as_powershell_writes_it() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    std::fs::create_dir(at("rules")).unwrap();
    for (from, to) in [
        (world::path("contoso"), at("estate.jsonl")),
        (saved(directory.path(), "contoso"), at("saved.json")),
        ("examples/foundry-dr.toml".into(), at("config.toml")),
        ("examples/rules/ORG-NET-001-public-network.md".into(), at("rules/ORG-NET-001.md")),
    ] {
        let content = std::fs::read_to_string(from).unwrap();
        std::fs::write(&to, of_powershell(&content)).unwrap();
    }
    let files = ["estate.jsonl", "config.toml", "rules", "saved.json"].map(at);
    let [estate, config, rules, report] = files.each_ref().map(|path| text(path));
    let audit = run(&[
        "audit",
        "-i",
        estate,
        "--rules",
        rules,
        "--rule",
        "ORG-*",
        "--rule",
        "FDR-DEL-*",
        "-o",
        "csv",
    ]);
    assert_eq!(audit.code, 1, "{}", audit.stderr);
    assert!(audit.stdout.contains("ORG-NET-001"), "{}", audit.stdout);
    let demo = |config| run(&["audit", "--demo", "--config", config, "-o", "csv"]).stdout;
    let configured = demo("examples/foundry-dr.toml");
    assert!(!configured.is_empty());
    assert_eq!(demo(config), configured);
    let rendered = run(&["render", report, "-o", "csv"]);
    assert_eq!(rendered.code, 0, "{}", rendered.stderr);
    let same = run(&["diff", text(&world::path("contoso")), estate]);
    assert!(same.stdout.contains("nothing changed"), "{} {}", same.stdout, same.stderr);
    let same = run(&["diff", report, report]);
    assert!(same.stdout.contains("nothing changed"), "{} {}", same.stdout, same.stderr);
}

#[test]
fn two_of_the_same_differ_in_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let report = saved(directory.path(), "contoso");
    let same = run(&["diff", text(&report), text(&report), "--fail-on-new", "info"]);
    assert_eq!(same.code, 0, "{}", same.stderr);
    assert!(same.stdout.contains("nothing changed"), "{}", same.stdout);
    assert!(same.stderr.starts_with("gate passed"), "{}", same.stderr);
}

#[test]
fn a_report_and_a_snapshot_compare_too() {
    let directory = tempfile::tempdir().unwrap();
    let report = saved(directory.path(), "ideal");
    let snapshot = world::path("ideal");
    let run = run(&["diff", text(&report), text(&snapshot)]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("nothing changed"), "{}", run.stdout);
}

#[test]
fn a_lost_read_is_newly_unknown_and_undecided_but_never_fixed() {
    let directory = tempfile::tempdir().unwrap();
    let snapshot = std::fs::read_to_string(world::path("ideal")).unwrap();
    let mut lost = 0;
    let lines = snapshot.lines().map(|line| {
        let mut line: Json = serde_json::from_str(line).unwrap();
        if line["key"].as_str().is_some_and(|key| key.contains("/databaseaccounts/")) {
            line["outcome"] = "Denied".into();
            line.as_object_mut().unwrap().remove("body");
            lost += 1;
        }
        format!("{line}\n")
    });
    let now = directory.path().join("now.jsonl");
    std::fs::write(&now, lines.collect::<String>()).unwrap();
    assert!(lost > 0);
    let before = world::path("ideal");
    let args = ["diff", text(&before), text(&now), "-o", "json"];
    let plain = run(&args);
    assert_eq!(plain.code, 0, "{}", plain.stderr);
    let diff: Json = serde_json::from_str(&plain.stdout).unwrap();
    assert_eq!(diff["schema"], "foundry-dr/diff/v1");
    assert_ne!(diff["newly_unknown"], serde_json::json!([]));
    assert_eq!(diff["fixed"], serde_json::json!([]));
    let gated: Vec<&str> = args.iter().copied().chain(["--fail-on-new", "critical"]).collect();
    assert_eq!(run(&gated).code, 3);
    // The other way round, what was unknown and fails now is new; here everything is in order again.
    let back = run(&["diff", text(&now), text(&before), "--fail-on-new", "info"]);
    assert_eq!(back.code, 0, "{}", back.stderr);
    let markdown = run(&["diff", text(&before), text(&now), "-o", "markdown"]);
    assert!(markdown.stdout.contains("### newly unknown: "), "{}", markdown.stdout);
}

#[test]
fn what_is_new_fails_and_what_was_bad_before_does_not() {
    let (bad, good) = (world::path("contoso"), world::path("ideal"));
    let args = ["diff", text(&good), text(&bad), "--fail-on-new", "critical"];
    let worse = run(&args);
    assert_eq!(worse.code, 1, "{}", worse.stderr);
    assert!(worse.stderr.starts_with("gate failed: "), "{}", worse.stderr);
    assert!(worse.stdout.contains("resources that came"));
    assert!(worse.stdout.contains("not seen any more"));
    assert_eq!(run(&args[..3]).code, 0, "without a gate it only tells");
}
