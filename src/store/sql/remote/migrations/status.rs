//! `mlflow db status`: how a database is, and what an upgrade would do. It is only read.

use std::collections::BTreeMap;

use super::super::super::feature::{Feature, Mark};
use super::super::super::session::{Session, SqlResult};
use super::super::super::{Clients, DatabaseStatus, FeatureStatus, SchemaTarget, TableRows};
use super::super::connection::{Access, Connection};
use super::found;
use super::steps;
use super::upgrade::Migrator;
use super::words::Words;

/// Tables and their columns.
type Tables = BTreeMap<String, BTreeMap<String, Column>>;

struct Column {
    is_optional: bool,
    /// The longest text that it is declared for.
    length: Option<usize>,
}

/// Looks at a database.
pub(in crate::store::sql) fn status<M: Migrator>(migrator: &M) -> SqlResult<DatabaseStatus> {
    let mut connection = migrator.connect()?;
    connection.begin(Access::Read)?;
    let mut status = None;
    connection.work(&mut |session| {
        status = Some(look(migrator, session)?);
        Ok(())
    })?;
    connection.commit()?;
    Ok(status.expect("work that succeeds is done"))
}

fn look<M: Migrator>(migrator: &M, session: &dyn Session) -> SqlResult<DatabaseStatus> {
    let words = migrator.words();
    let steps = steps(words);
    let found = found::find(session, words, &steps)?;
    let (behind, others) = match &found {
        Ok(found) => (Some(found.steps), found.others.clone()),
        Err(revisions) => (None, revisions.clone()),
    };
    let schema = behind.filter(|behind| *behind > 0);
    let schema = schema.map(|behind| found::name(&steps, behind));
    let target = schema
        .as_ref()
        .and_then(|schema| SchemaTarget::parse(schema.revision.as_deref()?).ok());
    let tables = tables(session, words)?;
    let ahead = match behind {
        Some(0) | None => &[][..],
        Some(behind) => &steps[behind..],
    };
    Ok(DatabaseStatus {
        database: migrator.describe(),
        path: None,
        size: size(session, words)?,
        schema,
        steps: ahead
            .iter()
            .map(|step| (step.revision, step.brings()))
            .collect(),
        features: FeatureStatus::all(&features(session, words, &tables)?),
        clients: target.map(Clients::of_target),
        others,
        tables: rows(session, &tables)?,
        problems: None,
    })
}

fn size(session: &dyn Session, words: Words) -> SqlResult<u64> {
    let mut size = 0;
    session.query(words.size(), &[], &mut |row| {
        size = row.whole(0).unwrap_or_default();
        Ok(())
    })?;
    Ok(u64::try_from(size).unwrap_or_default())
}

fn tables(session: &dyn Session, words: Words) -> SqlResult<Tables> {
    let mut tables = Tables::new();
    session.query(
        &format!(
            "SELECT table_name, column_name, is_nullable, character_maximum_length
             FROM information_schema.columns WHERE table_schema = {}",
            words.current_schema()
        ),
        &[],
        &mut |row| {
            let column = Column {
                is_optional: row.text_or_empty(2) == "YES",
                length: row.whole(3).and_then(|length| usize::try_from(length).ok()),
            };
            let columns = tables.entry(row.text_or_empty(0)).or_default();
            columns.insert(row.text_or_empty(1), column);
            Ok(())
        },
    )?;
    Ok(tables)
}

/// The features that the tables have.
fn features(session: &dyn Session, words: Words, tables: &Tables) -> SqlResult<Vec<Feature>> {
    let mut checks: Vec<String> = Vec::new();
    session.query(
        &format!(
            "SELECT check_clause FROM information_schema.check_constraints
             WHERE constraint_schema = {}",
            words.current_schema()
        ),
        &[],
        &mut |row| {
            checks.extend(row.text(0));
            Ok(())
        },
    )?;
    let column = |table, name| tables.get::<str>(table)?.get::<str>(name);
    let has = |feature: &Feature| match feature.definition().mark {
        Mark::Table(table) => tables.contains_key(table),
        Mark::Column(table, name) => column(table, name).is_some(),
        Mark::Optional(table, name) => column(table, name).is_some_and(|c| c.is_optional),
        Mark::Length(table, name, length) => {
            column(table, name).is_some_and(|c| c.length.is_none_or(|most| most >= length))
        }
        Mark::Word(_, word) => checks.iter().any(|check| check.contains(word)),
    };
    Ok(Feature::ALL.into_iter().filter(has).collect())
}

fn rows(session: &dyn Session, tables: &Tables) -> SqlResult<Vec<TableRows>> {
    let count = |table: &String| {
        let mut rows = 0;
        session.query(
            &format!("SELECT count(*) FROM \"{}\"", table.replace('"', "\"\"")),
            &[],
            &mut |row| {
                rows = row.whole(0).unwrap_or_default();
                Ok(())
            },
        )?;
        Ok(TableRows {
            table: table.clone(),
            rows: u64::try_from(rows).unwrap_or_default(),
        })
    };
    tables.keys().map(count).collect()
}
