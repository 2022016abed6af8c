//! The HTTP clients that requests to clouds go through.

use std::fs;
use std::path::Path;
use std::sync::Once;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder, Proxy};
use ureq::http::Uri;

use crate::config::ProxySettings;
use crate::error::{Error, Result};

/// How long making a connection may take.
const CONNECT_PATIENCE: Duration = Duration::from_secs(15);
/// From how many bytes on a request is an upload, which may take long before it is answered.
const UPLOAD_SIZE: usize = 256 << 10;
/// How long an upload may take until it is answered.
const UPLOAD_PATIENCE: Duration = Duration::from_secs(600);
/// How long the service may take that tells a machine of a cloud who it is. Elsewhere there is none.
const METADATA_PATIENCE: Duration = Duration::from_secs(2);

/// Where machines of clouds ask who they are.
const METADATA_HOSTS: [&str; 6] = [
    "169.254.169.254",
    "169.254.170.2",
    "169.254.170.23",
    "[fd00:ec2::254]",
    "[fd00:ec2::23]",
    "metadata.google.internal",
];

/// The clients of one cloud.
#[derive(Clone)]
pub(super) struct Clients {
    quick: Client,
    uploads: Client,
    metadata: Client,
}

/// How servers are trusted, and waited for.
pub(super) struct ClientSettings<'a> {
    pub(super) insecure_tls: bool,
    /// A PEM file with further certificates to trust.
    pub(super) certificates: Option<&'a Path>,
    /// How long a service may be silent.
    pub(super) patience: Duration,
}

impl Clients {
    pub(super) fn new(settings: &ClientSettings<'_>) -> Result<Self> {
        static CRYPTO: Once = Once::new();
        CRYPTO.call_once(|| {
            // Fails where one is installed already, which is the same.
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        let certificates = settings.certificates.map(certificates).transpose()?;
        let build = |patience: Duration| -> Result<Client> {
            let mut builder = base()
                .read_timeout(patience)
                .connect_timeout(CONNECT_PATIENCE)
                .tls_danger_accept_invalid_certs(settings.insecure_tls)
                .proxy(proxy(ProxySettings::from_env()));
            if let Some(certificates) = &certificates {
                builder = builder.tls_certs_merge(certificates.clone());
            }
            built(builder)
        };
        Ok(Self {
            quick: build(settings.patience)?,
            uploads: build(settings.patience.max(UPLOAD_PATIENCE))?,
            metadata: built(base().timeout(METADATA_PATIENCE))?,
        })
    }

    /// The client for a request with a body of so many bytes.
    pub(super) fn for_request(&self, uri: &Uri, body: usize) -> &Client {
        if is_metadata(uri) {
            &self.metadata
        } else if body >= UPLOAD_SIZE {
            &self.uploads
        } else {
            &self.quick
        }
    }
}

/// Whether a request asks who this machine is.
pub(super) fn is_metadata(uri: &Uri) -> bool {
    uri.host()
        .is_some_and(|host| METADATA_HOSTS.contains(&host))
}

/// Redirects are not followed: a signature is for one host. Nothing goes through a proxy by itself.
fn base() -> ClientBuilder {
    Client::builder()
        .user_agent(concat!("mlflow/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .tcp_nodelay(true)
        .no_proxy()
}

fn built(builder: ClientBuilder) -> Result<Client> {
    builder
        .build()
        .map_err(|e| Error::internal("cannot prepare requests to a cloud").caused_by(e))
}

/// The proxies by our own rules, which are those of Python's `requests`.
fn proxy(settings: ProxySettings) -> Proxy {
    Proxy::custom(move |url| {
        let port = url.port_or_known_default()?;
        let proxy = settings.for_host(url.scheme(), url.host_str()?, port)?;
        Some(if proxy.contains("://") {
            proxy.to_owned()
        } else {
            format!("http://{proxy}")
        })
    })
}

fn certificates(path: &Path) -> Result<Vec<Certificate>> {
    let text = fs::read(path).map_err(|e| Error::io("read", path, e))?;
    Certificate::from_pem_bundle(&text).map_err(|e| {
        Error::invalid(format!(
            "`{}` has no certificates; expected a PEM file",
            path.display()
        ))
        .hint("it is that of AWS_CA_BUNDLE, REQUESTS_CA_BUNDLE or the AWS profile")
        .caused_by(e)
    })
}
