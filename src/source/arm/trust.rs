//! Which certificates this machine trusts, and what to do where Azure's isn't among them: behind a proxy that inspects TLS,
//! the root that signs is the company's own.

use crate::source::regular_file;
use std::path::{Path, PathBuf};

/// The file that takes the place of the system's store, where there is no store that the system itself asks.
pub(super) const FILE: &str = "SSL_CERT_FILE";

/// How rustls begins to say that a certificate isn't accepted, and what it says of one by an unknown root, or by one that is
/// only called like a known root.
const REFUSED: &str = "invalid peer certificate";
const UNKNOWN: [&str; 2] = ["UnknownIssuer", "BadSignature"];

/// What to do next, if the cause is a certificate that isn't trusted.
pub(in crate::source) fn cure(cause: &str) -> Option<String> {
    // The Azure CLI is a program of its own, with its own list.
    if cause.contains("CERTIFICATE_VERIFY_FAILED") {
        return Some("the Azure CLI doesn't trust the certificate: name the PEM file of your company's root certificate in REQUESTS_CA_BUNDLE".to_owned());
    }
    let refused = cause.contains(REFUSED);
    refused.then(|| match UNKNOWN.iter().any(|words| cause.contains(words)) {
        true => {
            let file = named_file().and_then(|file| Some(format!("{FILE} names {}: {}; ", file.display(), fault_of(&file)?)));
            let file = file.unwrap_or_default();
            format!("{file}the certificate is signed by a root that this machine doesn't trust, as behind a proxy that inspects TLS: {ADD}")
        }
        false => "check the clock of this machine, and HTTPS_PROXY if there is a proxy".to_owned(),
    })
}

/// How to have a root trusted. On Windows and macOS the system's store alone decides.
const ADD: &str = if cfg!(any(windows, target_vendor = "apple")) {
    "add the company's root certificate to the system's store (REQUESTS_CA_BUNDLE of the Azure CLI has no effect here)"
} else {
    "add the company's root certificate to the system's store, or name a PEM file with all roots in SSL_CERT_FILE (REQUESTS_CA_BUNDLE of the Azure CLI has no effect here; if it names such a file, use the same)"
};

/// What an error says, at whatever depth, of a certificate that was refused.
pub(super) fn refusal(error: &(dyn std::error::Error + 'static)) -> Option<String> {
    let causes = std::iter::successors(Some(error), |cause| cause.source());
    causes.map(ToString::to_string).filter(|cause| cause.contains(REFUSED)).last()
}

/// What is wrong with a file of certificates.
pub(super) fn fault_of(file: &Path) -> Option<String> {
    match regular_file(file, MOST_BYTES, "certificate-bytes") {
        Err(error) => Some(error.to_string()),
        Ok(text) if text.windows(PEM.len()).any(|part| part == PEM) => None,
        Ok(_) => Some("it holds no certificate in PEM form".to_owned()),
    }
}

/// Bytes of a file of certificates.
const MOST_BYTES: u64 = 16 << 20;

/// How a certificate begins in a PEM file.
const PEM: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// The file of certificates that the environment names.
pub(super) fn named_file() -> Option<PathBuf> {
    std::env::var_os(FILE).filter(|path| !path.is_empty()).map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_root_has_a_cure_and_other_trouble_none() {
        let unknown = rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer);
        let expired = rustls::Error::InvalidCertificate(rustls::CertificateError::Expired);
        let hint = |error: &(dyn std::error::Error + 'static)| cure(&refusal(error)?);
        let outer = std::io::Error::other(unknown.clone());
        for hint in [hint(&unknown), hint(&outer)].map(Option::unwrap_or_default) {
            assert!(
                hint.contains("system's store") && hint.contains("REQUESTS_CA_BUNDLE"),
                "{hint}"
            );
            assert_eq!(hint.contains(FILE), cfg!(all(unix, not(target_vendor = "apple"))));
        }
        assert!(hint(&expired).is_some_and(|hint| hint.contains("clock")));
        assert_eq!(cure("connection refused"), None);
        let of_az = "HTTPSConnectionPool: SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]'))";
        assert!(cure(of_az).is_some_and(|hint| hint.contains("REQUESTS_CA_BUNDLE")));
    }

    #[test]
    fn what_lies_deep_is_brought_up() {
        #[derive(Debug, thiserror::Error)]
        #[error("failed to send")]
        struct Outer(#[source] rustls::Error);
        let unknown = rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer);
        let text = Some("invalid peer certificate: UnknownIssuer".to_owned());
        assert_eq!(refusal(&Outer(unknown.clone())), text);
        assert_eq!(refusal(&unknown), text);
        assert_eq!(refusal(&Outer(rustls::Error::DecryptError)), None);
    }

    #[test]
    fn a_file_that_cannot_be_used_has_a_fault() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        assert!(fault_of(file.path()).is_some_and(|fault| fault.contains("no certificate")));
        let missing = fault_of(Path::new("/does/not/exist.pem"));
        assert!(missing.is_some_and(|fault| fault.contains("os error")));
        std::fs::write(file.path(), "x\n-----BEGIN CERTIFICATE-----\n").expect("written");
        assert_eq!(fault_of(file.path()), None);
    }
}
