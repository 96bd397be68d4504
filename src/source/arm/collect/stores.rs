//! The part of the survey that deals with dependencies: list or single reads, what hangs on stores, and locks one by one
//! where a subscription doesn't show all of its own.

use super::references::{ReferredIds, endpoint_hosts, field, items, text};
use super::survey::{PlannedRead, Survey, subscription_of};
use crate::catalogue::{Per, ReadKind, is_agent_database, is_plain};
use crate::model::{Kind, Region, ResourceId};
use crate::snapshot::Outcome;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// Dependencies by kind and id.
type Bodies<'a> = BTreeMap<(Kind, ResourceId), &'a Json>;

/// What the lists of dependencies hold, ready to be looked up.
struct ListedStores<'a> {
    bodies: Bodies<'a>,
    /// By the host of the endpoint.
    ids: BTreeMap<(Kind, String), ResourceId>,
}

impl<'a> ListedStores<'a> {
    fn of(survey: &'a Survey<'_>) -> Self {
        let mut listed = Self { bodies: BTreeMap::new(), ids: BTreeMap::new() };
        for kind in Kind::DEPENDENCIES {
            for subscription in survey.subscriptions() {
                for body in survey.list(ReadKind::list_of(kind), subscription) {
                    listed.add(kind, body);
                }
            }
        }
        listed
    }

    fn add(&mut self, kind: Kind, body: &'a Json) {
        let id = text(body, "id").filter(|id| is_plain(id));
        let Some(id) = id.map(ResourceId::new) else {
            return;
        };
        for host in endpoint_hosts(kind, body) {
            self.ids.insert((kind, host), id.clone());
        }
        self.bodies.insert((kind, id), body);
    }

    /// The dependency that answers at a host.
    fn at(&self, kind: Kind, host: &str) -> Option<&ResourceId> {
        self.ids.get(&(kind, host.to_owned()))
    }
}

/// All that is referred to, and what of it was read.
pub(super) struct ReferredStores<'a> {
    references: ReferredIds,
    listed: ListedStores<'a>,
    found: Bodies<'a>,
}

impl<'a> ReferredStores<'a> {
    /// From what accounts, projects and connections refer to, and what their dependencies refer to in turn: a component's
    /// workspace, the vault of a store's key.
    pub(super) fn of(survey: &'a Survey<'_>) -> Self {
        let mut dependencies = Self {
            references: survey.references(),
            listed: ListedStores::of(survey),
            found: BTreeMap::new(),
        };
        dependencies.resolve(survey);
        for ((kind, _), body) in &dependencies.found {
            dependencies.references.of_dependency(*kind, body);
        }
        dependencies.resolve(survey);
        dependencies
    }

    /// Of these references only.
    pub(super) fn to(survey: &'a Survey<'_>, references: ReferredIds) -> Self {
        let mut dependencies =
            Self { references, listed: ListedStores::of(survey), found: BTreeMap::new() };
        dependencies.resolve(survey);
        dependencies
    }

    /// The stores that were found or that an id names, found or not.
    pub(super) fn stores(&self) -> impl Iterator<Item = (Kind, &ResourceId)> {
        let named = self.references.ids.iter().map(|(kind, id)| (*kind, id));
        let found = self.found.keys().map(|(kind, id)| (*kind, id));
        let all: BTreeSet<(Kind, &ResourceId)> = named.chain(found).collect();
        all.into_iter().filter(|(kind, _)| kind.is_store())
    }

    /// The Storage accounts that were found and have a geo copy.
    pub(super) fn geo_redundant(&self) -> impl Iterator<Item = &ResourceId> {
        let storage = self.found.iter().filter(|((kind, _), _)| *kind == Kind::StorageAccount);
        let copied = storage.filter(|(_, body)| {
            text(field(body, "sku"), "name").is_some_and(|sku| {
                let sku = sku.to_uppercase();
                sku.contains("GRS") || sku.contains("GZRS")
            })
        });
        copied.map(|((_, id), _)| id)
    }

    fn resolve(&mut self, survey: &'a Survey<'_>) {
        for (kind, id) in &self.references.ids {
            let key = (*kind, id.clone());
            let single = survey.one(ReadKind::one_of(*kind), id);
            if let Some(body) = single.or_else(|| self.listed.bodies.get(&key).copied()) {
                self.found.insert(key, body);
            }
        }
        for (kind, host) in &self.references.hosts {
            let key = self.listed.at(*kind, host).map(|id| (*kind, id.clone()));
            if let Some((key, body)) = key.and_then(|key| self.listed.bodies.get_key_value(&key)) {
                self.found.insert(key.clone(), body);
            }
        }
    }

    /// What a deletion would hurt: the Foundry accounts and all that is behind them.
    pub(super) fn protected(self, survey: &Survey<'_>) -> BTreeSet<ResourceId> {
        let mut protected: BTreeSet<ResourceId> = survey.account_ids().into_iter().collect();
        protected.extend(self.references.ids.into_iter().map(|(_, id)| id));
        protected.extend(self.found.into_keys().map(|(_, id)| id));
        protected
    }

    /// True if a host has to be looked up in the lists of this kind.
    fn wants_list(&self, kind: Kind) -> bool {
        self.references.hosts.iter().any(|(of, _)| *of == kind)
    }

    /// The ids that are referred to, by kind and subscription.
    fn groups(&self) -> BTreeMap<(Kind, ResourceId), Vec<&ResourceId>> {
        let mut groups: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (kind, id) in &self.references.ids {
            if let Some(subscription) = subscription_of(id) {
                groups.entry((*kind, subscription)).or_default().push(id);
            }
        }
        groups
    }
}

impl Survey<'_> {
    /// Lists and single reads of dependencies.
    pub(super) fn of_dependencies(&self) -> Vec<PlannedRead> {
        let dependencies = ReferredStores::of(self);
        let mut wave: Vec<PlannedRead> = Vec::new();
        for kind in Kind::DEPENDENCIES {
            if dependencies.wants_list(kind) {
                let lists = ReadKind::list_of(kind);
                wave.extend(self.subscriptions().iter().map(|s| PlannedRead::new(lists, s)));
            }
        }
        for ((kind, subscription), wanted) in dependencies.groups() {
            wave.extend(self.of_kind(&dependencies, kind, &subscription, &wanted));
            if !self.is_read_in_full(&subscription) {
                wave.push(PlannedRead::new(ReadKind::LOCKS, &subscription));
                wave.push(PlannedRead::new(ReadKind::LOCATIONS, &subscription));
                wave.push(PlannedRead::new(ReadKind::ROLE_ASSIGNMENTS, &subscription));
                wave.push(PlannedRead::new(ReadKind::ELIGIBLE_ROLES, &subscription));
            }
        }
        wave
    }

    /// One list as soon as it takes fewer requests than reads by id; then by id what the list doesn't hold. In a
    /// subscription outside the scope only what is referred to is read.
    fn of_kind(
        &self,
        dependencies: &ReferredStores<'_>,
        kind: Kind,
        subscription: &ResourceId,
        wanted: &[&ResourceId],
    ) -> Vec<PlannedRead> {
        let single = ReadKind::one_of(kind);
        let unread = wanted.iter().filter(|id| {
            let key = (kind, ResourceId::clone(id));
            !dependencies.listed.bodies.contains_key(&key) && self.observation(single, id).is_none()
        });
        let unread: Vec<PlannedRead> = unread.map(|id| PlannedRead::new(single, id)).collect();
        let list = PlannedRead::new(ReadKind::list_of(kind), subscription);
        let can_list =
            self.is_in_scope(subscription) && self.observation(list.kind, subscription).is_none();
        if can_list && (unread.len() >= 2 || dependencies.wants_list(kind)) {
            vec![list]
        } else {
            unread
        }
    }

    fn is_in_scope(&self, subscription: &ResourceId) -> bool {
        self.subscriptions().contains(subscription)
    }

    /// The children of stores that were found.
    pub(super) fn of_stores(&self) -> Vec<PlannedRead> {
        let mut wave = Vec::new();
        for ((kind, id), body) in ReferredStores::of(self).found {
            let mut children: Vec<ReadKind> =
                ReadKind::made_for_each(Per::Dependency(kind)).collect();
            if kind == Kind::StorageAccount && self.is_in_unpaired_region(&id, body) {
                children.push(ReadKind::OBJECT_REPLICATION);
            }
            if kind == Kind::CosmosAccount && self.holds_agent_database(&id) {
                children.push(ReadKind::SQL_CONTAINERS);
            }
            wave.extend(children.iter().map(|child| PlannedRead::new(*child, &id)));
        }
        wave
    }

    /// Containers are listed only where their database is known to exist: a list that isn't there is no empty list.
    fn holds_agent_database(&self, id: &ResourceId) -> bool {
        let mut names = self.list(ReadKind::SQL_DATABASES, id).filter_map(|one| text(one, "name"));
        names.any(is_agent_database)
    }

    /// Object replication matters where Azure has no pair to replicate to. Known only from the subscription's regions.
    fn is_in_unpaired_region(&self, id: &ResourceId, body: &Json) -> bool {
        let Some(region) = text(body, "location").map(Region::new) else {
            return false;
        };
        let Some(subscription) = subscription_of(id) else {
            return false;
        };
        self.list(ReadKind::LOCATIONS, &subscription)
            .find(|location| {
                ["name", "displayname"]
                    .iter()
                    .any(|name| text(location, name).map(Region::new).as_ref() == Some(&region))
            })
            .is_some_and(|location| {
                let pairs = field(field(location, "metadata"), "pairedregion");
                items(pairs).next().is_none()
            })
    }

    /// All that is to be protected against deletion.
    pub(super) fn protected(&self) -> BTreeSet<ResourceId> {
        ReferredStores::of(self).protected(self)
    }

    /// Locks resource by resource where the subscription's list couldn't be read: they hold those at and above.
    pub(super) fn of_locks(&self) -> Vec<PlannedRead> {
        self.protected()
            .iter()
            .filter(|id| subscription_of(id).is_some_and(|s| self.hides(ReadKind::LOCKS, &s)))
            .map(|id| PlannedRead::new(ReadKind::LOCKS_AT, id))
            .collect()
    }

    /// True if the list was asked for in vain. A run that has ended, or lost its token, has nothing to gain.
    pub(super) fn hides(&self, list: ReadKind, subscription: &ResourceId) -> bool {
        self.observation(list, subscription).is_some_and(|seen| match seen.outcome {
            Outcome::Denied | Outcome::Failed | Outcome::Truncated | Outcome::Absent => {
                seen.code.as_deref() != Some("auth")
            }
            Outcome::Found | Outcome::NotRead => false,
        })
    }
}
