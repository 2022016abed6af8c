//! The tracking server under a load from another process, which shares its cores with the server.
//!
//! ```text
//! cargo bench --bench server                                # ours
//! MLFLOW_BENCH_FML=…/bin/fml MLFLOW_BENCH_PYTHON=…/bin/python cargo bench --bench server
//! cargo bench --bench server -- scale                       # ours on large stores
//! ```
//!
//! Prints Markdown tables. The other two are FastTrackML (`fasttrackml==0.6.0`) and MLflow
//! 3.17.2, each on its own fresh SQLite database; MLflow gets fewer runs, so that it is ready
//! before the reader is. All of them run at once and are asked in turns.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

mod load;
#[path = "../tests/it/support/port.rs"]
mod port;
mod seed;
mod served;

use std::path::Path;
use std::time::Duration;

use load::Connection;
use served::{Kind, Served};

/// Connections of the load.
const CONNECTIONS: usize = 8;
/// How long each workload runs, and how often.
const TIME: Duration = Duration::from_secs(2);
const ROUNDS: u64 = 5;
/// More requests than any server answers in a round.
const REQUESTS_PER_ROUND: u64 = 1 << 20;
/// Runs in each store, MLflow's excepted.
const RUNS: usize = 2_000;
const RUNS_OF_MLFLOW: usize = 300;

const API: &str = "/api/2.0/mlflow";

/// One kind of request.
struct Workload {
    name: &'static str,
    send: fn(&mut Connection, &[String], u64) -> u16,
}

const WORKLOADS: [Workload; 4] = [
    Workload {
        name: "get run",
        send: get_run,
    },
    Workload {
        name: "search: a metric and a param, by the metric, first 100",
        send: search,
    },
    Workload {
        name: "log-metric, durable",
        send: log_metric,
    },
    Workload {
        name: "log-batch of 100 metrics, durable",
        send: log_batch,
    },
];

fn main() {
    if std::env::args().any(|arg| arg == "scale") {
        scale();
    } else {
        compare();
    }
}

/// Every server under every workload. They take turns in short rounds, of which the median counts:
/// what else the machine does then meets all of them alike.
fn compare() {
    let kinds = [Kind::MlflowPython, Kind::FastTrackMl, Kind::Ours];
    let present = kinds.into_iter().filter(|kind| kind.is_present());
    let contenders: Vec<_> = present.map(Contender::prepare).collect();
    let row = |name: &str, cell: &dyn Fn(usize) -> String| {
        let cells: Vec<_> = (0..contenders.len()).map(cell).collect();
        println!("| {name} | {} |", cells.join(" | "));
    };
    row("workload", &|n| contenders[n].kind.name().to_owned());
    println!("| --- |{}", " --- |".repeat(contenders.len()));
    for workload in &WORKLOADS {
        let rates = median_rates(&contenders, workload);
        row(workload.name, &|n| format!("{:.0}/s", rates[n]));
    }
    row("start to first answer", &|n| {
        format!("{} ms", contenders[n].start.as_millis())
    });
    row("idle memory", &|n| contenders[n].memory.clone());
}

/// A server that is measured, with runs in its store.
struct Contender {
    kind: Kind,
    served: Served,
    start: Duration,
    memory: String,
    run_ids: Vec<String>,
    _folder: tempfile::TempDir,
}

impl Contender {
    fn prepare(kind: Kind) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let runs = match kind {
            Kind::MlflowPython => RUNS_OF_MLFLOW,
            Kind::FastTrackMl | Kind::Ours => RUNS,
        };
        let (served, start) = Served::start(kind, folder.path());
        Self {
            kind,
            start,
            memory: served.memory(),
            run_ids: log_runs(&served, runs),
            served,
            _folder: folder,
        }
    }
}

/// The requests per second of each server, the median of its rounds.
fn median_rates(contenders: &[Contender], workload: &Workload) -> Vec<f64> {
    let mut rates = vec![Vec::new(); contenders.len()];
    for round in 0..ROUNDS {
        for (contender, rates) in contenders.iter().zip(&mut rates) {
            let address = &contender.served.address;
            rates.push(load::rate(address, CONNECTIONS, TIME, |connection, n| {
                // Each round has numbers, and so steps and times, of its own.
                let n = round * REQUESTS_PER_ROUND + n;
                (workload.send)(connection, &contender.run_ids, n)
            }));
        }
    }
    rates.into_iter().map(median).collect()
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// Logs runs over the network, each with the metrics and params that the search asks for.
fn log_runs(served: &Served, runs: usize) -> Vec<String> {
    let mut connection = Connection::open(&served.address).expect("a connection");
    (0..runs)
        .map(|n| {
            let body = format!(
                r#"{{"experiment_id":"{}","start_time":1{n:012},"run_name":"run-{n}"}}"#,
                served.experiment_id
            );
            let (_, answer) = connection
                .post(&format!("{API}/runs/create"), &body)
                .expect("a run");
            let run_id = served::text_field(answer, "run_id").expect("a run id");
            let (_, loss, depth) = seed::copy(n);
            let metrics: Vec<_> = (0..9)
                .map(|k| (format!("metric{k}"), 0.5))
                .chain([("loss".to_owned(), loss)])
                .map(|(key, value)| {
                    format!(r#"{{"key":"{key}","value":{value},"timestamp":1{n:012},"step":0}}"#)
                })
                .collect();
            let body = format!(
                r#"{{"run_id":"{run_id}","metrics":[{}],"params":[{{"key":"depth","value":"{depth}"}},{{"key":"lr","value":"0.1"}}]}}"#,
                metrics.join(",")
            );
            let (status, answer) = connection
                .post(&format!("{API}/runs/log-batch"), &body)
                .expect("an answer");
            let answer = String::from_utf8_lossy(answer);
            assert_eq!(status, 200, "a run could not be logged: {answer}");
            run_id
        })
        .collect()
}

fn get_run(connection: &mut Connection, run_ids: &[String], n: u64) -> u16 {
    let path = format!("{API}/runs/get?run_id={}", pick(run_ids, n));
    connection.get(&path).expect("an answer").0
}

fn search(connection: &mut Connection, _: &[String], _: u64) -> u16 {
    search_page(connection, "1", None).0
}

/// One page of a search, and the token of the next.
fn search_page(
    connection: &mut Connection,
    experiment_id: &str,
    token: Option<&str>,
) -> (u16, Option<String>) {
    let token = token.map_or(String::new(), |token| format!(r#","page_token":"{token}""#));
    let body = format!(
        r#"{{"experiment_ids":["0","{experiment_id}"],"filter":"metrics.loss < 0.5 AND params.depth != '3'","order_by":["metrics.loss ASC"],"max_results":100{token}}}"#
    );
    let (status, answer) = connection
        .post(&format!("{API}/runs/search"), &body)
        .expect("an answer");
    (status, served::text_field(answer, "next_page_token"))
}

fn log_metric(connection: &mut Connection, run_ids: &[String], n: u64) -> u16 {
    let body = format!(
        r#"{{"run_id":"{}","key":"live","value":0.25,"timestamp":1{n:012},"step":{n}}}"#,
        pick(run_ids, n)
    );
    connection
        .post(&format!("{API}/runs/log-metric"), &body)
        .expect("an answer")
        .0
}

fn log_batch(connection: &mut Connection, run_ids: &[String], n: u64) -> u16 {
    let metrics: Vec<_> = (0..100)
        .map(|k| {
            let step = n * 100 + k;
            format!(
                r#"{{"key":"batch{}","value":0.5,"timestamp":1{step:012},"step":{step}}}"#,
                k % 10
            )
        })
        .collect();
    let body = format!(
        r#"{{"run_id":"{}","metrics":[{}]}}"#,
        pick(run_ids, n),
        metrics.join(",")
    );
    connection
        .post(&format!("{API}/runs/log-batch"), &body)
        .expect("an answer")
        .0
}

fn pick(run_ids: &[String], n: u64) -> &str {
    // Neighbouring numbers go to runs far apart.
    let n = usize::try_from(n.wrapping_mul(7_919)).expect("a small number");
    &run_ids[n % run_ids.len()]
}

/// Ours on 100,000 runs with 10 million points in SQLite, and on 10,000 runs in a file store.
fn scale() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    println!("| large stores | median |\n| --- | --- |");
    let database = folder.path().join("scale.db");
    let run_id = seed::database(&database, 100_000);
    add_points(&database, &run_id);
    let served = scale_of(
        folder.path(),
        "sqlite:///scale.db",
        "100,000 runs in SQLite",
    );
    let history = |connection: &mut Connection, _| {
        let path =
            format!("{API}/metrics/get-history?run_id={run_id}&metric_key=long&max_results=50000");
        connection.get(&path).expect("an answer").0
    };
    row(
        "history of 50,000 points",
        load::median_time(&served.address, 21, history),
    );
    println!("| memory afterwards | {} |", served.memory());
    seed::folders(&folder.path().join("mlruns"), 10_000);
    scale_of(folder.path(), "mlruns", "10,000 runs in a file store");
}

/// Gives each run 100 points, and one run 50,000 of another metric.
fn add_points(database: &Path, run_id: &str) {
    let database = rusqlite::Connection::open(database).expect("a database");
    let insert = "INSERT INTO metrics (key, value, timestamp, step, is_nan, run_uuid) \
                  WITH RECURSIVE n(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM n WHERE n < ?1)";
    let each = format!("{insert} SELECT 'loss', 0.5, n + 1, n, 0, run_uuid FROM runs, n");
    let one = format!("{insert} SELECT 'long', n, n, n, 0, ?2 FROM n");
    database.execute(&each, [100]).expect("inserted");
    database
        .execute(&one, rusqlite::params![50_000, run_id])
        .expect("inserted");
}

/// The times of a search in a store, and the server, which goes on.
fn scale_of(folder: &Path, store: &str, what: &str) -> Served {
    let served = Served::ours_on(folder, store);
    let page = |token: Option<String>| {
        move |connection: &mut Connection, _| search_page(connection, "0", token.as_deref()).0
    };
    let time = |rounds, token| load::median_time(&served.address, rounds, page(token));
    row(&format!("first search of {what}"), time(1, None));
    row(&format!("search of {what}"), time(51, None));
    let mut connection = Connection::open(&served.address).expect("a connection");
    let mut token = None;
    for _ in 0..30 {
        token = search_page(&mut connection, "0", token.as_deref()).1;
    }
    row(&format!("the 30th page of {what}"), time(51, token));
    served
}

fn row(name: &str, time: Duration) {
    println!("| {name} | {:.1} ms |", time.as_secs_f64() * 1e3);
}
