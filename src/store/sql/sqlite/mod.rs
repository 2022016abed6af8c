//! SQLite: the only rooms that know its driver.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `address` | from a URI to a file |
//! | `backup` | copies of a database as it is at one moment |
//! | `beside` | the files that SQLite keeps beside a database |
//! | `cell` | what a value of any type means |
//! | `clients` | which releases of Python's MLflow open a database |
//! | `columns` | the tables and columns of a database, beside those that are known |
//! | `connections` | who reads and who writes when |
//! | `create` | a new database with the tables of any release |
//! | `database` | a file as a database of the SQL layer |
//! | `driver` | connections are opened and set up, transactions begun and ended, the log moved |
//! | `failure` | what a failure of SQLite means |
//! | `file` | a file in use: who reads and writes it, and what becomes of it |
//! | `file_id` | whether the file at a path is still the same one |
//! | `freshness` | whether what is cached is stale |
//! | `handle`, `pool` | connections that are open, and those that nobody uses |
//! | `legacy` | views that let queries read a database of an older schema |
//! | `log`, `keeper` | the write-ahead log: synced, moved into the database, repaired |
//! | `migrations`, `upgrade` | the way from any release's schema to a later one |
//! | `open` | from a file to a store |
//! | `overwrite` | whether somebody writes over the file itself |
//! | `revision` | which MLflow's schema a database has |
//! | `schema` | whether a database is a store, and what it lacks |
//! | `served` | the file of a process that serves, and what has become of it |
//! | `session` | SQLite's connection as a session |
//! | `status` | how a database is |
//! | `tables` | the tables of a new database |
//! | `target` | the schemas that a database can be made with or brought to |
//! | `value` | the driver's values, to and from ours |
//! | `words` | its words for what SQL leaves open |
//! | `writer` | what many threads write becomes one transaction |

mod address;
pub(super) mod backup;
mod beside;
mod cell;
pub(super) mod clients;
mod columns;
mod connections;
pub(super) mod create;
mod database;
mod driver;
mod failure;
mod file;
mod file_id;
mod freshness;
mod handle;
mod keeper;
mod legacy;
mod log;
mod migrations;
pub(super) mod open;
mod overwrite;
mod pool;
mod revision;
mod schema;
mod served;
mod session;
pub(super) mod status;
mod tables;
pub(super) mod target;
pub(super) mod upgrade;
mod value;
mod words;
mod writer;

use super::{SqlStore, lock, write_set};

/// How far a database has come, whatever its engine.
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(super) use revision::SchemaVersion;

#[cfg(test)]
use super::tests;
#[cfg(test)]
pub(super) use {cell::add_functions, words::SqliteDialect};
