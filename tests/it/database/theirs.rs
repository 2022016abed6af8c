//! The same databases as Python's MLflow 3.17.2 upgrades them.
//!
//! One process does them all, once: what it makes is kept under `target/` until a database changes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use super::fixture::{self, Fixture};
use crate::support::Outcome;
use crate::support::clients::{Client, python};

const UPGRADE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/database/upgrade.py");

/// The database that goes through every revision, one by one.
pub(super) const WALKED: &str = "1.0.0-first-revision";

/// Where Python's upgrade of a database lies; `None` where the client cannot be had.
#[track_caller]
pub(super) fn upgraded(fixture: &Fixture) -> Option<PathBuf> {
    let folder = upgraded_folder()?;
    Some(folder.join(format!("{}-{}.db", fixture.name, fixture.checksum())))
}

/// The copies that Python left behind at each revision on the way of [`WALKED`], oldest first.
#[track_caller]
pub(super) fn steps() -> Option<Vec<PathBuf>> {
    let folder = steps_folder(upgraded_folder()?);
    let mut steps: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the copies of each revision")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    steps.sort();
    Some(steps)
}

/// Lets Python's MLflow 3.18.0 upgrade a database; says whether it can be had.
#[track_caller]
pub(super) fn upgrade_to_3_18(database: &Path) -> bool {
    let Some(python) = python(Client::V3Newest) else {
        return false;
    };
    let mut command = Command::new(python);
    command
        .arg(UPGRADE)
        .arg(database)
        .env("MLFLOW_DISABLE_TELEMETRY", "true");
    Outcome::of(&mut command).success();
    true
}

fn steps_folder(folder: &Path) -> PathBuf {
    folder.join(format!("steps-{}", fixture::named(WALKED).checksum()))
}

/// The folder with all of Python's upgrades, made now where one is missing.
#[track_caller]
fn upgraded_folder() -> Option<&'static Path> {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let python = python(Client::V3)?;
    Some(FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("upgraded-by-3.17.2");
        fs::create_dir_all(&folder).expect("a folder");
        upgrade_missing(python, &folder);
        folder
    }))
}

fn upgrade_missing(python: &Path, folder: &Path) {
    let work = tempfile::tempdir_in(folder).expect("a folder to work in");
    let mut command = Command::new(python);
    command.arg(UPGRADE).env("MLFLOW_DISABLE_TELEMETRY", "true");
    let mut made = Vec::new();
    for fixture in fixture::all() {
        let name = format!("{}-{}.db", fixture.name, fixture.checksum());
        if !folder.join(&name).exists() {
            fixture.unpack_to(&work.path().join(&name));
            command.arg(work.path().join(&name));
            made.push((work.path().join(&name), folder.join(&name)));
        }
    }
    let steps = steps_folder(folder);
    if !steps.exists() {
        let walked = work.path().join("walked.db");
        fixture::named(WALKED).unpack_to(&walked);
        let copies = work.path().join("steps");
        fs::create_dir(&copies).expect("a folder for the steps");
        command.args([Path::new("--walk"), &walked, &copies]);
        made.push((copies, steps));
    }
    if made.is_empty() {
        return;
    }
    let _ = Outcome::of(&mut command).success();
    for (from, to) in made {
        fs::rename(from, to).expect("a folder beside the working folder");
    }
}
