//! Stores in databases of a PostgreSQL server, which the tests start.

use super::open::open;
use crate::config::{StoreLocation, StoreUri};
use crate::error::{ErrorCode, Result};
use crate::store::sql::SqlStore;
use crate::store::sql::tests::new_experiment;
use crate::store::testkit::database_server::{DatabaseServer, Kind, shared};
use crate::store::{ExperimentStore as _, OpenOptions, Store as _, testkit};

fn open_at(address: &str, options: &OpenOptions) -> Result<SqlStore> {
    let uri = StoreUri::parse(address).unwrap();
    let StoreLocation::Database(database) = uri.location() else {
        panic!("{address} is no database");
    };
    open(database, options)
}

fn options() -> OpenOptions {
    OpenOptions {
        artifact_root: "/root".to_owned(),
        now: 7,
    }
}

fn server() -> Option<&'static DatabaseServer> {
    shared(Kind::Postgres)
}

#[test]
fn a_store_keeps_the_contract() {
    let Some(server) = server() else { return };
    testkit::check(|_, options| Box::new(open_at(&server.database(), options).unwrap()));
}

#[test]
fn a_store_keeps_the_contract_of_a_registry() {
    let Some(server) = server() else { return };
    testkit::check_registry(|_, options| Box::new(open_at(&server.database(), options).unwrap()));
}

#[test]
fn ten_that_start_at_once_on_an_empty_database_make_one_store() {
    let Some(server) = server() else { return };
    let address = server.database();
    server.sql(&address, "CREATE TABLE of_another_program (a INT);");
    std::thread::scope(|scope| {
        for number in 0..10 {
            let address = &address;
            scope.spawn(move || {
                let store = open_at(address, &options()).unwrap();
                let new = new_experiment(&format!("e{number}"));
                store.create_experiment(&new).unwrap();
            });
        }
    });
    assert_eq!(
        server.sql(
            &address,
            "SELECT count(*), min(experiment_id), max(experiment_id) FROM experiments;
             SELECT version_num FROM alembic_version;"
        ),
        "11\t0\t10\nf4a9b2c7d1e6\n"
    );
}

#[test]
fn a_database_without_tables_is_left_so_by_those_who_read() {
    let Some(server) = server() else { return };
    let address = server.database();
    let uri = StoreUri::parse(&address).unwrap();
    let store = crate::store::open_existing(&uri, &options()).unwrap();
    assert!(store.get_experiment_by_name("Default").unwrap().is_none());
    assert!(store.create_experiment(&new_experiment("e")).is_err());
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public';";
    assert_eq!(server.sql(&address, tables), "0\n");
}

#[test]
fn a_store_is_in_the_schema_that_the_address_names() {
    let Some(server) = server() else { return };
    let address = server.database();
    server.sql(&address, "CREATE SCHEMA team;");
    let team = format!("{address}&options=-csearch_path%3Dteam");
    let store = open_at(&team, &options()).unwrap();
    store.create_experiment(&new_experiment("e")).unwrap();
    let count = "SELECT count(*) FROM team.experiments;";
    assert_eq!(server.sql(&address, count), "2\n");
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public';";
    assert_eq!(server.sql(&address, tables), "0\n");
}

/// A database of another program's, or one whose revision is lost.
#[test]
fn what_is_not_a_store_is_refused_by_name() {
    let Some(server) = server() else { return };
    for (statements, expected) in [
        (
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);
             INSERT INTO alembic_version VALUES ('abc');",
            "has the revision `abc`",
        ),
        (
            "CREATE TABLE experiments (a INT); CREATE TABLE runs (a INT);
             CREATE TABLE tags (a INT); CREATE TABLE params (a INT);
             CREATE TABLE metrics (step INT);",
            "has MLflow's tables, but no revision",
        ),
    ] {
        let address = server.database();
        server.sql(&address, statements);
        let error = open_at(&address, &options()).err().expect("no store");
        assert!(error.message().contains(expected), "{error}");
    }
}

#[test]
fn a_newer_revision_is_used_where_the_tables_fit() {
    let Some(server) = server() else { return };
    let address = server.database();
    drop(open_at(&address, &options()).unwrap());
    server.sql(&address, "UPDATE alembic_version SET version_num = 'abc';");
    let store = open_at(&address, &options()).unwrap();
    assert_eq!(store.schema_revision().unwrap().as_deref(), Some("abc"));
    server.sql(&address, "ALTER TABLE runs DROP COLUMN name;");
    let error = open_at(&address, &options())
        .err()
        .expect("it does not fit");
    assert!(error.message().contains("column `name`"), "{error}");
}

#[test]
fn what_a_column_has_no_place_for_is_refused() {
    let Some(server) = server() else { return };
    let store = open_at(&server.database(), &options()).unwrap();
    for name in ["a\0b".to_owned(), "x".repeat(300)] {
        let error = store.create_experiment(&new_experiment(&name)).unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidParameterValue, "{error}");
    }
    let error = open_at(&server.address("not_there"), &options()).err();
    let error = error.expect("there is no such database");
    assert_eq!(error.code(), ErrorCode::ResourceDoesNotExist, "{error}");
}
