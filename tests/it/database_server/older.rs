//! Databases of older releases are used as they are.

use std::path::Path;

use serde_json::json;

use crate::support::clients::{Client, python};
use crate::support::database_server::{DatabaseServer, shared};
use crate::support::{Outcome, Scene, Server};

use super::KINDS;

/// Makes the tables of a revision, as MLflow's own migrations make them.
const MAKE: &str = "
import sys
from alembic import command
from mlflow.store.db.utils import _get_alembic_config, create_sqlalchemy_engine_with_retry
from mlflow.store.tracking.dbmodels.initial_models import Base
address, revision = sys.argv[1:]
engine = create_sqlalchemy_engine_with_retry(address)
Base.metadata.create_all(engine)
config = _get_alembic_config(address)
with engine.begin() as connection:
    config.attributes['connection'] = connection
    command.upgrade(config, revision)
";

/// Writes and reads through a server over a new database of a revision.
#[track_caller]
fn used_as_it_is(revision: &str, later: &str) {
    let Some(python) = python(Client::V3NewestDatabases) else {
        return;
    };
    for &kind in KINDS {
        if let Some(database) = shared(kind) {
            used_in(database, python, revision, later);
        }
    }
}

#[track_caller]
fn used_in(database: &DatabaseServer, python: &Path, revision: &str, later: &str) {
    let address = database.database();
    let scene = Scene::new();
    let mut make = scene.bare_command(python);
    let _ = Outcome::of(make.args(["-c", MAKE, &address, revision])).success();
    let server = Server::start(&scene, &["--backend-store-uri", &address]);
    let experiment = server.experiment("of an older schema");
    let run = server.run(&experiment);
    let metric = |key: &str, value: f64, step: i64| json!({"key": key, "value": value, "timestamp": step, "step": step});
    let batch = json!({
        "run_id": run,
        "metrics": [metric("loss", 0.5, 0), metric("loss", 0.25, 1)],
        "params": [{"key": "p", "value": "1"}],
        "tags": [{"key": "t", "value": "it's"}],
    });
    server.ask("runs/log-batch", &batch);
    let filter = "metrics.loss < 0.3 AND params.p = '1' AND tags.t LIKE 'it%'";
    let search = json!({"experiment_ids": [experiment], "filter": filter});
    let found = server.ask("runs/search", &search);
    assert_eq!(found["runs"][0]["info"]["run_id"], json!(run), "{found}");
    assert_eq!(found["runs"].as_array().map(Vec::len), Some(1));
    let history = format!("/api/2.0/mlflow/metrics/get-history?run_id={run}&metric_key=loss");
    let history = server.get(&history).is(200).json();
    assert_eq!(history["metrics"].as_array().map(Vec::len), Some(2));
    for endpoint in ["experiments/delete", "experiments/restore"] {
        server.ask(endpoint, &json!({"experiment_id": experiment}));
    }
    server.ask("registered-models/create", &json!({"name": "m"}));
    let refused = server.post(
        "logged-models",
        &json!({"experiment_id": experiment, "name": "x"}),
    );
    let refused = refused.text();
    assert!(refused.contains(later), "{refused}");
    let recorded = database.sql(&address, "SELECT version_num FROM alembic_version;");
    assert_eq!(recorded.trim_end(), revision);
}

#[test]
fn a_database_of_1_23_1_is_used_as_it_is() {
    used_as_it_is("c48cb773bb87", "need a schema of MLflow 3.0 or later");
}

#[test]
fn a_database_of_2_22_4_is_used_as_it_is() {
    used_as_it_is("0584bdc529eb", "need a schema of MLflow 3.0 or later");
}
