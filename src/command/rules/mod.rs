//! `foundry-dr rules`: what is checked, why, and how to write more.

mod coverage;
mod explain;
mod list;

pub(super) use coverage::coverage;
pub(super) use explain::explain;
pub(super) use list::list;

use super::failure::Failure;
use super::input::rule_files;
use super::output::{note, plain_lines, print};
use crate::catalogue::catalogue;
use crate::exit::Exit;
use crate::model::Kind;
use crate::render::plain;
use crate::rule::Library;
use crate::text::count;
use std::fmt::Write as _;
use std::path::Path;

/// `rules facts`: the words of conditions.
pub(super) fn facts(kind: Option<Kind>) -> Result<Exit, Failure> {
    let kinds = match kind {
        None => Kind::ALL.to_vec(),
        Some(kind) => vec![kind],
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
                spec.ty.label(),
                spec.doc
            );
        }
    }
    print(&text)?;
    Ok(Exit::Passed)
}

/// A Markdown table. What a cell holds can't end it.
fn markdown(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let row = |cells: Vec<String>| {
        let cells = cells.iter().map(|cell| plain(cell).replace('|', "\\|"));
        format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
    };
    let titles = head.iter().map(|&title| title.to_owned()).collect();
    let rule = format!("|{}\n", " --- |".repeat(head.len()));
    let rows: String = rows.map(row).collect();
    format!("{}{rule}{rows}", row(titles))
}

/// `rules test`: runs the examples of rules.
pub(super) fn test(directory: Option<&Path>) -> Result<Exit, Failure> {
    let mut library = Library::embedded_whole().map_err(|errors| Failure::of_rules(&errors))?;
    if let Some(directory) = directory {
        library.add(&rule_files(directory)?).map_err(|errors| Failure::of_rules(&errors))?;
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
    let verdict = if failed.is_empty() { "all hold" } else { "some do not hold" };
    note(&format!(
        "{} of {}: {verdict}",
        count(ran, "example"),
        count(library.rules().len(), "rule")
    ));
    Ok(if failed.is_empty() { Exit::Passed } else { Exit::Failed })
}
