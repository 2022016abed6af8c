//! Speaking to servers through proxies, as Python's `requests` does it.
//!
//! | address | how the proxy is asked |
//! | --- | --- |
//! | `http://` | the request itself, with the whole URL in its first line |
//! | `https://` | `CONNECT`, and then TLS with the server through the tunnel |
//!
//! ureq knows only the second way, and only one proxy for both. So this connector comes before ureq's
//! own.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    Buffers, ConnectProxyConnector, ConnectionDetails, Connector, Either, NextTimeout,
    RustlsConnector, TcpConnector, Transport,
};
use ureq::{Agent, Proxy, ProxyProtocol};

use crate::config::ProxySettings;
use crate::error::{Error, Result};
use crate::uri;

/// Makes an agent that uses these proxies. `config` makes its settings, given the proxy that ureq
/// itself should use.
pub(super) fn agent(proxies: ProxySettings, config: impl Fn(Option<Proxy>) -> Config) -> Agent {
    let usable = |scheme| proxies.of_scheme(scheme).and_then(usable);
    let routes = Arc::new(Routes {
        http: usable("http"),
        https: usable("https").map(|proxy| (proxy.clone(), config(Some(proxy)))),
        proxies,
    });
    let connector =
        ().chain(ProxyConnector(Arc::clone(&routes)))
            .chain(TcpConnector::default())
            .chain(RustlsConnector::default());
    let resolver = ProxyResolver {
        routes,
        direct: DefaultResolver::default(),
    };
    Agent::with_parts(config(None), connector, resolver)
}

/// The proxy through which a URL is asked, without its password; `None` where it is asked
/// directly. A proxy that cannot be used is an error.
pub(super) fn shown_proxy(proxies: &ProxySettings, url: &str) -> Result<Option<String>> {
    let url: Option<Uri> = url.parse().ok();
    let Some(proxy) = url.and_then(|url| url_of_proxy(proxies, &url)) else {
        return Ok(None);
    };
    let shown = uri::masked(proxy).into_owned();
    if usable(proxy).is_some() {
        return Ok(Some(shown));
    }
    Err(Error::invalid(format!(
        "the proxy `{shown}` cannot be used; expected `http://host:port` or `https://host:port`"
    ))
    .hint("it is that of `http_proxy`, `https_proxy` or `all_proxy`; `no_proxy` names exceptions"))
}

fn usable(url: &str) -> Option<Proxy> {
    let is_known =
        |proxy: &Proxy| matches!(proxy.protocol(), ProxyProtocol::Http | ProxyProtocol::Https);
    Proxy::new(url).ok().filter(is_known)
}

fn url_of_proxy<'a>(proxies: &'a ProxySettings, url: &Uri) -> Option<&'a str> {
    let scheme = url.scheme_str()?;
    let default = if scheme == "https" { 443 } else { 80 };
    let port = url.port_u16().unwrap_or(default);
    proxies.for_host(scheme, url.host()?, port)
}

/// Decides through which proxy a URL is requested.
#[derive(Debug)]
struct Routes {
    proxies: ProxySettings,
    http: Option<Proxy>,
    /// The proxy for `https`, with the settings by which ureq asks it for a tunnel.
    https: Option<(Proxy, Config)>,
}

/// The route to a server.
enum Route<'a> {
    Direct,
    Forwarded(&'a Proxy),
    Tunnelled(&'a Config),
}

impl Routes {
    fn route(&self, url: &Uri) -> Route<'_> {
        // ureq also asks for the route to the proxy itself, which is direct.
        let is_proxy = |proxy: &Proxy| proxy.uri() == url;
        let https = self.https.as_ref();
        if self.http.as_ref().is_some_and(is_proxy)
            || https.is_some_and(|(proxy, _)| is_proxy(proxy))
            || url_of_proxy(&self.proxies, url).is_none()
        {
            return Route::Direct;
        }
        let route = if url.scheme_str() == Some("https") {
            https.map(|(_, config)| Route::Tunnelled(config))
        } else {
            self.http.as_ref().map(Route::Forwarded)
        };
        route.unwrap_or(Route::Direct)
    }
}

/// Resolves the names of servers that are asked directly. A proxy may know names that this machine
/// does not.
#[derive(Debug)]
struct ProxyResolver {
    routes: Arc<Routes>,
    direct: DefaultResolver,
}

impl Resolver for ProxyResolver {
    fn resolve(
        &self,
        url: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        match self.routes.route(url) {
            Route::Direct => self.direct.resolve(url, config, timeout),
            Route::Forwarded(_) | Route::Tunnelled(_) => Ok(self.empty()),
        }
    }
}

/// Connects to the proxy of a URL; it leaves URLs without one to the next connector.
#[derive(Debug)]
struct ProxyConnector(Arc<Routes>);

impl<In: Transport> Connector<In> for ProxyConnector {
    type Out = Either<In, Box<dyn Transport>>;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        if let Some(transport) = chained {
            return Ok(Some(Either::A(transport)));
        }
        match self.0.route(details.uri) {
            Route::Direct => Ok(None),
            Route::Forwarded(proxy) => {
                let forwarding = Forwarding::connect(details, proxy)?;
                Ok(Some(Either::B(Box::new(forwarding))))
            }
            Route::Tunnelled(config) => {
                let details = ConnectionDetails {
                    config,
                    ..details_for(details, details.uri)?
                };
                ConnectProxyConnector::default().connect(&details, None)
            }
        }
    }
}

/// The details of a connection with another end.
fn details_for<'a>(
    details: &'a ConnectionDetails,
    url: &'a Uri,
) -> Result<ConnectionDetails<'a>, ureq::Error> {
    Ok(ConnectionDetails {
        uri: url,
        addrs: details
            .resolver
            .resolve(url, details.config, details.timeout)?,
        config: details.config,
        request_level: details.request_level,
        resolver: details.resolver,
        now: details.now,
        timeout: details.timeout,
        current_time: Arc::clone(&details.current_time),
        run_connector: Arc::clone(&details.run_connector),
        register_shutdown: Arc::clone(&details.register_shutdown),
    })
}

/// A connection to a proxy that passes requests on: each has the whole URL in its first line.
#[derive(Debug)]
struct Forwarding {
    proxy: Box<dyn Transport>,
    /// `http://host:port`, which comes before the path.
    origin: String,
    login: Option<Login>,
    /// Whether the next bytes are the beginning of a request.
    is_at_start: bool,
}

/// The header with the user's login at the proxy. `Debug` hides it.
struct Login(String);

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login")
    }
}

impl Login {
    fn of(proxy: &Proxy) -> Option<Self> {
        let name = proxy.username()?;
        let password = proxy.password().unwrap_or_default();
        let login = BASE64.encode(format!("{name}:{password}"));
        Some(Self(format!("proxy-authorization: Basic {login}\r\n")))
    }
}

impl Forwarding {
    fn connect(details: &ConnectionDetails, proxy: &Proxy) -> Result<Self, ureq::Error> {
        let authority = details
            .uri
            .authority()
            .map_or("", |authority| authority.as_str());
        Ok(Self {
            proxy: (details.run_connector)(&details_for(details, proxy.uri())?)?,
            origin: format!("http://{authority}"),
            login: Login::of(proxy),
            is_at_start: true,
        })
    }

    /// The beginning of a request as a proxy expects it.
    fn rewritten(&self, start: &[u8]) -> Vec<u8> {
        let login = self.login.as_ref().map_or("", |Login(header)| header);
        let method = start
            .iter()
            .position(|&byte| byte == b' ')
            .map_or(0, |at| at + 1);
        let line = start.windows(2).position(|end| end == b"\r\n");
        let line = line.map_or(start.len(), |at| at + 2);
        [
            &start[..method],
            self.origin.as_bytes(),
            &start[method..line],
            login.as_bytes(),
            &start[line..],
        ]
        .concat()
    }
}

impl Transport for Forwarding {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.proxy.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        if !std::mem::take(&mut self.is_at_start) {
            return self.proxy.transmit_output(amount, timeout);
        }
        let start = self.proxy.buffers().output()[..amount].to_vec();
        let start = self.rewritten(&start);
        let room = self.proxy.buffers().output().len();
        for piece in start.chunks(room) {
            self.proxy.buffers().output()[..piece.len()].copy_from_slice(piece);
            self.proxy.transmit_output(piece.len(), timeout)?;
        }
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        // The answer is read after the request is sent, so a new request comes next.
        self.is_at_start = true;
        self.proxy.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.proxy.is_open()
    }
}
