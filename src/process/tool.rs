//! Programs that work for us, such as git: run to their end, and what they said kept.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::process::{Command, Stdio};

use crate::error::{Error, Result};

use super::{ProcessEnd, Watch};

/// How a program ended, and what it said until then.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) end: ProcessEnd,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs a program to its end. It reads nothing, and says nothing to the terminal; a signal ends
/// it, which is an error.
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
    // What cannot be read again was only said, and is not what the program was run for.
    let _ = file
        .seek(SeekFrom::Start(0))
        .and_then(|_| file.read_to_end(&mut bytes));
    String::from_utf8_lossy(&bytes).into_owned()
}
