//! Formats of the report: all of them tell the same, none of them can be turned against its reader, and none of them moves the
//! exit code.

use crate::process::{command, finish, run};
use crate::world;
use clap::ValueEnum;
use foundry_dr::audit::{Finding, Report, Status};
use foundry_dr::cli::Format;
use foundry_dr::render::{csv, html, json, junit, markdown, sarif, table};
use quick_junit::TestCaseStatus;
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::process::Stdio;
use std::sync::LazyLock;

/// Every format that the command line takes.
static FORMATS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let names = Format::value_variants().iter().map(|format| format.name());
    names.map(|name| &*name.leak()).collect()
});

fn rendered(report: &Report, format: &str) -> String {
    match format {
        "table" => {
            let options =
                table::TableOptions { verbose: true, width: 240, ..table::TableOptions::default() };
            table::render(report, &options)
        }
        "json" => json::render(report),
        "sarif" => sarif::render(report),
        "junit" => junit::render(report),
        "markdown" => markdown::render(report),
        "csv" => csv::render(report),
        "html" => html::render(report),
        _ => panic!("{format}"),
    }
}

fn report(name: &str) -> Report {
    world::judge(&world::load(name)).report
}

/// How often each rule has failed or undecided findings, as a format tells it.
type Told = Vec<(String, usize)>;

fn told(rules: impl Iterator<Item = String>) -> Told {
    let mut rules: Vec<String> = rules.collect();
    rules.sort();
    let distinct: BTreeSet<String> = rules.iter().cloned().collect();
    let count = |rule: &String| rules.iter().filter(|other| *other == rule).count();
    distinct.iter().map(|rule| (rule.clone(), count(rule))).collect()
}

fn in_report(report: &Report, wanted: fn(&Finding) -> bool) -> Told {
    let findings = report.findings.iter().filter(|f| wanted(f));
    told(findings.map(|f| f.rule.clone()))
}

fn of_sarif(text: &str) -> Told {
    let log: Json = serde_json::from_str(text).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap().clone();
    let open = results.into_iter().filter(|result| result.get("suppressions").is_none());
    told(open.map(|result| result["ruleId"].as_str().unwrap().to_owned()))
}

fn of_junit(text: &str) -> Told {
    let suites = quick_junit::Report::deserialize_from_str(text).unwrap();
    let cases = suites.test_suites.iter().flat_map(|suite| &suite.test_cases);
    let open = cases.filter(|case| {
        matches!(case.status, TestCaseStatus::NonSuccess { .. }) && case.name.as_str() != "gate"
    });
    told(open.map(|case| case.name.split(' ').next().unwrap().to_owned()))
}

fn of_markdown(text: &str) -> Told {
    let rows = text.lines().filter(|line| line.starts_with("| "));
    let rules = rows.filter_map(|row| {
        let cell = row.split(" | ").nth(1)?;
        cell.starts_with("FDR-").then(|| cell.to_owned())
    });
    told(rules)
}

/// The cells of CSV, read by RFC 4180.
fn cells(text: &str) -> Vec<Vec<String>> {
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let lines = text.strip_suffix("\r\n").expect("a last line that ends");
    lines
        .split("\r\n")
        .map(|line| {
            let line = line.strip_prefix('"').unwrap().strip_suffix('"').unwrap();
            line.split("\",\"").map(|cell| cell.replace("\"\"", "\"")).collect()
        })
        .collect()
}

fn of_csv(text: &str, statuses: &[&str]) -> Told {
    let lines = cells(text).into_iter().skip(1);
    let open = lines.filter(|line| statuses.contains(&line[0].as_str()));
    told(open.map(|line| line[2].clone()))
}

#[test]
fn all_formats_list_the_same_open_findings() {
    for name in world::ESTATES {
        let report = report(name);
        let decidable = |f: &Finding| matches!(f.status, Status::Fail | Status::Unknown);
        let seen = in_report(&report, decidable);
        let open = in_report(&report, |f| f.status.is_open());
        assert!(!open.is_empty(), "{name}");
        assert_eq!(of_sarif(&rendered(&report, "sarif")), seen, "{name}");
        assert_eq!(of_junit(&rendered(&report, "junit")), seen, "{name}");
        let csv = rendered(&report, "csv");
        assert_eq!(of_csv(&csv, &["fail", "unknown"]), seen, "{name}");
        assert_eq!(of_csv(&csv, &["fail", "unknown", "manual"]), open, "{name}");
        let markdown = rendered(&report, "markdown");
        if markdown.contains("are not shown here") {
            // A comment has a size: the worst are in it, and nothing that isn't open.
            let shown = of_markdown(&markdown);
            assert!(shown.len() > 20, "{name}: {shown:?}");
            for (rule, count) in shown {
                assert!(
                    open.iter().any(|(known, all)| *known == rule && *all >= count),
                    "{name}: {rule}"
                );
            }
        } else {
            assert_eq!(of_markdown(&markdown), open, "{name}");
        }
        let table = rendered(&report, "table");
        for (rule, _) in &open {
            let short = rule.trim_start_matches("FDR-");
            assert!(table.contains(short), "{name}: {rule}");
        }
    }
}

/// What somebody who may name resources could write into a name, a tag or a lock's note.
const HOSTILE: &str = "=cmd()|'/c calc'!A0 <script>alert(1)</script> ]]> `x` **b** [l](https://evil.example) \
     @team | a,\"b\"\r\n::error::forged\r\ngate passed \u{1b}[2J\u{9b}31m\u{202e}evil\u{2028}\u{0}\u{fffe} ##VSO[task.complete result=Succeeded;] ##[error]forged\r\n##teamcity[buildStatus text='x']";

fn hostile() -> Report {
    let mut report = report("contoso");
    for finding in &mut report.findings {
        std::sync::Arc::make_mut(&mut finding.subject).name = HOSTILE.into();
        finding.message = HOSTILE.into();
        finding.part = Some(HOSTILE.into());
        if let Some(remedy) = &mut finding.remediation {
            remedy.summary = HOSTILE.into();
            remedy.azcli = Some(HOSTILE.into());
        }
    }
    for gap in &mut report.gaps {
        gap.why = HOSTILE.into();
        gap.request = format!("GET /{HOSTILE}");
    }
    for account in &mut report.estate.accounts {
        account.name = HOSTILE.into();
    }
    for entry in &mut report.source.scope {
        entry.name = Some(HOSTILE.into());
    }
    report.gate.reasons.push(HOSTILE.into());
    report
}

#[test]
fn hostile_texts_stay_harmless_in_every_format() {
    let report = hostile();
    for format in FORMATS.iter().copied() {
        let text = rendered(&report, format);
        let obeyed = text.chars().find(|&c| {
            (c.is_control() && !matches!(c, '\n' | '\r'))
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2028}')
        });
        assert_eq!(obeyed, None, "{format}");
        let forged = text
            .lines()
            // A page isn't read line by line; what a pipeline obeys it obeys there too.
            .find(|line| {
                line.starts_with("::") || format != "html" && line.starts_with("gate passed")
            });
        assert_eq!(forged, None, "{format}");
        let folded = text.to_ascii_lowercase();
        for command in ["##vso[", "##[", "##teamcity["] {
            assert!(!folded.contains(command), "{format}: {command}");
        }
    }
    let markdown = rendered(&report, "markdown");
    for markup in ["<script", "](http", "://evil", "@team", " `x`", "**b**"] {
        assert!(!markdown.contains(markup), "{markup}");
    }
    let rows = markdown.lines().filter(|line| line.contains("FDR-"));
    for row in rows {
        let bars = row.replace("\\|", "").matches('|').count();
        assert_eq!(bars, 6, "{row}");
    }
    let junit = rendered(&report, "junit");
    assert!(!junit.contains("<script") && !junit.contains("]]>") && !junit.contains('\u{fffe}'));
    let seen = in_report(&report, |f| matches!(f.status, Status::Fail | Status::Unknown));
    assert_eq!(of_junit(&junit), seen, "it is XML all the same");
    for line in cells(&rendered(&report, "csv")) {
        assert_eq!(line.len(), 18);
        let formula = line.iter().find(|cell| cell.starts_with(['=', '+', '-', '@']));
        assert_eq!(formula, None);
    }
    let sarif: Json = serde_json::from_str(&rendered(&report, "sarif")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    for result in results {
        let text = result["message"]["text"].as_str().unwrap();
        assert!(!text.contains("[l]("), "{text}");
        let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        let uri = uri.as_str().unwrap();
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
        assert!(uri.chars().all(plain), "{uri}");
    }
    let again: Report = serde_json::from_str(&rendered(&report, "json")).unwrap();
    assert_eq!(again, report, "JSON means the same");
}

#[test]
fn the_exit_code_and_the_last_line_are_the_same_whatever_the_format() {
    let runs: Vec<_> = FORMATS
        .iter()
        .map(|format| run(&["audit", "--demo", "--fail-on", "critical", "-q", "-o", format]))
        .collect();
    for (format, run) in FORMATS.iter().zip(&runs) {
        assert_eq!(run.code, 1, "{format}: {}", run.stderr);
        assert_eq!(run.stderr, runs[0].stderr, "{format}");
        assert_eq!(run.stderr.lines().count(), 1, "{format}: {}", run.stderr);
        assert!(run.stderr.starts_with("gate failed: "), "{}", run.stderr);
    }
}

#[test]
fn several_formats_in_one_run_are_those_of_several_runs() {
    let directory = tempfile::tempdir().unwrap();
    let path = |format: &str| directory.path().join(format);
    let mut args = vec!["audit".to_owned(), "--demo".into(), "-q".into()];
    for format in &FORMATS[1..] {
        args.extend(["-o".to_owned(), format!("{format}={}", path(format).display())]);
    }
    args.extend(["-o".into(), "table".into()]);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let all = run(&args);
    assert_eq!(all.code, 0, "{}", all.stderr);
    assert!(all.stdout.contains("Grade"));
    for format in &FORMATS[1..] {
        let alone = run(&["audit", "--demo", "-q", "-o", format]);
        let written = std::fs::read_to_string(path(format)).unwrap();
        assert!(written.len() > 1_000, "{format}");
        assert_eq!(written, alone.stdout, "{format}");
    }
}

#[test]
fn a_reader_who_leaves_changes_no_exit_code() {
    for format in FORMATS.iter().copied() {
        let mut child = command(&["audit", "--demo", "--fail-on", "critical", "-o", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        assert_eq!(child.wait().unwrap().code(), Some(1), "{format}");
    }
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_old_report_and_nothing_half() {
    let directory = tempfile::tempdir().unwrap();
    for format in FORMATS.iter().copied() {
        let path = directory.path().join(format);
        std::fs::write(&path, "old").unwrap();
        let output = format!("{format}={}", path.display());
        // No file may grow beyond one block: what a full disk does, as far as the program can tell.
        let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\"";
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", script, env!("CARGO_BIN_EXE_foundry-dr")]);
        shell.args(["audit", "--demo", "--color", "never", "-o", &output]);
        let run = finish(shell);
        assert_eq!(run.code, 2, "{format}: {}", run.stderr);
        assert!(run.stderr.contains("failed to write"), "{}", run.stderr);
        assert!(run.stderr.lines().last().unwrap().starts_with("gate"));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old", "{format}");
    }
    let left = std::fs::read_dir(directory.path()).unwrap().count();
    assert_eq!(left, FORMATS.len(), "no temporary file is left");
}

#[test]
fn an_unwritable_path_is_2_in_every_format() {
    for format in FORMATS.iter() {
        let output = format!("{format}=/no/such/directory/report");
        let run = run(&["audit", "--demo", "-o", &output]);
        assert_eq!(run.code, 2, "{format}");
        assert!(run.stderr.contains("/no/such/directory/report"));
    }
}
