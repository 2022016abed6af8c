//! The tables `metrics`, every point, and `latest_metrics`, what a run shows.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Row, params};

use crate::entity::{Metric, Run, RunId};
use crate::error::Result;
use crate::store::{MetricStore, Page, Sampling, page_offset, sampled_places};

use super::page::{self, Ids, Members};
use super::{SqlStore, cell, limit};

/// Selects part of a history. The condition on the step holds always: with it, SQLite takes the
/// index that begins with the run. Without, it takes the one that begins with the key, and reads
/// the points of every run: 150 ms instead of 3 for 1,000 of 2 million points.
fn history_sql() -> String {
    format!(
        "SELECT NULL, key, value, timestamp, step, is_nan FROM metrics
         WHERE run_uuid = ?1 AND key = ?2 AND step >= -9223372036854775808
         ORDER BY {timestamp}, {step}, {value}, is_nan LIMIT ?3 OFFSET ?4",
        timestamp = cell::whole_in_sql("timestamp"),
        step = cell::whole_in_sql("step"),
        value = cell::number_in_sql("value"),
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
        self.connections.read(|connection| {
            let count = limit(max_results) + 1;
            let points = history(connection, id, key, count, limit(offset))?;
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
        let mut left = max_results;
        self.connections.read(|connection| {
            let mut histories = Vec::new();
            for id in ids {
                let points = history(connection, id, key, limit(left), 0)?;
                left -= points.len();
                if !points.is_empty() {
                    histories.push((id.clone(), points));
                }
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
        self.connections
            .read(|connection| Ok(sample(connection, id, key, sampling)?))
    }
}

/// Adds points to histories, and makes the latest of each key what the run shows, if it is later
/// than that. A point that is there already is passed over.
pub(super) fn log(connection: &Connection, id: &RunId, metrics: &[Metric]) -> rusqlite::Result<()> {
    if metrics.is_empty() {
        return Ok(());
    }
    let mut insert = connection.prepare_cached(
        "INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
    )?;
    // MLflow's rule, `Metric::cmp_latest`.
    let mut set_latest = connection.prepare_cached(&format!(
        "INSERT INTO latest_metrics AS latest (key, value, timestamp, run_uuid, step, is_nan)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (key, run_uuid) DO UPDATE
         SET value = excluded.value, timestamp = excluded.timestamp, step = excluded.step,
             is_nan = excluded.is_nan
         WHERE (excluded.step, excluded.timestamp, excluded.value)
             > (coalesce({step}, 0), coalesce({timestamp}, 0), coalesce({value}, 0))",
        step = cell::whole_in_sql("latest.step"),
        timestamp = cell::whole_in_sql("latest.timestamp"),
        value = cell::number_in_sql("latest.value"),
    ))?;
    // By key, as the indexes are: a batch that tells of one key after the other finds each page of
    // theirs where the point before left it.
    let mut by_key: Vec<&Metric> = metrics.iter().collect();
    by_key.sort_by(|a, b| a.key.cmp(&b.key));
    let mut latest: BTreeMap<&str, &Metric> = BTreeMap::new();
    for metric in by_key {
        if insert.execute(columns(id, metric))? == 0 {
            continue;
        }
        let known = latest.entry(&metric.key).or_insert(metric);
        if metric.cmp_latest(known).is_gt() {
            *known = metric;
        }
    }
    for metric in latest.into_values() {
        set_latest.execute(columns(id, metric))?;
    }
    Ok(())
}

/// The values of a point in the order of the statements that insert it. NaN is the value 0 with a
/// mark.
fn columns<'a>(id: &'a RunId, metric: &'a Metric) -> impl rusqlite::Params + 'a {
    let Metric {
        key,
        value,
        timestamp,
        step,
    } = metric;
    let is_nan = value.is_nan();
    (key, storable(*value), timestamp, id.as_str(), step, is_nan)
}

/// Part of a history in MLflow 3.17.2's order; NaN, which is stored as 0, follows 0.
fn history(
    connection: &Connection,
    id: &RunId,
    key: &str,
    limit: i64,
    offset: i64,
) -> rusqlite::Result<Vec<Metric>> {
    connection
        .prepare_cached(&history_sql())?
        .query_map(params![id.as_str(), key, limit, offset], |row| {
            MetricRow::read(row).map(Metric::from)
        })?
        .collect()
}

/// Selects the points of a history that a sample takes: the database brings them into order, and
/// of those passed over nothing is kept.
fn sample(
    connection: &Connection,
    id: &RunId,
    key: &str,
    sampling: &Sampling,
) -> rusqlite::Result<Vec<Metric>> {
    let Sampling { max_results, steps } = sampling;
    let (first, last) = match steps {
        Some(steps) => (*steps.start(), *steps.end()),
        None => (i64::MIN, i64::MAX),
    };
    // The index finds what is stored from `?5` on, in which odd cells are: bytes and texts come
    // behind all numbers, and a fraction may be lost towards zero.
    let parameters = params![id.as_str(), key, first, last, first.saturating_sub(1)];
    let step = cell::whole_in_sql("step");
    let condition =
        format!("run_uuid = ?1 AND key = ?2 AND step >= ?5 AND {step} BETWEEN ?3 AND ?4");
    let total: i64 = connection
        .prepare_cached(&format!("SELECT count(*) FROM metrics WHERE {condition}"))?
        .query_row(parameters, |row| row.get(0))?;
    let mut statement = connection.prepare_cached(&format!(
        "SELECT NULL, key, value, timestamp, step, is_nan FROM metrics WHERE {condition}
         ORDER BY {step}, {timestamp}, {value}, is_nan",
        timestamp = cell::whole_in_sql("timestamp"),
        value = cell::number_in_sql("value"),
    ))?;
    let mut rows = statement.query(parameters)?;
    let total = usize::try_from(total).expect("a count is not negative");
    let mut wanted = sampled_places(total, *max_results).into_iter().peekable();
    let mut sample = Vec::new();
    let mut place = 0;
    while let Some(row) = rows.next()? {
        if wanted.next_if_eq(&place).is_some() {
            sample.push(MetricRow::read(row)?.into());
        }
        place += 1;
    }
    Ok(sample)
}

/// Loads the latest metrics of a page of runs.
pub(super) fn load(
    connection: &Connection,
    ids: &Ids,
    runs: &mut Members<Run>,
) -> rusqlite::Result<()> {
    page::belongings(
        connection,
        ids,
        "SELECT page.key, latest.key, latest.value, latest.timestamp, latest.step, latest.is_nan
         FROM json_each(?1) AS page
         CROSS JOIN latest_metrics AS latest ON latest.run_uuid = page.value",
        runs,
        |run, row| {
            run.data.metrics.push(MetricRow::read(row)?.into());
            Ok(())
        },
    )
}

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
    fn read(row: &Row) -> rusqlite::Result<Self> {
        Ok(Self {
            key: cell::text_or_empty(row, 1)?,
            value: cell::number(row, 2)?.unwrap_or_default(),
            timestamp: cell::whole(row, 3)?.unwrap_or_default(),
            step: cell::whole(row, 4)?.unwrap_or_default(),
            is_nan: cell::flag(row, 5)?,
        })
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
    use super::super::tests::{Scratch, new_run, row, rows};
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
        let explain = format!("EXPLAIN QUERY PLAN {}", history_sql());
        let plan: String = database
            .query_row(&explain, params!["r", "m", 9, 0], |row| row.get(3))
            .unwrap();
        assert!(plan.contains("run_uuid=? AND key=?"), "{plan}");
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
