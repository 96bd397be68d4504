//! What is to know about a kind, as one row, and what most rows have alike.

use crate::catalogue::fact::FactRow;
use crate::catalogue::read::KindReads;
use crate::catalogue::{Body, ReadKind, Reference};
use crate::model::{Kind, LinkRole, Why};

/// What is to know about a kind.
#[derive(Debug)]
pub struct KindRow {
    /// Its facts, in groups; subjects hold them in this order.
    pub facts: &'static [&'static [FactRow]],
    /// The reads whose answers hold its own body; a dependency's are in its `reads`.
    pub(in crate::catalogue) bodies: &'static [ReadKind],
    /// How it is read and what hangs on it, if it is a resource behind accounts and projects.
    pub dependency: Option<DependencyRow>,
}

/// What is to know about a kind of resource that a project binds or an account refers to.
#[derive(Debug)]
pub struct DependencyRow {
    /// Its reads: the list of a subscription, one resource, the registration of the provider.
    pub(in crate::catalogue) reads: KindReads,
    /// Where its body has the address of its endpoint, if it has one.
    pub(in crate::catalogue) endpoint: Option<&'static str>,
    /// Hosts that answer for it beside its endpoint: those of its regions, or those that follow from its name.
    pub(in crate::catalogue) more_hosts: fn(&Body<'_>) -> Vec<String>,
    /// False if it exists but can't serve (failed, stopped, disabled).
    pub(in crate::catalogue) healthy: fn(&Body<'_>) -> Result<bool, Why>,
    /// The resources that it refers to.
    pub(in crate::catalogue) references: fn(&Body<'_>) -> Vec<Reference>,
    /// What it may refer to, and as what: what may hide behind one that wasn't read.
    pub behind: &'static [(LinkRole, Kind)],
}

impl KindRow {
    /// The reads whose answers hold its own body.
    #[must_use]
    pub fn bodies(&'static self) -> Vec<ReadKind> {
        let own = self.dependency.iter();
        let own = own.flat_map(|one| [&one.reads.list, &one.reads.one].map(ReadKind));
        own.chain(self.bodies.iter().copied()).collect()
    }
}

/// Most services say `Succeeded` where the last operation did.
pub(super) fn is_provisioned(body: &Body<'_>) -> Result<bool, Why> {
    let state = body.text_or("properties.provisioningState", "Succeeded")?;
    let mut bad = ["failed", "canceled", "deleting"].iter();
    Ok(!bad.any(|bad| state.eq_ignore_ascii_case(bad)))
}

pub(super) fn no_hosts(_: &Body<'_>) -> Vec<String> {
    vec![]
}

pub(super) fn no_references(_: &Body<'_>) -> Vec<Reference> {
    vec![]
}
