//! The README's commands do what it says.

use std::fs;
use std::path::Path;

use crate::support::{Outcome, Scene};

/// What the blocks of the tour find in their folder.
const FILES: [(&str, &str); 2] = [
    ("run_tests.sh", "#!/bin/sh\necho all tests passed\n"),
    ("report.html", "<p>fine</p>"),
];

/// What blocks do that have tests of their own: build this program, run examples, serve.
const ELSEWHERE: [&str; 3] = ["cargo ", "mlflow run ", "mlflow server"];

/// The README's shell blocks that can be walked one after the other.
fn tour() -> String {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(readme).expect("the README");
    let blocks = readme.split("```sh\n").skip(1).map(|rest| {
        let (block, _) = rest.split_once("```").expect("a block has an end");
        block
    });
    blocks
        .filter(|block| !ELSEWHERE.iter().any(|what| block.contains(what)))
        .collect()
}

#[test]
#[cfg(unix)]
fn the_tour_can_be_walked() {
    use std::os::unix::fs::PermissionsExt;

    let scene = Scene::new();
    for (name, content) in FILES {
        let file = scene.write(name, content);
        fs::set_permissions(file, fs::Permissions::from_mode(0o755)).expect("executable");
    }
    let tour = tour();
    assert!(
        tour.matches("mlflow ").count() > 15,
        "the blocks are somewhere else: {tour}"
    );
    let outcome = Outcome::of(&mut scene.shell(&tour)).success();
    let stdout = outcome.stdout();
    assert!(
        stdout.contains("Created experiment 'fraud' with id 1"),
        "{stdout}"
    );
    assert!(!outcome.stderr().contains("error"), "{}", outcome.stderr());
    assert!(scene.path("runs.csv").exists() && scene.path("reports/report.html").exists());
}
