//! GraphQL shows to a user what the endpoints show for which its fields stand.

use serde_json::{Value, json};

use super::{ADMIN, of, scene, server};
use crate::support::{Request, Server};

const PASSWORD: &str = "the password of ann";

/// What a user gets for a query.
#[track_caller]
fn ask(server: &Server, user: &str, query: &str) -> Value {
    let password = if user == "admin" { ADMIN } else { PASSWORD };
    let request = Request::new("POST", "/graphql").json(&json!({ "query": query }));
    server.send(&of(request, user, password)).is(200).json()
}

#[track_caller]
fn admin(server: &Server, endpoint: &str, body: &Value) -> Value {
    let request = Request::post(endpoint, body);
    server.send(&of(request, "admin", ADMIN)).is(200).json()
}

/// An experiment of which a user is denied everything, with a run; and a model of which she is.
fn closed(server: &Server) -> (String, String) {
    admin(
        server,
        "users/create",
        &json!({"username": "ann", "password": PASSWORD}),
    );
    let made = admin(server, "experiments/create", &json!({"name": "closed"}));
    let experiment = made["experiment_id"].as_str().expect("an id").to_owned();
    let run = json!({"experiment_id": experiment, "start_time": 1});
    let made = admin(server, "runs/create", &run);
    let run = made["run"]["info"]["run_id"]
        .as_str()
        .expect("an id")
        .to_owned();
    admin(server, "registered-models/create", &json!({"name": "m"}));
    let version = json!({"name": "m", "source": format!("runs:/{run}/model"), "run_id": run});
    admin(server, "model-versions/create", &version);
    for (kind, id) in [
        ("experiment", experiment.as_str()),
        ("registered_model", "m"),
    ] {
        let body = json!({"username": "ann", "resource_type": kind, "resource_id": id, "permission": "DENY"});
        let grant = Request::new("POST", "/api/3.0/mlflow/users/permissions/grant").json(&body);
        server.send(&of(grant, "admin", ADMIN)).is(200);
    }
    (experiment, run)
}

#[test]
fn a_field_is_refused_to_whom_its_endpoint_is_refused() {
    let scene = scene();
    let server = server(&scene);
    let (experiment, run) = closed(&server);
    server
        .send(&Request::new("POST", "/graphql").json(&json!({"query": "{ __typename }"})))
        .fails(401, "UNAUTHENTICATED");
    for field in [
        format!(
            "mlflowGetExperiment(input: {{experimentId: \"{experiment}\"}}) {{ experiment {{ name }} }}"
        ),
        format!("mlflowGetRun(input: {{runId: \"{run}\"}}) {{ run {{ info {{ runId }} }} }}"),
        format!(
            "mlflowGetRun(input: {{runUuid: \"{run}\"}}) {{ run {{ experiment {{ name }} }} }}"
        ),
        format!("mlflowListArtifacts(input: {{runId: \"{run}\"}}) {{ rootUri }}"),
        format!(
            "mlflowGetMetricHistoryBulkInterval(input: {{runIds: [\"{run}\"], metricKey: \"m\"}}) {{ metrics {{ key }} }}"
        ),
    ] {
        let query = format!("{{ it: {field} open: test(inputString: \"x\") {{ output }} }}");
        let answer = ask(&server, "ann", &query);
        assert_eq!(
            answer["data"],
            json!({"it": null, "open": {"output": "x"}}),
            "{field}"
        );
        let error = answer["errors"][0].as_str().expect("a text");
        assert!(error.starts_with("Permission denied"), "{field}: {error}");
        let answer = ask(&server, "admin", &query);
        assert_eq!(answer["errors"], Value::Null, "{field}");
        assert_ne!(answer["data"]["it"], Value::Null, "{field}");
    }
}

#[test]
fn searches_hide_what_a_user_may_not_read() {
    let scene = scene();
    let server = server(&scene);
    let (experiment, run) = closed(&server);
    let open = admin(
        &server,
        "runs/create",
        &json!({"experiment_id": "0", "start_time": 1}),
    );
    let open = open["run"]["info"]["run_id"].as_str().expect("an id");
    let version = json!({"name": "m", "source": format!("runs:/{open}/model"), "run_id": open});
    admin(&server, "model-versions/create", &version);
    let runs = |user: &str, ids: &str| {
        let query = format!(
            "{{ mlflowSearchRuns(input: {{experimentIds: [{ids}]}}) {{ runs {{ info {{ runId }} modelVersions {{ name }} }} }} }}"
        );
        ask(&server, user, &query)["data"]["mlflowSearchRuns"]["runs"].clone()
    };
    let both = format!("\"0\", \"{experiment}\"");
    let seen =
        |id: &str, versions: Value| json!({"info": {"runId": id}, "modelVersions": versions});
    let all = runs("admin", &both);
    assert_eq!(all.as_array().map(Vec::len), Some(2), "{all}");
    assert!(all.to_string().contains(&run) && all[0]["modelVersions"] == json!([{"name": "m"}]));
    assert_eq!(runs("ann", &both), json!([seen(open, json!([]))]));
    assert_eq!(runs("ann", &format!("\"{experiment}\"")), json!([]));
    let versions = "{ mlflowSearchModelVersions(input: {}) { modelVersions { name } } }";
    let found = |user| ask(&server, user, versions)["data"]["mlflowSearchModelVersions"].clone();
    assert_eq!(found("ann"), json!({"modelVersions": []}));
    assert_eq!(
        found("admin"),
        json!({"modelVersions": [{"name": "m"}, {"name": "m"}]})
    );
    let datasets = format!(
        "mutation {{ mlflowSearchDatasets(input: {{experimentIds: [\"{experiment}\"]}}) {{ datasetSummaries {{ name }} }} }}"
    );
    let found = ask(&server, "ann", &datasets);
    assert_eq!(
        found["data"]["mlflowSearchDatasets"],
        json!({"datasetSummaries": []})
    );
}
