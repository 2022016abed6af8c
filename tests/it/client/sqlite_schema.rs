//! A new database has the schema that Python's MLflow 3.18.0 makes, statement for statement.

use mlflow::config::StoreUri;
use mlflow::store::{self, OpenOptions};
use rusqlite::Connection;

use crate::support::clients::{Client, python};
use crate::support::{Outcome, Scene, schema};

/// Makes the database of a new store in the way that MLflow itself does.
const CREATE: &str = "
import sys
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore
SqlAlchemyStore(sys.argv[1], './mlruns')
";

#[test]
fn a_new_database_has_the_schema_of_mlflow_3_18_0() {
    let Some(python) = python(Client::V3Newest) else {
        return;
    };
    let scene = Scene::new();
    let _ = Outcome::of(
        scene
            .bare_command(python)
            .args(["-c", CREATE, "sqlite:///theirs.db"]),
    )
    .success();
    let ours = scene.path("ours.db");
    let options = OpenOptions {
        artifact_root: "/artifacts".to_owned(),
        now: 1,
    };
    let uri = StoreUri::of_sqlite(&ours).expect("an address");
    store::open(&uri, &options).expect("a new store");
    let [ours, theirs] = [ours, scene.path("theirs.db")]
        .map(|path| schema::statements(&Connection::open(path).expect("a database")));
    assert!(theirs.len() > 200, "{theirs:?}");
    assert_eq!(ours, theirs);
}
