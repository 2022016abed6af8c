//! A server that reads from a replica.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::process::Command;

use serde_json::json;

use crate::support::database_server::{DatabaseServer, Kind, Setup, shared};
use crate::support::{Outcome, Reply, Scene, Server, mlflow, until, words};

use super::KINDS;

fn experiment(server: &Server, name: &str) -> Reply {
    let path = format!("/api/2.0/mlflow/experiments/get-by-name?experiment_name={name}");
    server.get(&path)
}

fn run(server: &Server, id: &str) -> Reply {
    server.get(&format!("/api/2.0/mlflow/runs/get?run_id={id}"))
}

fn metric(server: &Server, name: &str) -> u64 {
    let metrics = server.get("/metrics").is(200).text();
    let line = metrics.lines().find_map(|line| line.strip_prefix(name));
    let value = line.unwrap_or_else(|| panic!("no `{name}` in {metrics}"));
    value.trim().parse().expect("a number")
}

/// A second server that follows one of PostgreSQL and can be read from.
fn standby_of(primary: &DatabaseServer) -> DatabaseServer {
    let setup = Setup::of(Kind::Postgres).expect("the programs are there");
    let standby = setup.hasty().start();
    standby.kill();
    let data = standby.folder().join("data");
    let owner = data.metadata().expect("a folder");
    fs::remove_dir_all(&data).expect("a folder");
    let mut copy = Command::new("pg_basebackup");
    copy.args(["-U", "postgres", "-R", "-c", "fast", "--no-sync", "-h"])
        .arg(primary.folder())
        .arg("-D")
        .arg(&data);
    let _ = Outcome::of(&mut copy).success();
    let mut own = Command::new("chown");
    own.arg("-R")
        .arg(format!("{}:{}", owner.uid(), owner.gid()))
        .arg(&data);
    let _ = Outcome::of(&mut own).success();
    standby.start_again();
    standby
}

/// A server over one database that reads from another one.
fn start(scene: &Scene, store: &str, replica: &str) -> Server {
    let flags = ["--backend-store-uri", store];
    let reading = ["--read-replica-backend-store-uri", replica];
    let counting = ["--expose-prometheus", "counts"];
    Server::start(scene, &[flags, reading, counting].concat())
}

#[test]
fn what_only_reads_is_answered_by_the_replica_and_what_writes_by_the_primary() {
    let databases = KINDS.iter().filter_map(|&kind| {
        let server = shared(kind)?;
        Some((server.database(), server.database()))
    });
    let files = ("sqlite:///a.db".to_owned(), "sqlite:///b.db".to_owned());
    for (store, replica) in databases.chain([files]) {
        let scene = Scene::new();
        for (address, name) in [(&store, "a"), (&replica, "b")] {
            let create = ["experiments", "create", "-n", name];
            let mut command = scene.command(create);
            command.env("MLFLOW_TRACKING_URI", address);
            let _ = Outcome::of(&mut command).success();
        }
        let server = start(&scene, &store, &replica);
        assert!(
            server.introduction.contains("reads: read replica `"),
            "{}",
            server.introduction
        );
        let found = experiment(&server, "b").is(200).json();
        let id = found["experiment"]["experiment_id"]
            .as_str()
            .expect("an id");
        experiment(&server, "a").fails(404, "RESOURCE_DOES_NOT_EXIST");
        // What a write reads is read where it writes: the name is taken there, and nothing here.
        let create = |name: &str| server.post("experiments/create", &json!({ "name": name }));
        create("a").fails(400, "RESOURCE_ALREADY_EXISTS");
        create("b").is(200);
        let created = server.run(id);
        let values = json!({"run_id": created, "key": "m", "value": 1.0, "timestamp": 1});
        server.ask("runs/log-metric", &values);
        run(&server, &created).fails(404, "RESOURCE_DOES_NOT_EXIST");
        let model = json!({"name": "model"});
        server.ask("registered-models/create", &model);
        server
            .get("/api/2.0/mlflow/registered-models/get?name=model")
            .fails(404, "RESOURCE_DOES_NOT_EXIST");
        assert_eq!(metric(&server, "mlflow_read_replica_up"), 1);
        let reads = "mlflow_read_replica_reads_total{database=\"replica\"}";
        assert!(metric(&server, reads) >= 4);
    }
}

#[test]
fn a_standby_that_lags_is_stale_and_one_that_is_away_is_done_without() {
    if !KINDS.contains(&Kind::Postgres) {
        return;
    }
    let Some(setup) = Setup::of_or_skip(Kind::Postgres) else {
        return;
    };
    let primary = setup.hasty().start();
    let store = primary.database();
    let scene = Scene::with_store(&store);
    let _ = mlflow!(scene, "experiments create -n x").success();
    let standby = standby_of(&primary);
    let name = store.split(['/', '?']).nth(3).expect("a database");
    let replica = standby.address(name);
    let server = start(&scene, &store, &replica);
    let first = server.run("1");
    until("what is written arrives", || {
        run(&server, &first).status == 200
    });

    standby.sql(&replica, "SELECT pg_wal_replay_pause();");
    until("the standby pauses", || {
        standby.sql(&replica, "SELECT pg_get_wal_replay_pause_state();") == "paused\n"
    });
    let second = server.run("1");
    run(&server, &second).fails(404, "RESOURCE_DOES_NOT_EXIST");
    let tag = json!({"run_id": second, "key": "k", "value": "v"});
    server.ask("runs/set-tag", &tag);
    standby.sql(&replica, "SELECT pg_wal_replay_resume();");
    until("the standby follows", || {
        run(&server, &second).status == 200
    });

    standby.kill();
    until("nobody waits for the standby", || {
        run(&server, &second).is(200);
        metric(&server, "mlflow_read_replica_up") == 0
    });
    let third = server.run("1");
    run(&server, &third).is(200);
    let of_primary = "mlflow_read_replica_reads_total{database=\"primary\"}";
    assert!(metric(&server, of_primary) >= 1);
    standby.start_again();
    until("the standby is read again", || {
        metric(&server, "mlflow_read_replica_up") == 1
    });
    until("it has what was written meanwhile", || {
        run(&server, &third).status == 200
    });
}

#[test]
fn a_replica_that_is_missing_is_looked_for_and_one_that_is_none_is_refused() {
    let scene = Scene::new();
    let server = start(&scene, "sqlite:///a.db", "sqlite:///copy.db");
    assert!(
        server
            .introduction
            .contains("copy.db` is away, and everything is read from the backend store"),
        "{}",
        server.introduction
    );
    let id = server.experiment("x");
    experiment(&server, "x").is(200);
    let _ = mlflow!(scene, "db backup sqlite:///a.db copy.db").success();
    until("the copy is read", || {
        metric(&server, "mlflow_read_replica_up") == 1
    });
    let created = server.run(&id);
    run(&server, &created).fails(404, "RESOURCE_DOES_NOT_EXIST");

    let _ = mlflow!(scene, "db create sqlite:///old.db --schema 2.9").success();
    for (replica, part) in [
        ("sqlite:///old.db", "expected a replica"),
        ("postgresql://h/d", "a database of the same kind"),
        ("./mlruns", "a database of the same kind"),
    ] {
        let flags = format!(
            "server --port 0 --backend-store-uri sqlite:///a.db \
             --read-replica-backend-store-uri {replica}"
        );
        let said = scene.mlflow(words(&flags)).code(1).stderr();
        assert!(said.contains(part), "{replica}: {said}");
    }
    let same = ["--read-replica-backend-store-uri", "sqlite:///a.db"];
    let server = Server::start(
        &scene,
        &[&["--backend-store-uri", "sqlite:///a.db"][..], &same].concat(),
    );
    assert!(
        server
            .introduction
            .contains("it is the backend store itself"),
        "{}",
        server.introduction
    );
}
