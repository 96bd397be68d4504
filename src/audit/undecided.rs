//! Why a rule couldn't decide, in words: which reads gave no evidence, and what became of them. The names of facts are the
//! program's own and say nothing to somebody who wants the answer; they stay in the evidence.

use super::request::describe;
use crate::condition::Reason;
use crate::estate::{Estate, Presence, Subject};
use crate::model::{Fact, Provenance, ReadId, Why};
use crate::snapshot::Outcome;
use crate::text::first;
use std::collections::BTreeMap;

/// How many things that lack for one reason are named.
const NAMED: usize = 3;

/// The reads of an estate, to say what lacks.
pub(super) struct Undecided<'a> {
    estate: &'a Estate,
    /// ARM's error codes.
    codes: BTreeMap<ReadId, &'a str>,
}

/// What lacks, by what became of it, in the order in which it is said.
#[derive(Default)]
struct Lacks(Vec<(String, Vec<String>)>);

impl Lacks {
    fn add(&mut self, what: String, why: String) {
        let at = match self.0.iter().position(|(other, _)| *other == why) {
            Some(at) => at,
            None => {
                self.0.push((why, vec![]));
                self.0.len() - 1
            }
        };
        let group = &mut self.0[at].1;
        if !group.contains(&what) {
            group.push(what);
        }
    }

    /// `a, b (denied), c (failed)`.
    fn text(&self) -> String {
        let groups = self.0.iter();
        let groups = groups.map(|(why, what)| format!("{} ({why})", first(what.iter(), NAMED)));
        groups.collect::<Vec<_>>().join(", ")
    }
}

/// Why one subject can't be judged.
#[derive(Default)]
struct SubjectCauses {
    /// Reads that gave no evidence.
    reads: Lacks,
    /// Facts that no read is to blame for.
    facts: Lacks,
    /// What a read doesn't tell.
    open: Vec<String>,
    /// Facts that nobody asked for, since another answer would have had to come first.
    unasked: Vec<&'static str>,
}

impl SubjectCauses {
    fn sentence(&self) -> String {
        let open = match self.open.as_slice() {
            [] => String::new(),
            open => format!("{} couldn't be resolved", open.join("; ")),
        };
        let mut facts = self.facts.text();
        if self.reads.0.is_empty() && facts.is_empty() && open.is_empty() {
            let mut unasked = Lacks::default();
            for fact in &self.unasked {
                unasked.add(in_prose(fact), brief(&Why::NotRead));
            }
            facts = unasked.text();
        }
        let told = [facts, open];
        let told: Vec<&str> =
            told.iter().map(String::as_str).filter(|one| !one.is_empty()).collect();
        let told = told.join("; ");
        match (self.reads.text(), told.is_empty()) {
            (reads, true) if reads.is_empty() => "cannot tell".to_owned(),
            (reads, false) if reads.is_empty() => format!("cannot tell: {told}"),
            (reads, true) => format!("cannot tell without {reads}"),
            (reads, false) => format!("cannot tell without {reads}; {told}"),
        }
    }
}

impl<'a> Undecided<'a> {
    pub(super) fn of(estate: &'a Estate) -> Self {
        let gaps = estate.gaps.iter();
        Self {
            estate,
            codes: gaps.filter_map(|gap| Some((gap.read, gap.code.as_deref()?))).collect(),
        }
    }

    /// `cannot tell without locks of subscription Prod (denied: AuthorizationFailed)`.
    pub(super) fn text(&self, subject: &Subject, reasons: &[Reason]) -> String {
        let mut causes = SubjectCauses::default();
        match &subject.presence {
            Presence::Found => {}
            // Nothing is to be known of it; what refers to it has the finding.
            Presence::Unread(Why::Gone, _) => return GONE.to_owned(),
            Presence::Unread(why, evidence) => self.add(&mut causes, "id", why, evidence),
            Presence::Placeholder(why, evidence) => {
                // Every fact of a placeholder is missing for this one reason.
                self.add(&mut causes, "id", why, evidence);
                return causes.sentence();
            }
        }
        for reason in reasons.iter().filter(|reason| reason.fact != "id") {
            let fact = subject.fact(reason.fact);
            let evidence = fact.map_or(&Provenance::None, Fact::provenance);
            self.add(&mut causes, reason.fact, &reason.why, evidence);
        }
        causes.sentence()
    }

    /// The reads behind a fact that gave no evidence; the fact itself if the reads aren't to blame.
    fn add(
        &self,
        causes: &mut SubjectCauses,
        fact: &'static str,
        why: &Why,
        evidence: &Provenance,
    ) {
        match why {
            Why::Denied | Why::Failed | Why::Truncated | Why::NotRead | Why::Partial => {}
            Why::Unresolved(what) if causes.open.contains(what) => return,
            Why::Unresolved(what) => return causes.open.push(what.clone()),
            Why::OldApi(_)
            | Why::Redacted
            | Why::NotKept
            | Why::Malformed
            | Why::InProgress
            | Why::Gone => {
                return causes.facts.add(in_prose(fact), brief(why));
            }
        }
        let blamed = self.lacking(evidence);
        match (blamed.is_empty(), why) {
            (true, Why::NotRead) => causes.unasked.push(fact),
            (true, _) => causes.facts.add(in_prose(fact), brief(why)),
            (false, _) => {}
        }
        for read in blamed {
            let words = describe(&self.estate.read(read).request, &self.estate.scope);
            causes.reads.add(words, self.outcome(read));
        }
    }

    /// The reads of a provenance that gave no evidence.
    fn lacking(&self, evidence: &Provenance) -> Vec<ReadId> {
        let reads = match evidence {
            Provenance::Group(group) => &self.estate.group(*group).missing,
            Provenance::None | Provenance::One(_) | Provenance::Few(_) => evidence.reads(),
        };
        let lacks = |read: &&ReadId| {
            let read = self.estate.read(**read);
            read.partial || !read.outcome.is_evidence()
        };
        reads.iter().filter(lacks).copied().collect()
    }

    /// `denied: AuthorizationFailed`.
    fn outcome(&self, read: ReadId) -> String {
        let gap = self.estate.read(read);
        let word = match gap.outcome {
            Outcome::Found if gap.partial => "shown in part",
            Outcome::Absent if gap.partial => "not in the input",
            Outcome::Found | Outcome::Absent => "no evidence",
            Outcome::Denied => "denied",
            Outcome::Failed => "failed",
            Outcome::Truncated => "cut short",
            Outcome::NotRead => "not read",
        };
        match self.codes.get(&read) {
            Some(code) => format!("{word}: {code}"),
            None => word.to_owned(),
        }
    }
}

/// What every rule says of what was deleted.
const GONE: &str =
    "cannot tell: it doesn't exist any more (FDR-MOD-003 and FDR-MOD-020 report what refers to it)";

/// What became of a fact that no read is to blame for.
fn brief(why: &Why) -> String {
    match why {
        Why::Denied => "denied".to_owned(),
        Why::Failed => "failed".to_owned(),
        Why::Truncated => "cut short".to_owned(),
        Why::NotRead => "not read".to_owned(),
        Why::Partial => "shown in part".to_owned(),
        Why::OldApi(_)
        | Why::Redacted
        | Why::NotKept
        | Why::Unresolved(_)
        | Why::Malformed
        | Why::InProgress
        | Why::Gone => why.to_string(),
    }
}

/// `geo_copy_status` as `geo copy status`.
fn in_prose(fact: &str) -> String {
    match fact {
        "id" => "the resource itself".to_owned(),
        other => other.replace('_', " "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::sample::{Sample, account, placeholder, subject};
    use crate::model::Kind;

    fn reason(fact: &'static str, why: Why) -> Reason {
        Reason { fact, why }
    }

    fn text(subject: &Subject, reasons: &[Reason]) -> String {
        Undecided::of(&Sample::new().estate).text(subject, reasons)
    }

    #[test]
    fn the_read_is_named_and_not_the_fact() {
        let account = subject(Kind::FoundryAccount, account("/subscriptions/s", "g", "a"), &[]);
        let denied = reason("delete_locked", Why::Denied);
        assert_eq!(
            text(&account, &[denied.clone(), reason("read_only_locked", Why::Denied)]),
            "cannot tell without locks of subscription Test (denied: AuthorizationFailed)"
        );
        let whether = Why::Unresolved("whether b still exists".into());
        assert_eq!(
            text(&account, &[reason("locks", whether.clone()), reason("region", whether.clone())]),
            "cannot tell: whether b still exists couldn't be resolved"
        );
        assert_eq!(
            text(&account, &[denied, reason("locks", whether)]),
            "cannot tell without locks of subscription Test (denied: AuthorizationFailed); \
             whether b still exists couldn't be resolved"
        );
        assert_eq!(
            text(&account, &[reason("public_network_access", Why::Malformed)]),
            "cannot tell: public network access (the answer has an unexpected shape)"
        );
    }

    #[test]
    fn what_nobody_saw_is_said_once() {
        let placeholder = placeholder(Kind::StorageAccount, "/subscriptions/s/x", 2);
        let reasons = ["sku", "locks"].map(|fact| reason(fact, Why::Denied));
        let said = "cannot tell without locks of subscription Test (denied: AuthorizationFailed)";
        assert_eq!(text(&placeholder, &reasons), said);
        assert_eq!(text(&placeholder, &[]), said);
    }

    #[test]
    fn many_lacks_are_counted() {
        let mut lacks = Lacks::default();
        for at in 0..5 {
            lacks.add(format!("r{at}"), "denied".into());
        }
        lacks.add("s".into(), "failed".into());
        assert_eq!(lacks.text(), "r0, r1, r2 and 2 more (denied), s (failed)");
    }
}
