//! A connection as a session.

use std::cell::RefCell;

use super::super::list::List;
use super::super::session::{Row, Session, SqlError, SqlResult, ToValue, Value};
use super::client::PreparingClient;

/// A connection within a transaction.
pub(super) struct PostgresSession<'a> {
    client: RefCell<&'a mut PreparingClient>,
}

impl<'a> PostgresSession<'a> {
    pub(super) fn new(client: &'a mut PreparingClient) -> Self {
        Self {
            client: RefCell::new(client),
        }
    }
}

impl Session for PostgresSession<'_> {
    fn execute(&self, sql: &str, values: &[Value]) -> SqlResult<usize> {
        self.client.borrow_mut().execute(sql, values)
    }

    fn insert_rows(&self, sql: &str, width: usize, values: &[Value]) -> SqlResult<usize> {
        let mut client = self.client.borrow_mut();
        if values.len() == width {
            client.execute(sql, values)
        } else {
            client.insert_many(sql, width, values)
        }
    }

    fn send(&self, sql: &str, values: &[Value]) -> SqlResult<()> {
        self.client.borrow_mut().send(sql, values)
    }

    fn send_rows(&self, sql: &str, width: usize, values: &[Value]) -> SqlResult<()> {
        let mut client = self.client.borrow_mut();
        if values.len() == width {
            client.send(sql, values)
        } else {
            client.send_many(sql, width, values)
        }
    }

    fn insert(&self, sql: &str, values: &[Value]) -> SqlResult<i64> {
        let rows = self.client.borrow_mut().insert(sql, values)?;
        let number = rows.first().and_then(|row| Row(row).whole(0));
        Ok(number.expect("the statement returns the number"))
    }

    fn query(
        &self,
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(&Row) -> SqlResult<()>,
    ) -> SqlResult<()> {
        let rows = self.client.borrow_mut().query(sql, values)?;
        rows.iter().try_for_each(|row| each(&Row(row)))
    }

    fn query_all(
        &self,
        queries: &[&str],
        values: &[Value],
        each: &mut dyn FnMut(usize, &Row) -> SqlResult<()>,
    ) -> SqlResult<()> {
        if !self.client.borrow().keeps_statements() {
            let mut queries = queries.iter().enumerate();
            return queries.try_for_each(|(number, sql)| {
                self.query(sql, values, &mut |row| each(number, row))
            });
        }
        let union = self.client.borrow_mut().union(queries, values)?;
        self.query(union.text(), values, &mut |row| {
            let (number, part) = union.part(row.0);
            each(number, &Row(&part))
        })
    }

    /// The server numbers the rows, so that only those at the places are sent.
    fn query_at(
        &self,
        places: &[usize],
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(&Row) -> SqlResult<()>,
    ) -> SqlResult<()> {
        let numbered = format!(
            "SELECT * FROM (SELECT found.*, row_number() OVER () - 1 AS place FROM ({sql}) AS found)
                      AS numbered
             WHERE place = ANY (ARRAY(SELECT json_array_elements_text(?{}::json)::bigint))
             ORDER BY place",
            values.len() + 1
        );
        let places = List::new(places);
        let values: Vec<Value> = values.iter().copied().chain([places.to_value()]).collect();
        self.query(&numbered, &values, each)
    }

    fn run(&self, statements: &str) -> SqlResult<()> {
        self.client.borrow_mut().run(statements)
    }

    /// PostgreSQL is prepared for that.
    fn expect_many_rows(&self) -> SqlResult<()> {
        Ok(())
    }
}

impl From<tokio_postgres::Error> for SqlError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Database(Box::new(error))
    }
}
