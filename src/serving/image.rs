//! Images that serve a model: a folder with a `Dockerfile`, the model, the lists of its packages and this
//! program, of which `docker build` or `podman build` makes one.
//!
//! 1. In a first stage pip makes a virtual environment of what the model asks for, without the tests that
//!    packages bring along, which are a sixth of its size. MLflow is installed without what serves its page
//!    and draws its charts, where the model needs none of it, and only what is imported is compiled.
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
    let environment = parts
        .model
        .map(|model| Environment::of(model, parts))
        .transpose()?;
    fs::create_dir_all(folder).map_err(|e| Error::io("make the folder", folder, e))?;
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|e| Error::io("write", &path, e))
    };
    if let (Some(model), Some(Environment { lists, .. })) = (parts.model, &environment) {
        copy(model, &folder.join(MODEL))?;
        write("build-requirements.txt", &lists.build)?;
        write("requirements.txt", &lists.packages)?;
    }
    let program = folder.join(PROGRAM);
    fs::copy(parts.program, &program).map_err(|e| Error::io("write", &program, e))?;
    write(DOCKERFILE, &dockerfile(environment.as_ref()))
}

/// What a model's image has installed.
struct Environment {
    lists: PackageLists,
    /// Whether MLflow comes without the packages that this model does not need.
    is_small: bool,
}

impl Environment {
    fn of(model: &Path, parts: &ImageParts) -> Result<Self> {
        let model = ModelFile::read(model)?;
        let mut lists = PackageLists::of(&model.environment(false), &model.folder)?;
        let mut is_small = false;
        if parts.choice.installs_mlflow {
            let _ = writeln!(lists.packages, "{}", mlflow_of(&model));
        } else if model.loads_with_mlflow_alone()
            && let Some(packages) = with_mlflow_alone(&lists.packages)
        {
            lists.packages = packages;
            is_small = true;
        }
        Ok(Self { lists, is_small })
    }

    /// The stage of the image that installs it.
    fn stage(&self, base: &str) -> String {
        let mut flag = "";
        let mut last = String::new();
        if self.is_small {
            flag = "--no-compile ";
            // Loading the model as its server does compiles what that imports, and fails here where the
            // environment is not enough. Nothing is installed after that.
            last = format!(
                "COPY {MODEL} /opt/ml/model\n\
                 RUN /opt/environment/bin/python -c \"from mlflow.pyfunc import scoring_server; scoring_server.load_model('/opt/ml/model')\" \\\n \
                    && /opt/environment/bin/pip uninstall --yes pip\n"
            );
        }
        format!(
            "FROM {base} AS environment\n\
             COPY build-requirements.txt requirements.txt /tmp/model/\n\
             RUN python -m venv /opt/environment \\\n \
                && /opt/environment/bin/pip install --no-cache-dir {flag}-r /tmp/model/build-requirements.txt \\\n \
                && /opt/environment/bin/pip install --no-cache-dir {flag}-r /tmp/model/requirements.txt \\\n \
                && find /opt/environment/lib -depth -type d -name tests -exec rm -r {{}} +\n\
             {last}\n"
        )
    }
}

/// The same packages with MLflow's code alone in place of MLflow and all that it needs elsewhere; `None`
/// where the list does not name pandas, which serving imports besides.
fn with_mlflow_alone(packages: &str) -> Option<String> {
    let asks_for = |name: &str| {
        packages
            .lines()
            .any(|line| line.starts_with(&format!("{name}==")))
    };
    if !["mlflow", "pandas"].into_iter().all(asks_for) {
        return None;
    }
    let alone = |line: &str| match line.strip_prefix("mlflow==") {
        Some(version) => format!(
            "# The code of MLflow without the packages that this model does not need; `--install-mlflow` \
             installs these, too.\nmlflow-skinny=={version}\n"
        ),
        None => format!("{line}\n"),
    };
    Some(packages.lines().map(alone).collect())
}

/// The description of an image; without an environment it makes one when it starts.
fn dockerfile(environment: Option<&Environment>) -> String {
    let python = environment.and_then(|environment| environment.lists.python.as_deref());
    // A patch level may have no image of its own.
    let minor: Vec<&str> = python.unwrap_or(PYTHON).split('.').take(2).collect();
    let base = format!("python:{}-slim", minor.join("."));
    let stage = environment.map_or_else(String::new, |environment| environment.stage(&base));
    let (copies, manager) = match environment {
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
         {stage}FROM {base}\n\
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
        let mut environment = Environment {
            lists: PackageLists {
                python: Some("3.9.18".to_owned()),
                build: String::new(),
                packages: String::new(),
            },
            is_small: false,
        };
        let text = dockerfile(Some(&environment));
        assert_eq!(text.matches("FROM python:3.9-slim").count(), 2);
        assert!(text.contains("USER 10001") && text.contains("HEALTHCHECK"));
        assert!(text.contains("MLFLOW_ENV_MANAGER=local"));
        assert!(!text.contains("--no-compile"));
        environment.is_small = true;
        let text = dockerfile(Some(&environment));
        assert!(text.contains("--no-compile -r") && text.contains("scoring_server.load_model("));
    }

    #[test]
    fn mlflow_comes_alone_where_the_list_names_the_rest() {
        let whole = "mlflow==3.17.2\nnumpy==2.3\npandas==2.3.3\nmlflow-extra==1\n";
        let alone = with_mlflow_alone(whole).unwrap();
        let lines: Vec<&str> = alone.lines().skip(1).collect();
        let expected = [
            "mlflow-skinny==3.17.2",
            "numpy==2.3",
            "pandas==2.3.3",
            "mlflow-extra==1",
        ];
        assert_eq!(lines, expected);
        let short = "mlflow==3.17.2\nnumpy==2.3\n";
        assert_eq!(with_mlflow_alone(short), None);
    }

    #[test]
    fn an_image_without_a_model_makes_the_environment_later() {
        let text = dockerfile(None);
        assert_eq!(text.matches("FROM ").count(), 1);
        assert!(text.contains("MLFLOW_ENV_MANAGER=virtualenv"));
        assert!(!text.contains("COPY model_dir"));
    }
}
