//! `mlflow gc`.

mod report;

use clap::{ArgGroup, Args};

use crate::config::{self, RegistrySettings, TrackingSettings};
use crate::duration;
use crate::error::{Error, ErrorCode, Result};
use crate::registry::RegistryHome;
use crate::store::Purge;
use crate::tracking::{GcNames, GcPlan, GcRequest, Tracking};
use crate::uri;

use super::context::Context;
use super::filter;
use super::lost_versions::LostVersions;
use super::output::{OutputArgs, counted};
use super::printer::Printer;
use super::report::Exit;
use report::GcLines;

/// Remove for good what is in the deleted stage
///
/// Runs, logged models and experiments that were deleted go with everything that they logged, and
/// with their artifacts. A deleted experiment takes everything in it along, and its name is free
/// again. If anything is named, nothing else goes. What cannot be removed stays, is reported, and
/// makes the exit code 1. After an interruption, the same command continues.
#[derive(Args, Debug)]
#[command(
    after_help = EXAMPLES,
    group = ArgGroup::new("names").multiple(true),
)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(crate) struct GcArgs {
    /// Remove only what was deleted at least this long ago: 30d or 30, 8h, 1d2h3m4s, 1.5d
    #[arg(long, value_name = "AGE", value_parser = duration::age_in_millis)]
    older_than: Option<i64>,

    /// Remove these runs, separated by commas
    #[arg(long, value_name = "IDS", value_parser = ids, group = "names")]
    run_ids: Option<Ids>,

    /// Remove these experiments with everything in them, separated by commas
    #[arg(long, value_name = "IDS", value_parser = ids, group = "names")]
    experiment_ids: Option<Ids>,

    /// Remove these logged models, separated by commas
    #[arg(long, value_name = "IDS", value_parser = ids, group = "names")]
    logged_model_ids: Option<Ids>,

    /// Remove only deleted runs that this filter matches, for example: metrics.loss > 1
    #[arg(long, short, value_name = "FILTER", value_parser = filter::typed, conflicts_with_all = ["names", "jobs"])]
    filter: Option<String>,

    /// Remove the records of jobs that have ended as well
    #[arg(long)]
    jobs: bool,

    /// Remove the records of these jobs, if they have ended, separated by commas
    #[arg(long, value_name = "IDS", value_parser = ids, group = "names")]
    job_ids: Option<Ids>,

    /// Say what would be removed, and remove nothing
    #[arg(long)]
    dry_run: bool,

    /// Do not ask for confirmation; without a terminal, it is never asked for
    #[arg(long, short)]
    yes: bool,

    /// Store to clean, a folder or an SQLite database; by default that of MLFLOW_TRACKING_URI, or
    /// of MLFLOW_BACKEND_STORE_URI where that is a server
    #[arg(long, value_name = "URI")]
    backend_store_uri: Option<String>,

    /// Server through which artifacts go (`mlflow-artifacts:`) [env: MLFLOW_TRACKING_URI]
    #[arg(long, value_name = "URI")]
    tracking_uri: Option<String>,

    /// Folder in which that server keeps them, to remove them without it
    /// [env: MLFLOW_ARTIFACTS_DESTINATION]
    #[arg(long, value_name = "URI")]
    artifacts_destination: Option<String>,

    /// Workspace to clean; there is `default` alone [env: MLFLOW_WORKSPACE]
    #[arg(long, value_name = "NAME")]
    workspace: Option<String>,

    /// Clean all workspaces, of which there is one
    #[arg(long, conflicts_with = "workspace")]
    all_workspaces: bool,

    #[command(flatten)]
    output: OutputArgs,
}

const EXAMPLES: &str = "\
Examples:
  mlflow gc --dry-run
  mlflow gc --older-than 30d --yes
  mlflow gc --experiment-ids 1,2
  mlflow gc --filter \"metrics.loss > 1\" --output json
  mlflow gc --backend-store-uri sqlite:///mlflow.db --tracking-uri http://127.0.0.1:5000";

/// Ids that were separated by commas.
#[derive(Clone, Debug)]
struct Ids(Vec<String>);

impl Ids {
    fn of<Id: From<String>>(ids: Option<&Self>) -> Vec<Id> {
        let ids = ids.iter().flat_map(|ids| &ids.0);
        ids.cloned().map(Id::from).collect()
    }
}

pub(super) fn run(args: &GcArgs, context: &Context) -> Result<Exit> {
    check_workspace(args)?;
    let tracking = open(args)?;
    let plan = tracking.plan_gc(&request(args))?;
    let purge = if args.dry_run {
        Purge::Rehearse
    } else {
        Purge::Remove
    };
    let printer = context.printer();
    let lost = lost_versions(&tracking, &plan, printer);
    let verb = if args.dry_run { "would lose" } else { "loses" };
    lost.tell(&format!("{verb} its files"), printer);
    if purge == Purge::Remove && !args.yes && !plan.is_empty() {
        let question = format!(
            "remove {} of the {} for good?",
            counts(&plan),
            tracking.describe_store()
        );
        if printer.confirm(&question) == Some(false) {
            return Err(Error::new(ErrorCode::Cancelled, "nothing was removed"));
        }
    }
    let progress = GcLines::new(printer, args.output.format(), purge, plan.len());
    let report = tracking.collect(&plan, purge, &progress);
    progress.finish();
    let report = report?;
    report::print(printer, args.output.format(), purge, &report, &lost)?;
    Ok(if report.kept.is_empty() {
        Exit::Done
    } else {
        Exit::Failed
    })
}

/// The registered versions that come from what is to go.
fn lost_versions(tracking: &Tracking, plan: &GcPlan, printer: &Printer) -> LostVersions {
    let home = RegistrySettings::from_env()
        .and_then(|settings| RegistryHome::open_as_it_is(&settings, tracking.settings()));
    let (mut runs, mut models) = (plan.runs.clone(), plan.logged_models.clone());
    for experiment in &plan.experiments {
        runs.extend_from_slice(&experiment.runs);
        models.extend_from_slice(&experiment.logged_models);
    }
    match &home {
        Ok(home) => LostVersions::find(home.registry(tracking), &runs, &models, printer),
        Err(error) => {
            printer.message(&format!("registered versions are not looked at: {error}"));
            LostVersions::default()
        }
    }
}

fn open(args: &GcArgs) -> Result<Tracking> {
    let (settings, server) = TrackingSettings::for_gc(
        args.backend_store_uri.as_deref(),
        args.tracking_uri.as_deref(),
    )?;
    let tracking = Tracking::open_existing(settings)?;
    let root = destination(args)?;
    Ok(tracking.with_locator(|locator| locator.behind_server(server, root)))
}

/// Where the artifacts lie that go through a server, if this program can look there.
fn destination(args: &GcArgs) -> Result<Option<String>> {
    let given = match &args.artifacts_destination {
        Some(destination) => Some(destination.clone()),
        None => config::var(config::ARTIFACTS_DESTINATION)?,
    };
    let Some(given) = given else {
        return Ok(None);
    };
    let destination = config::artifacts_destination(Some(&given))?;
    if let Some(folder) = uri::local_path(&destination).filter(|folder| !folder.is_dir()) {
        // Otherwise every artifact would count as gone already.
        return Err(Error::invalid(format!(
            "there is no folder `{}`; expected the one in which the server keeps artifacts",
            folder.display()
        )));
    }
    Ok(Some(destination))
}

fn request(args: &GcArgs) -> GcRequest {
    let named = [
        &args.run_ids,
        &args.experiment_ids,
        &args.logged_model_ids,
        &args.job_ids,
    ];
    GcRequest {
        older_than: args.older_than,
        named: named.iter().any(|ids| ids.is_some()).then(|| GcNames {
            run_ids: Ids::of(args.run_ids.as_ref()),
            experiment_ids: Ids::of(args.experiment_ids.as_ref()),
            model_ids: Ids::of(args.logged_model_ids.as_ref()),
            job_ids: Ids::of(args.job_ids.as_ref()),
        }),
        filter: args.filter.clone(),
        jobs: args.jobs,
    }
}

/// Refuses a workspace that cannot be there.
fn check_workspace(args: &GcArgs) -> Result<()> {
    let workspace = match &args.workspace {
        Some(workspace) => Some(workspace.clone()),
        None if args.all_workspaces => None,
        None => config::var(config::WORKSPACE)?,
    };
    match workspace.as_deref() {
        None | Some("default") => Ok(()),
        Some(other) => Err(Error::not_implemented(format!(
            "Workspace selection flags are only supported when the tracking store supports \
             workspaces: `{other}` was selected, and there is `default` alone"
        ))),
    }
}

/// What is to go, in words.
fn counts(plan: &GcPlan) -> String {
    let counts = [
        (plan.run_count(), "run"),
        (plan.model_count(), "logged model"),
        (plan.experiments.len(), "experiment"),
        (plan.jobs.len(), "job"),
    ];
    report::enumerated(&counts).unwrap_or_else(|| counted(0, "run"))
}

/// Reads ids that are separated by commas, for clap. No id at all would mean everything.
fn ids(text: &str) -> Result<Ids, String> {
    let ids = text.split(',').map(str::trim).filter(|id| !id.is_empty());
    let ids: Vec<String> = ids.map(str::to_owned).collect();
    if ids.is_empty() {
        return Err("expected at least one id".to_owned());
    }
    Ok(Ids(ids))
}
