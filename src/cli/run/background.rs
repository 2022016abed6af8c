//! `mlflow run --background`: this process starts the run, and another process of this program, which
//! outlives it, carries the run out.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::ValueEnum;
use serde_json::json;

use crate::config;
use crate::entity::RunId;
use crate::error::{Error, Result};
use crate::project::{Project, RunTarget, Trial};
use crate::tracking::Tracking;

use super::super::args::AccessArgs;
use super::super::context::Context;
use super::super::output;
use super::super::progress::RunProgress;
use super::super::report::Exit;
use super::RunArgs;
use super::workflow::WorkflowArgs;

/// Starts a run and leaves it to another process.
pub(super) fn run(
    args: &RunArgs,
    project: &Project,
    trial: &Trial,
    target: RunTarget,
    context: &Context,
) -> Result<Exit> {
    let tracking = context.tracking()?;
    let progress = RunProgress::new(context.printer()).with_id_file(args.result.id_file());
    let policy = args.workflow.policy();
    if policy.only_if_needed
        && let Some(found) = project.find_finished(trial, tracking, &target)?
    {
        return super::not_needed(&found, args, context);
    }
    let run = project.begin(trial, tracking, target, policy, &progress)?;
    let arguments = arguments(args, &run.run_id, project.fetched_commit());
    let log = start(arguments, &run.run_id, tracking)
        .inspect_err(|_| super::end_failed(&run.run_id, tracking))?;
    let printer = context.printer();
    match args.result.format() {
        None => printer.result(run.run_id.as_str())?,
        Some(format) => {
            let record = json!({"run_id": run.run_id, "status": run.status.as_str(), "log": log});
            output::one(printer, format, "", &record)?;
        }
    }
    printer.message(&format!("its output goes to {}", log.display()));
    printer.message(&format!(
        "wait for it with: mlflow runs wait -r {}",
        run.run_id
    ));
    Ok(Exit::Done)
}

/// The command line of the other process. Every flag is named here, so that a new one is either
/// handed on or left out on purpose.
fn arguments(args: &RunArgs, run_id: &RunId, commit: Option<&str>) -> Vec<OsString> {
    let RunArgs {
        uri,
        entry_point,
        version,
        params,
        docker_args,
        backend,
        backend_config,
        // Both are in the result of `RunArgs::env_manager`.
        no_conda: _,
        env_manager: _,
        storage_dir,
        build_image,
        access: AccessArgs { access },
        workflow:
            WorkflowArgs {
                needed,
                retry,
                timeout,
                background: _,
            },
        // The run is there already, with its experiment and its name.
        experiment: _,
        run_id: _,
        run_name: _,
        // This process tells of the run.
        result: _,
        // There is one run.
        grid: _,
        help_project: _,
        detached: _,
    } = args;
    let mut words: Vec<OsString> = ["run", uri].map(OsString::from).into();
    let mut add = |flag: &str, value: &str| words.push(format!("{flag}={value}").into());
    add("--run-id", run_id.as_str());
    add("--entry-point", entry_point);
    // The version may mean something else by the time that it is fetched again.
    if let Some(version) = commit.or(version.as_deref()) {
        add("--version", version);
    }
    for param in params {
        add("--param-list", param);
    }
    for arg in docker_args {
        add("--docker-args", arg);
    }
    add("--backend", backend);
    if let Some(config) = backend_config {
        add("--backend-config", config);
    }
    if let Some(manager) = args.env_manager() {
        add("--env-manager", manager);
    }
    if let Some(folder) = storage_dir {
        add("--storage-dir", &folder.to_string_lossy());
    }
    add("--retry", &retry.to_string());
    if let Some(timeout) = timeout {
        add("--timeout", &timeout.as_secs_f64().to_string());
    }
    if let Some(access) = access.to_possible_value() {
        add("--tracking", access.get_name());
    }
    let switches = [("--build-image", *build_image), ("--needed", *needed)];
    let wanted = switches.into_iter().filter(|(_, is_wanted)| *is_wanted);
    words.extend(wanted.map(|(switch, _)| switch.into()));
    words.push("--detached".into());
    words
}

/// Starts the other process, and gives the file that its output goes to.
fn start(arguments: Vec<OsString>, run_id: &RunId, tracking: &Tracking) -> Result<PathBuf> {
    let path = std::env::temp_dir().join(format!("mlflow-run-{run_id}.log"));
    let failed = |e| Error::io("write", &path, e);
    let log = create_private(&path).map_err(failed)?;
    let program = std::env::current_exe()
        .map_err(|e| Error::internal("cannot tell where this program is").caused_by(e))?;
    let mut command = Command::new(&program);
    command
        .args(arguments)
        // Passed explicitly, so that both use the same store whatever appears in the folder meanwhile.
        .env(config::TRACKING_URI, tracking.tracking_uri().reveal())
        .stdin(Stdio::null())
        .stdout(log.try_clone().map_err(failed)?)
        .stderr(log);
    leave_terminal(&mut command);
    command
        .spawn()
        .map_err(|e| Error::io("start", &program, e))?;
    Ok(path)
}

/// Creates a file that only its user can read: output and command lines may hold secrets.
fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Gives the process a group of its own, so that Ctrl-C at the terminal does not reach it.
#[cfg(unix)]
fn leave_terminal(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

/// Detaches the process from the console (`DETACHED_PROCESS`), so that its Ctrl-C does not reach it.
#[cfg(windows)]
fn leave_terminal(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    command.creation_flags(0x0000_0008);
}
