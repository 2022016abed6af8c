//! Copies of what one store holds in another, of whatever kinds: `mlflow sync`, and what is made of
//! it.
//!
//! [`sync()`] reads from one [`Tracking`] and writes to another, in this order:
//!
//! 1. Experiments are found in the target, or made ([`experiment`]).
//! 2. Each run gets its id in the target ([`identity`]). A server gives ids itself, so that the run is
//!    created there now, under a [`lease`] and with a tag that names its origin.
//! 3. Logged models follow ([`logged_model`]), then the content of the runs ([`run`]): params, tags,
//!    histories, inputs, outputs, artifacts, and last the status. By then every id is known that a run
//!    may name.
//! 4. What was measured of logged models, and the model registry ([`registered_model`]).
//!
//! Every step looks at what the target has and writes what it lacks. So the same call again goes on
//! where another was interrupted, and copies what has come since. Nothing that is only in the target
//! is changed or removed, and what was deleted there stays deleted.
//!
//! It works on the stores themselves: MLflow's rules were kept when something was logged first, and a
//! history goes in statements of many points.

mod artifact;
mod digest;
mod experiment;
mod history;
mod identity;
mod lease;
mod lock;
mod logged_model;
mod memory;
mod model_version;
mod origin;
mod registered_model;
mod report;
mod request;
mod run;
mod session;

use crate::error::{Error, Result};
use crate::tracking::Tracking;

pub use memory::SyncMemory;
pub use report::{SyncCounts, SyncFailure, SyncFiles, SyncObserver, SyncReport, Unobserved};
pub use request::{ArtifactMode, SyncRequest};
use session::Transfer;

/// Copies to a store what it lacks of another. What fails by itself is in the report, and the rest is
/// copied; an error ends the copy where going on makes no sense.
pub fn sync(
    source: &Tracking,
    target: &Tracking,
    request: &SyncRequest,
    memory: &SyncMemory,
    observer: &dyn SyncObserver,
) -> Result<SyncReport> {
    if source.tracking_uri() == target.tracking_uri() {
        return Err(Error::invalid(format!(
            "`{}` cannot be copied to itself; expected two stores",
            source.tracking_uri()
        )));
    }
    let transfer = Transfer::new(source, target, request, memory, observer)?;
    let _lock = lock::hold(target, request.dry_run)?;
    let homes = transfer.homes()?;
    transfer.identify_runs(&homes)?;
    transfer.logged_models(&homes)?;
    transfer.runs(&homes)?;
    transfer.model_metrics(&homes)?;
    transfer.delete_experiments(&homes)?;
    if request.with_models {
        transfer.registered_models()?;
    }
    Ok(transfer.into_report())
}
