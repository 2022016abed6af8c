//! The conditions of searches for runs and experiments in SQL, and the query for a page of experiments;
//! the one for a page of runs is in [`super::run_search`].
//!
//! Each condition on what a run logged is an `EXISTS` that finds at most one row by the primary
//! key of its table, so the cost of a search grows with the runs of its experiments, not with
//! those of the database.
//!
//! What the queries select is what [`crate::search`] finds by evaluating: every condition is
//! true or false, never NULL.

use crate::search::{
    DatasetField, ExperimentAttribute, ExperimentKey, Relation, RunAttribute, RunField, RunKey,
    Test, complete_experiment_order,
};
use crate::store::ExperimentQuery;

use super::builder::{KeyedTable, QueryBuilder, Translate};
use super::dialect::Dialect;

const PARAMS: KeyedTable = KeyedTable {
    name: "params",
    key: "key",
    value: "value",
    belongs: "run_uuid = runs.run_uuid",
};
const TAGS: KeyedTable = KeyedTable {
    name: "tags",
    key: "key",
    value: "value",
    belongs: "run_uuid = runs.run_uuid",
};
const EXPERIMENT_TAGS: KeyedTable = KeyedTable {
    name: "experiment_tags",
    key: "key",
    value: "value",
    belongs: "experiment_id = experiments.experiment_id",
};

/// Selects the numbers of a page of experiments, in MLflow's own order.
pub(super) fn experiments(
    dialect: &'static dyn Dialect,
    query: &ExperimentQuery,
    offset: usize,
) -> QueryBuilder {
    let terms: Vec<String> = complete_experiment_order(&query.order_by)
        .iter()
        .map(|order| {
            let column = experiment_column(dialect, order.key);
            format!("{column} {}", order.direction)
        })
        .collect();
    let mut sql = QueryBuilder::new(dialect);
    sql.push("SELECT experiments.experiment_id FROM experiments WHERE TRUE")
        .stages("experiments", query.view)
        .filter(query.filter.as_ref())
        .push(" ORDER BY ")
        .push(&terms.join(", "));
    sql.page(query.max_results, offset);
    sql
}

impl Translate for RunField {
    fn add(&self, test: &Test, sql: &mut QueryBuilder) {
        match self {
            Self::Key(RunKey::Metric(key)) => add_metric(sql, key, test),
            Self::Key(RunKey::Param(key)) => sql.test_keyed(PARAMS, key, test),
            Self::Key(RunKey::Tag(key)) => sql.test_keyed(TAGS, key, test),
            Self::Key(RunKey::Attribute(attribute)) => {
                sql.test_column(&run_column(sql.dialect(), *attribute), test);
            }
            Self::Dataset(field) => add_dataset(sql, *field, test),
        }
    }

    fn rank(&self, test: &Test) -> u8 {
        match (self, test) {
            (Self::Key(RunKey::Attribute(_)), _) => 0,
            (_, Test::Equals(true, _) | Test::OneOf(true, _)) => 1,
            _ => 2,
        }
    }
}

impl Translate for ExperimentKey {
    fn add(&self, test: &Test, sql: &mut QueryBuilder) {
        match self {
            Self::Tag(key) => sql.test_keyed(EXPERIMENT_TAGS, key, test),
            Self::Attribute(attribute) => {
                sql.test_column(&experiment_column(sql.dialect(), *attribute), test);
            }
        }
    }

    fn rank(&self, _: &Test) -> u8 {
        0
    }
}

fn add_metric(sql: &mut QueryBuilder, key: &str, test: &Test) {
    sql.push(
        "EXISTS (SELECT 1 FROM latest_metrics AS metric
                 WHERE metric.run_uuid = runs.run_uuid AND metric.key = ",
    )
    .bind(key.to_owned());
    test_metric(sql, "metric", test);
    sql.push(")");
}

/// Adds a test of a metric. NaN, which MLflow keeps as 0 with a mark, is unequal to all and in no other
/// relation.
pub(super) fn test_metric(sql: &mut QueryBuilder, metric: &str, test: &Test) {
    let value = sql.dialect().number(&format!("{metric}.value"));
    let (nan, and) = match test {
        Test::Number(Relation::NotEqual, _) => ("", "OR"),
        _ => ("NOT ", "AND"),
    };
    sql.push(&format!(" AND ({nan}{metric}.is_nan {and} "))
        .test(&value, test)
        .push(")");
}

fn add_dataset(sql: &mut QueryBuilder, field: DatasetField, test: &Test) {
    let (join, column) = match field {
        DatasetField::Name => ("", "datasets.name"),
        DatasetField::Digest => ("", "datasets.digest"),
        DatasetField::Context => (
            " JOIN input_tags ON input_tags.input_uuid = inputs.input_uuid
                   AND input_tags.name = 'mlflow.data.context'",
            "input_tags.value",
        ),
    };
    let column = sql.dialect().text(column);
    sql.push(&format!(
        "EXISTS (SELECT 1 FROM inputs
                 JOIN datasets ON datasets.dataset_uuid = inputs.source_id{join}
                 WHERE inputs.destination_type = 'RUN' AND inputs.source_type = 'DATASET'
                       AND inputs.destination_id = runs.run_uuid AND "
    ))
    .test(&column, test)
    .push(")");
}

/// What a run has for an attribute.
pub(super) fn run_column(dialect: &dyn Dialect, attribute: RunAttribute) -> String {
    match attribute {
        RunAttribute::RunId => "runs.run_uuid".to_owned(),
        // Runs from before MLflow 1.30 have their name in the tag alone.
        RunAttribute::RunName => format!(
            "coalesce(nullif({}, ''),
                      (SELECT {} FROM tags AS name
                       WHERE name.run_uuid = runs.run_uuid AND name.key = 'mlflow.runName'))",
            dialect.text("runs.name"),
            dialect.text("name.value")
        ),
        RunAttribute::UserId => dialect.text("runs.user_id"),
        // What is none of the statuses counts as no status.
        RunAttribute::Status => "CASE WHEN runs.status IN ('RUNNING', 'SCHEDULED', 'FINISHED',
                                                           'FAILED', 'KILLED')
                                      THEN runs.status END"
            .to_owned(),
        RunAttribute::ArtifactUri => dialect.text("runs.artifact_uri"),
        RunAttribute::StartTime => dialect.whole("runs.start_time"),
        RunAttribute::EndTime => dialect.whole("runs.end_time"),
    }
}

/// What an experiment has for an attribute.
fn experiment_column(dialect: &dyn Dialect, attribute: ExperimentAttribute) -> String {
    match attribute {
        ExperimentAttribute::ExperimentId => "experiments.experiment_id".to_owned(),
        ExperimentAttribute::Name => dialect.text("experiments.name"),
        ExperimentAttribute::CreationTime => dialect.whole("experiments.creation_time"),
        ExperimentAttribute::LastUpdateTime => dialect.whole("experiments.last_update_time"),
    }
}
