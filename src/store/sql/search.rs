//! Filters and orders in SQL: one statement selects the ids of a page, in order.
//!
//! Each condition on what a run logged is an `EXISTS` that finds at most one row by the primary
//! key of its table, so the cost of a search grows with the runs of its experiments, not with
//! those of the database. Names of columns are ours; everything that a user wrote is bound.
//!
//! What the statements select is what [`crate::search`] finds by evaluating: every condition is
//! true or false, never NULL.

use serde::Serialize;

use crate::entity::ViewType;
use crate::search::{
    Case, Condition, DatasetField, ExperimentAttribute, ExperimentKey, Filter, Number, Relation,
    RunAttribute, RunField, RunKey, RunOrder, Test, complete_experiment_order, complete_run_order,
};
use crate::store::{ExperimentQuery, RunQuery};

use super::lifecycle::shown_stages;
use super::session::{Session, SqlResult, Value};
use super::{cell, dialect, limit};

/// A statement and the values of its placeholders.
#[derive(Debug, Default)]
pub(super) struct Statement {
    sql: String,
    values: Vec<Bound>,
}

/// A value of a statement that outlives what it was made of.
#[derive(Debug)]
pub(super) enum Bound {
    Integer(i64),
    Float(f64),
    Text(String),
}

impl Bound {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Integer(number) => Value::Integer(*number),
            Self::Float(number) => Value::Float(*number),
            Self::Text(text) => Value::Text(text),
        }
    }
}

impl From<i64> for Bound {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<f64> for Bound {
    fn from(number: f64) -> Self {
        Self::Float(number)
    }
}

impl From<String> for Bound {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl Statement {
    /// Runs the statement and gives the ids in its one column. An id of another type, which only
    /// another program can have written, is passed over.
    pub(super) fn ids(&self, session: &dyn Session) -> SqlResult<Vec<String>> {
        let ids = session.rows(&self.sql, &self.values(), |row| {
            row.id(0).map(str::to_owned)
        })?;
        Ok(ids.into_iter().flatten().collect())
    }

    /// Runs the statement and gives the numbers in its one column.
    pub(super) fn numbers(&self, session: &dyn Session) -> SqlResult<Vec<i64>> {
        let numbers = session.rows(&self.sql, &self.values(), |row| row.whole(0))?;
        Ok(numbers.into_iter().flatten().collect())
    }

    fn values(&self) -> Vec<Value<'_>> {
        self.values.iter().map(Bound::value).collect()
    }

    pub(super) fn push(&mut self, sql: &str) -> &mut Self {
        self.sql.push_str(sql);
        self
    }

    pub(super) fn bind(&mut self, value: impl Into<Bound>) -> &mut Self {
        let placeholder = self.placeholder(value);
        self.push(&placeholder)
    }

    /// Takes a value, and gives the placeholder that stands for it.
    fn placeholder(&mut self, value: impl Into<Bound>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    /// Adds a list, as JSON, in the form of a table: its length does not change the statement.
    pub(super) fn bind_list(&mut self, json: impl Into<String>) -> &mut Self {
        self.push("(SELECT value FROM json_each(")
            .bind(json.into())
            .push("))")
    }

    /// Adds a list of pairs of texts, as JSON, in the form of a table.
    pub(super) fn bind_pairs(&mut self, json: impl Into<String>) -> &mut Self {
        self.push("(SELECT value ->> 0, value ->> 1 FROM json_each(")
            .bind(json.into())
            .push("))")
    }

    fn stages(&mut self, table: &str, view: ViewType) -> &mut Self {
        let stage = cell::text_in_sql(&format!("{table}.lifecycle_stage"));
        self.push(&format!(" AND coalesce({stage}, 'active') IN "))
            .bind_list(shown_stages(view))
    }

    pub(super) fn filter<F: Translate>(&mut self, filter: Option<&Filter<F>>) -> &mut Self {
        if let Some(filter) = filter {
            self.push(" AND ").condition(filter);
        }
        self
    }

    fn condition<F: Translate>(&mut self, filter: &Filter<F>) {
        match filter {
            Filter::And(all) => self.joined(&cheapest_first(all), " AND "),
            Filter::Or(all) => self.joined(&all.iter().collect::<Vec<_>>(), " OR "),
            Filter::Not(negated) => {
                self.push("NOT (").condition(negated);
                self.push(")");
            }
            Filter::Is(Condition { field, test }) => field.add(test, self),
        }
    }

    fn joined<F: Translate>(&mut self, all: &[&Filter<F>], word: &str) {
        for (index, filter) in all.iter().enumerate() {
            self.push(if index == 0 { "(" } else { word });
            self.condition(filter);
        }
        self.push(")");
    }

    /// Adds a test of a column that has a value.
    pub(super) fn test(&mut self, column: &str, test: &Test) -> &mut Self {
        match test {
            Test::Number(relation, number) => {
                self.push(&format!("{column} {} ", relation.as_str()));
                match number {
                    Number::Integer(number) => self.bind(*number),
                    Number::Float(number) => self.bind(*number),
                }
            }
            Test::Equals(equal, wanted) => {
                let operator = if *equal { "=" } else { "!=" };
                self.push(&format!("{column} {operator} "))
                    .bind(wanted.clone())
            }
            Test::Like(Case::Sensitive, pattern) => {
                let (operator, value) = dialect::like(pattern);
                self.push(&format!("{column} {operator} ")).bind(value)
            }
            Test::Like(Case::Insensitive | Case::InsensitiveBeyondAscii, pattern) => self
                .push(&format!("lower({column}) LIKE lower("))
                .bind(pattern.clone())
                .push(")"),
            Test::OneOf(among, wanted) => {
                let operator = if *among { "IN" } else { "NOT IN" };
                self.push(&format!("{column} {operator} "))
                    .bind_list(json(wanted))
            }
            Test::Present(true) => self.push(&format!("{column} IS NOT NULL")),
            Test::Present(false) => self.push(&format!("{column} IS NULL")),
        }
    }

    /// Ends the statement: a page, and one result more that tells whether there is another page.
    pub(super) fn page(&mut self, max_results: usize, offset: usize) {
        self.push(" LIMIT ").bind(limit(max_results) + 1);
        self.push(" OFFSET ").bind(limit(offset));
    }
}

pub(super) fn json(list: &[impl Serialize]) -> String {
    serde_json::to_string(list).expect("texts and numbers are JSON")
}

/// Sorts the parts of a conjunction by what they cost: `SQLite` asks in the order of the text. On
/// 100,000 runs a param before a metric took 330 ms, a metric before a param 630 ms.
fn cheapest_first<F: Translate>(all: &[Filter<F>]) -> Vec<&Filter<F>> {
    let mut all: Vec<_> = all.iter().collect();
    all.sort_by_key(|filter| match filter {
        Filter::Is(Condition { field, test }) => field.rank(test),
        Filter::And(_) | Filter::Or(_) | Filter::Not(_) => u8::MAX,
    });
    all
}

/// Selects the ids of a page of runs.
pub(super) fn runs(query: &RunQuery, experiments: &[i64], offset: usize) -> Statement {
    let orders = complete_run_order(&query.order_by);
    let mut statement = Statement::default();
    statement.push("SELECT runs.run_uuid FROM runs");
    for (index, order) in orders.iter().enumerate() {
        join_ordered(&mut statement, index, &order.key);
    }
    statement
        .push(" WHERE runs.experiment_id IN ")
        .bind_list(json(experiments))
        .stages("runs", query.view)
        .filter(query.filter.as_ref());
    for (index, order) in orders.iter().enumerate() {
        statement.push(if index == 0 { " ORDER BY " } else { ", " });
        statement.push(&order_term(index, order));
    }
    statement.page(query.max_results, offset);
    statement
}

/// Selects the ids of a page of experiments.
pub(super) fn experiments(query: &ExperimentQuery, offset: usize) -> Statement {
    let terms: Vec<String> = complete_experiment_order(&query.order_by)
        .iter()
        .map(|order| format!("{} {}", experiment_column(order.key), order.direction))
        .collect();
    let mut statement = Statement::default();
    statement
        .push("SELECT experiments.experiment_id FROM experiments WHERE TRUE")
        .stages("experiments", query.view)
        .filter(query.filter.as_ref())
        .push(" ORDER BY ")
        .push(&terms.join(", "));
    statement.page(query.max_results, offset);
    statement
}

/// Joins what one key of an order sorts by, unless it is in the row of the run.
fn join_ordered(statement: &mut Statement, index: usize, key: &RunKey) {
    let (table, key) = match key {
        RunKey::Metric(key) => ("latest_metrics", key),
        RunKey::Param(key) => ("params", key),
        RunKey::Tag(key) => ("tags", key),
        RunKey::Attribute(_) => return,
    };
    statement.push(&format!(
        " LEFT JOIN {table} AS order_{index}
          ON order_{index}.run_uuid = runs.run_uuid AND order_{index}.key = "
    ));
    statement.bind(key.clone());
}

/// One key of an order. Whatever its direction, NaN comes behind the numbers, and what is missing
/// behind NaN.
fn order_term(index: usize, order: &RunOrder) -> String {
    let RunOrder { key, direction } = order;
    match key {
        RunKey::Metric(_) => {
            let value = cell::number_in_sql(&format!("order_{index}.value"));
            format!("order_{index}.is_nan NULLS LAST, {value} {direction}")
        }
        RunKey::Param(_) | RunKey::Tag(_) => {
            let value = cell::text_in_sql(&format!("order_{index}.value"));
            format!("{value} {direction} NULLS LAST")
        }
        RunKey::Attribute(attribute) => {
            format!("{} {direction} NULLS LAST", run_column(*attribute))
        }
    }
}

/// A field of a filter, in SQL.
pub(super) trait Translate {
    /// Adds the condition that the field passes a test. It is never NULL.
    fn add(&self, test: &Test, statement: &mut Statement);

    /// How late the condition is to be asked: what stands in the row itself comes first, then
    /// what is likely to hold for few.
    fn rank(&self, test: &Test) -> u8;
}

impl Translate for RunField {
    fn add(&self, test: &Test, statement: &mut Statement) {
        match self {
            Self::Key(RunKey::Metric(key)) => add_metric(statement, key, test),
            Self::Key(RunKey::Param(key)) => add_keyed(statement, PARAMS, key, test),
            Self::Key(RunKey::Tag(key)) => add_keyed(statement, TAGS, key, test),
            Self::Key(RunKey::Attribute(attribute)) => {
                add_column(statement, &run_column(*attribute), test);
            }
            Self::Dataset(field) => add_dataset(statement, *field, test),
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
    fn add(&self, test: &Test, statement: &mut Statement) {
        match self {
            Self::Tag(key) => add_keyed(statement, EXPERIMENT_TAGS, key, test),
            Self::Attribute(attribute) => {
                add_column(statement, &experiment_column(*attribute), test);
            }
        }
    }

    fn rank(&self, _: &Test) -> u8 {
        0
    }
}

/// A table of keys and values, and how its rows belong to their owner.
#[derive(Clone, Copy)]
pub(super) struct KeyedTable {
    pub(super) name: &'static str,
    pub(super) key: &'static str,
    pub(super) value: &'static str,
    pub(super) belongs: &'static str,
}

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

pub(super) fn add_keyed(statement: &mut Statement, table: KeyedTable, key: &str, test: &Test) {
    let KeyedTable {
        name,
        key: key_column,
        value,
        belongs,
    } = table;
    let exists = match test {
        Test::Present(false) => "NOT EXISTS",
        _ => "EXISTS",
    };
    statement.push(&format!(
        "{exists} (SELECT 1 FROM {name} AS keyed WHERE keyed.{belongs} AND keyed.{key_column} = "
    ));
    statement.bind(key.to_owned());
    if !matches!(test, Test::Present(_)) {
        statement
            .push(" AND ")
            .test(&cell::text_in_sql(&format!("keyed.{value}")), test);
    }
    statement.push(")");
}

/// NaN, which MLflow keeps as 0 with a mark, is unequal to all and in no other relation.
fn add_metric(statement: &mut Statement, key: &str, test: &Test) {
    statement.push(
        "EXISTS (SELECT 1 FROM latest_metrics AS metric
                 WHERE metric.run_uuid = runs.run_uuid AND metric.key = ",
    );
    statement.bind(key.to_owned());
    statement.push(match test {
        Test::Number(Relation::NotEqual, _) => " AND (metric.is_nan OR ",
        _ => " AND (NOT metric.is_nan AND ",
    });
    statement
        .test(&cell::number_in_sql("metric.value"), test)
        .push("))");
}

pub(super) fn add_column(statement: &mut Statement, column: &str, test: &Test) {
    if matches!(
        column,
        "runs.run_uuid" | "experiments.experiment_id" | "logged_models.model_id"
    ) {
        // Never NULL, and with an index, which `IS TRUE` would keep from use.
        statement.test(column, test);
    } else {
        statement.push("(").test(column, test).push(") IS TRUE");
    }
}

fn add_dataset(statement: &mut Statement, field: DatasetField, test: &Test) {
    let (join, column) = match field {
        DatasetField::Name => ("", "datasets.name"),
        DatasetField::Digest => ("", "datasets.digest"),
        DatasetField::Context => (
            " JOIN input_tags ON input_tags.input_uuid = inputs.input_uuid
                   AND input_tags.name = 'mlflow.data.context'",
            "input_tags.value",
        ),
    };
    statement.push(&format!(
        "EXISTS (SELECT 1 FROM inputs
                 JOIN datasets ON datasets.dataset_uuid = inputs.source_id{join}
                 WHERE inputs.destination_type = 'RUN' AND inputs.source_type = 'DATASET'
                       AND inputs.destination_id = runs.run_uuid AND "
    ));
    statement.test(&cell::text_in_sql(column), test).push(")");
}

pub(super) fn run_column(attribute: RunAttribute) -> String {
    match attribute {
        RunAttribute::RunId => "runs.run_uuid".to_owned(),
        // Runs from before MLflow 1.30 have their name in the tag alone.
        RunAttribute::RunName => format!(
            "coalesce(nullif({}, ''),
                      (SELECT {} FROM tags AS name
                       WHERE name.run_uuid = runs.run_uuid AND name.key = 'mlflow.runName'))",
            cell::text_in_sql("runs.name"),
            cell::text_in_sql("name.value")
        ),
        RunAttribute::UserId => cell::text_in_sql("runs.user_id"),
        // What is none of the statuses counts as no status.
        RunAttribute::Status => "CASE WHEN runs.status IN ('RUNNING', 'SCHEDULED', 'FINISHED',
                                                           'FAILED', 'KILLED')
                                      THEN runs.status END"
            .to_owned(),
        RunAttribute::ArtifactUri => cell::text_in_sql("runs.artifact_uri"),
        RunAttribute::StartTime => cell::whole_in_sql("runs.start_time"),
        RunAttribute::EndTime => cell::whole_in_sql("runs.end_time"),
    }
}

fn experiment_column(attribute: ExperimentAttribute) -> String {
    match attribute {
        ExperimentAttribute::ExperimentId => "experiments.experiment_id".to_owned(),
        ExperimentAttribute::Name => cell::text_in_sql("experiments.name"),
        ExperimentAttribute::CreationTime => cell::whole_in_sql("experiments.creation_time"),
        ExperimentAttribute::LastUpdateTime => cell::whole_in_sql("experiments.last_update_time"),
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, params_from_iter};

    use super::super::tests::{Scratch, rows};
    use super::*;
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

    /// How `SQLite` would run the search, with the values in the place of the parameters.
    fn plan(database: &Connection, statement: &Statement) -> String {
        let explain = format!("EXPLAIN QUERY PLAN {}", statement.sql);
        let mut prepared = database.prepare(&explain).unwrap();
        let steps = prepared
            .query_map(params_from_iter(statement.values()), |row| row.get(3))
            .unwrap();
        let steps: Vec<String> = steps.collect::<rusqlite::Result<_>>().unwrap();
        steps.join("\n")
    }

    #[test]
    fn conditions_on_what_a_run_logged_use_primary_keys() {
        let (_scratch, _store, database) = Scratch::store();
        let filter =
            "metrics.a > 1 AND params.b = 'x' AND NOT tags.c LIKE 'y' AND datasets.name = 'z'";
        let statement = runs(&run_query(filter, &["metrics.d".to_owned()]), &[0], 0);
        let plan = plan(&database, &statement);
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
            let plan = plan(&database, &runs(&run_query(filter, &[]), &[0], 0));
            let step = "SEARCH runs USING INDEX sqlite_autoindex_runs_1 (run_uuid=?)";
            assert!(plan.contains(step), "{plan}");
        }
    }

    #[test]
    fn cheap_conditions_come_first_and_what_is_asked_stays_the_same() {
        let query = run_query("metrics.a > 1 AND params.b = 'x' AND status = 'y'", &[]);
        let sql = runs(&query, &[0], 0).sql;
        let place = |part: &str| sql.find(part).unwrap();
        assert!(place("runs.status") < place("FROM params"));
        assert!(place("FROM params") < place("FROM latest_metrics"));
    }

    #[test]
    fn the_largest_searches_are_within_the_limits_of_the_database() {
        let (_scratch, _store, database) = Scratch::store();
        let conditions = vec!["tags.a != 'x'"; 500].join(" OR ");
        let filter = format!("{}{conditions}{}", "NOT (".repeat(25), ")".repeat(25));
        let orders: Vec<String> = (0..50).map(|index| format!("tags.t{index}")).collect();
        let statement = runs(&run_query(&filter, &orders), &[0], 0);
        assert_eq!(statement.ids(&database).unwrap(), [""; 0]);
        let pattern = format!("tags.a LIKE '{}'", "[".repeat(16_000));
        let statement = runs(&run_query(&pattern, &[]), &[0], 0);
        assert_eq!(statement.ids(&database).unwrap(), [""; 0]);
    }

    #[test]
    fn what_a_user_wrote_is_bound() {
        let (_scratch, _store, database) = Scratch::store();
        let evil = "x'; DROP TABLE runs; --";
        let filter = format!("params.`{evil}` = \"{evil}\" AND run_id IN (\"{evil}\")");
        let statement = runs(&run_query(&filter, &[format!("tags.`{evil}`")]), &[0], 0);
        assert!(!statement.sql.contains("DROP"));
        assert_eq!(statement.ids(&database).unwrap(), [""; 0]);
        let query = ExperimentQuery {
            view: ViewType::All,
            filter: parse_experiment_filter(&format!("tags.`{evil}` != \"{evil}\"")).unwrap(),
            order_by: Vec::new(),
            max_results: 1,
            page_token: None,
        };
        let found = experiments(&query, 0).numbers(&database).unwrap();
        assert_eq!(found, [0; 0]);
        assert_eq!(rows(&database, "SELECT count(*) FROM runs"), ["Integer(0)"]);
    }
}
