//! The tables `metrics`, every point, and `latest_metrics`, what a run shows.

use std::collections::BTreeSet;

use crate::entity::{Metric, MetricSummary, Run, RunId};
use crate::error::Result;
use crate::search::page_offset;
use crate::store::{MetricStore, Page, Sampling, sampled_offsets};

use super::dialect::{Conflict, Dialect, Insert, Items, NumberKind};
use super::feature::Feature;
use super::list::List;
use super::page::{self, Belongings};
use super::session::{Row, SqlResult, ToValue, Value, row_values, values};
use super::statement::{Statement, Transaction};
use super::tables::LATEST_METRICS;
use super::{SqlStore, limit};

/// How many runs' histories the first query reads, and how many times as many each further one. Of
/// the last ones it may read more than is asked for; a query for each run would be as many round
/// trips.
const RUNS_OF_FIRST_QUERY: usize = 16;
const GROWTH: usize = 8;

/// How many points one query of samples goes through, if they are of several runs: the database
/// sorts all of them.
const POINTS_PER_QUERY: usize = 1_000_000;

const COLUMNS: &[&str] = &["key", "value", "timestamp", "run_uuid", "step", "is_nan"];

static LOG: Statement = Statement::insert(Insert {
    table: "metrics",
    columns: COLUMNS,
    conflict: Conflict::Keep,
});

/// MLflow's rule, `Metric::cmp_latest`.
static SET_LATEST: Statement = Statement::insert(Insert {
    table: "latest_metrics",
    columns: COLUMNS,
    conflict: Conflict::KeepGreatest {
        key: &["key", "run_uuid"],
        set: &["value", "timestamp", "step", "is_nan"],
        by: &[
            ("step", NumberKind::Whole),
            ("timestamp", NumberKind::Whole),
            ("value", NumberKind::Float),
        ],
    },
});

/// Selects part of a history.
static HISTORY: Statement = Statement::new(|sql| {
    format!(
        "SELECT NULL, key, value, timestamp, step, is_nan FROM metrics
         WHERE run_uuid = ?1 AND key = ?2 AND {}
         ORDER BY {} LIMIT ?3 OFFSET ?4",
        sql.any_whole("step"),
        by_time(sql)
    )
});

/// Selects the beginning of the histories of a list of runs.
static HISTORIES: Statement = Statement::new(|sql| {
    format!(
        "SELECT page.key, metrics.key, metrics.value, metrics.timestamp, metrics.step,
                metrics.is_nan
         FROM {}
         WHERE metrics.key = ?2 AND {}
         ORDER BY page.key, {} LIMIT ?3",
        sql.page(Items::Texts, "metrics", "metrics.run_uuid"),
        sql.any_whole("metrics.step"),
        by_time(sql)
    )
});

static COUNTS_OF_STEPS: Statement = Statement::new(|sql| {
    format!(
        "SELECT page.key, count(*) FROM {} WHERE {} GROUP BY page.key",
        sql.page(Items::Texts, "metrics", "metrics.run_uuid"),
        is_between_steps(sql)
    )
});

static POINTS_OF_STEPS: Statement = Statement::new(|sql| {
    format!(
        "SELECT page.key AS place_of_run, metrics.key AS name, metrics.value, metrics.timestamp,
                metrics.step, metrics.is_nan
         FROM {} WHERE {} ORDER BY place_of_run, {}, {}, {}, metrics.is_nan",
        sql.page(Items::Texts, "metrics", "metrics.run_uuid"),
        is_between_steps(sql),
        sql.whole("metrics.step"),
        sql.whole("metrics.timestamp"),
        sql.number("metrics.value"),
    )
});

/// Counts the points of a list of metrics of the run `?2`, and selects their extremes.
static EXTREMES: Statement = Statement::new(|sql| {
    let value = sql.number("metrics.value");
    let number = format!("CASE WHEN metrics.is_nan THEN NULL ELSE {value} END");
    format!(
        "SELECT page.key, count(*), min({number}), max({number}) FROM {}
         WHERE metrics.run_uuid = ?2 AND {} GROUP BY page.key",
        sql.page(Items::Texts, "metrics", "metrics.key"),
        sql.any_whole("metrics.step"),
    )
});

static LOAD: Statement = Statement::new(|sql| {
    format!(
        "SELECT page.key, latest.key, latest.value, latest.timestamp, latest.step, latest.is_nan
         FROM {}",
        sql.page(Items::Texts, "latest_metrics AS latest", "latest.run_uuid")
    )
});

/// MLflow 3.17.2's order of a history; NaN, which is stored as 0, follows 0.
fn by_time(sql: &dyn Dialect) -> String {
    format!(
        "{}, {}, {}, metrics.is_nan",
        sql.whole("metrics.timestamp"),
        sql.whole("metrics.step"),
        sql.number("metrics.value"),
    )
}

/// Whether a point of a listed run is of the key `?2` and between the steps `?3` and `?4`. The index
/// finds what is stored from `?5` on, in which odd cells are: bytes and texts come behind all
/// numbers, and a fraction may be lost towards zero.
fn is_between_steps(sql: &dyn Dialect) -> String {
    format!(
        "metrics.key = ?2 AND metrics.step >= ?5 AND {} BETWEEN ?3 AND ?4",
        sql.whole("metrics.step")
    )
}

impl MetricStore for SqlStore {
    fn metric_history(
        &self,
        id: &RunId,
        key: &str,
        max_results: usize,
        page_token: Option<&str>,
    ) -> Result<Page<Metric>> {
        let offset = page_offset(page_token)?;
        let values = row_values![id.as_str(), key, limit(max_results) + 1, limit(offset)];
        self.read_once(|tx| {
            let points = tx.rows(&HISTORY, &values, |row| MetricRow::read(row).into())?;
            Ok(Page::cut(points, offset, max_results))
        })
    }

    fn metric_histories(
        &self,
        ids: &[RunId],
        key: &str,
        max_results: usize,
    ) -> Result<Vec<(RunId, Vec<Metric>)>> {
        let ids: BTreeSet<&RunId> = ids.iter().collect();
        let ids: Vec<&RunId> = ids.into_iter().collect();
        self.read(|tx| {
            let mut left = max_results;
            let mut histories = Vec::new();
            let (mut rest, mut most_runs) = (&ids[..], RUNS_OF_FIRST_QUERY);
            while left > 0 && !rest.is_empty() {
                let (ids, later) = rest.split_at(most_runs.min(rest.len()));
                (rest, most_runs) = (later, most_runs * GROWTH);
                let mut found: Vec<Vec<Metric>> = vec![Vec::new(); ids.len()];
                let list = List::new(ids);
                let most = limit(left);
                let values = values![list, key, most];
                tx.query(&HISTORIES, &values, &mut |row| {
                    found[page::index(row)].push(MetricRow::read(row).into());
                    left -= 1;
                    Ok(())
                })?;
                let found = ids.iter().copied().cloned().zip(found);
                histories.extend(found.filter(|(_, points)| !points.is_empty()));
            }
            Ok(histories)
        })
    }

    fn sampled_metric_history(
        &self,
        id: &RunId,
        key: &str,
        sampling: &Sampling,
    ) -> Result<Vec<Metric>> {
        let ids = std::slice::from_ref(id);
        let histories = self.sampled_metric_histories(ids, key, sampling)?;
        Ok(histories.into_iter().flatten().collect())
    }

    fn sampled_metric_histories(
        &self,
        ids: &[RunId],
        key: &str,
        sampling: &Sampling,
    ) -> Result<Vec<Vec<Metric>>> {
        let most = sampling.max_results;
        self.read(|tx| {
            let totals = totals(tx, ids, key, sampling)?;
            let mut histories = Vec::with_capacity(ids.len());
            while histories.len() < ids.len() {
                let begin = histories.len();
                let end = begin + runs_at_once(&totals[begin..]);
                let (ids, totals) = (&ids[begin..end], &totals[begin..end]);
                histories.extend(samples(tx, ids, totals, most, (key, sampling))?);
            }
            Ok(histories)
        })
    }

    fn metric_counts(&self, id: &RunId, keys: &[String]) -> Result<Option<Vec<usize>>> {
        let counted = self.read(|tx| extremes(tx, id, keys))?.into_iter();
        Ok(Some(counted.map(|summary| summary.count).collect()))
    }

    fn metric_summaries(
        &self,
        id: &RunId,
        keys: &[String],
        max_values: usize,
    ) -> Result<Vec<MetricSummary>> {
        let sampling = Sampling {
            max_results: max_values,
            steps: None,
        };
        let ids = std::slice::from_ref(id);
        self.read(|tx| {
            let mut summaries = extremes(tx, id, keys)?;
            for summary in &mut summaries {
                let asked = (summary.key.as_str(), &sampling);
                let points = samples(tx, ids, &[summary.count], max_values, asked)?;
                summary.values = points
                    .into_iter()
                    .flatten()
                    .map(|point| point.value)
                    .collect();
            }
            Ok(summaries)
        })
    }
}

/// The summaries of metrics without their values.
fn extremes(tx: &Transaction, id: &RunId, keys: &[String]) -> SqlResult<Vec<MetricSummary>> {
    let absent = |key: &String| MetricSummary {
        key: key.clone(),
        count: 0,
        least: None,
        greatest: None,
        values: Vec::new(),
    };
    let mut summaries: Vec<MetricSummary> = keys.iter().map(absent).collect();
    let list = List::new(keys);
    let run = id.as_str();
    let values = values![list, run];
    tx.query(&EXTREMES, &values, &mut |row| {
        let summary = &mut summaries[page::index(row)];
        let count = row.whole(1).unwrap_or_default();
        summary.count = usize::try_from(count).expect("a count of rows");
        summary.least = row.number(2);
        summary.greatest = row.number(3);
        Ok(())
    })?;
    Ok(summaries)
}

/// How many points each run has between the steps.
fn totals(
    tx: &Transaction,
    ids: &[RunId],
    key: &str,
    sampling: &Sampling,
) -> SqlResult<Vec<usize>> {
    let list = List::new(ids);
    let mut totals = vec![0; ids.len()];
    let values = values_of_steps(&list, key, sampling);
    tx.query(&COUNTS_OF_STEPS, &values, &mut |row| {
        let total = row.whole(1).unwrap_or_default();
        totals[page::index(row)] = usize::try_from(total).expect("a count of rows");
        Ok(())
    })?;
    Ok(totals)
}

/// The samples of histories that have so many points: one query numbers all points of all runs.
fn samples(
    tx: &Transaction,
    ids: &[RunId],
    totals: &[usize],
    most: usize,
    (key, sampling): (&str, &Sampling),
) -> SqlResult<Vec<Vec<Metric>>> {
    let mut positions = Vec::new();
    let mut before = 0;
    for &total in totals {
        let offsets = sampled_offsets(total, most).into_iter();
        positions.extend(offsets.map(|offset| before + offset));
        before += total;
    }
    let mut found = vec![Vec::new(); ids.len()];
    if positions.is_empty() {
        return Ok(found);
    }
    let list = List::new(ids);
    let values = values_of_steps(&list, key, sampling);
    let points = tx.rows_at(&positions, &POINTS_OF_STEPS, &values, |row| {
        (page::index(row), MetricRow::read(row).into())
    })?;
    for (run, point) in points {
        found[run].push(point);
    }
    Ok(found)
}

/// How many of the next runs one query samples: at least one.
fn runs_at_once(totals: &[usize]) -> usize {
    let mut points = 0;
    let fitting = totals.iter().take_while(|total| {
        points += **total;
        points <= POINTS_PER_QUERY
    });
    fitting.count().max(1)
}

/// The values of a statement with [`is_between_steps`].
fn values_of_steps<'a>(ids: &'a List, key: &'a str, sampling: &Sampling) -> [Value<'a>; 5] {
    let (first, last) = match &sampling.steps {
        Some(steps) => (*steps.start(), *steps.end()),
        None => (i64::MIN, i64::MAX),
    };
    let stored = first.saturating_sub(1);
    [
        ids.to_value(),
        key.into(),
        first.into(),
        last.into(),
        stored.into(),
    ]
}

/// Adds points to histories, and makes the latest of each key what the run shows, if it is later
/// than that. A point that is there already stays.
pub(super) fn log(tx: &Transaction, id: &RunId, metrics: &[Metric]) -> SqlResult<()> {
    refuse_absent(tx, metrics)?;
    // By key, as the indexes are: a batch that tells of one key after the other finds each page of
    // theirs where the point before left it.
    let mut by_key: Vec<&Metric> = metrics.iter().collect();
    by_key.sort_by(|a, b| a.key.cmp(&b.key));
    tx.send_rows(&LOG, COLUMNS.len(), &rows(id, &by_key))?;
    if !tx.schema().has_table(LATEST_METRICS) {
        return Ok(());
    }
    let latest: Vec<&Metric> = by_key
        .chunk_by(|a, b| a.key == b.key)
        .filter_map(|points| points.iter().copied().reduce(later))
        .collect();
    tx.send_rows(&SET_LATEST, COLUMNS.len(), &rows(id, &latest))
}

/// Refuses points that the schema has no place for.
fn refuse_absent(tx: &Transaction, metrics: &[Metric]) -> SqlResult<()> {
    if !metrics.iter().all(|metric| metric.value.is_finite()) {
        tx.require(Feature::NotANumber)?;
    }
    if metrics.iter().any(|metric| metric.step != 0) {
        tx.require(Feature::MetricSteps)?;
    }
    Ok(())
}

/// The later of two points of one key; the first one if neither is.
fn later<'a>(one: &'a Metric, other: &'a Metric) -> &'a Metric {
    if other.cmp_latest(one).is_gt() {
        other
    } else {
        one
    }
}

/// The values of points in the order of [`COLUMNS`]. NaN is the value 0 with a mark.
fn rows<'a>(id: &'a RunId, metrics: &[&'a Metric]) -> Vec<Value<'a>> {
    let mut rows = Vec::with_capacity(metrics.len() * COLUMNS.len());
    for metric in metrics {
        let Metric {
            key,
            value,
            timestamp,
            step,
        } = metric;
        rows.extend([
            Value::Text(key),
            Value::Float(storable(*value)),
            Value::Integer(*timestamp),
            Value::Text(id.as_str()),
            Value::Integer(*step),
            Value::Bool(value.is_nan()),
        ]);
    }
    rows
}

/// The latest metrics of a page of runs.
pub(super) static LATEST: Belongings<Run> = Belongings {
    statement: &LOAD,
    add: |run, row| run.data.metrics.push(MetricRow::read(row).into()),
};

/// A row of either table. NaN is the value 0 with a mark, and an infinity the greatest finite
/// number of its sign, because not every database has them.
struct MetricRow {
    key: String,
    value: f64,
    timestamp: i64,
    step: i64,
    is_nan: bool,
}

impl MetricRow {
    /// Reads the row from behind the position on the page.
    fn read(row: &Row) -> Self {
        Self {
            key: row.text_or_empty(1),
            value: row.number(2).unwrap_or_default(),
            timestamp: row.whole(3).unwrap_or_default(),
            step: row.whole(4).unwrap_or_default(),
            is_nan: row.flag(5),
        }
    }
}

/// A value as every table of MLflow's keeps it: NaN is 0, an infinity the greatest finite number.
pub(super) fn storable(value: f64) -> f64 {
    if value.is_nan() {
        0.0
    } else {
        value.clamp(f64::MIN, f64::MAX)
    }
}

impl From<MetricRow> for Metric {
    fn from(row: MetricRow) -> Self {
        let MetricRow {
            key,
            value,
            timestamp,
            step,
            is_nan,
        } = row;
        Self {
            key,
            value: if is_nan { f64::NAN } else { value },
            timestamp,
            step,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::SqlStore;
    use super::super::statement::{Statements, Text};
    use super::super::tests::{Scratch, dialect, new_run, plan, row, rows};
    use super::*;
    use crate::store::{Batch, MetricStore, RunStore};

    fn metric(value: f64, timestamp: i64, step: i64) -> Metric {
        Metric {
            key: "m".to_owned(),
            value,
            timestamp,
            step,
        }
    }

    /// Logs to a new run, a batch for each list.
    fn log(store: &SqlStore, batches: &[&[Metric]]) -> RunId {
        let id = store.create_run(&new_run("r")).unwrap().info.run_id;
        for metrics in batches {
            let batch = Batch {
                metrics: metrics.to_vec(),
                ..Batch::default()
            };
            store.log_batch(&id, &batch).unwrap();
        }
        id
    }

    #[test]
    fn nan_and_infinities_are_stored_as_mlflow_stores_them() {
        let (_scratch, store, database) = Scratch::store();
        let id = log(
            &store,
            &[&[
                metric(f64::NAN, 1, 0),
                metric(f64::INFINITY, 2, 0),
                metric(f64::NEG_INFINITY, 3, 0),
            ]],
        );
        assert_eq!(
            rows(
                &database,
                "SELECT value, is_nan, run_uuid FROM metrics ORDER BY timestamp"
            ),
            [
                r#"Real(0.0)|Integer(1)|Text("r")"#,
                r#"Real(1.7976931348623157e308)|Integer(0)|Text("r")"#,
                r#"Real(-1.7976931348623157e308)|Integer(0)|Text("r")"#,
            ]
        );
        let history = store.metric_history(&id, "m", 9, None).unwrap().items;
        let values: Vec<_> = history.iter().map(|metric| metric.value).collect();
        assert!(values[0].is_nan());
        assert_eq!(values[1..], [f64::MAX, f64::MIN]);
    }

    #[test]
    fn a_history_is_read_by_the_index_of_its_run() {
        let (_scratch, _store, database) = Scratch::store();
        let statements = Statements::new(dialect(), std::sync::Arc::default());
        for statement in [&HISTORY, &HISTORIES, &COUNTS_OF_STEPS, &POINTS_OF_STEPS] {
            let plan = plan(&database, statement.text(&statements));
            assert!(plan.contains("run_uuid=? AND key=?"), "{plan}");
        }
    }

    #[test]
    fn histories_of_many_runs_end_after_so_many_points() {
        let (_scratch, store, _) = Scratch::store();
        let runs = RUNS_OF_FIRST_QUERY + 3;
        let ids: Vec<RunId> = (0..runs).map(|n| RunId::from(format!("r{n:02}"))).collect();
        for id in &ids {
            store.create_run(&new_run(id.as_str())).unwrap();
            let batch = Batch {
                metrics: vec![metric(2.0, 2, 0), metric(1.0, 1, 1)],
                ..Batch::default()
            };
            store.log_batch(id, &batch).unwrap();
        }
        let mut wanted = ids.clone();
        wanted.push(RunId::from("none"));
        wanted.reverse();
        wanted.extend_from_slice(&ids[..2]);
        for most in [
            0,
            1,
            2 * RUNS_OF_FIRST_QUERY,
            2 * RUNS_OF_FIRST_QUERY + 3,
            2 * runs,
            100,
        ] {
            let found = store.metric_histories(&wanted, "m", most).unwrap();
            let found: Vec<(RunId, i64)> = found
                .into_iter()
                .flat_map(|(id, points)| points.into_iter().map(move |p| (id.clone(), p.timestamp)))
                .collect();
            let all = ids.iter().flat_map(|id| [(id.clone(), 1), (id.clone(), 2)]);
            assert_eq!(found, all.take(most).collect::<Vec<_>>(), "{most}");
        }
    }

    #[test]
    fn a_sample_has_the_points_at_its_offsets() {
        let (_scratch, store, _) = Scratch::store();
        let points: Vec<Metric> = (0..10).map(|n| metric(0.5, 10 - n, n)).collect();
        let id = log(&store, &[&points]);
        let sampling = Sampling {
            max_results: 4,
            steps: Some(0..=8),
        };
        let sample = store.sampled_metric_history(&id, "m", &sampling).unwrap();
        let steps: Vec<i64> = sample.iter().map(|point| point.step).collect();
        assert_eq!(steps, [0, 3, 5, 8]);
    }

    #[test]
    fn one_query_samples_so_many_points_of_whole_runs() {
        const MOST: usize = POINTS_PER_QUERY;
        assert_eq!(runs_at_once(&[0, 3, 0]), 3);
        assert_eq!(runs_at_once(&[MOST - 1, 1, 1]), 2);
        assert_eq!(runs_at_once(&[MOST + 1, 1]), 1);
        assert_eq!(runs_at_once(&[1, MOST]), 1);
    }

    #[test]
    fn the_latest_is_the_greatest_by_step_time_and_value() {
        let ascending = [
            metric(9.0, 9, -1),
            metric(5.0, 1, 0),
            metric(1.0, 2, 0),
            metric(-1.0, 3, 0),
            // Compared as 0.
            metric(f64::NAN, 3, 0),
            metric(2.0, 3, 0),
            metric(0.0, 0, 1),
        ];
        for count in 1..=ascending.len() {
            let mut points = ascending[..count].to_vec();
            points.reverse();
            let all_at_once: &[&[Metric]] = &[&points];
            let one_by_one: &[&[Metric]] = &points.chunks(1).collect::<Vec<_>>();
            for batches in [all_at_once, one_by_one, &[&ascending[..count]]] {
                let (_scratch, store, _) = Scratch::store();
                let id = log(&store, batches);
                let run = store.get_run(&id).unwrap().unwrap();
                assert_eq!(run.data.metrics, [ascending[count - 1].clone()]);
            }
        }
    }

    #[test]
    fn the_same_point_counts_once() {
        let (_scratch, store, database) = Scratch::store();
        let point = [metric(1.0, 1, 1), metric(f64::NAN, 1, 1), metric(0.0, 1, 1)];
        log(
            &store,
            &[&point, &point, &[point[0].clone(), point[0].clone()]],
        );
        assert_eq!(row(&database, "SELECT count(*) FROM metrics"), "Integer(3)");
    }

    #[test]
    fn a_history_is_in_the_order_of_time_step_and_value_on_every_page() {
        let (_scratch, store, _) = Scratch::store();
        let points = [
            metric(3.0, 1, 1),
            metric(1.0, 1, 2),
            metric(2.0, 1, 2),
            metric(0.0, 2, 0),
        ];
        let mut logged = points.to_vec();
        logged.rotate_left(2);
        let id = log(&store, &[&logged]);
        let mut read = Vec::new();
        let mut token = None;
        loop {
            let page = store.metric_history(&id, "m", 3, token.as_deref()).unwrap();
            read.extend(page.items);
            token = page.next_page_token;
            if token.is_none() {
                break;
            }
        }
        assert_eq!(read, points);
        let none = store.metric_history(&id, "other", 3, None).unwrap();
        assert!(none.items.is_empty());
        let none = store
            .metric_history(&RunId::from("x"), "m", 3, None)
            .unwrap();
        assert!(none.items.is_empty());
    }
}
