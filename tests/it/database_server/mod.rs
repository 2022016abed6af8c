//! Stores in databases that a server keeps: real clients, Python beside us, and everything that
//! kills.
#![cfg(unix)]

mod clients;
mod crash;
mod outage;
#[cfg(feature = "mysql")]
mod python;

use crate::support::database_server::Kind;

/// The servers whose databases this build keeps stores in.
const KINDS: &[Kind] = &[
    #[cfg(feature = "mysql")]
    Kind::MariaDb,
];
