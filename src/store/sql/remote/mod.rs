//! What engines share whose database is in another process: connections that are kept, and what is
//! done about transactions that fail for reasons that pass.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `connection` | what an engine tells of its connections and their failures |
//! | `pool` | connections that are open, and those that nobody uses |
//! | `transaction` | transactions, and when they are repeated |
//! | `echo` | statements are logged |
//! | `files` | what is said of files of TLS that cannot be used |
//! | `migrations` | the way from MLflow's first schema to any later one |
//! | `catalog` | the tables and columns of a database |
//! | `schema` | what is asked of a database, and the rows of a new one |
//! | `legacy` | what lets queries read a database of an older schema |
//! | `words` | what the engines call the same thing |
//! | `arrival` | waiting for a database that is not there yet |
//! | `limit` | how long statements and locks may take |
//! | `password` | passwords that a command prints |
//! | `union` | several queries as one statement |
//! | `within` | waiting for what may never end |

mod arrival;
mod catalog;
mod connection;
mod echo;
mod files;
mod legacy;
mod limit;
mod migrations;
mod password;
mod pool;
mod schema;
mod transaction;
mod union;
mod within;
mod words;

pub(super) use arrival::connect_patiently;
pub(super) use catalog::Catalog;
pub(super) use connection::{Access, Cause, Connection, Connector, NotCommitted};
pub(super) use files::unusable;
pub(super) use legacy::LegacyTables;
pub(super) use limit::{LOCK_PATIENCE, patience, took_too_long};
pub(super) use migrations::{Migrator, create, status, upgrade};
pub(super) use password::Passwords;
pub(super) use pool::Pool;
pub(super) use schema::{
    has_default_experiment, insert_default_experiment, newer_than_known, of_older,
    refuse_other_workspaces, texts,
};
pub(super) use transaction::{read_now, run};
pub(super) use union::{Kind, Union, Unions};
pub(super) use within::connect_within;
pub(super) use words::Words;

#[cfg(test)]
mod tests;
