//! Who may use whom: the layers of the house, kept by reading the `use` lines of every file. That no
//! modules use each other in a circle is in [`circles`].

mod circles;

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// Each module with the modules that it may use.
const ALLOWED: &[(&str, &[&str])] = &[
    ("error", &["entity"]),
    ("duration", &[]),
    ("uri", &["error"]),
    ("text", &["error"]),
    ("similar", &[]),
    ("recent", &[]),
    ("staged", &[]),
    ("sync", &[]),
    ("tree", &["error"]),
    ("yaml", &["error", "text"]),
    ("config", &["error", "uri"]),
    ("entity", &["error"]),
    ("search", &["entity", "error"]),
    ("view", &["api", "duration", "entity"]),
    ("api", &["entity", "error"]),
    ("http", &["api", "duration", "error", "config", "uri"]),
    (
        "store",
        &[
            "entity", "search", "api", "http", "duration", "error", "config", "recent", "staged",
            "sync", "tree", "uri",
        ],
    ),
    (
        "artifact",
        &[
            "api", "http", "duration", "error", "config", "staged", "sync", "tree", "uri",
        ],
    ),
    (
        "tracking",
        &[
            "store", "artifact", "search", "entity", "error", "config", "tree", "uri",
        ],
    ),
    (
        "registry",
        &[
            "tracking", "store", "artifact", "search", "entity", "error", "config", "uri",
        ],
    ),
    (
        "transfer",
        &[
            "tracking", "store", "artifact", "search", "entity", "error", "config", "staged",
            "sync", "uri",
        ],
    ),
    (
        "access",
        &["store", "entity", "error", "config", "recent", "sync"],
    ),
    ("oidc", &["access", "http", "error", "config", "sync"]),
    (
        "webhook",
        &[
            "registry", "http", "entity", "error", "config", "uri", "sync",
        ],
    ),
    (
        "server",
        &[
            "access", "oidc", "duration", "webhook", "registry", "tracking", "artifact", "api",
            "store", "search", "entity", "error", "config", "uri", "recent", "sync", "web",
        ],
    ),
    ("web", &["duration", "error", "sync"]),
    (
        "serving",
        &[
            "web",
            "duration",
            "registry",
            "tracking",
            "artifact",
            "environment",
            "process",
            "config",
            "error",
            "sync",
            "text",
            "uri",
            "yaml",
            "staged",
        ],
    ),
    ("process", &["duration", "error", "sync"]),
    (
        "environment",
        &[
            "process", "config", "error", "text", "uri", "yaml", "staged", "sync",
        ],
    ),
    (
        "project",
        &[
            "duration",
            "registry",
            "tracking",
            "artifact",
            "environment",
            "process",
            "entity",
            "config",
            "error",
            "similar",
            "text",
            "uri",
            "yaml",
            "sync",
        ],
    ),
    (
        "cli",
        &[
            "access",
            "oidc",
            "api",
            "duration",
            "project",
            "serving",
            "environment",
            "process",
            "server",
            "transfer",
            "webhook",
            "registry",
            "tracking",
            "store",
            "artifact",
            "search",
            "entity",
            "config",
            "error",
            "text",
            "uri",
            "sync",
            "staged",
            "similar",
            "view",
        ],
    ),
    (
        "lib",
        &[
            "cli",
            "project",
            "environment",
            "server",
            "registry",
            "tracking",
            "api",
            "store",
            "artifact",
            "search",
            "entity",
            "config",
        ],
    ),
];

/// Drivers, each with the folder that alone names it. Unit tests look at a database as another
/// program would, and may name its driver anywhere.
const DRIVERS: &[(&str, &str)] = &[
    ("opendal", "artifact/cloud"),
    ("openidconnect", "oidc"),
    ("reqsign", "artifact/cloud"),
    ("reqwest", "artifact/cloud"),
    ("tokio_postgres", "store/sql/postgres"),
    ("rusqlite", "store/sql/sqlite"),
];

/// The folders of the engines.
const ENGINES: &[&str] = &[
    "store/sql/mysql/",
    "store/sql/postgres/",
    "store/sql/sqlite/",
];

/// Words of one engine's SQL. Above the engines' folders, statements take them from a dialect.
const ENGINE_WORDS: &[&str] = &[
    "json_each",
    "json_group_array",
    "json_valid",
    "->>",
    "rowid",
    "glob",
    "typeof",
    "iif(",
    "cell_whole",
    "cell_number",
    "cross join",
    "straight_join",
    "on conflict",
    "on duplicate key",
    "returning",
    "nulls last",
    "ilike",
    " limit -1",
    "insert or ",
    "replace into",
    "pragma",
    "unixepoch",
    "strftime",
    "sqlite_",
    "unnest(",
    "json_table",
    "any(?",
];

/// Backends, which never name one another.
const BACKENDS: &[&str] = &["store/file", "store/sql", "store/rest"];

#[test]
fn every_layer_uses_only_those_below_it() {
    let mut broken = Vec::new();
    for file in sources() {
        let module = module_of(&file);
        if module == "main" {
            continue;
        }
        let allowed = ALLOWED.iter().find(|(name, _)| *name == module);
        let (_, allowed) = allowed.unwrap_or_else(|| panic!("`{module}` is not in the table"));
        for used in crate_modules(&fs::read_to_string(root().join(&file)).expect("a source")) {
            if used != module && !allowed.contains(&used.as_str()) {
                broken.push(format!("{} uses crate::{used}", file.display()));
            }
        }
    }
    assert!(broken.is_empty(), "forbidden:\n{}", broken.join("\n"));
}

#[test]
fn backends_do_not_name_one_another() {
    for (path, text) in texts() {
        let Some(home) = BACKENDS.iter().find(|backend| path.starts_with(*backend)) else {
            continue;
        };
        for other in BACKENDS.iter().filter(|other| *other != home) {
            let name = other.replace('/', "::");
            assert!(!text.contains(&name), "{path} names {name}");
        }
    }
}

/// The server's files that hand artifacts on. They know no local path: artifacts are streams.
const STREAMING: &[&str] = &[
    "server/app.rs",
    "server/file.rs",
    "server/settings.rs",
    "server/upload.rs",
    "server/routes/artifacts.rs",
    "server/routes/logged_models.rs",
    "server/routes/multipart.rs",
    "server/routes/proxy.rs",
];

#[test]
fn the_server_holds_no_paths_of_artifacts() {
    for file in STREAMING {
        let text = fs::read_to_string(root().join(file)).expect("a source");
        for path in ["PathBuf", "std::path", "std::fs", "NamedTempFile"] {
            assert!(!text.contains(path), "{file} names {path}");
        }
    }
}

#[test]
fn a_driver_is_named_by_its_engine_alone() {
    let mut broken = Vec::new();
    for (path, code) in production_code("") {
        for (driver, home) in DRIVERS {
            if !path.starts_with(home) && code.iter().any(|line| line.contains(driver)) {
                broken.push(format!("{path} names {driver}"));
            }
        }
    }
    assert!(broken.is_empty(), "forbidden:\n{}", broken.join("\n"));
}

/// Above the engines' folders a store knows a database by its trait. Only the lines that make an
/// engine's folder a module, and hand on what opens and keeps its databases or knows MLflow's
/// revisions, name it.
#[test]
fn a_store_does_not_know_its_engine() {
    let mut mentions = Vec::new();
    for (path, code) in production_code("store/sql/") {
        if !ENGINES.iter().any(|engine| path.starts_with(engine)) {
            let lines = code.into_iter();
            let lines = lines.filter(|line| line.to_lowercase().contains("sqlite"));
            mentions.extend(lines.map(|line| (path.clone(), line)));
        }
    }
    let is_opening = |line: &str| {
        ["mod sqlite;", "use sqlite::SchemaVersion;"].contains(&line)
            || line.starts_with("pub use sqlite::")
    };
    let broken: Vec<_> = mentions
        .iter()
        .filter(|(_, line)| !is_opening(line))
        .collect();
    assert!(broken.is_empty(), "forbidden: {broken:#?}");
    assert!(!mentions.is_empty(), "the engines are somewhere else");
}

#[test]
fn statements_have_no_words_of_one_engine() {
    let mut looked_at = 0;
    let mut broken = Vec::new();
    for (path, code) in production_code("store/sql/") {
        if ENGINES.iter().any(|engine| path.starts_with(engine)) {
            continue;
        }
        looked_at += 1;
        for (number, line) in code.iter().enumerate() {
            let line = line.to_lowercase();
            let found = ENGINE_WORDS.iter().filter(|word| line.contains(*word));
            broken.extend(found.map(|word| format!("{path}, code line {number}: {word}")));
        }
    }
    assert!(looked_at > 20, "the statements are somewhere else");
    assert!(broken.is_empty(), "forbidden:\n{}", broken.join("\n"));
}

/// The files below a folder, each with its lines without comments and unit tests.
fn production_code(folder: &str) -> Vec<(String, Vec<String>)> {
    let files = texts().into_iter();
    let files = files.filter(|(path, _)| path.starts_with(folder) && !path.ends_with("tests.rs"));
    files
        .map(|(path, text)| {
            let (code, _) = text
                .split_once("#[cfg(test)]\nmod tests {")
                .unwrap_or((&text, ""));
            (path, code_lines(code).map(str::to_owned).collect())
        })
        .collect()
}

/// The lines of a text that are no comments.
fn code_lines(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines();
    lines.filter(|line| !line.trim_start().starts_with("//"))
}

/// Every source file by its path below `src/`, with `/` between the folders, and its text.
fn texts() -> Vec<(String, String)> {
    let files = sources().into_iter();
    files
        .map(|file| {
            let text = fs::read_to_string(root().join(&file)).expect("a source");
            (file.to_string_lossy().replace('\\', "/"), text)
        })
        .collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every source file, relative to `src/`.
fn sources() -> Vec<PathBuf> {
    let files: Vec<PathBuf> = WalkDir::new(root())
        .into_iter()
        .map(|entry| entry.expect("a readable folder").into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| {
            path.strip_prefix(root())
                .expect("below the root")
                .to_owned()
        })
        .collect();
    assert!(
        files.len() > 20,
        "the sources are somewhere else: {files:?}"
    );
    files
}

/// The top-level module to which a file belongs.
fn module_of(file: &Path) -> String {
    let first = file
        .components()
        .next()
        .expect("a relative path has a first part");
    first
        .as_os_str()
        .to_string_lossy()
        .trim_end_matches(".rs")
        .to_owned()
}

/// The modules that a text names as `crate::…`, outside comments.
fn crate_modules(text: &str) -> Vec<String> {
    code_lines(text)
        .flat_map(|line| line.split("crate::").skip(1))
        .flat_map(|rest| match rest.strip_prefix('{') {
            Some(list) => list.split(',').map(first_name).collect(),
            None => vec![first_name(rest)],
        })
        .filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase()))
        .collect()
}

fn first_name(text: &str) -> String {
    text.trim_start()
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
        .collect()
}
