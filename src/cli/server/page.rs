//! The page that is served in place of this program's own: `--page`.

use std::path::{Path, PathBuf};

use crate::config;
use crate::error::{Error, ErrorCode, Result};
use crate::server::InstalledPage;

/// The value of the flag that stands for the Python on the PATH.
const OF_PYTHON: &str = "mlflow";

/// The programs that are asked, in this order.
const PYTHONS: [&str; 2] = ["python3", "python"];

/// Prints the folder of the package. It is not imported, which takes seconds; the current folder, in
/// which a folder may have the same name, does not count.
const QUESTION: &str = "import sys
sys.path[:] = [path for path in sys.path if path]
import importlib.util
spec = importlib.util.find_spec('mlflow')
print(spec.submodule_search_locations[0] if spec and spec.origin else '')";

/// The page that a value of the flag names.
pub(super) fn open(given: &str) -> Result<InstalledPage> {
    if given != OF_PYTHON {
        return InstalledPage::open(Path::new(given));
    }
    let pythons: Vec<PathBuf> = PYTHONS
        .iter()
        .filter_map(|name| config::programs(name).next())
        .collect();
    let Some(package) = pythons.iter().find_map(|python| package_of(python)) else {
        let asked: Vec<String> = pythons
            .iter()
            .map(|python| format!("`{}`", python.display()))
            .collect();
        let asked = match asked.as_slice() {
            [] => "there is no `python3` on the PATH".to_owned(),
            asked => format!("asked {}", asked.join(" and ")),
        };
        return Err(Error::new(
            ErrorCode::ResourceDoesNotExist,
            format!("no Python on the PATH has MLflow: {asked}"),
        )
        .hint("activate its environment, or name the package's folder: `--page DIR`"));
    };
    InstalledPage::open(&package)
}

/// The folder of the package `mlflow` that a Python would import.
fn package_of(python: &Path) -> Option<PathBuf> {
    let answer = duct::cmd!(python, "-c", QUESTION)
        .stdin_null()
        .stderr_null()
        .read()
        .ok()?;
    Some(PathBuf::from(answer.trim())).filter(|folder| !folder.as_os_str().is_empty())
}
