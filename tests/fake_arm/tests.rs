//! Holds the fake against what Microsoft documents and what real answers look like.

use crate::fake_arm::{Effect, FakeArm, Fault, Recorded, Server, World};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

const SUBSCRIPTION: &str = "c0117050-0000-4000-8000-000000000001";
const ACCOUNTS: &str = "providers/Microsoft.CognitiveServices/accounts?api-version=2026-09-01";

struct Answer {
    status: u16,
    headers: reqwest::header::HeaderMap,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).expect("a JSON body")
    }

    fn code(&self) -> String {
        let body = self.json();
        body["error"]["code"]
            .as_str()
            .expect("an error code")
            .to_owned()
    }

    fn message(&self) -> String {
        let body = self.json();
        body["error"]["message"]
            .as_str()
            .expect("a message")
            .to_owned()
    }

    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).expect("the header");
        value.to_str().expect("ASCII")
    }
}

async fn send(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.expect("an answer");
    Answer {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        text: response.text().await.expect("a whole body"),
    }
}

/// A client; the library's TLS needs a provider even where only plain HTTP is spoken.
fn client() -> reqwest::Client {
    // It fails if another test was first, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client")
}

async fn get(url: &str) -> Answer {
    send(client().get(url).bearer_auth("anything")).await
}

/// Below the first Contoso subscription.
async fn contoso(server: &Server, path: &str) -> Answer {
    get(&format!(
        "{}/subscriptions/{SUBSCRIPTION}/{path}",
        server.url()
    ))
    .await
}

async fn serve(world: &str) -> Server {
    FakeArm::serve(World::named(world).expect("a world"))
        .start()
        .await
}

/// All items of a list, page after page, and the number of pages.
async fn all(server: &Server, path: &str) -> (Vec<String>, usize) {
    let mut url = format!("{}{path}", server.url());
    let (mut names, mut pages) = (Vec::new(), 0);
    loop {
        let answer = get(&url).await;
        assert_eq!(answer.status, 200, "{url}: {}", answer.text);
        let body = answer.json();
        let items = body["value"].as_array().expect("a list");
        names.extend(
            items
                .iter()
                .map(|item| item["id"].as_str().expect("an id").to_owned()),
        );
        pages += 1;
        assert!(pages < 50, "endless: {url}");
        match body["nextLink"].as_str() {
            Some(next) => url = next.to_owned(),
            None => return (names, pages),
        }
    }
}

#[test]
fn every_world_is_well_formed() {
    for name in World::names() {
        let world = World::named(name).expect("a world");
        assert!(!world.about.is_empty(), "{name}");
        let mut ids = BTreeSet::new();
        for body in world
            .resources
            .iter()
            .chain(&world.locks)
            .chain(&world.deleted)
        {
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
            assert!(
                text.contains(escaped.trim_matches('"')),
                "{name} lacks {secret}"
            );
        }
        for parent in world
            .resources
            .iter()
            .filter(|body| body["type"] == "Microsoft.Storage/storageAccounts")
        {
            let service = format!(
                "{}/blobServices/default",
                parent["id"].as_str().expect("an id")
            );
            assert!(
                ids.contains(&service.to_ascii_lowercase()),
                "{name}: {service}"
            );
        }
    }
}

#[test]
fn connections_named_by_hosts_exist_in_the_project_or_its_account() {
    for name in World::names() {
        let world = World::named(name).expect("a world");
        let ids: BTreeSet<String> = world
            .resources
            .iter()
            .map(|body| body["id"].to_string().to_lowercase())
            .collect();
        for host in &world.resources {
            let id = host["id"].as_str().expect("an id").to_lowercase();
            let Some((scope, _)) = id.split_once("/capabilityhosts/") else {
                continue;
            };
            let account = scope.split("/projects/").next().expect("an account");
            for role in [
                "threadStorageConnections",
                "vectorStoreConnections",
                "storageConnections",
            ] {
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
    world
        .api_versions
        .insert("Microsoft.Search".to_owned(), vec!["2023-11-01".to_owned()]);
    let server = FakeArm::serve(world).start().await;
    let missing = contoso(&server, "providers/Microsoft.CognitiveServices/accounts").await;
    assert_eq!(
        (missing.status, missing.code().as_str()),
        (400, "MissingApiVersionParameter")
    );
    let search = "providers/Microsoft.Search/searchServices";
    let newer = contoso(&server, &format!("{search}?api-version=2025-05-01")).await;
    assert_eq!(
        (newer.status, newer.code().as_str()),
        (400, "InvalidResourceType")
    );
    assert!(
        newer
            .message()
            .contains("The supported api-versions are '2023-11-01'.")
    );
    let group = format!("resourceGroups/rg-claims-prod/{search}/srch-claims-prod");
    let one = contoso(&server, &format!("{group}?api-version=2025-05-01")).await;
    assert_eq!(
        (one.status, one.code().as_str()),
        (400, "NoRegisteredProviderFound")
    );
    assert!(
        one.message()
            .contains("The supported api-versions are '2023-11-01'.")
    );
    let older = contoso(&server, &format!("{search}?api-version=2023-11-01")).await;
    assert_eq!(older.status, 200);
    let arm = contoso(&server, "locations?api-version=1999-01-01").await;
    assert_eq!(
        (arm.status, arm.code().as_str()),
        (400, "InvalidApiVersionParameter")
    );
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
        (
            cognitive("rg-claims-prod", "x/projects"),
            404,
            "ParentResourceNotFound",
        ),
        (
            cognitive("rg-claims-prod", "contoso-claims/projects/x"),
            404,
            "ResourceNotFound",
        ),
        (
            cognitive("rg-claims-prod", "contoso-claims/nonsense"),
            404,
            "InvalidResourceType",
        ),
    ];
    for (path, status, code) in cases {
        let answer = contoso(&server, &path).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (status, code),
            "{path}"
        );
    }
    let pilot =
        "resourceGroups/rg-hr-assist/providers/Microsoft.Search/searchServices/srch-hr-pilot";
    let deleted = contoso(&server, &format!("{pilot}?api-version=2025-05-01")).await;
    let expected = "The Resource 'Microsoft.Search/searchServices/srch-hr-pilot' under resource group 'rg-hr-assist' was not found.";
    assert_eq!(deleted.message(), expected);
    let other =
        "/subscriptions/00000000-0000-4000-8000-000000000042/locations?api-version=2022-12-01";
    let answer = get(&format!("{}{other}", server.url())).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (404, "SubscriptionNotFound")
    );
}

#[tokio::test]
async fn a_denied_read_names_client_action_and_scope() {
    let server = serve("denied-reads").await;
    let subscription = "/subscriptions/de41ed00-0000-4000-8000-000000000001";
    let locks =
        format!("{subscription}/providers/Microsoft.Authorization/locks?api-version=2020-05-01");
    let answer = get(&format!("{}{locks}", server.url())).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (403, "AuthorizationFailed")
    );
    let message = answer.message();
    assert!(message.contains("The client 'auditor@example.com' with object id"));
    assert!(message.contains("action 'Microsoft.Authorization/locks/read' over scope '/subscriptions/de41ed00-0000-4000-8000-000000000001'"));
    // A list shows what the caller may see; the resource itself is refused.
    let cosmos = "providers/Microsoft.DocumentDB/databaseAccounts";
    let (seen, _) = all(
        &server,
        &format!("{subscription}/{cosmos}?api-version=2025-10-15"),
    )
    .await;
    assert_eq!(seen.len(), 1);
    let hidden =
        format!("{subscription}/resourceGroups/rg-partner-agents/{cosmos}/cosmos-fabrikam-partner");
    let answer = get(&format!("{}{hidden}?api-version=2025-10-15", server.url())).await;
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn a_token_is_required_and_nothing_but_get_is_accepted() {
    let mut world = World::named("contoso").expect("a world");
    world.token = Some("right".to_owned());
    let server = FakeArm::serve(world).start().await;
    let url = format!("{}/subscriptions?api-version=2022-12-01", server.url());
    let client = client();
    for request in [client.get(&url), client.get(&url).bearer_auth("wrong")] {
        let answer = send(request).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (401, "InvalidAuthenticationToken")
        );
        assert!(
            answer
                .header("www-authenticate")
                .starts_with("Bearer authorization_uri=")
        );
    }
    assert_eq!(
        send(client.get(&url).bearer_auth("right")).await.status,
        200
    );
    assert_eq!(
        send(client.post(&url).bearer_auth("right")).await.status,
        405
    );
    let seen: Vec<(String, bool, u16)> = server
        .requests()
        .into_iter()
        .map(|request: Recorded| (request.method, request.had_token, request.status))
        .collect();
    let get = |had_token, status| ("GET".to_owned(), had_token, status);
    let post = ("POST".to_owned(), true, 405);
    assert_eq!(
        seen,
        [get(false, 401), get(true, 401), get(true, 200), post]
    );
}

#[tokio::test]
async fn answers_carry_the_headers_that_clients_pace_and_trace_by() {
    let server = serve("contoso").await;
    let url = format!(
        "{}/subscriptions/{SUBSCRIPTION}?api-version=2022-12-01",
        server.url()
    );
    let request = client()
        .get(&url)
        .bearer_auth("anything")
        .header("x-ms-client-request-id", "mine")
        .header("x-ms-return-client-request-id", "true");
    let answer = send(request).await;
    assert_eq!(
        answer.header("x-ms-ratelimit-remaining-subscription-reads"),
        "249"
    );
    assert_eq!(answer.header("x-ms-client-request-id"), "mine");
    let correlation = answer.header("x-ms-correlation-request-id");
    assert!(
        answer
            .header("x-ms-routing-request-id")
            .ends_with(correlation)
    );
    assert_eq!(
        answer.header("content-type"),
        "application/json; charset=utf-8"
    );
}

#[tokio::test]
async fn an_empty_bucket_answers_429_and_fills_again() {
    let world = World::named("contoso").expect("a world");
    let server = FakeArm::serve(world).limit(2, 2.0).start().await;
    let read = async || contoso(&server, "locations?api-version=2022-12-01").await;
    assert_eq!([read().await.status, read().await.status], [200, 200]);
    let refused = read().await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (429, "ResourceRequestsThrottled")
    );
    assert_eq!(refused.header("retry-after"), "1");
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert_eq!(read().await.status, 200);
}

#[tokio::test]
async fn capability_settings_show_in_the_preview_version_only() {
    let mut world = World::named("shared-stores").expect("a world");
    let account = "/subscriptions/54a2ed00-0000-4000-8000-000000000001/resourceGroups/rg-blue-agents/providers/Microsoft.CognitiveServices/accounts/northwind-blue";
    let default = json!({"documentStore": "default", "blobStore": "default"});
    world
        .capability_settings
        .insert(account.to_owned(), default);
    let offered = FakeArm::serve(world.clone()).start().await;
    world.preview = false;
    let without = FakeArm::serve(world).start().await;
    let read = async |server: &Server, project: &str, version: &str| {
        let path = format!("{account}/projects/{project}?api-version={version}");
        get(&format!("{}{path}", server.url())).await
    };
    let stable = read(&offered, "blue-forecast", "2026-09-01").await.json();
    assert_eq!(stable["properties"].get("capabilitySettings"), None);
    let own = read(&offered, "blue-forecast", "2026-07-15-preview")
        .await
        .json();
    let vectors = &own["properties"]["capabilitySettings"]["vectorStore"];
    assert!(
        vectors
            .as_str()
            .is_some_and(|id| id.ends_with("/cosmos-blue-forecast"))
    );
    let inherited = read(&offered, "blue-support", "2026-07-15-preview")
        .await
        .json();
    let settings = &inherited["properties"]["capabilitySettings"];
    assert_eq!(
        settings,
        &json!({"documentStore": "default", "blobStore": "default"})
    );
    let refused = read(&without, "blue-forecast", "2026-07-15-preview").await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (400, "NoRegisteredProviderFound")
    );
    for (server, expected) in [(&offered, true), (&without, false)] {
        let path = "/subscriptions/54a2ed00-0000-4000-8000-000000000001/providers/Microsoft.CognitiveServices?api-version=2021-04-01";
        let provider = get(&format!("{}{path}", server.url())).await;
        assert_eq!(provider.text.contains("2026-07-15-preview"), expected);
    }
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
    let locations = contoso(&server, "locations?api-version=2022-12-01")
        .await
        .json();
    let regions = locations["value"].as_array().expect("a list");
    let region = |name| {
        regions
            .iter()
            .find(|region| region["name"] == name)
            .expect("a region")
    };
    assert_eq!(
        region("swedencentral")["availabilityZoneMappings"]
            .as_array()
            .map(Vec::len),
        Some(3)
    );
    assert_eq!(region("westus").get("availabilityZoneMappings"), None);
    assert_eq!(
        region("westus")["metadata"]["pairedRegion"][0]["name"],
        "eastus"
    );
    assert_eq!(region("italynorth")["metadata"]["pairedRegion"], json!([]));
}

#[tokio::test]
async fn a_namespace_that_is_not_registered_says_so() {
    let mut world = World::named("contoso").expect("a world");
    world.subscriptions[0]
        .unregistered
        .push("Microsoft.CognitiveServices".to_owned());
    let server = FakeArm::serve(world).start().await;
    let list = contoso(&server, ACCOUNTS).await;
    assert_eq!(
        (list.status, list.code().as_str()),
        (409, "MissingSubscriptionRegistration")
    );
    let provider = contoso(
        &server,
        "providers/Microsoft.CognitiveServices?api-version=2021-04-01",
    )
    .await;
    assert_eq!(provider.json()["registrationState"], "NotRegistered");
}

#[tokio::test]
async fn faults_strike_as_often_as_told_then_stop() {
    let throttle = Effect::Throttle { retry_after: "7" };
    let server = FakeArm::serve(World::named("contoso").expect("a world"))
        .fault(
            Fault::on("microsoft.cognitiveservices/ACCOUNTS?", throttle)
                .after(1)
                .times(1),
        )
        .start()
        .await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(contoso(&server, ACCOUNTS).await.status);
    }
    assert_eq!(statuses, [200, 429, 200]);
}

#[tokio::test]
async fn each_fault_looks_like_the_real_thing() {
    let locations = format!("/subscriptions/{SUBSCRIPTION}/locations");
    let url = |server: &Server| format!("{}{locations}?api-version=2022-12-01", server.url());
    let struck = async |effect: Effect| {
        let world = World::named("contoso").expect("a world");
        let server = FakeArm::serve(world)
            .fault(Fault::at(&locations, effect))
            .start()
            .await;
        get(&url(&server)).await
    };
    let denied = struck(Effect::Deny).await;
    assert!(
        denied
            .message()
            .contains("'Microsoft.Resources/subscriptions/locations/read'")
    );
    let status = Effect::Status {
        status: 503,
        code: "ServiceUnavailable",
        retry_after: Some("3"),
    };
    let failed = struck(status).await;
    assert_eq!((failed.status, failed.header("retry-after")), (503, "3"));
    let expired = struck(Effect::ExpiredToken).await;
    assert_eq!(
        (expired.status, expired.code().as_str()),
        (401, "ExpiredAuthenticationToken")
    );
    let truncated = struck(Effect::TruncatedJson).await;
    assert_eq!(truncated.status, 200);
    assert!(serde_json::from_str::<Value>(&truncated.text).is_err());
    let html = struck(Effect::Html).await;
    assert_eq!(
        (html.status, html.header("content-type")),
        (200, "text/html; charset=utf-8")
    );
    let world = World::named("contoso").expect("a world");
    let server = FakeArm::serve(world)
        .fault(Fault::at(&locations, Effect::Reset))
        .start()
        .await;
    let response = client().get(url(&server)).bearer_auth("x").send().await;
    let whole = match response {
        Ok(response) => response.bytes().await.is_ok(),
        Err(_) => false,
    };
    assert!(!whole, "the connection must break");
    let world = World::named("contoso").expect("a world");
    let elsewhere = Effect::Redirect("http://127.0.0.1:9/".to_owned());
    let server = FakeArm::serve(world)
        .fault(Fault::at(&locations, elsewhere))
        .start()
        .await;
    let answer = get(&url(&server)).await;
    assert_eq!(answer.header("location"), "http://127.0.0.1:9/");
}

#[tokio::test]
async fn paging_faults_lead_astray() {
    let struck = async |effect: Effect| {
        let world = World::named("contoso").expect("a world");
        let server = FakeArm::serve(world)
            .fault(Fault::on(ACCOUNTS, effect))
            .start()
            .await;
        let first = contoso(&server, ACCOUNTS).await.json();
        (server, first)
    };
    let next = |body: &Value| body["nextLink"].as_str().expect("a next link").to_owned();
    let (server, first) = struck(Effect::ForeignNextLink("http://127.0.0.1:9".to_owned())).await;
    assert!(next(&first).starts_with("http://127.0.0.1:9/subscriptions/"));
    drop(server);
    let (_server, first) = struck(Effect::EndlessPages).await;
    let second = get(&next(&first)).await.json();
    let third = get(&next(&second)).await.json();
    assert_ne!(next(&second), next(&first));
    assert_eq!(third["value"], first["value"]);
    let (_server, first) = struck(Effect::SamePageAgain).await;
    let second = get(&next(&first)).await.json();
    assert_eq!(next(&second), next(&first));
    let (server, first) = struck(Effect::EmptyFirstPage).await;
    assert_eq!(first["value"], json!([]));
    let rest = next(&first);
    let (items, _) = all(&server, rest.trim_start_matches(server.url())).await;
    assert_eq!(items.len(), 6);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_counts_duplicates_and_concurrency() {
    let server = FakeArm::serve(World::named("basic-mode").expect("a world"))
        .latency(Duration::from_millis(100))
        .start()
        .await;
    let url = format!("{}/subscriptions?api-version=2022-12-01", server.url());
    futures::future::join3(get(&url), get(&url), get(&url)).await;
    assert_eq!(server.peak_concurrency(), 3);
    assert_eq!(server.count("/Subscriptions"), 3);
    assert_eq!(
        server.duplicates(),
        [("/subscriptions?api-version=2022-12-01".to_owned(), 3)]
    );
    assert!(server.requests()[0].at < Duration::from_secs(10));
}

#[tokio::test]
async fn a_delayed_answer_is_right_but_late() {
    let late = Fault::on("/subscriptions?", Effect::Delay(Duration::from_millis(150)));
    let world = World::named("basic-mode").expect("a world");
    let server = FakeArm::serve(world)
        .port(0)
        .fault(late)
        .start_blocking()
        .expect("a port");
    let began = std::time::Instant::now();
    let answer = get(&format!(
        "{}/subscriptions?api-version=2022-12-01",
        server.url()
    ))
    .await;
    assert_eq!(answer.status, 200);
    assert!(began.elapsed() >= Duration::from_millis(150));
}

#[tokio::test]
async fn a_generated_world_has_the_size_asked_for() {
    let server = FakeArm::serve(World::synthetic(7, 3)).start().await;
    let subscription = "/subscriptions/5f000000-0000-4000-8000-000000000001";
    let (accounts, pages) = all(&server, &format!("{subscription}/{ACCOUNTS}")).await;
    assert_eq!((accounts.len(), pages), (7, 1));
    let (projects, _) = all(
        &server,
        &format!("{}/projects?api-version=2026-09-01", accounts[6]),
    )
    .await;
    assert_eq!(projects.len(), 3);
    let path = format!("{}/connections?api-version=2026-09-01", projects[2]);
    let (connections, _) = all(&server, &path).await;
    assert_eq!(connections.len(), 3);
}
