//! Requests to other servers, for the REST store and for remote artifacts.
//!
//! An [`Address`] names a server. A [`Client`] has the credentials, the certificates and the timeouts. It
//! sends a [`Request`] and returns an [`HttpAnswer`], or an error that names the address but never the
//! password. Errors that may pass by themselves (a busy server, a broken connection) are retried as
//! MLflow 3.17.2 does (`retry.rs`). Paths of endpoints are left to the callers.

mod address;
mod answer;
mod client;
#[cfg(feature = "oidc")]
mod exchange;
mod post;
mod proxy;
mod request_error;
mod retry;
mod tls;

pub(crate) use address::Address;
pub(crate) use answer::HttpAnswer;
pub(crate) use client::{Body, Client, Request, refused};
#[cfg(feature = "oidc")]
pub(crate) use exchange::Exchange;
pub(crate) use post::{PostAnswer, PostError, Poster};
pub(crate) use request_error::RequestError;
