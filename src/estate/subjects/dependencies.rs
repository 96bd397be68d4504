//! The resources behind accounts and projects: what their facts take from other reads than their own body.

use super::{Builder, flag, redundancy};
use crate::catalogue::{Body, ReadKind, is_agent_database};
use crate::estate::dependencies::Existence;
use crate::estate::drafting::Facts;
use crate::estate::gone;
use crate::estate::index::{Listing, complete};
use crate::estate::subject::{Presence, Subject};
use crate::model::{Fact, Kind, Provenance, Region, ResourceId, Value, Why};
use std::collections::BTreeSet;

/// The states of a registry's replica.
const REPLICA_STATES: &[&str] =
    &["Succeeded", "Creating", "Updating", "Deleting", "Failed", "Canceled"];

impl Builder<'_> {
    pub(super) fn dependency(&mut self, kind: Kind, id: &ResourceId) {
        let (row, evidence) = match self.dependencies.lookup(kind, id) {
            Existence::Found(row, evidence) => (row, evidence),
            Existence::Absent(evidence) => return self.unseen(kind, id, Why::Gone, evidence),
            Existence::Lacking(why, evidence) => return self.unseen(kind, id, why, evidence),
        };
        // A connection may spell the id in another case than the resource itself.
        let (id, region) = (&row.id, row.region.clone());
        let mut facts = Facts::new(kind, id, &evidence);
        facts.extend(row.facts.clone());
        facts.take_all(self.index);
        facts.extend(self.regions.facts(id, &region));
        self.protect(id, &region, &mut facts);
        self.recovery(kind, id, &mut facts);
        self.joined(kind, id, &region, &mut facts);
        if facts.has("gone_references") {
            facts.extend(gone::of_dependency(self.links, kind, id));
        }
        let subject = facts.subject(Presence::Found, region.known().cloned());
        self.used(subject);
    }

    /// What was deleted, or couldn't be read, stays a subject, so that its findings don't vanish with it. Only what it is
    /// used for is known of either: what a list says of a place, say that a lock covers it, is nothing about a resource that
    /// may not exist, and losing the answer that it is gone must not bring verdicts back.
    fn unseen(&mut self, kind: Kind, id: &ResourceId, why: Why, evidence: Provenance) {
        let mut facts = Facts::new(kind, id, &evidence);
        facts.default_to(&why, &evidence);
        if kind.is_store() {
            facts.extend(self.sharing.store_facts(kind, id));
            let (lack, wide) = ((why.clone(), evidence.clone()), &mut self.wide);
            self.rights.of_unseen(self.roles, (kind, id), &self.sharing, &lack, wide);
        }
        match kind {
            Kind::StorageAccount => facts.extend(self.sharing.data_facts(id)),
            Kind::KeyVault => facts.extend(self.sharing.vault_facts(id)),
            Kind::UserAssignedIdentity => facts.extend(self.sharing.identity_facts(id)),
            _ => {}
        }
        self.used(facts.subject(Presence::Unread(why, evidence), None));
    }

    /// Adds a dependency, with who uses it.
    fn used(&mut self, mut subject: Subject) {
        let (kind, id) = (subject.kind, subject.id.clone());
        let id = &id;
        let (accounts, projects) =
            (self.sharing.accounts_of(kind, id), self.sharing.projects_of(kind, id));
        subject.accounts = accounts.into_iter().collect();
        subject.projects = projects.into_iter().collect();
        subject.account = if let [one] = &subject.accounts[..] { Some(one.clone()) } else { None };
        self.subjects.push(subject);
    }

    /// Facts that need more than the resource's own body.
    fn joined(&mut self, kind: Kind, id: &ResourceId, region: &Fact<Region>, facts: &mut Facts) {
        let (sharing, wide) = (&self.sharing, &mut self.wide);
        let of_roles = (self.rights).of_dependency(self.roles, kind, id, sharing, facts, wide);
        facts.extend(of_roles);
        if kind.is_store() {
            self.watched(kind, id, region, facts);
            facts.extend(self.sharing.store_facts(kind, id));
        }
        // What a kind has beyond is said by its row: each of these facts stands for those that are joined with it.
        if facts.has("agent_containers") {
            self.databases(id, region, facts);
        }
        if facts.has("other_connections") {
            facts.extend(self.sharing.search_facts(id));
        }
        if facts.has("foreign_containers") {
            self.containers(id, region, facts);
        }
        if facts.has("image_regions") {
            self.replicas(id, region, facts);
        }
        if facts.has("uses") {
            facts.extend(self.sharing.vault_facts(id));
        }
        if facts.has("attached_to_project") {
            facts.extend(self.sharing.identity_facts(id));
        }
    }

    /// What a Cosmos DB account holds, and where it can be restored to.
    fn databases(&mut self, id: &ResourceId, region: &Fact<Region>, facts: &mut Facts) {
        let (instance, regions) = (facts.get("instance_id"), facts.get("regions"));
        facts.set(
            "regions_without_restore_point",
            self.watchers.without_restore_point(id, &instance, &regions),
        );
        self.second_region(id, region, facts);
        for (name, single, of) in [
            ("write_regions_with_zones", "single_zone_write_regions", "write_regions"),
            ("read_regions_with_zones", "single_zone_read_regions", "read_regions"),
        ] {
            let zoned = self.regions.with_zones(id, facts.get(of));
            facts.set(single, zoned.as_ref().map(single_zone));
            facts.set(name, zoned);
        }
        let databases = self.names(ReadKind::SQL_DATABASES, id);
        facts.set("foreign_databases", self.sharing.foreign_databases(id, &databases).erase());
        let containers = self.agent_containers(id, &databases);
        let limit = facts.get("throughput_limit");
        let fleets = self.names(ReadKind::COSMOS_FLEETS, &id.subscription_scope());
        facts.extend(self.sharing.throughput_facts(id, limit, &containers, &fleets));
        facts.set("agent_containers", containers.erase());
        facts.set("sql_databases", databases.erase());
    }

    /// What a Storage account holds, and where else it is.
    fn containers(&mut self, id: &ResourceId, region: &Fact<Region>, facts: &mut Facts) {
        facts.extend(self.sharing.data_facts(id));
        let containers = self.names(ReadKind::CONTAINERS, id);
        let foreign = self.sharing.foreign_containers(id, &containers).erase();
        facts.set("foreign_containers", foreign);
        facts.set("containers", containers.erase());
        facts.set("replicated_to_other_region", self.replicated(id, region).erase());
        facts.extend(redundancy::steps(facts));
    }

    /// The regions of a registry.
    fn replicas(&self, id: &ResourceId, region: &Fact<Region>, facts: &mut Facts) {
        let listing = self.index.list(ReadKind::REPLICATIONS, id);
        let regions = listing.items.iter().map(|item| {
            let region = item.region();
            item.fact(region.map(|region| region.name().to_owned()))
        });
        let regions = Fact::collect(regions);
        let ready = Self::image_regions(region, &listing);
        let wanted = [facts.get("standby_regions"), facts.get("region_pair")];
        facts.set("missing_replicas", Self::missing_replicas(&ready, wanted).erase());
        facts.set("image_regions", ready.erase());
        facts.set("replica_regions", complete(regions, listing.lack).erase());
    }

    /// The region that a Cosmos DB account with one region lacks.
    fn second_region(&mut self, id: &ResourceId, region: &Fact<Region>, facts: &mut Facts) {
        let home = region.clone().map(|region| region.name().to_owned());
        let single = facts.get("regions").then(|all| {
            home.map(|home| match all.as_list() {
                Some([one]) => one.field("region").and_then(Value::as_text) == Some(&home),
                Some(_) | None => false,
            })
        });
        let flags = ["multi_region_writes", "serverless"];
        let others = flags.map(|name| flag(&facts.get(name)).map(|set| !set));
        let adds_one = Fact::all(std::iter::once(single).chain(others));
        let declared = facts.get("recovery_regions").map(|names| {
            let names = names.as_list().unwrap_or_default().iter().filter_map(Value::as_text);
            names.map(str::to_owned).collect()
        });
        let second = self.regions.second(id, region, &declared);
        facts.extend(second.into_iter().map(|(name, fact)| {
            let fact = adds_one.clone().then(|adds_one| match adds_one {
                true => fact,
                false => Fact::Known(Value::Null, Provenance::None),
            });
            (name, fact)
        }));
    }

    /// The regions in which a declared workload needs a copy of this resource.
    fn recovery(&self, kind: Kind, id: &ResourceId, facts: &mut Facts) {
        if !kind.is_store() && kind != Kind::ContainerRegistry {
            return;
        }
        let users = self.sharing.accounts_of(kind, id);
        let open = self.sharing.more_may_use(kind, id);
        if kind.is_store() {
            let regions = self.wanted.recovery(&users, open.as_ref());
            facts.set("recovery_regions", regions.erase());
        } else {
            let regions = self.wanted.standby(&users, open.as_ref());
            facts.set("standby_regions", regions.erase());
        }
    }

    /// The regions that hold a registry's images and serve them.
    fn image_regions(home: &Fact<Region>, listing: &Listing<Body<'_>>) -> Fact<Vec<String>> {
        let replica = |item: &Body<'_>| {
            let state = item.word("properties.provisioningState", REPLICA_STATES)?;
            let serves = item.flag("properties.regionEndpointEnabled", true)?;
            let region = item.region()?;
            Ok((serves && state == "Succeeded").then_some(region))
        };
        let replicas = listing.items.iter().map(|item| item.fact(replica(item)));
        let all = Fact::collect(replicas.chain([home.clone().map(Some)]));
        let regions = all.map(|all| {
            let regions: BTreeSet<Region> = all.into_iter().flatten().collect();
            regions.iter().map(|one| one.name().to_owned()).collect()
        });
        complete(regions, listing.lack.clone())
    }

    /// Where a registry needs a replication that it hasn't: the standbys' regions, or any second one, by default the pair.
    fn missing_replicas(
        images: &Fact<Vec<String>>,
        [standbys, pair]: [Fact; 2],
    ) -> Fact<Vec<String>> {
        images.clone().then(|images| {
            standbys.then(|standbys| {
                let standbys = standbys.as_list().unwrap_or_default();
                let wanted = match (standbys.is_empty(), images.len()) {
                    (false, _) => Fact::Known(standbys.to_vec(), Provenance::None),
                    (true, 0 | 1) => pair.map(|pair| vec![pair]),
                    (true, _) => Fact::Known(vec![], Provenance::None),
                };
                wanted.map(|wanted| {
                    let texts = wanted.iter().filter_map(Value::as_text);
                    texts
                        .filter(|one| !images.iter().any(|i| i == one))
                        .map(str::to_owned)
                        .collect()
                })
            })
        })
    }

    /// What watches over a store.
    fn watched(&mut self, kind: Kind, id: &ResourceId, region: &Fact<Region>, facts: &mut Facts) {
        facts.set("deleting_stacks", self.stacks.deleting(id));
        facts.extend(self.watchers.of_resource(kind, id));
        facts.extend(self.watchers.of_store(kind, id, region));
    }

    /// The names in a listing, sorted.
    pub(super) fn names(&self, read: ReadKind, scope: &ResourceId) -> Fact<Vec<String>> {
        let listing = self.index.list(read, scope);
        let name = |item: &Body<'_>| match item.id() {
            Some(id) => Ok(id.name().to_owned()),
            None => {
                let name = item.text("name")?;
                Ok(name.rsplit('/').next().unwrap_or_default().to_owned())
            }
        };
        let names = Fact::collect(listing.items.iter().map(|item| item.fact(name(item))));
        let sorted = names.map(|mut names| {
            names.sort();
            names
        });
        match (sorted, listing.lack) {
            (Fact::Known(names, _), None) => Fact::Known(names, listing.evidence),
            (sorted, lack) => complete(sorted, lack),
        }
    }

    /// The containers that the Agent Service keeps threads in. None where their database is known not to exist: its
    /// containers aren't asked for then.
    pub(super) fn agent_containers(
        &self,
        account: &ResourceId,
        databases: &Fact<Vec<String>>,
    ) -> Fact<Vec<String>> {
        databases.clone().then(|names| match names.iter().any(|name| is_agent_database(name)) {
            true => self.names(ReadKind::SQL_CONTAINERS, account),
            false => Fact::Known(vec![], databases.provenance().clone()),
        })
    }

    /// Whether blob object replication copies this account's blobs to one in another region.
    fn replicated(&self, id: &ResourceId, region: &Fact<Region>) -> Fact<bool> {
        let listing = self.index.list(ReadKind::OBJECT_REPLICATION, id);
        let policies = listing.items.iter().map(|policy| {
            let of = |path: &str| policy.fact(policy.text(path).map(|text| ResourceId::new(&text)));
            of("properties.sourceAccount").then(|source| {
                of("properties.destinationAccount").then(|destination| {
                    if source.name() != id.name() || destination == *id {
                        return policy.fact(Ok(false));
                    }
                    match self.dependencies.lookup(Kind::StorageAccount, &destination) {
                        Existence::Found(row, _) => region
                            .clone()
                            .then(|here| row.region.clone().map(|there| here != there)),
                        Existence::Absent(evidence) => Fact::Known(false, evidence),
                        Existence::Lacking(why, evidence) => Fact::Missing(why, evidence),
                    }
                })
            })
        });
        Fact::any(policies.chain(listing.rest()))
    }
}

/// The names of the regions in a list of records that aren't zone-redundant.
fn single_zone(regions: &Value) -> Value {
    let rows = regions.as_list().unwrap_or_default().iter();
    let single = rows.filter(|row| row.field("zone_redundant") == Some(&Value::Bool(false)));
    Value::texts(single.filter_map(|row| row.field("region")?.as_text()))
}
