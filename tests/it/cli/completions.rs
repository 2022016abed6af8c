//! The completion scripts in `completions/` are those of the program.

use std::fs;
use std::path::Path;

use crate::support::{Scene, mlflow};

const SCRIPTS: [(&str, &str); 5] = [
    ("bash", "mlflow.bash"),
    ("zsh", "_mlflow"),
    ("fish", "mlflow.fish"),
    ("powershell", "_mlflow.ps1"),
    ("elvish", "mlflow.elv"),
];

#[test]
fn completion_scripts_are_fresh() {
    let scene = Scene::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions");
    for (shell, file) in SCRIPTS {
        let script = mlflow!(scene, "completions {shell}").success().stdout();
        let kept = fs::read_to_string(folder.join(file)).unwrap_or_default();
        assert!(
            script == kept,
            "completions/{file} is stale; make it new with: \
             cargo run -- completions {shell} > completions/{file}"
        );
    }
    assert!(
        scene.path("mlflow.db").metadata().is_err(),
        "completions open no store"
    );
}
