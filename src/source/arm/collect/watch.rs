//! The part of the survey that deals with alerts, diagnostic settings, restore points, geo copies and models. Lists are read
//! once per subscription that holds a Foundry account or a store of agents; a store that only a dataset's connection leads
//! to is left alone.

use super::references::{ReferredIds, field, items, text};
use super::stores::ReferredStores;
use super::survey::{PlannedRead, Survey, subscription_of};
use crate::catalogue::{
    Body, ReadKind, blob_service_scope, is_own_filter, lists_managed_compute, model_scope,
    perimeters_of,
};
use crate::model::{Kind, ReadId, Region, ResourceId};
use std::collections::{BTreeMap, BTreeSet};

/// Where a capability host names connections.
const HOST_LISTS: [&str; 3] =
    ["threadstorageconnections", "vectorstoreconnections", "storageconnections"];

impl Survey<'_> {
    /// All of these reads.
    pub(super) fn of_watch(&self) -> Vec<PlannedRead> {
        let accounts = self.account_ids();
        let bound = ReferredStores::to(self, self.bound());
        let stores: Vec<(Kind, &ResourceId)> = bound.stores().collect();
        let of_accounts: BTreeSet<ResourceId> =
            accounts.iter().filter_map(subscription_of).collect();
        let of = |wanted: &dyn Fn(Kind) -> bool| {
            let ids = stores.iter().filter(|(kind, _)| wanted(*kind));
            ids.filter_map(|(_, id)| subscription_of(id)).collect::<BTreeSet<_>>()
        };
        let read = |watch, scope: &ResourceId| PlannedRead::new(watch, scope);
        let mut wave = Vec::new();
        for subscription in of_accounts.union(&of(&|_| true)) {
            let lists =
                [ReadKind::ACTIVITY_ALERTS, ReadKind::METRIC_ALERTS, ReadKind::ACTION_GROUPS];
            wave.extend(lists.map(|watch| read(watch, subscription)));
            // Without an alert there is nothing that a processing rule could mute.
            let alerts = [ReadKind::ACTIVITY_ALERTS, ReadKind::METRIC_ALERTS];
            if alerts.iter().any(|list| self.list(*list, subscription).next().is_some()) {
                wave.push(read(ReadKind::ALERT_PROCESSING_RULES, subscription));
            }
        }
        wave.extend(of_accounts.iter().map(|s| read(ReadKind::WEB_TESTS, s)));
        let cosmos = of(&|kind| kind == Kind::CosmosAccount);
        wave.extend(cosmos.iter().map(|s| read(ReadKind::RESTORE_POINTS, s)));
        wave.extend(accounts.iter().map(|id| read(ReadKind::DIAGNOSTICS, id)));
        for (kind, id) in &stores {
            let blobs = (*kind == Kind::StorageAccount).then(|| blob_service_scope(id));
            wave.push(read(ReadKind::DIAGNOSTICS, blobs.as_ref().unwrap_or(id)));
        }
        wave.extend(self.of_perimeters(&accounts, &bound));
        for (_, id, body) in bound.found_stores().filter(|(kind, ..)| *kind == Kind::CosmosAccount)
        {
            let Some(subscription) = subscription_of(id) else {
                continue;
            };
            let properties = field(body, "properties");
            let limit = field(field(properties, "capacity"), "totalthroughputlimit").as_i64();
            if limit.is_some_and(|limit| limit >= 0) {
                wave.push(read(ReadKind::COSMOS_FLEETS, &subscription));
            }
            if items(field(properties, "locations")).count() == 1 {
                wave.push(read(ReadKind::COSMOS_LOCATIONS, &subscription));
            }
        }
        let regions: BTreeSet<Region> = self
            .accounts()
            .iter()
            .filter_map(|one| text(one, "location"))
            .map(Region::new)
            .collect();
        if regions.len() > 1 {
            wave.extend(of_accounts.iter().map(|s| read(ReadKind::DATA_BOUNDARY, s)));
        }
        let gone = self.references().ids.into_iter().filter(|(kind, id)| {
            *kind == Kind::StorageAccount && self.is_gone(ReadKind::one_of(*kind), id)
        });
        let gone: BTreeSet<ResourceId> = gone.filter_map(|(_, id)| subscription_of(&id)).collect();
        wave.extend(gone.iter().map(|s| read(ReadKind::DELETED_STORAGE, s)));
        let geo = bound.geo_redundant();
        wave.extend(geo.map(|id| read(ReadKind::GEO_REPLICATION, id)));
        wave.extend(self.of_models(&accounts));
        wave.extend(self.model_regions().iter().map(|s| read(ReadKind::MODELS, s)));
        for scope in &self.quota_regions() {
            wave.extend([ReadKind::MODELS, ReadKind::USAGES].map(|list| read(list, scope)));
        }
        wave
    }

    /// The perimeters of stores that are secured by one, and then those of the accounts.
    fn of_perimeters(
        &self,
        accounts: &[ResourceId],
        bound: &ReferredStores<'_>,
    ) -> Vec<PlannedRead> {
        let secured = bound.found_stores().filter(|(_, _, body)| {
            let access = text(field(body, "properties"), "publicnetworkaccess");
            access.is_some_and(|access| access.eq_ignore_ascii_case("SecuredByPerimeter"))
        });
        let mut wave: Vec<PlannedRead> = secured
            .filter_map(|(kind, id, _)| Some(PlannedRead::new(perimeters_of(kind)?, id)))
            .collect();
        if !wave.is_empty() {
            let own = |id| PlannedRead::new(ReadKind::ACCOUNT_PERIMETERS, id);
            wave.extend(accounts.iter().map(own));
        }
        wave
    }

    /// What models hang on: content filters as soon as a deployment names one that isn't Microsoft's own, since the standby
    /// needs it too; models on managed compute, where the provider may know them.
    fn of_models(&self, accounts: &[ResourceId]) -> Vec<PlannedRead> {
        let deployments = accounts.iter().flat_map(|id| self.list(ReadKind::DEPLOYMENTS, id));
        let mut filters = deployments
            .filter_map(|one| text(field(one, "properties"), "raipolicyname"))
            .filter(|name| !is_own_filter(name));
        let filters = filters.next().map(|_| ReadKind::RAI_POLICIES);
        let mut wave = Vec::new();
        for id in accounts {
            wave.extend(filters.map(|read| PlannedRead::new(read, id)));
            let provider = subscription_of(id).and_then(|s| self.one(ReadKind::PROVIDER, &s));
            let known =
                provider.map(|json| lists_managed_compute(&Body::new(json, &[], "", ReadId(0))));
            if known != Some(Ok(false)) {
                wave.push(PlannedRead::new(ReadKind::MANAGED_COMPUTE, id));
            }
        }
        wave
    }

    /// What the capability hosts and capability settings bind.
    fn bound(&self) -> ReferredIds {
        let mut references = ReferredIds::default();
        for account in self.account_ids() {
            let projects = self.project_ids(&account);
            let mut named = self.named(ReadKind::ACCOUNT_HOSTS, &account);
            for project in &projects {
                named.extend(self.named(ReadKind::PROJECT_HOSTS, project));
                if let Some(settings) = self.one(ReadKind::PROJECT_PREVIEW, project) {
                    references.of_capability_settings(settings);
                }
            }
            let scopes = projects.iter().map(|project| (ReadKind::PROJECT_CONNECTIONS, project));
            for (kind, scope) in scopes.chain([(ReadKind::ACCOUNT_CONNECTIONS, &account)]) {
                for connection in self.list(kind, scope) {
                    let name = text(connection, "id").and_then(last_segment);
                    if name.is_some_and(|name| named.contains(&name)) {
                        references.of_connection(connection);
                    }
                }
            }
        }
        references
    }

    /// The connections that the hosts of a scope name, folded.
    fn named(&self, hosts: ReadKind, scope: &ResourceId) -> BTreeSet<String> {
        let hosts = self.list(hosts, scope);
        hosts
            .flat_map(|host| {
                let properties = field(host, "properties");
                HOST_LISTS.iter().flat_map(|list| items(field(properties, list)))
            })
            .filter_map(|name| name.as_str().and_then(last_segment))
            .collect()
    }

    /// The regions whose models matter: those of accounts with deployments.
    fn model_regions(&self) -> BTreeSet<ResourceId> {
        let accounts = self.accounts();
        let region = |account: &&serde_json::Value| {
            let id = ResourceId::new(text(account, "id")?);
            self.list(ReadKind::DEPLOYMENTS, &id).next()?;
            let region = Region::new(text(account, "location")?);
            Some(model_scope(&subscription_of(&id)?, &region))
        };
        accounts.iter().filter_map(region).collect()
    }

    /// The regions whose quota matters: those of accounts that may stand by for another, in another region, with a model
    /// that they haven't deployed. None where nothing asks for quota.
    fn quota_regions(&self) -> BTreeSet<ResourceId> {
        if !self.wants(ReadKind::USAGES) {
            return BTreeSet::new();
        }
        let accounts = self.accounts();
        let account = |account: &&serde_json::Value| {
            let id = ResourceId::new(text(account, "id")?);
            let region = Region::new(text(account, "location")?);
            let models = self.list(ReadKind::DEPLOYMENTS, &id).map(|deployment| {
                let model = field(field(deployment, "properties"), "model");
                [text(model, "name"), text(model, "version")]
                    .map(|part| part.unwrap_or_default().to_lowercase())
            });
            let models: BTreeSet<_> = models.collect();
            Some((id, region, models))
        };
        let accounts: Vec<_> = accounts.iter().filter_map(account).collect();
        let mut regions: BTreeMap<&[String; 2], BTreeSet<&Region>> = BTreeMap::new();
        for (_, region, models) in &accounts {
            for model in models {
                regions.entry(model).or_default().insert(region);
            }
        }
        let scope = |(id, region, own): &(ResourceId, Region, BTreeSet<[String; 2]>)| {
            let mut others = regions.iter().filter(|(model, _)| !own.contains(**model));
            let lacks = others.any(|(_, places)| places.iter().any(|place| *place != region));
            lacks.then(|| Some(model_scope(&subscription_of(id)?, region)))?
        };
        accounts.iter().filter_map(scope).collect()
    }
}

fn last_segment(path: &str) -> Option<String> {
    path.rsplit('/').next().map(str::to_lowercase)
}
