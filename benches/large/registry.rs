//! Our server on a large model registry.

use std::path::Path;

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
const REQUESTS: [(&str, u64, &str); 7] = [
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
        "versions of a run",
        51,
        "model-versions/search?max_results=100&filter=run_id%3D%27none%27",
    ),
    (
        "versions by a tag",
        51,
        "model-versions/search?max_results=100&filter=tags.data%3D%27set-3%27",
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
        "latest versions of a model",
        51,
        "registered-models/get-latest-versions?name=model-5000",
    ),
];

/// Ours on 10,000 registered models with 100,000 versions in SQLite.
pub(crate) fn in_sqlite() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fill(&folder.path().join("models.db"));
    println!("| {MODELS} models, {VERSIONS} versions each, SQLite | median |\n| --- | --- |");
    let served = Served::ours_on(folder.path(), "sqlite:///models.db");
    for (name, rounds, path) in REQUESTS {
        let path = format!("{API}/{path}");
        let ask = |connection: &mut Connection, _| connection.get(&path).expect("an answer").0;
        row(name, load::median_time(&served.address, rounds, ask));
    }
    println!("| memory afterwards | {} |", served.memory());
}

/// Makes the database: each model has a tag and an alias, each version two tags.
fn fill(path: &Path) {
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
