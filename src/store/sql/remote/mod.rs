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

mod arrival;
mod connection;
mod echo;
mod migrations;
mod pool;
mod transaction;

pub(super) use arrival::connect_patiently;
pub(super) use connection::{Access, Cause, Connection, Connector};
pub(super) use migrations::{Migrator, Words, create, status, upgrade};
pub(super) use pool::Pool;
pub(super) use transaction::{read_now, run};

#[cfg(test)]
mod tests;
