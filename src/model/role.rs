//! Relations between resources: what one is to another.

use super::kind::Kind;

/// What agents keep in a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StoreRole {
    /// Threads.
    Threads,
    /// Vectors.
    Vectors,
    /// Files.
    Files,
}

impl StoreRole {
    /// All of them, in the order of the lists that hold one value for each.
    pub const ALL: [Self; 3] = [Self::Threads, Self::Vectors, Self::Files];

    /// As facts and reports name it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Threads => "threads",
            Self::Vectors => "vectors",
            Self::Files => "files",
        }
    }

    /// The kinds of stores that can be bound for it.
    #[must_use]
    pub fn kinds(self) -> &'static [Kind] {
        match self {
            Self::Threads => &[Kind::CosmosAccount],
            Self::Vectors => &[Kind::SearchService, Kind::CosmosAccount],
            Self::Files => &[Kind::StorageAccount],
        }
    }

    /// Whether a store of this kind can be bound for it.
    #[must_use]
    pub fn admits(self, kind: Kind) -> bool {
        self.kinds().contains(&kind)
    }
}

/// What a link means, read from its `from` to its `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkRole {
    /// It holds the other: a subscription its accounts; an account its projects and deployments; an account or a project
    /// its capability hosts and connections.
    Contains,
    /// A project keeps this of its agents there.
    Binds(StoreRole),
    /// A project's capability settings name it.
    Store,
    /// A connection leads there.
    Connection,
    /// An account or a project has the user-assigned identity attached.
    Identity,
    /// A store has the user-assigned identity attached.
    StoreIdentity,
    /// It is encrypted with a key of that vault.
    CustomerManagedKey,
    /// A component of Application Insights keeps its data in that workspace.
    Workspace,
    /// An account keeps its own data there.
    UserOwnedStorage,
    /// A workload runs there.
    Primary,
    /// A workload fails over to it.
    Standby,
}

impl LinkRole {
    /// As facts and reports name it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Contains => "contains",
            Self::Binds(role) => role.as_str(),
            Self::Store => "store",
            Self::Connection => "connection",
            Self::Identity => "identity",
            Self::StoreIdentity => "store identity",
            Self::CustomerManagedKey => "customer-managed key",
            Self::Workspace => "workspace",
            Self::UserOwnedStorage => "user-owned storage",
            Self::Primary => "primary",
            Self::Standby => "standby",
        }
    }

    /// Whether it is written in the body of what it comes from; the others follow from several bodies or from the config.
    #[must_use]
    pub fn is_reference(self) -> bool {
        match self {
            Self::Store
            | Self::Connection
            | Self::Identity
            | Self::StoreIdentity
            | Self::CustomerManagedKey
            | Self::Workspace
            | Self::UserOwnedStorage => true,
            Self::Contains | Self::Binds(_) | Self::Primary | Self::Standby => false,
        }
    }
}
