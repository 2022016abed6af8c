//! The way of schemas, taken in databases of servers that the tests start.

use std::sync::Arc;

use crate::config::{StoreLocation, StoreUri};
use crate::entity::{RunId, RunStatus};
use crate::error::{ErrorCode, Result};
use crate::store::database::{self, DatabaseAddress};
use crate::store::sql::tests::new_run;
use crate::store::sql::{SchemaTarget, UpgradeOptions, Upgraded};
use crate::store::testkit::database_server::{DatabaseServer, Kind, shared};
use crate::store::{OpenOptions, RunUpdate, open};

use super::*;

/// A trace with all that gets columns, before it does.
const TRACES: &str = r#"
    INSERT INTO experiments (experiment_id, name) VALUES (1, 'e');
    INSERT INTO trace_info (request_id, experiment_id, timestamp_ms, status)
    VALUES ('t1', 1, 5, 'OK'), ('t2', 1, 6, 'OK');
    INSERT INTO trace_tags (request_id, "key", value) VALUES ('t1', 'mlflow.traceName', 'größe');
    INSERT INTO trace_request_metadata (request_id, "key", value) VALUES
        ('t1', 'mlflow.trace.session', 's'),
        ('t1', 'mlflow.trace.tokenUsage', '{"input_tokens": 3, "output_tokens": "4", "total_tokens": 7.5}'),
        ('t1', 'mlflow.trace.cost', '{"input_cost": 0.5, "output_cost": NaN}'),
        ('t2', 'mlflow.gateway.endpointId', 'g');
    INSERT INTO trace_metrics (request_id, "key", value) VALUES ('t1', 'total_tokens', 8);
    INSERT INTO spans (trace_id, experiment_id, span_id, status, start_time_unix_nano, content,
                       dimension_attributes)
    VALUES ('t2', 1, 'a', 'OK', 1, '{}', '{"mlflow.llm.model": "m"}'),
           ('t2', 1, 'b', 'OK', 1, '{}', NULL);
    INSERT INTO span_metrics (trace_id, span_id, "key", value) VALUES
        ('t2', 'a', 'total_cost', 0.25), ('t2', 'b', 'total_cost', 0.5);
    INSERT INTO assessments (assessment_id, trace_id, name, assessment_type, value, source_type,
                             created_timestamp, last_updated_timestamp, valid)
    VALUES ('x', 't1', 'n', 'feedback', '"Yes"', 'HUMAN', 1, 1, TRUE),
           ('y', 't1', 'n', 'feedback', '2', 'HUMAN', 1, 1, TRUE);"#;
const TRACES_AFTER: &str = "\
    SELECT trace_name, session_id, input_tokens, output_tokens, total_tokens, input_cost
    FROM trace_info WHERE request_id = 't1';
    SELECT total_cost FROM trace_info WHERE request_id = 't2';
    SELECT model_name, total_cost FROM spans WHERE span_id = 'a';
    SELECT experiment_id, trace_timestamp_ms, aggregate_value FROM assessments
    ORDER BY assessment_id;
    SELECT (SELECT count(*) FROM trace_tags) + (SELECT count(*) FROM trace_request_metadata)
           + (SELECT count(*) FROM trace_metrics) + (SELECT count(*) FROM span_metrics);";

fn address(text: &str) -> DatabaseAddress {
    match StoreUri::parse(text).unwrap().location() {
        StoreLocation::Database(uri) => DatabaseAddress::Server(uri.clone()),
        other => panic!("{other:?}"),
    }
}

fn upgrade(text: &str, to: &str) -> Result<Upgraded> {
    let options = UpgradeOptions {
        target: SchemaTarget::parse(to)?,
        cancelled: Arc::default(),
        keeps_copy: true,
        now: 7,
    };
    database::upgrade(&address(text), &options, &|_| {})
}

fn create(text: &str, release: &str) -> Result<String> {
    database::create(&address(text), SchemaTarget::parse(release)?, 7)
}

/// A database that was brought from release to release has the tables of a new one.
fn check_way(server: &DatabaseServer) {
    let (new, old) = (server.database(), server.database());
    let options = OpenOptions {
        artifact_root: "/root".to_owned(),
        now: 7,
    };
    open(&StoreUri::parse(&new).unwrap(), &options).unwrap();
    create(&old, "1.0").unwrap();
    let refused = create(&old, "1.0").unwrap_err();
    assert_eq!(refused.code(), ErrorCode::ResourceAlreadyExists);
    for release in ["1.23.1", "2.9", "3.0", "3.10", "3.18"] {
        let before = database::status(&address(&old)).unwrap();
        let upgraded = upgrade(&old, release).unwrap();
        assert!(upgraded.steps > 0 && upgraded.steps <= before.steps.len());
        let target = SchemaTarget::parse(release).unwrap();
        assert_eq!(
            server.sql(&old, "SELECT version_num FROM alembic_version;"),
            format!("{}\n", target.revision())
        );
    }
    assert_eq!(upgrade(&old, "3.18").unwrap().steps, 0);
    let back = upgrade(&old, "2.9").unwrap_err();
    assert!(back.message().contains("newer than"), "{back}");
    assert_eq!(server.schema(&old), server.schema(&new));
}

/// What was said of traces gets columns.
fn check_traces(server: &DatabaseServer, quote: &str) {
    let database = server.database();
    create(&database, "3.16").unwrap();
    server.sql(
        &database,
        &TRACES.replace("\"key\"", &format!("{quote}key{quote}")),
    );
    upgrade(&database, "3.18").unwrap();
    let found = server.sql(&database, TRACES_AFTER);
    let lines: Vec<Vec<&str>> = found
        .lines()
        .map(|line| line.split(['\t', '|']).collect())
        .collect();
    let expected = [
        vec!["größe", "s", "3", "4", "8", "0.5"],
        vec!["0.75"],
        vec!["m", "0.25"],
        vec!["1", "5", "1"],
        vec!["1", "5", "2"],
        vec!["1"],
    ];
    assert_eq!(lines, expected);
}

#[test]
fn the_way_of_schemas_ends_at_that_of_a_new_database_in_postgresql() {
    if let Some(server) = shared(Kind::Postgres) {
        check_way(server);
        check_traces(server, "\"");
    }
}

#[test]
fn the_way_of_schemas_ends_at_that_of_a_new_database_in_mariadb() {
    if let Some(server) = shared(Kind::MariaDb) {
        check_way(server);
        check_traces(server, "`");
    }
}

/// Changes of tables cannot be taken back there. So an upgrade that ended on its way goes on.
#[test]
fn an_interrupted_upgrade_goes_on_in_mariadb() {
    let Some(server) = shared(Kind::MariaDb) else {
        return;
    };
    let (whole, halted) = (server.database(), server.database());
    create(&whole, "3.18").unwrap();
    // Each step is taken, and then once more, as if its revision had not been recorded.
    let mut again = "DELETE FROM alembic_version;".to_owned();
    for Step { revision, .. } in &steps(Words::MySql)[1..] {
        upgrade(&halted, revision).unwrap();
        server.sql(&halted, &again);
        upgrade(&halted, revision).unwrap();
        again = format!("UPDATE alembic_version SET version_num = '{revision}';");
    }
    // Taken twice, a step that adds a condition without a name adds it twice.
    let facts = |database: &str| {
        let mut facts = server.schema(database);
        facts.retain(|fact| fact.starts_with("column") || fact.starts_with("index"));
        facts
    };
    assert_eq!(facts(&halted), facts(&whole));
}

/// Whether `db status` says that killed runs can be kept, and whether the store keeps them so.
fn keeps_killed_runs(address_of: &str) -> (bool, bool) {
    let status = database::status(&address(address_of)).unwrap();
    let killed = status.features.iter().find(|f| f.name == "killed runs");
    let options = OpenOptions {
        artifact_root: "/root".to_owned(),
        now: 7,
    };
    let store = open(&StoreUri::parse(address_of).unwrap(), &options).unwrap();
    let run = store
        .create_run(&new_run(RunId::random().as_str()))
        .unwrap();
    let update = RunUpdate {
        status: Some(RunStatus::Killed),
        ..RunUpdate::default()
    };
    let info = store.update_run(&run.info.run_id, &update).unwrap();
    (killed.unwrap().is_kept, info.status == RunStatus::Killed)
}

/// The conditions on the status of runs decide, and those of no other table.
#[test]
fn runs_are_killed_where_no_condition_forbids_it() {
    const OTHER: &str = "CREATE TABLE other (status VARCHAR(9) CHECK (status IN ('KILLED', 'A')));";
    const REVISION_BEFORE: &str = "2b4d017a5e9b";
    for kind in [Kind::Postgres, Kind::MariaDb] {
        let Some(server) = shared(kind) else {
            continue;
        };
        let database = server.database();
        create(&database, REVISION_BEFORE).unwrap();
        server.sql(&database, OTHER);
        assert_eq!(keeps_killed_runs(&database), (false, false), "{kind:?}");
        upgrade(&database, "cfd24bdc0731").unwrap();
        // There, the old condition stays beside the new one for one more revision.
        let keeps = kind == Kind::Postgres;
        assert_eq!(keeps_killed_runs(&database), (keeps, keeps), "{kind:?}");
        upgrade(&database, "1.23.1").unwrap();
        assert_eq!(keeps_killed_runs(&database), (true, true), "{kind:?}");
        let name = match kind {
            Kind::Postgres => "runs_status_check",
            Kind::MariaDb => "CONSTRAINT_1",
        };
        server.sql(
            &database,
            &format!("ALTER TABLE runs DROP CONSTRAINT {name};"),
        );
        assert_eq!(keeps_killed_runs(&database), (true, true), "{kind:?}");
    }
}

#[test]
fn each_revision_has_a_step_on_each_engine() {
    for words in [Words::MySql, Words::Postgres] {
        let steps = steps(words);
        assert!(steps[0].is_first());
        let targets = steps[1..].iter();
        let targets: Vec<_> = targets
            .map(|step| SchemaTarget::parse(step.revision).unwrap())
            .collect();
        assert!(
            targets.is_sorted_by(|a, b| a.is_right_before(*b)),
            "{targets:?}"
        );
        assert_eq!(targets.last(), Some(&SchemaTarget::NEWEST));
    }
}

#[test]
fn each_engine_gets_its_own_statements() {
    let of = |words, revision| {
        let step = steps(words).into_iter().find(|s| s.revision == revision);
        step.unwrap().work
    };
    let run = |text: &str| Work::Run(text.to_owned());
    assert_eq!(
        of(Words::MySql, "0a8213491aaa"),
        [run("ALTER TABLE runs DROP CONSTRAINT status")]
    );
    assert_eq!(of(Words::Postgres, "0a8213491aaa"), []);
    assert_eq!(
        of(Words::Postgres, "8b6ad64cb8f5").last().unwrap(),
        &Work::Fill(Fill::IssueCategories)
    );
}

/// Steps that add conditions without names, which a server would take twice.
#[test]
fn an_upgrade_that_was_interrupted_doubles_no_condition() {
    const STEP: &str = "39d1c3be5f05";
    let Some(server) = shared(Kind::MariaDb) else {
        return;
    };
    let steps = steps(Words::MySql);
    let step = steps.iter().find(|step| step.revision == STEP).unwrap();
    let whole = server.database();
    create(&whole, STEP).unwrap();
    for done in 1..=step.work.len() {
        let begun = server.database();
        create(&begun, "a8c4a736bde6").unwrap();
        // As `Checks::begin` notes it.
        let mut statements = "ALTER TABLE alembic_version COMMENT = '39d1c3be5f05 \
                              latest_metrics=0 metrics=0';"
            .to_owned();
        for work in &step.work[..done] {
            let Work::Run(statement) = work else {
                panic!("{work:?}");
            };
            statements.push_str(statement);
            statements.push(';');
        }
        server.sql(&begun, &statements);
        upgrade(&begun, STEP).unwrap();
        assert_eq!(server.schema(&begun), server.schema(&whole), "{done}");
        let comment = "SELECT table_comment FROM information_schema.tables
                       WHERE table_schema = database() AND table_name = 'alembic_version';";
        assert_eq!(server.sql(&begun, comment).trim(), "");
    }
}
