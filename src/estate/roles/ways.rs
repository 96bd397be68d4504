//! The ways to destroy a Foundry account or a store, or what is in it: operations, and what each one reaches in words.

use crate::catalogue::Operation;
use crate::model::Kind;

/// One operation that counts, and the way in words.
pub(super) type Way = (Operation, &'static str);

/// Deletion of a whole group with all that is in it.
pub(super) const GROUP_WAY: &str = "resource group";
/// Purge of what was deleted.
pub(super) const PURGE_WAY: &str = "purge";
/// The ways that take a resource as a whole; the others take what is in it.
pub(super) const WHOLE: [&str; 3] = ["account", "service", GROUP_WAY];

/// Deletion of a Foundry account or of what is in it.
pub(super) const ACCOUNT_WAYS: &[Way] = &[
    (Operation::DeleteAccount, "account"),
    (Operation::DeleteProject, "projects"),
    (Operation::DeleteAccountHost, "capability hosts"),
    (Operation::DeleteProjectHost, "capability hosts"),
    (Operation::DeleteAccountConnection, "connections"),
    (Operation::DeleteProjectConnection, "connections"),
    (Operation::DeleteDeployment, "model deployments"),
    (Operation::PurgeAccount, PURGE_WAY),
    (Operation::DeleteGroup, GROUP_WAY),
];
/// Change of the agents of an account.
pub(super) const AGENT_WAYS: &[Way] = &[
    (Operation::WriteAgents, "write"),
    (Operation::DeleteAgents, "delete"),
    (Operation::ActOnAgents, "act"),
];
/// Giving oneself a data role of Cosmos DB.
pub(super) const GRANT_WAYS: &[Way] = &[(Operation::GrantSqlRole, "self-grant")];

/// The ways to destroy a store of one kind and what is in it.
pub(super) struct StoreWays {
    pub(super) delete: &'static [Way],
    pub(super) write: &'static [Way],
    /// Only while the store takes keys.
    pub(super) keys: &'static [Way],
}

impl StoreWays {
    /// Those of a kind; none if it is no store of agents.
    pub(super) fn of(kind: Kind) -> Option<Self> {
        Some(match kind {
            Kind::CosmosAccount => Self {
                delete: &[
                    (Operation::DeleteCosmos, "account"),
                    (Operation::DeleteDatabase, "databases"),
                    (Operation::DeleteContainer, "containers"),
                    (Operation::DeleteGroup, GROUP_WAY),
                ],
                write: GRANT_WAYS,
                keys: &[(Operation::CosmosKeys, "key")],
            },
            Kind::SearchService => Self {
                delete: &[
                    (Operation::DeleteSearch, "service"),
                    (Operation::DeleteGroup, GROUP_WAY),
                ],
                write: &[
                    (Operation::WriteDocuments, "data role"),
                    (Operation::DeleteDocuments, "data role"),
                ],
                keys: &[(Operation::SearchKeys, "key")],
            },
            Kind::StorageAccount => Self {
                delete: &[
                    (Operation::DeleteStorage, "account"),
                    (Operation::DeleteBlobContainer, "containers"),
                    (Operation::DeleteGroup, GROUP_WAY),
                ],
                write: &[
                    (Operation::WriteBlobs, "data role"),
                    (Operation::DeleteBlobs, "data role"),
                ],
                keys: &[(Operation::StorageKeys, "key")],
            },
            _ => return None,
        })
    }
}
