//! What runs read and made: data sets and logged models.

use super::cases;
use super::fixture::*;
use crate::entity::{
    Dataset, DatasetInput, DatasetSummary, ExperimentId, ModelInput, ModelOutput, RunInputs,
    RunOutputs, Tag,
};

fn input(name: &str, context: &str) -> DatasetInput {
    DatasetInput {
        dataset: Dataset {
            name: name.into(),
            digest: "12345e67".into(),
            source_type: "code".into(),
            source: "{\"tags\": {\"a\": \"b\"}}".into(),
            schema: Some("{\"columns\": [\"größe\"]}\n".into()),
            profile: None,
        },
        tags: vec![
            Tag::new("k", "yes"),
            Tag::new("mlflow.data.context", context),
        ],
    }
}

fn model(model_id: &str) -> ModelInput {
    ModelInput {
        model_id: model_id.into(),
    }
}

cases! {
    fn inputs_come_back(store) {
        let id = run(store);
        let datasets = [input("a", "train"), input("b", "eval")];
        store.log_inputs(&id, &datasets, &[model("m-1")]).unwrap();
        let mut inputs = get_run(store, &id).inputs;
        inputs.dataset_inputs.sort_by(|a, b| a.dataset.name.cmp(&b.dataset.name));
        let expected = RunInputs {
            dataset_inputs: datasets.to_vec(),
            model_inputs: vec![model("m-1")],
        };
        assert_eq!(inputs, expected);
    }

    fn an_input_that_is_recorded_stays_as_it_is(store) {
        let id = run(store);
        store.log_inputs(&id, &[input("a", "train")], &[model("m-1")]).unwrap();
        let before = get_run(store, &id);
        store.log_inputs(&id, &[input("a", "eval")], &[model("m-1")]).unwrap();
        assert_eq!(get_run(store, &id), before);
    }

    fn runs_use_one_data_set_each_in_its_way(store) {
        let experiment_id = experiment(store, "x");
        for context in ["train", "eval"] {
            let id = run_in(store, &experiment_id, CREATED);
            store.log_inputs(&id, &[input("a", context)], &[]).unwrap();
            let inputs = get_run(store, &id).inputs;
            assert_eq!(inputs.dataset_inputs, [input("a", context)]);
            assert!(inputs.model_inputs.is_empty());
        }
    }

    fn a_listing_has_inputs_and_outputs_too(store) {
        let experiment_id = experiment(store, "x");
        let id = run_in(store, &experiment_id, CREATED);
        store.log_inputs(&id, &[input("a", "train")], &[model("m-1")]).unwrap();
        store.log_outputs(&id, &[ModelOutput { model_id: "m-2".into(), step: 1 }]).unwrap();
        let found = store.search_runs(&all_runs(&[&experiment_id])).unwrap().items;
        assert_eq!(found, [get_run(store, &id).into()]);
    }

    fn the_uses_of_data_sets_are_listed_each_once(store) {
        let [x, y] = ["x", "y"].map(|name| experiment(store, name));
        let read = |id: &ExperimentId, datasets: &[DatasetInput]| {
            let run = run_in(store, id, CREATED);
            store.log_inputs(&run, datasets, &[model("m-1")]).unwrap();
            run
        };
        let unused_as = DatasetInput { tags: Vec::new(), ..input("b", "") };
        read(&x, &[input("a", "train"), unused_as]);
        let deleted = read(&x, &[input("a", "train")]);
        delete_run(store, &deleted);
        read(&x, &[input("a", "eval")]);
        read(&y, &[input("a", "train")]);
        let listed = |ids: &[&ExperimentId], max_results| {
            let ids: Vec<_> = ids.iter().map(|&id| id.clone()).collect();
            let mut found = store.search_datasets(&ids, max_results).unwrap();
            found.sort();
            found
        };
        let summary = |id: &ExperimentId, name: &str, context: Option<&str>| DatasetSummary {
            experiment_id: id.clone(),
            name: name.into(),
            digest: "12345e67".into(),
            context: context.map(str::to_owned),
        };
        let of_x = [
            summary(&x, "a", Some("eval")),
            summary(&x, "a", Some("train")),
            summary(&x, "b", None),
        ];
        assert_eq!(listed(&[&x, &x, &"98765".into()], 9), of_x);
        assert_eq!(listed(&[&y], 9), [summary(&y, "a", Some("train"))]);
        assert_eq!(listed(&[&x, &y], 9).len(), 4);
        assert_eq!(listed(&[&x, &y], 3).len(), 3);
    }

    fn outputs_come_back(store) {
        let id = run(store);
        let outputs = [("m-a", 3), ("m-b", 0)].map(|(model_id, step)| ModelOutput {
            model_id: model_id.into(),
            step,
        });
        for _ in 0..2 {
            store.log_outputs(&id, &outputs).unwrap();
        }
        let mut found = get_run(store, &id).outputs;
        found.model_outputs.sort_by(|a, b| a.model_id.cmp(&b.model_id));
        assert_eq!(found, RunOutputs { model_outputs: outputs.to_vec() });
    }
}
