//! Ports for programs that have to be told one.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};

/// Ports that the system gives to nobody by itself: it takes them from 32768 on, or from 49152 on.
const FIRST: u16 = 20_000;
const COUNT: u16 = 12_000;

/// A port on which nobody listens, and on which nobody will unless told to. One that the system
/// chose and got back could be anybody's before a slow program listens on it.
pub(crate) fn unused_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Two processes that ask at once look in different parts of the range.
    let part = std::process::id() % 97 * u32::from(COUNT / 97);
    let part = u16::try_from(part).expect("a part of the range");
    (0..COUNT)
        .map(|_| FIRST + part.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % COUNT)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("one of the ports is free")
}
