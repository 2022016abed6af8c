//! Statements, and what runs them within a transaction.
//!
//! A statement without a word of its engine is a plain text. One with such words is a
//! [`Statement`]: a static beside the code that runs it, whose text every store makes once, when it
//! is first run. The driver keeps statements prepared by their text, so nothing is parsed twice.

use std::borrow::Cow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use super::dialect::{Delete, Dialect, Insert, Update};
use super::feature::Feature;
use super::schema::Schema;
use super::session::{Row, Session, SqlResult, Value};

/// More statements than this layer has.
const MAX_STATEMENTS: usize = 128;

/// How many statements have a number: each gets one when any store of this process first runs it.
static NUMBERED: AtomicUsize = AtomicUsize::new(0);

/// A statement with words of its engine, or whose columns a schema may lack.
pub(super) struct Statement {
    make: Make,
    /// Its position among the texts of every store.
    number: OnceLock<usize>,
}

/// What a statement is made of.
enum Make {
    /// A text that names what every schema has, or what a view has for it.
    Text(fn(&dyn Dialect) -> String),
    /// Those columns get values that the schema has.
    Insert(Insert<'static>),
    /// As an insert.
    Update(Update<'static>),
    /// Of the columns of the key those count that the schema has.
    Delete(Delete<'static>),
}

impl Statement {
    pub(super) const fn new(make: fn(&dyn Dialect) -> String) -> Self {
        Self::made_of(Make::Text(make))
    }

    /// A statement that inserts rows. Columns that the schema lacks are left out, and their values
    /// with them.
    pub(super) const fn insert(insert: Insert<'static>) -> Self {
        Self::made_of(Make::Insert(insert))
    }

    /// A statement that changes rows. Columns that the schema lacks are left out, and their values
    /// with them.
    pub(super) const fn update(update: Update<'static>) -> Self {
        Self::made_of(Make::Update(update))
    }

    /// A statement that removes rows. Columns of the key that the schema lacks are left out, and
    /// their values with them.
    pub(super) const fn delete(delete: Delete<'static>) -> Self {
        Self::made_of(Make::Delete(delete))
    }

    const fn made_of(make: Make) -> Self {
        Self {
            make,
            number: OnceLock::new(),
        }
    }

    fn number(&self) -> usize {
        *self
            .number
            .get_or_init(|| NUMBERED.fetch_add(1, Ordering::Relaxed))
    }
}

/// A statement as a store runs it.
struct Made {
    text: String,
    /// The positions of the values that it takes; `None` if it takes all.
    taken: Option<Vec<usize>>,
}

impl Made {
    fn new(make: &Make, dialect: &dyn Dialect, schema: &Schema) -> Self {
        match make {
            Make::Text(text) => Self {
                text: text(dialect),
                taken: None,
            },
            Make::Insert(insert) => {
                let columns = Present::new(schema, insert.table, insert.columns);
                let key = Present::new(schema, insert.table, insert.conflict.key());
                let present = Insert {
                    columns: &columns.names,
                    conflict: insert.conflict.with_key(&key.names),
                    ..*insert
                };
                Self {
                    text: dialect.insert(&present),
                    taken: columns.taken(),
                }
            }
            Make::Update(update) => {
                let key = Present::new(schema, update.table, update.whose.key());
                let set = Present::new(schema, update.table, update.set);
                let present = Update {
                    set: &set.names,
                    whose: update.whose.with_key(&key.names),
                    ..*update
                };
                Self {
                    text: present.text(dialect),
                    taken: key.followed_by(set).taken(),
                }
            }
            Make::Delete(delete) => {
                let key = Present::new(schema, delete.table, delete.whose.key());
                let present = Delete {
                    whose: delete.whose.with_key(&key.names),
                    ..*delete
                };
                Self {
                    text: present.text(dialect),
                    taken: key.taken(),
                }
            }
        }
    }
}

/// Those of the columns of a statement that a schema has.
struct Present {
    names: Vec<&'static str>,
    /// Their positions among all.
    positions: Vec<usize>,
    all: usize,
}

impl Present {
    fn new(schema: &Schema, table: &str, columns: &[&'static str]) -> Self {
        let (positions, names) = (0..)
            .zip(columns.iter().copied())
            .filter(|(_, column)| schema.has_column(table, column))
            .unzip();
        Self {
            names,
            positions,
            all: columns.len(),
        }
    }

    /// With the columns of the same statement that come behind these.
    fn followed_by(mut self, next: Self) -> Self {
        let next_positions = next.positions.iter().map(|position| self.all + position);
        self.positions.extend(next_positions);
        self.names.extend(next.names);
        self.all += next.all;
        self
    }

    /// The positions of the values that are bound; `None` if all are.
    fn taken(self) -> Option<Vec<usize>> {
        (self.positions.len() < self.all).then_some(self.positions)
    }
}

/// The texts of a store's statements, in the words of its engine, for the schema of its database.
pub(super) struct Statements {
    dialect: &'static dyn Dialect,
    schema: Arc<Schema>,
    made: Box<[OnceLock<Made>]>,
}

impl Statements {
    pub(super) fn new(dialect: &'static dyn Dialect, schema: Arc<Schema>) -> Self {
        Self {
            dialect,
            schema,
            made: (0..MAX_STATEMENTS).map(|_| OnceLock::new()).collect(),
        }
    }

    /// What the database has.
    pub(super) fn schema(&self) -> &Schema {
        &self.schema
    }

    fn made(&self, statement: &Statement) -> &Made {
        self.made[statement.number()]
            .get_or_init(|| Made::new(&statement.make, self.dialect, &self.schema))
    }
}

/// What gives the text of a statement.
pub(super) trait Text {
    /// The text in the words of a store's engine.
    fn text<'a>(&'a self, statements: &'a Statements) -> &'a str;

    /// The positions of the values that the text takes; `None` if it takes all.
    fn taken<'a>(&self, _: &'a Statements) -> Option<&'a [usize]> {
        None
    }
}

impl Text for Statement {
    fn text<'a>(&'a self, statements: &'a Statements) -> &'a str {
        &statements.made(self).text
    }

    fn taken<'a>(&self, statements: &'a Statements) -> Option<&'a [usize]> {
        statements.made(self).taken.as_deref()
    }
}

impl Text for str {
    fn text<'a>(&'a self, _: &'a Statements) -> &'a str {
        self
    }
}

impl Text for String {
    fn text<'a>(&'a self, _: &'a Statements) -> &'a str {
        self
    }
}

/// Those of the values of each row that a statement takes.
fn take<'a, 'v>(
    taken: Option<&[usize]>,
    width: usize,
    values: &'a [Value<'v>],
) -> Cow<'a, [Value<'v>]> {
    match taken {
        None => Cow::Borrowed(values),
        Some(taken) => {
            let rows = values.chunks(width);
            rows.flat_map(|row| taken.iter().map(|at| row[*at]))
                .collect()
        }
    }
}

/// A transaction of a store: a session of its engine, and the texts of its statements.
#[derive(Clone, Copy)]
pub(super) struct Transaction<'a> {
    session: &'a dyn Session,
    statements: &'a Statements,
}

impl<'a> Transaction<'a> {
    pub(super) fn new(session: &'a dyn Session, statements: &'a Statements) -> Self {
        Self {
            session,
            statements,
        }
    }

    /// The words of the engine, for statements that are made as they are run.
    pub(super) fn dialect(&self) -> &'static dyn Dialect {
        self.statements.dialect
    }

    /// What the database has.
    pub(super) fn schema(&self) -> &'a Schema {
        self.statements.schema()
    }

    /// Refuses what the database has no place for.
    pub(super) fn require(&self, feature: Feature) -> SqlResult<()> {
        Ok(self.schema().require(feature)?)
    }

    /// Runs a statement that changes rows, and says how many.
    pub(super) fn execute(
        &self,
        statement: &(impl Text + ?Sized),
        values: &[Value],
    ) -> SqlResult<usize> {
        let values = take(statement.taken(self.statements), values.len(), values);
        self.session
            .execute(statement.text(self.statements), &values)
    }

    /// Inserts rows, of which each has so many values, and says how many rows it inserted or
    /// changed. No two rows may have the same key where the statement updates.
    pub(super) fn insert_rows(
        &self,
        statement: &Statement,
        width: usize,
        values: &[Value],
    ) -> SqlResult<usize> {
        if values.is_empty() {
            return Ok(0);
        }
        let taken = statement.taken(self.statements);
        let values = take(taken, width, values);
        let width = taken.map_or(width, <[usize]>::len);
        self.session
            .insert_rows(statement.text(self.statements), width, &values)
    }

    /// Runs a statement that changes rows, of which nobody asks how many. What comes next, or the
    /// commit, may tell its failure.
    pub(super) fn send(&self, statement: &(impl Text + ?Sized), values: &[Value]) -> SqlResult<()> {
        let values = take(statement.taken(self.statements), values.len(), values);
        self.session.send(statement.text(self.statements), &values)
    }

    /// Inserts rows as [`Self::insert_rows`] does, and as [`Self::send`] does.
    pub(super) fn send_rows(
        &self,
        statement: &Statement,
        width: usize,
        values: &[Value],
    ) -> SqlResult<()> {
        if values.is_empty() {
            return Ok(());
        }
        let taken = statement.taken(self.statements);
        let values = take(taken, width, values);
        let width = taken.map_or(width, <[usize]>::len);
        self.session
            .send_rows(statement.text(self.statements), width, &values)
    }

    /// Inserts one row into a table with a number for a key, and gives the number.
    pub(super) fn insert(&self, statement: &Statement, values: &[Value]) -> SqlResult<i64> {
        let values = take(statement.taken(self.statements), values.len(), values);
        self.session
            .insert(statement.text(self.statements), &values)
    }

    /// Runs a query and passes its rows on, one by one.
    pub(super) fn query(
        &self,
        statement: &(impl Text + ?Sized),
        values: &[Value],
        each: &mut dyn FnMut(&Row) -> SqlResult<()>,
    ) -> SqlResult<()> {
        self.session
            .query(statement.text(self.statements), values, each)
    }

    /// Runs several queries with the same values, and passes their rows on, each with the number of
    /// its query: first all of the first query.
    pub(super) fn query_all(
        &self,
        statements: &[&Statement],
        values: &[Value],
        each: &mut dyn FnMut(usize, &Row) -> SqlResult<()>,
    ) -> SqlResult<()> {
        let texts = statements
            .iter()
            .map(|statement| statement.text(self.statements));
        self.session
            .query_all(&texts.collect::<Vec<_>>(), values, each)
    }

    /// Every row of a query.
    pub(super) fn rows<T>(
        &self,
        statement: &(impl Text + ?Sized),
        values: &[Value],
        mut read: impl FnMut(&Row) -> T,
    ) -> SqlResult<Vec<T>> {
        let mut rows = Vec::new();
        self.query(statement, values, &mut |row| {
            rows.push(read(row));
            Ok(())
        })?;
        Ok(rows)
    }

    /// The rows of a query at some positions, counted from 0 and ascending.
    pub(super) fn rows_at<T>(
        &self,
        positions: &[usize],
        statement: &(impl Text + ?Sized),
        values: &[Value],
        mut read: impl FnMut(&Row) -> T,
    ) -> SqlResult<Vec<T>> {
        let mut rows = Vec::with_capacity(positions.len());
        let text = statement.text(self.statements);
        self.session.query_at(positions, text, values, &mut |row| {
            rows.push(read(row));
            Ok(())
        })?;
        Ok(rows)
    }

    /// The only row of a query; `None` if there is none.
    pub(super) fn row<T>(
        &self,
        statement: &(impl Text + ?Sized),
        values: &[Value],
        read: impl FnMut(&Row) -> T,
    ) -> SqlResult<Option<T>> {
        Ok(self.rows(statement, values, read)?.pop())
    }

    /// The one number that a query gives; nothing counts as 0.
    pub(super) fn count(
        &self,
        statement: &(impl Text + ?Sized),
        values: &[Value],
    ) -> SqlResult<u64> {
        let count = self.row(statement, values, |row| row.whole(0))?.flatten();
        Ok(count.unwrap_or_default().unsigned_abs())
    }

    /// Whether a query has a row.
    pub(super) fn exists(
        &self,
        statement: &(impl Text + ?Sized),
        values: &[Value],
    ) -> SqlResult<bool> {
        Ok(self.row(statement, values, |_| ())?.is_some())
    }

    /// Runs a statement without values that is not worth keeping.
    pub(super) fn run(&self, statement: &str) -> SqlResult<()> {
        self.session.run(statement)
    }

    /// Prepares for transactions that change rows all over the database.
    pub(super) fn expect_many_rows(&self) -> SqlResult<()> {
        self.session.expect_many_rows()
    }
}
