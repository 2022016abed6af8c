//! Our server on large stores.

pub(crate) mod registry;

use std::path::Path;
use std::time::{Duration, Instant};

use super::database_server::{Kind, Setup};
use super::load::{self, Connection};
use super::served::Served;
use super::{API, search_page, seed};

/// Runs of a database, and points of each.
const RUNS: u32 = 100_000;
const POINTS: u32 = 100;

/// Points of the one long history.
const LONG: u32 = 50_000;

/// Ours on 100,000 runs with 10 million points in SQLite, and on 10,000 runs in a file store.
pub(crate) fn folders_and_sqlite() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    println!("| large stores | median |\n| --- | --- |");
    let database = folder.path().join("scale.db");
    let run_id = seed::database(&database, RUNS as usize);
    add_points(&database, &run_id);
    times_with_history(folder.path(), "sqlite:///scale.db", "SQLite", &run_id);
    seed::folders(&folder.path().join("mlruns"), 10_000);
    times(folder.path(), "mlruns", "10,000 runs in a file store");
}

/// Ours on 100,000 runs with 10 million points in a database of such a server. Their pages are more than
/// MariaDB keeps in memory when nobody says how much that may be.
pub(crate) fn on(setup: Setup) {
    let server = match setup.kind() {
        Kind::Postgres => setup,
        Kind::MariaDb => setup.argument("--innodb-buffer-pool-size=2G"),
    }
    .start();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let database = server.database();
    let run_id = seed::template(&database).to_string();
    let begin = Instant::now();
    server.sql(&database, &multiplied(server.kind(), &run_id));
    println!(
        "{RUNS} runs with {POINTS} points each were made in {} s\n",
        begin.elapsed().as_secs()
    );
    println!("| large stores | median |\n| --- | --- |");
    let name = format!("{:?}", server.kind());
    times_with_history(folder.path(), &database, &name, &run_id);
}

/// Statements that copy a run, give each copy its points, and this one a long history.
fn multiplied(kind: Kind, run_id: &str) -> String {
    let (before, after) = match kind {
        Kind::Postgres => ("", "ANALYZE;"),
        Kind::MariaDb => (
            "SET max_recursive_iterations = 4294967295; SET sql_mode = 'ANSI'; \
             SET foreign_key_checks = 0; SET unique_checks = 0;",
            "ANALYZE TABLE runs, metrics, latest_metrics, params, tags;",
        ),
    };
    let numbers = |most: u32| {
        format!("WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {most})")
    };
    let all = numbers(RUNS - 1);
    let id = "CONCAT('b', LPAD(CONCAT(n, ''), 31, '0'))";
    // Spread, but the same in every sitting.
    let loss = "(n * 7919 % 100003) / 100003.0";
    let run = "source_type, source_name, entry_point_name, user_id, status, end_time, \
               source_version, lifecycle_stage, artifact_uri, experiment_id";
    let copied = |table: &str, columns: &str, changed: &str| {
        format!(
            "INSERT INTO {table} (run_uuid, {columns}) {all} \
             SELECT {id}, {changed} FROM n, {table} WHERE run_uuid = '{run_id}';"
        )
    };
    let metric = "\"key\", timestamp, step, is_nan, value";
    let metric_of_copy = format!("\"key\", timestamp, step, is_nan, {loss}");
    let points = numbers(POINTS);
    let long = numbers(LONG);
    [
        before.to_owned(),
        copied(
            "runs",
            &format!("name, start_time, {run}"),
            &format!("CONCAT('run-', n), start_time + n, {run}"),
        ),
        copied("latest_metrics", metric, &metric_of_copy),
        copied("metrics", metric, &metric_of_copy),
        copied(
            "params",
            "\"key\", value",
            "\"key\", CASE \"key\" WHEN 'depth' THEN CONCAT(n % 10, '') ELSE value END",
        ),
        copied("tags", "\"key\", value", "\"key\", value"),
        format!(
            "INSERT INTO metrics (run_uuid, {metric}) {points} \
             SELECT run_uuid, 'loss', n + 1, n, FALSE, 0.5 FROM n, runs ORDER BY n, run_uuid;"
        ),
        format!(
            "INSERT INTO metrics (run_uuid, {metric}) {long} \
             SELECT '{run_id}', 'long', n, n, FALSE, n FROM n;"
        ),
        after.to_owned(),
    ]
    .join("\n")
}

/// Gives each run 100 points, and one run 50,000 of another metric.
fn add_points(database: &Path, run_id: &str) {
    let database = rusqlite::Connection::open(database).expect("a database");
    let insert = "INSERT INTO metrics (key, value, timestamp, step, is_nan, run_uuid) \
                  WITH RECURSIVE n(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM n WHERE n < ?1)";
    let each = format!("{insert} SELECT 'loss', 0.5, n + 1, n, 0, run_uuid FROM runs, n");
    let one = format!("{insert} SELECT 'long', n, n, n, 0, ?2 FROM n");
    database.execute(&each, [POINTS]).expect("inserted");
    database
        .execute(&one, rusqlite::params![LONG, run_id])
        .expect("inserted");
}

/// The times of a search in a store, and the server, which goes on.
fn times(folder: &Path, store: &str, what: &str) -> Served {
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

/// The same of 100,000 runs, and the time of a long history.
fn times_with_history(folder: &Path, store: &str, name: &str, run_id: &str) {
    let served = times(folder, store, &format!("100,000 runs in {name}"));
    let history = |connection: &mut Connection, _| {
        let path =
            format!("{API}/metrics/get-history?run_id={run_id}&metric_key=long&max_results={LONG}");
        connection.get(&path).expect("an answer").0
    };
    row(
        "history of 50,000 points",
        load::median_time(&served.address, 21, history),
    );
    println!("| memory afterwards | {} |", served.memory());
}

fn row(name: &str, time: Duration) {
    println!("| {name} | {:.1} ms |", time.as_secs_f64() * 1e3);
}
