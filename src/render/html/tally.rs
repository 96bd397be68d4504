//! Open findings by what they are about: how many of each severity failed, how many are undecided or wait for a signature.

use super::text;
use crate::audit::{Finding, Report, Status};
use crate::model::{ResourceId, Severity};
use std::collections::BTreeMap;

/// Numbers of open findings. Compares worst last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Tally {
    failed: [usize; 5],
    unknown: usize,
    manual: usize,
}

impl Tally {
    fn add(&mut self, finding: &Finding) {
        match finding.status {
            Status::Fail => self.failed[finding.severity as usize] += 1,
            Status::Unknown => self.unknown += 1,
            Status::Manual => self.manual += 1,
            Status::Waived | Status::Attested | Status::Pass | Status::NotApplicable => {}
        }
    }

    /// Both together.
    pub(super) fn plus(mut self, other: Self) -> Self {
        for (sum, more) in self.failed.iter_mut().zip(other.failed) {
            *sum += more;
        }
        self.unknown += other.unknown;
        self.manual += other.manual;
        self
    }

    /// `2 critical, 1 high, 3 undecided`.
    pub(super) fn describe(self) -> String {
        let failed = Severity::ALL.into_iter().zip(self.failed);
        let parts: Vec<String> = failed
            .map(|(severity, number)| (number, severity.as_str()))
            .chain([(self.unknown, "undecided"), (self.manual, "to sign")])
            .filter(|(number, _)| *number > 0)
            .map(|(number, word)| format!("{} {word}", text::grouped(number)))
            .collect();
        if parts.is_empty() { "nothing open".to_owned() } else { parts.join(", ") }
    }
}

/// The tallies of a report by folded id. What belongs to a host, a connection or a deployment counts for its project or account.
pub(super) struct Tallies(BTreeMap<String, Tally>);

impl Tallies {
    pub(super) fn of(report: &Report) -> Self {
        let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
        for finding in report.findings.iter().filter(|f| f.status.is_open()) {
            let id = ResourceId::new(&finding.subject.id);
            let owner = id.project().or_else(|| id.account()).unwrap_or(id);
            tallies.entry(owner.folded().to_owned()).or_default().add(finding);
        }
        Self(tallies)
    }

    pub(super) fn at(&self, id: &str) -> Tally {
        self.0.get(&id.to_lowercase()).copied().unwrap_or_default()
    }
}
