//! What a shell proposes while a command is typed: ids, names, keys, entry points and parameters, as
//! the store and the project have them at that moment.
//!
//! A shell that has the registration (`mlflow completions bash --dynamic`) calls the program with
//! `COMPLETE=bash`. Nothing here makes a store or says what is wrong.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::sync::Arc;

use clap::CommandFactory as _;
use clap_complete::env::{CompleteEnv, Shells};
use clap_complete::{ArgValueCompleter, CompletionCandidate, PathCompleter, Shell};

use crate::config::{RegistrySettings, TrackingSettings};
use crate::entity::{Experiment, RegisteredModel, Run};
use crate::error::{Error, Result};
use crate::project::{self, Description};
use crate::registry::{RegisteredModelSearch, RegistryHome};
use crate::tracking::{RunSearch, Tracking};

use super::Cli;
use super::naming::{self, Scope};

/// The variable by which a shell asks.
const VARIABLE: &str = "COMPLETE";
/// The name under which shells find the program.
const PROGRAM: &str = "mlflow";
/// How many runs are proposed, the latest first.
const PROPOSED_RUNS: usize = 100;
/// How many registered models are proposed.
const PROPOSED_MODELS: usize = 100;
/// How many runs are looked at for their keys.
const RUNS_WITH_KEYS: usize = 200;

/// Answers a shell that asks for proposals; whether one did.
pub(super) fn answer(args: &[OsString]) -> bool {
    if std::env::var_os(VARIABLE).is_none() {
        return false;
    }
    let folder = std::env::current_dir().ok();
    let answered = CompleteEnv::with_factory(Cli::command)
        .try_complete(args.iter().cloned(), folder.as_deref());
    // A broken pipe is the shell's own business.
    answered.unwrap_or(true)
}

/// The lines by which a shell learns to ask.
pub(super) fn registration(shell: Shell) -> Result<Vec<u8>> {
    let mut script = Vec::new();
    let name = shell.to_string();
    let shells = Shells::builtins();
    let completer = shells.completer(&name);
    let completer = completer.ok_or_else(|| {
        Error::not_implemented(format!("`{name}` has no completion that asks the program"))
    })?;
    completer
        .write_registration(VARIABLE, PROGRAM, PROGRAM, PROGRAM, &mut script)
        .map_err(|e| Error::internal("cannot write the completion script").caused_by(e))?;
    Ok(script)
}

/// Proposes runs.
pub(super) fn runs() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let mut known = vec![
            proposal("@last", "the run that was started last"),
            proposal("@best:metrics.", "the run with the best value of a metric"),
        ];
        let runs = recent_runs(PROPOSED_RUNS);
        let ids = naming::short_ids(runs.iter().map(|run| &run.info.run_id));
        let by_id = runs.iter().zip(ids).map(|(run, id)| {
            let name = run.info.run_name.as_deref().unwrap_or_default();
            proposal(&id, &format!("{name} {}", run.info.status))
        });
        known.extend(by_id);
        let by_name = runs.iter().filter_map(|run| {
            let name = run.info.run_name.as_deref()?;
            Some(proposal(name, run.info.run_id.as_str()))
        });
        known.extend(by_name);
        beginning_with(current, known)
    })
}

/// Proposes names of experiments.
pub(super) fn experiments() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let found = all_experiments().into_iter();
        let found = found.map(|it| proposal(&it.name, &format!("ID {}", it.experiment_id)));
        beginning_with(current, found)
    })
}

/// Proposes ids of experiments.
pub(super) fn experiment_ids() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let found = all_experiments().into_iter();
        let found = found.map(|it| proposal(it.experiment_id.as_str(), &it.name));
        beginning_with(current, found)
    })
}

/// Proposes files and folders.
pub(super) fn paths() -> ArgValueCompleter {
    ArgValueCompleter::new(PathCompleter::any())
}

/// Proposes names of registered models.
pub(super) fn registered_models() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let found = first_models().unwrap_or_default().into_iter();
        let found = found.map(|it| proposal(&it.name, it.description.as_deref().unwrap_or("")));
        beginning_with(current, found)
    })
}

/// Proposes keys of metrics, as they are.
pub(super) fn metrics() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| keys(current, &["metrics."], true))
}

/// Proposes keys of metrics, params and tags, as filters and columns spell them.
pub(super) fn fields() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        keys(current, &["metrics.", "params.", "tags."], false)
    })
}

/// Proposes the entry points and scripts of the project on the command line.
pub(super) fn entry_points() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let Some(project) = project_of_line() else {
            return Vec::new();
        };
        let points = project.entry_points.iter();
        let points = points.map(|it| proposal(&it.name, &it.command));
        let scripts = project.scripts.iter().map(|it| proposal(it, "script"));
        beginning_with(current, points.chain(scripts))
    })
}

/// Proposes the parameters of the project on the command line, as `name=`.
pub(super) fn parameters() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let Some(project) = project_of_line() else {
            return Vec::new();
        };
        let parameters = project.entry_points.iter().flat_map(|it| &it.parameters);
        let parameters = parameters.map(|it| {
            let default = it.default.as_deref().unwrap_or_default();
            proposal(
                &format!("{}=", it.name),
                &format!("{} {default}", it.type_name),
            )
        });
        beginning_with(current, parameters)
    })
}

fn proposal(value: &str, help: &str) -> CompletionCandidate {
    let help = help.trim();
    let help = (!help.is_empty()).then(|| help.to_owned().into());
    CompletionCandidate::new(value).help(help)
}

/// Those that begin with what is typed, each once.
fn beginning_with(
    current: &OsStr,
    known: impl IntoIterator<Item = CompletionCandidate>,
) -> Vec<CompletionCandidate> {
    let current = current.to_string_lossy();
    let mut proposals: Vec<CompletionCandidate> = Vec::new();
    for candidate in known {
        let value = candidate.get_value();
        let is_new = proposals.iter().all(|other| other.get_value() != value);
        if is_new && value.to_string_lossy().starts_with(&*current) {
            proposals.push(candidate);
        }
    }
    proposals
}

fn keys(current: &OsStr, kinds: &[&str], is_bare: bool) -> Vec<CompletionCandidate> {
    let keys = naming::keys_of(&recent_runs(RUNS_WITH_KEYS));
    let of_kinds = keys
        .iter()
        .filter(|key| kinds.iter().any(|kind| key.starts_with(kind)));
    let proposals = of_kinds.map(|key| {
        let bare = key.split_once('.').filter(|_| is_bare);
        CompletionCandidate::new(bare.map_or(key.as_str(), |(_, bare)| bare))
    });
    beginning_with(current, proposals)
}

fn store() -> Option<Tracking> {
    Tracking::open_to_read(TrackingSettings::from_env().ok()?).ok()
}

fn recent_runs(count: usize) -> Vec<Arc<Run>> {
    let find = || {
        let tracking = store()?;
        let experiment_ids = Scope::Environment.experiments(&tracking).ok()?;
        let page = tracking.search_runs(&RunSearch {
            experiment_ids,
            max_results: count,
            ..RunSearch::default()
        });
        Some(page.ok()?.items)
    };
    find().unwrap_or_default()
}

fn first_models() -> Option<Vec<RegisteredModel>> {
    let tracking = store()?;
    let settings = RegistrySettings::from_env().ok()?;
    let home = RegistryHome::open_to_read(&settings, tracking.settings()).ok()?;
    let page = home
        .registry(&tracking)
        .ok()?
        .search_registered_models(&RegisteredModelSearch {
            filter: None,
            order_by: &[],
            max_results: PROPOSED_MODELS,
            page_token: None,
        });
    Some(page.ok()?.items)
}

fn all_experiments() -> Vec<Experiment> {
    let find = || naming::all_experiments(&store()?).ok();
    find().unwrap_or_default()
}

/// The local project that the command line so far names: the word behind `run`.
fn project_of_line() -> Option<Description> {
    let words: Vec<OsString> = std::env::args_os().collect();
    let begin = words.iter().position(|word| word == "--")?;
    let words = &words[begin + 1..];
    let run = words.iter().position(|word| word == "run")?;
    let folder = words[run + 1..]
        .iter()
        .find(|word| Path::new(word).is_dir())?;
    project::describe_folder(Path::new(folder)).ok()
}
