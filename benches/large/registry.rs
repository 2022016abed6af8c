//! Our server on a large model registry.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use mlflow::config::TrackingSettings;
use mlflow::tracking::Tracking;

use super::super::API;
use super::super::load::{self, Connection};
use super::super::served::Served;
use super::row;

/// Registered models, and the versions of each.
const MODELS: u32 = 10_000;
const VERSIONS: u32 = 10;

/// What is asked for, and how often.
const REQUESTS: [(&str, u64, &str); 12] = [
    (
        "first page of versions",
        1,
        "model-versions/search?max_results=100",
    ),
    (
        "page of versions",
        51,
        "model-versions/search?max_results=100",
    ),
    (
        "versions from the 90,000th on",
        51,
        "model-versions/search?max_results=100&page_token=eyJvZmZzZXQiOiA5MDAwMH0%3D",
    ),
    (
        "versions of a run that none has",
        51,
        "model-versions/search?max_results=100&filter=run_id%3D%27none%27",
    ),
    (
        "versions by a tag",
        51,
        "model-versions/search?max_results=100&filter=tags.data%3D%27set-3%27",
    ),
    (
        "versions by their creation",
        51,
        "model-versions/search?max_results=100&order_by=creation_timestamp%20DESC",
    ),
    (
        "versions of a model",
        51,
        "model-versions/search?max_results=100&filter=name%3D%27model-5000%27",
    ),
    (
        "page of models",
        51,
        "registered-models/search?max_results=100",
    ),
    (
        "models by a tag",
        51,
        "registered-models/search?max_results=100&filter=tags.team%3D%27team-3%27",
    ),
    (
        "models, the last changed first",
        51,
        "registered-models/search?max_results=100&order_by=last_updated_timestamp%20DESC",
    ),
    (
        "latest versions of a model",
        51,
        "registered-models/get-latest-versions?name=model-5000",
    ),
    (
        "the version of an alias",
        51,
        "registered-models/alias?name=model-5000&alias=champion",
    ),
];

/// Commands, and what they do.
const COMMANDS: [(&str, &[&str]); 4] = [
    (
        "`models search`, first 100",
        &["models", "search", "--max-results", "100"],
    ),
    (
        "`models versions list` of a model",
        &["models", "versions", "list", "model-5000"],
    ),
    (
        "`models versions list` of a run that none has",
        &["models", "versions", "list", "--filter", "run_id = 'none'"],
    ),
    (
        "`models get` by an alias",
        &["models", "get", "model-5000@champion"],
    ),
];

/// Ours on 10,000 registered models with 100,000 versions, in SQLite and in a folder.
pub(crate) fn in_sqlite_and_folders() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fill_database(&folder.path().join("models.db"));
    times(folder.path(), "sqlite:///models.db", "SQLite");
    fill_folder(&folder.path().join("mlruns"));
    times(folder.path(), "mlruns", "folders");
}

fn times(folder: &Path, store: &str, what: &str) {
    println!("| {MODELS} models, {VERSIONS} versions each, {what} | median |\n| --- | --- |");
    let served = Served::ours_on(folder, store);
    for (name, rounds, path) in REQUESTS {
        let path = format!("{API}/{path}");
        let ask = |connection: &mut Connection, _| connection.get(&path).expect("an answer").0;
        row(name, load::median_time(&served.address, rounds, ask));
    }
    let change = |connection: &mut Connection, n| {
        let body = format!(
            r#"{{"name":"model-{}","version":"1","key":"checked","value":"{n}"}}"#,
            n % u64::from(MODELS) + 1
        );
        let set = format!("{API}/model-versions/set-tag");
        assert_eq!(connection.post(&set, &body).expect("an answer").0, 200);
        let page = format!("{API}/model-versions/search?max_results=100");
        connection.get(&page).expect("an answer").0
    };
    row(
        "a tag, and then a page of versions",
        load::median_time(&served.address, 51, change),
    );
    println!("| memory afterwards | {} |", served.memory());
    drop(served);
    for (name, arguments) in COMMANDS {
        row(name, median_time_of_command(folder, store, arguments));
    }
    println!();
}

fn median_time_of_command(folder: &Path, store: &str, arguments: &[&str]) -> Duration {
    let mut times: Vec<Duration> = (0..7)
        .map(|_| {
            let begin = Instant::now();
            let output = Command::new(env!("CARGO_BIN_EXE_mlflow"))
                .args(arguments)
                .current_dir(folder)
                .env("MLFLOW_TRACKING_URI", store)
                .output()
                .expect("the program starts");
            let text = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{arguments:?}: {text}");
            begin.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}

/// Makes the folder: as the database below.
fn fill_folder(root: &Path) {
    let folder = TrackingSettings::new(&root.display().to_string()).expect("a tracking URI");
    drop(Tracking::open(folder).expect("a store"));
    let write = |path: &Path, text: &str| fs::write(path, text).expect("written");
    let make = |path: &Path| fs::create_dir_all(path).expect("a folder");
    for m in 1..=MODELS {
        let name = format!("model-{m}");
        let model = root.join("models").join(&name);
        make(&model.join("tags"));
        make(&model.join("aliases"));
        write(&model.join("tags/team"), &format!("team-{}", m % 20));
        write(&model.join("aliases/champion"), &VERSIONS.to_string());
        let meta = format!(
            "aliases:\n  champion: '{VERSIONS}'\ncreation_timestamp: {m}\n\
             deployment_job_id: null\ndeployment_job_state: null\ndescription: of a model\n\
             last_updated_timestamp: {m}\nname: {name}\nworkspace: default\n"
        );
        write(&model.join("meta.yaml"), &meta);
        for v in 1..=VERSIONS {
            let version = model.join(format!("version-{v}"));
            make(&version.join("tags"));
            write(&version.join("tags/data"), &format!("set-{}", m % 50));
            write(&version.join("tags/checked"), "yes");
            let (run, changed) = (format!("{:032x}", m * 1_000 + v), (m * 7_919 + v) % 100_003);
            let meta = format!(
                "creation_timestamp: {m}\ncurrent_stage: None\ndeployment_job_state: null\n\
                 description: version {v}\nlast_updated_timestamp: {changed}\nmodel_id: null\n\
                 name: {name}\nrun_id: {run}\nrun_link: ''\nsource: models:/m-{run}\n\
                 status: READY\nstatus_message: null\nstorage_location: /srv/models/{run}\n\
                 user_id: null\nversion: {v}\nworkspace: default\n"
            );
            write(&version.join("meta.yaml"), &meta);
        }
    }
}

/// Makes the database: each model has a tag and an alias, each version two tags.
fn fill_database(path: &Path) {
    let uri = format!("sqlite:///{}", path.display());
    let settings = TrackingSettings::new(&uri).expect("a tracking URI");
    drop(Tracking::open(settings).expect("a store"));
    let numbers = |most: u32, name: &str| {
        format!(
            "{name}({name}) AS (SELECT 1 UNION ALL SELECT {name} + 1 FROM {name} WHERE {name} < {most})"
        )
    };
    let models = format!("WITH RECURSIVE {}", numbers(MODELS, "m"));
    let versions = format!("{models}, {}", numbers(VERSIONS, "v"));
    let name = "'model-' || m";
    let run = "printf('%032x', m * 1000 + v)";
    let statements = [
        format!(
            "INSERT INTO registered_models (name, creation_time, last_updated_time, description) \
             {models} SELECT {name}, m, m, 'of a model' FROM m;"
        ),
        format!(
            "INSERT INTO registered_model_tags (\"key\", value, name) \
             {models} SELECT 'team', 'team-' || (m % 20), {name} FROM m;"
        ),
        // Spread, but the same in every sitting.
        format!(
            "INSERT INTO model_versions (name, version, creation_time, last_updated_time, \
             description, current_stage, source, run_id, status, run_link, storage_location) \
             {versions} SELECT {name}, v, m, (m * 7919 + v) % 100003, 'version ' || v, 'None', \
             'models:/m-' || {run}, {run}, 'READY', '', '/srv/models/' || {run} FROM m, v;"
        ),
        format!(
            "INSERT INTO model_version_tags (\"key\", value, name, version) \
             {versions} SELECT 'data', 'set-' || (m % 50), {name}, v FROM m, v;"
        ),
        format!(
            "INSERT INTO model_version_tags (\"key\", value, name, version) \
             {versions} SELECT 'checked', 'yes', {name}, v FROM m, v;"
        ),
        format!(
            "INSERT INTO registered_model_aliases (alias, version, name) \
             {models} SELECT 'champion', {VERSIONS}, {name} FROM m;"
        ),
    ];
    let database = rusqlite::Connection::open(path).expect("a database");
    database
        .execute_batch(&format!("BEGIN; {} COMMIT;", statements.concat()))
        .expect("inserted");
}
