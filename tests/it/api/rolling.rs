//! Two servers on one database behind a switch: one after the other is replaced, and nobody notices.
#![cfg(unix)]

use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

use super::life::terminate;
use crate::support::{Line, Reply, Request, Scene, Server, until};

/// Clients at work all the time.
const CLIENTS: usize = 4;
/// How many requests are answered between two steps of the restart.
const LOAD: usize = 60;

/// A switch of connections: each goes to the next server of a list, which may change.
struct Switch {
    address: String,
    servers: Arc<Mutex<Vec<String>>>,
}

impl Switch {
    fn start(servers: Vec<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let servers = Arc::new(Mutex::new(servers));
        let list = Arc::clone(&servers);
        thread::spawn(move || {
            for (number, client) in listener.incoming().enumerate() {
                // Under the lock: who is taken out gets nothing more from then on.
                let servers = list.lock().expect("a list");
                let server = &servers[number % servers.len()];
                let server = TcpStream::connect(server).expect("a server");
                drop(servers);
                join(client.expect("a client"), server);
            }
        });
        Self { address, servers }
    }

    fn take_out(&self, server: &Server) {
        let mut servers = self.servers.lock().expect("a list");
        servers.retain(|address| *address != server.address);
    }

    fn put_in(&self, server: &Server) {
        let mut servers = self.servers.lock().expect("a list");
        servers.push(server.address.clone());
    }
}

/// Passes on what comes, in both directions, and its end.
fn join(client: TcpStream, server: TcpStream) {
    let pass = |mut from: TcpStream, mut to: TcpStream| {
        thread::spawn(move || {
            let _ = io::copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Write);
        });
    };
    let second = |stream: &TcpStream| stream.try_clone().expect("a socket");
    pass(second(&client), second(&server));
    pass(server, client);
}

/// A client that keeps its connection for as long as the server does.
struct Client<'a> {
    switch: &'a str,
    line: Option<Line>,
    answered: &'a AtomicUsize,
}

impl Client<'_> {
    /// The answer to a request, which must succeed the first time.
    fn ask(&mut self, request: &Request) -> Value {
        let mut line = self.line.take().unwrap_or_else(|| Line::open(self.switch));
        let reply: Reply = line.send(request);
        if reply.header("connection") != "close" {
            self.line = Some(line);
        }
        self.answered.fetch_add(1, Ordering::Relaxed);
        reply.is(200).json()
    }

    /// Logs to runs of its own until it is told to end, and gives how many values each of them has.
    fn work(&mut self, is_over: &AtomicBool) -> Vec<(String, usize)> {
        let mut logged = Vec::new();
        while !is_over.load(Ordering::Relaxed) {
            let create = json!({"experiment_id": "0", "start_time": 1});
            let run = self.ask(&Request::post("runs/create", &create));
            let id = run["run"]["info"]["run_id"].as_str().expect("an id");
            for step in 0..5 {
                let point =
                    json!({"run_id": id, "key": "k", "value": 1, "timestamp": 1, "step": step});
                self.ask(&Request::post("runs/log-metric", &point));
            }
            logged.push((id.to_owned(), self.points(id)));
        }
        logged
    }

    fn points(&mut self, id: &str) -> usize {
        let path = format!("/api/2.0/mlflow/metrics/get-history?run_id={id}&metric_key=k");
        let history = self.ask(&Request::new("GET", &path));
        history["metrics"].as_array().map_or(0, Vec::len)
    }
}

#[test]
fn servers_are_replaced_one_after_the_other_and_no_request_fails() {
    let scene = Scene::new();
    let start = || Server::start(&scene, &["--backend-store-uri", "sqlite:///mlflow.db"]);
    let mut servers = vec![start(), start()];
    let switch = Switch::start(servers.iter().map(|each| each.address.clone()).collect());
    let (answered, is_over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let load = || {
        let enough = answered.load(Ordering::Relaxed) + LOAD;
        until("requests are answered", || {
            answered.load(Ordering::Relaxed) >= enough
        });
    };
    thread::scope(|scope| {
        let work = || {
            let mut client = Client {
                switch: &switch.address,
                line: None,
                answered: &answered,
            };
            client.work(&is_over)
        };
        let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(work)).collect();
        for _ in 0..4 {
            load();
            let old = servers.remove(0);
            switch.take_out(&old);
            terminate(old.pid());
            assert_eq!(old.wait(), (Some(0), String::new()));
            load();
            let new = start();
            switch.put_in(&new);
            servers.push(new);
        }
        load();
        is_over.store(true, Ordering::Relaxed);
        let logged = clients
            .into_iter()
            .flat_map(|client| client.join().expect("no request failed"));
        let lost: Vec<_> = logged.filter(|(_, points)| *points != 5).collect();
        assert!(lost.is_empty(), "{lost:?}");
    });
}
