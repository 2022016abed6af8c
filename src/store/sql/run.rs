//! The table `runs`, and everything that is done to a run as a whole.

use std::sync::Arc;

use crate::entity::{
    DatasetInput, ExperimentId, ExperimentSummary, LifecycleStage, ModelInput, ModelOutput, Run,
    RunId, RunInfo, RunStatus, Tag, ViewType, keys,
};
use crate::error::{Error, Result};
use crate::store::{Batch, NewRun, Page, RunQuery, RunStore, RunUpdate};

use super::dialect::{Conflict, Insert, Items};
use super::list::List;
use super::run_search::RunSearch;
use super::session::{SqlResult, values};
use super::statement::{Statement, Transaction};
use super::write_set::Scope;
use super::{
    SqlStore, experiment, experiment_number, input, lifecycle, metric, model_metric, param,
    run_row, run_stage, shortlist, tag,
};

/// The columns on a run's source are there for MLflow before 1.0 and filled as MLflow 3.17.2 fills
/// them; since then the source is in the tags.
static INSERT: Statement = Statement::insert(Insert {
    table: "runs",
    columns: &[
        "run_uuid",
        "name",
        "source_type",
        "source_name",
        "entry_point_name",
        "user_id",
        "status",
        "start_time",
        "source_version",
        "lifecycle_stage",
        "artifact_uri",
        "experiment_id",
    ],
    conflict: Conflict::Fail,
});

static UPDATE: Statement = Statement::new(|sql| {
    format!(
        "UPDATE {} SET status = coalesce(?2, status), end_time = coalesce(?3, end_time)
         WHERE run_uuid = ?1",
        sql.target("runs")
    )
});

/// Counts the active runs of a list of experiments, in one pass through the table: it has no index
/// by experiment.
static SUMMARIES: Statement = Statement::new(|sql| {
    let start = sql.whole("runs.start_time");
    format!(
        "SELECT runs.experiment_id, count(*),
                count(CASE WHEN {} = '{}' THEN 1 END), max({start})
         FROM runs WHERE {} AND {} GROUP BY runs.experiment_id",
        sql.text("runs.status"),
        RunStatus::Running.as_str(),
        sql.in_list("runs.experiment_id", Items::Numbers, "?1"),
        lifecycle::shows(ViewType::ActiveOnly, &sql.text("runs.lifecycle_stage")),
    )
});

impl RunStore for SqlStore {
    fn create_run(&self, new: &NewRun) -> Result<Run> {
        self.write(Scope::Run(&new.run_id), |tx| {
            experiment::find_active(tx, &new.experiment_id)?;
            insert(tx, new)?;
            tag::set(tx, &new.run_id, &new.tags)?;
            set_name(tx, &new.run_id, &new.run_name)?;
            find_known(tx, &new.run_id)
        })
    }

    fn get_run(&self, id: &RunId) -> Result<Option<Run>> {
        let read = || self.try_read_once(|tx| run_row::find(tx, id));
        match self.cache() {
            Some((cache, freshness)) => cache.get_run(freshness, id, read),
            None => read(),
        }
        .map_err(|failure| self.explain(failure))
    }

    fn cached_run(&self, id: &RunId) -> Option<Arc<Run>> {
        let (cache, freshness) = self.cache()?;
        cache.cached_run(freshness, id)
    }

    fn search_runs(&self, query: &RunQuery) -> Result<Page<Arc<Run>>> {
        let search = RunSearch::new(query)?;
        search.refuse_absent(self.schema())?;
        let read = || {
            self.try_read(|tx| {
                let breadth = self.breadths.find(tx, &search.experiments)?;
                let ids = shortlist::page(tx, &search, breadth)?;
                let runs = run_row::load(tx, &ids)?.into_iter().map(Arc::new);
                Ok(search.page(runs.collect()))
            })
        };
        match self.cache() {
            Some((cache, freshness)) => cache.search_runs(freshness, &search, read),
            None => read(),
        }
        .map_err(|failure| self.explain(failure))
    }

    fn experiment_summaries(&self, ids: &[ExperimentId]) -> Result<Vec<ExperimentSummary>> {
        let numbers = experiment_number::numbers_of(ids)?;
        self.read_once(|tx| {
            let absent = |id: &ExperimentId| ExperimentSummary {
                experiment_id: id.clone(),
                run_count: Some(0),
                running_count: Some(0),
                last_start_time: None,
            };
            let mut summaries: Vec<ExperimentSummary> = ids.iter().map(absent).collect();
            let count = |number: Option<i64>| number.and_then(|number| u64::try_from(number).ok());
            tx.query(&SUMMARIES, &values![List::new(&numbers)], &mut |row| {
                let experiment = row.whole(0).unwrap_or_default();
                let asked = summaries.iter_mut().zip(&numbers);
                for (summary, _) in asked.filter(|(_, number)| **number == experiment) {
                    summary.run_count = count(row.whole(1));
                    summary.running_count = count(row.whole(2));
                    summary.last_start_time = row.whole(3);
                }
                Ok(())
            })?;
            Ok(summaries)
        })
    }

    fn update_run(&self, id: &RunId, update: &RunUpdate) -> Result<RunInfo> {
        let RunUpdate {
            status,
            end_time,
            run_name,
        } = update;
        self.write(Scope::Run(id), |tx| {
            run_stage::require_active(tx, id)?;
            let status = status.map(|status| writable_status(tx, status));
            tx.send(&UPDATE, &values![id.as_str(), status, end_time])?;
            if let Some(run_name) = run_name {
                set_name(tx, id, run_name)?;
            }
            Ok(find_known(tx, id)?.info)
        })
    }

    fn set_run_stage(&self, id: &RunId, stage: LifecycleStage, now: i64) -> Result<()> {
        self.write(Scope::Run(id), |tx| {
            run_stage::find(tx, id)?;
            run_stage::set(tx, &[id.as_str()], stage, now)
        })
    }

    fn log_batch(&self, id: &RunId, batch: &Batch) -> Result<()> {
        let Batch {
            metrics,
            params,
            tags,
            model_metrics,
        } = batch;
        self.write(Scope::Run(id), |tx| {
            run_stage::require_active(tx, id)?;
            param::log(tx, id, params)?;
            metric::log(tx, id, metrics)?;
            tag::set(tx, id, tags)?;
            model_metric::log(tx, id, model_metrics)
        })
    }

    fn delete_run_tag(&self, id: &RunId, key: &str) -> Result<()> {
        self.write(Scope::Run(id), |tx| {
            run_stage::require_active(tx, id)?;
            if !tag::delete(tx, id, key)? {
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
        self.write(Scope::Run(id), |tx| {
            run_stage::require_active(tx, id)?;
            input::log_datasets(tx, id, datasets)?;
            input::log_model_inputs(tx, id, models)
        })
    }

    fn log_outputs(&self, id: &RunId, models: &[ModelOutput]) -> Result<()> {
        self.write(Scope::Run(id), |tx| {
            run_stage::require_active(tx, id)?;
            input::log_model_outputs(tx, id, models)
        })
    }
}

/// Inserts the row of a new run.
fn insert(tx: &Transaction, new: &NewRun) -> SqlResult<()> {
    let NewRun {
        run_id,
        experiment_id,
        run_name,
        user_id,
        start_time,
        artifact_uri,
        tags: _,
    } = new;
    let nothing = "";
    let name = if tx.schema().has_run_names() {
        run_name.as_str()
    } else {
        nothing
    };
    tx.send(
        &INSERT,
        &values![
            run_id.as_str(),
            name,
            "UNKNOWN",
            nothing,
            nothing,
            user_id,
            RunStatus::Running,
            start_time,
            nothing,
            LifecycleStage::Active,
            artifact_uri,
            experiment_number::number_of(experiment_id)?
        ],
    )
}

/// Names a run, in the column and in the tag.
fn set_name(tx: &Transaction, id: &RunId, name: &str) -> SqlResult<()> {
    tag::set(tx, id, &[Tag::new(keys::RUN_NAME, name)])
}

/// The status that is written for another: where runs cannot be killed, a run that was stopped has
/// failed.
fn writable_status(tx: &Transaction, status: RunStatus) -> RunStatus {
    match status {
        RunStatus::Killed if !tx.schema().can_be_killed() => RunStatus::Failed,
        status => status,
    }
}

fn find_known(tx: &Transaction, id: &RunId) -> SqlResult<Run> {
    Ok(run_row::find(tx, id)?.ok_or_else(|| Error::run_not_found(id))?)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Scratch, new_experiment, new_run, row, rows};
    use super::*;
    use crate::entity::{ExperimentId, ViewType};
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
            .read(|tx| run_row::load(tx, &["c", "missing", "a"]))
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
