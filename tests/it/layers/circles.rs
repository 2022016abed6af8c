//! No circles: among the modules of one folder, none uses another one that uses it in turn, by
//! whatever detour. What a folder's `mod.rs` hands on counts as used where it is defined.
//!
//! A folder and what is in it may use each other. Unit tests may use anything.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{code_lines, texts};

/// The names of a path: `crate`, `store`, `Page`.
type Names = Vec<String>;

/// A module: what it uses.
#[derive(Debug, Default)]
struct Module {
    /// Every path in it that begins with `crate`, `super`, `self` or a `use`.
    paths: Vec<Names>,
    /// What a `use` brings in, by its name here.
    imports: HashMap<String, Names>,
}

/// Every module, by its names below the crate.
type Modules = BTreeMap<Names, Module>;

/// Who uses whom among the modules of one folder, with an example of each.
type Uses = BTreeMap<(String, String), String>;

#[test]
fn no_modules_of_a_folder_use_each_other_in_a_circle() {
    let sources = texts();
    let modules = modules(
        sources
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str())),
    );
    assert!(modules.len() > 200, "the sources are somewhere else");
    let circles = circles(&modules);
    assert!(circles.is_empty(), "in circles:\n{}", circles.join("\n"));
}

#[test]
fn a_circle_is_found_through_what_a_folder_hands_on() {
    let found = |b: &str| {
        let sources = [
            ("lib.rs", "mod x;\nmod y;\n"),
            (
                "x/mod.rs",
                "mod a;\nmod b;\nmod c;\npub(crate) use c::{Thing, other as renamed};\n",
            ),
            ("x/a.rs", "use super::b;\nfn f() { b::g() }\n"),
            ("x/b.rs", b),
            ("x/c.rs", "fn f() { super::a::f(); crate::y::h() }\n"),
            ("y.rs", "use crate::x;\n"),
        ];
        circles(&modules(sources.into_iter()))
    };
    assert_eq!(
        found("use std::fs;\n").len(),
        2,
        "`x` and `y` use each other"
    );
    for b in [
        "use super::{c, Kind};\n",
        "use crate::x::Thing;\n",
        "use super::{\n    renamed,\n};\n",
        "fn g() { super::Thing::new() }\n",
    ] {
        let circles = found(b);
        assert!(
            circles.iter().any(|line| line.contains("x: a -> b")),
            "{b}: {circles:?}"
        );
        assert_eq!(circles.len(), 2 + 3, "{b}: {circles:?}");
    }
    for b in [
        "// use super::c;\n",
        "#[cfg(test)]\nuse super::c;\n",
        "#[cfg(test)]\nmod tests {\n    use super::super::c;\n}\n",
    ] {
        assert_eq!(found(b).len(), 2, "{b}");
    }
}

/// The uses of each folder that lie on a circle, a line for each.
fn circles(modules: &Modules) -> Vec<String> {
    let mut circles = Vec::new();
    for (folder, mut uses) in uses_by_folder(modules) {
        // Whoever uses nobody, or is used by nobody, is on no circle.
        loop {
            let users: BTreeSet<_> = uses.keys().map(|(user, _)| user.clone()).collect();
            let used: BTreeSet<_> = uses.keys().map(|(_, used)| used.clone()).collect();
            let before = uses.len();
            uses.retain(|(from, to), _| used.contains(from) && users.contains(to));
            if uses.len() == before {
                break;
            }
        }
        let folder = if folder.is_empty() {
            "crate".to_owned()
        } else {
            folder.join("::")
        };
        let lines = uses.into_iter();
        circles.extend(
            lines.map(|((user, used), example)| {
                format!("{folder}: {user} -> {used}, as in {example}")
            }),
        );
    }
    circles
}

fn uses_by_folder(modules: &Modules) -> BTreeMap<Names, Uses> {
    let mut folders: BTreeMap<Names, Uses> = BTreeMap::new();
    for (user, module) in modules {
        for path in &module.paths {
            let Some(used) = resolve(modules, user, path, 0) else {
                continue;
            };
            let common = user.iter().zip(&used).take_while(|(a, b)| a == b).count();
            // Otherwise one of the two is a folder in which the other one is.
            if let (Some(from), Some(to)) = (user.get(common), used.get(common)) {
                let example = || format!("{}: {}", user.join("::"), path.join("::"));
                let folder = folders.entry(user[..common].to_vec()).or_default();
                folder
                    .entry((from.clone(), to.clone()))
                    .or_insert_with(example);
            }
        }
    }
    folders
}

/// More steps than any name is handed on by.
const MAX_STEPS: usize = 16;

/// The module in which lies what a path of a module names; `None` for what other crates have.
fn resolve(modules: &Modules, user: &[String], path: &[String], step: usize) -> Option<Names> {
    let first = path.first()?.as_str();
    let mut rest = path;
    let mut at = match first {
        "crate" => {
            rest = &path[1..];
            Vec::new()
        }
        "self" | "super" => {
            let ups = path.iter().take_while(|name| *name == "super").count();
            rest = &path[ups.max(1)..];
            user[..user.len().checked_sub(ups)?].to_vec()
        }
        name => {
            let child = [user, &[name.to_owned()]].concat();
            let is_ours = modules.contains_key(&child) || modules[user].imports.contains_key(name);
            if !is_ours {
                return None;
            }
            user.to_vec()
        }
    };
    while let Some((name, below)) = rest.split_first() {
        let child = [&at[..], std::slice::from_ref(name)].concat();
        if !modules.contains_key(&child) {
            break;
        }
        at = child;
        rest = below;
    }
    let handed_on = rest
        .first()
        .and_then(|name| modules.get(&at)?.imports.get(name));
    match handed_on {
        Some(origin) if step < MAX_STEPS => {
            let path = [origin, &rest[1..]].concat();
            resolve(modules, &at, &path, step + 1).or(Some(at))
        }
        _ => modules.contains_key(&at).then_some(at),
    }
}

/// Reads the modules of some files, given by their paths below `src/`.
fn modules<'a>(sources: impl Iterator<Item = (&'a str, &'a str)>) -> Modules {
    let mut modules = Modules::new();
    let mut tests = Vec::new();
    for (path, text) in sources {
        let names = path.trim_end_matches(".rs").trim_end_matches("/mod");
        let names: Names = match names {
            "main" => continue,
            "lib" => Vec::new(),
            names => names.split('/').map(str::to_owned).collect(),
        };
        let (module, test_modules) = read(text);
        tests.extend(
            test_modules
                .into_iter()
                .map(|test| [&names[..], &[test]].concat()),
        );
        modules.insert(names, module);
    }
    modules.retain(|names, _| !tests.iter().any(|test| names.starts_with(test)));
    modules
}

/// Reads a module's text, and which modules in its folder are tests.
fn read(text: &str) -> (Module, Vec<String>) {
    let mut module = Module::default();
    let mut tests = Vec::new();
    let mut is_test = false;
    let mut lines = code_lines(text);
    while let Some(line) = lines.next() {
        let line = line.trim();
        let item = without_visibility(line);
        if let Some(rest) = item.strip_prefix("use ") {
            let mut tree = rest.to_owned();
            while !tree.contains(';') {
                let Some(line) = lines.next() else { break };
                tree.push_str(line.trim());
            }
            if !is_test {
                let tree = tree.split(';').next().unwrap_or_default();
                for (path, name) in expand(tree, &[]) {
                    module.imports.insert(name, path.clone());
                    module.paths.push(path);
                }
            }
        } else if let Some(name) = item.strip_prefix("mod ").filter(|_| is_test) {
            match name.strip_suffix(';') {
                Some(name) => tests.push(name.to_owned()),
                // Unit tests come last in a file.
                None => break,
            }
        } else {
            module.paths.extend(paths_in(line));
        }
        is_test = line.starts_with("#[cfg(") && line.contains("test")
            || is_test && line.starts_with("#[");
    }
    (module, tests)
}

/// An item without the words that say who sees it.
fn without_visibility(line: &str) -> &str {
    match line.strip_prefix("pub") {
        Some(rest) if rest.starts_with('(') => rest.split_once(") ").map_or(line, |(_, item)| item),
        Some(rest) => rest.trim_start(),
        None => line,
    }
}

/// The paths of a `use`, each with its name.
fn expand(tree: &str, before: &[String]) -> Vec<(Names, String)> {
    let tree = tree.trim();
    let (path, list) = match tree.split_once('{') {
        Some((path, list)) => (path, Some(list.strip_suffix('}').unwrap_or(list))),
        None => (tree, None),
    };
    let (path, renamed) = match path.split_once(" as ") {
        Some((path, name)) => (path, Some(name.trim().to_owned())),
        None => (path, None),
    };
    let names = path
        .split("::")
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let mut full = before.to_vec();
    full.extend(names.map(str::to_owned));
    if let Some(list) = list {
        let parts = split_list(list).into_iter();
        return parts.flat_map(|part| expand(part, &full)).collect();
    }
    if full.last().is_some_and(|name| name == "self") && full.len() > 1 {
        full.pop();
    }
    let name = renamed.or_else(|| full.last().cloned());
    name.map(|name| (full, name)).into_iter().collect()
}

/// The parts of a list between commas, of which those within braces do not count.
fn split_list(list: &str) -> Vec<&str> {
    let mut depth = 0;
    let parts = list.split(|c| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    });
    parts.filter(|part| !part.trim().is_empty()).collect()
}

/// The paths of this crate that a line of code names in full.
fn paths_in(line: &str) -> Vec<Names> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    let words = line.split(|c| !is_name(c));
    let begins = |word: &&str| {
        ["crate::", "super::", "self::"]
            .iter()
            .any(|first| word.starts_with(first))
    };
    words
        .filter(begins)
        .map(|word| {
            word.split("::")
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect()
        })
        .collect()
}
