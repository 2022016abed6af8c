//! Which version of MLflow a run's command will import, as far as the files of its Python tell.
//!
//! A client opens a database only if that has the very schema of the client's release. Through a
//! run's server every client logs to it, but models are registered in the database itself.

use std::fs;
use std::path::Path;

use crate::config;

/// Where the Python package has its migrations: a file for each, whose name begins with the revision.
const MIGRATIONS: &str = "mlflow/store/db_migrations/versions";
/// What the folders of packages are called: by everybody, and by Debian.
const PACKAGES: [&str; 2] = ["site-packages", "dist-packages"];

/// The revisions that the MLflow of a Python knows, by the names of their files; `None` where it
/// has no MLflow, or none that can be found.
fn known_revisions(python: &Path) -> Option<Vec<String>> {
    let library = python.parent()?.parent()?.join("lib");
    let versions = fs::read_dir(library).ok()?.flatten();
    let mut versions = versions.filter(|version| {
        let name = version.file_name();
        name.to_string_lossy().starts_with("python3")
    });
    versions.find_map(|version| {
        PACKAGES
            .iter()
            .find_map(|packages| file_names(&version.path().join(packages).join(MIGRATIONS)))
    })
}

fn file_names(folder: &Path) -> Option<Vec<String>> {
    let files = fs::read_dir(folder).ok()?.flatten();
    Some(
        files
            .map(|file| file.file_name().to_string_lossy().into_owned())
            .collect(),
    )
}

/// Whether the MLflow of a command is known to be older than the schema of a database, so that it
/// cannot open it. `programs` is the folder that goes before the `PATH`, if there is one.
pub(super) fn is_older_than(revision: &str, programs: Option<&Path>) -> bool {
    let own = programs.map(|folder| folder.join("python"));
    let own = own.into_iter().filter(|python| python.exists());
    let mut pythons = own
        .chain(config::programs("python"))
        .chain(config::programs("python3"));
    let known = pythons.next().and_then(|python| known_revisions(&python));
    known.is_some_and(|names| !names.iter().any(|name| name.starts_with(revision)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_knows_the_schemas_of_its_package() {
        let folder = tempfile::tempdir().unwrap();
        let bin = folder.path().join("bin");
        let packages = folder.path().join("lib/python3.9/site-packages");
        let migrations = packages.join(MIGRATIONS);
        for path in [&bin, &migrations] {
            fs::create_dir_all(path).unwrap();
        }
        fs::write(bin.join("python"), "").unwrap();
        fs::write(migrations.join("0123abc_add_it.py"), "").unwrap();
        assert!(is_older_than("4567def", Some(&bin)));
        assert!(!is_older_than("0123abc", Some(&bin)));
        // One without MLflow may be anything.
        fs::remove_dir_all(packages).unwrap();
        assert!(!is_older_than("4567def", Some(&bin)));
    }
}
