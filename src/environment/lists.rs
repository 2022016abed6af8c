//! What pip is to install of an environment's file, as texts: for an image, in which nothing of this
//! machine is there.

use std::path::Path;

use crate::error::{Error, Result};

use super::definition::Definition;
use super::python::PythonRequest;
use super::spec::EnvironmentSpec;

/// The lists of an environment's packages, with the files that they include written out.
#[derive(Debug)]
pub(crate) struct PackageLists {
    /// The version of Python.
    pub(crate) python: Option<String>,
    /// Packages that are installed first.
    pub(crate) build: String,
    /// The others.
    pub(crate) packages: String,
}

impl PackageLists {
    /// Reads them from an environment's file. Relative paths in it start in the folder.
    pub(crate) fn of(spec: &EnvironmentSpec, folder: &Path) -> Result<Self> {
        let definition = match spec {
            EnvironmentSpec::Python(path) => Definition::from_python_env(path, folder)?,
            EnvironmentSpec::Conda(path) => Definition::from_conda(path, folder)?,
            EnvironmentSpec::Requirements(path) => Definition::from_requirements(path, folder)?,
            EnvironmentSpec::None | EnvironmentSpec::Locked(_) | EnvironmentSpec::Docker(_) => {
                return Err(Error::invalid(format!(
                    "`{}` has no `python_env.yaml`, `conda.yaml` or `requirements.txt` to install from",
                    folder.display()
                )));
            }
        };
        Ok(Self {
            python: definition.python.as_ref().map(PythonRequest::to_string),
            build: text(&definition.written_out(&definition.build_dependencies)?),
            packages: text(&definition.written_out(&definition.dependencies)?),
        })
    }
}

fn text(lines: &[String]) -> String {
    let ends = lines.iter().flat_map(|line| [line.as_str(), "\n"]);
    ends.collect()
}
