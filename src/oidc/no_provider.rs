//! The stand-in of a program that was built without the feature `oidc`.

use crate::access::ExternalUser;
use crate::config::OidcSettings;
use crate::error::{Error, Result};

use super::PendingLogIn;

/// An identity provider, which this program cannot speak to.
#[derive(Debug)]
pub enum Provider {}

impl Provider {
    /// Says that it cannot.
    pub fn open(settings: OidcSettings) -> Result<Self> {
        let issuer = settings.issuer;
        Err(Error::not_implemented(format!(
            "users cannot log in at `{issuer}`: this program was built without the feature `oidc`"
        )))
    }

    /// There is none.
    pub fn name(&self) -> &str {
        match *self {}
    }

    /// There is none.
    pub fn begin(&self, _own_url: &str, _next: String) -> Result<(String, PendingLogIn)> {
        match *self {}
    }

    /// There is none.
    pub fn finish(&self, _pending: PendingLogIn, _code: String) -> Result<ExternalUser> {
        match *self {}
    }
}
