//! The page as a whole: it says what the report says, obeys no name, and stays of a size that a browser opens.

use super::{SCRIPT, STYLE, findings, render};
use crate::audit::sample::Sample;
use crate::audit::{Finding, Policy, Report, Status};

fn report() -> Report {
    let audit = Sample::new().audit(&Policy::default());
    audit.expect("a report").report
}

/// The page without its style, its script and their digests.
fn body(report: &Report) -> String {
    let page = render(report);
    let (_, body) = page.split_once("<body>").expect("a body");
    body.replace(SCRIPT, "")
}

fn rows(page: &str) -> usize {
    page.matches("<details class=\"finding\"").count()
}

#[test]
fn every_finding_is_there_with_its_fingerprint() {
    let report = report();
    let page = body(&report);
    assert_eq!(rows(&page), report.findings.len());
    for finding in &report.findings {
        assert!(page.contains(&finding.fingerprint), "{}", finding.rule);
        let message = finding.message.replace('\'', "&#39;");
        assert!(page.contains(&message), "{message}");
    }
    assert!(page.contains("Gate failed"));
    assert!(page.contains("AuthorizationFailed"));
}

#[test]
fn the_page_is_the_same_every_time_and_asks_for_nothing() {
    let report = report();
    let page = render(&report);
    assert_eq!(page, render(&report));
    let policy = super::content_policy().replace('\'', "&#39;");
    assert!(page.contains(&policy), "{policy}");
    for foreign in ["src=", "@import", "url(", "<link", "<iframe", "<img", "fetch("] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert_eq!(page.matches("<script>").count(), 1);
    assert_eq!(page.matches("<style>").count(), 1);
    // An attribute would need a hole in the policy.
    assert!(!page.contains(" style=\""));
    assert!(!STYLE.contains("</") && !SCRIPT.contains("</"));
}

/// Names that do something somewhere.
const NASTY: &str = "x<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&lt;{{7*7}}\u{202e}gpj\u{200f}\u{1b}[2J\n\u{0}=cmd()|`$(id)`";

/// Puts a text wherever Azure, a file or a person may put one.
fn poisoned(nasty: &str) -> Report {
    let mut report = report();
    let text = || nasty.to_owned();
    report.tool.version = text();
    report.gate.reasons.push(text());
    for finding in &mut report.findings {
        poison(finding, nasty);
    }
    for rule in report.rules.values_mut() {
        (rule.title, rule.pillar, rule.why) = (text(), text(), text());
        (rule.summary, rule.limits) = (text(), text());
        rule.references = vec![text(), format!("https://{nasty}")];
        rule.maps_to = vec![text()];
    }
    let info = report.rules.values().next().cloned().expect("a rule");
    report.rules.insert(text(), info);
    for account in &mut report.estate.accounts {
        (account.name, account.region) = (text(), Some(text()));
        for project in &mut account.projects {
            project.name = text();
        }
    }
    for dependency in &mut report.estate.dependencies {
        (dependency.name, dependency.region) = (text(), Some(text()));
        dependency.secondary_regions = Some(vec![text()]);
    }
    for gap in &mut report.gaps {
        (gap.request, gap.why) = (text(), text());
        (gap.code, gap.message, gap.permission) = (Some(text()), Some(text()), Some(text()));
        gap.affects = vec![text()];
    }
    for read in &mut report.reads {
        read.request = text();
    }
    for entry in &mut report.source.scope {
        (entry.name, entry.subscription) = (Some(text()), text());
    }
    report.policy.config_sha256 = Some(text());
    report.policy.select.account = vec![text()];
    report
}

fn poison(finding: &mut Finding, nasty: &str) {
    let text = || nasty.to_owned();
    (finding.rule, finding.message) = (text(), text());
    finding.part = Some(text());
    let subject = std::sync::Arc::make_mut(&mut finding.subject);
    (subject.name, subject.region) = (text(), Some(text()));
    std::sync::Arc::make_mut(&mut finding.subject).id = format!("{}/{nasty}", finding.subject.id);
    for evidence in &mut finding.evidence {
        (evidence.fact, evidence.value) = (text(), Some(serde_json::json!({ nasty: [nasty] })));
    }
    if let Some(remedy) = &mut finding.remediation {
        (remedy.summary, remedy.azcli) = (text(), Some(text()));
        (remedy.bicep, remedy.side_effects) = (Some(text()), Some(text()));
    }
}

#[test]
fn no_name_is_obeyed() {
    let page = body(&poisoned(NASTY));
    assert!(page.contains("alert(1)"), "it is shown");
    // Tags of foreign texts, wherever they came from.
    for harm in ["<script>alert", "<img", "onerror=alert(2)>", "\"'><", "href=\"x"] {
        assert!(!page.contains(harm), "{harm}");
    }
    let allowed = |c: char| c == '\n' || !(c.is_control() || crate::text::is_invisible(c));
    assert!(page.chars().all(allowed), "nothing that turns or hides text");
    // Every tag is one of ours: what follows `<` is known, whatever the texts were.
    let known = body(&report());
    let tags = |page: &str| -> std::collections::BTreeSet<String> {
        let tags = page.split('<').skip(1);
        tags.map(|rest| {
            rest.chars().take_while(|c| c.is_alphanumeric() || "/!".contains(*c)).collect()
        })
        .collect()
    };
    let mut foreign = tags(&page);
    for tag in tags(&known) {
        foreign.remove(&tag);
    }
    // The sample's own remedies and prose have fewer elements than Markdown knows.
    for tag in ["br", "pre", "/pre", "code", "/code", "em", "/em", "ul", "/ul", "li", "/li"] {
        foreign.remove(tag);
    }
    assert_eq!(foreign, std::collections::BTreeSet::new());
}

#[test]
fn very_long_names_are_cut_in_the_picture_only() {
    let name = "a".repeat(5_000);
    let page = body(&poisoned(&name));
    let (picture, _) = page.split_once("</svg>\n</div>").expect("a picture");
    let texts = picture.split("class=\"name\">").skip(1);
    for text in texts {
        let (text, _) = text.split_once('<').expect("an end");
        assert!(text.chars().count() < 60, "{text}");
    }
}

#[test]
fn a_long_list_is_cut_from_its_harmless_end_and_says_so() {
    let mut report = report();
    let one = |status| {
        let found = report.findings.iter().find(|f| f.status == status);
        found.cloned().expect("a finding of that status")
    };
    let (fail, pass) = (one(Status::Fail), one(Status::Pass));
    report.findings = vec![pass; findings::LISTED];
    report.findings.push(fail);
    let page = body(&report);
    assert_eq!(rows(&page), findings::LISTED);
    assert!(page.contains("3,000 of 3,001 findings are listed here, worst first"));
    assert!(page.contains("1 more are in the JSON report"));
    let failed = page.find("data-status=\"fail\"").expect("failures");
    assert!(failed < page.find("data-status=\"pass\"").expect("passes"));
}

#[test]
fn an_estate_without_anything_is_a_page_too() {
    let mut report = report();
    report.findings.clear();
    report.estate = crate::audit::EstateOutline::default();
    report.gaps.clear();
    let page = body(&report);
    assert_eq!(rows(&page), 0);
    assert!(page.contains("No rule was judged on anything."));
    assert!(!page.contains("id=\"gaps\""));
}

#[test]
fn a_hundred_thousand_findings_make_a_page_that_opens() {
    let mut report = report();
    let sample = report.findings.clone();
    report.findings = sample.into_iter().cycle().take(100_000).collect();
    let page = render(&report);
    assert!(page.len() < 20_000_000, "{} bytes", page.len());
    assert!(page.contains("3,000 of 100,000 findings are listed here"));
}
