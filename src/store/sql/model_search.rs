//! Searches for logged models in SQL: one statement selects the ids of a page, in order.
//!
//! What the statements select is what [`crate::search`] finds by evaluating.

use crate::search::{
    DatasetSelector, ModelAttribute, ModelField, ModelKey, ModelOrder, Test, complete_model_order,
    takes_all_measured,
};
use crate::store::LoggedModelQuery;

use super::cell;
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
            ModelField::Attribute(attribute) => add_column(statement, &column(*attribute), test),
            ModelField::Metric(key) => {
                statement
                    .push(
                        "EXISTS (SELECT 1 FROM logged_model_metrics AS measured
                                 WHERE measured.model_id = logged_models.model_id
                                       AND measured.metric_name = ",
                    )
                    .bind(key.clone())
                    .push(" AND ")
                    .test(&cell::number_in_sql("measured.metric_value"), test);
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

/// Adds the condition that a point was measured on one of these data sets, if there are any. It is
/// as long for one as for thousands.
fn add_datasets(statement: &mut Statement, datasets: &[DatasetSelector]) {
    if datasets.is_empty() {
        return;
    }
    let mut names = Vec::new();
    let mut digests = Vec::new();
    let mut pairs = Vec::new();
    for DatasetSelector { name, digest } in datasets {
        match (name, digest) {
            (Some(name), Some(digest)) => pairs.push([name, digest]),
            (name, digest) => {
                names.extend(name);
                digests.extend(digest);
            }
        }
    }
    statement
        .push(" AND (measured.dataset_name IN ")
        .bind_list(json(&names))
        .push(" OR measured.dataset_digest IN ")
        .bind_list(json(&digests))
        .push(" OR (measured.dataset_name, measured.dataset_digest) IN ")
        .bind_pairs(json(&pairs))
        .push(")");
}

/// One key of an order. Whatever its direction, what is missing comes last.
fn add_order(statement: &mut Statement, order: &ModelOrder) {
    let ModelOrder { key, direction } = order;
    match key {
        ModelKey::Attribute(attribute) => {
            statement.push(&order_column(*attribute));
        }
        ModelKey::Metric(key, dataset) => {
            statement
                .push(&format!(
                    "(SELECT {} FROM logged_model_metrics AS measured
                      WHERE measured.model_id = logged_models.model_id
                            AND measured.metric_name = ",
                    cell::number_in_sql("measured.metric_value")
                ))
                .bind(key.clone());
            add_datasets(statement, dataset.as_slice());
            statement.push(
                // The time as it is stored, so that the index gives the order.
                &format!(
                    " ORDER BY measured.metric_timestamp_ms DESC, {} DESC, measured.run_id LIMIT 1)",
                    cell::whole_in_sql("measured.metric_step")
                ),
            );
        }
    }
    statement.push(&format!(" {direction} NULLS LAST"));
}

fn column(attribute: ModelAttribute) -> String {
    let text = |name| cell::text_in_sql(&format!("logged_models.{name}"));
    let whole = |name| cell::whole_in_sql(&format!("logged_models.{name}"));
    match attribute {
        ModelAttribute::ModelId => "logged_models.model_id".to_owned(),
        ModelAttribute::ExperimentId => "logged_models.experiment_id".to_owned(),
        ModelAttribute::Name => text("name"),
        ModelAttribute::ModelType => text("model_type"),
        // MLflow 3.17.2 compares the number, so that no name of a status is ever found.
        ModelAttribute::Status => format!(
            "CASE {} WHEN 0 THEN 'UNSPECIFIED' WHEN 1 THEN 'PENDING'
                     WHEN 2 THEN 'READY' WHEN 3 THEN 'FAILED' END",
            whole("status")
        ),
        ModelAttribute::SourceRunId => text("source_run_id"),
        ModelAttribute::ArtifactLocation => text("artifact_location"),
        ModelAttribute::CreationTime => whole("creation_timestamp_ms"),
        ModelAttribute::LastUpdateTime => whole("last_updated_timestamp_ms"),
    }
}

fn order_column(attribute: ModelAttribute) -> String {
    match attribute {
        ModelAttribute::Status => cell::whole_in_sql("logged_models.status"),
        attribute => column(attribute),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Scratch;
    use super::*;
    use crate::search::{Direction, parse_model_filter};

    #[test]
    fn the_largest_searches_are_within_the_limits_of_the_database() {
        let (_scratch, _store, database) = Scratch::store();
        let dataset = |n: usize| DatasetSelector {
            name: Some(format!("d{n}")),
            digest: n.is_multiple_of(2).then(|| n.to_string()),
        };
        let orders = (0..50).map(|n| ModelOrder {
            key: ModelKey::Metric(format!("m{n}"), Some(dataset(n))),
            direction: Direction::Ascending,
        });
        let conditions = vec!["metrics.a != 1"; 500].join(" OR ");
        let query = LoggedModelQuery {
            experiment_ids: Vec::new(),
            filter: parse_model_filter(&conditions).unwrap(),
            datasets: (0..5_000).map(dataset).collect(),
            order_by: orders.collect(),
            max_results: 9,
            page_token: None,
        };
        let statement = logged_models(&query, &[0], 0);
        assert_eq!(statement.ids(&database).unwrap(), [""; 0]);
    }
}
