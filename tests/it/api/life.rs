//! How a server lives under load and ends.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Line, Request, Scene, Server, mlflow};

/// Tells a server to end, as a service manager does.
#[cfg(unix)]
pub(super) fn terminate(pid: u32) {
    use nix::sys::signal::{Signal, kill};
    let pid = i32::try_from(pid).expect("a process id");
    kill(nix::unistd::Pid::from_raw(pid), Signal::SIGTERM).expect("the process is there");
}

#[cfg(unix)]
#[test]
fn an_idle_server_ends_at_once_and_well() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    let idle = server.connect();
    server.get("/health").is(200);
    let start = Instant::now();
    terminate(server.pid());
    let (code, said) = server.wait();
    assert_eq!((code, said.as_str()), (Some(0), ""));
    assert!(start.elapsed() < Duration::from_secs(5));
    drop(idle);
}

/// As by a program that has started it with a pipe for stderr.
#[cfg(unix)]
#[test]
fn a_server_whose_stderr_nobody_reads_goes_on_and_ends() {
    let scene = Scene::new();
    let server = Server::start(&scene, &["--access-log"]);
    let mut line = server.line();
    // Several times what the pipe and the queue of lines hold.
    for _ in 0..5_000 {
        line.send(&Request::new("GET", "/health")).is(200);
    }
    drop(line);
    terminate(server.pid());
    let (code, said) = server.wait();
    assert_eq!(code, Some(0));
    assert!(said.contains("GET /health"), "{said}");
}

#[cfg(unix)]
#[test]
fn what_is_under_way_is_finished_before_the_end() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    let run_id = server.run("0");
    let body = json!({"run_id": run_id, "key": "k", "value": "v"});
    let bytes = Request::post("runs/set-tag", &body).bytes(&server.address);
    let (first, rest) = bytes.split_at(bytes.len() - 10);
    let mut stream = server.connect();
    stream.write_all(first).unwrap();
    thread::sleep(Duration::from_millis(200));
    terminate(server.pid());
    thread::sleep(Duration::from_millis(200));
    assert!(
        TcpStream::connect(&server.address).is_err(),
        "it still listens"
    );
    stream.write_all(rest).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(server.wait().0, Some(0));
    let described = mlflow!(scene, "runs describe --run-id {run_id}").success();
    assert_eq!(described.json()["data"]["tags"]["k"], "v");
}

#[cfg(unix)]
#[test]
fn a_second_signal_hurries() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    let mut stream = server.connect();
    stream
        .write_all(b"POST /api/2.0/mlflow/runs/create HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n")
        .unwrap();
    thread::sleep(Duration::from_millis(200));
    let pid = server.pid();
    terminate(pid);
    thread::sleep(Duration::from_millis(200));
    let start = Instant::now();
    terminate(pid);
    let (code, said) = server.wait();
    assert_eq!(code, Some(0));
    assert!(said.contains("with requests under way"), "{said}");
    assert!(start.elapsed() < Duration::from_secs(5));
}

/// Logs points, one after the other, until the server is gone, and gives the steps of those that
/// it said to have.
fn log_until_the_end(address: &str, run_id: &str, first_step: i64) -> Vec<i64> {
    let mut acknowledged = Vec::new();
    for step in first_step.. {
        let point = json!({"run_id": run_id, "key": "m", "value": 1, "timestamp": 1, "step": step});
        let bytes = Request::post("runs/log-metric", &point).bytes(address);
        let Ok(mut stream) = TcpStream::connect(address) else {
            break;
        };
        let mut answer = String::new();
        let _ = stream.write_all(&bytes);
        let _ = stream.read_to_string(&mut answer);
        if !answer.ends_with("{}") {
            break;
        }
        acknowledged.push(step);
    }
    acknowledged
}

/// The steps of a metric's points, as the server has them.
fn steps(server: &Server, run_id: &str, key: &str) -> Vec<i64> {
    let path = format!("/api/2.0/mlflow/metrics/get-history?run_id={run_id}&metric_key={key}");
    let history = server.get(&path).is(200).json();
    let points = history["metrics"].as_array().into_iter().flatten();
    points
        .map(|point| point["step"].as_i64().expect("a step"))
        .collect()
}

#[test]
fn a_kill_loses_nothing_that_was_answered() {
    const CLIENTS: i64 = 4;
    for store in ["./mlruns", "sqlite:///mlflow.db"] {
        let scene = Scene::new();
        let server = Server::start(&scene, &["--backend-store-uri", store]);
        let run_id = server.run("0");
        let address = server.address.clone();
        let acknowledged: Vec<Vec<i64>> = thread::scope(|scope| {
            let (run_id, address) = (&run_id, &address);
            let clients: Vec<_> = (0..CLIENTS)
                .map(|client| {
                    scope.spawn(move || log_until_the_end(address, run_id, client * 1_000_000))
                })
                .collect();
            thread::sleep(Duration::from_millis(500));
            server.kill();
            let ended = |client: thread::ScopedJoinHandle<_>| client.join().expect("its steps");
            clients.into_iter().map(ended).collect()
        });
        let server = Server::start(&scene, &["--backend-store-uri", store]);
        let mut kept = steps(&server, &run_id, "m");
        kept.sort_unstable();
        let count = kept.len();
        kept.dedup();
        assert_eq!(kept.len(), count, "a point is there twice");
        assert!(acknowledged.iter().all(|steps| !steps.is_empty()));
        for step in acknowledged.iter().flatten() {
            assert!(kept.binary_search(step).is_ok(), "step {step} is lost");
        }
        // Each client may have had one request on its way.
        let answered = acknowledged.iter().map(Vec::len).sum::<usize>();
        assert!(count <= answered + acknowledged.len(), "{count} {answered}");
    }
}

/// For how long many clients write at once: a moment, or `MLFLOW_TEST_LOAD_SECONDS`.
fn time_of_load() -> Duration {
    let seconds = std::env::var("MLFLOW_TEST_LOAD_SECONDS").ok();
    seconds.map_or(Duration::from_millis(500), |seconds| {
        Duration::from_secs(seconds.parse().expect("a whole number of seconds"))
    })
}

/// Writes to a run of its own and to one of all until the deadline, and gives how often.
fn write_until(line: &mut Line, shared: &str, client: usize, retries: bool, end: Instant) -> i64 {
    let created = line.ask(
        "runs/create",
        &json!({"experiment_id": "0", "start_time": 1}),
    );
    let own = created["run"]["info"]["run_id"].as_str().expect("an id");
    let mut step = 0;
    while Instant::now() < end {
        let point = |key: &str| json!({"key": key, "value": step, "timestamp": 1, "step": step});
        let mut single = point("m");
        single["run_id"] = json!(own);
        line.ask("runs/log-metric", &single);
        let batch = json!({
            "run_id": shared,
            "metrics": [point(&format!("m{client}")), point(&format!("n{client}"))],
            "params": [{"key": format!("p{client}"), "value": "same"}],
            "tags": [{"key": format!("t{client}"), "value": step.to_string()}],
        });
        // A client that did not hear the answer sends the same again.
        for _ in 0..if retries && step % 7 == 0 { 2 } else { 1 } {
            line.ask("runs/log-batch", &batch);
        }
        let run = line.send(&Request::new(
            "GET",
            &format!("/api/2.0/mlflow/runs/get?run_id={own}"),
        ));
        let run = run.is(200).json();
        assert_eq!(
            run["run"]["data"]["metrics"][0]["step"], step,
            "what was answered is not read"
        );
        step += 1;
    }
    line.ask(
        "runs/set-tag",
        &json!({"run_id": own, "key": "client", "value": client.to_string()}),
    );
    step
}

#[test]
fn many_clients_at_once_lose_and_double_nothing() {
    const CLIENTS: usize = 64;
    for (store, knows_points) in [("./mlruns", false), ("sqlite:///mlflow.db", true)] {
        let scene = Scene::new();
        let server = Server::start(&scene, &["--backend-store-uri", store]);
        let shared = server.run("0");
        let end = Instant::now() + time_of_load();
        let written: Vec<i64> = thread::scope(|scope| {
            let (server, shared) = (&server, &shared);
            let clients: Vec<_> = (0..CLIENTS)
                .map(|client| {
                    scope.spawn(move || {
                        write_until(&mut server.line(), shared, client, knows_points, end)
                    })
                })
                .collect();
            let ended = |client: thread::ScopedJoinHandle<_>| client.join().expect("a count");
            clients.into_iter().map(ended).collect()
        });
        let found = server.ask("runs/search", &json!({"experiment_ids": ["0"]}));
        assert_eq!(
            found["runs"].as_array().map(Vec::len),
            Some(CLIENTS + 1),
            "each client made one run"
        );
        for (client, written) in written.into_iter().enumerate() {
            let expected: Vec<i64> = (0..written).collect();
            for key in ["m", "n"] {
                let key = format!("{key}{client}");
                assert_eq!(steps(&server, &shared, &key), expected, "{key}");
            }
            let search =
                json!({"experiment_ids": ["0"], "filter": format!("tags.client = '{client}'")});
            let own = server.ask("runs/search", &search)["runs"][0].clone();
            let own = own["info"]["run_id"].as_str().expect("the run").to_owned();
            assert_eq!(steps(&server, &own, "m"), expected, "client {client}");
        }
    }
}

/// Lets this process have as many connections as it may: many systems begin with fewer.
#[cfg(unix)]
fn allow_many_connections() {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE).expect("a limit");
    setrlimit(Resource::RLIMIT_NOFILE, most, most).expect("a higher limit");
}

#[cfg(not(unix))]
fn allow_many_connections() {}

#[test]
fn idle_and_slow_clients_hold_nobody_up() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    allow_many_connections();
    let idle: Vec<TcpStream> = (0..1_000).map(|_| server.connect()).collect();
    let slow: Vec<TcpStream> = (0..200)
        .map(|client| {
            let mut stream = server.connect();
            let upload = Request::new(
                "PUT",
                &format!("/api/2.0/mlflow-artifacts/artifacts/slow-{client}"),
            )
            .header("Content-Length", "1000000")
            .body("a");
            stream.write_all(&upload.bytes(&server.address)).unwrap();
            stream
        })
        .collect();
    let start = Instant::now();
    for _ in 0..20 {
        server.run("0");
    }
    assert!(start.elapsed() < Duration::from_secs(5));
    drop((idle, slow));
}
