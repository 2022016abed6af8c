//! What every store keeps, over MariaDB.

use std::path::Path;

use crate::config::{MySqlSettings, StoreLocation, StoreUri};
use crate::error::Result;
use crate::store::testkit::database_server::{DatabaseServer, Kind, shared};
use crate::store::{OpenOptions, Store, testkit};

use super::super::remote::Connector as _;
use super::super::session::Session as _;
use super::SqlStore;
use super::connector::MySqlConnector;
use super::open::open;

fn open_at(address: &str, options: &OpenOptions) -> Result<SqlStore> {
    match StoreUri::parse(address)?.location() {
        StoreLocation::Database(uri) => open(uri, options),
        other => panic!("{other:?}"),
    }
}

/// A database that heeds letter case, as it is best made for MLflow.
fn new_database(server: &DatabaseServer) -> String {
    let address = server.database();
    server.sql(
        &address,
        "SET @make = concat('ALTER DATABASE ', database(), ' COLLATE utf8mb4_bin');
         EXECUTE IMMEDIATE @make;",
    );
    address
}

/// Removes all rows, so that the next store is a new one: that takes less time than new tables.
fn clear(server: &DatabaseServer, address: &str) {
    let tables = server.sql(
        address,
        "SELECT table_name FROM information_schema.tables
         WHERE table_schema = database() AND table_name NOT IN ('alembic_version', 'workspaces');",
    );
    let clear: Vec<String> = tables
        .lines()
        .map(|table| format!("DELETE FROM `{table}`;"))
        .collect();
    server.sql(
        address,
        &format!(
            "SET foreign_key_checks = 0; BEGIN; {} COMMIT;",
            clear.join("")
        ),
    );
}

fn check_with(check: impl Fn(&dyn Fn(&Path, &OpenOptions) -> Box<dyn Store>)) {
    let Some(server) = shared(Kind::MariaDb) else {
        return;
    };
    let address = new_database(server);
    check(&|_, options| {
        clear(server, &address);
        Box::new(open_at(&address, options).unwrap())
    });
}

#[test]
fn the_contract_of_stores_is_kept() {
    check_with(|open| testkit::check(open));
}

#[test]
fn the_contract_of_registries_is_kept() {
    check_with(|open| testkit::check_registry(open));
}

#[test]
fn ten_that_start_at_once_on_an_empty_database_all_succeed() {
    let Some(server) = shared(Kind::MariaDb) else {
        return;
    };
    let address = server.database();
    let options = OpenOptions {
        artifact_root: "/root".to_owned(),
        now: 1,
    };
    std::thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| open_at(&address, &options).unwrap());
        }
    });
    let found = server.sql(
        &address,
        "SELECT (SELECT count(*) FROM alembic_version), (SELECT count(*) FROM experiments),
                (SELECT count(*) FROM workspaces);",
    );
    assert_eq!(found, "1\t1\t1\n");
}

#[test]
fn each_of_several_statements_may_fail() {
    let Some(server) = shared(Kind::MariaDb) else {
        return;
    };
    let address = server.database();
    let uri = StoreUri::parse(&address).unwrap();
    let StoreLocation::Database(uri) = uri.location() else {
        panic!("{uri:?}");
    };
    let connector = MySqlConnector::new(MySqlSettings::new(uri).unwrap()).unwrap();
    let connection = connector.connect().unwrap();
    for (statements, is_well) in [
        ("SELECT 1; SELECT 2", true),
        ("SELECT 1; SELECT nothing; SELECT 2", false),
        ("SET @x = 1; SELECT 1; CREATE NOTHING", false),
        ("SELECT 1", true),
    ] {
        assert_eq!(connection.run(statements).is_ok(), is_well, "{statements}");
    }
}
