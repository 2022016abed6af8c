//! Files to and from a bucket: whole processes, and a server between.
//!
//! ```text
//! cargo bench --bench clouds                                   # ours
//! MLFLOW_BENCH_AWS=…/bin cargo bench --bench clouds            # and others, in turn
//! cargo bench --bench clouds -- large                          # without the many small files
//! cargo bench --bench clouds -- huge                           # with a file of 20 GiB
//! ```
//!
//! That folder has `python` with MLflow 3.17.2 and boto3, `mlflow` and `aws`. The other end is a server
//! of S3's protocol in another process, which keeps everything in memory (`bucket/mod.rs`); it shares the
//! cores with whoever is measured. Prints a Markdown table: seconds, and the peak of a process's memory.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

mod bucket;
mod family;
#[path = "../tests/it/support/port.rs"]
mod port;

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use bucket::Bucket;
use wait4::Wait4 as _;

const GIB: u64 = 1 << 30;
/// How long MLflow's server goes on starting after its first answer.
const UNTIL_AT_REST: Duration = Duration::from_secs(90);
/// How many small files there are, and how large they are.
const SMALL_FILES: usize = 10_000;
const SMALL_SIZE: usize = 10_000;
/// How many names the large list has.
const NAMES: usize = 100_000;

/// Uploads or downloads with boto3 as its documentation has it.
const BOTO3: &str = r#"
import boto3, os, sys
s3 = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"])
if sys.argv[1] == "up":
    s3.upload_file(sys.argv[2], "bucket", sys.argv[3])
else:
    s3.download_file("bucket", sys.argv[3], sys.argv[2])
"#;

/// Uploads or downloads a folder as MLflow's clients do.
const MLFLOW: &str = r#"
import sys
from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository
repository = get_artifact_repository(sys.argv[3])
if sys.argv[1] == "up":
    repository.log_artifacts(sys.argv[2])
else:
    repository.download_artifacts("", sys.argv[2])
"#;

/// Where everything is.
struct Stage {
    folder: tempfile::TempDir,
    bucket: Bucket,
    others: Option<PathBuf>,
    run_id: String,
}

fn main() {
    bucket::serve_if_asked();
    let asked = |word: &str| std::env::args().any(|argument| argument == word);
    let stage = Stage::new();
    stage.write_files();
    println!(
        "| | this program | `aws s3` | boto3 | MLflow 3.17.2 |\n| --- | --- | --- | --- | --- |"
    );
    stage.one_large_file("1 GiB", "large.bin");
    if !asked("large") {
        stage.many_small_files();
        stage.large_list();
    }
    if asked("huge") {
        let file = File::create(stage.path("huge.bin")).expect("a file");
        file.set_len(20 * GIB).expect("a sparse file");
        stage.one_large_file("20 GiB of zeros", "huge.bin");
    }
    println!("\n| 1 GiB through a server | this program | MLflow 3.17.2 |\n| --- | --- | --- |");
    stage.through_servers();
}

/// Seconds and bytes.
struct Cost(Duration, u64);

impl Cost {
    fn shown(cost: Option<Self>) -> String {
        cost.map_or_else(String::new, |Self(time, memory)| {
            format!("{:.1} s, {} MB", time.as_secs_f64(), memory / 1_000_000)
        })
    }
}

impl Stage {
    fn new() -> Self {
        let mut stage = Self {
            folder: tempfile::tempdir().expect("a folder"),
            bucket: Bucket::start(),
            others: std::env::var_os("MLFLOW_BENCH_AWS").map(PathBuf::from),
            run_id: String::new(),
        };
        stage.said(&[
            "experiments",
            "create",
            "-n",
            "bench",
            "-l",
            "s3://bucket/ours",
        ]);
        let line = [
            "runs",
            "create",
            "--experiment-name",
            "bench",
            "--output",
            "json",
        ];
        let created: serde_json::Value = serde_json::from_str(&stage.said(&line)).expect("JSON");
        created["run_id"]
            .as_str()
            .expect("an id")
            .clone_into(&mut stage.run_id);
        stage
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command
            .current_dir(self.folder.path())
            .env("MLFLOW_TRACKING_URI", "sqlite:///mlflow.db")
            .env("MLFLOW_DISABLE_TELEMETRY", "true")
            .env("MLFLOW_S3_ENDPOINT_URL", &self.bucket.endpoint)
            .env("AWS_ENDPOINT_URL", &self.bucket.endpoint)
            .env("AWS_ACCESS_KEY_ID", "key")
            .env("AWS_SECRET_ACCESS_KEY", "secret")
            .env("AWS_DEFAULT_REGION", "us-east-1")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    fn ours(&self, words: &[&str]) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_mlflow"));
        command.args(words);
        command
    }

    fn other(&self, program: &str, words: &[&str]) -> Option<Command> {
        let mut command = self.command(self.others.as_ref()?.join(program));
        command.args(words);
        Some(command)
    }

    /// What a command of ours prints.
    fn said(&self, words: &[&str]) -> String {
        let output = self.ours(words).stdout(Stdio::piped()).output();
        String::from_utf8(output.expect("it runs").stdout).expect("text")
    }

    fn write_files(&self) {
        let mut file = File::create(self.path("large.bin")).expect("a file");
        let mut piece = vec![0; 1 << 20];
        for (number, byte) in piece.iter_mut().enumerate() {
            *byte = u8::try_from(number * 7 % 251).expect("a byte");
        }
        for _ in 0..GIB / piece.len() as u64 {
            file.write_all(&piece).expect("it is written");
        }
        fs::create_dir(self.path("small")).expect("a folder");
        for number in 0..SMALL_FILES {
            let name = self.path(&format!("small/{number:05}.bin"));
            fs::write(name, &piece[..SMALL_SIZE]).expect("it is written");
        }
    }

    fn one_large_file(&self, what: &str, name: &str) {
        let key = format!("s3://bucket/aws/{name}");
        let back = format!("back-{name}");
        let row = |step: &str, costs: [Option<Cost>; 3]| {
            let [ours, aws, boto3] = costs.map(Cost::shown);
            println!("| {what} {step} | {ours} | {aws} | {boto3} | |");
        };
        row(
            "up",
            [
                Some(cost(self.ours(&[
                    "artifacts",
                    "upload",
                    name,
                    "-r",
                    &self.run_id,
                ]))),
                self.other("aws", &["s3", "cp", name, &key]).map(cost),
                self.other("python", &["-c", BOTO3, "up", name, name])
                    .map(cost),
            ],
        );
        let from = [
            "artifacts",
            "download",
            "-r",
            &self.run_id,
            "-a",
            name,
            "-d",
            "out",
        ];
        row(
            "down",
            [
                Some(cost(self.ours(&from))),
                self.other("aws", &["s3", "cp", &key, &back]).map(cost),
                self.other("python", &["-c", BOTO3, "down", &back, name])
                    .map(cost),
            ],
        );
        let _ = fs::remove_dir_all(self.path("out"));
        let _ = fs::remove_file(self.path(&back));
    }

    fn many_small_files(&self) {
        let row = |step: &str, costs: [Option<Cost>; 3]| {
            let [ours, aws, mlflow] = costs.map(Cost::shown);
            println!("| 10,000 files of 10 kB {step} | {ours} | {aws} | | {mlflow} |");
        };
        let to = [
            "artifacts",
            "log-artifacts",
            "-r",
            &self.run_id,
            "-l",
            "small",
            "-a",
            "many",
        ];
        let theirs = "s3://bucket/mlflow";
        let aws = [
            "s3",
            "cp",
            "--recursive",
            "--quiet",
            "small",
            "s3://bucket/many",
        ];
        row(
            "up",
            [
                Some(cost(self.ours(&to))),
                self.other("aws", &aws).map(cost),
                self.other("python", &["-c", MLFLOW, "up", "small", theirs])
                    .map(cost),
            ],
        );
        fs::create_dir(self.path("theirs")).expect("a folder");
        let from = [
            "artifacts",
            "download",
            "-r",
            &self.run_id,
            "-a",
            "many",
            "-d",
            "out",
        ];
        let aws = [
            "s3",
            "cp",
            "--recursive",
            "--quiet",
            "s3://bucket/many",
            "aws",
        ];
        row(
            "down",
            [
                Some(cost(self.ours(&from))),
                self.other("aws", &aws).map(cost),
                self.other("python", &["-c", MLFLOW, "down", "theirs", theirs])
                    .map(cost),
            ],
        );
        for folder in ["out", "aws", "theirs"] {
            let _ = fs::remove_dir_all(self.path(folder));
        }
    }

    /// Names in a bucket, put there by ourselves: 100 folders of 1,000 files.
    fn large_list(&self) {
        fs::create_dir(self.path("names")).expect("a folder");
        for number in 0..NAMES {
            let folder = self.path(&format!("names/{:03}", number / 1000));
            fs::create_dir_all(&folder).expect("a folder");
            fs::write(folder.join(format!("{number:06}")), "x").expect("it is written");
        }
        let to = [
            "artifacts",
            "log-artifacts",
            "-r",
            &self.run_id,
            "-l",
            "names",
            "-a",
            "names",
        ];
        let up = Cost::shown(Some(cost(self.ours(&to))));
        println!("| 100,000 files of one byte up | {up} | | | |");
        let below = format!("s3://bucket/ours/{}/artifacts/names", self.run_id);
        let ours = [
            "artifacts",
            "list",
            "-r",
            &self.run_id,
            "-a",
            "names",
            "--recursive",
        ];
        let ours = Cost::shown(Some(cost(self.ours(&ours))));
        let aws = self
            .other("aws", &["s3", "ls", "--recursive", &below])
            .map(cost);
        let aws = Cost::shown(aws);
        println!("| 100,000 names listed | {ours} | {aws} | | |");
        let from = [
            "artifacts",
            "download",
            "-r",
            &self.run_id,
            "-a",
            "names",
            "-d",
            "out",
        ];
        let down = Cost::shown(Some(cost(self.ours(&from))));
        println!("| 100,000 files of one byte down | {down} | | | |");
        let _ = fs::remove_dir_all(self.path("out"));
    }

    fn through_servers(&self) {
        let flags = [
            "server",
            "--artifacts-destination",
            "s3://bucket/served",
            "--port",
        ];
        let start = |mut command: Command, store: &str| {
            let port = port::unused_port().to_string();
            command
                .args(flags)
                .arg(&port)
                .args(["--backend-store-uri", store]);
            Served::start(command, &port)
        };
        // One after the other: what MLflow starts beside its server is at work for a minute and more.
        let ours = start(self.ours(&[]), "sqlite:///ours.db").up_and_down();
        let theirs = self.other("mlflow", &[]).map(|command| {
            let server = start(command, "sqlite:///theirs.db");
            thread::sleep(UNTIL_AT_REST);
            server.up_and_down()
        });
        for (place, step) in ["up", "down"].into_iter().enumerate() {
            let theirs = theirs.as_ref().map_or("", |costs| &costs[place]);
            println!("| {step} | {} | {theirs} |", ours[place]);
        }
    }
}

/// Runs a process to its end.
fn cost(mut command: Command) -> Cost {
    let began = Instant::now();
    let mut child = command.spawn().expect("it runs");
    let used = child.wait4().expect("it ends");
    assert!(used.status.success(), "{command:?}");
    Cost(began.elapsed(), used.rusage.maxrss)
}

/// A server that is measured.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn start(mut command: Command, port: &str) -> Self {
        let child = command.spawn().expect("it runs");
        let address = format!("127.0.0.1:{port}");
        let began = Instant::now();
        while TcpStream::connect(&address).is_err() {
            assert!(began.elapsed() < Duration::from_secs(120), "no server");
            thread::sleep(Duration::from_millis(50));
        }
        Self { child, address }
    }

    /// What it costs to send the large file, and to fetch it.
    fn up_and_down(self) -> [String; 2] {
        ["PUT", "GET"].map(|method| {
            let began = Instant::now();
            self.transfer(method);
            Cost::shown(Some(Cost(began.elapsed(), self.peak())))
        })
    }

    /// Sends or reads 1 GiB over one connection.
    fn transfer(&self, method: &str) {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        let length = if method == "PUT" { GIB } else { 0 };
        let head = format!(
            "{method} /api/2.0/mlflow-artifacts/artifacts/large.bin HTTP/1.1\r\nHost: localhost\r\n\
             Connection: close\r\nContent-Length: {length}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).expect("it is sent");
        let piece = vec![7; 1 << 20];
        for _ in 0..length / piece.len() as u64 {
            stream.write_all(&piece).expect("it is sent");
        }
        let mut buffer = vec![0; 1 << 20];
        let mut received = 0;
        loop {
            match stream.read(&mut buffer).expect("an answer") {
                0 => break,
                count => received += count as u64,
            }
        }
        assert!(method == "PUT" || received > GIB, "{received} bytes came");
    }

    /// The most memory that the process and its children had, in bytes.
    fn peak(&self) -> u64 {
        family::sum(self.child.id(), "VmHWM:")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        family::end(&mut self.child);
    }
}
