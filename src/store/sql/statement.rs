//! Statements, and what runs them within a transaction.
//!
//! A statement without a word of its engine is a plain text. One with such words is a
//! [`Statement`]: a static beside the code that runs it, whose text every store makes once, when it
//! is first run. The driver keeps statements prepared by their text, so nothing is parsed twice.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::dialect::Dialect;
use super::session::{Row, Session, SqlResult, Value};

/// More statements than this layer has.
const MAX_STATEMENTS: usize = 128;

/// How many statements have a number: each gets one when any store of this process first runs it.
static NUMBERED: AtomicUsize = AtomicUsize::new(0);

/// A statement with words of its engine.
pub(super) struct Statement {
    make: fn(&dyn Dialect) -> String,
    /// Its place among the texts of every store.
    number: OnceLock<usize>,
}

impl Statement {
    pub(super) const fn new(make: fn(&dyn Dialect) -> String) -> Self {
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

/// The texts of a store's statements, in the words of its engine.
pub(super) struct Statements {
    dialect: &'static dyn Dialect,
    texts: Box<[OnceLock<String>]>,
}

impl Statements {
    pub(super) fn new(dialect: &'static dyn Dialect) -> Self {
        Self {
            dialect,
            texts: (0..MAX_STATEMENTS).map(|_| OnceLock::new()).collect(),
        }
    }

    fn text(&self, statement: &Statement) -> &str {
        self.texts[statement.number()].get_or_init(|| (statement.make)(self.dialect))
    }
}

/// What gives the text of a statement.
pub(super) trait Text {
    /// The text in the words of a store's engine.
    fn text<'a>(&'a self, statements: &'a Statements) -> &'a str;
}

impl Text for Statement {
    fn text<'a>(&'a self, statements: &'a Statements) -> &'a str {
        statements.text(self)
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

    /// Runs a statement that changes rows, and says how many.
    pub(super) fn execute(
        &self,
        statement: &(impl Text + ?Sized),
        values: &[Value],
    ) -> SqlResult<usize> {
        self.session
            .execute(statement.text(self.statements), values)
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
        self.session
            .insert_rows(statement.text(self.statements), width, values)
    }

    /// Inserts one row into a table with a number for a key, and gives the number.
    pub(super) fn insert(&self, statement: &Statement, values: &[Value]) -> SqlResult<i64> {
        self.session.insert(statement.text(self.statements), values)
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

    /// The rows of a query at some places, counted from 0 and ascending.
    pub(super) fn rows_at<T>(
        &self,
        places: &[usize],
        statement: &(impl Text + ?Sized),
        values: &[Value],
        mut read: impl FnMut(&Row) -> T,
    ) -> SqlResult<Vec<T>> {
        let mut rows = Vec::with_capacity(places.len());
        let text = statement.text(self.statements);
        self.session.query_at(places, text, values, &mut |row| {
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
