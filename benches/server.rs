//! The tracking server under a load from another process, which shares its cores with the server.
//!
//! ```text
//! cargo bench --bench server                                # ours
//! MLFLOW_BENCH_FML=…/bin/fml MLFLOW_BENCH_PYTHON=…/bin/python cargo bench --bench server
//! cargo bench --bench server -- postgres                    # the same on PostgreSQL, or `mariadb`
//! cargo bench --bench server -- scale                       # ours on large stores
//! cargo bench --bench server -- postgres scale              # the same on PostgreSQL, or `mariadb`
//! cargo bench --bench server -- registry                    # ours on large model registries
//! cargo bench --bench server -- users                       # ours with users against without
//! ```
//!
//! Prints Markdown tables. The other two are FastTrackML (`fasttrackml==0.6.0`) and MLflow
//! 3.17.2, each on its own fresh database; MLflow gets fewer runs, so that it is ready before the
//! reader is. All of them run at once and are asked in turns. PostgreSQL and MariaDB are those of
//! Debian's packages; one server, started for this, has the databases of all.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

#[cfg(unix)]
#[path = "../tests/it/support/database_server.rs"]
#[allow(dead_code, reason = "some of it is for the tests alone")]
mod database_server;
mod family;
mod large;
mod load;
#[path = "../tests/it/support/port.rs"]
mod port;
mod seed;
mod served;
#[path = "../tests/it/support/skip.rs"]
mod skip;

use std::time::Duration;

use database_server::{DatabaseServer, Setup};
use load::Connection;
use served::{Kind, Served};
use skip::skip;

/// Connections of the load.
const CONNECTIONS: usize = 8;
/// How long each workload runs, and how often.
const TIME: Duration = Duration::from_secs(2);
const ROUNDS: u64 = 5;
/// More requests than any server answers in a round.
const REQUESTS_PER_ROUND: u64 = 1 << 20;
/// More than ever take turns.
const MOST_ASKERS: u64 = 8;
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
    let asked = |word: &str| std::env::args().any(|argument| argument == word);
    let engines = [
        ("postgres", database_server::Kind::Postgres),
        ("mariadb", database_server::Kind::MariaDb),
    ];
    let engine = engines.into_iter().find(|(word, _)| asked(word));
    let setup = engine.map(|(word, kind)| {
        Setup::of(kind).unwrap_or_else(|| panic!("Debian's package of {word} is not installed"))
    });
    match setup {
        None if asked("scale") => large::folders_and_sqlite(),
        None if asked("users") => compare_users(),
        None if asked("registry") => large::registry::in_sqlite_and_folders(),
        None => compare(None),
        Some(setup) if asked("scale") => large::on(setup.hasty()),
        Some(setup) => {
            let server = setup.start();
            compare(Some(&server));
            compare_with_two(&server);
        }
    }
}

/// Every server under every workload. They take turns in short rounds, of which the median counts:
/// what else the machine does then meets all of them alike.
fn compare(databases: Option<&DatabaseServer>) {
    let kinds = [Kind::MlflowPython, Kind::FastTrackMl, Kind::Ours];
    let present = kinds
        .into_iter()
        .filter(|kind| kind.is_present() && databases.is_none_or(|server| kind.speaks_to(server)));
    let contenders: Vec<_> = present
        .map(|kind| Contender::prepare(kind, databases))
        .collect();
    let row = |name: &str, cell: &dyn Fn(usize) -> String| {
        let cells: Vec<_> = (0..contenders.len()).map(cell).collect();
        println!("| {name} | {} |", cells.join(" | "));
    };
    row("workload", &|n| contenders[n].kind.name().to_owned());
    println!("| --- |{}", " --- |".repeat(contenders.len()));
    let askers: Vec<_> = contenders.iter().map(Contender::asker).collect();
    for workload in &WORKLOADS {
        let rates = median_rates(&askers, workload);
        row(workload.name, &|n| format!("{:.0}/s", rates[n]));
    }
    row("start to first answer", &|n| {
        format!("{} ms", contenders[n].start.as_millis())
    });
    row("idle memory", &|n| contenders[n].memory.clone());
}

/// A server on which one logs in against an open one: as who manages it, and as who has a permission. Each
/// has a store of its own, so that none grows faster than another.
fn compare_users() {
    let open = Contender::prepare(Kind::Ours, None);
    let of_admin = Contender::prepare(Kind::OursWithUsers, None);
    let of_user = Contender::prepare(Kind::OursWithUsers, None);
    let user = of_user.served.add_user("user");
    let as_user = Asker {
        address: &user,
        run_ids: &of_user.run_ids,
    };
    let askers = [open.asker(), of_admin.asker(), as_user];
    println!("| workload | open | as admin | as user |\n| --- | --- | --- | --- |");
    for workload in &WORKLOADS {
        let rates = median_rates(&askers, workload);
        let cells: Vec<_> = rates.iter().map(|rate| format!("{rate:.0}/s")).collect();
        println!("| {} | {} |", workload.name, cells.join(" | "));
    }
}

/// Two servers of ours on one database against one, by as many connections in all.
fn compare_with_two(databases: &DatabaseServer) {
    let contender = Contender::prepare(Kind::Ours, Some(databases));
    let second = Served::ours_on(contender.folder.path(), &contender.database);
    let (first, run_ids) = (&contender.served.address, &contender.run_ids);
    println!("| workload, 16 connections | one server | two |\n| --- | --- | --- |");
    for workload in &WORKLOADS {
        let mut rates = [Vec::new(), Vec::new()];
        for round in 0..2 * ROUNDS {
            let addresses: &[&str] = match round % 2 {
                0 => &[first],
                _ => &[first, &second.address],
            };
            let connections = 2 * CONNECTIONS / addresses.len();
            let rate = load::rate_of_all(addresses, connections, TIME, |connection, n| {
                (workload.send)(connection, run_ids, round * REQUESTS_PER_ROUND + n)
            });
            rates[addresses.len() - 1].push(rate);
        }
        let [one, two] = rates.map(median);
        println!("| {} | {one:.0}/s | {two:.0}/s |", workload.name);
    }
}

/// A server that is measured, with runs in its store.
struct Contender {
    kind: Kind,
    served: Served,
    start: Duration,
    memory: String,
    run_ids: Vec<String>,
    /// The address of its database.
    database: String,
    folder: tempfile::TempDir,
}

impl Contender {
    fn prepare(kind: Kind, databases: Option<&DatabaseServer>) -> Self {
        let database =
            databases.map_or_else(|| "sqlite:///store.db".to_owned(), DatabaseServer::database);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let runs = match kind {
            Kind::MlflowPython => RUNS_OF_MLFLOW,
            _ => RUNS,
        };
        let (served, start) = Served::start(kind, folder.path(), &database);
        Self {
            kind,
            start,
            memory: served.memory(),
            run_ids: log_runs(&served, runs),
            served,
            database,
            folder,
        }
    }

    fn asker(&self) -> Asker<'_> {
        Asker {
            address: &self.served.address,
            run_ids: &self.run_ids,
        }
    }
}

/// Who is asked by whom, and about which runs.
struct Asker<'a> {
    address: &'a str,
    run_ids: &'a [String],
}

/// The requests per second of each, the median of its rounds.
fn median_rates(askers: &[Asker<'_>], workload: &Workload) -> Vec<f64> {
    let mut rates = vec![Vec::new(); askers.len()];
    for round in 0..ROUNDS {
        for (place, (asker, rates)) in (0..).zip(askers.iter().zip(&mut rates)) {
            rates.push(load::rate(
                asker.address,
                CONNECTIONS,
                TIME,
                |connection, n| {
                    // Each round has numbers, and so steps and times, of its own.
                    let n = (round * MOST_ASKERS + place) * REQUESTS_PER_ROUND + n;
                    (workload.send)(connection, asker.run_ids, n)
                },
            ));
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
