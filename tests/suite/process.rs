//! The binary as a user meets it: exit codes, stdout, stderr, and messages that say what to do next.

use crate::world;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How a run ended.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Variables that would change what the program does.
const SCRUBBED: &[&str] = &[
    "AZURE_SUBSCRIPTION_ID",
    "AZURE_ACCESS_TOKEN",
    "AZURE_TENANT_ID",
    "AZURE_CLIENT_ID",
    "AZURE_CLIENT_SECRET",
    "AZURE_FEDERATED_TOKEN_FILE",
    "AZURE_AUTHORITY_HOST",
    "IMDS_ENDPOINT",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "IDENTITY_ENDPOINT",
    "IDENTITY_HEADER",
    "NO_COLOR",
    "COLUMNS",
    "SOURCE_DATE_EPOCH",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "http_proxy",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
];

pub(crate) fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foundry-dr"));
    for name in SCRUBBED {
        command.env_remove(name);
    }
    command.args(args).stdin(Stdio::null());
    command
}

pub(crate) fn finish(mut command: Command) -> Run {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run {
        code: output.status.code().unwrap(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

pub(crate) fn run(args: &[&str]) -> Run {
    finish(command(args))
}

fn estate(name: &str) -> String {
    world::path(name).display().to_string()
}

#[test]
fn a_project_keeps_the_stores_that_it_binds_by_its_account() {
    let faults = |project: &str| {
        let run = run(&[
            "audit",
            "-i",
            &estate("contoso"),
            "--project",
            project,
            "--rule",
            "FDR-DEL-004",
            "-o",
            "json",
        ]);
        let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let findings = report["findings"].as_array().unwrap().iter();
        let of = findings.filter(|f| f["subject"]["name"] == "stcontosoailab");
        of.map(|f| f["status"].clone()).collect::<Vec<_>>()
    };
    // One has a connection of its own, the other's capability host names one of the account.
    assert_eq!(faults("prompt-lab"), ["fail"]);
    assert_eq!(faults("copilot-lab"), ["fail"]);
}

/// An error has a title and a hint, exits with 2, prints no report and no backtrace.
fn refused(run: &Run, title: &str, hint: &str) {
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert_eq!(run.stdout, "");
    let first = run
        .stderr
        .lines()
        .find(|line| line.starts_with("error: "))
        .unwrap_or_else(|| panic!("no error line: {}", run.stderr));
    assert!(first.contains(title), "{first}");
    let last = run.stderr.lines().last().unwrap();
    assert!(last.starts_with("hint: ") && last.contains(hint), "{last}");
    for noise in ["panicked", "stack backtrace", "Error {", "Err("] {
        assert!(!run.stderr.contains(noise), "{}", run.stderr);
    }
}

#[test]
fn the_demo_prints_the_scored_table_and_exits_0() {
    let demo = run(&["audit", "--demo"]);
    assert_eq!(demo.code, 0, "{}", demo.stderr);
    assert!(demo.stdout.contains("CRIT"), "{}", demo.stdout);
    assert!(demo.stdout.to_lowercase().contains("score"), "{}", demo.stdout);
    assert!(!demo.stdout.contains('\u{1b}'), "no escape sequences in a pipe");
    let last = demo.stderr.lines().last().unwrap();
    assert!(last.starts_with("gate"), "{last}");
}

#[test]
fn the_demo_is_a_gate_when_asked() {
    assert_eq!(run(&["audit", "--demo", "--fail-on", "critical"]).code, 1);
    assert_eq!(run(&["audit", "--demo", "--fail-on", "never", "-q"]).code, 0);
    assert_eq!(
        run(&["audit", "--demo", "--min-score", "100"]).code,
        3,
        "not decided while evidence is missing"
    );
}

#[test]
fn exit_codes_of_the_golden_estates() {
    for (name, code) in [
        ("ideal", 0),
        ("contoso", 1),
        ("microsoft-standard-sample", 1),
        ("basic-mode", 1),
        ("denied-reads", 3),
    ] {
        let audit = run(&["audit", "-i", &estate(name)]);
        assert_eq!(audit.code, code, "{name}: {}", audit.stderr);
        assert!(
            audit.stderr.lines().last().unwrap().starts_with("gate "),
            "{name}: {}",
            audit.stderr
        );
    }
    assert_eq!(
        run(&[
            "audit",
            "-i",
            &estate("ideal"),
            "--fail-on",
            "low",
            "--exclude-rule",
            "FDR-MRG-001"
        ])
        .code,
        0
    );
}

#[test]
fn quiet_still_says_why() {
    let audit = run(&["audit", "-q", "-i", &estate("contoso")]);
    assert_eq!(audit.stderr.lines().count(), 1, "{}", audit.stderr);
}

#[test]
fn missing_evidence_is_never_green() {
    let denied = estate("denied-reads");
    assert_eq!(run(&["audit", "-i", &denied]).code, 3);
    assert_ne!(
        run(&["audit", "-i", &denied, "--on-unknown", "ignore"]).code,
        0,
        "a listing that wasn't read is never ignored"
    );
    let audit = run(&["audit", "-i", &denied]);
    assert!(
        audit.stdout.contains("Microsoft.Authorization/locks/read"),
        "the missing permission is named:\n{}",
        audit.stdout
    );
}

#[test]
fn nothing_found_is_not_green() {
    let directory = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(estate("ideal")).unwrap();
    let mut lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for line in &mut lines {
        if line["key"]
            .as_str()
            .is_some_and(|key| key.ends_with("/providers/microsoft.cognitiveservices/accounts"))
        {
            line["body"] = serde_json::json!({"value": []});
        }
    }
    let path = directory.path().join("empty.jsonl");
    std::fs::write(&path, lines.iter().map(|line| format!("{line}\n")).collect::<String>())
        .unwrap();
    let path = path.display().to_string();
    let audit = run(&["audit", "-i", &path]);
    assert_eq!(audit.code, 3, "{}", audit.stderr);
    assert!(audit.stderr.contains("nothing to audit"), "{}", audit.stderr);
    assert_eq!(run(&["audit", "-i", &path, "--allow-empty"]).code, 0);
}

#[test]
fn bad_snapshots_are_refused_with_the_next_step() {
    let directory = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| -> String {
        let path = directory.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.display().to_string()
    };
    let whole = std::fs::read(estate("contoso")).unwrap();
    let cut_line = file("cut.jsonl", &whole[..whole.len() - 40]);
    let lines: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
    let cut_file = file("short.jsonl", &lines[..lines.len() - 3].concat());
    let newer = String::from_utf8(whole.clone()).unwrap().replacen("snapshot/v1", "snapshot/v9", 1);
    for (path, title, hint) in [
        (cut_line, "truncated", "copy it again"),
        (cut_file, "truncated", "copy it again"),
        (file("new.jsonl", newer.as_bytes()), "snapshot/v9", "update foundry-dr"),
        (file("text.jsonl", b"not json\n"), "no snapshot", "foundry-dr snapshot"),
        (file("other.json", b"{\"a\": 1}\n"), "no snapshot", "foundry-dr snapshot"),
        (file("binary", &[0xff, 0x00, 0xfe, 0x0a]), "no snapshot", "foundry-dr snapshot"),
        (file("empty", b""), "empty", "foundry-dr snapshot"),
        (directory.path().display().to_string(), "directory", "estate.jsonl"),
        (directory.path().join("missing").display().to_string(), "missing", "check"),
    ] {
        refused(&run(&["audit", "-i", &path]), title, hint);
    }
}

#[test]
fn bad_words_are_refused_with_the_next_step() {
    let contoso = estate("contoso");
    for (args, title, hint) in [
        (vec!["audit"], "no subscription", "--demo"),
        (vec!["audit", "--demo", "-o", "table", "-o", "json"], "stdout", "-o json="),
        (vec!["audit", "--demo", "--rule", "FDR-DLE-*"], "FDR-DLE-*", "rules list"),
        (vec!["audit", "--demo", "--account", "no-such-account"], "no-such-account", ""),
        (vec!["audit", "-i", &contoso, "--project", "nope"], "nope", ""),
        (vec!["rules", "explain", "FDR-DEL-999"], "FDR-DEL-999", "did you mean `FDR-DEL-00"),
        (vec!["rules", "list", "--severity", "info", "--kind", "connection"], "no rule", "--kind"),
        (vec!["rules", "test", "/no/such/directory"], "/no/such/directory", "rule files"),
        (
            vec![
                "audit",
                "-s",
                "x",
                "--credential",
                "token",
                "--arm-endpoint",
                "http://example.com",
            ],
            "http",
            "",
        ),
        (vec!["audit", "-s", "x", "--credential", "token"], "AZURE_ACCESS_TOKEN", ""),
    ] {
        refused(&run(&args), title, hint);
    }
}

#[test]
fn words_of_a_list_are_refused_with_the_list() {
    for (args, word, expected) in [
        (vec!["audit", "--demo", "-o", "yaml"], "yaml", "table, json"),
        (vec!["rules", "list", "--kind", "storage"], "storage", "storage-account"),
        (vec!["rules", "facts", "storage"], "storage", "storage-account"),
        (vec!["rules", "facts", "cosmos-accounts"], "cosmos-accounts", "exists: 'cosmos-account'"),
    ] {
        let run = run(&args);
        assert_eq!((run.code, &*run.stdout), (2, ""), "{}", run.stderr);
        assert!(
            run.stderr.starts_with(&format!("error: invalid value '{word}'")),
            "{}",
            run.stderr
        );
        assert!(run.stderr.contains(expected), "{}", run.stderr);
    }
}

#[test]
fn a_wrong_clock_is_refused() {
    let mut command = command(&["audit", "-i", &estate("ideal")]);
    command.env("SOURCE_DATE_EPOCH", "tomorrow");
    refused(&finish(command), "SOURCE_DATE_EPOCH", "seconds since 1970");
}

#[test]
fn broken_rule_files_are_refused_with_place_and_suggestion() {
    let directory = tempfile::tempdir().unwrap();
    let good = std::fs::read_to_string(custom_rule()).unwrap();
    for (name, from, to, expected) in [
        ("fact.md", "public_network_access ==", "public_network_acess ==", "did you mean"),
        ("syntax.md", "public_network_access ==", "public_network_access ===", "fact.md"),
        ("prefix.md", "id = \"ORG-NET-001\"", "id = \"FDR-NET-001\"", "FDR-"),
    ] {
        let broken = good.replacen(from, to, 1);
        assert_ne!(broken, good, "{name}: the custom rule has changed");
        let rules = directory.path().join(name.trim_end_matches(".md"));
        std::fs::create_dir(&rules).unwrap();
        std::fs::write(rules.join(name), broken).unwrap();
        let run = run(&["audit", "--demo", "--rules", rules.to_str().unwrap()]);
        refused(&run, "mistake", "rules facts");
        if name != "syntax.md" {
            assert!(run.stderr.contains(expected), "{}", run.stderr);
        }
        assert!(
            run.stderr.contains(&format!("{name}:")),
            "file and line are named: {}",
            run.stderr
        );
    }
}

fn custom_rule() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/rules/ORG-NET-001-public-network.md")
}

#[test]
fn rules_are_chosen_as_the_table_writes_them() {
    let chosen = |args: &[&str]| run(&[&["audit", "--demo", "-o", "csv"], args].concat()).stdout;
    let one = chosen(&["--rule", "FDR-REC-001"]);
    assert!(one.contains("FDR-REC-001"), "{one}");
    assert_eq!(chosen(&["--rule", "REC-001"]), one);
    assert_eq!(chosen(&["--rule", "rec-*"]), chosen(&["--rule", "FDR-REC-*"]));
    let without = chosen(&["--rule", "REC-*", "--exclude-rule", "REC-001"]);
    assert!(!without.contains("FDR-REC-001") && without.contains("FDR-REC-002"), "{without}");
    let wrong = run(&["audit", "--demo", "--rule", "REC-999"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("did you mean `FDR-REC-"), "{}", wrong.stderr);
}

#[test]
fn a_subscription_that_is_not_enabled_is_named() {
    let text = std::fs::read_to_string(estate("contoso")).unwrap();
    let disabled = text.replacen("\"state\":\"Enabled\"", "\"state\":\"Disabled\"", 1);
    assert_ne!(text, disabled);
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("estate.jsonl");
    std::fs::write(&path, disabled).unwrap();
    let audit = |format: &str| run(&["audit", "-i", path.to_str().unwrap(), "-o", format]).stdout;
    let table = audit("table");
    assert!(table.contains("Not enabled: Contoso AI Production (Disabled)"), "{table}");
    assert!(audit("html").contains("Disabled, accounts listed in full"));
    let report: serde_json::Value = serde_json::from_str(&audit("json")).unwrap();
    assert_eq!(report["source"]["scope"][0]["state"], "Disabled");
    assert_eq!(report["source"]["scope"][1].get("state"), None);
}

#[test]
fn a_custom_rule_judges_beside_the_built_in_ones() {
    let directory = custom_rule().parent().unwrap().display().to_string();
    assert_eq!(run(&["rules", "test", &directory]).code, 0);
    let audit = run(&["audit", "--demo", "--rules", &directory, "-o", "json"]);
    let report: serde_json::Value = serde_json::from_str(&audit.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    assert!(findings.iter().any(|finding| finding["rule"] == "ORG-NET-001"));
    assert!(findings.iter().any(|finding| finding["rule"] == "FDR-DEL-001"));
}

#[test]
fn the_rules_verb_tells_what_is_checked() {
    let list = run(&["rules", "list"]);
    assert_eq!(list.code, 0);
    for line in ["FDR-DEL-001", "FDR-SRP-003", "FDR-MRG-007"] {
        assert!(list.stdout.contains(line), "{line}");
    }
    let explain = run(&["rules", "explain", "fdr-rec-001"]);
    assert!(
        explain.stdout.contains("How to fix")
            && explain.stdout.contains("https://learn.microsoft.com"),
        "{}",
        explain.stdout
    );
    let list = run(&["rules", "list", "-o", "json", "--kind", "estate", "--severity", "critical"]);
    let list: serde_json::Value = serde_json::from_str(&list.stdout).unwrap();
    assert_eq!(list.as_array().unwrap().len(), 1, "{list}");
    assert_eq!(list[0]["id"], "FDR-IAC-003");
    let list = run(&["rules", "list", "-o", "markdown", "--pillar", "zon"]);
    assert!(list.stdout.starts_with("| Rule | Class |"), "{}", list.stdout);
    let explain = run(&["rules", "explain", "DEL-001", "-o", "json"]);
    let explain: serde_json::Value = serde_json::from_str(&explain.stdout).unwrap();
    assert_eq!(explain["id"], "FDR-DEL-001");
    assert!(explain["how"].as_str().unwrap().contains("az lock create"));
    let coverage = run(&["rules", "coverage"]);
    assert_eq!(coverage.code, 0);
    for text in ["S28", "FDR-REC-001", "N51"] {
        assert!(coverage.stdout.contains(text), "{text}");
    }
    // Every statement is taken up by a rule.
    assert!(!coverage.stdout.contains("(not yet)"), "{}", coverage.stdout);
    let coverage = run(&["rules", "coverage", "-o", "json"]);
    let coverage: serde_json::Value = serde_json::from_str(&coverage.stdout).unwrap();
    assert_eq!(coverage.as_array().unwrap().len(), 139);
    assert_eq!(coverage[0]["id"], "S01");
    let facts = run(&["rules", "facts", "storage-account"]);
    assert!(facts.stdout.contains("zone_redundant: bool"), "{}", facts.stdout);
    assert!(!facts.stdout.contains("continuous_backup"), "only the kind asked for");
    let test = run(&["rules", "test"]);
    assert_eq!(test.code, 0, "{}{}", test.stdout, test.stderr);
}

#[test]
fn the_report_is_valid_against_its_own_schema() {
    let schema: serde_json::Value =
        serde_json::from_str(&run(&["schema", "report"]).stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for name in world::ESTATES {
        let report = run(&["audit", "-i", &estate(name), "-o", "json"]);
        let report: serde_json::Value = serde_json::from_str(&report.stdout).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&report).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
        let broken = serde_json::json!({"schema": "foundry-dr/report/v1"});
        assert!(!validator.is_valid(&broken), "the schema asks for something");
    }
}

#[test]
fn a_snapshot_comes_through_stdin_too() {
    let mut command = command(&["audit", "-i", "-", "-o", "json"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let bytes = std::fs::read(estate("ideal")).unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(&bytes));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_reader_who_leaves_changes_nothing() {
    let mut child = command(&["audit", "-i", &estate("contoso"), "-o", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn an_output_that_cannot_be_written_is_2_and_the_others_are_written() {
    let directory = tempfile::tempdir().unwrap();
    let good = directory.path().join("report.json");
    let run = run(&[
        "audit",
        "--demo",
        "-o",
        "table=/no/such/directory/report.txt",
        "-o",
        &format!("json={}", good.display()),
    ]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("/no/such/directory/report.txt"), "{}", run.stderr);
    assert!(good.exists());
    assert!(run.stderr.lines().last().unwrap().starts_with("gate"), "{}", run.stderr);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let once = || {
        let mut command = command(&["audit", "-i", &estate("contoso"), "-o", "json"]);
        command.env("SOURCE_DATE_EPOCH", "1795392000");
        finish(command).stdout
    };
    let first = once();
    assert!(first.len() > 10_000);
    assert_eq!(first, once());
}

/// What was read between the fixed instant and today was read: an old audit is made again as of then.
#[test]
fn a_fixed_instant_takes_no_evidence_away() {
    let text = std::fs::read_to_string(estate("ideal")).unwrap();
    let text = text.replace("\"2026-11-23T00:00:00Z\"", "\"2020-01-02T00:00:00Z\"");
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("estate.jsonl");
    std::fs::write(&file, text).unwrap();
    let mut command = command(&["audit", "-i", file.to_str().unwrap(), "-o", "json"]);
    command.env("SOURCE_DATE_EPOCH", "1577836800"); // 2020-01-01
    let run = finish(command);
    assert!(!run.stdout.contains("read-in-the-future"), "{}", run.stderr);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn help_names_every_verb_and_the_exit_codes() {
    let help = run(&["--help"]);
    assert_eq!(help.code, 0);
    for word in [
        "audit",
        "snapshot",
        "questionnaire",
        "rules",
        "schema",
        "Exit codes",
        "foundry-dr audit --demo",
    ] {
        assert!(help.stdout.contains(word), "{word}");
    }
    for verb in [
        vec!["audit"],
        vec!["snapshot"],
        vec!["questionnaire"],
        vec!["rules"],
        vec!["rules", "explain"],
        vec!["rules", "list"],
        vec!["rules", "coverage"],
        vec!["schema"],
    ] {
        let args: Vec<&str> = verb.iter().copied().chain(["--help"]).collect();
        assert_eq!(run(&args).code, 0, "{verb:?}");
    }
}
