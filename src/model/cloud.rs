//! Which Azure, and who signs in to it: words that the command line and the client share.

use std::fmt;

/// An Azure cloud.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cloud {
    /// Azure, worldwide.
    #[default]
    Public,
    /// Azure Government.
    UsGov,
    /// Azure operated by 21Vianet.
    China,
}

impl Cloud {
    /// Every cloud.
    pub const ALL: [Self; 3] = [Self::Public, Self::UsGov, Self::China];

    /// The word on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::UsGov => "usgov",
            Self::China => "china",
        }
    }
}

impl fmt::Display for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which credential to use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Credential {
    /// The first that is configured: environment secret, workload identity, managed identity of an app, Azure CLI, azd.
    #[default]
    Auto,
    /// Azure CLI.
    Cli,
    /// Azure CLI, then Azure Developer CLI.
    Developer,
    /// Service principal with a secret from the environment.
    Environment,
    /// Managed identity, that of a virtual machine included.
    ManagedIdentity,
    /// Federated token file (Kubernetes).
    WorkloadIdentity,
    /// Service connection of Azure Pipelines.
    Pipelines,
    /// OIDC of GitHub Actions.
    GitHub,
    /// A bearer token in `AZURE_ACCESS_TOKEN`.
    Token,
}

impl Credential {
    /// Every choice, in the order of the help.
    pub const ALL: [Self; 9] = [
        Self::Auto,
        Self::Cli,
        Self::Developer,
        Self::Environment,
        Self::ManagedIdentity,
        Self::WorkloadIdentity,
        Self::Pipelines,
        Self::GitHub,
        Self::Token,
    ];

    /// The word on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Cli => "cli",
            Self::Developer => "developer",
            Self::Environment => "environment",
            Self::ManagedIdentity => "managed-identity",
            Self::WorkloadIdentity => "workload-identity",
            Self::Pipelines => "pipelines",
            Self::GitHub => "github",
            Self::Token => "token",
        }
    }
}

impl fmt::Display for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
