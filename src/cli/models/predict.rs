//! `mlflow models predict`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::error::{Error, ErrorCode, Result};
use crate::serving::{ModelFile, ModelPython, Question, predict};
use crate::staged;

use super::super::context::Context;
use super::super::report;
use super::super::usage_error::usage_error;
use super::at_work::{self, EnvironmentArgs};

/// Let a model predict from a file, without a server
///
/// Input and output are those of MLflow's own command, by the MLflow of the model's environment.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct PredictArgs {
    /// The model: `runs:/ID/model`, `models:/fraud@champion`, `models:/fraud/3`, a folder, a cloud
    #[arg(long, short = 'm', value_name = "URI")]
    model_uri: String,

    /// File with the input; stdin by default
    #[arg(long, short = 'i', value_name = "FILE")]
    input_path: Option<PathBuf>,

    /// File for the predictions, as JSON; stdout by default
    #[arg(long, short = 'o', value_name = "FILE")]
    output_path: Option<PathBuf>,

    /// What the input is
    #[arg(
        long,
        short = 't',
        value_name = "TYPE",
        value_enum,
        default_value = "json"
    )]
    content_type: ContentType,

    /// Form of JSON, for models of MLflow before 2: `split`, `records`, …
    #[arg(long, short = 'j', value_name = "FORM", default_value = "split")]
    json_format: String,

    /// Packages that go before those of the model, such as 'pandas==2.2,scipy'; may be repeated
    #[arg(long, short = 'r', value_name = "PACKAGES", value_delimiter = ',')]
    pip_requirements_override: Vec<String>,

    /// Variable of the model's environment, as name=value; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    env: Vec<String>,

    #[command(flatten)]
    environment: EnvironmentArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ContentType {
    Json,
    Csv,
}

const EXAMPLES: &str = "\
Examples:
  mlflow models predict -m models:/fraud@champion -i rows.csv -t csv -o predictions.json";

pub(super) fn run(args: &PredictArgs, context: &Context) -> Result<()> {
    let variables = variables(&args.env)?;
    if let Some(path) = &args.input_path {
        check_input(path)?;
    }
    let overrides = args.pip_requirements_override.iter();
    let overrides = overrides.map(|package| package.trim().to_owned()).collect();
    let choice = args.environment.choice(overrides)?;
    let watch = report::watch_signals()?;
    let folder = at_work::fetch(&at_work::find(&args.model_uri, context)?, context)?;
    let model = ModelFile::read(&folder)?;
    let python = at_work::building(&folder, &watch, context.printer(), |context| {
        ModelPython::prepare(&model, &choice, context)
    })?;
    let content_type = match args.content_type {
        ContentType::Json => "json",
        ContentType::Csv => "csv",
    };
    let question = Question {
        model: &folder,
        input: args.input_path.as_deref(),
        content_type,
        json_format: &args.json_format,
        variables: &variables,
    };
    let predictions = predict(&question, &python, &watch)?;
    match &args.output_path {
        Some(path) => staged::write(path, &predictions).map_err(|e| Error::io("write", path, e)),
        None => context
            .printer()
            .write_result(|stdout| stdout.write_all(&predictions)),
    }
}

fn check_input(path: &Path) -> Result<()> {
    if path.exists() {
        return Ok(());
    }
    Err(Error::new(
        ErrorCode::ResourceDoesNotExist,
        format!("there is no file `{}` with the input", path.display()),
    ))
}

fn variables(given: &[String]) -> Result<Vec<(String, String)>> {
    let pair = |text: &String| match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err(usage_error(format!(
            "`--env {text}` has no name and value; expected name=value"
        ))),
    };
    given.iter().map(pair).collect()
}
