//! The `MLmodel` of a model: what is in it that serving needs.

use std::fs;
use std::path::{Path, PathBuf};

use crate::environment::{EnvironmentSpec, digest};
use crate::error::{Error, ErrorCode, Result};
use crate::yaml::{Document, Node};

/// The flavour that MLflow serves.
const FLAVOR: &str = "python_function";
/// What loads models of flavours whose lists of packages name all that they need.
const COMPLETE_FLAVORS: [&str; 3] = ["mlflow.sklearn", "mlflow.xgboost", "mlflow.lightgbm"];
const PYTHON_ENV: &str = "python_env.yaml";
const CONDA_ENV: &str = "conda.yaml";
const REQUIREMENTS: &str = "requirements.txt";

/// What serving needs to know of a model.
#[derive(Debug, PartialEq, Eq)]
pub struct ModelFile {
    pub(super) folder: PathBuf,
    /// The release of MLflow that logged it.
    pub(super) mlflow_version: Option<String>,
    /// Its Conda file, as its flavour names it.
    conda: Option<String>,
    /// The module that loads it.
    loader: Option<String>,
    /// Whether code of its own lies beside it.
    has_code: bool,
}

impl ModelFile {
    /// The file that makes a folder a model.
    pub const NAME: &str = "MLmodel";

    /// Reads that of a folder, which must be of the flavour that is served.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(ModelFile::NAME);
        if !path.is_file() {
            return Err(no_model_file(folder));
        }
        let document = Document::read(&path)?;
        let root = document.root();
        let flavors = root.get("flavors")?;
        let flavor = flavors.map(|flavors| flavors.get(FLAVOR)).transpose()?;
        let Some(flavor) = flavor.flatten() else {
            return Err(no_python_function(&path));
        };
        let text = |node: Option<Node>| node.and_then(|node| node.as_text().map(str::to_owned));
        // A file's name before MLflow 2, then one for each manager.
        let conda = match flavor.get("env")? {
            Some(env) if env.as_text().is_some() => text(Some(env)),
            Some(env) => text(env.get("conda")?),
            None => None,
        };
        Ok(Self {
            folder: folder.to_owned(),
            mlflow_version: text(root.get("mlflow_version")?),
            conda,
            loader: text(flavor.get("loader_module")?),
            has_code: text(flavor.get("code")?).is_some(),
        })
    }

    /// Whether MLflow's own code loads it without the other packages that MLflow installs: a flavour of
    /// MLflow 3, whose lists of packages are whole, and no code that may import anything.
    pub(super) fn loads_with_mlflow_alone(&self) -> bool {
        let version = self.mlflow_version.as_deref().unwrap_or_default();
        let is_of_3 = version.split('.').next() == Some("3");
        let loader = self.loader.as_deref().unwrap_or_default();
        is_of_3 && !self.has_code && COMPLETE_FLAVORS.contains(&loader)
    }

    /// What tells the model from one that takes its place in the same folder, for people.
    pub fn identity(&self) -> Result<String> {
        let path = self.folder.join(Self::NAME);
        let text = fs::read(&path).map_err(|e| Error::io("read", &path, e))?;
        Ok(Self::identity_of(&text))
    }

    /// The same of a file's content.
    pub fn identity_of(content: &[u8]) -> String {
        let digest = digest([String::from_utf8_lossy(content)]);
        format!("{} {digest}", Self::NAME)
    }

    /// The file of its environment; `is_conda` where Conda is to build it. A model of which none is
    /// there is served by whatever Python there is, as in MLflow.
    pub(super) fn environment(&self, is_conda: bool) -> EnvironmentSpec {
        let conda = self.folder.join(self.conda.as_deref().unwrap_or(CONDA_ENV));
        let python = self.folder.join(PYTHON_ENV);
        let requirements = self.folder.join(REQUIREMENTS);
        if python.is_file() && !is_conda {
            EnvironmentSpec::Python(python)
        } else if conda.is_file() {
            EnvironmentSpec::Conda(conda)
        } else if requirements.is_file() && !is_conda {
            EnvironmentSpec::Requirements(requirements)
        } else {
            EnvironmentSpec::None
        }
    }
}

fn no_model_file(folder: &Path) -> Error {
    let found = folder.try_exists();
    let what = match found {
        Ok(false) => "there is no such folder",
        _ => "the folder holds no model",
    };
    Error::new(
        ErrorCode::ResourceDoesNotExist,
        format!(
            "Could not find an \"{}\" configuration file at \"{}\": {what}",
            ModelFile::NAME,
            folder.display()
        ),
    )
    .hint("expected what `log_model` or `save_model` of MLflow has written")
}

fn no_python_function(path: &Path) -> Error {
    Error::new(
        ErrorCode::ResourceDoesNotExist,
        format!(
            "Model does not have the \"{FLAVOR}\" flavor: `{}` names others only, and MLflow serves no other",
            path.display()
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(text: &str, files: &[&str]) -> (tempfile::TempDir, Result<ModelFile>) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(ModelFile::NAME), text).unwrap();
        for file in files {
            fs::write(folder.path().join(file), "").unwrap();
        }
        let read = ModelFile::read(folder.path());
        (folder, read)
    }

    #[test]
    fn the_environment_of_each_release_is_found() {
        let old = "flavors:\n  python_function:\n    env: my.yaml\nmlflow_version: 1.23.1\n";
        let (folder, read) = model(old, &["my.yaml"]);
        let read = read.unwrap();
        assert_eq!(read.mlflow_version.as_deref(), Some("1.23.1"));
        let conda = EnvironmentSpec::Conda(folder.path().join("my.yaml"));
        assert_eq!(read.environment(false), conda);
        assert_eq!(read.environment(true), conda);

        let new = "flavors:\n  python_function:\n    env:\n      conda: conda.yaml\n      virtualenv: python_env.yaml\n";
        let (folder, read) = model(new, &[PYTHON_ENV, CONDA_ENV, REQUIREMENTS]);
        let read = read.unwrap();
        let python = EnvironmentSpec::Python(folder.path().join(PYTHON_ENV));
        let conda = EnvironmentSpec::Conda(folder.path().join(CONDA_ENV));
        assert_eq!(read.environment(false), python);
        assert_eq!(read.environment(true), conda);

        let (_folder, read) = model("flavors:\n  python_function: {}\n", &[]);
        assert_eq!(read.unwrap().environment(false), EnvironmentSpec::None);
    }

    #[test]
    fn what_brings_no_code_loads_with_mlflow_alone() {
        for (loader, more, version, expected) in [
            ("mlflow.sklearn", "", "3.17.2", true),
            ("mlflow.sklearn", "    code: code\n", "3.17.2", false),
            ("mlflow.sklearn", "", "2.22.4", false),
            ("mlflow.pyfunc.model", "", "3.17.2", false),
        ] {
            let text = format!(
                "flavors:\n  python_function:\n    loader_module: {loader}\n{more}mlflow_version: {version}\n"
            );
            let alone = model(&text, &[]).1.unwrap().loads_with_mlflow_alone();
            assert_eq!(alone, expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_served_is_refused() {
        let (_folder, read) = model("flavors:\n  sklearn: {}\n", &[]);
        let message = read.unwrap_err().to_string();
        assert!(message.starts_with("Model does not have the \"python_function\" flavor"));
        let empty = tempfile::tempdir().unwrap();
        let message = ModelFile::read(empty.path()).unwrap_err().to_string();
        assert!(message.starts_with("Could not find an \"MLmodel\" configuration file at"));
    }
}
