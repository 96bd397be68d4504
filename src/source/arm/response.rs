//! What is read off a response: body, refusal, and the headers that ARM adds.

use super::error::{ReadError, Refusal, clipped, code_and_message};
use super::retry::retry_after;
use crate::catalogue::listed_versions;
use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};
use reqwest::{Response, StatusCode};
use std::time::SystemTime;
use url::Url;
use uuid::Uuid;

/// The body, decompressed, up to a limit: a small answer may unpack to a huge one.
pub(super) async fn body(mut response: Response, most_bytes: usize) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unanswered)? {
        if bytes.len() + chunk.len() > most_bytes {
            return Err(ReadError::TooLarge("page-bytes"));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// What a refusal says: in its status, its body and its headers.
pub(super) fn refusal(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Refusal {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::to_owned);
    let (code, message) = code_and_message(body);
    Refusal {
        status: status.as_u16(),
        code,
        // Before it is clipped: the list may be long.
        versions: message.as_deref().map(listed_versions).unwrap_or_default(),
        message: message.as_deref().map(clipped),
        correlation_id: text("x-ms-correlation-request-id"),
        retry_after: retry_after(headers, SystemTime::now()),
        tenant: challenges(headers).find_map(tenant_of),
        challenged: status == StatusCode::UNAUTHORIZED && challenges(headers).any(wants_claims),
        broke_off: false,
    }
}

/// The values of `WWW-Authenticate`; there may be several.
fn challenges(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let values = headers.get_all(WWW_AUTHENTICATE).into_iter();
    values.filter_map(|value| value.to_str().ok())
}

/// True for a claims challenge of continuous access evaluation or conditional access.
fn wants_claims(challenge: &str) -> bool {
    challenge.contains("insufficient_claims")
}

/// The tenant in `authorization_uri="https://login.windows.net/<tenant>"`.
fn tenant_of(challenge: &str) -> Option<Uuid> {
    let (_, rest) = challenge.split_once("authorization_uri=\"")?;
    let url = Url::parse(rest.split('"').next()?).ok()?;
    let tenant = url.path_segments()?.next()?;
    Uuid::parse_str(tenant).ok()
}

/// How many reads the server would still take in this subscription.
pub(super) fn remaining(headers: &HeaderMap) -> Option<u32> {
    headers.get("x-ms-ratelimit-remaining-subscription-reads")?.to_str().ok()?.parse().ok()
}

/// The subscription that a request counts for; "" for the tenant.
pub(super) fn subscription_of(url: &Url) -> &str {
    let mut segments = url.path().split('/').skip(1);
    match segments.next() {
        Some(first) if first.eq_ignore_ascii_case("subscriptions") => {
            segments.next().unwrap_or_default()
        }
        Some(_) | None => "",
    }
}

/// The innermost cause says most ("connection refused"), and never holds the URL.
pub(super) fn unanswered(error: reqwest::Error) -> ReadError {
    if error.is_timeout() {
        return ReadError::TimedOut;
    }
    let error = error.without_url();
    let mut cause: &dyn std::error::Error = &error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    ReadError::Connection(cause.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tenant_is_read_from_the_challenge() {
        let id = "72f988bf-86f1-41af-91ab-2d7cd011db47";
        let challenge = format!(
            r#"Bearer authorization_uri="https://login.windows.net/{id}", error="invalid_token""#
        );
        assert_eq!(tenant_of(&challenge).map(|it| it.to_string()).as_deref(), Some(id));
        assert_eq!(
            tenant_of(r#"Bearer authorization_uri="https://login.windows.net/common""#),
            None
        );
        assert_eq!(tenant_of("Bearer"), None);
    }

    #[test]
    fn a_claims_challenge_is_told_from_a_token_that_has_ended() {
        let refused = |challenge: &'static str| {
            let mut headers = HeaderMap::new();
            headers.append(WWW_AUTHENTICATE, "Negotiate".parse().expect("a value"));
            headers.append(WWW_AUTHENTICATE, challenge.parse().expect("a value"));
            refusal(StatusCode::UNAUTHORIZED, &headers, b"")
        };
        let challenged = refused(r#"Bearer error="insufficient_claims", claims="e30=""#);
        assert!(challenged.challenged);
        assert!(challenged.text().starts_with("sign in again"));
        assert!(!refused(r#"Bearer error="invalid_token""#).challenged);
    }

    #[test]
    fn pacing_goes_by_the_subscription_of_the_path() {
        let of = |text| subscription_of(&Url::parse(text).expect("a URL")).to_owned();
        assert_eq!(of("https://x/subscriptions/S1/locations"), "S1");
        assert_eq!(of("https://x/subscriptions?api-version=1"), "");
        assert_eq!(of("https://x/providers/y"), "");
    }
}
