//! The certificates of servers to trust, and the client's own certificate.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use ureq::tls::{Certificate, ClientCert, PemItem, RootCerts, TlsConfig, parse_pem};

use crate::config::HttpSettings;
use crate::error::{Error, Result};

/// The system's certificates, or what the settings name instead.
pub(super) fn config(settings: &HttpSettings) -> Result<TlsConfig> {
    let roots = match &settings.server_certificates {
        Some(path) => roots(path)?,
        None => RootCerts::PlatformVerifier,
    };
    let own = match &settings.client_certificate {
        Some(path) => Some(client_certificate(path)?),
        None => None,
    };
    Ok(TlsConfig::builder()
        .root_certs(roots)
        .client_cert(own)
        .disable_verification(settings.insecure_tls)
        .build())
}

/// The certificates of a file in PEM, and no others.
pub(super) fn roots(path: &Path) -> Result<RootCerts> {
    Ok(RootCerts::Specific(Arc::new(certificates(path)?)))
}

fn certificates(path: &Path) -> Result<Vec<Certificate<'static>>> {
    let certificates: Vec<_> = items(path)?
        .into_iter()
        .filter_map(|item| match item {
            PemItem::Certificate(certificate) => Some(certificate),
            _ => None,
        })
        .collect();
    if certificates.is_empty() {
        return Err(nothing_in(path, "a certificate"));
    }
    Ok(certificates)
}

/// Reads a certificate, those above it and its key, all in one file, as `requests` does.
fn client_certificate(path: &Path) -> Result<ClientCert> {
    let key = items(path)?.into_iter().find_map(|item| match item {
        PemItem::PrivateKey(key) => Some(key),
        _ => None,
    });
    let key = key.ok_or_else(|| nothing_in(path, "a private key"))?;
    Ok(ClientCert::new_with_certs(&certificates(path)?, key))
}

fn items(path: &Path) -> Result<Vec<PemItem<'static>>> {
    let text = fs::read(path).map_err(|e| Error::io("read", path, e))?;
    parse_pem(&text)
        .collect::<Result<_, _>>()
        .map_err(|e| nothing_in(path, "PEM").caused_by(e))
}

fn nothing_in(path: &Path, what: &str) -> Error {
    Error::invalid(format!(
        "there is no {what} in `{}`; expected a PEM file",
        path.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_certificates_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "nothing").unwrap();
        let error = certificates(file.path()).unwrap_err();
        assert!(
            error.message().starts_with("there is no a certificate")
                || error.message().contains("certificate")
        );
        assert!(client_certificate(file.path()).is_err());
    }
}
