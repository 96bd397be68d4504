//! Why a source yields no snapshot at all. A single read that fails is no such error: it becomes an observation.

use super::InputError;
use super::arm::trust;
use super::arm::{EndpointError, SignInError, SubscriptionError};

/// Why nothing could be collected or read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The ARM endpoint can't be used.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    /// No token, or one that ARM refuses.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// A subscription that was asked for can't be found.
    #[error(transparent)]
    Subscription(#[from] SubscriptionError),
    /// An input file can't be used.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The HTTP client couldn't be built.
    #[error("failed to set up HTTPS: {0}")]
    Http(#[source] reqwest::Error),
    /// The file of trusted certificates that the environment names can't be used.
    #[error("failed to set up HTTPS: {variable} names {file}: {cause}")]
    Certificates {
        /// The variable.
        variable: &'static str,
        /// The file.
        file: String,
        /// What is wrong with it.
        cause: String,
    },
    /// Not one request was answered.
    #[error("failed to reach {endpoint}: {cause}")]
    Unreachable {
        /// The ARM endpoint.
        endpoint: String,
        /// What the last attempt ended with.
        cause: String,
    },
}

impl SourceError {
    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Endpoint(error) => error.hint().to_owned(),
            Self::SignIn(error) => error.hint(),
            Self::Subscription(error) => error.hint(),
            Self::Input(error) => error.hint(),
            Self::Http(_) => "check the certificate store of this machine".to_owned(),
            Self::Certificates { variable, .. } => {
                format!("correct {variable}, or unset it to use the system's store")
            }
            Self::Unreachable { cause, .. } => trust::cure(cause).unwrap_or_else(|| {
                "check the network, and HTTPS_PROXY if there is a proxy".to_owned()
            }),
        }
    }
}
