//! Who may import whom among the page's modules: a part knows no page, a page knows no other page.

use std::fs;
use std::path::{Component, Path, PathBuf};

use walkdir::WalkDir;

/// Each folder with the folders of which it may import; "" is the top folder, where what all
/// others use lies.
const ALLOWED: &[(&str, &[&str])] = &[
    ("", &["", "parts"]),
    ("parts", &["", "parts"]),
    ("access", &["", "parts", "access"]),
    ("artifacts", &["", "parts", "artifacts"]),
    ("charts", &["", "parts", "charts"]),
    ("models", &["", "parts", "models"]),
    ("compare", &["", "parts", "artifacts", "charts", "compare"]),
    ("registry", &["", "parts", "registry"]),
    ("run", &["", "parts", "models", "registry", "run"]),
    ("runs", &["", "parts", "charts", "runs"]),
    (
        "pages",
        &[
            "",
            "parts",
            "access",
            "artifacts",
            "charts",
            "compare",
            "models",
            "registry",
            "run",
            "runs",
        ],
    ),
];

/// What stands above the pages: these import whatever they need, and are imported by nobody else.
const TOP: [&str; 2] = ["main.js", "palette.js"];

#[test]
fn no_module_imports_upwards() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/server/ui/js");
    let mut edges = 0;
    let mut broken = Vec::new();
    for entry in WalkDir::new(&root) {
        let path = entry.expect("the page's modules").into_path();
        if path.extension().is_none_or(|end| end != "js") {
            continue;
        }
        let module = path.strip_prefix(&root).expect("below the root");
        for imported in imports(&fs::read_to_string(&path).expect("a module")) {
            edges += 1;
            let imported = resolve(module, &imported);
            if !is_allowed(module, &imported) {
                broken.push(format!(
                    "{} imports {}",
                    module.display(),
                    imported.display()
                ));
            }
        }
    }
    assert!(edges > 150, "the imports are written otherwise: {edges}");
    assert!(broken.is_empty(), "{broken:#?}");
}

fn is_allowed(module: &Path, imported: &Path) -> bool {
    let name = module.to_string_lossy();
    if TOP.contains(&name.as_ref()) {
        return true;
    }
    let is_above = TOP.contains(&imported.to_string_lossy().as_ref());
    let allowed = ALLOWED.iter().find(|(each, _)| *each == folder(module));
    let (_, allowed) = allowed.unwrap_or_else(|| panic!("`{name}` is not in the table"));
    !is_above && allowed.contains(&folder(imported).as_str())
}

/// What stands in quotes behind `from` and in `import(…)`.
fn imports(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for before in ["from \"", "await import(\"", "import \""] {
        for rest in source.split(before).skip(1) {
            let (path, _) = rest.split_once('"').expect("a quote has an end");
            found.push(path.to_owned());
        }
    }
    found
}

/// The module that a relative path of another one names.
fn resolve(from: &Path, path: &str) -> PathBuf {
    let mut to = from.parent().unwrap_or(Path::new("")).to_path_buf();
    for part in Path::new(path).components() {
        match part {
            Component::ParentDir => assert!(to.pop(), "`{path}` leads out of the page"),
            Component::Normal(name) => to.push(name),
            _ => {}
        }
    }
    to
}

fn folder(module: &Path) -> String {
    let parent = module.parent().unwrap_or(Path::new(""));
    parent.to_string_lossy().into_owned()
}
