//! The rules of the run with their reasons and limits, each once: findings point here. And what the platform itself can't do.

use super::prose;
use super::text::{self, line, short_id};
use crate::audit::{Report, RuleInfo};
use crate::rule::RuleProvenance;

/// A rule.
pub(super) struct HtmlRule {
    pub(super) anchor: String,
    pub(super) id: String,
    pub(super) title: String,
    pub(super) severity: &'static str,
    pub(super) class: &'static str,
    pub(super) asked_by: &'static str,
    /// A heading and HTML.
    pub(super) sections: Vec<(&'static str, String)>,
    pub(super) references: Vec<HtmlReference>,
    pub(super) maps_to: String,
}

/// A page that a rule cites.
pub(super) struct HtmlReference {
    pub(super) words: String,
    /// Only https is linked.
    pub(super) linked: bool,
}

/// All rules by id.
pub(super) fn rules(report: &Report) -> Vec<HtmlRule> {
    report.rules.iter().map(|(id, info)| rule(id, info)).collect()
}

fn rule(id: &str, info: &RuleInfo) -> HtmlRule {
    let sections = [
        ("What it checks", &info.summary),
        ("Why it matters", &info.why),
        ("Limits", &info.limits),
    ];
    HtmlRule {
        anchor: text::anchor(id),
        id: short_id(id),
        title: line(&info.title),
        severity: info.severity.as_str(),
        class: info.class.as_str(),
        asked_by: match info.provenance {
            RuleProvenance::Doc => "asked for by the cited pages",
            RuleProvenance::Derived => "our inference",
        },
        sections: sections
            .into_iter()
            .filter(|(_, markdown)| !markdown.trim().is_empty())
            .map(|(title, markdown)| (title, prose::html(markdown)))
            .collect(),
        references: info
            .references
            .iter()
            .map(|address| HtmlReference {
                words: line(address),
                linked: address.starts_with("https://"),
            })
            .collect(),
        maps_to: line(&info.maps_to.join(", ")),
    }
}

/// Something that the platform can't do.
pub(super) struct HtmlStatement {
    pub(super) rule: String,
    pub(super) anchor: String,
    pub(super) text: String,
    pub(super) applies_to: String,
}

/// All statements.
pub(super) fn statements(report: &Report) -> Vec<HtmlStatement> {
    const NAMED: usize = 4;
    let statements = report.statements.iter();
    statements
        .map(|statement| {
            let ids = &statement.applies_to;
            let named = ids.iter().take(NAMED);
            let names: Vec<&str> = named
                .map(|id| match id.trim_end_matches('/').rsplit('/').next() {
                    Some("") | None => "the whole estate",
                    Some(name) => name,
                })
                .collect();
            let more = match ids.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!(" and {} more", text::grouped(more)),
            };
            HtmlStatement {
                rule: short_id(&statement.rule),
                anchor: text::anchor(&statement.rule),
                text: line(&statement.text),
                applies_to: line(&format!("{}{more}", names.join(", "))),
            }
        })
        .collect()
}
