//! The product: what the rules say about an estate, under a policy, at an instant. No input or output, no clock, no
//! globals: the same estate, rules, policy and instant give the same report to the byte.

mod apply;
mod diff;
mod exception;
mod finding;
mod gaps;
mod gate;
mod origin;
mod outline;
mod pattern;
mod policy;
mod reading;
mod report;
pub(crate) mod request;
mod score;
mod select;
mod status;
mod summary;
#[cfg(test)]
mod tests;
mod undecided;

pub use diff::{Change, Diff, Resource, diff};
pub use exception::{
    Attestation, AttestationRecord, ConfigPlace, Exception, ExceptionKind, Exceptions, NOTICE,
    Waiver, WaiverRecord,
};
#[cfg(test)]
pub(crate) use finding::sample as sample_finding;
pub use finding::{Evidence, Finding, Origin, SubjectRef};
pub(crate) use gate::by_severity;
pub use gate::{AuditReach, Decision, Gate, gate};
pub use origin::SubjectOrigins;
pub use outline::{
    AccountOutline, DependencyOutline, DeploymentOutline, EstateOutline, Mode, ProjectOutline,
    Stores,
};
pub use pattern::Pattern;
pub use policy::{DisabledRule, Policy, Select, SeverityOverride};
pub use reading::ReportError;
pub use report::{
    GapRecord, GateRecord, Input, PolicyRecord, ReadGroupRecord, ReadRecord, Report, ReportSchema,
    RuleInfo, Source, SourceInfo, Statement, ToolInfo, default_gate,
};
pub use score::{Grade, Score, score};
pub use select::SelectError;
pub use status::{Standing, Status, Verdict};
pub use summary::{OpenCounts, StatusCounts, Summary};
#[cfg(test)]
pub(crate) use tests::sample;

use crate::estate::{Estate, Subject};
use crate::model::{Kind, KindRole};
use crate::rule::{self, Class, Judgement, Library, Rule};
use select::Selection;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration as Elapsed;
use time::{OffsetDateTime, UtcOffset};
use undecided::Undecided;

/// Rules, and what they said about an estate.
#[derive(Debug)]
pub struct Judged<'a> {
    /// The estate.
    pub estate: &'a Estate,
    /// The rules of the run.
    pub rules: &'a [Rule],
    /// Digest of the rules: hex SHA-256.
    pub ruleset: String,
    /// What each rule said about each subject of its kinds.
    pub judgements: Vec<(&'a Rule, &'a Subject, Judgement)>,
}

/// An audit's result: the report, and what the process must know besides.
#[derive(Clone, Debug, PartialEq)]
pub struct Audit {
    /// The report.
    pub report: Report,
    broken_rules: BTreeSet<String>,
}

impl Audit {
    /// Ids of the rules that turned out to be broken. Their findings are unknown.
    #[must_use]
    pub fn broken_rules(&self) -> &BTreeSet<String> {
        &self.broken_rules
    }

    /// True if a rule turned out to be broken: the run can't be trusted, whatever the gate says.
    #[must_use]
    pub fn report_has_broken_rule(&self) -> bool {
        !self.broken_rules.is_empty()
    }

    /// The exit code of the process, as far as the audit decides it.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        if self.report_has_broken_rule() { 2 } else { self.report.gate.decision.exit_code() }
    }
}

/// Audits an estate.
///
/// # Errors
/// If a selector matches nothing.
pub fn audit(
    estate: &Estate,
    library: &Library,
    policy: &Policy,
    source: SourceInfo,
    now: OffsetDateTime,
) -> Result<Audit, SelectError> {
    let judged = Judged {
        estate,
        rules: library.rules(),
        ruleset: library.digest(),
        judgements: library.judge(&estate.subjects, now),
    };
    assemble(judged, policy, source, now)
}

/// Makes the report of what was judged.
///
/// # Errors
/// If a selector matches nothing.
pub fn assemble(
    judged: Judged<'_>,
    policy: &Policy,
    source: SourceInfo,
    now: OffsetDateTime,
) -> Result<Audit, SelectError> {
    let estate = judged.estate;
    let selection = Selection::resolve(&policy.select, estate)?;
    let selected: Vec<&Subject> =
        estate.subjects.iter().filter(|subject| selection.selects(subject)).collect();
    let rules = rules(judged.rules, policy);
    let mut judgements = judged.judgements;
    judgements.retain(|(rule, _, _)| rules.contains_key(&rule.id));
    let mut sorted = SortedJudgements::sort(judgements, estate, &selection);
    let exceptions = sorted.follow(policy, &rules, now);
    let findings = sorted.findings;
    let reach = reach(estate, &selected, now);
    // A score of nothing would read like a good one.
    let empty = reach.accounts == 0 && !policy.allow_empty;
    let incomplete = empty
        || !reach.unread_subscriptions.is_empty()
        || selected.iter().any(|subject| subject.is_placeholder());
    let score = score(&findings, incomplete);
    let report = Report {
        schema: ReportSchema::V1,
        tool: ToolInfo::this(judged.ruleset),
        generated_at: now,
        source: Source { info: source, scope: estate.scope.clone() },
        policy: PolicyRecord::of(policy, &reach),
        gate: gate(&findings, &score, &reach, policy),
        score,
        summary: summary::summary(&findings, &pillars(&rules)),
        rules,
        estate: outline::outline(&selected, &estate.links, &findings),
        gaps: gaps::gaps(estate, &findings),
        findings,
        statements: sorted.statements,
        reads: estate.reads.iter().map(ReadRecord::from).collect(),
        read_groups: estate.groups.iter().map(ReadGroupRecord::from).collect(),
        exceptions,
    };
    Ok(Audit { report, broken_rules: sorted.broken_rules })
}

/// The pillar of each rule.
fn pillars(rules: &BTreeMap<String, RuleInfo>) -> BTreeMap<&str, &str> {
    let rules = rules.iter();
    rules.map(|(id, rule)| (id.as_str(), rule.pillar.as_str())).collect()
}

/// The rules that judge under the policy, with their severities in it.
fn rules(rules: &[Rule], policy: &Policy) -> BTreeMap<String, RuleInfo> {
    let judging = rules.iter().filter(|rule| !policy.disables(&rule.id));
    judging
        .map(|rule| {
            let mut info = RuleInfo::from(rule);
            info.severity = policy.severity_of(&rule.id).unwrap_or(info.severity);
            (rule.id.clone(), info)
        })
        .collect()
}

/// Judgements sorted by what becomes of them.
struct SortedJudgements<'a> {
    findings: Vec<Finding>,
    statements: Vec<Statement>,
    broken_rules: BTreeSet<String>,
    /// Rules and folded subjects that aren't selected.
    elsewhere: Vec<(&'a str, &'a str)>,
}

impl<'a> SortedJudgements<'a> {
    /// Gives the findings the severities of the policy, and applies its waivers and attestations.
    fn follow(
        &mut self,
        policy: &Policy,
        rules: &BTreeMap<String, RuleInfo>,
        now: OffsetDateTime,
    ) -> Exceptions {
        for finding in &mut self.findings {
            if let Some(severity) = policy.severity_of(&finding.rule) {
                finding.severity = severity;
            }
        }
        apply::apply(
            &mut self.findings,
            policy,
            now.to_offset(UtcOffset::UTC).date(),
            |rule| rules.contains_key(rule),
            &self.elsewhere,
        )
    }

    fn sort(
        judgements: Vec<(&'a Rule, &'a Subject, Judgement)>,
        estate: &Estate,
        selection: &Selection<'_>,
    ) -> Self {
        let undecided = Undecided::of(estate);
        // The findings of a subject share its description.
        let mut described: HashMap<(&str, Kind), Arc<SubjectRef>> = HashMap::new();
        let mut findings = Vec::new();
        let mut elsewhere = Vec::new();
        let mut broken_rules = BTreeSet::new();
        let mut statements: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
        for (rule, subject, judgement) in judgements {
            // A rule that breaks on a subject outside the selection is broken all the same.
            if let rule::RuleVerdict::Broken(_) = judgement.verdict {
                broken_rules.insert(rule.id.clone());
            }
            if !selection.selects(subject) {
                elsewhere.push((rule.id.as_str(), subject.id.folded()));
                continue;
            }
            match rule.class {
                Class::Check | Class::Attestation => {
                    let named = described.entry((subject.id.folded(), subject.kind));
                    let named = named.or_insert_with(|| Arc::new(SubjectRef::of(subject)));
                    let named = Arc::clone(named);
                    findings.push(finding::finding(
                        rule, subject, judgement, selection, &undecided, named,
                    ));
                }
                Class::Statement if applies(subject, &judgement) => {
                    statements
                        .entry((rule.id.clone(), judgement.message))
                        .or_default()
                        .insert(subject.id.written().to_owned());
                }
                Class::Statement => {}
            }
        }
        finding::sort(&mut findings);
        let statements = statements
            .into_iter()
            .map(|((rule, text), subjects)| Statement {
                rule,
                text,
                applies_to: subjects.into_iter().collect(),
            })
            .collect();
        Self { findings, statements, broken_rules, elsewhere }
    }
}

/// A statement is shown unless it is known not to apply. It is never about resources that nobody has seen.
fn applies(subject: &Subject, judgement: &Judgement) -> bool {
    let excluded = matches!(judgement.verdict, rule::RuleVerdict::NotApplicable);
    !excluded && !subject.is_placeholder()
}

fn reach(estate: &Estate, selected: &[&Subject], now: OffsetDateTime) -> AuditReach {
    let holds_others = |kind: Kind| match kind.role() {
        KindRole::Foundry => true,
        KindRole::Scope | KindRole::Part | KindRole::Store | KindRole::Support => false,
    };
    AuditReach {
        accounts: selected
            .iter()
            .filter(|subject| subject.kind == Kind::FoundryAccount && !subject.is_placeholder())
            .count(),
        subscriptions: estate.scope.len(),
        unread_subscriptions: estate
            .scope
            .iter()
            .filter(|entry| !(entry.seen && entry.read))
            .map(|entry| entry.name.clone().unwrap_or_else(|| entry.subscription.clone()))
            .collect(),
        oldest: estate
            .reads
            .iter()
            // A read from the future is as fresh as can be.
            .map(|read| Elapsed::try_from(now - read.read_at).unwrap_or_default())
            .max(),
        open_listings: selected
            .iter()
            .filter(|subject| subject.is_placeholder() && holds_others(subject.kind))
            .map(|subject| &subject.id)
            .collect::<BTreeSet<_>>()
            .len(),
    }
}
