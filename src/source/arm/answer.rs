//! What a logical read gave: all that an observation holds, but for its key and time.

use super::error::ReadError;
use crate::catalogue::ReadRow;
use crate::snapshot::{Observation, Origins, Outcome, Redactor};
use serde_json::Value as Json;
use time::OffsetDateTime;

/// The answer to a logical read, redacted and trimmed.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The api-version that answered.
    pub api_version: String,
    /// Number of pages joined into `body`.
    pub pages: u32,
    /// What became of the read.
    pub outcome: Outcome,
    /// The body: `{"value": […]}` for a listing.
    pub body: Option<Json>,
    /// Paths that were dropped from the body.
    pub dropped: Vec<String>,
    /// ARM's error code, or a word for what never reached ARM.
    pub code: Option<String>,
    /// ARM's message, redacted.
    pub message: Option<String>,
    /// ARM's correlation id, if it refused.
    pub correlation_id: Option<String>,
}

impl Answer {
    /// The whole answer.
    pub(super) fn found(version: &str, pages: u32, (body, dropped): (Json, Vec<String>)) -> Self {
        Self {
            api_version: version.to_owned(),
            pages,
            outcome: Outcome::Found,
            body: Some(body),
            dropped,
            code: None,
            message: None,
            correlation_id: None,
        }
    }

    /// No answer.
    pub(super) fn none(
        version: &str,
        error: &ReadError,
        spec: &ReadRow,
        redactor: &Redactor,
    ) -> Self {
        Self {
            api_version: version.to_owned(),
            pages: 0,
            outcome: error.outcome(spec),
            body: None,
            dropped: Vec::new(),
            code: error.code(),
            message: error.message().map(|text| redactor.message(&text)),
            correlation_id: error.correlation_id(),
        }
    }

    /// The same pages, but more would have followed.
    pub(super) fn cut(self, code: &str, message: Option<String>) -> Self {
        Self { outcome: Outcome::Truncated, code: Some(code.to_owned()), message, ..self }
    }

    /// As an observation.
    #[must_use]
    pub fn observed(self, key: String, read_at: OffsetDateTime) -> Observation {
        Observation {
            key,
            method: "GET".to_owned(),
            api_version: self.api_version,
            pages: self.pages,
            outcome: self.outcome,
            body: self.body,
            dropped: self.dropped,
            code: self.code,
            message: self.message,
            correlation_id: self.correlation_id,
            read_at,
            exhaustive: true,
            origins: Origins::default(),
        }
    }
}
