//! From which address a request comes, also behind proxies that are trusted to say so.

use std::net::IpAddr;

use axum::http::HeaderMap;

use crate::error::{Error, Result};

/// The address that a request comes from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub(super) IpAddr);

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The proxies before a server that may say for whom they ask. Nobody else may.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<Network>);

/// A range of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Network {
    address: u128,
    mask: u128,
}

impl TrustedProxies {
    /// Reads addresses and ranges, separated by commas: `127.0.0.1, 10.0.0.0/8, fd00::/8`.
    pub fn parse(text: &str) -> Result<Self> {
        let names = text.split(',').map(str::trim);
        let networks = names.filter(|name| !name.is_empty()).map(|name| {
            Network::parse(name).ok_or_else(|| {
                Error::invalid(format!(
                    "`{name}` is no address of a proxy: expected one such as `127.0.0.1`, or a range \
                     such as `10.0.0.0/8`"
                ))
            })
        });
        networks.collect::<Result<Vec<_>>>().map(Self)
    }

    /// Whether an address is a trusted proxy's.
    pub(super) fn trusts(&self, address: IpAddr) -> bool {
        let bits = bits(address);
        self.0
            .iter()
            .any(|network| bits & network.mask == network.address)
    }

    /// Who sends a request that came from an address: the last of those for whom proxies asked that is
    /// no trusted proxy itself.
    pub(super) fn peer(&self, came_from: IpAddr, headers: &HeaderMap) -> Peer {
        let mut peer = came_from.to_canonical();
        let named = headers.get_all(FORWARDED_FOR).iter().rev();
        let named = named.filter_map(|value| value.to_str().ok());
        for name in named.flat_map(|value| value.rsplit(',')) {
            if !self.trusts(peer) {
                break;
            }
            let Ok(next) = name.trim().parse::<IpAddr>() else {
                break;
            };
            peer = next.to_canonical();
        }
        Peer(peer)
    }
}

impl Network {
    fn parse(text: &str) -> Option<Self> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length.parse::<u32>().ok()?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let (width, before) = match address {
            IpAddr::V4(_) => (32, 96),
            IpAddr::V6(_) => (128, 0),
        };
        let length = length.unwrap_or(width);
        if length > width {
            return None;
        }
        let mask = u128::MAX.checked_shl(128 - before - length).unwrap_or(0);
        let address = bits(address) & mask;
        Some(Self { address, mask })
    }
}

/// An address as one of IPv6.
fn bits(address: IpAddr) -> u128 {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_say_for_whom_they_ask() {
        let proxies = TrustedProxies::parse("127.0.0.1, 10.0.0.0/8,fd00::/8").unwrap();
        let peer = |came_from: &str, forwarded: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in forwarded {
                headers.append(FORWARDED_FOR, value.parse().unwrap());
            }
            let Peer(peer) = proxies.peer(came_from.parse().unwrap(), &headers);
            peer.to_string()
        };
        assert_eq!(peer("192.0.2.1", &["203.0.113.9"]), "192.0.2.1");
        assert_eq!(peer("127.0.0.1", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(
            peer("::ffff:10.1.2.3", &["1.1.1.1, 203.0.113.9"]),
            "203.0.113.9"
        );
        assert_eq!(peer("10.0.0.1", &["203.0.113.9, 10.0.0.2"]), "203.0.113.9");
        assert_eq!(
            peer("10.0.0.1", &["203.0.113.9", "10.0.0.2"]),
            "203.0.113.9"
        );
        assert_eq!(peer("10.0.0.1", &["unknown"]), "10.0.0.1");
        assert_eq!(peer("fd12::1", &["2001:db8::5"]), "2001:db8::5");
        assert_eq!(peer("127.0.0.1", &[]), "127.0.0.1");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in ["proxy", "10.0.0.0/33", "10.0.0/8", "::/129", "1.1.1.1/x"] {
            assert!(TrustedProxies::parse(text).is_err(), "{text}");
        }
        let all = TrustedProxies::parse("0.0.0.0/0").unwrap();
        assert!(all.trusts("203.0.113.9".parse().unwrap()));
        assert!(!all.trusts("2001:db8::5".parse().unwrap()));
    }
}
