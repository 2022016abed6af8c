//! A table of searches that Python's MLflow 3.17.2 and this program make in the same two stores.
//!
//! Where MLflow's file store and its `SQLite` store differ, both of ours do as the latter: Python's
//! answers are taken from there.

use std::path::Path;

use serde_json::{Value, json};

use mlflow::config::StoreUri;
use mlflow::entity::{ExperimentId, ViewType};
use mlflow::error::Result;
use mlflow::search::{
    parse_experiment_filter, parse_experiment_orders, parse_run_filter, parse_run_orders,
};
use mlflow::store::{self, ExperimentQuery, OpenOptions, RunQuery, Store};

use super::run_python;
use crate::support::Scene;
use crate::support::clients::Client;

const SEARCH: &str = include_str!("search.py");

/// Filters over runs that mean the same to both, or are refused by both. `{one}` stands for the
/// id of the run with that name.
const RUN_FILTERS: &[&str] = &[
    // Metrics, and the forms of numbers.
    "metrics.loss > 0.25",
    "metrics.loss >= 0.25",
    "metrics.loss = .5",
    "metric.loss != 0.5",
    "metrics.loss < -1.",
    "metrics.loss <= 5e-1",
    "metrics.loss > -1E3",
    "metrics.loss = 1.7976931348623157e308",
    "metrics.loss < 1e400",
    "metrics.loss = 1e400",
    "metrics.loss = 0",
    "metrics.loss != 0",
    "metrics.missing != 0",
    "metrics.steps = 007",
    "metrics.größe > 0",
    "metrics.`val/loss` > 0",
    "metrics.\"val/loss\" <= 1",
    "metrics.'a b' = 1",
    "`metrics`.loss = 0.5",
    "metrics.loss>0.25and metrics.loss<1",
    "metrics.loss > '1'",
    "metrics.loss > inf",
    "metrics.loss > nan",
    "metrics.loss > 0x10",
    "metrics.loss > 1_000",
    "metrics.loss > +1",
    "metrics.loss > - 1",
    "metrics.loss > metrics.steps",
    "metrics.loss LIKE '1'",
    "metrics.loss IS NULL",
    "metrics.loss IN (1)",
    "metrics.loss BETWEEN 1 AND 2",
    // Params and tags, and the forms of texts.
    "params.lr = '0.1'",
    "param.lr = \"0.1\"",
    "parameter.lr != '0.1'",
    "parameters.lr LIKE '0.%'",
    "params.opt = 'adam'",
    "params.opt LIKE 'a%'",
    "params.opt ILIKE 'A%'",
    "params.opt like 'Ad_m'",
    "params.opt iLike 'aD_m'",
    "params.missing != 'x'",
    "params.missing IS NULL",
    "params.lr is not null",
    "params.quote = \"it's\"",
    "params.quote = 'it''s'",
    "params.quote = 'it\\'s'",
    "params.path = 'C:\\'",
    "params.path = \"C:\\\" AND status = 'RUNNING'",
    "params.path = 'C:\\' AND status = 'RUNNING'",
    "params.größe = 'é'",
    "params.größe ILIKE 'É'",
    "params.lr > '0.1'",
    "params.lr = 0.1",
    "params.lr = x",
    "params.lr = `0.1`",
    "params.lr IN ('0.1')",
    "params.lr RLIKE '0'",
    "params.lr NOT LIKE '0'",
    "params.lr = 'unclosed",
    "tags.stage = 'prod'",
    "tag.stage ILIKE 'PROD'",
    "tags.stage LIKE 'dev_1'",
    "tags.stage LIKE '%x%'",
    "tags.stage ILIKE '%x%'",
    "tags.stage LIKE '[x]*?'",
    "tags.stage LIKE '[%'",
    "tags.stage LIKE '*'",
    "tags.stage LIKE ''",
    "tags.stage = ''",
    "tags.stage != ''",
    "tags.percent LIKE '100%'",
    "tags.percent LIKE '%\\%'",
    "tags.quote = 'say \"x\"'",
    "tags.multi = 'a\nb'",
    "tags.multi LIKE 'a%b'",
    "tags.multi LIKE 'a_b'",
    "tags.`a b` = 'x y'",
    "tags.größe ILIKE 'é'",
    "tags.mlflow.source.name = 'train.py'",
    "tags.`mlflow.source.name` IS NOT NULL",
    "tags.\"mlflow.user\" = 'ann'",
    "tags.stage IS NULL",
    "tags.stage IS NULL AND metrics.loss > 0",
    "tags.a-b = 'x'",
    "tags.a/b = 'x'",
    "tags.`a = 'x'",
    "Tags.stage = 'prod'",
    // Attributes.
    "status = 'FINISHED'",
    "status = 'finished'",
    "attribute.status != \"FINISHED\"",
    "attributes.status LIKE 'F%'",
    "attr.status ILIKE 'f%'",
    "run.`status` = 'KILLED'",
    "`status` = 'RUNNING'",
    "\"status\" = 'RUNNING'",
    "'status' = 'RUNNING'",
    "status > 'F'",
    "status IN ('FAILED')",
    "status IS NULL",
    "Status = 'FINISHED'",
    "Attributes.status = 'FINISHED'",
    "start_time > 1000",
    "start_time >= 3000.5",
    "start_time = 3000.0",
    "created <= 3000",
    "attributes.Created != 3000",
    "start_time > '1000'",
    "CREATED > 5",
    "end_time > 0",
    "end_time != 1500",
    "end_time LIKE 'x'",
    "run_name = 'one'",
    "`run name` = 'one'",
    "`Run name` LIKE 'T%'",
    "attributes.\"Run Name\" ILIKE 't%'",
    "run_name = 'größe'",
    "run_name = 'quote\\'s'",
    "run name = 'one'",
    "name = 'one'",
    "user_id = 'ann'",
    "user_id ILIKE 'bob'",
    "user_id != 'ann'",
    "user_id ILIKE 'é'",
    "artifact_uri LIKE '%artifacts'",
    "run_id = '{one}'",
    "run_id != '{one}'",
    "run_id IN ('{one}', \"{two}\", 'x')",
    "run_id NOT IN ('{one}','{two}',)",
    "attributes.run_id not  in ('{one}')",
    "run_id LIKE '%'",
    "run_id IN ()",
    "run_id IN (1)",
    "run_id IN ('a', 1)",
    "run_id IN (a)",
    "run_id IN 'a'",
    "run_id = ('a')",
    "run_uuid = '{one}'",
    "experiment_id = '1'",
    "lifecycle_stage = 'active'",
    // Data sets.
    "dataset.name = 'wine'",
    "datasets.name != 'wine'",
    "datasets.`name` LIKE 'w%'",
    "dataset.name = \"it's\"",
    "dataset.digest IN ('d1', 'd9')",
    "datasets.digest NOT IN ('d1')",
    "dataset.context = 'train'",
    "dataset.context != 'train'",
    "dataset.context ILIKE 'T%'",
    "dataset.name = 'wine' AND dataset.context = 'train'",
    "dataset.name = 'wine' AND dataset.name = 'iris'",
    "dataset.name IN ('it\\'s', 'big')",
    "dataset.source = 'x'",
    "dataset.name IS NULL",
    "dataset.name > 'x'",
    // Conjunctions.
    "status = 'FINISHED' AND metrics.loss > 0.1 AND params.lr = '0.1'",
    "status = 'FINISHED' metrics.loss > 0.1",
    "AND status = 'FINISHED'",
    "status = 'FINISHED' AND",
    "status = 'FINISHED' AND AND user_id = 'ann'",
    "AND",
    "",
    "status = 'FINISHED'\nAND\tuser_id = 'ann'\n",
    "tags.stage='prod'AND user_id='ann'",
    "run_id IN ('{one}') user_id = 'ann'",
    "status = 'FINISHED',",
    "status = 'FINISHED';",
    "status = 'FINISHED' -- comment",
    "status = 'FINISHED' limit 1",
    "metrics.loss",
    "metrics.loss >",
    "> 1",
    "metrics.loss > 1 > 2",
    "metrics.loss == 1",
    "metrics.loss <> 1",
    "metrics.loss => 1",
    "metrics.loss > = 1",
    "0.5 < metrics.loss",
    "foo.bar = 'x'",
];

/// Filters over runs that MLflow 3.17.2 refuses, and what we find.
const BEYOND: &[(&str, &[&str])] = &[
    ("run_name = 'one' OR run_name = 'two'", &["two", "one"]),
    (
        "(run_name = 'one' OR run_name = 'two') AND status = 'FAILED'",
        &["two"],
    ),
    (
        "run_name = 'one' OR run_name = 'two' AND status = 'KILLED'",
        &["one"],
    ),
    // Also the runs that have no such param, unlike `!=`.
    (
        "NOT params.lr = '0.1' AND start_time < 3000",
        &["two", "quote\\'s"],
    ),
    (
        "NOT (metrics.loss > 0 OR metrics.loss < 0 OR metrics.loss = 0) AND start_time < 4000",
        &["Three"],
    ),
    ("NOT NOT run_name = 'six'", &["six"]),
    // Words and numbers that MLflow's SQL lexer mistakes for something else.
    ("params.from IS NULL AND run_name = 'six'", &["six"]),
    ("metrics.0 > 1", &[]),
    ("metrics.loss > 2E+1", &["four"]),
    ("tags.stage IS  NOT   NULL AND run_name = 'one'", &["one"]),
    // An empty filter.
    (
        " \n",
        &[
            "größe",
            "six",
            "five",
            "four",
            "Three",
            "two",
            "one",
            "quote\\'s",
        ],
    ),
    // Texts with escapes, for those that have both kinds of quotes.
    ("tags.quote = E'say \\\"x\\\"'", &["Three"]),
];

/// Filters over runs that MLflow 3.17.2 accepts and we refuse: all of them are slips, which it
/// reads in a way that nobody means.
const SLIPS: &[&str] = &[
    // A forgotten comma: one id, the two joined.
    "run_id IN ('{one}' '{two}')",
    "run_id IN ('a''b')",
    // A key in pieces: the backticks and the space become part of it.
    "tags.`a`.`b` = 'x'",
    "tags.a.`b c` = 'x'",
    "tags.[a] = 'x'",
    "metrics. loss > 0",
    "metrics. > 0",
    // Parentheses around one element of a list.
    "run_id IN (('{one}'))",
];

/// Orders of runs that mean the same to both, or are refused by both.
const RUN_ORDERS: &[&[&str]] = &[
    &[],
    &["metrics.loss"],
    &["metrics.loss DESC"],
    &["metric.loss asc"],
    &["metrics.`val/loss` desc"],
    &["metrics.\"val/loss\""],
    &["metrics.missing"],
    &["metrics.loss", "start_time ASC"],
    &["metrics.loss DESC", "params.lr"],
    &["params.lr"],
    &["params.lr DESC"],
    &["param.quote"],
    &["tags.stage"],
    &["tags.stage DESC", "metrics.loss DESC"],
    &["tag.`a b`"],
    &["tags.mlflow.runName"],
    &["start_time"],
    &["start_time DESC"],
    &["Created ASC"],
    &["attributes.created\tDESC"],
    &["end_time"],
    &["end_time DESC"],
    &["status"],
    &["attribute.status DESC"],
    &["user_id", "status"],
    &["run_name"],
    &["run_name DESC"],
    &["`run_name`"],
    &["run_id"],
    &["run_id DESC"],
    &["artifact_uri"],
    &["metrics.loss", "metrics.loss DESC"],
    &["start_time", "created"],
    &["dataset.name"],
    &["experiment_id"],
    &["timestamp"],
    &["foo"],
    &["foo.bar"],
    &["METRICS.loss"],
    &["metrics.loss ASCENDING"],
    &["metrics.loss DESC DESC"],
    &["metrics.loss, start_time"],
    &["metrics.a-b"],
    &["metrics.a b"],
    &["start_time;"],
    &["-start_time"],
    &["DESC"],
    &[""],
];

/// Filters over experiments that mean the same to both, or are refused by both. `{Alpha}` stands
/// for the id of the experiment with that name.
const EXPERIMENT_FILTERS: &[&str] = &[
    "",
    "name = 'Alpha'",
    "name != 'Alpha'",
    "attribute.name LIKE '%lpha%'",
    "name ILIKE 'ALPHA%'",
    "`name` = \"beta\"",
    "\"name\" = 'gone'",
    "name LIKE 'Alpha' AND tags.team = 'A'",
    "tags.team = 'a'",
    "tag.team != 'a'",
    "tags.`a b` = 'x'",
    "tags.stage IS NULL",
    "tags.stage IS NOT NULL",
    "tags.team ILIKE 'A%'",
    "tags.team IN ('a')",
    "tags.team > 'a'",
    "experiment_id = '{searched}'",
    "experiment_id = '0{searched}'",
    "experiment_id != '0'",
    "experiment_id IN ('0', '{Alpha}')",
    "experiment_id NOT IN ('0')",
    "experiment_id = 1",
    "experiment_id = 'x'",
    "experiment_id LIKE '1'",
    "experiment_id > '1'",
    "creation_time > 0",
    "creation_time < 0",
    "last_update_time >= 5",
    "creation_time > 5.5",
    "creation_time > '5'",
    "creation_time LIKE '5'",
    "name IN ('Alpha')",
    "name > 'A'",
    "name IS NULL",
    "Name = 'Alpha'",
    "attributes.name = 'Alpha'",
    "metrics.loss > 1",
    "params.a = 'x'",
    "lifecycle_stage = 'active'",
    "AND name = 'Alpha' AND",
];

/// Filters over experiments that MLflow 3.17.2 refuses, and what we find.
const EXPERIMENTS_BEYOND: &[(&str, &[&str])] = &[
    (
        "name = 'Alpha' OR tags.stage = 'prod'",
        &["Alpha", "searched"],
    ),
    (
        "NOT tags.team ILIKE 'a' AND NOT name = 'Default'",
        &["gone", "beta", "searched"],
    ),
    // Its SQLite store takes the names of comparators in upper case only, its file store in any.
    ("name ilike 'ALPHA'", &["Alpha"]),
    ("name like 'Alp%'", &["Alpha"]),
];

/// Orders of experiments that mean the same to both, or are refused by both.
const EXPERIMENT_ORDERS: &[&[&str]] = &[
    &["name"],
    &["name DESC"],
    &["attribute.name asc"],
    &["creation_time"],
    &["creation_time DESC"],
    &["last_update_time DESC"],
    &["`name`", "creation_time"],
    &["tags.team"],
    &["attributes.name"],
    &["metrics.loss"],
    &["id"],
    &["name, experiment_id"],
];

/// A filter and the keys of an order.
type Case = (String, Vec<String>);

fn filtered(filters: &[&str]) -> Vec<Case> {
    filters
        .iter()
        .map(|filter| ((*filter).to_owned(), Vec::new()))
        .collect()
}

fn ordered(orders: &[&[&str]]) -> Vec<Case> {
    let keys = |order: &[&str]| order.iter().map(|key| (*key).to_owned()).collect();
    orders
        .iter()
        .map(|order| (String::new(), keys(order)))
        .collect()
}

fn first<T: Copy>(cases: &[(&'static str, T)]) -> Vec<&'static str> {
    cases.iter().map(|(filter, _)| *filter).collect()
}

fn run_cases() -> Vec<Case> {
    [
        filtered(RUN_FILTERS),
        ordered(RUN_ORDERS),
        filtered(&first(BEYOND)),
        filtered(SLIPS),
    ]
    .concat()
}

fn experiment_cases() -> Vec<Case> {
    [
        filtered(EXPERIMENT_FILTERS),
        ordered(EXPERIMENT_ORDERS),
        filtered(&first(EXPERIMENTS_BEYOND)),
    ]
    .concat()
}

/// One of the stores that the script made.
struct Ours<'a> {
    store: Box<dyn Store>,
    made: &'a Value,
}

impl Ours<'_> {
    /// Replaces names by ids.
    fn with_ids(&self, filter: &str) -> String {
        let ids = self.made["ids"].as_object().expect("names and ids");
        ids.iter().fold(filter.to_owned(), |filter, (name, id)| {
            filter.replace(&format!("{{{name}}}"), id.as_str().expect("an id"))
        })
    }

    fn run_query(&self, filter: &str, orders: &[String]) -> Result<RunQuery> {
        Ok(RunQuery {
            experiment_ids: vec![ExperimentId::from(self.with_ids("{searched}"))],
            view: ViewType::ActiveOnly,
            filter: parse_run_filter(&self.with_ids(filter))?,
            order_by: parse_run_orders(orders)?,
            max_results: 1000,
            page_token: None,
        })
    }

    fn runs(&self, (filter, orders): &Case) -> Result<Value> {
        let page = self.store.search_runs(&self.run_query(filter, orders)?)?;
        Ok(page
            .items
            .iter()
            .map(|run| run.info.run_name.clone())
            .collect())
    }

    fn experiments(&self, (filter, orders): &Case) -> Result<Value> {
        let page = self.store.search_experiments(&ExperimentQuery {
            view: ViewType::All,
            filter: parse_experiment_filter(&self.with_ids(filter))?,
            order_by: parse_experiment_orders(orders)?,
            max_results: 1000,
            page_token: None,
        })?;
        Ok(page
            .items
            .into_iter()
            .map(|experiment| experiment.name)
            .collect())
    }

    /// The tokens between pages of three runs.
    fn tokens(&self) -> Result<Value> {
        let mut query = self.run_query("", &[])?;
        query.max_results = 3;
        let mut tokens = Vec::new();
        loop {
            let page = self.store.search_runs(&query)?;
            let Some(token) = page.next_page_token else {
                return Ok(tokens.into());
            };
            tokens.push(token.clone());
            query.page_token = Some(token);
        }
    }
}

fn open(uri: &Path) -> Box<dyn Store> {
    let options = OpenOptions {
        artifact_root: "/nowhere".to_owned(),
        now: 0,
    };
    let uri = StoreUri::parse(&uri.display().to_string()).expect("an address");
    store::open(&uri, &options).expect("the store that the script made")
}

/// What is wrong about one search, of which `python` is what 3.17.2 found, or null.
fn difference(case: &Case, ours: &Result<Value>, python: &Value) -> Option<String> {
    let (filter, orders) = case;
    let is = |filters: &[&str]| orders.is_empty() && filters.contains(&filter.as_str());
    let mut beyond = BEYOND.iter().chain(EXPERIMENTS_BEYOND);
    let expected = if let Some((_, names)) = beyond.find(|(filter, _)| is(&[filter])) {
        if !python.is_null() {
            return Some(format!(
                "{case:?}: MLflow does not refuse it, it finds {python}"
            ));
        }
        json!(names)
    } else if is(SLIPS) {
        if python.is_null() {
            return Some(format!("{case:?}: MLflow refuses it too"));
        }
        Value::Null
    } else {
        python.clone()
    };
    let found = match ours {
        Ok(names) => names.clone(),
        Err(_) => Value::Null,
    };
    (found != expected).then(|| format!("{case:?}: expected {expected}, found {ours:?}"))
}

fn is_folded_beyond_ascii(filter: &str) -> bool {
    filter
        .split_once("ILIKE")
        .is_some_and(|(_, pattern)| !pattern.is_ascii())
}

#[test]
fn searches_find_what_mlflow_3_17_2_finds() {
    let scene = Scene::new();
    let (runs, experiments) = (run_cases(), experiment_cases());
    let cases = json!({ "runs": runs, "experiments": experiments });
    scene.write("cases.json", cases.to_string());
    let Some(python) = run_python(&scene, Client::V3, SEARCH, &["cases.json"]) else {
        return;
    };
    let expected = &python["sqlite"];
    let database = format!("sqlite:///{}", scene.path("x.db").display());
    for (kind, uri) in [("file", scene.path("mlruns")), ("sqlite", database.into())] {
        let ours = Ours {
            store: open(&uri),
            made: &python[kind],
        };
        let mut differences: Vec<String> = Vec::new();
        for (index, case) in runs.iter().enumerate() {
            // SQLite folds ASCII letters alone; a file store folds all, as MLflow's does.
            let is_own = is_folded_beyond_ascii(&case.0);
            let python = if is_own { &python[kind] } else { expected };
            let python = &python["runs"][index];
            differences.extend(difference(case, &ours.runs(case), python));
        }
        for (index, case) in experiments.iter().enumerate() {
            let python = &expected["experiments"][index];
            differences.extend(difference(case, &ours.experiments(case), python));
        }
        assert!(
            differences.is_empty(),
            "{kind}:\n{}",
            differences.join("\n")
        );
        assert_eq!(ours.tokens().expect("pages"), expected["tokens"], "{kind}");
    }
}
