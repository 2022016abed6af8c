//! Times whole commands, from the start of the process to its end, as a shell script meets them.
//!
//! ```text
//! cargo bench --bench commands                          # ours, and an empty Rust program
//! MLFLOW_BENCH_PYTHON=…/bin/python cargo bench --bench commands    # and MLflow's, in turn
//! ```
//!
//! That Python has MLflow 3.18.0: no other release opens the databases that are made here.
//!
//! Prints a Markdown table of medians. The commands of a row take turns (ours, theirs, ours, …),
//! so that a machine that slows down slows both.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

mod seed;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Rounds of the native commands.
const ROUNDS: usize = 30;
/// Rounds of the Python commands, which take seconds each.
const PYTHON_ROUNDS: usize = 3;
/// Runs in each of the two large stores.
const RUNS: usize = 10_000;

const FILTER: &str = "metrics.loss < 0.5 AND params.depth = '3'";
const ORDER: &str = "metrics.loss ASC";

/// One row of the table.
struct Case {
    name: &'static str,
    /// The store, as a tracking URI relative to the folder of the benchmark.
    store: &'static str,
    ours: Vec<String>,
    python: Vec<String>,
}

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let python = std::env::var_os("MLFLOW_BENCH_PYTHON").map(PathBuf::from);
    seed::database(&folder.path().join("small.db"), 1);
    let run_id = seed::database(&folder.path().join("large.db"), RUNS);
    seed::folders(&folder.path().join("mlruns"), RUNS);
    write_project(folder.path());

    println!("| command | ours | MLflow's |\n| --- | --- | --- |");
    let empty = empty_program(&folder);
    let (_, native) = take_turns(None, || Command::new(&empty));
    println!("| an empty Rust program | {} | |", millis(native));
    for case in cases(&run_id) {
        let python = python
            .as_deref()
            .map(|python| case.python_command(python, folder.path()));
        let (theirs, ours) = take_turns(python, || case.our_command(folder.path()));
        let theirs = theirs.map(millis).unwrap_or_default();
        println!("| {} | {} | {theirs} |", case.name, millis(ours));
    }
}

fn cases(run_id: &str) -> Vec<Case> {
    let search = |store| Case {
        name: if store == "mlruns" {
            "`runs search`, 10,000 runs in a file store"
        } else {
            "`runs search`, 10,000 runs in SQLite"
        },
        store,
        ours: words(&[
            "runs", "search", "-x", "0", "-f", FILTER, "-s", ORDER, "-n", "100",
        ]),
        python: script(&format!(
            "import mlflow; mlflow.search_runs(['0'], {FILTER:?}, order_by=['{ORDER}'], max_results=100)"
        )),
    };
    vec![
        Case {
            name: "`--version`",
            store: "sqlite:///small.db",
            ours: words(&["--version"]),
            python: module(&["--version"]),
        },
        Case {
            name: "`experiments search` on SQLite",
            store: "sqlite:///small.db",
            ours: words(&["experiments", "search"]),
            python: module(&["experiments", "search"]),
        },
        search("mlruns"),
        search("sqlite:///large.db"),
        Case {
            name: "`run` of a no-op, local environment",
            store: "sqlite:///small.db",
            ours: words(&["run", "project", "--env-manager", "local"]),
            python: module(&["run", "project", "--env-manager", "local"]),
        },
        Case {
            name: "`runs log-metric` on SQLite",
            store: "sqlite:///large.db",
            ours: words(&["runs", "log-metric", "--run-id", run_id, "m", "1"]),
            python: script(&format!(
                "import mlflow; mlflow.MlflowClient().log_metric('{run_id}', 'm', 1)"
            )),
        },
    ]
}

impl Case {
    fn our_command(&self, folder: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mlflow"));
        command.args(&self.ours);
        self.in_folder(command, folder)
    }

    fn python_command(&self, python: &Path, folder: &Path) -> Command {
        let mut command = Command::new(python);
        command.args(&self.python);
        self.in_folder(command, folder)
    }

    fn in_folder(&self, mut command: Command, folder: &Path) -> Command {
        command
            .current_dir(folder)
            .env("MLFLOW_TRACKING_URI", self.store);
        command
            .env("MLFLOW_ALLOW_FILE_STORE", "true")
            .env("MLFLOW_DISABLE_TELEMETRY", "true");
        command
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}

/// Arguments of Python that run MLflow's command line.
fn module(arguments: &[&str]) -> Vec<String> {
    [&["-m", "mlflow"], arguments]
        .concat()
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// Arguments of Python that run a program.
fn script(program: &str) -> Vec<String> {
    words(&["-c", program])
}

/// Times both commands in turn and gives the median of each.
fn take_turns(
    mut theirs: Option<Command>,
    ours: impl Fn() -> Command,
) -> (Option<Duration>, Duration) {
    time(&mut ours());
    let per_round = ROUNDS / PYTHON_ROUNDS;
    let (mut our_times, mut their_times) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        our_times.push(time(&mut ours()));
        if let Some(command) = &mut theirs
            && round % per_round == 0
        {
            their_times.push(time(command));
        }
    }
    let their_median = theirs.is_some().then(|| median(&mut their_times));
    (their_median, median(&mut our_times))
}

fn time(command: &mut Command) -> Duration {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let start = Instant::now();
    let status = command.status().expect("the command starts");
    let elapsed = start.elapsed();
    assert!(status.success(), "{command:?} ended with {status}");
    elapsed
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

fn write_project(folder: &Path) {
    let project = folder.join("project");
    std::fs::create_dir(&project).expect("a folder");
    let manifest = "name: noop\nentry_points:\n  main:\n    command: \"true\"\n";
    std::fs::write(project.join("MLproject"), manifest).expect("a project");
}

/// Compiles a program that does nothing: what a process costs on this machine.
fn empty_program(folder: &TempDir) -> PathBuf {
    let (source, program) = (folder.path().join("empty.rs"), folder.path().join("empty"));
    std::fs::write(&source, "fn main() {}").expect("a source");
    let compiled = Command::new("rustc")
        .arg("-O")
        .arg(&source)
        .arg("-o")
        .arg(&program)
        .status();
    assert!(compiled.expect("rustc").success());
    program
}
