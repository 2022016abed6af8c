//! Times the SQLite store itself, below HTTP and JSON, as the server's threads meet it.
//!
//! ```text
//! cargo bench --bench store                          # 2,000 runs
//! cargo bench --bench store -- 100000 10000000       # so many runs, so many points of metrics
//! cargo bench --bench store -- durable               # only rows with this word
//! ```
//!
//! Prints a Markdown table: how many calls a second eight threads get answered, and how long one
//! call takes at the median while the others go on. What is written is on the disk when a call
//! returns; the last rows show what the disk and SQLite alone would allow.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

#[expect(dead_code, reason = "the other benchmark seeds files too")]
mod seed;

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use mlflow::entity::{Metric, RunId, ViewType};
use mlflow::search::{parse_run_filter, parse_run_orders};
use mlflow::store::{Batch, OpenOptions, RunQuery, Store};

/// Threads that call at once, as a server with eight connections has them.
const THREADS: usize = 8;
/// How long each row is measured.
const SITTING: Duration = Duration::from_secs(2);
/// Results of a search.
const PAGE: usize = 100;
/// Points of the long history.
const HISTORY: usize = 50_000;

const FILTER: &str = "metrics.loss < 0.5 AND params.depth = '3'";
const ORDER: &str = "metrics.loss ASC";

fn main() {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse().ok());
    let runs = numbers.next().unwrap_or(2_000);
    let points = numbers.next().unwrap_or_default();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("bench.db");
    let template = seed::database(&path, runs);
    seed::points(&path, points);
    let store = open(&path);
    let ids = all_runs(&*store);

    println!("{runs} runs, {THREADS} threads\n");
    println!("| what | a second | median |\n| --- | --- | --- |");
    read(&*store, &ids, &template);
    println!("| memory of the process | | {} |", resident());
    write(&*store, &ids);
    println!("| memory of the process | | {} |", resident());
    limits(folder.path());
}

fn open(path: &Path) -> Box<dyn Store> {
    let options = OpenOptions {
        artifact_root: "/artifacts".to_owned(),
        now: 1,
    };
    let uri = format!("sqlite:///{}", path.display());
    let mut store = mlflow::store::open(&uri, &options).expect("a store");
    store.serve();
    store
}

fn query(filter: &str, orders: &[&str], token: Option<String>) -> RunQuery {
    let orders: Vec<String> = orders.iter().map(ToString::to_string).collect();
    RunQuery {
        experiment_ids: vec!["0".into()],
        view: ViewType::ActiveOnly,
        filter: parse_run_filter(filter).expect("a filter"),
        order_by: parse_run_orders(&orders).expect("an order"),
        max_results: PAGE,
        page_token: token,
    }
}

/// The ids of some runs, spread over the store.
fn all_runs(store: &dyn Store) -> Vec<RunId> {
    let mut query = query("", &[], None);
    query.max_results = 2_000;
    let page = store.search_runs(&query).expect("found");
    page.items.into_iter().map(|run| run.info.run_id).collect()
}

fn read(store: &dyn Store, ids: &[RunId], template: &RunId) {
    measure("get a run", |n| {
        let run = store.get_run(&ids[n % ids.len()]).expect("read");
        assert!(run.is_some());
    });
    let found = query(FILTER, &[ORDER], None);
    measure("search, filter and order by metric", |_| {
        let page = store.search_runs(&found).expect("found");
        assert!(!page.items.is_empty());
    });
    for order in ["metrics.loss ASC", "start_time DESC"] {
        let mut last = query("", &[order], None);
        let first = store.search_runs(&last).expect("found");
        measure(&format!("first page by `{order}`"), |_| {
            store
                .search_runs(&query("", &[order], None))
                .expect("found");
        });
        last.page_token = deep_token(store, first.next_page_token);
        measure(&format!("deep page by `{order}`"), |_| {
            store.search_runs(&last).expect("found");
        });
    }
    log_history(store, template);
    measure("a history of 50,000 points", |_| {
        let page = store.metric_history(template, "long", HISTORY, None);
        assert_eq!(page.expect("read").items.len(), HISTORY);
    });
}

/// The token of one of the last pages, made as stores make them.
fn deep_token(store: &dyn Store, first: Option<String>) -> Option<String> {
    let mut token = first;
    let mut last = token.clone();
    let mut query = query("", &[], None);
    query.max_results = 5_000;
    while token.is_some() {
        last.clone_from(&token);
        query.page_token = token;
        token = store.search_runs(&query).expect("found").next_page_token;
    }
    last
}

fn log_history(store: &dyn Store, id: &RunId) {
    let point = |step: usize| metric("long", step);
    let batch = Batch {
        metrics: (0..HISTORY).map(point).collect(),
        ..Batch::default()
    };
    store.log_batch(id, &batch).expect("logged");
}

fn write(store: &dyn Store, ids: &[RunId]) {
    let log = |n: usize, metrics: usize| {
        let key = |m: usize| format!("logged{m}");
        let batch = Batch {
            metrics: (0..metrics).map(|m| metric(&key(m), n)).collect(),
            ..Batch::default()
        };
        store.log_batch(&ids[n % 64], &batch).expect("logged");
    };
    measure("log a metric, durable", |n| log(n, 1));
    measure("log a batch of 100 metrics, durable", |n| log(n, 100));
    let found = query(FILTER, &[ORDER], None);
    let ends = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for n in 0.. {
                if ends.load(Ordering::Relaxed) {
                    break;
                }
                log(1_000_000_000 + n, 1);
            }
        });
        measure("search while another thread logs", |_| {
            store.search_runs(&found).expect("found");
        });
        ends.store(true, Ordering::Relaxed);
    });
}

fn metric(key: &str, step: usize) -> Metric {
    Metric {
        key: key.to_owned(),
        value: 0.5,
        timestamp: i64::try_from(step).expect("few"),
        step: i64::try_from(step).expect("few"),
    }
}

/// How much memory the process has, where the system tells.
fn resident() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mut lines = status.lines();
    let resident = lines.find_map(|line| line.strip_prefix("VmRSS:"));
    resident.unwrap_or("unknown").trim().to_owned()
}

/// What the disk and SQLite allow without us.
fn limits(folder: &Path) {
    let file = std::fs::File::create(folder.join("bare")).expect("a file");
    file.set_len(1 << 20).expect("space");
    file.sync_all().expect("synced");
    measure("write and sync 4 KiB, alone", |n| {
        write_page(&file, n % 256).expect("written");
    });
    let connection = rusqlite::Connection::open(folder.join("bare.db")).expect("a database");
    connection
        .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (a)")
        .expect("a table");
    let connection = std::sync::Mutex::new(connection);
    measure("insert a row into SQLite and commit, in turns", |n| {
        let connection = connection.lock().expect("no panic");
        let row = [i64::try_from(n).expect("few")];
        let insert = connection.prepare_cached("INSERT INTO t VALUES (?1)");
        insert.expect("a statement").execute(row).expect("inserted");
    });
}

#[cfg(unix)]
fn write_page(file: &std::fs::File, page: usize) -> std::io::Result<()> {
    use std::os::unix::fs::FileExt as _;
    file.write_all_at(&[1; 4096], page as u64 * 4096)?;
    file.sync_data()
}

#[cfg(windows)]
fn write_page(file: &std::fs::File, page: usize) -> std::io::Result<()> {
    use std::os::windows::fs::FileExt as _;
    file.seek_write(&[1; 4096], page as u64 * 4096)?;
    file.sync_data()
}

/// Whether the arguments name no row, or this one.
fn is_wanted(name: &str) -> bool {
    let is_word = |argument: &String| argument.starts_with(char::is_alphabetic);
    let mut words = std::env::args().skip(1).filter(is_word).peekable();
    words.peek().is_none() || words.any(|word| name.contains(&word))
}

/// Lets all threads call for a while, each call with a number of its own, and prints a row.
fn measure(name: &str, call: impl Fn(usize) + Sync) {
    if !is_wanted(name) {
        return;
    }
    call(usize::MAX >> 8);
    let next = AtomicUsize::new(0);
    let start = Instant::now();
    let caller = || {
        let mut times = Vec::new();
        while start.elapsed() < SITTING {
            let begin = Instant::now();
            call(next.fetch_add(1, Ordering::Relaxed));
            times.push(begin.elapsed());
        }
        times
    };
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(caller)).collect();
        let times = threads
            .into_iter()
            .map(|thread| thread.join().expect("no panic"));
        times.flatten().collect()
    });
    let elapsed = start.elapsed();
    times.sort();
    #[expect(clippy::cast_precision_loss, reason = "few")]
    let rate = times.len() as f64 / elapsed.as_secs_f64();
    let median = times[times.len() / 2].as_secs_f64() * 1e6;
    println!("| {name} | {rate:.0} | {median:.0} µs |");
}
