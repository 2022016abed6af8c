//! What the tests share: a scene to play in, and real Python clients.

pub(crate) mod clients;
#[cfg(feature = "clouds")]
pub(crate) mod cloud_server;
#[cfg(unix)]
#[allow(dead_code, reason = "some of it is for the unit tests alone")]
pub(crate) mod database_server;
mod fault;
mod port;
#[cfg(unix)]
mod python_server;
pub(crate) mod receiver;
mod scene;
pub(crate) mod schema;
mod server;
mod skip;
mod wait;

pub(crate) use fault::Fault;
pub(crate) use port::unused_port;
#[cfg(unix)]
pub(crate) use python_server::PythonServer;
pub(crate) use scene::{Outcome, Scene, mlflow, words};
pub(crate) use server::{Line, Reply, Request, Server, send};
pub(crate) use skip::skip;
pub(crate) use wait::until;
