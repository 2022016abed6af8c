//! The tables `inputs`, `input_tags` and `datasets`: what runs read and made.
//!
//! `inputs` is a table of edges. MLflow 3.17.2 writes four kinds of ends: a data set is the source
//! of an edge to the run that read it; a run is the source of the edges to its logged models.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use crate::entity::{
    Dataset, DatasetInput, DatasetSummary, ExperimentId, ModelId, ModelInput, ModelOutput, Run,
    RunId, Tag,
};
use crate::error::Result;
use crate::store::DatasetStore;

use super::dialect::{Conflict, Insert, Items};
use super::feature::Feature;
use super::list::List;
use super::page::Belongings;
use super::session::{Row, SqlResult, Value, row_values, values};
use super::statement::{Statement, Transaction};
use super::{SqlStore, experiment_number, limit, tag};

const DATASET: &str = "DATASET";
const RUN: &str = "RUN";
const RUN_INPUT: &str = "RUN_INPUT";
const MODEL_INPUT: &str = "MODEL_INPUT";
const RUN_OUTPUT: &str = "RUN_OUTPUT";
const MODEL_OUTPUT: &str = "MODEL_OUTPUT";

const DATASET_COLUMNS: &[&str] = &[
    "dataset_uuid",
    "experiment_id",
    "name",
    "digest",
    "dataset_source_type",
    "dataset_source",
    "dataset_schema",
    "dataset_profile",
];

static INSERT_DATASETS: Statement = Statement::insert(Insert {
    table: "datasets",
    columns: DATASET_COLUMNS,
    conflict: Conflict::Keep,
});

static DATASET_UUIDS: Statement = Statement::new(|sql| {
    format!(
        "SELECT name, digest, dataset_uuid FROM datasets WHERE experiment_id = ?1 AND {}",
        sql.in_pairs(["name", "digest"], "?2")
    )
});

const EDGE_COLUMNS: &[&str] = &[
    "input_uuid",
    "source_type",
    "source_id",
    "destination_type",
    "destination_id",
    "step",
];

static INSERT_EDGES: Statement = Statement::insert(Insert {
    table: "inputs",
    columns: EDGE_COLUMNS,
    conflict: Conflict::Keep,
});

static PRESENT_EDGES: Statement = Statement::new(|sql| {
    format!(
        "SELECT input_uuid FROM inputs WHERE {}",
        sql.in_list("input_uuid", Items::Texts, "?1")
    )
});

static SET_TAGS: Statement = Statement::insert(Insert {
    table: "input_tags",
    columns: &["input_uuid", "name", "value"],
    conflict: Conflict::Update {
        key: &["input_uuid", "name"],
        set: &["value"],
    },
});

/// In this order, because SQLite would otherwise begin with the inputs of all experiments.
static SEARCH_DATASETS: Statement = Statement::new(|sql| {
    format!(
        "SELECT DISTINCT datasets.experiment_id, {}, {}, {}
         FROM datasets
         {join} inputs ON inputs.source_type = 'DATASET'
                          AND inputs.source_id = datasets.dataset_uuid
         LEFT JOIN input_tags AS tags ON tags.input_uuid = inputs.input_uuid
                                         AND tags.name = 'mlflow.data.context'
         WHERE {}
         ORDER BY 1, 2, 3, 4 LIMIT ?2",
        sql.id_order("datasets.name"),
        sql.id_order("datasets.digest"),
        sql.id_order("tags.value"),
        sql.in_list("datasets.experiment_id", Items::Numbers, "?1"),
        join = sql.join_in_order(),
    )
});

static LOAD_MODELS: Statement = Statement::new(|sql| {
    format!(
        "SELECT page.key, inputs.source_type, inputs.destination_id, inputs.step
         FROM {}
         WHERE inputs.source_type IN ('RUN_INPUT', 'RUN_OUTPUT')
               AND inputs.destination_type IN ('MODEL_INPUT', 'MODEL_OUTPUT')
         ORDER BY {}",
        sql.page(Items::Texts, "inputs", "inputs.source_id"),
        sql.insertion_order("inputs")
    )
});

/// Each data set has its tags as a JSON list of pairs.
static LOAD_DATASETS: Statement = Statement::new(|sql| {
    format!(
        "SELECT page.key, name, digest, dataset_source_type, dataset_source, dataset_schema,
                dataset_profile,
                (SELECT {tags} FROM input_tags AS tags WHERE tags.input_uuid = inputs.input_uuid)
         FROM {page} {join} datasets ON dataset_uuid = inputs.source_id
         WHERE inputs.destination_type = 'RUN' AND inputs.source_type = 'DATASET'
         ORDER BY {order}",
        tags = sql.json_pairs(["tags.name", "tags.value"]),
        page = sql.page(Items::Texts, "inputs", "inputs.destination_id"),
        join = sql.join_in_order(),
        order = sql.insertion_order("inputs")
    )
});

impl DatasetStore for SqlStore {
    fn search_datasets(
        &self,
        experiment_ids: &[ExperimentId],
        max_results: usize,
    ) -> Result<Vec<DatasetSummary>> {
        let experiments = List::new(&experiment_number::numbers_of(experiment_ids)?);
        self.read(|tx| {
            tx.rows(
                &SEARCH_DATASETS,
                &values![experiments, limit(max_results)],
                read_summary,
            )
        })
    }
}

fn read_summary(row: &Row) -> DatasetSummary {
    DatasetSummary {
        experiment_id: experiment_number::id_of(row.whole(0).unwrap_or_default()),
        name: row.text_or_empty(1),
        digest: row.text_or_empty(2),
        context: row.text(3),
    }
}

/// Records that a run read data sets. The first record of each counts, with its tags.
pub(super) fn log_datasets(tx: &Transaction, id: &RunId, inputs: &[DatasetInput]) -> SqlResult<()> {
    if inputs.is_empty() {
        return Ok(());
    }
    tx.require(Feature::Datasets)?;
    let uuids = insert_datasets(tx, id, inputs)?;
    let edges: Vec<Edge> = inputs
        .iter()
        .map(|input| Edge {
            input_uuid: fresh_uuid(),
            source: (DATASET, &uuids[&key_of(&input.dataset)]),
            destination: (RUN, id.as_str()),
            step: 0,
        })
        .collect();
    let new = insert_edges(tx, &edges)?;
    let mut rows = Vec::new();
    for (input, edge) in inputs.iter().zip(&edges) {
        if new.contains(edge.input_uuid.as_str()) {
            for (key, value) in tag::last_of_each_key(&input.tags) {
                rows.extend(row_values![&edge.input_uuid, key, value]);
            }
        }
    }
    tx.send_rows(&SET_TAGS, 3, &rows)
}

/// Records that a run read logged models.
pub(super) fn log_model_inputs(
    tx: &Transaction,
    id: &RunId,
    models: &[ModelInput],
) -> SqlResult<()> {
    if models.is_empty() {
        return Ok(());
    }
    tx.require(Feature::LoggedModels)?;
    let edges = models.iter().map(|model| Edge {
        input_uuid: fresh_uuid(),
        source: (RUN_INPUT, id.as_str()),
        destination: (MODEL_INPUT, model.model_id.as_str()),
        step: 0,
    });
    insert_edges(tx, &edges.collect::<Vec<_>>()).map(drop)
}

/// Records that a run made logged models.
pub(super) fn log_model_outputs(
    tx: &Transaction,
    id: &RunId,
    models: &[ModelOutput],
) -> SqlResult<()> {
    if models.is_empty() {
        return Ok(());
    }
    tx.require(Feature::LoggedModels)?;
    let edges = models.iter().map(|model| Edge {
        input_uuid: fresh_uuid(),
        source: (RUN_OUTPUT, id.as_str()),
        destination: (MODEL_OUTPUT, model.model_id.as_str()),
        step: model.step,
    });
    insert_edges(tx, &edges.collect::<Vec<_>>()).map(drop)
}

/// Inserts the data sets that are new in the run's experiment, where name and digest are unique,
/// and gives the ids of all of them.
fn insert_datasets(
    tx: &Transaction,
    id: &RunId,
    inputs: &[DatasetInput],
) -> SqlResult<HashMap<(String, String), String>> {
    let experiment = tx.row(
        "SELECT experiment_id FROM runs WHERE run_uuid = ?1",
        &values![id.as_str()],
        |row| row.whole(0),
    )?;
    let experiment = experiment.flatten();
    let uuids: Vec<String> = inputs.iter().map(|_| fresh_uuid()).collect();
    let mut rows = Vec::with_capacity(inputs.len() * DATASET_COLUMNS.len());
    for (input, uuid) in inputs.iter().zip(&uuids) {
        let Dataset {
            name,
            digest,
            source_type,
            source,
            schema,
            profile,
        } = &input.dataset;
        rows.extend(row_values![
            uuid,
            experiment,
            name,
            digest,
            source_type,
            source,
            schema.as_ref(),
            profile.as_ref()
        ]);
    }
    tx.insert_rows(&INSERT_DATASETS, DATASET_COLUMNS.len(), &rows)?;
    let keys: Vec<(String, String)> = inputs.iter().map(|input| key_of(&input.dataset)).collect();
    let found = tx.rows(
        &DATASET_UUIDS,
        &values![experiment, List::new(&keys)],
        |row| {
            let key = (row.text_or_empty(0), row.text_or_empty(1));
            (key, row.text_or_empty(2))
        },
    )?;
    Ok(found.into_iter().collect())
}

/// What is unique of a data set in its experiment.
fn key_of(dataset: &Dataset) -> (String, String) {
    (dataset.name.clone(), dataset.digest.clone())
}

/// A row of `inputs`: kind and id of both ends.
struct Edge<'a> {
    input_uuid: String,
    source: (&'static str, &'a str),
    destination: (&'static str, &'a str),
    step: i64,
}

/// Inserts edges, and gives the ids of those that were not there yet.
fn insert_edges<'a>(tx: &Transaction, edges: &'a [Edge]) -> SqlResult<HashSet<&'a str>> {
    let mut rows: Vec<Value> = Vec::with_capacity(edges.len() * EDGE_COLUMNS.len());
    for edge in edges {
        let Edge {
            input_uuid,
            source: (source_type, source_id),
            destination: (destination_type, destination_id),
            step,
        } = edge;
        rows.extend(row_values![
            input_uuid,
            *source_type,
            *source_id,
            *destination_type,
            *destination_id,
            *step
        ]);
    }
    let inserted = tx.insert_rows(&INSERT_EDGES, EDGE_COLUMNS.len(), &rows)?;
    let mut new: HashSet<&str> = edges.iter().map(|edge| edge.input_uuid.as_str()).collect();
    if inserted < edges.len() {
        let ids: Vec<&str> = new.iter().copied().collect();
        let present = tx.rows(&PRESENT_EDGES, &values![List::new(&ids)], |row| {
            row.text_or_empty(0)
        })?;
        new.retain(|id| present.iter().any(|present| present == id));
    }
    Ok(new)
}

fn fresh_uuid() -> String {
    Uuid::new_v4().simple().to_string()
}

/// The data sets of a page of runs, in the order in which they were recorded.
pub(super) static DATASETS: Belongings<Run> = Belongings {
    statement: &LOAD_DATASETS,
    add: |run, row| run.inputs.dataset_inputs.push(read_dataset_input(row)),
};

/// The logged models of a page of runs, in the order in which they were recorded.
pub(super) static MODELS: Belongings<Run> = Belongings {
    statement: &LOAD_MODELS,
    add: add_model,
};

/// Adds a logged model from behind the position on the page.
fn add_model(run: &mut Run, row: &Row) {
    let model_id = ModelId::from(row.text_or_empty(2));
    if row.text_or_empty(1) == RUN_INPUT {
        run.inputs.model_inputs.push(ModelInput { model_id });
    } else {
        let step = row.whole(3).unwrap_or_default();
        run.outputs
            .model_outputs
            .push(ModelOutput { model_id, step });
    }
}

/// Reads a data set from behind the position on the page.
fn read_dataset_input(row: &Row) -> DatasetInput {
    let dataset = Dataset {
        name: row.text_or_empty(1),
        digest: row.text_or_empty(2),
        source_type: row.text_or_empty(3),
        source: row.text_or_empty(4),
        schema: row.text(5),
        profile: row.text(6),
    };
    let tags: Vec<(String, Option<String>)> =
        serde_json::from_str(&row.text_or_empty(7)).expect("the database made this list of pairs");
    let tags = tags.into_iter().map(|(key, value)| Tag {
        key,
        value: value.unwrap_or_default(),
    });
    DatasetInput {
        dataset,
        tags: tags.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Scratch, new_run, row, rows};
    use super::*;
    use crate::store::RunStore;

    fn input(name: &str, context: &str) -> DatasetInput {
        DatasetInput {
            dataset: Dataset {
                name: name.to_owned(),
                digest: "abc".to_owned(),
                source_type: "code".to_owned(),
                source: "{}".to_owned(),
                schema: Some("[]".to_owned()),
                profile: None,
            },
            tags: vec![
                Tag::new("a", "\"é\n"),
                Tag::new("mlflow.data.context", context),
            ],
        }
    }

    #[test]
    fn data_sets_are_shared_by_the_runs_of_an_experiment() {
        let (_scratch, store, database) = Scratch::store();
        let ids = ["r", "s"].map(|id| store.create_run(&new_run(id)).unwrap().info.run_id);
        for id in &ids {
            let inputs = [input("z", "train"), input("a", "test"), input("z", "again")];
            store.log_inputs(id, &inputs, &[]).unwrap();
            store.log_inputs(id, &[input("z", "later")], &[]).unwrap();
            let run = store.get_run(id).unwrap().unwrap();
            assert_eq!(run.inputs.dataset_inputs, inputs[..2]);
        }
        assert_eq!(
            rows(
                &database,
                "SELECT experiment_id, name, digest, dataset_source_type, dataset_source,
                        dataset_schema, dataset_profile, length(dataset_uuid) FROM datasets"
            ),
            ["z", "a"].map(|name| format!(
                r#"Integer(0)|Text("{name}")|Text("abc")|Text("code")|Text("{{}}")|Text("[]")|Null|Integer(32)"#
            ))
        );
        assert_eq!(
            rows(
                &database,
                "SELECT source_type, destination_type, destination_id, step, name
                 FROM inputs JOIN datasets ON dataset_uuid = source_id
                 WHERE length(input_uuid) = 32 ORDER BY inputs.rowid"
            ),
            [("r", "z"), ("r", "a"), ("s", "z"), ("s", "a")].map(|(run, name)| format!(
                r#"Text("DATASET")|Text("RUN")|Text("{run}")|Integer(0)|Text("{name}")"#
            ))
        );
        assert_eq!(
            row(&database, "SELECT count(*) FROM input_tags"),
            "Integer(8)"
        );
    }

    #[test]
    fn models_are_edges_from_their_run() {
        let (_scratch, store, database) = Scratch::store();
        let id = store.create_run(&new_run("r")).unwrap().info.run_id;
        let read = ["m2", "m1"].map(|id| ModelInput {
            model_id: id.into(),
        });
        let made = [("m4", 4), ("m3", -1)].map(|(id, step)| ModelOutput {
            model_id: id.into(),
            step,
        });
        for _ in 0..2 {
            store.log_inputs(&id, &[], &read).unwrap();
            store.log_outputs(&id, &made).unwrap();
        }
        let run = store.get_run(&id).unwrap().unwrap();
        assert_eq!(run.inputs.model_inputs, read);
        assert_eq!(run.outputs.model_outputs, made);
        assert_eq!(
            rows(
                &database,
                "SELECT source_type, source_id, destination_type, destination_id, step FROM inputs"
            ),
            [
                r#"Text("RUN_INPUT")|Text("r")|Text("MODEL_INPUT")|Text("m2")|Integer(0)"#,
                r#"Text("RUN_INPUT")|Text("r")|Text("MODEL_INPUT")|Text("m1")|Integer(0)"#,
                r#"Text("RUN_OUTPUT")|Text("r")|Text("MODEL_OUTPUT")|Text("m4")|Integer(4)"#,
                r#"Text("RUN_OUTPUT")|Text("r")|Text("MODEL_OUTPUT")|Text("m3")|Integer(-1)"#,
            ]
        );
    }
}
