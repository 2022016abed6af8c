//! The tables `inputs`, `input_tags` and `datasets`: what runs read and made.
//!
//! `inputs` is a table of edges. MLflow 3.17.2 writes four kinds of ends: a data set is the source
//! of an edge to the run that read it; a run is the source of the edges to its logged models.

use uuid::Uuid;

use crate::entity::{
    Dataset, DatasetInput, DatasetSummary, ExperimentId, ModelId, ModelInput, ModelOutput, Run,
    RunId, Tag,
};
use crate::error::Result;
use crate::store::DatasetStore;

use super::page::{self, Ids, Members};
use super::session::{Row, Session, SqlResult, values};
use super::{SqlStore, experiment, limit};

const DATASET: &str = "DATASET";
const RUN: &str = "RUN";
const RUN_INPUT: &str = "RUN_INPUT";
const MODEL_INPUT: &str = "MODEL_INPUT";
const RUN_OUTPUT: &str = "RUN_OUTPUT";
const MODEL_OUTPUT: &str = "MODEL_OUTPUT";

impl DatasetStore for SqlStore {
    /// `CROSS JOIN`, because SQLite would otherwise begin with the inputs of all experiments.
    fn search_datasets(
        &self,
        experiment_ids: &[ExperimentId],
        max_results: usize,
    ) -> Result<Vec<DatasetSummary>> {
        let experiments: Vec<i64> = experiment_ids
            .iter()
            .map(experiment::number_of)
            .collect::<Result<_>>()?;
        let experiments = Ids::new(&experiments);
        self.read(|session| {
            session.rows(
                "SELECT DISTINCT datasets.experiment_id, datasets.name, datasets.digest,
                            tags.value
                     FROM datasets
                     CROSS JOIN inputs ON inputs.source_type = 'DATASET'
                                    AND inputs.source_id = datasets.dataset_uuid
                     LEFT JOIN input_tags AS tags ON tags.input_uuid = inputs.input_uuid
                                                     AND tags.name = 'mlflow.data.context'
                     WHERE datasets.experiment_id IN (SELECT value FROM json_each(?1))
                     ORDER BY 1, 2, 3, 4 LIMIT ?2",
                &values![experiments, limit(max_results)],
                read_summary,
            )
        })
    }
}

fn read_summary(row: &Row) -> DatasetSummary {
    DatasetSummary {
        experiment_id: experiment::id_of(row.whole(0).unwrap_or_default()),
        name: row.text_or_empty(1),
        digest: row.text_or_empty(2),
        context: row.text(3),
    }
}

/// Records that a run read a data set; the first record of it counts, with its tags.
pub(super) fn log_dataset(
    session: &dyn Session,
    id: &RunId,
    input: &DatasetInput,
) -> SqlResult<()> {
    let dataset_uuid = dataset_uuid(session, id, &input.dataset)?;
    let edge = Edge {
        source: (DATASET, &dataset_uuid),
        destination: (RUN, id.as_str()),
        step: 0,
    };
    let Some(input_uuid) = insert_edge(session, &edge)? else {
        return Ok(());
    };
    for tag in &input.tags {
        session.execute(
            "INSERT INTO input_tags (input_uuid, name, value) VALUES (?1, ?2, ?3)
             ON CONFLICT (input_uuid, name) DO UPDATE SET value = excluded.value",
            &values![input_uuid, tag.key, tag.value],
        )?;
    }
    Ok(())
}

/// Records that a run read a logged model.
pub(super) fn log_model_input(
    session: &dyn Session,
    id: &RunId,
    model: &ModelInput,
) -> SqlResult<()> {
    let edge = Edge {
        source: (RUN_INPUT, id.as_str()),
        destination: (MODEL_INPUT, model.model_id.as_str()),
        step: 0,
    };
    insert_edge(session, &edge).map(drop)
}

/// Records that a run made a logged model.
pub(super) fn log_model_output(
    session: &dyn Session,
    id: &RunId,
    model: &ModelOutput,
) -> SqlResult<()> {
    let edge = Edge {
        source: (RUN_OUTPUT, id.as_str()),
        destination: (MODEL_OUTPUT, model.model_id.as_str()),
        step: model.step,
    };
    insert_edge(session, &edge).map(drop)
}

/// The id of a data set in the run's experiment, where its name and digest are unique; a new data
/// set is inserted.
fn dataset_uuid(session: &dyn Session, id: &RunId, dataset: &Dataset) -> SqlResult<String> {
    let Dataset {
        name,
        digest,
        source_type,
        source,
        schema,
        profile,
    } = dataset;
    session.execute(
        "INSERT INTO datasets (dataset_uuid, experiment_id, name, digest, dataset_source_type,
                                   dataset_source, dataset_schema, dataset_profile)
             VALUES (?1, (SELECT experiment_id FROM runs WHERE run_uuid = ?2),
                     ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (experiment_id, name, digest) DO NOTHING",
        &values![
            fresh_uuid(),
            id.as_str(),
            name,
            digest,
            source_type,
            source,
            schema,
            profile
        ],
    )?;
    let found = session.row(
        "SELECT dataset_uuid FROM datasets
         WHERE experiment_id = (SELECT experiment_id FROM runs WHERE run_uuid = ?1)
               AND name = ?2 AND digest = ?3",
        &values![id.as_str(), name, digest],
        |row| row.text_or_empty(0),
    )?;
    Ok(found.expect("it was inserted, or is there"))
}

/// A row of `inputs`: kind and id of both ends.
struct Edge<'a> {
    source: (&'static str, &'a str),
    destination: (&'static str, &'a str),
    step: i64,
}

/// Inserts an edge and gives its new id; `None` if it is there already.
fn insert_edge(session: &dyn Session, edge: &Edge) -> SqlResult<Option<String>> {
    let Edge {
        source: (source_type, source_id),
        destination: (destination_type, destination_id),
        step,
    } = edge;
    let input_uuid = fresh_uuid();
    let inserted = session.execute(
        "INSERT INTO inputs (input_uuid, source_type, source_id, destination_type,
                                 destination_id, step)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
        &values![
            input_uuid,
            source_type,
            source_id,
            destination_type,
            destination_id,
            step
        ],
    )?;
    Ok((inserted > 0).then_some(input_uuid))
}

fn fresh_uuid() -> String {
    Uuid::new_v4().simple().to_string()
}

/// Loads the inputs and outputs of a page of runs, in the order in which they were recorded.
pub(super) fn load(session: &dyn Session, ids: &Ids, runs: &mut Members<Run>) -> SqlResult<()> {
    load_datasets(session, ids, runs)?;
    page::belongings(
        session,
        ids,
        "SELECT page.key, inputs.source_type, inputs.destination_id, inputs.step
         FROM json_each(?1) AS page CROSS JOIN inputs
              ON inputs.source_type IN ('RUN_INPUT', 'RUN_OUTPUT')
                 AND inputs.source_id = page.value
                 AND inputs.destination_type IN ('MODEL_INPUT', 'MODEL_OUTPUT')
         ORDER BY inputs.rowid",
        runs,
        |run, row| {
            let model_id = ModelId::from(row.text_or_empty(2));
            if row.text_or_empty(1) == RUN_INPUT {
                run.inputs.model_inputs.push(ModelInput { model_id });
            } else {
                let step = row.whole(3).unwrap_or_default();
                run.outputs
                    .model_outputs
                    .push(ModelOutput { model_id, step });
            }
        },
    )
}

/// Loads the data sets, each with its tags as a JSON list of pairs.
fn load_datasets(session: &dyn Session, ids: &Ids, runs: &mut Members<Run>) -> SqlResult<()> {
    page::belongings(
        session,
        ids,
        "SELECT page.key, name, digest, dataset_source_type, dataset_source, dataset_schema,
                dataset_profile,
                (SELECT json_group_array(json_array(CAST(tags.name AS TEXT),
                                                    CAST(tags.value AS TEXT)) ORDER BY tags.name)
                 FROM input_tags AS tags WHERE tags.input_uuid = inputs.input_uuid)
         FROM json_each(?1) AS page CROSS JOIN inputs
              ON inputs.destination_type = 'RUN' AND inputs.destination_id = page.value
                 AND inputs.source_type = 'DATASET'
         CROSS JOIN datasets ON dataset_uuid = inputs.source_id
         ORDER BY inputs.rowid",
        runs,
        |run, row| {
            run.inputs.dataset_inputs.push(read_dataset_input(row));
        },
    )
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
