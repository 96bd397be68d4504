//! What can go wrong with one read, and what that means for the evidence: denied, failed, believable absence, or not read.

use crate::catalogue::{ReadRow, Shape};
use crate::snapshot::Outcome;
use serde_json::Value as Json;
use std::time::Duration;
use uuid::Uuid;

/// Codes of a 404 that tell that a resource doesn't exist, rather than that it may not be seen.
const GONE: [&str; 3] = ["ResourceNotFound", "ParentResourceNotFound", "ResourceGroupNotFound"];

/// The code of a 404 for a subscription that doesn't exist, or that this identity may not see.
const NO_SUBSCRIPTION: &str = "SubscriptionNotFound";

/// The code of a 409 for a resource provider that isn't registered: nothing of its types can exist there.
const UNREGISTERED: &str = "MissingSubscriptionRegistration";

/// Codes that tell that this cloud or region doesn't know the api-version (yet).
const UNKNOWN_VERSION: [&str; 3] =
    ["NoRegisteredProviderFound", "InvalidResourceType", "InvalidApiVersionParameter"];

/// Why a request gave no body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ReadError {
    /// The run has ended.
    Stopped,
    /// ARM no longer takes the token, and no better one can be had.
    Auth(String),
    /// An answer other than success.
    Refused(Refusal),
    /// 429, and waiting would outlast the run or did no good.
    Throttled(Refusal),
    /// No answer, or one that broke off.
    Connection(String),
    /// No answer in time.
    TimedOut,
    /// A body beyond the limit of this name.
    TooLarge(&'static str),
    /// Success, but not the documented shape.
    Malformed(String),
}

/// An answer other than success.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) correlation_id: Option<String>,
    pub(super) retry_after: Option<Duration>,
    /// The tenant that ARM would accept a token of, from `WWW-Authenticate`.
    pub(super) tenant: Option<Uuid>,
    /// A claims challenge: the token would be fine, but Azure wants a new sign-in.
    pub(super) challenged: bool,
    /// The api-versions that ARM says there are.
    pub(super) versions: Vec<String>,
    /// Its body didn't come to an end, so its code isn't known.
    pub(super) broke_off: bool,
}

impl Refusal {
    /// True if the token is fine, but of a tenant that the subscription doesn't belong to.
    pub(super) fn is_other_tenant(&self) -> bool {
        self.status == 401 && self.code.as_deref() == Some("InvalidAuthenticationTokenTenant")
    }

    /// True if the status says too little without the code, and the code may come with the next try.
    fn is_half_said(&self) -> bool {
        self.broke_off && matches!(self.status, 400 | 404 | 409)
    }

    /// True if the subscription as a whole is throttled, rather than one operation.
    pub(super) fn throttles_subscription(&self) -> bool {
        self.status == 429 && self.code.as_deref() == Some("SubscriptionRequestsThrottled")
    }

    /// One line for a message: code and text.
    pub(super) fn text(&self) -> String {
        let text = match (&self.code, &self.message) {
            (Some(code), Some(message)) => format!("{code}: {message}"),
            (Some(text), None) | (None, Some(text)) => text.clone(),
            (None, None) => format!("HTTP {}", self.status),
        };
        if self.challenged {
            return format!("sign in again, Azure wants a new sign-in (claims challenge): {text}");
        }
        text
    }
}

impl ReadError {
    /// True if another try may help.
    pub(super) fn is_transient(&self) -> bool {
        match self {
            Self::Connection(_) | Self::TimedOut => true,
            Self::Refused(refusal) => {
                matches!(refusal.status, 408 | 429 | 500..=599) || refusal.is_half_said()
            }
            Self::Stopped
            | Self::Auth(_)
            | Self::Throttled(_)
            | Self::TooLarge(_)
            | Self::Malformed(_) => false,
        }
    }

    /// The api-versions that ARM lists, possibly none, if it doesn't know the one that was asked for.
    pub(super) fn known_versions(&self) -> Option<&[String]> {
        let Self::Refused(refusal) = self else {
            return None;
        };
        let is_named = refusal.code.as_deref().is_some_and(|code| UNKNOWN_VERSION.contains(&code));
        let is_about_versions = is_named || !refusal.versions.is_empty();
        (matches!(refusal.status, 400 | 404) && is_about_versions).then_some(&refusal.versions)
    }

    /// What it means for the evidence.
    pub(super) fn outcome(&self, spec: &ReadRow) -> Outcome {
        match self {
            Self::Stopped => Outcome::NotRead,
            Self::Refused(refusal) => refused(refusal, spec),
            Self::Auth(_)
            | Self::Throttled(_)
            | Self::Connection(_)
            | Self::TimedOut
            | Self::TooLarge(_)
            | Self::Malformed(_) => Outcome::Failed,
        }
    }

    /// A code for the observation: ARM's own, or a word for what never reached ARM.
    pub(super) fn code(&self) -> Option<String> {
        let word = match self {
            Self::Stopped => return None,
            Self::Refused(refusal) => {
                let status = || format!("HTTP{}", refusal.status);
                return Some(refusal.code.clone().unwrap_or_else(status));
            }
            Self::Auth(_) => "auth",
            Self::Throttled(_) => "throttled",
            Self::Connection(_) => "connection",
            Self::TimedOut => "timeout",
            Self::TooLarge(_) => "too-large",
            Self::Malformed(_) => "malformed",
        };
        Some(word.to_owned())
    }

    /// A sentence for the observation.
    pub(super) fn message(&self) -> Option<String> {
        match self {
            Self::Stopped => Some("the run ended before".to_owned()),
            Self::Refused(refusal) => refusal.message.clone(),
            Self::Throttled(refusal) => Some(refusal.text()),
            Self::Auth(text) | Self::Connection(text) | Self::Malformed(text) => Some(text.clone()),
            Self::TimedOut => Some("no answer in time".to_owned()),
            Self::TooLarge(limit) => {
                Some(format!("the answer is larger than this program reads (limit {limit})"))
            }
        }
    }

    /// ARM's correlation id, if ARM answered.
    pub(super) fn correlation_id(&self) -> Option<String> {
        match self {
            Self::Refused(refusal) | Self::Throttled(refusal) => refusal.correlation_id.clone(),
            Self::Stopped
            | Self::Auth(_)
            | Self::Connection(_)
            | Self::TimedOut
            | Self::TooLarge(_)
            | Self::Malformed(_) => None,
        }
    }
}

fn refused(refusal: &Refusal, spec: &ReadRow) -> Outcome {
    let code = refusal.code.as_deref().unwrap_or_default();
    match (refusal.status, spec.shape) {
        (401 | 403, _) => Outcome::Denied,
        // That is what an identity without access gets, whatever it asks for in that subscription.
        (404, _) if code == NO_SUBSCRIPTION => Outcome::Denied,
        // A collection always exists; a 404 says that something else is wrong.
        (404, Shape::List) => Outcome::Failed,
        // Provisional: believed only if this run can read anything else in that subscription.
        (404, Shape::One) if is_gone(code) => Outcome::Absent,
        // Any other 404 may hide that access is missing.
        (404, Shape::One) if !UNKNOWN_VERSION.contains(&code) => Outcome::Denied,
        (_, Shape::One | Shape::List) => Outcome::Failed,
    }
}

/// True if a 404 with this code tells that a resource doesn't exist.
pub(super) fn is_gone(code: &str) -> bool {
    GONE.contains(&code)
}

/// True if ARM says, by this code, that the resource provider isn't registered in the subscription.
pub(super) fn is_unregistered(code: &str) -> bool {
    code == UNREGISTERED
}

/// Code and message of an error body: ARM's envelope, the same at top level, or `{"Message": …}`. The message is whole.
pub(super) fn code_and_message(body: &[u8]) -> (Option<String>, Option<String>) {
    let Ok(json) = serde_json::from_slice::<Json>(body) else {
        return (None, None);
    };
    let error = json.get("error").unwrap_or(&json);
    let text = |names: [&str; 2]| {
        let found = names.iter().find_map(|name| error.get(name)?.as_str());
        found.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    (text(["code", "Code"]).map(|code| clipped(&code)), text(["message", "Message"]))
}

/// One line without control characters, and not endless: it comes from the other side.
pub(super) fn clipped(text: &str) -> String {
    const LONGEST: usize = 600;
    let line: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect();
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::ReadKind;
    use crate::model::Kind;

    fn outcome(status: u16, code: &str, read: ReadKind) -> Outcome {
        let refusal = Refusal {
            status,
            code: (!code.is_empty()).then(|| code.to_owned()),
            ..Refusal::default()
        };
        ReadError::Refused(refusal).outcome(read.row())
    }

    #[test]
    fn refusals_become_what_they_prove_and_no_more() {
        let one = ReadKind::one_of(Kind::CosmosAccount);
        let list = ReadKind::LOCKS;
        for (status, code, read, expected) in [
            (403, "AuthorizationFailed", list, Outcome::Denied),
            (401, "InvalidAuthenticationTokenTenant", one, Outcome::Denied),
            (404, "ResourceNotFound", one, Outcome::Absent),
            (404, "ParentResourceNotFound", one, Outcome::Absent),
            (404, "ResourceNotFound", list, Outcome::Failed),
            (404, "ResourceGroupNotFound", one, Outcome::Absent),
            (404, "ResourceGroupNotFound", list, Outcome::Failed),
            (404, "SubscriptionNotFound", ReadKind::SUBSCRIPTION, Outcome::Denied),
            (404, "SubscriptionNotFound", list, Outcome::Denied),
            (404, "ParentResourceNotFound", list, Outcome::Failed),
            (404, "", one, Outcome::Denied),
            (404, "InvalidResourceType", one, Outcome::Failed),
            (409, "MissingSubscriptionRegistration", list, Outcome::Failed),
            (400, "BadRequest", one, Outcome::Failed),
            (302, "", one, Outcome::Failed),
            (500, "InternalServerError", list, Outcome::Failed),
        ] {
            assert_eq!(outcome(status, code, read), expected, "{status} {code}");
        }
    }

    #[test]
    fn error_bodies_in_their_three_shapes() {
        let pair = |body: &str| code_and_message(body.as_bytes());
        let expected = (Some("C".to_owned()), Some("m".to_owned()));
        assert_eq!(pair(r#"{"error":{"code":"C","message":"m"}}"#), expected);
        assert_eq!(pair(r#"{"code":"C","message":"m"}"#), expected);
        assert_eq!(pair(r#"{"Message":"m"}"#), (None, Some("m".to_owned())));
        assert_eq!(pair("<html>no</html>"), (None, None));
        assert_eq!(pair(""), (None, None));
        assert_eq!(pair(r#"{"error":"plain"}"#), (None, None));
    }

    #[test]
    fn what_is_worth_another_try() {
        let status =
            |status| ReadError::Refused(Refusal { status, ..Refusal::default() }).is_transient();
        for transient in [408, 429, 500, 502, 503, 504] {
            assert!(status(transient), "{transient}");
        }
        for lasting in [301, 400, 401, 403, 404, 409] {
            assert!(!status(lasting), "{lasting}");
        }
        let half_said = |status| {
            ReadError::Refused(Refusal { status, broke_off: true, ..Refusal::default() })
                .is_transient()
        };
        assert!(half_said(404), "which of its meanings it has is in the code");
        assert!(!half_said(403), "the status says it all");
        assert!(ReadError::TimedOut.is_transient());
        assert!(!ReadError::Malformed(String::new()).is_transient());
    }
}
