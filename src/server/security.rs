//! The defence of MLflow 3.17.2 against pages of other sites. A server on a private network trusts
//! everybody who reaches it, and a browser on that network reaches it on behalf of any page.
//!
//! 1. A request must name an allowed host, so that a page cannot reach the server by a DNS name of its
//!    own (DNS rebinding).
//! 2. A request that changes something must not come from a page of another origin.
//!
//! Pure.

use std::net::IpAddr;

/// The allowed hosts, origins and embeddings.
#[derive(Clone, Debug)]
pub struct Security {
    hosts: Option<Vec<String>>,
    origins: Vec<String>,
    frame_options: Option<String>,
}

/// The default of `X-Frame-Options`: which pages may embed this server's.
const FRAME_OPTIONS: &str = "SAMEORIGIN";

impl Default for Security {
    fn default() -> Self {
        Self::new(None, None, None)
    }
}

impl Security {
    /// Reads the values of the flags: hosts and origins separated by commas, and a value of
    /// `X-Frame-Options` or `NONE`.
    pub fn new(hosts: Option<&str>, origins: Option<&str>, frame_options: Option<&str>) -> Self {
        let frame_options = frame_options.unwrap_or(FRAME_OPTIONS).to_ascii_uppercase();
        Self {
            hosts: hosts.map(list),
            origins: origins.map(list).unwrap_or_default(),
            frame_options: Some(frame_options).filter(|options| options != "NONE"),
        }
    }

    /// Whether a request may name this host, perhaps with a port behind it.
    pub(super) fn allows_host(&self, host: &str) -> bool {
        if host.is_empty() {
            return false;
        }
        let name = without_port(host);
        match &self.hosts {
            None => is_near(name),
            Some(allowed) => allowed
                .iter()
                .any(|pattern| matches(pattern, host) || matches(pattern, name)),
        }
    }

    /// Whether a page of this origin may change something.
    pub(super) fn allows_origin(&self, origin: &str) -> bool {
        is_local_origin(origin) || self.names_origin(origin)
    }

    /// Which origin a browser is told may read an answer, and whether its page may use the user's
    /// credentials.
    pub(super) fn readers(&self, origin: &str) -> Option<(String, bool)> {
        if self.origins.iter().any(|allowed| allowed == "*") {
            return Some(("*".to_owned(), false));
        }
        self.allows_origin(origin)
            .then(|| (origin.to_owned(), true))
    }

    fn names_origin(&self, origin: &str) -> bool {
        self.origins.iter().any(|pattern| matches(pattern, origin))
    }

    /// The value of `X-Frame-Options`.
    pub(super) fn frame_options(&self) -> Option<&str> {
        self.frame_options.as_deref()
    }

    /// Whether any host, or pages of any origin, are allowed.
    pub fn is_open(&self) -> bool {
        let is_any = |list: &[String]| list.iter().any(|allowed| allowed == "*");
        is_any(&self.origins) || self.hosts.as_deref().is_some_and(is_any)
    }
}

fn list(text: &str) -> Vec<String> {
    text.split(',')
        .map(|entry| entry.trim().to_ascii_lowercase())
        .filter(|entry| !entry.is_empty())
        .collect()
}

/// The name or address of a host, without the port and the brackets of IPv6.
fn without_port(host: &str) -> &str {
    if let Some(rest) = host.strip_prefix('[') {
        return rest.split(']').next().unwrap_or(rest);
    }
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => host,
    }
}

/// Whether a host is this machine or an address of a private network. MLflow 3.17.2 compares
/// texts, by which `10.evil.com` is private, too.
fn is_near(name: &str) -> bool {
    if name.eq_ignore_ascii_case("localhost") {
        return true;
    }
    match name.parse() {
        Ok(IpAddr::V4(ip)) => ip.is_loopback() || ip.is_unspecified() || ip.is_private(),
        Ok(IpAddr::V6(ip)) => ip.is_loopback() || ip.is_unspecified() || ip.is_unique_local(),
        Err(_) => false,
    }
}

/// Whether an origin is a page of this machine, on any port.
fn is_local_origin(origin: &str) -> bool {
    let Some((scheme, host)) = origin.split_once("://") else {
        return false;
    };
    let name = without_port(host);
    matches!(scheme, "http" | "https")
        && (name.eq_ignore_ascii_case("localhost") || matches!(name, "127.0.0.1" | "::1"))
}

/// Whether a text matches a pattern, in which `*` stands for anything. Patterns are in lower case; the
/// case of the text does not matter.
fn matches(pattern: &str, text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let Some(last) = parts.next_back() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.find(part) {
            Some(start) => rest = &rest[start + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_list_hosts_are_near() {
        let security = Security::default();
        for near in [
            "localhost",
            "LOCALHOST:5000",
            "127.0.0.1:1",
            "[::1]",
            "[::1]:5000",
            "0.0.0.0:80",
            "192.168.1.7",
            "10.0.0.1:5000",
            "172.31.0.1",
            "[fd00::1]:5000",
        ] {
            assert!(security.allows_host(near), "{near}");
        }
        for far in [
            "",
            "evil.com",
            "10.evil.com",
            "192.168.evil.com:5000",
            "localhost.evil.com",
            "172.32.0.1",
            "8.8.8.8",
            "[2001:db8::1]",
            "a:b:c",
        ] {
            assert!(!security.allows_host(far), "{far}");
        }
    }

    #[test]
    fn a_listed_host_is_allowed_on_any_port_unless_it_has_one() {
        let security = Security::new(Some("a.com, B.com:80,*.c.com"), None, None);
        for allowed in ["a.com", "A.com:81", "b.com:80", "x.c.com", "x.y.c.com:5000"] {
            assert!(security.allows_host(allowed), "{allowed}");
        }
        for refused in ["b.com", "b.com:81", "c.com", "localhost", "a.com.evil"] {
            assert!(!security.allows_host(refused), "{refused}");
        }
        assert!(Security::new(Some("*"), None, None).allows_host("any:1"));
    }

    #[test]
    fn origins_are_local_or_listed() {
        let security = Security::new(None, Some("https://a.com,http://*.b.com"), None);
        for allowed in [
            "http://localhost:3000",
            "https://127.0.0.1",
            "http://[::1]:5000",
            "https://a.com",
            "http://x.b.com",
        ] {
            assert!(security.allows_origin(allowed), "{allowed}");
        }
        for refused in [
            "null",
            "",
            "https://a.com:444",
            "http://a.com",
            "http://localhost.evil",
        ] {
            assert!(!security.allows_origin(refused), "{refused}");
        }
        let all = Security::new(None, Some("*"), None);
        assert!(all.allows_origin("https://evil.com") && all.is_open());
        assert_eq!(all.readers("http://x"), Some(("*".to_owned(), false)));
        assert_eq!(security.readers("http://evil"), None);
    }

    #[test]
    fn frames_are_for_the_same_origin_unless_said() {
        let options = |text| Security::new(None, None, text).frame_options.clone();
        assert_eq!(options(None).as_deref(), Some("SAMEORIGIN"));
        assert_eq!(options(Some("deny")).as_deref(), Some("DENY"));
        assert_eq!(options(Some("none")), None);
    }

    #[test]
    fn a_star_stands_for_anything() {
        assert!(matches("a*b*c", "axxbyyc") && matches("*", "") && matches("a", "A"));
        assert!(!matches("a*b", "ab c") && !matches("a*a", "a") && !matches("", "x"));
    }
}
