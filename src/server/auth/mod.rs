//! Who sends a request, and whether the endpoint lets that user do what the request asks.
//!
//! 1. [`Gate`] reads the credentials of every request, or the cookie of a session, and notes in it who
//!    sends it.
//! 2. Each endpoint's row says which [`Access`](super::endpoint::Access) it needs, and by [`Names`](super::subject::Names) to
//!    what: the same body is read in the same way as its handler reads it.
//! 3. [`mod@authorise`] stands before the handler of every endpoint. It finds what the subject belongs to,
//!    which of runs is remembered ([`RunOwners`](super::run_owners::RunOwners)), and refuses what the
//!    caller's rights do not meet.
//! 4. Searches ask [`Viewer`] what to show, and answers what to leave out ([`mod@withheld`]).
//! 5. A browser that nobody has logged in with is led to the page where one does ([`Stranger`]).
//!
//! A server without users has none of this: the handlers stand alone.

mod artifact_path;
mod authorise;
mod cookie;
mod decide;
mod gate;
mod refusal;
mod stranger;
mod viewer;
#[cfg(test)]
mod walk;
mod withheld;

pub(super) use authorise::{Authorise, refuse_strangers};
pub(super) use cookie::Cookies;
pub(super) use gate::{Gate, caller_of};
pub(super) use refusal::not_authenticated;
pub(super) use stranger::Stranger;
pub(super) use viewer::Viewer;
