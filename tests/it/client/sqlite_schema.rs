//! A new database has the schema that Python's MLflow 3.17.2 makes, statement for statement.

use std::collections::BTreeSet;
use std::path::Path;

use mlflow::store::{self, OpenOptions};
use rusqlite::Connection;

use crate::support::clients::{Client, python};
use crate::support::{Outcome, Scene};

/// Makes the database of a new store in the way that MLflow itself does.
const CREATE: &str = "
import sys
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore
SqlAlchemyStore(sys.argv[1], './mlruns')
";

#[test]
fn a_new_database_has_the_schema_of_mlflow_3_17_2() {
    let Some(python) = python(Client::V3) else {
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
    store::open(&format!("sqlite:///{}", ours.display()), &options).expect("a new store");
    assert_eq!(schema(&ours), schema(&scene.path("theirs.db")));
}

/// Every statement of the schema with white space made even. Their order does not count: MLflow
/// itself makes the indices of a table in another order each time.
fn schema(database: &Path) -> BTreeSet<String> {
    let database = Connection::open(database).expect("a database");
    let mut statement = database
        .prepare("SELECT type || ' ' || name || ' on ' || tbl_name || ': ' || coalesce(sql, 'implicit') FROM sqlite_master")
        .expect("the schema table");
    let rows = statement
        .query_map([], |row| row.get::<_, String>(0))
        .expect("rows");
    let statements: BTreeSet<String> = rows
        .map(|row| {
            row.expect("a row")
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    assert!(statements.len() > 200, "{statements:?}");
    statements
}
