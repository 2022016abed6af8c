//! The whole life of a registered model through real clients and our server: registered with
//! `log_model`, promoted, loaded by every kind of `models:` URI, copied, deleted.
#![cfg(unix)]

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::run_python;
use crate::support::clients::Client;
use crate::support::{Scene, Server};

const LIFE: &str = include_str!("registry.py");

/// What a client of this release hears; `None` where it cannot be had.
#[track_caller]
fn life(client: Client, flags: &[&str]) -> Option<Value> {
    let scene = Scene::new();
    let server = Server::start(&scene, flags);
    run_python(&scene, client, LIFE, &[&server.url(), "fraud"])
}

/// What every client hears.
#[track_caller]
fn is_whole(heard: &Value) {
    assert_eq!(
        heard["registered"],
        json!([[1, "None"], [2, "None"], [3, "None"]])
    );
    assert_eq!(heard["of a run"], json!([[2, "None"]]));
    let promoted = json!([[1, "Archived"], [2, "Production"], [3, "None"]]);
    assert_eq!(heard["promoted"], promoted);
    assert_eq!(heard["predicted"], json!([[42, 42], [42, 42], [42, 42]]));
    assert_eq!(heard["model"], json!(["of frauds", {"team": "risk"}]));
    let version = json!(["the second", {"checked": "yes"}, "READY", true]);
    assert_eq!(heard["version"], version);
    assert_eq!(heard["left"], json!([[1, "Archived"], [3, "None"]]));
    assert_eq!(heard["gone"], "RESOURCE_DOES_NOT_EXIST");
}

/// What clients hear of aliases and copies, which came with 2.3 and 2.6.
#[track_caller]
fn has_aliases(heard: &Value) {
    assert_eq!(heard["champion"].to_string().trim_matches('"'), "2");
    assert_eq!(heard["champion predicted"], json!([42, 42]));
    assert_eq!(heard["copy"][1], "models:/fraud/2");
    assert_eq!(heard["copy"][2], true);
    assert_eq!(heard["copy predicted"], json!([42, 42]));
    assert_eq!(heard["found"], json!(["fraud", "fraud-copy"]));
}

const DATABASE: [&str; 2] = ["--backend-store-uri", "sqlite:///ours.db"];

#[test]
fn a_model_lives_its_life_through_1_23_1() {
    let Some(heard) = life(Client::V1, &DATABASE) else {
        return;
    };
    is_whole(&heard);
    assert_eq!(heard["latest"], json!([1, 2, 3]));
    assert_eq!(heard["found"], json!(["fraud"]));
}

#[test]
fn a_model_lives_its_life_through_2_22_4() {
    let Some(heard) = life(Client::V2, &DATABASE) else {
        return;
    };
    is_whole(&heard);
    has_aliases(&heard);
    assert_eq!(heard["latest"], json!([1, 2, 3]));
}

#[test]
fn a_model_lives_its_life_through_today_s_client_in_a_registry_of_its_own() {
    let flags = [
        "--backend-store-uri",
        "sqlite:///ours.db",
        "--registry-store-uri",
        "sqlite:///models.db",
    ];
    let Some(heard) = life(Client::V3Newest, &flags) else {
        return;
    };
    is_whole(&heard);
    has_aliases(&heard);
    assert_eq!(heard["prompt"], "Hello {{who}}");
    assert_eq!(heard["prompts"], json!(["fraud-prompt"]));
    assert_eq!(heard["no prompt"], true);
}

const FOLDER: &str = include_str!("registry_folder.py");

/// A folder with a server of ours before it.
struct ServedFolder {
    scene: Scene,
    server: Server,
}

impl ServedFolder {
    fn new() -> Self {
        let scene = Scene::new();
        let server = Server::start(&scene, &["--backend-store-uri", "./mlruns"]);
        Self { scene, server }
    }

    /// A step that a client does on the folder itself.
    fn directly(&self, step: &str) -> String {
        format!("{step}={}", self.scene.path("mlruns").display())
    }

    /// A step that a client does through our server.
    fn through_us(&self, step: &str) -> String {
        format!("{step}={}", self.server.url())
    }

    /// The files of the registered models that MLflow looks at, without times.
    fn files(&self) -> BTreeMap<String, String> {
        let root = self.scene.path("mlruns/models");
        let files = walkdir::WalkDir::new(&root)
            .into_iter()
            .filter_map(|entry| {
                let entry = entry.expect("an entry");
                let path = entry.path().strip_prefix(&root).expect("below the root");
                let path = path.display().to_string();
                let is_told = entry.file_type().is_file() && !path.ends_with("lock");
                is_told.then(|| (path, std::fs::read_to_string(entry.path()).expect("text")))
            });
        files
            .map(|(path, text)| (path, comparable(&text)))
            .collect()
    }
}

/// A file without times. What a client leaves out is null in a folder, and an empty text to any
/// server.
fn comparable(text: &str) -> String {
    let lines = text.split_inclusive('\n');
    let lines = lines.filter(|line| !line.contains("_timestamp: "));
    lines.collect::<String>().replace(": ''\n", ": null\n")
}

/// What Python's file store and ours make of each other's files.
#[track_caller]
fn both_ways(client: Client) {
    let folder = ServedFolder::new();
    let mut steps = vec![folder.directly("make")];
    for step in [None, Some("change"), Some("rename")] {
        steps.extend(step.map(|step| folder.through_us(step)));
        steps.extend([folder.directly("tell"), folder.through_us("tell")]);
    }
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let Some(told) = run_python(&folder.scene, client, FOLDER, &steps) else {
        return;
    };
    let told = told.as_array().expect("a list");
    for both in told.chunks(2) {
        assert_eq!(both[0], both[1]);
    }
    let [made, changed, renamed] = [0, 2, 4].map(|n| &told[n]);
    assert_eq!(made["champion"]["version"], 2);
    assert_eq!(changed["champion"]["version"], 3);
    assert_eq!(changed["prompts"], json!(["prompt"]));
    assert_eq!(renamed["models"][0]["name"], "a new name");
    assert_eq!(renamed["champion"]["tags"], changed["champion"]["tags"]);
}

#[test]
fn python_2_22_4_and_we_read_each_others_folders() {
    both_ways(Client::V2);
}

#[test]
fn today_s_python_and_we_read_each_others_folders() {
    both_ways(Client::V3Newest);
}

#[test]
fn what_we_write_into_a_folder_is_what_today_s_python_writes() {
    let (python, ours) = (ServedFolder::new(), ServedFolder::new());
    let steps = [
        python.directly("make"),
        python.directly("change"),
        ours.through_us("make"),
        ours.through_us("change"),
    ];
    let steps = steps.each_ref().map(String::as_str);
    if run_python(&python.scene, Client::V3Newest, FOLDER, &steps).is_none() {
        return;
    }
    let (python, ours) = (python.files(), ours.files());
    assert!(python.len() > 20, "{python:#?}");
    assert_eq!(python, ours);
}
