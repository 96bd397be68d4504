//! `rules explain`: one rule, whole.

use super::{json, list};
use crate::audit::RuleInfo;
use crate::cli::{ExplainArgs, TextOrJson};
use crate::command::failure::Failure;
use crate::command::input::{did_you_mean, library};
use crate::command::output::{plain_lines, print};
use crate::exit::Exit;
use crate::model::Kind;
use crate::render::plain;
use crate::rule::{Rule, RuleProvenance};
use serde::Serialize;
use std::fmt::Write as _;

/// `rules explain`: one rule, whole.
pub(in crate::command) fn explain(args: &ExplainArgs) -> Result<Exit, Failure> {
    let id = args.id.as_str();
    let library = library(&args.rules)?;
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
    print(&match args.output {
        TextOrJson::Text => explanation(rule),
        TextOrJson::Json => json(&Explained {
            id: &rule.id,
            kinds: &rule.kinds,
            statements: &rule.statements,
            since: rule.since.as_deref(),
            info: RuleInfo::from(rule),
        }),
    })?;
    Ok(Exit::Passed)
}

/// A rule, whole.
#[derive(Serialize)]
struct Explained<'a> {
    id: &'a str,
    kinds: &'a [Kind],
    statements: &'a [String],
    since: Option<&'a str>,
    /// The rest, as reports hold it.
    #[serde(flatten)]
    info: RuleInfo,
}

fn explanation(rule: &Rule) -> String {
    let kinds: Vec<&str> = rule.kinds.iter().map(|kind| kind.title()).collect();
    let asked = match rule.provenance {
        RuleProvenance::Doc => "asked for by the cited pages",
        RuleProvenance::Derived => "derived: our inference, protects a documented procedure",
    };
    let mut text = format!("{}  {}\n\n", rule.id, plain(&rule.title));
    let _ = writeln!(
        text,
        "class       {}\nseverity    {}\njudges      {}\nprovenance  {asked}",
        list::class(rule.class),
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
        let _ = writeln!(text, "\n{title}\n\n{}", wrapped(&plain_lines(body.trim())));
    }
    if !rule.cites.is_empty() {
        let _ = write!(text, "\nSources\n{}\n", rule.cites.join("\n"));
    }
    text
}

/// Markdown at the width of a terminal: paragraphs and list items are wrapped, code stays as it is.
fn wrapped(markdown: &str) -> String {
    let mut code = false;
    let lines = markdown.lines().map(|line| {
        let fence = line.trim_start().starts_with("```");
        code ^= fence;
        if code || fence {
            return line.to_owned();
        }
        let item = ["- ", "* ", "1. "]
            .iter()
            .find(|mark| line.starts_with(**mark));
        let indent = " ".repeat(item.map_or(0, |mark| mark.len()));
        textwrap::fill(line, textwrap::Options::new(100).subsequent_indent(&indent))
    });
    lines.collect::<Vec<_>>().join("\n")
}
