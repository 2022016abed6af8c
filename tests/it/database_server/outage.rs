//! A database that is not there: yet, for a while, or never.

use std::time::Duration;

use serde_json::json;

use crate::support::database_server::Setup;
use crate::support::{Scene, Server, mlflow, words};

use super::KINDS;

#[test]
fn a_server_outlives_its_database_and_says_whether_it_is_there() {
    for &kind in KINDS {
        let Some(setup) = Setup::of_or_skip(kind) else {
            continue;
        };
        let database = setup.hasty().start();
        let store = database.database();
        let scene = Scene::new();
        let server = Server::start(&scene, &["--backend-store-uri", &store]);
        server.get("/ready").is(200);
        database.kill();
        server.get("/health").is(200);
        // What serves one connection may live for a moment longer than its server.
        let mut answers = std::iter::repeat_with(|| server.get("/ready")).take(1_000);
        let refused = answers.find(|answer| answer.status != 200);
        let refused = refused
            .expect("a refusal")
            .fails(503, "TEMPORARILY_UNAVAILABLE");
        assert_eq!(refused.header("retry-after"), "2");
        assert!(
            refused.text().contains("cannot reach the"),
            "{}",
            refused.text()
        );
        std::thread::scope(|scope| {
            // Whoever asks meanwhile waits, and may ask again where the start takes very long.
            let waiting = scope.spawn(|| {
                let name = json!({"name": "asked for before it was back"});
                let mut answers =
                    std::iter::repeat_with(|| server.post("experiments/create", &name)).take(10);
                let answer = answers.find(|answer| answer.status != 503);
                answer.expect("an answer").is(200)
            });
            database.start_again();
            waiting.join().expect("an answer");
        });
        server.get("/ready").is(200);
        assert_eq!(
            database.sql(&store, "SELECT count(*) FROM experiments;"),
            "2\n"
        );
    }
}

#[test]
fn a_program_that_starts_waits_for_its_database() {
    for &kind in KINDS {
        let Some(setup) = Setup::of_or_skip(kind) else {
            continue;
        };
        let database = setup.hasty().start();
        let store = database.database();
        database.kill();
        let scene = Scene::with_store(&store).env("MLFLOW_DATABASE_WAIT", "1");
        for (command, waits) in [
            ("experiments search", false),
            ("experiments create -n y", true),
        ] {
            let refused = scene.mlflow(words(command)).code(1);
            let said = refused.stderr();
            assert_eq!(said.contains("cannot be reached yet"), waits, "{said}");
            assert!(said.contains("cannot reach the"), "{said}");
        }
        let scene = Scene::with_store(&store);
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| mlflow!(scene, "experiments create -n x").success());
            std::thread::sleep(Duration::from_millis(300));
            database.start_again();
            let made = waiting.join().expect("an answer");
            assert!(made.stdout().contains("'x'"), "{}", made.stdout());
        });
    }
}

#[test]
fn what_is_not_there_is_refused_at_once() {
    for &kind in KINDS {
        let Some(setup) = Setup::of_or_skip(kind) else {
            continue;
        };
        let database = setup.hasty().start();
        let scene = Scene::with_store(&database.address("nowhere"));
        let said = mlflow!(scene, "experiments search").code(1).stderr();
        assert!(said.contains("there is no"), "{said}");
    }
}
