//! Loading whole runs: a row of `runs`, and what belongs to it from the other tables.

use crate::entity::{
    ExperimentId, LifecycleStage, Run, RunData, RunId, RunInfo, RunInputs, RunOutputs, RunStatus,
    keys,
};

use super::dialect::Items;
use super::list::List;
use super::page;
use super::session::{Row, SqlResult, ToValue, Value};
use super::statement::{Statement, Transaction};
use super::{experiment_number, input, lifecycle, metric, param, tag};

static LOAD: Statement = Statement::new(|sql| {
    format!(
        "SELECT page.key, run_uuid, name, experiment_id, user_id, status, start_time, end_time,
                artifact_uri, lifecycle_stage
         FROM {}",
        sql.page(Items::Texts, "runs", "run_uuid")
    )
});

/// Loads a run; `None` if none has the id.
pub(super) fn find(tx: &Transaction, id: &RunId) -> SqlResult<Option<Run>> {
    Ok(load(tx, &[id.as_str()])?.pop())
}

/// Loads runs by their ids, in that order; ids that none has are passed over.
pub(super) fn load(tx: &Transaction, ids: &[impl serde::Serialize]) -> SqlResult<Vec<Run>> {
    let ids = List::new(ids);
    let belongings = [
        &metric::LATEST,
        &param::LOGGED,
        &tag::SET_TAGS,
        &input::DATASETS,
        &input::MODELS,
    ];
    let read = |row: &Row| RunRow::read(row).into_entity();
    let runs = page::load(tx, &ids, &LOAD, read, &belongings)?;
    Ok(runs.into_values().map(finish).collect())
}

/// Sorts what the run logged, and names a run from before MLflow 1.30 by its tag.
fn finish(mut run: Run) -> Run {
    let RunData {
        metrics,
        params,
        tags,
    } = &mut run.data;
    metrics.sort_by(|a, b| a.key.cmp(&b.key));
    params.sort_by(|a, b| a.key.cmp(&b.key));
    tags.sort_by(|a, b| a.key.cmp(&b.key));
    if run.info.run_name.as_deref().unwrap_or_default().is_empty() {
        run.info.run_name = run.tag(keys::RUN_NAME).map(str::to_owned);
    }
    run
}

/// A row of `runs`. Every column but the id may be NULL.
struct RunRow {
    run_uuid: String,
    name: Option<String>,
    experiment_id: Option<i64>,
    user_id: Option<String>,
    status: RunStatus,
    start_time: Option<i64>,
    end_time: Option<i64>,
    artifact_uri: Option<String>,
    lifecycle_stage: LifecycleStage,
}

impl RunRow {
    /// Reads the row from behind the position on the page.
    fn read(row: &Row) -> Self {
        Self {
            run_uuid: row.text_or_empty(1),
            name: row.text(2),
            experiment_id: row.whole(3),
            user_id: row.text(4),
            status: read_status(row, 5),
            start_time: row.whole(6),
            end_time: row.whole(7),
            artifact_uri: row.text(8),
            lifecycle_stage: lifecycle::read(row, 9),
        }
    }

    fn into_entity(self) -> Run {
        let Self {
            run_uuid,
            name,
            experiment_id,
            user_id,
            status,
            start_time,
            end_time,
            artifact_uri,
            lifecycle_stage,
        } = self;
        let info = RunInfo {
            run_id: RunId::from(run_uuid),
            run_name: name,
            experiment_id: experiment_id
                .map_or_else(|| ExperimentId::from(""), experiment_number::id_of),
            user_id: user_id.unwrap_or_default(),
            status,
            start_time,
            end_time,
            artifact_uri: artifact_uri.unwrap_or_default(),
            lifecycle_stage,
        };
        Run {
            info,
            data: RunData::default(),
            inputs: RunInputs::default(),
            outputs: RunOutputs::default(),
        }
    }
}

impl ToValue for RunStatus {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self.as_str())
    }
}

/// Reads a status. NULL, and what is no status, count as the column's default in MLflow, SCHEDULED.
fn read_status(row: &Row, column: usize) -> RunStatus {
    let status = row.value(column).text();
    status
        .and_then(|status| status.parse().ok())
        .unwrap_or(RunStatus::Scheduled)
}
