//! Which locks cover a resource. One subscription-wide list is best; where it was refused, the list at the resource still
//! proves a lock that it shows, but never the lack of one: it may be filtered by what the reader may see.

use super::index::{Index, Lack, Listing};
use crate::catalogue::{self, Lock, ReadKind};
use crate::model::{Fact, Provenance, ResourceId, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The locks of a subscription, by scope.
pub(super) struct Locks<'a> {
    index: &'a Index<'a>,
    subscriptions: BTreeMap<ResourceId, ScopedLocks>,
}

struct ScopedLocks {
    by_scope: BTreeMap<String, Vec<Lock>>,
    lack: Option<Lack>,
    evidence: Provenance,
}

impl ScopedLocks {
    fn new(listing: Listing<Lock>) -> Self {
        let mut by_scope: BTreeMap<String, Vec<Lock>> = BTreeMap::new();
        for lock in listing.items {
            by_scope.entry(lock.scope.folded().to_owned()).or_default().push(lock);
        }
        Self { by_scope, lack: listing.lack, evidence: listing.evidence }
    }

    /// The locks at a resource and at each of its ancestors: prefixes that end before a `/`.
    fn covering<'s>(&'s self, id: &'s ResourceId) -> impl Iterator<Item = &'s Lock> {
        let folded = id.folded();
        let ends = folded.match_indices('/').map(|(at, _)| at).skip(1).chain([folded.len()]);
        ends.filter_map(|end| self.by_scope.get(&folded[..end])).flatten()
    }
}

impl<'a> Locks<'a> {
    pub(super) fn new(index: &'a Index<'a>) -> Self {
        Self { index, subscriptions: BTreeMap::new() }
    }

    /// The other resources of its group that a delete lock stands on, by name: Azure deletes no group of which a part is
    /// locked. One that is known is enough; that there is none takes the whole list.
    pub(super) fn beside(&mut self, id: &ResourceId) -> Fact<Vec<String>> {
        let Some(group) = id.resource_group_scope() else {
            return Fact::Known(vec![], Provenance::None);
        };
        let all = self.of_subscription(&id.subscription_scope());
        let within = format!("{}/providers/", group.folded());
        let below = all.by_scope.range(within.clone()..);
        let locks = below.take_while(|(scope, _)| scope.starts_with(&within)).flat_map(|(_, l)| l);
        let others = locks.filter(|lock| lock.stops_delete && !lock.scope.covers(id));
        let names: BTreeSet<String> = others.map(|lock| lock.scope.name().to_owned()).collect();
        match &all.lack {
            Some((why, at)) if names.is_empty() => Fact::Missing(why.clone(), at.clone()),
            Some(_) | None => Fact::Known(names.into_iter().collect(), all.evidence.clone()),
        }
    }

    fn of_subscription(&mut self, subscription: &ResourceId) -> &ScopedLocks {
        let index = self.index;
        let list = || ScopedLocks::new(parse(index, ReadKind::LOCKS, subscription));
        self.subscriptions.entry(subscription.clone()).or_insert_with(list)
    }

    /// `delete_locked` of a resource, and what is known of its locks.
    pub(super) fn facts(&mut self, id: &ResourceId) -> Vec<(&'static str, Fact)> {
        let index = self.index;
        let all = self.of_subscription(&id.subscription_scope());
        let found: Vec<&Lock> = all.covering(id).collect();
        match &all.lack {
            None => decided(id, &found, None, &all.evidence),
            Some(lack) if found.iter().any(|lock| lock.stops_delete) => {
                decided(id, &found, Some(lack), &all.evidence)
            }
            Some(lack) => at_resource(index, id, lack).unwrap_or_else(|| undecided(lack)),
        }
    }
}

fn parse(index: &Index<'_>, read: ReadKind, scope: &ResourceId) -> Listing<Lock> {
    index.list(read, scope).parse(|body| catalogue::lock(body).ok())
}

/// The list at the resource, if it proves a lock. It may lack others, since the subscription's list was refused.
fn at_resource(
    index: &Index<'_>,
    id: &ResourceId,
    lack: &Lack,
) -> Option<Vec<(&'static str, Fact)>> {
    let listing = parse(index, ReadKind::LOCKS_AT, id);
    let evidence = listing.evidence.clone();
    let scoped = ScopedLocks::new(listing);
    let found: Vec<&Lock> = scoped.covering(id).collect();
    found.iter().any(|lock| lock.stops_delete).then(|| decided(id, &found, Some(lack), &evidence))
}

/// What the locks that were found tell. If there may be more of them (`open` says why), only what one lock proves is known.
fn decided(
    id: &ResourceId,
    found: &[&Lock],
    open: Option<&Lack>,
    evidence: &Provenance,
) -> Vec<(&'static str, Fact)> {
    let row = |lock: &&Lock| {
        Value::record([
            ("name", lock.name.as_str().into()),
            ("level", lock.level.as_str().into()),
            ("scope", lock.scope.written().into()),
            ("inherited", (lock.scope != *id).into()),
        ])
    };
    let complete =
        |value: Value| open.map_or_else(|| Fact::Known(value, evidence.clone()), Fact::from);
    let any = |wanted: &dyn Fn(&Lock) -> bool| match found.iter().any(|lock| wanted(lock)) {
        true => Fact::Known(true.into(), evidence.clone()),
        false => complete(false.into()),
    };
    let read_only = |lock: &Lock| lock.level.eq_ignore_ascii_case("ReadOnly");
    let highest = |text: &dyn Fn(&Lock) -> String| match found.iter().find(|lock| read_only(lock)) {
        Some(lock) => Fact::Known(text(lock).into(), evidence.clone()),
        None => complete(Value::Null),
    };
    let lock_id = |lock: &Lock| {
        let scope = lock.scope.written();
        format!("{scope}/providers/Microsoft.Authorization/locks/{}", lock.name)
    };
    vec![
        ("read_only_lock", highest(&lock_id)),
        ("read_only_lock_scope", highest(&|lock| lock.scope.written().to_owned())),
        ("delete_locked", any(&|lock| lock.stops_delete)),
        ("directly_locked", any(&|lock| lock.stops_delete && lock.scope == *id)),
        ("read_only_locked", any(&read_only)),
        ("locks", complete(Value::List(found.iter().map(row).collect()))),
    ]
}

fn undecided(lack: &Lack) -> Vec<(&'static str, Fact)> {
    const NAMES: [&str; 6] = [
        "delete_locked",
        "directly_locked",
        "read_only_locked",
        "read_only_lock",
        "read_only_lock_scope",
        "locks",
    ];
    NAMES.map(|name| (name, lack.into())).into()
}
