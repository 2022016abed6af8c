//! What every store keeps, over MariaDB.

use std::path::Path;

use crate::config::{MySqlSettings, StoreLocation, StoreUri};
use crate::error::Result;
use crate::store::testkit::database_server::{DatabaseServer, Kind, shared};
use crate::store::{ExperimentStore as _, OpenOptions, Store, testkit};

use super::super::breadth::{Breadth, Breadths};
use super::super::remote::Connector as _;
use super::super::session::Session as _;
use super::super::tests::new_experiment;
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
    check_changed(|_| {}, check);
}

/// Checks stores that are not used as they are opened.
fn check_changed(
    change: impl Fn(&mut SqlStore),
    check: impl Fn(&dyn Fn(&Path, &OpenOptions) -> Box<dyn Store>),
) {
    let Some(server) = shared(Kind::MariaDb) else {
        return;
    };
    let address = new_database(server);
    check(&|_, options| {
        clear(server, &address);
        let mut store = open_at(&address, options).unwrap();
        change(&mut store);
        Box::new(store)
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

/// As if each search were over a large part of many runs.
#[test]
fn broad_searches_keep_the_contract_of_runs() {
    let all_broad = |store: &mut SqlStore| store.breadths = Breadths::All(Breadth::Broad);
    check_changed(all_broad, |open| testkit::check_runs(open));
}

#[test]
fn a_search_is_broad_in_experiments_with_many_of_the_runs() {
    let Some(server) = shared(Kind::MariaDb) else {
        return;
    };
    let address = new_database(server);
    let options = OpenOptions {
        artifact_root: "/root".to_owned(),
        now: 1,
    };
    let store = open_at(&address, &options).unwrap();
    let few = store.create_experiment(&new_experiment("few")).unwrap();
    server.sql(
        &address,
        &format!(
            "INSERT INTO runs (run_uuid, experiment_id, lifecycle_stage)
             SELECT lpad(seq, 32, '0'), IF(seq <= 100, {few}, 0), 'active' FROM seq_1_to_2000;
             ANALYZE TABLE runs;"
        ),
    );
    let few = few.as_str().parse().unwrap();
    for (experiments, expected) in [
        (vec![0], Breadth::Broad),
        (vec![few], Breadth::Narrow),
        (vec![few, 0], Breadth::Broad),
        (Vec::new(), Breadth::Narrow),
    ] {
        let breadth = store.read(|tx| store.breadths.find(tx, &experiments));
        assert_eq!(breadth.unwrap(), expected, "{experiments:?}");
    }
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
