//! The tracking server: MLflow's REST API over a store and a folder of artifacts.
//!
//! A request passes [`middleware`] (who may ask), the list of endpoints in [`router`], and the
//! handler of its noun in [`routes`]: read the request, make one call, write the answer. MLflow's
//! rules are those of [`crate::tracking`], the bodies those of [`crate::api`]; here are only paths,
//! statuses, headers and the way bytes travel.
//!
//! # Threads
//! Two threads serve all connections and never block. Whatever touches a store or a disk runs on
//! blocking threads ([`work`]), so that one client's slow disk does not hold up the others.

mod answer;
mod app;
mod auth;
mod conditional;
mod endpoint;
mod error;
mod extract;
mod file;
mod forwarded;
mod graphql;
mod guard;
mod guest;
mod gzip;
mod installed;
mod json;
mod media_type;
mod middleware;
mod page_answer;
mod peer;
mod prometheus;
mod record;
#[cfg(test)]
mod rest_store;
mod router;
mod routes;
mod run_owners;
mod security;
mod serve;
mod settings;
mod subject;
mod token;
mod ui;
mod upload;
mod work;

pub use crate::web::{Tls, raise_limit_of_connections};
pub use app::App;
pub use installed::InstalledPage;
pub use peer::TrustedProxies;
pub use record::Lines;
pub use security::Security;
pub use serve::{runtime, serve, sweep_artifacts};
pub use settings::{CreatedRuns, ServerSettings};
pub use token::RunToken;
