//! What a project run records, and where it looks for the project.

use serde_json::json;

use super::{project, run_id, run_of};
use crate::support::{Outcome, Scene, mlflow};

#[test]
fn a_run_records_its_source_and_end_in_each_store() {
    for scene in Scene::for_each_store() {
        scene.write(
            "p/mlPROJECT",
            "name: x\nentry_points: {main: {command: pwd; env}}",
        );
        let args = ["run", "p", "--experiment-name", "new", "--run-name", "r"];
        let direct = ["--tracking", "direct"];
        let outcome = scene.mlflow(args.iter().chain(&direct)).success();
        let run = run_of(&scene, &outcome);
        let folder = scene.folder().canonicalize().unwrap().join("p");
        let tags = json!({
            "mlflow.project.backend": "local",
            "mlflow.project.entryPoint": "main",
            "mlflow.runName": "r",
            "mlflow.source.name": folder.to_str().unwrap(),
            "mlflow.source.type": "PROJECT",
            "mlflow.user": "tester",
        });
        assert_eq!(run["data"]["tags"], tags);
        assert_eq!(
            (&run["info"]["status"], &run["info"]["run_name"]),
            (&json!("FINISHED"), &json!("r"))
        );
        assert!(run["info"]["end_time"].is_i64(), "{run}");

        let stdout = outcome.stdout();
        assert!(
            stdout.starts_with(folder.to_str().unwrap()),
            "it runs in its folder: {stdout}"
        );
        let run_id = run_id(&outcome);
        let variable = |name: &str| {
            let line = stdout
                .lines()
                .find_map(|line| line.strip_prefix(&format!("{name}=")));
            line.unwrap_or_else(|| panic!("no {name} in {stdout}"))
                .to_owned()
        };
        assert_eq!(variable("MLFLOW_RUN_ID"), run_id);
        assert_eq!(
            variable("MLFLOW_EXPERIMENT_ID"),
            run["info"]["experiment_id"].as_str().unwrap()
        );
        // The child's folder is another one, and the store must be the same.
        let read = scene.bare_command(env!("CARGO_BIN_EXE_mlflow"));
        let mut read = read;
        read.args(["runs", "describe", "-r", &run_id])
            .current_dir(&folder);
        read.env("MLFLOW_TRACKING_URI", variable("MLFLOW_TRACKING_URI"));
        Outcome::of(&mut read).success();
    }
}

#[test]
fn only_a_file_store_is_unlocked_for_python() {
    for (store, expected) in [("./mlruns", "true\n"), ("sqlite:///mlflow.db", "unset\n")] {
        let scene = Scene::with_store(store);
        project(&scene, "echo ${{MLFLOW_ALLOW_FILE_STORE-unset}}");
        assert_eq!(mlflow!(scene, "run p").success().stdout(), expected);
    }
    let scene = Scene::with_store("./mlruns").env("MLFLOW_ALLOW_FILE_STORE", "false");
    project(&scene, "echo $MLFLOW_ALLOW_FILE_STORE");
    assert_eq!(mlflow!(scene, "run p").success().stdout(), "false\n");
}

#[test]
fn a_project_in_a_git_repository_records_its_commit() {
    let scene = Scene::with_store("./mlruns");
    let git = |args: &[&str]| {
        let identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
        let mut command = scene.bare_command("git");
        command.args(["-C", "r"]).args(identity).args(args);
        Outcome::of(&mut command).success().line()
    };
    scene.write("r/a/MLproject", "entry_points: {main: {command: 'true'}}");
    scene.write("r/.gitignore", "ignored\n");
    scene.write("r/ignored/x.sh", "true");
    git(&["init", "--quiet"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "-m", "first"]);
    git(&[
        "remote",
        "add",
        "zz",
        "https://user:secret@example.com/zz.git",
    ]);
    git(&["remote", "add", "aa", "git@example.com:aa.git"]);
    let commit = git(&["rev-parse", "HEAD"]);
    let top = git(&["rev-parse", "--show-toplevel"]);

    let tags = run_of(&scene, &mlflow!(scene, "run r/a").success())["data"]["tags"].clone();
    assert_eq!(tags["mlflow.source.git.commit"], json!(commit));
    assert_eq!(
        tags["mlflow.source.git.repoURL"],
        json!("https://example.com/zz.git")
    );
    assert_eq!(
        tags["mlflow.gitRepoURL"],
        json!("https://example.com/zz.git")
    );
    assert_eq!(tags["mlflow.source.name"], json!(format!("file://{top}#a")));

    let tags = run_of(&scene, &mlflow!(scene, "run 'r#a'").success())["data"]["tags"].clone();
    assert_eq!(tags["mlflow.source.name"], json!("r#a"), "as MLflow 3.17.2");
    assert_eq!(tags["mlflow.source.git.commit"], json!(commit));

    let outcome = mlflow!(scene, "run r/ignored -e x.sh").success();
    let tags = run_of(&scene, &outcome)["data"]["tags"].clone();
    assert_eq!(
        tags["mlflow.source.git.commit"],
        json!(null),
        "the repository ignores it"
    );
}

#[test]
fn a_failing_command_fails_the_run() {
    for scene in Scene::for_each_store() {
        project(&scene, "exit 7");
        let outcome = mlflow!(scene, "run p").code(1);
        let id = run_id(&outcome);
        let stderr = outcome.stderr();
        assert!(
            stderr.contains(&format!("=== Run (ID '{id}') failed ===")),
            "{stderr}"
        );
        assert!(stderr.contains("ended with exit code 7"), "{stderr}");
        assert!(stderr.contains("see it with: mlflow runs"), "{stderr}");
        assert_eq!(run_of(&scene, &outcome)["info"]["status"], "FAILED");

        project(&scene, "gone-program");
        let stderr = mlflow!(scene, "run p").code(1).stderr();
        assert!(stderr.contains("hint: exit code 127 means"), "{stderr}");

        project(&scene, "kill -9 $$");
        let outcome = mlflow!(scene, "run p").code(1);
        assert!(
            outcome.stderr().contains("was ended by signal 9"),
            "{}",
            outcome.stderr()
        );
        assert_eq!(run_of(&scene, &outcome)["info"]["status"], "FAILED");
    }
}

#[test]
fn the_status_that_a_program_records_is_kept_unless_it_is_untrue() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    for (command, code, expected) in [
        ("$MLFLOW runs end --status FAILED", 0, "FAILED"),
        ("$MLFLOW runs end --status KILLED && false", 1, "KILLED"),
        ("$MLFLOW runs end --status FINISHED && false", 1, "FAILED"),
    ] {
        project(&scene, command);
        let mut run = scene.command(["run", "p"]);
        run.env("MLFLOW", env!("CARGO_BIN_EXE_mlflow"));
        let outcome = Outcome::of(&mut run).code(code);
        assert_eq!(
            run_of(&scene, &outcome)["info"]["status"],
            expected,
            "{command}"
        );
    }
}

#[test]
fn a_run_can_be_continued() {
    for scene in Scene::for_each_store() {
        project(&scene, "test \"$MLFLOW_EXPERIMENT_ID\" != 0 && true");
        let id = mlflow!(scene, "runs start --experiment-name x")
            .success()
            .line();
        mlflow!(scene, "runs end -r {id}").success();
        let run = run_of(
            &scene,
            &mlflow!(
                scene,
                "run p --run-id {id} --run-name again -P \
             a=1"
            )
            .success(),
        );
        assert_eq!(run["info"]["run_id"], json!(id));
        assert_eq!(run["info"]["run_name"], "again");
        assert_eq!(run["info"]["status"], "FINISHED");
        assert_eq!(
            run["data"]["params"],
            json!({}),
            "MLflow logs them to new runs only"
        );
        assert_eq!(run["data"]["tags"]["mlflow.project.backend"], "local");
        let elsewhere =
            |experiment: &str| mlflow!(scene, "run p --run-id {id} --experiment-name {experiment}");
        let _ = elsewhere("x").success();
        let stderr = elsewhere("y").code(1).stderr();
        assert!(stderr.contains("is in experiment `x`"), "{stderr}");

        mlflow!(scene, "runs delete -r {id}").success();
        let stderr = mlflow!(scene, "run p --run-id {id}").code(1).stderr();
        assert!(stderr.contains("is deleted"), "{stderr}");
    }
}

#[test]
fn the_experiment_comes_from_flags_or_the_environment() {
    let scene = Scene::with_store("./mlruns").env("MLFLOW_EXPERIMENT_NAME", "from env");
    project(&scene, "echo ${{MLFLOW_EXPERIMENT_NAME-unset}}");
    let experiment_of = |args: &[&str]| {
        let outcome = scene.mlflow(["run", "p"].iter().chain(args)).success();
        let id = run_of(&scene, &outcome)["info"]["experiment_id"].clone();
        let get = [
            "experiments",
            "get",
            "-x",
            id.as_str().unwrap(),
            "--output",
            "json",
        ];
        let name = scene.mlflow(get).success().json()["name"]
            .as_str()
            .unwrap()
            .to_owned();
        (name, outcome.line())
    };
    assert_eq!(experiment_of(&[]), ("from env".into(), "from env".into()));
    // The child must not meet a name that contradicts the id.
    assert_eq!(
        experiment_of(&["--experiment-id", "0"]),
        ("Default".into(), "unset".into())
    );
    assert_eq!(experiment_of(&["--experiment-name", "flag"]).0, "flag");
    let mut contradiction = scene.command(["run", "p"]);
    contradiction.env("MLFLOW_EXPERIMENT_ID", "0");
    let stderr = Outcome::of(&mut contradiction).code(1).stderr();
    assert!(stderr.contains("`MLFLOW_EXPERIMENT_ID` is `0`"), "{stderr}");
    let mut twice_the_same = scene.command(["run", "p"]);
    twice_the_same
        .env("MLFLOW_EXPERIMENT_NAME", "Default")
        .env("MLFLOW_EXPERIMENT_ID", "0");
    Outcome::of(&mut twice_the_same).success();
    mlflow!(scene, "run p --experiment-name a --experiment-id 0").code(2);
    mlflow!(scene, "run p --experiment-id 77").code(1);
}

#[test]
fn runs_within_a_run_are_nested_in_it() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    project(&scene, "$MLFLOW run . -e child.sh --experiment-name other");
    scene.write("p/child.sh", "true");
    let mut run = scene.command(["run", "p"]);
    run.env("MLFLOW", env!("CARGO_BIN_EXE_mlflow"));
    let parent = run_id(&Outcome::of(&mut run).success());
    let filter = format!("tags.`mlflow.parentRunId` = '{parent}'");
    let nested = mlflow!(
        scene,
        "runs search --experiment-name other -f \"{filter}\" --output jsonl"
    )
    .success();
    assert_eq!(nested.stdout().lines().count(), 1);
    // The parent is over by now: a stale variable nests nothing.
    let mut later = scene.command(["run", "p", "-e", "child.sh"]);
    later.env("MLFLOW_RUN_ID", &parent);
    let later = Outcome::of(&mut later).success();
    assert_eq!(
        run_of(&scene, &later)["data"]["tags"]["mlflow.parentRunId"],
        json!(null)
    );
}

#[test]
fn a_successful_run_says_what_it_recorded() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    project(
        &scene,
        "$MLFLOW runs log-metric m=1 && $MLFLOW runs set-tag t=1 && echo out",
    );
    let mut run = scene.command(["run", "p", "-P", "a=1", "--experiment-name", "x"]);
    run.env("MLFLOW", env!("CARGO_BIN_EXE_mlflow"));
    let outcome = Outcome::of(&mut run).success();
    outcome.stderr_is(
        "\
made the store `[..]mlflow.db`: [..]
the project names no environment; it runs with the programs on the PATH
=== Running command '$MLFLOW runs log-metric m=1 && $MLFLOW runs set-tag t=1 && echo out --a 1' in run with ID '[..]' ===
...
=== Run (ID '[..]') succeeded ===
recorded 1 param, 1 metric, 1 tag, 0 artifacts, 0 models
  params: a 1
  metrics: m 1
in experiment `x` (ID 1) of the SQLite database `[..]mlflow.db`
see it with: mlflow runs show [..]
",
    );
}

#[test]
fn what_cannot_run_is_one_clear_error_and_no_run() {
    let scene = Scene::with_store("./mlruns");
    project(&scene, "true");
    scene.write(
        "docker/MLproject",
        "docker_env: {image: x}\nentry_points: {main: {command: 'true'}}",
    );
    scene.write("broken.json", "{");
    scene.write("broken/MLproject", "entry_points: [main]");
    for (args, expected) in [
        (&["gone"][..], "there is no project folder `gone`"),
        (&["p/MLproject"], "is a file; expected a folder"),
        (&["p.zip"], "cannot open `p.zip`"),
        (
            &["p", "-v", "main"],
            "Setting a version is only supported for Git project URIs",
        ),
        (
            &["p", "-e", "nope"],
            "Could not find nope among entry points ['main']",
        ),
        (
            &["p", "-b", "databricks"],
            "the backend `databricks` is not supported yet",
        ),
        (
            &["p", "-b", "kubernetes", "-c", "{}"],
            "'kube-job-template-path' attribute must be specified",
        ),
        (&["p", "-c", "broken.json"], "is not valid JSON"),
        (&["docker"], "Project name in MLProject must be specified"),
        (&["broken"], "`entry_points` is a list; expected a mapping"),
    ] {
        let outcome = scene.mlflow(["run"].iter().chain(args)).code(1);
        let stderr = outcome.stderr();
        assert!(
            stderr.starts_with("error: ") && stderr.contains(expected),
            "{args:?}: {stderr}"
        );
    }
    assert!(
        !scene.path("mlruns").exists(),
        "no store is opened for what cannot run"
    );
}

#[test]
#[cfg(unix)]
fn without_a_path_the_systems_default_holds() {
    let scene = Scene::with_store("./mlruns");
    project(&scene, "printenv PATH || echo unset");
    let mut run = scene.command(["run", "p"]);
    let path = Outcome::of(run.env_remove("PATH")).success().line();
    assert_eq!(path, "unset", "a `PATH` of ours would hide the default");
}

#[test]
fn a_store_that_cannot_be_written_is_said() {
    let scene = Scene::with_store("http://127.0.0.1:1").env("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0");
    project(&scene, "true");
    mlflow!(scene, "run p").code(1);
}
