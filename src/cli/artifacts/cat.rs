//! `mlflow artifacts cat`.

use std::io;

use clap::{ArgGroup, Args};

use crate::artifact::WHOLE;
use crate::cli::context::Context;
use crate::entity::RunId;
use crate::error::{Error, Result};

/// Write the content of a file to stdout
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("source").required(true).multiple(false))]
pub(crate) struct CatArgs {
    /// ID of the run whose file it is
    #[arg(
        long,
        short = 'r',
        value_name = "ID",
        group = "source",
        requires = "artifact_path"
    )]
    run_id: Option<String>,

    /// File within the run's artifacts
    #[arg(long, short = 'a', value_name = "PATH", requires = "run_id")]
    artifact_path: Option<String>,

    /// URI of the file, such as `runs:/ID/notes.txt`; given instead of the run
    #[arg(long, short = 'u', value_name = "URI", group = "source")]
    artifact_uri: Option<String>,
}

pub(super) fn run(args: &CatArgs, context: &Context) -> Result<()> {
    let source = match (&args.artifact_uri, &args.run_id, &args.artifact_path) {
        (Some(uri), ..) => context.registry_to_read()?.artifacts_at(uri)?,
        (None, Some(run_id), Some(path)) => {
            let tracking = context.tracking_to_read()?;
            let run = tracking.get_run(&RunId::from(run_id.as_str()))?;
            tracking.artifacts_of_run(&run.info, path)?
        }
        _ => return Err(Error::invalid("expected `--run-id` or `--artifact-uri`")),
    };
    let mut reader = source.open()?.read(WHOLE)?;
    let mut failure = None;
    context.printer().write_result(|stdout| {
        let mut buffer = vec![0; 256 << 10];
        loop {
            match reader.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(length) => stdout.write_all(&buffer[..length])?,
                // What is on stdout cannot be taken back.
                Err(error) => {
                    failure = Some(error);
                    return Ok(());
                }
            }
        }
    })?;
    match failure.map(io::Error::downcast::<Error>) {
        None => Ok(()),
        Some(Ok(error)) => Err(error),
        Some(Err(error)) => Err(Error::internal("the file cannot be read").caused_by(error)),
    }
}
