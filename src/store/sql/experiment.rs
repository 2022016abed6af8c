//! The tables `experiments` and `experiment_tags`.

use crate::entity::{Experiment, ExperimentId, LifecycleStage, Tag};
use crate::error::{Error, Result};
use crate::search::{ExperimentAttribute, ExperimentKey, page_offset};
use crate::store::{ExperimentQuery, ExperimentStore, NewExperiment, Page};

use super::dialect::{Conflict, Delete, Insert, Items, Update, Whose};
use super::experiment_number::{id_of, number_of};
use super::feature::Feature;
use super::list::List;
use super::page::{self, Belongings};
use super::schema::Schema;
use super::session::{Row, SqlResult, Value, row_values, values};
use super::statement::{Statement, Transaction};
use super::workspace::WORKSPACE;
use super::write_set::Scope;
use super::{SqlStore, lifecycle, run_stage, search, tag};

static INSERT: Statement = Statement::insert(Insert {
    table: "experiments",
    columns: &[
        "name",
        "lifecycle_stage",
        "creation_time",
        "last_update_time",
        "workspace",
    ],
    conflict: Conflict::GiveNumber {
        key: "experiment_id",
    },
});

static INSERT_NUMBERED: Statement = Statement::insert(Insert {
    table: "experiments",
    columns: &[
        "experiment_id",
        "name",
        "lifecycle_stage",
        "creation_time",
        "last_update_time",
        "workspace",
    ],
    conflict: Conflict::Fail,
});

static SET_TAGS: Statement = Statement::insert(Insert {
    table: "experiment_tags",
    columns: &["key", "value", "experiment_id"],
    conflict: Conflict::Update {
        key: &["key", "experiment_id"],
        set: &["value"],
    },
});

static SET_LOCATION: Statement = Statement::update(Update {
    table: "experiments",
    set: &["artifact_location"],
    whose: Whose::Has(&["experiment_id"]),
});

static RENAME: Statement = Statement::update(Update {
    table: "experiments",
    set: &["name", "last_update_time"],
    whose: Whose::Has(&["experiment_id"]),
});

static SET_STAGE: Statement = Statement::update(Update {
    table: "experiments",
    set: &["lifecycle_stage", "last_update_time"],
    whose: Whose::Has(&["experiment_id"]),
});

static DELETE_TAG: Statement = Statement::delete(Delete {
    table: "experiment_tags",
    whose: Whose::Has(&["experiment_id", "key"]),
});

static LOAD: Statement = Statement::new(|sql| {
    format!(
        "SELECT page.key, experiment_id, name, artifact_location, lifecycle_stage, creation_time,
                last_update_time
         FROM {}",
        sql.page(Items::Numbers, "experiments", "experiment_id")
    )
});

static LOAD_TAGS: Statement = Statement::new(|sql| {
    format!(
        "SELECT page.key, tags.key, tags.value FROM {}",
        sql.page(
            Items::Numbers,
            "experiment_tags AS tags",
            "tags.experiment_id"
        )
    )
});

static TAGS: Belongings<Experiment> = Belongings {
    statement: &LOAD_TAGS,
    add: |experiment, row| experiment.tags.push(tag::read(row)),
};

impl ExperimentStore for SqlStore {
    fn create_experiment(&self, new: &NewExperiment) -> Result<ExperimentId> {
        self.write(Scope::NoRun, |tx| {
            refuse_taken_name(tx, &new.name)?;
            let number = insert(tx, new)?;
            set_tags(tx, number, &new.tags)?;
            Ok(id_of(number))
        })
    }

    fn get_experiment(&self, id: &ExperimentId) -> Result<Option<Experiment>> {
        let number = number_of(id)?;
        self.read_once(|tx| find(tx, number))
    }

    fn get_experiment_by_name(&self, name: &str) -> Result<Option<Experiment>> {
        self.read(|tx| find_by_name(tx, name))
    }

    fn search_experiments(&self, query: &ExperimentQuery) -> Result<Page<Experiment>> {
        let offset = page_offset(query.page_token.as_deref())?;
        refuse_absent(query, self.schema())?;
        self.read(|tx| {
            let page = search::experiments(tx.dialect(), query, offset);
            let experiments = load(tx, &page.numbers(tx)?)?;
            Ok(Page::cut(experiments, offset, query.max_results))
        })
    }

    fn rename_experiment(&self, id: &ExperimentId, name: &str, now: i64) -> Result<()> {
        let number = number_of(id)?;
        self.write(Scope::NoRun, |tx| {
            let experiment = find_active(tx, id)?;
            if experiment.name != name {
                refuse_taken_name(tx, name)?;
            }
            tx.send(&RENAME, &values![number, name, now])
        })
    }

    /// As MLflow 3.17.2 does: all runs of the experiment take its stage, those too that were
    /// deleted by themselves before.
    fn set_experiment_stage(
        &self,
        id: &ExperimentId,
        stage: LifecycleStage,
        now: i64,
    ) -> Result<()> {
        let number = number_of(id)?;
        self.write(Scope::EveryRun, |tx| {
            let experiment = find(tx, number)?.ok_or_else(|| Error::experiment_not_found(id))?;
            match (experiment.lifecycle_stage, stage) {
                (LifecycleStage::Active, LifecycleStage::Active) => {
                    return Err(Error::experiment_active(id).into());
                }
                (LifecycleStage::Deleted, LifecycleStage::Deleted) => {
                    return Err(Error::experiment_deleted_already(id).into());
                }
                _ => {}
            }
            tx.execute(&SET_STAGE, &values![number, stage, now])?;
            if tx.schema().deletes_runs_with_experiment() {
                run_stage::set_of_all(tx, number, stage, now)?;
            }
            Ok(())
        })
    }

    /// MLflow 3.17.2 leaves the time of the last update alone here.
    fn set_experiment_tag(&self, id: &ExperimentId, tag: &Tag, _now: i64) -> Result<()> {
        let number = number_of(id)?;
        self.write(Scope::NoRun, |tx| {
            find_active(tx, id)?;
            set_tags(tx, number, std::slice::from_ref(tag))
        })
    }

    fn delete_experiment_tag(&self, id: &ExperimentId, key: &str, _now: i64) -> Result<()> {
        let number = number_of(id)?;
        self.write(Scope::NoRun, |tx| {
            find_active(tx, id)?;
            tx.require(Feature::ExperimentTags)?;
            if tx.execute(&DELETE_TAG, &values![number, key])? == 0 {
                return Err(Error::experiment_tag_not_found(id, key).into());
            }
            Ok(())
        })
    }
}

/// Refuses a search by what the schema has no place for.
fn refuse_absent(query: &ExperimentQuery, schema: &Schema) -> Result<()> {
    let is_time = |attribute: &ExperimentAttribute| match attribute {
        ExperimentAttribute::CreationTime | ExperimentAttribute::LastUpdateTime => true,
        ExperimentAttribute::ExperimentId | ExperimentAttribute::Name => false,
    };
    let filters_by = |is_of_kind: &dyn Fn(&ExperimentKey) -> bool| {
        let filter = query.filter.as_ref();
        filter.is_some_and(|filter| filter.has_field(&is_of_kind))
    };
    if filters_by(&|key| matches!(key, ExperimentKey::Tag(_))) {
        schema.require(Feature::ExperimentTags)?;
    }
    if filters_by(&|key| matches!(key, ExperimentKey::Attribute(key) if is_time(key)))
        || query.order_by.iter().any(|order| is_time(&order.key))
    {
        schema.require(Feature::ExperimentTimes)?;
    }
    Ok(())
}

/// Inserts the row of a new experiment; the database gives it the number after the greatest, unless
/// the wanted one can be had.
fn insert(tx: &Transaction, new: &NewExperiment) -> SqlResult<i64> {
    let NewExperiment {
        wanted_id,
        name,
        artifact_location,
        tags: _,
        creation_time,
    } = new;
    let row = values![
        name,
        LifecycleStage::Active,
        creation_time,
        creation_time,
        WORKSPACE
    ];
    let number = match free_number(tx, wanted_id.as_ref())? {
        Some(number) => insert_numbered(tx, number, row)?,
        None => tx.insert(&INSERT, &row)?,
    };
    let location = artifact_location.resolve(&id_of(number));
    tx.send(&SET_LOCATION, &values![number, location])?;
    Ok(number)
}

/// The wanted number, if the column holds such numbers and no experiment has it.
fn free_number(tx: &Transaction, wanted: Option<&ExperimentId>) -> SqlResult<Option<i64>> {
    let number = wanted.and_then(|id| id.as_str().parse().ok());
    let Some(number) = number.filter(|&number| number > 0 && tx.dialect().keeps_number(number))
    else {
        return Ok(None);
    };
    Ok(find(tx, number)?.is_none().then_some(number))
}

/// Inserts a row under a number of our own. The numbers that the database gives go on behind it.
fn insert_numbered(tx: &Transaction, number: i64, row: [Value; 5]) -> SqlResult<i64> {
    let [name, stage, created, updated, workspace] = row;
    let row = [number.into(), name, stage, created, updated, workspace];
    tx.send(&INSERT_NUMBERED, &row)?;
    if let Some(statement) = tx.dialect().go_on_numbering("experiments", "experiment_id") {
        tx.row(&statement, &[], |_| ())?;
    }
    Ok(number)
}

fn set_tags(tx: &Transaction, number: i64, tags: &[Tag]) -> SqlResult<()> {
    if tags.is_empty() {
        return Ok(());
    }
    tx.require(Feature::ExperimentTags)?;
    let rows: Vec<Value> = tag::last_of_each_key(tags)
        .into_iter()
        .flat_map(|(key, value)| row_values![key, value, number])
        .collect();
    tx.send_rows(&SET_TAGS, 3, &rows)
}

fn refuse_taken_name(tx: &Transaction, name: &str) -> SqlResult<()> {
    match find_by_name(tx, name)? {
        Some(existing) => Err(Error::experiment_exists(&existing).into()),
        None => Ok(()),
    }
}

pub(super) fn find(tx: &Transaction, number: i64) -> SqlResult<Option<Experiment>> {
    Ok(load(tx, &[number])?.pop())
}

fn find_by_name(tx: &Transaction, name: &str) -> SqlResult<Option<Experiment>> {
    let number = tx.row(
        "SELECT experiment_id FROM experiments WHERE workspace = ?1 AND name = ?2",
        &values![WORKSPACE, name],
        |row| row.whole(0),
    )?;
    match number.flatten() {
        Some(number) => find(tx, number),
        None => Ok(None),
    }
}

/// An experiment that may be changed and get runs.
pub(super) fn find_active(tx: &Transaction, id: &ExperimentId) -> SqlResult<Experiment> {
    let experiment = find(tx, number_of(id)?)?.ok_or_else(|| Error::experiment_not_found(id))?;
    if !experiment.lifecycle_stage.is_active() {
        return Err(Error::experiment_deleted(id).into());
    }
    Ok(experiment)
}

/// Loads experiments by their numbers, in that order; numbers that none has are passed over.
pub(super) fn load(tx: &Transaction, numbers: &[i64]) -> SqlResult<Vec<Experiment>> {
    let ids = List::new(numbers);
    let read = |row: &Row| ExperimentRow::read(row).into_entity();
    let experiments = page::load(tx, &ids, &LOAD, read, &[&TAGS])?;
    let mut experiments: Vec<Experiment> = experiments.into_values().collect();
    for experiment in &mut experiments {
        experiment.tags.sort_by(|a, b| a.key.cmp(&b.key));
    }
    Ok(experiments)
}

/// A row of `experiments`. Columns without a value come from before MLflow 1.29.
struct ExperimentRow {
    experiment_id: i64,
    name: String,
    artifact_location: Option<String>,
    lifecycle_stage: LifecycleStage,
    creation_time: Option<i64>,
    last_update_time: Option<i64>,
}

impl ExperimentRow {
    /// Reads the row from behind the position on the page.
    fn read(row: &Row) -> Self {
        Self {
            experiment_id: row.whole(1).unwrap_or_default(),
            name: row.text_or_empty(2),
            artifact_location: row.text(3),
            lifecycle_stage: lifecycle::read(row, 4),
            creation_time: row.whole(5),
            last_update_time: row.whole(6),
        }
    }

    fn into_entity(self) -> Experiment {
        let Self {
            experiment_id,
            name,
            artifact_location,
            lifecycle_stage,
            creation_time,
            last_update_time,
        } = self;
        Experiment {
            experiment_id: id_of(experiment_id),
            name,
            artifact_location: artifact_location.unwrap_or_default(),
            lifecycle_stage,
            creation_time,
            last_update_time,
            tags: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Scratch, new_experiment, new_run, row, rows};
    use super::*;
    use crate::entity::{RunId, ViewType};
    use crate::error::ErrorCode;
    use crate::store::{ArtifactLocation, RunStore};

    fn id(id: &str) -> ExperimentId {
        ExperimentId::from(id)
    }

    #[test]
    fn a_new_experiment_has_the_next_number_and_the_columns_of_mlflow() {
        let (_scratch, store, database) = Scratch::store();
        let mut new = new_experiment("é");
        new.tags = vec![Tag::new("z", "1"), Tag::new("a", "2")];
        assert_eq!(store.create_experiment(&new).unwrap(), id("1"));
        new.name = "at".to_owned();
        new.artifact_location = ArtifactLocation::At("s3://b/x".to_owned());
        assert_eq!(store.create_experiment(&new).unwrap(), id("2"));
        assert_eq!(
            rows(
                &database,
                "SELECT * FROM experiments WHERE experiment_id > 0"
            ),
            [
                r#"Integer(1)|Text("é")|Text("/root/1")|Text("active")|Integer(10)|Integer(10)|Text("default")"#,
                r#"Integer(2)|Text("at")|Text("s3://b/x")|Text("active")|Integer(10)|Integer(10)|Text("default")"#,
            ]
        );
        let found = store.get_experiment_by_name("é").unwrap().unwrap();
        assert_eq!(found.tags, [Tag::new("a", "2"), Tag::new("z", "1")]);
        assert_eq!(store.get_experiment(&id("1")).unwrap(), Some(found));
    }

    #[test]
    fn a_name_is_taken_even_by_a_deleted_experiment() {
        let (_scratch, store, _) = Scratch::store();
        let one = store.create_experiment(&new_experiment("e")).unwrap();
        store
            .set_experiment_stage(&one, LifecycleStage::Deleted, 30)
            .unwrap();
        let error = store.create_experiment(&new_experiment("e")).unwrap_err();
        assert_eq!(error.code(), ErrorCode::ResourceAlreadyExists);
        let error = store.rename_experiment(&id("0"), "e", 31).unwrap_err();
        assert_eq!(error.code(), ErrorCode::ResourceAlreadyExists);
        let error = store.rename_experiment(&one, "f", 31).unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidState);
        store.rename_experiment(&id("0"), "Default", 32).unwrap();
        let found = store.get_experiment(&id("0")).unwrap().unwrap();
        assert_eq!(found.last_update_time, Some(32));
    }

    #[test]
    fn all_runs_follow_their_experiment() {
        let (_scratch, store, database) = Scratch::store();
        store.create_run(&new_run("a")).unwrap();
        store.create_run(&new_run("b")).unwrap();
        store
            .set_run_stage(&RunId::from("b"), LifecycleStage::Deleted, 30)
            .unwrap();
        let stages = || {
            rows(
                &database,
                "SELECT lifecycle_stage, deleted_time FROM runs ORDER BY run_uuid",
            )
        };
        let move_to = |stage, now| store.set_experiment_stage(&id("0"), stage, now);
        move_to(LifecycleStage::Deleted, 40).unwrap();
        assert_eq!(stages(), [r#"Text("deleted")|Integer(40)"#; 2]);
        let error = move_to(LifecycleStage::Deleted, 41).unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidState);
        move_to(LifecycleStage::Active, 50).unwrap();
        assert_eq!(stages(), [r#"Text("active")|Null"#; 2]);
        let error = move_to(LifecycleStage::Active, 51).unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidState);
        let found = store.get_experiment(&id("0")).unwrap().unwrap();
        assert_eq!(found.last_update_time, Some(50));
    }

    #[test]
    fn an_id_that_is_no_number_is_invalid_and_one_that_none_has_is_missing() {
        let (_scratch, store, _) = Scratch::store();
        for bad in ["x", "", "1.5", "99999999999999999999"] {
            let error = store.get_experiment(&id(bad)).unwrap_err();
            assert_eq!(error.code(), ErrorCode::InvalidParameterValue, "{bad}");
        }
        assert_eq!(store.get_experiment(&id("9")).unwrap(), None);
        assert_eq!(store.get_experiment_by_name("x").unwrap(), None);
        let error = store.rename_experiment(&id("9"), "x", 1).unwrap_err();
        assert_eq!(error.code(), ErrorCode::ResourceDoesNotExist);
    }

    #[test]
    fn tags_are_set_changed_and_removed_without_touching_the_time() {
        let (_scratch, store, database) = Scratch::store();
        let default = id("0");
        for value in ["1", "2"] {
            store
                .set_experiment_tag(&default, &Tag::new("k", value), 99)
                .unwrap();
        }
        assert_eq!(
            row(&database, "SELECT * FROM experiment_tags"),
            r#"Text("k")|Text("2")|Integer(0)"#
        );
        store.delete_experiment_tag(&default, "k", 99).unwrap();
        let error = store.delete_experiment_tag(&default, "k", 99).unwrap_err();
        assert_eq!(error.code(), ErrorCode::ResourceDoesNotExist);
        let found = store.get_experiment(&default).unwrap().unwrap();
        assert_eq!((found.last_update_time, found.tags), (Some(7), vec![]));
    }

    #[test]
    fn rows_of_older_versions_are_read() {
        let (_scratch, store, database) = Scratch::store();
        database
            .execute_batch(
                "INSERT INTO experiments (name) VALUES ('old');
                 INSERT INTO experiment_tags (key, experiment_id) VALUES ('k', 1)",
            )
            .unwrap();
        let found = store.get_experiment(&id("1")).unwrap().unwrap();
        assert_eq!(
            found,
            Experiment {
                experiment_id: id("1"),
                name: "old".to_owned(),
                artifact_location: String::new(),
                lifecycle_stage: LifecycleStage::Active,
                creation_time: None,
                last_update_time: None,
                tags: vec![Tag::new("k", "")],
            }
        );
    }

    #[test]
    fn a_page_is_in_the_order_of_its_numbers() {
        let (_scratch, store, _) = Scratch::store();
        for name in ["a", "b", "c"] {
            store.create_experiment(&new_experiment(name)).unwrap();
        }
        let found = store.read(|tx| load(tx, &[3, 9, 1])).unwrap();
        let names: Vec<_> = found.iter().map(|found| found.name.as_str()).collect();
        assert_eq!(names, ["c", "a"]);
    }

    #[test]
    fn pages_follow_one_another() {
        let (_scratch, store, _) = Scratch::store();
        for name in ["a", "b"] {
            store.create_experiment(&new_experiment(name)).unwrap();
        }
        let mut query = ExperimentQuery {
            view: ViewType::ActiveOnly,
            filter: None,
            order_by: Vec::new(),
            max_results: 2,
            page_token: None,
        };
        let first = store.search_experiments(&query).unwrap();
        query.page_token = first.next_page_token;
        let second = store.search_experiments(&query).unwrap();
        let names: Vec<_> = first
            .items
            .iter()
            .chain(&second.items)
            .map(|e| &*e.name)
            .collect();
        assert_eq!(names, ["a", "b", "Default"]);
        assert_eq!(second.next_page_token, None);
    }
}
