//! Which Azure, and who signs in to it: words that the command line and the client share.

use strum::{Display, IntoStaticStr, VariantArray};

/// An Azure cloud.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Display, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
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
        self.into()
    }
}

/// Which credential to use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Display, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
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
    #[strum(serialize = "github")]
    GitHub,
    /// A bearer token in `AZURE_ACCESS_TOKEN`.
    Token,
}

impl Credential {
    /// Every choice, in the order of the help.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The word on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}
