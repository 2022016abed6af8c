//! A connection's statements: what is prepared, and what is sent together.
//!
//! | what | when it is sent |
//! | --- | --- |
//! | the beginning of a transaction | with its first query; before anything that writes, which waits for the answer |
//! | a statement for whose answer nobody asks | with the next one, or with the commit |
//! | the end of a transaction that reads | at once; nobody waits for the answer |
//!
//! What is sent together is one round trip. The server does one after the other, and nothing after
//! one that fails: a transaction that has failed ends without effect, whatever ends it.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{join, join_all};
use futures_util::{FutureExt as _, TryStreamExt as _};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Error, Row, Statement};

use super::super::session::{SqlError, SqlResult, Value};
use super::driver::Driver;
use super::remote::{Kind, LegacyTables, NotCommitted, Union, Unions, Words};
use super::value::{Parameter, kind_of};
use super::words::numbered;
use super::{insert, list};

/// Statements that a connection keeps: more than this backend has. Those of searches with another
/// filter or order are others, so there may be more; then all are prepared again.
const MAX_STATEMENTS: usize = 512;

/// How many statements wait to be sent with the next one.
const MAX_UNSENT: usize = 16;

/// A statement that is not sent yet, and then its answer.
type Unsent = Pin<Box<dyn Future<Output = Result<u64, Error>> + Send>>;

/// A connection to a database.
pub(super) struct PreparingClient {
    driver: Driver,
    /// Whether what is prepared stays so. Behind a pooler that gives each transaction another
    /// connection of its own, a name may be that of another client's statement.
    keeps_statements: bool,
    legacy: Arc<LegacyTables>,
    unions: Arc<Unions>,
    transaction: Transaction,
    unsent: Vec<Unsent>,
    /// How long the server may be silent.
    patience: Option<Duration>,
    /// By their text in the words of the SQL layer.
    statements: HashMap<String, Arc<Prepared>>,
    /// Those for a list of one item; `None` where a statement has no list.
    of_one: HashMap<String, Option<Arc<Prepared>>>,
    /// Those that insert many rows, by the text of the one that inserts one.
    inserts: HashMap<String, Arc<Prepared>>,
}

/// Whether a transaction has begun.
enum Transaction {
    /// None, or none that the server need know of.
    None,
    /// It begins with these statements.
    Begins(String),
    Begun,
}

/// A statement as the server takes it.
struct Prepared {
    text: String,
    /// `None` where the connection keeps none: then the text is sent each time.
    statement: Option<Statement>,
}

impl PreparingClient {
    pub(super) fn new(
        driver: Driver,
        keeps_statements: bool,
        legacy: Arc<LegacyTables>,
        unions: Arc<Unions>,
    ) -> Self {
        Self {
            driver,
            keeps_statements,
            legacy,
            unions,
            transaction: Transaction::None,
            unsent: Vec::new(),
            patience: None,
            statements: HashMap::new(),
            of_one: HashMap::new(),
            inserts: HashMap::new(),
        }
    }

    /// From now on queries read these tables instead of those that lack something.
    pub(super) fn set_legacy(&mut self, legacy: Arc<LegacyTables>) {
        self.legacy = legacy;
        self.statements.clear();
        self.of_one.clear();
    }

    /// From now on the server may be silent for no longer than this.
    pub(super) fn set_patience(&mut self, patience: Option<Duration>) {
        self.patience = patience;
    }

    /// Whether what is prepared stays so.
    pub(super) fn keeps_statements(&self) -> bool {
        self.keeps_statements
    }

    /// Whether the driver knows that the connection has ended.
    pub(super) fn is_closed(&self) -> bool {
        self.driver.is_closed()
    }

    /// Begins a transaction by these statements.
    pub(super) fn begin(&mut self, statements: String) {
        self.transaction = Transaction::Begins(statements);
    }

    /// Makes the transaction durable.
    pub(super) fn commit(&mut self) -> Result<(), NotCommitted> {
        match std::mem::replace(&mut self.transaction, Transaction::None) {
            Transaction::None | Transaction::Begins(_) => return Ok(()),
            Transaction::Begun => {}
        }
        let client = self.driver.client();
        let commit = async move { client.batch_execute("COMMIT").await };
        let ended = self.wait_for(commit).map_err(|failure| (failure, true));
        let ended = ended.and_then(|(before, committed)| {
            // What the server refuses before the commit has not been committed.
            before.map_err(|error| (SqlError::from(error), false))?;
            committed.map_err(|error| (SqlError::from(error), true))
        });
        ended.map_err(|(failure, may_be)| NotCommitted { failure, may_be })
    }

    /// Ends a transaction that has read.
    pub(super) fn end_reading(&mut self) {
        let begun = std::mem::replace(&mut self.transaction, Transaction::None);
        if let Transaction::Begun = begun {
            let client = self.driver.client();
            // What is lost here is noticed by who uses the connection next.
            let _ = (self.driver).send(async move { client.batch_execute("COMMIT").await });
        }
    }

    /// Takes the transaction back, with what is not sent yet.
    pub(super) fn roll_back(&mut self) -> SqlResult<()> {
        self.unsent.clear();
        match std::mem::replace(&mut self.transaction, Transaction::None) {
            Transaction::None | Transaction::Begins(_) => Ok(()),
            Transaction::Begun => self.batch("ROLLBACK"),
        }
    }

    /// Runs statements without values.
    pub(super) fn run(&mut self, statements: &str) -> SqlResult<()> {
        self.make_sure_it_has_begun()?;
        self.batch(statements)
    }

    /// Runs a statement that changes rows, and says how many.
    pub(super) fn execute(&mut self, sql: &str, values: &[Value]) -> SqlResult<usize> {
        self.make_sure_it_has_begun()?;
        let change = self.change(sql, values)?;
        Ok(count(self.ask(change)?))
    }

    /// Inserts rows at once by the statement that inserts one.
    pub(super) fn insert_many(
        &mut self,
        sql: &str,
        width: usize,
        values: &[Value],
    ) -> SqlResult<usize> {
        self.make_sure_it_has_begun()?;
        let change = self.change_of_many(sql, width, values)?;
        Ok(count(self.ask(change)?))
    }

    /// Runs a statement that changes rows with what comes next.
    pub(super) fn send(&mut self, sql: &str, values: &[Value]) -> SqlResult<()> {
        self.make_sure_it_has_begun()?;
        let change = self.change(sql, values)?;
        self.keep_unsent(change)
    }

    /// Inserts rows with what comes next.
    pub(super) fn send_many(&mut self, sql: &str, width: usize, values: &[Value]) -> SqlResult<()> {
        self.make_sure_it_has_begun()?;
        let change = self.change_of_many(sql, width, values)?;
        self.keep_unsent(change)
    }

    /// Runs a statement that inserts a row, and gives what it returns.
    pub(super) fn insert(&mut self, sql: &str, values: &[Value]) -> SqlResult<Vec<Row>> {
        self.make_sure_it_has_begun()?;
        self.query(sql, values)
    }

    /// Runs a query and gives its rows.
    pub(super) fn query(&mut self, sql: &str, values: &[Value]) -> SqlResult<Vec<Row>> {
        let (prepared, parameters) = self.prepared_query(sql, values)?;
        let client = self.driver.client();
        self.ask(async move {
            match &prepared.statement {
                Some(statement) => {
                    let rows = client.query_raw(statement, &parameters).await?;
                    rows.try_collect().await
                }
                None => {
                    client
                        .query_typed(&prepared.text, &typed(&parameters))
                        .await
                }
            }
        })
    }

    /// Several queries as one.
    pub(super) fn union(&mut self, queries: &[&str], values: &[Value]) -> SqlResult<Arc<Union>> {
        let unions = Arc::clone(&self.unions);
        unions.find(queries, || {
            let parts = queries.iter().map(|&sql| -> SqlResult<_> {
                let text = numbered(&self.legacy.before(sql));
                let statement = self.prepare(&text, &kinds(&parameters(values)))?;
                let columns = statement.columns().iter();
                let columns: Vec<Kind> = columns.map(|column| kind_of(column.type_())).collect();
                Ok((sql, columns))
            });
            let parts: SqlResult<Vec<_>> = parts.collect();
            Ok(Union::of(&parts?, Words::Postgres))
        })
    }

    /// What writes goes to the server only once the transaction is known to have begun: otherwise
    /// each statement would be durable by itself.
    fn make_sure_it_has_begun(&mut self) -> SqlResult<()> {
        if let Transaction::Begins(statements) = &self.transaction {
            let statements = statements.clone();
            self.batch(&statements)?;
            self.transaction = Transaction::Begun;
        }
        Ok(())
    }

    fn batch(&mut self, statements: &str) -> SqlResult<()> {
        let client = self.driver.client();
        let statements = statements.to_owned();
        self.ask(async move { client.batch_execute(&statements).await })
    }

    fn keep_unsent(&mut self, change: Unsent) -> SqlResult<()> {
        self.unsent.push(change);
        if self.unsent.len() < MAX_UNSENT {
            return Ok(());
        }
        let (before, ()) = self.wait_for(async {})?;
        Ok(before?)
    }

    /// Sends what is not sent yet and a request, and gives the answer to that. Of several failures
    /// the first counts.
    fn ask<T>(&mut self, request: impl Future<Output = Result<T, Error>>) -> SqlResult<T> {
        let (before, answer) = self.wait_for(request)?;
        before?;
        Ok(answer?)
    }

    /// Sends what is not sent yet and a request, and waits for all answers.
    fn wait_for<T>(
        &mut self,
        request: impl Future<Output = T>,
    ) -> SqlResult<(Result<(), Error>, T)> {
        let mut unsent = std::mem::take(&mut self.unsent);
        if let Transaction::Begins(_) = self.transaction {
            let begun = std::mem::replace(&mut self.transaction, Transaction::Begun);
            if let Transaction::Begins(statements) = begun {
                unsent.insert(0, begin(self.driver.client(), statements));
            }
        }
        let patience = self
            .patience
            .map(|patience| patience * count_of(unsent.len() + 1));
        let (before, answer) = self
            .driver
            .wait(patience, join(join_all(unsent), request))?;
        let before: Result<Vec<u64>, Error> = before.into_iter().collect();
        Ok((before.map(drop), answer))
    }

    fn change(&mut self, sql: &str, values: &[Value]) -> SqlResult<Unsent> {
        let parameters = parameters(values);
        let prepared = self.prepared(sql, &parameters)?;
        Ok(changing(self.driver.client(), prepared, parameters))
    }

    fn change_of_many(&mut self, sql: &str, width: usize, values: &[Value]) -> SqlResult<Unsent> {
        let prepared = self.prepared_for_many(sql, &values[..width])?;
        let columns = 0..width;
        let columns = columns.map(|column| Parameter::of_column(values, width, column));
        Ok(changing(self.driver.client(), prepared, columns.collect()))
    }

    /// A query, and its values as it takes them.
    fn prepared_query(
        &mut self,
        sql: &str,
        values: &[Value],
    ) -> SqlResult<(Arc<Prepared>, Vec<Parameter>)> {
        let mut parameters = parameters(values);
        if let Some(item) = list::only_item(values)
            && let Some(prepared) = self.prepared_of_one(sql, &parameters)?
        {
            parameters[0] = Parameter::of(Value::Text(&item));
            return Ok((prepared, parameters));
        }
        Ok((self.prepared(sql, &parameters)?, parameters))
    }

    fn prepared_of_one(
        &mut self,
        sql: &str,
        parameters: &[Parameter],
    ) -> SqlResult<Option<Arc<Prepared>>> {
        if let Some(prepared) = self.of_one.get(sql) {
            return Ok(prepared.clone());
        }
        let prepared = match list::with_one(sql) {
            Some(one) => Some(Arc::new(self.make(&one, parameters)?)),
            None => None,
        };
        if self.of_one.len() == MAX_STATEMENTS {
            self.of_one.clear();
        }
        self.of_one.insert(sql.to_owned(), prepared.clone());
        Ok(prepared)
    }

    fn prepared(&mut self, sql: &str, parameters: &[Parameter]) -> SqlResult<Arc<Prepared>> {
        if let Some(prepared) = self.statements.get(sql) {
            return Ok(Arc::clone(prepared));
        }
        let prepared = Arc::new(self.make(sql, parameters)?);
        if self.statements.len() == MAX_STATEMENTS {
            self.statements.clear();
        }
        let kept = Arc::clone(&prepared);
        self.statements.insert(sql.to_owned(), kept);
        Ok(prepared)
    }

    fn make(&mut self, sql: &str, parameters: &[Parameter]) -> SqlResult<Prepared> {
        let text = numbered(&self.legacy.before(sql));
        let statement = if self.keeps_statements {
            Some(self.prepare(&text, &kinds(parameters))?)
        } else {
            None
        };
        Ok(Prepared { text, statement })
    }

    fn prepared_for_many(&mut self, sql: &str, row: &[Value]) -> SqlResult<Arc<Prepared>> {
        if let Some(prepared) = self.inserts.get(sql) {
            return Ok(Arc::clone(prepared));
        }
        // The server tells the types of the columns. A statement that is not kept is dropped
        // within its transaction.
        let one = numbered(sql);
        let types = self.prepare(&one, &kinds(&parameters(row)))?;
        let text = insert::of_many(&one, types.params());
        let statement = if self.keeps_statements {
            Some(self.prepare(&text, &[])?)
        } else {
            None
        };
        let prepared = Arc::new(Prepared { text, statement });
        let kept = Arc::clone(&prepared);
        self.inserts.insert(sql.to_owned(), kept);
        Ok(prepared)
    }

    fn prepare(&mut self, text: &str, kinds: &[Type]) -> SqlResult<Statement> {
        let client = self.driver.client();
        let prepared = client.prepare_typed(text, kinds);
        Ok(self.driver.wait(self.patience, prepared)??)
    }
}

fn begin(client: Arc<Client>, statements: String) -> Unsent {
    async move { client.batch_execute(&statements).await.map(|()| 0) }.boxed()
}

/// A statement that changes rows, and then how many it changed.
fn changing(client: Arc<Client>, prepared: Arc<Prepared>, parameters: Vec<Parameter>) -> Unsent {
    async move {
        match &prepared.statement {
            Some(statement) => client.execute_raw(statement, &parameters).await,
            None => {
                client
                    .execute_typed(&prepared.text, &typed(&parameters))
                    .await
            }
        }
    }
    .boxed()
}

fn parameters(values: &[Value]) -> Vec<Parameter> {
    values.iter().map(|value| Parameter::of(*value)).collect()
}

fn kinds(parameters: &[Parameter]) -> Vec<Type> {
    parameters.iter().map(Parameter::kind).collect()
}

fn typed(parameters: &[Parameter]) -> Vec<(&(dyn ToSql + Sync), Type)> {
    parameters
        .iter()
        .map(|parameter| (parameter as &(dyn ToSql + Sync), parameter.kind()))
        .collect()
}

fn count(rows: u64) -> usize {
    usize::try_from(rows).expect("so many rows are no number of rows")
}

fn count_of(statements: usize) -> u32 {
    u32::try_from(statements).expect("few statements wait")
}
