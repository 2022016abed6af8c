//! The driver's client, and the statements that it has prepared.

use std::collections::HashMap;
use std::sync::Arc;
use std::thread;

use postgres::types::{ToSql, Type};
use postgres::{Client, Error, Row, Statement};

use super::super::session::Value;
use super::insert;
use super::remote::LegacyTables;
use super::value::{ArrayParameter, Parameter};
use super::words::numbered;

/// Statements that a connection keeps: more than this backend has. Those of searches with another
/// filter or order are others, so there may be more; then all are prepared again.
const MAX_STATEMENTS: usize = 512;

/// A connection to a database, without its transactions.
pub(super) struct PreparingClient {
    /// `None` once it is dropped.
    client: Option<Client>,
    /// Whether what is prepared stays so. Behind a pooler that gives each transaction another
    /// connection of its own, a name may be that of another client's statement.
    keeps_statements: bool,
    legacy: Arc<LegacyTables>,
    /// By their text in the words of the SQL layer.
    statements: HashMap<String, Arc<Prepared>>,
    /// Those that insert many rows, by the text of the one that inserts one.
    inserts: HashMap<String, Arc<Prepared>>,
}

/// A statement as the server takes it.
struct Prepared {
    text: String,
    /// `None` where the connection keeps none: then the text is sent each time.
    statement: Option<Statement>,
}

impl Drop for PreparingClient {
    /// Ends the connection on another thread. The driver waits for the end in a runtime of its own,
    /// and panics where the thread has one already, as that of a server which ends.
    fn drop(&mut self) {
        self.statements.clear();
        self.inserts.clear();
        if let Some(client) = self.client.take() {
            let _ = thread::spawn(move || drop(client)).join();
        }
    }
}

impl PreparingClient {
    pub(super) fn new(client: Client, keeps_statements: bool, legacy: Arc<LegacyTables>) -> Self {
        Self {
            client: Some(client),
            keeps_statements,
            legacy,
            statements: HashMap::new(),
            inserts: HashMap::new(),
        }
    }

    /// From now on queries read these tables instead of those that lack something.
    pub(super) fn set_legacy(&mut self, legacy: Arc<LegacyTables>) {
        self.legacy = legacy;
        self.statements.clear();
    }

    fn client(&mut self) -> &mut Client {
        self.client
            .as_mut()
            .expect("it is there until it is dropped")
    }

    /// Whether the driver knows that the connection has ended.
    pub(super) fn is_closed(&self) -> bool {
        self.client.as_ref().is_none_or(Client::is_closed)
    }

    /// Runs statements without values.
    pub(super) fn run(&mut self, statements: &str) -> Result<(), Error> {
        self.client().batch_execute(statements)
    }

    /// Runs a statement that changes rows, and says how many.
    pub(super) fn execute(&mut self, sql: &str, values: &[Value]) -> Result<usize, Error> {
        let prepared = self.prepared(sql, values)?;
        let values: Vec<Parameter> = values.iter().map(|value| Parameter(*value)).collect();
        let changed = match &prepared.statement {
            Some(statement) => self.client().execute(statement, &references(&values))?,
            None => self
                .client()
                .execute_typed(&prepared.text, &typed(&values))?,
        };
        Ok(count(changed))
    }

    /// Runs a query and gives its rows.
    pub(super) fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, Error> {
        let prepared = self.prepared(sql, values)?;
        let values: Vec<Parameter> = values.iter().map(|value| Parameter(*value)).collect();
        match &prepared.statement {
            Some(statement) => self.client().query(statement, &references(&values)),
            None => self.client().query_typed(&prepared.text, &typed(&values)),
        }
    }

    /// Inserts rows at once by the statement that inserts one.
    pub(super) fn insert_many(
        &mut self,
        sql: &str,
        width: usize,
        values: &[Value],
    ) -> Result<usize, Error> {
        let prepared = self.prepared_for_many(sql, &values[..width])?;
        let columns: Vec<ArrayParameter> = (0..width)
            .map(|column| ArrayParameter {
                values,
                width,
                column,
            })
            .collect();
        let inserted = if let Some(statement) = &prepared.statement {
            self.client().execute(statement, &references(&columns))?
        } else {
            let typed: Vec<(&(dyn ToSql + Sync), Type)> = columns
                .iter()
                .map(|column| (column as &(dyn ToSql + Sync), Type::UNKNOWN))
                .collect();
            self.client().execute_typed(&prepared.text, &typed)?
        };
        Ok(count(inserted))
    }

    fn prepared(&mut self, sql: &str, values: &[Value]) -> Result<Arc<Prepared>, Error> {
        if let Some(prepared) = self.statements.get(sql) {
            return Ok(Arc::clone(prepared));
        }
        let text = format!("{}{}", self.legacy.before(sql), numbered(sql));
        let statement = if self.keeps_statements {
            Some(self.client().prepare_typed(&text, &kinds(values))?)
        } else {
            None
        };
        let prepared = Arc::new(Prepared { text, statement });
        if self.statements.len() == MAX_STATEMENTS {
            self.statements.clear();
        }
        let kept = Arc::clone(&prepared);
        self.statements.insert(sql.to_owned(), kept);
        Ok(prepared)
    }

    fn prepared_for_many(&mut self, sql: &str, row: &[Value]) -> Result<Arc<Prepared>, Error> {
        if let Some(prepared) = self.inserts.get(sql) {
            return Ok(Arc::clone(prepared));
        }
        // The server tells the types of the columns. A statement that is not kept is dropped
        // within its transaction.
        let one = numbered(sql);
        let types = self
            .client()
            .prepare_typed(&one, &kinds(row))?
            .params()
            .to_vec();
        let text = insert::of_many(&one, &types);
        let statement = if self.keeps_statements {
            Some(self.client().prepare(&text)?)
        } else {
            None
        };
        let prepared = Arc::new(Prepared { text, statement });
        let kept = Arc::clone(&prepared);
        self.inserts.insert(sql.to_owned(), kept);
        Ok(prepared)
    }
}

fn kinds(values: &[Value]) -> Vec<Type> {
    values
        .iter()
        .map(|value| Parameter(*value).kind())
        .collect()
}

fn references<T: ToSql + Sync>(values: &[T]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| value as _).collect()
}

fn typed<'a>(values: &'a [Parameter<'a>]) -> Vec<(&'a (dyn ToSql + Sync), Type)> {
    values
        .iter()
        .map(|value| (value as &(dyn ToSql + Sync), value.kind()))
        .collect()
}

fn count(rows: u64) -> usize {
    usize::try_from(rows).expect("so many rows are no number of rows")
}
