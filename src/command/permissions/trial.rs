//! What this identity can read: every read is tried once in each subscription. Azure can tell beforehand what one may do in
//! a resource group or at a resource (Permissions - List For Resource Group, - List For Resource), but for a subscription
//! there is no such list, and most reads are made there. A try is the proof in both cases.

use crate::catalogue::{Per, ReadKind, ReadPlan, recognise};
use crate::snapshot::{Observation, Outcome, ScopeEntry, Snapshot};
use serde::Serialize;
use std::collections::BTreeMap;

/// Whether a read was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Access {
    /// It was answered.
    Allowed,
    /// There is nothing to try it on.
    NotTried,
    /// No answer, and no refusal either.
    Failed,
    /// It was refused.
    Denied,
}

impl Access {
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::NotTried => "not tried",
            Self::Failed => "failed",
            Self::Denied => "denied",
        }
    }

    fn of(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Found | Outcome::Absent | Outcome::Truncated => Self::Allowed,
            Outcome::Denied => Self::Denied,
            Outcome::Failed | Outcome::NotRead => Self::Failed,
        }
    }
}

/// One permission in one subscription.
#[derive(Debug, Serialize)]
pub(super) struct Tried {
    pub(super) permission: &'static str,
    pub(super) result: Access,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<String>,
    #[serde(skip)]
    pub(super) reads: Vec<ReadKind>,
}

impl Tried {
    fn not_yet(permission: &'static str) -> Self {
        Self { permission, result: Access::NotTried, code: None, reads: vec![] }
    }
}

/// One subscription.
#[derive(Debug, Serialize)]
pub(super) struct Subscription {
    pub(super) subscription: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    pub(super) permissions: Vec<Tried>,
    /// The rules that would be unknown there.
    pub(super) rules_unknown: Vec<String>,
}

impl Subscription {
    /// What the plan's reads came to in this subscription. Of several tries of one permission the worst counts.
    pub(super) fn of(entry: &ScopeEntry, snapshot: &Snapshot, plan: &ReadPlan) -> Self {
        let mut tried: BTreeMap<&'static str, Tried> = BTreeMap::new();
        let mut put = |read: ReadKind, result: Access, code: Option<String>| {
            let permission = read.row().permission;
            let known = tried.entry(permission).or_insert_with(|| Tried::not_yet(permission));
            if result >= known.result || known.result == Access::NotTried {
                known.result = result;
                known.code = code;
            }
            if matches!(result, Access::Denied | Access::Failed) {
                known.reads.push(read);
            }
        };
        for (read, seen) in here(entry, snapshot) {
            put(read, Access::of(seen.outcome), seen.code.clone());
        }
        let below = plan.reads().filter(|read| read.row().per != Per::Run);
        for read in below {
            let permission = read.row().permission;
            tried.entry(permission).or_insert_with(|| Tried::not_yet(permission));
        }
        Self {
            subscription: entry.subscription.clone(),
            name: entry.name.clone(),
            permissions: tried.into_values().collect(),
            rules_unknown: vec![],
        }
    }

    /// The reads that gave nothing.
    pub(super) fn missing(&self) -> Vec<ReadKind> {
        let reads = self.permissions.iter().flat_map(|tried| &tried.reads);
        reads.copied().collect()
    }
}

fn here<'a>(
    entry: &'a ScopeEntry,
    snapshot: &'a Snapshot,
) -> impl Iterator<Item = (ReadKind, &'a Observation)> {
    snapshot.observations.values().filter_map(|seen| {
        let (read, scope) = recognise(&seen.key)?;
        let inside = scope.subscription()? == entry.subscription.to_lowercase();
        inside.then_some((read, seen))
    })
}
