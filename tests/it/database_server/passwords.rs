//! Passwords that a command prints.

use std::fs;

use crate::support::database_server::{DatabaseServer, Kind, Setup};
use crate::support::{Scene, Server, words};

use super::KINDS;

/// Gives the user `iam` another password.
fn change(kind: Kind, database: &DatabaseServer, password: &str) {
    let user = match kind {
        Kind::Postgres => "iam",
        Kind::MariaDb => "iam@localhost",
    };
    let change = match kind {
        Kind::Postgres => format!("ALTER ROLE {user} PASSWORD '{password}';"),
        Kind::MariaDb => format!("ALTER USER {user} IDENTIFIED BY '{password}';"),
    };
    database.sql("", &change);
}

fn make_user(kind: Kind, database: &DatabaseServer) {
    match kind {
        Kind::Postgres => {
            let rules = database.folder().join("data/pg_hba.conf");
            let others = fs::read_to_string(&rules).expect("the rules of `initdb`");
            let all = format!("local all iam scram-sha-256\n{others}");
            fs::write(&rules, all).expect("a file");
            database.sql(
                "",
                "CREATE ROLE iam LOGIN SUPERUSER; SELECT pg_reload_conf();",
            );
        }
        Kind::MariaDb => {
            database.sql(
                "",
                "CREATE USER iam@localhost; GRANT ALL ON *.* TO iam@localhost;",
            );
        }
    }
}

#[test]
fn a_command_prints_the_password_of_each_new_connection() {
    for &kind in KINDS {
        let Some(setup) = Setup::of_or_skip(kind) else {
            continue;
        };
        let database = setup.hasty().start();
        make_user(kind, &database);
        let store = database.database();
        let store = store
            .replacen("postgres@", "iam@", 1)
            .replacen("root@", "iam@", 1);
        let scene = Scene::with_store(&store);
        let file = scene.write("password", "first-hush\n");
        let scene = scene
            .env(
                "MLFLOW_DATABASE_PASSWORD_COMMAND",
                &format!("echo x >>ran; cat '{}'", file.display()),
            )
            .env("MLFLOW_SQLALCHEMYSTORE_POOLCLASS", "NullPool");
        change(kind, &database, "first-hush");
        let server = Server::start(&scene, &["--backend-store-uri", &store]);
        let experiment = server.experiment("x");
        change(kind, &database, "second-hush");
        scene.write("password", "second-hush\n");
        server.run(&experiment);
        for command in [
            "experiments search".to_owned(),
            format!("db status {store}"),
            format!("runs list --experiment-id {experiment}"),
        ] {
            let _ = scene.mlflow(words(&command)).success();
        }
        // One that is kept is replaced when the server refuses it.
        let keeping = scene.env("MLFLOW_DATABASE_PASSWORD_LIFETIME", "900");
        let keeper = Server::start(&keeping, &["--backend-store-uri", &store]);
        keeper.run(&experiment);
        let runs = || {
            fs::read_to_string(keeping.path("ran"))
                .unwrap_or_default()
                .len()
        };
        let before = runs();
        keeper.run(&experiment);
        assert_eq!(runs(), before, "the password is kept");
        change(kind, &database, "third-hush");
        keeping.write("password", "third-hush\n");
        keeper.run(&experiment);
        assert!(runs() > before, "the password is new");
        refuse(&keeping, &server, &store);
    }
}

/// What is said where the password is wrong, or where there is none. None of it is told.
fn refuse(scene: &Scene, server: &Server, store: &str) {
    scene.write("password", "wrong-hush\n");
    let create = serde_json::json!({"experiment_id": "0"});
    let refused = server.post("runs/create", &create).is(403).text();
    let said = scene.mlflow(words("experiments search")).code(1).stderr();
    for said in [refused, said] {
        assert!(said.contains("refuses the user"), "{said}");
        assert!(!said.contains("hush"), "{said}");
    }
    for (command, part) in [
        ("echo hush; echo no login >&2; false", "no login"),
        ("true", "prints nothing"),
    ] {
        let scene = Scene::with_store(store).env("MLFLOW_DATABASE_PASSWORD_COMMAND", command);
        let said = scene.mlflow(words("experiments search")).code(1).stderr();
        assert!(said.contains("MLFLOW_DATABASE_PASSWORD_COMMAND"), "{said}");
        assert!(said.contains(part) && !said.contains("hush"), "{said}");
    }
}
