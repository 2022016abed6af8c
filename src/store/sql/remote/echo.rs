//! A session that says which statements it runs (`MLFLOW_SQLALCHEMYSTORE_ECHO`). Values are not said:
//! they are the users'.

use super::super::session::{Row, Session, SqlResult, Value};

/// A session whose statements are logged.
pub(super) struct Echo<'a>(pub(super) &'a dyn Session);

fn say(sql: &str, values: usize) {
    let words: Vec<&str> = sql.split_whitespace().collect();
    tracing::info!("SQL ({values} values): {}", words.join(" "));
}

impl Session for Echo<'_> {
    fn execute(&self, sql: &str, values: &[Value]) -> SqlResult<usize> {
        say(sql, values.len());
        self.0.execute(sql, values)
    }

    fn insert_rows(&self, sql: &str, width: usize, values: &[Value]) -> SqlResult<usize> {
        say(sql, values.len());
        self.0.insert_rows(sql, width, values)
    }

    fn send(&self, sql: &str, values: &[Value]) -> SqlResult<()> {
        say(sql, values.len());
        self.0.send(sql, values)
    }

    fn send_rows(&self, sql: &str, width: usize, values: &[Value]) -> SqlResult<()> {
        say(sql, values.len());
        self.0.send_rows(sql, width, values)
    }

    fn insert(&self, sql: &str, values: &[Value]) -> SqlResult<i64> {
        say(sql, values.len());
        self.0.insert(sql, values)
    }

    fn query(
        &self,
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(&Row) -> SqlResult<()>,
    ) -> SqlResult<()> {
        say(sql, values.len());
        self.0.query(sql, values, each)
    }

    fn query_all(
        &self,
        queries: &[&str],
        values: &[Value],
        each: &mut dyn FnMut(usize, &Row) -> SqlResult<()>,
    ) -> SqlResult<()> {
        for sql in queries {
            say(sql, values.len());
        }
        self.0.query_all(queries, values, each)
    }

    fn query_at(
        &self,
        places: &[usize],
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(&Row) -> SqlResult<()>,
    ) -> SqlResult<()> {
        say(sql, values.len());
        self.0.query_at(places, sql, values, each)
    }

    fn run(&self, statements: &str) -> SqlResult<()> {
        say(statements, 0);
        self.0.run(statements)
    }

    fn expect_many_rows(&self) -> SqlResult<()> {
        self.0.expect_many_rows()
    }
}
