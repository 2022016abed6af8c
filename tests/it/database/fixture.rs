//! The databases that travel with the tests.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use rusqlite::Connection;

use crate::support::Scene;

/// One packed database, named after the release that made it, or the releases that it lived through.
pub(super) struct Fixture {
    /// `1.23.1`, `1.0.0-1.13.1-2.3.2`…
    pub(super) name: String,
    packed: PathBuf,
}

/// All of them.
pub(super) fn all() -> Vec<Fixture> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/databases");
    let mut fixtures: Vec<Fixture> = fs::read_dir(folder)
        .expect("the folder of databases")
        .map(|entry| entry.expect("an entry").path())
        .filter_map(|packed| {
            let name = packed
                .file_name()?
                .to_str()?
                .strip_suffix(".db.gz")?
                .to_owned();
            Some(Fixture { name, packed })
        })
        .collect();
    fixtures.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(fixtures.len() > 30, "databases are missing");
    fixtures
}

/// The one of that name.
pub(super) fn named(name: &str) -> Fixture {
    let found = all().into_iter().find(|fixture| fixture.name == name);
    found.unwrap_or_else(|| panic!("no database `{name}`"))
}

impl Fixture {
    /// Unpacks it to a file.
    pub(super) fn unpack_to(&self, target: &Path) {
        let mut unpacked = GzDecoder::new(File::open(&self.packed).expect("a packed database"));
        let mut file = File::create(target).expect("a file to unpack to");
        io::copy(&mut unpacked, &mut file).expect("a whole database");
    }

    /// Unpacks it as `mlflow.db` of a scene of its own.
    pub(super) fn scene(&self) -> Scene {
        let scene = Scene::with_store("sqlite:///mlflow.db");
        self.unpack_to(&scene.path("mlflow.db"));
        scene
    }

    /// What tells its content apart: the checksum and the length at the end of a gzip file.
    pub(super) fn checksum(&self) -> String {
        let bytes = fs::read(&self.packed).expect("a packed database");
        let tail = &bytes[bytes.len() - 8..];
        tail.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether one of the releases that wrote to it is this one.
    pub(super) fn is_of(&self, release: &str) -> bool {
        self.name.split('-').any(|part| part == release)
    }
}

/// The Alembic revision of a database.
pub(super) fn revision(database: &Path) -> String {
    Connection::open(database)
        .and_then(|database| {
            database.query_row("SELECT version_num FROM alembic_version", [], |row| {
                row.get(0)
            })
        })
        .expect("a revision")
}
