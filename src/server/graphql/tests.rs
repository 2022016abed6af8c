//! Requests and their answers, from a resolver that knows one run.

use std::cell::RefCell;

use serde_json::{Map, Value, json};

use crate::api::{GraphqlRequest, GraphqlResponse};
use crate::config::GraphqlLimits;

use super::{Plan, Resolver, Root, execute};

/// Knows one run and one experiment, and notes what it was asked.
#[derive(Default)]
struct OneRun {
    asked: RefCell<Vec<(Root, Value)>>,
    wanted: RefCell<Vec<&'static str>>,
}

impl Resolver for OneRun {
    fn resolve(
        &self,
        root: Root,
        arguments: Map<String, Value>,
        wanted: &Plan,
    ) -> Result<Value, String> {
        self.asked.borrow_mut().push((root, arguments.into()));
        let joined = ["experiment", "model_versions", "info"].into_iter();
        let joined = joined.filter(|key| wanted.wants(&["run", key]));
        self.wanted.borrow_mut().extend(joined);
        match root {
            Root::Run => Ok(json!({"run": {
                "info": {"run_id": "r", "status": "FINISHED", "start_time": 1_700_000_000_123_i64},
                "data": {"metrics": [
                    {"key": "a", "value": 0.5, "timestamp": 1, "step": -2},
                    {"key": "b", "value": "NaN", "timestamp": 1},
                ]},
            }})),
            Root::Experiment => Err("No Experiment with id=7 exists: list them".to_owned()),
            _ => Ok(Value::Null),
        }
    }
}

fn ask(query: &str, variables: &Value) -> (GraphqlResponse, OneRun) {
    let request = GraphqlRequest {
        query: query.to_owned(),
        variables: Some(variables.clone()),
        operation_name: None,
    };
    let resolver = OneRun::default();
    let answer = execute(&request, GraphqlLimits::default(), &resolver).unwrap();
    (answer, resolver)
}

fn data(query: &str) -> Value {
    let (answer, _) = ask(query, &json!({}));
    assert_eq!(answer.errors, None, "{query}");
    answer.data.unwrap()
}

fn refusal(query: &str) -> String {
    let (answer, resolver) = ask(query, &json!({}));
    assert_eq!(answer.data, None, "{query}");
    assert!(resolver.asked.borrow().is_empty(), "{query}");
    answer.errors.unwrap().remove(0)
}

#[test]
fn what_an_answer_does_not_say_is_as_protobuf_has_it() {
    let found = data(
        "query x @component(name: \"y\") { mlflowGetRun(input: {runId: \"r\"}) {
            __typename apiError { code }
            run {
                info { runId runName status startTime endTime __typename }
                data { metrics { key value step datasetName } tags { key } }
                outputs { modelOutputs { modelId } }
                modelVersions { name }
                experiment { name lastUpdateTime }
            }
        } }",
    );
    let expected = json!({"mlflowGetRun": {
        "__typename": "MlflowGetRunResponse",
        "apiError": null,
        "run": {
            "info": {
                "runId": "r", "runName": "", "status": "FINISHED",
                "startTime": "1700000000123", "endTime": "0", "__typename": "MlflowRunInfo",
            },
            "data": {
                "metrics": [
                    {"key": "a", "value": 0.5, "step": "-2", "datasetName": ""},
                    {"key": "b", "value": null, "step": "0", "datasetName": ""},
                ],
                "tags": [],
            },
            "outputs": {"modelOutputs": []},
            "modelVersions": [],
            "experiment": {"name": "", "lastUpdateTime": "0"},
        },
    }});
    assert_eq!(found, expected);
    let names: Vec<&String> = found["mlflowGetRun"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["__typename", "apiError", "run"]);
}

#[test]
fn the_resolver_is_told_what_is_asked_and_what_is_wanted() {
    let query = "query x($data: MlflowGetRunInput!, $no: Boolean = false) {
        mlflowGetRun(input: $data) { ...f }
    }
    fragment f on MlflowGetRunResponse {
        again: run { info { runId } experiment { name } }
        run { modelVersions @include(if: $no) { name } }
    }";
    let variables = json!({"data": {"runId": "r", "runUuid": null}});
    let (answer, resolver) = ask(query, &variables);
    assert_eq!(answer.errors, None);
    let asked = (Root::Run, json!({"input": {"run_id": "r"}}));
    assert_eq!(*resolver.asked.borrow(), [asked]);
    assert_eq!(*resolver.wanted.borrow(), ["experiment", "info"]);
    let run = json!({"info": {"runId": "r"}, "experiment": {"name": ""}});
    let found = json!({"mlflowGetRun": {"again": run, "run": {}}});
    assert_eq!(answer.data, Some(found));
}

#[test]
fn a_field_that_fails_leaves_the_others() {
    let query = "{ __typename
        mlflowGetExperiment(input: {experimentId: 7}) { experiment { name } }
    }";
    assert!(
        refusal(query).starts_with("`experimentId`: String cannot represent a non string value: 7")
    );
    let query = query.replace('7', "\"7\"").replace(
        "__typename",
        "__typename mlflowGetRun(input: {runUuid: \"r\"}) { run { info { runId } } }",
    );
    let (answer, _) = ask(&query, &json!({}));
    let found = json!({
        "__typename": "Query",
        "mlflowGetRun": {"run": {"info": {"runId": "r"}}},
        "mlflowGetExperiment": null,
    });
    assert_eq!(answer.data, Some(found));
    let errors = answer.errors.unwrap();
    assert_eq!(errors, ["No Experiment with id=7 exists: list them"]);
}

#[test]
fn fields_of_one_name_are_one_field() {
    let found = data(
        "{ mlflowGetRun(input: {runId: \"r\"}) { run { info { runId } } }
           mlflowGetRun(input: {runId: \"r\"}) { run { info { status } ... { info { runId } } } } }",
    );
    let info = json!({"runId": "r", "status": "FINISHED"});
    assert_eq!(found, json!({"mlflowGetRun": {"run": {"info": info}}}));
    let phrase = "Fields 'a' conflict";
    for query in [
        "{ a: mlflowGetRun(input: {runId: \"r\"}) { __typename } a: test(inputString: \"\") { output } }",
        "{ mlflowGetRun(input: {runId: \"r\"}) { run { info { a: runId a: status } } } }",
        "{ a: mlflowGetRun(input: {runId: \"r\"}) { __typename }
           a: mlflowGetRun(input: {runId: \"s\"}) { __typename } }",
    ] {
        assert!(refusal(query).starts_with(phrase), "{query}");
    }
}

#[test]
fn a_wrong_document_is_refused_before_anything_is_read() {
    for (query, phrase) in [
        (
            "{ nothing }",
            "Cannot query field 'nothing' on type 'Query'",
        ),
        (
            "{ __schema { types { name } } }",
            "Cannot query field '__schema' on type 'Query': this server",
        ),
        (
            "mutation { mlflowGetRun { run { info { runId } } } }",
            "Cannot query field 'mlflowGetRun' on type 'Mutation'",
        ),
        (
            "subscription { a }",
            "Schema is not configured to execute subscription operation",
        ),
        (
            "{ mlflowGetRun }",
            "Field 'mlflowGetRun' of type 'MlflowGetRunResponse' must have a selection",
        ),
        (
            "{ mlflowGetRun { run { info } } }",
            "Field 'info' of type 'MlflowRunInfo' must have a selection",
        ),
        (
            "{ mlflowGetRun { run { info { runId { a } } } } }",
            "Field 'runId' must not have a selection",
        ),
        (
            "{ mlflowGetRun { run { info { run_id } } } }",
            "Cannot query field 'run_id' on type 'MlflowRunInfo'",
        ),
        (
            "{ mlflowGetRun { run(a: 1) { info { runId } } } }",
            "Unknown argument 'a' on field 'run': expected none",
        ),
        (
            "{ mlflowGetRun(a: 1) { apiError { code } } }",
            "Unknown argument 'a' on field 'mlflowGetRun'",
        ),
        (
            "{ mlflowGetRun(input: {}, input: {}) { apiError { code } } }",
            "There can be only one argument named 'input'",
        ),
        ("{ mlflowGetRun { ...f } }", "Unknown fragment 'f'"),
        (
            "{ mlflowGetRun { ... on MlflowRun { info { runId } } } }",
            "Fragment cannot be spread here as objects of type 'MlflowGetRunResponse'",
        ),
        (
            "{ mlflowGetRun @x { apiError { code } } }",
            "Unknown directive '@x'",
        ),
        ("query @x { __typename }", "Unknown directive '@x'"),
        (
            "{ __typename @skip }",
            "Directive '@skip' argument 'if' of type 'Boolean!' is required",
        ),
        (
            "{ __typename @skip(if: 1) }",
            "Boolean cannot represent a non boolean value: 1",
        ),
    ] {
        let refusal = refusal(query);
        assert!(refusal.starts_with(phrase), "{query}: {refusal}");
    }
}

#[test]
fn every_type_of_the_schema_can_be_asked_for() {
    for (of, fields) in [
        ("", super::mlflow::QUERIES),
        ("mutation ", super::mlflow::MUTATIONS),
    ] {
        for field in fields {
            let query = format!(
                "{of}{{ a: {} {} }}",
                camel(field.key),
                everything(field.object)
            );
            let (answer, resolver) = ask(&query, &json!({}));
            assert_eq!(
                answer.errors.is_some(),
                field.root == Root::Experiment,
                "{query}"
            );
            assert_eq!(resolver.asked.borrow().len(), 1);
        }
    }
}

/// All fields of a type.
fn everything(object: &super::schema::ObjectType) -> String {
    let fields = object.fields.iter().map(|field| {
        let below = field.kind.object().map(everything).unwrap_or_default();
        format!("{} {below}", camel(field.key))
    });
    format!("{{ __typename {} }}", fields.collect::<Vec<_>>().join(" "))
}

fn camel(key: &str) -> String {
    let mut parts = key.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| {
        let (head, tail) = part.split_at(1);
        name + &head.to_uppercase() + tail
    })
}
