//! How a server lives under load and ends.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Request, Scene, Server};

use super::for_each_store;

/// Tells a server to end, as a service manager does.
#[cfg(unix)]
fn terminate(pid: u32) {
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
    let described = scene
        .mlflow(["runs", "describe", "--run-id", &run_id])
        .success();
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

#[test]
fn a_kill_loses_nothing_that_was_answered() {
    for store in ["./mlruns", "sqlite:///mlflow.db"] {
        let scene = Scene::new();
        let server = Server::start(&scene, &["--backend-store-uri", store]);
        let run_id = server.run("0");
        let acknowledged = AtomicUsize::new(0);
        let address = server.address.clone();
        thread::scope(|scope| {
            for client in 0..4 {
                let (run_id, address, acknowledged) = (&run_id, &address, &acknowledged);
                scope.spawn(move || {
                    for step in 0.. {
                        let step = client * 1_000_000 + step;
                        let point = json!({"run_id": run_id, "key": "m", "value": 1, "timestamp": 1, "step": step});
                        let bytes = Request::post("runs/log-metric", &point).bytes(address);
                        let Ok(mut stream) = TcpStream::connect(address) else {
                            return;
                        };
                        let mut answer = String::new();
                        let _ = stream.write_all(&bytes);
                        let _ = stream.read_to_string(&mut answer);
                        if !answer.ends_with("{}") {
                            return;
                        }
                        acknowledged.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
            thread::sleep(Duration::from_millis(500));
            server.kill();
        });
        let acknowledged = acknowledged.into_inner();
        assert!(acknowledged > 0);
        let server = Server::start(&scene, &["--backend-store-uri", store]);
        let path = format!("/api/2.0/mlflow/metrics/get-history?run_id={run_id}&metric_key=m");
        let kept = server.get(&path).is(200).json();
        let kept = kept["metrics"].as_array().map_or(0, Vec::len);
        // Each client may have had one request on its way.
        assert!(
            (acknowledged..=acknowledged + 4).contains(&kept),
            "{acknowledged} {kept}"
        );
    }
}

#[test]
fn many_clients_at_once_lose_and_double_nothing() {
    const CLIENTS: usize = 32;
    const POINTS: usize = 10;
    for_each_store(|_, server| {
        let run_id = server.run("0");
        thread::scope(|scope| {
            for client in 0..CLIENTS {
                let run_id = &run_id;
                scope.spawn(move || {
                    for step in 0..POINTS {
                        let key = format!("m{client}");
                        let point = json!({"run_id": run_id, "key": key, "value": 1, "timestamp": 1, "step": step});
                        server.ask("runs/log-metric", &point);
                    }
                });
            }
        });
        for client in 0..CLIENTS {
            let path =
                format!("/api/2.0/mlflow/metrics/get-history?run_id={run_id}&metric_key=m{client}");
            let history = server.get(&path).is(200).json();
            assert_eq!(history["metrics"].as_array().map(Vec::len), Some(POINTS));
        }
    });
}

#[test]
fn idle_and_slow_clients_hold_nobody_up() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    let idle: Vec<TcpStream> = (0..600).map(|_| server.connect()).collect();
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
