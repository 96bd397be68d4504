//! The run's token: fetched once, renewed before it ends, by one read at a time; an old one is used as long as it is valid.

use super::member::TOKEN;
use super::{SignInError, jwt};
use azure_core::credentials::Secret;
use futures::future::BoxFuture;
use std::fmt;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// A token is renewed this long before it ends.
const AHEAD: time::Duration = time::Duration::minutes(5);

/// After an attempt to renew a token that is still valid, the next one waits this long.
const PAUSE: Duration = Duration::from_secs(30);

/// A token as a credential gives it.
#[derive(Clone, Debug)]
pub(in crate::source::arm) struct Fetched {
    /// The bearer token.
    pub(in crate::source::arm) secret: Secret,
    /// When it ends.
    pub(in crate::source::arm) expires_on: OffsetDateTime,
}

/// Where tokens come from.
pub(in crate::source::arm) trait TokenSource: Send + Sync {
    /// Its name for people.
    fn name(&self) -> &'static str;
    /// Gets a new token: never one that it kept.
    fn fetch(&self) -> BoxFuture<'_, Result<Fetched, SignInError>>;
    /// False if every token would be the same.
    fn is_renewable(&self) -> bool {
        true
    }
}

/// A token in use.
#[derive(Clone, Debug)]
pub(in crate::source::arm) struct Token {
    fetched: Fetched,
    generation: u32,
}

impl Token {
    /// The bearer token. For the request's header only.
    pub(in crate::source::arm) fn secret(&self) -> &str {
        self.fetched.secret.secret()
    }
}

/// The tokens of a run.
pub struct Tokens {
    source: Box<dyn TokenSource>,
    clock: fn() -> OffsetDateTime,
    current: RwLock<Token>,
    flight: Mutex<Flight>,
}

/// What the one read knows that fetches a token.
#[derive(Debug, Default)]
struct Flight {
    not_before: Option<Instant>,
    renewed: bool,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("by", &self.by()).finish_non_exhaustive()
    }
}

impl Tokens {
    /// Gets the first token.
    pub(in crate::source::arm) async fn first(
        source: Box<dyn TokenSource>,
    ) -> Result<Self, SignInError> {
        Self::with_clock(source, OffsetDateTime::now_utc).await
    }

    async fn with_clock(
        source: Box<dyn TokenSource>,
        clock: fn() -> OffsetDateTime,
    ) -> Result<Self, SignInError> {
        let fetched = source.fetch().await?;
        Ok(Self {
            source,
            clock,
            current: RwLock::new(Token { fetched, generation: 0 }),
            flight: Mutex::default(),
        })
    }

    /// Which credential they come from.
    #[must_use]
    pub fn by(&self) -> &'static str {
        self.source.name()
    }

    /// A token that is valid now.
    pub(in crate::source::arm) async fn get(&self) -> Result<Token, SignInError> {
        let current = self.current();
        let left = self.left(&current);
        if left > AHEAD || (left.is_positive() && !self.source.is_renewable()) {
            return Ok(current);
        }
        let mut flight = if left.is_positive() {
            match self.flight.try_lock() {
                Ok(flight) => flight,
                // Another read is fetching one; this one will do meanwhile.
                Err(_) => return Ok(current),
            }
        } else {
            self.flight.lock().await
        };
        self.refreshed(&mut flight).await
    }

    async fn refreshed(&self, flight: &mut Flight) -> Result<Token, SignInError> {
        let current = self.current();
        let left = self.left(&current);
        let paused = flight.not_before.is_some_and(|at| Instant::now() < at);
        if left > AHEAD || (left.is_positive() && paused) {
            return Ok(current);
        }
        flight.not_before = Some(Instant::now() + PAUSE);
        match self.source.fetch().await {
            Ok(fetched) => Ok(self.store(fetched)),
            Err(_) if self.left(&current).is_positive() => Ok(current),
            Err(error) => Err(error),
        }
    }

    /// Another token, since ARM refuses this one. Once in a run: if that one is refused as well, a third won't do.
    pub(in crate::source::arm) async fn renew(&self, refused: &Token) -> Option<Token> {
        let mut flight = self.flight.lock().await;
        let current = self.current();
        if current.generation != refused.generation {
            return Some(current);
        }
        if flight.renewed || !self.source.is_renewable() {
            return None;
        }
        flight.renewed = true;
        let fetched = self.source.fetch().await.ok()?;
        Some(self.store(fetched))
    }

    fn left(&self, token: &Token) -> time::Duration {
        token.fetched.expires_on - (self.clock)()
    }

    fn current(&self) -> Token {
        let current = self.current.read();
        current.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn store(&self, fetched: Fetched) -> Token {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        *current = Token { fetched, generation: current.generation + 1 };
        current.clone()
    }
}

/// A token that the user gives. There is no other.
#[derive(Debug)]
pub(super) struct FixedSource {
    secret: Secret,
    expires_on: OffsetDateTime,
}

impl FixedSource {
    /// Takes a token; one that has expired or can't stand in a header is refused.
    pub(super) fn new(secret: Secret) -> Result<Self, SignInError> {
        let mut letters = secret.secret().bytes();
        if !letters.all(|letter| letter.is_ascii_graphic()) {
            return Err(SignInError::BadSetting {
                by: TOKEN,
                cause: "it holds blanks or other characters that no token has".to_owned(),
            });
        }
        let far = time::Duration::days(365);
        let source = Self {
            expires_on: jwt::expiry(secret.secret())
                .unwrap_or_else(|| OffsetDateTime::now_utc() + far),
            secret,
        };
        source.valid(OffsetDateTime::now_utc())?;
        Ok(source)
    }

    fn valid(&self, now: OffsetDateTime) -> Result<Fetched, SignInError> {
        if self.expires_on > now {
            return Ok(Fetched { secret: self.secret.clone(), expires_on: self.expires_on });
        }
        let at = self.expires_on.format(&Rfc3339);
        Err(SignInError::Expired { at: at.unwrap_or_else(|_| self.expires_on.to_string()) })
    }
}

impl TokenSource for FixedSource {
    fn name(&self) -> &'static str {
        TOKEN
    }

    fn fetch(&self) -> BoxFuture<'_, Result<Fetched, SignInError>> {
        Box::pin(std::future::ready(self.valid(OffsetDateTime::now_utc())))
    }

    fn is_renewable(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-01-01 0:00 UTC);

    /// Gives `T1`, `T2`, …, each with so many minutes left; fails from the second on, if told to.
    struct Counting {
        fetches: Arc<AtomicU32>,
        minutes: [i64; 3],
        fails: bool,
    }

    impl TokenSource for Counting {
        fn name(&self) -> &'static str {
            "test"
        }
        fn fetch(&self) -> BoxFuture<'_, Result<Fetched, SignInError>> {
            Box::pin(async {
                let n = self.fetches.fetch_add(1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                if n > 0 && self.fails {
                    return Err(SignInError::Chain(vec!["no".to_owned()]));
                }
                let minutes = self.minutes[usize::try_from(n).expect("small").min(2)];
                Ok(Fetched {
                    secret: Secret::new(format!("T{}", n + 1)),
                    expires_on: NOW + time::Duration::minutes(minutes),
                })
            })
        }
    }

    async fn tokens(minutes: [i64; 3], fails: bool) -> (Tokens, Arc<AtomicU32>) {
        let fetches = Arc::new(AtomicU32::new(0));
        let source = Counting { fetches: Arc::clone(&fetches), minutes, fails };
        let tokens = Tokens::with_clock(Box::new(source), || NOW).await;
        (tokens.expect("a first token"), fetches)
    }

    #[tokio::test]
    async fn a_fresh_token_is_fetched_once() {
        let (tokens, fetches) = tokens([60; 3], false).await;
        for _ in 0..3 {
            assert_eq!(tokens.get().await.expect("a token").secret(), "T1");
        }
        assert_eq!(fetches.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn an_ending_token_is_renewed_once_for_all_who_ask() {
        let (tokens, fetches) = tokens([-1, 60, 60], false).await;
        let all = futures::future::join_all((0..8).map(|_| tokens.get())).await;
        for token in all {
            assert_eq!(token.expect("a token").secret(), "T2");
        }
        assert_eq!(fetches.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn the_old_token_is_used_while_it_lasts() {
        let (tokens, fetches) = tokens([2; 3], true).await;
        assert_eq!(tokens.get().await.expect("still valid").secret(), "T1");
        assert_eq!(tokens.get().await.expect("still valid").secret(), "T1");
        // The second attempt has to wait its turn.
        assert_eq!(fetches.load(Ordering::SeqCst), 2);
        let (tokens, _) = self::tokens([-1; 3], true).await;
        assert!(tokens.get().await.is_err());
    }

    #[tokio::test]
    async fn a_refused_token_is_renewed_once_in_a_run() {
        let (tokens, fetches) = tokens([60; 3], false).await;
        let first = tokens.get().await.expect("a token");
        let second = tokens.renew(&first).await.expect("another");
        assert_eq!(second.secret(), "T2");
        // A read that was under way with the first token gets the second, without another fetch.
        assert_eq!(tokens.renew(&first).await.expect("known").secret(), "T2");
        assert!(tokens.renew(&second).await.is_none());
        assert_eq!(fetches.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn a_given_token_must_be_valid() {
        let expired = "eyJhbGciOiJub25lIn0.eyJleHAiOjE3NjcyMjU2MDB9.";
        let error = FixedSource::new(Secret::new(expired)).expect_err("expired");
        assert_eq!(error, SignInError::Expired { at: "2026-01-01T00:00:00Z".to_owned() });
        let error = FixedSource::new(Secret::new("Bearer x")).expect_err("a blank");
        assert!(!error.to_string().contains("Bearer x"));
        assert!(FixedSource::new(Secret::new("opaque")).is_ok());
    }
}
