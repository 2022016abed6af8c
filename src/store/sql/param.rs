//! The table `params`.

use rusqlite::{Connection, params};

use crate::entity::{Param, Run, RunId};
use crate::error::Error;

use super::dialect::Outcome;
use super::page::{self, Ids, Members};

/// Logs a parameter: a new one, or one that has this value already.
pub(super) fn log(connection: &Connection, id: &RunId, param: &Param) -> Outcome<()> {
    let inserted = connection
        .prepare_cached(
            "INSERT INTO params (key, value, run_uuid) VALUES (?1, ?2, ?3)
             ON CONFLICT (key, run_uuid) DO NOTHING",
        )?
        .execute(params![param.key, param.value, id.as_str()])?;
    if inserted > 0 {
        return Ok(());
    }
    let value: String = connection
        .prepare_cached("SELECT value FROM params WHERE key = ?1 AND run_uuid = ?2")?
        .query_row([&param.key, id.as_str()], |row| row.get(0))?;
    if value != param.value {
        return Err(Error::param_changed(id, &param.key, &value, &param.value).into());
    }
    Ok(())
}

/// Loads the parameters of a page of runs.
pub(super) fn load(
    connection: &Connection,
    ids: &Ids,
    runs: &mut Members<Run>,
) -> rusqlite::Result<()> {
    page::belongings(
        connection,
        ids,
        "SELECT page.key, params.key, params.value
         FROM json_each(?1) AS page CROSS JOIN params ON params.run_uuid = page.value",
        runs,
        |run, row| {
            run.data.params.push(Param {
                key: row.get(1)?,
                value: row.get(2)?,
            });
            Ok(())
        },
    )
}
