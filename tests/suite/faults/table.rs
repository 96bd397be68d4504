//! The faults of the matrix, and what must come of each.

use super::run::{PAGE_BYTES, PATIENCE};
use crate::fake_arm::{Effect, Oddity};
use foundry_dr::source::SourceError;

/// What must come of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expect {
    /// The same evidence as without it.
    Recovers,
    /// Less evidence, and nothing better for it.
    Loses,
    /// One of the two: it is a fault for some kinds of read only.
    Either,
    /// Less evidence, or a reference that leads nowhere: what nobody else shows is gone, and only that.
    Gone,
    /// Other evidence: an estate that is odd.
    Odd,
}

/// A fault of the matrix.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) effect: Effect,
    /// Strikes each path so often; always without it.
    pub(super) times: Option<u32>,
    pub(super) expect: Expect,
}

/// All faults. `thief` is a server that nothing may be sent to.
pub(super) fn cases(thief: &str) -> Vec<Case> {
    let all =
        [refusals(), throttling(), servers_trouble(), broken_answers(), paging(thief), oddities()];
    all.into_iter().flatten().collect()
}

fn always(name: &'static str, effect: Effect, expect: Expect) -> Case {
    Case { name, effect, times: None, expect }
}

fn once(name: &'static str, effect: Effect, expect: Expect) -> Case {
    Case { times: Some(1), ..always(name, effect, expect) }
}

fn status(status: u16, code: &'static str, retry_after: Option<&'static str>) -> Effect {
    Effect::Status { status, code, retry_after }
}

fn refusals() -> Vec<Case> {
    use Expect::{Either, Loses};
    let refused = |name, number, code| always(name, status(number, code, None), Loses);
    let gone = |name, code| always(name, status(404, code, None), Expect::Gone);
    vec![
        always("401 expired", Effect::ExpiredToken, Loses),
        once("401 expired, once", Effect::ExpiredToken, Loses),
        always("401 claims challenge", Effect::ClaimsChallenge, Loses),
        always("403", Effect::Deny, Either),
        gone("404 ResourceNotFound", "ResourceNotFound"),
        gone("404 ParentResourceNotFound", "ParentResourceNotFound"),
        gone("404 ResourceGroupNotFound", "ResourceGroupNotFound"),
        refused("404 SubscriptionNotFound", 404, "SubscriptionNotFound"),
        refused("404 without a code", 404, ""),
        refused("409 unregistered", 409, "MissingSubscriptionRegistration"),
        refused("409 ScopeLocked", 409, "ScopeLocked"),
        refused("400 unknown version", 400, "NoRegisteredProviderFound"),
        once("400 unknown version, once", status(400, "NoRegisteredProviderFound", None), Either),
        refused("400 BadRequest", 400, "BadRequest"),
    ]
}

fn throttling() -> Vec<Case> {
    use Expect::{Loses, Recovers};
    let throttle = |retry_after| Effect::Throttle { retry_after };
    vec![
        once("429 once, in seconds", throttle("0"), Recovers),
        once("429 once, as a date", Effect::ThrottleUntil(1), Recovers),
        once("429 once, without a time", status(429, "TooManyRequests", None), Recovers),
        always("429 always", throttle("0"), Loses),
        always("429 for 400 s", throttle("400"), Loses),
        always("429 until a far date", Effect::ThrottleUntil(400), Loses),
    ]
}

fn servers_trouble() -> Vec<Case> {
    use Expect::{Loses, Recovers};
    vec![
        always("500", status(500, "InternalServerError", None), Loses),
        once("500 once", status(500, "InternalServerError", None), Recovers),
        always("502", status(502, "BadGatewayConnection", None), Loses),
        once("502 once", status(502, "BadGatewayConnection", None), Recovers),
        always("503", status(503, "ServiceUnavailable", Some("0")), Loses),
        once("503 once", status(503, "ServiceUnavailable", Some("0")), Recovers),
        always("504", status(504, "GatewayTimeout", None), Loses),
        once("504 once", status(504, "GatewayTimeout", None), Recovers),
        always("connection reset", Effect::Reset, Loses),
        once("connection reset once", Effect::Reset, Recovers),
        always("stalled body", Effect::Stall, Loses),
        once("stalled body once", Effect::Stall, Recovers),
        always("slow drip", Effect::Drip(PATIENCE / 5), Loses),
    ]
}

fn broken_answers() -> Vec<Case> {
    use Expect::{Either, Loses, Recovers};
    vec![
        always("truncated JSON", Effect::TruncatedJson, Loses),
        always("HTML from a proxy", Effect::Html, Loses),
        always("empty body", Effect::EmptyBody, Loses),
        always("wrong content type", Effect::WrongContentType, Recovers),
        always("gzip bomb", Effect::GzipBomb(PAGE_BYTES * 8), Loses),
        always("too large a page", Effect::Padded(PAGE_BYTES * 2), Either),
        always("deep JSON", Effect::Odd(Oddity::Deep), Either),
        always("wrong types", Effect::Odd(Oddity::WrongTypes), Expect::Odd),
    ]
}

fn paging(thief: &str) -> Vec<Case> {
    use Expect::{Either, Loses};
    let other_port = "http://127.0.0.1:9".to_owned();
    let other_scheme = "https://127.0.0.1".to_owned();
    vec![
        always("next page elsewhere", Effect::ForeignNextLink(thief.to_owned()), Either),
        always("next page at another port", Effect::ForeignNextLink(other_port), Either),
        always("next page by another scheme", Effect::ForeignNextLink(other_scheme), Either),
        always("redirect elsewhere", Effect::Redirect(format!("{thief}/x")), Loses),
        always("endless pages", Effect::EndlessPages, Either),
        always("the same page again", Effect::SamePageAgain, Either),
        always("an empty first page", Effect::EmptyFirstPage, Either),
    ]
}

fn oddities() -> Vec<Case> {
    let odd = |name, oddity, expect| always(name, Effect::Odd(oddity), expect);
    vec![
        odd("duplicate ids", Oddity::Twice, Expect::Either),
        odd("duplicates in capitals", Oddity::TwiceInCapitals, Expect::Either),
        odd("ids in capitals", Oddity::Capitals, Expect::Either),
        odd("points to itself", Oddity::PointsToItself, Expect::Odd),
        odd("points in a circle", Oddity::PointsInACircle, Expect::Odd),
        odd("a name of 10,000 characters", Oddity::LongName, Expect::Odd),
    ]
}

/// What is wrong with a run that ended in an error: only two may, and only where there is nothing to report on.
pub(super) fn unexpected(expect: Expect, kind: &str, error: &SourceError) -> Vec<String> {
    let told = error.to_string();
    let about_the_subscription = kind.starts_with("/subscriptions/*?");
    let allowed = match error {
        // The very first answers were 401: nothing could be read at all.
        SourceError::SignIn(_) => expect == Expect::Loses && error.hint().contains("az login"),
        // A subscription that ARM doesn't know is the user's mistake.
        SourceError::Subscription(_) => about_the_subscription,
        _ => false,
    };
    if allowed { vec![] } else { vec![format!("it ended in an error: {told}")] }
}
