//! Searches for runs in SQL: one query selects the ids of a page, in order.

use std::sync::Arc;

use crate::entity::Run;
use crate::error::Result;
use crate::search::{
    Condition, Direction, Filter, RunAttribute, RunField, RunKey, RunOrder, Test,
    complete_run_order, page_offset,
};
use crate::store::{Page, RunQuery};

use super::bookmark::Bookmark;
use super::breadth::Breadth;
use super::builder::QueryBuilder;
use super::dialect::{Dialect, Items};
use super::experiment_number;
use super::feature::Feature;
use super::list::List;
use super::schema::Schema;
use super::search::{run_column, test_metric};

/// A search for a page of runs of a database.
pub(super) struct RunSearch<'a> {
    pub(super) query: &'a RunQuery,
    /// The numbers of its experiments.
    pub(super) experiments: Vec<i64>,
    /// How many results come before the page.
    pub(super) offset: usize,
    /// The metric that decides first on the order.
    leading: Option<Leading<'a>>,
    /// Where the page begins by the values of that metric, if its token says it.
    bookmark: Option<Bookmark>,
}

/// A metric that decides first on an order.
pub(super) struct Leading<'a> {
    pub(super) name: &'a str,
    pub(super) direction: Direction,
    /// What the filter asks of it. Where it asks anything, every result has the metric.
    pub(super) tests: Vec<&'a Test>,
}

impl<'a> RunSearch<'a> {
    pub(super) fn new(query: &'a RunQuery) -> Result<Self> {
        let token = query.page_token.as_deref();
        let leading = Leading::of(query);
        Ok(Self {
            offset: page_offset(token)?,
            experiments: experiment_number::numbers_of(&query.experiment_ids)?,
            bookmark: Bookmark::of_token(token).filter(|_| leading.is_some()),
            leading,
            query,
        })
    }

    /// The page of what SQL has found, and of one result more.
    pub(super) fn page(&self, found: Vec<Arc<Run>>) -> Page<Arc<Run>> {
        let mut page = Page::cut(found, self.offset, self.query.max_results);
        if let Some(leading) = &self.leading {
            Bookmark::put(&mut page, self.offset, leading.name, self.bookmark);
        }
        page
    }

    /// The metric that decides first on the order.
    pub(super) fn leading(&self) -> Option<&Leading<'a>> {
        self.leading.as_ref()
    }

    /// How many results come before the page among those that its bookmark leaves.
    pub(super) fn offset_behind_bookmark(&self) -> usize {
        self.bookmark.map_or(self.offset, Bookmark::offset)
    }

    /// Joins what one key of an order sorts by, unless it is in the row of the run.
    ///
    /// Runs that have no such metric do not come, where the filter tests it too. So an engine may begin
    /// with the metrics in their order, and end with the page: for 100,000 runs PostgreSQL takes a
    /// quarter of the time.
    pub(super) fn join_ordered(&self, sql: &mut QueryBuilder, index: usize, key: &RunKey) {
        let (table, name) = match key {
            RunKey::Metric(name) => ("latest_metrics", name),
            RunKey::Param(name) => ("params", name),
            RunKey::Tag(name) => ("tags", name),
            RunKey::Attribute(_) => return,
        };
        let tests = tests_of(self.query, key);
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

    /// Adds the condition that the metric that decides first on the order comes not before the page.
    pub(super) fn leave_out(&self, sql: &mut QueryBuilder, metric: &str) {
        let (Some(bookmark), Some(leading)) = (self.bookmark, &self.leading) else {
            return;
        };
        sql.push(" AND (");
        if leading.tests.is_empty() {
            sql.push(&format!("{metric}.run_uuid IS NULL OR "));
        }
        bookmark.comes_not_before(sql, metric, leading.direction);
        sql.push(")");
    }

    /// Ends a query for a page whose tables are joined: what the runs have to be, their order, and the
    /// page.
    pub(super) fn end(&self, sql: &mut QueryBuilder, orders: &[RunOrder], breadth: Breadth) {
        let is_joined = |part: &Filter<RunField>| {
            measured(part).is_some_and(|(key, _)| orders.iter().any(|order| order.key == *key))
        };
        let parts = conjuncts(self.query.filter.as_ref()).into_iter();
        let others: Vec<_> = parts.filter(|part| !is_joined(part)).collect();
        let experiment = match breadth {
            Breadth::Narrow => "runs.experiment_id",
            // Which is in no index.
            Breadth::Broad => "(runs.experiment_id + 0)",
        };
        sql.push(" WHERE ")
            .is_in(experiment, Items::Numbers, List::new(&self.experiments))
            .stages("runs", self.query.view)
            .all_of(&others);
        self.leave_out(sql, "order_0");
        for (index, order) in orders.iter().enumerate() {
            let term = order_term(sql.dialect(), index, order);
            sql.push(if index == 0 { " ORDER BY " } else { ", " })
                .push(&term);
        }
        sql.page(self.query.max_results, self.offset_behind_bookmark());
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

impl<'a> Leading<'a> {
    fn of(query: &'a RunQuery) -> Option<Self> {
        let order = query.order_by.first()?;
        let RunKey::Metric(name) = &order.key else {
            return None;
        };
        Some(Self {
            name,
            direction: order.direction,
            tests: tests_of(query, &order.key),
        })
    }
}

/// What the filter of a query asks of a metric of every result.
fn tests_of<'a>(query: &'a RunQuery, key: &RunKey) -> Vec<&'a Test> {
    let measured = conjuncts(query.filter.as_ref())
        .into_iter()
        .filter_map(measured);
    measured
        .filter(|(measured, _)| *measured == key)
        .map(|(_, test)| test)
        .collect()
}

/// Selects the ids of a page of runs, and of one result more.
pub(super) fn runs(
    dialect: &'static dyn Dialect,
    search: &RunSearch,
    breadth: Breadth,
) -> QueryBuilder {
    let orders = complete_run_order(&search.query.order_by);
    let mut sql = QueryBuilder::new(dialect);
    sql.push("SELECT runs.run_uuid FROM runs");
    for (index, order) in orders.iter().enumerate() {
        search.join_ordered(&mut sql, index, &order.key);
    }
    search.end(&mut sql, &orders, breadth);
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

#[cfg(test)]
mod tests {
    use super::super::search::experiments;
    use super::super::tests::{Scratch, dialect, plan, rows};
    use super::*;
    use crate::entity::ViewType;
    use crate::search::{parse_experiment_filter, parse_run_filter, parse_run_orders};
    use crate::store::ExperimentQuery;

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
        runs(dialect(), &search, Breadth::Narrow)
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
