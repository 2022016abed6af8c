//! Images that serve a model: a folder with a `Dockerfile`, the model, the lists of its packages and this
//! program, of which `docker build` or `podman build` makes one.
//!
//! 1. In a first stage pip makes a virtual environment of what the model asks for, without the tests that
//!    packages bring along, which are a sixth of its size.
//! 2. The image has that environment on a slim Python, the model, and this program, which serves it. It
//!    is called by its path: the environment has a `mlflow` of its own.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use walkdir::WalkDir;

use crate::environment::{EnvManager, PackageLists};
use crate::error::{Error, Result};

use super::model_file::ModelFile;
use super::python::{EnvironmentChoice, mlflow_of};

/// The name of the file that describes the image.
const DOCKERFILE: &str = "Dockerfile";
/// Where the model lies in the folder.
const MODEL: &str = "model_dir";
/// Where this program lies in the folder.
const PROGRAM: &str = "mlflow";
/// The Python of a model that names none.
const PYTHON: &str = "3.11";

/// What an image is made of.
#[derive(Debug)]
pub struct ImageParts<'a> {
    /// The model; `None` for an image that serves what is mounted at `/opt/ml/model`.
    pub model: Option<&'a Path>,
    /// What is asked around the model.
    pub choice: &'a EnvironmentChoice,
    /// This program.
    pub program: &'a Path,
}

/// Writes the folder of which an image is built.
pub fn write_image_folder(parts: &ImageParts, folder: &Path) -> Result<()> {
    if parts.choice.manager == Some(EnvManager::Conda) {
        return Err(Error::invalid(
            "an image is built with pip; `--env-manager conda` is not supported for it",
        )
        .hint("without the flag, pip installs what the model's `conda.yaml` lists under `pip`"));
    }
    let lists = parts.model.map(|model| lists(model, parts)).transpose()?;
    fs::create_dir_all(folder).map_err(|e| Error::io("make the folder", folder, e))?;
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|e| Error::io("write", &path, e))
    };
    if let (Some(model), Some(lists)) = (parts.model, &lists) {
        copy(model, &folder.join(MODEL))?;
        write("build-requirements.txt", &lists.build)?;
        write("requirements.txt", &lists.packages)?;
    }
    let program = folder.join(PROGRAM);
    fs::copy(parts.program, &program).map_err(|e| Error::io("write", &program, e))?;
    write(DOCKERFILE, &dockerfile(lists.as_ref()))
}

fn lists(model: &Path, parts: &ImageParts) -> Result<PackageLists> {
    let model = ModelFile::read(model)?;
    let mut lists = PackageLists::of(&model.environment(false), &model.folder)?;
    if parts.choice.installs_mlflow {
        let _ = writeln!(lists.packages, "{}", mlflow_of(&model));
    }
    Ok(lists)
}

/// The description of an image; without lists it makes the environment when it starts.
fn dockerfile(lists: Option<&PackageLists>) -> String {
    let python = lists.and_then(|lists| lists.python.as_deref());
    // A patch level may have no image of its own.
    let minor: Vec<&str> = python.unwrap_or(PYTHON).split('.').take(2).collect();
    let base = format!("python:{}-slim", minor.join("."));
    let environment = match lists {
        Some(_) => format!(
            "FROM {base} AS environment\n\
             COPY build-requirements.txt requirements.txt /tmp/model/\n\
             RUN python -m venv /opt/environment \\\n \
                && /opt/environment/bin/pip install --no-cache-dir -r /tmp/model/build-requirements.txt \\\n \
                && /opt/environment/bin/pip install --no-cache-dir -r /tmp/model/requirements.txt \\\n \
                && find /opt/environment/lib -depth -type d -name tests -exec rm -r {{}} +\n\n"
        ),
        None => String::new(),
    };
    let (copies, manager) = match lists {
        Some(_) => (
            format!(
                "COPY --from=environment /opt/environment /opt/environment\n\
                 COPY {MODEL} /opt/ml/model\n"
            ),
            "local",
        ),
        None => (String::new(), "virtualenv"),
    };
    format!(
        "# An image that serves a model of MLflow, written by `mlflow models generate-dockerfile`.\n\
         {environment}FROM {base}\n\
         RUN useradd --uid 10001 --create-home mlflow\n\
         {copies}\
         COPY --chmod=755 {PROGRAM} /usr/local/bin/mlflow\n\
         ENV PATH=/opt/environment/bin:$PATH \\\n    \
             MLFLOW_ENV_MANAGER={manager} \\\n    \
             MLFLOW_HOST=0.0.0.0 \\\n    \
             MLFLOW_PORT=8080\n\
         WORKDIR /home/mlflow\n\
         USER 10001\n\
         EXPOSE 8080\n\
         HEALTHCHECK --interval=10s --timeout=5s --start-period=120s \\\n    \
             CMD [\"python\", \"-c\", \"import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{{os.environ[\\\"MLFLOW_PORT\\\"]}}/ping', timeout=4)\"]\n\
         ENTRYPOINT [\"/usr/local/bin/mlflow\", \"models\", \"serve\", \"--model-uri\", \"/opt/ml/model\"]\n"
    )
}

/// Copies a folder.
fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in WalkDir::new(from) {
        let entry =
            entry.map_err(|e| Error::internal("cannot read the model's folder").caused_by(e))?;
        let path = entry.path();
        let target = to.join(path.strip_prefix(from).expect("it is below"));
        let copied = if path.is_dir() {
            fs::create_dir_all(&target)
        } else {
            fs::copy(path, &target).map(drop)
        };
        copied.map_err(|e| Error::io("write", &target, e))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_of_its_own_python_has_an_image_of_that() {
        let lists = PackageLists {
            python: Some("3.9.18".to_owned()),
            build: String::new(),
            packages: String::new(),
        };
        let text = dockerfile(Some(&lists));
        assert_eq!(text.matches("FROM python:3.9-slim").count(), 2);
        assert!(text.contains("USER 10001") && text.contains("HEALTHCHECK"));
        assert!(text.contains("MLFLOW_ENV_MANAGER=local"));
    }

    #[test]
    fn an_image_without_a_model_makes_the_environment_later() {
        let text = dockerfile(None);
        assert_eq!(text.matches("FROM ").count(), 1);
        assert!(text.contains("MLFLOW_ENV_MANAGER=virtualenv"));
        assert!(!text.contains("COPY model_dir"));
    }
}
