//! One request and its answer, as libraries want them sent that speak a protocol over HTTP.

use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

use ureq::Agent;
use ureq::http::{Request, Response};
use ureq::tls::{RootCerts, TlsConfig};

use crate::config::ProxySettings;
use crate::error::{Error, Result};

use super::client::USER_AGENT;
use super::{proxy, tls};

/// How long any step of an exchange may take.
const TIMEOUT: Duration = Duration::from_secs(15);
/// Longest answer, in bytes.
const MAX_ANSWER: u64 = 1 << 20;

/// Sends requests as they are: without credentials of ours, without repetitions, and following no
/// redirect.
pub(crate) struct Exchange {
    agent: Agent,
}

impl Exchange {
    /// Trusts the certificates of a file in PEM, or else the system's.
    pub(crate) fn new(certificates: Option<&Path>, proxies: ProxySettings) -> Result<Self> {
        let roots = match certificates {
            Some(path) => tls::roots(path)?,
            None => RootCerts::PlatformVerifier,
        };
        let tls = TlsConfig::builder().root_certs(roots).build();
        let config = |proxy| {
            Agent::config_builder()
                .proxy(proxy)
                .http_status_as_error(false)
                .max_redirects(0)
                .max_redirects_will_error(false)
                .timeout_connect(Some(TIMEOUT))
                .timeout_per_read(Some(TIMEOUT))
                .timeout_per_write(Some(TIMEOUT))
                .user_agent(USER_AGENT)
                .tls_config(tls.clone())
                .build()
        };
        Ok(Self {
            agent: proxy::agent(proxies, config),
        })
    }

    /// Sends a request once.
    pub(crate) fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>> {
        let url = request.uri().to_string();
        let shown = url.split('?').next().unwrap_or_default().to_owned();
        let failed = |error: ureq::Error| {
            Error::internal(format!("`{shown}` does not answer")).caused_by(error)
        };
        let answer = self.agent.run(request).map_err(failed)?;
        let (parts, body) = answer.into_parts();
        let mut bytes = Vec::new();
        body.into_reader()
            .take(MAX_ANSWER)
            .read_to_end(&mut bytes)
            .map_err(|error| {
                Error::internal(format!("the answer of `{shown}` breaks off")).caused_by(error)
            })?;
        Ok(Response::from_parts(parts, bytes))
    }
}
