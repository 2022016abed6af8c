//! The Open Inference protocol, compared with what MLServer 1.7.1 answers for the same model.

use crate::support::Request;
use crate::support::clients::Client;

use super::model::{ModelServer, scene};

/// A model with a signature, whose prediction is a frame; as MLflow writes it.
const ML_MODEL: &str = "\
flavors:
  python_function:
    loader_module: frames_of_test
    code: code
mlflow_version: 3.17.2
signature:
  inputs: '[{\"type\": \"double\", \"name\": \"a\", \"required\": true}, {\"type\": \"string\", \"name\": \"s\", \"required\": true}]'
  outputs: '[{\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"int64\", \"shape\": [-1]}}]'
  params: '[{\"name\": \"times\", \"type\": \"long\", \"default\": 1, \"shape\": null}]'
";

const CODE: &str = "\
class Model:
    def predict(self, frame, params=None):
        if frame['s'].iloc[0] == 'count':
            return frame['a'].to_numpy().astype('int64') * params['times']
        frame = frame.copy()
        frame['n'] = frame['a'] / 0.5
        return frame


def _load_pyfunc(path):
    return Model()
";

/// Rows of the model's two columns.
fn infer(path: &str, words: [&str; 2], parameters: &str) -> Request {
    let body = format!(
        r#"{{"id": "x"{parameters}, "inputs": [
            {{"name": "a", "shape": [2], "datatype": "FP64", "data": [1, null]}},
            {{"name": "s", "shape": [2, 1], "datatype": "BYTES", "data": ["{}", "{}"]}}]}}"#,
        words[0], words[1]
    );
    Request::new("POST", path)
        .header("Content-Type", "application/json")
        .body(body)
}

#[test]
fn tensors_go_in_and_out_as_in_mlserver() {
    let Some(scene) = scene(Client::V3) else {
        return;
    };
    scene.write("model/MLmodel", ML_MODEL);
    scene.write("model/code/frames_of_test.py", CODE);
    let server = ModelServer::start(&scene, &scene.path("model"), "--name fraud").ready();
    for path in [
        "/v2/health/live",
        "/v2/health/ready",
        "/v2/models/fraud/ready",
    ] {
        server.get(path).is(200);
    }
    assert_eq!(
        server.get("/v2/models/fraud").is(200).json(),
        serde_json::json!({
            "name": "fraud",
            "versions": [],
            "platform": "",
            "inputs": [
                {"name": "a", "datatype": "FP64", "shape": [-1, 1], "parameters": {"content_type": "np"}},
                {"name": "s", "datatype": "BYTES", "shape": [-1, 1], "parameters": {"content_type": "str"}},
            ],
            "outputs": [
                {"name": "output-0", "datatype": "INT64", "shape": [-1], "parameters": {"content_type": "np"}},
            ],
            "parameters": {"content_type": "pd"},
        })
    );
    let path = "/v2/models/fraud/versions/3/infer";
    let frame = server.send(&infer(path, ["u", "v"], "")).is(200);
    assert_eq!(
        frame.text(),
        r#"{"model_name":"fraud","model_version":"3","id":"x","parameters":{"content_type":"pd"},"outputs":[{"name":"a","shape":[2,1],"datatype":"FP64","data":[1.0,null]},{"name":"s","shape":[2,1],"datatype":"BYTES","parameters":{"content_type":"str"},"data":["u","v"]},{"name":"n","shape":[2,1],"datatype":"FP64","data":[2.0,null]}]}"#
    );
    refuses_what_is_wrong(&server);
}

#[track_caller]
fn refuses_what_is_wrong(server: &ModelServer) {
    let wrong = [
        ("/v2/models/none/infer", 404, "Model none not found"),
        ("/v2/models/fraud/explain", 404, "Not Found"),
    ];
    for (path, status, part) in wrong {
        let reply = server.send(&infer(path, ["u", "v"], "")).is(status);
        assert!(reply.text().contains(part), "{}", reply.text());
    }
    let path = "/v2/models/mlflow-model/infer";
    for (body, part) in [
        ("nonsense", "JSONDecodeError"),
        (
            r#"{"inputs": []}"#,
            "expected a JSON object with a list of `inputs`",
        ),
        (
            r#"{"inputs": [{"name": "a"}]}"#,
            "lacks `shape`, `datatype`, `data`",
        ),
        (
            r#"{"inputs": [{"name": "a", "shape": [3], "datatype": "FP64", "data": [1], "parameters": {"content_type": "np"}}]}"#,
            "has 1 values, and the shape [3] is of 3",
        ),
        (
            r#"{"inputs": [{"name": "a", "shape": [1], "datatype": "FP99", "data": [1]}]}"#,
            "the datatype `FP99` is not known",
        ),
    ] {
        let reply = server.send(&Request::new("POST", path).body(body)).is(400);
        assert!(reply.text().contains(part), "{}", reply.text());
    }
    server.get(path).is(405);
}
