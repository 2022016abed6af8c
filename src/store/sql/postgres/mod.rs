//! PostgreSQL: the only rooms that know its driver.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `client` | the driver's client, and the statements that it has prepared |
//! | `connection` | a connection and its transactions |
//! | `connector` | from an address to a connection |
//! | `database` | a database as one of the SQL layer |
//! | `failure` | what a failure of PostgreSQL means |
//! | `insert` | one statement for many rows |
//! | `limits` | how long statements and locks may take |
//! | `migrator` | how tables are changed |
//! | `open` | from an address to a store |
//! | `schema` | whether a database is a store, and a new one's tables |
//! | `session` | a connection as a session |
//! | `tls` | encrypted connections, as `sslmode` asks for them |
//! | `value` | the driver's values, to and from ours |
//! | `words` | its words for what SQL leaves open |

mod client;
mod connection;
mod connector;
mod database;
mod failure;
mod insert;
mod limits;
pub(super) mod migrator;
pub(super) mod open;
mod schema;
mod session;
#[cfg(test)]
mod tests;
mod tls;
mod value;
mod words;

use super::{SqlStore, lock, remote};
