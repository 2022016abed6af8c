//! One property of all runs, by which searches filter and order: a metric, a param, a tag, or a
//! text of the runs' own table.

use std::mem::size_of;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::search::{RunAttribute, RunKey};

use super::super::dialect::{Dialect, Items};
use super::super::list::List;
use super::super::search::run_column;
use super::super::session::{Row, SqlResult, ToValue, Value};
use super::super::statement::Transaction;
use super::rows::Rows;

/// What the allocator adds to a text.
const ALLOCATION: usize = 16;

/// The values of a key, by the row numbers of their runs.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) values: ColumnValues,
    bytes: usize,
    /// When it was last used, in searches.
    used: AtomicU64,
}

/// Values of one kind.
#[derive(Debug, PartialEq)]
pub(super) enum ColumnValues {
    /// Latest values of a metric; NaN is NaN.
    Numbers(Vec<Option<f64>>),
    /// Texts.
    Texts(Vec<Option<Box<str>>>),
    /// There is a value that is no text, which only SQL can compare as SQL does: NULL in a tag.
    Unfit,
}

/// A value as it is read.
enum Cell {
    Number(f64),
    Text(Box<str>),
    Nothing,
    Strange,
}

impl Column {
    /// Reads the values of all runs.
    pub(super) fn load(tx: &Transaction, key: &RunKey, rows: &Rows) -> SqlResult<Self> {
        let count = rows.all().len();
        let mut column = Self {
            values: match key {
                RunKey::Metric(_) => ColumnValues::Numbers(vec![None; count]),
                RunKey::Param(_) | RunKey::Tag(_) | RunKey::Attribute(_) => {
                    ColumnValues::Texts(vec![None; count])
                }
            },
            bytes: 0,
            used: AtomicU64::new(0),
        };
        column.read(tx, key, rows, None)?;
        Ok(column)
    }

    /// Reads the values of some runs again.
    pub(super) fn reload(
        &mut self,
        tx: &Transaction,
        key: &RunKey,
        rows: &Rows,
        ids: &List,
        row_numbers: &[usize],
    ) -> SqlResult<()> {
        let count = rows.all().len();
        match &mut self.values {
            ColumnValues::Numbers(numbers) => numbers.resize(count, None),
            ColumnValues::Texts(texts) => texts.resize(count, None),
            ColumnValues::Unfit => return Ok(()),
        }
        for &row_number in row_numbers {
            self.set(row_number, Cell::Nothing);
        }
        self.read(tx, key, rows, Some(ids))
    }

    fn read(
        &mut self,
        tx: &Transaction,
        key: &RunKey,
        rows: &Rows,
        ids: Option<&List>,
    ) -> SqlResult<()> {
        let (sql, name) = select(tx.dialect(), key, ids.is_some());
        let name = name.map(ToValue::to_value);
        let values: Vec<Value> = name.into_iter().chain(ids.map(ToValue::to_value)).collect();
        tx.query(&sql, &values, &mut |row| {
            if let Some(row_number) = row.id(0).and_then(|id| rows.number_of(id)) {
                self.set(row_number, Cell::read(row, key));
            }
            Ok(())
        })
    }

    fn set(&mut self, row_number: usize, cell: Cell) {
        match (&mut self.values, cell) {
            (ColumnValues::Numbers(numbers), Cell::Number(number)) => {
                numbers[row_number] = Some(number);
            }
            (ColumnValues::Numbers(numbers), Cell::Nothing) => numbers[row_number] = None,
            (ColumnValues::Texts(texts), Cell::Text(text)) => {
                self.bytes += text.len() + ALLOCATION;
                let old = texts[row_number].replace(text);
                self.bytes -= old.map_or(0, |old| old.len() + ALLOCATION);
            }
            (ColumnValues::Texts(texts), Cell::Nothing) => {
                let old = texts[row_number].take();
                self.bytes -= old.map_or(0, |old| old.len() + ALLOCATION);
            }
            _ => {
                self.values = ColumnValues::Unfit;
                self.bytes = 0;
            }
        }
    }

    /// About how much memory the column takes.
    pub(super) fn bytes(&self) -> usize {
        let cells = match &self.values {
            ColumnValues::Numbers(numbers) => numbers.capacity() * size_of::<Option<f64>>(),
            ColumnValues::Texts(texts) => texts.capacity() * size_of::<Option<Box<str>>>(),
            ColumnValues::Unfit => 0,
        };
        size_of::<Self>() + cells + self.bytes
    }

    /// Notes that the column is used.
    pub(super) fn mark_used(&self, now: u64) {
        self.used.store(now, Ordering::Relaxed);
    }

    /// When it was last used.
    pub(super) fn last_used(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }
}

impl Cell {
    fn read(row: &Row, key: &RunKey) -> Self {
        if matches!(key, RunKey::Metric(_)) {
            if row.flag(2) {
                return Self::Number(f64::NAN);
            }
            return row.number(1).map_or(Self::Strange, Self::Number);
        }
        // In its own table NULL means that a run has no such text; a row of a key has a value.
        let is_nullable = matches!(key, RunKey::Attribute(_));
        match row.value(1) {
            Value::Null if is_nullable => Self::Nothing,
            Value::Text(text) => Self::Text(text.into()),
            Value::Bytes(text) => {
                str::from_utf8(text).map_or(Self::Strange, |text| Self::Text(text.into()))
            }
            _ => Self::Strange,
        }
    }
}

/// Whether the values of a key are in a column of their own, and not in every row.
pub(super) fn is_column(key: &RunKey) -> bool {
    match key {
        RunKey::Metric(_) | RunKey::Param(_) | RunKey::Tag(_) => true,
        RunKey::Attribute(attribute) => match attribute {
            RunAttribute::RunName | RunAttribute::UserId | RunAttribute::ArtifactUri => true,
            RunAttribute::RunId
            | RunAttribute::Status
            | RunAttribute::StartTime
            | RunAttribute::EndTime => false,
        },
    }
}

/// The statement that selects the ids of runs and their values, of all or of a list, and the key
/// that is its first parameter.
fn select<'a>(dialect: &dyn Dialect, key: &'a RunKey, of_list: bool) -> (String, Option<&'a str>) {
    let (table, values, key) = match key {
        RunKey::Metric(key) => ("latest_metrics AS runs", "value, is_nan", Some(key)),
        RunKey::Param(key) => ("params AS runs", "value", Some(key)),
        RunKey::Tag(key) => ("tags AS runs", "value", Some(key)),
        RunKey::Attribute(attribute) => ("runs", &*run_column(dialect, *attribute), None),
    };
    let mut conditions = Vec::new();
    if key.is_some() {
        conditions.push("runs.key = ?1".to_owned());
    }
    if of_list {
        let placeholder = if key.is_some() { "?2" } else { "?1" };
        conditions.push(dialect.in_list("runs.run_uuid", Items::Texts, placeholder));
    }
    let mut sql = format!("SELECT runs.run_uuid, {values} FROM {table}");
    if !conditions.is_empty() {
        sql.push_str(" WHERE ");
        sql.push_str(&conditions.join(" AND "));
    }
    (sql, key.map(String::as_str))
}
