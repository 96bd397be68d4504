//! The operations of Azure Resource Manager whose alerts would tell of a deletion.

use crate::model::{Kind, ResourceId};
use LoggedAt::{Below, Itself, Subscription};
use std::collections::BTreeSet;

/// Where an operation shows in the activity log.
enum LoggedAt {
    /// At the resource.
    Itself,
    /// At what lies below it.
    Below(&'static str),
    /// At its subscription.
    Subscription,
}

/// The operations that destroy a resource, or a part of one that holds state.
const DELETIONS: &[(Kind, &str, LoggedAt)] = &[
    (Kind::FoundryAccount, "Microsoft.CognitiveServices/accounts/delete", Itself),
    (
        Kind::FoundryAccount,
        "Microsoft.CognitiveServices/accounts/capabilityHosts/delete",
        Below("capabilityHosts"),
    ),
    (
        Kind::FoundryAccount,
        "Microsoft.CognitiveServices/accounts/projects/delete",
        Below("projects"),
    ),
    (
        Kind::FoundryAccount,
        "Microsoft.CognitiveServices/accounts/projects/capabilityHosts/delete",
        Below("projects/any/capabilityHosts"),
    ),
    (
        Kind::FoundryAccount,
        "Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts/delete",
        Subscription,
    ),
    (Kind::CosmosAccount, "Microsoft.DocumentDB/databaseAccounts/delete", Itself),
    (
        Kind::CosmosAccount,
        "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/delete",
        Below("sqlDatabases"),
    ),
    (
        Kind::CosmosAccount,
        "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/delete",
        Below("sqlDatabases/any/containers"),
    ),
    (Kind::SearchService, "Microsoft.Search/searchServices/delete", Itself),
    (Kind::StorageAccount, "Microsoft.Storage/storageAccounts/delete", Itself),
    (
        Kind::StorageAccount,
        "Microsoft.Storage/storageAccounts/blobServices/containers/delete",
        Below("blobServices/default/containers"),
    ),
];

/// The operations of Azure Resource Manager that destroy an account or a store or what agents keep in it, and where each
/// one shows in the activity log. What is deleted below the resource shows there, not at the resource.
pub(super) fn of(kind: Kind, id: &ResourceId) -> Vec<(String, ResourceId)> {
    let group = id.resource_group_scope().unwrap_or_else(|| id.clone());
    let own = DELETIONS.iter().filter(|(of, ..)| *of == kind).map(|(_, operation, at)| {
        let at = match at {
            Itself => id.clone(),
            Below(path) => ResourceId::new(&format!("{}/{path}/any", id.written())),
            Subscription => id.subscription_scope(),
        };
        (*operation, at)
    });
    let common = [
        ("Microsoft.Resources/subscriptions/resourceGroups/delete", group),
        ("Microsoft.Authorization/locks/delete", id.clone()),
    ];
    let all = own.chain(common);
    all.map(|(operation, at)| (operation.to_owned(), at)).collect()
}

/// All operations whose alerts are counted.
pub(super) fn operations(subscription: &ResourceId) -> BTreeSet<String> {
    let kinds = Kind::STORES.into_iter().chain([Kind::FoundryAccount]);
    kinds.flat_map(|kind| of(kind, subscription)).map(|(operation, _)| operation).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::catalogue;

    #[test]
    fn each_kind_whose_deletion_is_watched_has_its_operations() {
        for kind in Kind::ALL {
            let watched = catalogue().index(kind, "unalerted_deletions").is_some();
            let own = DELETIONS.iter().any(|(of, _, at)| *of == kind && matches!(at, Itself));
            assert_eq!(watched, own, "{kind}");
        }
    }
}
