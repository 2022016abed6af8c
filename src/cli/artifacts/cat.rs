//! `mlflow artifacts cat`.

use std::io;

use clap::Args;

use crate::artifact::WHOLE;
use crate::cli::context::Context;
use crate::cli::usage_error::usage_error;
use crate::error::{Error, Result};

use super::source::{Source, SourceArgs};

/// Write the content of a file to stdout
#[derive(Args, Debug)]
pub(crate) struct CatArgs {
    #[command(flatten)]
    source: SourceArgs,
}

pub(super) fn run(args: &CatArgs, context: &Context) -> Result<()> {
    let tracking = context.tracking_to_read()?;
    let source = match args.source.find(tracking)? {
        Source::Uri(uri) => context.registry_to_read()?.artifacts_at(&uri)?,
        Source::Run(run, Some(path)) => tracking.artifacts_of_run(&run.info, &path)?,
        Source::Run(_, None) => {
            return Err(usage_error(
                "Missing option '--artifact-path' / '-a': expected the path of a file, as argument \
                 or flag",
            ));
        }
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
