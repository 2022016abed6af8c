//! The integration tests: the built program as its users run it, and the layers as a whole.

mod api;
mod auth;
mod cli;
mod client;
#[cfg(feature = "clouds")]
mod clouds;
mod database;
mod database_server;
mod deploy;
mod durability;
mod examples;
mod layers;
mod project;
mod readme;
mod remote;
#[cfg(unix)]
mod serving;
mod style;
mod support;
mod sync;
mod ui;
