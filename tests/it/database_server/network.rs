//! Connections to a database that break at any byte, or that somebody in between holds open and says
//! nothing.

use std::collections::BTreeSet;
use std::io::Write;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

use crate::support::database_server::{DatabaseServer, Kind, shared};
use crate::support::{Scene, Server};

use super::KINDS;

/// What stands between a program and a database.
struct Proxy {
    port: u16,
    state: Arc<State>,
}

struct State {
    socket: PathBuf,
    /// Connections that are there.
    connections: Mutex<Vec<Arc<Connection>>>,
}

struct Connection {
    /// The one to the program, and the one to the database.
    ends: (TcpStream, UnixStream),
    /// How many more bytes pass before the connection breaks, to the database and from it.
    left: [AtomicUsize; 2],
    /// Whether nothing passes any more, though nobody is told.
    is_silent: Mutex<bool>,
}

impl Connection {
    fn cut(&self) {
        let _ = self.ends.0.shutdown(Shutdown::Both);
        let _ = self.ends.1.shutdown(Shutdown::Both);
    }

    /// Passes on what comes one way, until the connection breaks.
    fn pass(&self, mut from: impl std::io::Read, mut to: impl Write, way: usize) {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = from.read(&mut bytes) {
            if *self.is_silent.lock().expect("no panic") {
                continue;
            }
            let left = self.left[way].load(Ordering::Relaxed);
            if to.write_all(&bytes[..count.min(left)]).is_err() || count >= left {
                break;
            }
            if left != usize::MAX {
                self.left[way].store(left - count, Ordering::Relaxed);
            }
        }
        self.cut();
    }
}

impl Proxy {
    fn before(database: &DatabaseServer) -> Self {
        let socket = match database.kind() {
            Kind::Postgres => ".s.PGSQL.5432",
            Kind::MariaDb => "socket",
        };
        let state = Arc::new(State {
            socket: database.folder().join(socket),
            connections: Mutex::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let accepting = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                accepting.take(stream);
            }
        });
        Self { port, state }
    }

    /// The address of a database of the server, on the way through here.
    fn address(&self, address: &str) -> String {
        let name = address
            .split('?')
            .next()
            .and_then(|path| path.rsplit('/').next());
        let name = name.expect("a database");
        let port = self.port;
        if address.starts_with("mysql") {
            format!("mysql://root@127.0.0.1:{port}/{name}?connect_timeout=2")
        } else {
            format!(
                "postgresql://postgres@127.0.0.1:{port}/{name}?connect_timeout=2&sslmode=disable"
            )
        }
    }

    fn each(&self, act: impl Fn(&Connection)) {
        for connection in self.state.connections.lock().expect("no panic").iter() {
            act(connection);
        }
    }
}

impl State {
    fn take(&self, program: TcpStream) {
        let Ok(database) = UnixStream::connect(&self.socket) else {
            return;
        };
        let clone = (
            program.try_clone().expect("a handle"),
            database.try_clone().expect("a handle"),
        );
        let connection = Arc::new(Connection {
            ends: clone,
            left: [AtomicUsize::new(usize::MAX), AtomicUsize::new(usize::MAX)],
            is_silent: Mutex::default(),
        });
        self.connections
            .lock()
            .expect("no panic")
            .push(Arc::clone(&connection));
        let (from, to) = (
            program.try_clone().expect("a handle"),
            database.try_clone().expect("a handle"),
        );
        let there = Arc::clone(&connection);
        thread::spawn(move || there.pass(from, to, 0));
        thread::spawn(move || connection.pass(database, program, 1));
    }
}

fn batch(run: &str, number: usize) -> Value {
    let metric = |step: usize| json!({"key": "m", "value": number, "timestamp": step, "step": number * 10 + step});
    let metrics: Vec<Value> = (0..3).map(metric).collect();
    let param = json!({"key": format!("p{number}"), "value": "v"});
    let tag = json!({"key": "last", "value": number.to_string()});
    json!({"run_id": run, "metrics": metrics, "params": [param], "tags": [tag]})
}

/// Where connections break, in bytes after they are known to work: within each message of a batch.
const BREAKS: [usize; 12] = [1, 40, 90, 150, 220, 300, 380, 470, 560, 660, 780, 1_000];

#[test]
fn whichever_byte_a_connection_breaks_at_nothing_is_lost_or_doubled() {
    for &kind in KINDS {
        let Some(database) = shared(kind) else {
            continue;
        };
        let proxy = Proxy::before(database);
        let store = proxy.address(&database.database());
        let scene = Scene::new().env("MLFLOW_SQLALCHEMYSTORE_POOLCLASS", "StaticPool");
        let server = Server::start(&scene, &["--backend-store-uri", &store]);
        let run = server.run("0");
        server.ask("runs/log-batch", &batch(&run, 0));
        for way in [0, 1] {
            for (number, bytes) in (1 + way * BREAKS.len()..).zip(BREAKS) {
                proxy.each(|connection| connection.left[way].store(bytes, Ordering::Relaxed));
                let batch = batch(&run, number);
                let answers = std::iter::repeat_with(|| server.post("runs/log-batch", &batch));
                let mut tried = answers.take(5).map(|answer| answer.status);
                assert!(
                    tried.any(|status| {
                        assert!([200, 503].contains(&status), "{kind:?}, {bytes}: {status}");
                        status == 200
                    }),
                    "{kind:?}: never written"
                );
            }
        }
        let made = proxy.state.connections.lock().expect("no panic").len();
        assert!(made > BREAKS.len(), "{kind:?}: {made} connections");
        let path = format!("/api/2.0/mlflow/metrics/get-history?run_id={run}&metric_key=m");
        let history = server.get(&path).is(200).json();
        let history = history["metrics"].as_array().expect("points");
        let steps: BTreeSet<i64> = history.iter().filter_map(|m| m["step"].as_i64()).collect();
        let written = 3 * (1 + 2 * BREAKS.len());
        assert_eq!((history.len(), steps.len()), (written, written), "{kind:?}");
    }
}

#[test]
fn a_connection_that_is_held_open_is_given_up() {
    for &kind in KINDS {
        let Some(database) = shared(kind) else {
            continue;
        };
        let proxy = Proxy::before(database);
        let mut store = proxy.address(&database.database());
        if kind == Kind::MariaDb {
            store.push_str("&read_timeout=1");
        }
        let scene = Scene::new()
            .env("MLFLOW_DATABASE_STATEMENT_TIMEOUT", "0.2")
            .env("MLFLOW_SQLALCHEMYSTORE_POOLCLASS", "StaticPool");
        let server = Server::start(&scene, &["--backend-store-uri", &store]);
        let run = server.run("0");
        let path = format!("/api/2.0/mlflow/runs/get?run_id={run}");
        for _ in 0..2 {
            // Those that are there; a new one is answered.
            proxy.each(|connection| *connection.is_silent.lock().expect("no panic") = true);
            server.get(&path).is(200);
        }
    }
}

#[test]
fn ten_servers_that_start_at_once_on_a_fresh_database_make_one_store() {
    for &kind in KINDS {
        let Some(database) = shared(kind) else {
            continue;
        };
        let store = database.database();
        thread::scope(|scope| {
            for number in 0..10 {
                let store = &store;
                scope.spawn(move || {
                    let scene = Scene::new();
                    let server = Server::start(&scene, &["--backend-store-uri", store]);
                    server.experiment(&format!("of server {number}"));
                });
            }
        });
        let found = database.sql(
            &store,
            "SELECT count(*), count(DISTINCT name), min(experiment_id) FROM experiments;
             SELECT count(*) FROM alembic_version;",
        );
        assert_eq!(found, "11\t11\t0\n1\n", "{kind:?}");
    }
}
