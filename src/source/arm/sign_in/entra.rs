//! Tokens from Microsoft Entra by `azure_identity`. A credential is made anew for each token: the run keeps its own token,
//! and one that `azure_identity` kept would be the very one that ARM refuses.

use super::SignInError;
use super::authority::Authority;
use super::clean::clean;
use super::github::JobToken;
use super::member::Member;
use super::token::{Fetched, TokenSource};
use super::witness::Witness;
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
    authority: Authority,
    http: reqwest::Client,
    transport: Arc<Witness>,
}

impl EntraSource {
    /// Makes nothing yet.
    pub(super) fn new(
        member: Member,
        cloud: Cloud,
        authority: Authority,
        http: reqwest::Client,
    ) -> Self {
        let transport = Arc::new(Witness::new(Arc::new(http.clone())));
        Self { member, cloud, authority, http, transport }
    }

    async fn token(&self) -> Result<Fetched, SignInError> {
        let timeout = self.member.timeout();
        let token = async {
            let credential = self.credential()?;
            credential.get_token(&[self.cloud.token_scope()], None).await
        };
        match tokio::time::timeout(timeout, token).await {
            Ok(Ok(token)) => Ok(Fetched { secret: token.token, expires_on: token.expires_on }),
            Ok(Err(error)) => {
                let cause = self.transport.distrust().unwrap_or_else(|| error.to_string());
                Err(self.failed(clean(&cause, &self.member.secrets())))
            }
            Err(_) => Err(self.failed(format!("no answer within {} s", timeout.as_secs()))),
        }
    }

    fn failed(&self, cause: String) -> SignInError {
        SignInError::Failed { by: self.member.name(), cause, next: self.member.next() }
    }

    fn credential(&self) -> azure_core::Result<Arc<dyn TokenCredential>> {
        Ok(match self.member.clone() {
            Member::EnvironmentSecret { tenant, client, secret } => {
                let client_options = self.options();
                let options = ClientSecretCredentialOptions { client_options };
                ClientSecretCredential::new(&tenant, client, secret, Some(options))?
            }
            Member::WorkloadIdentity { tenant, client, file } => {
                WorkloadIdentityCredential::new(Some(WorkloadIdentityCredentialOptions {
                    credential_options: self.assertion_options(),
                    client_id: Some(client),
                    tenant_id: Some(tenant),
                    token_file_path: Some(file),
                }))?
            }
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
            Member::Pipelines { tenant, client, connection, access_token } => {
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
            Member::GitHub { tenant, client, request_url, request_token } => {
                let job = JobToken::new(self.http.clone(), request_url, request_token);
                let options = self.assertion_options();
                ClientAssertionCredential::new(tenant, client, job, Some(options))?
            }
        })
    }

    fn assertion_options(&self) -> ClientAssertionCredentialOptions {
        ClientAssertionCredentialOptions { client_options: self.options() }
    }

    /// The run's own HTTP client, so that proxy and trust store are one place, and retries that end in reasonable time.
    fn options(&self) -> ClientOptions {
        let mut authority = CustomConfiguration::default();
        authority.authority_host = self.authority.host().to_owned();
        ClientOptions {
            transport: Some(Transport::new(Arc::<Witness>::clone(&self.transport))),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::arm::{Endpoint, http};
    use azure_core::http::headers::Headers;
    use azure_core::http::{AsyncRawResponse, HttpClient, Request, StatusCode};
    use std::sync::Mutex;

    /// A transport that never leaves the process: it notes what is asked, and answers as a virtual machine's metadata
    /// service does.
    #[derive(Debug, Default)]
    struct Metadata {
        asked: Mutex<Vec<(String, Option<String>)>>,
        refuses: bool,
    }

    #[async_trait::async_trait]
    impl HttpClient for Metadata {
        async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
            let metadata = request
                .headers()
                .iter()
                .find(|(name, _)| name.as_str() == "metadata")
                .map(|(_, value)| value.as_str().to_owned());
            let asked = (request.url().to_string(), metadata);
            self.asked.lock().expect("no panic").push(asked);
            let (status, body) = if self.refuses {
                (StatusCode::BadRequest, "{}".to_owned())
            } else {
                let body = r#"{"access_token":"vm-token","expires_on":"4102444800","resource":"r","token_type":"Bearer"}"#;
                (StatusCode::Ok, body.to_owned())
            };
            Ok(AsyncRawResponse::from_bytes(status, Headers::new(), body))
        }
    }

    fn of_machine(transport: Arc<Metadata>, cloud: Cloud, client: Option<&str>) -> EntraSource {
        let endpoint = Endpoint::new(Cloud::Public, None).expect("an endpoint");
        let member = Member::ManagedIdentity { client: client.map(str::to_owned), of_app: false };
        let authority = Authority::of(cloud, &|_| None).expect("the cloud's own");
        EntraSource {
            transport: Arc::new(Witness::new(transport)),
            ..EntraSource::new(member, cloud, authority, http(&endpoint).expect("a client"))
        }
    }

    #[tokio::test]
    async fn a_machines_identity_is_asked_for_at_its_metadata_service() {
        for (cloud, resource) in [
            (Cloud::Public, "https%3A%2F%2Fmanagement.azure.com"),
            (Cloud::UsGov, "https%3A%2F%2Fmanagement.core.usgovcloudapi.net"),
            (Cloud::China, "https%3A%2F%2Fmanagement.chinacloudapi.cn"),
        ] {
            let service = Arc::new(Metadata::default());
            let source = of_machine(Arc::clone(&service), cloud, Some("client-id"));
            let token = source.fetch().await.expect("a token");
            assert_eq!(token.secret.secret(), "vm-token");
            let asked = service.asked.lock().expect("no panic").clone();
            let [(url, metadata)] = &asked[..] else {
                panic!("asked once: {asked:?}");
            };
            assert!(url.starts_with("http://169.254.169.254/metadata/identity/oauth2/token?"));
            assert!(url.contains(&format!("resource={resource}")), "{url}");
            assert!(url.contains("client_id=client-id"), "{url}");
            assert_eq!(metadata.as_deref(), Some("true"));
        }
    }

    #[tokio::test]
    async fn a_machine_without_an_identity_is_told_in_words() {
        let service = Arc::new(Metadata { refuses: true, ..Metadata::default() });
        let error =
            of_machine(service, Cloud::Public, None).fetch().await.expect_err("no identity");
        let text = error.to_string();
        assert!(text.contains("has not been assigned"), "{text}");
        assert!(error.hint().contains("az login"), "{}", error.hint());
    }
}
