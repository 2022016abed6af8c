//! The Python that holds a model: files of ours, laid out in a temporary folder for the interpreter of
//! the model's environment.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::error::{Error, Result};

/// The folder of the modules, which the models' own modules will not be called.
const FOLDER: &str = "mlflow_serving_worker";
/// The modules.
const FILES: [(&str, &str); 7] = [
    ("__init__.py", ""),
    ("apps.py", include_str!("worker/apps.py")),
    ("batch.py", include_str!("worker/batch.py")),
    ("fork.py", include_str!("worker/fork.py")),
    ("infer.py", include_str!("worker/infer.py")),
    ("link.py", include_str!("worker/link.py")),
    ("main.py", include_str!("worker/main.py")),
];
const PREDICT: &str = include_str!("worker/predict.py");
const START: &str = "from mlflow_serving_worker.main import main\n\nmain()\n";

/// The files, which are removed when this is dropped. Only their user may open the folder.
#[derive(Debug)]
pub(super) struct Package {
    folder: TempDir,
    /// What holds a model.
    pub(super) script: PathBuf,
    /// What predicts once.
    pub(super) predict: PathBuf,
}

impl Package {
    pub(super) fn lay_out() -> Result<Self> {
        let failed = |e| Error::internal("cannot make a temporary folder").caused_by(e);
        let folder = tempfile::Builder::new()
            .prefix("mlflow-serving-")
            .tempdir()
            .map_err(failed)?;
        let modules = folder.path().join(FOLDER);
        fs::create_dir(&modules).map_err(failed)?;
        let script = folder.path().join("worker.py");
        for (name, text) in FILES {
            fs::write(modules.join(name), text).map_err(failed)?;
        }
        let predict = folder.path().join("predict.py");
        fs::write(&script, START).map_err(failed)?;
        fs::write(&predict, PREDICT).map_err(failed)?;
        Ok(Self {
            folder,
            script,
            predict,
        })
    }

    /// The folder.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }
}
