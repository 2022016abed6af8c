//! What was acknowledged is kept, whatever the disk does, and what was refused is not.

mod database_file;
mod file_store;
mod full_disk;
mod log_faults;

use std::time::{Duration, Instant};

use crate::support::{Fault, Scene};

/// How long something may take that happens by itself.
const PATIENCE: Duration = Duration::from_secs(30);

/// Waits until something is so.
#[track_caller]
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "{what}: not in {PATIENCE:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A scene whose programs meet a fault; `None` where there can be none.
#[track_caller]
fn faulty(scene: Scene, fault: &Fault) -> Option<Scene> {
    let env = fault.env()?;
    Some(
        env.iter()
            .fold(scene, |scene, (name, value)| scene.env(name, value)),
    )
}
