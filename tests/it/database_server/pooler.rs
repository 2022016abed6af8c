//! A store behind PgBouncer that gives each transaction another connection.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::support::database_server::{Kind, shared};
use crate::support::{Scene, Server, skip, until};

use super::KINDS;

/// A running PgBouncer, killed when dropped.
struct Pooler(Child);

impl Drop for Pooler {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Pooler {
    /// Starts one on a socket in the scene's folder; `None` where it is not installed.
    fn start(scene: &Scene, server: &str) -> Option<Self> {
        let folder = scene.folder().display();
        let settings = format!(
            "[databases]\n* = host={server} user=postgres\n[pgbouncer]\nunix_socket_dir = {folder}\n\
             listen_addr =\nlisten_port = 6432\nauth_type = any\npool_mode = transaction\n\
             default_pool_size = 2\n"
        );
        let settings = scene.write("pgbouncer.ini", settings);
        let open = fs::Permissions::from_mode(0o777);
        fs::set_permissions(scene.folder(), open).expect("a folder of ours");
        let mut command = Command::new("pgbouncer");
        if nix::unistd::geteuid().is_root() {
            command.args(["-u", "nobody"]);
        }
        command
            .arg(settings)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let Ok(child) = command.spawn() else {
            skip("PgBouncer is not installed; `apt-get install pgbouncer` does that");
            return None;
        };
        let pooler = Self(child);
        let socket = scene.path(".s.PGSQL.6432");
        until("PgBouncer listens", || socket.exists());
        Some(pooler)
    }
}

#[test]
fn a_pooler_in_transaction_mode_needs_nothing_to_be_set() {
    if !KINDS.contains(&Kind::Postgres) {
        return;
    }
    let Some(database) = shared(Kind::Postgres) else {
        return;
    };
    let store = database.database();
    let name = store.split(['/', '?']).nth(3).expect("a database");
    let scene = Scene::new().env("MLFLOW_DATABASE_STATEMENT_TIMEOUT", "60");
    let Some(_pooler) = Pooler::start(&scene, &database.folder().display().to_string()) else {
        return;
    };
    let folder = scene.folder().display();
    let address = format!("postgresql://postgres@/{name}?host={folder}&port=6432");
    let servers = [(); 2].map(|()| Server::start(&scene, &["--backend-store-uri", &address]));
    std::thread::scope(|scope| {
        for writer in 0..12 {
            let server = &servers[writer % 2];
            scope.spawn(move || {
                for _ in 0..4 {
                    let run = server.run("0");
                    let metrics: Vec<Value> = (0..20)
                        .map(|step| json!({"key": "m", "value": 1, "timestamp": 1, "step": step}))
                        .collect();
                    server.ask(
                        "runs/log-batch",
                        &json!({"run_id": run, "metrics": metrics}),
                    );
                    let search = json!({"experiment_ids": ["0"], "filter": "metrics.m = 1"});
                    let found = server.ask("runs/search", &search);
                    assert!(found["runs"].to_string().contains(&run));
                }
            });
        }
    });
    assert_eq!(
        database.sql(&store, "SELECT count(*) FROM metrics;"),
        "960\n"
    );
}
