//! What `mlflow db upgrade` makes of an older database with rows is what MLflow's own upgrade makes.

use std::path::Path;

use crate::support::clients::{Client, python};
use crate::support::database_server::{DatabaseServer, Kind, shared};
use crate::support::{Outcome, Scene, mlflow};

use super::KINDS;

/// Releases whose databases differ much; MariaDB takes long to change tables, and has the first alone.
/// `MLFLOW_TEST_UPGRADES` names others, with commas between them, or `all`.
const RELEASES: [&str; 2] = ["1.23.1", "3.16.1"];

/// The columns of each table in the order of their names, but for one that an upgrade sets to the
/// present.
const COLUMNS_OF_POSTGRESQL: &str = "
SELECT table_name, string_agg('\"' || column_name || '\"', ', ' ORDER BY column_name)
FROM information_schema.columns
WHERE table_schema = 'public' AND (table_name, column_name) <> ('jobs', 'last_update_time')
GROUP BY table_name;";
const COLUMNS_OF_MARIADB: &str = "
SELECT table_name, group_concat('`', column_name, '`' ORDER BY column_name SEPARATOR ', ')
FROM information_schema.columns
WHERE table_schema = database() AND (table_name, column_name) <> ('jobs', 'last_update_time')
GROUP BY table_name;";

fn releases(kind: Kind) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/databases");
    let wanted = std::env::var("MLFLOW_TEST_UPGRADES").unwrap_or_default();
    let wanted: Vec<&str> = match wanted.as_str() {
        "" if kind == Kind::MariaDb => RELEASES[..1].to_vec(),
        "" => RELEASES.to_vec(),
        names => names.split(',').collect(),
    };
    let files = std::fs::read_dir(folder).expect("the folder of databases");
    let files = files.map(|file| file.expect("a file").path());
    let packed = files.filter(|file| {
        let name = file.file_name().and_then(|name| name.to_str());
        let release = name.and_then(|name| name.strip_suffix(".db.gz"));
        release.is_some_and(|release| wanted == ["all"] || wanted.contains(&release))
    });
    let packed: Vec<String> = packed.map(|file| file.display().to_string()).collect();
    assert!(packed.len() >= wanted.len(), "{packed:?}");
    packed
}

/// Every row of every table: a line each, behind the table's name.
fn rows(database: &DatabaseServer, address: &str) -> Vec<String> {
    let columns = database.sql(
        address,
        match database.kind() {
            Kind::Postgres => COLUMNS_OF_POSTGRESQL,
            Kind::MariaDb => COLUMNS_OF_MARIADB,
        },
    );
    let mut rows = Vec::new();
    for line in columns.lines() {
        let (table, columns) = line.split_once('\t').expect("a table and its columns");
        let found = database.sql(address, &format!("SELECT {columns} FROM {table};"));
        rows.extend(found.lines().map(|row| format!("{table}: {row}")));
    }
    rows.sort();
    rows
}

fn differences(ours: &[String], theirs: &[String]) -> Vec<String> {
    let only = |some: &[String], others: &[String], who: &str| -> Vec<String> {
        let some = some.iter().filter(|line| !others.contains(line));
        some.map(|line| format!("only {who}: {line}")).collect()
    };
    let mut found = only(ours, theirs, "ours");
    found.extend(only(theirs, ours, "theirs"));
    if found.is_empty() && ours.len() != theirs.len() {
        found.push(format!("{} lines, theirs {}", ours.len(), theirs.len()));
    }
    found
}

#[test]
fn a_filled_database_ends_as_mlflow_leaves_it() {
    let Some(python) = python(Client::V3NewestDatabases) else {
        return;
    };
    let mut failed = Vec::new();
    for &kind in KINDS {
        let Some(database) = shared(kind) else {
            continue;
        };
        let scene = Scene::new();
        let script = scene.write("filled.py", include_str!("filled.py"));
        let upgrades: Vec<[String; 3]> = releases(kind)
            .into_iter()
            .map(|release| [release, database.database(), database.database()])
            .collect();
        let mut fill = scene.bare_command(python);
        let fill = fill.arg(script).args(upgrades.iter().flatten());
        let _ = Outcome::of(fill).success();
        for [release, ours, theirs] in &upgrades {
            let before = rows(database, ours).len();
            let _ = mlflow!(scene, "db upgrade --no-backup {ours}").success();
            let ours = [database.schema(ours), rows(database, ours)].concat();
            let theirs = [database.schema(theirs), rows(database, theirs)].concat();
            let found = differences(&ours, &theirs);
            if before < 100 || !found.is_empty() {
                let found = found.join("\n");
                failed.push(format!("== {kind:?}, {release}: {before} rows\n{found}"));
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
