//! Finding an artifact whose name a client spells otherwise.
//!
//! MLflow's clients decode the names of a listing until nothing changes, and ask for the result:
//! a file named `a%20b.png` is asked for as `a b.png`, one named `a%2Fb` as `a/b`. A file is
//! therefore looked for under the name that is asked for, and then among the entries for which
//! clients ask in the same way.

use std::fs;
use std::path::{Path, PathBuf};

use crate::artifact::ArtifactPath;
use crate::artifact::path::{as_clients_ask, stays_in_root};

/// How many hexadecimal digits the id of a run, a model or a trace has.
const ID_DIGITS: usize = 32;

/// Finds an entry below a folder: under its very path, or else under one for which clients ask
/// in the same way.
pub(super) fn find(root: &Path, path: &ArtifactPath) -> Option<PathBuf> {
    let literal = path.in_folder(root);
    if exists(&literal) {
        return Some(literal);
    }
    let decoded = as_clients_ask(path.as_str());
    search(
        root,
        Some(decoded.as_str()).filter(|path| stays_in_root(path))?,
    )
}

/// Looks for an entry for which clients ask as `rest`.
fn search(folder: &Path, rest: &str) -> Option<PathBuf> {
    let name = match rest.split_once('/') {
        None => {
            let plain = folder.join(rest);
            if exists(&plain) {
                return Some(plain);
            }
            rest
        }
        Some((name, below)) => {
            let plain = folder.join(name);
            if let Some(found) = plain.is_dir().then(|| search(&plain, below)).flatten() {
                return Some(found);
            }
            name
        }
    };
    // The folder of an experiment has one entry for each of its runs, which may be very many.
    if is_id(name) {
        return None;
    }
    let mut others: Vec<(String, PathBuf)> = fs::read_dir(folder)
        .ok()?
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let asked = as_clients_ask(&name);
            (asked != name).then(|| (asked, entry.path()))
        })
        .collect();
    others.sort_unstable();
    others
        .into_iter()
        .find_map(|(asked, entry)| match rest.strip_prefix(asked.as_str())? {
            "" => Some(entry),
            below => search(&entry, below.strip_prefix('/')?),
        })
}

fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Whether a name is an id that MLflow made: hexadecimal digits, perhaps behind `m-` or `tr-`.
fn is_id(name: &str) -> bool {
    let digits = name.rsplit('-').next().unwrap_or(name);
    digits.len() == ID_DIGITS && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_found_under_the_name_for_which_clients_ask() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for file in ["a%20b", "x%2Fy%zz", "d%2520e/f%20g", "c/plain", "c%2Fother"] {
            fs::create_dir_all(root.join(file).parent().unwrap()).unwrap();
            fs::write(root.join(file), file).unwrap();
        }
        let found = |path| {
            let path = ArtifactPath::parse(path).unwrap();
            find(root, &path).map(|found| fs::read_to_string(found).unwrap())
        };
        for (asked, expected) in [
            ("a%20b", "a%20b"),
            ("a b", "a%20b"),
            ("a%2520b", "a%20b"),
            ("x/y%zz", "x%2Fy%zz"),
            ("d e/f g", "d%2520e/f%20g"),
            ("d%20e/f g", "d%2520e/f%20g"),
            ("c/plain", "c/plain"),
            ("c/other", "c%2Fother"),
        ] {
            assert_eq!(found(asked).as_deref(), Some(expected), "{asked}");
        }
        assert_eq!(found("a c"), None);
        fs::write(root.join("a b"), "a b").unwrap();
        assert_eq!(found("a b").as_deref(), Some("a b"));
        assert_eq!(found("a%20b").as_deref(), Some("a%20b"));
    }

    #[test]
    fn ids_are_known() {
        let digits = "0123456789abcdef0123456789abcdef";
        assert!(is_id(digits) && is_id(&format!("m-{digits}")) && !is_id("a%20b"));
    }
}
