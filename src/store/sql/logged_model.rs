//! The tables `logged_models`, `logged_model_params` and `logged_model_tags`.

use crate::entity::{LifecycleStage, LoggedModel, LoggedModelStatus, ModelId, Param, RunId, Tag};
use crate::error::{Error, Result};
use crate::search::page_offset;
use crate::store::{LoggedModelQuery, LoggedModelStore, NewLoggedModel, Page};

use super::dialect::{Conflict, Insert, Items, Update, Whose};
use super::feature::Feature;
use super::list::List;
use super::page::{self, Belongings};
use super::session::{Row, SqlResult, ToValue, Value, row_values, values};
use super::statement::{Statement, Transaction};
use super::write_set::Scope;
use super::{
    SqlStore, experiment, experiment_number, lifecycle, model_metric, model_search, param, tag,
};

static INSERT: Statement = Statement::insert(Insert {
    table: "logged_models",
    columns: &[
        "model_id",
        "experiment_id",
        "name",
        "artifact_location",
        "creation_timestamp_ms",
        "last_updated_timestamp_ms",
        "status",
        "lifecycle_stage",
        "model_type",
        "source_run_id",
    ],
    conflict: Conflict::Fail,
});

static LOG_PARAMS: Statement = Statement::insert(Insert {
    table: "logged_model_params",
    columns: &["model_id", "experiment_id", "param_key", "param_value"],
    conflict: Conflict::Keep,
});

static STORED_PARAMS: Statement = Statement::new(|sql| {
    format!(
        "SELECT param_key, param_value FROM logged_model_params WHERE model_id = ?1 AND {}",
        sql.in_list("param_key", Items::Texts, "?2")
    )
});

static SET_TAGS: Statement = Statement::insert(Insert {
    table: "logged_model_tags",
    columns: &["model_id", "experiment_id", "tag_key", "tag_value"],
    conflict: Conflict::Update {
        key: &["model_id", "tag_key"],
        set: &["tag_value"],
    },
});

static SET_STATUS: Statement = Statement::update(Update {
    table: "logged_models",
    set: &["status", "last_updated_timestamp_ms"],
    whose: Whose::Has(&["model_id"]),
});

static SET_STAGE: Statement = Statement::new(|sql| {
    format!(
        "UPDATE {} SET lifecycle_stage = ?2, last_updated_timestamp_ms = ?3
         WHERE model_id = ?1 AND coalesce(lifecycle_stage, 'active') != ?2",
        sql.target("logged_models")
    )
});

static DELETE_TAG: Statement = Statement::new(|sql| {
    format!(
        "DELETE FROM {} WHERE model_id = ?1 AND tag_key = ?2",
        sql.target("logged_model_tags")
    )
});

static LOAD: Statement = Statement::new(|sql| {
    format!(
        "SELECT page.key, model_id, experiment_id, name, artifact_location, creation_timestamp_ms,
                last_updated_timestamp_ms, status, status_message, lifecycle_stage, model_type,
                source_run_id
         FROM {}",
        sql.page(Items::Texts, "logged_models", "model_id")
    )
});

static LOAD_PARAMS: Statement = Statement::new(|sql| {
    format!(
        "SELECT page.key, params.param_key, params.param_value FROM {}",
        sql.page(
            Items::Texts,
            "logged_model_params AS params",
            "params.model_id"
        )
    )
});

static LOAD_TAGS: Statement = Statement::new(|sql| {
    format!(
        "SELECT page.key, tags.tag_key, tags.tag_value FROM {}",
        sql.page(Items::Texts, "logged_model_tags AS tags", "tags.model_id")
    )
});

static PARAMS: Belongings<LoggedModel> = Belongings {
    statement: &LOAD_PARAMS,
    add: |model, row| model.params.push(param::read(row)),
};

static TAGS: Belongings<LoggedModel> = Belongings {
    statement: &LOAD_TAGS,
    add: |model, row| model.tags.push(tag::read(row)),
};

impl LoggedModelStore for SqlStore {
    fn create_logged_model(&self, new: &NewLoggedModel) -> Result<LoggedModel> {
        self.write(Scope::NoRun, |tx| {
            tx.require(Feature::LoggedModels)?;
            experiment::find_active(tx, &new.experiment_id)?;
            let experiment = experiment_number::number_of(&new.experiment_id)?;
            insert(tx, new, experiment)?;
            log_params(tx, &new.model_id, experiment, &new.params)?;
            set_tags(tx, &new.model_id, experiment, &new.tags)?;
            find_known(tx, &new.model_id)
        })
    }

    fn get_logged_model(&self, id: &ModelId) -> Result<Option<LoggedModel>> {
        self.read_once(|tx| find(tx, id))
    }

    fn search_logged_models(&self, query: &LoggedModelQuery) -> Result<Page<LoggedModel>> {
        let offset = page_offset(query.page_token.as_deref())?;
        let experiments = experiment_number::numbers_of(&query.experiment_ids)?;
        if query.filter.is_some() || !query.order_by.is_empty() || !query.datasets.is_empty() {
            self.schema().require(Feature::LoggedModels)?;
        }
        self.read(|tx| {
            let ids = model_search::logged_models(tx.dialect(), query, &experiments, offset);
            let models = load(tx, &ids.ids(tx)?)?;
            Ok(Page::cut(models, offset, query.max_results))
        })
    }

    fn set_logged_model_status(
        &self,
        id: &ModelId,
        status: LoggedModelStatus,
        now: i64,
    ) -> Result<LoggedModel> {
        self.write(Scope::NoRun, |tx| {
            tx.require(Feature::LoggedModels)?;
            tx.execute(&SET_STATUS, &values![id.as_str(), status, now])?;
            find_known(tx, id)
        })
    }

    fn set_logged_model_stage(&self, id: &ModelId, stage: LifecycleStage, now: i64) -> Result<()> {
        self.write(Scope::NoRun, |tx| {
            experiment_of(tx, id)?;
            tx.execute(&SET_STAGE, &values![id.as_str(), stage, now])?;
            Ok(())
        })
    }

    fn set_logged_model_tags(&self, id: &ModelId, tags: &[Tag]) -> Result<()> {
        self.write(Scope::NoRun, |tx| {
            let experiment = experiment_of(tx, id)?;
            set_tags(tx, id, experiment, tags)
        })
    }

    fn delete_logged_model_tag(&self, id: &ModelId, key: &str) -> Result<()> {
        self.write(Scope::NoRun, |tx| {
            experiment_of(tx, id)?;
            if tx.execute(&DELETE_TAG, &values![id.as_str(), key])? == 0 {
                return Err(Error::model_tag_not_found(id, key).into());
            }
            Ok(())
        })
    }

    fn log_logged_model_params(&self, id: &ModelId, params: &[Param]) -> Result<()> {
        self.write(Scope::NoRun, |tx| {
            let experiment = experiment_of(tx, id)?;
            log_params(tx, id, experiment, params)
        })
    }
}

fn insert(tx: &Transaction, new: &NewLoggedModel, experiment: i64) -> SqlResult<()> {
    let NewLoggedModel {
        model_id,
        experiment_id: _,
        name,
        artifact_location,
        creation_time,
        model_type,
        source_run_id,
        params: _,
        tags: _,
    } = new;
    tx.send(
        &INSERT,
        &values![
            model_id.as_str(),
            experiment,
            name,
            artifact_location,
            creation_time,
            creation_time,
            LoggedModelStatus::Pending,
            LifecycleStage::Active,
            model_type,
            source_run_id.as_ref().map(RunId::as_str)
        ],
    )
}

/// Records parameters: new ones, or such as have these values already.
fn log_params(tx: &Transaction, id: &ModelId, experiment: i64, params: &[Param]) -> SqlResult<()> {
    let rows: Vec<Value> = params
        .iter()
        .flat_map(|param| row_values![id.as_str(), experiment, &param.key, &param.value])
        .collect();
    if tx.insert_rows(&LOG_PARAMS, 4, &rows)? < params.len() {
        let changed = |param: &Param, value: &str| {
            Error::model_param_changed(id, &param.key, value, &param.value)
        };
        param::refuse_changed(tx, &STORED_PARAMS, id.as_str(), params, changed)?;
    }
    Ok(())
}

fn set_tags(tx: &Transaction, id: &ModelId, experiment: i64, tags: &[Tag]) -> SqlResult<()> {
    let rows: Vec<Value> = tag::last_of_each_key(tags)
        .into_iter()
        .flat_map(|(key, value)| row_values![id.as_str(), experiment, key, value])
        .collect();
    tx.send_rows(&SET_TAGS, 4, &rows)
}

/// The experiment of a logged model. Refuses the id of none.
fn experiment_of(tx: &Transaction, id: &ModelId) -> SqlResult<i64> {
    tx.require(Feature::LoggedModels)?;
    let experiment = tx.row(
        "SELECT experiment_id FROM logged_models WHERE model_id = ?1",
        &values![id.as_str()],
        |row| row.whole(0).unwrap_or_default(),
    )?;
    Ok(experiment.ok_or_else(|| Error::model_not_found(id))?)
}

fn find(tx: &Transaction, id: &ModelId) -> SqlResult<Option<LoggedModel>> {
    Ok(load(tx, &[id.as_str()])?.pop())
}

fn find_known(tx: &Transaction, id: &ModelId) -> SqlResult<LoggedModel> {
    Ok(find(tx, id)?.ok_or_else(|| Error::model_not_found(id))?)
}

/// Loads logged models by their ids, in that order; ids that none has are passed over.
fn load(tx: &Transaction, ids: &[impl serde::Serialize]) -> SqlResult<Vec<LoggedModel>> {
    let ids = List::new(ids);
    let read = |row: &Row| ModelRow::read(row).into_entity();
    let belongings = [&PARAMS, &TAGS, &model_metric::MEASURED];
    let models = page::load(tx, &ids, &LOAD, read, &belongings)?;
    let mut models: Vec<LoggedModel> = models.into_values().collect();
    for model in &mut models {
        model.params.sort_by(|a, b| a.key.cmp(&b.key));
        model.tags.sort_by(|a, b| a.key.cmp(&b.key));
    }
    Ok(models)
}

/// A row of `logged_models`.
struct ModelRow {
    model_id: String,
    experiment_id: i64,
    name: String,
    artifact_location: String,
    creation_timestamp_ms: i64,
    last_updated_timestamp_ms: i64,
    status: LoggedModelStatus,
    status_message: Option<String>,
    lifecycle_stage: LifecycleStage,
    model_type: Option<String>,
    source_run_id: Option<String>,
}

impl ModelRow {
    /// Reads the row from behind the position on the page.
    fn read(row: &Row) -> Self {
        Self {
            model_id: row.text_or_empty(1),
            experiment_id: row.whole(2).unwrap_or_default(),
            name: row.text_or_empty(3),
            artifact_location: row.text_or_empty(4),
            creation_timestamp_ms: row.whole(5).unwrap_or_default(),
            last_updated_timestamp_ms: row.whole(6).unwrap_or_default(),
            status: read_status(row, 7),
            status_message: row.text(8),
            lifecycle_stage: lifecycle::read(row, 9),
            model_type: row.text(10),
            source_run_id: row.text(11),
        }
    }

    fn into_entity(self) -> LoggedModel {
        let Self {
            model_id,
            experiment_id,
            name,
            artifact_location,
            creation_timestamp_ms,
            last_updated_timestamp_ms,
            status,
            status_message,
            lifecycle_stage,
            model_type,
            source_run_id,
        } = self;
        LoggedModel {
            model_id: ModelId::from(model_id),
            experiment_id: experiment_number::id_of(experiment_id),
            name,
            artifact_location,
            creation_time: creation_timestamp_ms,
            last_update_time: last_updated_timestamp_ms,
            status,
            status_message,
            lifecycle_stage,
            model_type,
            source_run_id: source_run_id.map(RunId::from),
            tags: Vec::new(),
            params: Vec::new(),
            metrics: Vec::new(),
        }
    }
}

impl ToValue for LoggedModelStatus {
    fn to_value(&self) -> Value<'_> {
        Value::Integer(self.number().into())
    }
}

/// Reads a status. What is no number of one counts as none.
fn read_status(row: &Row, column: usize) -> LoggedModelStatus {
    let number = row.whole(column);
    number
        .and_then(|number| i32::try_from(number).ok())
        .and_then(LoggedModelStatus::from_number)
        .unwrap_or(LoggedModelStatus::Unspecified)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Scratch, row, rows};
    use super::*;
    use crate::error::ErrorCode;

    fn new_model(id: &str) -> NewLoggedModel {
        NewLoggedModel {
            model_id: id.into(),
            experiment_id: "0".into(),
            name: "wine".to_owned(),
            artifact_location: "/root/0/models/m/artifacts".to_owned(),
            creation_time: 20,
            model_type: None,
            source_run_id: Some("r".into()),
            params: vec![Param::new("p", "1")],
            tags: vec![Tag::new("t", "1"), Tag::new("t", "2")],
        }
    }

    #[test]
    fn a_new_model_has_the_columns_of_mlflow() {
        let (_scratch, store, database) = Scratch::store();
        store.create_logged_model(&new_model("m-1")).unwrap();
        assert_eq!(
            row(
                &database,
                "SELECT model_id, experiment_id, name, artifact_location, creation_timestamp_ms,
                        last_updated_timestamp_ms, status, lifecycle_stage, model_type,
                        source_run_id, status_message FROM logged_models"
            ),
            r#"Text("m-1")|Integer(0)|Text("wine")|Text("/root/0/models/m/artifacts")|Integer(20)|Integer(20)|Integer(1)|Text("active")|Null|Text("r")|Null"#
        );
        assert_eq!(
            rows(
                &database,
                "SELECT model_id, experiment_id, param_key, param_value FROM logged_model_params
                 UNION ALL
                 SELECT model_id, experiment_id, tag_key, tag_value FROM logged_model_tags"
            ),
            [
                r#"Text("m-1")|Integer(0)|Text("p")|Text("1")"#,
                r#"Text("m-1")|Integer(0)|Text("t")|Text("2")"#
            ]
        );
    }

    #[test]
    fn an_id_is_used_once() {
        let (_scratch, store, database) = Scratch::store();
        store.create_logged_model(&new_model("m-1")).unwrap();
        let again = store.create_logged_model(&new_model("m-1"));
        assert_eq!(again.unwrap_err().code(), ErrorCode::InternalError);
        assert_eq!(
            row(&database, "SELECT count(*) FROM logged_models"),
            "Integer(1)"
        );
    }
}
