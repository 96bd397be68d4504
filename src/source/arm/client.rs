//! The ARM client. It can do nothing but GET (and one fixed query, see `query`), and it answers every read: what can't be read comes back as an [`Answer`]
//! that says why. The token goes to the run's endpoint and nowhere else, and into no log.

mod query;

use super::answer::Answer;
use super::belonging::Belonging;
use super::error::{ReadError, Refusal};
use super::limits::{Budget, Limits};
use super::listing::{Cut, Pages, decoded_path, next_link};
use super::pacing::Pacing;
use super::response::{body, refusal, remaining, subscription_of, unanswered};
use super::retry::{Tries, Waiting, jitter};
use super::sign_in::{SignInError, Token, Tokens};
use super::{Endpoint, Stop};
use crate::catalogue::{ReadKind, ReadRow, Shape};
use crate::snapshot::Redactor;
use crate::source::SourceError;
use crate::text::strict_json;
use reqwest::header::ACCEPT;
use reqwest::{Response, StatusCode};
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use tokio::sync::Semaphore;
use url::Url;
use uuid::Uuid;

/// The client of a run.
pub struct Client {
    http: reqwest::Client,
    endpoint: Endpoint,
    tokens: Tokens,
    redactor: Redactor,
    pacing: Pacing,
    permits: Semaphore,
    limits: Limits,
    budget: Budget,
    stop: Stop,
    standing: Mutex<TokenStanding>,
    waiting: Waiting,
}

/// How ARM has taken this run so far.
#[derive(Debug, Default)]
struct TokenStanding {
    /// Some answer was no 401: the token is good.
    accepted: bool,
    /// The last 401.
    refusal: Option<Refusal>,
    /// The last failure to get any answer, as long as none came.
    silence: Option<String>,
    /// No token will do any more.
    lost: Option<String>,
}

/// One body and its size.
struct BodyPage {
    body: Json,
    bytes: usize,
    /// 206: the server says that it isn't all.
    is_part: bool,
}

impl Client {
    /// A client that reads until `stop` comes.
    #[must_use]
    pub fn new(
        http: reqwest::Client,
        endpoint: Endpoint,
        tokens: Tokens,
        limits: Limits,
        stop: Stop,
    ) -> Self {
        // Without randomness there is no client either: TLS and request ids need it too.
        let mut key = [0; 32];
        getrandom::fill(&mut key).expect("internal: the system has a source of randomness");
        Self {
            http,
            endpoint,
            tokens,
            redactor: Redactor::new(key),
            pacing: Pacing::new(limits.bucket, limits.max_rps, Instant::now()),
            permits: Semaphore::new(limits.concurrency.clamp(1, 1024)),
            budget: Budget::new(&limits),
            limits,
            stop,
            standing: Mutex::default(),
            waiting: Waiting::default(),
        }
    }

    /// How many requests may be under way at once.
    #[must_use]
    pub fn concurrency(&self) -> usize {
        self.limits.concurrency.clamp(1, 1024)
    }

    /// Makes a read at a scope: a subscription, an account, a project, a store, a resource. Tenant reads take "".
    pub async fn read(&self, read: ReadKind, scope: &str) -> Answer {
        self.read_by(read, scope, read.row().api_version).await
    }

    /// The same by another api-version than the row's. A cloud that doesn't know it is asked again with one of those that it
    /// lists; if it lists none, with the oldest that carries what is read.
    pub async fn read_by(&self, read: ReadKind, scope: &str, version: &str) -> Answer {
        let spec = read.row();
        let path = read.path(scope);
        let none = |version: &str, error| Answer::none(version, &error, spec, &self.redactor);
        let error = match self.ask(spec, &path, version).await {
            Ok(answer) => return answer,
            Err(error) => error,
        };
        let other = match error.known_versions() {
            None => None,
            Some([]) => Some(spec.oldest.to_owned()).filter(|oldest| oldest != version),
            Some(known) => spec.other_version(version, known),
        };
        let Some(other) = other else {
            return none(version, error);
        };
        self.ask(spec, &path, &other).await.unwrap_or_else(|error| none(&other, error))
    }

    /// Whether the run makes sense at all, asked after the first reads: ARM took the token, or could at least be reached.
    ///
    /// # Errors
    /// If every answer was a 401, or if there was none.
    pub fn verdict(&self) -> Result<(), SourceError> {
        let standing = self.standing();
        if standing.accepted || self.stop.has_come() {
            return Ok(());
        }
        if let Some(refusal) = &standing.refusal {
            return Err(SignInError::Refused {
                by: self.tokens.by(),
                cause: self.redactor.message(&refusal.text()),
                tenant: refusal.tenant.map(|id| id.to_string()),
                other_tenant: refusal.is_other_tenant(),
            }
            .into());
        }
        match &standing.silence {
            Some(cause) => Err(SourceError::Unreachable {
                endpoint: self.endpoint.url().to_string(),
                cause: cause.clone(),
            }),
            None => Ok(()),
        }
    }

    async fn ask(
        &self,
        spec: &'static ReadRow,
        path: &str,
        version: &str,
    ) -> Result<Answer, ReadError> {
        let url = self.url(spec, path, version);
        match spec.shape {
            Shape::One => self.one(spec, &url, version).await,
            Shape::List => self.list(spec, url, version).await,
        }
    }

    async fn one(&self, spec: &ReadRow, url: &Url, version: &str) -> Result<Answer, ReadError> {
        let page = self.get(url, self.limits.page_bytes).await?;
        if page.is_part {
            return Err(ReadError::Malformed(Cut::PartialContent.message().to_owned()));
        }
        if !Belonging::new(spec, &decoded_path(url)).is_it(&page.body) {
            let words = "the answer is no resource, or not the one that was asked for";
            return Err(ReadError::Malformed(words.to_owned()));
        }
        let trimmed = self.redactor.trim(page.body, spec.kept(), false);
        Ok(Answer::found(version, 1, trimmed))
    }

    /// All pages of a listing. An error is one of the first page; later ones cut the listing, and what came is kept.
    async fn list(
        &self,
        spec: &'static ReadRow,
        first: Url,
        version: &str,
    ) -> Result<Answer, ReadError> {
        let mut listing = Pages::new(spec, &first);
        let mut url = first;
        loop {
            if let Err(cut) = listing.follow(&url, self.limits.pages) {
                return Ok(cut_short(listing, version, cut));
            }
            let next = match self.page(&url, &mut listing).await {
                Ok(next) => next,
                Err(error) if listing.is_bare() => return Err(error),
                Err(error) => {
                    let code = error.code().unwrap_or_else(|| "interrupted".to_owned());
                    let message = error.message().map(|text| self.redactor.message(&text));
                    let mut answer = listing.into_answer(version).cut(&code, message);
                    answer.correlation_id = error.correlation_id();
                    return Ok(answer);
                }
            };
            match next {
                Ok(Some(next)) => url = next,
                Ok(None) => return Ok(listing.into_answer(version)),
                Err(cut) => return Ok(cut_short(listing, version, cut)),
            }
        }
    }

    async fn page(
        &self,
        url: &Url,
        listing: &mut Pages,
    ) -> Result<Result<Option<Url>, Cut>, ReadError> {
        let left = self.limits.listing_bytes.saturating_sub(listing.bytes());
        let page = self.get(url, left.min(self.limits.page_bytes)).await?;
        let next = next_link(&page.body, self.endpoint.url());
        let Some(items) = listing.add(page.body, page.bytes, &self.redactor) else {
            let words = "the answer is no listing: it has no `value`";
            return Err(ReadError::Malformed(words.to_owned()));
        };
        if page.is_part {
            listing.flaw(Cut::PartialContent);
        }
        if self.budget.keep(items) { Ok(next) } else { Ok(Err(Cut::TooManyItems)) }
    }

    /// The URL of a path. Segments are encoded one by one, so that no name can break out of its place.
    fn url(&self, spec: &ReadRow, path: &str, version: &str) -> Url {
        let mut url = self.endpoint.url().clone();
        // Only a read's own suffix brings a query; a question mark in a name stays one.
        let query = spec.suffix.split_once('?').map(|(_, query)| query);
        let path = match query {
            Some(query) => path.trim_end_matches(query).trim_end_matches('?'),
            None => path,
        };
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.clear().extend(path.split('/').skip(1));
        }
        url.set_query(query);
        url.query_pairs_mut().append_pair("api-version", version);
        url
    }

    /// One body, with as many tries as it takes and the run allows.
    async fn get(&self, url: &Url, most_bytes: usize) -> Result<BodyPage, ReadError> {
        tokio::select! {
            biased;
            () = self.stop.come() => Err(ReadError::Stopped),
            result = self.persist(url, most_bytes) => result,
        }
    }

    async fn persist(&self, url: &Url, most_bytes: usize) -> Result<BodyPage, ReadError> {
        let request_id = Uuid::new_v4();
        let mut tries = Tries::begin(Instant::now());
        loop {
            let error = match self.attempt(url, request_id, most_bytes).await {
                Ok(page) => return Ok(page),
                Err(error) => error,
            };
            let is_silent = matches!(error, ReadError::Connection(_) | ReadError::TimedOut)
                && !self.standing().accepted;
            // Where nothing answers at all, something else is wrong: the user is told at once.
            let limits = if is_silent { self.limits.hasty() } else { self.limits.clone() };
            let wait = tries.wait(&error, &limits, Instant::now(), jitter());
            let Some(wait) = wait.filter(|wait| !self.stop.comes_within(*wait)) else {
                return Err(given_up(error));
            };
            let _waiting = self.waiting.begin();
            tokio::time::sleep(wait).await;
        }
    }

    /// How many reads wait for Azure to get over some trouble.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.count()
    }

    /// One try, or two if the token had to be renewed in between.
    async fn attempt(
        &self,
        url: &Url,
        request_id: Uuid,
        most_bytes: usize,
    ) -> Result<BodyPage, ReadError> {
        let token = self.token().await?;
        let refusal = match self.send(url, &token, request_id, most_bytes).await {
            Err(ReadError::Refused(refusal)) if refusal.status == 401 => refusal,
            result => return result,
        };
        if refusal.is_other_tenant() {
            return Err(ReadError::Refused(refusal));
        }
        // The same sign-in would give the same token again: only a new one meets the challenge.
        if refusal.challenged {
            return Err(self.lose(refusal.text()));
        }
        let Some(token) = self.tokens.renew(&token).await else {
            return Err(self.lose(refusal.text()));
        };
        match self.send(url, &token, request_id, most_bytes).await {
            Err(ReadError::Refused(refusal)) if refusal.status == 401 => {
                Err(self.lose(refusal.text()))
            }
            result => result,
        }
    }

    async fn token(&self) -> Result<Token, ReadError> {
        if let Some(cause) = &self.standing().lost {
            return Err(ReadError::Auth(cause.clone()));
        }
        match self.tokens.get().await {
            Ok(token) => Ok(token),
            Err(error) => Err(self.lose(error.to_string())),
        }
    }

    /// No token will do any more: the remaining reads aren't sent.
    fn lose(&self, cause: String) -> ReadError {
        self.standing().lost = Some(cause.clone());
        ReadError::Auth(cause)
    }

    async fn send(
        &self,
        url: &Url,
        token: &Token,
        request_id: Uuid,
        most_bytes: usize,
    ) -> Result<BodyPage, ReadError> {
        let subscription = subscription_of(url);
        self.pacing.admit(subscription).await;
        let _permit = self.permits.acquire().await;
        let started = Instant::now();
        let before = self.pacing.send(subscription, started);
        let sent = self
            .http
            .get(url.clone())
            .bearer_auth(token.secret())
            .header(ACCEPT, "application/json")
            .header("x-ms-client-request-id", request_id.to_string())
            .timeout(self.limits.answer)
            .send()
            .await;
        let remaining = sent.as_ref().ok().and_then(|r| remaining(r.headers()));
        self.pacing.settle(subscription, before, remaining, Instant::now());
        let result = match sent {
            Ok(response) => self.receive(response, subscription, most_bytes).await,
            Err(error) => Err(unanswered(error)),
        };
        tracing::debug!(
            method = "GET",
            path = url.path(),
            outcome = %result.as_ref().map_or_else(|e| e.code().unwrap_or_default(), |_| "ok".into()),
            ms = started.elapsed().as_millis(),
        );
        if let Err(error @ (ReadError::Connection(_) | ReadError::TimedOut)) = &result {
            self.standing().silence = error.message();
        }
        result
    }

    async fn receive(
        &self,
        response: Response,
        subscription: &str,
        most_bytes: usize,
    ) -> Result<BodyPage, ReadError> {
        let status = response.status();
        let headers = response.headers().clone();
        if status != StatusCode::UNAUTHORIZED {
            self.standing().accepted = true;
        }
        let bytes = body(response, most_bytes).await;
        if status.is_success() {
            let bytes = bytes?;
            if !self.budget.receive(bytes.len()) {
                return Err(ReadError::TooLarge("run-bytes"));
            }
            let body = understood(status, &bytes).map_err(ReadError::Malformed)?;
            let is_part = status == StatusCode::PARTIAL_CONTENT;
            return Ok(BodyPage { body, bytes: bytes.len(), is_part });
        }
        // What the status says stands, even if its body can't be read.
        let broke_off = matches!(&bytes, Err(ReadError::Connection(_) | ReadError::TimedOut));
        let refusal =
            Refusal { broke_off, ..refusal(status, &headers, &bytes.unwrap_or_default()) };
        if status == StatusCode::UNAUTHORIZED {
            self.standing().refusal = Some(refusal.clone());
        }
        if let Some(wait) = refusal.retry_after.filter(|_| refusal.throttles_subscription()) {
            self.pacing.close(subscription, wait, Instant::now());
        }
        Err(ReadError::Refused(refusal))
    }

    fn standing(&self) -> std::sync::MutexGuard<'_, TokenStanding> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The answer in a body: only 200 is one, 206 is a part of one. One that says that something went wrong is none, whatever
/// stands beside that.
fn understood(status: StatusCode, bytes: &[u8]) -> Result<Json, String> {
    if !matches!(status, StatusCode::OK | StatusCode::PARTIAL_CONTENT) {
        return Err(format!("HTTP {} is no answer to a read", status.as_u16()));
    }
    let body = strict_json(bytes).map_err(|error| format!("the answer is no JSON: {error}"))?;
    let names = body.as_object().into_iter().flat_map(|body| body.keys());
    let folded: BTreeSet<String> = names.clone().map(|name| name.to_lowercase()).collect();
    if folded.len() < names.count() {
        return Err("the answer has a key in two cases".to_owned());
    }
    match body.get("error").is_some_and(|error| !error.is_null()) {
        true => Err("the answer says that something went wrong (`error`), with status 200".into()),
        false => Ok(body),
    }
}

fn cut_short(listing: Pages, version: &str, cut: Cut) -> Answer {
    listing.into_answer(version).cut(cut.code(), Some(cut.message().to_owned()))
}

fn given_up(error: ReadError) -> ReadError {
    match error {
        ReadError::Refused(refusal) if refusal.status == 429 => ReadError::Throttled(refusal),
        error => error,
    }
}
