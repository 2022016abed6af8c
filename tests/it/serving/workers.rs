//! Workers that end, hang, grow or are replaced by those of another version, and what clients notice.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::support::clients::Client;
use crate::support::{Request, Scene, until};

use super::model::{ModelServer, rows, scene, write_model};

/// A server of the model with these flags.
fn server(flags: &str) -> Option<(Scene, ModelServer)> {
    let scene = scene(Client::V3)?;
    write_model(&scene, "model", 2);
    let server = ModelServer::start(&scene, &scene.path("model"), flags).ready();
    Some((scene, server))
}

/// The process that answers next.
fn worker(server: &ModelServer) -> Pid {
    let pid = server.predict(&[("pid", 0.0)])[0].as_i64().expect("a pid");
    Pid::from_raw(i32::try_from(pid).expect("a pid"))
}

/// A metric's value.
fn metric(server: &ModelServer, name: &str) -> u64 {
    let text = server.get("/metrics").is(200).text();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.map_or(0, |value| value.trim().parse().expect("a number"))
}

#[test]
fn a_worker_that_ends_or_hangs_is_replaced_and_its_request_is_answered() {
    let flags = "--timeout 6 --worker-memory 900MB --request-log";
    let Some((_scene, server)) = server(flags) else {
        return;
    };
    // Killed from outside, while it has nothing to do.
    let first = worker(&server);
    kill(first, Signal::SIGKILL).expect("it runs");
    until("another worker", || {
        let reply = server.send(&rows(&[("pid", 0.0)]));
        reply.status == 200 && reply.json()["predictions"][0] != i64::from(first.as_raw())
    });
    // It ends in the middle of a request.
    let reply = server.send(&rows(&[("die", 0.0)])).is(500);
    assert_eq!(reply.json()["error_code"], "INTERNAL_ERROR");
    assert!(reply.text().contains("ended before it had answered"));
    assert_eq!(server.predict(&[("double", 4.0)])[0], 8.0);
    // It does not answer in time.
    let reply = server.send(&rows(&[("sleep", 3600.0)])).is(504);
    assert_eq!(reply.text(), "Request processing time exceeded limit");
    assert_eq!(server.predict(&[("double", 5.0)])[0], 10.0);
    // It takes more memory than it may.
    server.send(&rows(&[("grow", 2e9)])).is(500);
    assert_eq!(server.predict(&[("double", 6.0)])[0], 12.0);
    let ends = "mlflow_serving_worker_ends_total";
    assert_eq!(metric(&server, &format!("{ends}{{reason=\"ended\"}}")), 2);
    assert_eq!(metric(&server, &format!("{ends}{{reason=\"hung\"}}")), 1);
    assert_eq!(metric(&server, &format!("{ends}{{reason=\"memory\"}}")), 1);
    server.line_with("POST /invocations 504");
}

#[test]
fn a_full_queue_refuses_and_a_slow_client_holds_up_nobody() {
    let Some((_scene, server)) = server("--queue 1 --max-body 2MB") else {
        return;
    };
    // A client that stops in the middle of its body.
    let mut slow = TcpStream::connect(&server.address).expect("a connection");
    let head = "POST /invocations HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{";
    slow.write_all(head.as_bytes()).expect("a listener");
    assert_eq!(server.predict(&[("double", 1.0)])[0], 2.0);

    let large = Request::new("POST", "/invocations").body(vec![b' '; 3 << 20]);
    assert!(server.send(&large).is(413).text().contains("--max-body"));

    // One request is with the worker, one waits, and there is no room for a third.
    thread::scope(|scope| {
        let long = || server.send(&rows(&[("sleep", 2.0)])).is(200);
        scope.spawn(long);
        until("the worker has it", || {
            metric(&server, "mlflow_serving_predictions_total") >= 2
        });
        scope.spawn(long);
        until("another waits", || {
            metric(&server, "mlflow_serving_queue_length") >= 1
        });
        let refused = server.send(&rows(&[("double", 1.0)])).is(503);
        assert_eq!(refused.header("retry-after"), "1");
        assert_eq!(server.get("/ping").status, 200);
    });
}

#[test]
fn a_reload_loses_no_request() {
    let Some((scene, server)) = server("--workers 2 --watch 1s") else {
        return;
    };
    let is_over = AtomicBool::new(false);
    let answered = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !is_over.load(Ordering::SeqCst) {
                    let number = server.predict(&[("double", 1.0)])[0].as_f64();
                    assert!(matches!(number, Some(2.0 | 3.0 | 5.0)), "{number:?}");
                    answered.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        let end = scopeguard(&is_over);
        let answers = |wanted: f64| server.predict(&[("double", 1.0)])[0] == wanted;
        write_model(&scene, "model", 3);
        until("the new version is seen", || answers(3.0));
        // A version that cannot be loaded leaves the one before.
        scene.write("model/code/served_by_test.py", "raise RuntimeError('no')");
        hang_up(&server);
        server.line_with("the model that is loaded stays: the model cannot be loaded");
        assert!(answers(3.0));
        write_model(&scene, "model", 5);
        hang_up(&server);
        until("the next version is there", || answers(5.0));
        drop(end);
    });
    assert!(answered.load(Ordering::SeqCst) > 20);
    until("the old workers are gone", || {
        metric(
            &server,
            "mlflow_serving_worker_ends_total{reason=\"retired\"}",
        ) >= 4
    });
}

/// Ends the clients also where an assertion fails.
fn scopeguard(is_over: &AtomicBool) -> impl Drop + '_ {
    struct End<'a>(&'a AtomicBool);
    impl Drop for End<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::SeqCst);
        }
    }
    End(is_over)
}

fn hang_up(server: &ModelServer) {
    signal(server, Signal::SIGHUP);
}

fn signal(server: &ModelServer, signal: Signal) {
    let pid = i32::try_from(server.pid()).expect("a pid");
    kill(Pid::from_raw(pid), signal).expect("it runs");
}

#[test]
fn a_server_that_ends_answers_what_it_has() {
    let Some((_scene, server)) = server("") else {
        return;
    };
    let worker = worker(&server);
    let mut stream = TcpStream::connect(&server.address).expect("a connection");
    let request = rows(&[("sleep", 1.0)]).bytes(&server.address);
    stream.write_all(&request).expect("a listener");
    until("the worker has it", || {
        metric(&server, "mlflow_serving_predictions_total") >= 2
    });
    signal(&server, Signal::SIGTERM);
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(server.wait(), Some(0));
    until("the worker has ended", || kill(worker, None).is_err());
}

#[test]
fn a_killed_server_leaves_no_workers() {
    let Some((_scene, server)) = server("--workers 2") else {
        return;
    };
    let worker = worker(&server);
    drop(server);
    until("the worker has ended", || kill(worker, None).is_err());
}

#[test]
fn rows_that_go_together_are_answered_as_alone() {
    let Some((_scene, server)) = server("--batch-size 16 --batch-wait-ms 100") else {
        return;
    };
    thread::scope(|scope| {
        let clients: Vec<_> = (0..12_i32)
            .map(|number| {
                let server = &server;
                scope.spawn(move || {
                    let number = f64::from(number);
                    let one = [("double", number)];
                    let two = [("double", number), ("double", -number)];
                    let asked = if number < 6.0 { &one[..] } else { &two[..] };
                    let expected: Vec<f64> = asked.iter().map(|(_, each)| each * 2.0).collect();
                    assert_eq!(server.predict(asked), serde_json::json!(expected));
                })
            })
            .collect();
        // What cannot be answered fails alone.
        let empty = server.send(&rows(&[])).is(400);
        assert!(empty.text().contains("no rows"), "{}", empty.text());
        server.send(&rows(&[("die", 0.0)])).is(500);
        for client in clients {
            client.join().expect("an answer");
        }
    });
    let groups = metric(&server, "mlflow_serving_predictions_total");
    let requests = metric(&server, "mlflow_serving_predicted_requests_total");
    assert!(groups < requests, "{groups} groups of {requests} requests");
}

#[test]
fn two_hundred_connections_and_a_large_body_are_served() {
    let Some((_scene, server)) = server("") else {
        return;
    };
    let mut streams: Vec<TcpStream> = (0..200)
        .map(|_| TcpStream::connect(&server.address).expect("a connection"))
        .collect();
    let request = rows(&[("double", 3.0)]).bytes(&server.address);
    for stream in &mut streams {
        stream.write_all(&request).expect("a listener");
    }
    for stream in &mut streams {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        assert!(answer.ends_with(r#"{"predictions": [6.0]}"#), "{answer}");
    }
    // Blanks before the JSON make it 100 MB.
    let mut body = vec![b' '; 100_000_000];
    body.extend_from_slice(
        br#"{"dataframe_split": {"columns": ["what", "number"], "data": [["double", 2.0]]}}"#,
    );
    let large = Request::new("POST", "/invocations")
        .header("Content-Type", "application/json")
        .body(body);
    assert_eq!(
        server.send(&large).is(200).text(),
        r#"{"predictions": [4.0]}"#
    );
}
