//! How lists of runs are shown: MLflow's list, MLflow's spreadsheet, and columns of one's choice.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::duration;
use crate::entity::Run;
use crate::error::{Error, Result};
use crate::tracking::now;
use crate::uri;
use crate::view::{self, Cell, Importance, Ink};

use super::super::output::{Listing, Table, printable};
use super::super::usage_error::usage_error;
use super::super::{history, naming, record, time};

/// One field of a run, as a column.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Column {
    Info(&'static str),
    Metric(String),
    Param(String),
    Tag(String),
    AllMetrics,
    AllParams,
    AllTags,
}

/// The fields of `info`, in the order in which MLflow's spreadsheets have them.
const INFO_COLUMNS: [&str; 10] = [
    "run_id",
    "experiment_id",
    "status",
    "artifact_uri",
    "start_time",
    "end_time",
    "run_name",
    "user_id",
    "lifecycle_stage",
    "duration",
];
/// How many of them MLflow's spreadsheets have.
const SHEET_INFO_COLUMNS: usize = 6;

impl Column {
    fn parse(text: &str) -> Result<Self> {
        if let Some(name) = INFO_COLUMNS.into_iter().find(|name| *name == text) {
            return Ok(Self::Info(name));
        }
        let column = match text.split_once('.') {
            Some(("metrics" | "metric", "*")) => Self::AllMetrics,
            Some(("params" | "param", "*")) => Self::AllParams,
            Some(("tags" | "tag", "*")) => Self::AllTags,
            Some(("metrics" | "metric", key)) => Self::Metric(key.to_owned()),
            Some(("params" | "param", key)) => Self::Param(key.to_owned()),
            Some(("tags" | "tag", key)) => Self::Tag(key.to_owned()),
            _ => return Err(unknown_column(text)),
        };
        Ok(column)
    }

    fn name(&self) -> String {
        match self {
            Self::Info(name) => (*name).to_owned(),
            Self::Metric(key) => format!("metrics.{key}"),
            Self::Param(key) => format!("params.{key}"),
            Self::Tag(key) => format!("tags.{key}"),
            Self::AllMetrics => "metrics.*".to_owned(),
            Self::AllParams => "params.*".to_owned(),
            Self::AllTags => "tags.*".to_owned(),
        }
    }

    /// The columns for which a `*` stands, over these runs.
    fn expand(&self, runs: &[Arc<Run>]) -> Vec<Self> {
        fn keys<'a>(keys: impl Iterator<Item = &'a String>) -> Vec<String> {
            keys.collect::<BTreeSet<_>>().into_iter().cloned().collect()
        }
        let data = || runs.iter().map(|run| &run.data);
        let wrap =
            |keys: Vec<String>, column: fn(String) -> Self| keys.into_iter().map(column).collect();
        match self {
            Self::AllMetrics => wrap(
                keys(data().flat_map(|d| &d.metrics).map(|m| &m.key)),
                Self::Metric,
            ),
            Self::AllParams => wrap(
                keys(data().flat_map(|d| &d.params).map(|p| &p.key)),
                Self::Param,
            ),
            Self::AllTags => wrap(
                keys(data().flat_map(|d| &d.tags).map(|t| &t.key)),
                Self::Tag,
            ),
            one => vec![one.clone()],
        }
    }

    fn value(&self, run: &Run) -> Value {
        let info = &run.info;
        match self {
            Self::Info("run_id") => json!(info.run_id),
            Self::Info("experiment_id") => json!(info.experiment_id),
            Self::Info("status") => json!(info.status.as_str()),
            Self::Info("artifact_uri") => json!(uri::masked(&info.artifact_uri)),
            Self::Info("start_time") => json!(info.start_time),
            Self::Info("end_time") => json!(info.end_time),
            Self::Info("run_name") => json!(info.run_name),
            Self::Info("user_id") => json!(info.user_id),
            Self::Info("lifecycle_stage") => json!(info.lifecycle_stage),
            Self::Info("duration") => json!(duration_in_millis(run)),
            Self::Metric(key) => run
                .metric(key)
                .map_or(Value::Null, |metric| record::number(metric.value)),
            Self::Param(key) => json!(run.param(key)),
            Self::Tag(key) => json!(run.tag(key)),
            Self::Info(_) | Self::AllMetrics | Self::AllParams | Self::AllTags => Value::Null,
        }
    }

    /// The column on a screen. What a metric is called stands there without its kind.
    fn on_screen(&self) -> view::Column {
        let (header, importance) = match self {
            Self::Info("run_id") => ("run".to_owned(), Importance::Whole),
            Self::Info("run_name") => ("name".to_owned(), Importance::Kept),
            Self::Info("start_time") => ("started".to_owned(), Importance::Kept),
            Self::Info("duration") => ("took".to_owned(), Importance::Kept),
            Self::Info("status") => ("status".to_owned(), Importance::Whole),
            Self::Metric(key) => (key.clone(), Importance::Spare),
            other => (other.name(), Importance::Spare),
        };
        view::Column {
            header: printable(&header),
            is_number: matches!(self, Self::Metric(_) | Self::Info("duration")),
            importance,
        }
    }

    /// The value for people at a screen.
    fn cell(&self, run: &Run, short_id: &str, now: i64) -> Cell {
        let info = &run.info;
        match self {
            Self::Info("run_id") => Cell::new(short_id, Ink::Cyan),
            Self::Info("status") => Cell::new(info.status.as_str(), Ink::of_status(info.status)),
            Self::Info("start_time") => {
                let started = info.start_time.map(|time| view::ago(time, now));
                Cell::plain(started.unwrap_or_default())
            }
            Self::Info("duration") => {
                let took = duration_in_millis(run).map(duration::of_millis);
                Cell::plain(took.unwrap_or_default())
            }
            Self::Metric(key) => {
                let value = run
                    .metric(key)
                    .map(|metric| view::short_number(metric.value));
                Cell::plain(value.unwrap_or_default())
            }
            other => Cell::plain(printable(&other.text(run, TABLE))),
        }
    }

    /// Whether it says how programs ran, and not what came out.
    fn is_measure(&self) -> bool {
        matches!(self, Self::Metric(key) if history::is_measure(key))
    }

    /// The value as text.
    fn text(&self, run: &Run, style: Style) -> String {
        let moment = |millis: Option<i64>| millis.map(style.time).unwrap_or_default();
        match self {
            Self::Metric(key) => run
                .metric(key)
                .map(|metric| (style.number)(metric.value))
                .unwrap_or_default(),
            Self::Info("start_time") => moment(run.info.start_time),
            Self::Info("end_time") => moment(run.info.end_time),
            Self::Info("duration") => {
                let took = duration_in_millis(run).map(style.duration);
                took.unwrap_or_default()
            }
            other => match other.value(run) {
                Value::Null => String::new(),
                Value::String(text) => text,
                value => value.to_string(),
            },
        }
    }
}

/// How cells are written.
#[derive(Clone, Copy)]
struct Style {
    time: fn(i64) -> String,
    /// In milliseconds.
    duration: fn(i64) -> String,
    number: fn(f64) -> String,
}

/// Cells for people.
const TABLE: Style = Style {
    time: time::local,
    duration: duration::of_millis,
    number: record::number_text,
};
/// Cells for spreadsheets, as MLflow writes them.
const SHEET: Style = Style {
    time: time::utc,
    duration: |millis| millis.to_string(),
    number: record::number_cell,
};

/// In milliseconds; `None` while the run goes on.
fn duration_in_millis(run: &Run) -> Option<i64> {
    Some(run.info.end_time?.saturating_sub(run.info.start_time?))
}

fn unknown_column(text: &str) -> Error {
    usage_error(format!(
        "column `{text}` is unknown; expected {} or `metrics.KEY`, `params.KEY`, `tags.KEY`, with `*` for all keys",
        INFO_COLUMNS.map(|name| format!("`{name}`")).join(", ")
    ))
}

/// The columns that a user chose; none means the usual ones.
pub(super) struct Columns(Vec<Column>);

impl Columns {
    pub(super) fn parse(texts: &[String]) -> Result<Self> {
        texts
            .iter()
            .map(|text| Column::parse(text.trim()))
            .collect::<Result<_>>()
            .map(Self)
    }
}

/// Runs, shown by columns.
pub(super) struct ColumnsOf<'a> {
    runs: &'a [Arc<Run>],
    /// Chosen by the user.
    chosen: Vec<Column>,
}

impl<'a> ColumnsOf<'a> {
    pub(super) fn new(runs: &'a [Arc<Run>], Columns(columns): &Columns) -> Self {
        let chosen = columns
            .iter()
            .flat_map(|column| column.expand(runs))
            .collect();
        Self { runs, chosen }
    }
}

impl Listing for ColumnsOf<'_> {
    fn table(&self) -> Table {
        let usual = ["run_id", "run_name", "status", "start_time", "duration"].map(Column::Info);
        let metrics = || Column::AllMetrics.expand(self.runs);
        let columns = match self.chosen.as_slice() {
            [] => usual.into_iter().chain(metrics()).collect(),
            chosen => chosen.to_vec(),
        };
        table_of(self.runs, &columns, TABLE)
    }

    fn sheet_for_screen(&self) -> view::Sheet {
        let usual = ["run_id", "run_name", "status", "start_time", "duration"].map(Column::Info);
        let columns = match self.chosen.as_slice() {
            [] => {
                let metrics = Column::AllMetrics.expand(self.runs).into_iter();
                let (measures, results): (Vec<Column>, Vec<Column>) =
                    metrics.partition(Column::is_measure);
                let params = Column::AllParams.expand(self.runs);
                usual
                    .into_iter()
                    .chain(results)
                    .chain(params)
                    .chain(measures)
                    .collect()
            }
            chosen => chosen.to_vec(),
        };
        screen_of(self.runs, &columns)
    }

    fn records(&self) -> Vec<Value> {
        if self.chosen.is_empty() {
            return self.runs.iter().map(|run| record::run(run)).collect();
        }
        let fields = |run| -> Map<String, Value> {
            self.chosen
                .iter()
                .map(|column| (column.name(), column.value(run)))
                .collect()
        };
        self.runs
            .iter()
            .map(|run| Value::Object(fields(run)))
            .collect()
    }

    fn sheet(&self) -> Table {
        match self.chosen.as_slice() {
            [] => RunSheet::of(self.runs).sheet(),
            chosen => table_of(self.runs, chosen, SHEET),
        }
    }
}

/// Runs as MLflow's spreadsheet has them: six fields, then all metrics, params and tags.
#[derive(Clone, Copy)]
pub(in crate::cli) struct RunSheet<'a>(&'a [Arc<Run>]);

impl<'a> RunSheet<'a> {
    pub(in crate::cli) fn of(runs: &'a [Arc<Run>]) -> Self {
        Self(runs)
    }
}

impl Listing for RunSheet<'_> {
    fn table(&self) -> Table {
        self.sheet()
    }

    fn records(&self) -> Vec<Value> {
        self.0.iter().map(|run| record::run(run)).collect()
    }

    fn sheet(&self) -> Table {
        let info = INFO_COLUMNS
            .into_iter()
            .take(SHEET_INFO_COLUMNS)
            .map(Column::Info);
        let logged = [Column::AllMetrics, Column::AllParams, Column::AllTags];
        let logged = logged.iter().flat_map(|column| column.expand(self.0));
        table_of(self.0, &info.chain(logged).collect::<Vec<_>>(), SHEET)
    }
}

/// Runs as MLflow's `runs list` shows them: date, name and id, the latest first.
pub(super) struct RunTable<'a>(pub(super) RunSheet<'a>);

impl Listing for RunTable<'_> {
    fn sheet_for_screen(&self) -> view::Sheet {
        let columns = ["run_id", "run_name", "status", "start_time", "duration"];
        screen_of(self.0.0, &columns.map(Column::Info))
    }

    fn table(&self) -> Table {
        let columns = ["start_time", "run_name", "run_id"].map(Column::Info);
        let mut table = table_of(self.0.0, &columns, TABLE);
        table.headers = ["Date", "Name", "ID"].map(str::to_owned).to_vec();
        table.rows.sort_by(|a, b| b.cmp(a));
        table
    }

    fn records(&self) -> Vec<Value> {
        self.0.records()
    }

    fn sheet(&self) -> Table {
        self.0.sheet()
    }
}

/// The runs for people: short ids, rounded numbers, times as they are told.
fn screen_of(runs: &[Arc<Run>], columns: &[Column]) -> view::Sheet {
    let ids = naming::short_ids(runs.iter().map(|run| &run.info.run_id));
    let now = now();
    let rows = runs.iter().zip(&ids).map(|(run, id)| {
        let cell = |column: &Column| column.cell(run, id, now);
        columns.iter().map(cell).collect()
    });
    view::Sheet {
        columns: columns.iter().map(Column::on_screen).collect(),
        rows: rows.collect(),
    }
}

fn table_of(runs: &[Arc<Run>], columns: &[Column], style: Style) -> Table {
    let mut table = Table::new(columns.iter().map(Column::name));
    table.rows = runs
        .iter()
        .map(|run| {
            columns
                .iter()
                .map(|column| column.text(run, style))
                .collect()
        })
        .collect();
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_fields_and_keys() {
        for text in ["run_id", "metrics.a.b", "params.*", "tags.mlflow.user"] {
            assert_eq!(Column::parse(text).unwrap().name(), text);
        }
        let error = Column::parse("loss").unwrap_err();
        assert!(error.message().contains("`loss` is unknown"), "{error}");
    }

    #[test]
    fn every_field_of_info_has_a_value() {
        for name in INFO_COLUMNS {
            assert!(matches!(Column::parse(name), Ok(Column::Info(_))), "{name}");
        }
    }
}
