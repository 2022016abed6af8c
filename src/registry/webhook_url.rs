//! Where deliveries to webhooks may go: not into the network that the server is in.
//!
//! | step | when | what is checked |
//! | --- | --- | --- |
//! | 1 | a webhook is created or gets another address | the scheme, and every address of the host |
//! | 2 | a delivery is sent, and at each redirect | the scheme and the host |
//! | 3 | a connection is made | the very address to which it is made ([`is_public`]) |
//!
//! Because of step 3, a name that leads elsewhere by then, or a redirect, leads to nobody inside.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, ToSocketAddrs};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::config::WebhookRules;
use crate::error::{Error, Result};
use crate::uri;

/// How long it may take to ask for the addresses of a name, as in MLflow 3.18.0.
const PATIENCE: Duration = Duration::from_secs(5);

/// Checks the scheme and the host of an address, and gives the host.
pub fn check_url<'a>(url: &'a str, rules: &WebhookRules) -> Result<&'a str> {
    let shown = uri::masked(url);
    if url.trim().is_empty() {
        let reason = "Webhook URL cannot be empty or just whitespace: expected `https://…`";
        return Err(Error::webhook_url_invalid(reason));
    }
    let scheme = uri::scheme(url).unwrap_or_default();
    if !rules.schemes.contains(&scheme) {
        return Err(Error::webhook_url_invalid(format!(
            "Invalid webhook URL scheme: '{scheme}'. Allowed schemes are: {}",
            rules.schemes.join(", ")
        )));
    }
    match host(url) {
        Host::Some(host) => Ok(host),
        Host::None => Err(Error::webhook_url_invalid(format!(
            "Webhook URL must include a hostname: `{shown}`"
        ))),
        Host::Broken => Err(Error::webhook_url_invalid(format!(
            "Invalid webhook URL `{shown}`: expected `https://HOST/PATH`"
        ))),
    }
}

/// The same, and that the host is not in the network that the server is in, unless the rules allow it.
pub(super) fn check_new_url(url: &str, rules: &WebhookRules) -> Result<()> {
    let host = check_url(url, rules)?;
    if rules.allows_private {
        return Ok(());
    }
    let unknown = |why: &str| {
        Error::webhook_url_invalid(format!(
            "Cannot resolve Webhook URL hostname '{host}': {why}"
        ))
    };
    for address in addresses(host).map_err(|why| unknown(&why))? {
        if !is_public(address) {
            return Err(Error::webhook_url_invalid(format!(
                "Webhook URL must not resolve to a non-public IP address. '{host}' resolves to \
                 {address}"
            )));
        }
    }
    Ok(())
}

/// The host of an address.
enum Host<'a> {
    Some(&'a str),
    None,
    /// What stands there cannot be one.
    Broken,
}

fn host(url: &str) -> Host<'_> {
    let Some((_, rest)) = url.split_once("://") else {
        return Host::None;
    };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let (host, port) = match host.strip_prefix('[').map(|rest| rest.split_once(']')) {
        Some(Some((host, port))) => (host, port.strip_prefix(':')),
        Some(None) => return Host::Broken,
        None => match host.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (host, None),
        },
    };
    let is_port = |port: &str| port.is_empty() || port.parse::<u16>().is_ok();
    if !port.is_none_or(is_port) || host.contains(['[', ']']) {
        return Host::Broken;
    }
    if host.is_empty() {
        return Host::None;
    }
    Host::Some(host)
}

/// Asks for the addresses of a name, for a while.
fn addresses(host: &str) -> Result<Vec<IpAddr>, String> {
    let (answer, answered) = mpsc::channel();
    let name = host.to_owned();
    let asking = thread::Builder::new().name("resolve".to_owned());
    let asked = asking.spawn(move || {
        let found = (name.as_str(), 0).to_socket_addrs();
        // Nobody waits any more if it took too long.
        let _ = answer.send(found.map(|found| found.map(|found| found.ip()).collect()));
    });
    asked.map_err(|error| error.to_string())?;
    match answered.recv_timeout(PATIENCE) {
        Ok(found) => found.map_err(|error| error.to_string()),
        Err(_) => Err("no answer within 5 seconds".to_owned()),
    }
}

/// Whether an address is one of the public internet. An address that wraps another, as IPv6 has them
/// for IPv4, is what it wraps.
///
/// Beyond MLflow 3.18.0, addresses of groups (multicast) and those that IPv6 once had for sites are
/// not public.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match wrapped(address) {
            Some(inner) => is_public_v4(inner),
            None => is_public_v6(address),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let is_within = |network: &(Ipv4Addr, u32)| {
        let (network, bits) = *network;
        (address.to_bits() ^ network.to_bits()).leading_zeros() >= bits
    };
    OUTSIDE_V4.contains(&address) || !INSIDE_V4.iter().any(is_within)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let is_within = |network: &(Ipv6Addr, u32)| {
        let (network, bits) = *network;
        (address.to_bits() ^ network.to_bits()).leading_zeros() >= bits
    };
    !INSIDE_V6.iter().any(is_within)
}

const fn v4(a: u8, b: u8, c: u8, bits: u32) -> (Ipv4Addr, u32) {
    (Ipv4Addr::new(a, b, c, 0), bits)
}

const fn v6(a: u16, b: u16, c: u16, bits: u32) -> (Ipv6Addr, u32) {
    (Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), bits)
}

/// The networks of IPv4 that are not public, each with how many bits its addresses share.
const INSIDE_V4: [(Ipv4Addr, u32); 14] = [
    // This network, private ones, this machine, link-local.
    v4(0, 0, 0, 8),
    v4(10, 0, 0, 8),
    v4(172, 16, 0, 12),
    v4(192, 168, 0, 16),
    v4(127, 0, 0, 8),
    v4(169, 254, 0, 16),
    // Between providers and their customers, for protocols.
    v4(100, 64, 0, 10),
    v4(192, 0, 0, 24),
    // For documents and benchmarks.
    v4(192, 0, 2, 24),
    v4(198, 51, 100, 24),
    v4(203, 0, 113, 24),
    v4(198, 18, 0, 15),
    // Groups, and what is reserved, with the broadcasts.
    v4(224, 0, 0, 4),
    v4(240, 0, 0, 4),
];

/// Two addresses for protocols that anybody may reach.
const OUTSIDE_V4: [Ipv4Addr; 2] = [Ipv4Addr::new(192, 0, 0, 9), Ipv4Addr::new(192, 0, 0, 10)];

/// The networks of IPv6 that are not public.
const INSIDE_V6: [(Ipv6Addr, u32); 11] = [
    // Unspecified, this machine, and what once was IPv4.
    v6(0, 0, 0, 96),
    // Translated within a network, discarded, for protocols.
    v6(0x64, 0xff9b, 1, 48),
    v6(0x100, 0, 0, 64),
    v6(0x2001, 0, 0, 23),
    v6(0x5f00, 0, 0, 16),
    // For documents.
    v6(0x2001, 0xdb8, 0, 32),
    v6(0x3fff, 0, 0, 20),
    // Private, link-local, of a site, groups.
    v6(0xfc00, 0, 0, 7),
    v6(0xfe80, 0, 0, 10),
    v6(0xfec0, 0, 0, 10),
    v6(0xff00, 0, 0, 8),
];

/// The address that another one wraps: mapped, by 6to4, or by NAT64.
fn wrapped(address: Ipv6Addr) -> Option<Ipv4Addr> {
    const OF_NAT64: [u8; 12] = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];
    let octets = address.octets();
    let four = |at: usize| {
        let inner: Option<[u8; 4]> = octets[at..at + 4].try_into().ok();
        inner.map(Ipv4Addr::from)
    };
    if let Some(mapped) = address.to_ipv4_mapped() {
        return Some(mapped);
    }
    if octets.starts_with(&OF_NAT64) {
        return four(12);
    }
    octets.starts_with(&[0x20, 0x02]).then(|| four(2)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(allows_private: bool) -> WebhookRules {
        WebhookRules {
            schemes: vec!["https".to_owned(), "http".to_owned()],
            allows_private,
        }
    }

    #[test]
    fn addresses_inside_a_network_are_not_public() {
        for inside in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "3fff::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
        }
        for outside in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.0.9",
            "192.169.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
            "2002:808:808::",
            "2001:4860:4860::8888",
            "2606:4700::1111",
        ] {
            assert!(is_public(outside.parse().unwrap()), "{outside}");
        }
    }

    #[test]
    fn an_address_has_an_allowed_scheme_and_a_host() {
        for (url, host) in [
            ("https://example.com", "example.com"),
            ("HTTP://example.com:8080/a?b", "example.com"),
            ("https://me:secret@example.com/", "example.com"),
            ("https://evil.com@127.0.0.1/", "127.0.0.1"),
            ("https://[::1]:80/", "::1"),
        ] {
            assert_eq!(check_url(url, &rules(false)).unwrap(), host);
        }
        for (url, phrase) in [
            (" ", "Webhook URL cannot be empty or just whitespace"),
            (
                "ftp://x/",
                "Invalid webhook URL scheme: 'ftp'. Allowed schemes are: https, http",
            ),
            ("example.com", "Invalid webhook URL scheme: ''"),
            ("http:///x", "Webhook URL must include a hostname"),
            ("http:x", "Webhook URL must include a hostname"),
            ("https://[", "Invalid webhook URL"),
            ("https://a:b/", "Invalid webhook URL"),
        ] {
            let error = check_url(url, &rules(true)).unwrap_err();
            assert!(error.message().starts_with(phrase), "{url}: {error}");
        }
        let error = check_url("ftp://me:secret@x/", &rules(true)).unwrap_err();
        assert!(!error.message().contains("secret"), "{error}");
    }

    #[test]
    fn a_host_inside_is_refused_in_every_spelling() {
        for url in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.0.0.1/",
            "http://0177.0.0.1/",
            "http://localhost/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://me@127.0.0.1/",
        ] {
            let error = check_new_url(url, &rules(false)).unwrap_err();
            let is_refused = error.message().starts_with("Webhook URL must not resolve")
                || error.message().starts_with("Cannot resolve Webhook URL");
            assert!(is_refused, "{url}: {error}");
            check_new_url(url, &rules(true)).unwrap();
        }
        check_new_url("http://8.8.8.8/", &rules(false)).unwrap();
        let error = check_new_url("http://nobody.invalid/", &rules(false)).unwrap_err();
        let phrase = "Cannot resolve Webhook URL hostname 'nobody.invalid'";
        assert!(error.message().starts_with(phrase), "{error}");
    }
}
