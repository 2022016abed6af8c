//! Copies of what one store holds in another, of whatever kinds: `mlflow sync`, and what is made of
//! it.
//!
//! [`sync()`] reads from one [`Tracking`] and writes to another, in this order:
//!
//! 1. Experiments are found in the target, or made ([`experiment`]).
//! 2. Each run gets its id in the target ([`identity`]). A server gives ids itself, so that the run is
//!    created there now, with a tag that names its origin. Logged models follow ([`logged_model`]).
//! 3. By now every id is known that a run may name, and the content of the runs follows ([`run`]):
//!    params, tags, histories, inputs, outputs, artifacts, and last the status.
//! 4. What is deleted in the source is deleted in the target, once everything is in it.
//! 5. The model registry ([`registered_model`]).
//!
//! Every step looks at what the target has and writes what it lacks. So the same call again goes on
//! where another was interrupted, and copies what has come since. Nothing that is only in the target
//! is changed or removed, and what was deleted there stays deleted.
//!
//! It works on the stores themselves: MLflow's rules were kept when something was logged first, and a
//! history goes in statements of many points. Two syncs at once take turns where they would make
//! something twice: by a [`lock`] on a folder, by a [`lease`] elsewhere.

mod archive;
mod artifact;
mod copied_versions;
mod experiment;
mod history;
mod identity;
mod lack;
mod lease;
mod lock;
mod logged_model;
mod model_version;
mod origin;
mod registered_model;
mod report;
mod request;
mod run;
mod session;

use crate::error::{Error, Result};
use crate::tracking::Tracking;

pub use archive::{ArchiveStore, Manifest, ManifestFile, unpack};
pub use report::{SyncCounts, SyncFailure, SyncFiles, SyncObserver, SyncReport};
pub use request::{ArtifactMode, SyncRequest};
use session::Transfer;

/// Copies to a store what it lacks of another. What fails by itself is in the report, and the rest is
/// copied; an error ends the copy where going on makes no sense.
pub fn sync(
    source: &Tracking,
    target: &Tracking,
    request: &SyncRequest,
    observer: &dyn SyncObserver,
) -> Result<SyncReport> {
    if source.tracking_uri() == target.tracking_uri() {
        return Err(Error::invalid(format!(
            "`{}` cannot be copied to itself; expected two stores",
            source.tracking_uri()
        )));
    }
    if request.artifacts == ArtifactMode::Keep && target.store().assigns_ids() {
        return Err(Error::invalid(
            "a server assigns the locations of artifacts; expected artifacts to be copied or skipped",
        ));
    }
    let transfer = Transfer::new(source, target, request, observer)?;
    let _lock = lock::hold(target, request.dry_run)?;
    let homes = transfer.homes()?;
    transfer.note_traces(&homes)?;
    for home in &homes {
        let made = lease::with(transfer.bearer(home.target_id()), |lease| {
            transfer.identify_runs(home, lease)?;
            transfer.logged_models(home, lease)
        });
        let made = transfer.unless_deleted(home, None, made);
        transfer.tolerate("experiment", &home.source.name, made)?;
    }
    for home in &homes {
        let filled = lease::with(transfer.bearer(home.target_id()), |lease| {
            transfer.content(home, lease)
        });
        let filled = transfer.unless_deleted(home, None, filled);
        transfer.tolerate("experiment", &home.source.name, filled)?;
    }
    transfer.delete_runs()?;
    transfer.delete_experiments(&homes)?;
    if request.with_models {
        transfer.registered_models()?;
    }
    Ok(transfer.into_report())
}
