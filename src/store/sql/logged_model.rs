//! The tables `logged_models`, `logged_model_params` and `logged_model_tags`.

use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};

use crate::entity::{LifecycleStage, LoggedModel, LoggedModelStatus, ModelId, Param, RunId, Tag};
use crate::error::{Error, Result};
use crate::store::{LoggedModelQuery, LoggedModelStore, NewLoggedModel, Page, page_offset};

use super::dialect::SqlResult;
use super::page::{self, Ids, Members};
use super::write_set::Scope;
use super::{SqlStore, cell, experiment, model_metric, model_search, tag};

impl LoggedModelStore for SqlStore {
    fn create_logged_model(&self, new: &NewLoggedModel) -> Result<LoggedModel> {
        self.connections.write(Scope::NoRun, |connection| {
            experiment::find_active(connection, &new.experiment_id)?;
            insert(connection, new)?;
            for param in &new.params {
                log_param(connection, &new.model_id, param)?;
            }
            for tag in &new.tags {
                set_tag(connection, &new.model_id, tag)?;
            }
            find_known(connection, &new.model_id)
        })
    }

    fn get_logged_model(&self, id: &ModelId) -> Result<Option<LoggedModel>> {
        self.connections
            .read(|connection| Ok(find(connection, id)?))
    }

    fn search_logged_models(&self, query: &LoggedModelQuery) -> Result<Page<LoggedModel>> {
        let offset = page_offset(query.page_token.as_deref())?;
        let experiments: Vec<i64> = query
            .experiment_ids
            .iter()
            .map(experiment::number_of)
            .collect::<Result<_>>()?;
        self.connections.read(|connection| {
            let statement = model_search::logged_models(query, &experiments, offset);
            let ids: Vec<String> = statement.ids(connection)?;
            let models = load(connection, &ids)?;
            Ok(Page::cut(models, offset, query.max_results))
        })
    }

    fn set_logged_model_status(
        &self,
        id: &ModelId,
        status: LoggedModelStatus,
        now: i64,
    ) -> Result<LoggedModel> {
        self.connections.write(Scope::NoRun, |connection| {
            connection.execute(
                "UPDATE logged_models SET status = ?2, last_updated_timestamp_ms = ?3
                 WHERE model_id = ?1",
                params![id.as_str(), status, now],
            )?;
            find_known(connection, id)
        })
    }

    fn set_logged_model_stage(&self, id: &ModelId, stage: LifecycleStage, now: i64) -> Result<()> {
        self.connections.write(Scope::NoRun, |connection| {
            require(connection, id)?;
            connection.execute(
                "UPDATE logged_models SET lifecycle_stage = ?2, last_updated_timestamp_ms = ?3
                 WHERE model_id = ?1 AND coalesce(lifecycle_stage, 'active') != ?2",
                params![id.as_str(), stage, now],
            )?;
            Ok(())
        })
    }

    fn set_logged_model_tags(&self, id: &ModelId, tags: &[Tag]) -> Result<()> {
        self.connections.write(Scope::NoRun, |connection| {
            require(connection, id)?;
            for tag in tags {
                set_tag(connection, id, tag)?;
            }
            Ok(())
        })
    }

    fn delete_logged_model_tag(&self, id: &ModelId, key: &str) -> Result<()> {
        self.connections.write(Scope::NoRun, |connection| {
            require(connection, id)?;
            let deleted = connection.execute(
                "DELETE FROM logged_model_tags WHERE model_id = ?1 AND tag_key = ?2",
                [id.as_str(), key],
            )?;
            if deleted == 0 {
                return Err(Error::model_tag_not_found(id, key).into());
            }
            Ok(())
        })
    }

    fn log_logged_model_params(&self, id: &ModelId, params: &[Param]) -> Result<()> {
        self.connections.write(Scope::NoRun, |connection| {
            require(connection, id)?;
            for param in params {
                log_param(connection, id, param)?;
            }
            Ok(())
        })
    }
}

fn insert(connection: &Connection, new: &NewLoggedModel) -> SqlResult<()> {
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
    connection.execute(
        "INSERT INTO logged_models (model_id, experiment_id, name, artifact_location,
                                    creation_timestamp_ms, last_updated_timestamp_ms, status,
                                    lifecycle_stage, model_type, source_run_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9)",
        params![
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
fn log_param(connection: &Connection, id: &ModelId, param: &Param) -> SqlResult<()> {
    let inserted = connection
        .prepare_cached(
            "INSERT INTO logged_model_params (model_id, experiment_id, param_key, param_value)
             SELECT model_id, experiment_id, ?2, ?3 FROM logged_models WHERE model_id = ?1
             ON CONFLICT (model_id, param_key) DO NOTHING",
        )?
        .execute([id.as_str(), &param.key, &param.value])?;
    if inserted > 0 {
        return Ok(());
    }
    let value: String = connection
        .prepare_cached(
            "SELECT param_value FROM logged_model_params WHERE model_id = ?1 AND param_key = ?2",
        )?
        .query_row([id.as_str(), &param.key], |row| row.get(0))?;
    if value != param.value {
        return Err(Error::model_param_changed(id, &param.key, &value, &param.value).into());
    }
    Ok(())
}

fn set_tag(connection: &Connection, id: &ModelId, tag: &Tag) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO logged_model_tags (model_id, experiment_id, tag_key, tag_value)
             SELECT model_id, experiment_id, ?2, ?3 FROM logged_models WHERE model_id = ?1
             ON CONFLICT (model_id, tag_key) DO UPDATE SET tag_value = excluded.tag_value",
        )?
        .execute([id.as_str(), &tag.key, &tag.value])?;
    Ok(())
}

/// Refuses the id of no logged model.
pub(super) fn require(connection: &Connection, id: &ModelId) -> SqlResult<()> {
    connection
        .prepare_cached("SELECT 1 FROM logged_models WHERE model_id = ?1")?
        .query_row([id.as_str()], |_| Ok(()))
        .optional()?
        .ok_or_else(|| Error::model_not_found(id).into())
}

fn find(connection: &Connection, id: &ModelId) -> rusqlite::Result<Option<LoggedModel>> {
    Ok(load(connection, &[id.as_str()])?.pop())
}

fn find_known(connection: &Connection, id: &ModelId) -> SqlResult<LoggedModel> {
    Ok(find(connection, id)?.ok_or_else(|| Error::model_not_found(id))?)
}

/// Loads logged models by their ids, in that order; ids that none has are passed over.
fn load(
    connection: &Connection,
    ids: &[impl serde::Serialize],
) -> rusqlite::Result<Vec<LoggedModel>> {
    let ids = Ids::new(ids);
    let mut models = page::members(
        connection,
        &ids,
        "SELECT page.key, model_id, experiment_id, name, artifact_location, creation_timestamp_ms,
                last_updated_timestamp_ms, status, status_message, lifecycle_stage, model_type,
                source_run_id
         FROM json_each(?1) AS page CROSS JOIN logged_models ON model_id = page.value",
        |row| ModelRow::read(row).map(ModelRow::into_entity),
    )?;
    load_params(connection, &ids, &mut models)?;
    load_tags(connection, &ids, &mut models)?;
    model_metric::load(connection, &ids, &mut models)?;
    Ok(models.into_values().collect())
}

fn load_params(
    connection: &Connection,
    ids: &Ids,
    models: &mut Members<LoggedModel>,
) -> rusqlite::Result<()> {
    page::belongings(
        connection,
        ids,
        "SELECT page.key, params.param_key, params.param_value
         FROM json_each(?1) AS page
         CROSS JOIN logged_model_params AS params ON params.model_id = page.value
         ORDER BY params.param_key",
        models,
        |model, row| {
            model.params.push(Param {
                key: cell::text_or_empty(row, 1)?,
                value: cell::text_or_empty(row, 2)?,
            });
            Ok(())
        },
    )
}

fn load_tags(
    connection: &Connection,
    ids: &Ids,
    models: &mut Members<LoggedModel>,
) -> rusqlite::Result<()> {
    page::belongings(
        connection,
        ids,
        "SELECT page.key, tags.tag_key, tags.tag_value
         FROM json_each(?1) AS page
         CROSS JOIN logged_model_tags AS tags ON tags.model_id = page.value
         ORDER BY tags.tag_key",
        models,
        |model, row| {
            model.tags.push(tag::read(row)?);
            Ok(())
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
    fn read(row: &Row) -> rusqlite::Result<Self> {
        Ok(Self {
            model_id: row.get(1)?,
            experiment_id: cell::whole(row, 2)?.unwrap_or_default(),
            name: cell::text_or_empty(row, 3)?,
            artifact_location: cell::text_or_empty(row, 4)?,
            creation_timestamp_ms: cell::whole(row, 5)?.unwrap_or_default(),
            last_updated_timestamp_ms: cell::whole(row, 6)?.unwrap_or_default(),
            status: row.get(7)?,
            status_message: cell::text(row, 8)?,
            lifecycle_stage: row.get(9)?,
            model_type: cell::text(row, 10)?,
            source_run_id: cell::text(row, 11)?,
        })
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

impl ToSql for LoggedModelStatus {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.number().into())
    }
}

/// What is no number of a status counts as none.
impl FromSql for LoggedModelStatus {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let number = cell::whole_of(value).and_then(|number| i32::try_from(number).ok());
        let status = number.and_then(Self::from_number);
        Ok(status.unwrap_or(Self::Unspecified))
    }
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
