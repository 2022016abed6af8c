//! What every server of this program does, whatever it serves: accepting connections and ending them
//! without losing a request, encrypting them, reading bodies within bounds, counting how long answers take.
//!
//! What requests mean is left to [`crate::server`] and [`crate::serving`].

pub(crate) mod body;
mod connections;
mod histogram;
mod tls;
mod unread;

pub(crate) use body::BodyError;
pub use connections::raise_limit_of_connections;
pub(crate) use connections::{Grace, Respond, accept};
pub(crate) use histogram::{Histogram, heading};
pub use tls::Tls;
