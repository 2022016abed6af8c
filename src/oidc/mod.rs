//! Log-ins at an identity provider: OpenID Connect's authorization code flow with PKCE.
//!
//! 1. [`Provider::begin`] gives the address at the provider to which a browser is sent, and what has to
//!    come back with it: a state, a nonce and the secret of the code challenge.
//! 2. The provider logs its user in and sends the browser back with a code.
//! 3. [`Provider::finish`] exchanges the code for an ID token, verifies it, and makes of its claims who
//!    has logged in, with the roles that groups give.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `provider` | the exchange with the provider; `no_provider` where the program was built without |
//! | `claims` | from claims to a user |
//!
//! Cookies, redirects and sessions are the server's.

#[cfg(feature = "oidc")]
mod claims;
#[cfg(not(feature = "oidc"))]
mod no_provider;
#[cfg(feature = "oidc")]
mod provider;

use serde::{Deserialize, Serialize};

#[cfg(not(feature = "oidc"))]
pub use no_provider::Provider;
#[cfg(feature = "oidc")]
pub use provider::Provider;

/// A log-in that has begun. It is kept by the browser, in a cookie that no script reads.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingLogIn {
    /// What the browser has to bring back.
    pub state: String,
    /// What the ID token has to have.
    nonce: String,
    /// The secret of the code challenge.
    verifier: String,
    /// Where the provider sends the browser.
    redirect_url: String,
    /// Where the browser goes in the end, from the page on.
    pub next: String,
}
