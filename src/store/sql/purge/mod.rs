//! Removing rows for good, in transactions that are short, so that others can write meanwhile.
//!
//! A thing goes in one transaction, with every row that belongs to it: it can be restored before or
//! not at all, and is never there in part.
//!
//! What belongs to what is in [`tables`]; here is how it goes.

mod tables;
#[cfg(test)]
mod tests;

use std::thread;
use std::time::{Duration, Instant};

use crate::entity::{ExperimentId, ModelId, RunId};
use crate::error::{Error, ErrorCode, Result};
use crate::store::{Deleted, Deletion, Freed, JobQuery, Purge, PurgeStore, Purged, TraceFiles};

use super::dialect::Items;
use super::feature::Feature;
use super::list::List;
use super::session::{Row, SqlResult, ToValue, Value, values};
use super::statement::Transaction;
use super::workspace::WORKSPACE;
use super::write_set::Scope;
use super::{SqlStore, experiment, experiment_number, lifecycle};
#[cfg(test)]
pub(super) use tables::asks_for;
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

impl PurgeStore for SqlStore {
    fn deleted_runs(&self, which: Deletion<RunId>) -> Result<Vec<Deleted<RunId>>> {
        self.deleted(
            &RUNS,
            "run_uuid, runs.lifecycle_stage, deleted_time, artifact_uri",
            which,
        )
    }

    fn deleted_logged_models(&self, which: Deletion<ModelId>) -> Result<Vec<Deleted<ModelId>>> {
        self.deleted(
            &LOGGED_MODELS,
            "model_id, logged_models.lifecycle_stage, last_updated_timestamp_ms,
             logged_models.artifact_location",
            which,
        )
    }

    fn trace_files(&self, id: &ExperimentId) -> Result<Vec<TraceFiles>> {
        let number = experiment_number::number_of(id)?;
        let read = |row: &Row| TraceFiles {
            trace_id: row.text_or_empty(0),
            artifact_location: row.text_or_empty(1),
        };
        if !self.schema().has_table(TRACES.table) {
            return Ok(Vec::new());
        }
        self.read(|tx| {
            tx.rows(
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
        self.purge(&RUNS, &List::new(ids), purge)
    }

    fn purge_logged_models(&self, ids: &[ModelId], purge: Purge) -> Result<Purged<ModelId>> {
        self.purge(&LOGGED_MODELS, &List::new(ids), purge)
    }

    fn purge_experiment(&self, id: &ExperimentId, purge: Purge) -> Result<Freed> {
        let number = experiment_number::number_of(id)?;
        self.read(|tx| {
            experiment::find(tx, number)?.ok_or_else(|| Error::experiment_not_found(id))?;
            match purge {
                Purge::Rehearse => Ok(()),
                Purge::Remove => refuse_what_holds_it(tx, id, number),
            }
        })?;
        let ids = List::new(&[number]);
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
        let number = experiment_number::number_of(id)?;
        self.read(|tx| holder(tx, id, number))
    }

    fn purge_jobs(&self, query: JobQuery, purge: Purge) -> Result<Purged<String>> {
        self.schema().require(Feature::Jobs)?;
        let JobQuery {
            ids,
            created_before,
        } = query;
        let ids = ids.map(List::new);
        let found: Vec<String> = self.read(|tx| {
            let mut values: Vec<Value> = vec![WORKSPACE.into()];
            let mut sql = "SELECT id FROM jobs WHERE workspace = ?1".to_owned();
            if let Some(created_before) = created_before {
                values.push(created_before.into());
                sql.push_str(" AND creation_time < ?2");
            }
            if let Some(ids) = &ids {
                values.push(ids.to_value());
                let placeholder = format!("?{}", values.len());
                sql.push_str(" AND ");
                sql.push_str(&tx.dialect().in_list("id", Items::Texts, &placeholder));
            }
            tx.rows(&sql, &values, |row| row.text_or_empty(0))
        })?;
        self.purge(&JOBS, &List::new(&found), purge)
    }

    /// What is left in a database is still found; but one that cannot be written is refused now.
    fn finish_purge(&self) -> Result<Freed> {
        self.write(Scope::NoRun, |_| Ok(()))?;
        Ok(Freed::default())
    }
}

impl SqlStore {
    /// Lists what may be purged of the things of a kind. The columns are the id, the stage, when
    /// it was deleted, and where its artifacts are.
    fn deleted<Id: From<String> + serde::Serialize>(
        &self,
        subject: &Subject,
        columns: &str,
        which: Deletion<Id>,
    ) -> Result<Vec<Deleted<Id>>> {
        let Subject {
            table, key, items, ..
        } = subject;
        let is_deleted = format!("{table}.lifecycle_stage = 'deleted'");
        let is_with_experiment = "experiments.lifecycle_stage = 'deleted'";
        let (listed, condition, ids) = match which {
            Deletion::All => (None, is_deleted, None),
            Deletion::Among(ids) => (
                Some((*key, *items)),
                format!("({is_deleted} OR {is_with_experiment})"),
                Some(List::new(ids)),
            ),
            Deletion::WithExperiment(id) => (
                Some(("experiments.experiment_id", Items::Numbers)),
                is_with_experiment.to_owned(),
                Some(List::new(&[experiment_number::number_of(id)?])),
            ),
        };
        let read = |row: &Row| Deleted {
            id: row.text_or_empty(0).into(),
            stage: lifecycle::read(row, 1),
            deleted_time: row.whole(2),
            artifact_location: row.text_or_empty(3),
        };
        self.read(|tx| {
            let is_listed = match listed {
                Some((column, items)) => tx.dialect().in_list(column, items, "?2"),
                None => "TRUE".to_owned(),
            };
            let ids = ids.as_ref().map(ToValue::to_value);
            let values: Vec<Value> = [WORKSPACE.into()].into_iter().chain(ids).collect();
            let sql = format!(
                "SELECT {columns} FROM experiments {} {table} USING (experiment_id)
                 WHERE workspace = ?1 AND {is_listed} AND {condition}",
                tx.dialect().join_in_order()
            );
            tx.rows(&sql, &values, read)
        })
    }

    /// Purges those of some things that are deleted, by as many transactions as it takes.
    fn purge<Id: From<String>>(
        &self,
        subject: &Subject,
        ids: &List,
        purge: Purge,
    ) -> Result<Purged<Id>> {
        if !self.schema().has_table(subject.table) {
            return Ok(Purged {
                ids: Vec::new(),
                freed: Freed::default(),
            });
        }
        let mut rows = 0;
        let ids = match purge {
            Purge::Rehearse => {
                let (doomed, parts) = self.read(|tx| {
                    let doomed = doomed(tx, subject, ids)?;
                    let parts = count(tx, subject, &List::new(&doomed))?;
                    Ok((doomed, parts))
                })?;
                rows = parts + doomed.len() as u64;
                doomed
            }
            Purge::Remove => {
                let mut gone = Vec::new();
                loop {
                    let start = Instant::now();
                    let step = self.write(Scope::EveryRun, |tx| {
                        tx.expect_many_rows()?;
                        remove_some(tx, subject, ids, MAX_ROWS_PER_TRANSACTION)
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
fn remove_some(tx: &Transaction, subject: &Subject, ids: &List, most: u64) -> SqlResult<Step> {
    let mut gone = doomed(tx, subject, ids)?;
    gone.truncate(how_many_fit(tx, subject, &gone, most)?);
    let mut rows = gone.len();
    if !gone.is_empty() {
        let ids = List::new(&gone);
        for part in subject.parts_in(tx.schema()) {
            let condition = part.condition(tx.dialect(), subject.items);
            let target = tx.dialect().target(part.table);
            let sql = format!("DELETE FROM {target} WHERE {condition}");
            rows += tx.execute(&sql, &values![ids])?;
        }
        remove_subjects(tx, subject, &ids)?;
    }
    Ok(Step {
        rows: rows as u64,
        gone,
    })
}

/// How many of some things, from the first on, have so many rows at most; one at least.
fn how_many_fit(
    tx: &Transaction,
    subject: &Subject,
    ids: &[String],
    most: u64,
) -> SqlResult<usize> {
    let Some((table, column)) = subject.large else {
        return Ok(ids.len());
    };
    if !tx.schema().has_table(table) {
        return Ok(ids.len());
    }
    let sql = format!(
        "SELECT (SELECT count(*) FROM {table} WHERE {column} = page.value)
         FROM {} ORDER BY page.key",
        tx.dialect().list(subject.items)
    );
    let counts = tx.rows(&sql, &values![List::new(ids)], |row| row.whole(0))?;
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
fn remove_subjects(tx: &Transaction, subject: &Subject, ids: &List) -> SqlResult<()> {
    let Subject {
        table,
        key,
        items,
        unindexed,
        ..
    } = subject;
    let is_listed = tx.dialect().in_list(key, *items, "?1");
    let sql = format!(
        "DELETE FROM {} WHERE {is_listed}",
        tx.dialect().target(table)
    );
    let remove = || tx.execute(&sql, &values![ids]);
    let index = match unindexed {
        Some((referring, column))
            if tx.schema().has_table(referring) && has_rows(tx, referring)? =>
        {
            tx.dialect().passing_index(referring, column)
        }
        _ => None,
    };
    let Some([create, drop]) = index else {
        return remove().map(|_| ());
    };
    tx.run(&create)?;
    remove()?;
    tx.run(&drop)
}

fn has_rows(tx: &Transaction, table: &str) -> SqlResult<bool> {
    tx.exists(&format!("SELECT 1 FROM {table} LIMIT 1"), &[])
}

/// Those of some things that may be purged, as their ids read as text.
fn doomed(tx: &Transaction, subject: &Subject, ids: &List) -> SqlResult<Vec<String>> {
    tx.rows(subject.doomed, &values![ids], |row| row.text_or_empty(0))
}

/// Counts what belongs to some things.
fn count(tx: &Transaction, subject: &Subject, ids: &List) -> SqlResult<u64> {
    let mut rows = 0;
    for part in subject.parts_in(tx.schema()) {
        let condition = part.condition(tx.dialect(), subject.items);
        let sql = format!("SELECT count(*) FROM {} WHERE {condition}", part.table);
        rows += tx.count(&sql, &values![ids])?;
    }
    Ok(rows)
}

/// Refuses an experiment that cannot go.
fn refuse_what_holds_it(tx: &Transaction, id: &ExperimentId, number: i64) -> SqlResult<()> {
    let has_runs = tx.exists(
        "SELECT 1 FROM runs WHERE experiment_id = ?1 LIMIT 1",
        &values![number],
    )?;
    let reason = if has_runs {
        Some(format!("experiment `{id}` still has runs"))
    } else {
        holder(tx, id, number)?
    };
    match reason {
        Some(reason) => Err(Error::new(ErrorCode::InvalidState, reason).into()),
        None => Ok(()),
    }
}

/// What keeps an experiment, whatever is in it.
fn holder(tx: &Transaction, id: &ExperimentId, number: i64) -> SqlResult<Option<String>> {
    if !tx.schema().has_table("guardrails") {
        return Ok(None);
    }
    let is_guarded = tx.exists(
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
