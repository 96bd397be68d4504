//! What a role allows, as far as it matters here: the operations that destroy agent state or what protects it, matched the
//! way Azure does. `*` stands for any run of characters, slashes included, and case doesn't count. What `notActions` takes
//! away is taken from its own permission set only; another set, or another role, may still grant it.

use crate::text::{Glob, Star};

/// An operation that matters to the resilience of agents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    /// Delete a Foundry account.
    DeleteAccount,
    /// Delete a project.
    DeleteProject,
    /// Delete an account's capability host.
    DeleteAccountHost,
    /// Delete a project's capability host.
    DeleteProjectHost,
    /// Delete an account's connection.
    DeleteAccountConnection,
    /// Delete a project's connection.
    DeleteProjectConnection,
    /// Delete a model deployment.
    DeleteDeployment,
    /// Purge a deleted account, so that it can't be recovered.
    PurgeAccount,
    /// Delete a resource group with all that is in it.
    DeleteGroup,
    /// Delete a Cosmos DB account.
    DeleteCosmos,
    /// Delete a SQL database of Cosmos DB.
    DeleteDatabase,
    /// Delete a container of a SQL database.
    DeleteContainer,
    /// Delete an AI Search service.
    DeleteSearch,
    /// Delete a Storage account.
    DeleteStorage,
    /// Delete a blob container.
    DeleteBlobContainer,
    /// List the keys of a Cosmos DB account.
    CosmosKeys,
    /// List the admin keys of an AI Search service.
    SearchKeys,
    /// List the keys of a Storage account.
    StorageKeys,
    /// Assign a data role of Cosmos DB, to oneself too.
    GrantSqlRole,
    /// Delete a lock.
    DeleteLock,
    /// Assign any role, to oneself too.
    AssignRole,
    /// Delete a policy assignment.
    DeletePolicy,
    /// Restore a Cosmos DB account from its continuous backup.
    RestoreCosmos,
    /// Create or change a Cosmos DB account.
    WriteCosmos,
    /// Change agents and threads.
    WriteAgents,
    /// Delete agents and threads.
    DeleteAgents,
    /// Other actions on agents.
    ActOnAgents,
    /// Overwrite blobs.
    WriteBlobs,
    /// Delete blobs.
    DeleteBlobs,
    /// Set tags of blobs: only the owner's role of blobs holds it.
    TagBlobs,
    /// Make or change an index.
    WriteIndexes,
    /// Overwrite documents of an index.
    WriteDocuments,
    /// Delete documents of an index.
    DeleteDocuments,
}

/// Each operation's action, and whether it is one of the data plane.
const ACTIONS: [(Operation, &str, bool); 33] = {
    use Operation as O;
    [
        (O::DeleteAccount, "microsoft.cognitiveservices/accounts/delete", false),
        (O::DeleteProject, "microsoft.cognitiveservices/accounts/projects/delete", false),
        (
            O::DeleteAccountHost,
            "microsoft.cognitiveservices/accounts/capabilityhosts/delete",
            false,
        ),
        (
            O::DeleteProjectHost,
            "microsoft.cognitiveservices/accounts/projects/capabilityhosts/delete",
            false,
        ),
        (
            O::DeleteAccountConnection,
            "microsoft.cognitiveservices/accounts/connections/delete",
            false,
        ),
        (
            O::DeleteProjectConnection,
            "microsoft.cognitiveservices/accounts/projects/connections/delete",
            false,
        ),
        (O::DeleteDeployment, "microsoft.cognitiveservices/accounts/deployments/delete", false),
        (
            O::PurgeAccount,
            "microsoft.cognitiveservices/locations/resourcegroups/deletedaccounts/delete",
            false,
        ),
        (O::DeleteGroup, "microsoft.resources/subscriptions/resourcegroups/delete", false),
        (O::DeleteCosmos, "microsoft.documentdb/databaseaccounts/delete", false),
        (O::DeleteDatabase, "microsoft.documentdb/databaseaccounts/sqldatabases/delete", false),
        (
            O::DeleteContainer,
            "microsoft.documentdb/databaseaccounts/sqldatabases/containers/delete",
            false,
        ),
        (O::DeleteSearch, "microsoft.search/searchservices/delete", false),
        (O::DeleteStorage, "microsoft.storage/storageaccounts/delete", false),
        (
            O::DeleteBlobContainer,
            "microsoft.storage/storageaccounts/blobservices/containers/delete",
            false,
        ),
        (O::CosmosKeys, "microsoft.documentdb/databaseaccounts/listkeys/action", false),
        (O::SearchKeys, "microsoft.search/searchservices/listadminkeys/action", false),
        (O::StorageKeys, "microsoft.storage/storageaccounts/listkeys/action", false),
        (O::GrantSqlRole, "microsoft.documentdb/databaseaccounts/sqlroleassignments/write", false),
        (O::DeleteLock, "microsoft.authorization/locks/delete", false),
        (O::AssignRole, "microsoft.authorization/roleassignments/write", false),
        (O::DeletePolicy, "microsoft.authorization/policyassignments/delete", false),
        (
            O::RestoreCosmos,
            "microsoft.documentdb/locations/restorabledatabaseaccounts/restore/action",
            false,
        ),
        (O::WriteCosmos, "microsoft.documentdb/databaseaccounts/write", false),
        (O::WriteAgents, "microsoft.cognitiveservices/accounts/aiservices/agents/write", true),
        (O::DeleteAgents, "microsoft.cognitiveservices/accounts/aiservices/agents/delete", true),
        (O::ActOnAgents, "microsoft.cognitiveservices/accounts/aiservices/agents/action", true),
        (
            O::WriteBlobs,
            "microsoft.storage/storageaccounts/blobservices/containers/blobs/write",
            true,
        ),
        (
            O::DeleteBlobs,
            "microsoft.storage/storageaccounts/blobservices/containers/blobs/delete",
            true,
        ),
        (
            O::TagBlobs,
            "microsoft.storage/storageaccounts/blobservices/containers/blobs/tags/write",
            true,
        ),
        (O::WriteIndexes, "microsoft.search/searchservices/indexes/write", false),
        (O::WriteDocuments, "microsoft.search/searchservices/indexes/documents/write", true),
        (O::DeleteDocuments, "microsoft.search/searchservices/indexes/documents/delete", true),
    ]
};

impl Operation {
    /// The action in lower case.
    #[must_use]
    pub fn action(self) -> &'static str {
        ACTIONS[self as usize].1
    }

    /// The type of resource that it is done to: the action without its verb.
    #[must_use]
    pub fn on(self) -> &'static str {
        let action = self.action().trim_end_matches("/action");
        action.rsplit_once('/').map_or(action, |(on, _)| on)
    }
}

/// A set of operations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Operations(u64);

impl Operations {
    /// True if the operation is among them.
    #[must_use]
    pub fn has(self, operation: Operation) -> bool {
        self.0 & (1 << operation as u32) != 0
    }

    /// With those of another set.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Without those of another set.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// A set of its own.
    #[must_use]
    pub fn of(operations: &[Operation]) -> Self {
        let bits = operations.iter().map(|operation| 1 << *operation as u32);
        Self(bits.fold(0, |all, bit: u64| all | bit))
    }
}

/// One permission set of a role.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Permission {
    /// What it grants on the control plane.
    pub actions: Vec<String>,
    /// What is taken from that.
    pub not_actions: Vec<String>,
    /// What it grants on the data plane.
    pub data_actions: Vec<String>,
    /// What is taken from that.
    pub not_data_actions: Vec<String>,
}

impl Permission {
    /// The operations that it grants.
    #[must_use]
    pub(super) fn grants(&self) -> Operations {
        let globs = |patterns: &[String]| -> Vec<Glob> {
            patterns.iter().map(|pattern| glob(pattern)).collect()
        };
        let control = (globs(&self.actions), globs(&self.not_actions));
        let data = (globs(&self.data_actions), globs(&self.not_data_actions));
        let granted = ACTIONS.iter().filter(|(_, action, on_data)| {
            let (grants, takes) = if *on_data { &data } else { &control };
            let any = |globs: &[Glob]| globs.iter().any(|glob| glob.matches(action));
            any(grants) && !any(takes)
        });
        let granted: Vec<Operation> = granted.map(|(operation, ..)| *operation).collect();
        Operations::of(&granted)
    }
}

/// True if the pattern covers the action, which is in lower case.
#[must_use]
pub(super) fn covers(pattern: &str, action: &str) -> bool {
    glob(pattern).matches(action)
}

fn glob(pattern: &str) -> Glob {
    Glob::new(pattern.trim(), Star::Any)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permission(actions: &[&str], not_actions: &[&str]) -> Permission {
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
        Permission {
            actions: texts(actions),
            not_actions: texts(not_actions),
            ..Permission::default()
        }
    }

    #[test]
    fn the_table_is_in_the_order_of_the_operations() {
        for (at, (operation, action, _)) in ACTIONS.iter().enumerate() {
            assert_eq!(*operation as usize, at, "{action}");
            assert_eq!(*action, action.to_lowercase());
        }
    }

    #[test]
    fn what_is_taken_away_is_gone() {
        let all = permission(&["*"], &["Microsoft.Authorization/*/Delete"]).grants();
        assert!(all.has(Operation::DeleteAccount));
        assert!(!all.has(Operation::DeleteLock));
        assert!(!all.has(Operation::DeleteBlobs), "that is a data action");
        assert_eq!(permission(&[], &["*"]).grants(), Operations::default());
    }

    #[test]
    fn an_operation_is_done_to_a_type() {
        assert_eq!(
            Operation::DeleteBlobContainer.on(),
            "microsoft.storage/storageaccounts/blobservices/containers"
        );
        assert_eq!(Operation::CosmosKeys.on(), "microsoft.documentdb/databaseaccounts");
    }
}
