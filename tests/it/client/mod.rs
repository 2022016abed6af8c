//! Real Python clients on the stores that this program writes, and the other way round.

mod sqlite_schema;
mod sqlite_store;
