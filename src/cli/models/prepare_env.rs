//! `mlflow models prepare-env`.

use clap::Args;

use crate::error::Result;
use crate::serving::{ModelFile, ModelPython};

use super::super::context::Context;
use super::super::report;
use super::at_work::{self, EnvironmentArgs};

/// Build the environment of a model, so that it is there when the model is served
#[derive(Args, Debug)]
pub(crate) struct PrepareEnvArgs {
    /// The model: `runs:/ID/model`, `models:/fraud@champion`, `models:/fraud/3`, a folder, a cloud
    #[arg(long, short = 'm', value_name = "URI")]
    model_uri: String,

    #[command(flatten)]
    environment: EnvironmentArgs,
}

pub(super) fn run(args: &PrepareEnvArgs, context: &Context) -> Result<()> {
    let choice = args.environment.choice(Vec::new())?;
    let watch = report::watch_signals()?;
    let folder = at_work::fetch(&at_work::find(&args.model_uri, context)?, context)?;
    let model = ModelFile::read(&folder)?;
    let printer = context.printer();
    let python = at_work::building(&folder, &watch, printer, |context| {
        ModelPython::prepare(&model, &choice, context)
    })?;
    let line = match python {
        ModelPython::Program(program) => {
            format!("nothing to build: `{}` is taken", program.display())
        }
        ModelPython::Environment(_) => "the environment of the model is there".to_owned(),
    };
    printer.message(&line);
    Ok(())
}
