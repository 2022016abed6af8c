//! The page of an installed Python MLflow: where it lies, and its files.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use crate::error::{Error, ErrorCode, Result};

/// The file that is the page itself.
pub(super) const INDEX: &str = "index.html";
/// Where the page lies in the package.
const BUILD: &str = "server/js/build";
/// The file of the package that says which release it is.
const VERSION: &str = "version.py";
/// By what the page asks for its other files.
const MARK: &str = "static-files/";

/// The page of an installed Python MLflow.
#[derive(Clone, Debug)]
pub struct InstalledPage {
    /// Where it was built into.
    folder: PathBuf,
    /// The release of the package, if that says it.
    release: Option<String>,
}

/// A file of such a page, whose content is read when it is asked for.
pub(super) struct InstalledFile {
    pub(super) path: PathBuf,
    /// In bytes.
    pub(super) length: u64,
    pub(super) modified: Option<SystemTime>,
}

impl InstalledFile {
    /// Reads the content. Blocks.
    pub(super) fn content(&self) -> io::Result<Vec<u8>> {
        fs::read(&self.path)
    }
}

impl InstalledPage {
    /// Opens the page in a folder: that of the package `mlflow`, the one in which it lies, or the one
    /// into which the page was built.
    pub fn open(folder: &Path) -> Result<Self> {
        let candidates = ["", BUILD, "mlflow/server/js/build"].map(|path| folder.join(path));
        let is_page = |build: &&PathBuf| {
            let index = fs::read_to_string(build.join(INDEX));
            index.is_ok_and(|index| index.contains(MARK))
        };
        let Some(build) = candidates.iter().find(is_page) else {
            return Err(Error::new(
                ErrorCode::ResourceDoesNotExist,
                format!("`{}` has no page of MLflow's", folder.display()),
            )
            .hint(
                "expected the folder of an installed Python package `mlflow`, not of `mlflow-skinny`, \
                 which has none",
            ));
        };
        let build = std::path::absolute(build).map_err(|e| {
            Error::internal(format!("cannot tell where `{}` is", build.display())).caused_by(e)
        })?;
        Ok(Self {
            release: release(&build),
            folder: build,
        })
    }

    /// What it is, for people.
    pub fn describe(&self) -> String {
        let folder = self.folder.display();
        match &self.release {
            Some(release) => format!("that of MLflow {release}, in `{folder}`"),
            None => format!("MLflow's own, in `{folder}`"),
        }
    }

    /// A file of the page; `None` for what is none. Blocks.
    pub(super) fn find(&self, path: &str) -> io::Result<Option<InstalledFile>> {
        let path = Path::new(path);
        let is_below = path
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if !is_below {
            return Ok(None);
        }
        let path = self.folder.join(path);
        match fs::metadata(&path) {
            Ok(state) if state.is_file() => Ok(Some(InstalledFile {
                path,
                length: state.len(),
                modified: state.modified().ok(),
            })),
            Ok(_) => Ok(None),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidInput
    )
}

/// The release of the package in which a page lies.
fn release(build: &Path) -> Option<String> {
    let package = build
        .ancestors()
        .nth(Path::new(BUILD).components().count())?;
    let text = fs::read_to_string(package.join(VERSION)).ok()?;
    let said = text.lines().find_map(|line| line.strip_prefix("VERSION"))?;
    let said = said.trim_start_matches([' ', '=']);
    let release = said.trim().trim_matches(['"', '\'']);
    let is_release = release.starts_with(|c: char| c.is_ascii_digit())
        && release
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '.');
    is_release.then(|| release.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let build = folder.path().join("mlflow/server/js/build/static/js");
        fs::create_dir_all(&build).unwrap();
        let build = folder.path().join("mlflow/server/js/build");
        fs::write(
            build.join(INDEX),
            "<script src=\"static-files/static/js/a.js\">",
        )
        .unwrap();
        fs::write(build.join("static/js/a.js"), "1").unwrap();
        fs::write(
            folder.path().join("mlflow/version.py"),
            "import re\n\nVERSION = \"3.18.0\"\n",
        )
        .unwrap();
        folder
    }

    #[test]
    fn a_page_is_found_from_each_folder_around_it() {
        let folder = package();
        for within in ["", "mlflow", "mlflow/server/js/build"] {
            let page = InstalledPage::open(&folder.path().join(within)).unwrap();
            assert_eq!(page.release.as_deref(), Some("3.18.0"), "{within}");
            assert!(page.describe().starts_with("that of MLflow 3.18.0, in `"));
        }
        let error = InstalledPage::open(&folder.path().join("mlflow/server")).unwrap_err();
        assert!(
            error.message().contains("has no page of MLflow's"),
            "{error}"
        );
        fs::write(
            folder.path().join("mlflow/version.py"),
            "VERSION = read()\n",
        )
        .unwrap();
        let page = InstalledPage::open(folder.path()).unwrap();
        assert!(page.describe().starts_with("MLflow's own, in `"));
        fs::write(
            folder.path().join("mlflow/server/js/build").join(INDEX),
            "<p>",
        )
        .unwrap();
        assert!(InstalledPage::open(folder.path()).is_err(), "another page");
    }

    #[test]
    fn only_files_of_the_page_are_read() {
        let folder = package();
        let page = InstalledPage::open(folder.path()).unwrap();
        let read = |path: &str| {
            let file = page.find(path).unwrap()?;
            let content = file.content().unwrap();
            assert_eq!(file.length, content.len() as u64);
            Some(content)
        };
        assert_eq!(read("static/js/a.js"), Some(b"1".to_vec()));
        for path in [
            "static/js",
            "static/js/b.js",
            "static/js/a.js/x",
            "",
            "a\0b",
        ] {
            assert_eq!(read(path), None, "{path:?}");
        }
        let version = folder.path().join("mlflow/version.py");
        for path in [
            "../../../version.py",
            "static/../../../../version.py",
            version.to_str().unwrap(),
        ] {
            assert_eq!(read(path), None, "{path}");
        }
    }
}
