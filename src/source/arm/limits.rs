//! Bounds of a run: how much at once, how fast, how often, how long, how large.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// A bucket of requests, as ARM keeps one per subscription.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TokenBucket {
    /// Requests that a full bucket allows at once.
    pub burst: u32,
    /// Requests that come back per second.
    pub refill: f64,
}

impl TokenBucket {
    /// Reads of a subscription (Microsoft, Request limits and throttling).
    pub const SUBSCRIPTION_READS: Self = Self { burst: 250, refill: 25.0 };
}

/// Bounds of a run.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Requests at once.
    pub concurrency: usize,
    /// Requests a second over all subscriptions; without it ARM's own limits per subscription hold.
    pub max_rps: Option<f64>,
    /// ARM's limit per subscription, as long as the server doesn't tell another.
    pub bucket: TokenBucket,
    /// Tries per request that are always made.
    pub tries: u32,
    /// How long more tries follow, from the first one on. Azure's own clients wait out trouble for one to two minutes.
    pub patience: Duration,
    /// First wait between tries, if the server names none; it doubles.
    pub backoff: Duration,
    /// How long an answer may take, to its last byte.
    pub answer: Duration,
    /// Pages per listing.
    pub pages: u32,
    /// Bytes per body, after decompression.
    pub page_bytes: usize,
    /// Bytes per listing, after decompression.
    pub listing_bytes: usize,
    /// Bytes of all answers of the run together, after decompression.
    pub run_bytes: usize,
    /// Items of all listings of the run together.
    pub run_items: usize,
}

/// What a run may still take in. Each answer may be within its limits, and all of them together too much.
#[derive(Debug)]
pub(super) struct Budget {
    bytes: AtomicUsize,
    items: AtomicUsize,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { bytes: limits.run_bytes.into(), items: limits.run_items.into() }
    }

    /// Takes so many bytes off; false if they aren't left.
    pub(super) fn receive(&self, bytes: usize) -> bool {
        spend(&self.bytes, bytes)
    }

    /// Takes so many items off; false if they aren't left.
    pub(super) fn keep(&self, items: usize) -> bool {
        spend(&self.items, items)
    }
}

fn spend(left: &AtomicUsize, cost: usize) -> bool {
    left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(cost)).is_ok()
}

impl Limits {
    /// The same with no more tries than are always made.
    pub(super) fn hasty(&self) -> Self {
        Self { patience: Duration::ZERO, ..self.clone() }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            concurrency: 64,
            max_rps: None,
            bucket: TokenBucket::SUBSCRIPTION_READS,
            tries: 3,
            patience: Duration::from_secs(45),
            backoff: Duration::from_millis(400),
            answer: Duration::from_secs(60),
            pages: 10_000,
            page_bytes: 64 << 20,
            listing_bytes: 256 << 20,
            run_bytes: 16 << 30,
            run_items: 1_000_000,
        }
    }
}
