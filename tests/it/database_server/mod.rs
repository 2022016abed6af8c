//! Stores in databases that a server keeps: real clients, Python beside us, and everything that
//! kills.
#![cfg(unix)]

mod clients;
mod commands;
mod crash;
mod limits;
mod network;
#[cfg(feature = "mysql")]
mod older;
mod outage;
mod passwords;
mod pooler;
#[cfg(feature = "mysql")]
mod python;
mod replica;
mod resent;
#[cfg(feature = "mysql")]
mod several;
mod tls;
#[cfg(feature = "mysql")]
mod upgraded;
mod users;

use crate::support::database_server::Kind;

/// The servers whose databases this build keeps stores in.
const KINDS: &[Kind] = &[
    #[cfg(feature = "mysql")]
    Kind::MariaDb,
    #[cfg(feature = "postgres")]
    Kind::Postgres,
];
