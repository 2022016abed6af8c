//! The tables `registered_models`, `registered_model_tags` and `registered_model_aliases`.

use std::collections::BTreeMap;

use crate::entity::{ModelAlias, RegisteredModel, Tag};
use crate::error::{Error, Result};
use crate::search::page_offset;
use crate::store::{NewRegisteredModel, Page, RegisteredModelQuery, RegisteredModelStore};

use super::dialect::{Conflict, Delete, Insert, Items, Update, Whose};
use super::feature::Feature;
use super::list::List;
use super::model_name::{NAME, is_there, of_workspace, require};
use super::page::{self, Belongings, Members};
use super::registry_search::{self, DELETED};
use super::session::{Row, SqlResult, Value, row_values, values};
use super::statement::{Statement, Transaction};
use super::workspace::WORKSPACE;
use super::write_set::Scope;
use super::{SqlStore, model_version, tag};

static INSERT: Statement = Statement::insert(Insert {
    table: "registered_models",
    columns: &[
        "workspace",
        "name",
        "creation_time",
        "last_updated_time",
        "description",
    ],
    conflict: Conflict::Keep,
});

static SET_TAGS: Statement = Statement::insert(Insert {
    table: "registered_model_tags",
    columns: &["workspace", "key", "name", "value"],
    conflict: Conflict::Update {
        key: &["workspace", "key", "name"],
        set: &["value"],
    },
});

static SET_ALIAS: Statement = Statement::insert(Insert {
    table: "registered_model_aliases",
    columns: &["workspace", "name", "alias", "version"],
    conflict: Conflict::Update {
        key: &["workspace", "name", "alias"],
        set: &["version"],
    },
});

static RENAME: Statement = Statement::update(Update {
    table: "registered_models",
    set: &["name", "last_updated_time"],
    whose: Whose::Has(NAME),
});

static TOUCH_VERSIONS: Statement = Statement::update(Update {
    table: "model_versions",
    set: &["last_updated_time"],
    whose: Whose::Has(NAME),
});

static DESCRIBE: Statement = Statement::update(Update {
    table: "registered_models",
    set: &["description", "last_updated_time"],
    whose: Whose::Has(NAME),
});

/// What goes with a registered model, and at last itself.
static DELETE: [(&str, Statement); 5] = [
    delete_from("model_version_tags"),
    delete_from("model_versions"),
    delete_from("registered_model_tags"),
    delete_from("registered_model_aliases"),
    delete_from("registered_models"),
];

const fn delete_from(table: &'static str) -> (&'static str, Statement) {
    let whose = Whose::Has(NAME);
    (table, Statement::delete(Delete { table, whose }))
}

static DELETE_TAG: Statement = Statement::delete(Delete {
    table: "registered_model_tags",
    whose: Whose::Has(&["workspace", "name", "key"]),
});

static DELETE_ALIAS: Statement = Statement::delete(Delete {
    table: "registered_model_aliases",
    whose: Whose::Has(&["workspace", "name", "alias"]),
});

static LOAD: Statement = Statement::new(|sql| {
    of_workspace(
        "SELECT page.key, models.name, models.creation_time, models.last_updated_time,
                models.description",
        &sql.page(Items::Texts, "registered_models AS models", "models.name"),
        "models",
    )
});

static LOAD_TAGS: Statement = Statement::new(|sql| {
    of_workspace(
        "SELECT page.key, tags.key, tags.value",
        &sql.page(Items::Texts, "registered_model_tags AS tags", "tags.name"),
        "tags",
    )
});

static LOAD_ALIASES: Statement = Statement::new(|sql| {
    of_workspace(
        "SELECT page.key, aliases.alias, aliases.version",
        &sql.page(
            Items::Texts,
            "registered_model_aliases AS aliases",
            "aliases.name",
        ),
        "aliases",
    )
});

static TAGS: Belongings<RegisteredModel> = Belongings {
    statement: &LOAD_TAGS,
    add: |model, row| model.tags.push(tag::read(row)),
};

static ALIASES: Belongings<RegisteredModel> = Belongings {
    statement: &LOAD_ALIASES,
    add: |model, row| {
        model.aliases.push(ModelAlias {
            alias: row.text_or_empty(1),
            version: row.whole(2).unwrap_or_default(),
        });
    },
};

/// The number of the latest version of each stage. Of the versions no more than their stage is
/// read.
static LATEST: Statement = Statement::new(|sql| {
    let latest = of_workspace(
        "SELECT page.key, versions.name, max(versions.version)",
        &sql.page(Items::Texts, "model_versions AS versions", "versions.name"),
        "versions",
    );
    format!(
        "{latest} AND versions.current_stage != '{DELETED}'
         GROUP BY page.key, versions.name, versions.current_stage"
    )
});

impl RegisteredModelStore for SqlStore {
    fn create_registered_model(&self, new: &NewRegisteredModel) -> Result<RegisteredModel> {
        let NewRegisteredModel {
            name,
            description,
            tags,
            creation_time,
        } = new;
        self.write(Scope::NoRun, |tx| {
            tx.require(Feature::RegisteredModels)?;
            let inserted = tx.execute(
                &INSERT,
                &values![WORKSPACE, name, creation_time, creation_time, description],
            )?;
            if inserted == 0 {
                return Err(Error::registered_model_exists(name).into());
            }
            set_tags(tx, name, tags)?;
            find_known(tx, name)
        })
    }

    fn get_registered_model(&self, name: &str) -> Result<Option<RegisteredModel>> {
        self.read(|tx| find(tx, name))
    }

    fn search_registered_models(
        &self,
        query: &RegisteredModelQuery,
    ) -> Result<Page<RegisteredModel>> {
        let offset = page_offset(query.page_token.as_deref())?;
        registry_search::refuse_absent(query.filter.as_ref(), self.schema())?;
        self.read(|tx| {
            let page = registry_search::registered_models(tx.dialect(), query, offset);
            let models = load(tx, &page.ids(tx)?)?;
            Ok(Page::cut(models, offset, query.max_results))
        })
    }

    fn rename_registered_model(&self, name: &str, new: &str, now: i64) -> Result<RegisteredModel> {
        self.write(Scope::VersionsOf(&[name, new]), |tx| {
            require(tx, name)?;
            if name != new && is_there(tx, new)? {
                return Err(Error::registered_model_exists(new).into());
            }
            // What refers to the name follows it.
            tx.execute(&RENAME, &values![WORKSPACE, name, new, now])?;
            tx.execute(&TOUCH_VERSIONS, &values![WORKSPACE, new, now])?;
            find_known(tx, new)
        })
    }

    fn describe_registered_model(
        &self,
        name: &str,
        description: Option<&str>,
        now: i64,
    ) -> Result<RegisteredModel> {
        self.write(Scope::NoRun, |tx| {
            require(tx, name)?;
            tx.execute(&DESCRIBE, &values![WORKSPACE, name, description, now])?;
            find_known(tx, name)
        })
    }

    fn delete_registered_model(&self, name: &str) -> Result<()> {
        self.write(Scope::VersionsOf(&[name]), |tx| {
            require(tx, name)?;
            for (table, delete) in &DELETE {
                if tx.schema().has_table(table) {
                    tx.execute(delete, &values![WORKSPACE, name])?;
                }
            }
            Ok(())
        })
    }

    fn set_registered_model_tag(&self, name: &str, tag: &Tag) -> Result<()> {
        self.write(Scope::NoRun, |tx| {
            require(tx, name)?;
            set_tags(tx, name, std::slice::from_ref(tag))
        })
    }

    fn delete_registered_model_tag(&self, name: &str, key: &str) -> Result<()> {
        self.write(Scope::NoRun, |tx| {
            require(tx, name)?;
            tx.require(Feature::RegistryTags)?;
            tx.execute(&DELETE_TAG, &values![WORKSPACE, name, key])?;
            Ok(())
        })
    }

    fn set_model_alias(&self, name: &str, alias: &str, version: i64) -> Result<()> {
        self.write(Scope::VersionsOf(&[name]), |tx| {
            model_version::require(tx, name, version)?;
            tx.require(Feature::RegisteredModelAliases)?;
            tx.execute(&SET_ALIAS, &values![WORKSPACE, name, alias, version])?;
            Ok(())
        })
    }

    fn delete_model_alias(&self, name: &str, alias: &str) -> Result<()> {
        self.write(Scope::VersionsOf(&[name]), |tx| {
            require(tx, name)?;
            tx.require(Feature::RegisteredModelAliases)?;
            tx.execute(&DELETE_ALIAS, &values![WORKSPACE, name, alias])?;
            Ok(())
        })
    }
}

fn set_tags(tx: &Transaction, name: &str, tags: &[Tag]) -> SqlResult<()> {
    let tags = tag::of_registry(tx, tags)?;
    let rows: Vec<Value> = tags
        .into_iter()
        .flat_map(|(key, value)| row_values![WORKSPACE, key, name, value])
        .collect();
    tx.insert_rows(&SET_TAGS, 4, &rows)?;
    Ok(())
}

fn find(tx: &Transaction, name: &str) -> SqlResult<Option<RegisteredModel>> {
    Ok(load(tx, &[name])?.pop())
}

fn find_known(tx: &Transaction, name: &str) -> SqlResult<RegisteredModel> {
    Ok(find(tx, name)?.ok_or_else(|| Error::registered_model_not_found(name))?)
}

/// Loads registered models by their names, in that order; names that none has are passed over.
fn load(tx: &Transaction, names: &[impl serde::Serialize]) -> SqlResult<Vec<RegisteredModel>> {
    let names = List::new(names);
    let read = |row: &Row| ModelRow::read(row).into_entity();
    let mut models = page::load(tx, &names, &LOAD, read, &[&TAGS, &ALIASES])?;
    load_latest(tx, &names, &mut models)?;
    let mut models: Vec<RegisteredModel> = models.into_values().collect();
    for model in &mut models {
        model.tags.sort_by(|a, b| a.key.cmp(&b.key));
        model.aliases.sort();
        model.latest_versions.sort_by_key(|version| version.version);
    }
    Ok(models)
}

/// Loads the latest version of each stage.
fn load_latest(
    tx: &Transaction,
    names: &List,
    models: &mut Members<RegisteredModel>,
) -> SqlResult<()> {
    let mut latest: Vec<(String, i64)> = Vec::new();
    tx.query(&LATEST, &values![names], &mut |row| {
        latest.extend(row.whole(2).map(|version| (row.text_or_empty(1), version)));
        Ok(())
    })?;
    let mut by_name: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for mut version in model_version::load(tx, &latest)? {
        // As in MLflow 3.18.0: the model tells them.
        version.aliases.clear();
        by_name
            .entry(version.name.clone())
            .or_default()
            .push(version);
    }
    for model in models.values_mut() {
        model.latest_versions = by_name.get(&model.name).cloned().unwrap_or_default();
    }
    Ok(())
}

/// A row of `registered_models`.
struct ModelRow {
    name: String,
    creation_time: Option<i64>,
    last_updated_time: Option<i64>,
    description: Option<String>,
}

impl ModelRow {
    /// Reads the row from behind the position on the page.
    fn read(row: &Row) -> Self {
        Self {
            name: row.text_or_empty(1),
            creation_time: row.whole(2),
            last_updated_time: row.whole(3),
            description: row.text(4),
        }
    }

    fn into_entity(self) -> RegisteredModel {
        let Self {
            name,
            creation_time,
            last_updated_time,
            description,
        } = self;
        RegisteredModel {
            name,
            creation_time,
            last_update_time: last_updated_time,
            description,
            latest_versions: Vec::new(),
            tags: Vec::new(),
            aliases: Vec::new(),
            deployment_job_id: None,
            deployment_job_state: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Scratch, rows};
    use super::*;

    #[test]
    fn a_new_registered_model_has_the_columns_of_mlflow() {
        let (_scratch, store, database) = Scratch::store();
        let new = NewRegisteredModel {
            name: "wine".to_owned(),
            description: None,
            tags: vec![Tag::new("t", "1"), Tag::new("t", "2")],
            creation_time: 20,
        };
        store.create_registered_model(&new).unwrap();
        assert_eq!(
            rows(
                &database,
                "SELECT name, creation_time, last_updated_time, description, workspace
                 FROM registered_models"
            ),
            [r#"Text("wine")|Integer(20)|Integer(20)|Null|Text("default")"#]
        );
        assert_eq!(
            rows(
                &database,
                "SELECT key, value, name, workspace FROM registered_model_tags"
            ),
            [r#"Text("t")|Text("2")|Text("wine")|Text("default")"#]
        );
    }
}
