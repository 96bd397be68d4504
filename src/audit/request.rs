//! Requests in words: "connections of weu-prod/agents" instead of a path of two hundred characters.

use crate::catalogue::recognise;
use crate::model::ResourceId;
use crate::snapshot::{ScopeEntry, key_of};

/// What a request reads, in words; the request itself if this program doesn't know it.
pub(crate) fn describe(request: &str, scope: &[ScopeEntry]) -> String {
    if let Some((date, path)) = published(request) {
        return format!("{} (Microsoft's list of {date})", describe(path, scope));
    }
    let path = request.split_once(' ').map_or(request, |(_, path)| path);
    let key = key_of(path);
    let bare = key.split('?').next().unwrap_or(&key);
    // A query belongs to some reads: without it, the geo copy of a Storage account would be the account itself.
    match recognise(&key).or_else(|| recognise(bare)) {
        Some((read, at)) => read.title(&owner(&at, scope)),
        None => request.to_owned(),
    }
}

/// Date and path of a list that Microsoft publishes and that stands in for a read.
fn published(request: &str) -> Option<(&str, &str)> {
    request.strip_prefix("PUBLISHED ")?.split_once(' ')
}

/// `subscription Prod`, `account/project`, or the bare name.
fn owner(id: &ResourceId, scope: &[ScopeEntry]) -> String {
    // The one blob service of a Storage account has no name of its own.
    let service = id.folded().ends_with("/blobservices/default");
    let account = id.parent().filter(|_| service);
    let id = account.as_ref().unwrap_or(id);
    let of_subscription = id.folded().matches('/').count() == 2;
    match (of_subscription, id.subscription()) {
        (true, Some(subscription)) => {
            format!("subscription {}", subscription_name(subscription, scope))
        }
        _ => match id.parent().filter(|_| id.folded().contains("/projects/")) {
            Some(account) => format!("{}/{}", account.name(), id.name()),
            None => id.name().to_owned(),
        },
    }
}

/// The name of a subscription, or its id if the name isn't known.
pub(crate) fn subscription_name<'a>(id: &'a str, scope: &'a [ScopeEntry]) -> &'a str {
    scope
        .iter()
        .find(|entry| entry.subscription.eq_ignore_ascii_case(id))
        .and_then(|entry| entry.name.as_deref())
        .unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::describe;

    #[test]
    fn requests_are_named_by_what_they_read() {
        let account = "GET /subscriptions/s/resourcegroups/g/providers/microsoft.cognitiveservices/accounts/a";
        for (path, words) in [
            (
                format!("{account}/projects/p/connections"),
                "connections of a/p",
            ),
            (format!("{account}/projects"), "projects of a"),
            (
                "GET /subscriptions/s/resourcegroups/g/providers/microsoft.storage/storageaccounts/st?$expand=geoReplicationStats".to_owned(),
                "geo copy of st",
            ),
            (
                "GET /subscriptions/s/providers/microsoft.authorization/locks?$filter=x".into(),
                "locks of subscription s",
            ),
            (
                "PUBLISHED 2026-07-28 /subscriptions/s/locations".into(),
                "locations of subscription s (Microsoft's list of 2026-07-28)",
            ),
            ("GET /somewhere/else".into(), "GET /somewhere/else"),
        ] {
            assert_eq!(describe(&path, &[]), words);
        }
    }
}
