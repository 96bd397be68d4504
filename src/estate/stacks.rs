//! Which deployment stacks delete a resource as soon as the template no longer has it.

use super::index::{Index, Lack};
use crate::catalogue::{self, ReadKind, Stack};
use crate::model::{Fact, Provenance, ResourceId, Value};
use std::collections::BTreeMap;

/// The deployment stacks of each subscription.
pub(super) struct Stacks<'a> {
    index: &'a Index<'a>,
    subscriptions: BTreeMap<ResourceId, Fact<Vec<Stack>>>,
}

impl<'a> Stacks<'a> {
    pub(super) fn new(index: &'a Index<'a>) -> Self {
        Self { index, subscriptions: BTreeMap::new() }
    }

    /// `deleting_stacks` of a resource: each with the state of its denial.
    pub(super) fn deleting(&mut self, id: &ResourceId) -> Fact {
        let subscription = id.subscription_scope();
        let index = self.index;
        let stacks = self.subscriptions.entry(subscription.clone()).or_insert_with(|| {
            let listing = index.list(ReadKind::DEPLOYMENT_STACKS, &subscription);
            match listing.lack {
                Some((why, evidence)) => Fact::Missing(why, evidence),
                None => {
                    let stacks = listing.items.iter().map(catalogue::stack).collect();
                    Fact::of(stacks, &listing.evidence)
                }
            }
        });
        stacks.as_ref().then(|stacks| {
            let record = |one: &Stack, status: &str| {
                Value::record([("name", one.name.as_str().into()), ("deny_status", status.into())])
            };
            let rows =
                stacks.iter().map(|one| Ok(one.deletes(id)?.map(|status| record(one, status))));
            let rows: Result<Vec<_>, _> = rows.collect();
            Fact::of(
                rows.map(|rows| Value::List(rows.into_iter().flatten().collect())),
                &Provenance::None,
            )
        })
    }
}

/// Storage accounts that are named and gone: what Azure lists of them as deleted. `named` are those that a connection, a
/// capability host or an account names in the subscription and that don't exist; `more` says why there may be others.
pub(super) fn deleted_stores(
    index: &Index<'_>,
    subscription: &ResourceId,
    named: &[(ResourceId, Provenance)],
    more: Option<Lack>,
) -> Fact<Vec<Value>> {
    if let (Some((why, evidence)), true) = (&more, named.is_empty()) {
        return Fact::Missing(why.clone(), evidence.clone());
    }
    let evidence = named.iter().fold(Provenance::None, |all, (_, at)| all.and(at));
    if named.is_empty() {
        return Fact::Known(vec![], evidence);
    }
    let listing = index.list(ReadKind::DELETED_STORAGE, subscription);
    let rows = Fact::collect(listing.items.iter().map(|item| {
        item.fact(catalogue::deleted_storage(item))
            .map(|row| named.iter().any(|(id, _)| *id == row.id).then(|| Value::from(row)))
    }));
    let lack = listing.lack.or(more);
    super::index::complete(rows, lack).then(|rows| {
        Fact::Known(rows.into_iter().flatten().collect(), evidence.and(&listing.evidence))
    })
}
