//! The `mlflow` program: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    mlflow::cli::main(std::env::args_os())
}
