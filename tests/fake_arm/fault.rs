//! Faults that a test injects: which requests they strike, how often, and what happens then. Knows no HTTP library.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// What a struck request gets.
#[derive(Clone, Debug)]
pub(crate) enum Effect {
    /// 403 AuthorizationFailed.
    Deny,
    /// An error with this status and code; `Retry-After` if given (seconds or a date).
    Status {
        /// The HTTP status.
        status: u16,
        /// ARM's code.
        code: &'static str,
        /// The header's value.
        retry_after: Option<&'static str>,
    },
    /// 401 as after the token's end.
    ExpiredToken,
    /// 429 ResourceRequestsThrottled.
    Throttle {
        /// `Retry-After`: seconds or a date.
        retry_after: &'static str,
    },
    /// The right answer, late.
    Delay(Duration),
    /// 200 with the first half of the right body.
    TruncatedJson,
    /// 200 with a page of HTML, as a captive proxy sends it.
    Html,
    /// 307 to another place.
    Redirect(String),
    /// The connection breaks in the middle of the answer.
    Reset,
    /// A list whose next page is on another origin, e.g. `http://127.0.0.1:9`.
    ForeignNextLink(String),
    /// A list that always has one more page, each at a new address.
    EndlessPages,
    /// A list whose next page is itself.
    SamePageAgain,
    /// A list that begins with an empty page.
    EmptyFirstPage,
    /// 401 that asks for a token with further claims: conditional access has changed its mind.
    ClaimsChallenge,
    /// 429 whose `Retry-After` is the date so many seconds from now.
    ThrottleUntil(u64),
    /// 200 without a body.
    EmptyBody,
    /// The right body, announced as HTML.
    WrongContentType,
    /// Little on the wire, so many bytes when unpacked.
    GzipBomb(usize),
    /// The right body, with so many bytes of text in it.
    Padded(usize),
    /// Half of the right body, then silence.
    Stall,
    /// The right body, one byte at a time.
    Drip(Duration),
    /// The right body, with something odd in it.
    Odd(Oddity),
}

/// What can be odd about a well-formed body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Oddity {
    /// Each resource is listed twice.
    Twice,
    /// Each resource is listed twice, the second time with its id in capitals.
    TwiceInCapitals,
    /// Ids of resources are in capitals.
    Capitals,
    /// Every id in a resource is the resource's own.
    PointsToItself,
    /// Every id in a resource is that of the next one in the list, the last one's that of the first.
    PointsInACircle,
    /// One more resource, with a name of 10,000 characters; a single resource has that name.
    LongName,
    /// A property that is nested 100,000 levels deep.
    Deep,
    /// `value` and `properties` are lists of numbers and text, not what is documented.
    WrongTypes,
}

/// A fault: an effect on requests whose address matches.
#[derive(Debug)]
pub(crate) struct Fault {
    pattern: Pattern,
    after: u32,
    times: Option<u32>,
    effect: Effect,
    seen: AtomicU32,
}

#[derive(Clone, Debug)]
enum Pattern {
    Part(String),
    Path(String),
}

impl Fault {
    /// Strikes every request whose path and query contain this, in any case. A path from its beginning works as a prefix.
    pub(crate) fn on(part: &str, effect: Effect) -> Self {
        Self::new(Pattern::Part(part.to_ascii_lowercase()), effect)
    }

    /// Strikes every request for exactly this path, in any case and with any query.
    pub(crate) fn at(path: &str, effect: Effect) -> Self {
        Self::new(Pattern::Path(path.to_ascii_lowercase()), effect)
    }

    /// Strikes so often only.
    pub(crate) fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Lets so many matching requests pass first.
    pub(crate) fn after(mut self, passed: u32) -> Self {
        self.after = passed;
        self
    }

    fn new(pattern: Pattern, effect: Effect) -> Self {
        Self { pattern, after: 0, times: None, effect, seen: AtomicU32::new(0) }
    }

    /// The effect, if this request is struck. Counts the request.
    pub(crate) fn strike(&self, path: &str, query: &str) -> Option<&Effect> {
        let path = path.to_ascii_lowercase();
        let matches = match &self.pattern {
            Pattern::Part(part) => format!("{path}?{}", query.to_ascii_lowercase()).contains(part),
            Pattern::Path(exact) => path == *exact,
        };
        if !matches {
            return None;
        }
        let nth = self.seen.fetch_add(1, Ordering::SeqCst);
        let end = self.times.map(|times| self.after.saturating_add(times));
        (nth >= self.after && end.is_none_or(|end| nth < end)).then_some(&self.effect)
    }
}
