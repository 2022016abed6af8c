//! `mlflow models generate-dockerfile` and `mlflow models build-docker`.

use std::env;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::environment::build_image;
use crate::error::{Error, Result};
use crate::serving::{EnvironmentChoice, ImageParts, write_image_folder};

use super::super::context::Context;
use super::super::env_manager::EnvManagerArg;
use super::super::report;
use super::at_work;

/// Write a folder of which an image that serves a model is built
///
/// The image has a slim Python, the packages that the model asks for, the model, and this program as
/// the server on port 8080. It runs as a user without rights, and tells whether it is healthy.
#[derive(Args, Debug)]
pub(crate) struct GenerateDockerfileArgs {
    #[command(flatten)]
    image: ImageArgs,

    /// Folder to write
    #[arg(
        long,
        short = 'd',
        value_name = "FOLDER",
        default_value = "mlflow-dockerfile"
    )]
    output_directory: PathBuf,
}

/// Build an image that serves a model, with docker or podman
///
/// It is what `mlflow models generate-dockerfile` describes.
#[derive(Args, Debug)]
pub(crate) struct BuildDockerArgs {
    #[command(flatten)]
    image: ImageArgs,

    /// Name of the image
    #[arg(
        long,
        short = 'n',
        value_name = "NAME",
        default_value = "mlflow-pyfunc-servable"
    )]
    name: String,

    /// Serve by MLServer, which this program does without: it speaks the same protocol
    #[arg(long)]
    enable_mlserver: bool,
}

#[derive(Args, Debug)]
struct ImageArgs {
    /// The model: `runs:/ID/model`, `models:/fraud@champion`, a folder, a cloud; without one, the image
    /// serves what is mounted at `/opt/ml/model`
    #[arg(long, short = 'm', value_name = "URI")]
    model_uri: Option<String>,

    /// `virtualenv`, `uv` and `local` mean the same in an image: pip makes the environment
    #[arg(long, value_name = "MANAGER", value_enum)]
    env_manager: Option<EnvManagerArg>,

    /// Add MLflow to the environment, of the release that logged the model
    #[arg(long)]
    install_mlflow: bool,

    /// Folder with MLflow's own source, which is not supported
    #[arg(long, value_name = "FOLDER")]
    mlflow_home: Option<PathBuf>,

    /// Install Java, which is not supported
    #[arg(long, value_name = "BOOLEAN")]
    install_java: Option<bool>,
}

pub(super) fn generate(args: &GenerateDockerfileArgs, context: &Context) -> Result<()> {
    write(&args.image, &args.output_directory, context)?;
    let folder = args.output_directory.display();
    context
        .printer()
        .message(&format!("Generated Dockerfile in directory {folder}"));
    Ok(())
}

pub(super) fn build(args: &BuildDockerArgs, context: &Context) -> Result<()> {
    let printer = context.printer();
    if args.enable_mlserver {
        printer.message(
            "note: `--enable-mlserver` has no effect: the server speaks the Open Inference protocol itself",
        );
    }
    let folder = tempfile::tempdir()
        .map_err(|e| Error::internal("cannot make a temporary folder").caused_by(e))?;
    write(&args.image, folder.path(), context)?;
    let watch = report::watch_signals()?;
    at_work::building(folder.path(), &watch, printer, |context| {
        build_image(&args.name, context)
    })?;
    printer.result(&args.name)
}

fn write(args: &ImageArgs, folder: &Path, context: &Context) -> Result<()> {
    if args.mlflow_home.is_some() {
        return Err(Error::not_implemented(
            "`--mlflow-home` is not supported: an image has this program, and the MLflow that the \
             model asks for",
        ));
    }
    if args.install_java == Some(true) {
        return Err(Error::not_implemented(
            "`--install-java true` is not supported: models that need Java are not served here",
        ));
    }
    let model = match &args.model_uri {
        Some(uri) => Some(at_work::fetch(&at_work::find(uri, context)?, context)?),
        None => None,
    };
    let program = env::current_exe()
        .map_err(|e| Error::internal("cannot find the file of this program").caused_by(e))?;
    let choice = EnvironmentChoice {
        manager: args.env_manager.map(Into::into),
        installs_mlflow: args.install_mlflow,
        overrides: Vec::new(),
    };
    let parts = ImageParts {
        model: model.as_deref(),
        choice: &choice,
        program: &program,
    };
    write_image_folder(&parts, folder)
}
