//! Subscriptions: what they hold, and what was given or watched above the resources.

use super::Builder;
use crate::catalogue::{self, Body, ReadKind};
use crate::estate::dependencies::Existence;
use crate::estate::drafting::Facts;
use crate::estate::index::Single;
use crate::estate::link::LinkTarget;
use crate::estate::stacks;
use crate::estate::subject::Presence;
use crate::model::{Fact, Kind, Provenance, Region, ResourceId, Value, Why};

impl Builder<'_> {
    pub(super) fn subscription(&mut self, id: &ResourceId) {
        let mut facts = Facts::new(Kind::Subscription, id, &Provenance::None);
        let lack = self
            .graph
            .lacks
            .iter()
            .find(|(subscription, _)| subscription == id)
            .map(|(_, lack)| lack.clone());
        let here = self.graph.accounts.iter().filter(|account| id.covers(&account.row.id));
        let count = i64::try_from(here.count()).unwrap_or(i64::MAX);
        facts.set(
            "foundry_accounts",
            match lack {
                // Some are enough to know that the subscription matters.
                Some((why, evidence)) if count == 0 => Fact::Missing(why, evidence),
                Some((_, evidence)) => Fact::Known(count.into(), evidence),
                None => Fact::Known(count.into(), self.index.list(ReadKind::ACCOUNTS, id).evidence),
            },
        );
        facts.set("deleted_foundry_accounts", self.deleted(id).erase());
        facts.extend(self.defender(id));
        // Every subscription has a tier, the free one at least: an answer that there is none is no answer.
        facts.take_all(self.index);
        let wide = self.wide.remove(id).unwrap_or_default();
        let of_roles = (self.rights).of_subscription(self.roles, id, &self.sharing, wide);
        facts.extend(of_roles);
        facts.set("deleted_stores", self.deleted_stores(id).erase());
        let regions = self.regions_in(id);
        let places = self.places_in(id);
        facts.extend(self.watchers.of_subscription(id, &regions, &places));
        let (presence, name) = match self.index.one(ReadKind::SUBSCRIPTION, id) {
            Single::Found(body) => (Presence::Found, body.opt_text("displayName").ok().flatten()),
            Single::Absent(evidence) => (Presence::Unread(Why::Denied, evidence), None),
            Single::Lacking(why, evidence) => (Presence::Unread(why, evidence), None),
            // Its lists were read; that it wasn't asked for by itself takes nothing away.
            Single::NotAsked => (Presence::Found, None),
        };
        let mut subject = facts.subject(presence, None);
        subject.name = name.unwrap_or(subject.name);
        self.subjects.push(subject);
    }

    /// The Foundry accounts that turn off for themselves what the plan of the subscription turns on.
    fn defender(&self, subscription: &ResourceId) -> Vec<(&'static str, Fact)> {
        let is_off = |body: &Body<'_>| match body.text("properties.state")?.to_lowercase().as_str()
        {
            "enabled" => Ok(false),
            "disabled" => Ok(true),
            state => Err(Why::Unresolved(format!("the Defender for AI setting {state}"))),
        };
        let accounts = self.graph.accounts.iter().map(|account| &account.row.id);
        let accounts = accounts.filter(|id| subscription.covers(id));
        let settings: Vec<(&ResourceId, Fact<bool>)> = accounts
            .map(|id| {
                let list = self.index.list(ReadKind::DEFENDER_SETTINGS, id);
                let lack = list.lack.map(|(why, evidence)| Fact::Missing(why, evidence));
                let rows = list.items.iter().map(|body| body.fact(is_off(body)));
                (id, Fact::any(rows.chain(lack)))
            })
            .collect();
        let off = settings.iter().filter(|(_, off)| off.known() == Some(&true));
        let names = Value::texts(off.map(|(id, _)| id.name()));
        let lacks = self.graph.lacks.iter().filter(|(of, _)| of == subscription);
        let lacks = lacks.map(|(_, (why, evidence))| Fact::Missing(why.clone(), evidence.clone()));
        let any = Fact::any(settings.into_iter().map(|(_, off)| off).chain(lacks));
        vec![
            ("accounts_without_defender", Fact::Known(names, Provenance::None)),
            ("all_accounts_with_defender", any.map(|any| !any).erase()),
        ]
    }

    fn deleted(&self, subscription: &ResourceId) -> Fact<Vec<Value>> {
        let listing = self.index.list(ReadKind::DELETED_ACCOUNTS, subscription);
        if let Some((why, evidence)) = listing.lack {
            return Fact::Missing(why, evidence);
        }
        let live = self.index.list(ReadKind::ACCOUNTS, subscription);
        let entries = Fact::collect(
            listing.items.iter().map(|item| item.fact(catalogue::deleted_account(item))),
        );
        entries.then(|entries| {
            let entries: Vec<_> = entries.into_iter().flatten().collect();
            if let (Some((why, evidence)), false) = (&live.lack, entries.is_empty()) {
                return Fact::Missing(why.clone(), evidence.clone());
            }
            let accounts = live.items.iter().filter(|body| catalogue::is_foundry_account(body));
            let accounts: Vec<_> = accounts.map(|body| (body, body.region())).collect();
            let is_restored = |entry: &catalogue::DeletedAccount| {
                Fact::any(accounts.iter().map(|(body, region)| {
                    let id = body.id().ok_or_else(|| body.not_understood());
                    body.fact(id.and_then(|id| entry.is_restored_as(&id, region)))
                }))
            };
            let values = entries.iter().map(|one| is_restored(one).map(|again| one.value(again)));
            Fact::Known((), listing.evidence.and(&live.evidence)).then(|()| Fact::collect(values))
        })
    }

    /// The Storage accounts that something of Foundry names and that are deleted.
    fn deleted_stores(&self, subscription: &ResourceId) -> Fact<Vec<Value>> {
        let named = self.links.all().iter().filter_map(|link| match &link.to {
            LinkTarget::Resource(node, exists)
                if node.kind == Kind::StorageAccount && subscription.covers(&node.id) =>
            {
                Some((node.id.clone(), exists))
            }
            LinkTarget::Resource(..) | LinkTarget::Nowhere | LinkTarget::Hidden { .. } => None,
        });
        let more = self.sharing.more_may_use(Kind::StorageAccount, subscription);
        let (mut gone, mut more) = (Vec::new(), more);
        for (id, exists) in named {
            match exists {
                Fact::Known(true, _) => {}
                Fact::Known(false, evidence) => gone.push((id, evidence.clone())),
                Fact::Missing(why, evidence) => {
                    more = more.or_else(|| Some((why.clone(), evidence.clone())));
                }
            }
        }
        stacks::deleted_stores(self.index, subscription, &gone, more)
    }

    /// The accounts and the stores of agents in a subscription, if all of them are known.
    fn places_in(&self, subscription: &ResourceId) -> Fact<Vec<ResourceId>> {
        let accounts = self.graph.accounts.iter().map(|account| &account.row.id);
        let here = accounts.chain(self.sharing.bound_stores()).filter(|id| subscription.covers(id));
        let of_accounts = self.graph.lacks.iter().find(|(scope, _)| scope == subscription);
        let of_stores =
            || Kind::STORES.into_iter().find_map(|kind| self.sharing.more_may_bind(kind));
        match of_accounts.map(|(_, lack)| lack.clone()).or_else(of_stores) {
            Some((why, evidence)) => Fact::Missing(why, evidence),
            None => Fact::Known(here.cloned().collect(), Provenance::None),
        }
    }

    /// The regions that an incident in a subscription can hit: of its Foundry accounts, and of the stores that projects bind.
    /// A store that doesn't exist has none; FDR-MOD-003 reports it.
    fn regions_in(&self, subscription: &ResourceId) -> Vec<Fact<Region>> {
        let here = self.sharing.bound_stores();
        let stores = here
            .filter(|id| subscription.covers(id))
            .filter_map(|id| catalogue::dependency_id(id.written()))
            .filter_map(|(kind, id)| match self.dependencies.lookup(kind, &id) {
                Existence::Found(row, _) => Some(row.region.clone()),
                Existence::Absent(_) => None,
                Existence::Lacking(why, evidence) => Some(Fact::Missing(why, evidence)),
            });
        let more = Kind::STORES.into_iter().find_map(|kind| self.sharing.more_may_bind(kind));
        let more = more.map(Fact::from);
        let accounts = self.graph.regions_in(subscription).into_iter();
        accounts.chain(stores).chain(more).collect()
    }
}
