//! Stores in databases that a server keeps: real clients, Python beside us, and everything that
//! kills.
#![cfg(unix)]

mod clients;
mod crash;
#[cfg(feature = "mysql")]
mod older;
mod outage;
#[cfg(feature = "mysql")]
mod python;
mod replica;

use crate::support::database_server::Kind;

/// The servers whose databases this build keeps stores in.
const KINDS: &[Kind] = &[
    #[cfg(feature = "mysql")]
    Kind::MariaDb,
    #[cfg(feature = "postgres")]
    Kind::Postgres,
];
