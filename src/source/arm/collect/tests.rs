//! Collection planned over a made-up estate, without any network: what is read, what isn't, and that nothing is read twice.

use super::settle;
use super::survey::Survey;
use crate::catalogue::{ReadKind, ReadPlan};
use crate::snapshot::{Observation, Outcome, Snapshot, key_of};
use crate::source::arm::subscriptions::{Scope, SubscriptionRef};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use time::macros::datetime;

const ACCOUNT: &str =
    "/subscriptions/s1/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a";
const PREVIEW: &str = "2026-07-15-preview";

fn store(subscription: &str, ty: &str, name: &str) -> String {
    format!("/subscriptions/{subscription}/resourceGroups/g/providers/{ty}/{name}")
}

fn cosmos(subscription: &str, name: &str) -> String {
    store(subscription, "Microsoft.DocumentDB/databaseAccounts", name)
}

fn storage(name: &str) -> String {
    store("s1", "Microsoft.Storage/storageAccounts", name)
}

/// What a pretended ARM answers: a body, or an outcome with a code. Anything else is an empty list or a bare resource.
#[derive(Default)]
struct World {
    bodies: BTreeMap<String, Json>,
    refusals: BTreeMap<String, (Outcome, &'static str)>,
}

impl World {
    /// One Foundry account with one project in `s1`, in a region with a pair; the provider knows the preview.
    fn new() -> Self {
        let project = format!("{ACCOUNT}/projects/p");
        Self::default()
            .list("/subscriptions/s1/providers/Microsoft.CognitiveServices/accounts", json!([
                { "id": ACCOUNT, "kind": "aiservices", "properties": { "allowProjectManagement": true } },
                { "id": format!("{ACCOUNT}x"), "kind": "OpenAI", "properties": {} },
                { "id": format!("{ACCOUNT}y"), "kind": "AIServices", "properties": {} },
            ]))
            .list(&format!("{ACCOUNT}/projects"), json!([{ "id": project, "name": "a/p" }]))
            .list("/subscriptions/s1/locations", json!([
                { "name": "eastus", "displayName": "East US", "metadata": { "pairedRegion": [{ "name": "westus" }] } },
                { "name": "italynorth", "displayName": "Italy North", "metadata": { "pairedRegion": [] } },
            ]))
            .one("/subscriptions/s1/providers/Microsoft.CognitiveServices", json!({ "resourceTypes": [
                { "resourceType": "accounts/projects", "apiVersions": ["2026-09-01", PREVIEW] },
            ]}))
    }

    fn list(mut self, path: &str, value: Json) -> Self {
        self.bodies.insert(key_of(path), json!({ "value": value }));
        self
    }

    fn one(mut self, path: &str, body: Json) -> Self {
        self.bodies.insert(key_of(path), body);
        self
    }

    fn refuse(mut self, path: &str, outcome: Outcome, code: &'static str) -> Self {
        self.refusals.insert(key_of(path), (outcome, code));
        self
    }

    /// The project's connections, named by their place.
    fn connections(self, mut connections: Json) -> Self {
        let list = format!("{ACCOUNT}/projects/p/connections");
        for (n, connection) in connections.as_array_mut().into_iter().flatten().enumerate() {
            connection["id"] = format!("{list}/c{n}").into();
        }
        self.list(&list, connections)
    }

    fn answer(&self, read: &super::survey::PlannedRead) -> Observation {
        let key = read.key();
        let refusal = self.refusals.get(&key);
        let body = self
            .bodies
            .get(&key)
            .cloned()
            .unwrap_or_else(|| json!({ "id": read.scope.written(), "value": [] }));
        Observation {
            method: "GET".to_owned(),
            api_version: "1".to_owned(),
            pages: 1,
            outcome: refusal.map_or(Outcome::Found, |(outcome, _)| *outcome),
            body: refusal.is_none().then_some(body),
            dropped: vec![],
            code: refusal.map(|(_, code)| (*code).to_owned()),
            message: None,
            correlation_id: None,
            read_at: datetime!(2026-01-01 0:00 UTC),
            exhaustive: true,
            origins: crate::snapshot::Origins::default(),
            key,
        }
    }

    /// Collects over these subscriptions.
    fn collect_with(&self, subscriptions: &[&str], plan: &ReadPlan) -> CollectedReads {
        let refs = subscriptions.iter().map(|id| SubscriptionRef {
            id: (*id).to_owned(),
            name: None,
            asked: true,
        });
        let scope = Scope { subscriptions: refs.collect(), ..Scope::default() };
        let mut survey = Survey::new(&scope, plan);
        let mut reads = Vec::new();
        loop {
            let wave = survey.next_wave();
            if wave.is_empty() {
                break;
            }
            for read in wave {
                survey.take(self.answer(&read));
                reads.push(read.key());
            }
            assert!(reads.len() < 1_000, "collection doesn't end");
        }
        let taken_at = datetime!(2026-01-01 0:00 UTC);
        CollectedReads { reads, snapshot: settle::snapshot(survey, &scope, taken_at) }
    }

    fn collect(&self) -> CollectedReads {
        self.collect_with(&["s1"], &ReadPlan::full())
    }
}

struct CollectedReads {
    reads: Vec<String>,
    snapshot: Snapshot,
}

impl CollectedReads {
    fn read(&self, path: &str) -> bool {
        let key = key_of(path);
        let times = self.reads.iter().filter(|read| **read == key).count();
        assert!(times < 2, "{key} was read {times} times");
        times == 1
    }
}

#[test]
fn the_structure_below_foundry_accounts_is_read_and_no_other_account_is_entered() {
    let run = World::new().collect();
    for path in ["/projects", "/capabilityHosts", "/connections", "/deployments"] {
        assert!(run.read(&format!("{ACCOUNT}{path}")), "{path}");
        assert!(!run.read(&format!("{ACCOUNT}x{path}")), "{path}");
        assert!(!run.read(&format!("{ACCOUNT}y{path}")), "{path}");
    }
    for path in ["", "/capabilityHosts", "/connections"] {
        assert!(run.read(&format!("{ACCOUNT}/projects/p{path}")), "{path}");
    }
    for (key, seen) in &run.snapshot.observations {
        assert!(crate::catalogue::recognise(key).is_some(), "{key}");
        assert_eq!(key, &seen.key);
    }
    let entry = &run.snapshot.header.scope[0];
    assert!(entry.asked && entry.seen && entry.read);
}

#[test]
fn a_preview_is_asked_for_only_where_it_may_exist() {
    let provider = "/subscriptions/s1/providers/Microsoft.CognitiveServices";
    let project = format!("{ACCOUNT}/projects/p");
    let stable = json!({ "resourceTypes": [
        { "resourceType": "accounts/projects", "apiVersions": ["2026-09-01"] },
        { "resourceType": "accounts", "apiVersions": [PREVIEW] },
    ]});
    assert!(!World::new().one(provider, stable).collect().read(&project));
    let denied = World::new().refuse(provider, Outcome::Denied, "AuthorizationFailed");
    assert!(denied.collect().read(&project));
    let bare = World::new().one(provider, json!({ "registrationState": "Registered" }));
    assert!(bare.collect().read(&project));
    let cut = json!({ "resourceTypes": [
        { "resourceType": "accounts/projects", "apiVersions": ["2026-03-15-preview"] },
    ]});
    assert!(World::new().one(provider, cut).collect().read(&project));
}

#[test]
fn one_dependency_is_read_by_id_and_two_by_their_list() {
    let connection = |name: &str| json!({ "properties": { "category": "CosmosDB", "metadata": { "ResourceId": cosmos("s1", name) } } });
    let list = "/subscriptions/s1/providers/Microsoft.DocumentDB/databaseAccounts";

    let run = World::new().connections(json!([connection("c1")])).collect();
    assert!(run.read(&cosmos("s1", "c1")) && !run.read(list));
    assert!(run.read(&format!("{}/sqlDatabases", cosmos("s1", "c1"))));

    let two = World::new().connections(json!([connection("c1"), connection("c2")]));
    let run = two.list(list, json!([{ "id": cosmos("S1", "C1") }])).collect();
    assert!(run.read(list) && !run.read(&cosmos("s1", "c1")));
    // What the list doesn't hold is asked for by its id: only then its absence is known.
    assert!(run.read(&cosmos("s1", "c2")));

    let two = World::new().connections(json!([connection("c1"), connection("c2")]));
    let run = two.refuse(list, Outcome::Denied, "AuthorizationFailed").collect();
    assert!(run.read(&cosmos("s1", "c1")) && run.read(&cosmos("s1", "c2")));
}

#[test]
fn agent_containers_are_listed_where_their_database_exists() {
    let account = cosmos("s1", "c1");
    let containers = format!("{account}/sqlDatabases/enterprise_memory/containers");
    let world = |databases: serde_json::Value| {
        World::new()
            .connections(json!([{ "properties": { "category": "CosmosDB", "metadata": { "ResourceId": account } } }]))
            .one(&account, json!({ "id": account }))
            .list(&format!("{account}/sqlDatabases"), databases)
    };
    assert!(world(json!([{ "name": "Enterprise_Memory" }])).collect().read(&containers));
    assert!(!world(json!([{ "name": "orders" }])).collect().read(&containers));
}

#[test]
fn a_host_without_an_id_is_looked_up_in_every_subscription_of_the_scope() {
    let world = World::new()
        .connections(json!([{ "properties": { "category": "AzureStorageAccount", "target": "https://st2.blob.core.windows.net/" } }]))
        .list("/subscriptions/s1/providers/Microsoft.Storage/storageAccounts", json!([
            { "id": storage("st1"), "location": "eastus" },
            { "id": storage("st2"), "location": "Italy North",
              "properties": { "primaryEndpoints": { "blob": "https://ST2.blob.core.windows.net/" } } },
        ]));
    let run = world.collect_with(&["s1", "s2"], &ReadPlan::full());
    assert!(run.read("/subscriptions/s2/providers/Microsoft.Storage/storageAccounts"));
    assert!(run.read(&format!("{}/blobServices/default", storage("st2"))));
    assert!(run.read(&format!("{}/blobServices/default/containers", storage("st2"))));
    // Storage accounts that no project uses are none of our business.
    assert!(!run.read(&format!("{}/blobServices/default", storage("st1"))));
}

#[test]
fn object_replication_is_read_where_the_region_has_no_pair() {
    let at = |location: &str| {
        let run = World::new()
            .connections(json!([{ "properties": { "metadata": { "ResourceId": storage("st") } } }]))
            .one(&storage("st"), json!({ "id": storage("st"), "location": location }))
            .collect();
        run.read(&format!("{}/objectReplicationPolicies", storage("st")))
    };
    assert!(at("italynorth") && at("Italy North"));
    assert!(!at("eastus") && !at("East US") && !at("atlantis"));
}

#[test]
fn dependencies_refer_to_others_in_turn() {
    let component = store("s1", "Microsoft.Insights/components", "i");
    let workspace = store("s1", "Microsoft.OperationalInsights/workspaces", "w");
    let run = World::new()
        .connections(json!([
            { "properties": { "category": "AppInsights", "target": component } },
            { "properties": { "metadata": { "ResourceId": cosmos("s1", "c") } } },
        ]))
        .one(&component, json!({ "id": component, "properties": { "WorkspaceResourceId": workspace } }))
        .one(&cosmos("s1", "c"), json!({ "id": cosmos("s1", "c"), "properties": { "keyVaultKeyUri": "https://v.vault.azure.net/keys/k" } }))
        .collect();
    assert!(run.read(&workspace));
    assert!(run.read("/subscriptions/s1/providers/Microsoft.KeyVault/vaults"));
}

#[test]
fn outside_the_scope_only_what_is_referred_to_is_read() {
    let named =
        |name: &str| json!({ "properties": { "metadata": { "ResourceId": cosmos("s9", name) } } });
    let run = World::new().connections(json!([named("c1"), named("c2")])).collect();
    assert!(run.read(&cosmos("s9", "c1")) && run.read(&cosmos("s9", "c2")));
    assert!(run.read("/subscriptions/s9/locations"));
    assert!(run.read("/subscriptions/s9/providers/Microsoft.Authorization/locks"));
    assert!(!run.read("/subscriptions/s9"));
    assert!(!run.read("/subscriptions/s9/providers/Microsoft.DocumentDB/databaseAccounts"));
    assert!(!run.read("/subscriptions/s9/providers/Microsoft.CognitiveServices/accounts"));
    assert_eq!(run.snapshot.header.scope.len(), 1);
}

#[test]
fn hidden_locks_are_read_resource_by_resource() {
    let locks = "/providers/Microsoft.Authorization/locks";
    let subscription = format!("/subscriptions/s1{locks}");
    let world = || {
        World::new().connections(
            json!([{ "properties": { "metadata": { "ResourceId": cosmos("s1", "c") } } }]),
        )
    };
    let denied = world().refuse(&subscription, Outcome::Denied, "AuthorizationFailed");
    let run = denied.collect();
    assert!(run.read(&format!("{ACCOUNT}{locks}")));
    assert!(run.read(&format!("{}{locks}", cosmos("s1", "c"))));
    assert!(!world().collect().read(&format!("{ACCOUNT}{locks}")));
    // A lost token or an ended run hides everything; asking again tells nothing.
    let lost = world().refuse(&subscription, Outcome::Failed, "auth").collect();
    assert!(!lost.read(&format!("{ACCOUNT}{locks}")));
    // Nor are they read when no rule asks for locks.
    let plan = ReadPlan::for_facts(["region_pair"]);
    let run = world().collect_with(&["s1"], &plan);
    assert!(!run.read(&subscription) && !run.read(&format!("{ACCOUNT}{locks}")));
    assert!(run.read("/subscriptions/s1/locations"));
}

#[test]
fn what_cannot_be_read_is_in_the_snapshot_with_its_reason() {
    let accounts = ReadKind::ACCOUNTS.path("/subscriptions/s1");
    let run = World::new().refuse(&accounts, Outcome::Denied, "AuthorizationFailed").collect();
    let seen = &run.snapshot.observations[&key_of(&accounts)];
    assert_eq!(seen.outcome, Outcome::Denied);
    assert!(!run.snapshot.header.scope[0].read);
    assert!(run.snapshot.header.scope[0].seen);
}

#[test]
fn a_dependency_that_is_gone_is_absent_where_other_reads_worked() {
    let path = cosmos("s1", "c");
    let run = World::new()
        .connections(json!([{ "properties": { "metadata": { "ResourceId": path } } }]))
        .refuse(&path, Outcome::Absent, "ResourceNotFound")
        .collect();
    assert_eq!(run.snapshot.observations[&key_of(&path)].outcome, Outcome::Absent);
    assert!(!run.read(&format!("{path}/sqlDatabases")));
}

#[test]
fn a_projects_reads_follow_its_list_at_once_and_are_not_planned_again() {
    let world = World::new();
    let scope = Scope {
        subscriptions: vec![SubscriptionRef { id: "s1".to_owned(), name: None, asked: true }],
        ..Scope::default()
    };
    let plan = ReadPlan::full();
    let mut survey = Survey::new(&scope, &plan);
    for read in survey.next_wave() {
        survey.take(world.answer(&read));
        assert_eq!(survey.follow_ups(&read), [], "{read:?}");
    }
    let mut followed = Vec::new();
    for read in survey.next_wave() {
        survey.take(world.answer(&read));
        followed.extend(survey.follow_ups(&read));
    }
    let kinds: Vec<ReadKind> = followed.iter().map(|read| read.kind).collect();
    let expected =
        [ReadKind::PROJECT_HOSTS, ReadKind::PROJECT_CONNECTIONS, ReadKind::PROJECT_PREVIEW];
    assert_eq!(kinds, expected);
    for read in &followed {
        survey.take(world.answer(read));
    }
    assert!(survey.next_wave().iter().all(|read| !followed.contains(read)));
}
