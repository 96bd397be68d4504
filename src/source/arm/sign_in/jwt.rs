//! When a bearer token ends, if it is a JWT. Nothing is verified: ARM does that; this only lets an expired token be named
//! before any read.

use serde_json::Value as Json;
use time::OffsetDateTime;

/// The `exp` claim.
pub(super) fn expiry(token: &str) -> Option<OffsetDateTime> {
    let payload = token.split('.').nth(1)?;
    let claims: Json = serde_json::from_slice(&base64url(payload)?).ok()?;
    OffsetDateTime::from_unix_timestamp(claims.get("exp")?.as_i64()?).ok()
}

/// Decodes base64url without padding, as JWTs use it.
fn base64url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0);
    for letter in text.trim_end_matches('=').bytes() {
        let six = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).ok()?);
        }
    }
    Some(bytes)
}

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
