//! `foundry-dr rules`: what is checked, why, and how to write more.

mod coverage;
mod explain;
mod list;

pub(super) use coverage::coverage;
pub(super) use explain::explain;
pub(super) use list::list;

use super::failure::Failure;
use super::input::rule_files;
use super::output::{note, print};
use crate::catalogue::catalogue;
use crate::exit::Exit;
use crate::model::Kind;
use crate::render::Harmless;
use crate::rule::Library;
use crate::text::count;
use std::path::Path;

/// `rules facts`: the words of conditions.
pub(super) fn facts(kind: Option<Kind>) -> Result<Exit, Failure> {
    let kinds = match kind {
        None => Kind::ALL.to_vec(),
        Some(kind) => vec![kind],
    };
    let mut text = Harmless::new();
    for (nth, kind) in kinds.into_iter().enumerate() {
        if nth > 0 {
            text.line("");
        }
        text.line(kind);
        for spec in catalogue().facts(kind) {
            let null = if spec.nullable { "?" } else { "" };
            let since = spec
                .since
                .map(|version| format!(" (api-version {version} or newer)"))
                .unwrap_or_default();
            text.line(format_args!("  {}: {}{null}", spec.name, spec.ty.label()));
            text.line(format_args!("      {}{since}", spec.doc));
        }
    }
    print(&text)?;
    Ok(Exit::Passed)
}

/// A Markdown table. What a cell holds can't end it.
fn markdown(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Harmless {
    let row = |cells: Vec<String>| {
        let cells = cells.iter().map(|cell| cell.replace('|', "\\|"));
        format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
    };
    let mut table = Harmless::new();
    table.line(row(head.iter().map(|&title| title.to_owned()).collect()));
    table.line(format_args!("|{}", " --- |".repeat(head.len())));
    for cells in rows {
        table.line(row(cells));
    }
    table
}

/// `rules test`: runs the examples of rules.
pub(super) fn test(directory: Option<&Path>) -> Result<Exit, Failure> {
    let mut library = Library::embedded_whole().map_err(|errors| Failure::of_rules(&errors))?;
    if let Some(directory) = directory {
        library.add(&rule_files(directory)?).map_err(|errors| Failure::of_rules(&errors))?;
        library.retain(|rule| !rule.built_in);
    }
    let lint = library.lint();
    let (mut ran, mut failed) = (0, Harmless::new());
    for rule in library.rules() {
        for result in library.run_examples(rule) {
            ran += 1;
            if !result.passed {
                failed.line(format_args!(
                    "{}:{}: {}: expected {}, got {}",
                    rule.origin, result.line, result.example, result.expected, result.got
                ));
            }
        }
    }
    for error in &lint {
        failed.lines(&error.to_string());
    }
    print(&failed)?;
    let verdict = if failed.as_str().is_empty() { "all hold" } else { "some do not hold" };
    note(&format!(
        "{} of {}: {verdict}",
        count(ran, "example"),
        count(library.rules().len(), "rule")
    ));
    Ok(if failed.as_str().is_empty() { Exit::Passed } else { Exit::Failed })
}
