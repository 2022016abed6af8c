//! `mlflow experiments …`.

use serde_json::json;

use crate::support::{Scene, mlflow};

#[test]
fn no_output_has_the_password_of_a_location() {
    for scene in Scene::for_each_store() {
        let location = "s3://key:s3cret@bucket/x";
        let made = mlflow!(
            scene,
            "experiments create -n located -l {location} --output json"
        );
        let id = made.success().json()["experiment_id"].clone();
        let id = id.as_str().expect("an id");
        let run = mlflow!(scene, "runs create --experiment-id {id}");
        let run_id = run.success().json()["run_id"].clone();
        let run_id = run_id.as_str().expect("an id");
        for line in [
            "experiments search --output table".to_owned(),
            "experiments search --output json".to_owned(),
            "experiments search --output jsonl".to_owned(),
            "experiments search --output csv".to_owned(),
            "experiments get -n located".to_owned(),
            "experiments get -n located --output json".to_owned(),
            format!("experiments csv -x {id}"),
            format!("runs describe -r {run_id}"),
            format!("runs search -x {id} --output csv"),
            format!("runs search -x {id} --output json -c artifact_uri"),
        ] {
            let shown = mlflow!(scene, "{line}").success().stdout();
            assert!(
                shown.contains("s3://key:***@bucket/x"),
                "mlflow {line}: {shown}"
            );
            assert!(!shown.contains("s3cret"), "mlflow {line}: {shown}");
        }
    }
}

#[test]
fn an_experiment_lives_through_all_commands() {
    for scene in Scene::for_each_store() {
        let created = mlflow!(
            scene,
            "experiments create --experiment-name x --output \
             json"
        );
        let id = created.success().json()["experiment_id"]
            .as_str()
            .expect("an id")
            .to_owned();

        mlflow!(scene, "experiments create -n x").code(1).stderr_is(
            "error: Experiment(name=x) already exists: it has the id `[..]` and is active\n",
        );
        mlflow!(scene, "experiments rename -x {id} --new-name y")
            .success()
            .stdout_is("Experiment with id [..] has been renamed to 'y'.\n");
        mlflow!(scene, "experiments delete -x {id}").success();
        let active = mlflow!(scene, "experiments list").success().stdout();
        let is_listed = active.lines().any(|line| line.starts_with(&id));
        assert!(active.contains("Default") && !is_listed, "{active}");
        let deleted = mlflow!(scene, "experiments search --view DELETED_ONLY").success();
        assert!(deleted.stdout().contains(&id));
        let taken = mlflow!(scene, "experiments create -n y").code(1).stderr();
        assert!(taken.contains("mlflow experiments restore"), "{taken}");
        mlflow!(scene, "experiments restore -x {id}").success();
        let got = mlflow!(scene, "experiments get -n y --output json")
            .success()
            .json();
        assert_eq!(got["lifecycle_stage"], "active");
    }
}

#[test]
fn the_table_is_mlflows() {
    let scene = Scene::new();
    mlflow!(scene, "experiments create -n first -l s3://bucket/a")
        .success()
        .stdout_is("Created experiment 'first' with id 1\n");
    mlflow!(scene, "experiments search").success().stdout_is(
        "\
Experiment Id    Name     Artifact Location
---------------  -------  [..]
0                Default  [..]/mlruns/0
1                first    s3://bucket/a
",
    );
}

#[test]
fn get_wants_an_id_or_a_name() {
    let scene = Scene::new();
    mlflow!(scene, "experiments get").code(2);
    mlflow!(scene, "experiments get -x 0 -n Default").code(2);
    mlflow!(scene, "experiments create -n a").success();
    let text = mlflow!(scene, "experiments get -x 0").success().stdout();
    assert!(
        text.starts_with("Experiment ID      : 0\nName               : Default\n"),
        "{text}"
    );
}

#[test]
fn update_records_settings_of_traces_as_tags() {
    let scene = Scene::new();
    let update = ["experiments", "update", "-x", "0"];
    scene.mlflow(update).code(2);
    let both = [
        "--trace-archival-retention",
        "30d",
        "--clear-trace-archival-retention",
    ];
    scene.mlflow(update.iter().chain(&both)).code(2);
    scene
        .mlflow(
            update
                .iter()
                .chain(&["--trace-archival-retention", "30 days"]),
        )
        .code(2);
    scene
        .mlflow(
            update
                .iter()
                .chain(&["--trace-archival-retention", "30d", "-t", "a=b"]),
        )
        .success();
    let get = ["experiments", "get", "-x", "0", "--output", "json"];
    let retention = r#"{"type": "duration", "value": "30d"}"#;
    let tags = scene.mlflow(get).success().json()["tags"].clone();
    assert_eq!(
        tags,
        json!({"a": "b", "mlflow.trace.archivalRetention": retention})
    );
    scene
        .mlflow(update.iter().chain(&["--clear-trace-archival-retention"]))
        .success();
    assert_eq!(
        scene.mlflow(get).success().json()["tags"],
        json!({"a": "b"})
    );
}

#[test]
fn csv_has_mlflows_columns() {
    for scene in Scene::for_each_store() {
        let run_id = mlflow!(scene, "runs start --run-name a,b").success().line();
        mlflow!(scene, "runs log-metric -r {run_id} loss 0.5").success();
        mlflow!(scene, "runs log-param -r {run_id} 'lr=\"quoted\"'").success();
        mlflow!(scene, "experiments csv -x 0").success().stdout_is(
            "\
run_id,experiment_id,status,artifact_uri,start_time,end_time,metrics.loss,params.lr,tags.mlflow.runName,tags.mlflow.source.name,tags.mlflow.source.type,tags.mlflow.user
[..],0,RUNNING,[..]/artifacts,[..]+00:00,,0.5,\"\"\"quoted\"\"\",\"a,b\",mlflow,LOCAL,tester
",
        );
        mlflow!(scene, "experiments csv -x 0 -o runs.csv").success();
        let file = std::fs::read_to_string(scene.path("runs.csv")).expect("the file");
        assert!(file.starts_with("run_id,"), "{file}");
    }
}

#[test]
fn filters_and_limits_choose_experiments() {
    for scene in Scene::for_each_store() {
        for name in ["alpha", "beta", "gamma"] {
            let first = &name[..1];
            mlflow!(scene, "experiments create -n {name} -t first={first}").success();
        }
        let names = |args: &[&str]| -> Vec<String> {
            let command = ["experiments", "search", "--output", "json"];
            let found = scene.mlflow(command.iter().chain(args)).success().json();
            let mut names: Vec<String> = found
                .as_array()
                .expect("a list")
                .iter()
                .map(|experiment| experiment["name"].as_str().expect("a name").to_owned())
                .collect();
            names.sort();
            names
        };
        assert_eq!(names(&["--filter", "name LIKE '%eta'"]), ["beta"]);
        assert_eq!(
            names(&["-f", "tags.first = 'g' OR name = 'alpha'"]),
            ["alpha", "gamma"]
        );
        assert_eq!(names(&["--max-results", "2"]).len(), 2);
        assert_eq!(names(&["--max-results", "0"]).len(), 0);
    }
}
