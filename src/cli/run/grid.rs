//! `mlflow run --grid`: many runs of one project.

use std::fs::File;
use std::sync::Mutex;

use clap::Args;
use indicatif::ProgressBar;
use serde_json::{Value, json};

use crate::duration;
use crate::entity::RunStatus;
use crate::environment::BuildObserver;
use crate::error::{Error, Result};
use crate::project::{
    Axis, GridEnd, GridObserver, GridSettings, Objective, Observer, Project, ProjectEvent,
    RunTarget, TrialEnd, TrialParams, combinations, from_csv, run_grid, sample,
};
use crate::sync::unpoisoned;

use super::super::build_progress::BuildProgress;
use super::super::context::Context;
use super::super::output::{self, Format, Listing, Table, counted};
use super::super::printer::Printer;
use super::super::progress::RunProgress;
use super::super::report::{self, Exit};
use super::super::{record, summary};
use super::RunArgs;
use super::params::Given;

/// Many runs of one project.
#[derive(Args, Debug)]
#[command(next_help_heading = "Grid options")]
pub(super) struct GridArgs {
    /// Try all combinations of the values that commas separate: `-P lr=0.1,0.01 --grid`
    ///
    /// A value with a comma in it is in double quotes. `-P file:trials.csv` takes trials from a
    /// table, whose first line names the parameters. All runs are children of one parent run.
    #[arg(long)]
    grid: bool,

    /// Try only N of them, chosen at random
    #[arg(long, value_name = "N")]
    sample: Option<usize>,

    /// Seed of the choice, to make the same one again
    #[arg(long, value_name = "S", requires = "sample")]
    seed: Option<u64>,

    /// How many trials run at the same time
    #[arg(long, short = 'j', value_name = "J", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    jobs: u16,

    /// Sort the table at the end by a metric: `metrics.loss:min` or `metrics.acc:max`
    #[arg(long, value_name = "METRIC:DIRECTION")]
    objective: Option<String>,
}

impl GridArgs {
    /// Whether there is more than one run.
    pub(super) fn is_wanted(&self, given: &Given) -> bool {
        self.grid || !given.tables.is_empty()
    }

    /// An error for flags that mean nothing for a single run.
    pub(super) fn check_unused(&self) -> Result<()> {
        let flag = match self {
            Self {
                sample: Some(_), ..
            } => "--sample",
            Self {
                objective: Some(_), ..
            } => "--objective",
            _ => return Ok(()),
        };
        Err(
            Error::invalid(format!("`{flag}` is for several runs of a project"))
                .hint("`--grid` or `-P file:trials.csv` makes several"),
        )
    }

    fn trials(&self, given: &Given) -> Result<Vec<TrialParams>> {
        let axes = given.params.iter().map(|param| {
            if self.grid {
                Axis::parse(param)
            } else {
                Ok(Axis {
                    name: param.name.clone(),
                    values: vec![param.value.clone()],
                })
            }
        });
        let axes = axes.collect::<Result<Vec<_>>>()?;
        let mut rows = Vec::new();
        for table in &given.tables {
            let file = File::open(table).map_err(|e| Error::io("open", table.as_ref(), e))?;
            rows.extend(from_csv(file, table)?);
        }
        combinations(&axes, &rows)
    }

    /// Draws a sample of the trials, and reports the seed.
    fn sampled(&self, trials: Vec<TrialParams>, printer: &Printer) -> Vec<TrialParams> {
        let Some(count) = self.sample.filter(|&count| count < trials.len()) else {
            return trials;
        };
        let seed = self.seed.unwrap_or_else(|| rand::random::<u32>().into());
        let all = trials.len();
        printer.message(&format!(
            "{count} of {all} trials, chosen with --seed {seed}"
        ));
        sample(trials, count, seed)
    }
}

/// Runs a grid and shows its results.
pub(super) fn run(
    run_args: &RunArgs,
    given: &Given,
    project: &Project,
    target: RunTarget,
    context: &Context,
) -> Result<Exit> {
    let printer = context.printer();
    let (args, result) = (&run_args.grid, &run_args.result);
    let objective = args
        .objective
        .as_deref()
        .map(Objective::parse)
        .transpose()?;
    let settings = GridSettings {
        trials: args.sampled(args.trials(given)?, printer),
        jobs: args.jobs.into(),
        policy: run_args.workflow.policy(),
    };
    let tracking = context.tracking()?;
    let progress = GridProgress::new(printer, settings.trials.len());
    let ended = run_grid(
        project,
        tracking,
        target,
        &settings,
        &RunProgress::new(printer).with_id_file(result.id_file()),
        &progress,
    );
    progress.bar.finish_and_clear();
    let GridEnd {
        mut parent,
        mut trials,
    } = ended?;
    if let Some(objective) = &objective {
        let id = &parent.run.info.run_id;
        objective.rank(&mut trials);
        objective.record_best(&trials, id, tracking)?;
        parent.run = tracking.get_run(id)?;
    }
    let failed = trials.iter().filter(|trial| !trial.succeeded).count();
    let sheet = TrialSheet { trials, objective };
    output::list(printer, result.format().unwrap_or(Format::Table), &sheet)?;
    summary::print(printer, tracking, &parent.run, sheet.objective.as_ref());
    if parent.cancelled {
        return Ok(Exit::Cancelled);
    }
    if failed > 0 {
        let message = format!(
            "{} of {} failed",
            failed,
            counted(settings.trials.len(), "trial")
        );
        printer.message(&message);
        return Ok(Exit::Failed);
    }
    Ok(Exit::Done)
}

/// Shows the progress of a grid.
struct GridProgress<'a> {
    printer: &'a Printer,
    bar: ProgressBar,
    /// How many have ended, and of how many.
    count: Mutex<(usize, usize)>,
}

impl<'a> GridProgress<'a> {
    fn new(printer: &'a Printer, trials: usize) -> Self {
        Self {
            printer,
            bar: printer.count_bar("trials", trials),
            count: Mutex::new((0, trials)),
        }
    }
}

impl GridObserver for GridProgress<'_> {
    fn trial_observer(&self) -> Box<dyn Observer> {
        Box::new(TrialProgress(BuildProgress::new(self.printer)))
    }

    fn trial_ended(&self, trial: &TrialEnd, output_end: &str) {
        let mut count = unpoisoned(self.count.lock());
        count.0 += 1;
        let (ended, all) = *count;
        self.bar.inc(1);
        let run = trial.run.as_ref().map(|run| run.info.run_id.as_str());
        let line = format!(
            "[{ended}/{all}] {}  {}  {}",
            trial.status(),
            run.unwrap_or("-"),
            output::printable(&trial.label)
        );
        self.printer.message(line.trim_end());
        if let Some(error) = &trial.error {
            self.printer.message(&report::text(error));
        }
        if trial.status() == RunStatus::Failed && !output_end.is_empty() {
            self.printer.message(output_end);
        }
    }
}

/// Shows the builds of one trial; its end is shown by the grid.
struct TrialProgress(BuildProgress);

impl Observer for TrialProgress {
    fn notice(&self, event: ProjectEvent<'_>) {
        if let ProjectEvent::Build(event) = event {
            self.0.notice(event);
        }
    }
}

/// The trials as a table, in the order in which they are.
struct TrialSheet {
    trials: Vec<TrialEnd>,
    objective: Option<Objective>,
}

impl TrialSheet {
    fn row(&self, trial: &TrialEnd) -> Vec<String> {
        let info = trial.run.as_ref().map(|run| &run.info);
        let mut row = vec![
            info.map_or_else(String::new, |info| info.run_id.to_string()),
            trial.status().to_string(),
        ];
        if let Some(objective) = &self.objective {
            let value = trial.run.as_ref().and_then(|run| objective.value(run));
            row.push(value.map_or_else(String::new, |value| value.to_string()));
        }
        let times = info.and_then(|info| Some((info.start_time?, info.end_time?)));
        row.push(times.map_or_else(String::new, |(start, end)| duration::between(start, end)));
        row.push(trial.label.clone());
        row
    }
}

impl Listing for TrialSheet {
    fn table(&self) -> Table {
        let objective = self
            .objective
            .iter()
            .map(|objective| format!("metrics.{}", objective.metric));
        let headers = ["Run ID", "Status"].map(str::to_owned).into_iter();
        let rest = ["Took", "Parameters"].map(str::to_owned);
        let mut table = Table::new(headers.chain(objective).chain(rest));
        table.rows = self.trials.iter().map(|trial| self.row(trial)).collect();
        table
    }

    /// Each trial as its run, with the label by which it is told from the others.
    fn records(&self) -> Vec<Value> {
        let record = |trial: &TrialEnd| {
            let run = trial.run.as_ref().map(record::run);
            json!({"trial": trial.label, "status": trial.status().as_str(), "run": run})
        };
        self.trials.iter().map(record).collect()
    }
}
