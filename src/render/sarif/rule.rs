//! A rule as SARIF shows it: the whole help of the rule file.

use crate::audit::RuleInfo;
use crate::model::Severity;
use crate::render::plain;
use serde_json::{Value as Json, json};

/// GitHub takes at most so many tags of a rule.
const MOST_TAGS: usize = 10;
/// GitHub takes descriptions of up to 1,024 characters.
const LONGEST: usize = 1_024;

/// The `reportingDescriptor` of a rule.
pub(super) fn descriptor(id: &str, rule: &RuleInfo) -> Json {
    let mut properties = json!({
        "tags": tags(rule),
        "pillar": rule.pillar,
        "severity": rule.severity,
        "provenance": rule.provenance,
    });
    if let Some(score) = security_severity(rule.severity) {
        properties["security-severity"] = score.into();
    }
    let markdown = help(id, rule);
    let mut descriptor = json!({
        "id": id,
        "name": id,
        "shortDescription": {"text": shortened(&rule.title)},
        "fullDescription": {"text": shortened(if rule.summary.is_empty() { &rule.title } else { &rule.summary })},
        "help": {"text": markdown, "markdown": markdown},
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": properties,
    });
    if let Some(page) = rule.references.iter().find(|page| page.starts_with("https://")) {
        descriptor["helpUri"] = page.as_str().into();
    }
    descriptor
}

/// How SARIF names a severity.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// GitHub sorts and filters by this number: over 9.0 is critical, 7.0 to 8.9 high, 4.0 to 6.9 medium, 0.1 to 3.9 low.
fn security_severity(severity: Severity) -> Option<&'static str> {
    match severity {
        Severity::Critical => Some("9.5"),
        Severity::High => Some("8.0"),
        Severity::Medium => Some("5.5"),
        Severity::Low => Some("2.0"),
        Severity::Info => None,
    }
}

/// GitHub ranks by `security-severity` only what is tagged `security`; to lose all data is a matter of that, too.
fn tags(rule: &RuleInfo) -> Vec<String> {
    let mut tags: Vec<String> =
        ["security", "resilience", "azure", "foundry"].map(str::to_owned).into();
    tags.push(rule.pillar.clone());
    tags.push(rule.severity.as_str().to_owned());
    tags.extend(rule.maps_to.iter().map(|id| plain(id).into_owned()));
    tags.truncate(MOST_TAGS);
    tags
}

fn help(id: &str, rule: &RuleInfo) -> String {
    let sections = [
        ("What it checks", &rule.summary),
        ("Why it matters", &rule.why),
        ("How to fix", &rule.how),
        ("Limits", &rule.limits),
    ];
    let mut text = format!("# {id}: {}\n", rule.title);
    for (title, body) in sections {
        if !body.is_empty() {
            text.push_str(&format!("\n## {title}\n\n{}\n", body.trim()));
        }
    }
    if !rule.references.is_empty() {
        text.push_str("\n## References\n\n");
        for page in &rule.references {
            text.push_str(&format!("- <{page}>\n"));
        }
    }
    text
}

fn shortened(text: &str) -> String {
    let text = plain(text.trim());
    if text.chars().count() <= LONGEST {
        return text.into_owned();
    }
    let mut short: String = text.chars().take(LONGEST - 1).collect();
    short.push('…');
    short
}
