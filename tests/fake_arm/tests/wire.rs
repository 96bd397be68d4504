//! Tokens, headers, limits, faults and the log: how answers travel.

use super::{ACCOUNTS, SUBSCRIPTION, all, client, contoso, get, send, serve};
use crate::fake_arm::{Effect, FakeArm, Fault, Recorded, Server, World};
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
#[expect(
    clippy::disallowed_methods,
    reason = "the stand-in must refuse what the program never sends"
)]
async fn a_token_is_required_and_nothing_but_get_is_accepted() {
    let mut world = World::named("contoso").expect("a world");
    world.token = Some("right".to_owned());
    let server = FakeArm::serve(world).start().await;
    let url = format!("{}/subscriptions?api-version=2022-12-01", server.url());
    let client = client();
    for request in [client.get(&url), client.get(&url).bearer_auth("wrong")] {
        let answer = send(request).await;
        assert_eq!((answer.status, answer.code().as_str()), (401, "InvalidAuthenticationToken"));
        assert!(answer.header("www-authenticate").starts_with("Bearer authorization_uri="));
    }
    assert_eq!(send(client.get(&url).bearer_auth("right")).await.status, 200);
    assert_eq!(send(client.post(&url).bearer_auth("right")).await.status, 405);
    let seen: Vec<(String, bool, u16)> = server
        .requests()
        .into_iter()
        .map(|request: Recorded| (request.method, request.had_token, request.status))
        .collect();
    let get = |had_token, status| ("GET".to_owned(), had_token, status);
    let post = ("POST".to_owned(), true, 405);
    assert_eq!(seen, [get(false, 401), get(true, 401), get(true, 200), post]);
}

#[tokio::test]
async fn answers_carry_the_headers_that_clients_pace_and_trace_by() {
    let server = serve("contoso").await;
    let url = format!("{}/subscriptions/{SUBSCRIPTION}?api-version=2022-12-01", server.url());
    let request = client()
        .get(&url)
        .bearer_auth("anything")
        .header("x-ms-client-request-id", "mine")
        .header("x-ms-return-client-request-id", "true");
    let answer = send(request).await;
    assert_eq!(answer.header("x-ms-ratelimit-remaining-subscription-reads"), "249");
    assert_eq!(answer.header("x-ms-client-request-id"), "mine");
    let correlation = answer.header("x-ms-correlation-request-id");
    assert!(answer.header("x-ms-routing-request-id").ends_with(correlation));
    assert_eq!(answer.header("content-type"), "application/json; charset=utf-8");
}

#[tokio::test]
async fn a_server_that_tells_no_counts_sends_no_such_header() {
    let world = World::named("contoso").expect("a world");
    let server = FakeArm::serve(world).without_counts().start().await;
    let answer = contoso(&server, "locations?api-version=2022-12-01").await;
    assert_eq!(answer.status, 200);
    let count = "x-ms-ratelimit-remaining-subscription-reads";
    assert!(!answer.headers.contains_key(count));
}

#[tokio::test]
async fn an_empty_bucket_answers_429_and_fills_again() {
    let world = World::named("contoso").expect("a world");
    let server = FakeArm::serve(world).limit(2, 0.5).start().await;
    let read = async || contoso(&server, "locations?api-version=2022-12-01").await;
    assert_eq!([read().await.status, read().await.status], [200, 200]);
    let refused = read().await;
    assert_eq!((refused.status, refused.code().as_str()), (429, "ResourceRequestsThrottled"));
    // A request comes back every two seconds; on a busy machine a part of them has passed already.
    let wait = refused.header("retry-after");
    assert!(["1", "2"].contains(&wait), "{wait}");
    tokio::time::sleep(Duration::from_millis(2100)).await;
    assert_eq!(read().await.status, 200);
}

#[tokio::test]
async fn faults_strike_as_often_as_told_then_stop() {
    let throttle = Effect::Throttle { retry_after: "7" };
    let server = FakeArm::serve(World::named("contoso").expect("a world"))
        .fault(Fault::on("microsoft.cognitiveservices/ACCOUNTS?", throttle).after(1).times(1))
        .start()
        .await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(contoso(&server, ACCOUNTS).await.status);
    }
    assert_eq!(statuses, [200, 429, 200]);
}

const LOCATIONS: &str = "locations?api-version=2022-12-01";

/// A server whose region list is struck.
async fn struck(effect: Effect) -> Server {
    let path = format!("/subscriptions/{SUBSCRIPTION}/locations");
    FakeArm::serve(World::named("contoso").expect("a world"))
        .fault(Fault::at(&path, effect))
        .start()
        .await
}

#[tokio::test]
async fn injected_refusals_look_like_arms_own() {
    let answer = async |effect: Effect| contoso(&struck(effect).await, LOCATIONS).await;
    let denied = answer(Effect::Deny).await.message();
    assert!(denied.contains("'Microsoft.Resources/subscriptions/locations/read'"));
    let status = Effect::Status { status: 503, code: "ServiceUnavailable", retry_after: Some("3") };
    let failed = answer(status).await;
    assert_eq!((failed.status, failed.header("retry-after")), (503, "3"));
    let expired = answer(Effect::ExpiredToken).await;
    let code = expired.code();
    assert_eq!((expired.status, code.as_str()), (401, "ExpiredAuthenticationToken"));
    let elsewhere = Effect::Redirect("http://127.0.0.1:9/".to_owned());
    let redirected = answer(elsewhere).await;
    assert_eq!((redirected.status, redirected.header("location")), (307, "http://127.0.0.1:9/"));
}

#[tokio::test]
async fn damaged_bodies_arrive_with_status_200() {
    let answer = async |effect: Effect| contoso(&struck(effect).await, LOCATIONS).await;
    let truncated = answer(Effect::TruncatedJson).await;
    assert_eq!(truncated.status, 200);
    assert!(serde_json::from_str::<Value>(&truncated.text).is_err());
    let html = answer(Effect::Html).await;
    assert_eq!((html.status, html.header("content-type")), (200, "text/html; charset=utf-8"));
}

#[tokio::test]
async fn a_reset_breaks_the_connection_within_the_answer() {
    let server = struck(Effect::Reset).await;
    let url = format!("{}/subscriptions/{SUBSCRIPTION}/{LOCATIONS}", server.url());
    let response = client().get(url).bearer_auth("anything").send().await;
    let whole = match response {
        Ok(response) => response.bytes().await.is_ok(),
        Err(_) => false,
    };
    assert!(!whole);
}

#[tokio::test]
async fn paging_faults_lead_astray() {
    let struck = async |effect: Effect| {
        let world = World::named("contoso").expect("a world");
        let server = FakeArm::serve(world).fault(Fault::on(ACCOUNTS, effect)).start().await;
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
        .latency(Duration::from_millis(700))
        .start()
        .await;
    let url = format!("{}/subscriptions?api-version=2022-12-01", server.url());
    futures::future::join3(get(&url), get(&url), get(&url)).await;
    assert_eq!(server.peak_concurrency(), 3);
    assert_eq!(server.count("/Subscriptions"), 3);
    assert_eq!(server.duplicates(), [("/subscriptions?api-version=2022-12-01".to_owned(), 3)]);
    assert!(server.requests()[0].at < Duration::from_secs(10));
}

#[tokio::test]
async fn a_delayed_answer_is_right_but_late() {
    let late = Fault::on("/subscriptions?", Effect::Delay(Duration::from_millis(150)));
    let world = World::named("basic-mode").expect("a world");
    let server = FakeArm::serve(world).port(0).fault(late).start_blocking().expect("a port");
    let began = std::time::Instant::now();
    let answer = get(&format!("{}/subscriptions?api-version=2022-12-01", server.url())).await;
    assert_eq!(answer.status, 200);
    assert!(began.elapsed() >= Duration::from_millis(150));
}
