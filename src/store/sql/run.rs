//! The table `runs`, and everything that is done to a run as a whole.

use crate::entity::{
    DatasetInput, ExperimentId, LifecycleStage, ModelInput, ModelOutput, Run, RunData, RunId,
    RunInfo, RunInputs, RunOutputs, RunStatus, Tag, keys,
};
use crate::error::{Error, Result};
use crate::store::{Batch, NewRun, Page, RunQuery, RunStore, RunUpdate, page_offset};

use super::page::{self, Ids};
use super::session::{Row, Session, SqlResult, ToValue, Value, values};
use super::write_set::Scope;
use super::{SqlStore, experiment, input, lifecycle, metric, model_metric, param, search, tag};

impl RunStore for SqlStore {
    fn create_run(&self, new: &NewRun) -> Result<Run> {
        self.write(Scope::Run(&new.run_id), |session| {
            experiment::find_active(session, &new.experiment_id)?;
            insert(session, new)?;
            for tag in &new.tags {
                tag::set(session, &new.run_id, tag)?;
            }
            set_name(session, &new.run_id, &new.run_name)?;
            find_known(session, &new.run_id)
        })
    }

    fn get_run(&self, id: &RunId) -> Result<Option<Run>> {
        let read = || self.connections.try_read(|session| find(session, id));
        match &self.cache {
            Some((cache, follower)) => cache.get_run(&self.following(follower), id, read),
            None => read(),
        }
        .map_err(|failure| failure.at(self.connections.path()))
    }

    fn search_runs(&self, query: &RunQuery) -> Result<Page<Run>> {
        let offset = page_offset(query.page_token.as_deref())?;
        let experiments: Vec<i64> = query
            .experiment_ids
            .iter()
            .map(experiment::number_of)
            .collect::<Result<_>>()?;
        if let Some(page) = self.search_cache(query, &experiments, offset)? {
            return Ok(page);
        }
        self.read(|session| {
            let ids: Vec<String> = search::runs(query, &experiments, offset).ids(session)?;
            let runs = load(session, &ids)?;
            Ok(Page::cut(runs, offset, query.max_results))
        })
    }

    fn update_run(&self, id: &RunId, update: &RunUpdate) -> Result<RunInfo> {
        let RunUpdate {
            status,
            end_time,
            run_name,
        } = update;
        self.write(Scope::Run(id), |session| {
            require_active(session, id)?;
            session.execute(
                "UPDATE runs SET status = coalesce(?2, status), end_time = coalesce(?3, end_time)
                 WHERE run_uuid = ?1",
                &values![id.as_str(), status, end_time],
            )?;
            if let Some(run_name) = run_name {
                set_name(session, id, run_name)?;
            }
            Ok(find_known(session, id)?.info)
        })
    }

    fn set_run_stage(&self, id: &RunId, stage: LifecycleStage, now: i64) -> Result<()> {
        self.write(Scope::Run(id), |session| {
            find_stage(session, id)?;
            set_stage(session, &Ids::new(&[id.as_str()]), stage, now)?;
            Ok(())
        })
    }

    fn log_batch(&self, id: &RunId, batch: &Batch) -> Result<()> {
        let Batch {
            metrics,
            params,
            tags,
            model_metrics,
        } = batch;
        self.write(Scope::Run(id), |session| {
            require_active(session, id)?;
            for param in params {
                param::log(session, id, param)?;
            }
            metric::log(session, id, metrics)?;
            for tag in tags {
                tag::set(session, id, tag)?;
            }
            for measured in model_metrics {
                model_metric::log(session, id, measured)?;
            }
            Ok(())
        })
    }

    fn delete_run_tag(&self, id: &RunId, key: &str) -> Result<()> {
        self.write(Scope::Run(id), |session| {
            require_active(session, id)?;
            if !tag::delete(session, id, key)? {
                return Err(Error::run_tag_not_found(id, key).into());
            }
            Ok(())
        })
    }

    fn log_inputs(
        &self,
        id: &RunId,
        datasets: &[DatasetInput],
        models: &[ModelInput],
    ) -> Result<()> {
        self.write(Scope::Run(id), |session| {
            require_active(session, id)?;
            for dataset in datasets {
                input::log_dataset(session, id, dataset)?;
            }
            for model in models {
                input::log_model_input(session, id, model)?;
            }
            Ok(())
        })
    }

    fn log_outputs(&self, id: &RunId, models: &[ModelOutput]) -> Result<()> {
        self.write(Scope::Run(id), |session| {
            require_active(session, id)?;
            for model in models {
                input::log_model_output(session, id, model)?;
            }
            Ok(())
        })
    }
}

impl SqlStore {
    /// A page of runs from the cache, where there is one that can answer.
    pub(super) fn search_cache(
        &self,
        query: &RunQuery,
        experiments: &[i64],
        offset: usize,
    ) -> Result<Option<Page<Run>>> {
        let Some((cache, follower)) = &self.cache else {
            return Ok(None);
        };
        cache
            .search_runs(&self.following(follower), query, experiments, offset)
            .map_err(|failure| failure.at(self.connections.path()))
    }
}

/// Inserts the row of a new run. The columns on its source are there for MLflow before 1.0 and
/// filled as MLflow 3.17.2 fills them; since then the source is in the tags.
fn insert(session: &dyn Session, new: &NewRun) -> SqlResult<()> {
    let NewRun {
        run_id,
        experiment_id,
        run_name,
        user_id,
        start_time,
        artifact_uri,
        tags: _,
    } = new;
    session.execute(
        "INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id,
                           status, start_time, source_version, lifecycle_stage, artifact_uri,
                           experiment_id)
         VALUES (?1, ?2, 'UNKNOWN', '', '', ?3, ?4, ?5, '', ?6, ?7, ?8)",
        &values![
            run_id.as_str(),
            run_name,
            user_id,
            RunStatus::Running,
            start_time,
            LifecycleStage::Active,
            artifact_uri,
            experiment::number_of(experiment_id)?
        ],
    )?;
    Ok(())
}

/// Names a run, in the column and in the tag.
fn set_name(session: &dyn Session, id: &RunId, name: &str) -> SqlResult<()> {
    tag::set(session, id, &Tag::new(keys::RUN_NAME, name))
}

fn find_stage(session: &dyn Session, id: &RunId) -> SqlResult<LifecycleStage> {
    let stage = session.row(
        "SELECT lifecycle_stage FROM runs WHERE run_uuid = ?1",
        &values![id.as_str()],
        |row| lifecycle::read(row, 0),
    )?;
    Ok(stage.ok_or_else(|| Error::run_not_found(id))?)
}

fn require_active(session: &dyn Session, id: &RunId) -> SqlResult<()> {
    if !find_stage(session, id)?.is_active() {
        return Err(Error::run_deleted(id).into());
    }
    Ok(())
}

/// Moves all runs of an experiment to a stage, with it.
pub(super) fn set_stage_of_all(
    session: &dyn Session,
    experiment: i64,
    stage: LifecycleStage,
    now: i64,
) -> SqlResult<()> {
    let ids = session.rows(
        "SELECT run_uuid FROM runs WHERE experiment_id = ?1",
        &values![experiment],
        |row| row.text_or_empty(0),
    )?;
    set_stage(session, &Ids::new(&ids), stage, now)
}

/// Moves runs to a stage.
fn set_stage(session: &dyn Session, ids: &Ids, stage: LifecycleStage, now: i64) -> SqlResult<()> {
    let deleted_time = (!stage.is_active()).then_some(now);
    session.execute(
        "UPDATE runs SET lifecycle_stage = ?2, deleted_time = ?3
         WHERE run_uuid IN (SELECT value FROM json_each(?1))",
        &values![ids, stage, deleted_time],
    )?;
    if stage.is_active() {
        return Ok(());
    }
    // MLflow 3.17.2 drops the assessments of traces that a deleted run made, for good.
    session.execute(
        r#"DELETE FROM assessments
           WHERE CASE WHEN json_valid(assessment_metadata)
                 THEN assessment_metadata ->> '$."mlflow.assessment.sourceRunId"' END
                 IN (SELECT value FROM json_each(?1))"#,
        &values![ids],
    )?;
    Ok(())
}

fn find(session: &dyn Session, id: &RunId) -> SqlResult<Option<Run>> {
    Ok(load(session, &[id.as_str()])?.pop())
}

fn find_known(session: &dyn Session, id: &RunId) -> SqlResult<Run> {
    Ok(find(session, id)?.ok_or_else(|| Error::run_not_found(id))?)
}

/// Loads runs by their ids, in that order; ids that none has are passed over.
pub(super) fn load(session: &dyn Session, ids: &[impl serde::Serialize]) -> SqlResult<Vec<Run>> {
    let ids = Ids::new(ids);
    let mut runs = page::members(
        session,
        &ids,
        "SELECT page.key, run_uuid, name, experiment_id, user_id, status, start_time, end_time,
                artifact_uri, lifecycle_stage
         FROM json_each(?1) AS page CROSS JOIN runs ON run_uuid = page.value",
        |row| RunRow::read(row).into_entity(),
    )?;
    metric::load(session, &ids, &mut runs)?;
    param::load(session, &ids, &mut runs)?;
    tag::load(session, &ids, &mut runs)?;
    input::load(session, &ids, &mut runs)?;
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
            experiment_id: experiment_id.map_or_else(|| ExperimentId::from(""), experiment::id_of),
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

#[cfg(test)]
mod tests {
    use super::super::tests::{Scratch, new_experiment, new_run, row, rows};
    use super::*;
    use crate::entity::ViewType;
    use crate::error::ErrorCode;
    use crate::store::ExperimentStore;

    fn id() -> RunId {
        RunId::from("r")
    }

    fn tags(tags: &[(&str, &str)]) -> Batch {
        Batch {
            tags: tags
                .iter()
                .map(|(key, value)| Tag::new(*key, *value))
                .collect(),
            ..Batch::default()
        }
    }

    #[test]
    fn a_new_run_has_the_columns_of_mlflow() {
        let (_scratch, store, database) = Scratch::store();
        let run = store.create_run(&new_run("r")).unwrap();
        assert_eq!(
            row(
                &database,
                "SELECT run_uuid, name, source_type, source_name, entry_point_name, user_id, status,
                        start_time, end_time, source_version, lifecycle_stage, artifact_uri,
                        experiment_id, deleted_time FROM runs"
            ),
            r#"Text("r")|Text("name of r")|Text("UNKNOWN")|Text("")|Text("")|Text("me")|Text("RUNNING")|Integer(20)|Null|Text("")|Text("active")|Text("/root/0/r/artifacts")|Integer(0)|Null"#
        );
        let keys: Vec<_> = run.data.tags.iter().map(|tag| tag.key.as_str()).collect();
        assert_eq!(keys, ["a", keys::RUN_NAME, "z"]);
        assert_eq!(store.get_run(&id()).unwrap(), Some(run));
    }

    #[test]
    fn a_run_needs_an_active_experiment() {
        let (_scratch, store, database) = Scratch::store();
        let mut new = new_run("r");
        new.experiment_id = ExperimentId::from("5");
        let error = store.create_run(&new).unwrap_err();
        assert_eq!(error.code(), ErrorCode::ResourceDoesNotExist);
        new.experiment_id = store.create_experiment(&new_experiment("e")).unwrap();
        store
            .set_experiment_stage(&new.experiment_id, LifecycleStage::Deleted, 30)
            .unwrap();
        let error = store.create_run(&new).unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidState);
        assert_eq!(row(&database, "SELECT count(*) FROM runs"), "Integer(0)");
    }

    #[test]
    fn the_name_and_its_tag_are_one() {
        let (_scratch, store, database) = Scratch::store();
        store.create_run(&new_run("r")).unwrap();
        let both = || {
            row(
                &database,
                "SELECT name, value FROM runs JOIN tags USING (run_uuid) WHERE key = 'mlflow.runName'",
            )
        };
        assert_eq!(both(), r#"Text("name of r")|Text("name of r")"#);
        store
            .log_batch(&id(), &tags(&[(keys::RUN_NAME, "by tag")]))
            .unwrap();
        assert_eq!(both(), r#"Text("by tag")|Text("by tag")"#);
        let update = RunUpdate {
            run_name: Some("by name".to_owned()),
            ..RunUpdate::default()
        };
        let info = store.update_run(&id(), &update).unwrap();
        assert_eq!(info.run_name.as_deref(), Some("by name"));
        assert_eq!(both(), r#"Text("by name")|Text("by name")"#);
    }

    #[test]
    fn an_update_changes_what_it_names() {
        let (_scratch, store, _) = Scratch::store();
        let before = store.create_run(&new_run("r")).unwrap().info;
        let unchanged = store.update_run(&id(), &RunUpdate::default()).unwrap();
        assert_eq!(unchanged, before);
        let update = RunUpdate {
            status: Some(RunStatus::Failed),
            end_time: Some(90),
            run_name: None,
        };
        let info = store.update_run(&id(), &update).unwrap();
        assert_eq!((info.status, info.end_time), (RunStatus::Failed, Some(90)));
        assert_eq!(info.run_name, before.run_name);
    }

    #[test]
    fn a_deleted_run_refuses_changes_until_it_is_restored() {
        let (_scratch, store, database) = Scratch::store();
        store.create_run(&new_run("r")).unwrap();
        let stage = || row(&database, "SELECT lifecycle_stage, deleted_time FROM runs");
        for now in [30, 31] {
            store
                .set_run_stage(&id(), LifecycleStage::Deleted, now)
                .unwrap();
        }
        assert_eq!(stage(), r#"Text("deleted")|Integer(31)"#);
        for refused in [
            store.log_batch(&id(), &tags(&[("a", "b")])),
            store.delete_run_tag(&id(), "a"),
            store.update_run(&id(), &RunUpdate::default()).map(drop),
            store.log_inputs(&id(), &[], &[]),
            store.log_outputs(&id(), &[]),
        ] {
            assert_eq!(refused.unwrap_err().code(), ErrorCode::InvalidState);
        }
        store
            .set_run_stage(&id(), LifecycleStage::Active, 32)
            .unwrap();
        assert_eq!(stage(), r#"Text("active")|Null"#);
        store.log_batch(&id(), &tags(&[("a", "b")])).unwrap();
    }

    #[test]
    fn assessments_of_a_deleted_run_are_dropped() {
        let (_scratch, store, database) = Scratch::store();
        store.create_run(&new_run("r")).unwrap();
        database
            .execute_batch(
                r#"INSERT INTO trace_info (request_id, experiment_id, timestamp_ms, status)
                   VALUES ('t', 0, 1, 'OK');
                   INSERT INTO assessments (assessment_id, trace_id, name, assessment_type, value,
                       created_timestamp, last_updated_timestamp, source_type, valid,
                       assessment_metadata)
                   VALUES ('of r', 't', 'n', 'feedback', '1', 1, 1, 'HUMAN', 1,
                           '{"mlflow.assessment.sourceRunId": "r"}'),
                          ('of s', 't', 'n', 'feedback', '1', 1, 1, 'HUMAN', 1,
                           '{"mlflow.assessment.sourceRunId": "s"}'),
                          ('of no run', 't', 'n', 'feedback', '1', 1, 1, 'HUMAN', 1, NULL),
                          ('broken', 't', 'n', 'feedback', '1', 1, 1, 'HUMAN', 1, '{')"#,
            )
            .unwrap();
        store
            .set_run_stage(&id(), LifecycleStage::Deleted, 30)
            .unwrap();
        assert_eq!(
            rows(
                &database,
                "SELECT assessment_id FROM assessments ORDER BY rowid"
            ),
            [
                r#"Text("of s")"#,
                r#"Text("of no run")"#,
                r#"Text("broken")"#
            ]
        );
    }

    #[test]
    fn what_no_run_has_is_missing() {
        let (_scratch, store, _) = Scratch::store();
        assert_eq!(store.get_run(&id()).unwrap(), None);
        for refused in [
            store.log_batch(&id(), &Batch::default()),
            store.set_run_stage(&id(), LifecycleStage::Deleted, 1),
            store.delete_run_tag(&id(), "k"),
        ] {
            assert_eq!(refused.unwrap_err().code(), ErrorCode::ResourceDoesNotExist);
        }
        store.create_run(&new_run("r")).unwrap();
        let error = store.delete_run_tag(&id(), "k").unwrap_err();
        assert_eq!(error.code(), ErrorCode::ResourceDoesNotExist);
        store.delete_run_tag(&id(), "a").unwrap();
        assert_eq!(store.get_run(&id()).unwrap().unwrap().tag("a"), None);
    }

    #[test]
    fn rows_of_older_versions_are_read() {
        let (_scratch, store, database) = Scratch::store();
        database
            .execute_batch(
                "INSERT INTO runs (run_uuid) VALUES ('r');
                 INSERT INTO tags (key, value, run_uuid)
                 VALUES ('mlflow.runName', 'tagged', 'r'), ('empty', NULL, 'r');
                 INSERT INTO latest_metrics (key, value, step, is_nan, run_uuid)
                 VALUES ('m', 1, 2, 0, 'r')",
            )
            .unwrap();
        let run = store.get_run(&id()).unwrap().unwrap();
        assert_eq!(run.info.run_name.as_deref(), Some("tagged"));
        assert_eq!(run.info.status, RunStatus::Scheduled);
        assert!(run.info.lifecycle_stage.is_active());
        assert_eq!((run.info.start_time, run.info.end_time), (None, None));
        assert_eq!(run.tag("empty"), Some(""));
        assert_eq!(run.metric("m").unwrap().timestamp, 0);
    }

    #[test]
    fn a_page_is_in_the_order_of_its_ids() {
        let (_scratch, store, _) = Scratch::store();
        for id in ["a", "b", "c"] {
            store.create_run(&new_run(id)).unwrap();
            let batch = Batch {
                params: vec![crate::entity::Param::new("id", id)],
                ..Batch::default()
            };
            store.log_batch(&RunId::from(id), &batch).unwrap();
        }
        let found = store
            .connections
            .read(|c| load(c, &["c", "missing", "a"]))
            .unwrap();
        let ids: Vec<_> = found.iter().map(|run| run.param("id").unwrap()).collect();
        assert_eq!(ids, ["c", "a"]);
    }

    #[test]
    fn pages_follow_one_another() {
        let (_scratch, store, _) = Scratch::store();
        for id in ["c", "a", "b"] {
            store.create_run(&new_run(id)).unwrap();
        }
        store
            .set_run_stage(&RunId::from("b"), LifecycleStage::Deleted, 30)
            .unwrap();
        let mut query = RunQuery {
            experiment_ids: vec![ExperimentId::from("0"), ExperimentId::from("77")],
            view: ViewType::ActiveOnly,
            filter: None,
            order_by: Vec::new(),
            max_results: 1,
            page_token: None,
        };
        let first = store.search_runs(&query).unwrap();
        query.page_token = first.next_page_token;
        let second = store.search_runs(&query).unwrap();
        let ids = [&first.items[0], &second.items[0]].map(|run| run.info.run_id.as_str());
        assert_eq!((ids, second.next_page_token), (["a", "c"], None));
    }
}
