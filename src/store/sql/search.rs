//! Searches for runs and experiments in SQL: one query selects the ids of a page, in order.
//!
//! Each condition on what a run logged is an `EXISTS` that finds at most one row by the primary
//! key of its table, so the cost of a search grows with the runs of its experiments, not with
//! those of the database.
//!
//! What the queries select is what [`crate::search`] finds by evaluating: every condition is
//! true or false, never NULL.

use std::sync::Arc;

use crate::entity::Run;
use crate::error::Result;
use crate::search::{
    Condition, DatasetField, Direction, ExperimentAttribute, ExperimentKey, Filter, Relation,
    RunAttribute, RunField, RunKey, RunOrder, Test, complete_experiment_order, complete_run_order,
    page_offset,
};
use crate::store::{ExperimentQuery, Page, RunQuery};

use super::bookmark::Bookmark;
use super::builder::{KeyedTable, QueryBuilder, Translate};
use super::dialect::{Dialect, Items};
use super::experiment_number;
use super::feature::Feature;
use super::list::List;
use super::schema::Schema;

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

/// A search for a page of runs of a database.
pub(super) struct RunSearch<'a> {
    pub(super) query: &'a RunQuery,
    /// The numbers of its experiments.
    pub(super) experiments: Vec<i64>,
    /// How many results come before the page.
    pub(super) offset: usize,
    /// The metric that decides first on the order, and which every result has, since the filter tests it.
    leading: Option<(&'a str, Direction)>,
    /// Where the page begins by the values of that metric, if its token says it.
    bookmark: Option<Bookmark>,
}

impl<'a> RunSearch<'a> {
    pub(super) fn new(query: &'a RunQuery) -> Result<Self> {
        let token = query.page_token.as_deref();
        let leading = leading_metric(query);
        Ok(Self {
            offset: page_offset(token)?,
            experiments: experiment_number::numbers_of(&query.experiment_ids)?,
            bookmark: leading.and_then(|_| Bookmark::of_token(token)),
            leading,
            query,
        })
    }

    /// The page of what SQL has found, and of one result more.
    pub(super) fn page(&self, found: Vec<Arc<Run>>) -> Page<Arc<Run>> {
        let mut page = Page::cut(found, self.offset, self.query.max_results);
        if let Some((metric, _)) = self.leading {
            Bookmark::put(&mut page, self.offset, metric, self.bookmark);
        }
        page
    }

    /// Refuses a search by what the schema has no place for.
    pub(super) fn refuse_absent(&self, schema: &Schema) -> Result<()> {
        let is_of_dataset = |field: &RunField| matches!(field, RunField::Dataset(_));
        match &self.query.filter {
            Some(filter) if filter.has_field(&is_of_dataset) => schema.require(Feature::Datasets),
            _ => Ok(()),
        }
    }
}

fn leading_metric(query: &RunQuery) -> Option<(&str, Direction)> {
    let order = query.order_by.first()?;
    let RunKey::Metric(name) = &order.key else {
        return None;
    };
    let parts = conjuncts(query.filter.as_ref());
    let mut tested = parts.iter().filter_map(|part| measured(part));
    let is_tested = tested.any(|(key, _)| *key == order.key);
    is_tested.then_some((name, order.direction))
}

/// Selects the ids of a page of runs.
pub(super) fn runs(dialect: &'static dyn Dialect, search: &RunSearch) -> QueryBuilder {
    let RunSearch {
        query,
        experiments,
        offset,
        leading,
        bookmark,
    } = search;
    let bookmark = bookmark.zip(*leading);
    let orders = complete_run_order(&query.order_by);
    let (joined, others): (Vec<_>, Vec<_>) = conjuncts(query.filter.as_ref())
        .iter()
        .partition(|part| measured(part).is_some_and(|(key, _)| is_ordered_by(&orders, key)));
    let tests: Vec<(&RunKey, &Test)> = joined.into_iter().filter_map(measured).collect();
    let mut sql = QueryBuilder::new(dialect);
    sql.push("SELECT runs.run_uuid FROM runs");
    for (index, order) in orders.iter().enumerate() {
        join_ordered(&mut sql, index, &order.key, &tests);
        if let (0, Some((bookmark, (_, direction)))) = (index, bookmark) {
            bookmark.leave_out(&mut sql, "order_0", direction);
        }
    }
    sql.push(" WHERE ")
        .is_in("runs.experiment_id", Items::Numbers, List::new(experiments))
        .stages("runs", query.view)
        .all_of(&others);
    for (index, order) in orders.iter().enumerate() {
        sql.push(if index == 0 { " ORDER BY " } else { ", " })
            .push(&order_term(dialect, index, order));
    }
    let offset = bookmark.map_or(*offset, |(bookmark, _)| bookmark.offset());
    sql.page(query.max_results, offset);
    sql
}

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

/// The parts of a filter that must all hold.
fn conjuncts(filter: Option<&Filter<RunField>>) -> Vec<&Filter<RunField>> {
    match filter {
        None => Vec::new(),
        Some(Filter::And(all)) => all.iter().collect(),
        Some(filter) => vec![filter],
    }
}

/// The metric that a filter tests, if it holds for no run without the metric.
fn measured(filter: &Filter<RunField>) -> Option<(&RunKey, &Test)> {
    match filter {
        Filter::Is(Condition {
            field: RunField::Key(key @ RunKey::Metric(_)),
            test: test @ Test::Number(..),
        }) => Some((key, test)),
        _ => None,
    }
}

fn is_ordered_by(orders: &[RunOrder], key: &RunKey) -> bool {
    orders.iter().any(|order| order.key == *key)
}

/// Joins what one key of an order sorts by, unless it is in the row of the run.
///
/// Runs that have no such metric do not come, where the filter tests it too. So an engine may begin
/// with the metrics in their order, and end with the page: for 100,000 runs PostgreSQL takes a
/// quarter of the time.
fn join_ordered(sql: &mut QueryBuilder, index: usize, key: &RunKey, tests: &[(&RunKey, &Test)]) {
    let (table, name) = match key {
        RunKey::Metric(name) => ("latest_metrics", name),
        RunKey::Param(name) => ("params", name),
        RunKey::Tag(name) => ("tags", name),
        RunKey::Attribute(_) => return,
    };
    let tests: Vec<&Test> = tests
        .iter()
        .filter(|(k, _)| *k == key)
        .map(|(_, test)| *test)
        .collect();
    let join = match &tests[..] {
        [] => "LEFT JOIN",
        _ => sql.dialect().join_in_order(),
    };
    let joined = format!("order_{index}");
    sql.push(&format!(
        " {join} {table} AS {joined} ON {joined}.run_uuid = runs.run_uuid AND {joined}.key = "
    ))
    .bind(name.clone());
    for test in tests {
        test_metric(sql, &joined, test);
    }
}

/// One key of an order. Whatever its direction, NaN comes behind the numbers, and what is missing
/// behind NaN.
fn order_term(dialect: &dyn Dialect, index: usize, order: &RunOrder) -> String {
    let RunOrder { key, direction } = order;
    match key {
        RunKey::Metric(_) => {
            let is_nan = dialect.nulls_last(&format!("order_{index}.is_nan"), Direction::Ascending);
            let value = dialect.number(&format!("order_{index}.value"));
            format!("{is_nan}, {value} {direction}")
        }
        RunKey::Param(_) | RunKey::Tag(_) => {
            let value = dialect.text(&format!("order_{index}.value"));
            dialect.nulls_last(&value, *direction)
        }
        RunKey::Attribute(attribute) => {
            let column = run_column(dialect, *attribute);
            let column = match attribute {
                RunAttribute::RunId => dialect.id_order(&column),
                _ => column,
            };
            dialect.nulls_last(&column, *direction)
        }
    }
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

/// NaN, which MLflow keeps as 0 with a mark, is unequal to all and in no other relation.
fn test_metric(sql: &mut QueryBuilder, metric: &str, test: &Test) {
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

#[cfg(test)]
mod tests {
    use super::super::tests::{Scratch, dialect, plan, rows};
    use super::*;
    use crate::entity::ViewType;
    use crate::search::{parse_experiment_filter, parse_run_filter, parse_run_orders};

    fn run_query(filter: &str, orders: &[String]) -> RunQuery {
        RunQuery {
            experiment_ids: Vec::new(),
            view: ViewType::ActiveOnly,
            filter: parse_run_filter(filter).unwrap(),
            order_by: parse_run_orders(orders).unwrap(),
            max_results: 10,
            page_token: None,
        }
    }

    /// The query that searches the first experiment.
    fn search(query: &RunQuery) -> QueryBuilder {
        let search = RunSearch {
            query,
            experiments: vec![0],
            offset: 0,
            leading: None,
            bookmark: None,
        };
        runs(dialect(), &search)
    }

    #[test]
    fn conditions_on_what_a_run_logged_use_primary_keys() {
        let (_scratch, _store, database) = Scratch::store();
        let filter =
            "metrics.a > 1 AND params.b = 'x' AND NOT tags.c LIKE 'y' AND datasets.name = 'z'";
        let statement = search(&run_query(filter, &["metrics.d".to_owned()]));
        let plan = plan(&database, statement.sql());
        for step in [
            "SEARCH metric USING INDEX sqlite_autoindex_latest_metrics_1 (key=? AND run_uuid=?)",
            "SEARCH keyed USING INDEX sqlite_autoindex_params_1 (key=? AND run_uuid=?)",
            "SEARCH keyed USING INDEX sqlite_autoindex_tags_1 (key=? AND run_uuid=?)",
            "SEARCH order_0 USING INDEX sqlite_autoindex_latest_metrics_1 (key=? AND run_uuid=?)",
            "SEARCH datasets USING INDEX index_datasets_dataset_uuid (dataset_uuid=?)",
        ] {
            assert!(plan.contains(step), "{step}\n{plan}");
        }
        assert!(!plan.contains("SCAN inputs"), "{plan}");
    }

    #[test]
    fn a_run_is_found_by_its_id_without_looking_at_others() {
        let (_scratch, _store, database) = Scratch::store();
        for filter in ["run_id = 'a'", "run_id IN ('a', 'b')"] {
            let plan = plan(&database, search(&run_query(filter, &[])).sql());
            let step = "SEARCH runs USING INDEX sqlite_autoindex_runs_1 (run_uuid=?)";
            assert!(plan.contains(step), "{plan}");
        }
    }

    #[test]
    fn cheap_conditions_come_first_and_what_is_asked_stays_the_same() {
        let query = run_query("metrics.a > 1 AND params.b = 'x' AND status = 'y'", &[]);
        let sql = search(&query).sql().to_owned();
        let position = |part: &str| sql.find(part).unwrap();
        assert!(position("runs.status") < position("FROM params"));
        assert!(position("FROM params") < position("FROM latest_metrics"));
    }

    #[test]
    fn the_largest_searches_are_within_the_limits_of_the_database() {
        let (_scratch, store, _) = Scratch::store();
        let conditions = vec!["tags.a != 'x'"; 500].join(" OR ");
        let filter = format!("{}{conditions}{}", "NOT (".repeat(25), ")".repeat(25));
        let orders: Vec<String> = (0..50).map(|index| format!("tags.t{index}")).collect();
        let statement = search(&run_query(&filter, &orders));
        assert_eq!(store.read(|tx| statement.ids(tx)).unwrap(), [""; 0]);
        let pattern = format!("tags.a LIKE '{}'", "[".repeat(16_000));
        let statement = search(&run_query(&pattern, &[]));
        assert_eq!(store.read(|tx| statement.ids(tx)).unwrap(), [""; 0]);
    }

    #[test]
    fn what_a_user_wrote_is_bound() {
        let (_scratch, store, database) = Scratch::store();
        let evil = "x'; DROP TABLE runs; --";
        let filter = format!("params.`{evil}` = \"{evil}\" AND run_id IN (\"{evil}\")");
        let statement = search(&run_query(&filter, &[format!("tags.`{evil}`")]));
        assert!(!statement.sql().contains("DROP"));
        assert_eq!(store.read(|tx| statement.ids(tx)).unwrap(), [""; 0]);
        let query = ExperimentQuery {
            view: ViewType::All,
            filter: parse_experiment_filter(&format!("tags.`{evil}` != \"{evil}\"")).unwrap(),
            order_by: Vec::new(),
            max_results: 1,
            page_token: None,
        };
        let found = store
            .read(|tx| experiments(tx.dialect(), &query, 0).numbers(tx))
            .unwrap();
        assert_eq!(found, [0; 0]);
        assert_eq!(rows(&database, "SELECT count(*) FROM runs"), ["Integer(0)"]);
    }
}
