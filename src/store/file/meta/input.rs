//! The `meta.yaml` of data sets, of what a run read and of what it made.

use md5::{Digest, Md5};
use serde::Deserialize;
use std::collections::BTreeMap;

use crate::entity::{Dataset, DatasetInput, ModelInput, ModelOutput, RunId, Tag};
use crate::error::{Error, Result};

use super::number;
use super::yaml::{self, MetaDocument};

/// The id under which an experiment keeps a data set, as MLflow computes it.
pub(in crate::store::file) fn dataset_id(dataset: &Dataset) -> String {
    md5_of(&[&dataset.name, &dataset.digest])
}

/// The id of the use of a data set or model by a run, as MLflow computes it.
pub(in crate::store::file) fn input_id(source_id: &str, run: &RunId) -> String {
    md5_of(&[source_id, run.as_str()])
}

fn md5_of(parts: &[&str]) -> String {
    let mut hash = Md5::new();
    for part in parts {
        hash.update(part);
    }
    hex::encode(hash.finalize())
}

/// The description of a data set.
#[derive(Debug, Deserialize)]
pub(in crate::store::file) struct DatasetMeta {
    name: String,
    digest: String,
    source_type: String,
    source: String,
    schema: Option<String>,
    profile: Option<String>,
}

impl DatasetMeta {
    /// Reads the text of a file.
    pub(in crate::store::file) fn parse(text: &str) -> Result<Dataset> {
        let Self {
            name,
            digest,
            source_type,
            source,
            schema,
            profile,
        } = yaml::read(text)?;
        Ok(Dataset {
            name,
            digest,
            source_type,
            source,
            schema,
            profile,
        })
    }

    /// The text of a data set's file.
    pub(in crate::store::file) fn render(dataset: &Dataset) -> String {
        let Dataset {
            name,
            digest,
            source_type,
            source,
            schema,
            profile,
        } = dataset;
        let mut document = MetaDocument::default();
        document.text("name", name);
        document.text("digest", digest);
        document.text("source_type", source_type);
        document.text("source", source);
        document.text_or_null("schema", schema.as_deref());
        document.text_or_null("profile", profile.as_deref());
        document.render()
    }
}

/// What a run read.
pub(in crate::store::file) enum RunInput {
    /// The data set of this id, with what it was used for.
    Dataset(String, Vec<Tag>),
    /// A logged model.
    Model(ModelInput),
    /// Something that only later versions know.
    Unknown,
}

/// The description of something that a run read.
#[derive(Debug, Deserialize)]
pub(in crate::store::file) struct InputMeta {
    source_type: String,
    source_id: String,
    #[serde(default)]
    tags: BTreeMap<String, String>,
}

impl InputMeta {
    /// Reads the text of a file.
    pub(in crate::store::file) fn parse(text: &str) -> Result<RunInput> {
        let Self {
            source_type,
            source_id,
            tags,
        } = yaml::read(text)?;
        let tags = tags.into_iter().map(|(key, value)| Tag { key, value });
        Ok(match source_type.as_str() {
            "DATASET" => RunInput::Dataset(source_id, tags.collect()),
            "MODEL" => RunInput::Model(ModelInput {
                model_id: source_id.into(),
            }),
            _ => RunInput::Unknown,
        })
    }

    /// The text for the use of a data set.
    pub(in crate::store::file) fn of_dataset(input: &DatasetInput) -> String {
        let DatasetInput { dataset, tags } = input;
        Self::render("DATASET", &dataset_id(dataset), tags)
    }

    /// The text for the use of a logged model.
    pub(in crate::store::file) fn of_model(input: &ModelInput) -> String {
        Self::render("MODEL", input.model_id.as_str(), &[])
    }

    /// `destination_id` is the source's id, where one expects the run's: so MLflow 3.17.2 has it.
    fn render(source_type: &str, source_id: &str, tags: &[Tag]) -> String {
        let mut document = MetaDocument::default();
        document.text("source_type", source_type);
        document.text("source_id", source_id);
        document.text("destination_type", "RUN");
        document.text("destination_id", source_id);
        document.tags("tags", tags);
        document.render()
    }
}

/// The description of a logged model that a run made.
#[derive(Debug, Deserialize)]
pub(in crate::store::file) struct OutputMeta {
    destination_type: String,
    destination_id: String,
    step: Option<String>,
}

impl OutputMeta {
    /// Reads the text of a file; `None` where it is of a kind that only later versions know.
    pub(in crate::store::file) fn parse(text: &str) -> Result<Option<ModelOutput>> {
        let meta: Self = yaml::read(text)?;
        if meta.destination_type != "MODEL_OUTPUT" {
            return Ok(None);
        }
        let step = number("step", meta.step.as_ref())?
            .ok_or_else(|| Error::internal("the output has no `step`"))?;
        Ok(Some(ModelOutput {
            model_id: meta.destination_id.into(),
            step,
        }))
    }

    /// The text of a file.
    pub(in crate::store::file) fn render(output: &ModelOutput) -> String {
        let ModelOutput { model_id, step } = output;
        let mut document = MetaDocument::default();
        document.text("source_type", "RUN_OUTPUT");
        document.text("source_id", model_id.as_str());
        document.text("destination_type", "MODEL_OUTPUT");
        document.text("destination_id", model_id.as_str());
        document.tags("tags", &[]);
        document.number("step", *step);
        document.render()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input() -> DatasetInput {
        DatasetInput {
            dataset: Dataset {
                name: "ds".into(),
                digest: "ebd67c81".into(),
                source_type: "code".into(),
                source: "{\"tags\": {}}".into(),
                schema: None,
                profile: Some("{\"n\": 1}".into()),
            },
            tags: vec![Tag::new("k", "v"), Tag::new("mlflow.data.context", "train")],
        }
    }

    #[test]
    fn ids_are_mlflows() {
        // From a store of MLflow 3.17.2.
        let source = "33102ab8ab829cd625331edf81b82e4b";
        let run = RunId::from("d9002125c63d42778ca717bbc3c1b87c");
        assert_eq!(input_id(source, &run), "577245927fc5f5e18b0b3416c831bd91");
        assert_eq!(dataset_id(&input().dataset), source);
    }

    #[test]
    fn a_use_of_a_data_set_is_written_as_mlflow_3_17_2_writes_it() {
        let id = dataset_id(&input().dataset);
        let text = InputMeta::of_dataset(&input());
        let parsed = InputMeta::parse(&text).unwrap();
        assert!(
            matches!(parsed, RunInput::Dataset(found, tags) if found == id && tags == input().tags)
        );
        assert!(
            text.ends_with("source_type: DATASET\ntags:\n  k: v\n  mlflow.data.context: train\n"),
            "{text}"
        );
    }

    #[test]
    fn a_data_set_and_an_output_come_back() {
        let dataset = input().dataset;
        assert_eq!(
            DatasetMeta::parse(&DatasetMeta::render(&dataset)).unwrap(),
            dataset
        );
        let output = ModelOutput {
            model_id: "m-1".into(),
            step: 4,
        };
        assert_eq!(
            OutputMeta::parse(&OutputMeta::render(&output)).unwrap(),
            Some(output)
        );
    }
}
