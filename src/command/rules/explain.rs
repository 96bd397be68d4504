//! `rules explain`: one rule, whole.

use crate::audit::RuleInfo;
use crate::cli::{ExplainArgs, TextOrJson};
use crate::command::failure::Failure;
use crate::command::input::{did_you_mean, library, with_prefix};
use crate::command::output::{print, width};
use crate::exit::Exit;
use crate::model::Kind;
use crate::render::{Harmless, prose::wrapped};
use crate::rule::{Rule, RuleProvenance};
use serde::Serialize;

/// `rules explain`: one rule, whole.
pub(in crate::command) fn explain(args: &ExplainArgs) -> Result<Exit, Failure> {
    let id = args.id.as_str();
    let library = library(&args.rules)?;
    let wanted = match library.get(id) {
        Some(_) => id.to_owned(),
        None => with_prefix(id),
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
        TextOrJson::Json => Harmless::json(&Explained {
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

fn explanation(rule: &Rule, width: usize) -> Harmless {
    let kinds: Vec<&str> = rule.kinds.iter().map(|kind| kind.title()).collect();
    let asked = match rule.provenance {
        RuleProvenance::Doc => "asked for by the cited pages",
        RuleProvenance::Derived => "derived: our inference, protects a documented procedure",
    };
    let mut text = Harmless::new();
    text.line(format_args!("{}  {}", rule.id, rule.title));
    text.line("");
    text.line(format_args!("class       {}", rule.class.as_str()));
    text.line(format_args!("severity    {}", rule.severity));
    text.line(format_args!("judges      {}", kinds.join(", ")));
    text.line(format_args!("provenance  {asked}"));
    if !rule.statements.is_empty() {
        text.line(format_args!("statements  {}", rule.statements.join(", ")));
    }
    let sections = [
        ("What it checks", &rule.what),
        ("Why it matters", &rule.why),
        ("How to fix", &rule.how),
        ("Limits", &rule.limits),
    ];
    for (title, body) in sections.iter().filter(|(_, body)| !body.trim().is_empty()) {
        text.lines(&format!("\n{title}\n\n{}", wrapped(body.trim(), width)));
    }
    if rule.how.contains("```") {
        let short = rule.id.strip_prefix("FDR-").unwrap_or(&rule.id);
        text.lines(&format!("\nCommands with the names of your resources: `foundry-dr explain {short} RESOURCE REPORT.json`."));
    }
    if !rule.cites.is_empty() {
        text.lines("\nSources");
        for page in &rule.cites {
            text.line(page);
        }
    }
    text
}
