//! Releases of Python's MLflow and this program in one database: each writes the same into a copy,
//! row for row, and each goes on with what the other wrote. `tests/releases/compare.py` tells the
//! story; `just releases` tells it of every release since 1.0.

use std::path::Path;

use crate::support::clients::{Client, python};
use crate::support::{Outcome, Scene};

/// Names a folder with environments of further releases, as `tests/releases/install.py` makes them.
const FURTHER: &str = "MLFLOW_TEST_RELEASES";

/// Compares with the release of an interpreter, or with all those of a folder.
#[track_caller]
fn compare(python: &Path) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/releases/compare.py");
    let scene = Scene::new();
    let mut command = scene.bare_command("python3");
    command
        .arg(script)
        .args(["--mlflow", env!("CARGO_BIN_EXE_mlflow")])
        .arg(python);
    let _ = Outcome::of(&mut command).success();
}

#[track_caller]
fn compare_client(client: Client) {
    if let Some(python) = python(client) {
        compare(python);
    }
}

#[test]
fn mlflow_1_23_1_and_we_write_the_same() {
    compare_client(Client::V1);
}

#[test]
fn mlflow_3_17_2_and_we_write_the_same() {
    compare_client(Client::V3);
}

#[test]
fn mlflow_3_18_0_and_we_write_the_same() {
    compare_client(Client::V3Newest);
}

#[test]
fn further_releases_and_we_write_the_same() {
    if let Some(folder) = std::env::var_os(FURTHER) {
        compare(Path::new(&folder));
    }
}
