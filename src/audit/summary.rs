//! Numbers of findings: by status, by severity, by pillar.

use super::finding::Finding;
use super::status::Status;
use crate::model::Severity;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Numbers of findings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// All findings.
    pub by_status: StatusCounts,
    /// What somebody has to look at; every severity is there.
    pub open_by_severity: BTreeMap<Severity, OpenCounts>,
    /// All findings of each pillar of the run's rules.
    pub by_pillar: BTreeMap<String, StatusCounts>,
}

/// Numbers per status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatusCounts {
    /// In order.
    pub pass: usize,
    /// Open faults.
    pub fail: usize,
    /// Missing evidence.
    pub unknown: usize,
    /// For a person to tell.
    pub manual: usize,
    /// Doesn't apply.
    pub not_applicable: usize,
    /// Accepted.
    pub waived: usize,
    /// Testified.
    pub attested: usize,
}

impl StatusCounts {
    fn add(&mut self, status: Status) {
        let number = match status {
            Status::Pass => &mut self.pass,
            Status::Fail => &mut self.fail,
            Status::Unknown => &mut self.unknown,
            Status::Manual => &mut self.manual,
            Status::NotApplicable => &mut self.not_applicable,
            Status::Waived => &mut self.waived,
            Status::Attested => &mut self.attested,
        };
        *number += 1;
    }
}

/// Numbers of what somebody has to look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OpenCounts {
    /// Open faults.
    pub fail: usize,
    /// Missing evidence.
    pub unknown: usize,
    /// For a person to tell.
    pub manual: usize,
}

/// Counts findings. `pillars`: the pillar of each rule of the run.
pub(super) fn summary(findings: &[Finding], pillars: &BTreeMap<&str, &str>) -> Summary {
    let mut summary = Summary {
        open_by_severity: Severity::ALL
            .into_iter()
            .map(|severity| (severity, OpenCounts::default()))
            .collect(),
        by_pillar: pillars
            .values()
            .map(|pillar| ((*pillar).to_owned(), StatusCounts::default()))
            .collect(),
        ..Summary::default()
    };
    for finding in findings {
        summary.by_status.add(finding.status);
        let open = summary.open_by_severity.entry(finding.severity).or_default();
        match finding.status {
            Status::Fail => open.fail += 1,
            Status::Unknown => open.unknown += 1,
            Status::Manual => open.manual += 1,
            Status::Pass | Status::NotApplicable | Status::Waived | Status::Attested => {}
        }
        let pillar = pillars.get(finding.rule.as_str());
        if let Some(counts) = pillar.and_then(|pillar| summary.by_pillar.get_mut(*pillar)) {
            counts.add(finding.status);
        }
    }
    summary
}
