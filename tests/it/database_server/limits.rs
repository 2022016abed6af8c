//! Connections that nobody answers, and how many there are.

use std::net::TcpListener;

use crate::support::database_server::{Kind, shared};
use crate::support::{Scene, Server, mlflow, until, words};

use super::KINDS;

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
