//! The client against a server on this machine: what ARM, proxies and attackers send, and what must come of it.

use super::sign_in::{Fetched, TokenSource};
use super::*;
use crate::kind::ReadKind;
use crate::snapshot::Outcome;
use crate::source::SourceError;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use futures::future::BoxFuture;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// What the server answers: status, headers, body.
type Reply = (u16, Vec<(&'static str, String)>, String);

/// Decides an answer from the request's number (from 1), its path with query, and its headers.
type Script = Arc<dyn Fn(u32, &str, &HeaderMap) -> Reply + Send + Sync>;

#[derive(Clone)]
struct Server {
    script: Script,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts a server; gives it and its base URL.
    async fn start(
        script: impl Fn(u32, &str, &HeaderMap) -> Reply + Send + Sync + 'static,
    ) -> (Self, String) {
        let server = Self {
            script: Arc::new(script),
            asked: Arc::default(),
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let app = Router::new().fallback(answer).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        (server, base)
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no panic").clone()
    }
}

async fn answer(State(server): State<Server>, request: Request) -> Response {
    let path = request.uri().to_string();
    let number = {
        let mut asked = server.asked.lock().expect("no panic");
        asked.push(path.clone());
        u32::try_from(asked.len()).expect("few")
    };
    let (status, headers, body) = (server.script)(number, &path, request.headers());
    let mut response = Response::builder().status(StatusCode::from_u16(status).expect("a status"));
    for (name, value) in headers {
        response = response.header(name, value);
    }
    response.body(Body::from(body)).expect("a response")
}

/// Gives `T1`, `T2`, ….
struct Numbered(AtomicU32);

impl TokenSource for Numbered {
    fn name(&self) -> &'static str {
        "test"
    }
    fn fetch(&self) -> BoxFuture<'_, Result<Fetched, SignInError>> {
        let number = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        Box::pin(std::future::ready(Ok(Fetched {
            secret: format!("T{number}").into(),
            expires_on: OffsetDateTime::now_utc() + time::Duration::hours(1),
        })))
    }
}

async fn client_with(base: &str, limits: Limits, stop: Stop) -> Client {
    let endpoint = Endpoint::new(Cloud::Public, Some(base)).expect("loopback");
    let http = http(&endpoint).expect("a client");
    let tokens = Tokens::first(Box::new(Numbered(AtomicU32::new(0))))
        .await
        .expect("a token");
    Client::new(http, endpoint, tokens, limits, stop)
}

fn quick() -> Limits {
    Limits {
        backoff: Duration::from_millis(1),
        ..Limits::default()
    }
}

async fn client(base: &str) -> Client {
    client_with(base, quick(), Stop::after(Duration::from_secs(60))).await
}

fn ok(body: impl Into<String>) -> Reply {
    (
        200,
        vec![("content-type", "application/json".into())],
        body.into(),
    )
}

fn refused(status: u16, code: &str) -> Reply {
    let body = format!(r#"{{"error":{{"code":"{code}","message":"m"}}}}"#);
    (status, vec![], body)
}

const SUB: &str = "/subscriptions/s";

async fn locks(base: &str) -> Answer {
    client(base).await.read(ReadKind::Locks, SUB).await
}

fn count(answer: &Answer) -> usize {
    let value = answer.body.as_ref().map(|body| &body["value"]);
    value.and_then(|value| value.as_array()).map_or(0, Vec::len)
}

#[tokio::test]
async fn pages_are_joined_and_an_empty_page_does_not_end_a_listing() {
    let (server, base) = Server::start(|number, _, headers| {
        let host = headers["host"].to_str().expect("text").to_owned();
        let next = format!("http://{host}/p{number}?api-version=1&$skiptoken=x");
        match number {
            1 => ok(format!(
                r#"{{"value":[{{"id":"/a"}}],"nextLink":"{next}"}}"#
            )),
            2 => ok(format!(r#"{{"value":[],"nextLink":"{next}"}}"#)),
            _ => ok(r#"{"value":[{"id":"/b"}],"nextLink":null}"#),
        }
    })
    .await;
    let answer = locks(&base).await;
    assert_eq!(
        (answer.outcome, answer.pages, count(&answer)),
        (Outcome::Found, 3, 2)
    );
    let asked = server.asked();
    assert_eq!(
        asked[0],
        "/subscriptions/s/providers/Microsoft.Authorization/locks?api-version=2020-05-01"
    );
    assert_eq!(asked[1], "/p1?api-version=1&$skiptoken=x");
}

#[tokio::test]
async fn the_token_never_travels_to_a_foreign_next_page() {
    let (thief, foreign) = Server::start(|_, _, _| ok(r#"{"value":[]}"#)).await;
    let (_, base) = Server::start(move |_, _, _| {
        ok(format!(
            r#"{{"value":[{{"id":"/a"}}],"nextLink":"{foreign}/x"}}"#
        ))
    })
    .await;
    let answer = locks(&base).await;
    assert_eq!(answer.outcome, Outcome::Truncated);
    assert_eq!(answer.code.as_deref(), Some("foreign-next-link"));
    assert_eq!(count(&answer), 1);
    assert!(thief.asked().is_empty());
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let (thief, foreign) = Server::start(|_, _, _| ok("{}")).await;
    let (_, base) =
        Server::start(move |_, _, _| (307, vec![("location", foreign.clone())], String::new()))
            .await;
    let answer = locks(&base).await;
    assert_eq!(answer.outcome, Outcome::Failed);
    assert_eq!(answer.code.as_deref(), Some("HTTP307"));
    assert!(thief.asked().is_empty());
}

#[tokio::test]
async fn an_endless_listing_is_cut_and_what_came_is_kept() {
    let (server, base) = Server::start(|number, _, headers| {
        let host = headers["host"].to_str().expect("text").to_owned();
        ok(format!(
            r#"{{"value":[{{"id":"/a"}}],"nextLink":"http://{host}/p{number}"}}"#
        ))
    })
    .await;
    let limits = Limits {
        pages: 5,
        ..quick()
    };
    let client = client_with(&base, limits, Stop::after(Duration::from_secs(60))).await;
    let answer = client.read(ReadKind::Locks, SUB).await;
    assert_eq!((answer.outcome, count(&answer)), (Outcome::Truncated, 5));
    assert_eq!(server.asked().len(), 5);
}

#[tokio::test]
async fn a_listing_that_goes_in_a_circle_is_cut() {
    let (_, base) = Server::start(|_, _, headers| {
        let host = headers["host"].to_str().expect("text").to_owned();
        ok(format!(
            r#"{{"value":[],"nextLink":"http://{host}/again"}}"#
        ))
    })
    .await;
    let answer = locks(&base).await;
    assert_eq!(answer.outcome, Outcome::Truncated);
    assert_eq!(answer.code.as_deref(), Some("repeated-next-link"));
}

#[tokio::test]
async fn throttling_waits_as_long_as_the_server_asks() {
    let (server, base) = Server::start(|number, _, _| match number {
        1 => {
            let (status, _, body) = refused(429, "ResourceRequestsThrottled");
            (status, vec![("retry-after", "1".into())], body)
        }
        _ => ok(r#"{"value":[]}"#),
    })
    .await;
    let started = Instant::now();
    assert_eq!(locks(&base).await.outcome, Outcome::Found);
    assert!(started.elapsed() >= Duration::from_secs(1));
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn throttling_beyond_the_run_is_told_at_once() {
    let (server, base) = Server::start(|_, _, _| {
        let (status, _, body) = refused(429, "SubscriptionRequestsThrottled");
        (status, vec![("retry-after", "372".into())], body)
    })
    .await;
    let answer = locks(&base).await;
    assert_eq!(answer.outcome, Outcome::Failed);
    assert_eq!(answer.code.as_deref(), Some("throttled"));
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn server_errors_are_tried_three_times_and_refusals_once() {
    let (server, base) = Server::start(|_, _, _| refused(503, "ServiceUnavailable")).await;
    let answer = locks(&base).await;
    assert_eq!(answer.outcome, Outcome::Failed);
    assert_eq!(answer.code.as_deref(), Some("ServiceUnavailable"));
    assert_eq!(server.asked().len(), 3);

    let (server, base) = Server::start(|_, _, _| {
        let (status, _, body) = refused(403, "AuthorizationFailed");
        (
            status,
            vec![("x-ms-correlation-request-id", "c-1".into())],
            body,
        )
    })
    .await;
    let answer = locks(&base).await;
    assert_eq!(answer.outcome, Outcome::Denied);
    assert_eq!(answer.correlation_id.as_deref(), Some("c-1"));
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn a_refused_token_is_renewed_once() {
    let (server, base) = Server::start(|_, _, headers| {
        if headers["authorization"] == "Bearer T2" {
            ok(r#"{"value":[]}"#)
        } else {
            refused(401, "ExpiredAuthenticationToken")
        }
    })
    .await;
    assert_eq!(locks(&base).await.outcome, Outcome::Found);
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn when_no_token_will_do_the_remaining_reads_are_not_sent() {
    let (server, base) = Server::start(|number, _, _| match number {
        1 => ok(r#"{"value":[]}"#),
        _ => refused(401, "InvalidAuthenticationToken"),
    })
    .await;
    let client = client(&base).await;
    assert_eq!(
        client.read(ReadKind::Locks, SUB).await.outcome,
        Outcome::Found
    );
    for _ in 0..3 {
        let answer = client.read(ReadKind::Accounts, SUB).await;
        assert_eq!(answer.outcome, Outcome::Failed);
        assert_eq!(answer.code.as_deref(), Some("auth"));
    }
    assert_eq!(server.asked().len(), 3);
    assert!(client.verdict().is_ok());
}

#[tokio::test]
async fn a_token_refused_from_the_start_is_a_sign_in_error() {
    let tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
    let (_, base) = Server::start(move |_, _, _| {
        let (status, _, body) = refused(401, "InvalidAuthenticationTokenTenant");
        let challenge = format!(r#"Bearer authorization_uri="https://login.windows.net/{tenant}""#);
        (status, vec![("www-authenticate", challenge)], body)
    })
    .await;
    let client = client(&base).await;
    let answer = client.read(ReadKind::Subscription, SUB).await;
    assert_eq!(answer.outcome, Outcome::Denied);
    let error = client.verdict().expect_err("refused");
    assert!(matches!(error, SourceError::SignIn(_)));
    assert!(
        error
            .hint()
            .contains(&format!("az login --tenant {tenant}"))
    );
    assert!(!error.to_string().contains("T1"));
}

#[tokio::test]
async fn answers_that_make_no_sense_are_failures() {
    let bodies = [
        "<html>sign in to the proxy</html>",
        r#"{"value":[{"id":"/a"}"#,
        "",
        "null",
        r#"{"values":[]}"#,
        r#"{"value":{}}"#,
    ];
    for body in bodies {
        let (_, base) = Server::start(move |_, _, _| ok(body)).await;
        let answer = locks(&base).await;
        assert_eq!(answer.outcome, Outcome::Failed, "{body}");
        assert_eq!(answer.code.as_deref(), Some("malformed"), "{body}");
    }
    let (_, base) = Server::start(|_, _, _| ok("{}")).await;
    let answer = client(&base).await.read(ReadKind::Subscription, SUB).await;
    assert_eq!(answer.outcome, Outcome::Failed);
}

#[tokio::test]
async fn a_listing_that_breaks_off_keeps_its_pages_and_says_so() {
    let (_, base) = Server::start(|number, _, headers| {
        let host = headers["host"].to_str().expect("text").to_owned();
        match number {
            1 => ok(format!(
                r#"{{"value":[{{"id":"/a"}}],"nextLink":"http://{host}/p2"}}"#
            )),
            _ => refused(403, "AuthorizationFailed"),
        }
    })
    .await;
    let answer = locks(&base).await;
    assert_eq!((answer.outcome, count(&answer)), (Outcome::Truncated, 1));
    assert_eq!(answer.code.as_deref(), Some("AuthorizationFailed"));
}

#[tokio::test]
async fn bodies_beyond_the_limit_are_not_read() {
    let (_, base) =
        Server::start(|_, _, _| ok(format!(r#"{{"value":["{}"]}}"#, "x".repeat(5_000)))).await;
    let limits = Limits {
        page_bytes: 1_000,
        ..quick()
    };
    let client = client_with(&base, limits, Stop::after(Duration::from_secs(60))).await;
    let answer = client.read(ReadKind::Locks, SUB).await;
    assert_eq!(answer.outcome, Outcome::Failed);
    assert_eq!(answer.code.as_deref(), Some("too-large"));
}

#[tokio::test]
async fn an_unknown_version_is_asked_again_with_the_older_one() {
    let (_, base) = Server::start(|_, path, _| {
        if path.ends_with("api-version=2016-09-01") {
            ok(r#"{"value":[]}"#)
        } else {
            refused(400, "NoRegisteredProviderFound")
        }
    })
    .await;
    let answer = locks(&base).await;
    assert_eq!(answer.outcome, Outcome::Found);
    assert_eq!(answer.api_version, "2016-09-01");

    // A preview never falls back to a stable version, which lacks the property and would look like "not set".
    let (server, base) = Server::start(|_, _, _| refused(400, "NoRegisteredProviderFound")).await;
    let project = "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a/projects/p";
    let answer = client(&base)
        .await
        .read(ReadKind::ProjectPreview, project)
        .await;
    assert_eq!(answer.outcome, Outcome::Failed);
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn a_run_that_has_ended_sends_nothing_more() {
    let (server, base) = Server::start(|_, _, _| ok(r#"{"value":[]}"#)).await;
    let stop = Stop::after(Duration::from_secs(60));
    let client = client_with(&base, quick(), stop.clone()).await;
    stop.now();
    let answer = client.read(ReadKind::Locks, SUB).await;
    assert_eq!(answer.outcome, Outcome::NotRead);
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn an_endpoint_that_cannot_be_reached_is_told_as_such() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let client = client(&base).await;
    let answer = client.read(ReadKind::Locks, SUB).await;
    assert_eq!(answer.outcome, Outcome::Failed);
    assert_eq!(answer.code.as_deref(), Some("connection"));
    let error = client.verdict().expect_err("unreachable");
    assert!(matches!(error, SourceError::Unreachable { .. }), "{error}");
}

/// Collects subscription `id` from a server.
async fn collected(base: &str, id: &str) -> Result<crate::snapshot::Snapshot, SourceError> {
    let client = client(base).await;
    let scope = resolve_subscriptions(&client, &[id.to_owned()]).await?;
    let plan = crate::kind::ReadPlan::full();
    let now = || time::macros::datetime!(2026-01-01 0:00 UTC);
    let last = Mutex::new(Progress::default());
    let told = |progress| *last.lock().expect("no panic") = progress;
    let snapshot = collect(&client, &scope, &plan, &now, &told).await?;
    let last = *last.lock().expect("no panic");
    assert_eq!(last.reads_planned, last.reads_done);
    assert_eq!(last.reads_done, snapshot.observations.len());
    assert_eq!((last.subscriptions, last.subscriptions_done), (1, 1));
    Ok(snapshot)
}

const ID: &str = "11111111-2222-3333-4444-555555555555";

#[tokio::test]
async fn a_subscription_that_arm_does_not_know_is_told_with_those_it_shows() {
    let (_, base) = Server::start(|_, path, _| {
        if path.starts_with("/subscriptions?") {
            ok(r#"{"value":[{"subscriptionId":"7","displayName":"Contoso","state":"Enabled"}]}"#)
        } else {
            refused(404, "SubscriptionNotFound")
        }
    })
    .await;
    let error = collected(&base, ID).await.expect_err("unknown");
    assert!(error.to_string().contains(ID), "{error}");
    assert!(error.hint().contains("Contoso (7)"), "{}", error.hint());
}

#[tokio::test]
async fn an_empty_subscription_is_collected_by_name() {
    let (server, base) = Server::start(|_, path, _| {
        let path = path.split('?').next().unwrap_or_default();
        if path == "/subscriptions" {
            ok(format!(
                r#"{{"value":[{{"subscriptionId":"{ID}","displayName":"Contoso","state":"Enabled"}}]}}"#
            ))
        } else {
            ok(format!(r#"{{"id":"{path}","displayName":"Contoso","value":[]}}"#))
        }
    })
    .await;
    let snapshot = collected(&base, "contoso").await.expect("a snapshot");
    let entry = &snapshot.header.scope[0];
    assert_eq!(entry.subscription, ID);
    assert!(entry.seen && entry.read && entry.asked);
    // The list of subscriptions names others, so it isn't part of the evidence.
    assert!(!snapshot.observations.contains_key("/subscriptions"));
    assert_eq!(server.asked().len(), snapshot.observations.len() + 1);
    assert!(
        snapshot
            .observations
            .values()
            .all(|seen| seen.outcome == Outcome::Found)
    );
}

#[tokio::test]
async fn a_listing_that_is_stopped_midway_is_cut_not_complete() {
    let stop = Stop::after(Duration::from_secs(60));
    let handle = stop.clone();
    let (_, base) = Server::start(move |number, _, headers| {
        let host = headers["host"].to_str().expect("text").to_owned();
        if number == 1 {
            let next = format!("http://{host}/p2");
            return ok(format!(
                r#"{{"value":[{{"id":"/a"}}],"nextLink":"{next}"}}"#
            ));
        }
        handle.now();
        refused(503, "ServiceUnavailable")
    })
    .await;
    let client = client_with(&base, quick(), stop).await;
    let answer = client.read(ReadKind::Locks, SUB).await;
    assert_eq!((answer.outcome, count(&answer)), (Outcome::Truncated, 1));
    assert_eq!(answer.code.as_deref(), Some("interrupted"));
}

#[tokio::test]
async fn a_run_that_is_stopped_keeps_what_it_read_and_names_the_rest() {
    let stop = Stop::after(Duration::from_secs(60));
    let handle = stop.clone();
    let (server, base) = Server::start(move |number, path, _| {
        if number > 2 {
            handle.now();
        }
        let path = path.split('?').next().unwrap_or_default();
        ok(format!(r#"{{"id":"{path}","value":[]}}"#))
    })
    .await;
    let limits = Limits {
        concurrency: 1,
        ..quick()
    };
    let client = client_with(&base, limits, stop).await;
    let scope = resolve_subscriptions(&client, &[ID.to_owned()])
        .await
        .expect("an id needs no list");
    let plan = crate::kind::ReadPlan::full();
    let now = || time::macros::datetime!(2026-01-01 0:00 UTC);
    let snapshot = collect(&client, &scope, &plan, &now, &|_| {})
        .await
        .expect("a stopped run is no error");
    let outcomes = snapshot.observations.values().map(|seen| seen.outcome);
    let found = outcomes
        .clone()
        .filter(|outcome| *outcome == Outcome::Found);
    let not_read = outcomes.filter(|outcome| *outcome == Outcome::NotRead);
    assert!(found.count() >= 2);
    assert!(not_read.count() >= 4);
    assert_eq!(snapshot.observations.len(), 9);
    assert!(server.asked().len() <= 3);
}
