//! A database that passes on what it is asked for, and tells a test of it.

use std::path::Path;
use std::sync::Arc;

use crate::error::Error;

use super::database::{Database, Work};
use super::dialect::Dialect;
use super::freshness::Freshness;
use super::schema::Schema;
use super::session::{Row, Session, SqlError, SqlResult, Value};
use super::write_set::Scope;

/// Notes a statement and its values.
pub(super) type Note = dyn Fn(&str, &[Value]) + Send + Sync;

/// A database whose statements are noted.
pub(super) struct RecordedDatabase {
    pub(super) database: Arc<dyn Database>,
    pub(super) note: Box<Note>,
}

impl Database for RecordedDatabase {
    fn describe(&self) -> String {
        self.database.describe()
    }

    fn local_folder(&self) -> Option<&Path> {
        self.database.local_folder()
    }

    fn dialect(&self) -> &'static dyn Dialect {
        self.database.dialect()
    }

    fn schema_revision(&self) -> SqlResult<Option<String>> {
        self.database.schema_revision()
    }

    fn schema(&self) -> Arc<Schema> {
        self.database.schema()
    }

    fn read(&self, work: Work) -> SqlResult<()> {
        let note = &*self.note;
        self.database
            .read(&mut |session| work(&Recorder { session, note }))
    }

    fn write(&self, scope: Scope, work: Work) -> SqlResult<()> {
        let note = &*self.note;
        self.database
            .write(scope, &mut |session| work(&Recorder { session, note }))
    }

    fn explain(&self, failure: SqlError) -> Error {
        self.database.explain(failure)
    }

    fn serve(&mut self) {
        let database = Arc::get_mut(&mut self.database);
        database.expect("nobody else has it").serve();
    }

    fn freshness(&self) -> Option<&dyn Freshness> {
        self.database.freshness()
    }
}

/// A session that notes what it is asked for.
pub(super) struct Recorder<'a> {
    pub(super) session: &'a dyn Session,
    pub(super) note: &'a dyn Fn(&str, &[Value]),
}

impl Session for Recorder<'_> {
    fn execute(&self, sql: &str, values: &[Value]) -> SqlResult<usize> {
        (self.note)(sql, values);
        self.session.execute(sql, values)
    }

    fn insert_rows(&self, sql: &str, width: usize, values: &[Value]) -> SqlResult<usize> {
        (self.note)(sql, values);
        self.session.insert_rows(sql, width, values)
    }

    fn insert(&self, sql: &str, values: &[Value]) -> SqlResult<i64> {
        (self.note)(sql, values);
        self.session.insert(sql, values)
    }

    fn query(
        &self,
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(&Row) -> SqlResult<()>,
    ) -> SqlResult<()> {
        (self.note)(sql, values);
        self.session.query(sql, values, each)
    }

    fn run(&self, statements: &str) -> SqlResult<()> {
        (self.note)(statements, &[]);
        self.session.run(statements)
    }

    fn expect_many_rows(&self) -> SqlResult<()> {
        self.session.expect_many_rows()
    }
}
