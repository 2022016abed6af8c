//! The disk refuses to sync the write-ahead log of a server's database.

use rusqlite::Connection;
use serde_json::json;

use crate::support::{Fault, Scene, Server};

use super::faulty;

fn tags(scene: &Scene) -> Vec<String> {
    let database = Connection::open(scene.path("mlflow.db")).expect("a database");
    let mut tags = database
        .prepare("SELECT key FROM tags WHERE key LIKE 'k%' ORDER BY key")
        .expect("a statement");
    let tags = tags.query_map([], |row| row.get(0)).expect("the tags");
    tags.map(Result::unwrap).collect()
}

/// A server whose log cannot be synced while the file `broken` is there, and a run.
fn broken_disk(skip: usize) -> Option<(Scene, Server, String)> {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    let fault = Fault::of("fsync", "mlflow.db-wal")
        .after(skip)
        .while_there(&scene.path("broken"));
    let scene = faulty(scene, &fault)?;
    let server = Server::start(&scene, &[]);
    let experiment = server.experiment("e");
    let run = server.run(&experiment);
    Some((scene, server, run))
}

fn tag(run: &str, key: &str) -> serde_json::Value {
    json!({"run_id": run, "key": key, "value": "v"})
}

#[test]
fn what_could_not_be_synced_is_refused_and_taken_back() {
    let Some((scene, server, run)) = broken_disk(0) else {
        return;
    };
    server.ask("runs/set-tag", &tag(&run, "key-0"));
    scene.write("broken", "");
    for key in ["key-1", "key-2"] {
        let refused = server.post("runs/set-tag", &tag(&run, key));
        refused.fails(500, "INTERNAL_ERROR");
    }
    // It is read from the memory of the server and by others, and by nobody seen.
    let found = server.get(&format!("/api/2.0/mlflow/runs/get?run_id={run}"));
    let found = found.is(200).text();
    assert!(
        found.contains("key-0") && !found.contains("key-1") && !found.contains("key-2"),
        "{found}"
    );
    assert_eq!(tags(&scene), ["key-0"]);
    std::fs::remove_file(scene.path("broken")).unwrap();
    server.ask("runs/set-tag", &tag(&run, "key-3"));
    assert_eq!(tags(&scene), ["key-0", "key-3"]);
    // What the log alone has after a crash is the same.
    server.kill();
    assert_eq!(tags(&scene), ["key-0", "key-3"]);
    let checked: String = Connection::open(scene.path("mlflow.db"))
        .unwrap()
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .expect("a statement");
    assert_eq!(checked, "ok");
}

#[test]
fn of_many_writes_at_a_failed_sync_those_are_kept_that_were_acknowledged() {
    let Some((scene, server, run)) = broken_disk(40) else {
        return;
    };
    scene.write("broken", "");
    let acknowledged: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|thread| {
                let (server, run) = (&server, &run);
                scope.spawn(move || {
                    let keys = (0..20).map(|n| format!("k{thread}-{n:02}"));
                    keys.filter(|key| server.post("runs/set-tag", &tag(run, key)).status == 200)
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(!acknowledged.is_empty() && acknowledged.len() < 160);
    let mut acknowledged = acknowledged;
    acknowledged.sort();
    assert_eq!(tags(&scene), acknowledged);
    server.kill();
    assert_eq!(tags(&scene), acknowledged);
}

#[test]
fn a_reader_in_another_process_sees_what_is_left_and_can_write() {
    let Some((scene, server, run)) = broken_disk(0) else {
        return;
    };
    server.ask("runs/set-tag", &tag(&run, "key-0"));
    let other = Connection::open(scene.path("mlflow.db")).expect("a database");
    let count = |key: &str| -> i64 {
        let sql = "SELECT count(*) FROM tags WHERE key = ?1";
        other.query_row(sql, [key], |row| row.get(0)).unwrap()
    };
    assert_eq!(count("key-0"), 1);
    scene.write("broken", "");
    server.post("runs/set-tag", &tag(&run, "key-1")).is(500);
    assert_eq!((count("key-0"), count("key-1")), (1, 0));
    std::fs::remove_file(scene.path("broken")).unwrap();
    let insert = "INSERT INTO tags (key, value, run_uuid) VALUES ('key-2', 'v', ?1)";
    other.execute(insert, [&run]).unwrap();
    server.ask("runs/set-tag", &tag(&run, "key-3"));
    let found = server.get(&format!("/api/2.0/mlflow/runs/get?run_id={run}"));
    let found = found.is(200).text();
    assert!(
        found.contains("key-2") && found.contains("key-3") && !found.contains("key-1"),
        "{found}"
    );
    assert_eq!(tags(&scene), ["key-0", "key-2", "key-3"]);
}
