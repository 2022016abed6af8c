//! Encrypted connections, with a certificate that is read again when its file changes.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio_rustls::TlsAcceptor;

use crate::error::{Error, Result};
use crate::sync::unpoisoned;

/// How often the files are looked at, at most.
const LOOK: Duration = Duration::from_secs(1);

/// What every connection of a server begins with.
#[derive(Clone)]
pub struct Tls(TlsAcceptor);

impl Tls {
    /// With the certificate, those above it behind, and the key of these files in PEM.
    pub fn open(certificate: &Path, key: &Path) -> Result<Self> {
        let files = Files {
            certificate: certificate.to_owned(),
            key: key.to_owned(),
        };
        let loaded = Loaded {
            current: Arc::new(files.load()?),
            state: files.state(),
            looked: Instant::now(),
        };
        let identity = Identity {
            files,
            loaded: Mutex::new(loaded),
        };
        let provider = Arc::new(ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|e| Error::internal("cannot set TLS up").caused_by(e))?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(identity));
        Ok(Self(TlsAcceptor::from(Arc::new(config))))
    }

    pub(super) fn acceptor(&self) -> &TlsAcceptor {
        &self.0
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls")
    }
}

/// The files of a certificate and its key.
#[derive(Debug)]
struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

/// How both files are: when they were changed, and how long they are.
type State = [Option<(SystemTime, u64)>; 2];

impl Files {
    fn state(&self) -> State {
        [&self.certificate, &self.key].map(|path| {
            let file = fs::metadata(path).ok()?;
            Some((file.modified().ok()?, file.len()))
        })
    }

    fn load(&self) -> Result<CertifiedKey> {
        let unusable = |path: &Path, expected: &str| {
            Error::invalid(format!(
                "cannot use `{}`: expected {expected} in PEM",
                path.display()
            ))
        };
        let certificates = CertificateDer::pem_file_iter(&self.certificate)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|e| unusable(&self.certificate, "a certificate").caused_by(e))?;
        if certificates.is_empty() {
            return Err(unusable(&self.certificate, "a certificate"));
        }
        let key = PrivateKeyDer::from_pem_file(&self.key)
            .map_err(|e| unusable(&self.key, "a private key without a password").caused_by(e))?;
        let key = CertifiedKey::from_der(certificates, key, &ring::default_provider());
        key.map_err(|e| unusable(&self.key, "the key of the certificate").caused_by(e))
    }
}

#[derive(Debug)]
struct Loaded {
    current: Arc<CertifiedKey>,
    state: State,
    looked: Instant,
}

/// Who the server is. A certificate that is renewed is used from the next connection on.
#[derive(Debug)]
struct Identity {
    files: Files,
    loaded: Mutex<Loaded>,
}

impl Identity {
    /// The certificate, read again if a file has changed. One that cannot be used changes nothing: the
    /// next look may find both files whole.
    fn current(&self, now: Instant) -> Arc<CertifiedKey> {
        let mut loaded = unpoisoned(self.loaded.lock());
        if now.saturating_duration_since(loaded.looked) < LOOK {
            return Arc::clone(&loaded.current);
        }
        loaded.looked = now;
        let state = self.files.state();
        if state != loaded.state {
            match self.files.load() {
                Ok(key) => {
                    loaded.current = Arc::new(key);
                    loaded.state = state;
                    tracing::info!("the certificate has changed and is used from now on");
                }
                Err(error) => tracing::warn!("the certificate has changed, but {error}"),
            }
        }
        Arc::clone(&loaded.current)
    }
}

impl ResolvesServerCert for Identity {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current(Instant::now()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a new certificate and its key into a folder.
    fn write(folder: &Path) -> Vec<u8> {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        fs::write(folder.join("cert.pem"), made.cert.pem()).unwrap();
        fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
        made.cert.der().to_vec()
    }

    #[test]
    fn a_certificate_is_read_again_when_both_files_have_changed() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files {
            certificate: folder.path().join("cert.pem"),
            key: folder.path().join("key.pem"),
        };
        let first = write(folder.path());
        let start = Instant::now();
        let identity = Identity {
            loaded: Mutex::new(Loaded {
                current: Arc::new(files.load().unwrap()),
                state: [None, None],
                looked: start,
            }),
            files,
        };
        let at = |seconds| {
            let current = identity.current(start + Duration::from_secs(seconds));
            current.end_entity_cert().unwrap().to_vec()
        };
        assert_eq!(at(0), first);
        let second = write(folder.path());
        assert_eq!(at(0), first, "nobody has looked");
        assert_eq!(at(2), second);
        // The certificate alone does not fit the key.
        let key = fs::read(folder.path().join("key.pem")).unwrap();
        let third = write(folder.path());
        let new_key = fs::read(folder.path().join("key.pem")).unwrap();
        fs::write(folder.path().join("key.pem"), key).unwrap();
        assert_eq!(at(4), second);
        fs::write(
            folder.path().join("key.pem"),
            [&new_key[..], b"\n"].concat(),
        )
        .unwrap();
        assert_eq!(at(6), third);
    }

    #[test]
    fn what_is_no_certificate_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path());
        let [certificate, key, other] =
            ["cert.pem", "key.pem", "other.pem"].map(|name| folder.path().join(name));
        fs::write(&other, "hello").unwrap();
        assert!(Tls::open(&certificate, &key).is_ok());
        for (certificate, key, named) in [
            (&other, &key, "other.pem"),
            (&certificate, &other, "other.pem"),
            (&certificate, &folder.path().join("none.pem"), "none.pem"),
        ] {
            let error = Tls::open(certificate, key).unwrap_err();
            assert!(error.message().contains(named), "{error}");
        }
    }
}
