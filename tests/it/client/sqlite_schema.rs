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

/// Every statement of the schema, compared by [`normalized`]. The order of statements does not
/// count: MLflow makes the indices of a table in another order each time.
fn schema(database: &Path) -> BTreeSet<String> {
    let database = Connection::open(database).expect("a database");
    let mut statement = database
        .prepare(
            "SELECT type || ' ' || name, tbl_name, coalesce(sql, 'implicit') FROM sqlite_master",
        )
        .expect("the schema table");
    let rows = statement
        .query_map([], |row| {
            let (what, table, sql): (String, String, String) =
                (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(format!("{what} on {table}: {}", normalized(&sql)))
        })
        .expect("rows");
    let statements: BTreeSet<String> = rows.map(|row| row.expect("a row")).collect();
    assert!(statements.len() > 200, "{statements:?}");
    statements
}

/// Makes white space even and sorts the named constraints behind the rest: those of `runs` come in
/// an order that depends on Python's hash seed.
fn normalized(sql: &str) -> String {
    let mut lines: Vec<String> = sql
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .map(|line| line.trim_end_matches(',').to_owned())
        .collect();
    lines.sort_by_key(|line| line.starts_with("CONSTRAINT").then(|| line.clone()));
    lines.join("\n")
}
