//! Opening a store that may be made on the way, and what is said of one that is new.

use crate::config::{StoreLocation, TrackingSettings};
use crate::error::Result;
use crate::store::{self, sql::SchemaTarget};
use crate::tracking::Tracking;

use super::printer::Printer;

/// Opens the store that the settings name, made where it is not there yet.
///
/// Of a new database it is said, this once, who can open it: Python's MLflow opens the schema of its
/// own release only, and tells its users to upgrade what nothing need be upgraded of. Folders
/// need no such word, and neither does a run's own server, which every release can use.
pub(super) fn open(settings: TrackingSettings, printer: &Printer) -> Result<Tracking> {
    let database = match settings.tracking_uri.location() {
        StoreLocation::Sqlite(_) => store::missing_path(&settings.tracking_uri)?,
        _ => None,
    };
    let made = database.map(|path| path.display().to_string());
    let tracking = Tracking::open(settings)?;
    if let Some(path) = made {
        printer.message(&format!(
            "made the store `{path}`: Python programs with MLflow {} open it directly; start those \
             with another release by `mlflow exec -- python …`, or set their MLFLOW_TRACKING_URI to \
             the address of `mlflow server`",
            SchemaTarget::NEWEST.releases()
        ));
    }
    Ok(tracking)
}
