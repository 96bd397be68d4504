//! `rules list`: what is checked, a line for each rule.

use super::markdown;
use crate::cli::{ListArgs, ListFormat};
use crate::command::failure::Failure;
use crate::command::input::selected;
use crate::command::output::{note, print};
use crate::exit::Exit;
use crate::model::{Kind, Severity};
use crate::render::Harmless;
use crate::rule::{Class, Library, Rule, RuleProvenance};
use crate::text::count;
use serde::Serialize;

/// Prints the rules that the filters leave.
pub(in crate::command) fn list(args: &ListArgs) -> Result<Exit, Failure> {
    let mut library = selected(&args.rules)?;
    let severity = |rule: &Rule| args.severity.is_empty() || args.severity.contains(&rule.severity);
    let kind = |rule: &Rule| {
        args.kind.is_empty() || rule.kinds.iter().any(|kind| args.kind.contains(kind))
    };
    library.retain(|rule| severity(rule) && kind(rule));
    if library.rules().is_empty() {
        return Err(Failure::new("the filters leave no rule")
            .hint("check --severity and --kind against `foundry-dr rules list`"));
    }
    print(&match args.output {
        ListFormat::Text => text(&library),
        ListFormat::Json => {
            Harmless::json(&library.rules().iter().map(ListedRule::from).collect::<Vec<_>>())
        }
        ListFormat::Markdown => table(&library),
    })?;
    note(&format!(
        "{}; `foundry-dr rules explain ID` tells more",
        count(library.rules().len(), "rule")
    ));
    Ok(Exit::Passed)
}

fn text(library: &Library) -> Harmless {
    let widths = library.rules().iter().map(|rule| rule.id.len());
    let id_width = widths.max().unwrap_or(0);
    let mut text = Harmless::new();
    for rule in library.rules() {
        let class = match rule.class {
            Class::Check => "",
            Class::Statement => " (note)",
            Class::Attestation => " (to sign)",
        };
        let severity = rule.severity.as_str();
        text.line(format_args!("{:id_width$}  {severity:8}  {}{class}", rule.id, rule.title));
    }
    text
}

fn table(library: &Library) -> Harmless {
    let head = ["Rule", "Class", "Severity", "Judges", "Title"];
    let row = |rule: &Rule| {
        vec![
            rule.id.clone(),
            rule.class.as_str().to_owned(),
            rule.severity.as_str().to_owned(),
            rule.kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", "),
            rule.title.clone(),
        ]
    };
    markdown(&head, library.rules().iter().map(row))
}

/// A rule in the JSON list.
#[derive(Serialize)]
struct ListedRule<'a> {
    id: &'a str,
    title: &'a str,
    pillar: &'a str,
    class: Class,
    severity: Severity,
    kinds: &'a [Kind],
    provenance: RuleProvenance,
    statements: &'a [String],
    maps_to: &'a [String],
    since: Option<&'a str>,
}

impl<'a> From<&'a Rule> for ListedRule<'a> {
    fn from(rule: &'a Rule) -> Self {
        Self {
            id: &rule.id,
            title: &rule.title,
            pillar: &rule.pillar,
            class: rule.class,
            severity: rule.severity,
            kinds: &rule.kinds,
            provenance: rule.provenance,
            statements: &rule.statements,
            maps_to: &rule.maps_to,
            since: rule.since.as_deref(),
        }
    }
}
