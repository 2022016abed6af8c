//! What takes too long ends, and is told of: statements, and connections that nobody answers.

use std::net::TcpListener;

use serde_json::json;

use crate::support::database_server::{Kind, shared};
use crate::support::{Scene, Server, mlflow, until, words};

use super::KINDS;

/// Locks a run until there is a third experiment.
const LOCK_OF_POSTGRESQL: &str = "
DO $$ BEGIN
    PERFORM 1 FROM runs FOR UPDATE;
    WHILE (SELECT count(*) FROM experiments) < 3 LOOP PERFORM pg_sleep(0.02); END LOOP;
END $$;";
const LOCK_OF_MARIADB: &str = "
SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED;
DELIMITER //
BEGIN NOT ATOMIC
    START TRANSACTION;
    SELECT run_uuid INTO @run FROM runs LIMIT 1 FOR UPDATE;
    WHILE (SELECT count(*) FROM experiments) < 3 DO SELECT sleep(0.02) INTO @pause; END WHILE;
    COMMIT;
END//";

#[test]
fn a_statement_that_takes_too_long_is_told_of_and_the_connection_goes_on() {
    for &kind in KINDS {
        let Some(database) = shared(kind) else {
            continue;
        };
        let store = database.database();
        let scene = Scene::new()
            .env("MLFLOW_DATABASE_STATEMENT_TIMEOUT", "0.3")
            // There is one connection, which goes on.
            .env("MLFLOW_SQLALCHEMYSTORE_POOLCLASS", "StaticPool");
        let server = Server::start(&scene, &["--backend-store-uri", &store]);
        let run = server.run(&server.experiment("second"));
        let update = json!({"run_id": run, "status": "RUNNING"});
        let refused = std::thread::scope(|scope| {
            scope.spawn(|| match kind {
                Kind::Postgres => database.sql(&store, LOCK_OF_POSTGRESQL),
                Kind::MariaDb => database.sql(&store, LOCK_OF_MARIADB),
            });
            let mut refused = None;
            until("the run is locked", || {
                let answer = server.post("runs/update", &update);
                refused = Some(answer).filter(|answer| answer.status != 200);
                refused.is_some()
            });
            // Which ends the lock.
            server.experiment("third");
            refused
        });
        let refused = refused.expect("it was refused");
        let refused = refused.fails(503, "TEMPORARILY_UNAVAILABLE");
        assert_eq!(refused.header("retry-after"), "2");
        let said = refused.text();
        assert!(said.contains("a statement that took too long"), "{said}");
        assert!(said.contains("MLFLOW_DATABASE_STATEMENT_TIMEOUT"), "{said}");
        server.ask("runs/update", &update);
    }
}

#[test]
fn a_server_that_takes_connections_and_says_nothing_is_not_waited_for() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = silent.local_addr().expect("an address").port();
    for &kind in KINDS {
        let scheme = match kind {
            Kind::Postgres => "postgresql",
            Kind::MariaDb => "mysql",
        };
        let address = format!("{scheme}://me:hush@127.0.0.1:{port}/d?connect_timeout=1");
        let scene = Scene::with_store(&address).env("MLFLOW_DATABASE_WAIT", "0");
        for command in ["experiments search", "experiments create -n x"] {
            let said = scene.mlflow(words(command)).code(1).stderr();
            assert!(
                said.contains("no answer of the server within 2 s"),
                "{said}"
            );
            assert!(!said.contains("hush"), "{said}");
        }
    }
}

#[test]
fn the_variables_of_the_pool_are_heeded() {
    for &kind in KINDS {
        let Some(database) = shared(kind) else {
            continue;
        };
        let store = database.database();
        let scene = Scene::with_store(&store);
        let _ = mlflow!(scene, "experiments create -n x").success();
        let connections = || -> usize {
            let query = match kind {
                Kind::Postgres => {
                    "SELECT count(*) FROM pg_stat_activity
                     WHERE datname = current_database() AND application_name = 'mlflow';"
                }
                Kind::MariaDb => {
                    "SELECT count(*) - 1 FROM information_schema.processlist WHERE db = database();"
                }
            };
            database
                .sql(&store, query)
                .trim()
                .parse()
                .expect("a number")
        };
        for (class, kept) in [("QueuePool", 3), ("NullPool", 0), ("StaticPool", 1)] {
            let scene = Scene::new()
                .env("MLFLOW_SQLALCHEMYSTORE_POOLCLASS", class)
                .env("MLFLOW_SQLALCHEMYSTORE_POOL_SIZE", "3")
                .env("MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW", "2")
                .env("MLFLOW_SQLALCHEMYSTORE_POOL_RECYCLE", "3600")
                .env("MLFLOW_SQLALCHEMYSTORE_ECHO", "true");
            let server = Server::start(&scene, &["--backend-store-uri", &store]);
            std::thread::scope(|scope| {
                for _ in 0..12 {
                    scope.spawn(|| server.run("0"));
                }
            });
            until("what is not kept is closed", || connections() <= kept);
            server.run("0");
            if class != "QueuePool" {
                until("no more are kept", || connections() == kept);
            }
        }
        for (variable, value) in [
            ("POOLCLASS", "x"),
            ("POOL_SIZE", "x"),
            ("MAX_OVERFLOW", "x"),
            ("POOL_RECYCLE", "x"),
            ("ECHO", "x"),
        ] {
            let variable = format!("MLFLOW_SQLALCHEMYSTORE_{variable}");
            let scene = Scene::with_store(&store).env(&variable, value);
            let said = mlflow!(scene, "experiments search").code(1).stderr();
            assert!(said.contains(&variable), "{said}");
        }
        let scene = Scene::with_store(&store).env("MLFLOW_SQLALCHEMYSTORE_ECHO", "true");
        let said = mlflow!(scene, "experiments search").success().stderr();
        assert!(said.contains(" values): SELECT "), "{said}");
    }
}
