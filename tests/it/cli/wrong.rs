//! What is said of wrong command lines: a table of hundreds of them, `wrong.txt`, with exit codes and what
//! they print now. It is made anew by `RENEW=1 cargo test --test it cli::wrong`, and then read.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::support::{Scene, mlflow, words};

/// How many lines of an answer the table keeps: usage errors and hints, but not whole help texts.
const KEPT: usize = 8;

/// An experiment `fraud` with two ended runs, some projects, and some files.
fn scene() -> Scene {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    for name in ["first", "second"] {
        let line = format!("runs start --experiment-name fraud --name {name}");
        let id = mlflow!(scene, "{line}").success().line();
        mlflow!(scene, "runs log-metric -r {id} loss=0.5 acc=0.9").success();
        mlflow!(scene, "runs log-param -r {id} lr=0.1").success();
        mlflow!(scene, "runs end {id}").success();
        // Starts are told apart by the millisecond.
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let manifest = "\
name: p
entry_points:
  main: {parameters: {n: float}, command: 'echo {n}'}
  train: {command: echo t}
";
    scene.write("proj/MLproject", manifest);
    let manifest = "entry_points: {main: {parameters: {a: {type: floaty}}, command: echo}}";
    scene.write("bad/MLproject", manifest);
    scene.write("one/train.py", "print(1)\n");
    scene.write("file.txt", "text\n");
    scene
}

/// An answer without what differs from one time to the next.
fn masked(scene: &Scene, text: &str) -> String {
    let folder = scene.folder().canonicalize().expect("a folder");
    let text = text
        .replace(&folder.display().to_string(), "~")
        .replace(&scene.folder().display().to_string(), "~");
    let mut masked = String::new();
    let mut word = String::new();
    for letter in text.chars().chain(['\n']) {
        if letter.is_ascii_hexdigit() {
            word.push(letter);
            continue;
        }
        masked.push_str(if word.len() == 32 { "ID" } else { &word });
        word.clear();
        masked.push(letter);
    }
    masked.trim_end().to_owned()
}

/// The command lines of the table, in their order.
fn lines(table: &str) -> impl Iterator<Item = &str> {
    table
        .lines()
        .filter_map(|line| line.strip_prefix("$ mlflow "))
}

#[test]
#[cfg(target_os = "linux")]
fn what_is_said_of_wrong_lines_is_in_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/cli/wrong.txt");
    let kept = fs::read_to_string(&path).expect("the table");
    let scene = scene();
    let mut table = String::new();
    for line in lines(&kept) {
        let outcome = scene.mlflow(words(line));
        let code = outcome.exit_code();
        assert!(!outcome.stderr().contains("panicked"), "{line}");
        assert!(code != 0 || !outcome.stderr().contains("error:"), "{line}");
        let said = masked(&scene, &format!("{}{}", outcome.stdout(), outcome.stderr()));
        let _ = writeln!(table, "$ mlflow {line}\n[{code}]");
        for said in said.lines().take(KEPT) {
            let _ = writeln!(table, "{}", format!("    {said}").trim_end());
        }
        if said.lines().count() > KEPT {
            table.push_str("    …\n");
        }
        table.push('\n');
    }
    assert!(lines(&table).count() >= 215, "hundreds of lines");
    if std::env::var_os("RENEW").is_some() {
        return fs::write(&path, &table).expect("the table");
    }
    snapbox::assert_data_eq!(table, kept);
}
