//! The rows of all runs and the columns that searches asked for, and the search itself.
//!
//! What it finds is what [`super::super::search`] selects in SQL: filters are evaluated and values
//! compared by [`crate::search`], which agrees with SQL, on the values as the database has them.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering as Atomic};

use crate::entity::RunId;
use crate::search::{
    Direction, Facts, Filter, RunAttribute, RunField, RunKey, Value, compare_values,
    complete_run_order,
};
use crate::store::RunQuery;

use super::super::dialect::Items;
use super::super::list::List;
use super::super::run_search::RunSearch;
use super::super::session::{SqlResult, Value as SqlValue, values};
use super::super::statement::{Statement, Transaction};
use super::column::{Column, ColumnValues, is_column};
use super::part::sorted_part;
use super::rows::{COLUMNS, Row, Rows};

static ROWS: Statement = Statement::new(|_| format!("SELECT {COLUMNS} FROM runs"));

static ROWS_OF_LIST: Statement = Statement::new(|sql| {
    format!(
        "SELECT {COLUMNS} FROM runs WHERE {}",
        sql.in_list("run_uuid", Items::Texts, "?1")
    )
});

/// How much memory the columns may take: some 40 metrics of 100,000 runs.
const MAX_COLUMN_BYTES: usize = 64 << 20;

/// Most columns that one search is given; one that needs more is for SQL.
const MAX_COLUMNS: usize = 16;

/// More runs than this (about 150 bytes each) are for SQL.
const MAX_ROWS: u64 = 1_000_000;

/// Rows and columns of one state of the database.
#[derive(Debug, Default)]
pub(super) struct SearchCache {
    rows: Option<Rows>,
    columns: HashMap<RunKey, Column>,
    searches: AtomicU64,
}

impl SearchCache {
    pub(super) fn has_rows(&self) -> bool {
        self.rows.is_some()
    }

    /// Which of these columns are not here.
    pub(super) fn missing<'a>(&self, needed: &'a [RunKey]) -> Vec<&'a RunKey> {
        let is_missing = |key: &&RunKey| !self.columns.contains_key(*key);
        needed.iter().filter(is_missing).collect()
    }

    /// Reads a column. It belongs to the state of the rows.
    pub(super) fn read_column(&self, tx: &Transaction, key: &RunKey) -> SqlResult<Column> {
        let rows = self.rows.as_ref().expect("rows come before columns");
        Column::load(tx, key, rows)
    }

    pub(super) fn set_rows(&mut self, rows: Rows) {
        self.rows = Some(rows);
    }

    /// Adds a column for a search that needs these.
    pub(super) fn add_column(&mut self, key: RunKey, column: Column, needed: &[RunKey]) {
        self.columns.insert(key, column);
        self.evict(needed);
    }

    /// Removes what was not used for longest, while there is too much.
    fn evict(&mut self, needed: &[RunKey]) {
        let mut bytes: usize = self.columns.values().map(Column::bytes).sum();
        while bytes > MAX_COLUMN_BYTES {
            let unused = self.columns.iter().filter(|(key, _)| !needed.contains(key));
            let Some((oldest, column)) = unused.min_by_key(|(_, column)| column.last_used()) else {
                return;
            };
            bytes -= column.bytes();
            let oldest = oldest.clone();
            self.columns.remove(&oldest);
        }
    }

    /// Reads what is known of some runs again.
    pub(super) fn reload(&mut self, tx: &Transaction, runs: &HashSet<RunId>) -> SqlResult<()> {
        let Some(rows) = &mut self.rows else {
            return Ok(());
        };
        let runs: Vec<&RunId> = runs.iter().collect();
        let ids = List::new(&runs);
        read_into(tx, &ROWS_OF_LIST, &values![ids], rows)?;
        let numbers: Vec<usize> = runs
            .iter()
            .filter_map(|id| rows.number_of(id.as_str()))
            .collect();
        for (key, column) in &mut self.columns {
            column.reload(tx, key, rows, &ids, &numbers)?;
        }
        Ok(())
    }

    /// The ids of the runs of a page and of one more. `None` if the search needs what is not here,
    /// or what is here cannot answer it.
    pub(super) fn find(&self, search: &RunSearch) -> Option<Vec<Arc<str>>> {
        let RunSearch {
            query,
            experiments,
            offset,
            ..
        } = search;
        let rows = self.rows.as_ref()?.all();
        let now = self.searches.fetch_add(1, Atomic::Relaxed);
        let filter = match &query.filter {
            Some(filter) => Some(self.resolve(filter, now)?),
            None => None,
        };
        let orders = complete_run_order(&query.order_by);
        let orders: Vec<(Cells, Direction)> = orders
            .iter()
            .map(|order| Some((self.cells(&order.key, now)?, order.direction)))
            .collect::<Option<_>>()?;
        let mut experiments = experiments.clone();
        experiments.sort_unstable();
        let (first, direction) = &orders[0];
        let mut found: Vec<Found> = (0..)
            .zip(rows)
            .filter(|(_, row)| row.is_in(&experiments, query.view))
            .map(|(number, row)| NumberedRow { number, row })
            .filter(|row| filter.as_ref().is_none_or(|filter| filter.matches(row)))
            .map(|row| Found::new(&row, first, *direction))
            .collect();
        let part = sorted_part(
            &mut found,
            *offset,
            query.max_results.saturating_add(1),
            |a, b| a.compare(b, rows, &orders),
        );
        let ids = part.iter().map(|found| Arc::clone(&rows[found.number].id));
        Some(ids.collect())
    }

    /// Puts the values of a filter's fields at their positions. The fields of data sets have none.
    fn resolve<'a>(&'a self, filter: &'a Filter<RunField>, now: u64) -> Option<Filter<Cells<'a>>> {
        let is_missing = |field: &RunField| match field {
            RunField::Key(key) => self.cells(key, now).is_none(),
            RunField::Dataset(_) => true,
        };
        if filter.has_field(&is_missing) {
            return None;
        }
        Some(filter.map(&|field| match field {
            RunField::Key(key) => self.cells(key, now).expect("none is missing"),
            RunField::Dataset(_) => unreachable!("none is missing"),
        }))
    }

    fn cells(&self, key: &RunKey, now: u64) -> Option<Cells<'_>> {
        if let RunKey::Attribute(attribute) = key
            && !is_column(key)
        {
            return Some(Cells::Row(*attribute));
        }
        let column = self.columns.get(key)?;
        column.mark_used(now);
        match &column.values {
            ColumnValues::Numbers(numbers) => Some(Cells::Numbers(numbers)),
            ColumnValues::Texts(texts) => Some(Cells::Texts(texts)),
            ColumnValues::Unfit => None,
        }
    }

    /// About how much memory the rows and the columns take.
    pub(super) fn bytes(&self) -> (usize, usize) {
        let columns = self.columns.values().map(Column::bytes).sum();
        (self.rows.as_ref().map_or(0, Rows::bytes), columns)
    }
}

/// Reads the rows of all runs, unless there are too many.
pub(super) fn read_rows(tx: &Transaction) -> SqlResult<Option<Rows>> {
    if tx.count("SELECT count(*) FROM runs", &[])? > MAX_ROWS {
        return Ok(None);
    }
    let mut rows = Rows::default();
    read_into(tx, &ROWS, &[], &mut rows)?;
    Ok(Some(rows))
}

fn read_into(
    tx: &Transaction,
    statement: &Statement,
    values: &[SqlValue],
    rows: &mut Rows,
) -> SqlResult<()> {
    tx.query(statement, values, &mut |row| {
        if let Some(row) = Row::read(row) {
            rows.set(row);
        }
        Ok(())
    })
}

/// The columns that a search needs; `None` if it is not for this index.
pub(super) fn needed(query: &RunQuery) -> Option<Vec<RunKey>> {
    let mut needed = Vec::new();
    let mut add = |key: &RunKey| {
        if is_column(key) && !needed.contains(key) {
            needed.push(key.clone());
        }
    };
    for order in &query.order_by {
        add(&order.key);
    }
    if let Some(filter) = &query.filter
        && !collect(filter, &mut add)
    {
        return None;
    }
    (needed.len() <= MAX_COLUMNS).then_some(needed)
}

/// Gives every key of a filter, and says whether there is nothing else in it.
fn collect(filter: &Filter<RunField>, add: &mut impl FnMut(&RunKey)) -> bool {
    match filter {
        Filter::And(all) | Filter::Or(all) => all.iter().all(|part| collect(part, add)),
        Filter::Not(negated) => collect(negated, add),
        Filter::Is(condition) => match &condition.field {
            RunField::Key(key) => {
                add(key);
                true
            }
            RunField::Dataset(_) => false,
        },
    }
}

/// Where the values of a key are.
#[derive(Clone, Copy)]
enum Cells<'a> {
    Numbers(&'a [Option<f64>]),
    Texts(&'a [Option<Box<str>>]),
    /// In the rows themselves.
    Row(RunAttribute),
}

impl<'a> Cells<'a> {
    fn value(&self, number: usize, row: &'a Row) -> Option<Value<'a>> {
        match self {
            Self::Numbers(numbers) => numbers[number].map(Value::Float),
            Self::Texts(texts) => texts[number].as_deref().map(text),
            Self::Row(RunAttribute::StartTime) => row.start_time.map(Value::Integer),
            Self::Row(RunAttribute::EndTime) => row.end_time.map(Value::Integer),
            Self::Row(RunAttribute::Status) => row.status.map(|status| text(status.as_str())),
            Self::Row(RunAttribute::RunId) => Some(text(&row.id)),
            Self::Row(RunAttribute::RunName | RunAttribute::UserId | RunAttribute::ArtifactUri) => {
                unreachable!("they are columns")
            }
        }
    }
}

fn text(text: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(text))
}

/// A run in a search.
struct NumberedRow<'a> {
    number: usize,
    row: &'a Row,
}

impl<'a> Facts<Cells<'a>> for NumberedRow<'a> {
    fn any(&self, cells: &Cells<'a>, passes: &dyn Fn(Option<Value>) -> bool) -> bool {
        passes(cells.value(self.number, self.row))
    }
}

/// A run that was found, with what tells most of its position in the order.
struct Found {
    coarse: (u8, u64),
    number: usize,
}

impl Found {
    fn new(row: &NumberedRow, cells: &Cells, direction: Direction) -> Self {
        Self {
            coarse: coarse(cells.value(row.number, row.row).as_ref(), direction),
            number: row.number,
        }
    }

    fn compare(&self, other: &Self, rows: &[Row], orders: &[(Cells, Direction)]) -> Ordering {
        let exact = || {
            let by_key = |(cells, direction): &(Cells, Direction)| {
                let value = |found: &Self| cells.value(found.number, &rows[found.number]);
                compare_values(value(self).as_ref(), value(other).as_ref(), *direction)
            };
            let mut by_keys = orders.iter().map(by_key);
            by_keys
                .find(|ordering| ordering.is_ne())
                .unwrap_or(Ordering::Equal)
        };
        self.coarse.cmp(&other.coarse).then_with(exact)
    }
}

/// Two numbers that compare as the values do, or are equal where the values may differ.
fn coarse(value: Option<&Value>, direction: Direction) -> (u8, u64) {
    const SIGN: u64 = 1 << 63;
    let bits = match value {
        None => return (2, 0),
        Some(Value::Float(number)) if number.is_nan() => return (1, 0),
        Some(Value::Float(number)) => {
            // The sum makes the negative zero, which is equal to zero, a positive one.
            let bits = (number + 0.0).to_bits();
            if bits & SIGN == 0 { bits | SIGN } else { !bits }
        }
        Some(Value::Integer(number)) => number.cast_unsigned() ^ SIGN,
        Some(Value::Text(text)) => {
            let mut beginning = [0; 8];
            let length = text.len().min(8);
            beginning[..length].copy_from_slice(&text.as_bytes()[..length]);
            u64::from_be_bytes(beginning)
        }
    };
    match direction {
        Direction::Ascending => (0, bits),
        Direction::Descending => (0, !bits),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value() -> impl Strategy<Value = f64> {
        prop_oneof![
            any::<f64>(),
            prop::sample::select(vec![0.0, -0.0, 1.0, -1.0, f64::INFINITY, f64::NAN]),
        ]
    }

    fn agrees(one: Option<&Value>, other: Option<&Value>) {
        for direction in [Direction::Ascending, Direction::Descending] {
            let exact = compare_values(one, other, direction);
            let coarse = coarse(one, direction).cmp(&coarse(other, direction));
            assert!(coarse.is_eq() || coarse == exact, "{one:?} {other:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_compared_first_does_not_contradict(
            floats in (value(), value()),
            integers in any::<(i64, i64)>(),
            texts in ("\\PC{0,10}|a{6,10}", "\\PC{0,10}|a{6,10}"),
        ) {
            let [one, other] = [floats.0, floats.1].map(Value::Float);
            agrees(Some(&one), Some(&other));
            agrees(Some(&one), None);
            let [one, other] = [integers.0, integers.1].map(Value::Integer);
            agrees(Some(&one), Some(&other));
            let (one, other) = (text(&texts.0), text(&texts.1));
            agrees(Some(&one), Some(&other));
            agrees(None, None);
        }
    }
}
