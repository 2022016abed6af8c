//! Running tools such as git to their end, and keeping what they print.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::process::{Command, Stdio};

use crate::error::{Error, Result};

use super::{ProcessEnd, Watch};

/// How a tool ended, and what it printed.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) end: ProcessEnd,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs a tool to its end. It has no input and prints nothing to the terminal. A signal ends it, and is
/// an error.
pub(crate) fn listen(command: &mut Command, watch: &Watch) -> Result<Said> {
    let failed = |e| Error::internal("cannot make a temporary file").caused_by(e);
    let (stdout, stderr) = (
        tempfile::tempfile().map_err(failed)?,
        tempfile::tempfile().map_err(failed)?,
    );
    command
        .stdin(Stdio::null())
        .stdout(stdout.try_clone().map_err(failed)?)
        .stderr(stderr.try_clone().map_err(failed)?);
    let (end, _) = watch.spawn(command)?.wait()?;
    watch.check()?;
    Ok(Said {
        end,
        stdout: text(stdout),
        stderr: text(stderr),
    })
}

fn text(mut file: File) -> String {
    let mut bytes = Vec::new();
    // Only the messages are lost if the file cannot be read; the tool has done its work.
    let _ = file
        .seek(SeekFrom::Start(0))
        .and_then(|_| file.read_to_end(&mut bytes));
    String::from_utf8_lossy(&bytes).into_owned()
}
