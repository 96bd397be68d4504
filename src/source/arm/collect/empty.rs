//! Subscriptions that Resource Graph shows without a Foundry account: one request each, as long as that can be believed.

use super::survey::{PlannedRead, Survey};
use crate::catalogue::ReadKind;
use crate::model::ResourceId;

impl Survey<'_> {
    /// The list of deleted accounts, which is wanted in every subscription, is the witness: who may read it may read the
    /// accounts. Where it isn't planned or isn't answered, the accounts themselves are asked for.
    pub(super) fn of_empty_subscriptions(&self) -> Vec<PlannedRead> {
        let witness = ReadKind::DELETED_ACCOUNTS;
        let read = |id: &ResourceId| {
            let refused = self.observation(witness, id).is_some() && !self.was_found(witness, id);
            let kind = match self.wants(witness) && !refused {
                true => witness,
                false => ReadKind::ACCOUNTS,
            };
            PlannedRead::new(kind, id)
        };
        self.open(self.empty().iter().map(read).collect())
    }

    /// The subscriptions to read in full: all but those that the graph shows without an account, and of these the ones
    /// where Resource Manager knows better.
    pub(super) fn inhabited(&self) -> impl Iterator<Item = &ResourceId> {
        self.subscriptions().iter().filter(|id| self.is_read_in_full(id))
    }

    /// True if the subscription's own reads are made in any case.
    pub(super) fn is_read_in_full(&self, id: &ResourceId) -> bool {
        self.subscriptions().contains(id)
            && (!self.empty().contains(id) || self.list(ReadKind::ACCOUNTS, id).next().is_some())
    }

    /// True if the graph's "no account" can be believed.
    pub(super) fn is_known_empty(&self, id: &ResourceId) -> bool {
        self.empty().contains(id)
            && self.observation(ReadKind::ACCOUNTS, id).is_none()
            && self.was_found(ReadKind::DELETED_ACCOUNTS, id)
    }

    /// True if, with this read, it is known which accounts the subscription holds, or that this can't be known.
    pub(super) fn decides_subscription(&self, read: &PlannedRead) -> bool {
        read.kind == ReadKind::ACCOUNTS
            || read.kind == ReadKind::DELETED_ACCOUNTS && self.is_known_empty(&read.scope)
    }

    /// The subscriptions of which that is known before anything is read: by what an earlier run left.
    pub(super) fn decided(&self) -> usize {
        let known = |id: &&ResourceId| {
            self.observation(ReadKind::ACCOUNTS, id).is_some() || self.is_known_empty(id)
        };
        self.subscriptions().iter().filter(known).count()
    }
}
