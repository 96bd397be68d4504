//! What README promises holds: its commands run, its numbers of rules are right.

use crate::process::run;
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
    let lines = text.lines().map(str::trim).filter_map(|line| {
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
            .is_some_and(|verb| verb == "rules" || verb == "schema")
            || words.iter().any(|word| word == "--demo")
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
