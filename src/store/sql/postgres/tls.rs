//! Encrypted connections, as `sslmode` asks for them.
//!
//! | mode | encrypted | the server's certificate |
//! | --- | --- | --- |
//! | `disable` | no | |
//! | `allow`, `prefer` | if the server can | not looked at |
//! | `require` | yes | not looked at |
//! | `verify-ca` | yes | of an authority that is trusted |
//! | `verify-full` | yes | and for the host of the address |
//!
//! What is trusted is in the file of `sslrootcert`; without one, it is what the system trusts.
//! ([`crate::config`] makes `verify-ca` of `require` where there is such a file.)

use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error as TlsError, RootCertStore,
    SignatureScheme,
};
use rustls_platform_verifier::Verifier;

use crate::config::{PostgresTls, TlsMode};
use crate::error::{Error, Result};

use super::remote::unusable;

/// What encrypts connections.
pub(super) fn config(tls: &PostgresTls) -> Result<ClientConfig> {
    let provider = Arc::new(ring::default_provider());
    let verifier = verifier(tls, &provider)?;
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| Error::internal("TLS cannot be set up").caused_by(e))?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    match &tls.identity {
        Some((certificate, key)) => {
            let chain = certificates("sslcert", certificate)?;
            let private =
                PrivateKeyDer::from_pem_file(key).map_err(|e| unusable("sslkey", key, e))?;
            builder
                .with_client_auth_cert(chain, private)
                .map_err(|e| unusable("sslcert", certificate, e))
        }
        None => Ok(builder.with_no_client_auth()),
    }
}

fn verifier(
    tls: &PostgresTls,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>> {
    let cannot = |e: TlsError| Error::internal("TLS cannot be set up").caused_by(e);
    let authority: Arc<dyn ServerCertVerifier> = match &tls.authorities {
        _ if tls.mode <= TlsMode::Require => {
            return Ok(Arc::new(Unverified(Arc::clone(provider))));
        }
        None => Arc::new(Verifier::new(Arc::clone(provider)).map_err(cannot)?),
        Some(file) => {
            let mut roots = RootCertStore::empty();
            for root in certificates("sslrootcert", file)? {
                roots
                    .add(root)
                    .map_err(|e| unusable("sslrootcert", file, e))?;
            }
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
                .build()
                .map_err(|e| unusable("sslrootcert", file, e))?
        }
    };
    Ok(match tls.mode {
        TlsMode::VerifyFull => authority,
        _ => Arc::new(AnyHost(authority)),
    })
}

fn certificates(option: &str, file: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let found: std::result::Result<Vec<_>, _> =
        CertificateDer::pem_file_iter(file).and_then(Iterator::collect);
    match found {
        Ok(found) if found.is_empty() => Err(unusable(option, file, "it has no certificate")),
        found => found.map_err(|e| unusable(option, file, e)),
    }
}

/// Takes any certificate, if the server has the key to it.
#[derive(Debug)]
struct Unverified(Arc<CryptoProvider>);

impl ServerCertVerifier for Unverified {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> std::result::Result<ServerCertVerified, TlsError> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, TlsError> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, TlsError> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

/// Takes a certificate that an authority signed, for whichever host.
#[derive(Debug)]
struct AnyHost(Arc<dyn ServerCertVerifier>);

impl ServerCertVerifier for AnyHost {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        host: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, TlsError> {
        match self
            .0
            .verify_server_cert(certificate, chain, host, ocsp, now)
        {
            Err(TlsError::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, TlsError> {
        self.0
            .verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, TlsError> {
        self.0
            .verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}
