//! The worlds are consistent: a mistake in one would be taken for a finding.

use super::{ACCOUNTS, all};
use crate::fake_arm::{FakeArm, World};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Ids in lower case of everything that a world holds.
fn ids(world: &World) -> BTreeSet<String> {
    let bodies = world.resources.iter();
    bodies.filter_map(|body| body["id"].as_str()).map(str::to_ascii_lowercase).collect()
}

/// Everything that connections, settings and identities lead to.
fn references(body: &Value) -> Vec<String> {
    let metadata = &body["properties"]["metadata"];
    let connected = [&metadata["ResourceId"], &metadata["resourceId"]];
    let workspace = [&body["properties"]["WorkspaceResourceId"]];
    let ids = connected.into_iter().chain(workspace);
    let ids = ids.filter_map(Value::as_str).map(str::to_ascii_lowercase);
    let attached = body["identity"]["userAssignedIdentities"].as_object();
    let attached = attached.into_iter().flat_map(|map| map.keys());
    ids.chain(attached.map(|id| id.to_ascii_lowercase())).collect()
}

#[test]
fn references_lead_somewhere_except_the_ones_meant_to_dangle() {
    let mut dangling = BTreeSet::new();
    for name in World::names() {
        let world = World::named(name).expect("a world");
        let ids = ids(&world);
        let settings = world.capability_settings.values();
        let settings = settings.flat_map(|value| value.as_object().expect("an object").values());
        let settings = settings.filter_map(Value::as_str).map(str::to_ascii_lowercase);
        let referred = world.resources.iter().flat_map(references).chain(settings);
        for id in referred.filter(|id| !ids.contains(id)) {
            let target = id.rsplit('/').next().expect("a name");
            dangling.insert(format!("{name}: {target}"));
        }
    }
    let meant = ["contoso: srch-hr-pilot", "denied-reads: stfabrikamcentral"];
    assert_eq!(dangling, meant.map(str::to_owned).into());
}

#[test]
fn locks_stand_on_things_that_exist() {
    for name in World::names() {
        let world = World::named(name).expect("a world");
        let ids = ids(&world);
        for lock in &world.locks {
            let id = lock["id"].as_str().expect("an id").to_ascii_lowercase();
            let scope = id.rsplit_once("/providers/microsoft.authorization/locks/");
            let (scope, _) = scope.expect("a lock's id");
            let is_group = scope.split('/').count() == 5;
            let group_is_used = ids.iter().any(|id| id.starts_with(&format!("{scope}/")));
            assert!(ids.contains(scope) || is_group && group_is_used, "{name}: {id}");
        }
    }
}

#[test]
fn every_world_is_well_formed() {
    for name in World::names() {
        let world = World::named(name).expect("a world");
        assert!(!world.about.is_empty(), "{name}");
        let mut ids = BTreeSet::new();
        for body in world.resources.iter().chain(&world.locks).chain(&world.deleted) {
            let id = body["id"].as_str().expect("an id");
            assert!(ids.insert(id.to_ascii_lowercase()), "{name}: twice {id}");
            let last = body["name"].as_str().expect("a name").rsplit('/').next();
            assert_eq!(id.rsplit('/').next(), last, "{name}");
            let subscription = id.split('/').nth(2).expect("a subscription");
            assert!(world.subscription(subscription).is_some(), "{name}: {id}");
        }
        let text = json!([&world.resources, &world.locks, &world.deleted]).to_string();
        for secret in &world.secrets {
            let escaped = json!(secret).to_string();
            assert!(text.contains(escaped.trim_matches('"')), "{name} lacks {secret}");
        }
        for parent in world
            .resources
            .iter()
            .filter(|body| body["type"] == "Microsoft.Storage/storageAccounts")
        {
            let service = format!("{}/blobServices/default", parent["id"].as_str().expect("an id"));
            assert!(ids.contains(&service.to_ascii_lowercase()), "{name}: {service}");
        }
    }
}

#[test]
fn connections_named_by_hosts_exist_in_the_project_or_its_account() {
    for name in World::names() {
        let world = World::named(name).expect("a world");
        let ids: BTreeSet<String> =
            world.resources.iter().map(|body| body["id"].to_string().to_lowercase()).collect();
        for host in &world.resources {
            let id = host["id"].as_str().expect("an id").to_lowercase();
            let Some((scope, _)) = id.split_once("/capabilityhosts/") else {
                continue;
            };
            let account = scope.split("/projects/").next().expect("an account");
            for role in ["threadStorageConnections", "vectorStoreConnections", "storageConnections"]
            {
                for connection in host["properties"][role].as_array().expect("a list") {
                    let connection = connection.as_str().expect("a name").to_lowercase();
                    let found = [scope, account].iter().any(|scope| {
                        ids.contains(&format!("\"{scope}/connections/{connection}\""))
                    });
                    assert!(found, "{name}: {id} names {connection}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_generated_world_has_the_size_asked_for() {
    let server = FakeArm::serve(World::synthetic(7, 3)).start().await;
    let subscription = "/subscriptions/5f000000-0000-4000-8000-000000000001";
    let (accounts, pages) = all(&server, &format!("{subscription}/{ACCOUNTS}")).await;
    assert_eq!((accounts.len(), pages), (7, 1));
    let (projects, _) =
        all(&server, &format!("{}/projects?api-version=2026-09-01", accounts[6])).await;
    assert_eq!(projects.len(), 3);
    let path = format!("{}/connections?api-version=2026-09-01", projects[2]);
    let (connections, _) = all(&server, &path).await;
    assert_eq!(connections.len(), 3);
}
