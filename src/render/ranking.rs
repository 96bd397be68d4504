//! Which finding is worse. Formats with a limit keep the worst, so this order decides what a reader sees.

use crate::audit::{Finding, Status};
use crate::model::Severity;

/// How bad a finding is, from 0 to 100: what is open counts by severity, missing evidence a little less than a fault of the
/// same severity, what somebody accepted after everything else.
pub(super) fn rank(finding: &Finding) -> u8 {
    let full = match finding.severity {
        Severity::Critical => 100,
        Severity::High => 80,
        Severity::Medium => 60,
        Severity::Low => 40,
        Severity::Info => 20,
    };
    match finding.status {
        Status::Fail => full,
        Status::Unknown => full - 5,
        Status::Manual => full - 10,
        Status::Waived => full / 20,
        Status::Attested | Status::Pass | Status::NotApplicable => 0,
    }
}

/// The findings, worst first; of equally bad ones in the report's order.
pub(super) fn worst_first<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<&'a Finding> {
    let mut findings: Vec<&Finding> = findings.collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(rank(finding)));
    findings
}

/// The resource's name, with the part that was judged.
pub(super) fn resource(finding: &Finding) -> String {
    let subject = &finding.subject;
    let name = if subject.is_placeholder() {
        format!("any {} there", subject.kind.title())
    } else {
        subject.name.clone()
    };
    match &finding.part {
        Some(part) => format!("{name} › {part}"),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::{rank, worst_first};
    use crate::audit::{Status, sample_finding as sample};
    use crate::model::Severity;

    #[test]
    fn an_accepted_critical_comes_after_every_open_finding() {
        let findings = [
            sample(Severity::Critical, Status::Waived),
            sample(Severity::Info, Status::Manual),
            sample(Severity::High, Status::Fail),
            sample(Severity::Critical, Status::Unknown),
            sample(Severity::Critical, Status::Fail),
        ];
        let order: Vec<u8> = worst_first(findings.iter()).into_iter().map(rank).collect();
        assert_eq!(order, [100, 95, 80, 10, 5]);
    }
}
