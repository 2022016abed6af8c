//! The commands that people script, in a bucket and in a folder.

use std::fs;

use serde_json::json;
use walkdir::WalkDir;

use crate::support::cloud_server::{CloudServer, s3_scene};
use crate::support::{Scene, mlflow};

use super::s3::run_in;

#[test]
fn files_are_listed_read_and_removed_by_pattern() {
    let in_folder = Scene::new();
    let root = in_folder.path("kept").display().to_string();
    let mut scenes = vec![(in_folder, root)];
    if let Some(server) = CloudServer::s3() {
        let bucket = server.bucket();
        scenes.push((
            s3_scene(Scene::new(), server),
            format!("s3://{bucket}/kept"),
        ));
    }
    for (scene, root) in scenes {
        let id = run_in(&scene, &root);
        upload_and_list(&scene, &id);
        read(&scene, &id);
        remove(&scene, &id);
    }
}

/// The files of a run, without the folders.
#[track_caller]
fn files(scene: &Scene, id: &str) -> Vec<String> {
    let line = format!("artifacts list -r {id} --recursive --output json");
    let listed = mlflow!(scene, "{line}").success().json();
    let files = listed.as_array().expect("a list").iter();
    let files = files.filter(|file| file["is_dir"] == json!(false));
    files
        .map(|file| file["path"].as_str().expect("a path").to_owned())
        .collect()
}

fn upload_and_list(scene: &Scene, id: &str) {
    for (file, content) in [
        ("out/a.png", "A"),
        ("out/sub/b.png", "B"),
        ("out/sub/c.txt", "C"),
        ("notes.txt", "notes"),
    ] {
        scene.write(file, content);
    }
    mlflow!(
        scene,
        "artifacts upload 'out/**/*.png' notes.txt -r {id} -a top"
    )
    .success();
    mlflow!(scene, "artifacts upload out -r {id}").success();
    assert_eq!(
        files(scene, id),
        [
            "out/a.png",
            "out/sub/b.png",
            "out/sub/c.txt",
            "top/a.png",
            "top/notes.txt",
            "top/sub/b.png"
        ]
    );
}

fn read(scene: &Scene, id: &str) {
    let read = mlflow!(scene, "artifacts cat -r {id} -a top/notes.txt").success();
    assert_eq!(read.stdout(), "notes");
    let read = mlflow!(scene, "artifacts cat -u runs:/{id}/out/sub/c.txt").success();
    assert_eq!(read.stdout(), "C");
    mlflow!(scene, "artifacts cat -r {id} -a none").code(1);
    mlflow!(scene, "artifacts download -r {id} -a '**/*.png' -d back").success();
    let back = fs::read_to_string(scene.path("back/out/sub/b.png"));
    assert_eq!(back.expect("a file"), "B");
    assert!(!scene.path("back/out/sub/c.txt").exists());
    mlflow!(scene, "artifacts download -r {id} -a 'none*' -d back").code(1);
}

fn remove(scene: &Scene, id: &str) {
    let said = mlflow!(scene, "artifacts rm -r {id} out").code(1).stderr();
    assert!(said.contains("--recursive"), "{said}");
    mlflow!(scene, "artifacts rm -r {id} none").code(1);
    mlflow!(scene, "artifacts rm -r {id} 'top/*.png'").success();
    mlflow!(scene, "artifacts rm -r {id} out --recursive").success();
    assert_eq!(files(scene, id), ["top/notes.txt", "top/sub/b.png"]);
}

#[test]
fn the_doctor_tries_the_artifact_root() {
    let Some(server) = CloudServer::s3() else {
        return;
    };
    let bucket = server.bucket();
    let scene = s3_scene(Scene::new(), server);
    let report = |uri: &str| mlflow!(scene, "doctor --artifacts {uri} --output json");
    let found = report(&format!("s3://{bucket}/x")).success().json();
    let all_is_well = json!({
        "root": format!("s3://{bucket}/x"), "write": "ok", "read": "ok", "list": "ok", "delete": "ok",
    });
    assert_eq!(found["artifacts"], all_is_well);
    let found = report("s3://no-such-bucket/x").code(1).json();
    let write = found["artifacts"]["write"].as_str().unwrap();
    assert!(write.contains("no such bucket"), "{write}");
    let found = report("ftp://host/x").code(1).json();
    let write = found["artifacts"]["write"].as_str().unwrap();
    assert!(write.contains("`ftp:` is not supported"), "{write}");
}

#[test]
fn a_scheme_that_is_not_carried_is_refused_before_the_work() {
    let scene = Scene::new();
    for scheme in ["ftp", "sftp", "dbfs", "hdfs", "uc-volumes"] {
        let id = run_in_new(&scene, scheme);
        scene.write("x", "x");
        for line in [
            format!("artifacts log-artifact -r {id} -l x"),
            format!("artifacts list -r {id}"),
            format!("exec --experiment-name {scheme} -- touch done"),
            format!("server --port 0 --artifacts-destination {scheme}://host/x"),
        ] {
            let said = mlflow!(scene, "{line}").code(1).stderr();
            assert!(
                said.contains(&format!("`{scheme}:` is not supported")),
                "{line}: {said}"
            );
        }
        assert!(!scene.path("done").exists());
    }
}

/// A run of an experiment named by a scheme, whose artifacts would be there.
#[track_caller]
fn run_in_new(scene: &Scene, scheme: &str) -> String {
    mlflow!(scene, "experiments create -n {scheme} -l {scheme}://host/x").success();
    let created = mlflow!(
        scene,
        "runs create --experiment-name {scheme} --output json"
    )
    .success();
    created.json()["run_id"].as_str().expect("an id").to_owned()
}

#[test]
fn artifacts_are_synced_into_a_bucket_and_out_of_it() {
    let Some(server) = CloudServer::s3() else {
        return;
    };
    let scene = s3_scene(Scene::with_store("sqlite:///mlflow.db"), server);
    let root = scene.path("kept").display().to_string();
    let id = run_in(&scene, &root);
    for (file, content) in [("out/a.png", "A"), ("out/sub/b.txt", "B")] {
        scene.write(file, content);
    }
    mlflow!(scene, "artifacts upload out -r {id}").success();
    mlflow!(scene, "runs end {id}").success();
    let synced = format!("s3://{}/synced", server.bucket());
    for (source, target, root) in [
        ("mlflow.db", "copy.db", synced.as_str()),
        ("copy.db", "back.db", "back"),
    ] {
        let line = format!("sync sqlite:///{source} sqlite:///{target} --artifact-root {root}");
        let report = mlflow!(scene, "{line} --output json").success().json();
        assert_eq!(report["artifacts"], json!({"files": 2, "bytes": 2}));
        let report = mlflow!(scene, "{line} --output json").success().json();
        assert_eq!(report["artifacts"]["files"], 0, "{report:#}");
    }
    let run = mlflow!(scene, "runs describe {id}");
    assert!(run.success().stdout().contains(&root));
    let copied = WalkDir::new(scene.path("back")).into_iter();
    let files = copied.filter(|entry| entry.as_ref().is_ok_and(|it| it.file_type().is_file()));
    assert_eq!(files.count(), 2);
}
