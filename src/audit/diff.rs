//! What changed between two reports, finding by finding (by fingerprint). The law holds here too: a fault that can't be seen
//! any more isn't fixed, it is newly unknown or no longer judged.

use super::finding::Finding;
use super::gate::Decision;
use super::report::Report;
use super::score::Score;
use super::status::Status;
use crate::model::{Kind, ResourceId, Severity};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What changed between two reports. Each list is sorted, worst first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Diff {
    /// `foundry-dr/diff/v1`.
    pub schema: &'static str,
    /// The score before.
    pub old_score: Score,
    /// The score now.
    pub new_score: Score,
    /// Why the two can't be compared in full, in words.
    pub notes: Vec<String>,
    /// Faults that weren't there, or weren't known or open.
    pub new: Vec<Change>,
    /// Faults that are gone for sure: judged again, and in order.
    pub fixed: Vec<Change>,
    /// Open as before and more severe, or asked of a person again.
    pub worse: Vec<Change>,
    /// Less severe, known to be in order, or signed.
    pub better: Vec<Change>,
    /// Evidence is missing that was there, or for something new.
    pub newly_unknown: Vec<Change>,
    /// Accepted by somebody since.
    pub newly_waived: Vec<Change>,
    /// Open before, and not judged any more: the rule or the resource isn't in the new report.
    pub not_judged: Vec<Change>,
    /// The severities of what the new report says nothing of, though the old one did.
    #[serde(skip)]
    unjudged: Vec<Severity>,
    /// Resources that came.
    pub came: Vec<Resource>,
    /// Resources that aren't seen any more.
    pub went: Vec<Resource>,
}

/// What changed in one finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The rule's id.
    pub rule: String,
    /// The severity now; before, if it isn't judged any more.
    pub severity: Severity,
    /// The id of what was judged.
    pub subject: String,
    /// Its bare name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// The part that was judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// What it counted as; null if it wasn't judged.
    pub before: Option<Status>,
    /// What it counts as; null if it isn't judged any more.
    pub now: Option<Status>,
    /// What was said last.
    pub message: String,
    /// The finding's fingerprint.
    pub fingerprint: String,
}

/// A resource of the estate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Resource {
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    pub id: String,
}

/// What becomes of a finding.
enum Turn {
    New,
    Fixed,
    Worse,
    Better,
    NewlyUnknown,
    NewlyWaived,
    Same,
}

/// Compares two reports.
#[must_use]
pub fn diff(old: &Report, new: &Report) -> Diff {
    let mut diff = Diff {
        schema: "foundry-dr/diff/v1",
        old_score: old.score,
        new_score: new.score,
        notes: notes(old, new),
        new: vec![],
        fixed: vec![],
        worse: vec![],
        better: vec![],
        newly_unknown: vec![],
        newly_waived: vec![],
        not_judged: vec![],
        unjudged: vec![],
        came: vec![],
        went: vec![],
    };
    diff.compare_findings(old, new);
    let (before, now) = (resources(old), resources(new));
    diff.came = missing_in(&now, &before);
    diff.went = missing_in(&before, &now);
    diff
}

impl Diff {
    /// True if nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lists().iter().all(|(_, list)| list.is_empty())
            && self.came.is_empty()
            && self.went.is_empty()
    }

    /// The lists of changes with their names in words, in the order in which they are told.
    #[must_use]
    pub fn lists(&self) -> [(&'static str, &[Change]); 7] {
        [
            ("new", &self.new),
            ("worse", &self.worse),
            ("newly unknown", &self.newly_unknown),
            ("not judged any more", &self.not_judged),
            ("newly waived", &self.newly_waived),
            ("better", &self.better),
            ("fixed", &self.fixed),
        ]
    }

    /// May a pipeline go on that allows what was bad before? New and worse faults at the threshold fail it; new gaps in the
    /// evidence there, and what isn't judged any more, leave it undecided.
    #[must_use]
    pub fn decide(&self, threshold: Severity) -> (Decision, String) {
        let count = |list: &[Change], status: Status| {
            list.iter()
                .filter(|change| change.now == Some(status) && change.severity.at_least(threshold))
                .count()
        };
        let faults = count(&self.new, Status::Fail) + count(&self.worse, Status::Fail);
        let unknown =
            count(&self.newly_unknown, Status::Unknown) + count(&self.worse, Status::Unknown);
        let unjudged = self.unjudged.iter().filter(|severity| severity.at_least(threshold)).count();
        let at = format!("at severity {threshold} or worse");
        if faults > 0 {
            (Decision::Fail, format!("{faults} new or worse {at} (fail-on-new {threshold})"))
        } else if unknown > 0 {
            (Decision::Undecided, format!("{unknown} newly unknown {at} (fail-on-new {threshold})"))
        } else if unjudged > 0 {
            (
                Decision::Undecided,
                format!("{unjudged} not judged any more {at} (fail-on-new {threshold})"),
            )
        } else if self.lost_everything() {
            (Decision::Undecided, "the new report judged no Foundry account".to_owned())
        } else {
            (Decision::Pass, format!("nothing new {at}"))
        }
    }

    /// True if the new report is about nothing that the old one was about.
    fn lost_everything(&self) -> bool {
        self.notes.iter().any(|note| note == NOTHING_LEFT)
    }

    fn compare_findings(&mut self, old: &Report, new: &Report) {
        let mut before: BTreeMap<&str, &Finding> =
            old.findings.iter().map(|finding| (finding.fingerprint.as_str(), finding)).collect();
        for finding in &new.findings {
            let was = before.remove(finding.fingerprint.as_str());
            let list = match turn(was, finding) {
                Turn::New => &mut self.new,
                Turn::Fixed => &mut self.fixed,
                Turn::Worse => &mut self.worse,
                Turn::Better => &mut self.better,
                Turn::NewlyUnknown => &mut self.newly_unknown,
                Turn::NewlyWaived => &mut self.newly_waived,
                Turn::Same => continue,
            };
            list.push(change(finding, was.map(|was| was.status), Some(finding.status)));
        }
        let (open, settled): (Vec<&Finding>, Vec<&Finding>) =
            before.into_values().partition(|was| was.status.is_open());
        let change_of = |was: &Finding| change(was, Some(was.status), None);
        self.not_judged = open.into_iter().map(change_of).collect();
        self.unjudged = unjudged(&self.not_judged, &settled, old, new);
        for list in [
            &mut self.new,
            &mut self.fixed,
            &mut self.worse,
            &mut self.better,
            &mut self.newly_unknown,
            &mut self.newly_waived,
            &mut self.not_judged,
        ] {
            list.sort_by(|a, b| {
                (a.severity, &a.rule, &a.subject, &a.part)
                    .cmp(&(b.severity, &b.rule, &b.subject, &b.part))
            });
        }
    }
}

/// The severities of what the new report says nothing of. A part that is gone says no more of itself, but its rule says
/// something of the resource; what stood for a listing that couldn't be read is gone once it can. With fewer rules or another
/// selection, what was in order counts too: what is wrong with it now wouldn't show.
fn unjudged(gone: &[Change], settled: &[&Finding], old: &Report, new: &Report) -> Vec<Severity> {
    let folded = |rule: &str, subject: &str| (rule.to_owned(), subject.to_lowercase());
    let judged: BTreeSet<(String, String)> =
        new.findings.iter().map(|one| folded(&one.rule, &one.subject.id)).collect();
    let narrowed = old.policy.select != new.policy.select;
    let asked = |rule: &str| !narrowed && new.rules.contains_key(rule);
    let open = gone.iter().filter(|change| {
        let placeholder = ResourceId::listing_of(&change.subject).is_some();
        let known = placeholder || judged.contains(&folded(&change.rule, &change.subject));
        !(asked(&change.rule) && known)
    });
    let applied = settled.iter().filter(|was| was.status != Status::NotApplicable);
    let hidden = applied.filter(|was| !asked(&was.rule)).map(|was| was.severity);
    open.map(|change| change.severity).chain(hidden).collect()
}

fn turn(was: Option<&Finding>, now: &Finding) -> Turn {
    let before = was.map(|was| was.status);
    match (before, now.status) {
        (Some(before), status) if before == status => match was {
            Some(was) if status.is_open() && now.severity < was.severity => Turn::Worse,
            Some(was) if status.is_open() && now.severity > was.severity => Turn::Better,
            Some(_) | None => Turn::Same,
        },
        (_, Status::Fail) => Turn::New,
        (_, Status::Unknown) => Turn::NewlyUnknown,
        (_, Status::Waived) => Turn::NewlyWaived,
        (Some(Status::Fail), Status::Pass | Status::NotApplicable | Status::Attested) => {
            Turn::Fixed
        }
        (Some(Status::Fail | Status::Unknown), Status::Manual) => Turn::Better,
        (_, Status::Manual) => Turn::Worse,
        (
            Some(Status::Unknown | Status::Manual | Status::Waived),
            Status::Pass | Status::NotApplicable | Status::Attested,
        ) => Turn::Better,
        (
            None | Some(Status::Pass | Status::NotApplicable | Status::Attested),
            Status::Pass | Status::NotApplicable | Status::Attested,
        ) => Turn::Same,
    }
}

fn change(finding: &Finding, before: Option<Status>, now: Option<Status>) -> Change {
    Change {
        rule: finding.rule.clone(),
        severity: finding.severity,
        subject: finding.subject.id.clone(),
        name: finding.subject.name.clone(),
        kind: finding.subject.kind,
        part: finding.part.clone(),
        before,
        now,
        message: finding.message.clone(),
        fingerprint: finding.fingerprint.clone(),
    }
}

const NOTHING_LEFT: &str = "the new report holds no Foundry account, the old one did";

/// What keeps the two from being compared in full.
fn notes(old: &Report, new: &Report) -> Vec<String> {
    let mut notes = Vec::new();
    if new.estate.accounts.is_empty() && !old.estate.accounts.is_empty() {
        notes.push(NOTHING_LEFT.to_owned());
    }
    let (before, now): (BTreeSet<_>, BTreeSet<_>) =
        (old.rules.keys().collect(), new.rules.keys().collect());
    if before != now {
        notes.push(format!(
            "the rules differ: {} only in the old report, {} only in the new one",
            before.difference(&now).count(),
            now.difference(&before).count()
        ));
    } else if old.tool.ruleset != new.tool.ruleset {
        notes.push("some rules were changed between the two reports".to_owned());
    }
    if old.policy.select != new.policy.select {
        notes.push("the two reports were asked for different resources or rules".to_owned());
    }
    notes
}

/// What the outline holds, by folded id.
fn resources(report: &Report) -> BTreeMap<String, Resource> {
    let mut resources = BTreeMap::new();
    let mut add = |kind: Kind, id: &str| {
        resources.insert(id.to_lowercase(), Resource { kind, id: id.to_owned() });
    };
    for account in &report.estate.accounts {
        add(Kind::FoundryAccount, &account.id);
        for project in &account.projects {
            add(Kind::FoundryProject, &project.id);
        }
        for deployment in &account.deployments {
            add(Kind::ModelDeployment, &deployment.id);
        }
    }
    for dependency in &report.estate.dependencies {
        add(dependency.kind, &dependency.id);
    }
    resources
}

fn missing_in(
    these: &BTreeMap<String, Resource>,
    those: &BTreeMap<String, Resource>,
) -> Vec<Resource> {
    let mut missing: Vec<Resource> = these
        .iter()
        .filter(|(id, _)| !those.contains_key(*id))
        .map(|(_, resource)| resource.clone())
        .collect();
    missing.sort();
    missing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::sample::Sample;
    use crate::audit::{Policy, sample_finding};

    fn report(findings: Vec<Finding>) -> Report {
        let audit = Sample::new().audit(&Policy::default()).expect("a report");
        Report { findings, ..audit.report }
    }

    /// The name of the only list that the change of one finding lands in.
    fn lands(before: Option<Status>, now: Option<Status>) -> &'static str {
        let of = |status: Option<Status>| {
            let finding = status.map(|status| sample_finding(Severity::High, status));
            report(finding.into_iter().collect())
        };
        let diff = diff(&of(before), &of(now));
        let hit: Vec<&str> = diff
            .lists()
            .into_iter()
            .filter(|(_, list)| !list.is_empty())
            .map(|(name, _)| name)
            .collect();
        assert!(hit.len() <= 1, "{hit:?}");
        hit.first().copied().unwrap_or("same")
    }

    #[test]
    fn the_table_of_changes() {
        use Status::{Attested, Fail, Manual, NotApplicable, Pass, Unknown, Waived};
        for (before, now, expected) in [
            (None, Some(Fail), "new"),
            (Some(Pass), Some(Fail), "new"),
            (Some(Unknown), Some(Fail), "new"),
            (Some(Waived), Some(Fail), "new"),
            (Some(Fail), Some(Pass), "fixed"),
            (Some(Fail), Some(NotApplicable), "fixed"),
            (Some(Fail), Some(Unknown), "newly unknown"),
            (Some(Pass), Some(Unknown), "newly unknown"),
            (None, Some(Unknown), "newly unknown"),
            (Some(Fail), None, "not judged any more"),
            (Some(Unknown), None, "not judged any more"),
            (Some(Fail), Some(Waived), "newly waived"),
            (Some(Unknown), Some(Pass), "better"),
            (Some(Manual), Some(Attested), "better"),
            (Some(Attested), Some(Manual), "worse"),
            (None, Some(Manual), "worse"),
            (Some(Pass), None, "same"),
            (None, Some(Pass), "same"),
            (Some(Fail), Some(Fail), "same"),
        ] {
            assert_eq!(lands(before, now), expected, "{before:?} {now:?}");
        }
    }

    #[test]
    fn a_fault_that_cannot_be_seen_any_more_is_never_fixed() {
        for now in [None, Some(Status::Unknown)] {
            assert_ne!(lands(Some(Status::Fail), now), "fixed");
        }
    }

    #[test]
    fn severity_alone_makes_it_worse_or_better() {
        let with = |severity| report(vec![sample_finding(severity, Status::Fail)]);
        let (high, low) = (with(Severity::High), with(Severity::Low));
        assert_eq!(diff(&low, &high).worse.len(), 1);
        assert_eq!(diff(&high, &low).better.len(), 1);
        assert_eq!(diff(&low, &high).decide(Severity::High).0, Decision::Fail);
    }

    #[test]
    fn what_was_bad_before_passes_and_lost_evidence_is_undecided() {
        let with = |status| report(vec![sample_finding(Severity::Critical, status)]);
        let (fail, unknown) = (with(Status::Fail), with(Status::Unknown));
        let decide = |old: &Report, new: &Report| diff(old, new).decide(Severity::Critical).0;
        assert_eq!(decide(&fail, &fail), Decision::Pass);
        assert_eq!(decide(&fail, &unknown), Decision::Undecided);
        assert_eq!(decide(&unknown, &fail), Decision::Fail);
        let mut empty = with(Status::Pass);
        empty.estate.accounts.clear();
        assert_eq!(decide(&fail, &empty), Decision::Undecided);
    }

    #[test]
    fn a_report_that_judged_less_opens_nothing() {
        let with = |status| report(vec![sample_finding(Severity::High, status)]);
        let none = report(vec![]);
        let decide = |old: &Report, new: &Report, at| diff(old, new).decide(at).0;
        for open in [Status::Fail, Status::Unknown, Status::Manual] {
            assert_eq!(decide(&with(open), &none, Severity::High), Decision::Undecided, "{open:?}");
            assert_eq!(decide(&with(open), &none, Severity::Critical), Decision::Pass);
        }
        // The part is gone, and the rule is in order.
        let mut part = with(Status::Fail);
        part.findings[0].part = Some("an assignment".into());
        part.findings[0].fingerprint = "of the part".into();
        assert_eq!(decide(&part, &with(Status::Pass), Severity::High), Decision::Pass);
        // A resource that was in order may go; a rule that isn't asked any more may hide what is new.
        let passed = with(Status::Pass);
        assert_eq!(decide(&passed, &none, Severity::High), Decision::Pass);
        let mut narrower = none.clone();
        narrower.policy.select.account = vec!["other".into()];
        assert_eq!(decide(&passed, &narrower, Severity::High), Decision::Undecided);
        let mut fewer = none;
        fewer.rules.remove("FDR-DEL-001");
        assert_eq!(decide(&passed, &fewer, Severity::High), Decision::Undecided);
    }

    #[test]
    fn resources_come_and_go_whatever_their_case() {
        let old = report(vec![]);
        let mut new = old.clone();
        let gone = new.estate.dependencies.remove(0);
        new.estate.accounts[0].id = new.estate.accounts[0].id.to_uppercase();
        let diff = diff(&old, &new);
        assert_eq!(diff.came, []);
        assert_eq!(diff.went.len(), 1);
        assert_eq!(diff.went[0].id, gone.id);
    }
}
