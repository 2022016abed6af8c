//! `mlflow export` and `mlflow import`.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::Path;

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::filled::fill;
use super::story::{assert_same, story};
use super::{Kind, Place, copied};
use crate::support::clients::{Client, python};
use crate::support::{Outcome, Scene, mlflow};

/// The name of a file in an archive, and its content.
type Member = (String, Vec<u8>);

/// The members of an archive, in their order.
fn members(archive: &Path) -> Vec<Member> {
    let mut zip = ZipArchive::new(File::open(archive).expect("an archive")).expect("a zip file");
    let numbers = 0..zip.len();
    numbers
        .map(|number| {
            let mut member = zip.by_index(number).expect("a member");
            let mut content = Vec::new();
            member.read_to_end(&mut content).expect("its content");
            (member.name().expect("a name").into_owned(), content)
        })
        .collect()
}

fn write(archive: &Path, members: &[Member]) {
    let mut zip = ZipWriter::new(File::create(archive).expect("a file"));
    for (name, content) in members {
        zip.start_file(name, SimpleFileOptions::default())
            .expect("a member");
        zip.write_all(content).expect("its content");
    }
    zip.finish().expect("an archive");
}

fn manifest(members: &[Member]) -> Value {
    let found = members.iter().find(|(name, _)| name == "manifest.json");
    serde_json::from_slice(&found.expect("a manifest").1).expect("JSON")
}

/// A scene with an archive `a.zip` of a filled store, and what the store tells.
fn packed(kind: Kind) -> (Scene, Value) {
    let from = Place::new(kind);
    fill(&from.open());
    let scene = Scene::new();
    let report = mlflow!(
        scene,
        "export {} a.zip --view all --output json",
        from.address
    );
    let report = report.success().json();
    assert_eq!(report["report"]["runs"]["created"], 5, "{report:#}");
    let names: Vec<_> = scene
        .folder()
        .read_dir()
        .expect("it works")
        .map(|entry| entry.expect("it works").file_name())
        .collect();
    assert_eq!(names, ["a.zip"], "nothing else is left");
    (scene, story(&from.open()))
}

#[test]
fn an_archive_carries_everything_from_any_store_to_any_store() {
    for source in [Kind::Files, Kind::SqliteServed] {
        let (scene, expected) = packed(source);
        for target in Kind::ALL {
            let to = Place::new(target);
            let line = format!("import a.zip {} --view all --output json", to.address);
            let rehearsed = mlflow!(scene, "{line} --dry-run").success().json();
            let report = mlflow!(scene, "{line}").success().json();
            assert_eq!(rehearsed["runs"], report["runs"]);
            assert_eq!(report["source"], "a.zip");
            let told = story(&to.open());
            assert_same(&told, &expected, &format!("{source:?} to {target:?}"));
            let again = mlflow!(scene, "{line}").success().json();
            assert_eq!(copied(&again), [], "{again:#}");
        }
    }
}

#[test]
fn a_manifest_has_the_checksum_of_every_file() {
    let (scene, _) = packed(Kind::Sqlite);
    let members = members(&scene.path("a.zip"));
    let manifest = manifest(&members);
    assert_eq!(manifest["format"], "mlflow-archive");
    assert_eq!(manifest["version"], 1);
    assert_eq!(manifest["counts"]["runs"]["created"], 5);
    let files = manifest["files"].as_array().expect("files");
    assert_eq!(files.len() + 1, members.len());
    for ((name, content), file) in members.iter().zip(files) {
        assert_eq!(file["path"], name.as_str());
        assert_eq!(file["bytes"], content.len());
        assert_eq!(file["sha256"], hex::encode(Sha256::digest(content)));
    }
    let paths: Vec<_> = members.iter().map(|(name, _)| name.as_str()).collect();
    assert!(paths.contains(&"mlflow.db"), "{paths:?}");
    assert!(
        paths.iter().any(|path| path.ends_with("/notes/a é.txt")),
        "{paths:?}"
    );
}

/// Whatever is wrong with an archive, nothing of it is written.
#[test]
fn an_archive_that_is_not_whole_is_refused() {
    let (scene, _) = packed(Kind::Files);
    let whole = members(&scene.path("a.zip"));
    let changed = |change: &dyn Fn(&mut Vec<Member>)| {
        let mut members = whole.clone();
        change(&mut members);
        write(&scene.path("b.zip"), &members);
        let refused = mlflow!(scene, "import b.zip sqlite:///x.db").code(1);
        let _ = mlflow!(scene, "import b.zip ./x").code(1);
        assert!(!scene.path("x.db").exists() && !scene.path("x").exists());
        refused.stderr()
    };
    let is_file = |(name, _): &Member| name.ends_with("MLmodel");
    let said = changed(&|members| members.retain(|member| !is_file(member)));
    assert!(said.contains("MLmodel` is missing"), "{said}");
    let said = changed(&|members| {
        let member = members
            .iter_mut()
            .find(|member| is_file(member))
            .expect("it works");
        member.1[0] ^= 1;
    });
    assert!(said.contains("has another length or checksum"), "{said}");
    let said = changed(&|members| {
        let member = members
            .iter_mut()
            .find(|member| is_file(member))
            .expect("it works");
        member.1.extend(vec![b'x'; 100_000]);
    });
    assert!(said.contains("has another length or checksum"), "{said}");
    let said = changed(&|members| members.push(("../evil".to_owned(), vec![1])));
    assert!(said.contains("`../evil` is not in its manifest"), "{said}");
    let said = changed(&|members| members.retain(|(name, _)| name != "manifest.json"));
    assert!(said.contains("it has no `manifest.json`"), "{said}");
    let said = changed(&|members| {
        let manifest = members
            .iter_mut()
            .find(|(name, _)| name == "manifest.json")
            .expect("it works");
        let text = String::from_utf8(manifest.1.clone()).expect("it works");
        manifest.1 = text
            .replace("\"version\": 1", "\"version\": 2")
            .into_bytes();
    });
    assert!(said.contains("up to version 1"), "{said}");
    let bytes = fs::read(scene.path("a.zip")).expect("it works");
    fs::write(scene.path("c.zip"), &bytes[..bytes.len() / 2]).expect("it works");
    mlflow!(scene, "import c.zip ./x")
        .code(1)
        .says("the archive `c.zip` cannot be used");
    mlflow!(scene, "import nosuch.zip ./x")
        .code(1)
        .says("nosuch.zip");
    assert!(!scene.path("x").exists());
}

#[test]
fn what_is_there_is_replaced_on_request_only() {
    let (scene, _) = packed(Kind::Files);
    let before = fs::read(scene.path("a.zip")).expect("it works");
    let _ = mlflow!(scene, "experiments create -n few").success();
    let line = "export sqlite:///mlflow.db a.zip";
    mlflow!(scene, "{line}").code(1).says("`--overwrite`");
    assert_eq!(fs::read(scene.path("a.zip")).expect("it works"), before);
    let done = mlflow!(scene, "{line} --overwrite").success();
    done.stdout_is("packed 2 experiments, 0 runs and 0 artifacts (0 B) into a.zip\n");
    assert_ne!(fs::read(scene.path("a.zip")).expect("it works"), before);
    mlflow!(scene, "export ./nosuch b.zip")
        .code(1)
        .says("there is no store at");
    mlflow!(scene, "export sqlite:///mlflow.db nosuch/b.zip")
        .code(1)
        .says("nosuch");
    assert!(!scene.path("b.zip").exists());
}

/// Any MLflow of the database's schema opens what was unpacked.
#[test]
fn python_opens_what_is_packed() {
    let Some(python) = python(Client::V3Newest) else {
        return;
    };
    let (scene, _) = packed(Kind::Files);
    let script = "
import zipfile, mlflow
zipfile.ZipFile('a.zip').extractall('.')
client = mlflow.MlflowClient('sqlite:///mlflow.db')
runs = client.search_runs([client.get_experiment_by_name('fraud').experiment_id])
print(*sorted(run.info.run_name for run in runs))
";
    let mut command = scene.bare_command(python);
    let found = Outcome::of(command.args(["-c", script])).success();
    assert_eq!(found.line(), "child open parent");
}
