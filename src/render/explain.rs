//! One finding, whole: what is configured and expected, by which evidence, why it matters, and what to do with this estate's
//! names, ready to copy.

use super::Harmless;
use super::prose::wrapped;
use crate::audit::{Evidence, Finding, Report, RuleInfo, Status};
use crate::rule::Remedy;
use time::format_description::well_known::Rfc3339;

/// Explains a finding of a report.
#[must_use]
pub fn finding(report: &Report, finding: &Finding, width: usize) -> Harmless {
    let mut text = Harmless::new();
    let subject = &finding.subject;
    let part = finding.part.as_ref().map(|part| format!(" › {part}")).unwrap_or_default();
    let status = finding.status.as_str().replace('_', " ");
    text.line(format_args!("{} · {} · {status}", finding.rule, finding.severity));
    text.line(format_args!("{} {}{part}", subject.kind.title(), subject.name));
    text.line(&subject.id);
    section(&mut text, "What is configured", &finding.message, width);
    let Some(rule) = report.rules.get(&finding.rule) else {
        return text;
    };
    section(&mut text, "What is expected", &expected(rule), width);
    evidence(&mut text, report, finding);
    section(&mut text, "Why it matters", &rule.why, width);
    match &finding.remediation {
        Some(remedy) => to_do(&mut text, remedy, width),
        None => section(&mut text, "What to do", nothing_to_do(finding.status), width),
    }
    signature(&mut text, finding);
    section(&mut text, "Limits", &rule.limits, width);
    if !rule.references.is_empty() {
        heading(&mut text, "Sources");
        rule.references.iter().for_each(|page| text.line(format_args!("  {page}")));
    }
    heading(&mut text, "Fingerprint");
    text.line(format_args!("  {}", finding.fingerprint));
    text
}

fn heading(text: &mut Harmless, title: &str) {
    text.line("");
    text.line(title);
}

fn section(text: &mut Harmless, title: &str, body: &str, width: usize) {
    if body.trim().is_empty() {
        return;
    }
    heading(text, title);
    indented(text, &wrapped(body.trim(), width.saturating_sub(2)));
}

fn indented(text: &mut Harmless, body: &str) {
    body.lines().for_each(|line| text.line(format_args!("  {line}")));
}

fn expected(rule: &RuleInfo) -> String {
    format!("{}.\n\n{}", rule.title, rule.summary.trim())
}

/// Each fact that the rule read, and the reads that it comes from.
fn evidence(text: &mut Harmless, report: &Report, finding: &Finding) {
    if finding.evidence.is_empty() {
        return;
    }
    heading(text, "Evidence");
    for one in &finding.evidence {
        text.line(format_args!("  {}: {}", one.fact, value(one)));
        for index in one.requests.iter().flatten() {
            if let Some(read) = report.reads.get(*index as usize) {
                let outcome = format!("{:?}", read.outcome).to_lowercase();
                let at = read.read_at.format(&Rfc3339).unwrap_or_default();
                text.line(format_args!("    {} ({outcome}, {at})", read.request));
            }
        }
        let group = one.group.and_then(|group| report.read_groups.get(group as usize));
        if let Some(group) = group {
            let missing = group.missing.len();
            text.line(format_args!("    {}: {} read, {missing} missing", group.title, group.read));
        }
    }
}

fn value(evidence: &Evidence) -> String {
    match (&evidence.value, &evidence.missing) {
        (_, Some(why)) => format!("not known ({why})"),
        (Some(value), None) => value.to_string(),
        (None, None) => "not known".to_owned(),
    }
}

fn to_do(text: &mut Harmless, remedy: &Remedy, width: usize) {
    section(text, "What to do", &remedy.summary, width);
    if remedy.destructive {
        text.line("");
        text.line("  WARNING: following this loses state of agents. Read the limits first.");
    }
    if let Some(effects) = &remedy.side_effects {
        section(text, "Side effects", effects, width);
    }
    let ways =
        [("Azure CLI", &remedy.azcli), ("Bicep", &remedy.bicep), ("Terraform", &remedy.terraform)];
    for (name, commands) in ways {
        if let Some(commands) = commands {
            heading(text, name);
            text.line("");
            // Nothing before a line: it is there to be copied.
            text.lines(commands.trim_end());
        }
    }
}

fn nothing_to_do(status: Status) -> &'static str {
    match status {
        Status::Pass | Status::NotApplicable => "Nothing.",
        Status::Waived => "Nothing while the waiver holds.",
        Status::Attested => "Nothing while the attestation holds.",
        Status::Fail | Status::Unknown | Status::Manual => {
            "The rule has no remedy for this: see why it matters, and the limits."
        }
    }
}

fn signature(text: &mut Harmless, finding: &Finding) {
    if let Some(waiver) = &finding.waiver {
        heading(text, "Waiver");
        text.line(format_args!(
            "  until {} by {}: {}",
            waiver.expires, waiver.owner, waiver.reason
        ));
    }
    if let Some(signed) = &finding.attestation {
        heading(text, "Attestation");
        text.line(format_args!(
            "  of {}, until {}, by {}: {} ({})",
            signed.date, signed.expires, signed.owner, signed.statement, signed.evidence
        ));
    }
}
