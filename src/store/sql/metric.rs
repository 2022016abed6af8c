//! The tables `metrics`, every point, and `latest_metrics`, what a run shows.

use rusqlite::{Connection, Row, params};

use crate::entity::{Metric, Run, RunId};

use super::page::{self, Ids, Members};

/// Adds a point to a history, and makes it the latest one if it is. A point that is there already
/// is passed over.
pub(super) fn log(connection: &Connection, id: &RunId, metric: &Metric) -> rusqlite::Result<()> {
    let row = MetricRow::from(metric);
    let inserted = connection
        .prepare_cached(
            "INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
        )?
        .execute(row.params(id))?;
    if inserted == 0 {
        return Ok(());
    }
    // MLflow's rule, `Metric::cmp_latest`.
    connection
        .prepare_cached(
            "INSERT INTO latest_metrics AS latest (key, value, timestamp, run_uuid, step, is_nan)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (key, run_uuid) DO UPDATE
             SET value = excluded.value, timestamp = excluded.timestamp, step = excluded.step,
                 is_nan = excluded.is_nan
             WHERE (excluded.step, excluded.timestamp, excluded.value)
                 > (latest.step, latest.timestamp, latest.value)",
        )?
        .execute(row.params(id))?;
    Ok(())
}

/// Part of a history in MLflow 3.17.2's order; NaN, which is stored as 0, follows 0.
pub(super) fn history(
    connection: &Connection,
    id: &RunId,
    key: &str,
    limit: i64,
    offset: i64,
) -> rusqlite::Result<Vec<Metric>> {
    connection
        .prepare_cached(
            "SELECT NULL, key, value, timestamp, step, is_nan FROM metrics
             WHERE run_uuid = ?1 AND key = ?2
             ORDER BY timestamp, step, value, is_nan LIMIT ?3 OFFSET ?4",
        )?
        .query_map(params![id.as_str(), key, limit, offset], |row| {
            MetricRow::read(row).map(Metric::from)
        })?
        .collect()
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
    timestamp: Option<i64>,
    step: i64,
    is_nan: bool,
}

impl MetricRow {
    /// Reads the row from behind the position on the page.
    fn read(row: &Row) -> rusqlite::Result<Self> {
        Ok(Self {
            key: row.get(1)?,
            value: row.get(2)?,
            timestamp: row.get(3)?,
            step: row.get(4)?,
            is_nan: row.get(5)?,
        })
    }

    /// The values in the order of the statements that insert.
    fn params<'a>(&'a self, id: &'a RunId) -> impl rusqlite::Params + 'a {
        (
            &self.key,
            self.value,
            self.timestamp,
            id.as_str(),
            self.step,
            self.is_nan,
        )
    }
}

impl From<&Metric> for MetricRow {
    fn from(metric: &Metric) -> Self {
        let Metric {
            key,
            value,
            timestamp,
            step,
        } = metric;
        let is_nan = value.is_nan();
        let number = value.clamp(f64::MIN, f64::MAX);
        Self {
            key: key.clone(),
            value: if is_nan { 0.0 } else { number },
            timestamp: Some(*timestamp),
            step: *step,
            is_nan,
        }
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
            timestamp: timestamp.unwrap_or_default(),
            step,
        }
    }
}
