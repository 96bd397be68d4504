//! What a config may say, and that every mistake of every file is told at once, at its place.

mod schema;
mod workload;

use super::*;
use crate::model::{FailOn, OnUnknown, Severity};
use std::sync::LazyLock;
use time::macros::{date, datetime};

const NOW: OffsetDateTime = datetime!(2026-11-23 08:00 UTC);
const ATTESTATION: &str = "+++
id = 'ORG-OPS-001'
title = 'The recovery was rehearsed'
kinds = ['foundry-account']
pillar = 'OPS'
class = 'attestation'
severity = 'high'
provenance = 'derived'
+++
## What it checks
Was it?

## Why it matters
Because.

## How to fix
Rehearse it.
";

/// The built-in rules and the attestation: read once, since that takes longer than any test here.
static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
    let mut library = Library::embedded().expect("the built-in rules");
    let file = ("ops.md".to_owned(), ATTESTATION.to_owned());
    library.add(&[file]).expect("the rule");
    library
});

fn files(texts: &[&str]) -> Vec<ConfigFile> {
    let names = ["a.toml", "b.toml", "c.toml"];
    let files = names
        .iter()
        .zip(texts)
        .map(|(name, text)| ConfigFile { name: (*name).to_owned(), text: (*text).to_owned() });
    files.collect()
}

fn good(texts: &[&str]) -> Config {
    load(&files(texts), &LIBRARY, NOW).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

/// The mistakes as `place: message | hint`.
fn mistakes(texts: &[&str]) -> Vec<String> {
    let errors = load(&files(texts), &LIBRARY, NOW).expect_err("mistakes");
    let words = |ConfigError(error): &ConfigError| {
        assert!(error.snippet.as_ref().is_some_and(|s| s.contains('^')));
        format!("{error} | {}", error.hint.as_deref().unwrap_or("no hint"))
    };
    errors.iter().map(words).collect()
}

fn waiver(more: &str) -> String {
    let text = "[[waiver]]\nrule = 'FDR-DEL-001'\nsubject = '/s/**'\nreason = 'r'\nowner = 'o'\nexpires = 2026-12-31\n";
    format!("{text}{more}")
}

#[test]
fn everything_that_a_config_can_say() {
    let config = good(&[
        "[gate]\nfail_on = 'high'\nmin_score = 80\non_unknown = 'ignore'\nrequire_attestations = true\nallow_empty = true\n\
         [[waiver]]\nrule = 'FDR-REC-019'\nsubject = '/Subscriptions/*/'\npart = 'old'\nreason = 'r'\nowner = 'o'\nexpires = '2026-12-31'\ncovers_unknown = true\n\
         [[attestation]]\nrule = 'ORG-OPS-001'\nstatement = 's'\nowner = 'o'\nevidence = 'https://x.example/1'\ndate = 2026-11-01\nvalid_days = 30\n\
         [[rules.override]]\nrule = 'FDR-DEL-001'\nseverity = 'low'\nreason = 'r'\n\
         [[rules.disable]]\nrule = 'FDR-DEL-002'\nreason = 'r'\n",
    ]);
    let gate = config.gate;
    assert_eq!(gate.fail_on, Some(FailOn::High));
    assert_eq!((gate.min_score, gate.on_unknown), (Some(80), Some(OnUnknown::Ignore)));
    assert_eq!((gate.require_attestations, gate.allow_empty), (Some(true), Some(true)));
    let [waiver] = &config.waivers[..] else { panic!("one waiver") };
    assert_eq!(waiver.expires, date!(2026 - 12 - 31));
    assert_eq!(waiver.part.as_deref(), Some("old"));
    assert_eq!(waiver.place.to_string(), "a.toml:7");
    assert!(waiver.covers_unknown && waiver.subject.matches("/subscriptions/x"));
    let [attestation] = &config.attestations[..] else { panic!("one attestation") };
    assert_eq!(attestation.expires(), date!(2026 - 12 - 01));
    assert!(attestation.subject.matches("/anything/at/all"));
    let change = &config.rules.overrides[0];
    assert_eq!((change.from, change.to), (Severity::Critical, Severity::Low));
    assert_eq!(config.rules.disabled[0].rule, "FDR-DEL-002");
}

#[test]
fn no_file_says_nothing_and_files_are_digested_as_they_are() {
    assert_eq!(good(&[]), Config::default());
    // printf '# x\n' | sha256sum
    let digest = "253b610bd786f2543252c8d4b45bb40eb375882587f825cb9ce1fd1241f66f1e";
    let config = good(&["# x\n"]);
    assert_eq!(config.sha256.as_deref(), Some(digest));
    assert_eq!(good(&["# x", "\n"]).sha256.as_deref(), Some(digest));
    assert_ne!(config.sha256, good(&["# y\n"]).sha256);
}

#[test]
fn all_mistakes_are_told_at_once_each_at_its_place() {
    let text = "\
[gat]
[gate]
fail_on = 'hihg'
min_score = 101
on_unknown = true
[[waiver]]
rule = 'FDR-DLE-001'
subject = ''
resaon = 'r'
expires = 2028-01-01
[[waiver]]
rule = 'FDR-REC-019'
subject = '/s'
reason = 'r'
owner = 7
expires = '2026-02-30'
[[attestation]]
rule = 'FDR-DEL-001'
statement = 's'
owner = 'o'
evidence = 'javascript:alert(1)'
date = 2026-12-25
valid_days = 0
[[rules.override]]
rule = 'FDR-DEL-001'
severity = 'fatal'
[[rules.disable]]
rule = 'FDR-*'
reason = 'r'
";
    let expected = [
        "a.toml:1:2: the file has no key `gat` | did you mean `gate`?",
        "a.toml:3:11: `fail_on` can't be `hihg` | did you mean `high`?",
        "a.toml:4:13: `min_score` can't be 101 | from 0 to 100",
        "a.toml:5:14: `on_unknown` is a boolean, not a text in quotes | write a text in quotes",
        "a.toml:6:1: `reason` is missing | say why the risk is accepted",
        "a.toml:6:1: `owner` is missing | say who answers for it",
        "a.toml:7:8: there is no rule `FDR-DLE-001` | did you mean `FDR-DEL-001`?",
        "a.toml:8:11: `subject` is empty | fill it in",
        "a.toml:9:1: [[waiver]] has no key `resaon` | did you mean `reason`?",
        "a.toml:10:11: 2028-01-01 is more than 366 days ahead | the latest day is 2027-11-24; decide again then",
        "a.toml:11:1: `part` is missing: FDR-REC-019 judges parts one by one | name one by its `id` in `deleted_foundry_accounts`; findings have it as `part`",
        "a.toml:15:9: `owner` is a whole number, not a text in quotes | write a text in quotes",
        "a.toml:16:11: `expires`: there is no day 2026-02-30 | write a day as 2026-12-31",
        "a.toml:18:8: FDR-DEL-001 is a check, which no attestation can settle | fix what it finds, or accept the risk with [[waiver]]",
        "a.toml:21:12: `evidence` is no link | the address of the record, such as https://wiki.example.com/drill-7",
        "a.toml:22:8: 2026-12-25 lies ahead | nobody can testify what isn't so yet",
        "a.toml:23:14: `valid_days` can't be 0 | from 1 to 366",
        "a.toml:24:1: `reason` is missing | say why the severity differs here",
        "a.toml:26:12: `severity` can't be `fatal` | one of: critical, high, medium, low, info",
        "a.toml:28:8: there is no rule `FDR-*` | one entry is for one rule: write its whole id",
    ];
    assert_eq!(mistakes(&[text]), expected);
}

#[test]
fn a_syntax_error_hides_no_other_mistake() {
    let text = "[gate]\nfail_on = high\nmin_scor = 7\n[[waiver]]\nrule = 'FDR-DLE-001'\nexpires = 2026-02-30\n";
    let found = mistakes(&[text]);
    for (place, word) in [
        ("a.toml:2:", "TOML"),
        ("a.toml:3:1:", "did you mean `min_score`"),
        ("a.toml:4:1:", "`owner` is missing"),
        ("a.toml:5:8:", "did you mean `FDR-DEL-001`"),
        ("a.toml:6:", ""),
    ] {
        let there = |m: &&String| m.starts_with(place) && m.contains(word);
        assert!(found.iter().any(|m| there(&m)), "{place} {word}: {found:#?}");
    }
    let on_line_2 = found.iter().filter(|m| m.starts_with("a.toml:2:"));
    assert_eq!(on_line_2.count(), 1, "{found:#?}");
}

#[test]
fn wrong_shapes_are_named_as_they_would_be_right() {
    for (text, hint) in [
        ("gate = 1\n", "write [gate]"),
        ("[waiver]\nrule = 'x'\n", "write [[waiver]] above each entry"),
        ("waiver = [1]\n", "write [[waiver]] above each entry"),
        ("[rules]\ndisable = 'x'\n", "write [[rules.disable]] above each entry"),
        ("[[zone]]\n", "keys of the file: gate, workload, waiver, attestation, rules"),
        ("[gate]\nmin_score = 1.5\n", "write a whole number"),
    ] {
        let found = mistakes(&[text]);
        assert!(found.len() == 1 && found[0].ends_with(hint), "{text}: {found:?}");
    }
}

#[test]
fn a_day_is_a_day() {
    for (day, right) in [
        ("2027-11-24", true),
        ("2027-11-25", false),
        ("2020-01-01", true),
        ("2026-12-31T00:00:00Z", false),
        ("12:00:00", false),
        ("'31.12.2026'", false),
        ("''", false),
        ("20261231", false),
    ] {
        let text = waiver("").replace("2026-12-31", day);
        let loaded = load(&files(&[&text]), &LIBRARY, NOW);
        assert_eq!(loaded.is_ok(), right, "{day}: {loaded:?}");
    }
}

#[test]
fn identical_entries_are_found_across_files_and_spellings() {
    let other = waiver("").replace("/s/**", "/S/***/");
    let found = mistakes(&[&waiver(""), &format!("# two\n{other}")]);
    assert_eq!(
        found,
        [
            "b.toml:2:1: a second waiver for the same rule, subject and part, after a.toml:1 | leave one of the two"
        ]
    );
    let part = |part: &str| waiver(&format!("part = '{part}'\n")).replace("DEL-001", "REC-019");
    assert_eq!(good(&[&part("x"), &part("y")]).waivers.len(), 2);
    assert_eq!(mistakes(&[&part("x"), &part("X")]).len(), 1);
}

#[test]
fn a_part_goes_with_a_rule_that_has_parts() {
    let found = mistakes(&[&waiver("part = 'x'\n")]);
    assert_eq!(
        found,
        ["a.toml:7:8: FDR-DEL-001 judges its subjects whole: no `part` | take `part` out"]
    );
}

#[test]
fn later_files_add_but_never_change() {
    let both = good(&["[gate]\nfail_on = 'low'\n", "[gate]\nmin_score = 5\n", &waiver("")]);
    assert_eq!(both.gate.min_score, Some(5));
    assert_eq!(both.waivers[0].place.file, "c.toml");
    let disable = "[[rules.disable]]\nrule = 'FDR-DEL-001'\nreason = 'r'\n";
    let change = "[[rules.override]]\nrule = 'FDR-DEL-001'\nseverity = 'low'\nreason = 'r'\n";
    let gate = "[gate]\nallow_empty = true\n";
    assert_eq!(
        mistakes(&[&format!("{gate}{disable}"), &format!("{gate}{change}{disable}")]),
        [
            "b.toml:2:15: `allow_empty` is set a second time, after a.toml:2 | leave it in one of the files",
            "b.toml:4:8: FDR-DEL-001 is disabled at a.toml:4 already | leave one of the two",
            "b.toml:8:8: FDR-DEL-001 is disabled at a.toml:4 already | leave one of the two",
        ]
    );
}

#[test]
fn what_time_brings_is_no_mistake() {
    let text = waiver("").replace("2026-12-31", "2020-01-01");
    assert_eq!(good(&[&text]).waivers.len(), 1, "past expiry");
    let text = waiver("").replace("/s/**", "/no/such/thing");
    assert_eq!(good(&[&text]).waivers.len(), 1, "no match");
}

#[test]
fn hostile_texts_end_in_mistakes() {
    let deep = format!("a = {}1{}", "[".repeat(20_000), "]".repeat(20_000));
    let long = "#".repeat(FILE_LIMIT + 1);
    for text in [deep.as_str(), &long, "\0", "= = =", "[[[[", "\u{1b}[2J = 1"] {
        for mistake in mistakes(&[text]) {
            assert!(mistake.starts_with("a.toml:1:"), "{mistake}");
        }
    }
}
