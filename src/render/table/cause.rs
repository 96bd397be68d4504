//! Why findings are undecided: the reads that gave no evidence. One denied read can leave hundreds of checks undecided; the
//! page says so once per place, instead of hundreds of times.

use crate::audit::request;
use crate::audit::{Finding, GapRecord, Report};
use crate::model::ResourceId;
use crate::text::count;
use std::collections::{BTreeMap, BTreeSet};

/// The gaps behind a finding, as indexes into the report's `gaps`.
pub(super) type Cause = BTreeSet<usize>;

/// The gaps of a report, found by request.
pub(super) struct GapCauses<'a> {
    report: &'a Report,
    by_request: BTreeMap<&'a str, usize>,
}

impl<'a> GapCauses<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        let gaps = report.gaps.iter().enumerate();
        Self { report, by_request: gaps.map(|(at, gap)| (gap.request.as_str(), at)).collect() }
    }

    /// The report that they are the gaps of.
    pub(super) fn report(&self) -> &'a Report {
        self.report
    }

    /// The gaps that an undecided finding hangs on.
    pub(super) fn behind(&self, finding: &Finding) -> Cause {
        let missing = finding.evidence.iter().filter(|e| e.missing.is_some());
        let mut cause: Cause = missing
            .flat_map(|evidence| {
                let group = evidence.group.map(|group| group as usize);
                let group = group.and_then(|group| self.report.read_groups.get(group));
                let of_group = group.into_iter().flat_map(|group| &group.missing);
                evidence.requests.iter().flatten().chain(of_group)
            })
            .filter_map(|read| self.report.reads.get(*read as usize))
            .filter_map(|read| self.by_request.get(read.request.as_str()).copied())
            .collect();
        if let (true, Some(listing)) =
            (cause.is_empty(), ResourceId::listing_of(&finding.subject.id))
        {
            let request = format!("GET {}", listing.to_lowercase());
            cause.extend(self.by_request.get(request.as_str()));
        }
        cause
    }

    /// `connections of weu-prod/agents: the read was denied`.
    pub(super) fn describe(&self, cause: &Cause) -> String {
        let Some(first) = self.gaps(cause).next() else {
            return String::new();
        };
        let what = request::describe(&first.request, &self.report.source.scope);
        match cause.len() - 1 {
            0 => format!("{what}: {}", first.why),
            more => format!("{what} and {}: {}", count(more, "more read"), first.why),
        }
    }

    /// What would have to be granted.
    pub(super) fn permissions(&self, cause: &Cause) -> Vec<&'a str> {
        let permissions: BTreeSet<&str> =
            self.gaps(cause).filter_map(|gap| gap.permission.as_deref()).collect();
        permissions.into_iter().collect()
    }

    fn gaps(&self, cause: &Cause) -> impl Iterator<Item = &'a GapRecord> {
        cause.iter().filter_map(|at| self.report.gaps.get(*at))
    }
}
