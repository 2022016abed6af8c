//! SQLite's connection as a session.

use rusqlite::{CachedStatement, Connection, Row as DriverRow, params_from_iter};

use super::super::session::{Cells, Row, Session, SqlError, SqlResult, Value};
use super::driver;
use super::value::value_of;

impl Session for Connection {
    fn execute(&self, sql: &str, values: &[Value]) -> SqlResult<usize> {
        Ok(prepared(self, sql)?.execute(params_from_iter(values))?)
    }

    fn insert_rows(&self, sql: &str, width: usize, values: &[Value]) -> SqlResult<usize> {
        let mut statement = prepared(self, sql)?;
        let mut changed = 0;
        for row in values.chunks(width) {
            changed += statement.execute(params_from_iter(row))?;
        }
        Ok(changed)
    }

    fn insert(&self, sql: &str, values: &[Value]) -> SqlResult<i64> {
        Ok(prepared(self, sql)?.query_row(params_from_iter(values), |row| row.get(0))?)
    }

    fn query(
        &self,
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(&Row) -> SqlResult<()>,
    ) -> SqlResult<()> {
        let mut statement = prepared(self, sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            each(&Row(row))?;
        }
        Ok(())
    }

    fn run(&self, statements: &str) -> SqlResult<()> {
        Ok(self.execute_batch(statements)?)
    }

    fn expect_many_rows(&self) -> SqlResult<()> {
        Ok(driver::expect_many_pages(self)?)
    }
}

fn prepared<'a>(connection: &'a Connection, sql: &str) -> rusqlite::Result<CachedStatement<'a>> {
    connection.prepare_cached(sql)
}

impl Cells for DriverRow<'_> {
    fn value(&self, column: usize) -> Value<'_> {
        value_of(
            self.get_ref(column)
                .expect("the statement selects the column"),
        )
    }
}

impl From<rusqlite::Error> for SqlError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(Box::new(error))
    }
}
