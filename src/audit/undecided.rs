//! Why a rule couldn't decide, in words: which reads gave no evidence, and what became of them. The names of facts are the
//! program's own and say nothing to somebody who wants the answer; they stay in the evidence.

use super::request::in_words;
use crate::estate::{Estate, Presence, Subject};
use crate::model::{Provenance, ReadId, Why};
use crate::rule::Reason;
use crate::snapshot::Outcome;
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
struct Lacks {
    groups: Vec<(String, Vec<String>)>,
    /// What nobody asked for: worth saying only if there is nothing else to say.
    unasked: Vec<String>,
}

impl Lacks {
    fn add(&mut self, what: String, why: String) {
        let at = match self.groups.iter().position(|(other, _)| *other == why) {
            Some(at) => at,
            None => {
                self.groups.push((why, vec![]));
                self.groups.len() - 1
            }
        };
        let group = &mut self.groups[at].1;
        if !group.contains(&what) {
            group.push(what);
        }
    }
}

impl<'a> Undecided<'a> {
    pub(super) fn of(estate: &'a Estate) -> Self {
        let gaps = estate.gaps.iter();
        Self {
            estate,
            codes: gaps
                .filter_map(|gap| Some((gap.read, gap.code.as_deref()?)))
                .collect(),
        }
    }

    /// `cannot tell without locks of subscription Prod (denied: AuthorizationFailed)`.
    pub(super) fn text(&self, subject: &Subject, reasons: &[Reason]) -> String {
        let mut lacks = Lacks::default();
        let mut open: Vec<&str> = Vec::new();
        if let Presence::Unread(why, evidence) | Presence::StandIn(why, evidence) =
            &subject.presence
        {
            self.add_reads(&mut lacks, "the resource itself", why, evidence);
        }
        for reason in reasons {
            let evidence = match (&subject.presence, subject.fact(reason.fact)) {
                // Every fact of a stand-in lacks for the one reason that is already said.
                (Presence::StandIn(..), _) => continue,
                (_, Some(fact)) => fact.provenance(),
                (_, None) => &Provenance::None,
            };
            match &reason.why {
                Why::Unresolved(what) if open.contains(&what.as_str()) => {}
                Why::Unresolved(what) => open.push(what),
                // That the resource wasn't read is said above.
                _ if reason.fact == "id" => {}
                why => self.add_reads(&mut lacks, &in_prose(reason.fact), why, evidence),
            }
        }
        if lacks.groups.is_empty() && open.is_empty() {
            for fact in std::mem::take(&mut lacks.unasked) {
                lacks.add(fact, brief(&Why::NotRead));
            }
        }
        sentence(&lacks, &open)
    }

    /// The reads behind a fact that gave no evidence; the fact itself if the reads aren't to blame.
    fn add_reads(&self, lacks: &mut Lacks, fact: &str, why: &Why, evidence: &Provenance) {
        let blamed = match why {
            Why::Denied | Why::Failed | Why::Truncated | Why::NotRead => self.lacking(evidence),
            Why::OldApi(_)
            | Why::Redacted
            | Why::NotKept
            | Why::Unresolved(_)
            | Why::Malformed
            | Why::InProgress => vec![],
        };
        match (blamed.is_empty(), why) {
            // What hangs on another answer isn't asked for without it.
            (true, Why::NotRead) => lacks.unasked.push(fact.to_owned()),
            (true, _) => lacks.add(fact.to_owned(), brief(why)),
            (false, _) => {}
        }
        for read in blamed {
            let words = in_words(&self.estate.read(read).request, &self.estate.scope);
            lacks.add(words, self.outcome(read));
        }
    }

    /// The reads of a provenance that gave no evidence.
    fn lacking(&self, evidence: &Provenance) -> Vec<ReadId> {
        let reads = match evidence {
            Provenance::Group(group) => &self.estate.group(*group).missing,
            Provenance::None | Provenance::One(_) | Provenance::Few(_) => evidence.reads(),
        };
        let lacks = |read: &&ReadId| match self.estate.read(**read).outcome {
            Outcome::Found | Outcome::Absent => false,
            Outcome::Truncated | Outcome::Denied | Outcome::Failed | Outcome::NotRead => true,
        };
        reads.iter().filter(lacks).copied().collect()
    }

    /// `denied: AuthorizationFailed`.
    fn outcome(&self, read: ReadId) -> String {
        let word = match self.estate.read(read).outcome {
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

/// What became of a fact that no read is to blame for.
fn brief(why: &Why) -> String {
    match why {
        Why::Denied => "denied".to_owned(),
        Why::Failed => "failed".to_owned(),
        Why::Truncated => "cut short".to_owned(),
        Why::NotRead => "not read".to_owned(),
        Why::OldApi(_)
        | Why::Redacted
        | Why::NotKept
        | Why::Unresolved(_)
        | Why::Malformed
        | Why::InProgress => why.to_string(),
    }
}

/// `geo_copy_status` as `geo copy status`.
fn in_prose(fact: &str) -> String {
    fact.replace('_', " ")
}

fn sentence(lacks: &Lacks, open: &[&str]) -> String {
    let groups = lacks.groups.iter().map(|(why, what)| {
        let more = what.len().saturating_sub(NAMED);
        let named = what[..what.len() - more].join(", ");
        match more {
            0 => format!("{named} ({why})"),
            more => format!("{named} and {more} more ({why})"),
        }
    });
    let groups = groups.collect::<Vec<_>>().join(", ");
    let open = match open {
        [] => String::new(),
        open => format!("{} couldn't be resolved", open.join("; ")),
    };
    match (groups.is_empty(), open.is_empty()) {
        (false, true) => format!("cannot tell without {groups}"),
        (true, false) => format!("cannot tell: {open}"),
        (false, false) => format!("cannot tell without {groups}; {open}"),
        (true, true) => "cannot tell".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::sample::{Sample, account, stand_in, subject};
    use crate::model::Kind;

    fn reason(fact: &'static str, why: Why) -> Reason {
        Reason { fact, why }
    }

    fn text(subject: &Subject, reasons: &[Reason]) -> String {
        Undecided::of(&Sample::new().estate).text(subject, reasons)
    }

    #[test]
    fn the_read_is_named_and_not_the_fact() {
        let account = subject(
            Kind::FoundryAccount,
            account("/subscriptions/s", "g", "a"),
            &[],
        );
        let denied = reason("delete_locked", Why::Denied);
        assert_eq!(
            text(
                &account,
                &[denied.clone(), reason("read_only_locked", Why::Denied)]
            ),
            "cannot tell without locks of subscription Test (denied: AuthorizationFailed)"
        );
        let whether = Why::Unresolved("whether b still exists".into());
        assert_eq!(
            text(
                &account,
                &[
                    reason("locks", whether.clone()),
                    reason("region", whether.clone())
                ]
            ),
            "cannot tell: whether b still exists couldn't be resolved"
        );
        assert_eq!(
            text(&account, &[denied, reason("locks", whether)]),
            "cannot tell without locks of subscription Test (denied: AuthorizationFailed); \
             whether b still exists couldn't be resolved"
        );
        assert_eq!(
            text(&account, &[reason("public_network_access", Why::Malformed)]),
            "cannot tell without public network access (the answer has an unexpected shape)"
        );
    }

    #[test]
    fn what_nobody_saw_is_said_once() {
        let stand_in = stand_in(Kind::StorageAccount, "/subscriptions/s/x", 2);
        let reasons = ["sku", "locks"].map(|fact| reason(fact, Why::Denied));
        let said = "cannot tell without locks of subscription Test (denied: AuthorizationFailed)";
        assert_eq!(text(&stand_in, &reasons), said);
        assert_eq!(text(&stand_in, &[]), said);
    }

    #[test]
    fn many_lacks_are_counted() {
        let mut lacks = Lacks::default();
        for at in 0..5 {
            lacks.add(format!("r{at}"), "denied".into());
        }
        lacks.add("s".into(), "failed".into());
        assert_eq!(
            sentence(&lacks, &[]),
            "cannot tell without r0, r1, r2 and 2 more (denied), s (failed)"
        );
    }
}
