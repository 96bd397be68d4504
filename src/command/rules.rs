//! `foundry-dr rules`: what is checked, why, and how to write more.

use super::failure::{Failure, count};
use super::input::{did_you_mean, library, rule_files, selected};
use super::output::{note, plain_lines, print, width};
use crate::cli::RuleArgs;
use crate::estate::catalogue;
use crate::exit::Exit;
use crate::model::Kind;
use crate::render::plain;
use crate::rule::{Library, Rule, RuleProvenance};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// `rules list`: a line each.
pub(super) fn list(args: &RuleArgs) -> Result<Exit, Failure> {
    let library = selected(args)?;
    let id_width = library
        .rules()
        .iter()
        .map(|rule| rule.id.len())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for rule in library.rules() {
        let _ = writeln!(
            text,
            "{:id_width$}  {:8}  {}",
            rule.id,
            rule.severity.word(),
            plain(&rule.title)
        );
    }
    print(&text)?;
    note(&format!(
        "{}; `foundry-dr rules explain ID` tells more",
        count(library.rules().len(), "rule")
    ));
    Ok(Exit::Passed)
}

/// `rules explain`: one rule, whole.
pub(super) fn explain(id: &str, directories: &[PathBuf]) -> Result<Exit, Failure> {
    let library = library(directories)?;
    let wanted = if id.contains('-')
        && !id.to_uppercase().starts_with("FDR-")
        && library.get(id).is_none()
    {
        format!("FDR-{id}")
    } else {
        id.to_owned()
    };
    let rule = library
        .rules()
        .iter()
        .find(|rule| rule.id.eq_ignore_ascii_case(&wanted))
        .ok_or_else(|| {
            let ids = library.rules().iter().map(|rule| rule.id.as_str());
            Failure::new(format!("no rule is called `{id}`")).hint(did_you_mean(
                &wanted,
                ids,
                "`foundry-dr rules list` shows all rules",
            ))
        })?;
    print(&explanation(rule, usize::from(width(true)).min(100)))?;
    Ok(Exit::Passed)
}

fn explanation(rule: &Rule, width: usize) -> String {
    let kinds: Vec<&str> = rule.kinds.iter().map(|kind| kind.title()).collect();
    let asked = match rule.provenance {
        RuleProvenance::Doc => "asked for by the cited pages",
        RuleProvenance::Derived => "derived: our inference, protects a documented procedure",
    };
    let mut text = format!("{}  {}\n\n", rule.id, plain(&rule.title));
    let _ = writeln!(
        text,
        "severity    {}\njudges      {}\nprovenance  {asked}",
        rule.severity,
        kinds.join(", ")
    );
    if !rule.statements.is_empty() {
        let _ = writeln!(text, "statements  {}", rule.statements.join(", "));
    }
    let sections = [
        ("What it checks", &rule.what),
        ("Why it matters", &rule.why),
        ("How to fix", &rule.how),
        ("Limits", &rule.limits),
    ];
    for (title, body) in sections.iter().filter(|(_, body)| !body.trim().is_empty()) {
        let _ = writeln!(
            text,
            "\n{title}\n\n{}",
            wrapped(&plain_lines(body.trim()), width)
        );
    }
    if rule.how.contains("```") {
        text.push_str("\nCommands filled in for your resources: `foundry-dr audit … -o json`, field `remediation`.\n");
    }
    if !rule.cites.is_empty() {
        let _ = write!(text, "\nSources\n{}\n", rule.cites.join("\n"));
    }
    text
}

/// Markdown at the width of a terminal: paragraphs and list items are wrapped, code stays as it is.
fn wrapped(markdown: &str, width: usize) -> String {
    let mut code = false;
    let lines = markdown.lines().map(|line| {
        let fence = line.trim_start().starts_with("```");
        code ^= fence;
        if code || fence {
            return line.to_owned();
        }
        let indent = " ".repeat(mark_width(line));
        let options = textwrap::Options::new(width)
            .subsequent_indent(&indent)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        textwrap::fill(line, options)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// How wide a list item's mark is: `- `, `12. `.
fn mark_width(line: &str) -> usize {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match &line[digits..] {
        rest if digits > 0 && rest.starts_with(". ") => digits + 2,
        _ if line.starts_with("- ") || line.starts_with("* ") => 2,
        _ => 0,
    }
}

/// `rules facts`: the words of conditions.
pub(super) fn facts(kind: Option<&str>) -> Result<Exit, Failure> {
    let kinds = match kind {
        None => Kind::ALL.to_vec(),
        Some(word) => vec![word.parse().map_err(|()| {
            let words = Kind::ALL.map(Kind::word);
            Failure::new(format!("`{word}` is no kind of resource")).hint(did_you_mean(
                word,
                words.into_iter(),
                &format!("kinds: {}", words.join(", ")),
            ))
        })?],
    };
    let mut text = String::new();
    for kind in kinds {
        let _ = writeln!(text, "{}{kind}", if text.is_empty() { "" } else { "\n" });
        for spec in catalogue().facts(kind) {
            let null = if spec.nullable { "?" } else { "" };
            let since = spec
                .since
                .map(|version| format!(" (api-version {version} or newer)"))
                .unwrap_or_default();
            let _ = writeln!(
                text,
                "  {}: {}{null}\n      {}{since}",
                spec.name,
                spec.ty.word(),
                spec.doc
            );
        }
    }
    print(&text)?;
    Ok(Exit::Passed)
}

/// `rules test`: runs the examples of rules.
pub(super) fn test(directory: Option<&Path>) -> Result<Exit, Failure> {
    let mut library = Library::embedded().map_err(|errors| Failure::of_rules(&errors))?;
    if let Some(directory) = directory {
        library
            .add(&rule_files(directory)?)
            .map_err(|errors| Failure::of_rules(&errors))?;
        library.retain(|rule| !rule.built_in);
    }
    let lint = library.lint();
    let (mut ran, mut failed) = (0, String::new());
    for rule in library.rules() {
        for result in library.run_examples(rule) {
            ran += 1;
            if !result.passed {
                let _ = writeln!(
                    failed,
                    "{}:{}: {}: expected {}, got {}",
                    rule.origin, result.line, result.example, result.expected, result.got
                );
            }
        }
    }
    for error in &lint {
        let _ = writeln!(failed, "{error}");
    }
    print(&plain_lines(&failed))?;
    let verdict = if failed.is_empty() {
        "all hold"
    } else {
        "some do not hold"
    };
    note(&format!(
        "{} of {}: {verdict}",
        count(ran, "example"),
        count(library.rules().len(), "rule")
    ));
    Ok(if failed.is_empty() {
        Exit::Passed
    } else {
        Exit::Failed
    })
}
