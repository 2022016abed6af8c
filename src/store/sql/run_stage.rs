//! The stage of runs: `runs.lifecycle_stage` and `runs.deleted_time`.

use crate::entity::{LifecycleStage, RunId};
use crate::error::Error;

use super::dialect::{Items, Update, Whose};
use super::lifecycle;
use super::list::List;
use super::session::{SqlResult, values};
use super::statement::{Statement, Transaction};

static SET: Statement = Statement::update(Update {
    table: "runs",
    set: &["lifecycle_stage", "deleted_time"],
    whose: Whose::IsIn("run_uuid", Items::Texts),
});

static DROP_ASSESSMENTS: Statement = Statement::new(|sql| {
    let run = sql.json_text("assessment_metadata", "mlflow.assessment.sourceRunId");
    format!(
        "DELETE FROM {} WHERE {}",
        sql.target("assessments"),
        sql.in_list(&run, Items::Texts, "?1")
    )
});

/// The stage of a run. Refuses the id of none.
pub(super) fn find(tx: &Transaction, id: &RunId) -> SqlResult<LifecycleStage> {
    let stage = tx.row(
        "SELECT lifecycle_stage FROM runs WHERE run_uuid = ?1",
        &values![id.as_str()],
        |row| lifecycle::read(row, 0),
    )?;
    Ok(stage.ok_or_else(|| Error::run_not_found(id))?)
}

/// Refuses a run that may not be changed.
pub(super) fn require_active(tx: &Transaction, id: &RunId) -> SqlResult<()> {
    if !find(tx, id)?.is_active() {
        return Err(Error::run_deleted(id).into());
    }
    Ok(())
}

/// Moves all runs of an experiment to a stage, with it.
pub(super) fn set_of_all(
    tx: &Transaction,
    experiment: i64,
    stage: LifecycleStage,
    now: i64,
) -> SqlResult<()> {
    let ids = tx.rows(
        "SELECT run_uuid FROM runs WHERE experiment_id = ?1",
        &values![experiment],
        |row| row.text_or_empty(0),
    )?;
    set(tx, &ids, stage, now)
}

/// Moves runs to a stage.
pub(super) fn set(
    tx: &Transaction,
    ids: &[impl serde::Serialize],
    stage: LifecycleStage,
    now: i64,
) -> SqlResult<()> {
    let ids = List::new(ids);
    let deleted_time = (!stage.is_active()).then_some(now);
    tx.execute(&SET, &values![ids, stage, deleted_time])?;
    if !stage.is_active() && tx.schema().has_table("assessments") {
        // MLflow 3.17.2 drops the assessments of traces that a deleted run made, for good.
        tx.execute(&DROP_ASSESSMENTS, &values![ids])?;
    }
    Ok(())
}
