//! The one HTTP client of a run: proxy, trust store, timeouts and user agent are set here, for ARM and for sign-in alike.

use super::{Endpoint, trust};
use crate::source::SourceError;
use std::time::Duration;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);

/// Builds the HTTP client for an endpoint.
///
/// # Errors
/// If the machine's trust store can't be used.
pub fn http(endpoint: &Endpoint) -> Result<reqwest::Client, SourceError> {
    // Looked at first: TLS would read a file without an end to its end.
    if let Some(file) = trust::named_file()
        && let Some(cause) = trust::fault_of(&file)
    {
        return Err(SourceError::Certificates {
            variable: trust::FILE,
            file: file.display().to_string(),
            cause,
        });
    }
    // TLS by ring. It fails only if a provider is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("foundry-dr/", env!("CARGO_PKG_VERSION")))
        // A redirect could take the token elsewhere.
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(REQUEST_TIMEOUT)
        .gzip(true);
    if endpoint.url().scheme() == "http" {
        // Plain http is allowed on this machine only, so a proxy must never see it.
        builder = builder.no_proxy();
    }
    builder.build().map_err(|error| match trust::named_file() {
        Some(file) => SourceError::Certificates {
            variable: trust::FILE,
            cause: trust::fault_of(&file).unwrap_or_else(|| error.to_string()),
            file: file.display().to_string(),
        },
        None => SourceError::Http(error),
    })
}
