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
    /// Its name where there is little room: "Cosmos DB".
    pub short: &'static str,
    /// The fact that names the regions of its copies, and the field that does so if the fact is a list of records.
    pub copies: Option<(&'static str, Option<&'static str>)>,
    /// How metrics show whether it answers, if they do.
    pub availability: Option<Availability>,
}

/// The metrics that show whether a store answers.
#[derive(Debug)]
pub struct Availability {
    /// Their names.
    pub(in crate::catalogue) metrics: &'static [&'static str],
    /// Whether `Less` or `Greater` of them is bad.
    pub(in crate::catalogue) bad: &'static str,
    /// The condition of an alert on one of them, as the Azure CLI takes it.
    pub condition: &'static str,
    /// The alert's window: no shorter than the metric's finest grain.
    pub window: &'static str,
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

/// The states of resources that serve requests: after the last operation, or while one changes them.
const SERVING: &[&str] = &["Succeeded", "Updating"];
/// Those of resources that don't.
const BROKEN: &[&str] = &["Failed", "Canceled", "Deleting", "DeletionFailed"];
/// Those of resources that are made or moved.
const CHANGING: &[&str] =
    &["Accepted", "Creating", "Moving", "Provisioning", "RegisteringDns", "ResolvingDNS"];

/// Most services say `Succeeded` where the last operation did. A state that no list of theirs names is unknown.
pub(super) fn is_provisioned(body: &Body<'_>) -> Result<bool, Why> {
    let Some(state) = body.opt_text("properties.provisioningState")? else {
        return Ok(true);
    };
    let among = |states: &[&str]| states.iter().any(|one| state.eq_ignore_ascii_case(one));
    match (among(SERVING), among(BROKEN), among(CHANGING)) {
        (true, ..) => Ok(true),
        (_, true, _) => Ok(false),
        (.., true) => Err(Why::InProgress),
        _ => Err(Why::Unresolved(format!("the meaning of provisioningState {state}"))),
    }
}

pub(super) fn no_hosts(_: &Body<'_>) -> Vec<String> {
    vec![]
}

pub(super) fn no_references(_: &Body<'_>) -> Vec<Reference> {
    vec![]
}
