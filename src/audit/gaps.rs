//! Reads that gave no evidence, and the rules that couldn't decide for lack of it.

use super::finding::Finding;
use super::report::GapRecord;
use super::status::Verdict;
use crate::estate::{Estate, Presence};
use crate::model::{Provenance, ResourceId};
use std::collections::{BTreeMap, BTreeSet};

/// The gaps of the estate with the rules of unknown findings that refer to them.
pub(super) fn gaps(estate: &Estate, findings: &[Finding]) -> Vec<GapRecord> {
    let affected = rules_by_read(estate, findings);
    estate
        .gaps
        .iter()
        .map(|gap| GapRecord {
            request: estate.read(gap.read).request.clone(),
            why: gap.why.to_string(),
            code: gap.code.clone(),
            message: gap.message.clone(),
            permission: gap.permission.map(str::to_owned),
            affects: affected
                .get(&gap.read.0)
                .map(|rules| rules.iter().map(|&rule| rule.to_owned()).collect())
                .unwrap_or_default(),
        })
        .collect()
}

/// By read: the rules with an unknown finding (a waiver doesn't make it known) that misses a fact for it, or whose subject wasn't read for it.
fn rules_by_read<'a>(estate: &Estate, findings: &'a [Finding]) -> BTreeMap<u32, BTreeSet<&'a str>> {
    let mut rules: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
    for finding in findings.iter().filter(|f| f.verdict == Verdict::Unknown) {
        let missing = finding.evidence.iter().filter(|e| e.missing.is_some());
        let mut reads: Vec<u32> = missing
            .flat_map(|evidence| {
                let group = evidence.group.and_then(|group| estate.groups.get(group as usize));
                let of_group = group.into_iter().flat_map(|group| &group.missing);
                let single = evidence.requests.iter().flatten().copied();
                single.chain(of_group.map(|read| read.0))
            })
            .collect();
        reads.extend(reads_of_presence(estate, finding));
        for read in reads {
            rules.entry(read).or_default().insert(&finding.rule);
        }
    }
    rules
}

fn reads_of_presence(estate: &Estate, finding: &Finding) -> Vec<u32> {
    let id = ResourceId::new(&finding.subject.id);
    let presence = estate.subject(finding.subject.kind, &id).map(|subject| &subject.presence);
    match presence {
        Some(Presence::Unread(_, Provenance::Group(group)))
        | Some(Presence::Placeholder(_, Provenance::Group(group))) => {
            let missing = estate.group(*group).missing.iter();
            missing.map(|read| read.0).collect()
        }
        Some(Presence::Unread(_, provenance) | Presence::Placeholder(_, provenance)) => {
            provenance.reads().iter().map(|read| read.0).collect()
        }
        Some(Presence::Found) | None => vec![],
    }
}
