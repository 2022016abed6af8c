//! PostgreSQL: the only rooms that know its driver.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `client` | a connection's statements: what is prepared, and what is sent together |
//! | `connection` | a connection and its transactions |
//! | `connector` | from an address to a connection |
//! | `database` | a database as one of the SQL layer |
//! | `driver` | a connection of the driver, which goes on while somebody waits |
//! | `failure` | what a failure of PostgreSQL means |
//! | `insert` | one statement for many rows |
//! | `limits` | how long statements and locks may take |
//! | `list` | a list as a table, and what stands for a list of one |
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
mod driver;
mod failure;
mod insert;
mod limits;
mod list;
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
