//! Which deny assignments stop the deletion of a resource. One that leaves somebody out stops nothing for sure: those may
//! still delete. But it is said, since "everyone but two break-glass accounts" is real protection. One that only logs
//! stops nothing at all.

use super::index::{Index, Listing};
use crate::catalogue::{self, DenyAssignment, ReadKind};
use crate::model::{Fact, ResourceId, Why};
use std::collections::BTreeMap;

/// The deny assignments of each subscription.
pub(super) struct Denials<'a> {
    index: &'a Index<'a>,
    subscriptions: BTreeMap<ResourceId, Listing<DenyAssignment>>,
}

/// What deny assignments do about one way to delete a resource.
pub(super) struct DeniedWay {
    /// Whether it is denied to everyone.
    pub(super) to_all: Fact<bool>,
    /// Who alone may still take it, in words, where it is denied to everyone else.
    pub(super) left_out: Option<String>,
}

/// The deletion of a resource group, which takes everything in it along.
const GROUP_DELETE: &str = "microsoft.resources/subscriptions/resourcegroups/delete";

impl<'a> Denials<'a> {
    pub(super) fn new(index: &'a Index<'a>) -> Self {
        Self { index, subscriptions: BTreeMap::new() }
    }

    /// Whether the deletion of a resource is denied to everyone: directly, and by its resource group.
    pub(super) fn deny(&mut self, id: &ResourceId) -> [DeniedWay; 2] {
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
        let group = id.resource_group_scope();
        let by_group_but = group.and_then(|group| left_out(listing, GROUP_DELETE, &group));
        [
            DeniedWay { to_all: directly, left_out: left_out(listing, &action, id) },
            DeniedWay { to_all: by_group, left_out: by_group_but },
        ]
    }
}

/// The denial that leaves the fewest out, in words.
fn left_out(listing: &Listing<DenyAssignment>, action: &str, at: &ResourceId) -> Option<String> {
    let named = listing.items.iter().filter_map(|one| Some((one, one.left_out?)));
    let closest = named
        .filter(|(one, _)| one.enforced == Ok(true) && !one.conditional && one.denies(action, at))
        .min_by_key(|(_, left_out)| *left_out)?;
    let (one, left_out) = closest;
    Some(format!("only for {left_out} that deny assignment {} leaves out", one.name))
}

fn denied(listing: &Listing<DenyAssignment>, action: &str, at: &ResourceId) -> Fact<bool> {
    let evidence = || listing.evidence.clone();
    let each = listing.items.iter().map(|one| {
        if one.left_out != Some(0) || !one.denies(action, at) {
            return Fact::Known(false, evidence());
        }
        match &one.enforced {
            Ok(true) if one.conditional => {
                let what = "the condition of a deny assignment";
                Fact::Missing(Why::Unresolved(what.to_owned()), evidence())
            }
            Ok(enforced) => Fact::Known(*enforced, evidence()),
            Err(why) => Fact::Missing(why.clone(), evidence()),
        }
    });
    Fact::any(each.chain(listing.rest()).chain([Fact::Known(false, evidence())]))
}
