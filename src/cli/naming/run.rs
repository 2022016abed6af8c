//! Finding the run that a user names.

use std::sync::Arc;

use crate::config;
use crate::entity::{ExperimentId, Run, RunId, ViewType};
use crate::error::{Error, ErrorCode, Result};
use crate::similar;
use crate::tracking::{RunSearch, Tracking};

use super::super::absence::nothing_found;
use super::super::time;
use super::experiment::experiment_named;
use super::key::{hint_at_keys, keys_of};
use super::reference::{Best, RunReference};
use super::with_meant;

/// How many characters an id has that is whole.
const ID_LENGTH: usize = 32;
/// The shortest beginning of an id that is looked up.
const SHORTEST_BEGINNING: usize = 3;
/// How many runs are looked at for what a name is like.
const LOOKED_AT: usize = 1_000;
/// How many runs of one name are listed.
const LISTED: usize = 5;
/// How many characters of an id are shown where no other begins alike.
const SHOWN: usize = 8;

/// Where `@last`, `@best` and searches look.
#[derive(Clone, Debug, Default)]
pub(in crate::cli) enum Scope {
    /// In the experiment that the environment names, or else in all active ones.
    #[default]
    Environment,
    /// In these.
    Within(Vec<ExperimentId>),
}

impl Scope {
    pub(in crate::cli) fn experiments(&self, tracking: &Tracking) -> Result<Vec<ExperimentId>> {
        if let Self::Within(ids) = self {
            return Ok(ids.clone());
        }
        if let Some(name) = config::var(config::EXPERIMENT_NAME)? {
            return Ok(vec![experiment_named(&name, tracking)?.experiment_id]);
        }
        if let Some(id) = config::var(config::EXPERIMENT_ID)? {
            return Ok(vec![tracking.get_experiment(&id.into())?.experiment_id]);
        }
        tracking.experiment_ids(ViewType::ActiveOnly)
    }
}

/// Which of the runs that have the name is meant, where both stages have one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Stage {
    Active,
    Deleted,
}

impl From<Stage> for ViewType {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Active => Self::ActiveOnly,
            Stage::Deleted => Self::DeletedOnly,
        }
    }
}

/// The id of the run that a user names. A whole id is taken as it is: the store says whether there
/// is such a run, so that a script's command asks it once.
pub(in crate::cli) fn run_id(
    text: &str,
    tracking: &Tracking,
    scope: &Scope,
    stage: Stage,
) -> Result<RunId> {
    if is_whole_id(text) {
        return Ok(RunId::from(text));
    }
    Ok(found(text, tracking, scope, stage)?.info.run_id.clone())
}

/// The run that a user names.
pub(in crate::cli) fn run(text: &str, tracking: &Tracking, scope: &Scope) -> Result<Arc<Run>> {
    if is_whole_id(text) {
        return tracking.get_run(&RunId::from(text)).map(Arc::new);
    }
    found(text, tracking, scope, Stage::Active)
}

fn is_whole_id(text: &str) -> bool {
    text.len() == ID_LENGTH && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn found(text: &str, tracking: &Tracking, scope: &Scope, stage: Stage) -> Result<Arc<Run>> {
    // An empty one has another phrase in MLflow's commands than in its server's answers.
    if text.is_empty() {
        return Err(Error::missing_value("run_id").begin("Run with id= not found"));
    }
    match RunReference::parse(text)? {
        RunReference::Latest(back) => latest_run(back, None, tracking, scope),
        RunReference::Best(best) => best_run(&best, None, tracking, scope),
        RunReference::Text(text) => named(text, tracking, stage),
    }
}

/// The run that was started last, or as many before it as this.
pub(in crate::cli) fn latest_run(
    back: usize,
    filter: Option<&str>,
    tracking: &Tracking,
    scope: &Scope,
) -> Result<Arc<Run>> {
    let runs = first_runs(tracking, scope, filter, &[], back.saturating_add(1))?;
    let count = runs.len();
    runs.into_iter().nth(back).ok_or_else(|| {
        nothing_found(match (count, filter) {
            (0, None) => "there is no run yet".to_owned(),
            (0, Some(filter)) => format!("no run matches `{filter}`"),
            (count, _) => format!("there are no {} runs, but {count}", back.saturating_add(1)),
        })
    })
}

/// The run with the best value of a metric.
pub(in crate::cli) fn best_run(
    best: &Best,
    filter: Option<&str>,
    tracking: &Tracking,
    scope: &Scope,
) -> Result<Arc<Run>> {
    let runs = first_runs(tracking, scope, filter, &[best.order()], 1)?;
    let has_value = |run: &Arc<Run>| {
        let value = best.objective.value(run);
        value.is_some_and(|value| !value.is_nan())
    };
    if let Some(run) = runs.into_iter().next().filter(has_value) {
        return Ok(run);
    }
    let metric = &best.objective.metric;
    let mut error = nothing_found(format!("no run has a value of the metric `{metric}`"));
    if metric.contains(':') {
        error = error.hint("the directions are `:min` and `:max`, as in `metrics.loss:min`");
    }
    let known = first_runs(tracking, scope, None, &[], LOOKED_AT)?;
    Err(hint_at_keys(
        error,
        &format!("metrics.{metric}"),
        &keys_of(&known),
    ))
}

fn first_runs(
    tracking: &Tracking,
    scope: &Scope,
    filter: Option<&str>,
    order_by: &[String],
    count: usize,
) -> Result<Vec<Arc<Run>>> {
    let experiment_ids = scope.experiments(tracking)?;
    if experiment_ids.is_empty() {
        return Ok(Vec::new());
    }
    let page = tracking.search_runs(&RunSearch {
        experiment_ids,
        view: ViewType::ActiveOnly,
        filter,
        order_by,
        max_results: count,
        page_token: None,
    })?;
    Ok(page.items)
}

/// All runs that match a filter.
pub(in crate::cli) fn matching_runs(
    filter: &str,
    view: ViewType,
    tracking: &Tracking,
    scope: &Scope,
) -> Result<Vec<Arc<Run>>> {
    let search = RunSearch {
        experiment_ids: scope.experiments(tracking)?,
        view,
        filter: Some(filter),
        ..RunSearch::default()
    };
    tracking.all_runs(search, None)
}

/// A run by a text: an id of another form than usual, the beginning of an id, or a name.
fn named(text: &str, tracking: &Tracking, stage: Stage) -> Result<Arc<Run>> {
    let not_found = match tracking.get_run(&RunId::from(text)) {
        Ok(run) => return Ok(Arc::new(run)),
        Err(error) if is_absence(&error) => error,
        Err(error) => return Err(error),
    };
    let mut filters = vec![("name", format!("run_name = {}", quoted(text)))];
    let is_beginning = text.len() >= SHORTEST_BEGINNING
        && text.len() < ID_LENGTH
        && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_beginning {
        let pattern = text.to_ascii_lowercase();
        filters.insert(
            0,
            ("beginning of an ID", format!("run_id LIKE '{pattern}%'")),
        );
    }
    for (what, filter) in filters {
        let runs = with_filter(tracking, &filter)?;
        let is_meant =
            |run: &&Arc<Run>| run.info.lifecycle_stage.is_active() == (stage == Stage::Active);
        let meant: Vec<&Arc<Run>> = runs.iter().filter(is_meant).collect();
        let candidates = if meant.is_empty() {
            runs.iter().collect()
        } else {
            meant
        };
        match candidates.as_slice() {
            [] => {}
            [one] => return Ok(Arc::clone(one)),
            several => return Err(ambiguous(text, what, several)),
        }
    }
    Err(with_similar_name(not_found, text, tracking))
}

/// Whether an error says that there is no such run, or that there cannot be one of such an id.
fn is_absence(error: &Error) -> bool {
    matches!(
        error.code(),
        ErrorCode::ResourceDoesNotExist | ErrorCode::InvalidParameterValue
    )
}

fn with_filter(tracking: &Tracking, filter: &str) -> Result<Vec<Arc<Run>>> {
    let experiment_ids = tracking.experiment_ids(ViewType::All)?;
    if experiment_ids.is_empty() {
        return Ok(Vec::new());
    }
    let page = tracking.search_runs(&RunSearch {
        experiment_ids,
        view: ViewType::All,
        filter: Some(filter),
        max_results: LISTED + 1,
        ..RunSearch::default()
    })?;
    Ok(page.items)
}

fn ambiguous(text: &str, what: &str, runs: &[&Arc<Run>]) -> Error {
    let listed = runs.iter().take(LISTED).map(|run| {
        let info = &run.info;
        let started = info.start_time.map(time::local).unwrap_or_default();
        let name = info.run_name.as_deref().unwrap_or_default();
        format!("{} ({name}, {started})", info.run_id)
    });
    let listed: Vec<String> = listed.collect();
    let more = if runs.len() > LISTED { ", …" } else { "" };
    Error::invalid(format!(
        "`{text}` is the {what} of several runs: {}{more}; expected one of their IDs",
        listed.join(", ")
    ))
}

/// The error, with the name of a recent run that is like the text. Nothing more fails here.
fn with_similar_name(error: Error, text: &str, tracking: &Tracking) -> Error {
    let recent = first_runs(tracking, &Scope::Environment, None, &[], LOOKED_AT);
    let recent = recent.unwrap_or_default();
    let names = recent.iter().filter_map(|run| run.info.run_name.as_deref());
    with_meant(error, similar::closest(text, names))
}

/// A text as the filter language takes any.
fn quoted(text: &str) -> String {
    format!("E'{}'", text.replace('\\', r"\\").replace('\'', r"\'"))
}

/// Ids cut to the fewest characters that tell them apart, eight at least. Ids of another form are
/// left whole.
pub(in crate::cli) fn short_ids<'a>(ids: impl Iterator<Item = &'a RunId>) -> Vec<String> {
    let ids: Vec<&str> = ids.map(RunId::as_str).collect();
    let length = (SHOWN..ID_LENGTH).find(|&length| {
        let mut beginnings: Vec<&str> = ids
            .iter()
            .filter(|id| is_whole_id(id))
            .map(|id| &id[..length])
            .collect();
        beginnings.sort_unstable();
        let count = beginnings.len();
        beginnings.dedup();
        beginnings.len() == count
    });
    let length = length.unwrap_or(ID_LENGTH);
    let cut = |id: &&str| {
        let end = if is_whole_id(id) { length } else { id.len() };
        id[..end].to_owned()
    };
    ids.iter().map(cut).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_ids_tell_runs_apart() {
        let ids = [
            "0123456789abcdef0123456789abcdef",
            "0123456789abcdef0123456789abcdee",
            "other",
        ]
        .map(RunId::from);
        let short = short_ids(ids[..1].iter().chain(&ids[2..]));
        assert_eq!(short, ["01234567", "other"]);
        let whole = short_ids(ids[..2].iter());
        assert_eq!(whole[0], ids[0].as_str());
    }

    #[test]
    fn any_name_can_be_looked_up() {
        use crate::search::parse_run_filter;
        for name in ["a", "it's", r"a\", r#"both ' and ""#, "x`y"] {
            let filter = format!("run_name = {}", quoted(name));
            assert!(parse_run_filter(&filter).is_ok(), "{filter}");
        }
    }
}
