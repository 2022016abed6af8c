//! Searches for logged models in SQL: one statement selects the ids of a page, in order.
//!
//! What the statements select is what [`crate::search`] finds by evaluating.

use crate::search::{
    DatasetSelector, ModelAttribute, ModelField, ModelKey, ModelOrder, Test, complete_model_order,
    takes_all_measured,
};
use crate::store::LoggedModelQuery;

use super::search::{KeyedTable, Statement, Translate, add_column, add_keyed, json};

/// Selects the ids of a page of logged models.
pub(super) fn logged_models(
    query: &LoggedModelQuery,
    experiments: &[i64],
    offset: usize,
) -> Statement {
    let datasets = &query.datasets;
    let filter = query.filter.as_ref();
    let measured_filter = filter.map(|filter| filter.map(&|field| OnDatasets { field, datasets }));
    let mut statement = Statement::default();
    statement
        .push("SELECT logged_models.model_id FROM logged_models WHERE logged_models.experiment_id IN ")
        .bind_list(json(experiments))
        .push(" AND coalesce(logged_models.lifecycle_stage, 'active') = 'active'")
        .filter(measured_filter.as_ref());
    if takes_all_measured(filter, datasets) {
        statement.push(
            " AND EXISTS (SELECT 1 FROM logged_model_metrics AS measured
                          WHERE measured.model_id = logged_models.model_id",
        );
        add_datasets(&mut statement, datasets);
        statement.push(")");
    }
    for (index, order) in complete_model_order(&query.order_by).iter().enumerate() {
        statement.push(if index == 0 { " ORDER BY " } else { ", " });
        add_order(&mut statement, order);
    }
    statement.page(query.max_results, offset);
    statement
}

/// A field, with the data sets on which metrics count; none means any.
struct OnDatasets<'a> {
    field: &'a ModelField,
    datasets: &'a [DatasetSelector],
}

const PARAMS: KeyedTable = KeyedTable {
    name: "logged_model_params",
    key: "param_key",
    value: "param_value",
    belongs: "model_id = logged_models.model_id",
};
const TAGS: KeyedTable = KeyedTable {
    name: "logged_model_tags",
    key: "tag_key",
    value: "tag_value",
    belongs: "model_id = logged_models.model_id",
};

impl Translate for OnDatasets<'_> {
    fn add(&self, test: &Test, statement: &mut Statement) {
        match self.field {
            ModelField::Param(key) => add_keyed(statement, PARAMS, key, test),
            ModelField::Tag(key) => add_keyed(statement, TAGS, key, test),
            ModelField::Attribute(attribute) => add_column(statement, column(*attribute), test),
            ModelField::Metric(key) => {
                statement
                    .push(
                        "EXISTS (SELECT 1 FROM logged_model_metrics AS measured
                                 WHERE measured.model_id = logged_models.model_id
                                       AND measured.metric_name = ",
                    )
                    .bind(key.clone())
                    .push(" AND ")
                    .test("measured.metric_value", test);
                add_datasets(statement, self.datasets);
                statement.push(")");
            }
        }
    }

    fn rank(&self, _: &Test) -> u8 {
        match self.field {
            ModelField::Attribute(_) => 0,
            ModelField::Param(_) | ModelField::Tag(_) => 1,
            ModelField::Metric(_) => 2,
        }
    }
}

/// Adds the condition that a point was measured on one of these data sets, if there are any.
fn add_datasets(statement: &mut Statement, datasets: &[DatasetSelector]) {
    for (index, DatasetSelector { name, digest }) in datasets.iter().enumerate() {
        statement
            .push(if index == 0 { " AND (" } else { " OR " })
            .push("(measured.dataset_name = ")
            .bind(name.clone());
        if let Some(digest) = digest {
            statement
                .push(" AND measured.dataset_digest = ")
                .bind(digest.clone());
        }
        statement.push(")");
    }
    if !datasets.is_empty() {
        statement.push(")");
    }
}

/// One key of an order. Whatever its direction, what is missing comes last.
fn add_order(statement: &mut Statement, order: &ModelOrder) {
    let ModelOrder { key, direction } = order;
    match key {
        ModelKey::Attribute(attribute) => {
            statement.push(order_column(*attribute));
        }
        ModelKey::Metric(key, dataset) => {
            statement
                .push(
                    "(SELECT measured.metric_value FROM logged_model_metrics AS measured
                      WHERE measured.model_id = logged_models.model_id
                            AND measured.metric_name = ",
                )
                .bind(key.clone());
            add_datasets(statement, dataset.as_slice());
            statement.push(
                " ORDER BY measured.metric_timestamp_ms DESC, measured.metric_step DESC,
                           measured.run_id LIMIT 1)",
            );
        }
    }
    statement.push(&format!(" {direction} NULLS LAST"));
}

fn column(attribute: ModelAttribute) -> &'static str {
    match attribute {
        ModelAttribute::ModelId => "logged_models.model_id",
        ModelAttribute::ExperimentId => "logged_models.experiment_id",
        ModelAttribute::Name => "logged_models.name",
        ModelAttribute::ModelType => "logged_models.model_type",
        // MLflow 3.17.2 compares the number, so that no name of a status is ever found.
        ModelAttribute::Status => {
            "CASE logged_models.status WHEN 0 THEN 'UNSPECIFIED' WHEN 1 THEN 'PENDING'
                                       WHEN 2 THEN 'READY' WHEN 3 THEN 'FAILED' END"
        }
        ModelAttribute::SourceRunId => "logged_models.source_run_id",
        ModelAttribute::ArtifactLocation => "logged_models.artifact_location",
        ModelAttribute::CreationTime => "logged_models.creation_timestamp_ms",
        ModelAttribute::LastUpdateTime => "logged_models.last_updated_timestamp_ms",
    }
}

fn order_column(attribute: ModelAttribute) -> &'static str {
    match attribute {
        ModelAttribute::Status => "logged_models.status",
        attribute => column(attribute),
    }
}
