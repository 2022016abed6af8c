//! The command line: the list of commands, and the program's life from arguments to exit code.
//!
//! A command's file has its flags and one `run` function. What commands share: [`context`] (the
//! store, opened when first needed), [`printer`] (the only module that prints), [`output`] (the
//! formats of results), [`report`] (errors to text and exit codes).

mod absence;
mod absent;
mod appearance;
mod archive;
mod args;
mod artifact_trial;
mod artifacts;
mod baseline;
mod build_progress;
mod complete;
mod completions;
mod consent;
mod context;
mod db;
mod deployments;
mod doctor;
mod env;
mod env_file;
mod env_manager;
mod exec;
mod experiments;
mod filter;
mod gate;
mod gc;
mod global;
mod history;
mod live;
mod log;
mod lost_versions;
mod man;
mod models;
mod naming;
mod new_store;
mod output;
mod pairs;
mod printable;
mod printer;
mod progress;
mod record;
mod report;
mod run;
mod run_report;
mod run_result;
mod run_server;
mod runs;
mod server;
mod signals;
mod size;
mod stderr_lines;
mod summary;
mod sync;
mod time;
mod top;
mod usage;
mod usage_error;
mod users;
mod version;
mod webhooks;
mod which;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::Result;
use appearance::Appearance;
use context::Context;

/// Track machine-learning experiments and run projects, without Python
#[derive(Debug, Parser)]
#[command(
    name = version::NAME,
    display_name = version::DISPLAY_NAME,
    version = version::VERSION,
    max_term_width = 100,
    styles = appearance::styles(),
    after_help = TOUR
)]
pub(crate) struct Cli {
    #[command(flatten)]
    global: global::GlobalArgs,

    #[command(subcommand)]
    command: Command,
}

const TOUR: &str = "\
The store is the one that MLFLOW_TRACKING_URI names: a folder (./mlruns, file:///…), an SQLite
database (sqlite:///mlflow.db) or a server (http://host:5000). Without it, ./mlruns is taken where
it holds an experiment, and ./mlflow.db otherwise.

Start here, with any command, tracked:
  mlflow exec --experiment-name first -- ./train.sh
A project, with or without an MLproject file:
  mlflow run my_project -P alpha=0.5
What was recorded:
  mlflow runs search --filter 'metrics.loss < 0.3'
The page, on http://127.0.0.1:5000:
  mlflow ui
`mlflow COMMAND --help` says the rest.";

#[derive(Debug, Subcommand)]
enum Command {
    #[command(subcommand)]
    Experiments(experiments::ExperimentsCommand),
    #[command(subcommand)]
    Runs(runs::RunsCommand),
    #[command(subcommand)]
    Artifacts(artifacts::ArtifactsCommand),
    #[command(subcommand)]
    Models(models::ModelsCommand),
    #[command(subcommand)]
    Deployments(deployments::DeploymentsCommand),
    #[command(subcommand)]
    Webhooks(webhooks::WebhooksCommand),
    #[command(subcommand)]
    Users(users::UsersCommand),
    #[command(subcommand)]
    Permissions(users::permissions::PermissionsCommand),
    #[command(subcommand)]
    Roles(users::roles::RolesCommand),
    #[command(subcommand)]
    Tokens(users::tokens::TokensCommand),
    Login(users::login::LoginArgs),
    Logout(users::login::LogoutArgs),
    Whoami(users::whoami::WhoamiArgs),
    #[command(subcommand)]
    Db(db::DbCommand),
    Run(Box<run::RunArgs>),
    Exec(exec::ExecArgs),
    Top(top::TopArgs),
    Gate(gate::GateArgs),
    Report(run_report::ReportArgs),
    #[command(subcommand)]
    Env(env::EnvCommand),
    Gc(Box<gc::GcArgs>),
    Sync(sync::SyncArgs),
    MigrateFilestore(sync::MigrateArgs),
    Export(archive::ExportArgs),
    Import(archive::ImportArgs),
    Server(Box<server::ServerArgs>),
    /// Serve the page and the REST API; the same as `server`
    Ui(Box<server::ServerArgs>),
    Doctor(doctor::DoctorArgs),
    Completions(completions::CompletionsArgs),
    #[command(hide = true)]
    Man(man::ManArgs),
}

/// Runs the program with these arguments (the first is its own name) and gives its exit code.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    let context = Context::new(Appearance::of(&args));
    if version::is_asked_for(&args) {
        return version::show(&context).into();
    }
    if complete::answer(&args) {
        return report::Exit::Done.into();
    }
    let cli = match Cli::try_parse_from(&args) {
        Ok(cli) => cli,
        Err(found) => return usage::explain(&context, &args, &found).into(),
    };
    log::install(context.printer());
    let done = match env_file::apply(&cli.global, &args) {
        Ok(None) => dispatch(cli.command, &context),
        Ok(Some(exit)) => Ok(exit),
        Err(error) => Err(error),
    };
    let exit = done.unwrap_or_else(|error| report::failure(&context, &error));
    context.printer().finish();
    exit.into()
}

/// Runs one command; its exit code says how the work went, where that is more than success.
fn dispatch(command: Command, context: &Context) -> Result<report::Exit> {
    match command {
        Command::Experiments(command) => experiments::run(command, context),
        Command::Runs(command) => runs::run(command, context),
        Command::Artifacts(command) => artifacts::run(command, context),
        Command::Models(command) => models::run(command, context),
        Command::Deployments(command) => deployments::run(command, context),
        Command::Webhooks(command) => webhooks::run(command, context),
        Command::Users(command) => users::run(command, context),
        Command::Permissions(command) => users::permissions::run(command, context),
        Command::Roles(command) => users::roles::run(command, context),
        Command::Tokens(command) => users::tokens::run(command, context),
        Command::Login(args) => users::login::login(&args, context),
        Command::Logout(args) => users::login::logout(&args, context),
        Command::Whoami(args) => users::whoami::run(&args, context),
        Command::Db(command) => db::run(&command, context),
        Command::Doctor(args) => doctor::run(&args, context),
        Command::Completions(args) => completions::run(&args, context),
        Command::Man(args) => man::run(&args, context),
        Command::Run(args) => run::run(&args, context),
        Command::Exec(args) => exec::run(args, context),
        Command::Top(args) => top::run(&args, context),
        Command::Report(args) => run_report::run(&args, context),
        Command::Gate(args) => gate::run(&args, context),
        Command::Env(command) => env::run(command, context),
        Command::Gc(args) => gc::run(&args, context),
        Command::Sync(args) => sync::run(&args, context),
        Command::MigrateFilestore(args) => sync::migrate(&args, context),
        Command::Export(args) => archive::export(&args, context),
        Command::Import(args) => archive::import(&args, context),
        Command::Server(args) | Command::Ui(args) => server::run(&args, context),
    }
}
