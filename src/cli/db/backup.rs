//! `mlflow db backup`.

use std::path::PathBuf;

use clap::Args;

use crate::error::{ErrorCode, Result};
use crate::store::sql::{self, BackupOptions};

use super::super::context::Context;
use super::super::report::Exit;
use super::interrupt::Interrupt;
use super::progress::DatabaseProgress;

/// Copy an SQLite database as it is at this moment, while others go on writing
///
/// The copy is one file that is complete in itself. It gets its name when it is whole and on the
/// disk. A server need not be stopped.
#[derive(Args, Debug)]
pub(crate) struct BackupArgs {
    /// The database: sqlite:///mlflow.db, or a path
    url: String,

    /// The file to write
    file: PathBuf,

    /// Replace the file if it already exists
    #[arg(long)]
    overwrite: bool,
}

pub(super) fn run(args: &BackupArgs, context: &Context) -> Result<Exit> {
    let interrupt = Interrupt::listen();
    let path = super::database_file(&args.url)?;
    let options = BackupOptions {
        cancelled: &interrupt.flag(),
        overwrites: args.overwrite,
    };
    let bar = DatabaseProgress::new(context.printer());
    let copied = sql::backup(&path, &args.file, options, &|progress| {
        bar.copied(progress.done, progress.total);
    });
    bar.clear();
    match copied {
        Err(error) if error.code() == ErrorCode::Cancelled => {
            return Ok(interrupt.end(context, &error));
        }
        copied => copied?,
    }
    context.printer().message(&format!(
        "copied the SQLite database `{}` to `{}`",
        path.display(),
        args.file.display()
    ));
    Ok(Exit::Done)
}
