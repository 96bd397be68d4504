//! The Azure clouds: where ARM answers, for which audience a token is asked, and who issues it.
//! `azure_core` knows the authorities only; its cloud configuration carries no ARM endpoint.

use crate::model::Cloud;
use url::{Host, Url};

/// What is fixed for a cloud.
struct CloudRow {
    arm: &'static str,
    scope: &'static str,
    authority: &'static str,
}

const PUBLIC: CloudRow = CloudRow {
    arm: "https://management.azure.com/",
    scope: "https://management.azure.com/.default",
    authority: "https://login.microsoftonline.com",
};

const US_GOV: CloudRow = CloudRow {
    arm: "https://management.usgovcloudapi.net/",
    // The audience differs from the endpoint in this cloud alone.
    scope: "https://management.core.usgovcloudapi.net/.default",
    authority: "https://login.microsoftonline.us",
};

const CHINA: CloudRow = CloudRow {
    arm: "https://management.chinacloudapi.cn/",
    scope: "https://management.chinacloudapi.cn/.default",
    authority: "https://login.chinacloudapi.cn",
};

impl Cloud {
    fn row(self) -> &'static CloudRow {
        match self {
            Self::Public => &PUBLIC,
            Self::UsGov => &US_GOV,
            Self::China => &CHINA,
        }
    }

    /// The scope that a token for ARM is asked for.
    #[must_use]
    pub fn token_scope(self) -> &'static str {
        self.row().scope
    }

    /// The Microsoft Entra authority.
    #[must_use]
    pub fn authority(self) -> &'static str {
        self.row().authority
    }
}

/// Why the ARM endpoint can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// It isn't an absolute URL of the form `https://host[:port]`.
    #[error("the ARM endpoint `{0}` is no URL of the form https://host")]
    NotAnOrigin(String),
    /// Plain http to another machine: the token would travel in the open.
    #[error("the ARM endpoint `{0}` is http, and not on this machine")]
    NotHttps(String),
}

impl EndpointError {
    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotAnOrigin(_) => {
                "give scheme, host and port only, as https://management.azure.com"
            }
            Self::NotHttps(_) => {
                "use https; http is for a loopback address only, since the token would travel in the open"
            }
        }
    }
}

/// The ARM endpoint of a run: the only origin that ever gets a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    cloud: Cloud,
    url: Url,
}

impl Endpoint {
    /// The cloud's own endpoint, or the one given in its stead: https, or http on this machine.
    ///
    /// # Errors
    /// If the given one isn't an origin that may get a token.
    pub fn new(cloud: Cloud, instead: Option<&str>) -> Result<Self, EndpointError> {
        let text = instead.unwrap_or(cloud.row().arm);
        let no_origin = || EndpointError::NotAnOrigin(text.to_owned());
        let url = Url::parse(text).map_err(|_| no_origin())?;
        let bare = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        match url.scheme() {
            "https" | "http" if !bare => Err(no_origin()),
            "https" => Ok(Self { cloud, url }),
            "http" if is_loopback(&url) => Ok(Self { cloud, url }),
            "http" => Err(EndpointError::NotHttps(text.to_owned())),
            _ => Err(no_origin()),
        }
    }

    /// The cloud.
    #[must_use]
    pub fn cloud(&self) -> Cloud {
        self.cloud
    }

    /// The endpoint's URL.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }
}

/// True if the URL's host is this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_clouds_own_endpoint_is_accepted() {
        for cloud in Cloud::ALL {
            let endpoint = Endpoint::new(cloud, None).expect("its own");
            assert_eq!(endpoint.url().scheme(), "https");
        }
        assert_eq!(
            Cloud::UsGov.token_scope(),
            "https://management.core.usgovcloudapi.net/.default"
        );
    }

    /// azure-mgmt-core's `get_arm_endpoints` and the clouds of Azure's SDK test resources.
    #[test]
    fn the_table_says_what_the_sdks_say() {
        let of = |cloud: Cloud| {
            let endpoint = Endpoint::new(cloud, None).expect("its own");
            let arm = endpoint.url().to_string();
            (arm, cloud.token_scope(), cloud.authority())
        };
        assert_eq!(
            Cloud::ALL.map(of),
            [
                (
                    "https://management.azure.com/".to_owned(),
                    "https://management.azure.com/.default",
                    "https://login.microsoftonline.com"
                ),
                (
                    "https://management.usgovcloudapi.net/".to_owned(),
                    "https://management.core.usgovcloudapi.net/.default",
                    "https://login.microsoftonline.us"
                ),
                (
                    "https://management.chinacloudapi.cn/".to_owned(),
                    "https://management.chinacloudapi.cn/.default",
                    "https://login.chinacloudapi.cn"
                ),
            ]
        );
    }

    #[test]
    fn http_is_for_this_machine_only() {
        let given = |text| Endpoint::new(Cloud::Public, Some(text)).map(|e| e.url().to_string());
        assert_eq!(given("http://127.0.0.1:8080"), Ok("http://127.0.0.1:8080/".into()));
        assert!(given("http://[::1]:1").is_ok());
        assert!(given("http://localhost:1").is_ok());
        assert!(given("https://arm.example.org").is_ok());
        for text in ["http://management.azure.com", "http://127.0.0.1.evil.example"] {
            assert_eq!(given(text), Err(EndpointError::NotHttps(text.into())));
        }
        for text in
            ["", "management.azure.com", "ftp://x", "https://u:p@x", "https://x/y", "https://x?y"]
        {
            assert_eq!(given(text), Err(EndpointError::NotAnOrigin(text.into())));
        }
    }
}
