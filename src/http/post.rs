//! Sending to addresses that somebody else chose, who is not to reach what only this machine can.
//!
//! The addresses of a host are asked for once, and a connection is made to one of them if all of them
//! may be connected to. So a name cannot lead elsewhere between the check and the connection. There
//! is no proxy, which would be checked in the place of the host. Redirects are the caller's.

use std::error::Error as StdError;
use std::fmt;
use std::io::Read;
use std::net::IpAddr;
use std::time::Duration;

use ureq::config::Config;
use ureq::http::{Method, Uri};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error as UreqError};

use super::client::{USER_AGENT, retry_after};
use super::request_error::RequestError;

/// How long it may take to ask for the addresses of a name.
const RESOLVE_TIMEOUT: Duration = Duration::from_secs(5);
/// Most bytes of an answer that are read.
const MAX_ANSWER: u64 = 256 << 10;

/// Sends to any address, if its host may be connected to.
pub(crate) struct Poster {
    agent: Agent,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct PostAnswer {
    /// The status.
    pub(crate) status: u16,
    /// Where a redirect leads.
    pub(crate) location: Option<String>,
    /// When the receiver wants to be asked again.
    pub(crate) retry_after: Option<Duration>,
    /// The beginning of the body.
    pub(crate) body: String,
}

/// Why nothing came back.
#[derive(Debug)]
pub(crate) enum PostError {
    /// The host has this address, to which nothing is sent.
    Forbidden(IpAddr),
    /// It cannot be sent at all.
    Unusable(String),
    /// Another attempt may succeed.
    Failed(String),
}

impl Poster {
    /// Sends to those addresses alone for which `allows` holds; no step of it may take longer than
    /// the timeout.
    pub(crate) fn new(timeout: Duration, allows: fn(IpAddr) -> bool) -> Self {
        let config = Agent::config_builder()
            .proxy(None)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_resolve(Some(RESOLVE_TIMEOUT))
            .timeout_connect(Some(timeout))
            .timeout_send_request(Some(timeout))
            .timeout_send_body(Some(timeout))
            .timeout_recv_response(Some(timeout))
            .timeout_recv_body(Some(timeout))
            .user_agent(USER_AGENT)
            .tls_config(
                TlsConfig::builder()
                    .root_certs(RootCerts::PlatformVerifier)
                    .build(),
            )
            .build();
        let resolver = AllowedHosts {
            allows,
            names: DefaultResolver::default(),
        };
        Self {
            agent: Agent::with_parts(config, DefaultConnector::default(), resolver),
        }
    }

    /// Posts a body.
    pub(crate) fn post(
        &self,
        url: &str,
        headers: &[(&str, String)],
        body: &[u8],
    ) -> Result<PostAnswer, PostError> {
        self.send(Method::POST, url, headers, Some(body))
    }

    /// Gets an address, as after a redirect that drops the body.
    pub(crate) fn get(
        &self,
        url: &str,
        headers: &[(&str, String)],
    ) -> Result<PostAnswer, PostError> {
        self.send(Method::GET, url, headers, None)
    }

    fn send(
        &self,
        method: Method,
        url: &str,
        headers: &[(&str, String)],
        body: Option<&[u8]>,
    ) -> Result<PostAnswer, PostError> {
        let mut head = ureq::http::Request::builder().method(method).uri(url);
        for (name, value) in headers {
            head = head.header(*name, value);
        }
        let sent = match body {
            Some(body) => self.agent.run(head.body(body).map_err(unusable)?),
            None => self.agent.run(head.body(()).map_err(unusable)?),
        };
        let response = sent.map_err(|error| failure(url, error))?;
        let location = response.headers().get("location");
        let location = location.and_then(|value| value.to_str().ok());
        let location = location.map(str::to_owned);
        let status = response.status().as_u16();
        let retry_after = retry_after(response.headers());
        let mut bytes = Vec::new();
        // The status says what became of it, even if the body breaks off.
        let _ = response
            .into_body()
            .into_reader()
            .take(MAX_ANSWER)
            .read_to_end(&mut bytes);
        Ok(PostAnswer {
            status,
            location,
            retry_after,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        })
    }
}

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` passes it")]
fn unusable(error: ureq::http::Error) -> PostError {
    PostError::Unusable(error.to_string())
}

fn failure(url: &str, error: UreqError) -> PostError {
    match error {
        UreqError::Other(error) => match error.downcast::<Forbidden>() {
            Ok(forbidden) => PostError::Forbidden(forbidden.0),
            Err(error) => PostError::Failed(error.to_string()),
        },
        error => {
            let url = url.split('?').next().unwrap_or_default();
            let error = RequestError::of_ureq(url, error).into_error();
            PostError::Failed(error.message().to_owned())
        }
    }
}

/// Gives the addresses of a host only if all of them are allowed.
#[derive(Debug)]
struct AllowedHosts {
    allows: fn(IpAddr) -> bool,
    names: DefaultResolver,
}

impl Resolver for AllowedHosts {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, UreqError> {
        let found = self.names.resolve(uri, config, timeout)?;
        let mut addresses = found.iter().map(std::net::SocketAddr::ip);
        match addresses.find(|address| !(self.allows)(*address)) {
            Some(address) => Err(UreqError::Other(Box::new(Forbidden(address)))),
            None => Ok(found),
        }
    }
}

/// An address to which nothing is sent.
#[derive(Debug)]
struct Forbidden(IpAddr);

impl fmt::Display for Forbidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the address {} is not allowed", self.0)
    }
}

impl StdError for Forbidden {}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn no_connection_is_made_to_an_address_that_is_not_allowed() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let poster = Poster::new(Duration::from_secs(5), |address| !address.is_loopback());
        let refused = poster.post(&url, &[], b"{}").unwrap_err();
        assert!(matches!(refused, PostError::Forbidden(address) if address.is_loopback()));
        listener.set_nonblocking(true).unwrap();
        assert!(listener.accept().is_err(), "somebody connected");
    }

    #[test]
    fn an_answer_is_read_and_a_redirect_is_not_followed() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let answering = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut head = [0; 4096];
            let _ = stream.read(&mut head).unwrap();
            let answer = "HTTP/1.1 302 Found\r\nLocation: /x\r\nRetry-After: 7\r\n\
                          Content-Length: 2\r\nConnection: close\r\n\r\nok";
            stream.write_all(answer.as_bytes()).unwrap();
        });
        let poster = Poster::new(Duration::from_secs(5), |_| true);
        let answer = poster
            .post(&url, &[("X-A", "b".to_owned())], b"{}")
            .unwrap();
        assert_eq!((answer.status, answer.body.as_str()), (302, "ok"));
        assert_eq!(answer.location.as_deref(), Some("/x"));
        assert_eq!(answer.retry_after, Some(Duration::from_secs(7)));
        answering.join().unwrap();
    }
}
