//! A connection as a session, and its transactions.
//!
//! Writers of one run take turns: a transaction that writes to a run begins by locking its row, and
//! then reads what is committed (`READ COMMITTED`), so that it leaves no locks on gaps in which the
//! rows of other runs belong. Everything else that writes is rare, and locks all that it reads
//! (`SERIALIZABLE`); two of those that are in each other's way end in a deadlock, which the server
//! finds and [`super::super::remote`] repeats.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use mysql::prelude::Queryable;
use mysql::{Conn, Params, Row as DriverRow};

use super::super::database::Work;
use super::super::list::List;
use super::super::remote::{
    Access, Connection, Kind, LegacyTables, NotCommitted, Union, Unions, Words,
};
use super::super::session::{Row, Session, SqlResult, ToValue, Value};
use super::super::write_set::Scope;
use super::text::Text;
use super::value::{kind, parameter};

/// Texts that are kept translated: those of searches with other filters or orders are others.
const MAX_TEXTS: usize = 512;

/// The most values of one statement; the protocol counts them in 16 bits.
const MAX_VALUES: usize = 32_000;

/// The most bytes of values that are sent at once, where servers take 16 MiB or more.
const MAX_BYTES: usize = 4 << 20;

/// What an update says of itself before the number of rows that it found.
const MATCHED: &str = "Rows matched: ";

/// A connection to a database.
pub(super) struct MySqlConnection {
    driver: RefCell<Conn>,
    /// Statements, by their text in the words of the SQL layer.
    texts: RefCell<HashMap<String, Arc<Text>>>,
    legacy: Arc<LegacyTables>,
    unions: Arc<Unions>,
    is_in_transaction: bool,
    is_closed: bool,
}

impl MySqlConnection {
    pub(super) fn new(driver: Conn, legacy: Arc<LegacyTables>, unions: Arc<Unions>) -> Self {
        Self {
            driver: RefCell::new(driver),
            texts: RefCell::default(),
            legacy,
            unions,
            is_in_transaction: false,
            is_closed: false,
        }
    }

    fn command(&mut self, statements: &str) -> SqlResult<()> {
        let done = run(self.driver.get_mut(), statements);
        self.is_closed |= matches!(done, Err(mysql::Error::IoError(_)));
        Ok(done?)
    }

    fn end(&mut self, statement: &str) -> SqlResult<()> {
        if !self.is_in_transaction {
            return Ok(());
        }
        self.command(statement)
    }

    /// The kinds of a query's columns.
    fn kinds(&self, sql: &str) -> SqlResult<Vec<Kind>> {
        let statement = self.driver.borrow_mut().prep(&self.text(sql).sql)?;
        Ok(statement.columns().iter().map(kind).collect())
    }

    fn text(&self, sql: &str) -> Arc<Text> {
        let mut texts = self.texts.borrow_mut();
        if let Some(text) = texts.get(sql) {
            return Arc::clone(text);
        }
        let text = Arc::new(Text::new(&self.legacy.before(sql)));
        if texts.len() == MAX_TEXTS {
            texts.clear();
        }
        texts.insert(sql.to_owned(), Arc::clone(&text));
        text
    }

    /// Runs a statement that gives no rows. Says how many it changed, and gives the number that the
    /// server gave to a new row.
    fn change(&self, text: &Text, values: &[Value]) -> SqlResult<(usize, i64)> {
        let mut driver = self.driver.borrow_mut();
        let (sql, parameters) = sent(text, values);
        let statement = driver.prep(sql)?;
        let result = driver.exec_iter(statement, parameters)?;
        let info = result.info_str();
        // An update counts the rows that it found, also those that had the new values before.
        let matched = info.strip_prefix(MATCHED);
        let matched = matched.and_then(|rest| rest.split(' ').next()?.parse().ok());
        let changed = matched.unwrap_or_else(|| result.affected_rows());
        let number = result.last_insert_id().unwrap_or_default();
        Ok((
            usize::try_from(changed).unwrap_or(usize::MAX),
            i64::try_from(number).unwrap_or(i64::MAX),
        ))
    }
}

/// Runs statements at once. The driver's own `query_drop` tells a failure of the first alone, so that
/// a transaction would go on without the lock that its beginning did not get.
fn run(driver: &mut Conn, statements: &str) -> Result<(), mysql::Error> {
    let mut results = driver.query_iter(statements)?;
    while let Some(mut result) = results.iter() {
        result.try_for_each(|row| row.map(drop))?;
    }
    Ok(())
}

/// What is sent of a statement and its values.
fn sent<'a>(text: &'a Text, values: &[Value]) -> (Cow<'a, str>, Params) {
    let (sql, values) = match text.with_items(values) {
        Some((sql, values)) => (sql.into(), values),
        None => (
            text.sql.as_str().into(),
            text.places
                .iter()
                .map(|&at| parameter(&values[at]))
                .collect(),
        ),
    };
    let parameters = if values.is_empty() {
        Params::Empty
    } else {
        Params::Positional(values)
    };
    (sql, parameters)
}

impl Connection for MySqlConnection {
    /// What reads once needs no transaction: a statement sees one state by itself.
    fn begin(&mut self, access: Access) -> SqlResult<()> {
        self.is_in_transaction = !matches!(access, Access::ReadOnce);
        match access {
            Access::ReadOnce => Ok(()),
            Access::Read => self.command("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"),
            Access::Write(Scope::Run(id)) => {
                let mut statements = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; \
                                      START TRANSACTION; SELECT 1 FROM runs \
                                      WHERE run_uuid = _utf8mb4 X'"
                    .to_owned();
                for byte in id.as_str().bytes() {
                    let _ = write!(statements, "{byte:02X}");
                }
                statements.push_str("' FOR UPDATE");
                self.command(&statements)
            }
            Access::Write(Scope::NoRun | Scope::EveryRun | Scope::VersionsOf(_)) => {
                self.command("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; START TRANSACTION")
            }
        }
    }

    fn work(&mut self, work: Work) -> SqlResult<()> {
        work(self)
    }

    fn commit(&mut self) -> Result<(), NotCommitted> {
        let committed = self.end("COMMIT");
        committed.map_err(|failure| NotCommitted {
            failure,
            may_be: true,
        })
    }

    fn roll_back(&mut self) -> SqlResult<()> {
        self.end("ROLLBACK")
    }

    fn is_closed(&self) -> bool {
        self.is_closed
    }
}

impl Session for MySqlConnection {
    fn execute(&self, sql: &str, values: &[Value]) -> SqlResult<usize> {
        Ok(self.change(&self.text(sql), values)?.0)
    }

    /// Many rows go as one statement, but for those that are too large for one.
    fn insert_rows(&self, sql: &str, width: usize, values: &[Value]) -> SqlResult<usize> {
        let one = self.text(sql);
        let mut changed = 0;
        let mut rest = values;
        while !rest.is_empty() {
            let rows = rows_at_once(width, rest);
            let (now, later) = rest.split_at(rows * width);
            changed += match rows {
                1 => self.change(&one, now)?.0,
                rows => self.change(&one.for_rows(rows), now)?.0,
            };
            rest = later;
        }
        Ok(changed)
    }

    fn insert(&self, sql: &str, values: &[Value]) -> SqlResult<i64> {
        Ok(self.change(&self.text(sql), values)?.1)
    }

    /// All rows are read before the first is passed on: a connection can do one thing at a time.
    fn query(
        &self,
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(&Row) -> SqlResult<()>,
    ) -> SqlResult<()> {
        let text = self.text(sql);
        let rows: Vec<DriverRow> = {
            let mut driver = self.driver.borrow_mut();
            let (sql, parameters) = sent(&text, values);
            let statement = driver.prep(sql)?;
            driver.exec(statement, parameters)?
        };
        rows.iter().try_for_each(|row| each(&Row(row)))
    }

    fn query_all(
        &self,
        queries: &[&str],
        values: &[Value],
        each: &mut dyn FnMut(usize, &Row) -> SqlResult<()>,
    ) -> SqlResult<()> {
        let union = self.unions.find(queries, || -> SqlResult<Union> {
            let parts = queries.iter().map(|&sql| Ok((sql, self.kinds(sql)?)));
            let parts: SqlResult<Vec<_>> = parts.collect();
            Ok(Union::of(&parts?, Words::MySql))
        })?;
        self.query(union.text(), values, &mut |row| {
            let (number, part) = union.part(row.0);
            each(number, &Row(&part))
        })
    }

    /// The server numbers the rows, so that only those at the positions are sent. It keeps no order of
    /// a query within another one, so the number says it again.
    fn query_at(
        &self,
        positions: &[usize],
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(&Row) -> SqlResult<()>,
    ) -> SqlResult<()> {
        let (rows, order) = sql
            .rsplit_once("ORDER BY ")
            .expect("the rows have an order");
        let columns = order.split(", ").filter_map(|term| term.rsplit('.').next());
        let order: Vec<&str> = columns.collect();
        let numbered = format!(
            "SELECT numbered.* FROM
             JSON_TABLE(?{}, '$[*]' COLUMNS (value BIGINT PATH '$')) AS wanted
             JOIN (SELECT found.*, row_number() OVER (ORDER BY {}) - 1 AS place
                   FROM ({rows}) AS found) AS numbered ON numbered.place = wanted.value
             ORDER BY numbered.place",
            values.len() + 1,
            order.join(", ")
        );
        let positions = List::new(positions);
        let values: Vec<Value> = values
            .iter()
            .copied()
            .chain([positions.to_value()])
            .collect();
        self.query(&numbered, &values, each)
    }

    fn run(&self, statements: &str) -> SqlResult<()> {
        Ok(run(&mut self.driver.borrow_mut(), statements)?)
    }

    fn expect_many_rows(&self) -> SqlResult<()> {
        Ok(())
    }
}

/// How many of the next rows go as one statement: at least one.
fn rows_at_once(width: usize, values: &[Value]) -> usize {
    let mut bytes = 0;
    let rows = values.chunks(width).take(MAX_VALUES / width);
    let fitting = rows.take_while(|row| {
        bytes += row.iter().map(size).sum::<usize>();
        bytes <= MAX_BYTES
    });
    fitting.count().max(1)
}

fn size(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        _ => 8,
    }
}
