//! The OIDC token of a GitHub Actions job, which Microsoft Entra takes in exchange for a token: `azure_identity` has no
//! credential of its own for it.

use crate::source::arm::trust;
use azure_core::credentials::Secret;
use azure_core::error::{Error, ErrorKind};
use azure_core::http::ClientMethodOptions;
use azure_identity::ClientAssertion;
use futures::future::BoxFuture;
use serde_json::Value as Json;
use url::Url;

const AUDIENCE: &str = "api://AzureADTokenExchange";

/// Asks the job's token endpoint.
#[derive(Debug)]
pub(super) struct JobToken {
    http: reqwest::Client,
    url: Url,
    token: Secret,
}

impl JobToken {
    /// For the endpoint and request token that GitHub gives to the job.
    pub(super) fn new(http: reqwest::Client, mut url: Url, token: Secret) -> Self {
        url.query_pairs_mut().append_pair("audience", AUDIENCE);
        Self { http, url, token }
    }

    async fn ask(&self) -> Result<String, Error> {
        let request = self.http.get(self.url.clone());
        let request = request.bearer_auth(self.token.secret());
        let response = request.send().await.map_err(|error| {
            let error = error.without_url();
            let cause = trust::refusal(&error).unwrap_or_else(|| error.to_string());
            failed(format!("no answer from GitHub: {cause}"))
        })?;
        let status = response.status();
        if !status.is_success() {
            return Err(failed(format!("GitHub answered {status}")));
        }
        let body =
            response.bytes().await.map_err(|error| failed(error.without_url().to_string()))?;
        let json: Json = serde_json::from_slice(&body).unwrap_or_default();
        match json.get("value").and_then(Json::as_str) {
            Some(token) => Ok(token.to_owned()),
            None => Err(failed("GitHub's answer holds no token".to_owned())),
        }
    }
}

fn failed(message: String) -> Error {
    Error::with_message(ErrorKind::Credential, message)
}

// The trait is declared by `async_trait`; this is the form that its attribute gives to the method.
impl ClientAssertion for JobToken {
    fn secret<'a, 'b, 'c>(
        &'a self,
        _options: Option<ClientMethodOptions<'b>>,
    ) -> BoxFuture<'c, azure_core::Result<String>>
    where
        'a: 'c,
        'b: 'c,
        Self: 'c,
    {
        Box::pin(self.ask())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::extract::RawQuery;
    use axum::http::{HeaderMap, StatusCode};
    use axum::{Router, routing};

    async fn answer(RawQuery(query): RawQuery, headers: HeaderMap) -> (StatusCode, String) {
        let query = query.unwrap_or_default();
        let bearer = headers.get("authorization").and_then(|v| v.to_str().ok());
        let asked = query.contains("audience=api%3A%2F%2FAzureADTokenExchange")
            && query.contains("api-version=2");
        if asked && bearer == Some("Bearer job") {
            (StatusCode::OK, r#"{"count":1,"value":"oidc"}"#.to_owned())
        } else {
            (StatusCode::FORBIDDEN, String::new())
        }
    }

    #[tokio::test]
    async fn the_jobs_token_is_asked_for_the_right_audience() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let app = Router::new().route("/", routing::get(answer));
        tokio::spawn(async move { axum::serve(listener, app).await });
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let url = Url::parse(&format!("http://{address}/?api-version=2")).expect("a URL");
        let job = |token| JobToken::new(http.clone(), url.clone(), Secret::new(token));
        assert_eq!(job("job").secret(None).await.expect("a token"), "oidc");
        let error = job("other").secret(None).await.expect_err("refused");
        assert!(error.to_string().contains("403"), "{error}");
    }
}
