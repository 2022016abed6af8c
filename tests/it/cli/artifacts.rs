//! `mlflow artifacts …`.

use std::fs;

use serde_json::json;

use crate::support::{Scene, Server, mlflow};

#[test]
fn files_go_up_and_come_down() {
    for scene in Scene::for_each_store() {
        let run_id = mlflow!(scene, "runs start").success().line();
        scene.write("model/MLmodel", "flavors: {}");
        scene.write("model/data/größe.bin", [0, 159, 146, 150]);
        scene.write("note.txt", "hello");
        let run = ["--run-id", &run_id];
        scene
            .mlflow(
                ["artifacts", "log-artifact", "-l", "note.txt"]
                    .iter()
                    .chain(&run),
            )
            .success();
        let folder = [
            "artifacts",
            "log-artifacts",
            "-l",
            "model",
            "-a",
            "models/m",
        ];
        scene.mlflow(folder.iter().chain(&run)).success();

        let listed = scene
            .mlflow(["artifacts", "list"].iter().chain(&run))
            .success()
            .json();
        let expected = json!([
            {"path": "models", "is_dir": true},
            {"path": "note.txt", "is_dir": false, "file_size": 5},
        ]);
        assert_eq!(listed, expected);

        let all = ["artifacts", "download", "--dst-path", "down"];
        let local = scene.mlflow(all.iter().chain(&run)).success().line();
        assert_eq!(
            fs::read_to_string(format!("{local}/note.txt")).expect("a file"),
            "hello"
        );
        let local = mlflow!(
            scene,
            "artifacts download -u runs:/{run_id}/models/m -d part"
        )
        .success()
        .line();
        let bytes = fs::read(format!("{local}/data/größe.bin")).expect("a file");
        assert_eq!(bytes, [0, 159, 146, 150]);
    }
}

#[test]
fn what_is_here_already_is_not_copied() {
    let scene = Scene::new();
    let run_id = mlflow!(scene, "runs start").success().line();
    scene.write("note.txt", "hello");
    mlflow!(scene, "artifacts log-artifact -l note.txt -r {run_id}").success();
    let local = mlflow!(scene, "artifacts download -r {run_id} -a note.txt");
    assert!(
        local
            .success()
            .line()
            .ends_with(&format!("/mlruns/0/{run_id}/artifacts/note.txt"))
    );
}

#[test]
fn a_moved_store_still_finds_its_files() {
    for store in ["./mlruns", "sqlite:///mlflow.db"] {
        let scene = Scene::new();
        fs::create_dir(scene.path("old")).expect("a folder");
        let old = |args: &[&str]| {
            let mut command = scene.command(args);
            command
                .current_dir(scene.path("old"))
                .env("MLFLOW_TRACKING_URI", store);
            crate::support::Outcome::of(&mut command).success().line()
        };
        let run_id = old(&["runs", "start"]);
        scene.write("old/note.txt", "hello");
        old(&["artifacts", "log-artifact", "-l", "note.txt", "-r", &run_id]);
        fs::rename(scene.path("old"), scene.path("new")).expect("moved");

        let mut command = scene.command(["artifacts", "download", "-r", &run_id, "-a", "note.txt"]);
        command
            .current_dir(scene.path("new"))
            .env("MLFLOW_TRACKING_URI", store);
        let local = crate::support::Outcome::of(&mut command).success().line();
        assert_eq!(fs::read_to_string(&local).expect("the file"), "hello");
        assert!(local.contains("/new/"), "{local}");
    }
}

#[test]
fn paths_stay_within_the_run() {
    let scene = Scene::new();
    let run_id = mlflow!(scene, "runs start").success().line();
    scene.write("note.txt", "hello");
    for bad in ["../x", "/etc", "a/../../b"] {
        mlflow!(
            scene,
            "artifacts log-artifact -l note.txt -r {run_id} -a {bad}"
        )
        .code(1);
        mlflow!(scene, "artifacts list -r {run_id} -a '{bad}'").code(1);
        mlflow!(scene, "artifacts download -u runs:/{run_id}/{bad}").code(1);
    }
}

#[test]
fn a_download_lands_under_its_last_name() {
    let scene = Scene::new();
    let run_id = mlflow!(scene, "runs start").success().line();
    scene.write("tree/dir/sub/f", "f");
    mlflow!(scene, "artifacts log-artifacts -l tree -r {run_id}").success();
    for (path, expected, file) in [
        ("dir/sub/f", "f", "f"),
        ("dir/sub", "sub", "sub/f"),
        ("dir", "dir", "dir/sub/f"),
        ("dir/", "", "sub/f"),
        ("./dir//sub/", "", "f"),
        ("", "", "dir/sub/f"),
    ] {
        let uri = format!("runs:/{run_id}/{path}");
        for (index, source) in [["-r", &run_id, "-a", path].to_vec(), vec!["-u", &uri]]
            .into_iter()
            .enumerate()
        {
            let to = format!("to-{index}-{}", path.replace('/', "_"));
            let args = [&["artifacts", "download", "-d", &to], &source[..]].concat();
            let printed = scene.mlflow(args).success().line();
            let expected = if expected.is_empty() {
                scene.path(&to)
            } else {
                scene.path(&to).join(expected)
            };
            assert_eq!(printed, expected.to_str().unwrap(), "{path}");
            assert!(scene.path(&to).join(file).is_file(), "{path}");
        }
    }
}

#[test]
fn what_a_killed_command_left_goes_with_the_next_one() {
    let scene = Scene::new();
    let run_id = mlflow!(scene, "runs start").success().line();
    let artifacts = format!("mlruns/0/{run_id}/artifacts");
    let left = scene.write(
        &format!("{artifacts}/d/.artifact.uploading.locked-x"),
        "half",
    );
    let of_python = scene.write(&format!("{artifacts}/d/.artifact.uploading.abc"), "half");
    scene.write("f", "f");
    mlflow!(scene, "artifacts log-artifact -l f -r {run_id} -a d").success();
    assert!(!left.exists() && of_python.exists());
}

/// Logs a model of the name `model` for a run, with two files.
fn log_model(scene: &Scene, server: &Server, source_run_id: &str) {
    let body = json!({"experiment_id": "0", "name": "model", "source_run_id": source_run_id});
    let info = server.ask("logged-models", &body)["model"]["info"].clone();
    let root = info["artifact_uri"].as_str().expect("a text");
    let folder = root.replace("mlflow-artifacts:", "mlartifacts");
    scene.write(&format!("{folder}/MLmodel"), source_run_id);
    scene.write(&format!("{folder}/data/x"), "x");
}

#[test]
fn a_missing_folder_is_named_as_it_was_asked_for() {
    let scene = Scene::new();
    let run_id = mlflow!(scene, "runs start").success().line();
    for path in ["nowhere/", "dir/nowhere/"] {
        let missing = mlflow!(scene, "artifacts download -r {run_id} -a {path}").code(1);
        let stderr = missing.stderr();
        assert!(
            stderr.contains(&format!("No such artifact: '{path}'")),
            "{stderr}"
        );
    }
}

#[test]
fn the_model_of_a_run_is_found_by_its_name() {
    for store in ["./mlruns", "sqlite:///mlflow.db"] {
        let scene = Scene::with_store(store);
        let server = Server::start(&scene, &["--backend-store-uri", store]);
        let run_id = server.run("0");
        for source_run_id in [run_id.as_str(), "another"] {
            log_model(&scene, &server, source_run_id);
        }
        scene.write(
            &format!("mlartifacts/0/{run_id}/artifacts/model/own"),
            "own",
        );
        let through_server = Scene::with_store(&server.url());
        let listed = mlflow!(through_server, "artifacts list -r {run_id} -a model")
            .success()
            .json();
        let paths: Vec<_> = listed
            .as_array()
            .unwrap()
            .iter()
            .map(|file| &file["path"])
            .collect();
        assert_eq!(paths, ["model/MLmodel", "model/data", "model/own"]);
        let below = |source: &str| {
            let listed = mlflow!(through_server, "artifacts list {source} --recursive");
            listed.success().stdout()
        };
        let tree = below(&format!("-r {run_id}"));
        assert!(tree.contains("model/data/x"), "{tree}");
        assert_eq!(below(&format!("-u runs:/{run_id}")), tree);
        for (path, file, content) in [
            ("model", "MLmodel", run_id.as_str()),
            ("model", "own", "own"),
            ("model/MLmodel", "", run_id.as_str()),
            ("model/data/x", "", "x"),
        ] {
            let uri = format!("runs:/{run_id}/{path}");
            let printed = mlflow!(through_server, "artifacts download -u {uri}");
            let local = scene.path(printed.success().line());
            let local = if file.is_empty() {
                local
            } else {
                local.join(file)
            };
            assert_eq!(fs::read_to_string(&local).unwrap(), content, "{local:?}");
        }
        mlflow!(
            through_server,
            "artifacts download -r {run_id} -a model/data -d to"
        )
        .success();
        assert!(through_server.path("to/model/data/x").is_file());
        let missing = mlflow!(through_server, "artifacts download -r {run_id} -a none/x").code(1);
        assert!(
            missing.stderr().contains("No such artifact"),
            "{}",
            missing.stderr()
        );
    }
}
