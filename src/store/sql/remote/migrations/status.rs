//! `mlflow db status`: how a database is, and what an upgrade would do. It is only read.

use crate::error::Result;

use super::super::super::session::{Session, SqlResult};
use super::super::super::{Clients, DatabaseStatus, FeatureStatus, SchemaTarget, TableRows};
use super::super::catalog::Catalog;
use super::super::connection::{Access, Connection};
use super::super::words::Words;
use super::found;
use super::steps;
use super::upgrade::Migrator;

/// Looks at a database.
pub(in crate::store::sql) fn status<M: Migrator>(migrator: &M) -> Result<DatabaseStatus> {
    look_at(migrator).map_err(|failure| migrator.explain(failure))
}

fn look_at<M: Migrator>(migrator: &M) -> SqlResult<DatabaseStatus> {
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
    let catalog = Catalog::read(session, words)?;
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
        features: FeatureStatus::all(&catalog.features()),
        clients: target.map(Clients::of_target),
        others,
        tables: rows(session, &catalog)?,
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

fn rows(session: &dyn Session, catalog: &Catalog) -> SqlResult<Vec<TableRows>> {
    let count = |table: &str| {
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
            table: table.to_owned(),
            rows: u64::try_from(rows).unwrap_or_default(),
        })
    };
    catalog.names().map(count).collect()
}
