//! `mlflow artifacts …`.

use std::fs;

use serde_json::json;

use crate::support::Scene;

#[test]
fn files_go_up_and_come_down() {
    for scene in Scene::for_each_store() {
        let run_id = scene.mlflow(["runs", "start"]).success().line();
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
        let place = scene.mlflow(all.iter().chain(&run)).success().line();
        assert_eq!(
            fs::read_to_string(format!("{place}/note.txt")).expect("a file"),
            "hello"
        );
        let part = [
            "artifacts",
            "download",
            "-u",
            &format!("runs:/{run_id}/models/m"),
            "-d",
            "part",
        ];
        let place = scene.mlflow(part).success().line();
        let bytes = fs::read(format!("{place}/data/größe.bin")).expect("a file");
        assert_eq!(bytes, [0, 159, 146, 150]);
    }
}

#[test]
fn what_is_here_already_is_not_copied() {
    let scene = Scene::new();
    let run_id = scene.mlflow(["runs", "start"]).success().line();
    scene.write("note.txt", "hello");
    scene
        .mlflow(["artifacts", "log-artifact", "-l", "note.txt", "-r", &run_id])
        .success();
    let place = scene.mlflow(["artifacts", "download", "-r", &run_id, "-a", "note.txt"]);
    assert!(
        place
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
        let place = crate::support::Outcome::of(&mut command).success().line();
        assert_eq!(fs::read_to_string(&place).expect("the file"), "hello");
        assert!(place.contains("/new/"), "{place}");
    }
}

#[test]
fn paths_stay_within_the_run() {
    let scene = Scene::new();
    let run_id = scene.mlflow(["runs", "start"]).success().line();
    scene.write("note.txt", "hello");
    for bad in ["../x", "/etc", "a/../../b"] {
        let up = [
            "artifacts",
            "log-artifact",
            "-l",
            "note.txt",
            "-r",
            &run_id,
            "-a",
            bad,
        ];
        scene.mlflow(up).code(1);
        scene
            .mlflow(["artifacts", "list", "-r", &run_id, "-a", bad])
            .code(1);
        scene
            .mlflow([
                "artifacts",
                "download",
                "-u",
                &format!("runs:/{run_id}/{bad}"),
            ])
            .code(1);
    }
}
