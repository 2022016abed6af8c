//! Where a project comes from: a local folder, or a folder below one (`folder#sub/folder`).
//!
//! Projects in git repositories and archives are recognised and refused.

use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorCode, Result};
use crate::uri;

/// A project's folder, and the words in which the user named it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Source {
    /// Absolute, and there.
    pub(super) folder: PathBuf,
    /// The URI, where it names a folder below another one: MLflow 3.17.2 records it as it is.
    pub(super) with_subfolder: Option<String>,
}

impl Source {
    /// Finds the project that a URI names.
    pub(super) fn locate(project_uri: &str, version: Option<&str>) -> Result<Self> {
        let unquoted = project_uri.trim_matches(['\'', '"']);
        let source = Self::locate_folder(unquoted)?;
        match version {
            None => Ok(source),
            Some(version) => Err(version_refused(&source.folder, version)),
        }
    }

    fn locate_folder(project_uri: &str) -> Result<Self> {
        if let Some(folder) = existing_folder(project_uri)? {
            return Ok(Self {
                folder,
                with_subfolder: None,
            });
        }
        let (parent, subfolder) = project_uri.split_once('#').unwrap_or((project_uri, ""));
        let Some(parent_folder) = existing_folder(parent)? else {
            return Err(not_a_folder(parent));
        };
        if Path::new(subfolder)
            .components()
            .any(|part| part.as_os_str() == "..")
        {
            return Err(Error::invalid(format!(
                "the folder `{subfolder}` within the project has `..` in it; expected a folder below `{parent}`"
            )));
        }
        let folder = parent_folder.join(subfolder.trim_start_matches('/'));
        if !folder.is_dir() {
            return Err(not_found(&folder.to_string_lossy()));
        }
        Ok(Self {
            folder,
            with_subfolder: Some(project_uri.to_owned()),
        })
    }
}

/// The absolute path of a local folder, if it is there.
fn existing_folder(project_uri: &str) -> Result<Option<PathBuf>> {
    let Some(path) = uri::local_path(project_uri).filter(|path| path.is_dir()) else {
        return Ok(None);
    };
    uri::absolute_path(&path).map(Some)
}

fn not_a_folder(project_uri: &str) -> Error {
    let is_archive = project_uri.to_ascii_lowercase().ends_with(".zip");
    let is_remote = match uri::scheme(project_uri).as_deref() {
        Some("file") => false,
        Some(_) => true,
        // `git@host:path` has no scheme.
        None => project_uri.contains('@') && project_uri.contains(':'),
    };
    if is_remote || is_archive {
        let kind = if is_archive {
            "archives"
        } else {
            "git repositories"
        };
        return Error::not_implemented(format!(
            "project `{project_uri}`: projects in {kind} are not supported yet"
        ))
        .hint("fetch it into a folder, and run that folder");
    }
    if uri::local_path(project_uri).is_some_and(|path| path.exists()) {
        return Error::invalid(format!(
            "project `{project_uri}` is a file; expected a folder"
        ))
        .hint("`-e NAME` chooses a script or an entry point within the folder");
    }
    not_found(project_uri)
}

fn not_found(project: &str) -> Error {
    Error::new(
        ErrorCode::ResourceDoesNotExist,
        format!("there is no project folder `{project}`"),
    )
}

fn version_refused(folder: &Path, version: &str) -> Error {
    if folder.join(".git").exists() {
        return Error::not_implemented(format!(
            "version `{version}`: running a version of a git repository is not supported yet"
        ))
        .hint(format!(
            "check it out (`git checkout {version}`), and run the folder as it is"
        ));
    }
    Error::invalid(format!(
        "version `{version}`: only projects in git repositories have versions, and `{}` is not one",
        folder.display()
    ))
    .hint("leave `--version` out to run the folder as it is")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(project_uri: &str, version: Option<&str>) -> String {
        Source::locate(project_uri, version)
            .unwrap_err()
            .message()
            .to_owned()
    }

    #[test]
    fn a_folder_has_several_spellings() {
        let folder = tempfile::tempdir().unwrap();
        let sub = folder.path().join("a#b/c.d");
        std::fs::create_dir_all(&sub).unwrap();
        let path = folder.path().to_string_lossy();
        let file_uri = uri::from_path(folder.path());
        for (project_uri, expected) in [
            (path.to_string(), folder.path()),
            (format!("'{path}'"), folder.path()),
            (file_uri, folder.path()),
            (format!("{path}/a#b"), &folder.path().join("a#b")),
        ] {
            let source = Source::locate(&project_uri, None).unwrap();
            assert_eq!(
                (source.folder.as_path(), source.with_subfolder),
                (expected, None)
            );
        }
        let below = format!("{}#c.d", folder.path().join("a#b").display());
        let source = Source::locate(&below.replace("a#b", "x"), None);
        assert!(source.is_err());
        std::fs::create_dir_all(folder.path().join("x/y")).unwrap();
        let source = Source::locate(&format!("{path}/x#y"), None).unwrap();
        assert_eq!(source.folder, folder.path().join("x/y"));
        assert_eq!(source.with_subfolder.unwrap(), format!("{path}/x#y"));
        assert!(refusal(&format!("{path}/x#../a"), None).contains("has `..` in it"));
        assert!(refusal(&format!("{path}/x#z"), None).contains("no project folder"));
        assert!(refusal(&path, Some("v1")).contains("only projects in git repositories"));
    }

    #[test]
    fn what_is_not_supported_says_so() {
        for uri in [
            "https://host/p.git",
            "git@host:p",
            "ssh://h/p",
            "https://host/p#sub",
        ] {
            assert!(
                refusal(uri, None).contains("git repositories are not supported"),
                "{uri}"
            );
        }
        assert!(refusal("p.zip", None).contains("archives"));
        assert_eq!(refusal("gone", None), "there is no project folder `gone`");
    }
}
