//! Removing rows for good, in transactions that are short, so that others can write meanwhile.
//!
//! A thing goes in one transaction, with every row that belongs to it: it can be restored before or
//! not at all, and is never there in part.
//!
//! What belongs to what is in [`tables`]; here is how it goes.

mod tables;

use std::thread;
use std::time::{Duration, Instant};

use crate::entity::{ExperimentId, ModelId, RunId};
use crate::error::{Error, ErrorCode, Result};
use crate::store::{Deleted, Deletion, Freed, JobQuery, Purge, PurgeStore, Purged, TraceFiles};

use super::page::Ids;
use super::schema::WORKSPACE;
use super::session::{Row, Session, SqlResult, values};
use super::write_set::Scope;
use super::{SqlStore, experiment, lifecycle};
use tables::{EXPERIMENTS, JOBS, LOGGED_MODELS, RUNS, Subject, TRACES};

/// Most rows that one transaction removes, unless a single thing has more. At 5 µs a row, which is
/// what a metric takes with its indexes, others wait for a second: a fifth of what SQLite's users
/// have patience for. A tenth of the rows takes three times as long in all, for pages of the
/// indexes that every transaction writes again.
const MAX_ROWS_PER_TRANSACTION: u64 = 200_000;

/// For how much of the time that a transaction took the next one waits: SQLite does not queue
/// those who want to write, they ask again every now and then.
const PAUSE: f64 = 0.2;
/// The shortest such pause, which costs nothing beside a commit.
const SHORTEST_PAUSE: Duration = Duration::from_millis(1);
/// The longest: they ask again after a tenth of a second at the latest.
const LONGEST_PAUSE: Duration = Duration::from_millis(110);

/// The name of an index that lives within one transaction.
const PASSING_INDEX: &str = "index_of_a_purge";

impl PurgeStore for SqlStore {
    fn deleted_runs(&self, which: Deletion<RunId>) -> Result<Vec<Deleted<RunId>>> {
        self.deleted(
            "SELECT run_uuid, runs.lifecycle_stage, deleted_time, artifact_uri
             FROM experiments CROSS JOIN runs USING (experiment_id)
             WHERE workspace = ?1 AND",
            "run_uuid",
            "runs",
            which,
        )
    }

    fn deleted_logged_models(&self, which: Deletion<ModelId>) -> Result<Vec<Deleted<ModelId>>> {
        self.deleted(
            "SELECT model_id, logged_models.lifecycle_stage, last_updated_timestamp_ms,
                    logged_models.artifact_location
             FROM experiments JOIN logged_models USING (experiment_id)
             WHERE workspace = ?1 AND",
            "model_id",
            "logged_models",
            which,
        )
    }

    fn trace_files(&self, id: &ExperimentId) -> Result<Vec<TraceFiles>> {
        let number = experiment::number_of(id)?;
        let read = |row: &Row| TraceFiles {
            trace_id: row.text_or_empty(0),
            artifact_location: row.text_or_empty(1),
        };
        self.read(|session| {
            session.rows(
                "SELECT request_id, value
                     FROM experiments JOIN trace_info USING (experiment_id)
                          JOIN trace_tags USING (request_id)
                     WHERE experiment_id = ?1 AND lifecycle_stage = 'deleted'
                           AND key = 'mlflow.artifactLocation' AND value IS NOT NULL",
                &values![number],
                read,
            )
        })
    }

    fn purge_runs(&self, ids: &[RunId], purge: Purge) -> Result<Purged<RunId>> {
        self.purge(&RUNS, &Ids::new(ids), purge)
    }

    fn purge_logged_models(&self, ids: &[ModelId], purge: Purge) -> Result<Purged<ModelId>> {
        self.purge(&LOGGED_MODELS, &Ids::new(ids), purge)
    }

    fn purge_experiment(&self, id: &ExperimentId, purge: Purge) -> Result<Freed> {
        let number = experiment::number_of(id)?;
        self.read(|session| {
            experiment::find(session, number)?.ok_or_else(|| Error::experiment_not_found(id))?;
            match purge {
                Purge::Rehearse => Ok(()),
                Purge::Remove => refuse_what_holds_it(session, id, number),
            }
        })?;
        let ids = Ids::new(&[number]);
        let mut freed = Freed::default();
        if purge == Purge::Remove {
            freed += self.purge::<String>(&TRACES, &ids, purge)?.freed;
        }
        let purged: Purged<String> = self.purge(&EXPERIMENTS, &ids, purge)?;
        if purged.ids.is_empty() {
            return Err(Error::experiment_active(id));
        }
        freed += purged.freed;
        Ok(freed)
    }

    fn experiment_holder(&self, id: &ExperimentId) -> Result<Option<String>> {
        let number = experiment::number_of(id)?;
        self.read(|session| holder(session, id, number))
    }

    fn purge_jobs(&self, query: JobQuery, purge: Purge) -> Result<Purged<String>> {
        let JobQuery {
            ids,
            created_before,
        } = query;
        let ids = ids.map(Ids::new);
        let found: Vec<String> = self.read(|session| {
            session.rows(
                "SELECT id FROM jobs
                     WHERE workspace = ?1 AND (?2 IS NULL OR creation_time < ?2)
                           AND (?3 IS NULL OR id IN (SELECT value FROM json_each(?3)))",
                &values![WORKSPACE, created_before, ids],
                |row| row.text_or_empty(0),
            )
        })?;
        self.purge(&JOBS, &Ids::new(&found), purge)
    }

    /// What is left in a database is still found; but one that cannot be written is refused now.
    fn finish_purge(&self) -> Result<Freed> {
        self.write(Scope::NoRun, |_| Ok(()))?;
        Ok(Freed::default())
    }
}

impl SqlStore {
    /// Lists what may be purged of a table. `select` ends where the conditions begin.
    fn deleted<Id: From<String> + serde::Serialize>(
        &self,
        select: &str,
        key: &str,
        table: &str,
        which: Deletion<Id>,
    ) -> Result<Vec<Deleted<Id>>> {
        let of_table = format!("{table}.lifecycle_stage = 'deleted'");
        let of_experiment = "experiments.lifecycle_stage = 'deleted'";
        let (condition, ids) = match which {
            Deletion::All => (format!("{of_table} AND ?2 IS NULL"), None),
            Deletion::Among(ids) => (
                format!(
                    "{key} IN (SELECT value FROM json_each(?2)) AND ({of_table} OR {of_experiment})"
                ),
                Some(Ids::new(ids)),
            ),
            Deletion::WithExperiment(id) => (
                format!(
                    "experiments.experiment_id IN (SELECT value FROM json_each(?2)) \
                     AND {of_experiment}"
                ),
                Some(Ids::new(&[experiment::number_of(id)?])),
            ),
        };
        let read = |row: &Row| Deleted {
            id: row.text_or_empty(0).into(),
            stage: lifecycle::read(row, 1),
            deleted_time: row.whole(2),
            artifact_location: row.text_or_empty(3),
        };
        let sql = format!("{select} {condition}");
        self.read(|session| session.rows(&sql, &values![WORKSPACE, ids], read))
    }

    /// Purges those of some things that are deleted, by as many transactions as it takes.
    fn purge<Id: From<String>>(
        &self,
        subject: &Subject,
        ids: &Ids,
        purge: Purge,
    ) -> Result<Purged<Id>> {
        let mut rows = 0;
        let ids = match purge {
            Purge::Rehearse => {
                let (doomed, parts) = self.read(|session| {
                    let doomed = doomed(session, subject, ids)?;
                    let parts = count(session, subject, &Ids::new(&doomed))?;
                    Ok((doomed, parts))
                })?;
                rows = parts + doomed.len() as u64;
                doomed
            }
            Purge::Remove => {
                let mut gone = Vec::new();
                loop {
                    let start = Instant::now();
                    let step = self.write(Scope::EveryRun, |session| {
                        session.expect_many_rows()?;
                        remove_some(session, subject, ids, MAX_ROWS_PER_TRANSACTION)
                    })?;
                    rows += step.rows;
                    let is_last = step.gone.is_empty();
                    gone.extend(step.gone);
                    pause_after(start.elapsed());
                    if is_last {
                        break gone;
                    }
                }
            }
        };
        Ok(Purged {
            ids: ids.into_iter().map(Id::from).collect(),
            freed: Freed {
                rows,
                ..Freed::default()
            },
        })
    }
}

/// What one transaction did.
struct Step {
    rows: u64,
    /// What is gone; nothing if there was nothing left to remove.
    gone: Vec<String>,
}

/// Removes as many things as have so many rows at most, but one at least, with all their rows.
fn remove_some(session: &dyn Session, subject: &Subject, ids: &Ids, most: u64) -> SqlResult<Step> {
    let mut gone = doomed(session, subject, ids)?;
    gone.truncate(how_many_fit(session, subject, &gone, most)?);
    let mut rows = gone.len();
    if !gone.is_empty() {
        let ids = Ids::new(&gone);
        for (table, condition) in subject.parts {
            let sql = format!("DELETE FROM {table} WHERE {condition}");
            rows += session.execute(&sql, &values![ids])?;
        }
        remove_subjects(session, subject, &ids)?;
    }
    Ok(Step {
        rows: rows as u64,
        gone,
    })
}

/// How many of some things, from the first on, have so many rows at most; one at least.
fn how_many_fit(
    session: &dyn Session,
    subject: &Subject,
    ids: &[String],
    most: u64,
) -> SqlResult<usize> {
    let Some((table, column)) = subject.large else {
        return Ok(ids.len());
    };
    let sql = format!(
        "SELECT (SELECT count(*) FROM {table} WHERE {column} = list.value)
         FROM json_each(?1) AS list"
    );
    let counts = session.rows(&sql, &values![Ids::new(ids)], |row| row.whole(0))?;
    let mut rows = 0;
    let mut fitting = 0;
    for count in counts {
        rows += count.unwrap_or_default().unsigned_abs();
        if fitting > 0 && rows > most {
            break;
        }
        fitting += 1;
    }
    Ok(fitting)
}

/// Removes the things themselves, to which nothing refers any more.
fn remove_subjects(session: &dyn Session, subject: &Subject, ids: &Ids) -> SqlResult<()> {
    let Subject {
        table,
        key,
        unindexed,
        ..
    } = subject;
    let sql = format!("DELETE FROM {table} WHERE {key} IN (SELECT value FROM json_each(?1))");
    let remove = || session.execute(&sql, &values![ids]);
    let Some((referring, column)) = unindexed else {
        return remove().map(|_| ());
    };
    let a_row = format!("SELECT 1 FROM {referring} LIMIT 1");
    if !session.exists(&a_row, &[])? {
        return remove().map(|_| ());
    }
    // Gone with the end of the transaction: nobody else ever sees it.
    session.run(&format!(
        "CREATE INDEX {PASSING_INDEX} ON {referring} ({column})"
    ))?;
    remove()?;
    session.run(&format!("DROP INDEX {PASSING_INDEX}"))
}

/// Those of some things that may be purged, as their ids read as text.
fn doomed(session: &dyn Session, subject: &Subject, ids: &Ids) -> SqlResult<Vec<String>> {
    session.rows(subject.doomed, &values![ids], |row| row.text_or_empty(0))
}

/// Counts what belongs to some things.
fn count(session: &dyn Session, subject: &Subject, ids: &Ids) -> SqlResult<u64> {
    let mut rows = 0;
    for (table, condition) in subject.parts {
        let sql = format!("SELECT count(*) FROM {table} WHERE {condition}");
        rows += session.count(&sql, &values![ids])?;
    }
    Ok(rows)
}

/// Refuses an experiment that cannot go.
fn refuse_what_holds_it(session: &dyn Session, id: &ExperimentId, number: i64) -> SqlResult<()> {
    let has_runs = session.exists(
        "SELECT 1 FROM runs WHERE experiment_id = ?1 LIMIT 1",
        &values![number],
    )?;
    let reason = if has_runs {
        Some(format!("experiment `{id}` still has runs"))
    } else {
        holder(session, id, number)?
    };
    match reason {
        Some(reason) => Err(Error::new(ErrorCode::InvalidState, reason).into()),
        None => Ok(()),
    }
}

/// What keeps an experiment, whatever is in it.
fn holder(session: &dyn Session, id: &ExperimentId, number: i64) -> SqlResult<Option<String>> {
    let is_guarded = session.exists(
        "SELECT 1 FROM guardrails JOIN scorers USING (scorer_id) WHERE experiment_id = ?1 LIMIT 1",
        &values![number],
    )?;
    Ok(is_guarded.then(|| {
        format!(
            "a guardrail of the gateway uses a scorer of experiment `{id}`; expected it to be \
             removed first"
        )
    }))
}

/// Lets others write, who look for the lock every now and then.
fn pause_after(took: Duration) {
    thread::sleep(took.mul_f64(PAUSE).clamp(SHORTEST_PAUSE, LONGEST_PAUSE));
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, params};

    use super::super::limit;
    use super::super::tests::{Scratch, new_run, row};
    use super::*;
    use crate::entity::LifecycleStage;
    use crate::store::{ExperimentStore, RunStore};

    fn delete(store: &SqlStore, id: &str) {
        store
            .set_run_stage(&id.into(), LifecycleStage::Deleted, 30)
            .unwrap();
    }

    /// A store with deleted runs that have so many points each.
    fn deleted_runs(points: &[(&str, usize)]) -> (Scratch, SqlStore, Connection) {
        let (scratch, store, database) = Scratch::store();
        for (id, count) in points {
            store.create_run(&new_run(id)).unwrap();
            database
                .execute(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
                     INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan)
                     SELECT 'm', i, i, ?1, i, 0 FROM n",
                    params![id, limit(*count)],
                )
                .unwrap();
            delete(&store, id);
        }
        (scratch, store, database)
    }

    #[test]
    fn a_transaction_removes_whole_runs_with_so_many_rows_at_most() {
        let runs = [("a", 20), ("b", 20), ("c", 70), ("d", 1)];
        let (_scratch, _store, database) = deleted_runs(&runs);
        let ids = Ids::new(&["a", "b", "c", "d"]);
        let step = || remove_some(&database, &RUNS, &ids, 50).unwrap();
        // Two tags and a name each, and the runs themselves.
        let steps = [step(), step(), step(), step()];
        assert_eq!(steps.each_ref().map(|step| step.rows), [48, 74, 5, 0]);
        let gone = steps.map(|step| step.gone.join(""));
        assert_eq!(gone, ["ab", "c", "d", ""]);
    }

    #[test]
    fn a_run_that_is_restored_between_two_transactions_stays_whole() {
        let (_scratch, store, database) = deleted_runs(&[("gone", 40), ("kept", 40)]);
        let ids = Ids::new(&["gone", "kept"]);
        remove_some(&database, &RUNS, &ids, 30).unwrap();
        store
            .set_run_stage(&"kept".into(), LifecycleStage::Active, 31)
            .unwrap();
        remove_some(&database, &RUNS, &ids, 30).unwrap();
        let counts = "SELECT count(*), count(DISTINCT run_uuid), max(run_uuid) FROM metrics";
        assert_eq!(
            row(&database, counts),
            r#"Integer(40)|Integer(1)|Text("kept")"#
        );
    }

    #[test]
    fn the_schema_stays_as_it_was_where_models_have_metrics_of_runs() {
        let (_scratch, store, database) = Scratch::store();
        for id in ["gone", "kept"] {
            store.create_run(&new_run(id)).unwrap();
            database
                .execute(
                    "INSERT INTO logged_models (model_id, experiment_id, name, artifact_location,
                                                creation_timestamp_ms, last_updated_timestamp_ms,
                                                status, lifecycle_stage)
                     VALUES ('m-' || ?1, 0, 'm', '', 0, 0, 2, 'active')",
                    [id],
                )
                .unwrap();
            database
                .execute(
                    "INSERT INTO logged_model_metrics (model_id, metric_name, metric_timestamp_ms,
                                                       metric_step, metric_value, experiment_id,
                                                       run_id)
                     VALUES ('m-' || ?1, 'a', 0, 0, 1, 0, ?1)",
                    [id],
                )
                .unwrap();
        }
        let schema = "SELECT count(*), group_concat(sql) FROM sqlite_schema";
        let before = row(&database, schema);
        delete(&store, "gone");
        let purged = store.purge_runs(&["gone".into()], Purge::Remove).unwrap();
        assert_eq!(purged.ids, ["gone".into()]);
        assert_eq!(row(&database, schema), before);
        let left = "SELECT count(*), max(run_id) FROM logged_model_metrics";
        assert_eq!(row(&database, left), r#"Integer(1)|Text("kept")"#);
    }

    #[test]
    fn what_was_deleted_at_an_unknown_time_is_told_so() {
        let (_scratch, store, database) = Scratch::store();
        store.create_run(&new_run("r")).unwrap();
        delete(&store, "r");
        database
            .execute("UPDATE runs SET deleted_time = NULL", [])
            .unwrap();
        let deleted = store.deleted_runs(Deletion::All).unwrap();
        assert_eq!((deleted.len(), deleted[0].deleted_time), (1, None));
        let recorded = store
            .get_run(&"r".into())
            .unwrap()
            .unwrap()
            .info
            .artifact_uri;
        assert_eq!(deleted[0].artifact_location, recorded);
    }

    #[test]
    fn jobs_that_have_ended_are_purged() {
        let (_scratch, store, database) = Scratch::store();
        for (id, status, time) in [("a", 3, 10), ("b", 1, 10), ("c", 5, 20), ("d", 2, 10)] {
            database
                .execute(
                    "INSERT INTO jobs (id, creation_time, job_name, params, status, retry_count,
                                       last_update_time, workspace)
                     VALUES (?1, ?2, 'n', '{}', ?3, 0, 0, 'default')",
                    params![id, time, status],
                )
                .unwrap();
        }
        let ids = ["a", "b", "c"].map(str::to_owned);
        let query = JobQuery {
            ids: Some(&ids),
            created_before: Some(20),
        };
        for purge in [Purge::Rehearse, Purge::Remove] {
            assert_eq!(store.purge_jobs(query, purge).unwrap().ids, ["a"]);
        }
        let purged = store
            .purge_jobs(JobQuery::default(), Purge::Remove)
            .unwrap();
        assert_eq!(purged.ids.len(), 2);
        assert_eq!(row(&database, "SELECT id FROM jobs"), r#"Text("b")"#);
    }

    #[test]
    fn an_experiment_whose_scorer_a_guardrail_uses_stays() {
        let (_scratch, store, database) = Scratch::store();
        let id = ExperimentId::from("0");
        database
            .execute_batch(
                "PRAGMA foreign_keys = OFF;
                 INSERT INTO scorers VALUES (0, 's', 'sid');
                 INSERT INTO guardrails (guardrail_id, name, scorer_id, scorer_version, stage,
                                         action, created_at, last_updated_at, workspace)
                 VALUES ('g', 'g', 'sid', 1, 'x', 'x', 0, 0, 'default')",
            )
            .unwrap();
        store
            .set_experiment_stage(&id, LifecycleStage::Deleted, 30)
            .unwrap();
        let error = store.purge_experiment(&id, Purge::Remove).unwrap_err();
        assert!(error.message().contains("a guardrail"), "{error}");
        let holder = store.experiment_holder(&id).unwrap();
        assert_eq!(holder.as_deref(), Some(error.message()));
    }
}
