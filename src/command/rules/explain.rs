//! `rules explain`: one rule, whole.

use crate::audit::RuleInfo;
use crate::cli::{ExplainArgs, TextOrJson};
use crate::command::failure::Failure;
use crate::command::input::{did_you_mean, library};
use crate::command::output::{plain_lines, print, width};
use crate::exit::Exit;
use crate::model::Kind;
use crate::render::{json, plain};
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
    let rule =
        library.rules().iter().find(|rule| rule.id.eq_ignore_ascii_case(&wanted)).ok_or_else(
            || {
                let ids = library.rules().iter().map(|rule| rule.id.as_str());
                Failure::new(format!("no rule is called `{id}`")).hint(did_you_mean(
                    &wanted,
                    ids,
                    "`foundry-dr rules list` shows all rules",
                ))
            },
        )?;
    print(&match args.output {
        TextOrJson::Text => explanation(rule, usize::from(width(true)).min(100)),
        TextOrJson::Json => json::render(&Explained {
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

fn explanation(rule: &Rule, width: usize) -> String {
    let kinds: Vec<&str> = rule.kinds.iter().map(|kind| kind.title()).collect();
    let asked = match rule.provenance {
        RuleProvenance::Doc => "asked for by the cited pages",
        RuleProvenance::Derived => "derived: our inference, protects a documented procedure",
    };
    let mut text = format!("{}  {}\n\n", rule.id, plain(&rule.title));
    let _ = writeln!(
        text,
        "class       {}\nseverity    {}\njudges      {}\nprovenance  {asked}",
        rule.class.as_str(),
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
        let _ = writeln!(text, "\n{title}\n\n{}", wrapped(&plain_lines(body.trim()), width));
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
