//! Which deny assignments stop the deletion of a resource. One that leaves somebody out stops nothing: those may still
//! delete.

use super::index::{Index, Listing};
use crate::catalogue::{self, DenyAssignment, ReadKind};
use crate::model::{Fact, ResourceId, Why};
use std::collections::BTreeMap;

/// The deny assignments of each subscription.
pub(super) struct Denials<'a> {
    index: &'a Index<'a>,
    subscriptions: BTreeMap<ResourceId, Listing<DenyAssignment>>,
}

/// The deletion of a resource group, which takes everything in it along.
const GROUP_DELETE: &str = "microsoft.resources/subscriptions/resourcegroups/delete";

impl<'a> Denials<'a> {
    pub(super) fn new(index: &'a Index<'a>) -> Self {
        Self { index, subscriptions: BTreeMap::new() }
    }

    /// Whether the deletion of a resource is denied to everyone: directly, and by its resource group.
    pub(super) fn deny(&mut self, id: &ResourceId) -> (Fact<bool>, Fact<bool>) {
        let subscription = id.subscription_scope();
        let index = self.index;
        let listing = self.subscriptions.entry(subscription.clone()).or_insert_with(|| {
            index
                .list(ReadKind::DENY_ASSIGNMENTS, &subscription)
                .parse(|body| catalogue::deny_assignment(body).ok())
        });
        let action = format!("{}/delete", id.resource_type().unwrap_or_default());
        let directly = denied(listing, &action, id);
        let group = id.resource_group_scope().map_or_else(
            || Fact::Known(false, listing.evidence.clone()),
            |group| denied(listing, GROUP_DELETE, &group),
        );
        let by_group = match (&group, &directly) {
            // Microsoft doesn't say whether a denial on the resource alone holds when its group is deleted.
            (Fact::Known(false, _), Fact::Known(true, evidence)) => {
                let what = "whether a deny assignment outlasts the deletion of the resource group";
                Fact::Missing(Why::Unresolved(what.to_owned()), evidence.clone())
            }
            _ => group,
        };
        (directly, by_group)
    }
}

fn denied(listing: &Listing<DenyAssignment>, action: &str, at: &ResourceId) -> Fact<bool> {
    let evidence = || listing.evidence.clone();
    let each = listing.items.iter().map(|one| {
        let denies = one.for_all && one.denies(action, at);
        if denies && one.conditional {
            let what = "the condition of a deny assignment";
            return Fact::Missing(Why::Unresolved(what.to_owned()), evidence());
        }
        Fact::Known(denies, evidence())
    });
    Fact::any(each.chain(listing.rest()).chain([Fact::Known(false, evidence())]))
}
