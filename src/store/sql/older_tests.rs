//! Every statement runs on the schema of every release, or what it does is refused by name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

use super::recorder::RecordedDatabase;
use super::session::Value;
use super::tables::TABLES;
use super::tests::{Scratch, new_experiment, row};
use super::*;
use crate::entity::{
    Dataset, DatasetInput, ExperimentId, LifecycleStage, LoggedModelStatus, Metric, ModelId,
    ModelInput, ModelMetric, ModelOutput, ModelStage, Param, REDACTED_RUN_ID, RunId, RunStatus,
    Tag, ViewType,
};
use crate::search::{
    parse_experiment_filter, parse_experiment_orders, parse_model_filter,
    parse_model_version_filter, parse_registered_model_filter, parse_run_filter, parse_run_orders,
};
use crate::store::{
    Batch, DatasetStore, Deletion, ExperimentQuery, ExperimentStore, JobQuery, LoggedModelQuery,
    LoggedModelStore, MetricStore, ModelVersionQuery, ModelVersionStore, NewLoggedModel,
    NewModelVersion, NewRegisteredModel, NewRun, OpenOptions, Purge, RegisteredModelQuery,
    RegisteredModelStore, RunQuery, RunStore, RunUpdate, Sampling, StageTransition, locked,
    testkit,
};

/// A release, or a revision at which none stopped, wherever a table or a column came that
/// statements name.
const SCHEMAS: [&str; 30] = [
    "451aebb31d03",
    "1.0",
    "1.1",
    "1.2",
    "1.3",
    "1.4",
    "1.5",
    "1.15",
    "1.25",
    "0c779009ac13",
    "1.28",
    "1.29",
    "2.3",
    "2.4",
    "2.8",
    "2.13",
    "2.17",
    "2.18",
    "400f98739977",
    "3.0",
    "3.2",
    "3.3",
    "3.4",
    "3.5",
    "3.8",
    "3.9",
    "3.10",
    "3.12",
    "3.16",
    "3.18",
];

/// A store with the schema of a release.
fn store_of(schema: &str) -> (Scratch, SqlStore, Connection) {
    let scratch = Scratch::new();
    create(&scratch.path, SchemaTarget::parse(schema).unwrap(), 0).unwrap();
    let store = scratch.open().unwrap();
    let database = Connection::open(&scratch.path).unwrap();
    (scratch, store, database)
}

/// What has worked; `None` for what the schema has no place for.
#[track_caller]
fn worked<T>(result: Result<T>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) if error.message().contains(" a schema of MLflow ") => None,
        Err(error) => panic!("{error}"),
    }
}

fn metric(value: f64, step: i64) -> Metric {
    Metric {
        key: "m".to_owned(),
        value,
        timestamp: 1,
        step,
    }
}

fn dataset() -> DatasetInput {
    DatasetInput {
        dataset: Dataset {
            name: "d".to_owned(),
            digest: "1".to_owned(),
            source_type: "code".to_owned(),
            source: "{}".to_owned(),
            schema: None,
            profile: None,
        },
        tags: vec![Tag::new("mlflow.data.context", "train")],
    }
}

#[test]
fn every_statement_runs_on_every_schema() {
    for schema in SCHEMAS {
        let (_scratch, mut store, database) = store_of(schema);
        let experiment = experiments_are_kept(&store);
        runs_are_kept(&store, &experiment);
        inputs_are_kept(&store);
        logged_models_are_kept(&store, &experiment);
        registered_models_are_kept(&store, &database);
        runs_are_found(&store, &experiment, schema);
        store.serve();
        runs_are_found(&store, &experiment, schema);
        everything_is_purged(&store, &experiment);
        let left = "SELECT (SELECT count(*) FROM runs), (SELECT count(*) FROM metrics),
                           (SELECT count(*) FROM experiments)";
        assert_eq!(
            row(&database, left),
            "Integer(0)|Integer(0)|Integer(1)",
            "{schema}"
        );
    }
}

fn experiments_are_kept(store: &SqlStore) -> ExperimentId {
    let mut new = new_experiment("e");
    let id = store.create_experiment(&new).unwrap();
    new.name = "with tags".to_owned();
    new.tags = vec![Tag::new("k", "v")];
    let tagged = worked(store.create_experiment(&new));
    store.rename_experiment(&id, "renamed", 11).unwrap();
    let found = store.get_experiment_by_name("renamed").unwrap().unwrap();
    assert_eq!(found.artifact_location, format!("/root/{id}"));
    for filter in ["name = 'renamed'", "creation_time < 11", "tags.k = 'v'"] {
        for orders in [&[][..], &["last_update_time DESC".to_owned()]] {
            let found = worked(store.search_experiments(&ExperimentQuery {
                view: ViewType::All,
                filter: parse_experiment_filter(filter).unwrap(),
                order_by: parse_experiment_orders(orders).unwrap(),
                max_results: 10,
                page_token: None,
            }));
            assert!(found.is_none_or(|page| !page.items.is_empty()), "{filter}");
        }
    }
    worked(store.set_experiment_tag(&id, &Tag::new("a", "b"), 12));
    worked(store.delete_experiment_tag(&id, "a", 12));
    for stage in [LifecycleStage::Deleted, LifecycleStage::Active] {
        store.set_experiment_stage(&id, stage, 13).unwrap();
    }
    if let Some(tagged) = tagged {
        let deleted = LifecycleStage::Deleted;
        store.set_experiment_stage(&tagged, deleted, 14).unwrap();
        store.purge_experiment(&tagged, Purge::Remove).unwrap();
    }
    id
}

fn runs_are_kept(store: &SqlStore, experiment: &ExperimentId) {
    for id in ["r", "gone"] {
        let run = store.create_run(&NewRun {
            run_id: RunId::from(id),
            experiment_id: experiment.clone(),
            run_name: "n".to_owned(),
            user_id: "me".to_owned(),
            start_time: 20,
            artifact_uri: format!("/root/1/{id}/artifacts"),
            tags: vec![Tag::new("t", "1"), Tag::new("old", "")],
        });
        assert_eq!(run.unwrap().info.run_name.as_deref(), Some("n"));
    }
    let id = RunId::from("r");
    let batch = Batch {
        metrics: vec![metric(1.0, 0), metric(0.5, 0)],
        params: vec![Param::new("p", "x")],
        tags: vec![Tag::new("t", "2")],
        ..Batch::default()
    };
    store.log_batch(&id, &batch).unwrap();
    for metric in [
        metric(2.0, 7),
        metric(f64::INFINITY, 7),
        metric(f64::NAN, 8),
    ] {
        let metrics = vec![metric];
        worked(store.log_batch(
            &id,
            &Batch {
                metrics,
                ..Batch::default()
            },
        ));
    }
    store.delete_run_tag(&id, "old").unwrap();
    let update = RunUpdate {
        status: Some(RunStatus::Finished),
        end_time: Some(30),
        run_name: Some("named".to_owned()),
    };
    let info = store.update_run(&id, &update).unwrap();
    assert_eq!(info.run_name.as_deref(), Some("named"));
    for stage in [LifecycleStage::Deleted, LifecycleStage::Active] {
        store.set_run_stage(&id, stage, 31).unwrap();
    }
    let gone = RunId::from("gone");
    store
        .set_run_stage(&gone, LifecycleStage::Deleted, 32)
        .unwrap();
}

fn inputs_are_kept(store: &SqlStore) {
    let id = RunId::from("r");
    worked(store.log_inputs(&id, &[dataset()], &[]));
    let model_id = ModelId::from("m-1");
    let made = ModelOutput {
        model_id: model_id.clone(),
        step: 1,
    };
    worked(store.log_inputs(&id, &[], &[ModelInput { model_id }]));
    worked(store.log_outputs(&id, &[made]));
    store.log_inputs(&id, &[], &[]).unwrap();
    store.log_outputs(&id, &[]).unwrap();
}

fn logged_models_are_kept(store: &SqlStore, experiment: &ExperimentId) {
    let id = ModelId::from("m-1");
    let created = worked(store.create_logged_model(&NewLoggedModel {
        model_id: id.clone(),
        experiment_id: experiment.clone(),
        name: "wine".to_owned(),
        artifact_location: "/root".to_owned(),
        creation_time: 20,
        model_type: None,
        source_run_id: Some(RunId::from("r")),
        params: vec![Param::new("p", "1")],
        tags: vec![Tag::new("t", "1")],
    }));
    let point = ModelMetric {
        model_id: id.clone(),
        metric: metric(1.0, 0),
        dataset: None,
    };
    let batch = Batch {
        model_metrics: vec![point],
        ..Batch::default()
    };
    worked(store.log_batch(&RunId::from("r"), &batch));
    worked(store.set_logged_model_status(&id, LoggedModelStatus::Ready, 21));
    worked(store.set_logged_model_tags(&id, &[Tag::new("t", "2")]));
    worked(store.delete_logged_model_tag(&id, "t"));
    worked(store.log_logged_model_params(&id, &[Param::new("q", "1")]));
    worked(store.set_logged_model_stage(&id, LifecycleStage::Active, 22));
    let found = store.get_logged_model(&id).unwrap();
    assert_eq!(found.is_some(), created.is_some());
    for filter in ["", "name = 'wine' AND params.p = '1' AND metrics.m > 0"] {
        let found = worked(store.search_logged_models(&LoggedModelQuery {
            experiment_ids: vec![experiment.clone()],
            filter: parse_model_filter(filter).unwrap(),
            datasets: Vec::new(),
            order_by: Vec::new(),
            max_results: 10,
            page_token: None,
        }));
        let found = found.map(|page| page.items.len());
        assert_eq!(found.unwrap_or_default(), usize::from(created.is_some()));
    }
}

fn registered_models_are_kept(store: &SqlStore, database: &Connection) {
    let new = |name: &str, tags| NewRegisteredModel {
        name: name.to_owned(),
        description: Some("d".to_owned()),
        tags,
        creation_time: 20,
    };
    if worked(store.create_registered_model(&new("wine", Vec::new()))).is_none() {
        assert_eq!(store.get_registered_model("wine").unwrap(), None);
        assert_eq!(store.get_model_version("wine", 1).unwrap(), None);
        assert_eq!(found_models(store, "").unwrap(), Vec::<String>::new());
        assert!(found_versions(store, "").unwrap().is_empty());
        return;
    }
    let exists = store.create_registered_model(&new("wine", Vec::new()));
    assert!(exists.unwrap_err().message().contains("already exists"));
    let tagged = worked(store.create_registered_model(&new("tagged", vec![Tag::new("t", "1")])));
    for number in 1..=4 {
        let version = store.create_model_version(&new_version(Vec::new(), None));
        assert_eq!(version.unwrap().version, number);
    }
    let linked = new_version(Vec::new(), Some("http://x".to_owned()));
    let linked = worked(store.create_model_version(&linked));
    assert!(linked.is_none_or(|version| version.run_link.as_deref() == Some("http://x")));
    let labelled = worked(store.create_model_version(&new_version(vec![Tag::new("t", "1")], None)));
    assert_eq!(labelled.is_some(), tagged.is_some());
    worked(store.set_registered_model_tag("wine", &Tag::new("t", "1")));
    worked(store.set_model_version_tag("wine", 1, &Tag::new("t", "1")));
    worked(store.delete_registered_model_tag("wine", "gone"));
    worked(store.delete_model_version_tag("wine", 1, "gone"));
    for version in [1, 2, 3] {
        worked(store.set_model_alias("wine", "champion", version));
    }
    worked(store.delete_model_alias("wine", "gone"));
    for version in [1, 2] {
        let moved = store.transition_model_version(&StageTransition {
            name: "wine",
            version,
            stage: ModelStage::Production,
            archive_existing: true,
            now: 21,
        });
        assert_eq!(moved.unwrap().stage, ModelStage::Production);
    }
    let archived = store.get_model_version("wine", 1).unwrap().unwrap();
    assert_eq!(archived.stage, ModelStage::Archived);
    store.describe_registered_model("wine", None, 22).unwrap();
    store
        .describe_model_version("wine", 2, Some("x"), 23)
        .unwrap();
    store.delete_model_version("wine", 3, 24).unwrap();
    let redacted = row(
        database,
        "SELECT run_id FROM model_versions WHERE version = 3",
    );
    assert_eq!(redacted, format!("Text({REDACTED_RUN_ID:?})"));
    let wine = store.rename_registered_model("wine", "port", 25).unwrap();
    assert_eq!(wine.aliases, []);
    let latest = store.latest_model_version("port").unwrap().unwrap();
    let location = store
        .model_version_location("port", latest.version)
        .unwrap();
    assert!(["/source", "/files"].contains(&&*location.unwrap()));
    registered_models_are_found(store, latest.version);
    assert_eq!(found_models(store, "name LIKE 'p%'").unwrap(), ["port"]);
    store.delete_registered_model("port").unwrap();
    assert!(found_versions(store, "").unwrap().is_empty());
}

fn registered_models_are_found(store: &SqlStore, latest: i64) {
    let all = found_versions(store, "").unwrap();
    let expected: Vec<i64> = (1..=latest).filter(|number| *number != 3).collect();
    assert_eq!(all, expected);
    for filter in ["run_id = 'r'", "name = 'port'"] {
        assert_eq!(found_versions(store, filter).unwrap(), expected, "{filter}");
    }
    if let Some(found) = worked(found_models(store, "tags.t = '1'")) {
        assert_eq!(found, ["port", "tagged"]);
    }
    if let Some(found) = worked(found_versions(store, "tags.t = '1'")) {
        assert_eq!(found, [1, latest]);
    }
    let prompts = "tags.`mlflow.prompt.is_prompt` = 'true'";
    assert_eq!(found_models(store, prompts).unwrap(), Vec::<String>::new());
    assert!(found_versions(store, prompts).unwrap().is_empty());
}

fn new_version(tags: Vec<Tag>, run_link: Option<String>) -> NewModelVersion {
    NewModelVersion {
        name: "wine".to_owned(),
        source: "/source".to_owned(),
        storage_location: "/files".to_owned(),
        run_id: Some(RunId::from("r")),
        run_link,
        model_id: None,
        description: None,
        tags,
        creation_time: 20,
    }
}

fn found_models(store: &SqlStore, filter: &str) -> Result<Vec<String>> {
    let found = store.search_registered_models(&RegisteredModelQuery {
        filter: parse_registered_model_filter(filter).unwrap(),
        order_by: Vec::new(),
        max_results: 10,
        page_token: None,
    })?;
    Ok(found.items.into_iter().map(|model| model.name).collect())
}

fn found_versions(store: &SqlStore, filter: &str) -> Result<Vec<i64>> {
    let found = store.search_model_versions(&ModelVersionQuery {
        filter: parse_model_version_filter(filter).unwrap(),
        order_by: Vec::new(),
        max_results: 10,
        page_token: None,
    })?;
    let mut found: Vec<i64> = found.items.iter().map(|version| version.version).collect();
    found.sort_unstable();
    Ok(found)
}

#[track_caller]
fn runs_are_found(store: &SqlStore, experiment: &ExperimentId, schema: &str) {
    let id = RunId::from("r");
    let query = |filter: &str| RunQuery {
        experiment_ids: vec![experiment.clone()],
        view: ViewType::ActiveOnly,
        filter: parse_run_filter(filter).unwrap(),
        order_by: parse_run_orders(&["metrics.m".to_owned(), "attributes.run_name".to_owned()])
            .unwrap(),
        max_results: 10,
        page_token: None,
    };
    for filter in [
        "metrics.m > -1 AND params.p = 'x' AND tags.t = '2' AND run_name = 'named'",
        "datasets.name = 'd' AND datasets.context = 'train'",
    ] {
        // The last point of all is NaN where one can be kept.
        let filter = filter.replace("metrics.m > -1", "metrics.m != -1");
        if let Some(page) = worked(store.search_runs(&query(&filter))) {
            assert_eq!(page.items.len(), 1, "{schema}: {filter}");
        }
    }
    let run = store.get_run(&id).unwrap().unwrap();
    assert_eq!(run.info.run_name.as_deref(), Some("named"), "{schema}");
    assert_eq!(run.data.metrics.len(), 1);
    let history = store.metric_history(&id, "m", 10, None).unwrap();
    let histories = store
        .metric_histories(std::slice::from_ref(&id), "m", 10)
        .unwrap();
    let sampled = store
        .sampled_metric_history(
            &id,
            "m",
            &Sampling {
                max_results: 10,
                steps: Some(0..=9),
            },
        )
        .unwrap();
    assert!(history.items.len() > 1, "{schema}");
    for points in [histories[0].1.len(), sampled.len()] {
        assert_eq!(points, history.items.len(), "{schema}");
    }
    store
        .search_datasets(std::slice::from_ref(experiment), 10)
        .unwrap();
}

fn everything_is_purged(store: &SqlStore, experiment: &ExperimentId) {
    let deleted = store.deleted_runs(Deletion::All).unwrap();
    assert_eq!(deleted.len(), 1);
    store.deleted_logged_models(Deletion::All).unwrap();
    worked(store.purge_jobs(JobQuery::default(), Purge::Remove));
    store
        .set_experiment_stage(experiment, LifecycleStage::Deleted, 40)
        .unwrap();
    let runs = store
        .deleted_runs(Deletion::WithExperiment(experiment))
        .unwrap();
    let runs: Vec<RunId> = runs.into_iter().map(|run| run.id).collect();
    let models = store
        .deleted_logged_models(Deletion::WithExperiment(experiment))
        .unwrap();
    let models: Vec<ModelId> = models.into_iter().map(|model| model.id).collect();
    store.trace_files(experiment).unwrap();
    assert_eq!(store.experiment_holder(experiment).unwrap(), None);
    for purge in [Purge::Rehearse, Purge::Remove] {
        store.purge_runs(&runs, purge).unwrap();
        store.purge_logged_models(&models, purge).unwrap();
        store.purge_experiment(experiment, purge).unwrap();
    }
}

/// A table of MLflow 3.18, which the database itself clears with the issue.
#[test]
fn the_categories_of_issues_go_with_their_experiment() {
    let (_scratch, store, database) = store_of("3.18");
    let id = store.create_experiment(&new_experiment("e")).unwrap();
    database
        .execute_batch(
            "INSERT INTO issues (issue_id, experiment_id, name, description, status,
                                 created_timestamp, last_updated_timestamp)
             VALUES ('i', 1, 'n', 'd', 'open', 0, 0);
             INSERT INTO issue_categories (issue_id, category_hash, category)
             VALUES ('i', 'h', 'c')",
        )
        .unwrap();
    store
        .set_experiment_stage(&id, LifecycleStage::Deleted, 30)
        .unwrap();
    store.purge_experiment(&id, Purge::Remove).unwrap();
    let left = row(&database, "SELECT count(*) FROM issue_categories");
    assert_eq!(left, "Integer(0)");
}

/// Tables and the columns of them that a statement names.
type Names = BTreeMap<String, BTreeSet<String>>;

/// The names in a statement, as SQLite's authorizer is told of them, and those of an insert's
/// columns, of which it is not.
fn names_in(database: &mut Connection, sql: &str) -> Names {
    let names = Arc::new(Mutex::new(Names::new()));
    let noted = Arc::clone(&names);
    let note = move |context: AuthContext<'_>| {
        let (AuthAction::Read {
            table_name,
            column_name,
        }
        | AuthAction::Update {
            table_name,
            column_name,
        }) = context.action
        else {
            return Authorization::Allow;
        };
        let mut noted = locked(&noted);
        let columns = noted.entry(table_name.to_owned()).or_default();
        if !["", "ROWID"].contains(&column_name) {
            columns.insert(column_name.to_owned());
        }
        Authorization::Allow
    };
    database.authorizer(Some(note)).unwrap();
    database.prepare(sql).map(drop).unwrap();
    let mut names = std::mem::take(&mut *locked(&names));
    if let Some((table, columns)) = sql
        .strip_prefix("INSERT INTO main.")
        .and_then(|insert| insert.split_once(" ("))
    {
        let columns = columns.split_once(')').unwrap().0.split(", ");
        let inserted = names.entry(table.to_owned()).or_default();
        inserted.extend(columns.map(str::to_owned));
    }
    names
}

/// What only SQLite names: the rows of a list, and tables whose references to a row that goes it
/// clears itself.
const NAMED_BY_SQLITE: [&str; 3] = ["endpoints", "issue_categories", "json_each"];

/// The list of tables and columns is that of the statements of everything that backends are tested
/// for.
#[test]
fn the_tables_and_columns_that_statements_name_are_known() {
    let statements = Arc::new(Mutex::new(BTreeSet::new()));
    let open = |folder: &Path, options: &OpenOptions| -> Box<dyn Store> {
        let SqlStore { database, .. } = open_sqlite(&folder.join("x.db"), options).unwrap();
        let statements = Arc::clone(&statements);
        let note = Box::new(move |sql: &str, _: &[Value]| {
            locked(&statements).insert(sql.to_owned());
        });
        Box::new(SqlStore::new(RecordedDatabase { database, note }))
    };
    testkit::check(open);
    testkit::check_registry(open);
    testkit::check_webhooks(open);
    let (scratch, store, mut database) = Scratch::store();
    drop(store);
    let options = OpenOptions {
        artifact_root: String::new(),
        now: 0,
    };
    let store = open(scratch.path.parent().unwrap(), &options);
    // Which of them to purge is asked by each condition alone.
    let old_jobs = JobQuery {
        created_before: Some(1),
        ..JobQuery::default()
    };
    let purge = store.purge().unwrap();
    purge.purge_jobs(old_jobs, Purge::Rehearse).unwrap();
    let mut named = Names::new();
    for sql in &*locked(&statements) {
        let verbs = ["SELECT", "INSERT", "UPDATE", "DELETE"];
        if verbs.iter().any(|verb| sql.starts_with(verb)) {
            for (table, columns) in names_in(&mut database, sql) {
                named.entry(table).or_default().extend(columns);
            }
        }
    }
    named.retain(|table, _| {
        let is_known = TABLES.iter().any(|known| known.name == table);
        is_known || !(NAMED_BY_SQLITE.contains(&&**table) || purge::asks_for(table))
    });
    let known: Names = TABLES
        .iter()
        .map(|table| {
            let columns = table.all_columns().map(str::to_owned);
            (table.name.to_owned(), columns.collect())
        })
        .collect();
    assert_eq!(named, known);
}
