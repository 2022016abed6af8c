//! Where a version may come from, and what leads out of what the request names.

use serde_json::json;

use crate::support::{Scene, Server, mlflow};

/// A server with a run whose artifacts have a model, and another run.
struct Sources {
    scene: Scene,
    server: Server,
    run_id: String,
    other: String,
}

impl Sources {
    fn new(env: &[(&str, &str)]) -> Self {
        let scene = Scene::with_store("sqlite:///mlflow.db");
        let scene = env
            .iter()
            .fold(scene, |scene, (name, value)| scene.env(name, value));
        let [run_id, other] = [0, 1].map(|_| {
            let run_id = mlflow!(scene, "runs start").success().line();
            scene.write("model/MLmodel", "flavors: {}");
            let upload = format!("artifacts log-artifacts -r {run_id} -l model -a model");
            mlflow!(scene, "{upload}").success();
            run_id
        });
        let flags = ["--backend-store-uri", "sqlite:///mlflow.db"];
        let server = Server::start(&scene, &flags);
        let sources = Self {
            scene,
            server,
            run_id,
            other,
        };
        sources
            .server
            .ask("registered-models/create", &json!({"name": "fraud"}));
        sources
    }

    /// The code of the answer to a request for a version from there; `OK` where one was made.
    fn answer(&self, source: &str, run_id: Option<&str>) -> String {
        let mut body = json!({"name": "fraud", "source": source});
        if let Some(run_id) = run_id {
            body["run_id"] = json!(run_id);
        }
        let reply = self.server.post("model-versions/create", &body);
        if reply.status == 200 {
            return "OK".to_owned();
        }
        let answer = reply.json();
        answer["error_code"].as_str().expect("a code").to_owned()
    }

    fn artifacts(&self, run_id: &str) -> String {
        let folder = self.scene.folder().canonicalize().expect("a folder");
        format!("{}/mlruns/0/{run_id}/artifacts", folder.display())
    }
}

#[test]
fn no_source_leads_out_of_what_the_request_names() {
    let sources = Sources::new(&[]);
    let (run, other) = (sources.run_id.as_str(), sources.other.as_str());
    let (own, foreign) = (sources.artifacts(run), sources.artifacts(other));
    sources.scene.write("outside/secret", "x");
    let outside = sources.scene.path("outside");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&outside, format!("{own}/link")).expect("a link");
    let outside = outside.display();
    let model = format!("m-{}", "0a".repeat(16));
    for good in [
        format!("{own}/model"),
        format!("file://{own}/model"),
        format!("runs:/{run}/model"),
        "s3://bucket/model".to_owned(),
        "models:/fraud/1".to_owned(),
    ] {
        assert_eq!(sources.answer(&good, Some(run)), "OK", "{good}");
    }
    for bad in [
        format!("{outside}"),
        format!("{own}/../../{other}/artifacts/model"),
        format!("{own}/%2e%2e/%2e%2e/{other}"),
        format!("file://{own}/../../../.."),
        format!("file://{own}/%2e%2e/%2e%2e"),
        format!("file://evil.host{own}/model"),
        format!("{foreign}/model"),
        format!("file://{foreign}/model"),
        "C:\\Windows\\System32".to_owned(),
        "file:///C:/Windows".to_owned(),
        "\\\\host\\share".to_owned(),
        "..".to_owned(),
        "./model".to_owned(),
        "s3://bucket/../other".to_owned(),
        "s3://bucket/%2e%2e/other".to_owned(),
        "s3://bucket/%252e%252e/other".to_owned(),
        "mlflow-artifacts:/../x".to_owned(),
        format!("mlflow-artifacts:/0/{other}/artifacts/model"),
        format!("mlflow-artifacts:/0/{run}/artifacts/model?path=../../x"),
        format!("mlflow-artifacts://evil.host/0/{run}/artifacts/model"),
        format!("runs:/{other}/model"),
        format!("runs://evil.host/{run}/model"),
        format!("models:/{model}"),
        "models://evil.host/fraud/1".to_owned(),
    ] {
        let answer = sources.answer(&bad, Some(run));
        assert_eq!(answer, "INVALID_PARAMETER_VALUE", "{bad}");
    }
    #[cfg(unix)]
    {
        let link = format!("{own}/link");
        assert_eq!(sources.answer(&link, Some(run)), "INVALID_PARAMETER_VALUE");
    }
    let nobody_s = sources.answer(&format!("{own}/model"), None);
    assert_eq!(nobody_s, "INVALID_PARAMETER_VALUE");
}

#[test]
fn a_source_matches_the_pattern_of_the_operator() {
    let variable = "MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX";
    let sources = Sources::new(&[(variable, r"^s3://good/.*\Z")]);
    assert_eq!(sources.answer("s3://good/model", None), "OK");
    for bad in ["s3://bad/model", "xs3://good/model", "s3://good/x\n"] {
        assert_eq!(
            sources.answer(bad, None),
            "INVALID_PARAMETER_VALUE",
            "{bad:?}"
        );
    }
    // Rust has no look-around: nothing passes, and the reason is said.
    let sources = Sources::new(&[(variable, "^(?!s3://bad)")]);
    assert_eq!(sources.answer("s3://good/model", None), "NOT_IMPLEMENTED");
}
