//! The client against a server on this machine: what ARM, proxies and attackers send, and what must come of it.

mod graph;
mod listings;
mod refusals;
mod runs;
mod tokens;

use super::sign_in::{Fetched, TokenSource};
use super::*;
use crate::catalogue::ReadKind;
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
    /// What was sent with each request.
    bodies: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts a server; gives it and its base URL.
    async fn start(
        script: impl Fn(u32, &str, &HeaderMap) -> Reply + Send + Sync + 'static,
    ) -> (Self, String) {
        let server =
            Self { script: Arc::new(script), asked: Arc::default(), bodies: Arc::default() };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let app = Router::new().fallback(answer).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        (server, base)
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no panic").clone()
    }

    fn bodies(&self) -> Vec<String> {
        self.bodies.lock().expect("no panic").clone()
    }
}

async fn answer(State(server): State<Server>, request: Request) -> Response {
    let path = request.uri().to_string();
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.expect("a body");
    let body = String::from_utf8(body.to_vec()).expect("text");
    server.bodies.lock().expect("no panic").push(body);
    let number = {
        let mut asked = server.asked.lock().expect("no panic");
        asked.push(path.clone());
        u32::try_from(asked.len()).expect("few")
    };
    let (status, headers, body) = (server.script)(number, &path, &head.headers);
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
    let tokens = Tokens::first(Box::new(Numbered(AtomicU32::new(0)))).await.expect("a token");
    Client::new(http, endpoint, tokens, limits, stop)
}

fn quick() -> Limits {
    Limits { backoff: Duration::from_millis(1), ..Limits::default() }
}

async fn client(base: &str) -> Client {
    client_with(base, quick(), Stop::after(Duration::from_secs(60))).await
}

fn ok(body: impl Into<String>) -> Reply {
    (200, vec![("content-type", "application/json".into())], body.into())
}

fn refused(status: u16, code: &str) -> Reply {
    let body = format!(r#"{{"error":{{"code":"{code}","message":"m"}}}}"#);
    (status, vec![], body)
}

const SUB: &str = "/subscriptions/s";

async fn locks(base: &str) -> Answer {
    client(base).await.read(ReadKind::LOCKS, SUB).await
}

fn count(answer: &Answer) -> usize {
    let value = answer.body.as_ref().map(|body| &body["value"]);
    value.and_then(|value| value.as_array()).map_or(0, Vec::len)
}
