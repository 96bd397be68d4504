//! What a fault makes of a request: a refusal, a damaged body, or a list that leads astray. Sends nothing itself.

use super::address::Address;
use super::answer::{Query, answer};
use super::fault::{Effect, Oddity};
use super::index::Index;
use super::oddity::make_odd;
use super::paging::{link, skip_token};
use super::refusal::{self, Refusal};
use super::reply::Reply;
use super::world::World;
use serde_json::json;
use std::time::{Duration, SystemTime};
use uuid::Uuid;

/// The answer to a request that a fault strikes. `origin` is the server's own, `right` makes the faultless answer.
pub(crate) fn damaged(
    index: &Index,
    origin: &str,
    query: &Query,
    effect: &Effect,
    right: impl Fn() -> Reply,
) -> Reply {
    let first_page = || {
        let mut query = query.clone();
        query.skip_token = None;
        Reply::of(answer(index, &query))
    };
    match effect {
        Effect::Deny
        | Effect::Status { .. }
        | Effect::ExpiredToken
        | Effect::ClaimsChallenge
        | Effect::Throttle { .. }
        | Effect::ThrottleUntil(_) => Reply::refused(refused(&index.world, &query.address, effect)),
        Effect::Delay(_) => right(),
        Effect::TruncatedJson => right().halved(),
        Effect::Html => Reply::html(),
        Effect::Redirect(to) => Reply::redirect(to),
        Effect::Reset => right().broken(),
        Effect::ForeignNextLink(other) => {
            let foreign = query.url.replacen(origin, other, 1);
            first_page().next(&link(&foreign, &skip_token(1)))
        }
        Effect::EndlessPages => {
            let fresh = Uuid::new_v4().simple().to_string();
            first_page().next(&link(&query.url, &fresh))
        }
        Effect::SamePageAgain => first_page().next(&link(&query.url, &skip_token(0))),
        Effect::EmptyFirstPage if query.skip_token.is_some() => right(),
        Effect::EmptyFirstPage => {
            let empty = Reply::of(Ok(json!({"value": []})));
            empty.next(&link(&query.url, &skip_token(0)))
        }
        Effect::EmptyBody => Reply::empty(),
        Effect::WrongContentType => right().called_html(),
        Effect::GzipBomb(bytes) => Reply::gzip_bomb(*bytes),
        Effect::Padded(bytes) => {
            right().changed(|body| body["padding"] = "x".repeat(*bytes).into())
        }
        Effect::Stall => right().stalled(),
        Effect::Drip(pause) => right().dripping(*pause),
        Effect::Odd(Oddity::Deep) => right().deep(),
        Effect::Odd(oddity) => right().changed(|body| make_odd(body, *oddity)),
    }
}

fn refused(world: &World, address: &Address, effect: &Effect) -> Refusal {
    match effect {
        Effect::Status { status, code, retry_after } => {
            let mut refusal = refusal::refuse(*status, code, "The service could not answer.");
            let header = retry_after.map(|value| ("retry-after", value.to_owned()));
            refusal.headers.extend(header);
            refusal
        }
        Effect::ExpiredToken => refusal::unauthenticated("ExpiredAuthenticationToken"),
        Effect::ClaimsChallenge => refusal::claims_challenge(),
        Effect::Throttle { retry_after } => refusal::throttled(address, 250, retry_after),
        Effect::ThrottleUntil(seconds) => {
            let then = SystemTime::now() + Duration::from_secs(*seconds);
            refusal::throttled(address, 250, &httpdate::fmt_http_date(then))
        }
        Effect::Deny
        | Effect::Delay(_)
        | Effect::TruncatedJson
        | Effect::Html
        | Effect::Redirect(_)
        | Effect::Reset
        | Effect::ForeignNextLink(_)
        | Effect::EndlessPages
        | Effect::SamePageAgain
        | Effect::EmptyFirstPage
        | Effect::EmptyBody
        | Effect::WrongContentType
        | Effect::GzipBomb(_)
        | Effect::Padded(_)
        | Effect::Stall
        | Effect::Drip(_)
        | Effect::Odd(_) => refusal::denied(world, address),
    }
}
