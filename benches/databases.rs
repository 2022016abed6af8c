//! Whole databases: `db upgrade` of an old one, and `gc` of many runs.
//!
//! ```text
//! cargo bench --bench databases                             # ours
//! MLFLOW_BENCH_PYTHON=…/bin/python cargo bench --bench databases    # and MLflow's, in turn
//! MLFLOW_BENCH_SCALE=7 cargo bench --bench databases -- upgrade     # one, on more rows
//! ```
//!
//! Prints a Markdown table, with the size of each file and how long a plain copy of it takes.
//! MLflow's own `gc` is given fewer runs and told by the run, because it takes its time.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

mod filled;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use filled::{Shape, USER};
use flate2::read::GzDecoder;
use rusqlite::Connection;

/// What Python's driver waits for a lock, unless told otherwise.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How often the other program writes.
const WRITE_EVERY: Duration = Duration::from_millis(20);

/// A database of 1.23.1 with 2 million points, 80,000 params.
const OLD_RUNS: usize = 8_000;
const OLD: Shape = Shape {
    metrics: 10,
    steps: 25,
    params: 10,
};
/// A database with 1.5 million points in deleted runs.
const DELETED_RUNS: usize = 15_000;
const DELETED: Shape = Shape {
    metrics: 10,
    steps: 10,
    params: 10,
};
/// How many runs MLflow's own `gc` gets.
const RUNS_OF_MLFLOW: usize = 300;
/// Each of so many deleted runs has an artifact.
const ARTIFACT_EVERY: usize = 10;

fn main() {
    let python = std::env::var_os("MLFLOW_BENCH_PYTHON").map(PathBuf::from);
    let scale =
        std::env::var("MLFLOW_BENCH_SCALE").map_or(1, |scale| scale.parse().expect("a number"));
    println!("| command | size | `cp` | ours | MLflow 3.17.2 |\n| --- | --- | --- | --- | --- |");
    let is_given = |name: &str| std::env::args().any(|given| given == name);
    if !is_given("gc") {
        upgrade(scale, python.as_deref());
    }
    if !is_given("upgrade") {
        gc(scale, python.as_deref());
    }
}

fn upgrade(scale: usize, python: Option<&Path>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("ours.db");
    unpack("1.23.1", &path);
    filled::fill(&path, &OLD, OLD_RUNS * scale);
    let theirs = folder.path().join("theirs.db");
    let copying = time(|| {
        std::fs::copy(&path, &theirs).expect("a copy");
    });
    let size = size(&path);
    let ours = time(|| run(&mut ours(&["db", "upgrade", &uri(&path)])));
    let theirs =
        python.map(|python| time(|| run(&mut pythons(python, &["db", "upgrade", &uri(&theirs)]))));
    println!(
        "| `db upgrade` from 1.23.1, with a copy | {size} | {} | {} | {} |",
        seconds(copying),
        seconds(ours),
        theirs.map(seconds).unwrap_or_default()
    );
}

fn gc(scale: usize, python: Option<&Path>) {
    let (folder, path) = deleted_runs(DELETED_RUNS * scale);
    let size = size(&path);
    let copying = time(|| {
        std::fs::copy(&path, folder.path().join("copy.db")).expect("a copy");
    });
    let other = Other::start(&path);
    let ours = time(|| {
        run(&mut ours(&[
            "gc",
            "--yes",
            "--backend-store-uri",
            &uri(&path),
        ]));
    });
    let longest = other.end();
    let theirs = python.map(|python| {
        let (_folder, path) = deleted_runs(RUNS_OF_MLFLOW);
        let uri = uri(&path);
        let arguments = ["gc", "--backend-store-uri", &uri, "--tracking-uri", &uri];
        time(|| run(&mut pythons(python, &arguments)))
    });
    println!(
        "| `gc` of {} runs | {size} | {} | {}; others waited {:.0} ms at most | {} |",
        DELETED_RUNS * scale,
        seconds(copying),
        seconds(ours),
        longest.as_secs_f64() * 1000.0,
        theirs
            .map(|time| format!("{} for {RUNS_OF_MLFLOW} runs", seconds(time)))
            .unwrap_or_default()
    );
}

/// A database in which this many runs are deleted, and some of them have artifacts.
fn deleted_runs(runs: usize) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("mlflow.db");
    let create = ["experiments", "create", "--experiment-name", "other"];
    run(ours(&create).env("MLFLOW_TRACKING_URI", uri(&path)));
    let ids = filled::fill(&path, &DELETED, runs);
    let database = Connection::open(&path).expect("a database");
    let artifacts = folder.path().join("artifacts");
    database
        .execute(
            "UPDATE runs SET lifecycle_stage = 'deleted', deleted_time = 1,
                             artifact_uri = ?1 || '/' || run_uuid || '/artifacts'
             WHERE user_id = ?2",
            [artifacts.to_str(), Some(USER)],
        )
        .expect("deleted");
    for id in ids.iter().step_by(ARTIFACT_EVERY) {
        let own = artifacts.join(id).join("artifacts");
        std::fs::create_dir_all(&own).expect("a folder");
        std::fs::write(own.join("model.txt"), [b'x'; 1000]).expect("a file");
    }
    (folder, path)
}

/// Another program that logs meanwhile.
struct Other {
    is_over: std::sync::Arc<AtomicBool>,
    writer: thread::JoinHandle<Duration>,
}

impl Other {
    fn start(path: &Path) -> Self {
        let is_over = std::sync::Arc::new(AtomicBool::new(false));
        let (path, seen) = (path.to_owned(), is_over.clone());
        let writer = thread::spawn(move || {
            let database = Connection::open(path).expect("a database");
            database.busy_timeout(BUSY_TIMEOUT).expect("a time-out");
            let mut longest = Duration::ZERO;
            for n in 0.. {
                if seen.load(Ordering::Relaxed) {
                    break;
                }
                let took = time(|| {
                    database
                        .execute(
                            "INSERT INTO experiment_tags VALUES ('t' || ?1, 'v', 0)",
                            [n],
                        )
                        .expect("a write beside gc");
                });
                longest = longest.max(took);
                thread::sleep(WRITE_EVERY);
            }
            longest
        });
        Self { is_over, writer }
    }

    /// The longest that it had to wait for a write.
    fn end(self) -> Duration {
        self.is_over.store(true, Ordering::Relaxed);
        self.writer.join().expect("the other program")
    }
}

/// A database as that release of MLflow made it.
fn unpack(release: &str, path: &Path) {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/databases")
        .join(format!("{release}.db.gz"));
    let packed = std::fs::File::open(fixture).expect("a fixture");
    let mut bytes = Vec::new();
    GzDecoder::new(packed)
        .read_to_end(&mut bytes)
        .expect("gzip");
    std::fs::write(path, bytes).expect("a database");
}

fn ours(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mlflow"));
    command.args(arguments);
    command
}

fn pythons(python: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(python);
    command.args(["-m", "mlflow"]).args(arguments);
    command.env("MLFLOW_DISABLE_TELEMETRY", "true");
    command
}

fn run(command: &mut Command) {
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("the command starts");
    assert!(status.success(), "{command:?} ended with {status}");
}

fn time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn uri(path: &Path) -> String {
    format!("sqlite:///{}", path.display())
}

fn size(path: &Path) -> String {
    let bytes = std::fs::metadata(path).expect("a file").len();
    format!("{} MB", bytes / 1_000_000)
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
