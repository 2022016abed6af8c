//! `mlflow models …`: over a folder, over a database, and over a server before one.

use std::fs;

use serde_json::json;

use crate::support::{Scene, Server, mlflow};

/// A scene with a folder, one with a database, and one whose store and registry are a server.
fn for_each_registry(check: impl Fn(&Scene)) {
    Scene::for_each_store().iter().for_each(&check);
    let of_server = Scene::new();
    let server = Server::start(&of_server, &["--backend-store-uri", "sqlite:///served.db"]);
    check(&Scene::with_store(&server.url()));
}

/// Starts a run with a model, and gives its id.
fn run_with_model(scene: &Scene) -> String {
    let run_id = mlflow!(scene, "runs start").success().line();
    scene.write("model/MLmodel", "flavors: {}");
    scene.write("model/data/weights", "1 2 3");
    let upload = format!("artifacts log-artifacts -r {run_id} -l model -a model");
    mlflow!(scene, "{upload}").success();
    run_id
}

#[test]
fn a_model_is_registered_promoted_downloaded_and_deleted() {
    for_each_registry(|scene| {
        promote(scene, &run_with_model(scene));
        let listed = mlflow!(scene, "models versions list fraud").success();
        assert!(listed.stdout().contains("champion"), "{}", listed.stdout());
        retire(scene);
    });
}

/// The whole life of a model by commands, in a registry of anybody.
#[track_caller]
pub(crate) fn live(scene: &Scene) {
    promote(scene, &run_with_model(scene));
    retire(scene);
    describe_and_find(scene);
}

/// Downloads, copies, renames and deletes what was promoted.
#[track_caller]
fn retire(scene: &Scene) {
    download_and_copy(scene);
    mlflow!(scene, "models rename fraud scam").success();
    mlflow!(scene, "models versions delete scam 1").success();
    mlflow!(scene, "models versions get scam 1").code(1);
    mlflow!(scene, "models delete scam").success();
    let gone = mlflow!(scene, "models get scam").code(1).stderr();
    let phrase = "error: Registered Model with name=scam not found";
    assert!(gone.starts_with(phrase), "{gone}");
    mlflow!(scene, "models delete prod").success();
}

/// Registers the model of a run twice, and has the second version in production.
#[track_caller]
fn promote(scene: &Scene, run_id: &str) {
    let register = format!("models register -m runs:/{run_id}/model -n fraud");
    mlflow!(scene, "{register} --await")
        .success()
        .stdout_is("1\n");
    let tagged = format!("{register} -t checked=yes -d second");
    mlflow!(scene, "{tagged}").success().stdout_is("2\n");
    for number in [1, 2] {
        let move_it = format!("models transition fraud {number} --stage production");
        mlflow!(scene, "{move_it} --archive-existing").success();
    }
    mlflow!(scene, "models alias set fraud champion 2").success();
    for uri in [
        "fraud/2",
        "fraud@champion",
        "fraud/Production",
        "models:/fraud/latest",
    ] {
        let got = mlflow!(scene, "models get {uri} --output json")
            .success()
            .json();
        assert_eq!(got["version"], "2", "{uri}");
        assert_eq!(got["aliases"], json!(["champion"]), "{uri}");
        assert_eq!(got["tags"], json!({"checked": "yes"}), "{uri}");
        assert_eq!(got["run_id"], run_id, "{uri}");
    }
    let listed = mlflow!(
        scene,
        "models versions list fraud --order-by version_number"
    );
    let listed = listed.success().stdout();
    assert!(listed.contains("Archived"), "{listed}");
    let filter = r#"models versions list fraud -f "version_number > 1" --output jsonl"#;
    let found = mlflow!(scene, "{filter}").success();
    assert_eq!(found.stdout().lines().count(), 1);
}

/// Downloads versions by their names, and copies one to another model.
#[track_caller]
fn download_and_copy(scene: &Scene) {
    let local = mlflow!(scene, "models download fraud@champion -d down")
        .success()
        .line();
    let weights = fs::read_to_string(format!("{local}/data/weights"));
    assert_eq!(weights.expect("a file"), "1 2 3");
    let part = "artifacts download -u models:/fraud/1/data/weights -d part";
    let local = mlflow!(scene, "{part}").success().line();
    assert_eq!(fs::read_to_string(local).expect("a file"), "1 2 3");

    mlflow!(scene, "models copy fraud@champion prod")
        .success()
        .stdout_is("1\n");
    let copy = mlflow!(scene, "models versions get prod 1 --output json")
        .success()
        .json();
    assert_eq!(copy["source"], "models:/fraud/2");
    let local = mlflow!(scene, "models download prod/1 -d copy")
        .success()
        .line();
    assert!(fs::exists(format!("{local}/MLmodel")).expect("a folder"));
}

#[test]
fn models_are_described_tagged_and_found() {
    for_each_registry(describe_and_find);
}

#[track_caller]
fn describe_and_find(scene: &Scene) {
    mlflow!(scene, "models create fraud -d old -t team=risk").success();
    mlflow!(scene, "models create wine").success();
    mlflow!(scene, "models update fraud -d new").success();
    mlflow!(scene, "models tag set fraud owner me").success();
    mlflow!(scene, "models tag delete fraud team").success();
    let got = mlflow!(scene, "models get fraud --output json")
        .success()
        .json();
    assert_eq!(got["description"], "new");
    assert_eq!(got["tags"], json!({"owner": "me"}));
    let search = r#"models search -f "tags.owner = 'me'" --output json"#;
    let found = mlflow!(scene, "{search}").success().json();
    assert_eq!(found.as_array().map(Vec::len), Some(1));
    let all = mlflow!(scene, "models list --order-by 'name DESC' --output jsonl");
    let all = all.success().stdout();
    assert!(all.starts_with(r#"{"name":"wine""#), "{all}");
    let taken = mlflow!(scene, "models create wine").code(1).stderr();
    let phrase = "error: Registered Model (name=wine) already exists";
    assert!(taken.starts_with(phrase), "{taken}");
}

#[test]
fn exit_codes_tell_scripts_what_they_need() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    mlflow!(scene, "models list").success();
    assert!(!scene.path("mlflow.db").exists(), "a list makes no store");
    mlflow!(scene, "models get nothing").code(1);
    let run_id = run_with_model(&scene);
    mlflow!(scene, "models register -m runs:/{run_id}/none -n fraud").code(1);
    mlflow!(scene, "models get fraud").code(1);
    mlflow!(scene, "models register -m ./model -n fraud").success();
    mlflow!(scene, "models get fraud/1 --fail-if-older 7d").success();
    mlflow!(scene, "models get fraud --fail-if-older 0s").code(3);
    mlflow!(scene, "models transition fraud 1 --stage best").code(2);
    mlflow!(
        scene,
        "models transition fraud 1 --stage None --archive-existing"
    )
    .code(1);
    mlflow!(scene, "models alias set fraud latest 1").code(1);
}

#[test]
fn a_registry_may_be_another_store() {
    let scene = Scene::with_store("./mlruns").env("MLFLOW_REGISTRY_URI", "sqlite:///models.db");
    let run_id = run_with_model(&scene);
    mlflow!(scene, "models register -m runs:/{run_id}/model -n fraud").success();
    mlflow!(scene, "models download fraud/1 -d down").success();
    assert!(scene.path("down/MLmodel").exists() && scene.path("models.db").exists());

    let scene = Scene::with_store("./mlruns").env("MLFLOW_REGISTRY_DIR", "registry");
    mlflow!(scene, "models create fraud").success();
    assert!(scene.path("registry/models/fraud/meta.yaml").exists());
    assert!(!scene.path("mlruns/models").exists());
    let scene = Scene::with_store("sqlite:///mlflow.db").env("MLFLOW_REGISTRY_DIR", "registry");
    mlflow!(scene, "models create fraud").success();
    assert!(!scene.path("registry").exists());
}

#[test]
fn whoever_deletes_a_run_hears_which_versions_lose_their_files() {
    for scene in Scene::for_each_store() {
        let run_id = run_with_model(&scene);
        let other = mlflow!(scene, "runs start").success().line();
        let none = mlflow!(scene, "runs delete -r {other} --output json").success();
        assert_eq!(none.json()["registered_versions"], json!([]));
        assert_eq!(none.stderr(), "");
        mlflow!(scene, "models register -m runs:/{run_id}/model -n fraud").success();
        let deleted = mlflow!(scene, "runs delete -r {run_id} --output json").success();
        let versions = json!([{"name": "fraud", "version": "1"}]);
        assert_eq!(deleted.json()["registered_versions"], versions);
        let line = "version 1 of registered model `fraud` comes from this run";
        assert!(deleted.stderr().starts_with(line), "{}", deleted.stderr());
        for (flags, verb) in [("--dry-run", "would lose"), ("--yes", "loses")] {
            let collected = mlflow!(scene, "gc {flags} --output json").success();
            assert_eq!(collected.json()["registered_versions"], versions);
            let line = format!("version 1 of registered model `fraud` {verb} its files");
            assert!(collected.stderr().contains(&line), "{}", collected.stderr());
        }
    }
}

#[test]
fn a_version_of_a_logged_model_keeps_its_files_when_the_run_goes() {
    for store in ["./mlruns", "sqlite:///mlflow.db"] {
        let scene = Scene::with_store(store);
        let flags = [
            "--backend-store-uri",
            store,
            "--default-artifact-root",
            "artifacts",
        ];
        let server = Server::start(&scene, &flags);
        let run_id = server.run("0");
        let logged = json!({"experiment_id": "0", "name": "model", "source_run_id": run_id});
        let created = server.ask("logged-models", &logged);
        let model_id = created["model"]["info"]["model_id"]
            .as_str()
            .expect("an id");
        let version = json!({"name": "fraud", "source": format!("models:/{model_id}"), "run_id": run_id, "model_id": model_id});
        server.ask("registered-models/create", &json!({"name": "fraud"}));
        server.ask("model-versions/create", &version);
        let deleted = mlflow!(scene, "runs delete -r {run_id} --output json").success();
        assert_eq!(deleted.json()["registered_versions"], json!([]));
        let collected = mlflow!(scene, "gc --yes --output json").success();
        assert_eq!(collected.json()["registered_versions"], json!([]));
    }
}

#[test]
fn a_registered_version_is_a_value_of_a_project_s_parameter() {
    for scene in Scene::for_each_store() {
        let run_id = run_with_model(&scene);
        mlflow!(scene, "models register -m runs:/{run_id}/model -n fraud").success();
        mlflow!(scene, "models alias set fraud best 1").success();
        mlflow!(scene, "models transition fraud 1 --stage Production").success();
        let command = "cat {model}/data/weights && echo {uri}";
        let parameters = "{model: {type: path}, uri: {type: uri}}";
        let project =
            format!("entry_points: {{main: {{parameters: {parameters}, command: \"{command}\"}}}}");
        scene.write("p/MLproject", project);
        for uri in ["fraud/1", "fraud@best", "fraud/Production", "fraud/latest"] {
            let run = format!("run p -P model=models:/{uri} -P uri=models:/{uri}");
            let ran = mlflow!(scene, "{run}").success().stdout();
            let expected = format!("1 2 3models:/{uri}\n");
            assert!(ran.starts_with(&expected), "{ran}");
        }
        let missing = mlflow!(scene, "run p -P model=models:/none/1 -P uri=s3://x").code(1);
        let phrase = "Registered Model with name=none not found";
        assert!(missing.stderr().contains(phrase), "{}", missing.stderr());
    }
}

/// Wrong command lines, their exit codes, and what is said of them.
const WRONG: [(&str, i32, &str); 39] = [
    ("nope", 2, "No such command 'nope'"),
    ("list --max-results -1", 2, "must be a non-negative integer"),
    ("list -f \"nam = 'x'\"", 2, "Invalid attribute key 'nam'"),
    (
        "list --order-by description",
        2,
        "Invalid order by key 'description'",
    ),
    ("list --output xml", 2, "is not one of 'table', 'json'"),
    ("get", 2, "Missing argument 'MODEL'"),
    ("get none", 1, "Registered Model with name=none not found"),
    (
        "get fraud/9",
        1,
        "Model Version (name=fraud, version=9) not found",
    ),
    ("get fraud/best", 1, "Invalid Model Version stage: best"),
    (
        "get fraud@nobody",
        1,
        "Registered model alias nobody not found",
    ),
    ("get fraud@", 1, "expected `models:/NAME/VERSION`"),
    (
        "get fraud --fail-if-older soon",
        2,
        "Could not parse any time information from 'soon'",
    ),
    ("get models:/m-123", 1, "Not a proper models:/ URI"),
    ("create a/b", 1, "Names cannot contain '/' or ':'"),
    ("create fraud", 1, "already exists"),
    ("create x -t novalue", 2, "expected `key=value`"),
    ("create x -t a=1 -t a=2", 2, "Duplicate tag key: 'a'"),
    (
        "register -n fraud",
        2,
        "Missing option '--model-uri' / '-m'",
    ),
    (
        "register -m ./nothing -n fraud",
        1,
        "there are no files at `./nothing`",
    ),
    (
        "register -m '' -n fraud",
        1,
        "the URI of the model is empty",
    ),
    (
        "register -m runs:/0123/model -n x",
        1,
        "Run with id=0123 not found",
    ),
    (
        "register -m models:/fraud/9 -n x",
        1,
        "version=9) not found",
    ),
    (
        "register -m ./model -n a:b",
        1,
        "Names cannot contain '/' or ':'",
    ),
    (
        "register -m ./model -n fraud --await soon",
        2,
        "expected seconds, or something like `90s`",
    ),
    ("rename none x", 1, "name=none not found"),
    ("rename fraud a/b", 1, "Names cannot contain '/' or ':'"),
    ("versions list none", 1, "name=none not found"),
    (
        "versions list fraud -f 'stage = '",
        2,
        "wrong at character 9",
    ),
    ("versions get fraud x", 1, "must be an integer, got 'x'"),
    (
        "versions transition fraud 1 -s best",
        2,
        "Value must be one of None, Staging",
    ),
    (
        "transition fraud 1 -s None --archive-existing",
        1,
        "'None' is not an Active stage",
    ),
    ("alias set fraud latest 1", 1, "is reserved"),
    ("alias set fraud v1 1", 1, "is reserved"),
    ("alias set fraud 'a b' 1", 1, "Invalid alias name: 'a b'"),
    ("alias set fraud good 7", 1, "version=7) not found"),
    ("tag set fraud k v --version 7", 1, "version=7) not found"),
    ("tag set fraud '' v", 1, "parameter 'key'"),
    ("download fraud", 1, "expected `models:/NAME/VERSION`"),
    ("copy fraud/1 a/b", 1, "Names cannot contain '/' or ':'"),
];

#[test]
fn what_is_wrong_is_one_clear_sentence_and_changes_nothing() {
    for_each_registry(|scene| {
        let run_id = run_with_model(scene);
        mlflow!(scene, "models register -m runs:/{run_id}/model -n fraud").success();
        for (line, code, says) in WRONG {
            let wrong = mlflow!(scene, "models {line}").code(code);
            let stderr = wrong.stderr();
            assert!(stderr.contains(says), "{line}: {stderr}");
            let errors = stderr.lines().filter(|line| line.starts_with("error: "));
            assert_eq!((errors.count(), wrong.stdout().as_str()), (1, ""), "{line}");
        }
        let names = mlflow!(scene, "models list --output json").success().json();
        assert_eq!(names.as_array().map(Vec::len), Some(1), "{names}");
    });
}

/// What changes something, one after the other, and has a result.
const LINES: [&str; 17] = [
    "create wine -d red -t a=1",
    "register -m ./model -n fraud",
    "list",
    "get fraud",
    "get fraud/1",
    "update fraud -d new",
    "versions list fraud",
    "versions get fraud 1",
    "versions update fraud 1 -d new",
    "transition fraud 1 --stage Production --archive-existing",
    "alias set fraud champion 1",
    "tag set fraud owner me --version 1",
    "tag delete fraud owner --version 1",
    "copy fraud@champion prod",
    "download fraud/Production -d down",
    "alias delete fraud champion",
    "versions delete fraud 1",
];

#[test]
fn every_result_is_json_where_that_is_asked_for() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    scene.write("model/MLmodel", "flavors: {}");
    for line in LINES {
        let told = mlflow!(scene, "models {line} --output json").success();
        let told = told.json();
        assert!(told.is_object() || told.is_array(), "{line}: {told}");
        mlflow!(scene, "models list --output csv").success();
    }
    for line in ["rename fraud scam", "delete scam", "search"] {
        let told = mlflow!(scene, "models {line} --output jsonl").success();
        assert!(told.line().starts_with('{'), "{line}");
    }
}
