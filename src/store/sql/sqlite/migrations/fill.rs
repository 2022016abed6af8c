//! What the migrations do to rows, but for those of traces ([`super::traces`]).

use rusqlite::{Connection, params};

use super::super::super::upgrade_rules::issues::categories;
use super::super::driver::SqlResult;

/// What `jobs.status` says of jobs that wait, that run, and that were cancelled.
const PENDING: i64 = 0;
const RUNNING: i64 = 1;
const CANCELLED: i64 = 5;

/// 90e64c465722: the user of a run becomes a tag.
///
/// MLflow's own migration takes an experiment's id for the primary key of a run, and so sees one
/// run of each experiment, the first. It was so in every release, and `user_id` stays in any case:
/// the rows shall be those that Python leaves.
pub(super) fn user_tags(connection: &Connection, _now: i64) -> SqlResult<()> {
    connection.execute_batch(
        "INSERT INTO tags (key, value, run_uuid)
         SELECT 'mlflow.user', user_id, run_uuid FROM runs
         WHERE rowid IN (SELECT min(rowid) FROM runs
                         WHERE experiment_id IS NOT NULL GROUP BY experiment_id)
           AND user_id <> ''
           AND NOT EXISTS (SELECT 1 FROM tags
                           WHERE tags.run_uuid = runs.run_uuid AND tags.key = 'mlflow.user')",
    )?;
    Ok(())
}

/// 89d4b8295536: the latest point of each metric of each run, by step, time and value.
///
/// Where NaN and a number share the last step and time, MLflow's migration fails; here the
/// greater of what both are stored as stays, as when they are logged one after the other.
pub(super) fn latest_metrics(connection: &Connection, _now: i64) -> SqlResult<()> {
    connection.execute_batch(&format!(
        "INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) {LATEST_METRICS}"
    ))?;
    Ok(())
}

/// The latest points of `metrics`, in the order of the columns of `latest_metrics`.
pub(in super::super) const LATEST_METRICS: &str = "\
    SELECT key, value, timestamp, step, is_nan, run_uuid
    FROM (SELECT *, row_number() OVER (PARTITION BY run_uuid, key
                                       ORDER BY step DESC, timestamp DESC, value DESC) AS position
          FROM metrics)
    WHERE position = 1";

/// dc11669786a5: jobs that had not ended when the server stopped never will.
pub(super) fn cancel_jobs(connection: &Connection, now: i64) -> SqlResult<()> {
    connection.execute(
        "UPDATE jobs SET status = ?1, last_update_time = ?2 WHERE status IN (?3, ?4)",
        params![CANCELLED, now, PENDING, RUNNING],
    )?;
    Ok(())
}

/// 8b6ad64cb8f5: an issue was last seen when it was made, and each of its categories gets a row,
/// found by the hash of its name without regard to case.
pub(super) fn issue_categories(connection: &Connection, _now: i64) -> SqlResult<()> {
    connection.execute_batch("UPDATE issues SET last_seen_timestamp = created_timestamp")?;
    let mut issues = connection
        .prepare("SELECT issue_id, categories FROM issues WHERE categories IS NOT NULL")?;
    let mut insert = connection.prepare(
        "INSERT INTO issue_categories (issue_id, category_hash, category) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET category = excluded.category",
    )?;
    let mut rows = issues.query([])?;
    while let Some(row) = rows.next()? {
        let (issue, list): (String, String) = (row.get(0)?, row.get(1)?);
        for (hash, category) in categories(&list) {
            insert.execute([&issue, &hash, &category])?;
        }
    }
    Ok(())
}
