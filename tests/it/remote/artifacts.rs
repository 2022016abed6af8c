//! Files that go to a server and come back.

use std::fs;
use std::path::Path;

use super::Remote;
use crate::support::{Scene, Server, mlflow};

/// A tree with everything that is hard about names and sizes.
fn tree(scene: &Scene) {
    scene.write("tree/a.txt", "a");
    scene.write("tree/zero", "");
    scene.write("tree/sub ü/b 100%25 & c+d.txt", "b");
    scene.write("tree/pred%step%0%timestamp%1717%00ab.png", "p");
    scene.write("tree/a b#?;'/x", "1");
    scene.write("tree/a%20b#?;'/x", "2");
    let large: Vec<u8> = (0..3_000_000_u32).map(|i| (i % 251) as u8).collect();
    scene.write("tree/sub ü/deep/large.bin", large);
}

fn same_tree(a: &Path, b: &Path) {
    let files = |top: &Path| -> Vec<(String, Vec<u8>)> {
        walkdir::WalkDir::new(top)
            .sort_by_file_name()
            .into_iter()
            .map(|entry| entry.expect("a readable folder"))
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                let path = entry.path().strip_prefix(top).expect("below the top");
                (
                    path.display().to_string(),
                    fs::read(entry.path()).expect("a file"),
                )
            })
            .collect()
    };
    assert_eq!(files(a).len(), 7);
    assert!(
        files(a) == files(b),
        "{} and {} differ",
        a.display(),
        b.display()
    );
}

fn start(scene: &Scene) -> String {
    mlflow!(scene, "runs start --experiment-name x")
        .success()
        .line()
}

#[test]
fn a_tree_goes_through_the_server_and_comes_back() {
    for flags in [&[][..], &["--no-serve-artifacts"]] {
        let remote = Remote::start(flags);
        let scene = &remote.scene;
        tree(scene);
        let id = start(scene);
        let artifacts = |args: &[&str]| scene.mlflow([&["artifacts"], args].concat());
        artifacts(&[
            "log-artifacts",
            "--run-id",
            &id,
            "-l",
            "tree",
            "-a",
            "in it",
        ])
        .success();
        artifacts(&["download", "--run-id", &id, "-d", "out"]).success();
        same_tree(&scene.path("tree"), &scene.path("out/in it"));

        let uri = format!("runs:/{id}/in it/sub ü/b 100%25 & c+d.txt");
        let file = artifacts(&["download", "-u", &uri, "-d", "one"])
            .success()
            .line();
        assert_eq!(fs::read(file).unwrap(), b"b");
        assert!(scene.path("one/b 100%25 & c+d.txt").is_file());

        let listed = artifacts(&["list", "--run-id", &id, "-a", "in it"])
            .success()
            .json();
        let size = |path: &str| {
            let files = listed.as_array().unwrap();
            let is_it = |file: &&serde_json::Value| file["path"] == format!("in it/{path}");
            files.iter().find(is_it).map(|file| &file["file_size"])
        };
        assert_eq!(size("a.txt"), Some(&1.into()));
        assert_eq!(size("zero"), Some(&0.into()));
        assert_eq!(size("sub ü"), Some(&serde_json::Value::Null));
        let missing = artifacts(&["download", "--run-id", &id, "-a", "no"]).code(1);
        assert!(
            missing.stderr().contains("No such artifact: 'no'"),
            "{}",
            missing.stderr()
        );
    }
}

#[test]
fn an_address_on_the_server_is_downloaded() {
    let remote = Remote::start(&[]);
    let (scene, server) = (&remote.scene, &remote.server);
    let id = start(scene);
    scene.write("a b.txt", "a");
    mlflow!(
        scene,
        "artifacts log-artifact --run-id {id} -l 'a b.txt' -a x"
    )
    .success();
    let described = mlflow!(scene, "runs describe --run-id {id}")
        .success()
        .json();
    let root = described["info"]["artifact_uri"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = root.strip_prefix("mlflow-artifacts:").unwrap();
    let url = format!(
        "{}/api/2.0/mlflow-artifacts/artifacts{path}/x/a%20b.txt",
        server.url()
    );
    for (uri, folder) in [(format!("{root}/x/a b.txt"), "1"), (url.clone(), "2")] {
        mlflow!(scene, "artifacts download -u '{uri}' -d {folder}").success();
        assert_eq!(fs::read(scene.path(folder).join("a b.txt")).unwrap(), b"a");
    }
    // A URL needs no tracking server, but what is relative to one does.
    let elsewhere = Scene::new();
    mlflow!(elsewhere, "artifacts download -u {url} -d out").success();
    let refused = mlflow!(elsewhere, "artifacts download -u {root}").code(1);
    assert!(
        refused
            .stderr()
            .contains("expected MLFLOW_TRACKING_URI to name the server"),
        "{}",
        refused.stderr()
    );
}

#[test]
fn a_large_file_goes_in_parts() {
    let remote = Remote::start(&[]);
    let server = &remote.server;
    let scene = Scene::with_store(&server.url())
        .env("MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD", "true")
        .env("MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", "1000000")
        .env("MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", "700000");
    tree(&scene);
    let id = start(&scene);
    mlflow!(scene, "artifacts log-artifacts --run-id {id} -l tree").success();
    mlflow!(scene, "artifacts download --run-id {id} -d out").success();
    same_tree(&scene.path("tree"), &scene.path("out"));
}

#[test]
fn the_server_is_asked_for_what_is_not_where_it_was_recorded() {
    for store in ["./mlruns", "sqlite:///mlflow.db"] {
        let home = Scene::new();
        fs::create_dir(home.path("old")).unwrap();
        let mut seed = home.shell(&format!(
            "cd old && export MLFLOW_TRACKING_URI={store} && mkdir -p 'd/a%20b' && \
             printf one > 'd/a%20b/f.txt' && id=$(mlflow runs start) && \
             mlflow artifacts log-artifacts -l d -r $id >&2 && echo $id"
        ));
        let id = crate::support::Outcome::of(&mut seed).success().line();
        fs::rename(home.path("old"), home.path("new")).unwrap();
        let folder = home.path("new");
        let backend = match store {
            "./mlruns" => folder.join("mlruns").display().to_string(),
            _ => format!("sqlite:///{}/mlflow.db", folder.display()),
        };
        let moved = Scene::new();
        // A database is in the folder in which its artifacts are looked for.
        let server = Server::start(&moved, &["--backend-store-uri", &backend]);
        let scene = Scene::with_store(&server.url());
        let listed = mlflow!(scene, "artifacts list -r {id} -a a%20b")
            .success()
            .json();
        assert_eq!(listed[0]["path"], "a%20b/f.txt", "{store}");
        mlflow!(scene, "artifacts download -r {id} -d out").success();
        assert_eq!(fs::read(scene.path("out/a%20b/f.txt")).unwrap(), b"one");
        scene.write("new.txt", "new");
        mlflow!(scene, "artifacts log-artifact -l new.txt -r {id} -a x").success();
        assert!(
            !home.path("old").exists(),
            "the recorded folder is not made again"
        );
        let uri = format!("runs:/{id}/x/new.txt");
        let path = mlflow!(scene, "artifacts download -u {uri}")
            .success()
            .line();
        assert_eq!(fs::read(path).unwrap(), b"new");
    }
}
