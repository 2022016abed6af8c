//! Times the file store of a process that lives long, below HTTP and JSON: searches whose answer
//! is remembered, and what a change by somebody else costs.
//!
//! ```text
//! cargo bench --bench files              # 10,000 runs
//! cargo bench --bench files -- 2000      # so many
//! ```
//!
//! Prints a Markdown table. Each figure is a median, but for the first search.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

mod seed;

use std::fs::{self, OpenOptions as FileOptions};
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use mlflow::entity::{RunId, ViewType};
use mlflow::search::{parse_run_filter, parse_run_orders};
use mlflow::store::{OpenOptions, RunQuery, Store, open};

/// How often each thing is done.
const TIMES: usize = 41;
/// Results of a search.
const PAGE: usize = 100;

const FILTER: &str = "metrics.loss < 0.5 AND params.depth = '3'";

fn main() {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse().ok());
    let runs = numbers.next().unwrap_or(10_000);
    let folder = tempfile::tempdir().expect("a temporary folder");
    seed::stores(folder.path(), runs);
    let root = folder.path().join("mlruns");
    let mut store = opened(&root);
    let query = search(FILTER, "metrics.loss ASC");
    println!("{runs} runs\n\n| what | ms |\n| --- | ---: |");
    row("search in a process that is over soon", &mut || {
        find(&*opened(&root), &query);
    });

    store.serve();
    let before = resident_kilobytes();
    print("first search", timed(&mut || find(&*store, &query)));
    row("the same again", &mut || find(&*store, &query));
    let newest = search("", "start_time DESC");
    row("all runs, latest first", &mut || find(&*store, &newest));
    let other = search("metrics.metric3 < 0.1", "params.depth DESC");
    print(
        "first search for another metric",
        timed(&mut || find(&*store, &other)),
    );
    row("the same again", &mut || find(&*store, &other));

    let ids = ids(&root);
    let mut at = 0;
    row("search after somebody logged a metric", &mut || {
        at += 1;
        append(&root, &ids[at]);
        find(&*store, &query);
    });
    row("get a run that is known", &mut || {
        store.get_run(&ids[0]).expect("a run");
    });
    let (first, last) = all_pages(&*store);
    print("read every page: the first", first);
    print("read every page: the last", last);
    print("again: the last", all_pages(&*store).1);
    row("the same search with every run in memory", &mut || {
        find(&*store, &query);
    });
    let kilobytes = resident_kilobytes().saturating_sub(before);
    println!(
        "\n{} bytes of memory a run, read whole",
        kilobytes * 1024 / runs
    );
}

fn opened(root: &Path) -> Box<dyn Store> {
    let options = OpenOptions {
        artifact_root: "/artifacts".to_owned(),
        now: 1,
    };
    open(&root.display().to_string(), &options).expect("a store")
}

fn search(filter: &str, order: &str) -> RunQuery {
    RunQuery {
        experiment_ids: vec!["0".into()],
        view: ViewType::ActiveOnly,
        filter: parse_run_filter(filter).expect("a filter"),
        order_by: parse_run_orders(&[order.to_owned()]).expect("an order"),
        max_results: PAGE,
        page_token: None,
    }
}

fn find(store: &dyn Store, query: &RunQuery) {
    let page = store.search_runs(query).expect("runs");
    assert!(!page.items.is_empty(), "the search finds something");
}

/// How long the first page of all runs takes, and the last.
fn all_pages(store: &dyn Store) -> (Duration, Duration) {
    let mut query = search("", "start_time DESC");
    let mut times = Vec::new();
    loop {
        let start = Instant::now();
        query.page_token = store.search_runs(&query).expect("runs").next_page_token;
        times.push(start.elapsed());
        if query.page_token.is_none() {
            return (times[0], times[times.len() - 1]);
        }
    }
}

fn ids(root: &Path) -> Vec<RunId> {
    let entries = fs::read_dir(root.join("0")).expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let names = names.map(|name| name.into_string().expect("a name"));
    names
        .filter(|name| name.len() == 32)
        .map(RunId::from)
        .collect()
}

/// Logs a metric as a Python process does, past the store that is measured.
fn append(root: &Path, run: &RunId) {
    let path = root.join("0").join(run.as_str()).join("metrics/loss");
    let mut file = FileOptions::new()
        .append(true)
        .open(path)
        .expect("a metric");
    file.write_all(b"2 0.25 1\n").expect("written");
}

fn row(what: &str, work: &mut dyn FnMut()) {
    let mut times: Vec<Duration> = (0..TIMES).map(|_| timed(work)).collect();
    times.sort_unstable();
    print(what, times[TIMES / 2]);
}

fn timed(work: &mut dyn FnMut()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn print(what: &str, time: Duration) {
    println!("| {what} | {:.2} |", time.as_secs_f64() * 1_000.0);
}

/// What the process occupies, where the system says so in `/proc`.
fn resident_kilobytes() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number
        .and_then(|number| number.parse().ok())
        .unwrap_or_default()
}
