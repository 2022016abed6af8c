//! `mlflow --version`. Scripts and shells ask for it often, and it needs none of the commands: to declare
//! all of them takes 1.5 ms, which is twice as long as an empty program runs.

use std::ffi::OsString;

use clap::Command;

use super::context::Context;
use super::report::{self, Exit};

/// The name of the program.
pub(super) const NAME: &str = "mlflow";

/// What stands before the version: `mlflow, version X`, as MLflow prints it and scripts cut it.
pub(super) const DISPLAY_NAME: &str = "mlflow,";

/// The version as it is shown.
pub(super) const VERSION: &str = concat!("version ", env!("CARGO_PKG_VERSION"));

/// Whether the version is all that is asked for.
pub(super) fn is_asked_for(args: &[OsString]) -> bool {
    matches!(args, [_, flag] if flag == "--version" || flag == "-V")
}

/// Shows the version.
pub(super) fn show(context: &Context) -> Exit {
    match context.printer().result(text().trim_end()) {
        Ok(()) => Exit::Done,
        Err(error) => report::failure(context, &error),
    }
}

fn text() -> String {
    let program = Command::new(NAME)
        .display_name(DISPLAY_NAME)
        .version(VERSION);
    program.render_version()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_version_is_that_which_the_whole_program_shows() {
        assert_eq!(text(), super::super::Cli::command().render_version());
        assert_eq!(
            text(),
            concat!("mlflow, version ", env!("CARGO_PKG_VERSION"), "\n")
        );
    }

    #[test]
    fn it_is_asked_for_alone() {
        let is_asked_for = |line: &str| {
            let args: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            is_asked_for(&args)
        };
        assert!(is_asked_for("mlflow --version") && is_asked_for("mlflow -V"));
        assert!(!is_asked_for("mlflow") && !is_asked_for("mlflow runs --version"));
    }
}
