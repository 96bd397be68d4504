//! The time. `SOURCE_DATE_EPOCH` fixes it, so that two runs over the same input give the same bytes.

use super::failure::Failure;
use time::{Duration, OffsetDateTime};

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
        Failure::new(format!("SOURCE_DATE_EPOCH is `{text}`, which is no Unix time"))
            .hint("unset it, or set it to seconds since 1970, e.g. SOURCE_DATE_EPOCH=$(date +%s)")
    })
}

/// The latest that anything can have been read: now, also where a fixed instant lies before the reads of an older run.
pub(super) fn latest() -> Result<OffsetDateTime, Failure> {
    Ok(now()?.max(OffsetDateTime::now_utc()))
}

/// `5 s`, `12 min`, `7 h`, `3 days`: whole units, rounded down, so that nothing looks older than it is.
pub(super) fn age(age: Duration) -> String {
    let seconds = age.whole_seconds().max(0);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}
