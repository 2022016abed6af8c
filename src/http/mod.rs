//! Requests to other servers: the one way in which the REST store and remote artifacts reach
//! them.
//!
//! An [`Address`] says where, a [`Client`] carries credentials, certificates and patience there, a
//! [`Request`] is sent, and an [`HttpAnswer`] comes back, or an error that names the address (never
//! the password). What may pass by itself (a server that is busy, a connection that fails) is
//! tried again as MLflow 3.17.2 does: `retry.rs`. Which paths there are is none of its business.

mod address;
mod answer;
mod client;
mod proxy;
mod request_error;
mod retry;
mod tls;

pub(crate) use address::Address;
pub(crate) use answer::HttpAnswer;
pub(crate) use client::{Body, Client, Request, refused};
pub(crate) use request_error::RequestError;
