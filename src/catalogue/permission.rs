//! What a role allows, as far as it matters here: the operations that destroy agent state or what protects it, matched the
//! way Azure does. `*` stands for any run of characters, slashes included, and case doesn't count. What `notActions` takes
//! away is taken from its own permission set only; another set, or another role, may still grant it.

use crate::text::{Glob, Star};

/// The plane that an action is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Plane {
    Control,
    Data,
}

/// Declares the operations: the plane, and the action in lower case.
macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident: $plane:ident, $action:literal;)+) => {
        /// An operation that matters to the resilience of agents.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Operation {
            $($(#[$doc])* $name,)+
        }

        impl Operation {
            const ALL: &[Self] = &[$(Self::$name),+];

            /// The action in lower case.
            #[must_use]
            pub fn action(self) -> &'static str {
                match self { $(Self::$name => $action,)+ }
            }

            fn plane(self) -> Plane {
                match self { $(Self::$name => Plane::$plane,)+ }
            }
        }
    };
}

operations! {
    /// Delete a Foundry account.
    DeleteAccount: Control, "microsoft.cognitiveservices/accounts/delete";
    /// Delete a project.
    DeleteProject: Control, "microsoft.cognitiveservices/accounts/projects/delete";
    /// Delete an account's capability host.
    DeleteAccountHost: Control, "microsoft.cognitiveservices/accounts/capabilityhosts/delete";
    /// Delete a project's capability host.
    DeleteProjectHost: Control, "microsoft.cognitiveservices/accounts/projects/capabilityhosts/delete";
    /// Delete an account's connection.
    DeleteAccountConnection: Control, "microsoft.cognitiveservices/accounts/connections/delete";
    /// Delete a project's connection.
    DeleteProjectConnection: Control, "microsoft.cognitiveservices/accounts/projects/connections/delete";
    /// Delete a model deployment.
    DeleteDeployment: Control, "microsoft.cognitiveservices/accounts/deployments/delete";
    /// Purge a deleted account, so that it can't be recovered.
    PurgeAccount: Control, "microsoft.cognitiveservices/locations/resourcegroups/deletedaccounts/delete";
    /// Delete a resource group with all that is in it.
    DeleteGroup: Control, "microsoft.resources/subscriptions/resourcegroups/delete";
    /// Delete a Cosmos DB account.
    DeleteCosmos: Control, "microsoft.documentdb/databaseaccounts/delete";
    /// Delete a SQL database of Cosmos DB.
    DeleteDatabase: Control, "microsoft.documentdb/databaseaccounts/sqldatabases/delete";
    /// Delete a container of a SQL database.
    DeleteContainer: Control, "microsoft.documentdb/databaseaccounts/sqldatabases/containers/delete";
    /// Delete an AI Search service.
    DeleteSearch: Control, "microsoft.search/searchservices/delete";
    /// Delete a Storage account.
    DeleteStorage: Control, "microsoft.storage/storageaccounts/delete";
    /// Delete a blob container.
    DeleteBlobContainer: Control, "microsoft.storage/storageaccounts/blobservices/containers/delete";
    /// List the keys of a Cosmos DB account.
    CosmosKeys: Control, "microsoft.documentdb/databaseaccounts/listkeys/action";
    /// List the admin keys of an AI Search service.
    SearchKeys: Control, "microsoft.search/searchservices/listadminkeys/action";
    /// List the keys of a Storage account.
    StorageKeys: Control, "microsoft.storage/storageaccounts/listkeys/action";
    /// Assign a data role of Cosmos DB, to oneself too.
    GrantSqlRole: Control, "microsoft.documentdb/databaseaccounts/sqlroleassignments/write";
    /// Delete a lock.
    DeleteLock: Control, "microsoft.authorization/locks/delete";
    /// Assign any role, to oneself too.
    AssignRole: Control, "microsoft.authorization/roleassignments/write";
    /// Delete a policy assignment.
    DeletePolicy: Control, "microsoft.authorization/policyassignments/delete";
    /// Restore a Cosmos DB account from its continuous backup.
    RestoreCosmos: Control, "microsoft.documentdb/locations/restorabledatabaseaccounts/restore/action";
    /// Create or change a Cosmos DB account.
    WriteCosmos: Control, "microsoft.documentdb/databaseaccounts/write";
    /// Change agents and threads.
    WriteAgents: Data, "microsoft.cognitiveservices/accounts/aiservices/agents/write";
    /// Delete agents and threads.
    DeleteAgents: Data, "microsoft.cognitiveservices/accounts/aiservices/agents/delete";
    /// Other actions on agents.
    ActOnAgents: Data, "microsoft.cognitiveservices/accounts/aiservices/agents/action";
    /// Overwrite blobs.
    WriteBlobs: Data, "microsoft.storage/storageaccounts/blobservices/containers/blobs/write";
    /// Delete blobs.
    DeleteBlobs: Data, "microsoft.storage/storageaccounts/blobservices/containers/blobs/delete";
    /// Set tags of blobs: only the owner's role of blobs holds it.
    TagBlobs: Data, "microsoft.storage/storageaccounts/blobservices/containers/blobs/tags/write";
    /// Make or change an index.
    WriteIndexes: Control, "microsoft.search/searchservices/indexes/write";
    /// Overwrite documents of an index.
    WriteDocuments: Data, "microsoft.search/searchservices/indexes/documents/write";
    /// Delete documents of an index.
    DeleteDocuments: Data, "microsoft.search/searchservices/indexes/documents/delete";
    /// Pull images of a registry.
    PullImages: Control, "microsoft.containerregistry/registries/pull/read";
    /// Read repositories of a registry.
    ReadRepositories: Data, "microsoft.containerregistry/registries/repositories/content/read";
}

impl Operation {
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
        self.0 & (1 << operation as u64) != 0
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
        let bits = operations.iter().map(|operation| 1 << *operation as u64);
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
        let granted = Operation::ALL.iter().copied().filter(|operation| {
            let (grants, takes) = match operation.plane() {
                Plane::Control => &control,
                Plane::Data => &data,
            };
            let any = |globs: &[Glob]| globs.iter().any(|glob| glob.matches(operation.action()));
            any(grants) && !any(takes)
        });
        Operations::of(&granted.collect::<Vec<_>>())
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
    fn actions_are_in_lower_case() {
        for action in Operation::ALL.iter().map(|operation| operation.action()) {
            assert_eq!(action, action.to_lowercase());
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
