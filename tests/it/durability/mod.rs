//! What was acknowledged is kept, whatever the disk does, and what was refused is not.

mod database_file;
mod file_store;
mod full_disk;
mod log_faults;

use crate::support::{Fault, Scene};

/// A scene whose programs meet a fault; `None` where there can be none.
#[track_caller]
fn faulty(scene: Scene, fault: &Fault) -> Option<Scene> {
    let env = fault.env()?;
    Some(
        env.iter()
            .fold(scene, |scene, (name, value)| scene.env(name, value)),
    )
}
