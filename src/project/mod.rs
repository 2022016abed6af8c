//! Programs as runs: `MLproject` folders with their entry points, parameters and environments,
//! and plain commands.
//!
//! [`Project`] is read and checked before any store is opened; [`Project::run`] and [`exec()`]
//! then go the same way: a run is started or continued, a child process does the work within
//! the environment that MLflow's clients look for, and the run is recorded as it ended. Nothing
//! is printed here: an [`Observer`] hears what happens.

mod backend;
mod command;
mod describe;
mod exec;
mod fingerprint;
mod git;
mod grid;
mod manifest;
mod nested;
mod observer;
mod output;
mod params;
mod prepare;
mod run;
mod run_server;
mod scratch;
mod secrets;
mod session;
mod source;
mod without_run;

pub use backend::BackendConfig;
pub use describe::{
    Description, EntryPointDescription, ParameterDescription, describe, describe_folder,
};
pub use exec::{CommandEnd, CommandSettings, exec};
pub use git::commit_changes;
pub use grid::{
    Axis, GridEnd, GridObserver, GridSettings, Objective, TrialEnd, TrialParams, combinations,
    from_csv, run_grid, sample,
};
pub use observer::{Observer, ProjectEvent};
pub use output::Outputs;
pub use params::GivenParam;
pub use run::{Policy, Project, ProjectSettings, RunOutcome, Trial};
pub use run_server::{RunServer, StartRunServer, StoreAccess};
pub use scratch::{Scratch, remove_temporary_folders};
pub use session::{Ended, RunTarget};
pub use without_run::exec_without_run;
