//! Where a project comes from: a local folder, a git repository, a `.zip` archive, or a folder
//! within one of them (`…#sub/folder`).
//!
//! A project elsewhere is fetched into a temporary folder, which is removed with its [`ProjectSource`].
//! [`ProjectSource::name`] is what the run records.

mod address;
mod archive;
mod repository;
mod unzip;

use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorCode, Result};
use crate::process::Watch;
use crate::similar;
use crate::uri;

use super::git::GitFacts;
use super::observer::{Observer, ProjectEvent};
use super::scratch::Scratch;

/// How many folders are named where one is not found.
const LISTED_FOLDERS: usize = 8;
use address::SourceAddress;
use repository::Checkout;

/// A project's folder, and what the user named it.
#[derive(Debug)]
pub(super) struct ProjectSource {
    /// Absolute, and there.
    pub(super) folder: PathBuf,
    /// The version that the user named, where it is a branch.
    pub(super) branch: Option<String>,
    name: Name,
    /// Where everything was fetched to; removed at the end.
    fetched: Option<Scratch>,
}

/// How the run records where its project comes from.
#[derive(Debug, PartialEq, Eq)]
enum Name {
    /// As the user wrote it: addresses, and what has a `#` in it (MLflow 3.17.2).
    AsGiven(String),
    /// By a path on this machine.
    Folder(PathBuf),
}

/// Finds projects.
pub(super) struct Finder<'a> {
    pub(super) watch: &'a Watch,
    pub(super) observer: &'a dyn Observer,
}

impl ProjectSource {
    /// Whether the folder was made for this run alone.
    pub(super) fn is_fetched(&self) -> bool {
        self.fetched.is_some()
    }

    /// The words that the run records, given what git knows of the project's folder.
    pub(super) fn name(&self, git: Option<&GitFacts>) -> String {
        match &self.name {
            Name::AsGiven(name) => name.clone(),
            // A version is checked out elsewhere, and named by where it was asked for.
            Name::Folder(folder) if *folder != self.folder => {
                folder_name(folder, GitFacts::of(folder).as_ref())
            }
            Name::Folder(folder) => folder_name(folder, git),
        }
    }
}

/// How MLflow names a project's folder: within a git repository as `file://TOP#sub/folder`, else
/// by its path.
fn folder_name(folder: &Path, git: Option<&GitFacts>) -> String {
    let Some(git) = git else {
        return folder.to_string_lossy().into_owned();
    };
    let top = git.top.display();
    match git.prefix.as_str() {
        "" => format!("file://{top}"),
        prefix => format!("file://{top}#{prefix}"),
    }
}

impl Finder<'_> {
    /// Finds the project that a URI names, and fetches it where it is not here.
    pub(super) fn find(&self, project_uri: &str, version: Option<&str>) -> Result<ProjectSource> {
        let unquoted = project_uri.trim_matches(['\'', '"']);
        // A folder may have a `#` in its name.
        if let Some(folder) = existing_folder(unquoted)? {
            return self.of_folder(&folder, "", Name::Folder(folder.clone()), version);
        }
        let (parent, subfolder) = unquoted.split_once('#').unwrap_or((unquoted, ""));
        check_subfolder(parent, subfolder)?;
        if let Some(folder) = existing_folder(parent)? {
            let name = Name::AsGiven(unquoted.to_owned());
            return self.of_folder(&folder, subfolder, name, version);
        }
        let address = SourceAddress::new(parent);
        let shown = match subfolder {
            "" => address.clean.clone(),
            subfolder => format!("{}#{subfolder}", address.clean),
        };
        if archive::is_archive(&address.clean) {
            refuse_version(&shown, version)?;
            return self.of_archive(&address, subfolder, &shown);
        }
        if !address.is_remote() {
            return Err(not_a_folder(parent));
        }
        let fetched = self.fetching(&shown, || repository::fetch(&address, version, self.watch))?;
        of_checkout(fetched, subfolder, Name::AsGiven(shown))
    }

    fn of_folder(
        &self,
        folder: &Path,
        subfolder: &str,
        name: Name,
        version: Option<&str>,
    ) -> Result<ProjectSource> {
        if is_bare_repository(folder) {
            let path = folder.to_string_lossy();
            let fetched = repository::fetch(&SourceAddress::new(&path), version, self.watch)?;
            return of_checkout(fetched, subfolder, name);
        }
        let Some(version) = version else {
            return Ok(ProjectSource {
                folder: below(folder, subfolder)?,
                branch: None,
                name,
                fetched: None,
            });
        };
        let (checkout, prefix) = repository::check_out(folder, version, self.watch)?;
        of_checkout(checkout, &format!("{prefix}{subfolder}"), name)
    }

    fn of_archive(
        &self,
        address: &SourceAddress,
        subfolder: &str,
        shown: &str,
    ) -> Result<ProjectSource> {
        let local_path = uri::local_path(&address.clean);
        let unpacked = match &local_path {
            Some(path) => archive::unpack(path)?,
            None => self.fetching(shown, || archive::fetch(address))?,
        };
        let name = match local_path {
            Some(path) if subfolder.is_empty() => {
                uri::absolute_path(&path)?.to_string_lossy().into_owned()
            }
            _ => shown.to_owned(),
        };
        let folder = match subfolder {
            "" => archive::project_folder(unpacked.path())?,
            subfolder => below(unpacked.path(), subfolder)?,
        };
        Ok(ProjectSource {
            folder,
            branch: None,
            name: Name::AsGiven(name),
            fetched: Some(unpacked),
        })
    }

    /// Fetches, with the events before and after.
    fn fetching<T>(&self, shown: &str, fetch: impl FnOnce() -> Result<T>) -> Result<T> {
        self.observer
            .notice(ProjectEvent::ProjectFetching { from: shown });
        let fetched = fetch();
        self.observer.notice(ProjectEvent::ProjectFetched);
        fetched
    }
}

fn of_checkout(checkout: Checkout, subfolder: &str, name: Name) -> Result<ProjectSource> {
    let Checkout { folder, branch } = checkout;
    Ok(ProjectSource {
        folder: below(folder.path(), subfolder)?,
        branch,
        name,
        fetched: Some(folder),
    })
}

/// The absolute path of a local folder, if it is there.
fn existing_folder(project_uri: &str) -> Result<Option<PathBuf>> {
    let Some(path) = uri::local_path(project_uri).filter(|path| path.is_dir()) else {
        return Ok(None);
    };
    uri::absolute_path(&path).map(Some)
}

/// Whether a folder is a git repository without a work tree, and no project by itself.
fn is_bare_repository(folder: &Path) -> bool {
    folder.join("HEAD").is_file() && folder.join("objects").is_dir() && folder.join("refs").is_dir()
}

fn check_subfolder(parent: &str, subfolder: &str) -> Result<()> {
    let leaves = Path::new(subfolder)
        .components()
        .any(|part| part.as_os_str() == "..");
    if !leaves {
        return Ok(());
    }
    let parent = SourceAddress::new(parent).clean;
    Err(Error::invalid(format!(
        "'.' is not allowed in project subdirectory paths: `{subfolder}` has `..` in it; expected a folder below `{parent}`"
    )))
}

fn below(folder: &Path, subfolder: &str) -> Result<PathBuf> {
    let within = subfolder.trim_start_matches('/');
    let below = match within {
        "" => folder.to_owned(),
        within => folder.join(within),
    };
    if below.is_dir() {
        return Ok(below);
    }
    Err(Error::new(
        ErrorCode::ResourceDoesNotExist,
        format!(
            "Could not find subdirectory {within} of the project: there is no folder `{within}` within it"
        ),
    ))
}

fn refuse_version(shown: &str, version: Option<&str>) -> Result<()> {
    match version {
        None => Ok(()),
        Some(version) => Err(Error::invalid(format!(
            "Setting a version is only supported for Git project URIs: version `{version}` of `{shown}`, which is an archive"
        ))),
    }
}

fn not_a_folder(project_uri: &str) -> Error {
    if uri::local_path(project_uri).is_some_and(|path| path.exists()) {
        return Error::invalid(format!(
            "project `{project_uri}` is a file; expected a folder"
        ))
        .hint("`-e NAME` chooses a script or an entry point within the folder");
    }
    Error::new(
        ErrorCode::ResourceDoesNotExist,
        format!("there is no project folder `{project_uri}`"),
    )
    .hint(folders_beside(project_uri))
}

/// Which folders are where one was looked for, the one first that is spelt alike.
fn folders_beside(project_uri: &str) -> String {
    let expected = "a project is a folder, the address of a git repository, or a .zip archive";
    let path = Path::new(project_uri);
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let entries = folder.unwrap_or(Path::new(".")).read_dir();
    let mut names: Vec<String> = entries
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort();
    let wanted = path.file_name().unwrap_or_default().to_string_lossy();
    if let Some(meant) = similar::closest(&wanted, names.iter().map(String::as_str)) {
        let meant = folder.unwrap_or(Path::new("")).join(meant);
        return format!("did you mean `{}`?", meant.display());
    }
    names.truncate(LISTED_FOLDERS);
    if names.is_empty() {
        return format!("{expected}; `.` is the current folder");
    }
    format!("{expected}; folders there: `{}`", names.join("`, `"))
}

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;

    use super::*;

    struct Deaf;

    impl Observer for Deaf {
        fn notice(&self, _: ProjectEvent<'_>) {}
    }

    /// One for all tests: Windows takes only one handler in a process.
    static WATCH: OnceLock<Watch> = OnceLock::new();

    fn find(project_uri: &str, version: Option<&str>) -> Result<ProjectSource> {
        let finder = Finder {
            watch: WATCH.get_or_init(|| Watch::start(|| {}).unwrap()),
            observer: &Deaf,
        };
        finder.find(project_uri, version)
    }

    fn refusal(project_uri: &str, version: Option<&str>) -> String {
        find(project_uri, version).unwrap_err().message().to_owned()
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
            let source = find(&project_uri, None).unwrap();
            assert_eq!(source.folder, expected);
            assert_eq!(source.name, Name::Folder(expected.to_owned()));
        }
        std::fs::create_dir_all(folder.path().join("x/y")).unwrap();
        let source = find(&format!("{path}/x#y"), None).unwrap();
        assert_eq!(source.folder, folder.path().join("x/y"));
        assert_eq!(source.name(None), format!("{path}/x#y"));
        assert!(refusal(&format!("{path}/x#../a"), None).contains("has `..` in it"));
        assert!(
            refusal(&format!("{path}/x#z"), None).starts_with("Could not find subdirectory z of")
        );
        assert!(
            refusal(&path, Some("v1"))
                .starts_with("Setting a version is only supported for Git project URIs")
        );
    }

    #[test]
    fn what_is_not_there_says_so() {
        assert_eq!(refusal("gone", None), "there is no project folder `gone`");
        assert_eq!(refusal("gone.zip", None), "cannot open `gone.zip`");
        assert!(refusal("p.zip", Some("v1")).contains("is an archive"));
    }

    #[test]
    fn a_folder_in_a_repository_is_named_from_its_top() {
        let git = |prefix: &str| GitFacts {
            top: "/r".into(),
            prefix: prefix.into(),
            ..GitFacts::default()
        };
        let folder = Path::new("/r/a");
        assert_eq!(folder_name(folder, None), "/r/a");
        assert_eq!(folder_name(folder, Some(&git("a"))), "file:///r#a");
        assert_eq!(folder_name(folder, Some(&git(""))), "file:///r");
    }
}
