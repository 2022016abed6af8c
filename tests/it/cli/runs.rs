//! `mlflow runs …`.

use serde_json::json;

use crate::support::{Scene, mlflow};

#[test]
fn a_run_is_driven_from_a_shell() {
    for scene in Scene::for_each_store() {
        let run_id = mlflow!(
            scene,
            "runs start --experiment-name new --run-name r -t \
             a=b=c"
        )
        .success()
        .line();
        assert_eq!(run_id.len(), 32, "the id alone: {run_id}");
        let scene = scene.env("MLFLOW_RUN_ID", &run_id);

        mlflow!(scene, "runs log-metric loss=0.5 acc=-1e-3 --step -2").success();
        mlflow!(scene, "runs log-metric loss nan --timestamp 5 -s 3").success();
        mlflow!(scene, "runs log-param lr 0.1").success();
        mlflow!(scene, "runs log-param lr 0.1").success();
        mlflow!(scene, "runs log-param lr 0.2").code(1).stderr_is(
            "\
error: Changing param values is not allowed: `lr` of run `[..]` is `0.1` and cannot become `0.2`, because a param is logged once
hint: log a value that may change as a tag, or start a new run
",
        );
        mlflow!(scene, "runs set-tag stage=dev stage2=").success();
        mlflow!(scene, "runs delete-tag stage2").success();
        mlflow!(scene, "runs delete-tag stage2").code(1);

        let run = mlflow!(scene, "runs describe").success().json();
        assert_eq!(run["info"]["status"], "RUNNING");
        assert_eq!(
            run["data"]["metrics"],
            json!({"acc": -0.001, "loss": "NaN"})
        );
        assert_eq!(run["data"]["params"], json!({"lr": "0.1"}));
        let tags = &run["data"]["tags"];
        assert_eq!((&tags["a"], &tags["stage"]), (&json!("b=c"), &json!("dev")));
        assert_eq!(
            (&tags["mlflow.runName"], &tags["mlflow.user"]),
            (&json!("r"), &json!("tester"))
        );

        mlflow!(scene, "runs metrics loss").success().stdout_is(
            "\
Metric    Step    Time                     Value
--------  ------  -----------------------  -------
loss      -2      [..] UTC  0.5
loss      3       1970-01-01 00:00:00 UTC  NaN
",
        );
        mlflow!(scene, "runs end --status failed").success();
        let ended = mlflow!(scene, "runs describe").success().json();
        assert_eq!(ended["info"]["status"], "FAILED");
        assert!(ended["info"]["end_time"].is_i64());
    }
}

#[test]
fn create_makes_a_run_that_has_ended() {
    let scene = Scene::new();
    let parent = mlflow!(scene, "runs start").success().line();
    let created = mlflow!(
        scene,
        "runs create --experiment-name x --run-name n \
         --description d -t k=v --status KILLED --parent-run-id {parent}"
    )
    .success()
    .json();
    assert_eq!(created["status"], "KILLED");
    assert_eq!(created["run_name"], "n");
    let run_id = created["run_id"].as_str().expect("an id");
    let run = mlflow!(scene, "runs describe -r {run_id}").success().json();
    assert_eq!(run["info"]["status"], "KILLED");
    assert_eq!(run["data"]["tags"]["mlflow.parentRunId"], json!(parent));
    assert_eq!(run["data"]["tags"]["mlflow.note.content"], "d");
}

#[test]
fn search_filters_orders_and_picks_columns() {
    for scene in Scene::for_each_store() {
        for (name, loss) in [("a", "0.3"), ("b", "0.1"), ("c", "0.2")] {
            let id = mlflow!(scene, "runs start --run-name {name}")
                .success()
                .line();
            mlflow!(scene, "runs log-metric -r {id} loss '{loss}'").success();
            mlflow!(scene, "runs log-param -r {id} name {name}").success();
        }
        let search = ["runs", "search", "--order-by", "metrics.loss ASC"];
        scene
            .mlflow(search.iter().chain(&["-f", "metrics.loss < 0.25", "-c", "run_name,metrics.*"]))
            .success()
            .stdout_is("run_name    metrics.loss\n----------  --------------\nb           0.1\nc           0.2\n");
        scene
            .mlflow(search.iter().chain(&[
                "-c",
                "params.name,tags.none",
                "--output",
                "jsonl",
                "-n",
                "1",
            ]))
            .success()
            .stdout_is("{\"params.name\":\"b\",\"tags.none\":null}\n");
        mlflow!(
            scene,
            "runs search -f 'metrics.loss > 1' --fail-if-empty --output csv"
        )
        .code(3)
        .stdout_is("run_id,experiment_id,status,artifact_uri,start_time,end_time\n");
        let unknown = mlflow!(scene, "runs search -c loss").code(2).stderr();
        assert!(unknown.contains("column `loss` is unknown"), "{unknown}");
    }
}

#[test]
fn list_shows_the_latest_first() {
    for scene in Scene::for_each_store() {
        let run_id = mlflow!(scene, "runs start --run-name only")
            .success()
            .line();
        mlflow!(scene, "runs list --experiment-id 0")
            .success()
            .stdout_is(format!(
                "\
Date                     Name    ID
-----------------------  ------  --------------------------------
[..] UTC  only    {run_id}
"
            ));
        mlflow!(scene, "runs delete --run-id {run_id}").success();
        let deleted = mlflow!(scene, "runs list --experiment-id 0 -v deleted_only");
        assert!(deleted.success().stdout().contains(&run_id));
        let refused = mlflow!(scene, "runs log-metric -r {run_id} m 1")
            .code(1)
            .stderr();
        assert!(refused.contains("is deleted"), "{refused}");
        mlflow!(scene, "runs restore --run-id {run_id}").success();
        mlflow!(scene, "runs log-metric -r {run_id} m 1").success();
    }
}

#[test]
fn a_batch_keeps_what_came_before_a_broken_line() {
    for scene in Scene::for_each_store() {
        let run_id = mlflow!(scene, "runs start").success().line();
        let good = |step| format!("{{\"metrics\": {{\"m\": {step}}}, \"step\": {step}}}");
        let bad = "{\"metrics\": {\"m\": \"x\"}}".to_owned();
        let lines = (0..2500)
            .map(good)
            .chain([bad])
            .collect::<Vec<_>>()
            .join("\n");
        let failed = scene
            .mlflow_with_stdin(["runs", "log-batch", "-r", &run_id], &lines)
            .code(1);
        assert!(
            failed.stderr().contains("line 2501 of stdin"),
            "{}",
            failed.stderr()
        );
        let history = mlflow!(scene, "runs metrics m -r {run_id} --output jsonl");
        assert_eq!(history.success().stdout().lines().count(), 2500);
    }
}

#[test]
fn the_environment_names_run_and_experiment() {
    let scene = Scene::new();
    let missing = mlflow!(scene, "runs describe").code(2).stderr();
    assert!(missing.contains("MLFLOW_RUN_ID"), "{missing}");
    let scene = scene.env("MLFLOW_EXPERIMENT_NAME", "from the environment");
    let run_id = mlflow!(scene, "runs start").success().line();
    mlflow!(scene, "runs start --experiment-id 0").success();
    let found = mlflow!(scene, "runs search --output json").success().json();
    assert_eq!(found.as_array().map(Vec::len), Some(1));
    assert_eq!(found[0]["info"]["run_id"], json!(run_id));
}
