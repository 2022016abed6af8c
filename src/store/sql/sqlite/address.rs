//! The URI of a database file, for commands that a user may type.

use std::path::Path;

use crate::config::StoreUri;

/// The URI of a database file, by its absolute path.
pub(crate) fn tracking_uri(path: &Path) -> String {
    let uri = StoreUri::of_sqlite(path);
    uri.map_or_else(|_| path.display().to_string(), |uri| uri.to_string())
}
