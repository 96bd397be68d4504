//! The time. `SOURCE_DATE_EPOCH` fixes it, so that two runs over the same input give the same bytes.

use super::failure::Failure;
use time::OffsetDateTime;

/// Now, or the fixed instant.
pub(super) fn now() -> Result<OffsetDateTime, Failure> {
    let Ok(text) = std::env::var("SOURCE_DATE_EPOCH") else {
        return Ok(OffsetDateTime::now_utc());
    };
    let instant = text
        .trim()
        .parse()
        .ok()
        .and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
    instant.ok_or_else(|| {
        Failure::new(format!(
            "SOURCE_DATE_EPOCH is `{text}`, which is no Unix time"
        ))
        .hint("unset it, or set it to seconds since 1970, e.g. SOURCE_DATE_EPOCH=$(date +%s)")
    })
}
