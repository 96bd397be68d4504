//! How often a request is tried, and how long to wait before another try: what the server asks for, and at least a backoff
//! with jitter.

use super::error::ReadError;
use super::limits::Limits;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

/// The wait that the server asks for: `x-ms-retry-after-ms`, `retry-after-ms`, `Retry-After` in seconds or as a date, or the
/// time until Resource Graph's quota is renewed.
pub(super) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    for name in ["x-ms-retry-after-ms", "retry-after-ms"] {
        if let Some(wait) = text(name).and_then(|text| text.parse().ok()) {
            return Some(Duration::from_millis(wait));
        }
    }
    let Some(value) = text(RETRY_AFTER.as_str()) else {
        return quota_resets_after(headers);
    };
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    // A date in the past means: now.
    Some(date.duration_since(now).unwrap_or_default())
}

/// The time until Resource Graph takes queries again, as it writes it: `hh:mm:ss` (Microsoft, Guidance for throttled requests).
pub(super) fn quota_resets_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get("x-ms-user-quota-resets-after")?.to_str().ok()?;
    let mut parts = text.trim().split(':').map(|part| part.parse::<u32>().ok());
    let (Some(hours), Some(minutes), Some(seconds), None) =
        (parts.next().flatten(), parts.next().flatten(), parts.next().flatten(), parts.next())
    else {
        return None;
    };
    let seconds = u64::from(hours) * 3_600 + u64::from(minutes) * 60 + u64::from(seconds);
    Some(Duration::from_secs(seconds))
}

/// The tries of one request.
pub(super) struct Tries {
    made: u32,
    begun: Instant,
}

impl Tries {
    /// Tries that begin now.
    pub(super) fn begin(now: Instant) -> Self {
        Self { made: 0, begun: now }
    }

    /// A try has failed: how long to wait before the next one; `None` to give up.
    pub(super) fn wait(
        &mut self,
        error: &ReadError,
        limits: &Limits,
        now: Instant,
        jitter: f64,
    ) -> Option<Duration> {
        self.made += 1;
        let asked = match error {
            ReadError::Refused(refusal) => refusal.retry_after,
            _ => None,
        };
        let own = backoff(limits.backoff, self.made, jitter);
        let wait = asked.map_or(own, |asked| asked.max(own));
        let waited = now.saturating_duration_since(self.begun);
        let is_over = self.made >= limits.tries && waited + wait > limits.patience;
        (error.is_transient() && !is_over).then_some(wait)
    }
}

/// Counts the requests that wait before another try.
#[derive(Debug, Default)]
pub(super) struct Waiting(AtomicUsize);

impl Waiting {
    /// One more, until what is returned is dropped.
    pub(super) fn begin(&self) -> impl Drop {
        self.0.fetch_add(1, Ordering::Relaxed);
        WaitingOne(self)
    }

    /// How many wait now.
    pub(super) fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

struct WaitingOne<'a>(&'a Waiting);

impl Drop for WaitingOne<'_> {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The longest wait between tries that the server doesn't ask for.
const LONGEST: Duration = Duration::from_secs(10);

/// The wait before try number `tried + 1`: it doubles, and half of it is jitter, so that reads that failed together don't
/// come back together. `jitter` is between 0 and 1.
pub(super) fn backoff(base: Duration, tried: u32, jitter: f64) -> Duration {
    let longest = base.saturating_mul(2_u32.saturating_pow(tried.saturating_sub(1)));
    longest.min(LONGEST).mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0)
}

/// A random number between 0 and 1; the middle if the system has none.
pub(super) fn jitter() -> f64 {
    getrandom::u32().map_or(0.5, |number| f64::from(number) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::arm::error::Refusal;

    fn asked(name: &'static str, value: &'static str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().expect("a header value"));
        let now = httpdate::parse_http_date("Mon, 23 Nov 2026 10:00:00 GMT").expect("a date");
        retry_after(&headers, now)
    }

    #[test]
    fn the_servers_wait_in_all_its_spellings() {
        assert_eq!(asked("retry-after", "7"), Some(Duration::from_secs(7)));
        assert_eq!(
            asked("retry-after", "Mon, 23 Nov 2026 10:00:09 GMT"),
            Some(Duration::from_secs(9))
        );
        assert_eq!(asked("retry-after", "Mon, 23 Nov 2026 09:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(asked("x-ms-retry-after-ms", "250"), Some(Duration::from_millis(250)));
        assert_eq!(asked("retry-after", "-1"), None);
        assert_eq!(asked("retry-after", "soon"), None);
        assert_eq!(asked("other", "1"), None);
    }

    #[test]
    fn the_quotas_renewal_is_a_time_of_day_without_a_day() {
        let asked = |value| asked("x-ms-user-quota-resets-after", value);
        assert_eq!(asked("00:00:05"), Some(Duration::from_secs(5)));
        assert_eq!(asked("01:02:03"), Some(Duration::from_secs(3_723)));
        for odd in ["5", "00:05", "00:00:05:00", "a:b:c", "-1:00:00", ""] {
            assert_eq!(asked(odd), None, "{odd}");
        }
    }

    #[test]
    fn the_backoff_doubles_within_its_jitter() {
        let base = Duration::from_millis(400);
        assert_eq!(backoff(base, 1, 0.0), Duration::from_millis(200));
        assert_eq!(backoff(base, 1, 1.0), Duration::from_millis(400));
        assert_eq!(backoff(base, 3, 1.0), Duration::from_millis(1600));
        assert_eq!(backoff(base, 30, 1.0), LONGEST);
    }

    fn refused(status: u16, retry_after: Option<u64>) -> ReadError {
        let retry_after = retry_after.map(Duration::from_secs);
        ReadError::Refused(Refusal { status, retry_after, ..Refusal::default() })
    }

    /// The waits of a request that always fails so, on a clock that only they move.
    fn waits(error: &ReadError, limits: &Limits) -> Vec<Duration> {
        let mut now = Instant::now();
        let mut tries = Tries::begin(now);
        let mut waits = Vec::new();
        while let Some(wait) = tries.wait(error, limits, now, 1.0) {
            now += wait;
            waits.push(wait);
        }
        waits
    }

    #[test]
    fn trouble_is_waited_out_for_three_quarters_of_a_minute() {
        let limits = Limits::default();
        for error in [refused(503, None), refused(429, None), ReadError::TimedOut] {
            let waits = waits(&error, &limits);
            let total: Duration = waits.iter().sum();
            assert!((30..=45).contains(&total.as_secs()), "{waits:?}");
            assert_eq!(waits[..3], [400, 800, 1600].map(Duration::from_millis));
        }
        assert_eq!(waits(&refused(403, None), &limits), [Duration::ZERO; 0]);
        // A server that says "at once" again and again isn't asked without a pause.
        assert_eq!(waits(&refused(429, Some(0)), &limits), waits(&refused(429, None), &limits));
        let asked = waits(&refused(429, Some(20)), &limits);
        assert_eq!(asked, [Duration::from_secs(20); 2], "a third would end after 60 s");
    }

    #[test]
    fn some_tries_are_made_however_long_they_take() {
        let limits = Limits { patience: Duration::ZERO, ..Limits::default() };
        assert_eq!(waits(&refused(503, None), &limits).len(), 2);
        assert_eq!(waits(&refused(429, Some(300)), &limits).len(), 2);
    }
}
