//! Searches for logged models in SQL: one query selects the ids of a page, in order.
//!
//! What the queries select is what [`crate::search`] finds by evaluating.

use crate::search::{
    DatasetSelector, ModelAttribute, ModelField, ModelKey, ModelOrder, Test, complete_model_order,
    takes_all_measured,
};
use crate::store::LoggedModelQuery;

use super::builder::{KeyedTable, QueryBuilder, Translate};
use super::dialect::{Dialect, Items};
use super::list::List;

/// Selects the ids of a page of logged models.
pub(super) fn logged_models(
    dialect: &'static dyn Dialect,
    query: &LoggedModelQuery,
    experiments: &[i64],
    offset: usize,
) -> QueryBuilder {
    let datasets = &query.datasets;
    let filter = query.filter.as_ref();
    let measured_filter = filter.map(|filter| filter.map(&|field| OnDatasets { field, datasets }));
    let mut sql = QueryBuilder::new(dialect);
    sql.push("SELECT logged_models.model_id FROM logged_models WHERE ")
        .is_in(
            "logged_models.experiment_id",
            Items::Numbers,
            List::new(experiments),
        )
        .push(" AND coalesce(logged_models.lifecycle_stage, 'active') = 'active'")
        .filter(measured_filter.as_ref());
    if takes_all_measured(filter, datasets) {
        sql.push(
            " AND EXISTS (SELECT 1 FROM logged_model_metrics AS measured
                          WHERE measured.model_id = logged_models.model_id",
        );
        add_datasets(&mut sql, datasets);
        sql.push(")");
    }
    for (index, order) in complete_model_order(&query.order_by).iter().enumerate() {
        sql.push(if index == 0 { " ORDER BY " } else { ", " });
        add_order(&mut sql, order);
    }
    sql.page(query.max_results, offset);
    sql
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
    fn add(&self, test: &Test, sql: &mut QueryBuilder) {
        match self.field {
            ModelField::Param(key) => sql.test_keyed(PARAMS, key, test),
            ModelField::Tag(key) => sql.test_keyed(TAGS, key, test),
            ModelField::Attribute(attribute) => {
                sql.test_column(&column(sql.dialect(), *attribute), test);
            }
            ModelField::Metric(key) => {
                let value = sql.dialect().number("measured.metric_value");
                sql.push(
                    "EXISTS (SELECT 1 FROM logged_model_metrics AS measured
                                 WHERE measured.model_id = logged_models.model_id
                                       AND measured.metric_name = ",
                )
                .bind(key.clone())
                .push(" AND ")
                .test(&value, test);
                add_datasets(sql, self.datasets);
                sql.push(")");
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
fn add_datasets(sql: &mut QueryBuilder, datasets: &[DatasetSelector]) {
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
    sql.push(" AND (")
        .is_in("measured.dataset_name", Items::Texts, List::new(&names))
        .push(" OR ")
        .is_in("measured.dataset_digest", Items::Texts, List::new(&digests))
        .push(" OR ")
        .are_in(
            ["measured.dataset_name", "measured.dataset_digest"],
            List::new(&pairs),
        )
        .push(")");
}

/// One key of an order. Whatever its direction, what is missing comes last.
fn add_order(sql: &mut QueryBuilder, order: &ModelOrder) {
    let ModelOrder { key, direction } = order;
    let dialect = sql.dialect();
    match key {
        ModelKey::Attribute(attribute) => {
            let column = order_column(dialect, *attribute);
            sql.push(&dialect.nulls_last(&column, *direction));
        }
        ModelKey::Metric(key, dataset) => {
            let value = dialect.number("measured.metric_value");
            let step = dialect.whole("measured.metric_step");
            let run = dialect.id_order("measured.run_id");
            let latest = sql.aside(|sql| {
                sql.push(&format!(
                    "(SELECT {value} FROM logged_model_metrics AS measured
                          WHERE measured.model_id = logged_models.model_id
                                AND measured.metric_name = "
                ))
                .bind(key.clone());
                add_datasets(sql, dataset.as_slice());
                // The time as it is stored, so that the index gives the order.
                sql.push(&format!(
                    " ORDER BY measured.metric_timestamp_ms DESC, {step} DESC, {run} LIMIT 1)"
                ));
            });
            sql.push(&dialect.nulls_last(&latest, *direction));
        }
    }
}

fn column(dialect: &dyn Dialect, attribute: ModelAttribute) -> String {
    let text = |name| dialect.text(&format!("logged_models.{name}"));
    let whole = |name| dialect.whole(&format!("logged_models.{name}"));
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

fn order_column(dialect: &dyn Dialect, attribute: ModelAttribute) -> String {
    match attribute {
        ModelAttribute::Status => dialect.whole("logged_models.status"),
        ModelAttribute::ModelId => dialect.id_order("logged_models.model_id"),
        attribute => column(dialect, attribute),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Scratch;
    use super::*;
    use crate::search::{Direction, parse_model_filter};

    #[test]
    fn the_largest_searches_are_within_the_limits_of_the_database() {
        let (_scratch, store, _) = Scratch::store();
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
        let found = store.read(|tx| logged_models(tx.dialect(), &query, &[0], 0).ids(tx));
        assert_eq!(found.unwrap(), [""; 0]);
    }
}
