//! `mlflow models update-pip-requirements`.

use std::io::Read as _;
use std::path::Path;

use clap::{Args, ValueEnum};

use crate::error::{Error, ErrorCode, Result};
use crate::serving::{Changed, Requirement, RequirementChange, change_conda, change_requirements};
use crate::tracking::ArtifactSource;
use crate::uri;

use super::super::context::Context;

/// Add packages to the requirements of a model, or remove them
///
/// Its `requirements.txt` and `conda.yaml` are changed in place; the rest of them stays. A package that
/// is there already gets the new version. Registered versions are left as they are: expected is where
/// the model was logged.
#[derive(Args, Debug)]
pub(crate) struct UpdateRequirementsArgs {
    /// The model: `runs:/ID/model`, `models:/m-…`, a folder, a cloud
    #[arg(long, short = 'm', value_name = "URI")]
    model_uri: String,

    /// What is done
    #[arg(value_name = "OPERATION", value_enum)]
    operation: Operation,

    /// Packages, such as `pandas==2.2`; to remove one its name is enough
    #[arg(value_name = "REQUIREMENT", required = true)]
    requirement_strings: Vec<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Operation {
    /// Add, or change the version
    Add,
    /// Remove
    Remove,
}

const REQUIREMENTS: &str = "requirements.txt";
const CONDA: &str = "conda.yaml";

pub(super) fn run(args: &UpdateRequirementsArgs, context: &Context) -> Result<()> {
    let wanted = Requirement::read_all(&args.requirement_strings)?;
    check_uri(&args.model_uri)?;
    let change = match args.operation {
        Operation::Add => RequirementChange::Add,
        Operation::Remove => RequirementChange::Remove,
    };
    // Nothing is written before everything can be.
    let mut files = Vec::new();
    for name in [REQUIREMENTS, CONDA] {
        let file = find(&args.model_uri, name, context)?;
        let Some(text) = read(&file, name)? else {
            continue;
        };
        let changed = match name {
            CONDA => change_conda(&text, change, &wanted)?,
            _ => change_requirements(&text, change, &wanted),
        };
        files.push((name, file, changed));
    }
    let Some((_, _, first)) = files.first() else {
        return Err(no_files(&args.model_uri));
    };
    for name in &first.missing {
        context
            .printer()
            .message(&format!("\"{name}\" not found in requirements, ignoring"));
    }
    for (name, file, changed) in &files {
        write(file, changed)?;
        context.printer().message(&format!("changed `{name}`"));
    }
    Ok(())
}

/// Refuses registered versions, as MLflow does.
fn check_uri(model_uri: &str) -> Result<()> {
    let rest = model_uri
        .strip_prefix("models:")
        .map(|rest| rest.trim_start_matches('/'));
    match rest {
        Some(rest) if !rest.starts_with("m-") => Err(Error::invalid(format!(
            "Failed to set requirements on \"{model_uri}\": model registry URIs are not supported; \
             expected where the model was logged, such as `runs:/ID/model`"
        ))),
        _ => Ok(()),
    }
}

fn find(model_uri: &str, name: &str, context: &Context) -> Result<ArtifactSource> {
    let uri = match uri::scheme(model_uri) {
        // A path as a user types it may have what URIs encode.
        None => uri::from_path(&std::path::absolute(model_uri).unwrap_or_default()),
        Some(_) => model_uri.to_owned(),
    };
    let file = format!("{}/{name}", uri.trim_end_matches('/'));
    context.registry_to_read()?.artifacts_at(&file)
}

/// The content of a file; `None` where there is none.
fn read(file: &ArtifactSource, name: &str) -> Result<Option<String>> {
    let opened = match file.open() {
        Err(error) if error.code() == ErrorCode::ResourceDoesNotExist => return Ok(None),
        opened => opened?,
    };
    let mut text = String::new();
    opened
        .read(0..u64::MAX)?
        .read_to_string(&mut text)
        .map_err(|e| Error::io("read", Path::new(name), e))?;
    Ok(Some(text))
}

fn write(file: &ArtifactSource, changed: &Changed) -> Result<()> {
    file.replace(changed.text.as_bytes())
}

fn no_files(model_uri: &str) -> Error {
    Error::new(
        ErrorCode::ResourceDoesNotExist,
        format!("`{model_uri}` has neither a `{REQUIREMENTS}` nor a `{CONDA}`"),
    )
    .hint("expected the folder of a model, with its `MLmodel`")
}
