//! The HTTP side: listens on loopback, checks method and token, applies faults and limits, and sends what
//! [`super::answer`] says. Runs on a thread of its own, so that a blocking test can't starve it.

use super::address::Address;
use super::answer::{Query, answer};
use super::damage::damaged;
use super::fault::{Effect, Fault};
use super::graph;
use super::index::Index;
use super::record::{Log, Recorded};
use super::refusal::{self, Refusal};
use super::reply::Reply;
use super::throttle::{Buckets, Limit};
use super::world::World;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Method, Request, Response, Uri, header};
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// A fake ARM in the making.
#[derive(Debug)]
pub(crate) struct FakeArm {
    world: World,
    latency: Duration,
    limit: Option<Limit>,
    tells_counts: bool,
    faults: Vec<Fault>,
    port: u16,
}

/// A fake ARM that runs until this is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    url: String,
    log: Arc<Log>,
    stop: Option<oneshot::Sender<()>>,
}

#[derive(Debug)]
struct Shared {
    index: Index,
    origin: String,
    latency: Duration,
    buckets: Option<Mutex<Buckets>>,
    tells_counts: bool,
    faults: Vec<Fault>,
    log: Arc<Log>,
}

impl FakeArm {
    /// Will serve this world.
    pub(crate) fn serve(world: World) -> Self {
        Self {
            world,
            latency: Duration::ZERO,
            limit: None,
            tells_counts: true,
            faults: Vec::new(),
            port: 0,
        }
    }

    /// Answers every request after this time.
    pub(crate) fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Enforces ARM's token bucket: so many requests at once, so many more each second; 429 beyond.
    pub(crate) fn limit(mut self, capacity: u32, per_second: f64) -> Self {
        self.limit = Some(Limit { capacity, per_second });
        self
    }

    /// Doesn't tell how many requests it would still take, as gateways do that strip headers.
    pub(crate) fn without_counts(mut self) -> Self {
        self.tells_counts = false;
        self
    }

    /// Adds a fault. The first one that strikes a request wins.
    pub(crate) fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Listens on this port instead of a free one.
    pub(crate) fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Starts the server.
    ///
    /// # Panics
    /// If the port can't be had.
    pub(crate) async fn start(self) -> Server {
        self.start_blocking().expect("a free port on loopback")
    }

    /// Starts the server from code that isn't async.
    pub(crate) fn start_blocking(self) -> io::Result<Server> {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, self.port)))?;
        listener.set_nonblocking(true)?;
        let url = format!("http://{}", listener.local_addr()?);
        let log = Arc::new(Log::new());
        let shared = Arc::new(Shared {
            index: Index::of(self.world),
            origin: url.clone(),
            latency: self.latency,
            buckets: self.limit.map(|limit| Mutex::new(Buckets::new(limit))),
            tells_counts: self.tells_counts,
            faults: self.faults,
            log: Arc::clone(&log),
        });
        let (stop, stopped) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        std::thread::Builder::new()
            .name("fake-arm".to_owned())
            .spawn(move || runtime.block_on(run(listener, shared, stopped)))?;
        Ok(Server { url, log, stop: Some(stop) })
    }
}

impl Server {
    /// `http://127.0.0.1:PORT`, without a slash at its end.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// All requests so far.
    pub(crate) fn requests(&self) -> Vec<Recorded> {
        self.log.requests()
    }

    /// How many requests so far have a path that contains this, in any case.
    pub(crate) fn count(&self, part: &str) -> usize {
        let part = part.to_ascii_lowercase();
        let requests = self.requests().into_iter();
        requests.filter(|request| request.path.to_ascii_lowercase().contains(&part)).count()
    }

    /// Addresses that were answered with 200 more than once, and how often.
    pub(crate) fn duplicates(&self) -> Vec<(String, usize)> {
        self.log.duplicates()
    }

    /// The most requests that ever ran at once.
    pub(crate) fn peak_concurrency(&self) -> usize {
        self.log.peak_concurrency()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // Nobody listens if the server has ended by itself.
            let _ = stop.send(());
        }
    }
}

/// Serves until it is told to stop. Open connections are dropped with the runtime: no test waits for an idle client.
async fn run(
    listener: TcpListener,
    shared: Arc<Shared>,
    stopped: oneshot::Receiver<()>,
) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let router = Router::new().fallback(handle).with_state(shared);
    tokio::select! {
        ended = axum::serve(listener, router) => ended,
        _ = stopped => Ok(()),
    }
}

async fn handle(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Response<Body> {
    let uri = request.uri();
    let token = bearer(request.headers());
    let running = shared.log.begin(Recorded {
        method: request.method().to_string(),
        path: uri.path().to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        had_token: token.is_some(),
        status: 0,
        at: Duration::ZERO,
    });
    tokio::time::sleep(shared.latency).await;
    let is_query = uri.path().eq_ignore_ascii_case(graph::PATH);
    let headers = request.headers().clone();
    let reply = if request.method() == Method::GET {
        reply(&shared, uri, token, None).await
    } else if request.method() == Method::POST && is_query {
        let (uri, token) = (uri.clone(), token.map(str::to_owned));
        let body = axum::body::to_bytes(request.into_body(), 1 << 20).await;
        let question = serde_json::from_slice(&body.unwrap_or_default()).unwrap_or_default();
        reply(&shared, &uri, token.as_deref(), Some(question)).await
    } else {
        let message = format!("The http method '{}' is not supported.", request.method());
        Reply::refused(refusal::refuse(405, "HttpMethodNotSupported", &message))
    };
    running.answered(reply.status);
    reply.send(&headers)
}

async fn reply(
    shared: &Shared,
    uri: &Uri,
    token: Option<&str>,
    question: Option<serde_json::Value>,
) -> Reply {
    let accepted = shared.index.world.token.as_deref();
    if token.is_none_or(|token| accepted.is_some_and(|accepted| accepted != token)) {
        return Reply::refused(refusal::unauthenticated("InvalidAuthenticationToken"));
    }
    let query = understood(shared, uri);
    let remaining = match shared.take(&query.address) {
        Ok(remaining) => remaining,
        Err(refusal) => return Reply::refused(refusal),
    };
    let raw = uri.query().unwrap_or_default();
    let struck = shared.faults.iter().find_map(|fault| fault.strike(uri.path(), raw));
    let right = || {
        Reply::of(match &question {
            Some(question) => graph::answer(&shared.index, question),
            None => graph::descendants(&shared.index, uri.path())
                .unwrap_or_else(|| answer(&shared.index, &query)),
        })
    };
    let mut reply = match struck {
        Some(effect) => {
            if let Effect::Delay(time) = effect {
                tokio::time::sleep(*time).await;
            }
            damaged(&shared.index, &shared.origin, &query, effect, right)
        }
        None => right(),
    };
    if shared.tells_counts {
        let of = match query.address.subscription {
            Some(_) => "x-ms-ratelimit-remaining-subscription-reads",
            None => "x-ms-ratelimit-remaining-tenant-reads",
        };
        reply.headers.push((of, remaining.to_string()));
    }
    reply
}

fn understood(shared: &Shared, uri: &Uri) -> Query {
    let raw = uri.query().unwrap_or_default();
    let is_skip_token = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default();
        name.trim_start_matches("%24").trim_start_matches('$').eq_ignore_ascii_case("skipToken")
    };
    let kept: Vec<&str> = raw.split('&').filter(|pair| !is_skip_token(pair)).collect();
    let url = format!("{}{}?{}", shared.origin, uri.path(), kept.join("&"));
    let (mut api_version, mut skip_token, mut at_scope) = (None, None, false);
    let mut with_geo_copy = false;
    for (name, value) in url::form_urlencoded::parse(raw.as_bytes()) {
        match name.to_ascii_lowercase().as_str() {
            "api-version" => api_version = Some(value.into_owned()),
            "$skiptoken" => skip_token = Some(value.into_owned()),
            "$expand" => with_geo_copy = value.eq_ignore_ascii_case("geoReplicationStats"),
            "$filter" => at_scope = value.eq_ignore_ascii_case("atScope()"),
            _ => {}
        }
    }
    Query {
        address: Address::of(uri.path()),
        api_version,
        skip_token,
        at_scope,
        with_geo_copy,
        url,
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("Bearer") && !token.trim().is_empty()).then(|| token.trim())
}

impl Shared {
    /// Takes a request out of its bucket: what remains, or 429.
    fn take(&self, address: &Address) -> Result<u32, Refusal> {
        let Some(buckets) = &self.buckets else {
            return Ok(249);
        };
        let mut buckets = buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = address.subscription.as_deref().unwrap_or("tenant");
        let capacity = buckets.limit().capacity;
        buckets
            .take(bucket, Instant::now())
            .map_err(|seconds| refusal::throttled(address, capacity, &seconds.to_string()))
    }
}
