//! MySQL and MariaDB: the only rooms that know their driver.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `connection` | a connection as a session, and its transactions |
//! | `connector` | from settings to a connection |
//! | `database` | a database as one of the SQL layer |
//! | `failure` | what a failure of the server means |
//! | `migrator` | how tables are changed |
//! | `open` | from an address to a store |
//! | `schema` | whether a database is a store, and a new one's tables |
//! | `text` | statements as the server reads them |
//! | `value` | the driver's values, to and from ours |
//! | `words` | its words for what SQL leaves open |

mod connection;
mod connector;
mod database;
mod failure;
pub(super) mod migrator;
pub(super) mod open;
mod schema;
#[cfg(test)]
mod tests;
mod text;
mod value;
mod words;

use super::SqlStore;
