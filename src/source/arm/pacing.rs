//! Pacing: ARM gives each subscription a bucket of 250 reads that refills by 25 a second (Microsoft, Request limits and
//! throttling). Reads are spread so that the bucket isn't overdrawn, and the server's own count corrects ours.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const BURST: f64 = 250.0;
const REFILL: f64 = 25.0;

/// The buckets of a run.
#[derive(Debug)]
pub(super) struct Pacing {
    subscriptions: Mutex<BTreeMap<String, Bucket>>,
    overall: Option<Mutex<Bucket>>,
}

impl Pacing {
    /// ARM's limits per subscription and, if given, the user's limit of requests a second over all of them.
    pub(super) fn new(max_rps: Option<f64>, now: Instant) -> Self {
        let overall = max_rps
            .filter(|rps| rps.is_finite() && *rps > 0.0)
            .map(|rps| Mutex::new(Bucket::new(rps.max(1.0), rps, now)));
        Self {
            subscriptions: Mutex::default(),
            overall,
        }
    }

    /// Takes a place and says how long to wait for it. Reads of the tenant take the bucket "".
    pub(super) fn take(&self, subscription: &str, now: Instant) -> Duration {
        let wait = self.with(subscription, now, |bucket| bucket.take(now));
        let overall = self.overall.as_ref().map(|overall| {
            // Never settled: the server's count says nothing about the user's limit.
            let mut overall = overall.lock().unwrap_or_else(PoisonError::into_inner);
            overall.take(now)
        });
        wait.max(overall.unwrap_or_default())
    }

    /// The request has ended; `remaining` is the server's count, if it sent one.
    pub(super) fn settle(&self, subscription: &str, remaining: Option<u32>, now: Instant) {
        self.with(subscription, now, |bucket| bucket.settle(remaining, now));
    }

    /// The subscription as a whole is throttled for this long.
    pub(super) fn close(&self, subscription: &str, wait: Duration, now: Instant) {
        self.with(subscription, now, |bucket| bucket.close(wait, now));
    }

    fn with<T>(&self, subscription: &str, now: Instant, act: impl FnOnce(&mut Bucket) -> T) -> T {
        let mut buckets = self
            .subscriptions
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let bucket = buckets
            .entry(subscription.to_lowercase())
            .or_insert_with(|| Bucket::new(BURST, REFILL, now));
        act(bucket)
    }
}

#[derive(Debug)]
struct Bucket {
    /// Places left; below zero, places promised to those who wait.
    level: f64,
    burst: f64,
    refill: f64,
    at: Instant,
    outstanding: u32,
    closed_until: Option<Instant>,
}

impl Bucket {
    fn new(burst: f64, refill: f64, now: Instant) -> Self {
        Self {
            level: burst,
            burst,
            refill,
            at: now,
            outstanding: 0,
            closed_until: None,
        }
    }

    fn advance(&mut self, now: Instant) {
        let refilled = now.saturating_duration_since(self.at).as_secs_f64() * self.refill;
        // A level above the burst was told by the server; it isn't cut.
        self.level = self.level.max((self.level + refilled).min(self.burst));
        self.at = now;
    }

    fn take(&mut self, now: Instant) -> Duration {
        self.advance(now);
        self.level -= 1.0;
        self.outstanding += 1;
        let closed = self
            .closed_until
            .map_or(Duration::ZERO, |until| until.saturating_duration_since(now));
        if self.level >= 0.0 {
            closed
        } else {
            closed + Duration::from_secs_f64(-self.level / self.refill)
        }
    }

    /// The server's count replaces ours, less what is on its way and may not be in that count yet.
    fn settle(&mut self, remaining: Option<u32>, now: Instant) {
        self.advance(now);
        self.outstanding = self.outstanding.saturating_sub(1);
        if let Some(remaining) = remaining {
            self.level = f64::from(remaining) - f64::from(self.outstanding);
        }
    }

    fn close(&mut self, wait: Duration, now: Instant) {
        self.level = self.level.min(0.0);
        let until = now.checked_add(wait);
        self.closed_until = self.closed_until.max(until);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paced(max_rps: Option<f64>) -> (Pacing, Instant) {
        let start = Instant::now();
        (Pacing::new(max_rps, start), start)
    }

    #[test]
    fn the_burst_is_free_then_it_goes_by_the_refill() {
        let (pacing, start) = paced(None);
        for _ in 0..250 {
            assert_eq!(pacing.take("s", start), Duration::ZERO);
        }
        assert_eq!(pacing.take("s", start), Duration::from_millis(40));
        assert_eq!(pacing.take("S", start), Duration::from_millis(80));
        assert_eq!(pacing.take("other", start), Duration::ZERO);
        let later = start + Duration::from_secs(1);
        assert_eq!(pacing.take("s", later), Duration::ZERO);
    }

    #[test]
    fn the_servers_count_raises_and_lowers_ours() {
        let (pacing, start) = paced(None);
        pacing.take("s", start);
        pacing.settle("s", Some(11_999), start);
        for _ in 0..5_000 {
            assert_eq!(pacing.take("s", start), Duration::ZERO);
        }
        let (pacing, start) = paced(None);
        pacing.take("s", start);
        pacing.settle("s", Some(0), start);
        assert_eq!(pacing.take("s", start), Duration::from_millis(40));
    }

    #[test]
    fn requests_on_their_way_are_not_counted_as_free_places() {
        let (pacing, start) = paced(None);
        for _ in 0..3 {
            pacing.take("s", start);
        }
        pacing.settle("s", Some(2), start);
        // Two more are on their way and will use up the two places that the server still saw.
        assert_eq!(pacing.take("s", start), Duration::from_millis(40));
    }

    #[test]
    fn a_throttled_subscription_is_closed_and_others_are_not() {
        let (pacing, start) = paced(None);
        pacing.close("s", Duration::from_secs(6), start);
        assert!(pacing.take("s", start) >= Duration::from_secs(6));
        assert_eq!(pacing.take("t", start), Duration::ZERO);
        let later = start + Duration::from_secs(7);
        assert_eq!(pacing.take("s", later), Duration::ZERO);
    }

    #[test]
    fn the_users_limit_holds_over_all_subscriptions() {
        let (pacing, start) = paced(Some(2.0));
        pacing.take("a", start);
        pacing.take("b", start);
        pacing.settle("a", Some(11_999), start);
        assert_eq!(pacing.take("c", start), Duration::from_millis(500));
        assert_eq!(pacing.take("d", start), Duration::from_millis(1000));
    }
}
