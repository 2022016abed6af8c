//! What engines share whose database is in another process: connections that are kept, and what is
//! done about transactions that fail for reasons that pass.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `connection` | what an engine tells of its connections and their failures |
//! | `pool` | connections that are open, and those that nobody uses |
//! | `transaction` | transactions, and when they are repeated |
//! | `echo` | statements are logged |
//! | `migrations` | the way from MLflow's first schema to any later one |
//! | `arrival` | waiting for a database that is not there yet |
//! | `limit` | how long statements and locks may take |
//! | `password` | passwords that a command prints |
//! | `within` | waiting for what may never end |

mod arrival;
mod connection;
mod echo;
mod limit;
mod migrations;
mod password;
mod pool;
mod transaction;
mod within;

pub(super) use arrival::connect_patiently;
pub(super) use connection::{Access, Cause, Connection, Connector};
pub(super) use limit::{LOCK_PATIENCE, took_too_long};
pub(super) use migrations::{Migrator, Words, create, status, upgrade};
pub(super) use password::Passwords;
pub(super) use pool::Pool;
pub(super) use transaction::{read_now, run};
pub(super) use within::connect_within;

#[cfg(test)]
mod tests;
