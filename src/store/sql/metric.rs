//! The tables `metrics`, every point, and `latest_metrics`, what a run shows.

use std::collections::{BTreeMap, BTreeSet};

use crate::entity::{Metric, Run, RunId};
use crate::error::Result;
use crate::store::{MetricStore, Page, Sampling, page_offset, sampled_places};

use super::page::{self, Ids, Members};
use super::session::{Row, Session, SqlResult, Value, values};
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
        self.read(|session| {
            let count = limit(max_results) + 1;
            let points = history(session, id, key, count, limit(offset))?;
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
        self.read(|session| {
            let mut left = max_results;
            let mut histories = Vec::new();
            for &id in &ids {
                let points = history(session, id, key, limit(left), 0)?;
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
        self.read(|session| sample(session, id, key, sampling))
    }
}

/// Adds points to histories, and makes the latest of each key what the run shows, if it is later
/// than that. A point that is there already is passed over.
pub(super) fn log(session: &dyn Session, id: &RunId, metrics: &[Metric]) -> SqlResult<()> {
    if metrics.is_empty() {
        return Ok(());
    }
    // MLflow's rule, `Metric::cmp_latest`.
    let set_latest = format!(
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
    );
    // By key, as the indexes are: a batch that tells of one key after the other finds each page of
    // theirs where the point before left it.
    let mut by_key: Vec<&Metric> = metrics.iter().collect();
    by_key.sort_by(|a, b| a.key.cmp(&b.key));
    let mut latest: BTreeMap<&str, &Metric> = BTreeMap::new();
    for metric in by_key {
        let inserted = session.execute(
            "INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
            &columns(id, metric),
        )?;
        if inserted == 0 {
            continue;
        }
        let known = latest.entry(&metric.key).or_insert(metric);
        if metric.cmp_latest(known).is_gt() {
            *known = metric;
        }
    }
    for metric in latest.into_values() {
        session.execute(&set_latest, &columns(id, metric))?;
    }
    Ok(())
}

/// The values of a point in the order of the statements that insert it. NaN is the value 0 with a
/// mark.
fn columns<'a>(id: &'a RunId, metric: &'a Metric) -> [Value<'a>; 6] {
    let Metric {
        key,
        value,
        timestamp,
        step,
    } = metric;
    [
        Value::Text(key),
        Value::Float(storable(*value)),
        Value::Integer(*timestamp),
        Value::Text(id.as_str()),
        Value::Integer(*step),
        Value::Integer(value.is_nan().into()),
    ]
}

/// Part of a history in MLflow 3.17.2's order; NaN, which is stored as 0, follows 0.
fn history(
    session: &dyn Session,
    id: &RunId,
    key: &str,
    limit: i64,
    offset: i64,
) -> SqlResult<Vec<Metric>> {
    session.rows(
        &history_sql(),
        &values![id.as_str(), key, limit, offset],
        |row| MetricRow::read(row).into(),
    )
}

/// Selects the points of a history that a sample takes: the database brings them into order, and
/// of those passed over nothing is kept.
fn sample(
    session: &dyn Session,
    id: &RunId,
    key: &str,
    sampling: &Sampling,
) -> SqlResult<Vec<Metric>> {
    let Sampling { max_results, steps } = sampling;
    let (first, last) = match steps {
        Some(steps) => (*steps.start(), *steps.end()),
        None => (i64::MIN, i64::MAX),
    };
    // The index finds what is stored from `?5` on, in which odd cells are: bytes and texts come
    // behind all numbers, and a fraction may be lost towards zero.
    let from = first.saturating_sub(1);
    let id = id.as_str();
    let values = values![id, key, first, last, from];
    let step = cell::whole_in_sql("step");
    let condition =
        format!("run_uuid = ?1 AND key = ?2 AND step >= ?5 AND {step} BETWEEN ?3 AND ?4");
    let count = format!("SELECT count(*) FROM metrics WHERE {condition}");
    let total = usize::try_from(session.count(&count, &values)?).expect("a count of rows");
    let points = format!(
        "SELECT NULL, key, value, timestamp, step, is_nan FROM metrics WHERE {condition}
         ORDER BY {step}, {timestamp}, {value}, is_nan",
        timestamp = cell::whole_in_sql("timestamp"),
        value = cell::number_in_sql("value"),
    );
    let mut wanted = sampled_places(total, *max_results).into_iter().peekable();
    let mut sample = Vec::new();
    let mut number = 0;
    session.query(&points, &values, &mut |row| {
        if wanted.next_if_eq(&number).is_some() {
            sample.push(MetricRow::read(row).into());
        }
        number += 1;
        Ok(())
    })?;
    Ok(sample)
}

/// Loads the latest metrics of a page of runs.
pub(super) fn load(session: &dyn Session, ids: &Ids, runs: &mut Members<Run>) -> SqlResult<()> {
    page::belongings(
        session,
        ids,
        "SELECT page.key, latest.key, latest.value, latest.timestamp, latest.step, latest.is_nan
         FROM json_each(?1) AS page
         CROSS JOIN latest_metrics AS latest ON latest.run_uuid = page.value",
        runs,
        |run, row| {
            run.data.metrics.push(MetricRow::read(row).into());
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
    use rusqlite::params;

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
