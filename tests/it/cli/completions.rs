//! The completion scripts in `completions/` are those of the program, and shells that ask the program
//! propose what is in the store.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{Outcome, Scene, mlflow, skip};

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

/// In a shell whose name stands first: a script that takes the completions from the program and prints
/// what is proposed behind `LINE`, the last word of which is begun.
const ASKED: [(&str, &str); 3] = [
    (
        "bash",
        "source <(mlflow completions bash --dynamic)
         COMP_WORDS=(LINE) COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_TYPE=9
         _clap_complete_mlflow mlflow \"${COMP_WORDS[COMP_CWORD]}\" ''
         printf '%s\\n' \"${COMPREPLY[@]}\"",
    ),
    (
        "zsh",
        "compdef() { }
         _describe() { print -rl -- ${(P)3} }
         source <(mlflow completions zsh --dynamic)
         words=(LINE) CURRENT=${#words}
         _clap_dynamic_completer_mlflow || true",
    ),
    (
        "fish",
        "mlflow completions fish --dynamic | source
         complete -C \"LINE\"",
    ),
];

/// What a shell proposes for a line, without what it says of each.
fn proposed(scene: &Scene, shell: &str, script: &str, line: &str) -> Vec<String> {
    let typed = match shell {
        "fish" => line.replace("''", ""),
        _ => line.to_owned(),
    };
    let script = script.replace("LINE", &typed);
    let mut command = scene.shell_of(shell, &script);
    let said = Outcome::of(&mut command).success().stdout();
    let value = |line: &str| match shell {
        "zsh" => {
            let line = line.replace("\\:", "\u{0}");
            let (value, _) = line.split_once(':').unwrap_or((&line, ""));
            value.replace('\u{0}', ":")
        }
        "fish" => line.split('\t').next().unwrap_or_default().to_owned(),
        _ => line.trim_end().to_owned(),
    };
    said.lines().map(value).collect()
}

#[test]
fn shells_propose_what_the_store_and_the_project_have() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    let id = mlflow!(scene, "runs start --experiment-name fraud --name deepest")
        .success()
        .line();
    mlflow!(scene, "runs log-metric -r {id} loss=0.5 acc=0.9").success();
    mlflow!(scene, "models create fraud-net").success();
    let manifest =
        "entry_points: {main: {command: echo}, train: {parameters: {depth: float}, command: echo}}";
    scene.write("proj/MLproject", manifest);
    for (shell, script) in ASKED {
        if Command::new(shell).args(["-c", "true"]).output().is_err() {
            skip(&format!("`{shell}` is not installed"));
            continue;
        }
        let id = &id[..8];
        for (line, expected) in [
            ("mlflow runs sho", "show"),
            ("mlflow runs show dee", "deepest"),
            ("mlflow runs show ''", id),
            ("mlflow runs show @b", "@best:metrics."),
            ("mlflow runs search --experiment fr", "fraud"),
            ("mlflow runs plot lo", "loss"),
            ("mlflow run proj -e tr", "train"),
            ("mlflow run proj -P de", "depth="),
            ("mlflow run pr", "proj"),
            ("mlflow exec -- cat proj/ML", "proj/MLproject"),
            ("mlflow models get fr", "fraud-net"),
        ] {
            let found = proposed(&scene, shell, script, line);
            // Zsh adds the `/` of a folder itself.
            let mut found_values = found.iter().map(|value| value.trim_end_matches('/'));
            let is_proposed = found_values.any(|value| value == expected);
            assert!(is_proposed, "{shell}: {line}: {found:?}");
        }
    }
}

#[test]
fn each_command_has_a_manual_page() {
    let scene = Scene::new();
    mlflow!(scene, "man man1").success().says("man1");
    let pages = fs::read_dir(scene.path("man1")).expect("a folder");
    let pages: Vec<String> = pages
        .map(|page| {
            page.expect("a page")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    for page in [
        "mlflow.1",
        "mlflow-runs.1",
        "mlflow-runs-show.1",
        "mlflow-sync.1",
    ] {
        assert!(pages.iter().any(|other| other == page), "{page}: {pages:?}");
    }
    let is_plain = |name: &String| !name.contains([',', ' ']);
    assert!(pages.iter().all(is_plain), "{pages:?}");
    let text = fs::read_to_string(scene.path("man1/mlflow-runs-show.1")).expect("a page");
    assert!(text.contains(".TH mlflow-runs-show 1"), "{text}");
}
