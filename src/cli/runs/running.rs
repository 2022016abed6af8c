//! The runs that go on: as a list, and followed until none does.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::config;
use crate::duration;
use crate::entity::{Experiment, ExperimentId, Metric, Run, RunId, keys};
use crate::error::Result;
use crate::process::{ProcessState, process_of_run};
use crate::tracking::{RunSearch, Tracking, now};
use crate::view::{self, Cell, Importance, Ink};

use super::super::context::Context;
use super::super::live::{self, Look};
use super::super::naming::{self, Scope, short_ids};
use super::super::output::{Listing, Table, counted, printable};
use super::super::record;
use super::super::report::Exit;

/// The backend that runs projects on this machine.
const LOCAL: &str = "local";
/// Runs that go on.
const RUNNING: &str = "status = 'RUNNING'";
/// After how long without a sign of life a run is marked.
const SILENCE: Duration = Duration::from_secs(3600);

/// Follows what goes on in one experiment, until nothing does.
pub(super) fn follow_experiment(
    experiment: &Experiment,
    interval: Duration,
    context: &Context,
    tracking: &Tracking,
) -> Result<Exit> {
    let scope = Scope::Within(vec![experiment.experiment_id.clone()]);
    let printer = context.printer();
    if let Some(screen) = printer.screen() {
        live::follow(context, screen, interval, |screen| {
            let running = Running::find(&scope, SILENCE, tracking)?;
            Ok(Look {
                is_over: running.runs.is_empty(),
                lines: running.lines(screen),
            })
        })?;
        return Ok(Exit::Done);
    }
    let mut known: HashMap<String, String> = HashMap::new();
    loop {
        let running = Running::find(&scope, SILENCE, tracking)?;
        for run in &running.runs {
            let id = run.info.run_id.to_string();
            let line = format!("{id}  {}", Running::latest_text(run));
            if known.get(&id) != Some(&line) {
                printer.result(&line)?;
                known.insert(id, line);
            }
        }
        if running.runs.is_empty() {
            return Ok(Exit::Done);
        }
        std::thread::sleep(interval);
    }
}

/// The runs that go on.
pub(in crate::cli) struct Running {
    runs: Vec<Arc<Run>>,
    experiments: HashMap<ExperimentId, String>,
    /// What is known of the processes of runs that were started on this machine.
    processes: HashMap<RunId, ProcessState>,
    /// In milliseconds.
    now: i64,
    silent_after: i64,
}

impl Running {
    pub(in crate::cli) fn find(
        scope: &Scope,
        silent_after: Duration,
        tracking: &Tracking,
    ) -> Result<Self> {
        let experiment_ids = scope.experiments(tracking)?;
        let search = RunSearch {
            experiment_ids,
            filter: Some(RUNNING),
            ..RunSearch::default()
        };
        let runs = tracking.all_runs(search, None)?;
        let named = naming::all_experiments(tracking)?.into_iter();
        let folder = config::runs_folder();
        let process = |run: &Arc<Run>| {
            let id = &run.info.run_id;
            let state = process_of_run(&folder, id.as_str())?;
            // A job in a cluster goes on without the process that started it.
            let has_own_process = run.tag(keys::PROJECT_BACKEND).is_none_or(|it| it == LOCAL);
            (state == ProcessState::Alive || has_own_process).then(|| (id.clone(), state))
        };
        Ok(Self {
            processes: runs.iter().filter_map(process).collect(),
            runs,
            experiments: named.map(|it| (it.experiment_id, it.name)).collect(),
            now: now(),
            silent_after: i64::try_from(silent_after.as_millis()).unwrap_or(i64::MAX),
        })
    }

    /// Whether nothing runs.
    pub(in crate::cli) fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    pub(in crate::cli) fn lines(&self, screen: view::Screen) -> Vec<String> {
        if self.runs.is_empty() {
            return vec!["nothing runs".to_owned()];
        }
        let mut lines = vec![counted(self.runs.len(), "run")];
        lines.extend(self.sheet_for_screen().fit(screen).lines);
        lines
    }

    /// The value that was logged last.
    fn latest(run: &Run) -> Option<&Metric> {
        run.data.metrics.iter().max_by_key(|it| it.timestamp)
    }

    fn latest_text(run: &Run) -> String {
        Self::latest(run).map_or_else(String::new, |metric| {
            let value = view::short_number(metric.value);
            format!("{} {value} (step {})", printable(&metric.key), metric.step)
        })
    }

    /// For how many milliseconds nothing has been heard of a run.
    fn silence(&self, run: &Run) -> i64 {
        let logged = Self::latest(run).map(|metric| metric.timestamp);
        let heard = logged.max(run.info.start_time);
        heard.map_or(0, |heard| self.now.saturating_sub(heard).max(0))
    }

    fn process(&self, run: &Run) -> Option<ProcessState> {
        self.processes.get(&run.info.run_id).copied()
    }

    /// Whether nothing was heard for long of a run whose process is not known.
    fn is_silent(&self, run: &Run) -> bool {
        self.process(run).is_none() && self.silence(run) >= self.silent_after
    }

    fn experiment(&self, run: &Run) -> &str {
        let name = self.experiments.get(&run.info.experiment_id);
        name.map_or("", String::as_str)
    }

    /// What is said of a run's life: that it goes on, that its process was killed, or since when it is
    /// silent.
    fn state(&self, run: &Run) -> String {
        if self.process(run) == Some(ProcessState::Gone) {
            return "dead".to_owned();
        }
        if self.is_silent(run) {
            return format!("silent for {}", duration::of_millis(self.silence(run)));
        }
        "RUNNING".to_owned()
    }

    fn age(&self, run: &Run) -> String {
        let start = run.info.start_time;
        start.map_or_else(String::new, |start| duration::between(start, self.now))
    }
}

const HEADERS: [&str; 6] = ["run", "name", "experiment", "state", "for", "latest"];

impl Listing for Running {
    fn table(&self) -> Table {
        let mut table = Table::new(HEADERS);
        let row = |run: &Arc<Run>| {
            vec![
                run.info.run_id.to_string(),
                run.info.run_name.clone().unwrap_or_default(),
                self.experiment(run).to_owned(),
                self.state(run),
                self.age(run),
                Self::latest_text(run),
            ]
        };
        table.rows = self.runs.iter().map(row).collect();
        table
    }

    fn sheet_for_screen(&self) -> view::Sheet {
        let column = |header: &str| view::Column {
            header: header.to_owned(),
            is_number: header == "for",
            importance: match header {
                "run" | "state" => Importance::Whole,
                "latest" => Importance::Spare,
                _ => Importance::Kept,
            },
        };
        let ids = short_ids(self.runs.iter().map(|run| &run.info.run_id));
        let row = |(run, id): (&Arc<Run>, String)| {
            let name = run.info.run_name.as_deref().unwrap_or_default();
            let ink = match self.process(run) {
                Some(ProcessState::Gone) => Ink::Red,
                None if self.is_silent(run) => Ink::Yellow,
                _ => Ink::Cyan,
            };
            vec![
                Cell::new(id, Ink::Cyan),
                Cell::plain(printable(name)),
                Cell::plain(printable(self.experiment(run))),
                Cell::new(self.state(run), ink),
                Cell::plain(self.age(run)),
                Cell::plain(Self::latest_text(run)),
            ]
        };
        view::Sheet {
            columns: HEADERS.map(column).into(),
            rows: self.runs.iter().zip(ids).map(row).collect(),
        }
    }

    fn records(&self) -> Vec<Value> {
        let record = |run: &Arc<Run>| {
            let mut record = record::run(run);
            record["experiment_name"] = json!(self.experiment(run));
            record["silent_ms"] = json!(self.silence(run));
            record["is_silent"] = json!(self.is_silent(run));
            record["process"] = json!(self.process(run).map(|state| match state {
                ProcessState::Alive => "alive",
                ProcessState::Gone => "gone",
            }));
            record
        };
        self.runs.iter().map(record).collect()
    }
}
