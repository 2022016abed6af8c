//! The server whose users a command works on.

use crate::config::{HttpSettings, StoreUri, TrackingSettings};
use crate::error::{Error, Result};
use crate::store::rest::RestUsers;

/// The users of the server that the environment names.
pub(super) fn users() -> Result<RestUsers> {
    RestUsers::open(&address()?, HttpSettings::from_env()?.to_read()?)
}

/// The address of the server that the environment names.
pub(super) fn address() -> Result<String> {
    let uri = TrackingSettings::from_env()?.tracking_uri;
    checked(&uri)?;
    Ok(uri.reveal().to_owned())
}

/// Refuses what is no server.
pub(super) fn checked(uri: &StoreUri) -> Result<()> {
    if uri.is_server() {
        return Ok(());
    }
    Err(Error::invalid(format!(
        "`{uri}` has no users: expected the address of a server with users, such as \
         `http://host:5000`, in MLFLOW_TRACKING_URI"
    )))
}
