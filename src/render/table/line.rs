//! What is printed about a finding, or about many findings that are undecided for one reason.

use super::cause::{Cause, GapCauses};
use crate::audit::request::subscription_name;
use crate::audit::{self, Finding, Report, Status};
use crate::model::{Kind, Severity, Why};
use crate::render::plain;
use crate::rule::Remedy;
use std::collections::{BTreeMap, BTreeSet};

/// One entry of the page. All texts are safe to print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TableLine {
    /// What it counts as; shown as its first word.
    pub(super) status: Status,
    pub(super) severity: Severity,
    /// `DEL-001`, or `14 checks`.
    pub(super) rule: String,
    /// The resource's name, with the part that was judged.
    pub(super) resource: String,
    /// Never cut.
    pub(super) sentence: String,
    /// What to do.
    pub(super) remedy: Option<String>,
    /// The remedy is a command: whole or not at all.
    pub(super) is_command: bool,
    /// The command that tells more.
    pub(super) pointer: Option<String>,
}

/// The lines of a group's findings, which are sorted. Where `fold` is set, undecided findings of one cause are one line, and
/// so is what waits for a signature.
pub(super) fn lines(findings: &[&Finding], causes: &GapCauses<'_>, fold: bool) -> Vec<TableLine> {
    let mut by_cause: BTreeMap<(Cause, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in findings.iter().filter(|f| f.status == Status::Unknown) {
        by_cause.entry(cause_of(finding, causes)).or_default().push(finding);
    }
    by_cause.retain(|(gaps, gone), findings| {
        fold && !(gaps.is_empty() && gone.is_empty()) && worth_folding(findings)
    });
    let mut lines = Vec::new();
    let mut unsigned: Vec<&Finding> =
        findings.iter().filter(|f| fold && f.status == Status::Manual).copied().collect();
    let many = unsigned.len() > 2;
    for finding in findings {
        if many && finding.status == Status::Manual {
            if !unsigned.is_empty() {
                lines.push(to_sign(&std::mem::take(&mut unsigned), causes));
            }
            continue;
        }
        if finding.status != Status::Unknown {
            lines.push(single(finding, &Cause::new(), causes));
            continue;
        }
        let cause = cause_of(finding, causes);
        match by_cause.get_mut(&cause) {
            // The line stands where its worst finding would stand.
            Some(all) if !all.is_empty() => {
                lines.push(folded(&std::mem::take(all), &cause.0, causes))
            }
            Some(_) => {}
            None => lines.push(single(finding, &cause.0, causes)),
        }
    }
    lines
}

/// Why a finding is undecided: the reads that gave no evidence, or that its resource is gone.
fn cause_of<'f>(finding: &'f Finding, causes: &GapCauses<'_>) -> (Cause, &'f str) {
    let gone = Why::Gone.to_string();
    let mut missing = finding.evidence.iter().map(|one| one.missing.as_deref());
    let is_gone = missing.len() > 0 && missing.any(|why| why == Some(&gone));
    (causes.behind(finding), if is_gone { &finding.subject.id } else { "" })
}

/// One line for all that waits for a signature.
fn to_sign(findings: &[&Finding], causes: &GapCauses<'_>) -> TableLine {
    let ids: Vec<String> = findings.iter().map(|f| short_id(&f.rule)).collect();
    let resources: BTreeSet<String> =
        findings.iter().map(|finding| resource(finding, causes.report())).collect();
    TableLine {
        status: Status::Manual,
        severity: findings[0].severity,
        rule: format!("{} to sign", findings.len()),
        resource: match resources.len() {
            1 => resources.into_iter().collect(),
            number => format!("{number} resources"),
        },
        sentence: format!("nobody has signed {} ({})", ids.join(", "), by_severity(findings)),
        remedy: None,
        is_command: false,
        pointer: None,
    }
}

/// `1 critical, 3 high`; a number and its word stay together.
fn by_severity(findings: &[&Finding]) -> String {
    let words: Vec<String> =
        audit::by_severity(findings).map(|words| words.replace(' ', "\u{a0}")).collect();
    words.join(", ")
}

fn worth_folding(findings: &[&Finding]) -> bool {
    findings.len() > 2 || findings.iter().any(|finding| finding.subject.is_placeholder())
}

fn single(finding: &Finding, cause: &Cause, causes: &GapCauses<'_>) -> TableLine {
    let mut sentence = plain(&finding.message).into_owned();
    let mut is_command = false;
    let remedy = match finding.status {
        Status::Unknown => {
            sentence.push_str(&format!(" ({})", finding.severity));
            needs(cause, causes)
        }
        Status::Fail | Status::Manual => {
            let command = finding.remediation.as_ref().and_then(command);
            is_command = command.is_some();
            command.or_else(|| finding.remediation.as_ref().map(summary))
        }
        Status::Waived | Status::Attested => {
            sentence.push_str(&signed(finding));
            None
        }
        Status::Pass | Status::NotApplicable => None,
    };
    TableLine {
        status: finding.status,
        severity: finding.severity,
        rule: short_id(&finding.rule),
        resource: resource(finding, causes.report()),
        sentence,
        remedy,
        is_command,
        pointer: finding.status.is_open().then(|| explain(finding)),
    }
}

/// `foundry-dr explain DEL-001 contoso-ai`. A name that a shell would read as something else is left out.
fn explain(finding: &Finding) -> String {
    let name = &finding.subject.name;
    let harmless = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    let is_word = name.chars().all(harmless) && !name.is_empty() && !name.starts_with(['-', '~']);
    let name = if is_word { format!(" {name}") } else { String::new() };
    format!("foundry-dr explain {}{name}", short_id(&finding.rule))
}

/// ` (critical; waived by Ada until 2026-12-31: the estate moves in January)`.
fn signed(finding: &Finding) -> String {
    let words = match (finding.status, &finding.waiver, &finding.attestation) {
        (Status::Waived, Some(waiver), _) => {
            format!("waived by {} until {}: {}", waiver.owner, waiver.expires, waiver.reason)
        }
        (Status::Attested, _, Some(attestation)) => format!(
            "attested by {} until {}: {}",
            attestation.owner, attestation.expires, attestation.statement
        ),
        (_, _, _) => return String::new(),
    };
    format!(" ({}; {})", finding.severity, plain(&words))
}

fn folded(findings: &[&Finding], cause: &Cause, causes: &GapCauses<'_>) -> TableLine {
    let resources: BTreeSet<String> =
        findings.iter().map(|finding| resource(finding, causes.report())).collect();
    let resource = match resources.len() {
        1 => resources.into_iter().collect(),
        _ if findings.iter().all(|finding| finding.subject.is_placeholder()) => {
            "any resource".to_owned()
        }
        number => format!("{number} resources"),
    };
    TableLine {
        status: Status::Unknown,
        severity: findings[0].severity,
        rule: match findings {
            [one] => short_id(&one.rule),
            many => format!("{} checks", many.len()),
        },
        resource,
        sentence: match cause.is_empty() {
            true => format!("{} ({})", plain(&findings[0].message), by_severity(findings)),
            false => format!("{} ({})", plain(&causes.describe(cause)), by_severity(findings)),
        },
        remedy: needs(cause, causes),
        is_command: false,
        pointer: None,
    }
}

fn needs(cause: &Cause, causes: &GapCauses<'_>) -> Option<String> {
    let permissions = causes.permissions(cause);
    (!permissions.is_empty()).then(|| format!("needs {}", permissions.join(", ")))
}

/// `FDR-` is on every built-in rule and tells nothing.
fn short_id(rule: &str) -> String {
    plain(rule.strip_prefix("FDR-").unwrap_or(rule)).into_owned()
}

fn resource(finding: &Finding, report: &Report) -> String {
    let subject = &finding.subject;
    if subject.is_placeholder() {
        return format!("any {}", subject.kind);
    }
    let name = match (subject.kind, &subject.subscription) {
        (Kind::Subscription, Some(id)) => subscription_name(id, &report.source.scope),
        _ => &subject.name,
    };
    let name = plain(name);
    match &finding.part {
        // A part is often an id; its last segment tells a reader enough, and the message the rest.
        Some(part) => format!("{name} › {}", plain(part.rsplit('/').next().unwrap_or(part))),
        None => name.into_owned(),
    }
}

/// The command, if there is but one, or the first sentence of a remedy.
fn command(remedy: &Remedy) -> Option<String> {
    let command = remedy.azcli.as_deref().and_then(only_command)?;
    (!remedy.destructive).then_some(command)
}

fn summary(remedy: &Remedy) -> String {
    let text = plain(first_sentence(&remedy.summary));
    if remedy.destructive { format!("(loses state) {text}") } else { text.into_owned() }
}

/// A script that is one command, its continued lines joined.
fn only_command(script: &str) -> Option<String> {
    let lines = script.lines().map(str::trim);
    let lines: Vec<&str> =
        lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let (_, before) = lines.split_last()?;
    let continued = before.iter().all(|line| line.ends_with('\\'));
    let join = |line: &&str| line.trim_end_matches('\\').trim_end().to_owned();
    let whole: Vec<String> = lines.iter().map(join).collect();
    (lines[0].starts_with("az ") && continued).then(|| plain(&whole.join(" ")).into_owned())
}

fn first_sentence(text: &str) -> &str {
    let text = text.trim();
    text.find(". ").map_or(text, |end| &text[..end])
}
