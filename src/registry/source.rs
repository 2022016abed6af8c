//! Where a server's clients may say that a version comes from, as MLflow 3.18.0 checks it: so
//! nobody registers, and then reads, files of the server's machine that are no model's.
//!
//! 0. A source matches the pattern that the operator of the server has set ([`SourcePattern`]).
//! 1. A prompt has no files: its source is one of two words.
//! 2. `models:/NAME/…` is a version of this registry that is no prompt's. It becomes
//!    `models:/NAME/NUMBER`, and the run is that version's.
//! 3. A local path lies in the artifacts of the run, or of the logged model, that the request
//!    names.
//! 4. Any other source has no `..` in it, however often it is encoded.
//! 5. `runs:/ID/…`, `models:/m-…` and what goes through the server belong to the run, or to the
//!    logged model, that the request names.

use std::path::{Component, Path, PathBuf};

use percent_encoding::percent_decode_str;

use crate::config;
use crate::entity::{ModelId, ModelVersion, RunId, is_prompt};
use crate::error::{Error, ErrorCode, Result};
use crate::uri;

use super::source_pattern::SourcePattern;
use super::{CreateModelVersion, ModelUri, Registry};

/// What stands for the source of a prompt's version.
const PROMPT_SOURCES: [&str; 2] = ["dummy-source", "prompt-template"];
/// The path of a server's API behind which its artifacts lie.
const ARTIFACTS_API: [&str; 4] = ["api", "2.0", "mlflow-artifacts", "artifacts"];

/// What a request names as the owner of its source.
#[derive(Clone, Copy)]
enum SourceOwner<'a> {
    Run(Option<&'a RunId>),
    LoggedModel(&'a ModelId),
}

impl SourceOwner<'_> {
    /// The parameter of the request that names it.
    fn parameter(self) -> &'static str {
        match self {
            Self::Run(_) => "run_id",
            Self::LoggedModel(_) => "model_id",
        }
    }
}

impl Registry<'_> {
    /// Creates a version as a client of this server states it, if it may come from there.
    pub fn create_checked_model_version(&self, create: CreateModelVersion) -> Result<ModelVersion> {
        check_pattern(&create.source)?;
        if is_prompt(&create.tags) {
            check_prompt_source(&create.source)?;
            return self.create_model_version(with_run(create));
        }
        self.tracking.check_foreign_source(&create.source)?;
        let create = self.resolved(create)?;
        let model_id = create
            .model_id
            .as_ref()
            .filter(|id| !id.as_str().is_empty());
        let run_id = create.run_id.as_ref().filter(|id| !id.as_str().is_empty());
        let owner = match model_id {
            Some(id) => SourceOwner::LoggedModel(id),
            None => SourceOwner::Run(run_id),
        };
        self.check_source(&create.source, owner)?;
        self.create_model_version(create)
    }

    /// Resolves a source that names a version of this registry to its number and its run.
    fn resolved(&self, create: CreateModelVersion) -> Result<CreateModelVersion> {
        let source = &create.source;
        if uri::scheme(source).as_deref() != Some("models") {
            return Ok(with_run(create));
        }
        if has_host(source) {
            let reason = "Registered model sources must use the active model registry: expected \
                          none of another server";
            return Err(Error::source_invalid(source, reason));
        }
        let named = ModelUri::parse(source)
            .map_err(|_| not_of(source, SourceOwner::LoggedModel(&"".into())))?;
        let Some(name) = named.registered_model() else {
            return Ok(with_run(create));
        };
        if self.get_registered_model(name)?.is_prompt() {
            let reason = "Prompt versions cannot be used as model version sources: expected a \
                          version of a model";
            return Err(Error::source_invalid(source, reason));
        }
        let version = self.find_model_version(&named)?;
        let is_other_run = |given: &RunId| {
            let of_version = version.run_id.as_ref().map_or("", RunId::as_str);
            given.as_str() != of_version
        };
        let is_other_model = |given: &ModelId| !given.as_str().is_empty();
        if create.run_id.as_ref().is_some_and(is_other_run)
            || create.model_id.as_ref().is_some_and(is_other_model)
        {
            let reason = "The run_id and model_id request parameters must match the referenced \
                          model version: expected its own, or none";
            return Err(Error::source_invalid(source, reason));
        }
        Ok(CreateModelVersion {
            source: format!("models:/{}/{}", version.name, version.version),
            run_id: create.run_id.or(version.run_id),
            ..create
        })
    }

    fn check_source(&self, source: &str, owner: SourceOwner) -> Result<()> {
        if is_local(source) {
            return self.check_local(source, owner);
        }
        check_has_no_way_up(source)?;
        let scheme = uri::scheme(source);
        let belongs = match (scheme.as_deref(), owner) {
            (Some("runs"), SourceOwner::Run(run)) => {
                let (named, _) = source_path(source).split_once('/').unwrap_or_default();
                let named = if named.is_empty() {
                    source_path(source)
                } else {
                    named
                };
                !has_host(source) && run.is_some_and(|run| run.as_str() == named)
            }
            (Some("runs"), SourceOwner::LoggedModel(_)) => false,
            (Some("models"), _) => match (ModelUri::parse(source), owner) {
                (Ok(ModelUri::LoggedModel(named)), SourceOwner::LoggedModel(id)) => named == *id,
                (Ok(ModelUri::LoggedModel(_)), SourceOwner::Run(_)) => false,
                (named, _) => named.is_ok() && !has_host(source),
            },
            _ if goes_through_a_server(source) => match self.location_of_owner(source, owner)? {
                Some(root) => is_within(source, &root),
                None => false,
            },
            _ => true,
        };
        if belongs {
            return Ok(());
        }
        Err(not_of(source, owner))
    }

    /// A local source lies in the local artifacts of what the request names.
    fn check_local(&self, source: &str, owner: SourceOwner) -> Result<()> {
        let root = self.location_of_owner(source, owner)?;
        let is_inside = root.filter(|root| is_local(root)).is_some_and(|root| {
            let [source, root] = [source, &root].map(resolved_path);
            matches!((source, root), (Some(source), Some(root)) if source.starts_with(&root))
        });
        if is_inside {
            return Ok(());
        }
        let parameter = owner.parameter();
        Err(Error::source_invalid(
            source,
            format_args!(
                "To use a local path as a model version source, the {parameter} request parameter \
                 has to be specified and the local path has to be contained within the artifact \
                 directory of what it names"
            ),
        ))
    }

    /// Where the artifacts are of what a request names; `None` where it names nothing.
    fn location_of_owner(&self, source: &str, owner: SourceOwner) -> Result<Option<String>> {
        let location = match owner {
            SourceOwner::Run(None) => return Ok(None),
            SourceOwner::Run(Some(id)) => {
                let run = self.tracking.get_run(id);
                run.map(|run| run.info.artifact_uri)
            }
            SourceOwner::LoggedModel(id) => {
                let model = self.tracking.get_logged_model(id);
                model.map(|model| model.artifact_location)
            }
        };
        match location {
            Err(error) if error.code() == ErrorCode::ResourceDoesNotExist => {
                Err(not_of(source, owner))
            }
            location => location.map(Some),
        }
    }
}

/// As MLflow 3.18.0 keeps it: a run that is not given is an empty text.
fn with_run(create: CreateModelVersion) -> CreateModelVersion {
    CreateModelVersion {
        run_id: create.run_id.or_else(|| Some("".into())),
        ..create
    }
}

/// Refuses a source that does not match the pattern that the operator of the server has set.
fn check_pattern(source: &str) -> Result<()> {
    let variable = config::SOURCE_VALIDATION_REGEX;
    let Some(pattern) = config::var(variable)?.filter(|_| !source.is_empty()) else {
        return Ok(());
    };
    let pattern = SourcePattern::parse(&pattern).map_err(|reason| {
        Error::not_implemented(format!(
            "the pattern in `{variable}` cannot be checked as Python does: {reason}; no version is \
             registered while it is set"
        ))
    })?;
    if pattern.matches(source) {
        return Ok(());
    }
    let reason = format!("It does not match the pattern in `{variable}` of the server");
    Err(Error::source_invalid(source, reason))
}

fn check_prompt_source(source: &str) -> Result<()> {
    if PROMPT_SOURCES.contains(&source) {
        return Ok(());
    }
    Err(Error::invalid(format!(
        "Invalid prompt source: '{source}'. Prompt sources must use an MLflow placeholder: \
         expected `{}` or `{}`",
        PROMPT_SOURCES[0], PROMPT_SOURCES[1]
    )))
}

fn not_of(source: &str, owner: SourceOwner) -> Error {
    Error::source_invalid(
        source,
        format_args!(
            "The {} request parameter must identify the resource that contains the source",
            owner.parameter()
        ),
    )
}

/// Whether a location is on the server's own machine.
fn is_local(location: &str) -> bool {
    matches!(uri::scheme(location).as_deref(), None | Some("file"))
}

/// Whether a URI names a host.
fn has_host(source: &str) -> bool {
    let rest = source.split_once(':').map_or("", |(_, rest)| rest);
    rest.strip_prefix("//")
        .is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
}

/// What stands behind the scheme and its slashes.
fn source_path(source: &str) -> &str {
    let rest = source.split_once(':').map_or(source, |(_, rest)| rest);
    rest.trim_start_matches('/')
}

/// A local location without links and `..`, as far as it is there.
fn resolved_path(location: &str) -> Option<PathBuf> {
    let path = uri::recorded_path(location)?;
    let path = std::path::absolute(path).ok()?;
    let mut rest = Vec::new();
    let mut there: &Path = &path;
    let resolved = loop {
        if let Ok(resolved) = there.canonicalize() {
            break resolved;
        }
        rest.push(there.components().next_back()?);
        there = there.parent()?;
    };
    rest.iter()
        .rev()
        .try_fold(resolved, |path, part| match part {
            Component::Normal(name) => Some(path.join(name)),
            Component::CurDir => Some(path),
            // What is not there has nothing above it either.
            _ => None,
        })
}

/// Refuses a source that leads up from where it begins, also when that is encoded.
fn check_has_no_way_up(source: &str) -> Result<()> {
    let plain = decoded(&source.replace('+', " "));
    let path = plain.split_once(':').map_or(&*plain, |(_, rest)| rest);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let leads_elsewhere = |part: &str| matches!(part, "." | "..");
    if !plain.contains('\0') && !path.split('/').any(leads_elsewhere) {
        return Ok(());
    }
    let reason = "If supplying a source as an http, https, local file path, ftp, objectstore, or \
                  mlflow-artifacts uri, an absolute path must be provided without relative path \
                  references present";
    Err(Error::source_invalid(source, reason))
}

/// A text with all its percent-encoding taken off, however often it was put on.
fn decoded(text: &str) -> String {
    let mut text = text.to_owned();
    loop {
        let once = percent_decode_str(&text).decode_utf8_lossy().into_owned();
        if once == text {
            return text;
        }
        text = once;
    }
}

/// The scheme, the host and the parts of the path of a URI, decoded.
fn parts(location: &str) -> (String, String, Vec<String>) {
    let scheme = uri::scheme(location).unwrap_or_default();
    let rest = location.split_once(':').map_or(location, |(_, rest)| rest);
    let (host, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_once('/').unwrap_or((rest, "")),
        None => ("", rest),
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let parts = path.split('/').filter(|part| !part.is_empty());
    (
        scheme,
        host.to_ascii_lowercase(),
        parts.map(decoded).collect(),
    )
}

/// Whether a source is among the artifacts that go through a tracking server.
fn goes_through_a_server(source: &str) -> bool {
    let (scheme, _, path) = parts(source);
    match scheme.as_str() {
        "mlflow-artifacts" => true,
        "http" | "https" => path
            .windows(ARTIFACTS_API.len())
            .any(|part| part == ARTIFACTS_API),
        _ => false,
    }
}

/// Whether a source lies below a root.
fn is_within(source: &str, root: &str) -> bool {
    let (scheme, host, path) = parts(source);
    let (root_scheme, root_host, root_path) = parts(root);
    scheme == root_scheme
        && host == root_host
        && !root_path.is_empty()
        && path.starts_with(&root_path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_source_leads_up_however_it_is_encoded() {
        for good in [
            "s3://bucket/a/b..c/model",
            "mlflow-artifacts:/1/r/artifacts/model",
            "runs:/abc/model",
            "https://h/a?x=..",
        ] {
            check_has_no_way_up(good).unwrap();
        }
        for bad in [
            "mlflow-artifacts://host:5000/../../..",
            "http://h/api/2.0/mlflow-artifacts/artifacts/../../",
            "s3:/bucket/a/../../b",
            "mlflow-artifacts://h/..%2f..%2f",
            "mlflow-artifacts:/1/%252e%252e/x",
            "http://h/artifacts%00",
            "s3://b/a/./b",
        ] {
            let error = check_has_no_way_up(bad).unwrap_err();
            let phrase = format!("Invalid model version source: '{bad}'.");
            assert!(error.message().starts_with(&phrase), "{error}");
        }
    }

    #[test]
    fn what_goes_through_a_server_lies_below_its_root() {
        let root = "mlflow-artifacts:/1/run/artifacts";
        assert!(is_within("mlflow-artifacts:/1/run/artifacts/model", root));
        assert!(is_within(root, root));
        for other in [
            "mlflow-artifacts:/1/run/artifacts2/model",
            "mlflow-artifacts://host/1/run/artifacts/model",
            "mlflow-artifacts:/1/run",
        ] {
            assert!(!is_within(other, root), "{other}");
        }
        assert!(goes_through_a_server(
            "http://h/x/api/2.0/mlflow-artifacts/artifacts/1"
        ));
        assert!(!goes_through_a_server("http://h/api/2.0/other"));
    }

    #[test]
    fn a_path_is_resolved_as_far_as_it_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let resolved = |text: &str| resolved_path(&root.join(text).display().to_string());
        assert_eq!(resolved("a/b"), Some(root.join("a/b")));
        assert_eq!(resolved("a/../../b"), None);
        std::fs::create_dir(root.join("a")).unwrap();
        assert_eq!(resolved("a/../b"), Some(root.join("b")));
    }
}
