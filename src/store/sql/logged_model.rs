//! The tables `logged_models`, `logged_model_params` and `logged_model_tags`.

use crate::entity::{LifecycleStage, LoggedModel, LoggedModelStatus, ModelId, Param, RunId, Tag};
use crate::error::{Error, Result};
use crate::store::{LoggedModelQuery, LoggedModelStore, NewLoggedModel, Page, page_offset};

use super::page::{self, Ids, Members};
use super::session::{Row, Session, SqlResult, ToValue, Value, values};
use super::write_set::Scope;
use super::{SqlStore, experiment, lifecycle, model_metric, model_search, tag};

impl LoggedModelStore for SqlStore {
    fn create_logged_model(&self, new: &NewLoggedModel) -> Result<LoggedModel> {
        self.write(Scope::NoRun, |session| {
            experiment::find_active(session, &new.experiment_id)?;
            insert(session, new)?;
            for param in &new.params {
                log_param(session, &new.model_id, param)?;
            }
            for tag in &new.tags {
                set_tag(session, &new.model_id, tag)?;
            }
            find_known(session, &new.model_id)
        })
    }

    fn get_logged_model(&self, id: &ModelId) -> Result<Option<LoggedModel>> {
        self.read(|session| find(session, id))
    }

    fn search_logged_models(&self, query: &LoggedModelQuery) -> Result<Page<LoggedModel>> {
        let offset = page_offset(query.page_token.as_deref())?;
        let experiments: Vec<i64> = query
            .experiment_ids
            .iter()
            .map(experiment::number_of)
            .collect::<Result<_>>()?;
        self.read(|session| {
            let statement = model_search::logged_models(query, &experiments, offset);
            let ids: Vec<String> = statement.ids(session)?;
            let models = load(session, &ids)?;
            Ok(Page::cut(models, offset, query.max_results))
        })
    }

    fn set_logged_model_status(
        &self,
        id: &ModelId,
        status: LoggedModelStatus,
        now: i64,
    ) -> Result<LoggedModel> {
        self.write(Scope::NoRun, |session| {
            session.execute(
                "UPDATE logged_models SET status = ?2, last_updated_timestamp_ms = ?3
                 WHERE model_id = ?1",
                &values![id.as_str(), status, now],
            )?;
            find_known(session, id)
        })
    }

    fn set_logged_model_stage(&self, id: &ModelId, stage: LifecycleStage, now: i64) -> Result<()> {
        self.write(Scope::NoRun, |session| {
            require(session, id)?;
            session.execute(
                "UPDATE logged_models SET lifecycle_stage = ?2, last_updated_timestamp_ms = ?3
                 WHERE model_id = ?1 AND coalesce(lifecycle_stage, 'active') != ?2",
                &values![id.as_str(), stage, now],
            )?;
            Ok(())
        })
    }

    fn set_logged_model_tags(&self, id: &ModelId, tags: &[Tag]) -> Result<()> {
        self.write(Scope::NoRun, |session| {
            require(session, id)?;
            for tag in tags {
                set_tag(session, id, tag)?;
            }
            Ok(())
        })
    }

    fn delete_logged_model_tag(&self, id: &ModelId, key: &str) -> Result<()> {
        self.write(Scope::NoRun, |session| {
            require(session, id)?;
            let deleted = session.execute(
                "DELETE FROM logged_model_tags WHERE model_id = ?1 AND tag_key = ?2",
                &values![id.as_str(), key],
            )?;
            if deleted == 0 {
                return Err(Error::model_tag_not_found(id, key).into());
            }
            Ok(())
        })
    }

    fn log_logged_model_params(&self, id: &ModelId, params: &[Param]) -> Result<()> {
        self.write(Scope::NoRun, |session| {
            require(session, id)?;
            for param in params {
                log_param(session, id, param)?;
            }
            Ok(())
        })
    }
}

fn insert(session: &dyn Session, new: &NewLoggedModel) -> SqlResult<()> {
    let NewLoggedModel {
        model_id,
        experiment_id,
        name,
        artifact_location,
        creation_time,
        model_type,
        source_run_id,
        params: _,
        tags: _,
    } = new;
    session.execute(
        "INSERT INTO logged_models (model_id, experiment_id, name, artifact_location,
                                    creation_timestamp_ms, last_updated_timestamp_ms, status,
                                    lifecycle_stage, model_type, source_run_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9)",
        &values![
            model_id.as_str(),
            experiment::number_of(experiment_id)?,
            name,
            artifact_location,
            creation_time,
            LoggedModelStatus::Pending,
            LifecycleStage::Active,
            model_type,
            source_run_id.as_ref().map(RunId::as_str)
        ],
    )?;
    Ok(())
}

/// Records a parameter: a new one, or one that has this value already.
fn log_param(session: &dyn Session, id: &ModelId, param: &Param) -> SqlResult<()> {
    let inserted = session.execute(
        "INSERT INTO logged_model_params (model_id, experiment_id, param_key, param_value)
             SELECT model_id, experiment_id, ?2, ?3 FROM logged_models WHERE model_id = ?1
             ON CONFLICT (model_id, param_key) DO NOTHING",
        &values![id.as_str(), &param.key, &param.value],
    )?;
    if inserted > 0 {
        return Ok(());
    }
    let value = session.row(
        "SELECT param_value FROM logged_model_params WHERE model_id = ?1 AND param_key = ?2",
        &values![id.as_str(), param.key],
        |row| row.text_or_empty(0),
    )?;
    let value = value.unwrap_or_default();
    if value != param.value {
        return Err(Error::model_param_changed(id, &param.key, &value, &param.value).into());
    }
    Ok(())
}

fn set_tag(session: &dyn Session, id: &ModelId, tag: &Tag) -> SqlResult<()> {
    session.execute(
        "INSERT INTO logged_model_tags (model_id, experiment_id, tag_key, tag_value)
             SELECT model_id, experiment_id, ?2, ?3 FROM logged_models WHERE model_id = ?1
             ON CONFLICT (model_id, tag_key) DO UPDATE SET tag_value = excluded.tag_value",
        &values![id.as_str(), &tag.key, &tag.value],
    )?;
    Ok(())
}

/// Refuses the id of no logged model.
pub(super) fn require(session: &dyn Session, id: &ModelId) -> SqlResult<()> {
    let sql = "SELECT 1 FROM logged_models WHERE model_id = ?1";
    if session.exists(sql, &values![id.as_str()])? {
        Ok(())
    } else {
        Err(Error::model_not_found(id).into())
    }
}

fn find(session: &dyn Session, id: &ModelId) -> SqlResult<Option<LoggedModel>> {
    Ok(load(session, &[id.as_str()])?.pop())
}

fn find_known(session: &dyn Session, id: &ModelId) -> SqlResult<LoggedModel> {
    Ok(find(session, id)?.ok_or_else(|| Error::model_not_found(id))?)
}

/// Loads logged models by their ids, in that order; ids that none has are passed over.
fn load(session: &dyn Session, ids: &[impl serde::Serialize]) -> SqlResult<Vec<LoggedModel>> {
    let ids = Ids::new(ids);
    let mut models = page::members(
        session,
        &ids,
        "SELECT page.key, model_id, experiment_id, name, artifact_location, creation_timestamp_ms,
                last_updated_timestamp_ms, status, status_message, lifecycle_stage, model_type,
                source_run_id
         FROM json_each(?1) AS page CROSS JOIN logged_models ON model_id = page.value",
        |row| ModelRow::read(row).into_entity(),
    )?;
    load_params(session, &ids, &mut models)?;
    load_tags(session, &ids, &mut models)?;
    model_metric::load(session, &ids, &mut models)?;
    Ok(models.into_values().collect())
}

fn load_params(
    session: &dyn Session,
    ids: &Ids,
    models: &mut Members<LoggedModel>,
) -> SqlResult<()> {
    page::belongings(
        session,
        ids,
        "SELECT page.key, params.param_key, params.param_value
         FROM json_each(?1) AS page
         CROSS JOIN logged_model_params AS params ON params.model_id = page.value
         ORDER BY params.param_key",
        models,
        |model, row| {
            model.params.push(Param {
                key: row.text_or_empty(1),
                value: row.text_or_empty(2),
            });
        },
    )
}

fn load_tags(session: &dyn Session, ids: &Ids, models: &mut Members<LoggedModel>) -> SqlResult<()> {
    page::belongings(
        session,
        ids,
        "SELECT page.key, tags.tag_key, tags.tag_value
         FROM json_each(?1) AS page
         CROSS JOIN logged_model_tags AS tags ON tags.model_id = page.value
         ORDER BY tags.tag_key",
        models,
        |model, row| {
            model.tags.push(tag::read(row));
        },
    )
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
            experiment_id: experiment::id_of(experiment_id),
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
