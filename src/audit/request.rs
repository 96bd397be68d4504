//! Requests in words: "connections of weu-prod/agents" instead of a path of two hundred characters.

use crate::catalogue::{ReadKind, Watch, recognise};
use crate::model::ResourceId;
use crate::snapshot::{ScopeEntry, key_of};

/// What a request reads, in words; the request itself if this program doesn't know it.
pub(crate) fn in_words(request: &str, scope: &[ScopeEntry]) -> String {
    if let Some((date, path)) = published(request) {
        return format!("{} (Microsoft's list of {date})", in_words(path, scope));
    }
    let path = request.split_once(' ').map_or(request, |(_, path)| path);
    let key = key_of(path);
    let bare = key.split('?').next().unwrap_or(&key);
    // A query belongs to some reads: without it, the geo copy of a Storage account would be the account itself.
    let with_query = recognise(&key).filter(|(_, at)| !at.written().contains('?'));
    match with_query.or_else(|| recognise(bare)) {
        Some((read, at)) => words(read, &owner(&at, scope)),
        None => request.to_owned(),
    }
}

/// Date and path of a list that Microsoft publishes and that stands in for a read.
fn published(request: &str) -> Option<(&str, &str)> {
    request.strip_prefix("PUBLISHED ")?.split_once(' ')
}

fn words(read: ReadKind, owner: &str) -> String {
    match read {
        ReadKind::Subscriptions => "subscriptions".to_owned(),
        ReadKind::Descendants => format!("subscriptions of management group {owner}"),
        ReadKind::Inventory => {
            "which subscriptions hold Foundry accounts (Resource Graph)".to_owned()
        }
        ReadKind::Subscription => owner.to_owned(),
        ReadKind::Provider => format!("Cognitive Services registration of {owner}"),
        ReadKind::Locations => format!("locations of {owner}"),
        ReadKind::Locks | ReadKind::LocksAt => format!("locks of {owner}"),
        ReadKind::PolicyAssignments => format!("policies of {owner}"),
        ReadKind::PolicyExemptions => format!("policy exemptions of {owner}"),
        ReadKind::PolicyDefinition => format!("policy definition {owner}"),
        ReadKind::PolicySet => format!("policy initiative {owner}"),
        ReadKind::DenyAssignments => format!("deny assignments of {owner}"),
        ReadKind::Accounts => format!("Cognitive Services accounts of {owner}"),
        ReadKind::DeletedAccounts => format!("deleted accounts of {owner}"),
        ReadKind::AiPricing => format!("Defender plan AI of {owner}"),
        ReadKind::Projects => format!("projects of {owner}"),
        ReadKind::ProjectPreview => format!("capability settings of {owner}"),
        ReadKind::AccountHosts | ReadKind::ProjectHosts => format!("capability hosts of {owner}"),
        ReadKind::AccountConnections | ReadKind::ProjectConnections => {
            format!("connections of {owner}")
        }
        ReadKind::Deployments => format!("deployments of {owner}"),
        ReadKind::Dependencies(kind) => format!("{kind} list of {owner}"),
        ReadKind::Dependency(kind) => format!("{} {owner}", kind.title()),
        ReadKind::SqlDatabases => format!("SQL databases of {owner}"),
        ReadKind::BlobService => format!("blob settings of {owner}"),
        ReadKind::Containers => format!("containers of {owner}"),
        ReadKind::ObjectReplication => format!("object replication of {owner}"),
        ReadKind::Replications => format!("replications of {owner}"),
        ReadKind::RoleAssignments | ReadKind::RoleAssignmentsAt => {
            format!("role assignments of {owner}")
        }
        ReadKind::EligibleRoles => format!("eligible roles of {owner}"),
        ReadKind::RoleDefinition => format!("role {owner}"),
        ReadKind::SqlRoleAssignments => format!("data role assignments of {owner}"),
        ReadKind::SqlRoleDefinitions => format!("data roles of {owner}"),
        ReadKind::Watch(watch) => format!("{} of {owner}", watched(watch)),
        ReadKind::Registration(kind) => format!("{kind} registration of {owner}"),
    }
}

fn watched(watch: Watch) -> &'static str {
    match watch {
        Watch::ActivityAlerts => "activity log alerts",
        Watch::MetricAlerts => "metric alerts",
        Watch::ActionGroups => "action groups",
        Watch::WebTests => "availability tests",
        Watch::Diagnostics => "diagnostic settings",
        Watch::RestorePoints => "restorable Cosmos DB accounts",
        Watch::GeoReplication => "geo copy",
        Watch::Models => "models",
    }
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
    use super::in_words;

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
                "PUBLISHED 2025-09-23 /subscriptions/s/locations".into(),
                "locations of subscription s (Microsoft's list of 2025-09-23)",
            ),
            ("GET /somewhere/else".into(), "GET /somewhere/else"),
        ] {
            assert_eq!(in_words(&path, &[]), words);
        }
    }
}
