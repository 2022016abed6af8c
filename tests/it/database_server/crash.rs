//! What is killed: a server of ours, the database, while 64 writers go on.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, RwLock};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::database_server::{DatabaseServer, Setup};
use crate::support::{Request, Scene, Server};

use super::KINDS;

const WRITERS: usize = 64;

/// How many points each writer logs.
const POINTS: usize = 12;

/// How long anything may take, with as many tries as it needs.
const PATIENCE: Duration = Duration::from_secs(240);

/// How long one answer may take: longer than a server waits for its database and for one of its
/// connections.
const ANSWER_LIMIT: Duration = Duration::from_secs(90);

/// Posts JSON, and gives the answer if it says that all went well; otherwise what came instead.
fn ask(address: &str, endpoint: &str, body: &Value) -> Result<Value, String> {
    let answer = exchange(address, &Request::post(endpoint, body)).map_err(|e| e.to_string())?;
    let body = answer.split_once("\r\n\r\n").map(|(_, body)| body);
    match body.map(serde_json::from_str) {
        Some(Ok(body)) if answer.starts_with("HTTP/1.1 200 ") => Ok(body),
        _ => Err(answer),
    }
}

fn exchange(address: &str, request: &Request) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(ANSWER_LIMIT))?;
    stream.write_all(&request.bytes(address))?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// What writers have been told that it was done.
#[derive(Default)]
struct Acknowledged {
    runs: BTreeSet<String>,
    points: BTreeSet<(String, usize)>,
}

/// The servers that take requests at the moment, and what they acknowledged.
struct Play {
    addresses: RwLock<Vec<String>>,
    acknowledged: Mutex<Acknowledged>,
    /// How many points have been acknowledged.
    points: AtomicUsize,
}

impl Play {
    fn address(&self, writer: usize) -> String {
        let addresses = self.addresses.read().expect("no panic");
        addresses[writer % addresses.len()].clone()
    }

    /// Asks the one server or the other until it is done, as clients do.
    fn ask(&self, writer: usize, endpoint: &str, body: &Value) -> Value {
        let start = Instant::now();
        for turn in writer.. {
            let failure = match ask(&self.address(turn), endpoint, body) {
                Ok(answer) => return answer,
                Err(failure) => failure,
            };
            assert!(start.elapsed() < PATIENCE, "{endpoint}: {failure}");
            std::thread::sleep(Duration::from_millis(50));
        }
        unreachable!("there is always another turn")
    }

    /// Creates a run, and logs points and a parameter that may not change.
    fn write(&self, writer: usize) {
        let created = json!({"experiment_id": "0", "start_time": 1});
        let run = self.ask(writer, "runs/create", &created);
        let run = run["run"]["info"]["run_id"]
            .as_str()
            .expect("an id")
            .to_owned();
        self.acknowledged
            .lock()
            .expect("no panic")
            .runs
            .insert(run.clone());
        for step in 0..POINTS {
            let batch = json!({
                "run_id": run,
                "metrics": [{"key": "m", "value": step, "timestamp": step, "step": step}],
                "params": [{"key": "p", "value": writer.to_string()}],
            });
            self.ask(writer + step, "runs/log-batch", &batch);
            let mut acknowledged = self.acknowledged.lock().expect("no panic");
            acknowledged.points.insert((run.clone(), step));
            self.points.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Waits until so many points have been acknowledged.
    fn wait_for(&self, points: usize) {
        let start = Instant::now();
        while self.points.load(Ordering::Relaxed) < points {
            assert!(start.elapsed() < PATIENCE, "the writers stand still");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

#[test]
fn nothing_that_was_acknowledged_is_lost_or_doubled_whatever_is_killed() {
    for &kind in KINDS {
        let Some(setup) = Setup::of_or_skip(kind) else {
            continue;
        };
        let database = setup.start();
        let store = database.database();
        let scene = Scene::new();
        let start = || Server::start(&scene, &["--backend-store-uri", &store]);
        let (one, two) = (start(), start());
        let play = Play {
            addresses: RwLock::new(vec![one.address.clone(), two.address.clone()]),
            acknowledged: Mutex::default(),
            points: AtomicUsize::new(0),
        };
        let all = WRITERS * POINTS;
        std::thread::scope(|scope| {
            for writer in 0..WRITERS {
                let play = &play;
                scope.spawn(move || play.write(writer));
            }
            play.wait_for(all / 8);
            database.kill();
            database.start_again();
            play.wait_for(all / 3);
            one.kill();
            let third = start();
            play.addresses.write().expect("no panic")[0].clone_from(&third.address);
            play.wait_for(2 * all / 3);
            database.kill();
            third.kill();
            database.start_again();
            play.addresses.write().expect("no panic").remove(0);
            play.wait_for(all);
        });
        let acknowledged = play.acknowledged.into_inner().expect("no panic");
        check(&database, &store, &acknowledged);
        drop(two);
    }
}

/// Compares what was acknowledged with what is in the database.
fn check(database: &DatabaseServer, store: &str, acknowledged: &Acknowledged) {
    let lines = |sql: &str| -> Vec<String> {
        let rows = database.sql(store, sql);
        rows.lines().map(str::to_owned).collect()
    };
    let runs: BTreeSet<String> = lines("SELECT run_uuid FROM runs;").into_iter().collect();
    assert!(acknowledged.runs.is_subset(&runs), "a run is lost");
    let points = lines("SELECT run_uuid, step FROM metrics;");
    let mut found = BTreeSet::new();
    for point in &points {
        let (run, step) = point.split_once('\t').expect("two cells");
        let step = step.parse().expect("a number");
        assert!(
            found.insert((run.to_owned(), step)),
            "{point} is there twice"
        );
    }
    assert_eq!(found, acknowledged.points, "points are lost, or not whole");
    let latest = lines("SELECT DISTINCT step, value FROM latest_metrics;");
    let last = POINTS - 1;
    assert_eq!(latest, [format!("{last}\t{last}")]);
    let params = lines("SELECT count(*), count(DISTINCT run_uuid) FROM params;");
    assert_eq!(params, [format!("{WRITERS}\t{WRITERS}")]);
}
