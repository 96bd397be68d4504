//! The report as one HTML file for a manager and an auditor: the verdict first, then what to do, then every finding with its
//! evidence. It asks nothing of a network, reads without JavaScript, and obeys no text from Azure.

mod exceptions;
mod findings;
mod head;
mod mark;
mod picture;
mod priorities;
mod prose;
mod provenance;
mod rules;
mod tally;
#[cfg(test)]
mod tests;
mod text;

use crate::audit::Report;
use askama::Template;
use base64::Engine as _;
use sha2::{Digest as _, Sha256};

const STYLE: &str = include_str!("templates/style.css");
const SCRIPT: &str = include_str!("templates/script.js");

/// The page. Every field is a text that is already safe to show; the templates escape what HTML would obey.
#[derive(Template)]
#[template(path = "page.html")]
struct HtmlPage {
    policy: String,
    style: &'static str,
    script: &'static str,
    symbols: [mark::Mark; 7],
    head: head::Head,
    priorities: Vec<priorities::Priority>,
    more_priorities: usize,
    picture: picture::Picture,
    pillars: Vec<head::Pillar>,
    findings: findings::Findings,
    gaps: Vec<provenance::HtmlGap>,
    more_gaps: usize,
    signed: exceptions::HtmlExceptions,
    statements: Vec<rules::HtmlStatement>,
    provenance: provenance::HtmlProvenance,
    rules: Vec<rules::HtmlRule>,
}

/// The report as HTML.
#[must_use]
pub fn render(report: &Report) -> String {
    let tallies = tally::Tallies::of(report);
    let (priorities, more_priorities) = priorities::priorities(report);
    let (gaps, more_gaps) = provenance::gaps(report);
    let page = HtmlPage {
        policy: content_policy(),
        style: STYLE,
        script: SCRIPT,
        symbols: findings::STATUSES.map(mark::Mark::of),
        head: head::Head::of(report),
        priorities,
        more_priorities,
        picture: picture::Picture::of(report, &tallies),
        pillars: head::pillars(report),
        findings: findings::Findings::of(report),
        gaps,
        more_gaps,
        signed: exceptions::HtmlExceptions::of(report),
        statements: rules::statements(report),
        provenance: provenance::HtmlProvenance::of(report),
        rules: rules::rules(report),
    };
    page.render().expect("internal: a template writes to memory only")
}

/// Nothing may be loaded, and nothing may run but the script of this program: a text that slipped through could do no harm.
fn content_policy() -> String {
    let digest = |text: &str| {
        let hash = Sha256::digest(text.as_bytes());
        base64::engine::general_purpose::STANDARD.encode(hash)
    };
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        digest(STYLE),
        digest(SCRIPT)
    )
}
