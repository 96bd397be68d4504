//! The credentials that can be tried, each with all that it needs: what they are called, how long they may take, and what
//! to do when they fail. Reads nothing and makes nothing.

use azure_core::credentials::Secret;
use std::path::PathBuf;
use std::time::Duration;
use url::Url;

/// A credential with all that it needs. Its `Debug` shows no secret.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Member {
    EnvironmentSecret {
        tenant: String,
        client: String,
        secret: Secret,
    },
    WorkloadIdentity {
        tenant: String,
        client: String,
        file: PathBuf,
    },
    ManagedIdentity {
        client: Option<String>,
        /// An app's identity endpoint answers at once; that of a virtual machine may not exist at all.
        of_app: bool,
    },
    AzureCli {
        tenant: Option<String>,
    },
    DeveloperCli {
        tenant: Option<String>,
    },
    Pipelines {
        tenant: String,
        client: String,
        connection: String,
        access_token: Secret,
    },
    GitHub {
        tenant: String,
        client: String,
        request_url: Url,
        request_token: Secret,
    },
}

pub(super) const TOKEN: &str = "the token in AZURE_ACCESS_TOKEN";
pub(super) const SECRET: &str = "environment secret";
pub(super) const WORKLOAD: &str = "workload identity";
pub(super) const APP: &str = "managed identity of an app";
pub(super) const PIPELINES: &str = "Azure Pipelines";
pub(super) const GITHUB: &str = "GitHub Actions";

impl Member {
    /// Its name for people.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::EnvironmentSecret { .. } => SECRET,
            Self::WorkloadIdentity { .. } => WORKLOAD,
            Self::ManagedIdentity { .. } => "managed identity",
            Self::AzureCli { .. } => "Azure CLI",
            Self::DeveloperCli { .. } => "Azure Developer CLI",
            Self::Pipelines { .. } => PIPELINES,
            Self::GitHub { .. } => GITHUB,
        }
    }

    /// How long it may take. The tools start an interpreter; a virtual machine's endpoint answers at once or never.
    pub(super) fn timeout(&self) -> Duration {
        Duration::from_secs(match self {
            Self::ManagedIdentity { of_app: false, .. } => 10,
            Self::ManagedIdentity { of_app: true, .. } => 20,
            Self::EnvironmentSecret { .. }
            | Self::WorkloadIdentity { .. }
            | Self::AzureCli { .. }
            | Self::DeveloperCli { .. }
            | Self::Pipelines { .. }
            | Self::GitHub { .. } => 30,
        })
    }

    /// What to do when it fails.
    pub(super) fn next(&self) -> &'static str {
        match self {
            Self::EnvironmentSecret { .. } => {
                "check AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or unset them to use `az login`"
            }
            Self::WorkloadIdentity { .. } => {
                "check the federated credential of the identity and AZURE_FEDERATED_TOKEN_FILE"
            }
            Self::ManagedIdentity { of_app: true, .. } => {
                "turn on the app's identity; for a user-assigned one set AZURE_CLIENT_ID"
            }
            Self::ManagedIdentity { of_app: false, .. } => {
                "this works on Azure only: run `az login` and use `--credential cli` elsewhere"
            }
            Self::AzureCli { .. } => {
                "run `az login` (Azure CLI), or choose another sign-in with `--credential`"
            }
            Self::DeveloperCli { .. } => "run `azd auth login`",
            Self::Pipelines { .. } => {
                "map SYSTEM_ACCESSTOKEN: $(System.AccessToken) into the step and check the service connection"
            }
            Self::GitHub { .. } => {
                "give the job `permissions: id-token: write` and check the identity's federated credential"
            }
        }
    }

    /// What must not show in a message.
    pub(super) fn secrets(&self) -> Vec<&str> {
        match self {
            Self::EnvironmentSecret { secret, .. } => vec![secret.secret()],
            Self::Pipelines { access_token, .. } => vec![access_token.secret()],
            Self::GitHub { request_token, .. } => vec![request_token.secret()],
            Self::WorkloadIdentity { .. }
            | Self::ManagedIdentity { .. }
            | Self::AzureCli { .. }
            | Self::DeveloperCli { .. } => vec![],
        }
    }
}
