//! ARM's token buckets: one per subscription, refilled at a steady rate. Knows no HTTP.

use std::collections::BTreeMap;
use std::time::Instant;

/// Capacity and refill rate of the buckets; for reads of a subscription ARM has 250 and 25 a second.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    /// Requests that a full bucket allows at once.
    pub(crate) capacity: u32,
    /// Requests that come back per second.
    pub(crate) per_second: f64,
}

/// The buckets of all subscriptions.
#[derive(Debug)]
pub(crate) struct Buckets {
    limit: Limit,
    levels: BTreeMap<String, (f64, Instant)>,
}

impl Buckets {
    /// Full buckets.
    pub(crate) fn new(limit: Limit) -> Self {
        Self { limit, levels: BTreeMap::new() }
    }

    /// The limit.
    pub(crate) fn limit(&self) -> Limit {
        self.limit
    }

    /// Takes one request out of a subscription's bucket: what remains, or the whole seconds to wait.
    pub(crate) fn take(&mut self, subscription: &str, now: Instant) -> Result<u32, u64> {
        let capacity = f64::from(self.limit.capacity);
        let key = subscription.to_ascii_lowercase();
        let (level, since) = self.levels.entry(key).or_insert((capacity, now));
        let refill = now.duration_since(*since).as_secs_f64() * self.limit.per_second;
        *level = (*level + refill).min(capacity);
        *since = now;
        if *level < 1.0 {
            let seconds = ((1.0 - *level) / self.limit.per_second).ceil();
            return Err(whole(seconds).max(1));
        }
        *level -= 1.0;
        Ok(u32::try_from(whole(*level)).unwrap_or(u32::MAX))
    }
}

/// The whole part of a small, non-negative number, without a lossy cast.
fn whole(number: f64) -> u64 {
    std::time::Duration::try_from_secs_f64(number).map_or(u64::MAX, |time| time.as_secs())
}
