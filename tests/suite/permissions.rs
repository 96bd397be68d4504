//! The least role, and what an identity can read.

use crate::fake_arm::{FakeArm, World};
use crate::process::run;
use crate::wire::against;
use serde_json::Value as Json;

const ID: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";

fn actions(text: &str) -> Vec<String> {
    let role: Json = serde_json::from_str(text).unwrap();
    let role = if role["role"].is_object() { role["role"].clone() } else { role };
    let text = |action: &Json| action.as_str().unwrap().to_owned();
    role["Actions"].as_array().unwrap().iter().map(text).collect()
}

#[test]
fn the_role_is_printed_without_signing_in() {
    let all = run(&["permissions"]);
    assert_eq!(all.code, 0, "{}", all.stderr);
    assert!(actions(&all.stdout).len() > 15, "{}", all.stdout);
    assert!(all.stderr.contains("AssignableScopes"), "{}", all.stderr);
    let group = run(&["permissions", "--role-only", "-s", ID, "-g", "rg-x"]);
    assert_eq!(group.code, 0, "{}", group.stderr);
    let role: Json = serde_json::from_str(&group.stdout).unwrap();
    assert_eq!(role["AssignableScopes"][0], format!("/subscriptions/{ID}/resourceGroups/rg-x"));
    assert!(actions(&group.stdout).len() < actions(&all.stdout).len());
    let named = run(&["permissions", "--role-only", "-s", "Prod"]);
    assert_eq!(named.code, 2);
    assert!(named.stderr.contains("by id"), "{}", named.stderr);
}

#[test]
fn fewer_rules_need_fewer_actions() {
    let all = actions(&run(&["permissions"]).stdout);
    let one = actions(&run(&["permissions", "--rule", "FDR-MOD-*"]).stdout);
    assert!(one.iter().all(|action| all.contains(action)));
    assert!(one.len() < all.len());
    assert!(!one.contains(&"Microsoft.Authorization/locks/read".to_owned()));
}

#[test]
fn an_identity_that_reads_everything_passes_with_few_requests() {
    let world = World::synthetic(5, 4);
    let id = world.subscriptions[0].id.clone();
    let server = FakeArm::serve(world).start_blocking().unwrap();
    let run = against(&server, &["permissions", "-s", &id]);
    assert_eq!(run.code, 0, "{}\n{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("allowed    Microsoft.Authorization/locks/read"), "{}", run.stdout);
    assert!(run.stdout.contains("not tried  Microsoft.KeyVault/vaults/read"), "{}", run.stdout);
    assert!(server.requests().iter().all(|one| one.method == "GET"));
    // Each read that the plan has is tried once at most, and the subscriptions are listed.
    let most = foundry_dr::catalogue::ReadPlan::full().reads().count() + 1;
    let made = server.requests().len();
    assert!(made <= most, "{made} requests for {most} reads");
}

#[test]
fn what_is_refused_is_named_with_the_rules_that_need_it() {
    let mut world = World::synthetic(2, 2);
    let id = world.subscriptions[0].id.clone();
    world.denied = vec![format!("/subscriptions/{id}/providers/Microsoft.Authorization/locks")];
    let server = FakeArm::serve(world).start_blocking().unwrap();
    let run = against(&server, &["permissions", "-s", &id, "-o", "json"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    let answer: Json = serde_json::from_str(&run.stdout).unwrap();
    let one = &answer["subscriptions"][0];
    let tried = one["permissions"].as_array().unwrap();
    let locks =
        tried.iter().find(|one| one["permission"] == "Microsoft.Authorization/locks/read").unwrap();
    assert_eq!(locks["result"], "denied");
    assert_eq!(locks["code"], "AuthorizationFailed");
    let rules = one["rules_unknown"].to_string();
    assert!(rules.contains("FDR-DEL-001"), "{rules}");
    assert!(!rules.contains("FDR-MOD-001"), "{rules}");
}
