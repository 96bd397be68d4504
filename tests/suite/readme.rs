//! What README promises holds: its commands run, its numbers of rules are right.

use crate::process::{command, finish, run};
use std::fs;

fn readme() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap()
}

/// The commands of the README that need neither Azure nor a file of the reader's.
fn commands() -> Vec<Vec<String>> {
    let text = readme();
    let words = |line: &str| {
        line.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    // Odd pieces are those between fences; the first word is the fence's language.
    let fences = text.split("```").skip(1).step_by(2);
    let shell = fences.filter_map(|fence| fence.strip_prefix("sh\n"));
    let lines = shell
        .flat_map(str::lines)
        .map(str::trim)
        .filter_map(|line| {
            line.strip_prefix("foundry-dr ")
                .or_else(|| line.strip_prefix("cargo run --release -- "))
        });
    lines
        .map(|line| words(line.split('#').next().unwrap_or_default()))
        .collect()
}

#[test]
fn offline_commands_run() {
    let mut ran = 0;
    for words in commands() {
        let offline = words
            .first()
            .is_some_and(|verb| ["rules", "schema", "completions", "man"].contains(&verb.as_str()))
            || words
                .iter()
                .any(|word| word == "--demo" || word.starts_with("examples/estates/"))
            || words.first().is_some_and(|verb| verb == "permissions")
                && words.iter().all(|word| word != "-s");
        if !offline
            || words
                .iter()
                .any(|word| word.contains('>') || word.contains('<') || word.contains('='))
        {
            continue;
        }
        let args: Vec<&str> = words.iter().map(String::as_str).collect();
        let run = run(&args);
        assert_eq!(run.code, 0, "{words:?}: {}", run.stderr);
        ran += 1;
    }
    assert!(ran >= 5, "only {ran} commands of the README could be run");
}

#[test]
fn every_command_is_one_that_the_program_takes() {
    use clap::Parser;
    for words in commands() {
        if words.iter().any(|word| word.contains(['<', '>', '…'])) {
            continue;
        }
        let line = std::iter::once("foundry-dr".to_owned()).chain(words.iter().cloned());
        let parsed = foundry_dr::cli::Cli::try_parse_from(line);
        assert!(parsed.is_ok(), "{words:?}: {}", parsed.unwrap_err());
    }
}

#[test]
fn the_rule_table_is_complete() {
    let text = readme();
    for rule in crate::world::library().rules() {
        assert!(
            text.contains(&rule.id),
            "{} isn't in README's table of rules",
            rule.id
        );
    }
}

/// What README shows of the demo is what the demo prints: each line, in this order, some left out where it says so.
#[test]
fn the_demo_prints_what_is_shown() {
    let mut demo = command(&["audit", "--demo"]);
    demo.env("COLUMNS", "100");
    let demo = finish(demo);
    let printed = demo.stdout + &demo.stderr;
    let mut lines = printed.lines();
    let text = readme();
    let (_, shown) = text.split_once("```text\n╭").unwrap();
    let (shown, _) = shown.split_once("```").unwrap();
    let mut held = 0;
    for line in format!("╭{shown}").lines() {
        if line.is_empty() || line == "[…]" {
            continue;
        }
        assert!(
            lines.any(|printed| printed == line),
            "the demo doesn't print this, or not here: {line}"
        );
        held += 1;
    }
    assert!(held > 30, "{held} lines");
}
