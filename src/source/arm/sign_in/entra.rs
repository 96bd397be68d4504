//! Tokens from Microsoft Entra by `azure_identity`. A credential is made anew for each token: the run keeps its own token,
//! and one that `azure_identity` kept would be the very one that ARM refuses.

use super::SignInError;
use super::chain::Member;
use super::clean::clean;
use super::github::JobToken;
use super::token::{Fetched, TokenSource};
use crate::source::arm::Cloud;
use azure_core::cloud::{CloudConfiguration, CustomConfiguration};
use azure_core::credentials::TokenCredential;
use azure_core::http::{ClientOptions, ExponentialRetryOptions, RetryOptions, Transport};
use azure_identity::{
    AzureCliCredential, AzureCliCredentialOptions, AzureDeveloperCliCredential,
    AzureDeveloperCliCredentialOptions, AzurePipelinesCredential, AzurePipelinesCredentialOptions,
    ClientAssertionCredential, ClientAssertionCredentialOptions, ClientSecretCredential,
    ClientSecretCredentialOptions, ManagedIdentityCredential, ManagedIdentityCredentialOptions,
    UserAssignedId, WorkloadIdentityCredential, WorkloadIdentityCredentialOptions,
};
use futures::future::BoxFuture;
use std::sync::Arc;

/// One member of the chain as a source of tokens.
pub(super) struct EntraSource {
    member: Member,
    cloud: Cloud,
    http: reqwest::Client,
}

impl EntraSource {
    /// Makes nothing yet.
    pub(super) fn new(member: Member, cloud: Cloud, http: reqwest::Client) -> Self {
        Self {
            member,
            cloud,
            http,
        }
    }

    async fn token(&self) -> Result<Fetched, SignInError> {
        let timeout = self.member.timeout();
        let token = async {
            let credential = self.credential()?;
            credential
                .get_token(&[self.cloud.token_scope()], None)
                .await
        };
        match tokio::time::timeout(timeout, token).await {
            Ok(Ok(token)) => Ok(Fetched {
                secret: token.token,
                expires_on: token.expires_on,
            }),
            Ok(Err(error)) => Err(self.failed(clean(&error.to_string(), &self.member.secrets()))),
            Err(_) => Err(self.failed(format!("no answer within {} s", timeout.as_secs()))),
        }
    }

    fn failed(&self, cause: String) -> SignInError {
        SignInError::Failed {
            by: self.member.name(),
            cause,
            next: self.member.next(),
        }
    }

    fn credential(&self) -> azure_core::Result<Arc<dyn TokenCredential>> {
        Ok(match self.member.clone() {
            Member::EnvironmentSecret {
                tenant,
                client,
                secret,
            } => {
                let client_options = self.options();
                let options = ClientSecretCredentialOptions { client_options };
                ClientSecretCredential::new(&tenant, client, secret, Some(options))?
            }
            Member::WorkloadIdentity {
                tenant,
                client,
                file,
            } => WorkloadIdentityCredential::new(Some(WorkloadIdentityCredentialOptions {
                credential_options: self.assertion_options(),
                client_id: Some(client),
                tenant_id: Some(tenant),
                token_file_path: Some(file),
            }))?,
            Member::ManagedIdentity { client, of_app: _ } => {
                ManagedIdentityCredential::new(Some(ManagedIdentityCredentialOptions {
                    user_assigned_id: client.map(UserAssignedId::ClientId),
                    client_options: self.options(),
                }))?
            }
            Member::AzureCli { tenant } => {
                AzureCliCredential::new(Some(AzureCliCredentialOptions {
                    tenant_id: tenant,
                    ..AzureCliCredentialOptions::default()
                }))?
            }
            Member::DeveloperCli { tenant } => {
                AzureDeveloperCliCredential::new(Some(AzureDeveloperCliCredentialOptions {
                    tenant_id: tenant,
                    ..AzureDeveloperCliCredentialOptions::default()
                }))?
            }
            Member::Pipelines {
                tenant,
                client,
                connection,
                access_token,
            } => {
                let credential_options = self.assertion_options();
                let options = AzurePipelinesCredentialOptions { credential_options };
                AzurePipelinesCredential::new(
                    tenant,
                    client,
                    &connection,
                    access_token,
                    Some(options),
                )?
            }
            Member::GitHub {
                tenant,
                client,
                request_url,
                request_token,
            } => {
                let job = JobToken::new(self.http.clone(), &request_url, request_token)?;
                let options = self.assertion_options();
                ClientAssertionCredential::new(tenant, client, job, Some(options))?
            }
        })
    }

    fn assertion_options(&self) -> ClientAssertionCredentialOptions {
        ClientAssertionCredentialOptions {
            client_options: self.options(),
        }
    }

    /// The run's own HTTP client, so that proxy and trust store are one place, and retries that end in reasonable time.
    fn options(&self) -> ClientOptions {
        let mut authority = CustomConfiguration::default();
        authority.authority_host = self.cloud.authority().to_owned();
        ClientOptions {
            transport: Some(Transport::new(Arc::new(self.http.clone()))),
            retry: RetryOptions::exponential(ExponentialRetryOptions {
                max_retries: 3,
                max_total_elapsed: azure_core::time::Duration::seconds(15),
                ..ExponentialRetryOptions::default()
            }),
            cloud: Some(Arc::new(CloudConfiguration::Custom(authority))),
            ..ClientOptions::default()
        }
    }
}

impl TokenSource for EntraSource {
    fn name(&self) -> &'static str {
        self.member.name()
    }

    fn fetch(&self) -> BoxFuture<'_, Result<Fetched, SignInError>> {
        Box::pin(self.token())
    }
}
