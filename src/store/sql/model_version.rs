//! The tables `model_versions` and `model_version_tags`.

use crate::entity::{
    ModelStage, ModelVersion, ModelVersionStatus, REDACTED_RUN_ID, REDACTED_RUN_LINK,
    REDACTED_SOURCE, RunId, Tag,
};
use crate::error::{Error, Result};
use crate::search::page_offset;
use crate::store::{ModelVersionQuery, ModelVersionStore, NewModelVersion, Page, StageTransition};

use super::dialect::{Conflict, Delete, Insert, Update, Whose};
use super::feature::Feature;
use super::list::List;
use super::model_name::{self, of_workspace, touch};
use super::page::{self, Belongings};
use super::registry_search::{self, DELETED};
use super::session::{Row, SqlResult, ToValue, Value, row_values, values};
use super::statement::{Statement, Transaction};
use super::workspace::WORKSPACE;
use super::write_set::Scope;
use super::{SqlStore, tag};

static INSERT: Statement = Statement::insert(Insert {
    table: "model_versions",
    columns: &[
        "workspace",
        "name",
        "version",
        "creation_time",
        "last_updated_time",
        "description",
        "current_stage",
        "source",
        "storage_location",
        "run_id",
        "run_link",
        "status",
    ],
    conflict: Conflict::Fail,
});

static SET_TAGS: Statement = Statement::insert(Insert {
    table: "model_version_tags",
    columns: &["workspace", "key", "name", "version", "value"],
    conflict: Conflict::Update {
        key: &["workspace", "key", "name", "version"],
        set: &["value"],
    },
});

/// The key of a version.
const VERSION: &[&str] = &["workspace", "name", "version"];

static DESCRIBE: Statement = Statement::update(Update {
    table: "model_versions",
    set: &["description", "last_updated_time"],
    whose: Whose::Has(VERSION),
});

static SET_STAGE: Statement = Statement::update(Update {
    table: "model_versions",
    set: &["current_stage", "last_updated_time"],
    whose: Whose::Has(VERSION),
});

static SET_STAGE_OF_STAGE: Statement = Statement::update(Update {
    table: "model_versions",
    set: &["current_stage", "last_updated_time"],
    whose: Whose::Has(&["workspace", "name", "current_stage"]),
});

/// What is left of a deleted version.
static REDACT: Statement = Statement::update(Update {
    table: "model_versions",
    set: &[
        "current_stage",
        "last_updated_time",
        "description",
        "user_id",
        "source",
        "run_id",
        "run_link",
        "status_message",
    ],
    whose: Whose::Has(VERSION),
});

static DELETE_ALIASES: Statement = Statement::delete(Delete {
    table: "registered_model_aliases",
    whose: Whose::Has(VERSION),
});

static DELETE_TAG: Statement = Statement::delete(Delete {
    table: "model_version_tags",
    whose: Whose::Has(&["workspace", "name", "version", "key"]),
});

static LOAD: Statement = Statement::new(|sql| {
    let versions = of_workspace(
        "SELECT page.key, versions.name, versions.version, versions.creation_time,
                versions.last_updated_time, versions.description, versions.user_id,
                versions.current_stage, versions.source, versions.run_id, versions.run_link,
                versions.status, versions.status_message",
        &sql.page_of_pairs(
            "model_versions AS versions",
            "versions.name",
            "versions.version",
        ),
        "versions",
    );
    format!("{versions} AND versions.current_stage != '{DELETED}'")
});

static LOAD_TAGS: Statement = Statement::new(|sql| {
    of_workspace(
        "SELECT page.key, tags.key, tags.value",
        &sql.page_of_pairs("model_version_tags AS tags", "tags.name", "tags.version"),
        "tags",
    )
});

static LOAD_ALIASES: Statement = Statement::new(|sql| {
    of_workspace(
        "SELECT page.key, aliases.alias",
        &sql.page_of_pairs(
            "registered_model_aliases AS aliases",
            "aliases.name",
            "aliases.version",
        ),
        "aliases",
    )
});

static TAGS: Belongings<ModelVersion> = Belongings {
    statement: &LOAD_TAGS,
    add: |version, row| version.tags.push(tag::read(row)),
};

static ALIASES: Belongings<ModelVersion> = Belongings {
    statement: &LOAD_ALIASES,
    add: |version, row| version.aliases.push(row.text_or_empty(1)),
};

impl ModelVersionStore for SqlStore {
    fn create_model_version(&self, new: &NewModelVersion) -> Result<ModelVersion> {
        self.write(Scope::VersionsOf(&[&new.name]), |tx| {
            tx.require(Feature::RegisteredModels)?;
            model_name::require(tx, &new.name)?;
            // First, so that whoever else makes a version of the model waits for this one.
            touch(tx, &new.name, new.creation_time)?;
            let version = insert(tx, new)?;
            set_tags(tx, &new.name, version, &new.tags)?;
            find_known(tx, &new.name, version)
        })
    }

    fn get_model_version(&self, name: &str, version: i64) -> Result<Option<ModelVersion>> {
        self.read(|tx| find(tx, name, version))
    }

    fn latest_model_version(&self, name: &str) -> Result<Option<ModelVersion>> {
        self.read(|tx| {
            let latest = tx.row(
                "SELECT version FROM model_versions
                 WHERE workspace = ?1 AND name = ?2 AND current_stage != ?3
                 ORDER BY version DESC LIMIT 1",
                &values![WORKSPACE, name, DELETED],
                |row| row.whole(0),
            )?;
            match latest.flatten() {
                Some(version) => find(tx, name, version),
                None => Ok(None),
            }
        })
    }

    fn search_model_versions(&self, query: &ModelVersionQuery) -> Result<Page<ModelVersion>> {
        let offset = page_offset(query.page_token.as_deref())?;
        registry_search::refuse_absent(query.filter.as_ref(), self.schema())?;
        let cached = match self.cache() {
            Some((cache, freshness)) if !registry_search::is_by_key(query) => {
                cache.find_versions(freshness, query, offset)
            }
            _ => Ok(None),
        };
        let versions = match cached.map_err(|failure| self.explain(failure))? {
            Some(found) => found
                .iter()
                .map(|found| ModelVersion::clone(found))
                .collect(),
            None => self.read(|tx| {
                let page = registry_search::model_versions(tx.dialect(), query, offset);
                load(tx, &page.numbered_names(tx)?)
            })?,
        };
        Ok(Page::cut(versions, offset, query.max_results))
    }

    fn model_version_location(&self, name: &str, version: i64) -> Result<Option<String>> {
        self.read(|tx| {
            let location = tx.row(
                "SELECT coalesce(nullif(storage_location, ''), source) FROM model_versions
                 WHERE workspace = ?1 AND name = ?2 AND version = ?3 AND current_stage != ?4",
                &values![WORKSPACE, name, version, DELETED],
                |row| row.text_or_empty(0),
            )?;
            Ok(location)
        })
    }

    fn describe_model_version(
        &self,
        name: &str,
        version: i64,
        description: Option<&str>,
        now: i64,
    ) -> Result<ModelVersion> {
        self.write(Scope::VersionsOf(&[name]), |tx| {
            require(tx, name, version)?;
            tx.execute(
                &DESCRIBE,
                &values![WORKSPACE, name, version, description, now],
            )?;
            find_known(tx, name, version)
        })
    }

    fn transition_model_version(&self, transition: &StageTransition) -> Result<ModelVersion> {
        let StageTransition {
            name,
            version,
            stage,
            archive_existing,
            now,
        } = *transition;
        self.write(Scope::VersionsOf(&[name]), |tx| {
            require(tx, name, version)?;
            // First, so that whoever else moves a version of the model waits for this one.
            touch(tx, name, now)?;
            if archive_existing {
                // The version itself may be among them; it comes back at once.
                tx.execute(
                    &SET_STAGE_OF_STAGE,
                    &values![WORKSPACE, name, stage, ModelStage::Archived, now],
                )?;
            }
            tx.execute(&SET_STAGE, &values![WORKSPACE, name, version, stage, now])?;
            find_known(tx, name, version)
        })
    }

    /// As MLflow 3.18.0 does: the row stays, so that its number is not used again, and so do its
    /// tags.
    fn delete_model_version(&self, name: &str, version: i64, now: i64) -> Result<()> {
        self.write(Scope::VersionsOf(&[name]), |tx| {
            require(tx, name, version)?;
            if tx.schema().has(Feature::RegisteredModelAliases) {
                tx.execute(&DELETE_ALIASES, &values![WORKSPACE, name, version])?;
            }
            let nothing = Value::Null;
            tx.execute(
                &REDACT,
                &values![
                    WORKSPACE,
                    name,
                    version,
                    DELETED,
                    now,
                    nothing,
                    nothing,
                    REDACTED_SOURCE,
                    REDACTED_RUN_ID,
                    REDACTED_RUN_LINK,
                    nothing
                ],
            )?;
            touch(tx, name, now)
        })
    }

    fn set_model_version_tag(&self, name: &str, version: i64, tag: &Tag) -> Result<()> {
        self.write(Scope::VersionsOf(&[name]), |tx| {
            require(tx, name, version)?;
            set_tags(tx, name, version, std::slice::from_ref(tag))
        })
    }

    fn delete_model_version_tag(&self, name: &str, version: i64, key: &str) -> Result<()> {
        self.write(Scope::VersionsOf(&[name]), |tx| {
            require(tx, name, version)?;
            tx.require(Feature::RegistryTags)?;
            tx.execute(&DELETE_TAG, &values![WORKSPACE, name, version, key])?;
            Ok(())
        })
    }
}

/// Inserts the row of the next version and gives its number.
fn insert(tx: &Transaction, new: &NewModelVersion) -> SqlResult<i64> {
    let NewModelVersion {
        name,
        source,
        storage_location,
        run_id,
        run_link,
        model_id: _,
        description,
        tags: _,
        creation_time,
    } = new;
    let greatest = tx.row(
        "SELECT max(version) FROM model_versions WHERE workspace = ?1 AND name = ?2",
        &values![WORKSPACE, name],
        |row| row.whole(0),
    )?;
    let version = greatest.flatten().unwrap_or(0) + 1;
    if run_link.as_ref().is_some_and(|link| !link.is_empty()) {
        tx.require(Feature::RunLinks)?;
    }
    let run_id = run_id.as_ref().map(RunId::as_str);
    // The server of MLflow 1.12 writes this for a version without a run.
    let no_run = (!tx.schema().has(Feature::VersionsWithoutRun)).then_some("");
    tx.execute(
        &INSERT,
        &values![
            WORKSPACE,
            name,
            version,
            creation_time,
            creation_time,
            description,
            ModelStage::None,
            source,
            storage_location,
            run_id.or(no_run),
            run_link,
            ModelVersionStatus::Ready
        ],
    )?;
    Ok(version)
}

fn set_tags(tx: &Transaction, name: &str, version: i64, tags: &[Tag]) -> SqlResult<()> {
    let tags = tag::of_registry(tx, tags)?;
    let rows: Vec<Value> = tags
        .into_iter()
        .flat_map(|(key, value)| row_values![WORKSPACE, key, name, version, value])
        .collect();
    tx.insert_rows(&SET_TAGS, 5, &rows)?;
    Ok(())
}

/// Refuses the number of none.
pub(super) fn require(tx: &Transaction, name: &str, version: i64) -> SqlResult<()> {
    let is_there = tx.exists(
        "SELECT 1 FROM model_versions
         WHERE workspace = ?1 AND name = ?2 AND version = ?3 AND current_stage != ?4",
        &values![WORKSPACE, name, version, DELETED],
    )?;
    if is_there {
        return Ok(());
    }
    Err(Error::model_version_not_found(name, version).into())
}

fn find(tx: &Transaction, name: &str, version: i64) -> SqlResult<Option<ModelVersion>> {
    Ok(load(tx, &[(name, version)])?.pop())
}

fn find_known(tx: &Transaction, name: &str, version: i64) -> SqlResult<ModelVersion> {
    Ok(find(tx, name, version)?.ok_or_else(|| Error::model_version_not_found(name, version))?)
}

/// Loads versions by their names and numbers, in that order; those that are not there, or were
/// deleted, are passed over.
pub(super) fn load(
    tx: &Transaction,
    ids: &[(impl serde::Serialize, i64)],
) -> SqlResult<Vec<ModelVersion>> {
    let ids = List::new(ids);
    let read = |row: &Row| VersionRow::read(row).into_entity();
    let versions = page::load(tx, &ids, &LOAD, read, &[&TAGS, &ALIASES])?;
    let mut versions: Vec<ModelVersion> = versions.into_values().collect();
    for version in &mut versions {
        version.tags.sort_by(|a, b| a.key.cmp(&b.key));
        version.aliases.sort();
    }
    Ok(versions)
}

/// A row of `model_versions`.
struct VersionRow {
    name: String,
    version: i64,
    creation_time: i64,
    last_updated_time: Option<i64>,
    description: Option<String>,
    user_id: Option<String>,
    current_stage: ModelStage,
    source: Option<String>,
    run_id: Option<String>,
    run_link: Option<String>,
    status: ModelVersionStatus,
    status_message: Option<String>,
}

impl VersionRow {
    /// Reads the row from behind the position on the page. A stage or a status that is none
    /// counts as what a new version has.
    fn read(row: &Row) -> Self {
        let stage = row.text(7).and_then(|text| ModelStage::named(&text));
        let status = row.text(11);
        let status = status.and_then(|text| ModelVersionStatus::named(&text));
        Self {
            name: row.text_or_empty(1),
            version: row.whole(2).unwrap_or_default(),
            creation_time: row.whole(3).unwrap_or_default(),
            last_updated_time: row.whole(4),
            description: row.text(5),
            user_id: row.text(6),
            current_stage: stage.unwrap_or_default(),
            source: row.text(8),
            run_id: row.text(9),
            run_link: row.text(10),
            status: status.unwrap_or_default(),
            status_message: row.text(12),
        }
    }

    fn into_entity(self) -> ModelVersion {
        let Self {
            name,
            version,
            creation_time,
            last_updated_time,
            description,
            user_id,
            current_stage,
            source,
            run_id,
            run_link,
            status,
            status_message,
        } = self;
        ModelVersion {
            name,
            version,
            creation_time,
            last_update_time: last_updated_time,
            description,
            user_id,
            stage: current_stage,
            source,
            run_id: run_id.map(RunId::from),
            run_link,
            status,
            status_message,
            tags: Vec::new(),
            aliases: Vec::new(),
            model_id: None,
            deployment_job_state: None,
        }
    }
}

impl ToValue for ModelStage {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self.as_str())
    }
}

impl ToValue for ModelVersionStatus {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Scratch, plan, row};
    use super::*;
    use crate::store::{NewRegisteredModel, RegisteredModelStore};

    fn version() -> (Scratch, SqlStore, rusqlite::Connection) {
        let (scratch, store, database) = Scratch::store();
        let new = NewRegisteredModel {
            name: "wine".to_owned(),
            description: None,
            tags: Vec::new(),
            creation_time: 20,
        };
        store.create_registered_model(&new).unwrap();
        let new = NewModelVersion {
            name: "wine".to_owned(),
            source: "models:/m-1".to_owned(),
            storage_location: "/a/m".to_owned(),
            run_id: Some("r".into()),
            run_link: Some(String::new()),
            model_id: None,
            description: Some("d".to_owned()),
            tags: vec![Tag::new("t", "1")],
            creation_time: 30,
        };
        store.create_model_version(&new).unwrap();
        (scratch, store, database)
    }

    const ROW: &str =
        "SELECT name, version, creation_time, last_updated_time, description, user_id,
                              current_stage, source, run_id, status, status_message, run_link,
                              storage_location, workspace FROM model_versions";

    #[test]
    fn a_new_version_has_the_columns_of_mlflow() {
        let (_scratch, store, database) = version();
        assert_eq!(
            row(&database, ROW),
            r#"Text("wine")|Integer(1)|Integer(30)|Integer(30)|Text("d")|Null|Text("None")|Text("models:/m-1")|Text("r")|Text("READY")|Null|Text("")|Text("/a/m")|Text("default")"#
        );
        let location = store.model_version_location("wine", 1).unwrap();
        assert_eq!(location.as_deref(), Some("/a/m"));
    }

    #[test]
    fn a_deleted_version_leaves_its_number_and_its_tags() {
        let (_scratch, store, database) = version();
        store.delete_model_version("wine", 1, 40).unwrap();
        assert_eq!(
            row(&database, ROW),
            r#"Text("wine")|Integer(1)|Integer(30)|Integer(40)|Null|Null|Text("Deleted_Internal")|Text("REDACTED-SOURCE-PATH")|Text("REDACTED-RUN-ID")|Text("READY")|Null|Text("REDACTED-RUN-LINK")|Text("/a/m")|Text("default")"#
        );
        let tags = row(&database, "SELECT count(*) FROM model_version_tags");
        assert_eq!(tags, "Integer(1)");
    }

    #[test]
    fn the_latest_version_is_found_without_the_others() {
        let (_scratch, _store, database) = Scratch::store();
        let plan = plan(
            &database,
            "SELECT version FROM model_versions
             WHERE workspace = ?1 AND name = ?2 AND current_stage != ?3
             ORDER BY version DESC LIMIT 1",
        );
        assert!(plan.contains("(workspace=? AND name=?)"), "{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }
}
