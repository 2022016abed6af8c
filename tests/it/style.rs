//! How the tests are written: stories short enough to be read, and command lines as users type them.

use std::fs;
use std::path::Path;

use walkdir::WalkDir;

/// Most lines of one function.
const MAX_LINES: usize = 60;

#[test]
fn no_story_is_longer_than_a_page() {
    let mut long = Vec::new();
    for (file, text) in tests() {
        let lines: Vec<&str> = text.lines().collect();
        for (start, line) in lines.iter().enumerate() {
            let code = line.trim_start();
            if !code.starts_with("fn ") && !code.contains(" fn ") || code.starts_with("//") {
                continue;
            }
            let end = format!("{}}}", &line[..line.len() - code.len()]);
            let length = lines[start..].iter().position(|line| *line == end);
            if let Some(length) = length.filter(|length| *length >= MAX_LINES) {
                long.push(format!("{file}:{}: {} lines", start + 1, length + 1));
            }
        }
    }
    assert!(long.is_empty(), "cut into steps:\n{}", long.join("\n"));
}

#[test]
fn a_command_line_is_one_text() {
    let mut broken = Vec::new();
    for (file, text) in tests() {
        for (number, pair) in text.lines().collect::<Vec<_>>().windows(2).enumerate() {
            let begins = pair[0].ends_with(".mlflow([") || pair[0].ends_with(".command([");
            if begins && pair[1].trim_start().starts_with('"') {
                broken.push(format!("{file}:{}", number + 1));
            }
        }
    }
    let broken = broken.join("\n");
    assert!(broken.is_empty(), "use `mlflow!` or `words`:\n{broken}");
}

/// Every file of these tests, with its text.
fn tests() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let files = WalkDir::new(&root).into_iter();
    let files: Vec<_> = files
        .map(|entry| entry.expect("a readable folder").into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a test");
            let path = path.strip_prefix(&root).expect("below the root");
            (path.display().to_string(), text)
        })
        .collect();
    assert!(files.len() > 20, "the tests are somewhere else");
    files
}
