//! Pacing: ARM gives each subscription a bucket of 250 reads that refills by 25 a second (Microsoft, Request limits and
//! throttling). Reads are spread so that the bucket isn't overdrawn, and the server's own count corrects ours.

use super::limits::TokenBucket;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// The buckets of a run.
#[derive(Debug)]
pub(super) struct Pacing {
    subscriptions: Mutex<BTreeMap<String, Bucket>>,
    overall: Option<Mutex<Bucket>>,
    /// What a subscription's bucket is at first.
    bucket: TokenBucket,
    /// The server has told a count: those who wait look again.
    told: Notify,
}

/// A request's place in the queues: that of its subscription, and that of the user's limit.
#[derive(Clone, Copy, Debug)]
struct QueuePlace {
    number: u32,
    overall: Option<u32>,
}

impl Pacing {
    /// ARM's limits per subscription and, if given, the user's limit of requests a second over all of them.
    pub(super) fn new(bucket: TokenBucket, max_rps: Option<f64>, now: Instant) -> Self {
        let overall = max_rps
            .filter(|rps| rps.is_finite() && *rps > 0.0)
            .map(|rps| Mutex::new(Bucket::new(rps.max(1.0), rps, now)));
        Self { subscriptions: Mutex::default(), overall, bucket, told: Notify::new() }
    }

    /// Waits until a request may be sent. Reads of the tenant take the bucket "". A wait isn't settled when it begins: a
    /// count that the server tells meanwhile shortens or extends it.
    pub(super) async fn admit(&self, subscription: &str) {
        let place = self.take(subscription, Instant::now());
        loop {
            // Listens before it looks, so that no count between the two is missed.
            let told = self.told.notified();
            let wait = self.wait(subscription, place, Instant::now());
            if wait.is_zero() {
                return;
            }
            // Either the wait is over or there is news; both mean to look again.
            let _ = tokio::time::timeout(wait, told).await;
        }
    }

    /// A request is sent. How many have ended before it, for [`Self::settle`].
    pub(super) fn send(&self, subscription: &str, now: Instant) -> u32 {
        self.with(subscription, now, |bucket| bucket.settled)
    }

    /// The request that was sent after `before` others had ended has ended too; `remaining` is the server's count, if it
    /// sent one.
    pub(super) fn settle(
        &self,
        subscription: &str,
        before: u32,
        remaining: Option<u32>,
        now: Instant,
    ) {
        self.with(subscription, now, |bucket| {
            bucket.settle(before, remaining, now);
        });
        if remaining.is_some() {
            self.told.notify_waiters();
        }
    }

    /// The subscription as a whole is throttled for this long.
    pub(super) fn close(&self, subscription: &str, wait: Duration, now: Instant) {
        self.with(subscription, now, |bucket| bucket.close(wait, now));
    }

    fn take(&self, subscription: &str, now: Instant) -> QueuePlace {
        QueuePlace {
            number: self.with(subscription, now, |bucket| bucket.take(now)),
            overall: self.with_overall(|bucket| bucket.take(now)),
        }
    }

    fn wait(&self, subscription: &str, place: QueuePlace, now: Instant) -> Duration {
        let wait = self.with(subscription, now, |bucket| bucket.wait(place.number, now));
        // Never settled: the server's count says nothing about the user's limit.
        let overall =
            place.overall.and_then(|number| self.with_overall(|bucket| bucket.wait(number, now)));
        wait.max(overall.unwrap_or_default())
    }

    fn with<T>(&self, subscription: &str, now: Instant, act: impl FnOnce(&mut Bucket) -> T) -> T {
        let mut buckets = self.subscriptions.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = buckets
            .entry(subscription.to_lowercase())
            .or_insert_with(|| Bucket::new(f64::from(self.bucket.burst), self.bucket.refill, now));
        act(bucket)
    }

    fn with_overall<T>(&self, act: impl FnOnce(&mut Bucket) -> T) -> Option<T> {
        let overall = self.overall.as_ref()?;
        Some(act(&mut overall.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

/// A queue with numbered places, of which the first so many may go.
#[derive(Debug)]
struct Bucket {
    /// The last number that was given out.
    issued: u32,
    /// How many of those requests have ended.
    settled: u32,
    /// The last number that may go.
    allowed: f64,
    burst: f64,
    refill: f64,
    at: Instant,
    closed_until: Option<Instant>,
}

impl Bucket {
    fn new(burst: f64, refill: f64, now: Instant) -> Self {
        Self { issued: 0, settled: 0, allowed: burst, burst, refill, at: now, closed_until: None }
    }

    fn advance(&mut self, now: Instant) {
        let refilled = now.saturating_duration_since(self.at).as_secs_f64() * self.refill;
        let full = f64::from(self.issued) + self.burst;
        // More than a full bucket was told by the server; it isn't cut.
        self.allowed = self.allowed.max((self.allowed + refilled).min(full));
        self.at = now;
    }

    fn take(&mut self, now: Instant) -> u32 {
        self.advance(now);
        self.issued = self.issued.saturating_add(1);
        self.issued
    }

    /// How long the place with this number has to wait, as far as is known now.
    fn wait(&mut self, number: u32, now: Instant) -> Duration {
        self.advance(now);
        let closed =
            self.closed_until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now));
        let short = (f64::from(number) - self.allowed).max(0.0);
        closed + Duration::from_secs_f64(short / self.refill)
    }

    /// The server's count corrects ours. It was taken when at least those requests were counted that had ended before this
    /// one was sent, so at least so many may go. At most those may that go if all requests on their way are yet to be
    /// counted. Between the two our own count is as good: answers overtake each other, and an old count that arrives late
    /// must neither free places that are taken nor take free ones.
    fn settle(&mut self, before: u32, remaining: Option<u32>, now: Instant) {
        self.advance(now);
        self.settled = self.settled.saturating_add(1);
        if let Some(remaining) = remaining.map(f64::from) {
            let most = f64::from(self.settled) + remaining;
            let least = f64::from(before) + 1.0 + remaining;
            self.allowed = self.allowed.min(most).max(least);
        }
    }

    fn close(&mut self, wait: Duration, now: Instant) {
        self.allowed = self.allowed.min(f64::from(self.issued));
        let until = now.checked_add(wait);
        self.closed_until = self.closed_until.max(until);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paced(max_rps: Option<f64>) -> (Pacing, Instant) {
        let start = Instant::now();
        let bucket = TokenBucket::SUBSCRIPTION_READS;
        (Pacing::new(bucket, max_rps, start), start)
    }

    impl Pacing {
        /// Takes a place and says how long it has to wait.
        fn queue(&self, subscription: &str, now: Instant) -> Duration {
            let place = self.take(subscription, now);
            self.wait(subscription, place, now)
        }
    }

    #[test]
    fn the_burst_is_free_then_it_goes_by_the_refill() {
        let (pacing, start) = paced(None);
        for _ in 0..250 {
            assert_eq!(pacing.queue("s", start), Duration::ZERO);
        }
        assert_eq!(pacing.queue("s", start), Duration::from_millis(40));
        assert_eq!(pacing.queue("S", start), Duration::from_millis(80));
        assert_eq!(pacing.queue("other", start), Duration::ZERO);
        let later = start + Duration::from_secs(1);
        assert_eq!(pacing.queue("s", later), Duration::ZERO);
    }

    #[test]
    fn the_servers_count_raises_and_lowers_ours() {
        let (pacing, start) = paced(None);
        pacing.queue("s", start);
        pacing.settle("s", 0, Some(11_999), start);
        for _ in 0..5_000 {
            assert_eq!(pacing.queue("s", start), Duration::ZERO);
        }
        let (pacing, start) = paced(None);
        pacing.queue("s", start);
        pacing.settle("s", 0, Some(0), start);
        assert_eq!(pacing.queue("s", start), Duration::from_millis(40));
    }

    #[test]
    fn requests_on_their_way_are_not_counted_as_free_places() {
        let (pacing, start) = paced(None);
        for _ in 0..3 {
            pacing.queue("s", start);
        }
        pacing.settle("s", 0, Some(2), start);
        // Two more are on their way and will use up the two places that the server still saw.
        assert_eq!(pacing.queue("s", start), Duration::from_millis(40));
    }

    #[test]
    fn a_throttled_subscription_is_closed_and_others_are_not() {
        let (pacing, start) = paced(None);
        pacing.close("s", Duration::from_secs(6), start);
        assert!(pacing.queue("s", start) >= Duration::from_secs(6));
        assert_eq!(pacing.queue("t", start), Duration::ZERO);
        let later = start + Duration::from_secs(7);
        assert_eq!(pacing.queue("s", later), Duration::ZERO);
    }

    #[test]
    fn the_users_limit_holds_over_all_subscriptions() {
        let (pacing, start) = paced(Some(2.0));
        pacing.queue("a", start);
        pacing.queue("b", start);
        pacing.settle("a", 0, Some(11_999), start);
        assert_eq!(pacing.queue("c", start), Duration::from_millis(500));
        assert_eq!(pacing.queue("d", start), Duration::from_millis(1000));
    }

    #[test]
    fn a_place_that_waits_goes_by_the_servers_latest_count() {
        let (pacing, start) = paced(None);
        let places: Vec<QueuePlace> = (0..300).map(|_| pacing.take("s", start)).collect();
        let wait = |place: &QueuePlace| pacing.wait("s", *place, start);
        assert_eq!(wait(&places[299]), Duration::from_secs(2));
        // Fifty more were sent by others: what was free is free no longer.
        pacing.settle("s", 0, Some(198), start);
        assert_eq!(wait(&places[198]), Duration::ZERO);
        assert_eq!(wait(&places[299]), Duration::from_millis(40 * 101));
        pacing.settle("s", 0, Some(11_999), start);
        assert_eq!(wait(&places[299]), Duration::ZERO);
    }

    #[test]
    fn an_old_count_that_arrives_late_frees_no_place_that_is_taken() {
        let (pacing, start) = paced(None);
        let places: Vec<QueuePlace> = (0..300).map(|_| pacing.take("s", start)).collect();
        // All of the burst are sent at once and counted in order; the answer to the first comes last.
        let before = pacing.send("s", start);
        for remaining in (0..250).rev().skip(1).chain([249]) {
            pacing.settle("s", before, Some(remaining), start);
        }
        assert_eq!(pacing.wait("s", places[250], start), Duration::from_millis(40));
    }

    #[test]
    fn those_who_wait_when_a_subscription_is_closed_wait_with_it() {
        let (pacing, start) = paced(None);
        let places: Vec<QueuePlace> = (0..251).map(|_| pacing.take("s", start)).collect();
        pacing.close("s", Duration::from_secs(6), start);
        assert!(pacing.wait("s", places[250], start) >= Duration::from_secs(6));
    }

    #[tokio::test]
    async fn news_from_the_server_ends_a_wait_at_once() {
        let (pacing, start) = paced(None);
        for _ in 0..10_000 {
            pacing.take("s", start);
        }
        let mut waiting = std::pin::pin!(pacing.admit("s"));
        let soon = tokio::time::timeout(Duration::from_millis(1), waiting.as_mut());
        assert!(soon.await.is_err(), "six minutes are to wait");
        pacing.settle("s", 0, Some(11_999), start);
        let soon = tokio::time::timeout(Duration::from_secs(30), waiting);
        assert!(soon.await.is_ok());
    }
}
