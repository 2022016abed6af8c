//! Predictions without a server: `mlflow models predict`.

use std::path::Path;
use std::process::Stdio;

use serde_json::json;

use crate::error::{Error, ErrorCode, Result};
use crate::process::Watch;

use super::package::Package;
use super::python::ModelPython;

/// What a model is asked once.
#[derive(Debug)]
pub struct Question<'a> {
    /// The folder of the model.
    pub model: &'a Path,
    /// The file with the input; stdin by default.
    pub input: Option<&'a Path>,
    /// `json` or `csv`.
    pub content_type: &'a str,
    /// The form of JSON, which MLflow before 2 asks for.
    pub json_format: &'a str,
    /// Further variables of the model's environment.
    pub variables: &'a [(String, String)],
}

/// Asks a model once, and gives its predictions as MLflow writes them.
pub fn predict(question: &Question, python: &ModelPython, watch: &Watch) -> Result<Vec<u8>> {
    let package = Package::lay_out()?;
    let output = package.folder().join("predictions");
    let settings = json!({
        "model": question.model,
        "input": question.input,
        "output": output,
        "content_type": question.content_type,
        "json_format": question.json_format,
    });
    let mut command = python.command(&package.predict, &[settings.to_string()]);
    command
        .envs(question.variables.iter().cloned())
        .stdin(Stdio::inherit())
        .stdout(Stdio::from(std::io::stderr()));
    let (end, _) = watch.spawn(&mut command)?.wait()?;
    watch.check()?;
    if !end.is_success() {
        return Err(Error::new(
            ErrorCode::ExecutionFailed,
            format!("the model has predicted nothing: its Python {end}"),
        )
        .hint("what it said is above"));
    }
    std::fs::read(&output).map_err(|e| Error::io("read", &output, e))
}
