//! `rules coverage`: what Microsoft's pages say, and which rules take it up.

use super::markdown;
use crate::cli::{CoverageArgs, ListFormat};
use crate::command::failure::Failure;
use crate::command::input::library;
use crate::command::output::{note, print};
use crate::exit::Exit;
use crate::render::Harmless;
use crate::rule::{Covered, Library, PageStatement, coverage as table};
use crate::text::count;
use serde::Serialize;

/// What stands in the place of a rule where there is none.
const NONE: &str = "(not yet)";

/// Prints every statement with its rules.
pub(in crate::command) fn coverage(args: &CoverageArgs) -> Result<Exit, Failure> {
    let library: Library = library(&args.rules)?;
    let rows = table(library.rules());
    let with = rows.iter().filter(|row| !row.rules.is_empty()).count();
    print(&match args.output {
        ListFormat::Text => text(&rows),
        ListFormat::Json => Harmless::json(&rows.iter().map(CoverageRow::from).collect::<Vec<_>>()),
        ListFormat::Markdown => {
            let cells = |row: &Covered<'_>| {
                let statement = row.statement;
                vec![statement.id.clone(), statement.text.clone(), rules(row)]
            };
            markdown(&["Statement", "Text", "Rules"], rows.iter().map(cells))
        }
    })?;
    note(&format!("{with} of {} have a rule", count(rows.len(), "statement")));
    Ok(Exit::Passed)
}

fn text(rows: &[Covered<'_>]) -> Harmless {
    let mut text = Harmless::new();
    for row in rows {
        let sentence = textwrap::fill(
            &row.statement.text,
            textwrap::Options::new(100).subsequent_indent("     "),
        );
        text.lines(&format!("{}  {sentence}", row.statement.id));
        text.line(format_args!("     {}", rules(row)));
    }
    text
}

fn rules(row: &Covered<'_>) -> String {
    match row.rules.is_empty() {
        true => NONE.to_owned(),
        false => row.rules.join(", "),
    }
}

/// A statement in the JSON table.
#[derive(Serialize)]
struct CoverageRow<'a> {
    id: &'a str,
    text: &'a str,
    sources: Vec<&'static str>,
    rules: &'a [&'a str],
}

impl<'a> From<&'a Covered<'a>> for CoverageRow<'a> {
    fn from(row: &'a Covered<'a>) -> Self {
        let statement: &'static PageStatement = row.statement;
        Self {
            id: &statement.id,
            text: &statement.text,
            sources: statement.addresses(),
            rules: &row.rules,
        }
    }
}
