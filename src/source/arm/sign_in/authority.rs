//! Where tokens are issued: the cloud's own authority, or the one that `AZURE_AUTHORITY_HOST` names. Kubernetes' workload
//! identity sets that variable in every pod, and disconnected clouds have authorities of their own.

use super::{Env, SignInError};
use crate::source::arm::Cloud;
use url::Url;

const VARIABLE: &str = "AZURE_AUTHORITY_HOST";

/// A Microsoft Entra authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Authority(String);

impl Authority {
    /// The authority that the environment names, else the cloud's own. Secrets go there, so it must be https.
    pub(super) fn of(cloud: Cloud, env: Env<'_>) -> Result<Self, SignInError> {
        let named = env(VARIABLE).map(|text| text.trim().to_owned());
        let Some(named) = named.filter(|text| !text.is_empty()) else {
            return Ok(Self(cloud.authority().to_owned()));
        };
        // Azure's own tools take a bare host as well.
        let text = if named.contains("://") { named } else { format!("https://{named}") };
        let url = Url::parse(&text).ok().filter(is_https_origin);
        let url = url.ok_or_else(|| SignInError::BadSetting {
            by: "Microsoft Entra",
            cause: format!("{VARIABLE} is no URL of the form https://host"),
        })?;
        Ok(Self(url.as_str().trim_end_matches('/').to_owned()))
    }

    /// As `azure_identity` takes it.
    pub(super) fn host(&self) -> &str {
        &self.0
    }
}

fn is_https_origin(url: &Url) -> bool {
    url.scheme() == "https"
        && url.path() == "/"
        && url.query().is_none()
        && url.username().is_empty()
        && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Result<String, SignInError> {
        let env = |name: &str| (name == VARIABLE).then(|| text.to_owned());
        Authority::of(Cloud::UsGov, &env).map(|authority| authority.host().to_owned())
    }

    #[test]
    fn the_environment_names_it_and_else_the_cloud() {
        let own = Ok("https://login.microsoftonline.us".to_owned());
        assert_eq!(named(""), own);
        assert_eq!(named("https://login.microsoftonline.us/"), own);
        assert_eq!(named("login.microsoftonline.us"), own);
        assert_eq!(named("https://localhost:8443"), Ok("https://localhost:8443".into()));
    }

    #[test]
    fn secrets_go_over_https_only() {
        for text in [
            "http://login.microsoftonline.com",
            "http://127.0.0.1:1",
            "https://u:p@host",
            "https://host/path",
            "ftp://host",
            "https://",
        ] {
            let error = named(text).expect_err(text);
            assert!(error.to_string().contains(VARIABLE), "{error}");
            assert!(!error.to_string().contains("u:p"), "{error}");
        }
    }
}
