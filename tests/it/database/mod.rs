//! Databases that older releases of MLflow made: read and written as they are, and upgraded as
//! MLflow does it.
//!
//! They travel in `tests/fixtures/databases`, with the scripts that made them.

mod content;
mod copied;
mod fixture;
mod interrupted;
mod newer;
mod odd_cells;
mod reading;
mod refused;
#[cfg(unix)]
mod servers;
mod theirs;
mod upgraded;
mod writing;
