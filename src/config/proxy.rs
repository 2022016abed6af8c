//! Through which proxies other servers are asked: the variables that Python's `requests` reads, by
//! its rules.
//!
//! `http_proxy` and `https_proxy` are for addresses of that scheme, `all_proxy` for the rest, and
//! `no_proxy` names the hosts that are asked directly. A name in small letters goes before the same
//! in capitals, even if it is empty.

use std::env;
use std::net::IpAddr;

/// The proxies by scheme, and the hosts that are asked directly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProxySettings {
    http: Option<String>,
    https: Option<String>,
    all: Option<String>,
    direct: Vec<String>,
}

impl ProxySettings {
    /// Reads them from the environment.
    pub fn from_env() -> Self {
        Self::read(|name| env::var(name).ok())
    }

    fn read(var: impl Fn(&str) -> Option<String>) -> Self {
        let is_gateway = var("REQUEST_METHOD").is_some();
        let proxy = |scheme: &str| {
            let small = format!("{scheme}_proxy");
            let capitals = || {
                // A web server hands the header `Proxy` of a request to its programs by this name.
                let is_header = is_gateway && scheme == "http";
                var(&small.to_uppercase()).filter(|_| !is_header)
            };
            let value = var(&small).or_else(capitals)?;
            Some(value.trim().to_owned()).filter(|value| !value.is_empty())
        };
        let set = |name: &str| var(name).filter(|value| !value.is_empty());
        let direct = set("no_proxy").or_else(|| set("NO_PROXY"));
        Self {
            http: proxy("http"),
            https: proxy("https"),
            all: proxy("all"),
            direct: direct.map(|list| entries(&list)).unwrap_or_default(),
        }
    }

    /// The URL of the proxy through which a host is asked; `None` where it is asked directly.
    pub fn for_host(&self, scheme: &str, host: &str, port: u16) -> Option<&str> {
        self.of_scheme(scheme)
            .filter(|_| !self.is_direct(host, port))
    }

    /// The URL of the proxy for addresses of a scheme.
    pub fn of_scheme(&self, scheme: &str) -> Option<&str> {
        let chosen = match scheme {
            "http" => self.http.as_deref(),
            "https" => self.https.as_deref(),
            _ => None,
        };
        chosen.or(self.all.as_deref())
    }

    /// Whether a host is asked directly.
    fn is_direct(&self, host: &str, port: u16) -> bool {
        let host = host.trim_matches(['[', ']']).to_ascii_lowercase();
        let with_port = format!("{host}:{port}");
        let ip: Option<IpAddr> = host.parse().ok();
        self.direct.iter().any(|entry| match ip {
            _ if entry == "*" => true,
            Some(ip) => *entry == with_port || contains(entry, ip),
            None => {
                host.ends_with(entry)
                    || with_port.ends_with(entry)
                    || entry.strip_prefix('.') == Some(&host)
            }
        })
    }
}

fn entries(list: &str) -> Vec<String> {
    list.split(',')
        .map(|entry| entry.trim().to_ascii_lowercase())
        .filter(|entry| !entry.is_empty())
        .collect()
}

/// Whether an entry is this address, or a range with it: `10.0.0.0/8`.
fn contains(entry: &str, ip: IpAddr) -> bool {
    let (network, length) = match entry.split_once('/') {
        Some((network, length)) => (network, length.parse().ok()),
        None => (entry, None),
    };
    let network = network.trim_matches(['[', ']']).parse();
    match (network, ip) {
        (Ok(IpAddr::V4(network)), IpAddr::V4(ip)) => {
            let shift = 32_u32.saturating_sub(length.unwrap_or(32));
            let prefix = |ip: u32| ip.checked_shr(shift).unwrap_or_default();
            prefix(network.to_bits()) == prefix(ip.to_bits())
        }
        (Ok(IpAddr::V6(network)), IpAddr::V6(ip)) => {
            let shift = 128_u32.saturating_sub(length.unwrap_or(128));
            let prefix = |ip: u128| ip.checked_shr(shift).unwrap_or_default();
            prefix(network.to_bits()) == prefix(ip.to_bits())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(variables: &[(&str, &str)]) -> ProxySettings {
        ProxySettings::read(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn each_scheme_has_its_proxy() {
        let proxies = settings(&[("http_proxy", "http://p:1"), ("HTTPS_PROXY", "http://p:2")]);
        assert_eq!(proxies.for_host("http", "h", 80), Some("http://p:1"));
        assert_eq!(proxies.for_host("https", "h", 443), Some("http://p:2"));
        let proxies = settings(&[("all_proxy", "p:3"), ("https_proxy", "")]);
        assert_eq!(proxies.for_host("http", "h", 80), Some("p:3"));
        assert_eq!(proxies.for_host("https", "h", 443), Some("p:3"));
        let only_https = settings(&[("https_proxy", "p")]);
        assert_eq!(only_https.for_host("http", "127.0.0.1", 5000), None);
        // What is empty in small letters takes what is in capitals back.
        let taken_back = settings(&[("http_proxy", ""), ("HTTP_PROXY", "p")]);
        assert_eq!(taken_back.for_host("http", "h", 80), None);
        let gateway = settings(&[("REQUEST_METHOD", "GET"), ("HTTP_PROXY", "evil")]);
        assert_eq!(gateway.for_host("http", "h", 80), None);
    }

    #[test]
    fn hosts_are_asked_directly_by_name_suffix_port_and_range() {
        let is_direct = |list: &str, host: &str, port: u16| {
            let proxies = settings(&[("http_proxy", "p"), ("NO_PROXY", list)]);
            proxies.for_host("http", host, port).is_none()
        };
        for (list, host, port) in [
            ("*", "h", 80),
            ("example.com", "example.com", 80),
            ("example.com", "a.Example.com", 80),
            (".example.com", "a.example.com", 80),
            (".example.com", "example.com", 80),
            ("x, example.com:5000", "example.com", 5000),
            ("127.0.0.1", "127.0.0.1", 80),
            ("127.0.0.1:5000", "127.0.0.1", 5000),
            ("10.0.0.0/8", "10.9.8.7", 80),
            ("0.0.0.0/0", "10.9.8.7", 80),
            ("::1", "[::1]", 80),
            ("fd00::/8", "[fd12::1]", 80),
        ] {
            assert!(is_direct(list, host, port), "{list} {host}:{port}");
        }
        for (list, host, port) in [
            ("", "h", 80),
            ("example.com:5000", "example.com", 80),
            ("127.0.0.1:5000", "127.0.0.1", 80),
            ("10.0.0.0/8", "11.0.0.1", 80),
            ("10.0.0.0/8", "example.com", 80),
            ("a.example.com", "example.com", 80),
            ("fd00::/8", "[fe80::1]", 80),
        ] {
            assert!(!is_direct(list, host, port), "{list} {host}:{port}");
        }
    }
}
