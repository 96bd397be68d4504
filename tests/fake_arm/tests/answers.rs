//! Lists, single reads, versions, locks and refusals: what ARM answers.

use super::{ACCOUNTS, SUBSCRIPTION, all, contoso, get, serve};
use crate::fake_arm::{FakeArm, Server, World};
use serde_json::{Value, json};

#[tokio::test]
async fn paging_shows_every_account_exactly_once() {
    let server = serve("contoso").await;
    let path = format!("/subscriptions/{SUBSCRIPTION}/{ACCOUNTS}");
    let (listed, pages) = all(&server, &path).await;
    let world = World::named("contoso").expect("a world");
    let expected: Vec<&str> = world
        .resources
        .iter()
        .filter(|body| body["type"] == "Microsoft.CognitiveServices/accounts")
        .map(|body| body["id"].as_str().expect("an id"))
        .collect();
    assert_eq!(listed, expected);
    assert_eq!(pages, expected.len().div_ceil(2));
    assert_eq!(server.duplicates(), []);
}

#[tokio::test]
async fn the_end_of_a_list_looks_as_each_provider_writes_it() {
    let server = serve("contoso").await;
    let body = async |path: &str| contoso(&server, path).await.json();
    let search = body("providers/Microsoft.Search/searchServices?api-version=2025-05-01").await;
    assert_eq!(search.get("nextLink"), Some(&Value::Null));
    let cosmos =
        body("providers/Microsoft.DocumentDB/databaseAccounts?api-version=2025-10-15").await;
    assert_eq!(cosmos.get("nextLink"), None);
    assert_eq!(cosmos["value"].as_array().map(Vec::len), Some(3));
}

#[tokio::test]
async fn ids_are_compared_without_case() {
    let server = serve("contoso").await;
    let path = "resourceGroups/rg-claims-prod/providers/Microsoft.CognitiveServices/accounts/contoso-claims";
    let version = "?api-version=2026-09-01";
    let straight = contoso(&server, &format!("{path}{version}")).await;
    let shouted = contoso(&server, &format!("{}{version}", path.to_ascii_uppercase())).await;
    assert_eq!(straight.json()["name"], "contoso-claims");
    assert_eq!(straight.text, shouted.text);
}

#[tokio::test]
async fn the_api_version_must_be_one_that_the_type_has() {
    let mut world = World::named("contoso").expect("a world");
    world.api_versions.insert("Microsoft.Search".to_owned(), vec!["2023-11-01".to_owned()]);
    let server = FakeArm::serve(world).start().await;
    let missing = contoso(&server, "providers/Microsoft.CognitiveServices/accounts").await;
    assert_eq!((missing.status, missing.code().as_str()), (400, "MissingApiVersionParameter"));
    let search = "providers/Microsoft.Search/searchServices";
    let newer = contoso(&server, &format!("{search}?api-version=2025-05-01")).await;
    assert_eq!((newer.status, newer.code().as_str()), (400, "InvalidResourceType"));
    assert!(newer.message().contains("The supported api-versions are '2023-11-01'."));
    let group = format!("resourceGroups/rg-claims-prod/{search}/srch-claims-prod");
    let one = contoso(&server, &format!("{group}?api-version=2025-05-01")).await;
    assert_eq!((one.status, one.code().as_str()), (400, "NoRegisteredProviderFound"));
    assert!(one.message().contains("The supported api-versions are '2023-11-01'."));
    let older = contoso(&server, &format!("{search}?api-version=2023-11-01")).await;
    assert_eq!(older.status, 200);
    let arm = contoso(&server, "locations?api-version=1999-01-01").await;
    assert_eq!((arm.status, arm.code().as_str()), (400, "InvalidApiVersionParameter"));
}

#[tokio::test]
async fn an_older_version_lacks_newer_properties() {
    let server = serve("ideal").await;
    let list = "/subscriptions/1dea1000-0000-4000-8000-000000000001/providers/Microsoft.OperationalInsights/workspaces";
    let at = async |version: &str| {
        let url = format!("{}{list}?api-version={version}", server.url());
        get(&url).await.json()["value"][0]["properties"].clone()
    };
    assert_eq!(at("2025-07-01").await["replication"]["enabled"], true);
    let older = at("2023-09-01").await;
    assert_eq!(older["retentionInDays"], 90);
    assert_eq!(older.get("replication"), None);
}

#[tokio::test]
async fn locks_are_listed_at_and_above_a_resource_and_all_below_a_subscription() {
    let server = serve("contoso").await;
    let version = "providers/Microsoft.Authorization/locks?api-version=2020-05-01";
    let (below, _) = all(&server, &format!("/subscriptions/{SUBSCRIPTION}/{version}")).await;
    assert_eq!(below.len(), 5);
    let hr = format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-hr-assist");
    let cosmos = format!("{hr}/providers/Microsoft.DocumentDB/databaseAccounts/cosmos-hr-assist");
    let (inherited, _) = all(&server, &format!("{cosmos}/{version}")).await;
    assert_eq!(inherited.len(), 1);
    assert!(
        inherited[0]
            .contains("/resourcegroups/rg-hr-assist/providers/Microsoft.Authorization/locks/")
    );
    let lab = format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-ai-lab");
    let account = format!("{lab}/providers/Microsoft.CognitiveServices/accounts/contoso-ai-lab");
    let (none, _) = all(&server, &format!("{account}/{version}")).await;
    assert_eq!(none, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_missing_is_refused_in_arms_words() {
    let server = serve("contoso").await;
    let cognitive = |group: &str, rest: &str| {
        format!(
            "resourceGroups/{group}/providers/Microsoft.CognitiveServices/accounts/{rest}?api-version=2026-09-01"
        )
    };
    let cases = [
        (cognitive("rg-none", "x"), 404, "ResourceGroupNotFound"),
        (cognitive("rg-claims-prod", "x"), 404, "ResourceNotFound"),
        (cognitive("rg-claims-prod", "x/projects"), 404, "ParentResourceNotFound"),
        (cognitive("rg-claims-prod", "contoso-claims/projects/x"), 404, "ResourceNotFound"),
        (cognitive("rg-claims-prod", "contoso-claims/nonsense"), 404, "InvalidResourceType"),
    ];
    for (path, status, code) in cases {
        let answer = contoso(&server, &path).await;
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{path}");
    }
    let pilot =
        "resourceGroups/rg-hr-assist/providers/Microsoft.Search/searchServices/srch-hr-pilot";
    let deleted = contoso(&server, &format!("{pilot}?api-version=2025-05-01")).await;
    let expected = "The Resource 'Microsoft.Search/searchServices/srch-hr-pilot' under resource group 'rg-hr-assist' was not found.";
    assert_eq!(deleted.message(), expected);
    let other =
        "/subscriptions/00000000-0000-4000-8000-000000000042/locations?api-version=2022-12-01";
    let answer = get(&format!("{}{other}", server.url())).await;
    assert_eq!((answer.status, answer.code().as_str()), (404, "SubscriptionNotFound"));
}

#[tokio::test]
async fn a_denied_read_names_client_action_and_scope() {
    let server = serve("denied-reads").await;
    let subscription = "/subscriptions/de41ed00-0000-4000-8000-000000000001";
    let locks =
        format!("{subscription}/providers/Microsoft.Authorization/locks?api-version=2020-05-01");
    let answer = get(&format!("{}{locks}", server.url())).await;
    assert_eq!((answer.status, answer.code().as_str()), (403, "AuthorizationFailed"));
    let message = answer.message();
    assert!(message.contains("The client 'auditor@example.com' with object id"));
    assert!(message.contains("action 'Microsoft.Authorization/locks/read' over scope '/subscriptions/de41ed00-0000-4000-8000-000000000001'"));
    // A list shows what the caller may see; the resource itself is refused.
    let cosmos = "providers/Microsoft.DocumentDB/databaseAccounts";
    let (seen, _) = all(&server, &format!("{subscription}/{cosmos}?api-version=2025-10-15")).await;
    assert_eq!(seen.len(), 1);
    let hidden =
        format!("{subscription}/resourceGroups/rg-partner-agents/{cosmos}/cosmos-fabrikam-partner");
    let answer = get(&format!("{}{hidden}?api-version=2025-10-15", server.url())).await;
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn capability_settings_show_in_the_preview_version_only() {
    let mut world = World::named("shared-stores").expect("a world");
    let account = "/subscriptions/54a2ed00-0000-4000-8000-000000000001/resourceGroups/rg-blue-agents/providers/Microsoft.CognitiveServices/accounts/northwind-blue";
    let default = json!({"documentStore": "default", "blobStore": "default"});
    world.capability_settings.insert(account.to_owned(), default);
    let offered = FakeArm::serve(world.clone()).start().await;
    world.preview = false;
    let without = FakeArm::serve(world).start().await;
    let read = async |server: &Server, project: &str, version: &str| {
        let path = format!("{account}/projects/{project}?api-version={version}");
        get(&format!("{}{path}", server.url())).await
    };
    let stable = read(&offered, "blue-forecast", "2026-09-01").await.json();
    assert_eq!(stable["properties"].get("capabilitySettings"), None);
    let own = read(&offered, "blue-forecast", "2026-07-15-preview").await.json();
    let vectors = &own["properties"]["capabilitySettings"]["vectorStore"];
    assert!(vectors.as_str().is_some_and(|id| id.ends_with("/cosmos-blue-forecast")));
    let inherited = read(&offered, "blue-support", "2026-07-15-preview").await.json();
    let settings = &inherited["properties"]["capabilitySettings"];
    assert_eq!(settings, &json!({"documentStore": "default", "blobStore": "default"}));
    let refused = read(&without, "blue-forecast", "2026-07-15-preview").await;
    assert_eq!((refused.status, refused.code().as_str()), (400, "NoRegisteredProviderFound"));
}

#[tokio::test]
async fn subscription_wide_reads_beside_resources_answer() {
    let server = serve("contoso").await;
    let path = "providers/Microsoft.Security/pricings/AI?api-version=2024-01-01";
    let plan = contoso(&server, path).await.json();
    assert_eq!(plan["properties"]["pricingTier"], "Standard");
    let path = "providers/Microsoft.CognitiveServices/deletedAccounts?api-version=2026-09-01";
    let deleted = contoso(&server, path).await.json();
    assert_eq!(deleted["value"][0]["name"], "contoso-claims-pilot");
    let locations = contoso(&server, "locations?api-version=2022-12-01").await.json();
    let regions = locations["value"].as_array().expect("a list");
    let region = |name| regions.iter().find(|region| region["name"] == name).expect("a region");
    assert_eq!(
        region("swedencentral")["availabilityZoneMappings"].as_array().map(Vec::len),
        Some(3)
    );
    assert_eq!(region("westus").get("availabilityZoneMappings"), None);
    assert_eq!(region("westus")["metadata"]["pairedRegion"][0]["name"], "eastus");
    assert_eq!(region("italynorth")["metadata"]["pairedRegion"], json!([]));
}

#[tokio::test]
async fn a_namespace_that_is_not_registered_says_so() {
    let mut world = World::named("contoso").expect("a world");
    world.subscriptions[0].unregistered.push("Microsoft.CognitiveServices".to_owned());
    let server = FakeArm::serve(world).start().await;
    let list = contoso(&server, ACCOUNTS).await;
    assert_eq!((list.status, list.code().as_str()), (409, "MissingSubscriptionRegistration"));
    let provider =
        contoso(&server, "providers/Microsoft.CognitiveServices?api-version=2021-04-01").await;
    assert_eq!(provider.json()["registrationState"], "NotRegistered");
}

#[tokio::test]
async fn the_provider_lists_the_preview_versions_where_they_are_offered() {
    for (name, offered) in [("shared-stores", true), ("basic-mode", false)] {
        let world = World::named(name).expect("a world");
        let subscription = world.subscriptions[0].id.clone();
        let server = FakeArm::serve(world).start().await;
        let path = format!("/subscriptions/{subscription}/providers/Microsoft.CognitiveServices");
        let provider = get(&format!("{}{path}?api-version=2021-04-01", server.url())).await;
        assert_eq!(provider.json()["registrationState"], "Registered");
        for preview in crate::fake_arm::PREVIEWS {
            assert_eq!(provider.text.contains(preview), offered, "{name}");
        }
    }
}
