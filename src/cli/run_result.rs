//! What `run` and `exec` tell other programs of the run that they made: its id in a file, as soon as
//! there is one, and at the end its record on stdout.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::entity::{Run, RunId};
use crate::error::{Error, Result};

use super::output::{self, Format, OutputArgs};
use super::printer::Printer;
use super::record;

/// What is told of the run.
#[derive(Args, Debug)]
pub(super) struct RunResultArgs {
    /// File to which the run's ID is written, as soon as there is a run
    #[arg(long, value_name = "FILE")]
    run_id_file: Option<PathBuf>,

    #[command(flatten)]
    output: OutputArgs,
}

impl RunResultArgs {
    /// Makes the file, so that nothing is started whose id cannot be kept. It is empty until there is
    /// a run.
    pub(super) fn prepare(&self) -> Result<()> {
        match &self.run_id_file {
            Some(path) => File::create(path)
                .map(drop)
                .map_err(|e| Error::io("write", path, e)),
            None => Ok(()),
        }
    }

    /// The file for the id.
    pub(super) fn id_file(&self) -> Option<&Path> {
        self.run_id_file.as_deref()
    }

    /// The format in which the run is printed; `None` where stdout is the command's.
    pub(super) fn format(&self) -> Option<Format> {
        match self.output.format() {
            Format::Table => None,
            other => Some(other),
        }
    }

    /// Prints the run, if that was asked for.
    pub(super) fn print(&self, printer: &Printer, run: &Run) -> Result<()> {
        match self.format() {
            Some(format) => output::one(printer, format, "", &record::run(run)),
            None => Ok(()),
        }
    }
}

/// Writes the id of a run to a file. The run goes on where that fails, which is said.
pub(super) fn write_id(path: &Path, run_id: &RunId) {
    if let Err(error) = fs::write(path, format!("{run_id}\n")) {
        let path = path.display();
        tracing::warn!("the run's ID could not be written to `{path}`: {error}");
    }
}
