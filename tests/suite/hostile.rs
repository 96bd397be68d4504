//! Texts that somebody else wrote, on their way to a terminal or a pipeline's log: whatever verb prints them and wherever they
//! come from, nothing obeys them, and none of them begins a line.

use crate::fake_arm::{Effect, FakeArm, Fault, World};
use crate::process::{Run, run};
use crate::wire::{live, subscriptions};
use crate::world;
use serde_json::{Value as Json, json};

/// What a name, a tag, a code or a key may hold.
const NASTY: &str = "x\r\n::error::forged\n##vso[task.complete result=Succeeded;]a ##[error]b ##teamcity[message text='c']\n\
     gate passed: all is well\n\u{1b}[2J\u{1b}]0;t\u{7}\u{9b}31m\u{202e}\u{2028}::stop-commands::t [Fix it](https://evil.example)";

/// The first thing in a text that a terminal or a log would obey, or a line that a name has begun.
fn obeyed(text: &str) -> Option<String> {
    let shown = |c: char| {
        c == '\n' || !(c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2028}'))
    };
    let line = text.lines().find(|line| {
        let folded = line.to_lowercase();
        let start = line.trim_start();
        ["##vso[", "##[", "##teamcity["].iter().any(|command| folded.contains(command))
            || start.starts_with("::")
            || start.starts_with("gate passed: all is well")
            || !line.trim_end_matches('\r').chars().all(shown)
    });
    line.map(str::to_owned)
}

fn harmless(run: &Run, what: &str) {
    for (stream, text) in [("stdout", &run.stdout), ("stderr", &run.stderr)] {
        assert_eq!(obeyed(text), None, "{what}: {stream}");
    }
}

#[test]
fn the_test_knows_what_is_obeyed() {
    for bad in [
        " ::error::x",
        "a ##VSO[x]",
        "a ##[x]",
        "a ##teamcity[x]",
        "gate passed: all is well",
        "\u{1b}[2J",
        "\u{9b}",
        "\u{202e}",
        "a\rb",
    ] {
        assert!(obeyed(&format!("fine\n{bad}\nfine")).is_some(), "{bad:?}");
    }
    assert_eq!(obeyed("a fine line\r\n  | ## title | 10:00\n"), None);
}

/// A golden estate in which every text that isn't an id, a type or a place holds something nasty, and so do its keys' ends.
fn poisoned(path: &std::path::Path) {
    let text = std::fs::read_to_string(world::path("contoso")).unwrap();
    let lines = text.lines().map(|line| {
        let mut line: Json = serde_json::from_str(line).unwrap();
        for name in ["code", "message", "correlation_id", "api_version"] {
            if line.get(name).is_some() {
                line[name] = NASTY.into();
            }
        }
        for entry in line.get_mut("scope").and_then(Json::as_array_mut).into_iter().flatten() {
            entry["name"] = NASTY.into();
        }
        if let Some(body) = line.get_mut("body") {
            poison(body);
        }
        format!("{line}\n")
    });
    std::fs::write(path, lines.collect::<String>()).unwrap();
}

fn poison(value: &mut Json) {
    match value {
        Json::Array(items) => items.iter_mut().for_each(poison),
        Json::Object(fields) => {
            for (name, field) in fields {
                match field {
                    Json::String(text)
                        if matches!(
                            &**name,
                            "name"
                                | "displayName"
                                | "notes"
                                | "roleName"
                                | "location"
                                | "description"
                        ) =>
                    {
                        *text = format!("{text}{NASTY}");
                    }
                    other => poison(other),
                }
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

#[test]
fn a_hostile_estate_is_harmless_whatever_prints_it() {
    let directory = tempfile::tempdir().unwrap();
    let estate = directory.path().join("estate.jsonl");
    poisoned(&estate);
    let (estate, golden) = (estate.to_str().unwrap(), world::path("contoso"));
    let golden = golden.to_str().unwrap();
    let questions = directory.path().join("questions.toml");
    let report = directory.path().join("report.json");
    let written = format!("json={}", report.display());
    run(&["audit", "-i", estate, "-q", "-o", &written, "-o", "table=/dev/null"]);
    let report = report.to_str().unwrap();
    let mut runs: Vec<Vec<&str>> = vec![
        vec!["audit", "-i", estate, "-i", golden, "-v"],
        vec!["diff", golden, estate],
        vec!["diff", golden, estate, "-o", "json"],
        vec!["diff", golden, estate, "-o", "markdown", "--fail-on-new", "low"],
        vec!["questionnaire", "-i", estate, "--out", questions.to_str().unwrap()],
    ];
    for format in ["table", "json", "sarif", "junit", "markdown", "csv", "html"] {
        runs.push(vec!["audit", "-i", estate, "-vv", "-o", format]);
        runs.push(vec!["render", report, "-o", format]);
    }
    for args in runs {
        let run = run(&args);
        assert!(run.stdout.len() + run.stderr.len() > 100, "{args:?}");
        harmless(&run, &args.join(" "));
        if args.contains(&"html") {
            let live = run.stdout.split("<a ").skip(1).find(|link| {
                link.split('>').next().is_some_and(|tag| tag.contains("evil.example"))
            });
            assert_eq!(live, None, "a name is no link");
        }
    }
    assert_eq!(obeyed(&std::fs::read_to_string(&questions).unwrap()), None);
}

#[test]
fn the_key_of_a_read_that_differs_is_harmless() {
    let directory = tempfile::tempdir().unwrap();
    let file = |name: &str, state: &str| {
        let path = directory.path().join(name);
        let header = json!({"schema": "foundry-dr/snapshot/v1", "tool": {"name": "foundry-dr", "version": "1"},
            "taken_at": "2026-01-02T03:04:05Z", "source": "arm", "scope": [], "observations": 1});
        let key = format!("/subscriptions/{NASTY}");
        let line = json!({"key": key, "method": "GET", "api_version": "2022-12-01", "pages": 1,
            "outcome": "Found", "body": {"id": key, "state": state}, "read_at": "2026-01-02T03:04:05Z"});
        std::fs::write(&path, format!("{header}\n{line}\n")).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let run = run(&["audit", "-i", &file("a.jsonl", "a"), "-i", &file("b.jsonl", "b")]);
    assert!(run.stderr.contains("the inputs differ on 1 read"), "{}", run.stderr);
    harmless(&run, "conflict");
}

#[test]
fn what_azure_calls_its_errors_is_harmless_at_every_verbosity() {
    let mut world = World::named("ideal").unwrap();
    world.subscriptions[0].display_name = NASTY.into();
    let error = Effect::Status { status: 403, code: NASTY, retry_after: None };
    let server =
        FakeArm::serve(world).fault(Fault::on("/connections", error)).start_blocking().unwrap();
    assert!(!subscriptions("ideal").is_empty());
    for args in [
        &["audit", "-vv"][..],
        &["audit", "-vv", "-o", "json"],
        &["permissions", "-vv"],
        &["permissions", "-vv", "-o", "json"],
    ] {
        let run = live(&server, "ideal", args);
        assert!(
            run.stderr.contains("GET") || run.stderr.contains("connections"),
            "{args:?}: {}",
            run.stderr
        );
        harmless(&run, &args.join(" "));
    }
}

#[test]
fn a_rule_file_is_harmless_whatever_prints_it() {
    let good = std::fs::read_to_string(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("examples/rules/ORG-NET-001-public-network.md"),
    )
    .unwrap();
    let quoted = serde_json::to_string(NASTY).unwrap().replace("\\u001b", "\\u001B");
    let nasty = good
        .lines()
        .map(|line| match line.split_once(" = ") {
            Some(("statements" | "maps_to" | "since", _)) => String::new(),
            Some(("title" | "pillar", _)) => {
                format!("{} = {quoted}\n", line.split(' ').next().unwrap())
            }
            Some(("provenance", _)) => {
                format!("{line}\nstatements = [{quoted}]\nmaps_to = [{quoted}]\nsince = {quoted}\n")
            }
            _ if line == "## Why it matters" => {
                format!("{line}\n{}\n", NASTY.replace("gate passed", "all passed"))
            }
            _ => format!("{line}\n"),
        })
        .collect::<String>();
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("nasty.md"), nasty).unwrap();
    let rules = directory.path().to_str().unwrap();
    for args in [
        &["rules", "list", "--rules", rules][..],
        &["rules", "list", "--rules", rules, "-o", "json"],
        &["rules", "list", "--rules", rules, "-o", "markdown"],
        &["rules", "explain", "ORG-NET-001", "--rules", rules],
        &["rules", "explain", "ORG-NET-001", "--rules", rules, "-o", "json"],
        &["rules", "coverage", "--rules", rules],
        &["rules", "test", rules],
        &["audit", "--demo", "--rules", rules, "-o", "html"],
        &["audit", "--demo", "--rules", rules, "-v"],
    ] {
        let run = run(args);
        assert_ne!(run.code, 2, "{args:?}: {}", run.stderr);
        harmless(&run, &args.join(" "));
    }
}
