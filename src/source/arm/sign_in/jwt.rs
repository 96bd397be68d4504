//! When a bearer token ends, if it is a JWT. Nothing is verified: ARM does that; this only lets an expired token be named
//! before any read.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value as Json;
use time::OffsetDateTime;

/// The `exp` claim.
pub(super) fn expiry(token: &str) -> Option<OffsetDateTime> {
    let payload = token.split('.').nth(1)?;
    let claims: Json = serde_json::from_slice(&BASE64URL.decode(payload).ok()?).ok()?;
    OffsetDateTime::from_unix_timestamp(claims.get("exp")?.as_i64()?).ok()
}

/// Tokens come with and without padding.
const BASE64URL: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn the_end_of_a_jwt_is_read_and_other_tokens_have_none() {
        // {"alg":"none"} . {"exp":1767225600} . empty signature
        let token = "eyJhbGciOiJub25lIn0.eyJleHAiOjE3NjcyMjU2MDB9.";
        assert_eq!(expiry(token), Some(datetime!(2026-01-01 0:00 UTC)));
        assert_eq!(expiry("opaque"), None);
        assert_eq!(expiry("a.b.c"), None);
        assert_eq!(expiry("a.%%%.c"), None);
    }
}
